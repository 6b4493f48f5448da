"""Marks on a returned workbook: a fill and a comment on exactly the questioned cells.

Comes in: the sender's own xlsx file, byte for byte, and what is asked of which cell. Goes out:
the same file with those cells marked; parts of the package that need no change stay as they are.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from lxml import etree

from zsanalytics.errors import WorkbookError
from zsanalytics.forms.comments import add_comments
from zsanalytics.forms.package import MAIN, OFFICE, Package

FILLS = {"error": "FFFFC7CE", "warning": "FFFFEB9C", "note": "FFDDEBF7"}
"""Colours of the marks: red, yellow, blue."""

MOST = 500
"""Cells marked for one finding: a long list or range is marked from its beginning."""

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")


class Mark(NamedTuple):
    """What is asked of a sheet: the questioned cells, and single cells it is judged by."""

    sheet: str
    cells: tuple[str, ...]
    severity: str
    text: str
    beside: tuple[str, ...] = ()


def questioned(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part the cells that a finding names: the first it names is asked, the rest is evidence.

    Ranges among the evidence (the parts of a sum) are left out.

    Examples
    --------
    >>> questioned("H7, Z7, H5:H6"), questioned("B3:B4")
    ((('H7',), ('Z7',)), (('B3', 'B4'), ()))
    """
    first, *others = re.split(r"[,，、;；]", text)
    return cells_of(first), cells_of(" ".join(part for part in others if ":" not in part))


def cells_of(text: str) -> tuple[str, ...]:
    """List the cells that a finding names: an address, a list or a range.

    Examples
    --------
    >>> cells_of("B3:C4, E7"), cells_of("")
    (('B3', 'C3', 'B4', 'C4', 'E7'), ())
    """
    found: list[str] = []
    for match in _PLACE.finditer(text):
        left, top, right, bottom = match.groups()
        for row in range(int(top), int(bottom or top) + 1):
            for column in range(_number(left), _number(right or left) + 1):
                found.append(f"{_letters(column)}{row}")
                if len(found) >= MOST:
                    return tuple(found)
    return tuple(found)


def _number(letters: str) -> int:
    total = 0
    for letter in letters:
        total = total * 26 + ord(letter) - 64
    return total


def _letters(number: int) -> str:
    head, last = divmod(number - 1, 26)
    return (_letters(head) if head else "") + chr(65 + last)


def marked_copy(content: bytes, marks: Iterable[Mark]) -> bytes:
    """Give a workbook with marks on the cells in question.

    Parameters
    ----------
    content : bytes
        An xlsx file.
    marks : iterable of Mark
        Of sheets that are not there, nothing is marked. Several on a cell share a comment; the
        worst gives the colour.

    Raises
    ------
    WorkbookError
        If the file is no xlsx whose parts can be read, or uses the strict variant of the format.
    """
    package = Package(content)
    workbook = _workbook(package)
    sheets = _sheets(package, workbook)
    fills = _Fills(package, workbook)
    asked = [mark for mark in marks if mark.sheet in sheets and mark.cells]
    for name in dict.fromkeys(mark.sheet for mark in asked):
        part = sheets[name]
        mine = [mark for mark in asked if mark.sheet == name]
        worst: dict[str, str] = {}
        texts: dict[str, list[str]] = {}
        for mark in sorted(mine, key=lambda mark: list(FILLS).index(mark.severity)):
            for cell in mark.cells:
                worst.setdefault(cell, mark.severity)
            texts.setdefault(mark.cells[0], []).append(mark.text)
        for cell in [cell for mark in mine for cell in mark.beside]:
            worst.setdefault(cell, "note")
        try:
            _fill(package.tree(part), worst, fills)
        except (ValueError, TypeError) as error:  # addresses or formats that are none
            raise WorkbookError(f"part {part}: {error}; return the findings alone") from error
        add_comments(package, part, {cell: "\n".join(said) for cell, said in texts.items()})
    return package.content()


def _workbook(package: Package) -> str:
    for relation in package.relations(""):
        if relation.kind == "officeDocument" and relation.part in package.parts:
            if etree.QName(package.tree(relation.part)).namespace != MAIN:
                raise WorkbookError("a strict variant of xlsx; return the findings alone")
            return relation.part
    raise WorkbookError("no workbook in the package; return the findings alone")


def _sheets(package: Package, workbook: str) -> dict[str, str]:
    parts = {relation.id: relation.part for relation in package.relations(workbook)}
    nodes = package.tree(workbook).iter(f"{{{MAIN}}}sheet")
    named = ((node.get("name"), parts.get(node.get(f"{{{OFFICE}}}id"))) for node in nodes)
    return {name: part for name, part in named if name and part in package.parts}


class _Fills:
    """Cell formats like those of the workbook, with a fill more."""

    def __init__(self, package: Package, workbook: str) -> None:
        parts = [r.part for r in package.relations(workbook) if r.kind == "styles"]
        self.root = package.tree(parts[0]) if parts and parts[0] in package.parts else None
        self.known: dict[tuple[int, str], int] = {}
        self.fills: dict[str, int] = {}

    def format(self, style: int, severity: str) -> int | None:
        """Give the number of the format ``style`` with the fill of a severity."""
        formats = None if self.root is None else self.root.find(f"{{{MAIN}}}cellXfs")
        if formats is None or not len(formats):
            return None
        if (style, severity) not in self.known:
            model = formats[style] if 0 <= style < len(formats) else formats[0]
            clone = copy.deepcopy(model)
            clone.set("fillId", str(self._fill(severity)))
            clone.set("applyFill", "1")
            formats.append(clone)
            formats.set("count", str(len(formats)))
            self.known[style, severity] = len(formats) - 1
        return self.known[style, severity]

    def _fill(self, severity: str) -> int:
        if severity not in self.fills:
            fills = self.root.find(f"{{{MAIN}}}fills")  # type: ignore[union-attr]
            fill = etree.SubElement(fills, f"{{{MAIN}}}fill")
            pattern = etree.SubElement(fill, f"{{{MAIN}}}patternFill", patternType="solid")
            etree.SubElement(pattern, f"{{{MAIN}}}fgColor", rgb=FILLS[severity])
            etree.SubElement(pattern, f"{{{MAIN}}}bgColor", indexed="64")
            fills.set("count", str(len(fills)))
            self.fills[severity] = len(fills) - 1
        return self.fills[severity]


def _fill(sheet: Any, worst: dict[str, str], fills: _Fills) -> None:
    data = sheet.find(f"{{{MAIN}}}sheetData")
    if data is None:
        return
    rows = {int(row.get("r")): row for row in data if row.get("r", "").isdigit()}
    if len(rows) != len(data):
        return  # rows without numbers: their cells cannot be found by address, comments can
    for cell, severity in sorted(worst.items(), key=lambda item: _row_column(item[0])):
        row, _ = _row_column(cell)
        if row not in rows:
            rows[row] = _inserted(data, f"{{{MAIN}}}row", str(row), int, list(data))
        node = _cell(rows[row], cell)
        number = fills.format(int(node.get("s", "0")), severity)
        if number is not None:
            node.set("s", str(number))


def _cell(row: Any, cell: str) -> Any:
    for node in row:
        if node.get("r") == cell:
            return node
    return _inserted(row, f"{{{MAIN}}}c", cell, lambda r: _row_column(r)[1], list(row))


def _inserted(parent: Any, tag: str, name: str, order: Any, siblings: Sequence[Any]) -> Any:
    node = etree.Element(tag, r=name)
    after = [n for n, other in enumerate(siblings) if order(other.get("r") or "A1") > order(name)]
    parent.insert(after[0] if after else len(siblings), node)
    return node


def _row_column(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), _number(letters)
