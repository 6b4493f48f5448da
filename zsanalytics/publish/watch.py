"""Watch: which units a rule puts forward for a reminder (督办提示), why, and a draft letter.

Comes in: facts of the units, and rules in ``codes/text/watch.toml``. Goes out: paragraphs and a
table. A rule proposes, people decide.
"""

from __future__ import annotations

import functools
import operator
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from zsanalytics.codebook import CODES
from zsanalytics.errors import CodebookError
from zsanalytics.publish import blocks
from zsanalytics.publish.facts import catalogue
from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.wording import Runs, Told, fill, joined, plain, say

BOUNDS: Mapping[str, Callable[[float, float], bool]] = {
    "least": operator.ge, "most": operator.le, "above": operator.gt, "below": operator.lt,
}  # fmt: skip
FIELDS = ("name", "level", "when", "because")


class Case(NamedTuple):
    """One rule that fits one unit."""

    unit: str
    rule: str
    level: str
    because: Runs


@functools.cache
def rules() -> tuple[Mapping[str, Any], ...]:
    """Read the rules that are shipped.

    Raises
    ------
    CodebookError
        If a rule lacks a field, or names an unknown fact or bound.
    """
    path = CODES / "text" / "watch.toml"
    with path.open("rb") as stream:
        found = tuple(tomllib.load(stream).get("rule", ()))
    for number, rule in enumerate(found, start=1):
        refuse_wrong(rule, f"{path.name}: rule {number}")
    return found


def refuse_wrong(rule: Mapping[str, Any], where: str) -> None:
    """Refuse a rule that could not be applied, saying what is wrong with it.

    Examples
    --------
    >>> refuse_wrong({"name": "甲", "level": "提示", "because": "乙"}, "watch.toml: rule 1")
    Traceback (most recent call last):
    zsanalytics.errors.CodebookError: watch.toml: rule 1: field missing: when; add it
    """
    missing = [name for name in FIELDS if not rule.get(name)]
    if missing:
        raise CodebookError(f"{where}: field missing: {', '.join(missing)}; add it")
    for condition in rule["when"]:
        fact = condition.get("fact")
        if fact not in catalogue():
            raise CodebookError(f"{where}: fact {fact!r} is not in facts.toml; name one that is")
        bounds = [name for name in condition if name != "fact"]
        if len(bounds) != 1 or bounds[0] not in BOUNDS:
            raise CodebookError(
                f"{where}: {fact} has the bounds {bounds}; give one of {', '.join(BOUNDS)}"
            )


def cases(told: Told, known: tuple[Mapping[str, Any], ...] | None = None) -> list[Case]:
    """List every rule that fits a unit, units in their order, rules in theirs.

    A unit of which a fact is not known is not put forward for it.
    """
    given = rules() if known is None else known
    return [
        Case(unit, rule["name"], rule["level"], _because(told, rule, unit))
        for unit in told.names("units")
        for rule in given
        if all(_holds(told, condition, unit) for condition in rule["when"])
    ]


def _holds(told: Told, condition: Mapping[str, Any], unit: str) -> bool:
    row = told.facts.get(f"{condition['fact']}@{unit}")
    if row is None:
        return False
    (bound,) = (name for name in condition if name != "fact")
    return BOUNDS[bound](round(float(row["value"]), 6), float(condition[bound]))


def _because(told: Told, rule: Mapping[str, Any], unit: str) -> Runs:
    own = {name: f"{name}@{unit}" for name in catalogue() if f"{name}@{unit}" in told.facts}
    return fill(told, rule["because"], f"watch.{rule['name']}", own)


def watched(told: Told) -> tuple[str, ...]:
    """Name the units that some rule puts forward, each once."""
    return tuple(dict.fromkeys(case.unit for case in cases(told)))


def watch(told: Told) -> Paragraphs:
    """Word how many units are put forward, then a draft letter to each."""
    found = cases(told)
    if not found:
        return [joined([say(told, "watch.none")], end="。")]
    return [joined([say(told, "watch.some")], end="。")]


def letters(told: Told) -> Paragraphs:
    """Draft a letter to each unit put forward, with its reasons."""
    found = cases(told)
    return [
        say(
            told, "watch.letter", name=unit, you=you_of(unit), amount=_amount(told, unit),
            reasons=joined([case.because for case in found if case.unit == unit], "；"),
        )
        for unit in watched(told)
    ]  # fmt: skip


def _amount(told: Told, unit: str) -> Runs | str:
    known = f"funds_ytd@{unit}" if told.has(f"funds_ytd@{unit}") else ""
    return known or say(told, "remark.missing")


def you_of(region: str) -> str:
    """Address a region in a letter: 你市, 你州, 你县, 你区.

    Examples
    --------
    >>> you_of("庆阳市"), you_of("临夏回族自治州"), you_of("兰州新区")
    ('你市', '你州', '你区')
    """
    kind = region[-1:]
    return f"你{kind}" if kind in ("市", "州", "县", "区", "旗") else "你单位"


def table(told: Told) -> blocks.Block | None:
    """Tabulate units, rules and reasons; None where no rule fits."""
    found = cases(told)
    if not found:
        return None
    heads = [
        {"label": "序号", "align": "center", "width": 2.5}, {"label": "单位", "width": 8.0},
        {"label": "级别", "align": "center", "width": 3.0}, {"label": "规则", "width": 9.0},
        {"label": "依据", "width": 22.0},
    ]  # fmt: skip
    rows = [
        [{"text": str(number), "value": number}, case.unit, case.level, case.rule,
         plain(case.because)]
        for number, case in enumerate(found, start=1)
    ]  # fmt: skip
    return blocks.table(plain(say(told, "table.watch")), heads, rows)
