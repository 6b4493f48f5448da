"""One sheet as a grid: cells come in, rows of visible values go out.

Hidden cells are left out, a run of empty rows or columns is kept as one, so that a stray cell far
away costs nothing. A merged label is repeated over its range; a merged number stays where it
stands, for it is one figure.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.intake.columns import LONGEST, WIDTH, Cells, SheetCells, by_sheet
from zsanalytics.intake.parsing.grid import address as address_of
from zsanalytics.intake.parsing.grid import letters
from zsanalytics.quantities import is_missing, read_quantity

BLANK, NUMBER, MISSING, TEXT, DATE = "", "n", "m", "t", "d"
"""What a cell holds: nothing, a figure, a mark for no figure, words, a date."""

_CODE_LIKE = re.compile(r"[(]?(19|20)\d\d([.\-/](0?[1-9]|1[0-2])|(0[1-9]|1[0-2]))[)]?")
_STAND_IN = re.compile(
    r"#(?:REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|待(?:核实?|定|补充?|确认|统计|上报)|(?:暂|尚)?未(?:核实|统计|上报)"
    r"|(?:正在)?(?:统计|核实|填报|汇总)中?|(?:详)?见(?:附件|附表|备注)|另报|后补"
    r"|\d[\d,.]*(?:[(][-+±↑↓]?\d[\d.]*%?[)]|[*★①-⑳↑↓]+)"
)
"""What people write where a figure should stand: an error of a formula, 待核实, 12.5(+3%), 20*."""
_BOUND = ("以上", "以下", "以内")


class Cell(NamedTuple):
    """A visible cell of a sheet."""

    address: str
    kind: str
    value: Any
    text: str
    shown: str
    merge: str
    anchor: bool


NOTHING = Cell("", BLANK, None, "", "", "", True)


class Grid(NamedTuple):
    """The visible part of a sheet: ``cells[row][column]``, and where on the sheet they stand."""

    file: str
    sheet: str
    cells: list[list[Cell]]
    rows: list[int]
    columns: list[int]

    @property
    def height(self) -> int:
        """Count the rows."""
        return len(self.cells)

    @property
    def width(self) -> int:
        """Count the columns."""
        return len(self.columns)

    def address(self, row: int, column: int) -> str:
        """Give the A1 address of a place, also of one that holds nothing."""
        return f"{letters(self.columns[column])}{self.rows[row] + 1}"

    def slice(self, columns: range) -> Grid:
        """Keep neighbouring columns."""
        cut = slice(columns.start, columns.stop)
        return self._replace(cells=[row[cut] for row in self.cells], columns=self.columns[cut])


def grids(cells: Cells) -> Iterator[Grid]:
    """Give each sheet of a cells table as a grid; a sheet without a visible value is left out.

    Examples
    --------
    >>> from zsanalytics.schema import CELLS, conform
    >>> rows = [
    ...     {
    ...         "file": "a.xlsx",
    ...         "sheet": "表",
    ...         "cell": "A1",
    ...         "row": 0,
    ...         "column": 0,
    ...         "value": "到位资金",
    ...         "hidden": False,
    ...     },
    ...     {
    ...         "file": "a.xlsx",
    ...         "sheet": "表",
    ...         "cell": "C9",
    ...         "row": 8,
    ...         "column": 2,
    ...         "value": 12.5,
    ...         "hidden": False,
    ...     },
    ... ]
    >>> [(g.height, g.width) for g in grids(conform(rows, CELLS))]
    [(3, 3)]
    """
    for part in by_sheet(cells):
        found, hidden = _visible(part)
        if found:
            rows = _kept({row for row, _ in found}, {row for row, _ in hidden})
            columns = _kept({column for _, column in found}, {column for _, column in hidden})
            yield Grid(part.file, part.sheet, _dense(found, rows, columns), rows, columns)


Place = tuple[int, int]


def _visible(part: SheetCells) -> tuple[dict[Place, Cell], set[Place]]:
    found: dict[Place, Cell] = {}
    anchors: dict[Place, Cell] = {}
    followers: list[tuple[Place, Place]] = []
    unseen: set[Place] = set()
    for row, column, value, text, head, hidden in zip(
        *(array.tolist() for array in part[2:]), strict=True
    ):
        place = row, column
        follows = head >= 0 and head != row * WIDTH + column
        if hidden:
            unseen.add(place)
        elif follows:
            followers.append((place, divmod(head, WIDTH)))
        if follows:
            continue
        address = address_of(row, column)
        cell = read_cell(address, value, text or "", address if head >= 0 else "")
        if cell.kind:
            anchors[place] = cell  # a hidden top cell still labels the rest of its range
            if not hidden:
                found[place] = cell
    _repeat(followers, anchors, found)
    return found, unseen


def _repeat(
    followers: Sequence[tuple[Place, Place]], anchors: dict[Place, Cell], found: dict[Place, Cell]
) -> None:
    """Repeat a merged cell over its range, and mark it as merged."""
    for place, top in followers:
        if top in anchors:
            at, merge = address_of(*place), anchors[top].address
            found[place] = anchors[top]._replace(address=at, merge=merge, anchor=False)
        if top in found:
            found[top] = found[top]._replace(merge=found[top].address)


def read_cell(address: str, value: Any, shown: str = "", merge: str = "") -> Cell:
    """Say what a cell holds: a figure, a mark for no figure, words, a date or nothing.

    Examples
    --------
    >>> [
    ...     read_cell("A1", v).kind
    ...     for v in (1.5, "1，234.50", "约120", "—", "到位资金", "10亿元以上")
    ... ]
    ['n', 'n', 'n', 'm', 't', 't']
    """
    if value is None or isinstance(value, bool) or value is pd.NaT:
        return Cell(address, TEXT if isinstance(value, bool) else BLANK, value, "", "", merge, True)
    if isinstance(value, (dt.datetime, dt.date)):
        return Cell(address, DATE, value, shown or f"{value:%Y-%m-%d}", shown, merge, True)
    if isinstance(value, str):
        return _text_cell(address, value, shown, merge)
    if isinstance(value, dt.time | dt.timedelta):
        return Cell(address, TEXT, value, shown or str(value), shown, merge, True)
    number = float(value)
    if number != number:
        return Cell(address, BLANK, None, "", "", merge, True)
    return Cell(address, NUMBER, value, shown or f"{number:.15g}", shown, merge, True)


def _text_cell(address: str, value: str, shown: str, merge: str) -> Cell:
    kind, text = _words(value)
    return Cell(address, kind, value, text, shown or value, merge, True)


@functools.lru_cache(maxsize=16384)
def _words(value: str) -> tuple[str, str]:
    text = unicodedata.normalize("NFKC", value[:LONGEST])[:LONGEST].rstrip()
    bare = "".join(text.split())
    if not bare:
        return BLANK, ""
    if is_missing(bare):
        return MISSING, text
    if _STAND_IN.fullmatch(bare):
        return NUMBER, text
    if _CODE_LIKE.fullmatch(bare):  # 2024.09 and 202409 as text are months
        return DATE, text
    quantity = read_quantity(bare) if len(bare) < 40 else None
    named = quantity is None or quantity.approx in _BOUND  # 10亿元以上 is a class of size
    return TEXT if named else NUMBER, text


def _dense(found: dict[Place, Cell], rows: list[int], columns: list[int]) -> list[list[Cell]]:
    cells = [[NOTHING] * len(columns) for _ in rows]
    row_at = {row: i for i, row in enumerate(rows)}
    column_at = {column: i for i, column in enumerate(columns)}
    for (row, column), cell in found.items():
        cells[row_at[row]][column_at[column]] = cell
    return cells


def _kept(used: set[int], hidden: set[int]) -> list[int]:
    """List the used lines; a run of empty ones between them is kept as one, hidden ones not."""
    lines: list[int] = []
    unseen = sorted(hidden - used)
    for line in sorted(used):
        if lines:
            between = bisect_left(unseen, line) - bisect_right(unseen, lines[-1])
            if line - lines[-1] - 1 > between:
                lines.append(lines[-1] + 1)
        lines.append(line)
    return lines
