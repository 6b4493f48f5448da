"""Cells: every real cell of a workbook as one row, with what the sheet shows and hides.

Comes in: the path of a file. Goes out: the `cells` table, and with `open_workbook` the list of
sheets and findings on what a sheet of figures should not hold. Refused, with a `WorkbookError`:
whatever cannot or must not be read. Nothing is interpreted here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.errors import WorkbookError
from zsanalytics.intake.parsing.grid import Merge, address, letters
from zsanalytics.intake.reader import READER
from zsanalytics.intake.remarks import remark_findings
from zsanalytics.schema import FINDINGS, conform, empty, text_dtype

_COVERED = 20_000
"""Most blank cells that the merges of a sheet may add; a larger merge is not a header."""

_NONE = empty(FINDINGS)
_NO_ROWS = np.empty(0, dtype=np.int64)


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
    kind, sheets = READER.read(path)
    rows = [row for sheet in sheets for row in remark_findings(path.name, sheet)]
    findings = conform(rows, FINDINGS) if rows else _NONE.copy()
    return Opened(_cells(path.name, sheets), findings, _listed(path.name, sheets), kind)


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
    for sheet in sheets:
        _arrange(sheet)
    rows = np.concatenate([_NO_ROWS, *(sheet["rows"] for sheet in sheets)])
    columns = np.concatenate([_NO_ROWS, *(sheet["columns"] for sheet in sheets)])
    values = np.empty(len(rows), dtype=object)
    values[:] = list(itertools.chain.from_iterable(sheet["values"] for sheet in sheets))
    counts = [len(sheet["rows"]) for sheet in sheets]
    names = np.array([letters(column) for column in range(int(columns.max(initial=-1)) + 1)], "O")
    return pd.DataFrame(
        {
            "file": _text([file]).repeat(len(rows)).array,
            "sheet": _text([sheet["name"] for sheet in sheets]).repeat(counts).array,
            "cell": _text(names[columns] + (rows + 1).astype(str).astype("O")).array,
            "row": rows,
            "column": columns,
            "value": values,
            "text": _joined(sheets, "texts"),
            "merged_into": _joined(sheets, "merged"),
            "hidden": np.concatenate([_NO_ROWS > 0, *(_hidden(sheet) for sheet in sheets)]),
        }
    )


def _joined(sheets: Sequence[dict[str, Any]], name: str) -> Any:
    return _text(list(itertools.chain.from_iterable(sheet[name] for sheet in sheets))).array


def _text(values: Any) -> pd.Series:
    return pd.Series(values, dtype=text_dtype())


def _arrange(sheet: dict[str, Any]) -> None:
    """Add what the merges cover, and put the cells in row and column order."""
    sheet["rows"] = np.frombuffer(sheet["rows"], dtype=np.int64)
    sheet["columns"] = np.frombuffer(sheet["columns"], dtype=np.int64)
    sheet["merged"] = [None] * len(sheet["rows"])
    if sheet["merges"] and len(sheet["rows"]):
        _cover(sheet)
    order = np.lexsort((sheet["columns"], sheet["rows"]))
    if (order[1:] < order[:-1]).any():
        for name in ("rows", "columns"):
            sheet[name] = sheet[name][order]
        for name in ("values", "texts", "merged"):
            sheet[name] = [sheet[name][index] for index in order.tolist()]


def _hidden(sheet: dict[str, Any]) -> Any:
    rows, columns = sheet["rows"], sheet["columns"]
    if sheet["hidden"]:
        return np.ones(len(rows), dtype=bool)
    hidden = np.isin(rows, list(sheet["hidden_rows"]))
    for first, last in sheet["hidden_columns"]:
        hidden |= (columns >= first) & (columns <= last)
    return hidden


def _cover(sheet: dict[str, Any]) -> None:
    """Mark the cells of merges, adding the blank ones inside the used extent."""
    rows, columns, values = sheet["rows"], sheet["columns"], sheet["values"]
    known = {place: i for i, place in enumerate(zip(rows.tolist(), columns.tolist(), strict=True))}
    added: list[tuple[int, int]] = []
    for area in sheet["merges"]:
        head = address(area[0], area[1])
        for place in _places(area, int(rows.max()), int(columns.max()), known):
            if place not in known:
                known[place] = len(values)
                added.append(place)
                values.append(None)
                sheet["texts"].append(None)
                sheet["merged"].append(None)
            sheet["merged"][known[place]] = head
        if len(added) > _COVERED:
            break
    more = np.array(added, dtype=np.int64).reshape(-1, 2)
    sheet["rows"] = np.concatenate([rows, more[:, 0]])
    sheet["columns"] = np.concatenate([columns, more[:, 1]])


def _places(
    area: Merge, last_row: int, last_column: int, known: Mapping[tuple[int, int], int]
) -> Iterator[tuple[int, int]]:
    """Go through a merge as far as the sheet is used; one without a value covers nothing."""
    top, left, bottom, right = area
    bottom, right = min(bottom, last_row), min(right, last_column)
    if (top, left) in known and (bottom - top + 1) * (right - left + 1) <= _COVERED:
        yield from itertools.product(range(top, bottom + 1), range(left, right + 1))


def _listed(file: str, sheets: list[dict[str, Any]]) -> pd.DataFrame:
    rows = [
        {
            "file": file,
            "sheet": sheet["name"],
            "hidden": sheet["hidden"],
            "rows": int(sheet["rows"].max(initial=-1)) + 1,
            "columns": int(sheet["columns"].max(initial=-1)) + 1,
        }
        for sheet in sheets
    ]
    return pd.DataFrame(rows, columns=["file", "sheet", "hidden", "rows", "columns"])
