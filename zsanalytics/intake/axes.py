"""The labels of a block's rows and columns, from the outermost to the innermost.

Header cells give each data column its path: merged groups are repeated by the grid, groups written
once are carried to the right. Stub cells give each row its path: groups above, indents, 其中 and
labels written once per group are its parents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zsanalytics.intake.groups import Groups, Part, parents_of
from zsanalytics.intake.labels import Words
from zsanalytics.intake.roles import head_of
from zsanalytics.intake.sheet import MISSING, NUMBER, TEXT, Cell
from zsanalytics.intake.tables import Block

_NAMING = ("label", "region", "indicator", "segment")


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


def row_axes(block: Block, roles: dict[int, str], words: Words) -> Iterator[Axis]:
    """Give each row that holds figures its path; rows of words alone become parents.

    A row that names a whole indicator and holds no figure is a figure not reported, not a parent.
    """
    groups = Groups(words)
    indents: list[tuple[float, Part]] = []
    siblings: tuple[str, tuple[Part, ...]] = ("", ())
    stub = Stub(roles, {c: head_of(block, c) for c in block.stub}, {})
    owns = [_own(block, stub, row) for row in block.body]
    for place, (row, own) in enumerate(zip(block.body, owns, strict=True)):
        cells = block.grid.cells[row]
        named = [p for p in own if p.role in _NAMING]
        if not any(cells[c].kind for c in block.data):
            if len({p.cell.merge or p.cell.address for p in named}) == 1:
                if groups.opens(named[0], _after(owns[place + 1 : place + 50], words)):
                    groups.push(named[0])
                    indents.clear()
                    continue
            elif not named:
                continue
        groups.settle()
        main = next((p for p in own if p.role in ("label", "region", "indicator")), None)
        parents = parents_of(indents, main) if main else ()
        dimension = _dimension(main, words)
        if main and words.label(main.text).part:
            siblings = (dimension, parents)
        elif dimension and dimension == siblings[0]:
            parents = siblings[1]  # 续建 below 其中：新建 is a part of the same
        else:
            siblings = ("", ())
        yield Axis(row, tuple(own), (*groups.parts(), *parents))


def _dimension(part: Part | None, words: Words) -> str:
    found = words.heading(part.text) if part else None
    return "" if found is None else str(found.segment or "").partition("=")[0]


def _after(owns: list[list[Part]], words: Words) -> Part | None:
    """Find the next label that is no total."""
    for own in owns:
        for part in own:
            if part.role in _NAMING and not words.label(part.text).total:
                return part
    return None


class Stub(NamedTuple):
    """The stub columns: their roles and heads, and the label last written in each."""

    roles: dict[int, str]
    heads: dict[int, str]
    carried: dict[int, Part]

    def names(self) -> list[int]:
        """List the columns that name what a row is about."""
        return [c for c, role in self.roles.items() if role in _NAMING]


def _own(block: Block, stub: Stub, row: int) -> list[Part]:
    cells, names = block.grid.cells[row], stub.names()
    own: list[Part] = []
    for column, role in stub.roles.items():
        cell = cells[column]
        if role == "serial" and cell.kind == TEXT and _names_total(cells, column, names):
            role = stub.roles[names[0]] if names else "label"  # 合计 written under 序号
        if role in ("serial", "skip", "private") or (cell.kind == MISSING and role != "code"):
            continue
        if cell.kind:
            part = Part(cell.text, role, cell, stub.heads[column])
            if column in names:
                for right in names[names.index(column) :]:
                    stub.carried.pop(right, None)
                stub.carried[column] = part
            own.append(part)
        elif column in stub.carried and _named_right(cells, column, names):
            own.append(stub.carried[column])
    return own


def _named_right(cells: list[Cell], column: int, names: list[int]) -> bool:
    """Tell whether a finer label stands right of a blank: the coarser one is written once."""
    return any(cells[right].kind for right in names[names.index(column) + 1 :])


def _names_total(cells: list[Cell], column: int, names: list[int]) -> bool:
    return len("".join(cells[column].text.split())) > 1 and not any(
        cells[other].kind and cells[other].text != cells[column].text for other in names
    )
