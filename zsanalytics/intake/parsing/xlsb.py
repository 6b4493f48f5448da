"""Binary workbooks (xlsb), read with calamine: values, merged ranges are not kept there."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from .digits import general
from .grid import Sheet, UnfitError, check_sheets, check_size


def read(data: bytes) -> list[Sheet]:
    """Read a workbook; number formats stay unknown, so only dates have their shown text."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        check_sheets(len(book.sheet_names))
        return [_sheet(book, index) for index in range(len(book.sheet_names))]
    except python_calamine.CalamineError as error:
        raise UnfitError(
            f"cannot be read as a binary workbook ({str(error)[:80]}), expected a whole one; "
            "open it in a spreadsheet program and save it as .xlsx"
        ) from error


def _sheet(book: Any, index: int) -> Sheet:
    about = book.sheets_metadata[index]
    visible = about.visible == python_calamine.SheetVisibleEnum.Visible
    sheet = Sheet(about.name, hidden=not visible)
    given = book.get_sheet_by_index(index)
    top, left = given.start or (0, 0)
    for row, values in enumerate(given.to_python(skip_empty_area=True), start=top):
        for column, value in enumerate(values, start=left):
            if value != "":
                sheet.put(row, column, *_typed(value))
    check_size([sheet])
    return sheet


def _typed(value: Any) -> tuple[Any, str | None]:
    if isinstance(value, bool):
        return value, "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        whole = int(value) if float(value).is_integer() else value
        return whole, general(float(value))
    if isinstance(value, datetime):
        return value, f"{value:%Y/%m/%d}"
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day), f"{value:%Y/%m/%d}"
    if isinstance(value, time | timedelta):
        return str(value), str(value)
    return str(value), str(value)
