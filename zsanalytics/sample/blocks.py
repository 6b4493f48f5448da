"""Blocks of a sheet: tables of regions, tables of indicators, titles and notes.

Comes in: facts, lines and a `Style`. Goes out: cells on a sheet, each with its fact. Every block
returns the first row below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from zsanalytics.codebook import Codebook
from zsanalytics.sample.facts import Facts
from zsanalytics.sample.lines import Line
from zsanalytics.sample.sheets import Cell, Fact, Sheet

DASH = "—"


class Style(NamedTuple):
    """How numbers and names are written.

    ``money`` 亿元 or 万元; ``digits`` number, text (1,234.50) or wide (full width); ``percent``
    points (42.45 under %), fraction (0.4245 shown as %) or text (42.45%); ``names`` full, short,
    spaced or traditional; ``total`` first or last.
    """

    money: str = "亿元"
    digits: str = "number"
    percent: str = "points"
    names: str = "full"
    total: str = "last"
    formulas: bool = False


@dataclass(frozen=True)
class Report:
    """One unit's report of one month, and the facts behind it."""

    facts: Facts
    unit: str
    year: int
    month: int

    @property
    def counties(self) -> list[str]:
        """List the unit's counties; empty for a unit without any."""
        names = list(self.facts.places.names[self.facts.where(self.unit)[0]])
        return [] if names == [self.unit] else names

    @property
    def book(self) -> Codebook:
        """Give the codebook."""
        return self.facts.book

    def ytd(self, region: str, line: Line, back: int = 0) -> int | None:
        """Give a value of this year or, with ``back``, an earlier one: whole numbers, 万元."""
        return self.facts.value(region, line.key, self.year - back, self.month)

    def flow(self, region: str, line: Line) -> int | None:
        """Give the month alone; the first report of a year covers two months and has none."""
        if self.month <= 2 or line.kind == "rate" or line.indicator == "implemented_projects":
            return None
        before = self.facts.value(region, line.key, self.year, self.month - 1)
        now = self.ytd(region, line)
        return None if now is None or before is None else now - before


def rounded(number: Decimal, decimals: int = 2) -> Decimal:
    """Round half up, as printed figures are."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def value_cell(report: Report, region: str, line: Line, column: str, style: Style) -> Cell:
    """Make the cell of a line in a column: ``ytd``, ``month``, ``last`` or ``growth``."""
    if line.kind == "rate":
        return _rate_cell(report, region, line, column, style)
    if column == "growth":
        return _growth_cell(report, region, line, style)
    year = report.year - (column == "last")
    number = (
        report.flow(region, line)
        if column == "month"
        else report.ytd(region, line, year != report.year)
    )
    if number is None:
        return Cell(DASH, "center")
    basis = "month" if column == "month" else "ytd"
    scale = 10_000 if line.kind == "money" else 1
    fact = Fact(region, *line.key, year, report.month, basis, "value", number / scale)
    value, look = _written(number, line.kind, style)
    return Cell(value, look, fact)


def _written(number: int, kind: str, style: Style) -> tuple[Any, str]:
    decimals = 4 if kind == "money" and style.money == "亿元" else 0
    exact = Decimal(number).scaleb(-decimals)
    if style.digits != "number" and kind == "money":
        text = f"{exact:,}"
        return (_wide(text) if style.digits == "wide" else text), "text"
    if kind != "money":
        return number, "count"
    return (float(exact), "cents") if decimals else (number, "thousands")


def _wide(text: str) -> str:
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.,"})


def _growth_cell(report: Report, region: str, line: Line, style: Style) -> Cell:
    now, before = report.ytd(region, line), report.ytd(region, line, 1)
    if not before or now is None:
        return Cell(DASH, "center")
    exact = Decimal(now) / Decimal(before) - 1
    return _ratio_cell(report, region, line, exact, "growth", style)


def _rate_cell(report: Report, region: str, line: Line, column: str, style: Style) -> Cell:
    if column != "ytd":
        return Cell(DASH, "center")
    there, signed = report.facts.rate(region, line.indicator, report.year, report.month)
    if not signed:
        return Cell(DASH, "center")
    return _ratio_cell(report, region, line, Decimal(there) / Decimal(signed), "rate", style)


def _ratio_cell(
    report: Report, region: str, line: Line, exact: Decimal, measure: str, style: Style
) -> Cell:
    printed = rounded(exact * 100)
    value: Any = {"points": float(printed), "text": f"{printed}%", "fraction": float(exact)}[
        style.percent
    ]
    seen = float(exact) if style.percent == "fraction" else float(printed / 100)
    fact = Fact(region, *line.key, report.year, report.month, "ytd", measure, seen)
    look = {"points": "cents", "text": "text", "fraction": "percent"}[style.percent]
    return Cell(value, look, fact)


@lru_cache(maxsize=1024)
def _traditional(text: str) -> str:
    import opencc  # heavy, and needed for one unit

    return str(opencc.OpenCC("s2t").convert(text))


def named(report: Report, region: str, style: Style) -> str:
    """Write a region's name the way this unit does."""
    if style.names == "short":
        short = _short(report.book, region)
        return short if report.book.match_region(short, within=report.unit) == (region,) else region
    if style.names == "spaced":
        return " ".join(region) if len(region) <= 3 else region
    return _traditional(region) if style.names == "traditional" else region


def _short(book: Codebook, region: str) -> str:
    row = book.regions.loc[book.regions["region"] == region, "short"]
    return str(row.iloc[0]) if len(row) and row.iloc[0] else region


def headers(
    sheet: Sheet, top: int, left: int, lines: Sequence[Line], style: Style, *, rows: int = 2
) -> None:
    """Write one or two header rows for lines; equal groups are merged."""
    for number, line in enumerate(lines):
        unit = _unit(line, style)
        if rows == 1:
            sheet.put(top, left + number, f"{line.words}({unit})", "head")
            continue
        sheet.put(top, left + number, line.group or f"{line.leaf}({unit})", "head")
        if line.group:
            sheet.put(top + 1, left + number, f"{line.leaf}({unit})", "head")
        else:
            sheet.merge(top, left + number, top + rows - 1, left + number)
    if rows > 1:
        _merge_groups(sheet, top, left, [line.group for line in lines])


def _merge_groups(sheet: Sheet, row: int, left: int, groups: Sequence[str]) -> None:
    start = 0
    for number in range(1, len(groups) + 1):
        if number == len(groups) or groups[number] != groups[start]:
            if groups[start]:
                for column in range(start + 1, number):
                    del sheet.cells[row, left + column]
                sheet.merge(row, left + start, row, left + number - 1)
            start = number


def _unit(line: Line, style: Style) -> str:
    return style.money if line.kind == "money" else line.unit


def region_table(
    sheet: Sheet, top: int, report: Report, lines: Sequence[Line], style: Style, *,
    rows: int = 2, total: str = "合计", first: str = "县(市、区)",
) -> int:  # fmt: skip
    """Write regions down and lines across; the unit itself is the total row."""
    sheet.put(top, 0, first, "head")
    if rows > 1:
        sheet.merge(top, 0, top + rows - 1, 0)
    headers(sheet, top, 1, lines, style, rows=rows)
    sheet.widths |= {0: 16, **dict.fromkeys(range(1, len(lines) + 1), 12)}
    counties = report.counties
    body = [*counties, report.unit] if style.total == "last" else [report.unit, *counties]
    start = top + rows
    for place, region in enumerate(body):
        is_total = region == report.unit
        label = total if is_total and counties else named(report, region, style)
        sheet.put(start + place, 0, label, "center" if is_total else "text")
        for number, line in enumerate(lines):
            cell = value_cell(report, region, line, "ytd", style)
            if (
                is_total
                and style.formulas
                and counties
                and cell.look in ("count", "cents", "thousands")
            ):
                cell.formula = _sum(start, start + len(body) - 1, number + 1, style)
                if line.kind == "rate":
                    cell.formula = ""
            sheet.cells[start + place, number + 1] = cell
    return start + len(body)


def _sum(first: int, last: int, column: int, style: Style) -> str:
    from_row, to_row = (first, last - 1) if style.total == "last" else (first + 1, last)
    letter = _letter(column)
    return f"=SUM({letter}{from_row + 1}:{letter}{to_row + 1})"


def _letter(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


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
            sheet.put(place, left + 1, _unit(line, style), "center")
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
