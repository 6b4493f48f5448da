"""A park's remarks: problems, the year's end, the quality of the data, and notes, as sentences.

Comes in: facts, words and lists of names. Goes out: paragraphs, each a list of runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from zsanalytics.publish.park_text import fact_of, late, say
from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.wording import Runs, Told, joined, listing, sign


def problems(told: Told) -> Paragraphs:
    """List what the figures point to, or say that there is nothing."""
    found = list(_problems(told)) or [say(told, "problems.none")]
    return [joined([clause], end="。") for clause in found]


def _problems(told: Told) -> Iterator[Runs]:
    for pair in told.names("goals"):
        yield from _behind(told, pair)
        if sign(told, grown := fact_of(pair, "growth_lead")) == "fall":
            yield say(told, "problems.slower", name=pair, growth_lead=grown)
    for pair in told.names("amounts"):
        if sign(told, growth := fact_of(pair, "growth")) == "fall":
            yield say(told, "problems.falling", name=pair, growth=growth)
        if _half(told) and sign(told, margin := fact_of(pair, "margin")) == "fall":
            yield say(told, "problems.short", name=pair, margin=margin)
    if sign(told, dropped := "dropped_large_firms_ytd") == "rise":
        yield say(told, "problems.dropped", dropped=dropped)
    if found := late(told):
        yield joined(found)


def _behind(told: Told, pair: str) -> Iterator[Runs]:
    """Point to a target that was missed, or that lags the schedule and past years too."""
    lead, usual, gap = (fact_of(pair, ending) for ending in ("lead", "pace_lead", "gap"))
    if "closed" in told.words:
        if told.has(gap):
            yield say(told, "problems.missed", name=pair, gap=gap)
    elif sign(told, lead) == "fall" and sign(told, usual) == "fall":
        yield say(told, "problems.behind_usual", name=pair, lead=lead, pace_lead=usual)
    elif sign(told, lead) == "fall" and not told.has(usual) and _half(told):
        yield say(told, "problems.behind", name=pair, lead=lead)


def _half(told: Told) -> bool:
    """Tell whether half the year is gone: before, a forecast or a handful of firms says little."""
    return float(told.facts.get("months_left", {}).get("value", 12)) <= 6


def outlook(told: Told) -> Paragraphs:
    """State the expected year end of each amount against its target: no odds, no interval."""
    items = [
        joined([say(told, "outlook.expected", name=pair, expected=expected), _margin(told, pair)])
        for pair in told.names("amounts")
        if told.has(expected := fact_of(pair, "expected"))
    ]
    branch = "closed" if "closed" in told.words else "unknown"
    return [joined(items or [say(told, f"outlook.{branch}")], "；", "。")]


def _margin(told: Told, pair: str) -> Runs:
    margin = fact_of(pair, "margin")
    branch = {"rise": "above", "fall": "below", "level": "at"}.get(sign(told, margin))
    return say(told, f"outlook.{branch}", margin=margin) if branch else []


def quality(told: Told) -> Paragraphs:
    """State the files, what was changed, and what is open."""
    changed = [
        say(told, f"quality.{way}") for way in ("revised", "corrected")
        if sign(told, f"{way}_values") == "rise"
    ]  # fmt: skip
    found = [name for name in ("errors", "warnings") if sign(told, name) == "rise"]
    parts = [say(told, "quality.files"), *(changed or [say(told, "quality.unchanged")]),
             say(told, f"quality.open_{'_'.join(found) or 'none'}")]  # fmt: skip
    return [joined(parts, "；", "。")]


def notes(told: Told) -> Paragraphs:
    """State what a reader must know to read the figures rightly."""
    stocks = [p for p in told.names("firms") if told.has(fact_of(p, "level"))]
    said = [
        say(told, "notes.demo") if "demo" in told.words else [],
        say(told, "notes.flow", stocks=listing([[{"text": told.words[p]}] for p in stocks]))
        if stocks else say(told, "notes.flow_alone"),
        say(told, "notes.rates") if told.names("rates") and "public" not in told.words else [],
        say(told, "notes.large") if told.has("new_large_firms_ytd") else [],
        say(told, "notes.missing"),
        _checked(told),
        say(told, f"notes.source{'_goals' if told.names('goals') else ''}"),
    ]  # fmt: skip
    return [joined([part], end="。") for part in said if part]


def _checked(told: Told) -> Runs:
    if not told.has("errors", "warnings"):
        return []
    clean = all(sign(told, name) == "level" for name in ("errors", "warnings"))
    return say(told, f"notes.checked{'_clean' if clean else ''}")
