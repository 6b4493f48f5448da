"""Office Open XML workbooks (xlsx, xlsm), read as a stream: only real cells are held."""

from __future__ import annotations

from .archive import Archive
from .formats import Format
from .grid import Sheet, UnfitError, check_sheets, check_size
from .package import (
    Relations,
    comments,
    extras,
    main_part,
    part_of,
    relations,
    style_formats,
    worksheet,
)
from .sheetxml import TRUE, read_sheet, read_strings, whole_number
from .stored import Typed, Typing, put_cells, shared


def read(data: bytes) -> list[Sheet]:
    """Read a workbook."""
    archive = Archive(data)
    book = main_part(archive)
    sheets, settings = _listed(archive, book)
    targets = relations(archive, book)
    typing = Typing(_strings(archive, targets), _styles(archive, targets), **settings)
    read_sheets = []
    for name, hidden, relation in sheets:
        if part := worksheet(targets, relation, name):
            sheet = Sheet(name, hidden=hidden)
            put_cells(sheet, read_sheet(archive, part, sheet), typing)
            comments(archive, part, sheet)
            read_sheets.append(sheet)
            check_size(read_sheets)
    if not read_sheets:
        raise UnfitError("holds no worksheet, expected at least one; send the workbook with tables")
    extras(archive, read_sheets[0])
    return read_sheets


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


def _strings(archive: Archive, targets: Relations) -> dict[str, Typed]:
    part = part_of(targets, "sharedStrings")
    return shared(read_strings(archive, part) if part in archive else [])


def _styles(archive: Archive, targets: Relations) -> list[Format]:
    """List the number format of every cell style."""
    part = part_of(targets, "styles")
    own: dict[int, str] = {}
    used: list[int] = []
    within = False
    for tag, given in archive.elements(part) if part in archive else ():
        if tag == "numFmt" and not within:
            own[whole_number(given.get("numFmtId"))] = given.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyles", "dxfs"):
            within = tag == "cellXfs"
        elif tag == "xf" and within:
            used.append(whole_number(given.get("numFmtId")))
    return style_formats(own, used)
