"""What a label says of time: year, month, 累计, 本月, 上年同期.

Comes in: the text of a label. Goes out: a `Time`, every part of which may be unsaid. Periods are
found by `zsanalytics.periods`; this adds what only heads of tables say.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from zsanalytics.codebook import squeeze
from zsanalytics.periods import find_periods


class Time(NamedTuple):
    """What a label says of time; every part may be unsaid.

    ``year`` and ``month`` as written, ``start`` the first month of a flow, ``basis`` as said by
    words (``month`` for 本月, ``ytd`` for 累计, ``annual`` for 全年), ``back`` the years to go back
    (上年同期), ``single`` whether one month is named without 1-, ``months_back`` for 上月,
    ``guess`` a basis taken from the figures where no word says it, ``alone`` whether nothing but
    上年 or 本年 is said, not which months of it.
    """

    year: int | None = None
    month: int | None = None
    start: int = 1
    basis: str = ""
    back: int = 0
    single: bool = False
    months_back: int = 0
    guess: str = ""
    alone: bool = False


_LAST_YEAR = re.compile(
    r"(?<![比较与同])(?:上年|去年|上一年度?)(?:的?(?:同期|同月|当月|本月))|(?<![比较与同])同期(?!相?比|增|±)"
)
_THIS_YEAR = re.compile(r"(?<![比较与同])(?:本年|今年|当年)")
_ALONE = re.compile(r"(?:上年|去年|上一年|本年|今年|当年)(?:度?数|实绩|完成数?)?(?:[(].*[)])?")
_MONTHLY = re.compile(r"(?<![至止到])(?:[本当]月|单月|当期月)(?![止末底]|累计)|月度|当月数")
_CUMULATIVE = re.compile(r"累计|年初至|自年初|[本当]月[止末底]|[至止到][本当]月")
_LAST_MONTH = re.compile(r"(?<![比较与])上(?:个)?月(?!同比)")
_ANNUAL = re.compile(r"全年|年度(?!目标|任务|计划)|年报数?")
_OF_TARGETS = re.compile(r"(?:全年|年度|本年|今年|当年)度?(?=的?(?:总?目标|任务|计划|预期))")
"""The year that a target is for, not the one a figure is of: 完成全年任务（%）."""
_GROWTH = re.compile(r"同比|增长|增幅|增速|增减|±|比上年|较上年|比去年|较去年")
_RANGE = re.compile(r"[-~至到—－]|前|季|半年|截|头")


_DOTTED = re.compile(r"(?<!\d)(20\d\d)[.年/](\d{1,2})[-~—–至](\d{1,2})(?![\d月日.])")
_FIRST_QUARTER = re.compile(r"首季度?")
_BARE_YEAR = re.compile(r"(?<![\d〔\[.\-/])20[0-4]\d(?![\d.\-/%年〕\]个家项])")
"""A year written without 年 beside its month: 9月2024, 1-9月(2024)."""
_OWN = 4000
"""Stands for the report's own year while a label is read; 去年 is then one less."""


@functools.lru_cache(maxsize=8192)
def read_time(text: str) -> Time | None:
    """Read what a label says of time; None where it says nothing.

    Examples
    --------
    >>> read_time("上年同期").back, read_time("9月").single, read_time("2023年1-9月").year
    (1, True, 2023)
    >>> read_time("本月").basis, read_time("同比增长(%)") is None
    ('month', True)
    """
    plain = _DOTTED.sub(r"\1年\2-\3月", without_comparisons(squeeze(text)))
    plain = _FIRST_QUARTER.sub("一季度", _OF_TARGETS.sub("", plain))
    found = find_periods(plain, year=_OWN)
    said = _said(plain)
    stated = next((f for f in found if f.period.basis != "annual"), found[0] if found else None)
    alone = bool(_ALONE.fullmatch(plain))
    if alone and said.basis == "ytd":
        said = said._replace(basis="", guess="ytd")  # 本年 under 当月 is a month
    if stated is None:
        return said._replace(alone=alone) if alone or said != Time() else None
    period = stated.period
    years = [f.period.year for f in found if f.period.year and f.period.year < _OWN - 3]
    year: int | None = years[0] if years and (period.year or _OWN) >= _OWN - 3 else period.year
    back = said.back
    if year is not None and year >= _OWN - 3:
        back = max(back, _OWN - year)
        year = None
    elif year is not None:
        back = 0
    annual = period.basis == "annual"
    bare = set(_BARE_YEAR.findall(plain))
    if year is None and len(bare) == 1 and not (annual or back):
        year = int(bare.pop())
    spoken = "" if said.basis == "annual" and not annual else said.basis
    whole = annual and bool(_ANNUAL.search(plain))
    span = plain[stated.start : stated.end]
    return said._replace(
        year=year,
        month=None if annual and not whole else period.month,
        start=period.start,
        basis=spoken or ("annual" if whole else "" if annual else _flow(period.basis)),
        back=back,
        alone=alone,
        single=period.basis == "ytd" and not _RANGE.search(span),
    )


def without_comparisons(text: str) -> str:
    """Take out the period a figure is compared with: 比2023年1-9月增长 says 增长.

    Examples
    --------
    >>> without_comparisons("比2023年1-9月增长%"), without_comparisons("2023年1-9月")
    ('增长%', '2023年1-9月')
    """
    if "比" not in text and "较" not in text:
        return text
    for found in reversed(find_periods(text, year=_OWN)):
        before = text[: found.start]
        if before.endswith(("比", "较")) and not re.match(r"同期|[上去]年", text[found.start :]):
            text = before[:-1] + text[found.end :]
    return text


def _flow(basis: str) -> str:
    return "" if basis == "ytd" else basis


def _said(plain: str) -> Time:
    growth = bool(_GROWTH.search(plain))
    basis = "month" if _MONTHLY.search(plain) else ""
    if not basis and (_CUMULATIVE.search(plain) or _THIS_YEAR.search(plain)):
        basis = "ytd"
    if growth:
        return Time(basis=basis)
    if not basis and _ANNUAL.search(plain):
        basis = "annual"
    months_back = int(bool(_LAST_MONTH.search(plain)))
    if months_back and not basis:
        basis = "month"
    return Time(basis=basis, back=int(bool(_LAST_YEAR.search(plain))), months_back=months_back)
