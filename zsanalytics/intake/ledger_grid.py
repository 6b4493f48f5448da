"""A ledger sheet as two grids: what stands in each cell, and what a merge spreads over it."""

from __future__ import annotations

from collections.abc import Sequence
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
    seen = cells[~cells["hidden"].to_numpy(dtype=bool) & (cells["column"] < WIDEST)]
    if seen.empty:
        return None
    rows, row_at = np.unique(seen["row"].to_numpy(), return_inverse=True)
    columns, column_at = np.unique(seen["column"].to_numpy(), return_inverse=True)
    shape = (len(rows), len(columns))
    values, texts, spread = (np.full(shape, None, dtype=object) for _ in range(3))
    held = _texts(seen)
    values[row_at, column_at] = seen["value"].to_numpy(dtype=object)
    texts[row_at, column_at] = spread[row_at, column_at] = held
    heads = np.full(shape, -1, dtype=np.int64)
    _spread(cells, seen, spread, heads, (row_at, column_at))
    return Page(
        str(seen["file"].iloc[0]), str(seen["sheet"].iloc[0]), values.tolist(), texts.tolist(),
        spread.tolist(), heads.tolist(), rows.tolist(), columns.tolist(),
    )  # fmt: skip


def _texts(cells: pd.DataFrame) -> Objects:
    """Give the shown texts, trimmed; blank ones are None."""
    texts = cells["text"].to_numpy(dtype=object)
    result = np.empty(len(texts), dtype=object)
    result[:] = [text.strip() or None if isinstance(text, str) else None for text in texts]
    return result


def _spread(
    cells: pd.DataFrame, seen: pd.DataFrame, spread: Objects, heads: Any, at: tuple[Any, Any]
) -> None:
    """Repeat a merged cell's text over its range; a hidden top-left cell still labels it."""
    merged = seen["merged_into"].notna().to_numpy()
    if not merged.any():
        return
    named = cells[cells["merged_into"].notna() & (cells["cell"] == cells["merged_into"])]
    number = {cell: place for place, cell in enumerate(named["cell"])}
    labels = _texts(named)
    row_at, column_at = at[0][merged], at[1][merged]
    for row, column, head in zip(
        row_at, column_at, seen["merged_into"].to_numpy(dtype=object)[merged], strict=True
    ):
        if head in number:
            heads[row, column] = number[head]
            spread[row, column] = labels[number[head]]


def shown_cells(cells: Sequence[str]) -> str:
    """Name up to ten cells."""
    return "、".join(cells[:10]) + (f"等{len(cells)}处" if len(cells) > 10 else "")
