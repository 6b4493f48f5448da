"""Ledgers drawn as text, written as workbooks: a sheet and its truth can be read side by side.

A case is a text file in ``tests/ledgers``: what it is about, ``key: value`` lines, and parts that
begin with ``==``: sheets by name, then ``truth`` (columns of the projects table), ``findings``
(those above a note of other rules than listed are not allowed) and ``never`` (words that must not
be found in any output). A line of a part is a row, ``|`` parts its cells. ``<`` merges a cell with
the one on its left, ``^`` with the one above. What looks like a number is one; ``'12`` is text,
``@2024-03-05`` an Excel date, ``\\n`` a line break.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import xlsxwriter

from zsanalytics.schema import PROJECTS

Grid = list[list[str]]


class Case(NamedTuple):
    """A drawn ledger and what is true of it."""

    about: str
    options: dict[str, str]
    sheets: dict[str, Grid]
    truth: pd.DataFrame
    findings: list[list[str]]
    never: list[str]


def read_case(path: Path) -> Case:
    """Read a case from its file."""
    head, *parts = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.M)
    lines = head.strip().split("\n")
    options = dict(line.split(": ", 1) for line in lines if not line.startswith("#"))
    named = dict(part.split("\n", 1) for part in parts)
    truth = _truth(_grid(named.pop("truth", "")))
    findings = _grid(named.pop("findings", ""))[1:]
    never = named.pop("never", "").split()
    about = " ".join(line.lstrip("# ") for line in lines if line.startswith("#"))
    sheets = {name: _grid(text) for name, text in named.items()}
    return Case(about, options, sheets, truth, findings, never)


def _grid(text: str) -> Grid:
    lines = [line for line in text.strip("\n").split("\n") if line]
    return [[cell.strip().replace("\\n", "\n") for cell in line.split("|")] for line in lines]


def _truth(rows: Grid) -> pd.DataFrame:
    names, *rest = rows
    frame = pd.DataFrame(rest, columns=names).replace({"": None})
    kinds = {name: PROJECTS.columns[name] for name in names}
    return frame.astype({name: kind for name, kind in kinds.items() if kind != "str"})


def write(case: Case, folder: Path) -> Path:
    """Write a case as a workbook into a folder."""
    path = folder / case.options["file"]
    made = xlsxwriter.Workbook(path)
    day = made.add_format({"num_format": "yyyy/m/d"})
    for name, rows in case.sheets.items():
        sheet = made.add_worksheet(name)
        for row in _numbers(case.options, "hidden_rows"):
            sheet.set_row(row, None, None, {"hidden": True})
        for column in _numbers(case.options, "hidden_columns"):
            sheet.set_column(column, column, None, None, {"hidden": True})
        _fill(sheet, rows, day)
    made.close()
    return path


def _numbers(options: dict[str, str], name: str) -> list[int]:
    return [int(number) for number in options.get(name, "").split()]


def _fill(sheet: Any, rows: Grid, day: Any) -> None:
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if text in ("", "<", "^"):
                continue
            down, right = _extent(rows, row, column)
            if (down, right) != (row, column):
                sheet.merge_range(row, column, down, right, "")
            value = _value(text)
            form = (day,) if isinstance(value, dt.datetime) else ()
            sheet.write(row, column, value, *form)


def _extent(rows: Grid, row: int, column: int) -> tuple[int, int]:
    right, down = column, row
    while right + 1 < len(rows[row]) and rows[row][right + 1] == "<":
        right += 1
    while down + 1 < len(rows) and rows[down + 1][column : column + 1] == ["^"]:
        down += 1
    return down, right


def _value(text: str) -> Any:
    if text.startswith("'"):
        return text[1:]
    if text.startswith("@"):
        return dt.datetime.fromisoformat(text[1:])
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return text


def differences(found: pd.DataFrame, expected: pd.DataFrame) -> list[str]:
    """List what differs in the columns that are expected."""
    if len(found) != len(expected):
        return [f"{len(found)} rows, expected {len(expected)}: {found['name'].tolist()}"]
    return [
        f"row {row} {name}: {a!r}, expected {b!r}"
        for name in expected.columns
        for row, (a, b) in enumerate(zip(found[name], expected[name], strict=True))
        if not (pd.isna(a) and pd.isna(b)) and not (a == b or _near(a, b))
    ]


def _near(a: Any, b: Any) -> bool:
    return isinstance(a, float) and isinstance(b, float) and abs(a - b) < 1e-12
