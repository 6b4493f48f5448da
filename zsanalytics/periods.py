"""Periods: the one a title, a column head or a date states, and how a period is written.

Comes in: text or a date, or a year and a month as integers. Goes out: a `Period`, an interval of
one year given by its first and last month, or its text. Nothing here looks at the clock. The
search for every period of a text is `zsanalytics.period_forms`; its names stand here too.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from typing import Any

from zsanalytics.errors import RequestError
from zsanalytics.numerals import plain
from zsanalytics.period_forms import Found, Period, find_periods, is_filing_date

__all__ = [
    "Found",
    "Period",
    "asof_text",
    "find_periods",
    "is_filing_date",
    "month_text",
    "months_between",
    "months_through",
    "parse_asof",
    "period_text",
    "previous_month",
    "read_period",
]

_AGAINST = re.compile(r"[比较与和]\s{0,2}$")
_SAME = re.compile(r"(?:(?<![比较与])[上去]年(?:同期|[同当本]月)|(?<![比较与年])同期)(?!相比|增|±)")
_SAME_OF = re.compile(r"(?<!\d)((?:19|20)\d\d)\s{0,2}年\s{0,2}同期")
_OWN_MONTH = re.compile(r"(?<![至止])(?:[本当]月|单月)(?![止末底]|累计)|月度")
_CUMULATIVE = re.compile("累计|月止|月末|月底|本年|今年")
_MONTH_BEFORE = re.compile(r"(?<![比较与])上月")


def read_period(
    text: Any, *, year: int | None = None, within: Period | None = None
) -> Period | None:
    """Read the one period a title, a column head or a date states.

    Parameters
    ----------
    text : str, date, datetime or Timestamp
        A date is the month it lies in. Missing gives None.
    year : int, optional
        The report's own year, for texts that do not say it.
    within : Period, optional
        The period of the sheet; with it 本月, 上月, 累计 and 上年同期 alone are understood.

    Returns
    -------
    Period or None
        The first period with a month, else the first year (``annual``, month 12). A month alone
        is the year to date; 本月, 当月 and 单月 make it ``month``; 二季度 and 9-10月 are ``month``
        with their first month in ``start``. 上年同期 goes back a year.

    Examples
    --------
    >>> read_period("2024年前三季度")
    Period(year=2024, month=9, basis='ytd', start=1)
    >>> read_period("1至9月", year=2024).month
    9
    >>> read_period("上年同期", within=Period(2024, 9))
    Period(year=2023, month=9, basis='ytd', start=1)
    >>> read_period("2024年13月") is None
    True
    """
    if isinstance(text, str):
        return _read_text(text, year, within)
    if isinstance(text, dt.date) and text == text:  # NaT is a date and equals nothing
        return Period(text.year, text.month)
    return None


@functools.lru_cache(maxsize=8192)
def _read_text(text: str, year: int | None, within: Period | None) -> Period | None:
    line = plain(text).lower()
    year = within.year if year is None and within is not None else year
    found = find_periods(text, year=year)
    stated = next((item for item in found if item.period.basis != "annual"), None)
    if stated is not None:
        return _owned(line, _dated(line, stated, found, year))
    relative = _relative(line, within) if within is not None else None
    return relative or (found[0].period if found else None)


def _dated(line: str, stated: Found, found: list[Found], year: int | None) -> Period:
    """Complete a month by a year said elsewhere in the text; 上年同期 goes back one."""
    period = stated.period
    if period.year not in (None, year):
        return period
    years = [item for item in found if not _AGAINST.search(line[: item.start])]
    before = [item.period.year for item in years if item.start < stated.start]
    after = [item.period.year for item in years if item.start > stated.start]
    own = next((y for y in (*reversed(before), *after) if y is not None), period.year)
    back = 1 if own is not None and _SAME.search(line) else 0
    return period._replace(year=None if own is None else own - back)


def _owned(line: str, period: Period) -> Period:
    if period.basis == "ytd" and _OWN_MONTH.search(line) and not _CUMULATIVE.search(line):
        return period._replace(basis="month", start=period.month)
    return period


def _relative(line: str, within: Period) -> Period | None:
    """Read 本月, 上月, 累计, 上年同期, 2023年同期 against the period of the sheet."""
    year, month = within.year, within.month
    if year is None:
        return None
    of = _SAME_OF.search(line)
    same, before = of or _SAME.search(line), _MONTH_BEFORE.search(line)
    if not (same or before or _OWN_MONTH.search(line) or _CUMULATIVE.search(line)):
        return None
    if before:
        year, month = previous_month(year, month)
    elif same:
        year = int(of[1]) if of else year - 1
    if (before or _OWN_MONTH.search(line)) and not _CUMULATIVE.search(line):
        return Period(year, month, "month", month)
    return within._replace(year=year, month=month)


def parse_asof(asof: str) -> tuple[int, int]:
    """Read the month argument ``"2024-09"``.

    Raises
    ------
    RequestError
        For anything else.

    Examples
    --------
    >>> parse_asof("2024-09")
    (2024, 9)
    """
    match = re.fullmatch(r"([12]\d{3})-(0[1-9]|1[0-2])", asof) if isinstance(asof, str) else None
    if match is None:
        raise RequestError(
            f"month: found {asof!r}, expected a year and a month as '2024-09'; {_instead(asof)}"
        )
    return int(match[1]), int(match[2])


def _instead(asof: object) -> str:
    """Say what to write for a month that is written in another way."""
    meant = read_period(asof) if isinstance(asof, str) else None
    if meant is None or meant.basis == "annual" or meant.month is None or meant.year is None:
        return "write it like that"
    return f"write '{meant.year:04d}-{meant.month:02d}'"


def asof_text(year: int, month: int) -> str:
    """Write a month as arguments and folders have it.

    Examples
    --------
    >>> asof_text(2024, 9)
    '2024-09'
    """
    return f"{year:04d}-{month:02d}"


def period_text(year: int | None, month: int, basis: str = "ytd", *, start: int = 1) -> str:
    """Write a period as bulletins do; `read_period` reads it back.

    Parameters
    ----------
    year : int or None
        None leaves the year out.
    month : int
        The last month covered.
    basis : {"ytd", "month", "annual", "stock"}
        The year to date of December, and ``annual``, are the year itself; a ``stock`` stands at
        the month's end.
    start : int, default 1
        The first month of a ``month`` basis that covers several.

    Examples
    --------
    >>> period_text(2024, 9), period_text(2024, 12), period_text(2024, 9, "month")
    ('2024年1—9月', '2024年', '2024年9月当月')
    """
    head = "" if year is None else f"{year}年"
    if basis == "stock":
        return f"{head}{month}月末"
    if basis == "month":
        return f"{head}{start}—{month}月" if 1 < start < month else f"{head}{month}月当月"
    if month == 12 or basis == "annual":
        return head or "全年"
    return f"{head}1月" if month == 1 else f"{head}1—{month}月"


def month_text(year: int, month: int) -> str:
    """Write a single month.

    Examples
    --------
    >>> month_text(2024, 9)
    '2024年9月'
    """
    return f"{year}年{month}月"


def previous_month(year: int, month: int) -> tuple[int, int]:
    """Give the month before.

    Examples
    --------
    >>> previous_month(2024, 1)
    (2023, 12)
    """
    return (year, month - 1) if month > 1 else (year - 1, 12)


def months_between(first: tuple[int, int], last: tuple[int, int]) -> int:
    """Count the steps from one month to another; negative if it lies before.

    Examples
    --------
    >>> months_between((2023, 11), (2024, 2))
    3
    """
    return 12 * (last[0] - first[0]) + last[1] - first[1]


def months_through(first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Go through the months from one to another, both included; nothing if it lies before.

    Examples
    --------
    >>> list(months_through((2023, 12), (2024, 1)))
    [(2023, 12), (2024, 1)]
    """
    for step in range(months_between(first, last) + 1):
        count = 12 * first[0] + first[1] - 1 + step
        yield count // 12, count % 12 + 1
