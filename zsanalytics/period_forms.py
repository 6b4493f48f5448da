"""The forms in which Chinese official statistics write a period, and the search for them.

Comes in: any text. Goes out: each `Period` in it, with its place. What is refused: spans of
years, the thirteenth month, durations, flows across a year's end, filing dates. Which one period
a title or a column head states is decided in `zsanalytics.periods`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

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


_S = r"\s{0,2}"  # bounded: a cell of 10,000 blanks must not make the search explode
_Y = r"(?P<y>(?<!\d)(?:19|20)\d\d|[一二][〇零0o一二三四五六七八九]{3})"
_REL = "(?P<rel>[今本当去上前])"
_YEAR = rf"(?:(?:{_Y}{_S}年|(?P<yy>(?<!\d)\d\d){_S}年(?={_S}\d)|{_REL}年){_S}度?{_S})?"
_TEN = "一二三四五六七八九十"
_D = r"(?P<m>\d{1,2})(?!\d)"
_D1 = r"(?P<m1>\d{1,2})(?!\d)"
_M = rf"(?P<m>(?<![\d.])\d{{1,2}}|(?<![统每单唯同任逐第{_TEN}])[{_TEN}]{{1,2}})"
_M1 = _M.replace("<m>", "<m1>")
_Y2 = rf"(?:(?P<y2>\d{{4}}){_S}年{_S})?"
_OWN = r"(?P<own>[(]?(?:当|单|本)月[)]?(?![止末底]|累计))?"
_END = rf"{_S}月{_S}份?{_S}{_OWN}[底末]?"
_TO = rf"{_S}(?:[-~]{{1,2}}|至|到){_S}"
_ASOF = rf"(?P<asof>截[至止]到?{_S})?"
_NUMERIC = r"(?<![\d.\-/])(?P<y>(?:19|20)\d\d)"
_STOP = rf"(?![\d%‰]|[.,\-/]\d|{_S}[亿万千百元个家户次项亩人公平吨件名美港])"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MON = f"({'|'.join(_MONTHS)})[a-z]{{0,6}}\\.?"
_GAP = r"[\s,\-]{0,3}"


class _NoPeriodError(Exception):
    """The text looks like a period and is none, or depends on a year nobody gave."""


def _number(text: str) -> int:
    text = text.replace("两", "二")
    return int(text) if text.isdigit() else chinese_number(re.sub("[0o]", "〇", text)) or 0


def _year(found: dict[str, str | None], year: int | None) -> int | None:
    """Give the year of a match; ``year`` is the report's own, for 今年 and 去年."""
    if own := found.get("y"):
        return _number(own)
    if short := found.get("yy"):
        return 2000 + int(short)
    back = {"去": 1, "上": 1, "前": 2}.get(found.get("rel") or "", 0)
    if back and year is None:
        raise _NoPeriodError
    return year - back if year is not None else None


def _flow(match: re.Match[str], year: int | None, first: int, last: int) -> Period:
    found = match.groupdict()
    if not 1 <= first <= last <= 12:
        raise _NoPeriodError
    first = last if found.get("own") else first
    basis = "ytd" if first == 1 and not found.get("own") else "month"
    return Period(_year(found, year), last, basis, first)


def _nothing(match: re.Match[str], year: int | None) -> Period:
    raise _NoPeriodError


def _range(match: re.Match[str], year: int | None) -> Period:
    found = match.groupdict()
    if found.get("y2") and _number(found["y2"]) != _year(found, year):
        raise _NoPeriodError  # across a year's end
    return _flow(match, year, _number(found["m1"]), _number(found["m"]))


def _month(match: re.Match[str], year: int | None) -> Period:
    return _flow(match, year, 1, _number(match["m"]))


def _day(match: re.Match[str], year: int | None) -> Period:
    """A day states a month if it closes it (截至9月25日, 9月30日) or is how Excel types it."""
    period = _month(match, year)
    day = int(match["d"])
    last = (dt.date(period.year or 2024, period.month, 28) + dt.timedelta(days=4)).replace(day=1)
    closing = day >= (last - dt.timedelta(days=1)).day
    typed = day == 1 and "日" not in match[0]
    if not (closing or typed or match["asof"]):
        raise _NoPeriodError
    return period


def _quarter(match: re.Match[str], year: int | None) -> Period:
    quarter = _number(match["q"])
    whole = match.groupdict().get("first") or match.groupdict().get("end")
    return _flow(match, year, 1 if whole else 3 * quarter - 2, 3 * quarter)


def _half(match: re.Match[str], year: int | None) -> Period:
    return _flow(match, year, *((1, 6) if match["half"] == "上" else (7, 12)))


def _annual(match: re.Match[str], year: int | None) -> Period:
    return Period(_year(match.groupdict(), year), 12, "annual")


def _english(match: re.Match[str], year: int | None) -> Period:
    first = 1 + _MONTHS.index(match[1])
    return _flow(match, year, *((first, 1 + _MONTHS.index(match[2])) if match[2] else (1, first)))


_Reader = Callable[[re.Match[str], int | None], Period]
_CLOCK = r"(?:[ t]\d\d?:\d\d(?::\d\d)?(?:\.\d{1,9})?)?"
# why in this order: a longer form holds shorter ones, and what it covers is not read again
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (rf"{_Y}{_S}年?度?{_TO}(?:19|20)?\d\d{_S}年(?!{_S}\d{{1,2}}{_S}月)", _nothing),
        (rf"{_YEAR}{_M1}{_S}月{_S}1日{_TO}{_Y2}{_M}{_S}月{_S}\d\d?日", _range),
        (rf"{_YEAR}{_ASOF}{_M1}{_S}月?{_S}份?{_TO}{_Y2}{_M}{_END}", _range),
        (rf"{_NUMERIC}{_S}[.\-/]{_S}{_D1}{_TO}{_D}{_END}", _range),
        (rf"{_NUMERIC}[.\-/]{_D1}{_TO}(?P<y2>(?:19|20)\d\d)[.\-/]{_D}", _range),
        (rf"{_NUMERIC}(?P<m1>\d\d){_TO}(?P<y2>(?:19|20)\d\d)(?P<m>\d\d)(?!\d)", _range),
        (rf"{_ASOF}{_YEAR}{_M}{_S}月{_S}(?P<d>\d{{1,2}}){_S}[日号]", _day),
        (rf"{_ASOF}{_NUMERIC}(?P<sep>[.\-/])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?!\d){_CLOCK}", _day),
        (rf"{_YEAR}(?<![提之以目])[前头](?P<m>\d{{1,2}}|[{_TEN}两]{{1,2}}){_S}个?月", _month),
        (rf"{_YEAR}{_ASOF}(?P<first>前|[1一]{_TO})?第?(?P<q>[1-4一二三四两]){_S}季度?(?P<end>[末底])?"
         r"(?![军节])", _quarter),
        (rf"(?<![a-z\d])(?:{_Y}{_S}年?-?)?q(?P<q>[1-4])(?!\d)(?!{_GAP}20\d\d)", _quarter),
        (rf"(?<![a-z])q(?P<q>[1-4]){_GAP}{_Y}(?!\d)", _quarter),
        (rf"{_YEAR}(?P<half>[上下])半年", _half),
        (rf"{_ASOF}{_YEAR}{_ASOF.replace('asof', 'asof2')}{_M}{_END}", _month),
        (rf"{_NUMERIC}{_S}[.\-/]{_S}{_D}{_END}", _month),
        (rf"{_NUMERIC}{_S}[.\-/m]{_S}{_D}{_STOP}", _month),
        (rf"{_NUMERIC}(?P<m>0[1-9]|1[0-2]){_STOP}", _month),
        (rf"(?<![a-z]){_MON}(?:{_TO}{_MON})?{_GAP}{_Y}", _english),
        (rf"{_Y}{_S}年(?!{_S}同){_S}(?:度|全年|[底末])?", _annual),
        (r"(?P<rel>[去上前])年(?![同当本1-9])(?:度|全年|[底末])?", _annual),
        (r"(?P<rel>[今本])年(?:全年|[底末])|全年", _annual),
    )
)  # fmt: skip
_LIKELY = re.compile(rf"[年月季]|20\d\d|19\d\d|q[1-4]|{_MON}")
_FILING = re.compile(
    r"(?:填报|填表|报送|上报|制表|编制|打印|报出|签发|印发|发布|导出|更新|审核|提交)(?:日期|时间|年月)"
)
_AFTER_FILING = re.compile(rf"{_FILING.pattern}{_S}(?:[(][^()]{{0,20}}[)])?{_S}:?{_S}$")
_ISSUED = re.compile(rf"{_S}(?:印发|制表|发布|编印)")


def is_filing_date(text: str) -> bool:
    """Tell whether a text is a label of when a form was filled in, sent or printed.

    Examples
    --------
    >>> is_filing_date("填报日期：2024年10月8日"), is_filing_date("2024年9月")
    (True, False)
    """
    return bool(_FILING.search(plain(text)))


def find_periods(text: str, *, year: int | None = None, alone: str = "ytd") -> list[Found]:
    """Find every period a text names, from left to right.

    Parameters
    ----------
    text : str
        Any text; positions are those of its characters.
    year : int, optional
        The report's own year: it completes ``1-9月`` and resolves 今年, 去年.
    alone : {"ytd", "month"}, default "ytd"
        What ``9月`` alone covers: the year to date in a column head, the month in prose.

    Returns
    -------
    list of Found
        Spans do not overlap. Not among them: filing dates, days that close no month, spans of
        years, flows across a year's end, and 去年 without ``year``.

    Examples
    --------
    >>> [
    ...     (f.period.month, f.period.basis, f.start, f.end)
    ...     for f in find_periods("2023年1—11月，11月当月")
    ... ]
    [(11, 'ytd', 0, 10), (11, 'month', 11, 16)]
    """
    line = plain(text).lower()
    if not _LIKELY.search(line):
        return []
    taken = bytearray(len(line))
    found: list[Found] = []
    for pattern, reader in _FORMS:
        for match in pattern.finditer(line):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = b"1" * (end - start)
            if not (
                _AFTER_FILING.search(line[max(0, start - 40) : start]) or _ISSUED.match(line, end)
            ):
                found.extend(_read(reader, match, year, alone))
    return sorted(found, key=lambda item: item.start)


def _read(reader: _Reader, match: re.Match[str], year: int | None, alone: str) -> Iterator[Found]:
    try:
        period = reader(match, year)
    except _NoPeriodError:
        return
    single = reader is _month and not re.search(r"[前头截底末]", match[0])
    if alone == "month" and single and period.basis == "ytd":
        period = period._replace(basis="month", start=period.month)
    yield Found(period, *match.span())
