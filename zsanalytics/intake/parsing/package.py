"""Office packages, whether their parts are XML or binary: relations, comments, what is odd."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from .archive import Archive
from .formats import BUILTIN, Format, compile_format
from .grid import Sheet, UnfitError

Relations = Mapping[str, tuple[str, str]]
"""Relation id to (kind, target part)."""


def main_part(archive: Archive) -> str:
    """Name the part that lists the sheets."""
    if "_rels/.rels" in archive:
        for kind, part in relations(archive, "").values():
            if kind == "officeDocument":
                return part
    if "xl/workbook.xml" in archive:
        return "xl/workbook.xml"
    raise UnfitError(
        "is a zip container without a workbook, expected a spreadsheet; "
        "save the table as .xlsx and send that"
    )


def relations(archive: Archive, part: str) -> Relations:
    """Map relation ids of a part to (kind, target part)."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in archive:
        return {}
    found = {}
    for tag, given in archive.elements(listed):
        if tag == "Relationship" and given.get("TargetMode") != "External":
            target = given.get("Target", "")
            whole = target if target.startswith("/") else posixpath.join(folder, target)
            kind = given.get("Type", "").rpartition("/")[2]
            found[given.get("Id", "")] = (kind, posixpath.normpath(whole).lstrip("/"))
    return found


def worksheet(targets: Relations, relation: str, name: str) -> str:
    """Name the part of a sheet, or give an empty text for a chart or a macro sheet."""
    kind, part = targets.get(relation, ("", ""))
    if not kind:
        raise UnfitError(
            f"lacks the sheet {name[:40]!r} that it lists, expected a whole workbook; "
            "send the file again"
        )
    return part if kind == "worksheet" else ""


def part_of(targets: Relations, kind: str) -> str:
    """Name the first part of a kind, or give an empty text."""
    return next((part for found, part in targets.values() if found == kind), "")


def style_formats(own: Mapping[int, str], used: Iterable[int]) -> list[Format]:
    """List the number format of every cell style from the numbers of its formats."""
    codes = [own.get(number) or BUILTIN.get(number, "General") for number in used]
    return [compile_format(code) for code in codes or ["General"]]


def comments(archive: Archive, part: str, sheet: Sheet) -> None:
    """Remark which cells bear comments, and tables' or drawings' embedded objects."""
    for kind, target in relations(archive, part).values():
        if kind == "comments" and target.endswith(".xml") and target in archive:
            for tag, given in archive.elements(target):
                if tag == "comment":
                    sheet.remark("comment", given.get("ref", ""))
        elif kind in ("oleObject", "package", "control"):
            sheet.remark("embedded", detail=posixpath.basename(target))


def extras(archive: Archive, sheet: Sheet) -> None:
    """Remark what a workbook of figures does not need."""
    names = archive.names()
    if any(name.endswith("vbaproject.bin") for name in names):
        sheet.remark("macros")
    links = sum(name.startswith("xl/externallinks/") and name.endswith(".xml") for name in names)
    if links:
        sheet.remark("links", detail=str(links))
