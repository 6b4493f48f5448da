"""Problems: what a bulletin points to, drawn from its facts by fixed rules.

Comes in: facts, words and lists of names. Goes out: clauses, the gravest first. Each says what the
figures say and no more; a reader knows the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator

from zsanalytics.publish.places import LISTED, cut, ordered
from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.watch import cases, rules
from zsanalytics.publish.wording import Runs, Told, joined, listing, say, sign

MUCH = 1 / 3
"""From this share on, one chain is more than its part."""
SLOW_START, SLOW_ARRIVAL, SLOW_PRODUCTION = 0.85, 0.4, 0.02
"""Below these rates of the year's contracts, the stage is pointed to (from July on)."""


def problems(told: Told) -> Paragraphs:
    """List the problems as paragraphs, or say that there is none."""
    found = list(clauses(told))
    return [joined([clause], end="。") for clause in found or [say(told, "problems.none")]]


def clauses(told: Told, *, brief: bool = False) -> Iterator[Runs]:
    """Give one clause a problem: missing units first, then those that the first rule watches.

    A ``brief`` list leaves out who falls (the 专报 names them elsewhere) and names fewer units.
    """
    if sign(told, "units_missing") == "rise" and told.names("missing"):
        yield say(told, "problems.missing", list=_names(told.names("missing")))
    yield from _own(told)
    slow = tuple(case.unit for case in cases(told, rules()[:1]))
    if slow:
        yield say(told, "problems.behind", list=_names(slow))
    worst = [] if brief else _worst(told, "funds_growth")
    if worst:
        some = told.facts["units_falling"]["value"] > len(worst)
        branch = "falling" if some else "falling_all"
        yield say(told, f"problems.{branch}", list=_rated(told, worst, "funds_growth"))
    for fact, phrase in (("funds_month_growth", "month"), ("contract_amount_growth", "amount")):
        if sign(told, fact) == "fall":
            yield say(told, f"problems.{phrase}")
    yield from _of_stages(told, LISTED - 1 if brief else LISTED)
    yield from _of_chains(told)


def _own(told: Told) -> Iterator[Runs]:
    """The region itself: behind 序时, where past years were further by now, and falling."""
    if sign(told, "lead") == "fall" and sign(told, "pace_lead") in ("fall", "none"):
        usual = told.has("pace_lead")
        yield say(told, f"problems.own_behind{'_usual' if usual else ''}")
    if sign(told, "funds_growth") == "fall":
        yield say(told, "problems.own_falling")


def _names(names: tuple[str, ...]) -> Runs:
    return listing([[{"text": name}] for name in names])


def _worst(told: Told, fact: str) -> list[str]:
    """Name the units with the lowest figures, below zero, as far as ties allow."""
    known = [u for u in told.names("units") if sign(told, f"{fact}@{u}") == "fall"]
    order = [unit for unit in ordered(told, "growth")[::-1] if unit in known]
    return cut(told, order, "growth", LISTED) if len(order) > LISTED else order


def _rated(told: Told, names: list[str], fact: str) -> Runs:
    items = [say(told, "problems.share_of", name=name, part=f"{fact}@{name}") for name in names]
    if fact == "funds_growth":
        items = [
            say(told, "units.item", name=name,
                figure=say(told, "growth.fall", rate=f"{fact}@{name}"))
            for name in names
        ]  # fmt: skip
    return listing(items)


def _of_stages(told: Told, most: int) -> Iterator[Runs]:
    limits = (("start_rate", SLOW_START, "starting"), ("arrival_rate", SLOW_ARRIVAL, "arriving"))
    for fact, least, phrase in limits:
        if told.has(fact) and told.facts[fact]["value"] < least:
            trailing = _trailing(told, fact, most)
            if trailing:
                yield say(told, f"problems.{phrase}", list=_rated(told, trailing, fact))
    if told.has("production_rate") and told.facts["production_rate"]["value"] < SLOW_PRODUCTION:
        none = "" if sign(told, "production_rate") == "rise" else "_none"
        yield say(told, f"problems.producing{none}")


def _trailing(told: Told, fact: str, most: int) -> list[str]:
    """Name the units with the lowest rates; who prints the same as the last named is named too."""
    known = [unit for unit in told.names("units") if told.has(f"{fact}@{unit}")]
    order = sorted(known, key=lambda unit: told.facts[f"{fact}@{unit}"]["value"])
    if len(order) < 2 * most:
        return []
    last = told.facts[f"{fact}@{order[most - 1]}"]["text"]
    tied = [u for u in order[most:] if told.facts[f"{fact}@{u}"]["text"] == last]
    return order[:most] + tied if len(tied) < most else []


def _of_chains(told: Told) -> Iterator[Runs]:
    falling = [n for n in told.names("chains") if sign(told, f"chain_growth@{n}") == "fall"]
    if falling:
        items = [
            say(told, "units.item", name=name,
                figure=say(told, "growth.fall", rate=f"chain_growth@{name}"))
            for name in falling
        ]  # fmt: skip
        yield say(told, "problems.chains", list=listing(items))
    for name in told.names("chains")[:1]:
        share = f"chain_share@{name}"
        if told.has(share) and told.facts[share]["value"] > MUCH:
            yield say(told, "problems.concentrated", name=name, share=share)
