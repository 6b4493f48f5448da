"""What one label says: region, period, unit, total; the indicator is read from whole paths.

A label is the text of a header cell, a stub cell, a title, a sheet or file name. Reading is
cached, for a workbook repeats its labels and so do fifteen workbooks.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from zsanalytics.codebook import Codebook, Heading, squeeze
from zsanalytics.periods import find_periods
from zsanalytics.quantities import unit_name, units_of

PRIVATE = re.compile(
    r"(?:联系)?电话|手机号|手机$|联系人|联系方式|身份证|邮箱|微信|QQ|传真|邮编|填[报表]人|制[表单]人|经办人|审[核批]人"
    r"|负责人|责任人|签字"
)
"""Labels of persons and how to reach them: what stands beside them is never carried on."""


class Time(NamedTuple):
    """What a label says of time; every part may be unsaid.

    ``year`` and ``month`` as written, ``start`` the first month of a flow, ``basis`` as said by
    words (``month`` for 本月, ``ytd`` for 累计, ``annual`` for 全年), ``back`` the years to go back
    (上年同期), ``single`` whether one month is named without 1-, ``months_back`` for 上月,
    ``guess`` a basis taken from the figures where no word says it.
    """

    year: int | None = None
    month: int | None = None
    start: int = 1
    basis: str = ""
    back: int = 0
    single: bool = False
    months_back: int = 0
    guess: str = ""


class Label(NamedTuple):
    """What a text says of itself."""

    text: str
    regions: tuple[str, ...] = ()
    total: str = ""
    units: tuple[str, ...] = ()
    bare: str = ""
    part: bool = False


_NUMBERED = re.compile(
    r"^(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.,．)]|[(][一二三四五六七八九十\d]{1,3}[)]|[①-⑳]|\d{1,2}[、.．)](?!\d))"
)
_PART = re.compile(r"^(?:其中[:：]?|#|＃|—+|-+|·|•|△|加[:：]|减[:：])")
_TOTAL = re.compile(
    r"合计|总计|共计|小计|总量|总数|累计合计|(?:全省|全市|全州|全县|全区|本省|本市|本州|本县|本区|各[市县][州区]?)(?:合计|总计|小计|共计)?"
    r"|(?:合计|总计)[(].*[)]"
)
_GENERAL = re.compile(r"(?:绝对[额数量值]|数量|总量|实际数|完成[数值量]|发生数)(?:[(].*[)])?")
_ENGLISH_HEADS = {
    "yoy": "同比", "yoy_pct": "同比(%)", "yoy(%)": "同比(%)",
    "growth": "同比", "growth(%)": "同比(%)", "share": "占比", "share(%)": "占比(%)",
    "rank": "位次", "completion": "完成率", "ytd": "累计",
}  # fmt: skip
_SO_FAR = re.compile(
    r"自?(?:年初|本年|今年|当年)(?:至今|以来|至本月|至报告期|至目前|起)?累计|自?(?:年初|本年|今年)(?:至今|以来|至本月|起)|截[至止]目前|到目前为止"
)
_MEASURED = re.compile(r"(?<=累计|当期|本期|当月|本月|同期)[值数量]")
_ENGLISH = re.compile(r"[(（][^()（）\u4e00-\u9fff]*[A-Za-z]{3}[^()（）\u4e00-\u9fff]*[)）]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z\s.,'&/()%\-]*")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_BRACKETS = re.compile(r"[(][^()]*[)]")
_LAST_YEAR = re.compile(
    r"(?<![比较与同])(?:上年|去年|上一年度?)(?:的?(?:同期|同月|当月|本月))|(?<![比较与同])同期(?!相比|增|±)"
)
_THIS_YEAR = re.compile(r"(?<![比较与同])(?:本年|今年|当年)")
_MONTHLY = re.compile(r"(?<![至止到])(?:[本当]月|单月|当期月)(?![止末底]|累计)|月度|当月数")
_CUMULATIVE = re.compile(r"累计|年初至|自年初|[本当]月[止末底]|[至止到][本当]月")
_LAST_MONTH = re.compile(r"(?<![比较与])上(?:个)?月(?!同比)")
_ANNUAL = re.compile(r"全年|年度(?!目标|任务|计划)|年报数?")
_GROWTH = re.compile(r"同比|增长|增幅|增速|增减|±|比上年|较上年|比去年|较去年")
_RANGE = re.compile(r"[-~至到—－]|前|季|半年|截|头")


_DOTTED = re.compile(r"(?<!\d)(20\d\d)[.年/](\d{1,2})[-~—–至](\d{1,2})(?![\d月日.])")
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
    plain = _DOTTED.sub(r"\1年\2-\3月", squeeze(text))
    found = find_periods(plain, year=_OWN)
    said = _said(plain)
    stated = next((f for f in found if f.period.basis != "annual"), found[0] if found else None)
    if stated is None or said is None:
        return said if said != Time() else None
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
    spoken = "" if said.basis == "annual" and not annual else said.basis
    whole = annual and bool(_ANNUAL.search(plain))
    span = plain[stated.start : stated.end]
    return said._replace(
        year=year,
        month=None if annual and not whole else period.month,
        start=period.start,
        basis=spoken or ("annual" if whole else "" if annual else _flow(period.basis)),
        back=back,
        single=period.basis == "ytd" and not _RANGE.search(span),
    )


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


class Words:
    """Reads labels with a codebook and remembers them."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self._labels: dict[str, Label] = {}
        self._headings: dict[tuple[str, ...], Heading] = {}
        names = [n for n in book.region_names if len(n) > 2 and _CJK.search(n)]
        self._places = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))

    def label(self, text: str) -> Label:
        """Read a label."""
        if text not in self._labels:
            self._labels[text] = self._read(text)
        return self._labels[text]

    def _read(self, text: str) -> Label:
        plain = squeeze(text)
        if _CJK.search(plain):  # bilingual: the Chinese half says it all
            plain = squeeze(_LATIN.sub("", _ENGLISH.sub("", text))) or plain
        part = bool(_PART.match(plain))
        bare = _NUMBERED.sub("", _PART.sub("", _NUMBERED.sub("", plain)), count=1).strip(":,;。")
        total = _TOTAL.fullmatch(bare)
        regions: tuple[str, ...] = () if total else self._regions(bare)
        units = tuple(units_of(text)) if len(plain) < 60 else ()
        tail = re.search(r"[,，、/]([^,，、/]+)$", plain)
        if not units and tail and (name := unit_name(tail[1])):
            units = (name,)
        return Label(text, regions, total[0] if total else "", units, bare, part)

    def _regions(self, bare: str) -> tuple[str, ...]:
        ends = re.sub(r"(?:合计|总计|小计|汇总)$", "", bare)
        for name in dict.fromkeys((bare, ends, _without_remark(ends))):
            found = self.book.match_region(name) if 1 < len(name) < 25 else ()
            if found:
                return found
        return ()

    def heading(self, *texts: str) -> Heading:
        """Read the indicator, segment and measure of a path of labels, outermost first.

        A rest that only repeats the indicator (到位资金 over 其中：省外到位资金) is no doubt.
        """
        if texts not in self._headings:
            self._headings[texts] = self._heading(texts)
        return self._headings[texts]

    def _heading(self, texts: tuple[str, ...]) -> Heading:
        cleaned = [self._clean(text) for text in texts]
        spoken = [text for text in cleaned if _CJK.search(text)]
        if not spoken:
            return self._coded(cleaned)
        found = self.book.heading(*spoken)
        if found.rest and len(spoken) > 1:
            found = self._without_general(spoken, found)
        if found.rest and found.indicator:
            again = self.book.heading(found.rest)
            if again.indicator == found.indicator and not again.rest and not again.segment:
                found = found._replace(rest="")
        return found

    def _coded(self, texts: list[str]) -> Heading:
        """Read a path without a Chinese word: the code of an indicator, or units and periods."""
        codes = [self.book.indicator_names[t] for t in texts if t in self.book.indicator_names]
        if len(codes) != 1:
            return self.book.heading(*texts)
        rate = self.book.about(codes[0])["kind"] == "rate"
        return Heading(codes[0], None, "", "rate" if rate else "value")

    def _without_general(self, texts: list[str], found: Heading) -> Heading:
        """Read a path without words that name no indicator, such as 绝对额（亿元）."""
        kept = [text for text in texts if not _GENERAL.fullmatch(text)]
        again = self.book.heading(*kept) if kept and len(kept) < len(texts) else found
        return again if again.indicator and not again.rest else found

    def _clean(self, text: str) -> str:
        plain = _PART.sub("", _NUMBERED.sub("", self.label(text).bare)).replace("±", "增减")
        return _ENGLISH_HEADS.get(plain.lower(), _SO_FAR.sub("", _MEASURED.sub("", plain)))

    def place(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Find the first region a title names, and how: 甘肃省庆阳市 is the finer of the two."""
        plain = squeeze(text)
        found: tuple[str, ...] = ()
        written, end = "", -1
        for match in self._places.finditer(plain):
            if end not in (-1, match.start()):
                break
            above = self.book.match_region(plain[: match.end()])
            found = above if len(above) == 1 else self.book.region_names[match[0]]
            written, end = match[0], match.end()
        return written, found

    def without_places(self, text: str) -> str:
        """Take the region names out of a title."""
        return self._places.sub("", squeeze(text))


def _without_remark(name: str) -> str:
    """Drop a remark in brackets that changes no scope: (不含兰州新区) says what is usual."""
    inside = _BRACKETS.findall(name)
    harmless = all(
        re.fullmatch(r"[(](?:不含.*|市州?|州|县|区|汇总|合计|.*本级以下)[)]", i) for i in inside
    )
    return _BRACKETS.sub("", name) if inside and harmless else name
