"""The cells of one sheet, column by column: what the parser gave, and what its merges cover.

Comes in: a sheet as the reader gives it, or rows of the `cells` table. Goes out: arrays, and the
table. Within intake sheets travel as arrays: a table of all cells is built for those who ask.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.errors import WorkbookError
from zsanalytics.intake.parsing.grid import Merge, address, letters, position
from zsanalytics.intake.remarks import hidden_columns
from zsanalytics.schema import text_dtype

WIDTH = 16_384
"""Columns of a sheet; a place is numbered row × width + column."""

HEIGHT = 1_048_576
"""Rows of a sheet."""

LONGEST = 1024
"""Characters of a cell that are read for what they mean, as many as a sheet shows of it."""

_COVERED = 200_000
"""Most cells that the merges of a sheet are followed over; the merges beyond are not marked."""

Integers = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]


class SheetCells(NamedTuple):
    """The cells of one sheet in row and column order.

    Attributes
    ----------
    file, sheet : str
    rows, columns : array of int
        From 0.
    values, texts : array of object
        What is stored and what is shown; None for a blank cell under a merge.
    heads : array of int
        The number of the top-left place of the cell's merge, -1 outside merges.
    hidden : array of bool
    """

    file: str
    sheet: str
    rows: Integers
    columns: Integers
    values: Objects
    texts: Objects
    heads: Integers
    hidden: Flags

    def cut(self, chosen: Any) -> SheetCells:
        """Keep some cells, chosen by a slice or by flags."""
        return SheetCells(self.file, self.sheet, *(column[chosen] for column in self[2:]))


Cells: TypeAlias = pd.DataFrame | Sequence[SheetCells]
"""The cells of some sheets: the `cells` table, or each sheet's columns."""


def by_sheet(cells: Cells) -> Sequence[SheetCells]:
    """Give the cells of each sheet, in the order in which the sheets come."""
    if not isinstance(cells, pd.DataFrame):
        return cells
    parts = cells.groupby(["file", "sheet"], sort=False)
    return [_of_table(str(file), str(sheet), part) for (file, sheet), part in parts]


def _of_table(file: str, sheet: str, part: pd.DataFrame) -> SheetCells:
    heads = np.full(len(part), -1, dtype=np.int64)
    merged = part["merged_into"].to_numpy(dtype=object)
    for at in np.flatnonzero(pd.notna(merged)).tolist():
        row, column = position(merged[at])
        heads[at] = row * WIDTH + column
    texts = part["text"].to_numpy(dtype=object, copy=True)
    texts[pd.isna(texts)] = None
    return SheetCells(
        file, sheet, part["row"].to_numpy(dtype=np.int64), part["column"].to_numpy(dtype=np.int64),
        part["value"].to_numpy(dtype=object), texts, heads, part["hidden"].to_numpy(dtype=bool),
    )  # fmt: skip


def cells_table(sheets: Sequence[SheetCells]) -> pd.DataFrame:
    """Put the cells of sheets into one table, as `read_cells` describes it."""
    rows, columns, values, texts, heads, hidden = (
        np.concatenate(parts) for parts in zip(_NO_CELLS, *(s[2:] for s in sheets), strict=True)
    )
    counts = [len(sheet.rows) for sheet in sheets]
    names = np.array([letters(column) for column in range(int(columns.max(initial=-1)) + 1)], "O")
    places = zip(names[columns].tolist(), (rows + 1).tolist(), strict=True)
    return pd.DataFrame(
        {
            "file": _text([sheet.file for sheet in sheets]).repeat(counts).array,
            "sheet": _text([sheet.sheet for sheet in sheets]).repeat(counts).array,
            "cell": _text([f"{name}{row}" for name, row in places]).array,
            "row": rows,
            "column": columns,
            "value": values,
            "text": _text(texts).array,
            "merged_into": _text(_addresses(heads)).array,
            "hidden": hidden,
        }
    )


_NO_CELLS = (
    np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0, dtype=object),
    np.empty(0, dtype=object), np.empty(0, dtype=np.int64), np.empty(0, dtype=bool),
)  # fmt: skip


def _text(values: Any) -> pd.Series:
    return pd.Series(values, dtype=text_dtype())


def _addresses(heads: Integers) -> Objects:
    named = np.full(len(heads), None, dtype=object)
    for at in np.flatnonzero(heads >= 0).tolist():
        named[at] = address(*divmod(int(heads[at]), WIDTH))
    return named


def arranged(file: str, sheet: dict[str, Any]) -> SheetCells:
    """Add what the merges of a parsed sheet cover, and put its cells in row and column order.

    Raises
    ------
    WorkbookError
        If a cell lies beyond the sheet, or two have one place.
    """
    rows = np.frombuffer(sheet["rows"], dtype=np.int64)
    columns = np.frombuffer(sheet["columns"], dtype=np.int64)
    _insist_within(file, sheet["name"], rows, columns)
    values, texts = _objects(sheet["values"]), _objects(sheet["texts"])
    heads = np.full(len(rows), -1, dtype=np.int64)
    if sheet["merges"] and len(rows):
        added = _cover(sheet["merges"], rows, columns, heads)
        more = np.array(list(added), dtype=np.int64).reshape(-1, 2)
        blank = np.full(len(added), None, dtype=object)
        rows, columns = np.append(rows, more[:, 0]), np.append(columns, more[:, 1])
        values, texts = np.append(values, blank), np.append(texts, blank)
        heads = np.append(heads, np.array(list(added.values()), dtype=np.int64))
    place = rows * WIDTH + columns
    if (place[1:] <= place[:-1]).any():
        order = np.argsort(place, kind="stable")
        rows, columns, values = rows[order], columns[order], values[order]
        texts, heads = texts[order], heads[order]
        _insist_once(file, sheet["name"], place[order])
    hidden = _hidden(sheet, rows, columns)
    return SheetCells(file, sheet["name"], rows, columns, values, texts, heads, hidden)


def _insist_within(file: str, sheet: str, rows: Integers, columns: Integers) -> None:
    outside = (rows < 0) | (rows >= HEIGHT) | (columns < 0) | (columns >= WIDTH)
    if outside.any():
        at = int(outside.argmax())
        raise WorkbookError(
            f"{file}: sheet {sheet!r} has a cell in row {rows[at] + 1:,}, column "
            f"{columns[at] + 1:,}, expected at most {HEIGHT:,} rows and {WIDTH:,} columns; "
            "delete what does not belong to the table and send it again"
        )


def _insist_once(file: str, sheet: str, places: Integers) -> None:
    again = places[1:] == places[:-1]
    if again.any():
        cell = address(*divmod(int(places[int(again.argmax())]), WIDTH))
        raise WorkbookError(
            f"{file}: sheet {sheet!r} has the cell {cell} twice, expected each once; "
            "open it in a spreadsheet program, save it again and send that"
        )


def _objects(values: list[Any]) -> Objects:
    held = np.empty(len(values), dtype=object)
    held[:] = values
    return held


def _hidden(sheet: dict[str, Any], rows: Integers, columns: Integers) -> Flags:
    if sheet["hidden"]:
        return np.ones(len(rows), dtype=bool)
    hidden = np.zeros(len(rows), dtype=bool)
    if sheet["hidden_rows"]:
        hidden |= np.isin(rows, list(sheet["hidden_rows"]))
    if sheet["hidden_columns"]:
        hidden |= np.isin(columns, list(hidden_columns(sheet)))
    return hidden


def _cover(
    merges: Sequence[Merge], rows: Integers, columns: Integers, heads: Integers
) -> dict[tuple[int, int], int]:
    """Mark the cells of merges in ``heads``; give the blank ones inside the used extent."""
    last_row, last_column = int(rows.max()), int(columns.max())
    known = _among(merges, rows, columns)
    added: dict[tuple[int, int], int] = {}
    budget = _COVERED  # a file may hold a million merges, each over a million cells
    for top, left, bottom, right in merges:
        bottom, right = min(bottom, last_row), min(right, last_column)
        size = (bottom - top + 1) * (right - left + 1)
        if (top, left) not in known or not 0 < size <= budget:
            continue
        budget -= size
        head = top * WIDTH + left
        for place in itertools.product(range(top, bottom + 1), range(left, right + 1)):
            if place in known:
                heads[known[place]] = head
            else:
                added[place] = head
    return added


def _among(
    merges: Sequence[Merge], rows: Integers, columns: Integers
) -> dict[tuple[int, int], int]:
    """Number the cells that stand in rows touched by merges."""
    edges = np.zeros(int(rows.max()) + 2, dtype=np.int64)
    for top, _, bottom, _ in merges:
        edges[min(top, len(edges) - 1)] += 1
        edges[min(bottom + 1, len(edges) - 1)] -= 1
    at = np.flatnonzero(np.cumsum(edges)[rows] > 0)
    places = zip(rows[at].tolist(), columns[at].tolist(), strict=True)
    return dict(zip(places, at.tolist(), strict=True))
