"""Office Open XML workbooks (xlsx, xlsm), read as a stream: only real cells are held."""

from __future__ import annotations

import posixpath
from datetime import datetime
from typing import Any

from .archive import Archive, Attributes
from .formats import BUILTIN, Format, compile_format, general, to_datetime
from .grid import CELLS, Refused, Sheet, address, check_sheets, check_size, column_index, span

_HIDDEN = ("1", "true", "on")


def read(data: bytes) -> list[Sheet]:
    """Read a workbook."""
    archive = Archive(data)
    book = workbook_part(archive)
    sheets, settings = _listed(archive, book)
    targets = _relations(archive, book)
    strings = _strings(archive, targets)
    formats = _styles(archive, targets, settings["1904"])
    read_sheets = []
    for name, hidden, relation in sheets:
        kind, part = targets.get(relation, ("", ""))
        if kind == "worksheet":
            sheet = Sheet(name, hidden=hidden)
            _SheetParser(sheet, strings, formats, settings).read(archive, part)
            _comments(archive, part, sheet)
            read_sheets.append(sheet)
            check_size(read_sheets)
    if not read_sheets:
        raise Refused("holds no worksheet, expected at least one; send the workbook with tables")
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
    raise Refused(
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
    settings = {"1904": False, "uncalculated": False}
    for tag, given in archive.elements(book):
        if tag == "sheet":
            hidden = given.get("state", "visible") != "visible"
            sheets.append((given.get("name", ""), hidden, given.get("id", "")))
        elif tag == "workbookPr":
            settings["1904"] = given.get("date1904") in _HIDDEN
        elif tag == "calcPr":
            settings["uncalculated"] = given.get("fullCalcOnLoad") in _HIDDEN
    check_sheets(len(sheets))
    return sheets, settings


def _part(targets: dict[str, tuple[str, str]], kind: str) -> str:
    return next((part for found, part in targets.values() if found == kind), "")


def _strings(archive: Archive, targets: dict[str, tuple[str, str]]) -> list[str]:
    """List the shared strings; phonetic guides are not text."""
    part = _part(targets, "sharedStrings")
    if not part or part not in archive:
        return []
    strings: list[str] = []
    pieces: list[str] = []
    phonetic = reading = False

    def start(tag: str, _: Attributes) -> None:
        nonlocal phonetic, reading
        if tag == "t":
            reading = not phonetic
        elif tag == "rPh":
            phonetic = True

    def end(tag: str) -> None:
        nonlocal phonetic, reading
        if tag == "t":
            reading = False
        elif tag == "si":
            strings.append(unescaped("".join(pieces)))
            pieces.clear()
        elif tag == "rPh":
            phonetic = False

    def text(piece: str) -> None:
        if reading:
            pieces.append(piece)

    archive.parse(part, start, end, text)
    return strings


def unescaped(text: str) -> str:
    """Undo ``_x000D_`` escapes and give line ends one form."""
    if "_x" in text:
        text = text.replace("_x000D_", "").replace("_x000A_", "\n").replace("_x005F_", "_")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _styles(
    archive: Archive, targets: dict[str, tuple[str, str]], from_1904: bool
) -> list[Format]:
    """List the number format of every cell style."""
    part = _part(targets, "styles")
    if not part or part not in archive:
        return [compile_format("General")]
    own: dict[int, str] = {}
    used: list[int] = []
    within = False
    for tag, given in archive.elements(part):
        if tag == "numFmt" and not within:
            own[_int(given.get("numFmtId"))] = given.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyles", "dxfs"):
            within = tag == "cellXfs"
        elif tag == "xf" and within:
            used.append(_int(given.get("numFmtId")))
    codes = (own.get(number) or BUILTIN.get(number, "General") for number in used)
    return [compile_format(code) for code in codes] or [compile_format("General")]


def _int(text: str | None, default: int = 0) -> int:
    try:
        return int(text) if text else default
    except ValueError:
        return default


class _SheetParser:
    """Collects the cells of one sheet from the events of its XML."""

    def __init__(
        self, sheet: Sheet, strings: list[str], formats: list[Format], settings: dict[str, bool]
    ) -> None:
        self.sheet = sheet
        self.strings = strings
        self.formats = formats
        self.settings = settings
        self.row = self.column = -1
        self.given: Attributes = {}
        self.pieces: list[str] = []
        self.formula: list[str] | None = None
        self.valued = False
        self.sink: list[str] | None = None
        self.shared: dict[str, str] = {}

    def read(self, archive: Archive, part: str) -> None:
        """Read the part."""
        archive.parse(part, self.start, self.end, self.text)

    def start(self, tag: str, given: Attributes) -> None:
        if tag == "c":
            self.given = given
            self.pieces = []
            self.formula = None
            self.valued = False
            self._place(given.get("r"))
        elif tag == "v" or tag == "t":
            self.valued = True
            self.sink = self.pieces
        elif tag == "f":
            self.formula = self.sink = []
            self.given = {**self.given, "si": given.get("si", "")}
        else:
            self._around(tag, given)

    def _around(self, tag: str, given: Attributes) -> None:
        if tag == "row":
            self.row = _int(given.get("r"), self.row + 2) - 1
            self.column = -1
            if given.get("hidden") in _HIDDEN or given.get("ht") == "0":
                self.sheet.hidden_rows.add(self.row)
        elif tag == "rPh":
            self.sink = None
        elif tag == "col" and (given.get("hidden") in _HIDDEN or given.get("width") == "0"):
            first, last = _int(given.get("min")), _int(given.get("max"))
            self.sheet.hidden_columns.append((first - 1, last - 1))
        elif tag == "mergeCell":
            try:
                self.sheet.merges.append(span(given.get("ref", "")))
            except ValueError:
                self.sheet.remark("merge", detail=given.get("ref", ""))

    def _place(self, cell: str | None) -> None:
        self.column += 1
        if cell:
            name = cell.rstrip("0123456789")
            row = _int(cell[len(name) :]) - 1
            if not (name.isalpha() and name.isascii() and 0 <= row < 1 << 20 and len(name) < 4):
                raise Refused(
                    f"has a cell with the address {cell[:20]!r}, expected one like A1; "
                    "open it in a spreadsheet program, save it again and send that"
                )
            self.row, self.column = row, column_index(name.upper())

    def text(self, piece: str) -> None:
        if self.sink is not None:
            self.sink.append(piece)

    def end(self, tag: str) -> None:
        if tag == "c":
            if self.pieces or self.formula is not None:
                self._finish()
        elif tag in ("v", "t", "f"):
            self.sink = None

    def _finish(self) -> None:
        kind = self.given.get("t", "n")
        stored = "".join(self.pieces)
        if self.formula is not None and not stored:
            if kind != "str" or not self.valued:
                self._unvalued()
            return
        value, shown = self._typed(kind, stored)
        if value is None or value == "":
            return
        if self.formula is not None and value == 0 and self.settings["uncalculated"]:
            self.sheet.remark("formula-zero", address(self.row, self.column))
        self.sheet.put(self.row, self.column, value, shown)
        if len(self.sheet.rows) > CELLS:
            check_size([self.sheet])

    def _unvalued(self) -> None:
        formula = self._formula()
        self.sheet.remark("formula", address(self.row, self.column), formula)
        self.sheet.put(self.row, self.column, None, formula)

    def _formula(self) -> str:
        """Write the formula; a shared one is written out at its first cell only."""
        text = "".join(self.formula or ())
        index = self.given.get("si", "")
        if index and text:
            self.shared[index] = text
        return "=" + (text or self.shared.get(index, ""))

    def _typed(self, kind: str, stored: str) -> tuple[Any, str | None]:
        if kind == "s":
            index = _int(stored, -1)
            if not 0 <= index < len(self.strings):
                raise Refused(
                    f"refers to shared text {stored[:20]!r} that it does not hold, expected a "
                    "whole workbook; open it in a spreadsheet program and save it again"
                )
            return self.strings[index], self.strings[index]
        if kind == "n":
            return self._number(stored)
        if kind == "b":
            return stored.strip() in _HIDDEN, "TRUE" if stored.strip() in _HIDDEN else "FALSE"
        if kind == "e":
            self.sheet.remark("error", address(self.row, self.column), stored)
        if kind == "d":
            try:
                return datetime.fromisoformat(stored).replace(tzinfo=None), stored
            except ValueError:
                return stored, stored
        text = unescaped(stored)
        return text, text

    def _number(self, stored: str) -> tuple[Any, str | None]:
        try:
            number = float(stored)
        except ValueError:
            return stored, stored
        style = _int(self.given.get("s"))
        chosen = self.formats[style] if style < len(self.formats) else self.formats[0]
        return typed_number(number, chosen, from_1904=self.settings["1904"])


def typed_number(
    number: float, chosen: Format, *, from_1904: bool = False
) -> tuple[Any, str | None]:
    """Give a stored number as int, float or date, with the text that its format shows."""
    if number - number != 0:  # infinity and NaN are no figures
        return None, None
    if chosen.date:
        shift = 1462 if from_1904 else 0
        moment = to_datetime(number, from_1904=from_1904)
        return (moment, chosen.show(number + shift)) if moment else (number, general(number))
    whole = int(number)
    return (whole if whole == number else number), chosen.show(number)


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
