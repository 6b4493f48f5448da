"""Dates of a ledger's cells in all their spellings; ticks and words where a date is asked for."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from zsanalytics.intake.ledger_values import NOT_YET, plain, read_tick
from zsanalytics.numerals import chinese_number
from zsanalytics.quantities import is_missing

_EPOCH = dt.date(1970, 1, 1).toordinal()
_NO_DAY = np.iinfo(np.int64).min
_YEARS = r"(?:19|20)\d\d|(?<!\d)(?:1[3-9]|[2-5]\d)(?=[年.]|[-/]\d{1,2}[-/.月])"
_DAY = re.compile(
    rf"(?P<y>{_YEARS})[年.\-/、,](?P<m>\d{{1,2}})"
    r"(?:[月.\-/、,](?P<d>\d{1,2})[日号]?)?月?(?:份|上旬|中旬|下旬|初|底|末|左右|前)*"
    r"(?:t?\d{1,2}[:：时]\d{1,2}.*)?"
)
_DIGITS = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)?")
_PART = re.compile(
    r"(?P<y>(?:19|20)\d\d)年?(?P<part>底|末|年底|年末|上半年|下半年|前三季度|[一二三四1-4]季度|第[一二三四1-4]季度)?"
)
_ENDS = {"上半年": 6, "前三季度": 9, "一": 3, "二": 6, "三": 9, "1": 3, "2": 6, "3": 9}
_MONTH_SHOWN = re.compile(r"\d{2,4}[年./-]\d{1,2}月?份?")
_LOST_ZERO = re.compile(r"20\d\d\.1")
_BEFORE = re.compile(r"^(?:已?经?于|约|大约|截至?|自)")
_PLANNED = re.compile(r"^(?:计划|预计|拟|定|约|力争|确保|争取|预期|暂定|在|于)+")
_SAID = re.compile(r"([是否有无√✓✔×])[,，、:：(（;；]+")
_CHINESE = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)|[一二三四五六七八九十]{1,3}(?=[月日号])")


class Moment(NamedTuple):
    """A date cell: its day, or a tick instead of one, or neither; ``odd`` if it is unreadable."""

    day: dt.datetime | None = None
    tick: bool | None = None
    odd: bool = False


def read_moment(value: Any, text: str | None, *, due: bool = False) -> Moment:
    """Read a date cell.

    Parameters
    ----------
    value, text : Any, str
        The cell's value and what it shows; 2024.10 typed as a number shows its zero.
    due : bool
        Whether it is a deadline: a month or year then means its last day; else a month
        means its first, and a year alone is no date.

    Examples
    --------
    >>> read_moment("2024年3月", "2024年3月").day.date().isoformat()
    '2024-03-01'
    >>> read_moment("2024.3.5", "2024.3.5").day.date().isoformat()
    '2024-03-05'
    >>> read_moment("√", "√").tick, read_moment("暂未", "暂未").day, read_moment("明天", "明天").odd
    (True, None, True)
    """
    if isinstance(value, dt.datetime):
        if not 1900 < value.year < 2200:
            return Moment(odd=True)
        if due and text is not None and _MONTH_SHOWN.fullmatch(text):
            return Moment(_calendar(value.year, value.month, None, due))
        return Moment(dt.datetime(value.year, value.month, value.day))
    if isinstance(value, bool):
        return Moment(tick=value)
    if isinstance(value, float) and text is not None and _LOST_ZERO.fullmatch(text):
        return Moment(odd=True)  # 2024.1 typed as a number is January or October
    if isinstance(value, int | float) and 25_569 <= value < 73_050:  # a day number, unformatted
        return Moment(dt.datetime(1899, 12, 30) + dt.timedelta(days=int(value)))
    return _read_day(text, due) if text else Moment()


@functools.lru_cache(maxsize=8192)
def _read_day(text: str, due: bool) -> Moment:
    word = plain(text.strip().split("\n")[0]).strip("()。.;；,")
    tick = read_tick(word)
    if tick is not None or is_missing(word):
        return Moment(tick=tick)
    said = _SAID.match(word)
    if said is not None:
        told = read_tick(said[1])
        day = _read_day(word[said.end() :], due).day if told else None
        return Moment(day, tick=told)
    word = _BEFORE.sub("", _PLANNED.sub("", word) if due else word)
    word = _CHINESE.sub(lambda found: _digits(found[0]), word)
    match = _DIGITS.fullmatch(word) or _DAY.match(word)
    if match is None and due and (part := _PART.fullmatch(word)):
        return Moment(_end_of(int(part["y"]), part["part"] or ""))
    if match is None:
        return Moment(odd=not NOT_YET.match(word))
    year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
    day = _calendar(year, int(match["m"]), int(match["d"]) if match["d"] else None, due)
    rest = word[match.end() :]
    return Moment(day, odd=day is None or bool(re.match(r"\d|[-~～至到]", rest)))


def _digits(text: str) -> str:
    """Write a year by its digits (二〇二四), a month or day by its number (十二)."""
    if len(text) == 4:
        return "".join(str("〇一二三四五六七八九".index(sign.replace("零", "〇"))) for sign in text)
    return str(chinese_number(text) or "")


def _end_of(year: int, part: str) -> dt.datetime | None:
    """Give the last day of a year or of a part of it."""
    month = _ENDS.get(part) or next((_ENDS[sign] for sign in part if sign in _ENDS), 12)
    return _calendar(year, month, None, due=True)


def _calendar(year: int, month: int, day: int | None, due: bool) -> dt.datetime | None:
    try:
        first = dt.datetime(year, month, day or 1)
    except ValueError:
        return None
    if day is None and due:
        return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return first


def day_numbers(days: Sequence[dt.datetime | None]) -> Any:
    """Give days as a datetime64 array by their number, which is much faster than day by day."""
    numbers = [_NO_DAY if day is None else day.toordinal() - _EPOCH for day in days]
    return np.array(numbers, dtype="int64").view("datetime64[D]").astype("datetime64[ns]")
