"""Excel 97-2003 workbooks (.xls), read with xlrd: sparse, with formats and hidden rows."""

from __future__ import annotations

import io
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code

from .dates import to_datetime
from .formats import compile_format
from .grid import Sheet, UnfitError, address, check_sheets, check_size
from .stored import typed_number


def read(data: bytes) -> list[Sheet]:
    """Read a workbook.

    Raises
    ------
    UnfitError
        Whatever xlrd stumbles over: a damaged record surfaces as almost any exception there.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        return _sheets(book)
    except (UnfitError, MemoryError):
        raise
    except Exception as error:
        raise UnfitError(
            f"cannot be read as an .xls workbook ({type(error).__name__}: {str(error)[:80]}), "
            "expected a whole one; open it in a spreadsheet program and save it as .xlsx"
        ) from error


def _sheets(book: xlrd.Book) -> list[Sheet]:
    check_sheets(book.nsheets)
    sheets = []
    for index in range(book.nsheets):
        given = book.sheet_by_index(index)
        sheet = Sheet(given.name, hidden=given.visibility != 0)
        _cells(given, book, sheet)
        _layout(given, sheet)
        sheets.append(sheet)
        check_size(sheets)
    if not sheets:
        raise UnfitError("holds no worksheet, expected at least one; send the workbook with tables")
    return sheets


def _cells(given: Any, book: xlrd.Book, sheet: Sheet) -> None:
    formats = _formats(book)
    for row in range(given.nrows):
        kinds, values = given.row_types(row), given.row_values(row)
        for column, kind in enumerate(kinds):
            if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                style = given.cell_xf_index(row, column)
                code = formats[style] if style < len(formats) else "General"
                _put(sheet, row, column, kind, values[column], code, book.datemode)


def _formats(book: xlrd.Book) -> list[str]:
    codes = {key: found.format_str for key, found in book.format_map.items()}
    return [codes.get(style.format_key, "General") for style in book.xf_list]


def _put(
    sheet: Sheet, row: int, column: int, kind: int, value: Any, code: str, datemode: int
) -> None:
    shown: str | None
    if kind == xlrd.XL_CELL_TEXT:
        shown = value
    elif kind == xlrd.XL_CELL_BOOLEAN:
        value, shown = bool(value), "TRUE" if value else "FALSE"
    elif kind == xlrd.XL_CELL_ERROR:
        value = shown = error_text_from_code.get(value, "#ERROR!")
        sheet.remark("error", address(row, column), value)
    else:
        value, shown = typed_number(value, compile_format(code), from_1904=bool(datemode))
        if kind == xlrd.XL_CELL_DATE and isinstance(value, int | float):
            value = to_datetime(value, from_1904=bool(datemode)) if value >= 1 else value
    if value is not None and value != "":
        sheet.put(row, column, value, shown)


def _layout(given: Any, sheet: Sheet) -> None:
    for top, bottom, left, right in given.merged_cells:
        sheet.merges.append((top, left, bottom - 1, right - 1))
    for row, info in given.rowinfo_map.items():
        if info.hidden:
            sheet.hidden_rows.add(row)
    for column, info in given.colinfo_map.items():
        if info.hidden:
            sheet.hidden_columns.append((column, column))
    for row, column in given.cell_note_map:
        sheet.remark("comment", address(row, column))
