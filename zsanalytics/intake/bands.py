"""Runs of rows on a sheet: captions, header, body, notes of one table below another.

Comes in: a grid. Goes out: `Band` objects from top to bottom. A row with figures starts a body; the
rows of words right above it, over its figures, are its header; what stands above them is its
caption. Words in the stub alone are groups and stay in the body.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from zsanalytics.intake.sheet import DATE, MISSING, NUMBER, TEXT, Cell, Grid

_CAPTION = re.compile(
    r"[(（]?(金额|数量|计量|货币|数据)?单位[(（]?[:：]|(填报|填表|报送|上报|编制|编报|制表|制单|统计|申报|提交|汇总)"
    r".{0,8}[:：]|.{0,6}(日期|时间|年月|期别|报告期|所属期|所属时期|电话|联系人|负责人|签字|盖章|印章)[:：]"
    r"|(报表名称|表名|表号|文号|密级|制定机关|批准文号|有效期至?|地区|部门|区域|数据库|截[至止]).{0,6}[:：]"
)
_ATTACHED = re.compile(
    r"(附件|附表|附)\d{0,2}[:：]?|表[一二三四五六七八九十\d]{0,3}[:：]?|内部资料.*|[(（]公章[)）]"
)
_NOTE = re.compile(
    r"[(（*※★]*(注意?|说明|备注|附注|填报说明|填表说明|编制说明|资料来源|数据来源|来源|口径|指标解释|单位负责人|统计负责人|负责人"
    r"|填报人|填表人|制表人?|审核人?|审批|联系人|联系电话|填报单位|报送单位|打印|第\d+页)\d{0,2}\s*([:：、.)）]|$)|[*※★]"
)
_DATE_LABEL = re.compile(
    r"(?:报告|统计|所属|数据|报表|填报|填表|报送)?(?:期|日期|时间|年月|时期|月份|期间|期别)[:：]?"
)
_TITLE = re.compile(r".{4,}(?:表|情况|月报|快报|简报|通报)(?:[(].*[)])?")
_PERIOD = re.compile(r"[(]?(?:\d{2,4}年)?.{0,8}(?:月|月份|季度|半年)[)]?")
_NAME = 12
"""Most characters of a name in a stub; a longer line below a table is a remark."""
_MONTH_HEAD = re.compile(r"(?:.{1,6}[\\/|、])?(?:月份?|季度?|年月)")
_STUB_HEAD = re.compile(r"|.*(?:指标|项目|地区|市州|县区|名称|类别|年份|单位).*")
_INDEX_STUB = re.compile(r"甲|乙|丙|栏次|栏号|序号|代码|")


class Band(NamedTuple):
    """A run of rows that is one table, or several side by side; rows are positions."""

    grid: Grid
    captions: list[int]
    header: list[int]
    body: list[int]
    notes: list[int]


class _Lines(NamedTuple):
    """The rows of a grid: what each is, and where the next row of figures, or a note, stands."""

    grid: Grid
    kinds: list[str]
    stops: list[int]
    words: list[int]


def _lines(grid: Grid) -> _Lines:
    """Name every row: blank, data, text, caption, note or index (1, 2, 3 … under the header)."""
    kinds = [_row_kind(row) for row in grid.cells]
    for row, kind in enumerate(kinds):
        if kind == "data":
            kinds[row] = _numbered_header(grid, kinds, row)
    stops = _next_of(kinds, lambda kind: kind in ("data", "note"))
    return _Lines(grid, kinds, stops, _next_of(kinds, lambda kind: kind not in ("blank", "text")))


def _next_of(kinds: list[str], wanted: Callable[[str], bool]) -> list[int]:
    """For each row, find the first wanted one from there on; the height where none is."""
    found = [len(kinds)] * (len(kinds) + 1)
    for row in range(len(kinds) - 1, -1, -1):
        found[row] = row if wanted(kinds[row]) else found[row + 1]
    return found


def anchors(row: list[Cell]) -> list[Cell]:
    """List the filled cells of a row, a merged range once."""
    seen: set[str] = set()
    found = []
    for cell in row:
        if cell.kind and not (cell.merge and cell.merge in seen):
            seen.add(cell.merge)
            found.append(cell)
    return found


def _row_kind(row: list[Cell]) -> str:
    held = anchors(row)
    if not held:
        return "blank"
    if any(cell.kind in (NUMBER, MISSING) and cell.anchor for cell in held):
        return "data"
    texts = ["".join(cell.text.split()) for cell in held]
    captions = sum(bool(_CAPTION.match(text) or _ATTACHED.fullmatch(text)) for text in texts)
    if len(held) == 1:
        if captions:
            return "caption"
        return "note" if _NOTE.match(texts[0]) else "text"
    dates = 2 * sum(
        c.kind == DATE and bool(_DATE_LABEL.fullmatch(before))
        for before, c in zip(texts, held[1:], strict=False)
    )
    if (captions or dates) and len(held) - captions - dates <= bool(captions):
        return "caption"
    titles = sum(bool(_TITLE.fullmatch(text)) for text in texts)
    dated = sum(
        c.kind == DATE or bool(_PERIOD.fullmatch(t)) for c, t in zip(held, texts, strict=True)
    )
    if titles == 1 and titles + captions + dated == len(held):
        return "caption"
    return "note" if _NOTE.match(texts[0]) and len(texts[0]) > 4 else "text"


def _numbered_header(grid: Grid, kinds: list[str], row: int) -> str:
    """Tell years and month numbers that head columns, and column numbers, from figures."""
    held = [(i, c) for i, c in enumerate(grid.cells[row]) if c.kind == NUMBER and c.anchor]
    numbers = [whole(cell) for _, cell in held]
    if any(cell.kind == MISSING for cell in grid.cells[row]) or None in numbers or not held:
        return "data"
    first = "".join(grid.cells[row][0].text.split())
    below = next((r for r in range(row + 1, grid.height) if kinds[r] != "blank"), None)
    if below is None or kinds[below] != "data":
        return "data"
    under = [whole(grid.cells[below][i]) for i, _ in held]
    named = len(held) > 1 or bool(_STUB_HEAD.fullmatch(first))
    if named and all(1980 <= (n or 0) <= 2060 for n in numbers) and held[0][0] > 0:
        steady = all(1980 <= (n or 0) <= 2060 for n in under if n is not None)
        return "data" if steady and any(n is not None for n in under) else "text"
    if len(numbers) >= 3 and numbers == list(range(numbers[0] or 0, (numbers[0] or 0) + len(held))):
        if _MONTH_HEAD.fullmatch(first):
            return "text"
        above = next((kinds[r] for r in range(row - 1, -1, -1) if kinds[r] != "blank"), "")
        if numbers[0] in (0, 1) and above == "text" and _INDEX_STUB.fullmatch(first):
            return "index"
    return "data"


def whole(cell: Cell) -> int | None:
    """Give a cell's figure if it is a whole number."""
    try:
        number = float(cell.value)
    except (TypeError, ValueError):
        return None
    return int(number) if number.is_integer() and abs(number) < 1e6 else None


def bands(grid: Grid) -> Iterator[Band]:
    """Cut a grid into tables below one another."""
    lines = _lines(grid)
    kinds, start = lines.kinds, 0
    while True:
        first = next((r for r in range(start, grid.height) if kinds[r] == "data"), None)
        if first is None:
            return
        groups = _above_groups(lines, start, first)
        top = _header_top(lines, start, first, groups)
        end = _body_end(lines, first)
        notes = end
        while notes < grid.height and kinds[notes] in ("note", "blank", "caption"):
            if kinds[notes] == "caption" and _leads_table(lines, notes):
                break
            notes += 1
        header = [r for r in range(top, groups) if kinds[r] in ("text", "caption")]
        body = [r for r in range(groups, end) if kinds[r] not in ("blank", "index", "note")]
        above = [r for r in range(start, top) if kinds[r] not in ("blank", "index")]
        yield Band(grid, above, header, body, list(range(end, notes)))
        start = max(end, first + 1)


def _header_top(lines: _Lines, start: int, first: int, groups: int) -> int:
    grid, kinds = lines.grid, lines.kinds
    top = groups
    while top > start and (kinds[top - 1] == "index" or _heads(lines, top - 1, top, groups)):
        top -= 1
    caption = first - 1
    if top == first and caption >= start and kinds[caption] == "caption":
        lone = anchors(grid.cells[caption])
        if len(lone) > 1 and _first_column(grid, caption) < _number_columns(grid, first)[-1]:
            return caption  # "单位：亿元 | 1-9月" right above the figures heads them all the same
    return top


def _above_groups(lines: _Lines, start: int, first: int) -> int:
    """Step over lone words in the stub (流动资产：) between the header and the first figures."""
    grid, kinds = lines.grid, lines.kinds
    row = first
    while row > start and (
        kinds[row - 1] == "blank" or (kinds[row - 1] == "text" and _is_group(grid, row - 1, first))
    ):
        row -= 1
    headed = row > start and kinds[row - 1] in ("text", "index")
    return row if headed and _leads_table(lines, row - 1) else first


def _is_group(grid: Grid, row: int, first: int) -> bool:
    """Tell whether a row names what follows: its words stand in the stub, none over a figure."""
    numbers = _number_columns(grid, first)
    filled = [i for i, cell in enumerate(grid.cells[row]) if cell.kind]
    return not set(filled) & set(numbers) and filled[0] < numbers[-1]


def _heads(lines: _Lines, row: int, below: int, first: int) -> bool:
    """Tell whether a row of words belongs to the header that starts at ``below``."""
    grid = lines.grid
    if lines.kinds[row] != "text":
        return False
    held = anchors(grid.cells[row])
    if len(held) > 1:
        return not _is_wide(grid, row) or below == first
    span = [i for i, cell in enumerate(grid.cells[row]) if cell.kind]
    if below == first:  # a single word right above the figures: over one column of them
        return span[0] > 0 and span[0] in _number_columns(grid, first)
    return len(span) > 1 and span[0] > 0 and len(span) < grid.width - 1


def _is_wide(grid: Grid, row: int) -> bool:
    """Tell whether one merged cell covers nearly the whole row: a title beside something small."""
    cells = grid.cells[row]
    merges = [cell.merge for cell in cells if cell.merge]
    longest = max((merges.count(merge) for merge in set(merges)), default=0)
    return longest > 3 and longest >= grid.width - 1 and cells[0].merge == cells[-1].merge != ""


def _number_columns(grid: Grid, row: int) -> list[int]:
    return [i for i, cell in enumerate(grid.cells[row]) if cell.kind in (NUMBER, MISSING)]


def _first_column(grid: Grid, row: int) -> int:
    return next(i for i, cell in enumerate(grid.cells[row]) if cell.kind)


def _body_end(lines: _Lines, first: int) -> int:
    """Find the row after the last of the body; notes, new titles and new headers end it."""
    row = end = first
    while row < lines.grid.height:
        kind = lines.kinds[row]
        if kind == "data":
            end = row + 1
        elif kind in ("text", "caption") and _leads_table(lines, row):
            break
        elif kind == "text" and not _leads_data(lines, row):
            held = anchors(lines.grid.cells[row])
            if len(held) == 1 and (row > end or len(held[0].text) > _NAME):
                break  # a lone word right below figures is a name without any
            end = row + 1
        row += 1
    return end


def _leads_table(lines: _Lines, row: int) -> bool:
    """Tell whether a row opens a table: the words from here on end in a header over figures."""
    grid, kinds = lines.grid, lines.kinds
    first = lines.stops[row]
    if first >= grid.height or kinds[first] != "data":
        return False
    last = first - 1
    while last > row and (kinds[last] in ("blank", "index") or _is_group(grid, last, first)):
        last -= 1
    if kinds[last] != "text" or len(anchors(grid.cells[last])) < 2:
        return kinds[last] == "index"
    numbers = set(_number_columns(grid, first))
    over = [c for i, c in enumerate(grid.cells[last]) if i in numbers and c.kind in (TEXT, DATE)]
    return len(over) * 2 >= len(numbers) > 0


def _leads_data(lines: _Lines, row: int) -> bool:
    after = lines.words[row + 1]
    return after < lines.grid.height and lines.kinds[after] == "data"
