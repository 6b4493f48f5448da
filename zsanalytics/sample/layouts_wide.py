"""Layouts with regions down and indicators across."""

from __future__ import annotations

from zsanalytics.sample.blocks import note, region_table, title
from zsanalytics.sample.lines import (
    ALL,
    DETAIL,
    EAST,
    MAIN,
    SIZES,
    STAGES,
    STRUCTURE,
    TOP500,
    TRIPS,
)
from zsanalytics.sample.parts import (
    MARK,
    NOTE,
    called,
    chain_sheet,
    chains,
    county_sheet,
    fairs,
    growth_sheet,
    lead,
    single_sheet,
    span,
    whole,
)
from zsanalytics.sample.sheets import Sheet, Workbook
from zsanalytics.sample.values import Report, Style


def wide(report: Report) -> Workbook:
    """Counties down, everything across, two header rows, total first; chains apart."""
    style = Style(total="first")
    sheet = Sheet("汇总表")
    lines = [*ALL, *fairs(report)]
    top = title(
        sheet,
        f"{lead(report)}招商引资情况汇总表({MARK})",
        len(lines) + 1,
    )
    sheet.put(top, 0, f"填报单位:{called(report)}投资促进部门", "free")
    sheet.put(top, len(lines) - 2, "单位:亿元、个", "free")
    end = region_table(sheet, top + 1, report, lines, style, total=f"{whole(report)}合计")
    note(sheet, end, NOTE)
    return Workbook(
        f"{called(report)}招商引资月报.xlsx",
        [sheet, chain_sheet(report, style), growth_sheet(report, style)],
    )


def text_numbers(report: Report) -> Workbook:
    """Three header rows, 万元 typed as text with commas; structure on a second sheet."""
    style = Style(money="万元", digits="text", percent="text")
    sheet = Sheet("县区情况")
    lines = [*MAIN, *SIZES, *STAGES]
    top = title(
        sheet,
        f"{called(report)}招商引资情况统计表({report.year}年{span(report)}){MARK}",
        len(lines) + 1,
    )
    end = region_table(sheet, top, report, lines, style, rows=3, first="县区", total="合  计")
    note(sheet, end, NOTE)
    more = [*TOP500, *EAST, *STRUCTURE, *TRIPS, *fairs(report), *chains(report)]
    heading = f"{lead(report)}招商引资结构情况({MARK})"
    return Workbook(
        f"{called(report)}.xlsx",
        [sheet, single_sheet(report, more, style, heading, sheet_name="结构")],
    )


def full_width(report: Report) -> Workbook:
    """Full-width digits, short county names, total last."""
    style = Style(money="万元", digits="wide", names="short", percent="text")
    sheet = Sheet("Sheet1")
    lines = [*ALL, *fairs(report), *chains(report)]
    top = title(
        sheet,
        f"{called(report)}{report.year}年{span(report, '—')}招商引资情况表({MARK})",
        len(lines) + 1,
    )
    end = region_table(sheet, top, report, lines, style, first="单位", total=whole(report))
    note(sheet, end, NOTE)
    return Workbook(f"{called(report)}招商引资情况表.xlsx", [sheet])


def one_header(report: Report) -> Workbook:
    """One header row of long names, contracts in 亿元 beside funds in 万元, formulas."""
    style = Style(money="万元", signed="亿元", total="first", formulas=True, names="short")
    sheet = Sheet("招商引资")
    lines = [*ALL, *fairs(report)]
    top = title(
        sheet,
        f"{called(report)}截至{report.year}年{report.month}月底招商引资情况({MARK})",
        len(lines) + 1,
    )
    end = region_table(
        sheet, top, report, lines, style, rows=1, first="县(市、区)", total=f"{whole(report)}合计"
    )
    note(sheet, end, NOTE)
    return Workbook(
        f"{called(report)}招商引资汇总.xlsx", [sheet, chain_sheet(report, style, "重点产业链")]
    )


def with_leftovers(report: Report) -> Workbook:
    """A hidden sheet of last month and a hidden row are left in; total last."""
    style = Style(names="short")
    sheet = Sheet("本月")
    lines = [*ALL, *fairs(report)]
    top = title(
        sheet,
        f"{lead(report)}招商引资统计表({MARK})",
        len(lines) + 1,
    )
    sheet.put(top, 0, "单位:亿元、个、%", "free")
    end = region_table(sheet, top + 1, report, lines, style, total="合计")
    sheet.put(end, 0, "上月合计", "center")
    for column in range(1, len(lines) + 1):
        sheet.put(end, column, 0, "count")
    sheet.hidden_rows.add(end)
    note(sheet, end + 1, NOTE)
    book = [sheet, chain_sheet(report, style)]
    if report.month > 2:
        before = Report(report.facts, report.unit, report.year, report.month - 1)
        old = county_sheet(before, style, "上月")
        old.hidden = True
        book.append(old)
    return Workbook(f"{called(report)}招商引资统计表.xlsx", book)


def spaced(report: Report) -> Workbook:
    """Spaces inside names, 万元, total last with formulas."""
    style = Style(money="万元", names="spaced", formulas=True)
    sheet = Sheet("县区汇总")
    lines = [*ALL, *fairs(report)]
    top = title(
        sheet,
        f"{' '.join(called(report))} {report.year} 年 {span(report)} 招 商 引 资 情 况({MARK})",
        len(lines) + 1,
    )
    sheet.put(top, len(lines) - 1, "单位:万元、个", "free")
    end = region_table(sheet, top + 1, report, lines, style, first="县 区", total="合 计")
    note(sheet, end, NOTE, "联系人:演示甲  联系电话:0934-0000001")
    return Workbook(
        f"{called(report)}招商引资情况表.xlsx", [sheet, chain_sheet(report, style, "产业链情况")]
    )


def plain_csv(report: Report) -> Workbook:
    """One CSV file in GB18030 with a single header row."""
    style = Style()
    sheet = Sheet("")
    lines = [*ALL, *fairs(report), *chains(report)]
    sheet.put(0, 0, f"{lead(report)}招商引资统计表({MARK})", "free")
    region_table(sheet, 1, report, lines, style, rows=1, first="县区", total="合计")
    return Workbook(f"{called(report)}招商引资统计.csv", [sheet])


def traditional(report: Report) -> Workbook:
    """Traditional characters in the names, short name of the unit in the title."""
    style = Style(names="traditional", total="first", percent="text")
    sheet = Sheet("汇总")
    lines = [*MAIN, *DETAIL, *STAGES, *TRIPS, *fairs(report)]
    top = title(
        sheet,
        f"{lead(report)}招商引资情况统计表({MARK})",
        len(lines) + 1,
    )
    sheet.put(top, len(lines) - 1, "单位:亿元、个", "free")
    end = region_table(
        sheet, top + 1, report, lines, style, first="县市", total=f"{whole(report)}合计"
    )
    note(sheet, end, NOTE)
    return Workbook(f"{called(report)}招商引资月报.xlsx", [sheet, chain_sheet(report, style)])


def subtotalled(report: Report) -> Workbook:
    """小计 of districts and of counties between the rows; the structure on a second sheet."""
    style = Style(formulas=True)
    more = [*DETAIL, *STAGES, *TRIPS, *fairs(report), *chains(report)]
    heading = f"{lead(report)}招商引资结构情况({MARK})"
    book = [county_sheet(report, style, subtotals=True), single_sheet(report, more, style, heading)]
    return Workbook(f"{called(report)}招商引资分县区报表.xlsx", book)


def footnoted(report: Report) -> Workbook:
    """No unit in the headings: a note below the table says that amounts are 万元."""
    style = Style(money="万元", headed=False)
    sheet = Sheet("月报")
    lines = [line for line in [*ALL, *fairs(report), *chains(report)] if line.kind != "rate"]
    top = title(sheet, f"{lead(report)}招商引资情况表({MARK})", len(lines) + 1)
    end = region_table(sheet, top, report, lines, style, total=whole(report))
    note(sheet, end, "注:1.本表金额单位为万元,项目单位为个。", "2." + NOTE.removeprefix("注:"))
    return Workbook(f"{called(report)}招商引资情况.xlsx", [sheet])
