"""Cells: every real cell of a workbook as one row, with what the sheet shows and hides.

Comes in: the path of a file. Goes out: the `cells` table, and with `open_workbook` the list of
sheets and findings on what a sheet of figures should not hold. Refused, with a `WorkbookError`:
whatever cannot or must not be read. Nothing is interpreted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.errors import WorkbookError
from zsanalytics.intake.columns import SheetCells, arranged, cells_table
from zsanalytics.intake.reader import READER, shown_name
from zsanalytics.intake.remarks import remark_findings
from zsanalytics.schema import FINDINGS, conform


class Opened(NamedTuple):
    """A workbook that was read.

    Attributes
    ----------
    file : str
        Its base name.
    kind : str
        What the file is: xlsx, xls, xlsb, ods, delimited, markup.
    held : list of SheetCells
        The cells of each sheet.
    remarks : list of dict
        Rows of the `findings` table: formulas without a stored value, error values, macros,
        links, comments, what is hidden.
    extents : list of dict
        Rows of `sheets`.
    """

    file: str
    kind: str
    held: list[SheetCells]
    remarks: list[dict[str, Any]]
    extents: list[dict[str, Any]]

    @property
    def cells(self) -> pd.DataFrame:
        """The cells of all sheets, as `read_cells` gives them."""
        return cells_table(self.held)

    @property
    def findings(self) -> pd.DataFrame:
        """The remarks as the `findings` table."""
        return conform(self.remarks, FINDINGS)

    @property
    def sheets(self) -> pd.DataFrame:
        """The sheets, empty ones too: ``file, sheet, hidden, rows, columns`` (the used extent)."""
        return pd.DataFrame(self.extents, columns=["file", "sheet", "hidden", "rows", "columns"])


def read_cells(path: str | Path) -> pd.DataFrame:
    """Read every cell that holds something, on every sheet of a workbook.

    读出工作簿里每一个有内容的单元格。

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
    remarks = [row for sheet in sheets for row in remark_findings(name, sheet)]
    held = [arranged(name, sheet) for sheet in sheets]
    return Opened(name, kind, held, remarks, [_extent(name, sheet) for sheet in sheets])


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
    except Exception as error:  # one file must never stop the others
        return WorkbookError(
            f"{shown_name(Path(path))}: cannot be read ({type(error).__name__}), expected a whole "
            "workbook; open it in a spreadsheet program, save it again and send that"
        )


def _extent(file: str, sheet: dict[str, Any]) -> dict[str, Any]:
    return {
        "file": file,
        "sheet": sheet["name"],
        "hidden": sheet["hidden"],
        "rows": _end(sheet["rows"]),
        "columns": _end(sheet["columns"]),
    }


def _end(numbers: Any) -> int:
    return int(np.frombuffer(numbers, dtype=np.int64).max(initial=-1)) + 1
