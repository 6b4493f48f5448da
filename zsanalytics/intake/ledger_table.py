"""The projects of all sheets of a workbook in one table, each project once.

The same project on two sheets (新签约, 签约未落地) is one row if nothing told of it differs: what
one sheet leaves blank is taken from the other. Twice on one sheet stays two rows, to be asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, squeeze
from zsanalytics.intake.ledger_dates import day_numbers
from zsanalytics.intake.ledger_stages import STAGES
from zsanalytics.schema import PROJECTS, finding, text_dtype

Lists = dict[str, list[Any]]

_SAME = ("investor", "contract_amount", "funds_ytd", "funds_total", "signed_on")


class Together(NamedTuple):
    """The table, and notes on projects that stood on two sheets."""

    projects: pd.DataFrame
    notes: list[dict[str, Any]]


def put_together(sheets: Sequence[Lists], book: Codebook) -> Together:
    """Put the projects of several sheets of a workbook into one table.

    Parameters
    ----------
    sheets : sequence of dict
        For each sheet the columns of the projects table as lists.
    book : Codebook
        Tells whether one of two regions lies in the other.
    """
    lists = {name: [v for part in sheets for v in part.get(name, ())] for name in PROJECTS.columns}
    notes: list[dict[str, Any]] = []
    if len(sheets) > 1:
        of_sheet = [n for n, part in enumerate(sheets) for _ in part.get("name", ())]
        notes = _merge(lists, of_sheet, book)
    lists["project_id"] = _unique(lists)
    return Together(_table(lists), notes)


def _merge(lists: Lists, of_sheet: Sequence[int], book: Codebook) -> list[dict[str, Any]]:
    """Take up each project of a later sheet in its twin on an earlier one; the lists change."""
    known: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    gone: dict[int, int] = {}
    for row, sheet in enumerate(of_sheet):
        name = squeeze(str(lists["name"][row] or ""))
        key = (name, lists["year"][row], lists["month"][row])
        twins = (r for r in known[key] if of_sheet[r] < sheet and _same(lists, r, row, book))
        twin = next(twins, None) if name else None
        if twin is None:
            known[key].append(row)
        else:
            _fill(lists, twin, row, book)
            gone[row] = twin
    notes = _notes(lists, gone)
    for name, values in lists.items():
        lists[name] = [value for row, value in enumerate(values) if row not in gone]
    return notes


def _same(lists: Lists, one: int, other: int, book: Codebook) -> bool:
    """Tell whether two rows of one name are one project: nothing told of it differs."""
    alike = 0
    for name in _SAME:
        a, b = lists[name][one], lists[name][other]
        if a is not None and b is not None:
            if a != b:
                return False
            alike += 1
    codes = [lists["project_id"][row] for row in (one, other)]
    if codes[0] != codes[1] and not any(is_hash(code) for code in codes):
        return False
    return (codes[0] == codes[1] or alike > 0) and _related(lists["region"], one, other, book)


def _related(regions: Sequence[str | None], one: int, other: int, book: Codebook) -> bool:
    a, b = regions[one], regions[other]
    if a is None or b is None or a == b:
        return True
    return a in book.descendants(b) or b in book.descendants(a)


def is_hash(project_id: str) -> bool:
    """Tell whether an identity was made from names, because no code was given."""
    return len(project_id) == 13 and project_id.startswith("p")


def _fill(lists: Lists, twin: int, row: int, book: Codebook) -> None:
    """Add to a row what its twin tells; the further stage and the finer region win."""
    stages = [lists["stage"][r] for r in (twin, row)]
    regions = [lists["region"][r] for r in (twin, row)]
    states = [lists["status"][r] for r in (twin, row)]
    coded = is_hash(lists["project_id"][twin]) and not is_hash(lists["project_id"][row])
    finer = regions[0] is None or (regions[1] in book.descendants(regions[0]))
    for values in lists.values():
        if values[twin] is None:
            values[twin] = values[row]
    if finer:
        lists["region"][twin] = regions[1]
    if coded or (finer and is_hash(lists["project_id"][twin])):
        lists["project_id"][twin] = lists["project_id"][row]
    lists["stage"][twin] = max(stages, key=STAGES.index)
    lists["status"][twin] = next((state for state in states if state != "active"), "active")


def _notes(lists: Lists, gone: dict[int, int]) -> list[dict[str, Any]]:
    """Say once for every two sheets how many projects stood on both."""
    pairs: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row, twin in gone.items():
        file, sheet, cells = lists["source"][row].split("!", 2)
        pairs[file, lists["source"][twin].split("!", 2)[1], sheet].append(cells)
    return [
        finding(
            "note", "project_on_two_sheets",
            f"工作表“{first}”和“{second}”有{len(cells)}个相同项目，已合并，不重复计算。",
            "无需处理；如不是同一项目，请在名称中注明区别。",
            file=file, sheet=second, cell="、".join(cells[:10]),
        )
        for (file, first, second), cells in pairs.items()
    ]  # fmt: skip


def _unique(lists: Lists) -> list[str]:
    """Number the repetitions of a project by what is told of them, whatever their order."""
    names = [str(name) for name in lists["project_id"]]
    rows: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row, key in enumerate(zip(*(lists[column] for column in PROJECTS.key), strict=True)):
        rows[key].append(row)
    for twins in (found for found in rows.values() if len(found) > 1):
        told = {row: [str(lists[name][row]) for name in ("name", *_SAME)] for row in twins}
        for number, row in enumerate(sorted(twins, key=told.__getitem__)[1:], start=2):
            names[row] = f"{names[row]}-{number}"
    return names


def _table(lists: Lists) -> pd.DataFrame:
    """Type the columns as the projects table's."""
    count = len(lists["name"])
    texts = [name for name, kind in PROJECTS.columns.items() if kind == "str"]
    # one conversion for all texts: a column each takes ten times as long
    whole = pd.array([text for name in texts for text in lists[name]], dtype=text_dtype())
    columns: dict[str, Any] = {}
    for name, kind in PROJECTS.columns.items():
        if kind == "str":
            start = texts.index(name) * count
            columns[name] = whole[start : start + count]
        elif kind == "datetime64[ns]":
            columns[name] = day_numbers(lists[name])
        else:
            columns[name] = np.array(lists[name], dtype=kind)
    return pd.DataFrame(columns)
