"""Fifteen units, fifteen ways of filling in the same monthly report.

Comes in: a `Report`. Goes out: a `Workbook`. Every unit keeps its own way in every month.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zsanalytics.sample import plan
from zsanalytics.sample.blocks import (
    Report,
    Style,
    indicator_table,
    note,
    region_table,
    title,
    value_cell,
)
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
    chain_lines,
    fair_lines,
)
from zsanalytics.sample.sheets import Sheet, Workbook
from zsanalytics.sample.world import chain_names

MARK = "演示数据"
_NOTE = "注:本表为演示数据,由程序生成,不代表真实情况。"
Layout = Callable[[Report], Workbook]


def span(report: Report, dash: str = "-") -> str:
    """Write the months covered: 1-9月."""
    return f"1{dash}{report.month}月"


def chains(report: Report) -> list[Line]:
    """Give the chain lines of the codebook's province list."""
    return chain_lines(chain_names(report.book))


def fairs(report: Report) -> list[Line]:
    """Give the lines of this year's fair."""
    return fair_lines(report.year, report.month, plan.fair(report.year))


def wide(report: Report) -> Workbook:
    """兰州市: counties down, everything across, two header rows, total first; chains apart."""
    style = Style(total="first")
    sheet = Sheet("汇总表")
    lines = [*ALL, *fairs(report)]
    top = title(
        sheet, f"兰州市{report.year}年{span(report)}招商引资情况汇总表({MARK})", len(lines) + 1
    )
    sheet.put(top, 0, "填报单位:兰州市投资促进部门", "free")
    sheet.put(top, len(lines) - 2, "单位:亿元、个", "free")
    end = region_table(sheet, top + 1, report, lines, style, total="全市合计")
    note(sheet, end, _NOTE)
    return Workbook(
        "兰州市招商引资月报.xlsx",
        [sheet, _chain_sheet(report, style), _growth_sheet(report, style)],
    )


def _chain_sheet(report: Report, style: Style, name: str = "产业链") -> Sheet:
    sheet = Sheet(name)
    top = title(
        sheet, f"{report.unit}{report.year}年{span(report)}重点产业链到位资金情况({MARK})", 5
    )
    sheet.put(top, 4, f"单位:{style.money}", "free")
    end = indicator_table(
        sheet, top + 1, report, chains(report), style, head="产业链名称", columns=("month", "ytd", "last", "growth"),
        units=False,
    )  # fmt: skip
    note(sheet, end, _NOTE)
    return sheet


def _growth_sheet(report: Report, style: Style, name: str = "同比") -> Sheet:
    sheet = Sheet(name)
    top = title(sheet, f"{report.unit}{report.year}年{span(report)}主要指标同比情况({MARK})", 6)
    indicator_table(sheet, top, report, MAIN, style, columns=("month", "ytd", "last", "growth"))
    return sheet


def _single(
    report: Report, lines: Sequence[Line], style: Style, heading: str, *,
    columns: Sequence[str] = ("month", "ytd", "last", "growth"), sheet_name: str = "Sheet1",
) -> Sheet:  # fmt: skip
    sheet = Sheet(sheet_name)
    top = title(sheet, heading, 2 + len(columns))
    sheet.put(top, 0, f"填报单位:{report.unit}", "free")
    end = indicator_table(sheet, top + 1, report, lines, style, columns=columns)
    note(sheet, end, _NOTE)
    return sheet


def downward(report: Report) -> Workbook:
    """嘉峪关市: one unit without counties: indicators down, 万元, one sheet."""
    style = Style(money="万元")
    lines = [*ALL, *fairs(report), *chains(report)]
    heading = f"嘉峪关市{report.year}年{report.month}月招商引资主要指标完成情况表({MARK})"
    return Workbook("嘉峪关招商引资统计表.xlsx", [_single(report, lines, style, heading)])


def stacked(report: Report) -> Workbook:
    """金昌市: several tables one below the other, notes between them."""
    style = Style()
    sheet = Sheet("月报")
    row = title(sheet, f"金昌市{report.year}年1至{report.month}月招商引资工作情况({MARK})", 7)
    sheet.put(row, 0, "表一 主要指标(单位:亿元)", "free")
    row = region_table(sheet, row + 1, report, MAIN, style, first="县区", total="合计") + 1
    sheet.put(row, 0, "表二 结构情况(单位:亿元)", "free")
    lines = [*DETAIL, *STAGES, *TRIPS, *fairs(report)]
    row = indicator_table(sheet, row + 1, report, lines, style)
    row = note(sheet, row, _NOTE) + 1
    sheet.put(row, 0, "表三 重点产业链(单位:亿元)", "free")
    indicator_table(sheet, row + 1, report, chains(report), style, head="产业链名称", units=False)
    return Workbook("金昌市月报表.xlsx", [sheet])


def text_numbers(report: Report) -> Workbook:
    """白银市: 万元 typed as text with commas, total last; structure on a second sheet."""
    style = Style(money="万元", digits="text", percent="text")
    sheet = Sheet("县区情况")
    lines = [*MAIN, *SIZES, *STAGES]
    top = title(
        sheet, f"白银市招商引资情况统计表({report.year}年{span(report)}){MARK}", len(lines) + 1
    )
    end = region_table(sheet, top, report, lines, style, first="县区", total="合  计")
    note(sheet, end, _NOTE)
    more = [*TOP500, *EAST, *STRUCTURE, *TRIPS, *fairs(report), *chains(report)]
    heading = f"白银市{report.year}年{span(report)}招商引资结构情况({MARK})"
    return Workbook(
        "白银市.xlsx", [sheet, _single(report, more, style, heading, sheet_name="结构")]
    )


def side_by_side(report: Report) -> Workbook:
    """天水市: two blocks beside each other with an empty column between them."""
    style = Style(percent="fraction")
    sheet = Sheet("天水市")
    top = title(sheet, f"天水市{report.year}年{span(report)}招商引资完成情况({MARK})", 11)
    left = [*MAIN, *STAGES, *TRIPS, *SIZES]
    right = [*TOP500, *EAST, *STRUCTURE, *fairs(report), *chains(report)]
    indicator_table(sheet, top, report, left, style)
    indicator_table(sheet, top, report, right, style, left=6)
    note(sheet, top + 2 + max(len(left), len(right)), _NOTE)
    return Workbook("天水招商引资月报.xlsx", [sheet, _county_sheet(report, style)])


def _county_sheet(report: Report, style: Style, name: str = "县区") -> Sheet:
    sheet = Sheet(name)
    top = title(
        sheet,
        f"{report.unit}各县区{report.year}年{span(report)}招商引资情况({MARK})",
        len(MAIN) + 1,
    )
    sheet.put(top, len(MAIN) - 1, f"单位:{style.money}、个", "free")
    region_table(sheet, top + 1, report, MAIN, style)
    return sheet


def full_width(report: Report) -> Workbook:
    """武威市: full-width digits, short county names, total last."""
    style = Style(money="万元", digits="wide", names="short", percent="text")
    sheet = Sheet("Sheet1")
    lines = [*ALL, *fairs(report), *chains(report)]
    top = title(
        sheet, f"武威市{report.year}年{span(report, '—')}招商引资情况表({MARK})", len(lines) + 1
    )
    end = region_table(sheet, top, report, lines, style, first="单位", total="全市")
    note(sheet, end, _NOTE)
    return Workbook("武威市招商引资情况表.xlsx", [sheet])


def indented(report: Report) -> Workbook:
    """张掖市: 其中 rows indented, formulas in the county table, growth as text."""
    style = Style(percent="text", formulas=True)
    lines = [*ALL, *fairs(report), *chains(report)]
    heading = f"张掖市{report.year}年{span(report)}招商引资主要指标({MARK})"
    first = _single(
        report, lines, style, heading, columns=("ytd", "last", "growth"), sheet_name="全市"
    )
    return Workbook("张掖市招商引资报表.xlsx", [first, _county_sheet(report, style, "县区分解")])


def one_header(report: Report) -> Workbook:
    """平凉市: one header row of long names, total first, formulas."""
    style = Style(total="first", formulas=True, names="short")
    sheet = Sheet("招商引资")
    lines = [*ALL, *fairs(report)]
    top = title(
        sheet, f"平凉市截至{report.year}年{report.month}月底招商引资情况({MARK})", len(lines) + 1
    )
    end = region_table(
        sheet, top, report, lines, style, rows=1, first="县(市、区)", total="全市合计"
    )
    note(sheet, end, _NOTE)
    return Workbook("平凉市招商引资汇总.xlsx", [sheet, _chain_sheet(report, style, "重点产业链")])


def with_leftovers(report: Report) -> Workbook:
    """酒泉市: a hidden sheet of last month and a hidden row are left in; total last."""
    style = Style(names="short")
    sheet = Sheet("本月")
    lines = [*ALL, *fairs(report)]
    top = title(sheet, f"酒泉市{report.year}年{span(report)}招商引资统计表({MARK})", len(lines) + 1)
    sheet.put(top, 0, "单位:亿元、个、%", "free")
    end = region_table(sheet, top + 1, report, lines, style, total="合计")
    sheet.put(end, 0, "上月合计", "center")
    for column in range(1, len(lines) + 1):
        sheet.put(end, column, 0, "count")
    sheet.hidden_rows.add(end)
    note(sheet, end + 1, _NOTE)
    book = [sheet, _chain_sheet(report, style)]
    if report.month > 2:
        before = Report(report.facts, report.unit, report.year, report.month - 1)
        old = _county_sheet(before, style, "上月")
        old.hidden = True
        book.append(old)
    return Workbook("酒泉市招商引资统计表.xlsx", book)


def spaced(report: Report) -> Workbook:
    """庆阳市: spaces inside names, 万元, total last with formulas."""
    style = Style(money="万元", names="spaced", formulas=True)
    sheet = Sheet("县区汇总")
    lines = [*ALL, *fairs(report)]
    top = title(
        sheet, f"庆 阳 市 {report.year} 年 {span(report)} 招 商 引 资 情 况({MARK})", len(lines) + 1
    )
    sheet.put(top, len(lines) - 1, "单位:万元、个", "free")
    end = region_table(sheet, top + 1, report, lines, style, first="县 区", total="合 计")
    note(sheet, end, _NOTE, "联系人:演示甲  联系电话:0934-0000001")
    return Workbook("庆阳市招商引资情况表.xlsx", [sheet, _chain_sheet(report, style, "全市产业链")])


def plain_csv(report: Report) -> Workbook:
    """定西市: one CSV file in GB18030 with a single header row."""
    style = Style()
    sheet = Sheet("")
    lines = [*ALL, *fairs(report), *chains(report)]
    sheet.put(0, 0, f"定西市{report.year}年{span(report)}招商引资统计表({MARK})", "free")
    region_table(sheet, 1, report, lines, style, rows=1, first="县区", total="合计")
    return Workbook("定西市招商引资统计.csv", [sheet])


def crosswise(report: Report) -> Workbook:
    """陇南市: indicators down, counties across."""
    style = Style(money="万元")
    sheet = Sheet("汇总")
    lines = [*ALL, *fairs(report), *chains(report)]
    regions = [report.unit, *report.counties]
    top = title(
        sheet, f"陇南市{report.year}年{span(report)}招商引资指标完成情况({MARK})", len(regions) + 2
    )
    across(sheet, top, report, lines, regions, style)
    note(sheet, top + len(lines) + 2, _NOTE)
    return Workbook("陇南市.xlsx", [sheet])


def across(
    sheet: Sheet,
    top: int,
    report: Report,
    lines: Sequence[Line],
    regions: Sequence[str],
    style: Style,
) -> None:
    """Write lines down and regions across."""
    from_words = ("指标", "计量单位", "全市", *regions[1:])
    for column, word in enumerate(from_words):
        sheet.put(top, column, word, "head")
    sheet.widths |= {0: 30}
    for row, line in enumerate(lines, start=top + 1):
        sheet.put(row, 0, line.words, "text")
        sheet.put(row, 1, style.money if line.kind == "money" else line.unit, "center")
        for column, region in enumerate(regions, start=2):
            sheet.cells[row, column] = value_cell(report, region, line, "ytd", style)


def traditional(report: Report) -> Workbook:
    """临夏州: traditional characters in the names, short name of the unit in the title."""
    style = Style(names="traditional", total="first", percent="text")
    sheet = Sheet("臨夏州")
    lines = [*MAIN, *DETAIL, *STAGES, *TRIPS, *fairs(report)]
    top = title(
        sheet, f"临夏州{report.year}年{span(report)}招商引资情况统计表({MARK})", len(lines) + 1
    )
    sheet.put(top, len(lines) - 1, "单位:亿元、个", "free")
    end = region_table(sheet, top + 1, report, lines, style, first="县市", total="全州合计")
    note(sheet, end, _NOTE)
    return Workbook("临夏州招商引资月报.xlsx", [sheet, _chain_sheet(report, style)])


def two_units(report: Report) -> Workbook:
    """甘南州: contracts in 亿元, funds in 万元, each column naming its unit."""
    sheet = Sheet("甘南州")
    top = title(sheet, f"甘南州{report.year}年{span(report)}招商引资完成情况({MARK})", 9)
    signed = [*IMPLEMENTED, *SIGNED, *SIZES, *TOP500]
    end = region_table(sheet, top, report, signed, Style(), first="县市", total="全州")
    sheet.put(end + 1, 0, "资金到位及结构情况", "free")
    rest = [*FUNDS, *EAST, *STRUCTURE, *STAGES, *TRIPS, *fairs(report), *chains(report)]
    end = indicator_table(sheet, end + 2, report, rest, Style(money="万元"))
    note(sheet, end, _NOTE)
    return Workbook("甘南州招商引资月报.xlsx", [sheet])


def letter(report: Report) -> Workbook:
    """兰州新区: no counties; an old-style title, indicators in three sheets."""
    style = Style(percent="text")
    heading = f"关于报送兰州新区{report.year}年{report.month}月份招商引资统计数据的函附表({MARK})"
    return Workbook(
        "兰州新区招商引资数据.xlsx",
        [
            _single(report, [*MAIN, *STAGES, *TRIPS], style, heading, sheet_name="主要指标"),
            _single(report, [*DETAIL, *fairs(report)], style, heading, sheet_name="结构指标"),
            _chain_sheet(report, style),
        ],
    )


LAYOUTS: dict[str, Layout] = {
    "兰州市": wide,
    "嘉峪关市": downward,
    "金昌市": stacked,
    "白银市": text_numbers,
    "天水市": side_by_side,
    "武威市": full_width,
    "张掖市": indented,
    "平凉市": one_header,
    "酒泉市": with_leftovers,
    "庆阳市": spaced,
    "定西市": plain_csv,
    "陇南市": crosswise,
    "临夏回族自治州": traditional,
    "甘南藏族自治州": two_units,
    "兰州新区": letter,
}
