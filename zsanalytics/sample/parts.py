"""Pieces that several layouts share: whole sheets of one kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zsanalytics.sample import plan
from zsanalytics.sample.blocks import indicator_table, note, region_table, title
from zsanalytics.sample.lines import MAIN, Line, chain_lines, fair_lines
from zsanalytics.sample.sheets import Sheet
from zsanalytics.sample.values import Report, Style
from zsanalytics.sample.world import chain_names

MARK = "演示数据"
NOTE = "注:本表为演示数据,由程序生成,不代表真实情况。"
PERIODS = ("month", "ytd", "last", "growth")


def span(report: Report, dash: str = "-") -> str:
    """Write the months covered: 1-9月."""
    return f"1{dash}{report.month}月"


def called(report: Report) -> str:
    """Write the unit as it calls itself: 临夏州 for 临夏回族自治州."""
    return re.sub(r"[\u4e00-\u9fff]族自治州$", "州", report.unit)


def lead(report: Report) -> str:
    """Begin a title: the unit and the months covered."""
    return f"{called(report)}{report.year}年{span(report)}"


def whole(report: Report) -> str:
    """Name the unit's total row: 全市, 全州, 全区."""
    return f"全{report.unit[-1]}"


def chains(report: Report) -> list[Line]:
    """Give the chain lines of the codebook's province list."""
    return chain_lines(chain_names(report.book))


def fairs(report: Report) -> list[Line]:
    """Give the lines of this year's fair."""
    return fair_lines(report.year, report.month, plan.fair(report.year))


def chain_sheet(report: Report, style: Style, name: str = "产业链") -> Sheet:
    """Make a sheet of the key chains."""
    sheet = Sheet(name)
    top = title(
        sheet, f"{report.unit}{report.year}年{span(report)}重点产业链到位资金情况({MARK})", 5
    )
    sheet.put(top, 4, f"单位:{style.money}", "free")
    end = indicator_table(
        sheet, top + 1, report, chains(report), style, head="产业链名称", columns=PERIODS,
        units=False,
    )  # fmt: skip
    note(sheet, end, NOTE)
    return sheet


def growth_sheet(report: Report, style: Style, name: str = "同比") -> Sheet:
    """Make a sheet of the main lines with last year and growth."""
    sheet = Sheet(name)
    top = title(sheet, f"{report.unit}{report.year}年{span(report)}主要指标同比情况({MARK})", 6)
    indicator_table(sheet, top, report, MAIN, style, columns=PERIODS)
    return sheet


def single_sheet(
    report: Report, lines: Sequence[Line], style: Style, heading: str, *,
    columns: Sequence[str] = PERIODS, sheet_name: str = "Sheet1",
) -> Sheet:  # fmt: skip
    """Make a sheet of lines down and periods across."""
    sheet = Sheet(sheet_name)
    top = title(sheet, heading, 2 + len(columns))
    sheet.put(top, 0, f"填报单位:{called(report)}", "free")
    end = indicator_table(sheet, top + 1, report, lines, style, columns=columns)
    note(sheet, end, NOTE)
    return sheet


def county_sheet(
    report: Report, style: Style, name: str = "县区", *, subtotals: bool = False
) -> Sheet:
    """Make a sheet of the main lines by county; 小计 of districts and of counties if wanted."""
    sheet = Sheet(name)
    top = title(
        sheet,
        f"{called(report)}各县区{report.year}年{span(report)}招商引资情况({MARK})",
        len(MAIN) + 1,
    )
    sheet.put(top, len(MAIN) - 1, f"单位:{style.money}、个", "free")
    region_table(sheet, top + 1, report, MAIN, style, subtotals=subtotals)
    return sheet
