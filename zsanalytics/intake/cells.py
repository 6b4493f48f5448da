"""Cells: every real cell of a workbook as one row, with what the sheet shows and hides.

Comes in: the path of a file. Goes out: the `cells` table, and with `open_workbook` the list of
sheets and findings on what a sheet of figures should not hold. Refused, with a `WorkbookError`:
whatever cannot or must not be read. Nothing is interpreted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.errors import WorkbookError
from zsanalytics.intake.parsing.grid import Merge, address, letters
from zsanalytics.intake.reader import READER
from zsanalytics.intake.remarks import remark_findings
from zsanalytics.schema import CELLS, FINDINGS, conform, empty, text_dtype

_COVERED = 20_000
"""Most blank cells that the merges of a sheet may add; a larger merge is not a header."""

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
    name = path.name
    frames = [_frame(name, sheet) for sheet in sheets]
    cells = pd.concat(frames, ignore_index=True) if frames else empty(CELLS)
    rows = [row for sheet in sheets for row in remark_findings(name, sheet)]
    return Opened(cells, conform(rows, FINDINGS), _listed(name, sheets), kind)


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


def _frame(file: str, sheet: dict[str, Any]) -> pd.DataFrame:
    rows = np.frombuffer(sheet["rows"], dtype=np.int64)
    columns = np.frombuffer(sheet["columns"], dtype=np.int64)
    values, texts = list(sheet["values"]), list(sheet["texts"])
    merged: list[str | None] = [None] * len(values)
    if sheet["merges"]:
        rows, columns = _under_merges(sheet["merges"], rows, columns, values, texts, merged)
    order = np.lexsort((columns, rows))
    if (order[1:] < order[:-1]).any():
        rows, columns = rows[order], columns[order]
        values, texts, merged = ([column[i] for i in order] for column in (values, texts, merged))
    held = np.empty(len(values), dtype=object)
    held[:] = values
    names = [letters(column) for column in columns.tolist()]
    return pd.DataFrame(
        {
            "file": _constant(file, len(rows)),
            "sheet": _constant(sheet["name"], len(rows)),
            "cell": _text([f"{a}{row}" for a, row in zip(names, (rows + 1).tolist(), strict=True)]),
            "row": rows,
            "column": columns,
            "value": held,
            "text": _text(texts),
            "merged_into": _text(merged),
            "hidden": _hidden(sheet, rows, columns),
        }
    )


def _text(values: Sequence[str | None]) -> pd.Series:
    return pd.Series(values, dtype=text_dtype())


def _constant(value: str, length: int) -> pd.Series:
    return _text([value]).repeat(length).reset_index(drop=True)


def _hidden(sheet: dict[str, Any], rows: Any, columns: Any) -> Any:
    if sheet["hidden"]:
        return np.ones(len(rows), dtype=bool)
    hidden = np.isin(rows, list(sheet["hidden_rows"]))
    for first, last in sheet["hidden_columns"]:
        hidden |= (columns >= first) & (columns <= last)
    return hidden


def _under_merges(
    merges: Sequence[Merge], rows: Any, columns: Any, values: list[Any], texts: list[Any],
    merged: list[str | None],
) -> tuple[Any, Any]:  # fmt: skip
    """Mark the cells of merges, adding the blank ones inside the used extent."""
    if not len(rows):
        return rows, columns
    last_row, last_column = int(rows.max()), int(columns.max())
    known = {place: i for i, place in enumerate(zip(rows.tolist(), columns.tolist(), strict=True))}
    added: list[tuple[int, int]] = []
    for top, left, bottom, right in merges:
        bottom, right = min(bottom, last_row), min(right, last_column)
        if (top, left) not in known or (bottom - top + 1) * (right - left + 1) > _COVERED:
            continue
        head = address(top, left)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                index = known.get((row, column))
                if index is None:
                    index = known[row, column] = len(values)
                    added.append((row, column))
                    values.append(None)
                    texts.append(None)
                    merged.append(None)
                merged[index] = head
        if len(added) > _COVERED:
            break
    more = np.array(added, dtype=np.int64).reshape(-1, 2)
    return np.concatenate([rows, more[:, 0]]), np.concatenate([columns, more[:, 1]])


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
