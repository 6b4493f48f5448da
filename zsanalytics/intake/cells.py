"""Cells: every real cell of a workbook as one row, with what the sheet shows and hides.

Comes in: the path of a file. Goes out: the `cells` table, and with `open_workbook` the list of
sheets and findings on what a sheet of figures should not hold. Refused, with a `WorkbookError`:
whatever cannot or must not be read. Nothing is interpreted here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.errors import WorkbookError
from zsanalytics.intake.parsing.grid import Merge, address, letters
from zsanalytics.intake.reader import READER, shown_name
from zsanalytics.intake.remarks import hidden_columns, remark_findings
from zsanalytics.schema import FINDINGS, conform, empty, text_dtype

_COVERED = 200_000
"""Most cells that the merges of a sheet are followed over; the merges beyond are not marked."""

Place = tuple[int, int]

_NONE = empty(FINDINGS)


class Opened(NamedTuple):
    """A workbook that was read.

    Attributes
    ----------
    cells : DataFrame
        As `read_cells` gives them.
    findings : DataFrame
        Formulas without a stored value, error values, macros, links, comments, what is hidden.
    sheets : DataFrame
        One row a sheet, empty ones too: ``file, sheet, hidden, rows, columns`` (the used extent).
    kind : str
        What the file is: xlsx, xls, xlsb, ods, delimited, markup.
    """

    cells: pd.DataFrame
    findings: pd.DataFrame
    sheets: pd.DataFrame
    kind: str


def read_cells(path: str | Path) -> pd.DataFrame:
    """Read every cell that holds something, on every sheet of a workbook.

    Parameters
    ----------
    path : str or Path
        An xlsx, xlsm, xls, xlsb, ods, csv or tsv file; its content decides, not its name.

    Returns
    -------
    DataFrame
        The `cells` table in sheet, row and column order. ``value`` is an int, float, str, bool or
        datetime; ``text`` is what the sheet shows (``5.3%`` for 0.053 in the format ``0.0%``).
        Blank cells are left out, but for those under a merge: each cell of a merge, its top-left
        one included, names the top-left one in ``merged_into``. A formula whose value is not
        stored has no value and its formula as text. ``hidden``: its row, column or sheet is.

    Raises
    ------
    WorkbookError
        If the path is no readable workbook, or it is locked, damaged, too large or too slow.
    """
    return open_workbook(path).cells


def open_workbook(path: str | Path) -> Opened:
    """Read a workbook with all there is to say about it."""
    path = Path(path)
    name = shown_name(path)
    kind, sheets = READER.read(path)
    for sheet in sheets:  # a text file is one sheet named after it
        sheet["name"] = sheet["name"] or Path(name).stem
    rows = [row for sheet in sheets for row in remark_findings(name, sheet)]
    findings = conform(rows, FINDINGS) if rows else _NONE.copy()
    return Opened(_cells(name, sheets), findings, _listed(name, sheets), kind)


def open_workbooks(paths: Iterable[str | Path]) -> Iterator[Opened | WorkbookError]:
    """Read many workbooks in order, the next one while the caller works on this one.

    A file that cannot be read gives its `WorkbookError` in its place.
    """
    with ThreadPoolExecutor(1) as pool:
        ahead = None
        for path in paths:
            following = pool.submit(_opened_or_error, path)
            if ahead is not None:
                yield ahead.result()
            ahead = following
        if ahead is not None:
            yield ahead.result()


def _opened_or_error(path: str | Path) -> Opened | WorkbookError:
    try:
        return open_workbook(path)
    except WorkbookError as error:
        return error


def _cells(file: str, sheets: Sequence[dict[str, Any]]) -> pd.DataFrame:
    laid = [_arranged(sheet) for sheet in sheets]
    rows, columns, values, texts, merged, hidden = (
        np.concatenate(parts) for parts in zip(_NO_CELLS, *laid, strict=True)
    )
    counts = [len(part.rows) for part in laid]
    names = np.array([letters(column) for column in range(int(columns.max(initial=-1)) + 1)], "O")
    places = zip(names[columns].tolist(), (rows + 1).tolist(), strict=True)
    return pd.DataFrame(
        {
            "file": _text([file]).repeat(len(rows)).array,
            "sheet": _text([sheet["name"] for sheet in sheets]).repeat(counts).array,
            "cell": _text([f"{name}{row}" for name, row in places]).array,
            "row": rows,
            "column": columns,
            "value": values,
            "text": _text(texts).array,
            "merged_into": _text(merged).array,
            "hidden": hidden,
        }
    )


def _text(values: Any) -> pd.Series:
    return pd.Series(values, dtype=text_dtype())


class _Laid(NamedTuple):
    """The columns of one sheet's cells, in row and column order."""

    rows: Any
    columns: Any
    values: Any
    texts: Any
    merged: Any
    hidden: Any


_NO_CELLS = _Laid(
    np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0, dtype=object),
    np.empty(0, dtype=object), np.empty(0, dtype=object), np.empty(0, dtype=bool),
)  # fmt: skip


def _arranged(sheet: dict[str, Any]) -> _Laid:
    """Add what the merges cover, and put the cells in row and column order."""
    rows = np.frombuffer(sheet["rows"], dtype=np.int64)
    columns = np.frombuffer(sheet["columns"], dtype=np.int64)
    values, texts = _objects(sheet["values"]), _objects(sheet["texts"])
    merged = np.full(len(rows), None, dtype=object)
    if sheet["merges"] and len(rows):
        added = _cover(sheet["merges"], rows, columns, merged)
        blank = np.full(len(added), None, dtype=object)
        heads = _objects(list(added.values()))
        more = np.array(list(added), dtype=np.int64).reshape(-1, 2)
        rows, columns = np.append(rows, more[:, 0]), np.append(columns, more[:, 1])
        values, texts = np.append(values, blank), np.append(texts, blank)
        merged = np.append(merged, heads)
    place = rows * 16_384 + columns
    if (place[1:] < place[:-1]).any():
        order = np.argsort(place, kind="stable")
        rows, columns, values = rows[order], columns[order], values[order]
        texts, merged = texts[order], merged[order]
    return _Laid(rows, columns, values, texts, merged, _hidden(sheet, rows, columns))


def _objects(values: list[Any]) -> Any:
    held = np.empty(len(values), dtype=object)
    held[:] = values
    return held


def _hidden(sheet: dict[str, Any], rows: Any, columns: Any) -> Any:
    if sheet["hidden"]:
        return np.ones(len(rows), dtype=bool)
    hidden = np.isin(rows, list(sheet["hidden_rows"]))
    if sheet["hidden_columns"]:
        hidden |= np.isin(columns, list(hidden_columns(sheet)))
    return hidden


def _cover(merges: Sequence[Merge], rows: Any, columns: Any, merged: Any) -> dict[Place, str]:
    """Mark the cells of merges in ``merged``; give the blank ones inside the used extent."""
    last_row, last_column = int(rows.max()), int(columns.max())
    known = _among(merges, rows, columns)
    added: dict[Place, str] = {}
    budget = _COVERED  # a file may hold a million merges, each over a million cells
    for top, left, bottom, right in merges:
        bottom, right = min(bottom, last_row), min(right, last_column)
        size = (bottom - top + 1) * (right - left + 1)
        if (top, left) not in known or not 0 < size <= budget:
            continue
        budget -= size
        head = address(top, left)
        for place in itertools.product(range(top, bottom + 1), range(left, right + 1)):
            if place in known:
                merged[known[place]] = head
            else:
                added[place] = head
    return added


def _among(merges: Sequence[Merge], rows: Any, columns: Any) -> dict[Place, int]:
    """Number the cells that stand in rows touched by merges."""
    edges = np.zeros(int(rows.max()) + 2, dtype=np.int64)
    for top, _, bottom, _ in merges:
        edges[min(top, len(edges) - 1)] += 1
        edges[min(bottom + 1, len(edges) - 1)] -= 1
    at = np.flatnonzero(np.cumsum(edges)[rows] > 0)
    places = zip(rows[at].tolist(), columns[at].tolist(), strict=True)
    return dict(zip(places, at.tolist(), strict=True))


def _listed(file: str, sheets: list[dict[str, Any]]) -> pd.DataFrame:
    rows = [
        {
            "file": file,
            "sheet": sheet["name"],
            "hidden": sheet["hidden"],
            "rows": max(sheet["rows"], default=-1) + 1,
            "columns": max(sheet["columns"], default=-1) + 1,
        }
        for sheet in sheets
    ]
    return pd.DataFrame(rows, columns=["file", "sheet", "hidden", "rows", "columns"])
