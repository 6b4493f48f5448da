"""The ledgers of one sheet: usually one, below each other where a second header has other columns.

A header repeated at a page break is no second ledger. A sheet without a header row may hold
project cards (`zsanalytics.intake.ledger_cards`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zsanalytics.intake.columns import SheetCells
from zsanalytics.intake.ledger_cards import turned
from zsanalytics.intake.ledger_columns import HEADINGS
from zsanalytics.intake.ledger_grid import Page, page
from zsanalytics.intake.ledger_header import Header, find_header
from zsanalytics.intake.ledger_rows import SECTION

_ALIKE = 3  # texts of a header that, found again in a row below, make it a header


def ledgers(cells: SheetCells, headings: Path = HEADINGS) -> Iterator[tuple[Page, Header]]:
    """Give the ledgers of a sheet with their headers, from top to bottom; none for other sheets."""
    laid = page(cells, headings)
    header = find_header(laid) if laid is not None else None
    if laid is not None and header is None:
        laid = turned(laid)
        header = find_header(laid) if laid is not None else None
    while laid is not None and header is not None:
        row = _second(laid, header)
        yield (laid.cut([*range(row)]) if row else laid), header
        if row is None:
            return
        above = (r for r in range(header.top) if not SECTION.match(str(laid.texts[r][0])))
        laid = laid.cut([*above, *range(_titles(laid, row), len(laid.rows))])
        header = find_header(laid)


def _second(laid: Page, header: Header) -> int | None:
    """Give the row of the next header that has other columns than this one."""
    rows = range(header.top, header.bottom + 1)
    known = {text for row in rows for text in laid.texts[row] if text}
    for row in range(header.bottom + 1, len(laid.rows)):
        if sum(text in known for text in laid.texts[row]) >= _ALIKE:
            start = _titles(laid, row)
            again = find_header(laid.cut([*range(start, len(laid.rows))]))
            if again is not None and _columns(again) != _columns(header):
                return start + again.top
    return None


def _columns(header: Header) -> dict[int, tuple[str, str, str]]:
    return {i: (column.field, column.split, column.unit) for i, column in header.columns.items()}


def _titles(laid: Page, row: int) -> int:
    """Give the first of the rows of one or two cells above a header: its titles."""
    while row > 0 and sum(text is not None for text in laid.texts[row - 1]) <= 2:
        row -= 1
    return row
