"""The XML of one xlsx sheet and of the shared strings, as cells and texts.

Two ways lead to the same cells. Nearly every program writes cells in one plain form, which a
regular expression reads four times as fast as a parser; all else, and every sheet where the
plain form does not account for each single cell, goes through the parser.
"""

from __future__ import annotations

import re

from .archive import Archive, Attributes, parse_xml
from .grid import CELLS, Sheet, UnfitError, check_count, column_index, letters, span

TRUE = ("1", "true", "on")
_PLAIN = 40 * 1024 * 1024  # characters, a million cells; a longer sheet is streamed

_CELL = re.compile(  # possessive (++, ?+), for nothing is ever gained by going back
    r'<c r="([A-Z]{1,3}+)([0-9]{1,7}+)"(?: s="([0-9]++)")?+(?: t="(\w++)")?+'
    r"(?:/>|>(<f[^>]*+>(?:[^<]*+</f>)?+)?+"
    r"(?:<(?:v|is><t(?: [^>]*+)?+)>([^<]*+)</(?:v|t></is)>)?+</c>)"
)
_STRING_START = re.compile(r"<si[\s/>]")
_ROW = re.compile(r"<row\b([^>]*)>")
_HIDDEN_ROW = re.compile(r'\s(?:hidden="(?:1|true)"|ht="0(?:\.0+)?")')
_STRING = re.compile(r"<si><t(?: [^>]*)?>([^<]*)</t></si>")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

Cell = tuple[str, str, str, str, str, str]
"""Column letters, row number, style, type, formula (or its element), stored value."""


def whole_number(text: str | None, default: int = 0) -> int:
    """Read an attribute that should be a whole number."""
    try:
        return int(text) if text else default
    except ValueError:
        return default


def read_strings(archive: Archive, part: str) -> list[str]:
    """List the shared strings; phonetic guides are not text."""
    plain = _decoded(archive, part)
    if plain is not None and "<!" not in plain:
        found = _STRING.findall(plain)
        if len(found) == len(_STRING_START.findall(plain)) > 0:
            escaped = "&" in plain or "_x" in plain or "\r" in plain
            return [_resolved(text) for text in found] if escaped else found
    return _parsed_strings(archive, part)


def _decoded(archive: Archive, part: str) -> str | None:
    """Give a part as text if it is UTF-8 and of ordinary size."""
    if archive.size(part) > _PLAIN:
        return None
    data = b"".join(archive.blocks(part))
    if b"encoding" in data[:100] and b"utf-8" not in data[:100].lower():
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _resolved(text: str) -> str:
    """Resolve character references, escapes and line ends."""
    if "&" in text:
        text = _REFERENCE.sub(_character, text)
    return unescaped(text)


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED.get(name, match[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return match[0] if code >= 0x110000 or 0xD800 <= code < 0xE000 or not code else chr(code)


def unescaped(text: str) -> str:
    """Undo ``_x000D_`` escapes and give line ends one form."""
    if "_x" in text:
        text = text.replace("_x000D_", "").replace("_x000A_", "\n").replace("_x005F_", "_")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _parsed_strings(archive: Archive, part: str) -> list[str]:
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
            check_count(len(strings))
        elif tag == "rPh":
            phonetic = False

    def text(piece: str) -> None:
        if reading:
            pieces.append(piece)

    archive.parse(part, start, end, text)
    return strings


def read_sheet(archive: Archive, part: str, sheet: Sheet) -> list[Cell]:
    """Give a sheet's cells as stored; its merged ranges and what is hidden go to ``sheet``."""
    text = _decoded(archive, part)
    cells = _plain_cells(text, sheet) if text is not None else None
    if cells is None:
        stream = _Stream(sheet)
        archive.parse(part, stream.start, stream.end, stream.text)
        cells = stream.cells
    return cells


def _plain_cells(text: str, sheet: Sheet) -> list[Cell] | None:
    """Read a sheet of the plain form; None if any cell is in another form."""
    begin, end = text.find("<sheetData>"), text.rfind("</sheetData>")
    if not 0 < begin < end:
        return None
    body = text[begin:end]
    cells = _CELL.findall(body)
    if len(cells) != body.count("<c") or "<!" in body or "<?" in body:
        return None
    if "<f" in body and any(cell[4] and not cell[5] for cell in cells):
        return None
    if "&" in body:
        cells = [(*c[:5], _REFERENCE.sub(_character, c[5])) if "&" in c[5] else c for c in cells]
    hidden = [given for given in _ROW.findall(body) if _HIDDEN_ROW.search(given)]
    numbers = [re.search(r'\sr="(\d+)"', given) for given in hidden]
    if not all(numbers):  # rows without numbers are counted by the parser
        return None
    sheet.hidden_rows.update(int(number[1]) - 1 for number in numbers if number)
    rest = text[:begin] + "<sheetData>" + text[end:]
    stream = _Stream(sheet)
    parse_xml(iter([rest.encode()]), "sheet", stream.start, stream.end, stream.text)
    return cells


class _Stream:
    """Collects a sheet's cells from the events of its XML."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.cells: list[Cell] = []
        self.row = self.column = 0
        self.given: Attributes = {}
        self.pieces: list[str] = []
        self.formula: list[str] = []
        self.formulas: dict[str, str] = {}
        self.index: str | None = None
        self.sink: list[str] | None = None
        self.valued = False

    def start(self, tag: str, given: Attributes) -> None:
        """Handle a start tag."""
        if tag == "c":
            self.given, self.pieces, self.formula, self.index = given, [], [], None
            self.valued = False
            self._place(given.get("r"))
        elif tag in ("v", "t"):
            self.sink, self.valued = self.pieces, True
        elif tag == "f":
            self.sink, self.index = self.formula, given.get("si", "")
        elif tag == "row":
            self._row(given)
        elif tag == "rPh":
            self.sink = None
        elif tag == "col":
            self._columns(given)
        elif tag == "mergeCell":
            self._merge(given.get("ref", ""))

    def _row(self, given: Attributes) -> None:
        self.row = whole_number(given.get("r"), self.row + 1)
        self.column = 0
        if given.get("hidden") in TRUE or _HIDDEN_ROW.search(f' ht="{given.get("ht")}"'):
            self.sheet.hidden_rows.add(self.row - 1)

    def _columns(self, given: Attributes) -> None:
        if given.get("hidden") in TRUE or given.get("width") == "0":
            first, last = whole_number(given.get("min")), whole_number(given.get("max"))
            self.sheet.hidden_columns.append((first - 1, last - 1))

    def _merge(self, cells: str) -> None:
        try:
            self.sheet.merges.append(span(cells))
        except ValueError:
            self.sheet.remark("merge")

    def _place(self, cell: str | None) -> None:
        if cell:
            name = cell.rstrip("0123456789")
            if not (name.isalpha() and name.isascii() and len(name) < 4 and cell[len(name) :]):
                raise _misplaced(cell)
            self.row, self.column = int(cell[len(name) :][:9]), column_index(name.upper()) + 1
        else:
            self.column += 1

    def text(self, piece: str) -> None:
        """Handle character data."""
        if self.sink is not None:
            self.sink.append(piece)

    def end(self, tag: str) -> None:
        """Handle an end tag."""
        if tag == "c":
            stored = "".join(self.pieces)
            formula = self._formula() if self.index is not None else ""
            if stored or formula:
                self._finish(stored, formula)
        elif tag in ("v", "t", "f"):
            self.sink = None

    def _finish(self, stored: str, formula: str) -> None:
        kind = self.given.get("t", "")
        if kind == "str" and not self.valued:
            kind = ""  # a text result that is not stored, not an empty text
        name, style = letters(self.column - 1), self.given.get("s", "")
        self.cells.append((name, str(self.row), style, kind, formula, stored))
        if len(self.cells) > CELLS:
            check_count(len(self.cells))

    def _formula(self) -> str:
        """Write the formula; a shared one stands at its first cell only."""
        text = "".join(self.formula)
        if self.index and text:
            self.formulas[self.index] = text
        return "=" + (text or self.formulas.get(self.index or "", ""))


def _misplaced(cell: str) -> UnfitError:
    return UnfitError(
        f"has a cell with the address {cell[:20]!r}, expected one like A1; "
        "open it in a spreadsheet program, save it again and send that"
    )
