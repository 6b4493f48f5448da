"""Blocks of a sheet: tables of regions, tables of indicators, titles and notes.

Comes in: a report, lines and a `Style`. Goes out: cells on a sheet. Every block returns the first
row below it.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from zsanalytics.sample.lines import Line
from zsanalytics.sample.sheets import Sheet
from zsanalytics.sample.values import Report, Style, named, unit_of, value_cell

SUBTOTAL = "小计"


def headers(
    sheet: Sheet, top: int, left: int, lines: Sequence[Line], style: Style, *, rows: int = 2
) -> None:
    """Write one or two header rows for lines; equal groups are merged."""
    for number, line in enumerate(lines, start=left):
        unit = f"({unit_of(line, style)})" if style.headed else ""
        if rows == 1:
            sheet.put(top, number, f"{line.words}{unit}", "head")
        elif line.group:
            sheet.put(top, number, line.group, "head")
            sheet.put(top + 1, number, f"{line.leaf}{unit}", "head")
        else:
            sheet.put(top, number, f"{line.leaf}{unit}", "head")
            sheet.merge(top, number, top + 1, number)
    if rows > 1:
        merge_equal(sheet, top, left, [line.group for line in lines])


def _bands(sheet: Sheet, row: int, lines: Sequence[Line]) -> None:
    """Write a header row above the others: how the project stands, then its money."""
    words = ["资金情况" if line.kind == "money" else "项目情况" for line in lines]
    for number, word in enumerate(words, start=1):
        sheet.put(row, number, word, "head")
    merge_equal(sheet, row, 1, words)


def merge_equal(sheet: Sheet, row: int, left: int, words: Sequence[str]) -> None:
    """Merge runs of the same word in a row; empty words stay apart."""
    start = 0
    for number in range(1, len(words) + 1):
        if number == len(words) or words[number] != words[start]:
            if words[start]:
                for column in range(start + 1, number):
                    sheet.cells.pop((row, left + column), None)
                sheet.merge(row, left + start, row, left + number - 1)
            start = number


def region_table(
    sheet: Sheet, top: int, report: Report, lines: Sequence[Line], style: Style, *,
    rows: int = 2, total: str = "合计", first: str = "县(市、区)", subtotals: bool = False,
) -> int:  # fmt: skip
    """Write regions down and lines across; the unit itself is the total row."""
    sheet.put(top, 0, first, "head")
    if rows > 1:
        sheet.merge(top, 0, top + rows - 1, 0)
    if rows > 2:
        _bands(sheet, top, lines)
    headers(sheet, top + max(rows - 2, 0), 1, lines, style, rows=rows)
    sheet.widths |= {0: 16, **dict.fromkeys(range(1, len(lines) + 1), 12)}
    start = top + rows
    body = _order(report, style, subtotals)
    for row, region in enumerate(body, start=start):
        label = region if region == SUBTOTAL else named(report, region, style)
        is_total = region == report.unit and len(body) > 1
        sheet.put(row, 0, total if is_total else label, "center" if is_total else "text")
        if region == SUBTOTAL:
            _subtotal(sheet, row, start, report, lines, body[: row - start], style)
            continue
        for column, line in enumerate(lines, start=1):
            cell = value_cell(report, region, line, "ytd", style)
            if is_total and style.formulas and cell.value and _adds_up(report, line):
                cell.formula = _sum(start, start + len(body) - 1, column, style)
            sheet.cells[row, column] = cell
    return start + len(body)


def _adds_up(report: Report, line: Line) -> bool:
    """Say whether the counties' cells hold numbers that add up to the unit's."""
    numbers = [report.ytd(region, line) for region in report.counties]
    return line.kind != "rate" and None not in numbers


def _order(report: Report, style: Style, subtotals: bool) -> list[str]:
    """List the rows of a table of regions."""
    counties = report.counties
    if not counties:
        return [report.unit]
    districts = [name for name in counties if name.endswith("区")]
    if subtotals and 0 < len(districts) < len(counties):
        others = [name for name in counties if name not in districts]
        counties = [*districts, SUBTOTAL, *others, SUBTOTAL]
    return [*counties, report.unit] if style.total == "last" else [report.unit, *counties]


def _subtotal(
    sheet: Sheet, row: int, start: int, report: Report, lines: Sequence[Line],
    above: Sequence[str], style: Style,
) -> None:  # fmt: skip
    """Add up the rows since the last 小计: a figure of no region."""
    last = max((n for n, name in enumerate(above) if name == SUBTOTAL), default=-1)
    part = above[last + 1 :]
    for column, line in enumerate(lines, start=1):
        values = [report.ytd(region, line) or 0 for region in part]
        scale = 10_000 if line.kind == "money" and unit_of(line, style) == "亿元" else 1
        cell = sheet.put(row, column, sum(values) / scale, "cents" if scale > 1 else "count")
        cell.formula = _range_sum(start + last + 1, row - 1, column)


def _sum(first: int, last: int, column: int, style: Style) -> str:
    return (
        _range_sum(first, last - 1, column)
        if style.total == "last"
        else _range_sum(first + 1, last, column)
    )


def _range_sum(first: int, last: int, column: int) -> str:
    return f"=SUM({xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)})"


COLUMN_WORDS = {"month": "本月", "ytd": "本年累计", "last": "上年同期", "growth": "同比增长(%)"}


def indicator_table(
    sheet: Sheet, top: int, report: Report, lines: Sequence[Line], style: Style, *,
    columns: Sequence[str] = ("ytd", "last", "growth"), left: int = 0, units: bool = True,
    head: str = "指标名称",
) -> int:  # fmt: skip
    """Write lines down, periods across, for the unit as a whole."""
    sheet.put(top, left, head, "head")
    shift = left + 1
    if units:
        sheet.put(top, shift, "计量单位", "head")
        shift += 1
    for number, column in enumerate(columns):
        sheet.put(top, shift + number, COLUMN_WORDS[column], "head")
    sheet.widths |= {left: 30}
    for place, line in enumerate(lines, start=top + 1):
        part = line.words.startswith("其中")
        sheet.put(place, left, line.words, "indent" if part else "text")
        if units:
            sheet.put(place, left + 1, unit_of(line, style), "center")
        for number, column in enumerate(columns):
            sheet.cells[place, shift + number] = value_cell(
                report, report.unit, line, column, style
            )
    return top + 1 + len(lines)


def title(sheet: Sheet, text: str, width: int, *, row: int = 0) -> int:
    """Write a title over the whole width."""
    sheet.put(row, 0, text, "title")
    sheet.merge(row, 0, row, width - 1)
    return row + 1


def note(sheet: Sheet, row: int, *texts: str) -> int:
    """Write notes below a table."""
    for number, text in enumerate(texts):
        sheet.put(row + number, 0, text, "free")
    return row + len(texts)
