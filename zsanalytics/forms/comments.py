"""Comments on the cells of a sheet, written into the parts that hold them."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from zsanalytics.errors import WorkbookError
from zsanalytics.forms.package import MAIN, OFFICE, Package

AUTHOR = "校核"
LONGEST = 1000
"""Characters of a comment; the findings sheet has the rest."""

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_VML, _XL = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:excel"
_O = "urn:schemas-microsoft-com:office:office"
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_AFTER = (
    "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
    "extLst",
)  # fmt: skip
"""What may follow the drawing of comments in a sheet, in the order of the format."""


def add_comments(package: Package, sheet: str, texts: dict[str, str]) -> None:
    """Add comments to cells of a sheet; where a cell has one, the text is added to it."""
    listed = _comments(package, sheet)
    authors = listed.find(f"{{{MAIN}}}authors")
    entries = listed.find(f"{{{MAIN}}}commentList")
    if authors is None or entries is None:
        raise WorkbookError(f"part {sheet}: comments out of order; return the findings alone")
    etree.SubElement(authors, f"{{{MAIN}}}author").text = AUTHOR
    author = str(len(authors) - 1)
    known = {node.get("ref"): node for node in entries}
    drawn = []
    for cell, text in texts.items():
        said = _UNPRINTABLE.sub(" ", text)[:LONGEST]
        if cell in known:
            _append(known[cell], f"\n{AUTHOR}：{said}")
        else:
            node = etree.SubElement(entries, f"{{{MAIN}}}comment", ref=cell, authorId=author)
            _append(node, said)
            drawn.append(cell)
    _draw(package, sheet, drawn)


def _append(comment: Any, text: str) -> None:
    body = comment.find(f"{{{MAIN}}}text")
    if body is None:
        body = etree.SubElement(comment, f"{{{MAIN}}}text")
    run = etree.SubElement(body, f"{{{MAIN}}}r")
    said = etree.SubElement(run, f"{{{MAIN}}}t")
    said.text = text
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _comments(package: Package, sheet: str) -> Any:
    """Give the comments of a sheet, an empty list where there are none yet."""
    for relation in package.relations(sheet):
        if relation.kind == "comments" and relation.part in package.parts:
            return package.tree(relation.part)
    part = package.free_name("xl/comments{}.xml")
    content = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'
    package.add(part, content.encode(), kind=_COMMENTS)
    package.relate(sheet, "comments", part)
    return package.tree(part)


def _draw(package: Package, sheet: str, cells: list[str]) -> None:
    """Give every new comment its box in the sheet's drawing of comments."""
    drawing = _drawing(package, sheet)
    for number, cell in enumerate(cells, start=len(drawing)):
        drawing.append(etree.fromstring(_box(cell, number)))


def _drawing(package: Package, sheet: str) -> Any:
    root = package.tree(sheet)
    node = root.find(f"{{{MAIN}}}legacyDrawing")
    if node is not None:
        name = node.get(f"{{{OFFICE}}}id")
        for relation in package.relations(sheet):
            if relation.id == name and relation.part in package.parts:
                return package.tree(relation.part)
    part = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.add(part, f'<xml xmlns:v="{_VML}" xmlns:o="{_O}" xmlns:x="{_XL}"/>'.encode())
    package.add_extension("vml", _DRAWING)
    name = package.relate(sheet, "vmlDrawing", part)
    if node is None:
        node = etree.Element(f"{{{MAIN}}}legacyDrawing")
        later = [n for n, child in enumerate(root) if etree.QName(child).localname in _AFTER]
        root.insert(later[0] if later else len(root), node)
    node.set(f"{{{OFFICE}}}id", name)
    return package.tree(part)


def _box(cell: str, number: int) -> str:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    row, column = int(cell[len(letters) :]) - 1, column - 1
    anchor = f"{column + 1}, 15, {row}, 10, {column + 5}, 15, {row + 6}, 4"
    return (
        f'<v:shape xmlns:v="{_VML}" xmlns:o="{_O}" xmlns:x="{_XL}" id="zs{number}" '
        'style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
