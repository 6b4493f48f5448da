"""Relations: one number computed from others, as an interval against an interval.

A `Relation` says which figure should follow from which operands. Every operand stands for all
values that would have been printed like it, so the expected value is an interval too; where it
does not meet the interval of the printed claim, the two contradict each other. A `Check` holds
the readings a claim allows: one that fits clears it, and only a sure reading convicts it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from zsanalytics.audit import words
from zsanalytics.audit.figures import Figure
from zsanalytics.audit.numbers import rounded

SLACK = 1e-9
CORNERS = 6
"""Operands up to which every combination of bounds is tried; beyond, only sums occur."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Relation:
    """One reading of a claim: ``of`` gives its value from those of the operands.

    ``of`` rises or falls with each operand, so its extremes lie at bounds. ``words`` is the
    formula in Chinese. ``sure`` tells that no other reading is possible.
    """

    claim: Figure
    operands: tuple[Figure, ...]
    of: Callable[..., Any]
    words: str
    sure: bool = True
    loose: bool = True
    rising: bool = False  # the value rises with every operand: a sum

    def expected(self) -> Interval:
        """Give the interval the claim should lie in."""
        bounds = [rounded(o.number) if self.loose else _told(o) for o in self.operands]
        corners: Sequence[tuple[float, ...]]
        if self.rising or len(bounds) > CORNERS:
            corners = [tuple(low for low, _ in bounds), tuple(high for _, high in bounds)]
        else:
            corners = list(itertools.product(*bounds))
        values = [value for corner in corners if not math.isnan(value := _value(self.of, corner))]
        return (min(values), max(values)) if values else (-math.inf, math.inf)

    def middle(self) -> float:
        """Give the expected value from the operands as printed."""
        return _value(self.of, tuple(o.number.value for o in self.operands))

    def fits(self) -> bool:
        """Tell whether the printed claim is possible."""
        low, high = self.expected()
        own_low, own_high = _bounds(self.claim)
        slack = SLACK * max(1.0, abs(own_low), abs(low) if math.isfinite(low) else 0)
        return low <= own_high + slack and own_low <= high + slack


class Range(Relation):
    """A claim that no operand fixes but some bound: ``of`` takes and gives intervals."""

    def expected(self) -> Interval:
        """Give the interval the claim must lie in."""
        low, high = self.of(*(_bounds(operand) for operand in self.operands))
        return low, high

    def middle(self) -> float:
        """Give no value: a bound fixes none."""
        return math.nan


@dataclass(frozen=True, slots=True)
class Check:
    """A claim and the readings it allows, the likeliest first."""

    rule: str
    claim: Figure
    readings: tuple[Relation, ...]

    def fitting(self) -> Relation | None:
        """Give the first reading that fits."""
        return next((reading for reading in self.readings if reading.fits()), None)

    def broken(self) -> Relation | None:
        """Give the sure reading that is contradicted, where no reading fits."""
        if self.fitting():
            return None
        return next((reading for reading in self.readings if reading.sure), None)


def _bounds(figure: Figure) -> Interval:
    return figure.number.low, figure.number.high


def _told(figure: Figure) -> Interval:
    """Give the interval of an operand; a target of 7000 or 205亿元 is meant exactly."""
    number = figure.number
    exact = figure.role == "target" and not number.approx
    if exact and abs(number.value / number.size % 5) < SLACK:
        return number.value, number.value
    return number.low, number.high


def _value(of: Callable[..., Any], values: tuple[float, ...]) -> float:
    try:
        return float(of(*values))
    except (ZeroDivisionError, OverflowError, ValueError):
        return math.nan


def before(
    figures: Sequence[Figure], place: int, *, sentences: int = 0, most: int = 60
) -> Iterator[Figure]:
    """Go back from a figure, through its own sentence and some before it."""
    own = figures[place].sentence
    for figure in reversed(figures[max(0, place - most) : place]):
        if own - figure.sentence > sentences:
            return
        yield figure


def series_of(figures: Sequence[Figure], figure: Figure) -> list[Figure]:
    """List the enumeration a figure stands in; itself alone where it stands in none."""
    if figure.series < 0:
        return [figure]
    found = [figures[figure.series]]
    for other in figures[figure.series + 1 :]:
        if other.series != figure.series:
            break
        found.append(other)
    return found


LEVELS = ("level", "sum")


def subjects(
    figures: Sequence[Figure], claim: Figure, kinds: tuple[str, ...] = ("money", "count")
) -> list[Figure]:
    """List the amounts and counts a claim may speak of, in its own sentence, the likeliest first.

    A claim in a series said to be 分别 takes the level at the same place of the list before it.
    A claim whose own words name what grew takes the nearest level of that family. After 其中 the
    claim may go on with a part or come back to the whole.
    """
    series = series_of(figures, claim)
    first = series[0]
    near = list(before(figures, first.place))
    levels = [f for f in near if f.role in LEVELS and f.kind in kinds]
    if len(series) > 1:
        apart = "分别" in first.lead or any("分别" in f.lead for f in near[:3])
        return (
            [levels[len(series) - 1 - series.index(claim)]]
            if apart and len(levels) >= len(series)
            else []
        )
    family = named_family(claim)
    if family:
        levels = [f for f in levels[:4] if f.family in (family, "")]
    if not levels:
        return []
    heads = _before_parts(levels)
    return [levels[0], *(f for f in heads if f.kind == levels[0].kind)]


def _before_parts(levels: list[Figure]) -> list[Figure]:
    """Give the levels before the last 其中, where one stands among them."""
    for at, figure in enumerate(levels[:6]):
        if "其中" in figure.lead:
            return levels[at + 1 : at + 3]
    return []


def subject(
    figures: Sequence[Figure], claim: Figure, kinds: tuple[str, ...] = ("money", "count")
) -> Figure | None:
    """Give the likeliest amount or count a claim speaks of."""
    return next(iter(subjects(figures, claim, kinds)), None)


def named_family(claim: Figure) -> str:
    """Give what the words before a claim say it is about: 签约额同比增长."""
    clause = claim.lead.replace(":", ",").rsplit(",", 1)[-1].partition("占")[0]
    return next((f for f, names in words.NAMED if any(name in clause for name in names)), "")


def year_apart(one: Figure, other: Figure) -> int | None:
    """Give the years between the periods of two figures that cover the same months."""
    first, last = one.frame.period, other.frame.period
    if not first or not last or first.year is None or last.year is None:
        return None
    return last.year - first.year if first[1:] == last[1:] else None
