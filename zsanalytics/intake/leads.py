"""What the labels of a row or column leave unsaid, and the row or column that says it.

A part (其中：省外) depends on the row it is part of, 同比 and 位次 on the figure on their left, a
column under a group (签约 | 项目数, 同比) on the group.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zsanalytics.codebook import Heading
from zsanalytics.intake.labels import Words
from zsanalytics.intake.sides import Side
from zsanalytics.intake.values import RATIOS


class Lead(NamedTuple):
    """The label another one depends on: its words and what they say."""

    words: tuple[str, ...]
    heading: Heading


_NO_LEAD = Lead((), Heading(None, None))

COMPARED = re.compile(
    r"环比|[比较]上月|[比较]上旬|序时|超进度|欠进度|缺口|差额|净增|增[加减][额量数]|(?<![业位元上])增[加减]值|减少[额量]|增量|增加值差|拉动|贡献|[比较]全[省市]平均|平均水平|得分|分值|总分|权重"
)
"""Words of figures that compare others or score them: no growth, share or rate."""
DIFFERENCE = "difference"
"""Marks a column whose figures are differences: no measure that a record can have."""


def row_leads(rows: Sequence[Side], words: Words) -> dict[int, Lead]:
    """Say for each row which one above it depends on.

    A part (其中：省外) depends on the last row that names an indicator and is no part itself; a row
    of growth or rank alone on the row right above it. Neither reaches over to another region, nor
    into a list whose rows say their own month.
    """
    leads: dict[int, Lead] = {}
    whole = before = _NO_LEAD
    regions: tuple[str, ...] | None = None
    for row in rows:
        if row.regions != regions or any(t.year or t.month for t in row.times):
            whole = before = _NO_LEAD
            regions = row.regions
        found = words.heading(*row.words)
        leads[row.at] = before if _measures_only(row, found) else whole
        if not row.words or found.measure not in ("value", "rate"):
            continue
        if found.indicator:
            before = Lead(row.words, found)
        else:
            segment = found.segment or whole.heading.segment
            before = Lead((), Heading(whole.heading.indicator, segment))
        if not row.part and (found.indicator or found.rest):
            whole = _NO_LEAD if found.rest else Lead(row.words, found)
    return leads


def column_leads(columns: Sequence[Side], words: Words) -> dict[int, Lead]:
    """Say for each column of growth, rank or a part alone which figure on its left it is about."""
    leads: dict[int, Lead] = {}
    before = _NO_LEAD
    for column in columns:
        found = words.heading(*column.words)
        if COMPARED.search("".join(column.words)):
            leads[column.at] = _NO_LEAD
            continue  # a gap or a lead stands between a figure and its growth
        part = found.indicator is None and (
            column.part or (found.segment is not None and not found.rest)
        )
        depends = _measures_only(column, found) or (part and found.measure == "value")
        leads[column.at] = before if depends else _NO_LEAD
        if column.words and found.measure == "value" and not part:
            before = Lead(column.words, found) if not found.rest else _NO_LEAD
    return leads


def bare_measures(columns: Sequence[Side], words: Words) -> list[Side]:
    """Take the group off a column that only measures its neighbour: 签约 | 金额, 同比, 完成率.

    A column of growth without % beside one with it is a difference, not a rate.
    """
    found: list[Side] = []
    percent: set[tuple[str, ...]] = set()
    for column in columns:
        said = words.heading(*column.words)
        if said.rest and said.measure in RATIOS and len(column.words) > 1:
            inner = words.heading(column.words[-1])
            if found and found[-1].words[:-1] and inner == Heading(None, None, "", inner.measure):
                column = column._replace(words=column.words[-1:])
        if said.measure == "growth":
            subject = column.words[:-1]
            if (not column.units and subject in percent) or _between_months(found, column):
                column = column._replace(measure=DIFFERENCE)
            percent |= {subject} if column.units[:1] == (("%",),) else set()
        found.append(column)
    return found


_OF_LAST_YEAR = re.compile(r"同比|上年|去年|同期")


def _between_months(left: list[Side], column: Side) -> bool:
    """Tell whether 增长 compares the two columns before it, of different months of a year."""
    if len(left) < 2 or _OF_LAST_YEAR.search("".join(column.words)):
        return False
    one, other = ({(t.year, t.month, t.back) for t in side.times if t.month} for side in left[-2:])
    if len(one) != 1 or len(other) != 1:
        return False
    (year, month, back), (before, other_month, other_back) = one.pop(), other.pop()
    return year == before and back == other_back and month != other_month


def _measures_only(side: Side, found: Heading) -> bool:
    empty = found == Heading(None, None, "", found.measure)
    return bool(side.words) and empty and found.measure != "value"
