"""A ledger sheet as two grids: what stands in each cell, and what a merge spreads over it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from zsanalytics.intake.columns import LONGEST, WIDTH, Objects, SheetCells
from zsanalytics.intake.ledger_columns import HEADINGS
from zsanalytics.intake.parsing.grid import letters

WIDEST = 400
"""Most columns of a ledger; what stands further right is no part of it."""


class Page(NamedTuple):
    """The visible cells of one sheet, blank rows and columns left out.

    Attributes
    ----------
    values, texts : lists of rows
        What stands in the cell itself; None where nothing does.
    spread : list of rows
        The text, where a merged cell's text covers its whole range.
    heads : list of rows
        For a cell of a merge its top-left cell's number, else -1.
    rows, columns : lists of int
        The 0-based places on the sheet.
    names : list of rows, optional
        The addresses of the cells, where the grid was laid out anew.
    headings : Path
        The codelist that says what headings mean.
    """

    file: str
    sheet: str
    values: list[list[Any]]
    texts: list[list[str | None]]
    spread: list[list[str | None]]
    heads: list[list[int]]
    rows: list[int]
    columns: list[int]
    names: list[list[str]] | None = None
    headings: Path = HEADINGS

    def address(self, row: int, column: int) -> str:
        """Give the A1 address of a place of the grid."""
        if self.names is not None:
            return self.names[row][column]
        return f"{letters(self.columns[column])}{self.rows[row] + 1}"

    def cut(self, rows: Sequence[int]) -> Page:
        """Keep some rows."""
        return self._replace(
            values=[self.values[row] for row in rows], texts=[self.texts[row] for row in rows],
            spread=[self.spread[row] for row in rows], heads=[self.heads[row] for row in rows],
            rows=[self.rows[row] for row in rows],
            names=None if self.names is None else [self.names[row] for row in rows],
        )  # fmt: skip


def page(cells: SheetCells, headings: Path = HEADINGS) -> Page | None:
    """Lay out the visible cells of one sheet, with what its headings mean; None without cells."""
    seen = ~cells.hidden & (cells.columns < WIDEST)
    if not seen.any():
        return None
    held = cells if seen.all() else cells.cut(seen)
    rows, row_at = np.unique(held.rows, return_inverse=True)
    columns, column_at = np.unique(held.columns, return_inverse=True)
    shape = (len(rows), len(columns))
    values, texts, spread = (np.full(shape, None, dtype=object) for _ in range(3))
    values[row_at, column_at] = _shortened(held)
    texts[row_at, column_at] = spread[row_at, column_at] = _trimmed(held.texts)
    heads = np.full(shape, -1, dtype=np.int64)
    merged = np.flatnonzero(held.heads >= 0)
    if len(merged):
        labels = _labels(cells)
        for row, column, head in zip(
            row_at[merged], column_at[merged], held.heads[merged].tolist(), strict=True
        ):
            if head in labels:
                heads[row, column], spread[row, column] = labels[head]
    return Page(
        cells.file, cells.sheet, values.tolist(), texts.tolist(), spread.tolist(),
        heads.tolist(), rows.tolist(), columns.tolist(), headings=headings,
    )  # fmt: skip


def _trimmed(texts: Objects) -> Objects:
    """Trim shown texts; blank ones are None."""
    result = np.empty(len(texts), dtype=object)
    result[:] = [text[:LONGEST].strip() or None if text else None for text in texts.tolist()]
    return result


def _shortened(cells: SheetCells) -> Objects:
    """Give the values; of endless texts only what a sheet shows."""
    if max(map(len, filter(None, cells.texts.tolist())), default=0) <= LONGEST:
        return cells.values
    values = np.empty(len(cells.values), dtype=object)
    values[:] = [v[:LONGEST] if isinstance(v, str) else v for v in cells.values.tolist()]
    return values


def _labels(cells: SheetCells) -> dict[int, tuple[int, str | None]]:
    """Number the top-left cells of merges, hidden ones too: they still label their range."""
    tops = np.flatnonzero(cells.heads == cells.rows * WIDTH + cells.columns)
    texts = _trimmed(cells.texts[tops])
    return dict(zip(cells.heads[tops].tolist(), enumerate(texts), strict=True))


def shown_cells(cells: Sequence[str]) -> str:
    """Name up to ten cells."""
    return "、".join(cells[:10]) + (f"等{len(cells)}处" if len(cells) > 10 else "")
