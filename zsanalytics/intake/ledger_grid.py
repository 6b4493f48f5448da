"""A ledger sheet as two grids: what stands in each cell, and what a merge spreads over it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.intake.parsing.grid import letters

Objects = npt.NDArray[np.object_]

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
    """

    file: str
    sheet: str
    values: list[list[Any]]
    texts: list[list[str | None]]
    spread: list[list[str | None]]
    heads: list[list[int]]
    rows: list[int]
    columns: list[int]

    def address(self, row: int, column: int) -> str:
        """Give the A1 address of a place of the grid."""
        return f"{letters(self.columns[column])}{self.rows[row] + 1}"


def page(cells: pd.DataFrame) -> Page | None:
    """Lay out the visible cells of one sheet; None if there are none.

    Parameters
    ----------
    cells : DataFrame
        Rows of the `cells` table of one sheet.
    """
    seen = ~cells["hidden"].to_numpy(dtype=bool) & (cells["column"].to_numpy() < WIDEST)
    if not seen.any():
        return None
    names = ("row", "column", "value", "text", "merged_into", "cell")
    columns_of = {name: cells[name].to_numpy() for name in names}
    held = {name: column[seen] for name, column in columns_of.items()}
    rows, row_at = np.unique(held["row"], return_inverse=True)
    columns, column_at = np.unique(held["column"], return_inverse=True)
    shape = (len(rows), len(columns))
    values, texts, spread = (np.full(shape, None, dtype=object) for _ in range(3))
    values[row_at, column_at] = held["value"]
    texts[row_at, column_at] = spread[row_at, column_at] = _trimmed(held["text"])
    heads = np.full(shape, -1, dtype=np.int64)
    merged = np.flatnonzero(pd.notna(held["merged_into"]))
    if len(merged):
        labels = _labels(columns_of)
        for row, column, head in zip(
            row_at[merged], column_at[merged], held["merged_into"][merged], strict=True
        ):
            if head in labels:
                heads[row, column], spread[row, column] = labels[head]
    return Page(
        str(cells["file"].iloc[0]), str(cells["sheet"].iloc[0]), values.tolist(), texts.tolist(),
        spread.tolist(), heads.tolist(), rows.tolist(), columns.tolist(),
    )  # fmt: skip


def _trimmed(texts: Objects) -> Objects:
    """Trim shown texts; blank ones are None."""
    result = np.empty(len(texts), dtype=object)
    result[:] = [text.strip() or None if isinstance(text, str) else None for text in texts]
    return result


def _labels(columns: Mapping[str, Any]) -> dict[str, tuple[int, str | None]]:
    """Number the top-left cells of merges, hidden ones too: they still label their range."""
    tops = np.flatnonzero(columns["merged_into"] == columns["cell"])
    texts = _trimmed(columns["text"][tops])
    named = zip(columns["cell"][tops], enumerate(texts), strict=True)
    return {cell: (number, text) for cell, (number, text) in named}


def sheets_of(cells: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give the cells of each sheet; a sheet's cells stand together."""
    files, sheets = cells["file"].to_numpy(), cells["sheet"].to_numpy()
    starts = np.flatnonzero((files[1:] != files[:-1]) | (sheets[1:] != sheets[:-1])) + 1
    if not len(starts):
        yield cells  # a slice of everything is not free
        return
    for first, last in itertools.pairwise([0, *starts.tolist(), len(cells)]):
        if last > first:
            yield cells.iloc[first:last]


def shown_cells(cells: Sequence[str]) -> str:
    """Name up to ten cells."""
    return "、".join(cells[:10]) + (f"等{len(cells)}处" if len(cells) > 10 else "")
