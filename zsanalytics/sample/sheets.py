"""Workbooks in memory: cells with what they mean, and how they become files.

Comes in: nothing but what layouts put there. Goes out: .xlsx or GB18030 .csv files, the same bytes
for the same cells, and the truth: what a perfect reader finds in which cell.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell


class Fact(NamedTuple):
    """What a cell states: amounts in 亿元, ratios as fractions; ``basis`` as in the records."""

    region: str
    indicator: str
    segment: str
    year: int
    month: int
    basis: str
    measure: str
    value: float


@dataclass
class Cell:
    """A value, how it looks, and what it means."""

    value: Any
    look: str = "text"
    fact: Fact | None = None
    formula: str = ""


@dataclass
class Sheet:
    """Cells by (row, column), both from 0; a ledger also knows its columns and data rows."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False
    columns: dict[str, int] = field(default_factory=dict)
    rows: range = range(0)

    def put(self, row: int, column: int, value: Any, look: str = "text", **more: Any) -> Cell:
        """Write one cell."""
        cell = Cell(value, look, **more)
        self.cells[row, column] = cell
        return cell

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Merge a range whose first cell is written already."""
        if (row, column) != (last_row, last_column):
            self.merges.append((row, column, last_row, last_column))

    def bottom(self) -> int:
        """Give the first empty row."""
        return max((row for row, _ in self.cells), default=-1) + 1


@dataclass
class Workbook:
    """A file to be: its name, its sheets."""

    file: str
    sheets: list[Sheet]

    def facts(self) -> list[tuple[str, str, Fact]]:
        """List (sheet, A1 cell, fact) of everything a reader should find; CSV has no sheet name."""
        return [
            (sheet.name, xl_rowcol_to_cell(*place), cell.fact)
            for sheet in self.sheets
            for place, cell in sorted(sheet.cells.items())
            if cell.fact is not None and _seen(sheet, place)
        ]


def _seen(sheet: Sheet, place: tuple[int, int]) -> bool:
    hidden = place[0] in sheet.hidden_rows or place[1] in sheet.hidden_columns
    return not (sheet.hidden or hidden)


_LOOKS: dict[str, dict[str, Any]] = {
    "text": {"border": 1},
    "free": {},
    "title": {"bold": True, "align": "center", "font_size": 16},
    "head": {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True},
    "center": {"border": 1, "align": "center", "valign": "vcenter"},
    "indent": {"border": 1, "indent": 2},
    "count": {"border": 1, "num_format": "0"},
    "thousands": {"border": 1, "num_format": "#,##0"},
    "cents": {"border": 1, "num_format": "#,##0.00"},
    "percent": {"border": 1, "num_format": "0.00%"},
    "date": {"border": 1, "num_format": "yyyy-mm-dd"},
    "day": {"border": 1, "num_format": 'yyyy"年"m"月"d"日"'},
    "month": {"border": 1, "num_format": 'yyyy"年"m"月"'},
}
_DAY_ZERO = np.datetime64("1899-12-30", "D")
_CREATED = dt.datetime(2024, 1, 1)  # why: the clock must not get into the files


def write(book: Workbook, folder: Path) -> Path:
    """Write a workbook into a folder; the suffix of its name decides the form."""
    path = folder / book.file
    path.write_bytes(_csv(book) if path.suffix == ".csv" else _xlsx(book))
    return path


def _xlsx(book: Workbook) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as out:
        out.set_properties({"created": _CREATED, "comments": "演示数据"})
        looks = {name: out.add_format(look) for name, look in _LOOKS.items()}
        for sheet in book.sheets:
            _write_sheet(out.add_worksheet(sheet.name), sheet, looks)
    return stream.getvalue()


def _write_sheet(page: Any, sheet: Sheet, looks: dict[str, Any]) -> None:
    starts = {merge[:2]: merge for merge in sheet.merges}
    for place, cell in sheet.cells.items():
        look = looks[cell.look]
        if place in starts:
            page.merge_range(*starts[place], "", look)
        if cell.value is not None and cell.value != "":  # why: ledgers are full of blanks
            _write_cell(page, *place, cell, look)
    for column, width in sheet.widths.items():
        page.set_column(column, column, width)
    for row in sheet.hidden_rows:
        page.set_row(row, None, None, {"hidden": True})
    for column in sheet.hidden_columns:
        page.set_column(column, column, None, None, {"hidden": True})
    if sheet.hidden:
        page.hide()


def _write_cell(page: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    value = cell.value
    if cell.formula:
        page.write_formula(row, column, cell.formula, look, value)
    elif isinstance(value, str):
        page.write_string(row, column, value, look)
    elif isinstance(value, np.datetime64):
        page.write_number(row, column, int((value - _DAY_ZERO) / np.timedelta64(1, "D")), look)
    else:
        page.write_number(row, column, value, look)


def _csv(book: Workbook) -> bytes:
    cells = book.sheets[0].cells
    width = max(column for _, column in cells) + 1
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in range(book.sheets[0].bottom()):
        line = [cells.get((row, column)) for column in range(width)]
        writer.writerow(["" if cell is None else _plain(cell.value) for cell in line])
    return stream.getvalue().encode("gb18030")


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)
