"""Office Open XML workbooks (xlsx, xlsm), read as a stream: only real cells are held."""

from __future__ import annotations

import posixpath

from .archive import Archive
from .formats import BUILTIN, Format, compile_format
from .grid import Sheet, UnfitError, check_sheets, check_size
from .sheetxml import TRUE, read_sheet, read_strings, whole_number
from .stored import Typing, put_cells


def read(data: bytes) -> list[Sheet]:
    """Read a workbook."""
    archive = Archive(data)
    book = workbook_part(archive)
    sheets, settings = _listed(archive, book)
    targets = _relations(archive, book)
    typing = Typing(_strings(archive, targets), _styles(archive, targets), **settings)
    read_sheets = []
    for name, hidden, relation in sheets:
        kind, part = targets.get(relation, ("", ""))
        if kind == "worksheet":
            sheet = Sheet(name, hidden=hidden)
            put_cells(sheet, read_sheet(archive, part, sheet), typing)
            _comments(archive, part, sheet)
            read_sheets.append(sheet)
            check_size(read_sheets)
    if not read_sheets:
        raise UnfitError("holds no worksheet, expected at least one; send the workbook with tables")
    _extras(archive, read_sheets[0])
    return read_sheets


def workbook_part(archive: Archive) -> str:
    """Name the part that lists the sheets."""
    if "_rels/.rels" in archive:
        for kind, part in _relations(archive, "").values():
            if kind == "officeDocument":
                return part
    if "xl/workbook.xml" in archive:
        return "xl/workbook.xml"
    raise UnfitError(
        "is a zip container without a workbook, expected a spreadsheet; "
        "save the table as .xlsx and send that"
    )


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
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


def _listed(archive: Archive, book: str) -> tuple[list[tuple[str, bool, str]], dict[str, bool]]:
    """List the sheets as (name, hidden, relation id), and the settings of the workbook."""
    sheets = []
    settings = {"from_1904": False, "uncalculated": False}
    for tag, given in archive.elements(book):
        if tag == "sheet":
            hidden = given.get("state", "visible") != "visible"
            sheets.append((given.get("name", ""), hidden, given.get("id", "")))
        elif tag == "workbookPr":
            settings["from_1904"] = given.get("date1904") in TRUE
        elif tag == "calcPr":
            settings["uncalculated"] = given.get("fullCalcOnLoad") in TRUE
    check_sheets(len(sheets))
    return sheets, settings


def _part(targets: dict[str, tuple[str, str]], kind: str) -> str:
    return next((part for found, part in targets.values() if found == kind), "")


def _strings(archive: Archive, targets: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Map the number of a shared text, as cells write it, to the text."""
    part = _part(targets, "sharedStrings")
    texts = read_strings(archive, part) if part in archive else []
    return {str(number): text for number, text in enumerate(texts)}


def _styles(archive: Archive, targets: dict[str, tuple[str, str]]) -> list[Format]:
    """List the number format of every cell style."""
    part = _part(targets, "styles")
    if part not in archive:
        return [compile_format("General")]
    own: dict[int, str] = {}
    used: list[int] = []
    within = False
    for tag, given in archive.elements(part):
        if tag == "numFmt" and not within:
            own[whole_number(given.get("numFmtId"))] = given.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyles", "dxfs"):
            within = tag == "cellXfs"
        elif tag == "xf" and within:
            used.append(whole_number(given.get("numFmtId")))
    codes = (own.get(number) or BUILTIN.get(number, "General") for number in used)
    return [compile_format(code) for code in codes] or [compile_format("General")]


def _comments(archive: Archive, part: str, sheet: Sheet) -> None:
    """Remark which cells bear comments, and tables' or drawings' embedded objects."""
    for kind, target in _relations(archive, part).values():
        if kind == "comments" and target in archive:
            for tag, given in archive.elements(target):
                if tag == "comment":
                    sheet.remark("comment", given.get("ref", ""))
        elif kind in ("oleObject", "package", "control"):
            sheet.remark("embedded", detail=posixpath.basename(target))


def _extras(archive: Archive, sheet: Sheet) -> None:
    """Remark what a workbook of figures does not need."""
    names = archive.names()
    if any(name.endswith("vbaproject.bin") for name in names):
        sheet.remark("macros")
    links = sum(name.startswith("xl/externallinks/") and name.endswith(".xml") for name in names)
    if links:
        sheet.remark("links", detail=str(links))
