"""Layouts with indicators down and periods, or regions, across."""

from __future__ import annotations

from collections.abc import Sequence

from zsanalytics.sample.blocks import indicator_table, note, region_table, title
from zsanalytics.sample.lines import (
    ALL,
    DETAIL,
    EAST,
    FUNDS,
    IMPLEMENTED,
    MAIN,
    SIGNED,
    SIZES,
    STAGES,
    STRUCTURE,
    TOP500,
    TRIPS,
    Line,
)
from zsanalytics.sample.parts import (
    MARK,
    NOTE,
    called,
    chain_sheet,
    chains,
    county_sheet,
    fairs,
    lead,
    single_sheet,
    whole,
)
from zsanalytics.sample.sheets import Sheet, Workbook
from zsanalytics.sample.values import Report, Style, value_cell


def downward(report: Report) -> Workbook:
    """One unit without counties: indicators down, 万元, one sheet."""
    style = Style(money="万元")
    lines = [*ALL, *fairs(report), *chains(report)]
    heading = f"{called(report)}{report.year}年{report.month}月招商引资主要指标完成情况表({MARK})"
    return Workbook(
        f"{called(report)}招商引资统计表.xlsx", [single_sheet(report, lines, style, heading)]
    )


def stacked(report: Report) -> Workbook:
    """Several tables one below the other, notes between them."""
    style = Style()
    sheet = Sheet("月报")
    row = title(
        sheet, f"{called(report)}{report.year}年1至{report.month}月招商引资工作情况({MARK})", 7
    )
    sheet.put(row, 0, "表一 主要指标(单位:亿元)", "free")
    row = region_table(sheet, row + 1, report, MAIN, style, first="县区", total="合计") + 1
    sheet.put(row, 0, "表二 结构情况(单位:亿元)", "free")
    lines = [*DETAIL, *STAGES, *TRIPS, *fairs(report)]
    row = indicator_table(sheet, row + 1, report, lines, style)
    row = note(sheet, row, NOTE) + 1
    sheet.put(row, 0, "表三 重点产业链(单位:亿元)", "free")
    indicator_table(sheet, row + 1, report, chains(report), style, head="产业链名称", units=False)
    return Workbook(f"{called(report)}月报表.xlsx", [sheet])


def side_by_side(report: Report) -> Workbook:
    """Two blocks beside each other with an empty column between them."""
    style = Style(percent="fraction")
    sheet = Sheet(called(report))
    top = title(sheet, f"{lead(report)}招商引资完成情况({MARK})", 11)
    left = [*MAIN, *STAGES, *TRIPS, *SIZES]
    right = [*TOP500, *EAST, *STRUCTURE, *fairs(report), *chains(report)]
    indicator_table(sheet, top, report, left, style)
    indicator_table(sheet, top, report, right, style, left=6)
    note(sheet, top + 2 + max(len(left), len(right)), NOTE)
    return Workbook(f"{called(report)}招商引资月报.xlsx", [sheet, county_sheet(report, style)])


def indented(report: Report) -> Workbook:
    """其中 rows indented, formulas in the county table, growth as text."""
    style = Style(percent="text", formulas=True)
    lines = [*ALL, *fairs(report), *chains(report)]
    heading = f"{lead(report)}招商引资主要指标({MARK})"
    first = single_sheet(
        report, lines, style, heading, columns=("ytd", "last", "growth"), sheet_name="主要指标"
    )
    return Workbook(
        f"{called(report)}招商引资报表.xlsx", [first, county_sheet(report, style, "县区分解")]
    )


def crosswise(report: Report) -> Workbook:
    """Indicators down, counties across."""
    style = Style(money="万元")
    sheet = Sheet("汇总")
    lines = [*ALL, *fairs(report), *chains(report)]
    regions = [report.unit, *report.counties]
    top = title(
        sheet,
        f"{lead(report)}招商引资指标完成情况({MARK})",
        len(regions) + 2,
    )
    across(sheet, top, report, lines, regions, style)
    note(sheet, top + len(lines) + 2, NOTE)
    return Workbook(f"{called(report)}.xlsx", [sheet])


def across(
    sheet: Sheet,
    top: int,
    report: Report,
    lines: Sequence[Line],
    regions: Sequence[str],
    style: Style,
) -> None:
    """Write lines down and regions across."""
    from_words = ("指标", "计量单位", whole(report), *regions[1:])
    for column, word in enumerate(from_words):
        sheet.put(top, column, word, "head")
    sheet.widths |= {0: 30}
    for row, line in enumerate(lines, start=top + 1):
        sheet.put(row, 0, line.words, "text")
        sheet.put(row, 1, style.money if line.kind == "money" else line.unit, "center")
        for column, region in enumerate(regions, start=2):
            sheet.cells[row, column] = value_cell(report, region, line, "ytd", style)


def two_units(report: Report) -> Workbook:
    """Contracts in 亿元, funds in 万元, each column naming its unit."""
    sheet = Sheet(called(report))
    top = title(sheet, f"{lead(report)}招商引资完成情况({MARK})", 9)
    signed = [*IMPLEMENTED, *SIGNED, *SIZES, *TOP500]
    end = region_table(sheet, top, report, signed, Style(), first="县市", total=whole(report))
    sheet.put(end + 1, 0, "资金到位及结构情况", "free")
    rest = [*FUNDS, *EAST, *STRUCTURE, *STAGES, *TRIPS, *fairs(report), *chains(report)]
    end = indicator_table(sheet, end + 2, report, rest, Style(money="万元"))
    note(sheet, end, NOTE)
    return Workbook(
        f"{called(report)}招商引资月报.xlsx", [sheet, months_across(report, Style(money="万元"))]
    )


def letter(report: Report) -> Workbook:
    """No counties; an old-style title, three sheets, amounts typed with their unit."""
    style = Style(digits="unit", percent="text")
    heading = (
        f"关于报送{called(report)}{report.year}年{report.month}月份招商引资统计数据的函附表({MARK})"
    )
    return Workbook(
        f"{called(report)}招商引资数据.xlsx",
        [
            single_sheet(report, [*MAIN, *STAGES, *TRIPS], style, heading, sheet_name="主要指标"),
            single_sheet(report, [*DETAIL, *fairs(report)], style, heading, sheet_name="结构指标"),
            chain_sheet(report, style),
        ],
    )


def months_across(report: Report, style: Style) -> Sheet:
    """Write regions down and the year's months across, for 到位资金."""
    sheet = Sheet("各月累计")
    months = range(2, report.month + 1)
    top = title(sheet, f"{report.unit}{report.year}年到位资金分月累计情况({MARK})", len(months) + 1)
    sheet.put(top, 0, f"单位:{style.money}", "free")
    sheet.put(top + 1, 0, "县市", "head")
    for column, month in enumerate(months, start=1):
        sheet.put(top + 1, column, f"1-{month}月", "head")
        earlier = Report(report.facts, report.unit, report.year, month)
        for row, region in enumerate([*report.counties, report.unit], start=top + 2):
            label = "合计" if region == report.unit else region
            sheet.put(row, 0, label, "text")
            sheet.cells[row, column] = value_cell(earlier, region, FUNDS[0], "ytd", style)
    note(sheet, sheet.bottom(), NOTE)
    return sheet
