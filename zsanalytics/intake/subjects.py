"""What a figure counts: indicator, segment and measure, from the labels of its row and column.

The labels are read together, row before column, for a Chinese heading ends in what it counts.
Parents add what is left unsaid. What one word leaves unexplained is a doubt, and then the figure
belongs to no indicator: 人均到位资金 is not 到位资金.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zsanalytics.codebook import Heading, squeeze
from zsanalytics.intake.context import Context
from zsanalytics.intake.labels import Words
from zsanalytics.intake.leads import COMPARED, DIFFERENCE, Lead
from zsanalytics.intake.sides import Side
from zsanalytics.intake.values import MONEY, RATIOS
from zsanalytics.schema import WHOLE
from zsanalytics.units import units_kind


class Subject(NamedTuple):
    """What a figure counts; ``indicator`` and ``segment`` are empty where not known."""

    indicator: str
    segment: str
    measure: str
    text: str
    segment_text: str
    rest: str


_BRACKETS = re.compile(r"[(][^()]*[)]")
_COUNT_END = re.compile(
    r"(?:项目|企业|单位)?(?:个数|家数|户数|数量|项数|次数)$|(?:项目|企业|单位)数$"
)
_MONEY_END = re.compile(r"(?:金额|资金|投资额?|总额|合同额|签约额|引资额)$")
_COUNT = re.compile(r"(?:项目|企业|单位)?(?:个数|家数|户数|数量|项数)|(?:项目|企业|单位)数")
_NAMED_RATIO = re.compile(r"率|比[重例]|占|增[速幅长]|完成|%")
_FIRMS = re.compile(r"企业(?!投资)|家数|户数")
_PROJECTS = re.compile(r"项目(?!投资)|个数")
_MONEY = re.compile(r"金额|资金|投资额|总额|总投资|亿元$|万元$")


class Subjects:
    """Reads and remembers the subjects of a block's figures."""

    def __init__(self, words: Words, context: Context) -> None:
        self.words = words
        self.context = context
        self._known: dict[tuple[object, ...], Subject] = {}

    def read(self, row: Side, column: Side, leads: tuple[Lead, Lead]) -> Subject:
        """Say what the figure of a row and a column counts.

        ``leads`` are what the row and the column depend on where they name no indicator: 其中
        rows on the row they are part of, 同比 on the figure before it.
        """
        key = (
            row.words, row.above, row.measure, row.segment, row.units[:1],
            column.words, column.measure, column.units[:1], leads,
        )  # fmt: skip
        if key not in self._known:
            self._known[key] = self._read(row, column, leads)
        return self._known[key]

    def _read(self, row: Side, column: Side, leads: tuple[Lead, Lead]) -> Subject:
        texts = (*row.words, *column.words)
        found = self.words.heading(*texts) if texts else Heading(None, None)
        found = self._with_parents(self._beside(found, row, leads[1]), row, column)
        for lead in leads:
            if found.indicator is None:
                found = self._after(lead, found, texts)
        found = self._with_title(found, texts)
        said = "".join(texts)
        measure = self._measure(found, said, column, row)
        known = found.indicator is not None and not found.rest
        if (
            known
            and measure == "value"
            and not (
                self._agrees(str(found.indicator), row, column)
                and self._ends_fitting(str(found.indicator), texts)
            )
        ):
            known, found = False, found._replace(rest="".join(texts))
        if known and self._kind(str(found.indicator)) == "rate":
            # a rate changes by points: what stands under 同比 is no growth of it
            measure = {"value": "rate", "growth": ""}.get(measure, measure)
        segment = row.segment or (found.segment or WHOLE if known else "")
        part = found.segment or row.segment
        spoken = "/".join(" ".join(text.split()) for text in (*row.above, *texts))
        return Subject(
            str(found.indicator) if known else "", segment if known else "", measure,
            spoken, self._segment_text(row, column) if part else "", found.rest,
        )  # fmt: skip

    def _beside(self, found: Heading, row: Side, lead: Lead) -> Heading:
        """Read a column of 占比 or 同比 as one of the figure on its left, in the same row."""
        if not lead.words or found.measure == "value":
            return found
        joined = self.words.heading(*row.words, *lead.words)
        whole = joined.indicator and not joined.rest and joined.measure == "value"
        return joined._replace(measure=found.measure) if whole else found

    def _after(self, lead: Lead, found: Heading, texts: tuple[str, ...]) -> Heading:
        """Complete what a part (其中：省外) or a rate leaves unsaid by the label it depends on."""
        joined = self.words.heading(*lead.words, *texts) if lead.words else found
        whole = joined.indicator and not joined.rest and self._fits(joined.indicator, texts)
        if whole and (joined.segment or not found.rest):
            return found._replace(indicator=joined.indicator, segment=joined.segment, rest="")
        if found.rest:
            return found
        if found.segment is None and found.measure == "value":
            return found  # 金额 under 签约项目 is another indicator than its own
        if not lead.heading.indicator or not self._fits(lead.heading.indicator, texts):
            return found
        return found._replace(
            indicator=lead.heading.indicator, segment=found.segment or lead.heading.segment
        )

    def _with_title(self, found: Heading, texts: tuple[str, ...]) -> Heading:
        """Complete what the labels leave unsaid by what the table is about."""
        if found.rest:
            return found
        segment = found.segment or self._title_segment(found) or None
        if found.indicator is None and texts and self.context.subject:
            joined = self.words.heading(self.context.subject, *texts)
            if joined.indicator and not joined.rest and self._fits(joined.indicator, texts):
                return found._replace(indicator=joined.indicator, segment=segment)
        indicator = found.indicator or self.context.indicator or None
        if indicator and not found.indicator and not self._fits(indicator, texts):
            return found
        return found._replace(indicator=indicator, segment=segment)

    def _title_segment(self, found: Heading) -> str:
        """Give the title's segment, unless it only says what the indicator does: 外资."""
        segment = self.context.segment
        name = str(self.words.book.about(found.indicator)["name"]) if found.indicator else ""
        return "" if segment.partition("=")[2] in name else segment

    def _fits(self, indicator: str, texts: tuple[str, ...]) -> bool:
        """Tell whether an indicator that the labels do not name may be meant by 项目数 or 金额."""
        said = "".join(texts)
        unit = str(self.words.book.about(indicator)["unit"])
        if "元" in unit:
            return not _COUNT.search(said)
        other = _PROJECTS if unit == "家" else _FIRMS
        return not (_MONEY.search(said) or other.search(said))

    def _agrees(self, indicator: str, row: Side, column: Side) -> bool:
        """Tell whether the unit beside a label can be the indicator's: 项目数（万元） cannot."""
        wanted = str(self.words.book.about(indicator)["unit"])
        units = next(iter((*column.units, *row.units)), ())
        if not units or not wanted:
            return True
        kinds = {units_kind(unit) for unit in units}
        own = units_kind(wanted) or ""
        fitting = {own, own.partition("/")[0], ""}  # 亩均税收（万元）
        return bool(kinds & fitting) or (own in MONEY and bool(kinds & MONEY))

    def _ends_fitting(self, indicator: str, texts: Sequence[str]) -> bool:
        """Tell whether the noun that ends the labels counts what the indicator does.

        A Chinese heading ends in what it counts: 到位资金项目数 is a number of projects.
        """
        unit = units_kind(str(self.words.book.about(indicator)["unit"]))
        for text in reversed(texts):
            plain = _BRACKETS.sub("", squeeze(text))
            if self.words.book.indicator_names.get(plain) == indicator:
                return True
            count, money = _COUNT_END.search(plain), _MONEY_END.search(plain)
            if count or money:
                return (unit in MONEY) == bool(money) or unit not in (*MONEY, "count")
        return True

    def _kind(self, indicator: str) -> str:
        return str(self.words.book.about(indicator)["kind"])

    def _with_parents(self, found: Heading, row: Side, column: Side) -> Heading:
        texts = (*row.words, *column.words)
        for text in reversed(row.above):
            parent = self.words.heading(text)
            joined = self.words.heading(text, *texts)
            open_still = found.indicator is None or bool(found.rest)
            if (open_still or parent.rest) and joined.indicator and not joined.rest:
                found = joined._replace(measure=found.measure)
                continue
            if parent.segment and not found.segment:
                own = found.indicator and parent.indicator and not row.part
                if own and not _akin(str(found.indicator), str(parent.indicator)):
                    found = found._replace(rest=found.rest or text)
                found = found._replace(segment=parent.segment)
            elif parent.segment and found.segment and not _same_dimension(parent, found):
                found = found._replace(rest=found.rest or text)
        return found

    def _measure(self, found: Heading, said: str, column: Side, row: Side) -> str:
        if row.measure:
            return row.measure
        if column.measure == DIFFERENCE:
            return ""
        if COMPARED.search(said) or found.measure == "target":
            return ""
        if found.measure not in RATIOS:
            return found.measure
        by_column = self.words.heading(*column.words).measure == found.measure
        side = column if by_column else row
        own = self.words.label(side.words[-1]).units if side.words else ()
        around = () if _NAMED_RATIO.search(side.words[-1] if side.words else "") else side.units
        units = own or next(iter(around), ())
        if units and units_kind(units[0]) not in ("ratio", ""):
            return ""  # 同比增减（亿元）, （百分点）: a difference, not a rate of growth
        return found.measure

    def _segment_text(self, row: Side, column: Side) -> str:
        for text in (*column.words[::-1], *row.words[::-1], *row.above[::-1]):
            if self.words.heading(text).segment:
                return text.strip()
        return ""


def _akin(one: str, other: str) -> bool:
    """Tell whether two indicators count the same things: contracted projects and their amount."""
    return one.partition("_")[0] == other.partition("_")[0]


def _same_dimension(one: Heading, other: Heading) -> bool:
    return str(one.segment).partition("=")[0] == str(other.segment).partition("=")[0]
