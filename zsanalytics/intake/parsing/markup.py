"""Tables saved as web pages or as XML spreadsheets, usually under the name .xls."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from lxml import html

from .archive import Attributes, parse_xml
from .delimited import decoded, typed
from .grid import Sheet, UnfitError, check_count, check_sheets

_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)|encoding=[\"']([\w-]+)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\xa0]+")


def read(data: bytes) -> list[Sheet]:
    """Read a page's tables as the rows of one sheet, or an XML spreadsheet."""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096] and b"<?xml" in data[:200]:
        return _spreadsheet(data)
    if b"<table" not in data.lower():
        raise UnfitError(
            "is a page or XML file without a table, expected a workbook; "
            "save the table as .xlsx and send that"
        )
    return [_page(_text(data))]


def _text(data: bytes) -> str:
    named = _CHARSET.search(data[:2048])
    encoding = (named[1] or named[2]).decode().lower() if named else ""
    if encoding in ("gb2312", "gbk", "gb18030", "x-gbk"):
        return data.decode("gb18030", errors="replace")
    return decoded(data)


def _page(text: str) -> Sheet:
    """Lay out the rows of all tables, one table below the other with a blank row between."""
    sheet = Sheet("")
    parser = html.HTMLParser(no_network=True, recover=True)
    root = html.fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text), parser=parser)
    top = 0
    for table in root.iter("table"):
        if next(table.iterancestors("table"), None) is None:
            top = _table(table, sheet, top) + 1
    return sheet


def _table(table: Any, sheet: Sheet, top: int) -> int:
    taken: set[tuple[int, int]] = set()
    row = top
    for line in table.iter("tr"):
        column = 0
        for cell in line.iter("td", "th"):
            while (row, column) in taken:
                column += 1
            down, across = _span(cell.get("rowspan")), _span(cell.get("colspan"))
            if down * across > 1:
                sheet.merges.append((row, column, row + down - 1, column + across - 1))
                taken |= {(row + r, column + c) for r in range(down) for c in range(across)}
            text = _SPACE.sub(" ", "".join(cell.itertext())).strip()
            if text:
                sheet.put(row, column, typed(text), text)
            column += across
        row += 1
        check_count(len(sheet.rows) + len(taken))
    return row


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.strip().isdigit() else 1


def _spreadsheet(data: bytes) -> list[Sheet]:
    book = _Spreadsheet()
    parse_xml(iter([data]), "XML spreadsheet", book.start, book.end, book.text)
    if not book.sheets:
        raise UnfitError("holds no worksheet, expected at least one; send the workbook with tables")
    return book.sheets


class _Spreadsheet:
    """Collects sheets from the events of a 2003 XML spreadsheet."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.row = self.column = 0
        self.kind: str | None = None
        self.pieces: list[str] = []
        self.across = 1

    def start(self, tag: str, attributes: Attributes) -> None:
        """Handle a start tag."""
        given = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        actions: dict[str, Callable[[Attributes], None]] = {
            "Worksheet": self._sheet, "Row": self._row, "Cell": self._cell, "Data": self._data,
        }  # fmt: skip
        if tag in actions:
            actions[tag](given)

    def _sheet(self, given: Attributes) -> None:
        self.sheets.append(Sheet(given.get("Name", "")))
        check_sheets(len(self.sheets))
        self.row = -1

    def _row(self, given: Attributes) -> None:
        self.row = int(given["Index"]) - 1 if "Index" in given else self.row + 1
        self.column, self.across = -1, 1
        if given.get("Hidden") == "1":
            self.sheets[-1].hidden_rows.add(self.row)

    def _cell(self, given: Attributes) -> None:
        self.column = int(given["Index"]) - 1 if "Index" in given else self.column + self.across
        right, down = int(given.get("MergeAcross", 0)), int(given.get("MergeDown", 0))
        self.across = right + 1
        if right or down:
            area = (self.row, self.column, self.row + down, self.column + right)
            self.sheets[-1].merges.append(area)

    def _data(self, given: Attributes) -> None:
        self.kind, self.pieces = given.get("Type", "String"), []

    def text(self, piece: str) -> None:
        """Handle character data."""
        if self.kind is not None:
            self.pieces.append(piece)

    def end(self, tag: str) -> None:
        """Handle an end tag."""
        if tag == "Data" and self.kind is not None:
            shown = "".join(self.pieces)
            if shown:
                self.sheets[-1].put(self.row, self.column, _stored(self.kind, shown), shown)
            self.kind = None
            check_count(len(self.sheets[-1].rows))


def _stored(kind: str, shown: str) -> Any:
    try:
        if kind == "Number":
            number = float(shown)
            return int(number) if number.is_integer() else number
        if kind == "DateTime":
            return datetime.fromisoformat(shown)
    except ValueError:
        return shown
    return shown == "1" if kind == "Boolean" else shown
