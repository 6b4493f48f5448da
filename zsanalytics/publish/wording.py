"""Wording: Chinese phrases of ``codes/text/*.toml`` filled with facts and words.

A template refers to facts and words in braces and holds no digit of its own. What comes out is a
list of runs, as `blocks.paragraph` takes them: a number keeps the identifier of its fact.

``{funds_ytd}`` prints the fact with its unit, ``{funds_growth:size}`` without its sign (the phrase
says 增长 or 下降), ``{rank:bare}`` without its unit. A field named in ``parts`` stands for another
fact, for a phrase already made, or for a word.
"""

from __future__ import annotations

import functools
import string
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import CODES
from zsanalytics.errors import PanelError
from zsanalytics.publish.facts import PERCENT, POINTS

Runs = list[dict[str, Any]]

UNITS = {PERCENT: "", POINTS: "个百分点"}
"""How a unit reads after its number, where it does not read as it is written."""


class Told(NamedTuple):
    """What a text may tell: facts by identifier, words (names, periods), and lists of names."""

    facts: Mapping[str, Mapping[str, Any]]
    words: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]] = {}

    def names(self, part: str) -> tuple[str, ...]:
        """Give the names of a list, such as ``units`` or ``chains``; none where it is not known."""
        return tuple(self.parts.get(part, ()))

    def has(self, *facts: str) -> bool:
        """Tell whether all these facts are known."""
        return all(fact in self.facts for fact in facts)


def tell(
    facts: pd.DataFrame,
    words: Mapping[str, str],
    parts: Mapping[str, tuple[str, ...]] | None = None,
) -> Told:
    """Make facts, words and lists of names ready for telling."""
    return Told({row["fact"]: row for row in facts.to_dict("records")}, words, parts or {})


@functools.cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """Give every phrase, by section and branch."""
    with (CODES / "text" / "bulletin.toml").open("rb") as stream:
        return tomllib.load(stream)


def say(told: Told, phrase: str, **parts: str | Runs) -> Runs:
    """Fill a phrase.

    Parameters
    ----------
    told : Told
        Facts and words.
    phrase : str
        ``section.branch`` in ``codes/text/bulletin.toml``.
    **parts : str or runs
        What a field of the template stands for: runs, the identifier of a fact, or a word.

    Raises
    ------
    PanelError
        If there is no such phrase, or it names what is neither fact nor word.

    Examples
    --------
    >>> rows = [{"fact": "funds_growth", "text": "-8.92%", "unit": "%"}]
    >>> plain(say(tell(pd.DataFrame(rows), {}), "change.fall", rate="funds_growth"))
    '同比下降8.92%'
    """
    section, _, branch = phrase.partition(".")
    template = phrases().get(section, {}).get(branch)
    if template is None:
        raise PanelError(f"wording: {phrase!r} is not in codes/text/bulletin.toml; add the phrase")
    return fill(told, template, phrase, parts)


def fill(told: Told, template: str, where: str, parts: Mapping[str, str | Runs]) -> Runs:
    """Fill a template that stands ``where``; its fields as in `say`."""
    made: Runs = []
    for literal, field, form, _ in string.Formatter().parse(template):
        made += [{"text": literal}] if literal else []
        made += _filled(told, where, field, form or "", parts) if field else []
    return made


def _filled(
    told: Told, phrase: str, field: str, form: str, parts: Mapping[str, str | Runs]
) -> Runs:
    meant = parts.get(field, field)
    if not isinstance(meant, str):
        return meant
    if meant in told.facts:
        return _number(told.facts[meant], form)
    if meant in told.words or (field in parts and "@" not in meant):
        return [{"text": told.words.get(meant, meant)}]
    raise PanelError(f"wording: {phrase!r} names {meant!r}, neither a fact nor a word here")


def _number(fact: Mapping[str, Any], form: str) -> Runs:
    shown = fact["text"].removeprefix("-") if form == "size" else fact["text"]
    unit = "" if form == "bare" else UNITS.get(fact["unit"], fact["unit"])
    return [{"text": shown, "fact": fact["fact"]}, *([{"text": unit}] if unit else [])]


def sign(told: Told, fact: str) -> str:
    """Say which way a fact points as it is printed: rise, fall, level, or none if unknown.

    Examples
    --------
    >>> rows = [{"fact": "funds_growth", "text": "0.00%", "unit": "%"}]
    >>> sign(tell(pd.DataFrame(rows), {}), "funds_growth")
    'level'
    """
    if fact not in told.facts:
        return "none"
    text = told.facts[fact]["text"]
    if not any(digit in text for digit in "123456789"):
        return "level"
    return "fall" if text.startswith("-") else "rise"


def change(told: Told, fact: str) -> Runs:
    """Say a growth rate: 同比增长X, 同比下降X, 与上年同期持平, 无上年同期可比数."""
    return say(told, f"change.{sign(told, fact)}", rate=fact)


def joined(parts: Iterable[Runs], mark: str = "，", end: str = "") -> Runs:
    """Put clauses together with a mark between them, leaving empty ones out.

    Examples
    --------
    >>> plain(joined([[{"text": "甲"}], [], [{"text": "乙"}]], end="。"))
    '甲，乙。'
    """
    told = [part for part in parts if part]
    made: Runs = []
    for number, part in enumerate(told):
        made += ([{"text": mark}] if number else []) + list(part)
    return [*made, {"text": end}] if made and end else made


def listing(parts: Sequence[Runs]) -> Runs:
    """List items as Chinese does: 甲; 甲和乙; 甲、乙和丙.

    Examples
    --------
    >>> plain(listing([[{"text": name}] for name in "甲乙丙"]))
    '甲、乙和丙'
    """
    last = [joined([parts[-2], parts[-1]], "和")] if len(parts) > 1 else list(parts)
    return joined([*parts[:-2], *last], "、")


def plain(runs: Iterable[Mapping[str, Any]]) -> str:
    """Give the text of runs."""
    return "".join(run["text"] for run in runs)
