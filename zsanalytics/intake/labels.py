"""What one label says: region, period, unit, total; the indicator is read from whole paths.

A label is the text of a header cell, a stub cell, a title, a sheet or file name. Reading is
cached, for a workbook repeats its labels and so do fifteen workbooks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from zsanalytics.codebook import Codebook, Heading, squeeze
from zsanalytics.intake.times import without_comparisons
from zsanalytics.intake.unit_words import units_of_label


class Label(NamedTuple):
    """What a text says of itself; ``total`` is the word for one: 合计, 全市, 县区小计."""

    text: str
    regions: tuple[str, ...] = ()
    total: str = ""
    units: tuple[str, ...] = ()
    bare: str = ""
    part: bool = False

    @property
    def sums_some(self) -> bool:
        """Whether it sums up some rows only, unless nothing else does: 小计, 县区合计."""
        return "小计" in self.total or bool(_SUBTOTAL.fullmatch(self.total))


_NUMBERED = re.compile(
    r"^(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.,．)]|[(][一二三四五六七八九十\d]{1,3}[)]|[①-⑳]|\d{1,2}[、.．)](?!\d|$)"
    r"|\d{1,2}[、.．](?=500强|\d{2,3}亿元?以上))"
)
_PART = re.compile(r"^(?:其中[:：]?|#|＃|—+|-+|·|•|△|加[:：]|减[:：])")
_TOTAL = re.compile(
    r"合计|总计|共计|小计|总量|总数|累计合计|(?:全省|全市|全州|全县|全区|本省|本市|本州|本县|本区|各[市县][州区]?)(?:合计|总计|小计|共计)?"
    r"|(?:合计|总计)[(].*[)]"
)
_SUBTOTAL = re.compile(
    r"[市州县区辖园旗乡镇直属各]{0,6}小计|(?:各|\d+个?)?(?:市州|[市县区州]{2,3}|单位)[合总]计"
)
_SUMMED = re.compile(r"(?<=.)(?:合计|总计|共计|小计)|(?:合计|总计|共计)(?=.)")
_VAIN = re.compile(
    r"实绩|实际完成[数值额量]?$|(?<=完成)[数值额量]$|^(?:年初至今|报告期|本期)(?:[数值])?|(?<![比较])上个?月(?!同期)"
    r"|(?<![比较与同])(?:20\d\d年|[上去]年|上一年度?)同[期月](?:累计)?[数值]?(?!相?比|增|±)"
)
_PERCENT_END = re.compile(r"(?<=[重比例率幅速长减务标划度])%$")
_RANKED = re.compile(r"(?:同比|增长|增[速幅量长]|率|总量|进度|绝对额|完成)+")
_SECTION = re.compile(r"(?:情况|方面|进展|推进|工作|活动|指标|构成|结构|分布)$|^按.{1,8}分组?$")
_GENERAL = re.compile(r"(?:绝对[额数量值]|数量|总量|实际数|完成[数值量]|发生数)(?:[(].*[)])?")
_SYNONYMS = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"[与同](?:上年|去年)?同期相?比(?:较)?|[比较]同期(?=增)|^同期比", "同比"),
        (r"(?<=同比)(?:增降|变[化动]|增减)(?:[幅率]度?)?|增减幅度", "增减"),
        (r"(?<=增[长减幅])(?:的?(?:比例|百分比|百分数))", "率"),
        (r"^(?:构成|所占(?:比例|比重|份额))", "占比"),
        (r"^占(?!.*(?:目标|任务|计划))[^(]{2,12}?(?:总[额量数])?的?比[重例](?=[(]|$)", "占比"),
        (r"目标任务(?=完成)", "目标"),
        (r"^居?(?:全[省市州县区])?(?:序位|位次|位列)", "位次"),
    )
)
_ENGLISH_HEADS = {
    "yoy": "同比", "yoy_pct": "同比(%)", "yoy(%)": "同比(%)",
    "growth": "同比", "growth(%)": "同比(%)", "share": "占比", "share(%)": "占比(%)",
    "rank": "位次", "completion": "完成率", "ytd": "累计",
}  # fmt: skip
_SO_FAR = re.compile(
    r"自?(?:年初|本年|今年|当年)(?:至今|以来|至本月|至报告期|至目前|起)?累计|自?(?:年初|本年|今年)(?:至今|以来|至本月|起)|截[至止]目前|到目前为止|(?:1月?|一月?)[至到\-~—](?:本|当)月(?:[止底末])?(?:累计)?"
)
_MEASURED = re.compile(r"(?<=累计|当期|本期|当月|本月|同期)[值数量]")
_ENGLISH = re.compile(r"[(（][^()（）\u4e00-\u9fff]*[A-Za-z]{3}[^()（）\u4e00-\u9fff]*[)）]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z\s.,'&/()%\-]*")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_BRACKETS = re.compile(r"[(][^()]*[)]")


def simplified(text: str) -> str:
    """Write a text in simplified characters; a run of blanks or line breaks becomes one blank.

    Examples
    --------
    >>> simplified("單位：億元、 個")
    '单位:亿元、 个'
    """
    return " ".join(squeeze(word) for word in text.split())


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
        total = _TOTAL.fullmatch(bare) or _SUBTOTAL.fullmatch(bare)
        regions: tuple[str, ...] = () if total else self._regions(bare)
        units = units_of_label(text)
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
        if any(self._says_two(text) for text in texts):
            return Heading(None, None, "".join(texts))
        cleaned = [self._clean(text) for text in texts]
        spoken = [text for text in cleaned if _CJK.search(text)]
        if not spoken:
            return self._coded(cleaned)
        spoken = [text for text in spoken if not _TOTAL.fullmatch(text)] or spoken
        found = self.book.heading(*spoken)
        if found.rest and len(spoken) > 1:
            found = self._without_general(spoken, found)
        if found.rest and found.indicator:
            found = self._fixed(found.indicator, found.rest) or found
        if found.rest and found.indicator and self._repeats(found.rest, found.indicator):
            found = found._replace(rest="")
        if found.measure == "rank" and _RANKED.fullmatch(found.rest):
            found = found._replace(rest="")
        return found

    def _says_two(self, text: str) -> bool:
        """Tell whether one label heads two measures: 到位资金/同比."""
        if "/" not in text and "、" not in text:
            return False
        parts = [part for part in re.split(r"[/、]", squeeze(text)) if _CJK.search(part)]
        found = [self.book.heading(part) for part in parts]
        measures = {said.measure for said in found if not said.rest}
        return len(measures) > 1 and any(f.indicator and f.measure == "value" for f in found)

    def _fixed(self, indicator: str, rest: str) -> Heading | None:
        """Look up what a word means as a part of an indicator: 其中新签 of 实施项目数."""
        fixed = self.book.lexicon.fixed.get(f"{self.book.about(indicator)['name']}{rest}")
        return Heading(*fixed) if fixed else None

    def _repeats(self, rest: str, indicator: str) -> bool:
        """Tell whether words say again what an indicator is: 签约 over 签约金额.

        They do if one of its names holds them, or if they name the same things counted another
        way (新签约项目 over 合同总额).
        """
        again = self.book.heading(rest)
        if again.segment:
            return False
        if any(
            rest in name for name, code in self.book.indicator_names.items() if code == indicator
        ):
            return True
        if again.rest or again.indicator is None:
            return False
        return again.indicator.partition("_")[0] == indicator.partition("_")[0]

    def _coded(self, texts: list[str]) -> Heading:
        """Read a path without a Chinese word: the code of an indicator, or units and periods."""
        codes = [self.book.indicator_names[t] for t in texts if t in self.book.indicator_names]
        if len(codes) != 1:
            return self.book.heading(*texts)
        rate = self.book.about(codes[0])["kind"] == "rate"
        return Heading(codes[0], None, "", "rate" if rate else "value")

    def _without_general(self, texts: list[str], found: Heading) -> Heading:
        """Read a path without words that name no indicator, such as 绝对额（亿元）."""
        kept = [
            text
            for place, text in enumerate(texts, start=1)
            if not _GENERAL.fullmatch(text) and not self._is_section(text, place < len(texts))
        ]
        again = self.book.heading(*kept) if kept and len(kept) < len(texts) else found
        return again if (again.indicator or again.segment) and not again.rest else found

    def _without_promotion(self, plain: str) -> str:
        """Drop 招商引资 inside a known name: 新签约招商引资项目个数."""
        known = self.book.indicator_names
        name = _BRACKETS.sub("", plain)
        shorter = name.replace("招商引资", "")
        return plain.replace("招商引资", "") if name not in known and shorter in known else plain

    def _is_section(self, text: str, outer: bool) -> bool:
        """Tell whether an outer label only names a section: 项目推进情况."""
        if not outer or not _SECTION.search(text):
            return False
        said = self.book.heading(text)
        return said.indicator is None and said.segment is None and said.measure == "value"

    def _clean(self, text: str) -> str:
        plain = _PART.sub("", _NUMBERED.sub("", self.label(text).bare))
        for pattern, word in _SYNONYMS:
            plain = pattern.sub(word, plain)
        plain = self._without_promotion(_PERCENT_END.sub("", without_comparisons(plain)))
        plain = plain.replace("±", "" if re.search(r"增|同比", plain) else "增减")
        plain = _VAIN.sub("", _SO_FAR.sub("", _MEASURED.sub("", _SUMMED.sub("", plain))))
        return _ENGLISH_HEADS.get(plain.lower(), plain)

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
