"""Blanks: what was reported before, or has its growth printed, and is left out now.

A cell that is empty is no record; where it stands is told by its neighbours: what all figures of
its row have in common and what all of its column have in common say together what it would hold.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.checks.evidence import TINY, Evidence, beside, month_of
from zsanalytics.checks.wording import Doubt, amount, doubt, each, name_of, what
from zsanalytics.periods import month_text
from zsanalytics.schema import KEY

SUBMISSION = ["region", "year", "month"]
SAID = [*KEY, "basis", "measure"]
"""What a figure of a sheet is: nothing else may stand in its cell."""

LONG = 3
"""Columns shorter than this say nothing about an empty cell."""

SHOWN = 5
"""Names of items listed in one sentence."""

RATIOS = ("growth", "share", "completion", "rank")

Key = tuple[Any, ...]
Said = tuple[Any, ...]


def blank_cells(evidence: Evidence) -> Iterator[Doubt]:
    """A cell of a year-to-date value that is empty, though it ought not to be.

    It was above zero before, or its growth is printed beside it, or it is the only empty one of
    its row and of its column.
    """
    blanks, told = _blanks(evidence), set()
    for row in each(_left_out(evidence)):
        key = tuple(getattr(row, name) for name in KEY)
        if key in blanks and row.value > TINY:
            told.add(key)
            then = amount(evidence.book, row.indicator, row.value)
            yield doubt(
                row._replace(source=blanks[key].source), "空", f"上月累计{then}",
                f"{what(evidence.book, row)}未填，上月累计为{then}。",
                "累计数不会消失：请补填；本月无新增的填上月累计数。",
            )  # fmt: skip
    for row, reason, also in _alone(evidence, blanks):
        key = tuple(getattr(row, name) for name in KEY)
        if key not in told:
            told.add(key)
            yield doubt(
                row, "空", "本期数", f"{what(evidence.book, row)}未填，{reason}。",
                "请补填；确无数据的填0并说明。", also,
            )  # fmt: skip


def _alone(
    evidence: Evidence, blanks: Mapping[Key, Blank]
) -> Iterator[tuple[Any, str, Sequence[str]]]:
    """List the empty cells that stand beside their own growth, or are the only empty ones."""
    printed = evidence.printed
    said = printed[printed["measure"].isin(RATIOS) & printed["number"].notna()]
    said = said[said["basis"].isin(["ytd", "annual"])].dropna(subset=list(KEY))
    beside_it = dict(zip(said[list(KEY)].itertuples(index=False, name=None), said["source"],
                         strict=True))  # fmt: skip
    empty = pd.DataFrame(list(blanks), columns=list(KEY))
    empty["source"] = [blank.source for blank in blanks.values()]
    empty["only"] = [blank.only for blank in blanks.values()]
    empty = empty[pd.isna(beside(evidence.rows, empty))] if len(empty) else empty
    for row in each(empty[month_of(empty).isin(month_of(evidence.here))]):
        key = tuple(getattr(row, name) for name in KEY)
        if key in beside_it:
            yield row, "而同比、占比或位次已填", [beside_it[key]]
        elif row.only:
            yield row, "而同行、同列的其他数都已填", []


def missing_items(evidence: Evidence) -> Iterator[Doubt]:
    """What a unit reported the month before and leaves out now, column and all; one a unit."""
    left_out = _left_out(evidence)
    if left_out.empty:
        return
    blanks = _blanks(evidence)
    known = [tuple(key) in blanks for key in left_out[list(KEY)].itertuples(index=False)]
    gone = left_out[~pd.Series(known, index=left_out.index, dtype=bool) | (left_out["value"] == 0)]
    for (region, year, month), items in gone.groupby(SUBMISSION, sort=False):
        names = [name_of(evidence.book, row) for row in each(items)]
        more = f"等{len(names)}项" if len(names) > SHOWN else ""
        listed = "、".join(names[:SHOWN]) + more
        first = next(iter(each(items.assign(source="", segment=items["segment"]))))
        yield doubt(
            first, "未报", f"上月报了{listed}",
            f"{region}{month_text(int(year), int(month))}缺报{listed}，上月报过。",
            "请补报；该项已停止统计的，请说明。",
        )  # fmt: skip


def _left_out(evidence: Evidence) -> pd.DataFrame:
    """List last month's rows, a month on, that a unit leaves out of its newest report."""
    rows = evidence.rows
    units = rows[rows["value"].notna() & (rows["parent"] != "")]
    asked = units[units["checked"]]
    newest = month_of(asked) == month_of(asked).groupby(asked["region"]).transform("max")
    here = pd.MultiIndex.from_frame(asked.loc[newest, SUBMISSION].drop_duplicates())
    late = units[(units["month"] < 12) & (units["kind"] != "rate")]
    due = late.assign(month=late["month"] + 1)
    due = due[pd.MultiIndex.from_frame(due[SUBMISSION]).isin(here)]
    have = pd.MultiIndex.from_frame(units[list(KEY)])
    return due[~pd.MultiIndex.from_frame(due[list(KEY)]).isin(have)]


class Blank(NamedTuple):
    """An empty cell: its place, and whether it is the only one of its row and of its column."""

    source: str
    only: bool


class _Grid(NamedTuple):
    """The figures of a sheet: what each row, and each column under one heading, has in common.

    ``columns`` are (letters, first row, last row, common); ``taken`` are the places of figures.
    """

    rows: Mapping[int, Said]
    columns: list[tuple[str, int, int, Said]]
    taken: set[tuple[int, str]]

    def is_blank(self, row: int, column: str) -> bool:
        """Tell whether a cell of a column that holds figures is empty."""
        return (row, column) not in self.taken and column in {c[0] for c in self.columns}

    def told_by(self) -> list[str]:
        """Say of each part of a key whether rows tell it, or columns, or either (empty)."""
        in_rows = [None not in told for told in zip(*self.rows.values(), strict=True)]
        in_columns = [None not in told for told in zip(*(c[3] for c in self.columns), strict=True)]
        return [
            "" if rows == columns else "row" if rows else "column"
            for rows, columns in zip(in_rows, in_columns, strict=True)
        ]

    def blanks(self) -> Iterator[tuple[Said, str, bool]]:
        """List what would stand in the empty places, their cells, and whether each is alone."""
        by = self.told_by()
        found = [
            (said, row, column, last - first)
            for row, line in self.rows.items()
            for column, first, last, other in self.columns
            if (row, column) not in self.taken and first - 1 <= row <= last + 1
            if (said := _together(line, other, by)) is not None
        ]
        rows, columns = (Counter(place[k] for place in found) for k in (1, 2))
        for said, row, column, length in found:
            alone = rows[row] == columns[column] == 1 and length >= LONG
            yield said, f"{column}{row}", alone


def _blanks(evidence: Evidence) -> dict[Key, Blank]:
    """Find the empty cells that would hold a year-to-date value, by key."""
    found: dict[Key, Blank] = {}
    grids: dict[str, _Grid] = {}
    for (file, sheet), records in evidence.printed.groupby(["file", "sheet"], sort=False):
        grid = grids[f"{PurePath(file).name}!{sheet}"] = _grid(records)
        for said, cell, only in grid.blanks():
            if said[5:] == ("ytd", "value"):
                found.setdefault(said[:5], Blank(f"{file}!{sheet}!{cell}", only))
    for row in each(_left_out(evidence)):  # a row that is empty throughout is where it was before
        sheet, _, cell = str(row.source).rpartition("!")
        before, place = grids.get(PurePath(sheet).name), _place(cell)
        if before is not None and place and before.is_blank(*place):
            key = tuple(getattr(row, name) for name in KEY)
            found.setdefault(key, Blank(str(row.source), False))
    return found


def _place(cell: str) -> tuple[int, str] | None:
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    return (int(match[2]), match[1]) if match else None


def _grid(records: pd.DataFrame) -> _Grid:
    rows: dict[int, list[Said]] = defaultdict(list)
    columns: dict[tuple[str, str], list[tuple[int, Said]]] = defaultdict(list)
    taken: set[tuple[int, str]] = set()
    told = records.assign(label=records["column_label"].fillna(""))
    for cell, number, label, *said in told[["cell", "number", "label", *SAID]].to_numpy():
        place = _place(cell)
        if place is None:
            continue
        if number == number:
            taken.add(place)
        if not pd.isna(said).any():
            rows[place[0]].append(tuple(said))
            columns[place[1], label].append((place[0], tuple(said)))
    return _Grid(
        {row: _common(told) for row, told in rows.items()},
        [
            (letters, min(told)[0], max(told)[0], _common([said for _, said in told]))
            for (letters, _), told in columns.items()
        ],
        taken,
    )


def _common(told: Sequence[Said]) -> Said:
    """Keep what is the same in all; None where they differ."""
    return tuple(values[0] if len(set(values)) == 1 else None for values in zip(*told, strict=True))


def _together(row: Said, column: Said, told_by: Sequence[str]) -> Said | None:
    """Say what stands where a row and a column meet; None if they contradict or do not tell."""
    said = []
    for a, b, by in zip(row, column, told_by, strict=True):
        if not by and None not in (a, b) and a != b:
            return None
        said.append(b if by == "column" or a is None else a)
    return None if None in said else tuple(said)
