"""Ahead: the paragraphs on the year end, the gap and what it takes; for the annex, the odds.

Signed text says 预计全年X左右 and 后续月均需Y and nothing of probability; intervals, chances and
the record of past years are paragraphs of the internal annex.
"""

from __future__ import annotations

from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.wording import Runs, Told, joined, say, sign


def outlook(told: Told) -> Paragraphs:
    """Word the expected year end, the gap to the target and what it takes."""
    if "public" in told.words:
        expected: Runs = []
    elif told.has("expected") and "rest" in told.words:
        expected = say(told, "outlook.expected")
    else:
        expected = say(told, f"outlook.{'unknown' if 'rest' in told.words else 'closed'}")
    gap = joined([_gap(told), _needed(told)], "；") if told.has("completion") else []
    said = joined([expected, gap], "。", "。")
    return [said] if said else []


def _gap(told: Told) -> Runs:
    closed = "_closed" if not told.has("months_left") else ""
    if told.has("surplus"):
        return say(told, f"outlook.surplus{closed}")
    if sign(told, "gap") == "level":
        return say(told, "outlook.exact")
    if closed:
        return say(told, "outlook.gap_closed")
    if not told.has("needed_per_month"):
        return say(told, "outlook.gap_last")
    usual = say(told, "outlook.usual") if told.has("needed_ratio") else []
    one = told.facts["months_left"]["value"] == 1
    return joined([say(told, f"outlook.gap{'_one' if one else ''}"), usual])


def _needed(told: Told) -> Runs:
    if told.has("surplus") or not told.has("months_left") or sign(told, "gap") == "level":
        return []
    if "public" in told.words:
        return []
    return say(told, f"outlook.needed_{sign(told, 'needed_growth')}")


def odds(told: Told) -> Paragraphs:
    """Word interval, chances and record, for the internal annex."""
    if not told.has("expected", "lower_80", "upper_80") or "rest" not in told.words:
        return [joined([say(told, "odds.unknown")], end="。")]
    known = told.has("chance", "target")
    chance = say(told, f"odds.chance{_low(told, 'chance')}") if known else []
    lines = [
        say(told, f"odds.chance_line{_low(told, f'chance@{line}')}",
            line=say(told, f"line.{line}"), target=f"target@{line}",
            chance=f"chance@{line}")
        for line in told.names("lines")
        if told.has(f"chance@{line}", f"target@{line}")
    ]  # fmt: skip
    first = joined([say(told, "odds.interval"), joined([chance, *lines])], "；", "。")
    return [first, _record(told)]


def _low(told: Told, fact: str) -> str:
    """Choose the phrase for a chance that is printed as 不足…: it takes no 为."""
    return "" if told.facts[fact]["text"][0].isdigit() else "_low"


def _record(told: Told) -> Runs:
    """Word how forecasts from this month would have done in past years."""
    if not told.has("record_years", "record_error"):
        return joined([say(told, "odds.record_none")], end="。")
    said = say(told, "odds.record")
    known = told.has("record_landings", "record_covered")
    own = "" if told.names("units") else "_own"
    covered = say(told, f"odds.covered{own}") if known else []
    return joined([said, covered], "；", "。")
