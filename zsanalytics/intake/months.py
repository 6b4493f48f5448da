"""When a figure is of: the times its labels state, completed by those around the table."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from zsanalytics.intake.context import Context
from zsanalytics.intake.sides import Side
from zsanalytics.intake.times import Time
from zsanalytics.periods import find_periods, previous_month


class When(NamedTuple):
    """Year, month and basis; each may be missing. Of a contradiction the basis is ``unknown``."""

    year: int | None
    month: int | None
    basis: str


def when(times: Sequence[Time], context: Context, same_period_years: bool) -> When:
    """Put the times of a figure's labels together, the nearest first.

    Parameters
    ----------
    times : sequence of Time
        What column and row say.
    context : Context
        The table's own year and month.
    same_period_years : bool
        Whether 2023年 stands beside a bare 2024年 of the report's year: then both are the same
        months of their year, else a year alone is the whole year.
    """
    if any(t.basis == "unknown" for t in times):
        return When(None, None, "unknown")
    year = next((t.year for t in times if t.year is not None), None)
    monthly = next((t for t in times if t.month is not None), None)
    basis = next((t.basis for t in times if t.basis), "")
    basis = basis or next((t.guess for t in times if t.guess), "")
    month = monthly.month if monthly else None
    start = monthly.start if monthly else 1
    if month is None:
        other = year is not None and year != context.year
        if basis == "annual" or (other and not same_period_years and not basis):
            month, basis = 12, "annual"
        else:
            month = context.month
            basis = basis or context.basis
        if month is None and year is not None:
            month, basis = 12, basis or "annual"
    year = context.year if year is None else year
    if year is not None:
        year -= max((t.back for t in times), default=0)
    if any(t.months_back for t in times) and year is not None and month is not None:
        year, month = previous_month(year, month)
    if basis == "month" and start not in (1, month):
        basis = "none"
    if year is None or month is None:
        return When(year, month, "" if basis == "none" else basis)
    return When(year, month, "" if basis == "none" else basis or "ytd")


def completed(context: Context, columns: Sequence[Side], rows: Sequence[Side]) -> Context:
    """Complete a context without a month by the latest its headers state.

    A title that names a year alone says less than a header that names 1-9月.
    """
    if context.month is None or context.basis == "annual":
        context = _from_labels(context, columns, rows)
        timed = any(t.year or t.month for side in (*columns, *rows) for t in side.times)
        if context.elsewhere and not timed and context.year in (None, context.elsewhere[0]):
            year, month = context.elsewhere
            return context._replace(year=year, month=month, basis="")
    if context.year is None and context.month is not None:
        return context._replace(year=context.year_of(context.month))
    return context


def _from_labels(context: Context, columns: Sequence[Side], rows: Sequence[Side]) -> Context:
    for sides in (columns, rows):
        stated = [
            t
            for s in sides
            for t in s.times
            if t.month and t.basis != "annual" and not t.back
            and (t.year is None or context.year is None or t.year >= context.year)
        ]  # fmt: skip
        years = [t.year for s in sides for t in s.times if t.year is not None]
        year = max(years) if years and context.year is None else context.year
        months = [t.month for t in stated if t.month and t.year in (None, year)]
        if months:
            return context._replace(year=year, month=max(months), basis="")
    named = [t.year for s in (*columns, *rows) for t in s.times if t.year is not None]
    if context.year is None and named:
        return context._replace(year=max(named))
    return context


def contradicting(columns: Sequence[Side], context: Context) -> set[int]:
    """Find the columns of one month where the title states another one and no column states it.

    Flows and the months of other years are no contradiction, nor is a series of months.
    """
    if not context.period_cell or context.month is None:
        return set()
    stated = {
        side.at: time.month
        for side in columns
        for time in side.times
        if time.month and not time.back and time.year in (None, context.year)
        and time.basis in ("", "ytd") and not time.single
    }  # fmt: skip
    months = set(stated.values())
    return set(stated) if len(months) == 1 and context.month not in months else set()


def unclear(sides: Sequence[Side], others: Sequence[Side], context: Context) -> set[int]:
    """Find the columns headed 上年 alone beside months of this year, which may mean either.

    Beside 本年 alone they are the same months, in a table of whole years the whole year.
    """
    if context.month is None or context.basis == "annual":
        return set()
    if any(t.alone and not t.back for side in (*sides, *others) for t in side.times):
        return set()
    if any(t.month for side in others for t in side.times):
        return set()
    return {
        side.at
        for side in sides
        if any(t.alone and t.back for t in side.times) and not any(t.month for t in side.times)
    }


def with_years(columns: Sequence[Side], context: Context) -> list[Side]:
    """Carry a year to the right along a series: 2023年1-10月 | 1-11月 | 1-12月.

    A month that does not go on, or of another subject, is of the report's own year again.
    """
    named: list[Side] = []
    year: int | None = None
    last, subject = 0, [""]
    for side in columns:
        own = next((t.year for t in side.times if t.year is not None), None)
        month = next((t.month for t in side.times if t.month), None)
        if own is not None:
            year = own if month else None
        elif month and year not in (None, context.year):
            if month > last and subject == _timeless(side):
                side = side._replace(times=(*side.times, Time(year=year)))
            else:
                year = None
        if month:
            last, subject = month, _timeless(side)
        named.append(side)
    return named


_CUMULATIVE = re.compile(r"累计|1[-—至]")
_NO_SUBJECT = re.compile(r"累计|合计|完成|数$|[\s(（)）:：]")
_MONTHLY = re.compile(r"当月|分月(?!累计)|各月|逐月|月度|单月|每月")


def flow_singles(sides: Sequence[Side], titles: str, series: dict[int, list[float]]) -> set[int]:
    """Find the rows or columns headed by one month that hold that month's flow.

    A month beside a cumulative column of the same subject is a flow. A row of months is
    cumulative if the title says so or no line ever falls, else it is flows.
    """
    singles = [s for s in sides if any(t.single for t in s.times) and not _based(s)]
    if not singles:
        return set()
    beside = [
        s for s in sides if s not in singles and any(t.month or t.basis == "ytd" for t in s.times)
    ]
    months = {(t.year, t.month) for s in singles for t in s.times if t.single}
    if len(months) == 1:
        same = [b for b in beside if any((t.year, t.month) in months for t in b.times)]
        if len(same) == len(singles):  # a group of 9月 beside one of 1-9月
            return {s.at for s in singles}
        return {s.at for s in singles if any(_same_subject(s, b) for b in beside)}
    if _CUMULATIVE.search(titles):
        return set()
    if _MONTHLY.search(titles) or not _never_falls(singles, series):
        return {s.at for s in singles}
    return set()


def _based(side: Side) -> bool:
    return any(time.basis for time in side.times)


def _same_subject(one: Side, other: Side) -> bool:
    return _timeless(one) == _timeless(other) and one.regions == other.regions


def _timeless(side: Side) -> list[str]:
    """List the words of a side without the periods in them."""
    words = []
    for text in side.words:
        for found in reversed(find_periods(text)):
            text = text[: found.start] + text[found.end :]
        words.append(_NO_SUBJECT.sub("", text))
    return [word for word in words if word]


def _never_falls(singles: Sequence[Side], series: dict[int, list[float]]) -> bool:
    """Tell whether along every line of a table the figures of a year only grow."""
    order = sorted(singles, key=lambda s: _place(s))
    for before, after in itertools.pairwise(order):
        if _place(before)[0] != _place(after)[0]:
            continue
        pairs = zip(series[before.at], series[after.at], strict=True)
        if any(later < earlier for earlier, later in pairs):
            return False
    return True


def _place(side: Side) -> tuple[int, int]:
    year = next((t.year for t in side.times if t.year), 0)
    return year or 0, next((t.month for t in side.times if t.month), 0) or 0
