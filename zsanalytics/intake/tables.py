"""Table blocks on a sheet: a grid comes in; title, header, stub, body and notes go out.

Nothing is found by a fixed address. A block is a run of rows with figures, the rows of words
right above them are its header, the columns of words left of the first figures are its stub.
Blocks may stand side by side, below one another, or repeat their stub in the middle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zsanalytics.intake.bands import Band, anchors, bands, whole
from zsanalytics.intake.sheet import DATE, MISSING, NUMBER, TEXT, Cell, Grid

_SERIAL = re.compile(r"序号|序|编号|行次|行号|项次|栏次|No\.?|NO\.?|#|排序号", re.IGNORECASE)


class Block(NamedTuple):
    """One table of a sheet; rows and columns are positions in ``grid``."""

    grid: Grid
    captions: list[Cell]
    notes: list[Cell]
    header: list[int]
    body: list[int]
    stub: list[int]
    data: list[int]


def blocks(grid: Grid) -> Iterator[Block]:
    """Find the tables of a sheet, from left to right and top to bottom."""
    for part in _side_by_side(grid):
        for band in bands(part):
            yield from _columns(band)


def _side_by_side(grid: Grid) -> Iterator[Grid]:
    """Cut a grid at empty columns where both sides have their own stub and figures."""
    blank = [
        all(not row[c].kind or _covers(row, c) for row in grid.cells) for c in range(grid.width)
    ]
    runs: list[range] = []
    start = 0
    for column in range(grid.width + 1):
        if column == grid.width or blank[column]:
            if column > start:
                runs.append(range(start, column))
            start = column + 1
    pieces: list[range] = []
    for run in runs:
        if pieces and not (_has_stub(grid, run) and _has_stub(grid, pieces[-1])):
            pieces[-1] = range(pieces[-1].start, run.stop)
        else:
            pieces.append(run)
    if len(pieces) < 2:
        yield grid
        return
    yield from (grid.slice(piece) for piece in pieces)


def _covers(row: list[Cell], column: int) -> bool:
    """Tell whether a title merged over most of the sheet lies on a place."""
    merge = row[column].merge
    return bool(merge) and 2 * sum(cell.merge == merge for cell in row) > len(row)


def _has_stub(grid: Grid, run: range) -> bool:
    """Tell whether a run of columns has words on its left and figures right of them."""
    named = figures = 0
    for row in grid.cells:
        cells = row[run.start : run.stop]
        numbers = [i for i, cell in enumerate(cells) if cell.kind in (NUMBER, MISSING)]
        figures += bool(numbers)
        named += any(cell.kind == TEXT for cell in cells[: numbers[-1]]) if numbers else 0
    return figures > 0 and named * 2 >= figures


def head_text(grid: Grid, header: list[int], column: int) -> str:
    """Give the lowest word above a column, without spaces."""
    for row in reversed(header):
        cell = grid.cells[row][column]
        if cell.kind:
            return "".join(cell.text.split())
    return ""


def is_serial(text: str) -> bool:
    """Tell whether a column head announces mere numbering."""
    return bool(_SERIAL.fullmatch(text))


def _columns(band: Band) -> Iterator[Block]:
    """Sort the columns of a band into stub and data; a stub repeated midway starts a new block."""
    grid, header, body = band.grid, band.header, band.body
    used = [c for c in range(grid.width) if any(grid.cells[r][c].kind for r in (*header, *body))]
    heads = {c: head_text(grid, header, c) for c in used}
    worded = {c: _is_worded(grid, body, c, heads[c]) for c in used}
    starts = [0, *_repeats(used, heads, worded)]
    captions = [c for r in band.captions for c in anchors(grid.cells[r])]
    notes = [c for r in band.notes for c in anchors(grid.cells[r])]
    for start, stop in zip(starts, [*starts[1:], len(used)], strict=True):
        part = used[start:stop]
        first = next((i for i, c in enumerate(part) if not worded[c]), len(part))
        stub = part[:first]
        words = [c for c in part[first:] if worded[c] and not _mixed(grid, body, c, heads[c])]
        data = [c for c in part[first:] if c not in words]
        if data:
            yield Block(grid, captions, notes, header, body, [*stub, *words], data)


_REMARKS = re.compile(r"备\s*注?|说\s*明|注")
_FIGURE_LIKE = re.compile(r"\W{0,2}[约近超]?\d.*")


def is_remark(words: Sequence[str]) -> bool:
    """Tell whether a column is headed 备注."""
    return bool(words) and bool(_REMARKS.fullmatch(words[-1].strip()))


def _mixed(grid: Grid, body: list[int], column: int, head: str) -> bool:
    """Tell whether a column of words right of figures holds figures too, not to be lost.

    Remarks with a number in them, and cells like 20/30 or 15-20 among plain figures.
    """
    cells = [grid.cells[r][column] for r in body]
    if not any(cell.kind == NUMBER for cell in cells) or is_serial(head) or is_dimension(head):
        return False
    texts = ["".join(cell.text.split()) for cell in cells if cell.kind == TEXT]
    return is_remark([head]) or all(_FIGURE_LIKE.fullmatch(text) for text in texts)


def _is_worded(grid: Grid, body: list[int], column: int, head: str) -> bool:
    """Tell whether a column names things (words, dates, numbering, years, months)."""
    kinds = [grid.cells[r][column].kind for r in body]
    figures = kinds.count(NUMBER)
    words = kinds.count(TEXT) + kinds.count(DATE)
    if is_serial(head) or is_dimension(head):
        return True
    if not figures:
        return words > 0
    if not head and column == 0 and _counts_up(grid, body, column):
        return True
    return words > figures


_DIMENSION = re.compile(
    r"(报告|统计|所属)?(年份|年度|年|月份|月|日|季度|日期|时间|期间|年月|报告期|所属期|period|year|month|date|quarter)"
    r"|((行政区划|地区|指标|区划|单位|组织机构|统一社会信用|项目|合同|凭证|科目|发票|成本科目)?(代码|编码|编号|号码|代号))|code",
    re.IGNORECASE,
)


def is_dimension(text: str) -> bool:
    """Tell whether a column head announces numbers that name something: years, months, codes."""
    return bool(_DIMENSION.fullmatch(text))


def _counts_up(grid: Grid, body: list[int], column: int) -> bool:
    numbers = [whole(grid.cells[r][column]) for r in body if grid.cells[r][column].kind]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)) and grid.width > 2


def _repeats(used: list[int], heads: dict[int, str], worded: dict[int, bool]) -> list[int]:
    """List where a stub begins anew: its head, or the heads right of it, have been seen before."""
    starts: list[int] = []
    begin = 0
    for position, column in enumerate(used):
        left = used[begin:position]
        data = [c for c in left if not worded[c]]
        if not (worded[column] and data):
            continue
        if not any(heads.values()) and not worded[used[-1]]:  # pairs of name and figure
            starts.append(position)
            begin = position
        if not heads[column]:
            continue
        right = {heads[c] for c in used[position + 1 :] if not worded[c]}
        again = heads[column] in {heads[c] for c in left if worded[c]}
        if right and (again or right & {heads[c] for c in data if heads[c]}):
            starts.append(position)
            begin = position
    return starts
