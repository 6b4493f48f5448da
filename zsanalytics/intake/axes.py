"""The labels of a block's rows and columns, from the outermost to the innermost.

Header cells give each data column its path: merged groups are repeated by the grid, groups written
once are carried to the right. Stub cells give each row its path: groups above, indents, 其中 and
labels written once per group are its parents. Every stub column has a role, told by its head or by
what stands in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from zsanalytics.intake.labels import Words
from zsanalytics.intake.sheet import DATE, MISSING, NUMBER, TEXT, Cell
from zsanalytics.intake.tables import Block, is_serial

_ROLES = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        ("private", r".*(?:电话|手机|联系人|联系方式|填报人|填表人|经办人|负责人|责任人|身份证|邮箱|微信).*"),
        ("skip", r"备注|备\s*注|说明|来源|数据来源|网址|链接|出处|标题|摘要|可靠性|状态|是否.*|签字|盖章"
                 r"|source.*|url|quote|note|notes|remark|status|reliability|level|link|file|sheet|cell|title"),
        ("code", r".*(?:代码|编码|编号|号码|代号|代号)|code|id|region_code"),
        ("year", r"(?:报告|统计|所属)?(?:年份|年度|年)|year"),
        ("month", r"(?:报告|统计|所属)?(?:月份|月)|month"),
        ("period", r"(?:报告|统计|所属|数据)?(?:日期|时间|期间|年月|报告期|所属期|时期|季度)|period|date|quarter|asof"),
        ("unit", r"(?:计量|数据|指标)?单位(?:名称)?|计量|unit|unit_text"),
        ("basis", r"basis|口径|累计口径|期别"),
        ("measure", r"measure|指标类型|数据类型|度量"),
        ("region", r"地区|地区名称|市州|市\(州\)|市、州|地州市|地市|州市|县区|县\(区\)|县\(市、区\)|县市区|县\(市\)区|区县|市县"
                   r"|区域|行政区划?|辖区|园区|开发区|各?市\(?州\)?名称|region|area|prefecture|填报单位|报送单位|上报单位"),
        ("segment", r"segment|segment_text|分组|分组名称|细分|维度"),
        ("indicator", r"indicator|indicator_(?:zh|text|name)|指标|指标名称|统计指标"),
    )
)  # fmt: skip
_UNIT_WORD = re.compile(
    r"(?:万亿|亿|千万|百万|十万|万|千)?(?:元|美元|人民币)|[个家项户次人条件名宗批]|%|个百分点|百分点|人次|平方米|亩|吨"
)
_HEAD_MARK = re.compile(r"[:：]$")
_STYLES = (
    re.compile(r"^[一二三四五六七八九十]{1,3}[、.．]"),
    re.compile(r"^[(（][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"^\d{1,2}[、.．](?!\d)"),
    re.compile(r"^[(（]\d{1,2}[)）]"),
)


class Part(NamedTuple):
    """One label of a path: its text, its role and where it stands."""

    text: str
    role: str
    cell: Cell
    head: str = ""


class Axis(NamedTuple):
    """The labels of one row or one column.

    ``path`` is its own labels, outermost first; ``above`` its parents, outermost first.
    """

    at: int
    path: tuple[Part, ...]
    above: tuple[Part, ...] = ()

    def label(self) -> str:
        """Join the labels as ``记录/路径``; codes and numbering only where nothing else stands."""
        shown = [p.text for p in (*self.above, *self.path) if p.role not in ("code", "unit")]
        texts = shown or [p.text for p in self.path]
        unique = [t for i, t in enumerate(texts) if t and (i == 0 or t != texts[i - 1])]
        return "/".join(" ".join(text.split()) for text in unique)


def column_axes(block: Block) -> list[Axis]:
    """Give each data column its header path."""
    grid, header = block.grid, block.header
    words = [_carried(block, depth) for depth in range(len(header))]
    axes = []
    for column in block.data:
        path: list[Part] = []
        for depth in range(len(header)):
            cell = words[depth].get(column)
            if cell is not None and not (path and path[-1].cell.merge == cell.merge != ""):
                path.append(Part(cell.text.strip(), "", cell))
        axes.append(Axis(column, tuple(_month_numbers(path, block))))
    assert grid is block.grid
    return axes


def _carried(block: Block, depth: int) -> dict[int, Cell]:
    """Read one header row; a group's name is carried right over columns that only have subheads."""
    grid, header = block.grid, block.header
    row = grid.cells[header[depth]]
    below = header[depth + 1 :]

    def has_sub(column: int) -> bool:
        return any(grid.cells[r][column].kind for r in below)

    found: dict[int, Cell] = {}
    last: Cell | None = None
    upper: tuple[str, ...] = ()
    for column in block.data:
        cell = row[column]
        ancestors = tuple(grid.cells[r][column].text for r in header[:depth])
        if cell.kind:
            found[column] = cell
            last = cell if has_sub(column) and not cell.merge else None
        elif last is not None and has_sub(column) and ancestors in (upper, ("",) * depth):
            found[column] = last
            continue
        else:
            last = None
        upper = ancestors
    return found


def _month_numbers(path: list[Part], block: Block) -> list[Part]:
    """Write a bare 1 … 12 under 月份 as a month, a bare 2024 as a year."""
    if not path or path[-1].cell.kind != NUMBER:
        return path
    last = path[-1]
    number = int(float(last.cell.value))
    corner = "".join(block.grid.cells[r][c].text for r in block.header for c in block.stub[:1])
    if 1900 < number < 2100:
        return [*path[:-1], last._replace(text=f"{number}年")]
    for mark in ("月", "季"):
        if mark in corner:
            return [*path[:-1], last._replace(text=f"{number}{mark}{'度' * (mark == '季')}")]
    return path


def stub_roles(block: Block, words: Words) -> dict[int, str]:
    """Tell what each stub column is for."""
    roles: dict[int, str] = {}
    for column in block.stub:
        head = _head(block, column)
        held = [block.grid.cells[r][column] for r in block.body]
        held = [cell for cell in held if cell.kind]
        roles[column] = _role(head, held, words, column == block.stub[0])
    if not any(role in ("region", "label", "indicator", "segment") for role in roles.values()):
        for column, role in roles.items():  # nothing else names the rows
            if role == "skip" and column < block.data[0]:
                roles[column] = "label"
                break
    after = block.data[0]
    for column, role in roles.items():
        if column > after and role in ("label", "segment", "indicator"):
            roles[column] = "skip"
    return roles


def _head(block: Block, column: int) -> str:
    for row in reversed(block.header):
        cell = block.grid.cells[row][column]
        if cell.kind:
            return "".join(cell.text.split()).replace("（", "(").replace("）", ")")
    return ""


def _role(head: str, held: list[Cell], words: Words, first: bool) -> str:
    if is_serial(head):
        return "serial"
    texts = ["".join(cell.text.split()) for cell in held]
    named = next((role for role, pattern in _ROLES if pattern.fullmatch(head)), "")
    if texts and all(_UNIT_WORD.fullmatch(text) for text in texts):
        return "unit"
    if named == "unit":
        named = ""  # 单位 heads names of units of measure, or of organisations
    if named and named not in ("region", "code"):
        return named
    regions = sum(bool(words.label(text).regions) for text in texts)
    totals = sum(bool(words.label(text).total) for text in texts)
    if texts and regions and 2 * (regions + totals) >= len(texts):
        return "region"
    if named:
        return named
    if all(cell.kind == NUMBER for cell in held) and not head and first:
        return "serial"
    if held and all(cell.kind == DATE for cell in held):
        return "period"
    if texts and not any("\u4e00" <= c <= "\u9fff" for text in texts for c in text) and not first:
        return "skip" if all(cell.kind == TEXT for cell in held) else "label"
    return "label"


def row_axes(block: Block, roles: dict[int, str], words: Words) -> Iterator[Axis]:
    """Give each row that holds figures its path; rows of words alone become parents.

    A row that names a whole indicator and holds no figure is a figure not reported, not a parent.
    """
    groups = Groups(words)
    indents: list[tuple[float, Part]] = []
    carried: dict[int, Part] = {}
    for row in block.body:
        own = _own(block, roles, row, carried)
        cells = block.grid.cells[row]
        named = [p for p in own if p.role in ("label", "region", "indicator", "segment")]
        if not any(cells[c].kind for c in block.data):
            if len({p.cell.merge or p.cell.address for p in named}) == 1:
                if groups.opens(named[0]):
                    groups.push(named[0])
                    indents.clear()
                    continue
            elif not named:
                continue
        groups.settle()
        main = next((p for p in own if p.role in ("label", "region", "indicator")), None)
        parents = _parents(indents, main) if main else ()
        yield Axis(row, tuple(own), (*groups.parts(), *parents))


def _own(block: Block, roles: dict[int, str], row: int, carried: dict[int, Part]) -> list[Part]:
    cells = block.grid.cells[row]
    own: list[Part] = []
    heads = {c: _head(block, c) for c in block.stub}
    names = [c for c in block.stub if roles[c] in ("region", "label", "indicator", "segment")]
    for column, role in roles.items():
        cell = cells[column]
        if role == "serial" and cell.kind == TEXT and _names_total(cells, column, names):
            role = names and roles[names[0]] or "label"  # 合计 written under 序号
        if role in ("serial", "skip", "private"):
            continue
        if cell.kind == MISSING and role != "code":
            continue
        if cell.kind:
            part = Part(cell.text, role, cell, heads[column])
            if column in names:
                for right in names[names.index(column) :]:
                    carried.pop(right, None)
                carried[column] = part
            own.append(part)
        elif column in carried and column in names[:-1]:
            if any(cells[right].kind for right in names[names.index(column) + 1 :]):
                own.append(carried[column])
    return own


def _names_total(cells: list[Cell], column: int, names: list[int]) -> bool:
    return len("".join(cells[column].text.split())) > 1 and not any(
        cells[other].kind and cells[other].text != cells[column].text for other in names
    )


class Groups:
    """The groups a row stands under: rows of words alone, by their numbering (一、（一）1.)."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._open: list[tuple[int, Part]] = []
        self._fresh = False
        self._places_first: bool | None = None

    def parts(self) -> tuple[Part, ...]:
        """List the open groups, outermost first."""
        return tuple(part for _, part in self._open)

    def opens(self, part: Part) -> bool:
        """Tell whether a row of words names what follows, and is not a figure left blank."""
        label = self.words.label(part.text)
        if label.part or label.total:
            return False
        found = self.words.heading(part.text)
        return not (found.indicator and not found.rest)

    def settle(self) -> None:
        """Note that figures have followed."""
        self._fresh = False

    def push(self, part: Part) -> None:
        """Open a group: it ends those of its own level and deeper ones."""
        level = self._level(part)
        if self._fresh and self._open and level == self._open[-1][0] == len(_STYLES):
            level += 1
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, part))
        self._fresh = True

    def _level(self, part: Part) -> int:
        place = bool(self.words.label(part.text).regions)
        if self._places_first is None:
            self._places_first = place
        if place:
            return -1 if self._places_first else len(_STYLES) + 2
        plain = part.text.strip()
        return next((i for i, style in enumerate(_STYLES) if style.match(plain)), len(_STYLES))


def _parents(indents: list[tuple[float, Part]], main: Part) -> tuple[Part, ...]:
    """Find the rows a row is part of: those with less indent, and the one before 其中."""
    text = main.text
    plain = text.strip()
    depth: float = len(text) - len(text.lstrip())
    if re.match(r"其中|#|＃", plain):
        while indents and indents[-1][0] > depth:
            indents.pop()
        depth += 0.5
    while indents and indents[-1][0] >= depth:
        indents.pop()
    if indents and indents[-1][0] % 1 and depth > indents[-1][0]:
        depth = indents[-1][0]  # aligned under what follows 其中：, a sibling
        indents.pop()
    above = tuple(part for _, part in indents)
    indents.append((depth, main))
    return above


def duplicates(axes: list[Axis]) -> set[str]:
    """List the labels that head more than one column or row."""
    counts = Counter(axis.label() for axis in axes)
    return {label for label, count in counts.items() if count > 1}
