"""Remarks: the notes of a bulletin on scope, sums, rounding, checks and sources.

Comes in: facts, words and lists of names. Goes out: one note a remark, each a list of runs.
"""

from __future__ import annotations

from zsanalytics.publish import corrections
from zsanalytics.publish.facts import adds_up
from zsanalytics.publish.places import kinds
from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.wording import Runs, Told, joined, say, sign
from zsanalytics.schema import WHOLE


def remarks(told: Told) -> Paragraphs:
    """List what a reader must know to read the figures rightly."""
    scope = {WHOLE: "whole", "来源地=省外": "outside"}.get(told.words["line"], "line")
    said = [
        say(told, "notes.demo") if "demo" in told.words else [],
        say(told, f"notes.scope_{scope}"),
        say(told, "notes.doubt") if "doubt" in told.words else [],
        say(told, "notes.flow"),
        _total(told),
        say(told, "notes.tasks") if told.names("tasks") else [],
        say(told, "notes.rounding") if not _adds_up(told) else [],
        say(told, "notes.missing"),
        say(told, "notes.revised") if sign(told, "revised_values") == "rise" else [],
        *corrections.notes(told),
        _checked(told),
        _files(told),
    ]
    return [joined([remark], end="。") for remark in said if remark]


def _total(told: Told) -> Runs:
    """Say what the region's own figure is, and whether it is the sum of its units."""
    if told.names("computed") and told.names("units"):
        return say(told, "notes.computed", kinds=kinds(told))
    if not told.has("members_sum"):
        return []
    same = sign(told, "members_gap") == "level"
    stated = say(told, "notes.submitted", kinds=kinds(told))
    return joined([stated, say(told, f"notes.{'agree' if same else 'differ'}")])


def _adds_up(told: Told) -> bool:
    """Tell whether the printed funds of the units add up to their printed sum."""
    total = told.facts.get("members_sum", told.facts.get("funds_ytd"))
    units = [told.facts.get(f"funds_ytd@{unit}") for unit in told.names("units")]
    if total is None or not units or None in units:
        return True
    return adds_up([unit["text"] for unit in units if unit], total["text"])


def _checked(told: Told) -> Runs:
    if not told.has("errors", "warnings"):
        return []
    found = [name for name in ("errors", "warnings") if sign(told, name) == "rise"]
    branch = {0: "_clean", 1: f"_{found[0]}" if found else "", 2: ""}[len(found)]
    return say(told, f"notes.checked{branch}")


def _files(told: Told) -> Runs:
    known = sign(told, "input_files") == "rise"
    return say(told, f"notes.files{'' if known else '_none'}")
