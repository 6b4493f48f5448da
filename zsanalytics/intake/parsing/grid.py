"""What every parser gives: sheets of real cells in columns of equal length, and remarks.

Plain lists, tuples and dictionaries only, because they are sent through a pipe.
"""

from __future__ import annotations

import functools
from array import array
from typing import Any

CELLS = 1_000_000
"""Most cells of one workbook; a ledger of 10,000 projects has half as many."""

SHEETS = 500
"""Most sheets of one workbook."""

LENGTH = 32_767
"""Most characters of a cell, as in spreadsheet programs."""

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged range, 0-based."""


class UnfitError(Exception):
    """A file that cannot or must not be read; the text continues the sentence "<file>: "."""


@functools.lru_cache(maxsize=20_000)
def letters(column: int) -> str:
    """Name a 0-based column as a spreadsheet does.

    Examples
    --------
    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


@functools.lru_cache(maxsize=20_000)
def column_index(name: str) -> int:
    """Give the 0-based index of a column's letters.

    Examples
    --------
    >>> column_index("A"), column_index("XFD")
    (0, 16383)
    """
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - 64
    return index - 1


def address(row: int, column: int) -> str:
    """Write a 0-based position as an A1 address.

    Examples
    --------
    >>> address(6, 3)
    'D7'
    """
    return f"{letters(column)}{row + 1}"


def position(cell: str) -> tuple[int, int]:
    """Read an A1 address as 0-based row and column; ``$`` signs are ignored.

    Examples
    --------
    >>> position("$D$7")
    (6, 3)
    """
    plain = cell.replace("$", "").upper()
    name = plain.rstrip("0123456789")
    digits = plain[len(name) :]
    if name.isalpha() and name.isascii() and digits and len(plain) < 12:
        row, column = int(digits) - 1, column_index(name)
        if 0 <= row < 1 << 20 and column < 1 << 14:
            return row, column
    raise ValueError(f"{cell[:20]!r} is no cell address")


def span(cells: str) -> Merge:
    """Read an address or a range (``A1:C2``) as first row, first column, last row, last column."""
    first, _, last = cells.partition(":")
    top, left = position(first)
    bottom, right = position(last) if last else (top, left)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


class Sheet:
    """A sheet in the making: cells with a value, merged ranges, what is hidden, remarks."""

    def __init__(self, name: str, *, hidden: bool = False) -> None:
        self.name = name
        self.hidden = hidden
        self.rows: array[int] = array("q")
        self.columns: array[int] = array("q")
        self.values: list[Any] = []
        self.texts: list[str | None] = []
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.remarks: list[tuple[str, str, str]] = []

    def put(self, row: int, column: int, value: Any, text: str | None) -> None:
        """Hold one cell; blanks are not cells."""
        self.rows.append(row)
        self.columns.append(column)
        self.values.append(value)
        self.texts.append(text)

    def remark(self, kind: str, cell: str = "", detail: str = "") -> None:
        """Note something about a cell or, without one, about the sheet."""
        self.remarks.append((kind, cell, detail))

    def packed(self) -> dict[str, Any]:
        """Give the sheet as plain data."""
        return dict(vars(self))


def check_size(sheets: list[Sheet]) -> None:
    """Refuse a workbook that holds more cells than any honest one."""
    check_count(sum(len(sheet.rows) for sheet in sheets))


def check_texts(sheet: Sheet) -> None:
    """Refuse a text that no cell holds: an unclosed quote swallows the rest of a file."""
    longest = max((len(text) for text in sheet.texts if text), default=0)
    if longest > LENGTH:
        at = next(i for i, text in enumerate(sheet.texts) if text and len(text) == longest)
        raise UnfitError(
            f"has a text of {longest:,} characters in {address(sheet.rows[at], sheet.columns[at])}"
            f", expected at most {LENGTH:,}; correct that cell and send it again"
        )


def check_count(cells: int) -> None:
    """Refuse a number of cells that no honest workbook holds."""
    if cells > CELLS:
        raise UnfitError(
            f"holds more than {CELLS:,} cells, expected a statistical table or a ledger; "
            "delete what does not belong to it and send it again"
        )


def check_sheets(count: int) -> None:
    """Refuse a workbook that holds more sheets than any honest one."""
    if count > SHEETS:
        raise UnfitError(
            f"holds {count:,} sheets, expected at most {SHEETS}; "
            "keep the sheets with the tables and send it again"
        )
