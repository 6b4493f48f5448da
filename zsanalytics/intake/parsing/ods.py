"""OpenDocument spreadsheets (ods): the shown text is stored beside the value."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from .archive import Archive, Attributes
from .grid import CELLS, Sheet, UnfitError, address, check_count, check_sheets, check_size

_ERROR = re.compile(r"#[A-Z/0]+[!?A]|(?:Err|错误)[:：]\d{3}")


def read(data: bytes) -> list[Sheet]:
    """Read a spreadsheet."""
    archive = Archive(data)
    if "META-INF/manifest.xml" in archive:
        tags = {tag for tag, _ in archive.elements("META-INF/manifest.xml")}
        if "encryption-data" in tags:
            raise UnfitError(
                "is protected by a password, expected an open workbook; "
                "remove the password and send it again"
            )
    reader = _Reader()
    archive.parse("content.xml", reader.start, reader.end, reader.text)
    if not reader.sheets:
        raise UnfitError("holds no worksheet, expected at least one; send the workbook with tables")
    if any(name.startswith("basic/") and name.endswith(".xml") for name in archive.names()):
        reader.sheets[0].remark("macros")
    return reader.sheets


class _Reader:
    """Collects sheets from the events of ``content.xml``."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.unshown: set[str] = set()
        self.style = ""
        self.row = self.column = 0
        self.repeat = self.row_repeat = 1
        self.row_hidden = False
        self.given: Attributes = {}
        self.lines: list[str] = []
        self.inside = self.noted = False
        self.held: list[tuple[int, int, Any, str | None]] = []
        self.column_at = 0

    def start(self, tag: str, given: Attributes) -> None:
        handler = getattr(self, "_" + tag.replace("-", "_"), None)
        if handler is not None:
            handler({name.rpartition(":")[2]: value for name, value in given.items()})

    def _style(self, given: Attributes) -> None:
        self.style = given.get("name", "")

    def _table_properties(self, given: Attributes) -> None:
        if given.get("display") == "false":
            self.unshown.add(self.style)

    def _table(self, given: Attributes) -> None:
        hidden = given.get("style-name", "") in self.unshown
        self.sheets.append(Sheet(given.get("name", ""), hidden=hidden))
        check_sheets(len(self.sheets))
        self.row = self.column_at = 0

    def _table_column(self, given: Attributes) -> None:
        count = _count(given.get("number-columns-repeated"))
        if given.get("visibility", "visible") != "visible":
            last = self.column_at + count - 1
            self.sheets[-1].hidden_columns.append((self.column_at, last))
        self.column_at += count

    def _table_row(self, given: Attributes) -> None:
        self.column = 0
        self.row_repeat = _count(given.get("number-rows-repeated"))
        self.row_hidden = given.get("visibility", "visible") != "visible"
        self.held = []

    def _table_cell(self, given: Attributes) -> None:
        self.given = given
        self.repeat = _count(given.get("number-columns-repeated"))
        self.lines = []
        self.inside = True
        rows, columns = (_count(given.get(f"number-{a}-spanned")) for a in ("rows", "columns"))
        if rows * columns > 1:
            last = (self.row + rows - 1, self.column + columns - 1)
            self.sheets[-1].merges.append((self.row, self.column, *last))

    _covered_table_cell = _table_cell

    def _annotation(self, _: Attributes) -> None:
        self.noted = True
        self.sheets[-1].remark("comment", address(self.row, self.column))

    def _p(self, _: Attributes) -> None:
        if self.inside and not self.noted:
            self.lines.append("")

    def _s(self, given: Attributes) -> None:
        self.text(" " * min(_count(given.get("c")), 1000))

    def _line_break(self, _: Attributes) -> None:
        self.text("\n")

    def text(self, piece: str) -> None:
        if self.inside and not self.noted and self.lines:
            self.lines[-1] += piece

    def end(self, tag: str) -> None:
        if tag == "annotation":
            self.noted = False
        elif tag in ("table-cell", "covered-table-cell"):
            self._finish_cell()
        elif tag == "table-row":
            self._finish_row()

    def _finish_cell(self) -> None:
        shown = "\n".join(self.lines)
        value = _typed(self.given, shown)
        if self.given.get("formula") and value is None and "value-type" not in self.given:
            formula = "=" + self.given["formula"].rpartition(":=")[2].lstrip("=")
            self.sheets[-1].remark("formula", address(self.row, self.column), formula)
            self.held.append((self.column, 1, None, formula))
        elif value is not None and value != "":
            self.held.append((self.column, self.repeat, value, shown or None))
            if _ERROR.fullmatch(shown):
                self.sheets[-1].remark("error", address(self.row, self.column), shown)
        self.column += self.repeat
        self.inside = False

    def _finish_row(self) -> None:
        sheet = self.sheets[-1]
        if self.row_hidden:
            sheet.hidden_rows.update(range(self.row, self.row + min(self.row_repeat, CELLS)))
        width = sum(repeat for _, repeat, _, _ in self.held)
        check_count(len(sheet.rows) + width * self.row_repeat)
        for row in range(self.row, self.row + self.row_repeat) if self.held else ():
            for column, repeat, value, shown in self.held:
                for along in range(repeat):
                    sheet.put(row, column + along, value, shown)
        check_size(self.sheets)
        self.row += self.row_repeat


def _count(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdigit() and len(text) < 9 else 1


def _typed(given: Attributes, shown: str) -> Any:
    kind = given.get("value-type", "")
    try:
        if kind in ("float", "percentage", "currency"):
            number = float(given.get("value", ""))
            return int(number) if number.is_integer() else number
        if kind == "date":
            return datetime.fromisoformat(given.get("date-value", "")[:26]).replace(tzinfo=None)
        if kind == "boolean":
            return given.get("boolean-value") == "true"
    except ValueError:
        return shown
    return (kind == "string" and given.get("string-value")) or shown or None
