"""A park's sentences: what its facts say, in the fixed wording of bulletins.

Comes in: facts, words and lists of names. Goes out: paragraphs, each a list of runs. What is not
known is left out or said to be unknown; nothing is put in its place.
"""

from __future__ import annotations

from zsanalytics.publish.park_facts import stem
from zsanalytics.publish.park_material import book_of_phrases
from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.wording import Runs, Told, change, fill, joined, listing, sign
from zsanalytics.schema import WHOLE

LISTED = 5
"""How many indicators of the land a sentence names; the table has them all."""


def say(told: Told, phrase: str, **parts: str | Runs) -> Runs:
    """Fill a phrase of ``codes/text/park.toml``, as `zsanalytics.publish.wording.say` does."""
    section, _, branch = phrase.partition(".")
    return fill(told, book_of_phrases()[section][branch], phrase, parts)


def fact_of(pair: str, ending: str) -> str:
    """Name a fact of a series written ``indicator|segment``."""
    indicator, _, segment = pair.partition("|")
    return stem(indicator, ending, segment)


def _value(told: Told, pair: str) -> str:
    """Name the fact that holds the series' own figure: since January, or a state."""
    return next((f for e in ("ytd", "level") if told.has(f := fact_of(pair, e))), "")


def headline(told: Told) -> Paragraphs:
    """State the amounts with their growth, the firms, and how many targets are on schedule."""
    amounts = [
        joined([_amount(told, pair), change(told, fact_of(pair, "growth"))])
        for pair in told.names("amounts")
    ]
    known = [joined(amounts, "；")] if amounts else [say(told, "headline.unknown")]
    paragraphs = [joined([say(told, "headline.start"), *known], "", "。")]
    firms = joined([_large(told), _tenants(told)], "；", "。")
    schedule = _on_schedule(told) if sign(told, "goals") == "rise" else []
    return [part for part in (joined(paragraphs, ""), firms, schedule) if part]


def _amount(told: Told, pair: str) -> Runs:
    parts = {"verb": _verb(told, pair), "name": pair, "value": _value(told, pair)}
    return say(told, "headline.amount", **parts)


def _verb(told: Told, pair: str) -> str:
    """Give the verb before an amount; a count stands without one."""
    verbs = book_of_phrases()["verbs"]
    if told.facts.get(_value(told, pair), {}).get("decimals") == 0:
        return ""
    return str(verbs.get(pair.partition("|")[0], verbs["default"]))


def _on_schedule(told: Told) -> Runs:
    """Count the targets that are ahead of schedule and behind it, and name them."""
    closed = "closed" in told.words
    ways = [
        say(told, f"headline.{way}", list=_names(told.names(f"names_{way}")))
        for way in (("reached",) if closed else ("ahead", "even", "behind", "reached"))
        if sign(told, f"goals_{way}") == "rise"
    ]
    return joined([say(told, "headline.total"), joined(ways, "；")], "，", "。")


def _names(names: tuple[str, ...]) -> Runs:
    return listing([[{"text": name}] for name in names])


def progress(told: Told) -> Paragraphs:
    """State of each target what is reached, how it stands to the schedule, and what is missing."""
    if not told.names("goals"):
        return [joined([say(told, "headline.none")], end="。")]
    start = say(told, f"progress.{'closed' if 'closed' in told.words else 'time'}")
    said = [joined([start], end="。")]
    said += [joined([_goal(told, pair)], end="。") for pair in told.names("goals")]
    return said + (
        [joined([say(told, "progress.draft")], end="。")] if told.names("drafts") else []
    )


def _goal(told: Told, pair: str) -> Runs:
    target = fact_of(pair, "target")
    if not told.has(fact_of(pair, "completion")):
        return say(told, "progress.unreported", name=pair, target=target)
    branch = "target_floor" if pair in told.names("floors") else "target"
    reached = [
        say(told, f"progress.{branch}", name=pair, target=target),
        say(told, "progress.completion", completion=fact_of(pair, "completion")),
        *([] if "closed" in told.words else [_lead(told, pair), _pace(told, pair)]),
        _missing(told, pair),
    ]
    grown = [change(told, fact_of(pair, "growth")), _asked(told, pair)]
    return joined([joined(reached), joined(grown) if grown[1] else []], "；")


def _lead(told: Told, pair: str) -> Runs:
    lead = fact_of(pair, "lead")
    branch = {"rise": "ahead", "fall": "behind", "level": "even"}.get(sign(told, lead))
    return say(told, f"progress.{branch}", lead=lead) if branch else []


def _pace(told: Told, pair: str) -> Runs:
    """Set what is reached against the share of the year that past years had by this month."""
    lead = fact_of(pair, "pace_lead")
    branch = {"rise": "ahead", "fall": "behind", "level": "even"}.get(sign(told, lead))
    return say(told, f"progress.pace_{branch}", pace_lead=lead) if branch else []


def _missing(told: Told, pair: str) -> Runs:
    """Say the gap and what the rest of the year needs, or the surplus."""
    gap, surplus = fact_of(pair, "gap"), fact_of(pair, "surplus")
    if told.has(gap):
        if "closed" in told.words:
            return say(told, "progress.gap_closed", gap=gap)
        if told.facts[gap]["decimals"] == 0:
            return say(told, "progress.gap_count", gap=gap)
        if told.facts["months_left"]["value"] == 1:
            return say(told, "progress.gap_one", gap=gap)
        return say(told, "progress.gap", gap=gap, needed=fact_of(pair, "needed"))
    over = sign(told, surplus) == "rise"
    return say(told, "progress.surplus", surplus=surplus) if over else say(told, "progress.exact")


def _asked(told: Told, pair: str) -> Runs:
    """Set the growth so far against the growth asked for."""
    lead = fact_of(pair, "growth_lead")
    branch = {"rise": "grown", "fall": "slower", "level": "as_asked"}.get(sign(told, lead))
    asked = fact_of(pair, "growth_target")
    return say(told, f"progress.{branch}", growth_target=asked, growth_lead=lead) if branch else []


def projects(told: Told) -> Paragraphs:
    """State the ledger's projects, each rate with its parts, and what is late."""
    if not told.names("rates") and not told.has("ledger_projects"):
        return [joined([say(told, "projects.unknown")], end="。")]
    whole = told.has("ledger_funds", "ledger_fai")
    held = say(told, f"projects.held{'' if whole else '_amount'}") if told.has(
        "ledger_projects", "ledger_amount"
    ) else []  # fmt: skip
    rates = joined([_rate(told, code) for code in told.names("rates")], "；")
    behind = joined(late(told)) or say(told, "projects.none_late")
    parts = (held, rates, behind if told.has("late_start") else [])
    return [joined([part], end="。") for part in parts if part]


def late(told: Told) -> list[Runs]:
    """Give a clause for each way in which projects are late; none where none is."""
    found = [
        name for name in ("late_start", "late_finish", "stalled") if sign(told, name) == "rise"
    ]
    return [say(told, f"problems.{name}") for name in found]


def _rate(told: Told, code: str) -> Runs:
    parts = {"part": f"{code}_part", "whole": f"{code}_whole"}
    branch = "rate" if told.has(*parts.values()) else "rate_alone"
    said = say(told, f"projects.{branch}", name=told.words[code], rate=code, **parts)
    moved = f"{code}_change"
    way = sign(told, moved)
    return joined([said, say(told, f"projects.{way}", change=moved) if way != "none" else []])


def firms(told: Told) -> Paragraphs:
    """State the firms that came up, beside those that dropped out, and the tenants."""
    large, tenants = _large(told, full=True), _tenants(told, full=True)
    said = [joined([part], end="。") for part in (large, tenants) if part]
    return said or [joined([say(told, "firms.unknown")], end="。")]


def _large(told: Told, *, full: bool = False) -> Runs:
    """State new firms above size gross, with those that dropped out beside them."""
    new, dropped, held = "new_large_firms_ytd", "dropped_large_firms_ytd", "large_firms_level"
    said = [say(told, f"firms.large{_none(told, new)}", new=new) if told.has(new) else []]
    said += [_more(told, "new_large_firms_more") if full else []]
    branch = f"firms.dropped{_none(told, dropped)}"
    said += [say(told, branch, dropped=dropped) if told.has(dropped) else []]
    way = {"rise": "net", "fall": "net_fall", "level": "net_level"}.get(
        sign(told, "net_large_firms")
    )
    said += [say(told, f"firms.{way}", net="net_large_firms") if full and way else []]
    said += [say(told, "firms.large_held", held=held) if told.has(held) else []]
    gross = full and told.has(new, dropped)
    return joined([joined(said), say(told, "firms.gross") if gross else []], "；")


def _tenants(told: Told, *, full: bool = False) -> Runs:
    new, held = "new_tenants_ytd", "tenants_level"
    said = [say(told, f"firms.tenants{_none(told, new)}", new=new) if told.has(new) else []]
    said += [_more(told, "new_tenants_more") if full else []]
    said += [say(told, "firms.tenants_held", held=held) if told.has(held) else []]
    return joined(said)


def _none(told: Told, fact: str) -> str:
    return "" if sign(told, fact) == "rise" else "_none"


def _more(told: Told, fact: str) -> Runs:
    branch = {"rise": "more", "fall": "fewer", "level": "same"}.get(sign(told, fact))
    return say(told, f"firms.{branch}", more=fact) if branch else []


def land(told: Told) -> Paragraphs:
    """State the first few indicators of the land, or that they are not reported yet."""
    whole = [pair for pair in told.names("land") if pair.endswith(f"|{WHOLE}")]
    known = [pair for pair in whole if _value(told, pair) and not pair.startswith("idle_land|")]
    if not known:
        return [joined([say(told, "land.none")], end="。")]
    items = [_item(told, pair) for pair in known[:LISTED]]
    said = [joined([say(told, "land.start"), joined(items, "、")], "，", "。")]
    return [*said, *([joined([idle], end="。")] if (idle := _idle(told)) else [])]


def _item(told: Told, pair: str) -> Runs:
    value = _value(told, pair)
    branch = "item" if told.facts[value]["unit"] else "item_bare"
    return say(told, f"land.{branch}", name=pair, value=value)


def _idle(told: Told) -> Runs:
    """State the idle land and its kinds."""
    value = fact_of(f"idle_land|{WHOLE}", "level")
    kinds = [p for p in told.names("land") if p.startswith("idle_land|低效用地=")]
    known = [pair for pair in kinds if told.has(fact_of(pair, "level"))]
    if not told.has(value) or not known:
        return []
    items = [
        say(told, "land.item", name=pair.partition("=")[2], value=fact_of(pair, "level"))
        for pair in known
    ]
    return say(told, "land.idle", value=value, list=joined(items, "、"))
