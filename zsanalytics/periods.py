"""Months: every way a period is written in Chinese official statistics, read and written.

Comes in: a title, a column head, a date. Goes out: a `Period`, an interval of one year given by
its first and last month. What is refused: whatever is not one period: spans of years, the
thirteenth month, durations, filing dates. Nothing here looks at the clock.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from zsanalytics.errors import RequestError
from zsanalytics.numerals import chinese_number, plain


class Period(NamedTuple):
    """The months ``start`` to ``month`` of a year.

    ``basis`` is ``ytd`` (since January), ``annual`` (the whole year, stored as month 12) or
    ``month`` (only the months named: 9月当月, 二季度, 9-10月). ``year`` is None where the text
    does not say it.
    """

    year: int | None
    month: int
    basis: str = "ytd"
    start: int = 1


class Found(NamedTuple):
    """A period and where it stands: ``text[start:end]``."""

    period: Period
    start: int
    end: int


_Y = r"(?P<y>(?<!\d)(?:19|20)\d\d|[〇零一二三四五六七八九]{4})"
_YEAR = rf"(?:(?:{_Y}\s*年|(?P<yy>(?<!\d)\d\d)\s*年(?=\s*\d)|(?P<rel>[今本当去上前])年)\s*度?\s*)?"
_TEN = "一二三四五六七八九十"
_M = rf"(?P<m>(?<![\d.])\d{{1,2}}|(?<![统每单唯同任逐第{_TEN}])[{_TEN}]{{1,2}})"
_M1 = _M.replace("<m>", "<m1>")
_END = r"\s*月\s*份?\s*(?P<alone>[(]?(?:当|单|本)月)?[底末]?"
_TO = r"\s*(?:[-~]{1,2}|至|到)\s*"
_ASOF = r"(?P<asof>截[至止]到?\s*)?"
_NUMERIC = r"(?<![\d.\-/])(?P<y>(?:19|20)\d\d)"
_STOP = r"(?![\d%‰]|[.,\-/]\d|\s*(?:[亿万千百元个家户次项亩人公平吨件名美港]))"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MON = rf"(?P<{{}}>{'|'.join(_MONTHS)})[a-z]*\.?"


def _number(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text) or 0


def _year(match: re.Match[str], year: int | None) -> int | None:
    """Give the year of a match; ``year`` is the report's own, for 今年 and 去年."""
    found = match.groupdict()
    if found.get("y"):
        return _number(found["y"])
    if found.get("yy"):
        return 2000 + int(found["yy"])
    if not found.get("rel"):
        return year
    if year is None:
        raise _NoPeriodError
    return year - {"去": 1, "上": 1, "前": 2}.get(found["rel"], 0)


class _NoPeriodError(Exception):
    """The text looks like a period and is none, or depends on a year nobody gave."""


def _flow(year: int | None, first: int, last: int) -> Period:
    if not 1 <= first <= last <= 12:
        raise _NoPeriodError
    return Period(year, last) if first == 1 else Period(year, last, "month", first)


def _nothing(match: re.Match[str], year: int | None) -> Period:
    raise _NoPeriodError


def _range(match: re.Match[str], year: int | None) -> Period:
    if match.groupdict().get("y2") and _number(match["y2"]) != _year(match, year):
        raise _NoPeriodError
    period = _flow(_year(match, year), _number(match["m1"]), _number(match["m"]))
    return _alone(period) if match.groupdict().get("alone") else period


def _alone(period: Period) -> Period:
    return period._replace(basis="month", start=period.month)


def _month(match: re.Match[str], year: int | None) -> Period:
    period = _flow(_year(match, year), 1, _number(match["m"]))
    return _alone(period) if match.groupdict().get("alone") else period


def _day(match: re.Match[str], year: int | None) -> Period:
    """A day states a month if it closes it (截至9月25日, 9月30日) or is how Excel types it."""
    period = _flow(_year(match, year), 1, _number(match["m"]))
    day = int(match["d"])
    last = (dt.date(period.year or 2024, period.month, 28) + dt.timedelta(days=4)).replace(day=1)
    closing = day >= (last - dt.timedelta(days=1)).day
    typed = day == 1 and "日" not in match[0]
    if not (closing or typed or match["asof"]):
        raise _NoPeriodError
    return period


def _quarter(match: re.Match[str], year: int | None) -> Period:
    quarter = _number(match["q"].replace("两", "二"))
    if not 1 <= quarter <= 4:
        raise _NoPeriodError
    whole = match.groupdict().get("first") or match.groupdict().get("end")
    return _flow(_year(match, year), 1 if whole else 3 * quarter - 2, 3 * quarter)


def _half(match: re.Match[str], year: int | None) -> Period:
    return _flow(_year(match, year), *((1, 6) if match["half"] == "上" else (7, 12)))


def _annual(match: re.Match[str], year: int | None) -> Period:
    return Period(_year(match, year), 12, "annual")


def _english(match: re.Match[str], year: int | None) -> Period:
    last = _MONTHS.index(match["m"].lower()) + 1
    first = match.groupdict().get("m1")
    return _flow(_year(match, year), _MONTHS.index(first.lower()) + 1 if first else 1, last)


_Reader = Callable[[re.Match[str], int | None], Period]
# why in this order: a longer form holds shorter ones, and what it covers is not read again
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        (rf"{_Y}\s*年?度?{_TO}(?:19|20)?\d\d\s*年(?!\s*\d{{1,2}}\s*月)", _nothing),
        (rf"{_YEAR}{_ASOF}{_M1}\s*月?\s*份?{_TO}(?:(?P<y2>\d{{4}})\s*年\s*)?{_M}{_END}", _range),
        (rf"{_NUMERIC}\s*[.\-/]\s*{_M1}{_TO}{_M}{_END}", _range),
        (rf"{_NUMERIC}[.\-/]?(?P<m1>\d\d?){_TO}(?P<y2>(?:19|20)\d\d)[.\-/]?{_M}(?!\d)", _range),
        (rf"{_ASOF}{_YEAR}{_M}\s*月\s*(?P<d>\d{{1,2}})\s*[日号]", _day),
        (rf"(?P<asof>截[至止]到?\s*)?{_NUMERIC}(?P<sep>[.\-/])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?!\d)"
         r"(?:[ T]\d\d?:\d\d(?::\d\d)?(?:\.\d+)?)?", _day),
        (rf"{_YEAR}[前头](?P<m>\d{{1,2}}|[一二三四五六七八九十两]{{1,2}})\s*个月", _month),
        (rf"{_YEAR}{_ASOF}(?P<first>前|[1一]{_TO})?第?(?P<q>[1-4一二三四两])\s*季度?(?P<end>[末底])?"
         r"(?![军节])", _quarter),
        (rf"(?<![a-z\d])(?:{_Y}\s*年?\s*-?)?Q(?P<q>[1-4])(?!\d)", _quarter),
        (rf"(?<![a-z])Q(?P<q>[1-4])[\s,\-]*{_Y}(?!\d)", _quarter),
        (rf"{_YEAR}(?P<half>[上下])半年", _half),
        (rf"{_YEAR}{_ASOF}{_M}{_END}", _month),
        (rf"{_NUMERIC}\s*[.\-/]\s*(?P<m>\d\d?)\s*月", _month),
        (rf"{_NUMERIC}\s*[.\-/M]\s*(?P<m>\d\d?){_STOP}", _month),
        (rf"{_NUMERIC}(?P<m>0[1-9]|1[0-2]){_STOP}", _month),
        (rf"(?<![a-z]){_MON.format('m1')}{_TO}{_MON.format('m')}[\s,\-]*{_Y}", _english),
        (rf"(?<![a-z]){_MON.format('m')}[\s,\-]*{_Y}", _english),
        (rf"{_Y}\s*年\s*(?:度|全年|[底末])?", _annual),
        (r"(?P<rel>[今本去上前])年\s*(?:度|全年|[底末])?(?!\s*同)|全年", _annual),
    )
)  # fmt: skip
_LIKELY = re.compile(r"[年月季]|20\d\d|19\d\d|q[1-4]", re.IGNORECASE)
_FILING = re.compile(
    r"(?:填报|填表|报送|上报|制表|编制|打印|报出|签发|印发|发布|导出|更新|审核|提交)(?:日期|时间|年月)"
)
_AFTER_FILING = re.compile(_FILING.pattern + r"\s*(?:[(][^)]*[)])?\s*[:]?\s*$")
_ISSUED = re.compile(r"\s*(?:印发|制表|发布|编印)")
_MONTHLY = re.compile(r"(?<!至)(?<!止)(?:[本当]月|单月)(?![止末底]|累计)|月度")
_CUMULATIVE = re.compile(r"累计|月止|月末|月底")
_LAST_YEAR = re.compile(r"(?<![比较与同])(?:上年|去年)(?:同期|同月|当月|本月)(?!相比|增|±)")


def is_filing_date(text: str) -> bool:
    """Tell whether a text is a label of when a form was filled in, sent or printed.

    Examples
    --------
    >>> is_filing_date("填报日期：2024年10月8日"), is_filing_date("2024年9月")
    (True, False)
    """
    return bool(_FILING.search(plain(text)))


def find_periods(text: str, *, year: int | None = None) -> list[Found]:
    """Find every period a text names, from left to right.

    Parameters
    ----------
    text : str
        Any text; positions are those of its characters.
    year : int, optional
        The report's own year: it completes ``1-9月`` and resolves 今年, 去年.

    Returns
    -------
    list of Found
        Spans do not overlap. Not among them: filing dates, days that close no month, spans of
        years, flows across a year's end, 去年 and 今年 without ``year``.

    Examples
    --------
    >>> [(f.period, f.start, f.end) for f in find_periods("2023年1—11月，11月当月")]
    [(Period(year=2023, month=11, basis='ytd', start=1), 0, 10),
     (Period(year=None, month=11, basis='month', start=11), 11, 16)]
    """
    line = plain(text)
    if not (_LIKELY.search(line) or re.search(_MON.format("m"), line, re.IGNORECASE)):
        return []
    taken = [False] * len(line)
    found = []
    for pattern, reader in _FORMS:
        for match in pattern.finditer(line):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = [True] * (end - start)
            if not (_AFTER_FILING.search(line, 0, start) or _ISSUED.match(line, end)):
                found.extend(_read(reader, match, year))
    return sorted(found, key=lambda item: item.start)


def _read(reader: _Reader, match: re.Match[str], year: int | None) -> Iterator[Found]:
    try:
        yield Found(reader(match, year), *match.span())
    except _NoPeriodError:
        return


def read_period(text: Any, *, year: int | None = None) -> Period | None:
    """Read the one period a title, a column head or a date states.

    Parameters
    ----------
    text : str, date, datetime or Timestamp
        A date is the month it lies in. Missing gives None.
    year : int, optional
        The report's own year, for texts that do not say it.

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
    >>> read_period("2024年13月") is None
    True
    """
    if isinstance(text, str):
        return _read_text(text, year)
    if isinstance(text, dt.date) and text == text:  # NaT is a date and equals nothing
        return Period(text.year, text.month)
    return None


@functools.lru_cache(maxsize=8192)
def _read_text(text: str, year: int | None) -> Period | None:
    found = [item.period for item in find_periods(text, year=year)]
    line = plain(text)
    stated = [period for period in found if period.basis != "annual"]
    if not stated:
        return found[0] if found else None
    first = stated[0]
    if first.year in (None, year):
        years = [period.year for period in found if period.year is not None]
        own = years[0] if years else year
        back = 1 if own is not None and _LAST_YEAR.search(line) else 0
        first = first._replace(year=own if own is None else own - back)
    if first.basis == "ytd" and _MONTHLY.search(line) and not _CUMULATIVE.search(line):
        first = _alone(first)
    return first


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
            f"month: found {asof!r}, expected a year and a month as '2024-09'; write it like that"
        )
    return int(match[1]), int(match[2])


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
