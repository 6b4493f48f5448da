"""Binary workbooks (xlsb): the records of [MS-XLSB] that hold cells, formats and what is hidden."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .archive import Archive
from .formats import Format
from .grid import Sheet, UnfitError, check_count, check_sheets, check_size, letters
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
from .stored import Typed, Typing, shared, typed_number

_ROW, _BLANK, _RK, _ERROR, _TRUTH, _REAL, _TEXT, _SHARED = 0, 1, 2, 3, 4, 5, 6, 7
_FORMULAS = {8: _TEXT, 9: _REAL, 10: _TRUTH, 11: _ERROR}
_RICH, _COLUMN, _MERGE = 62, 60, 176
_STRING, _FORMAT, _STYLE, _STYLES, _STYLES_END = 19, 44, 47, 617, 618
_SHEET, _BOOK = 156, 153
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_MOST = 1 << 20  # bytes of one record that is looked at

Record = tuple[int, bytes]


def read(data: bytes) -> list[Sheet]:
    """Read a workbook."""
    archive = Archive(data)
    book = main_part(archive)
    targets = relations(archive, book)
    try:
        return _sheets(archive, book, targets)
    except (struct.error, IndexError, KeyError) as error:
        raise UnfitError(
            "has a damaged record, expected a whole binary workbook; "
            "open it in a spreadsheet program and save it as .xlsx"
        ) from error


def _sheets(archive: Archive, book: str, targets: Relations) -> list[Sheet]:
    listed, from_1904 = _listed(archive, book)
    typing = Typing(
        _strings(archive, part_of(targets, "sharedStrings")),
        _formats(archive, part_of(targets, "styles")), from_1904, False,
    )  # fmt: skip
    sheets = []
    for name, hidden, relation in listed:
        if part := worksheet(targets, relation, name):
            sheets.append(Sheet(name, hidden=hidden))
            _read_sheet(archive, part, sheets[-1], typing)
            comments(archive, part, sheets[-1])
            check_size(sheets)
    if not sheets:
        raise UnfitError("holds no worksheet, expected at least one; send the workbook with tables")
    extras(archive, sheets[0])
    return sheets


def _records(archive: Archive, part: str) -> Iterator[Record]:
    """Give the records of a part: kind and content."""
    data = b"".join(archive.blocks(part))
    at = 0
    while at < len(data):
        kind, at = _varint(data, at, 2)
        size, at = _varint(data, at, 4)
        if at + size > len(data):
            raise struct.error("record beyond the end")
        yield kind, data[at : at + min(size, _MOST)]
        at += size


def _varint(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits a byte; give it and the place behind it."""
    number = 0
    for place in range(most):
        number |= (data[at + place] & 0x7F) << (7 * place)
        if data[at + place] < 0x80:
            return number, at + place + 1
    return number, at + most


def _wide(content: bytes, at: int) -> tuple[str, int]:
    """Read a counted UTF-16 text; give it and the place behind it."""
    (count,) = struct.unpack_from("<I", content, at)
    end = at + 4 + 2 * count
    if count == 0xFFFFFFFF:  # a text that is absent
        return "", at + 4
    if end > len(content):
        raise struct.error("text beyond the end")
    return content[at + 4 : end].decode("utf-16-le", errors="replace"), end


def _listed(archive: Archive, book: str) -> tuple[list[tuple[str, bool, str]], bool]:
    sheets, from_1904 = [], False
    for kind, content in _records(archive, book):
        if kind == _SHEET:
            state, _ = struct.unpack_from("<II", content)
            relation, at = _wide(content, 8)
            sheets.append((_wide(content, at)[0], state != 0, relation))
        elif kind == _BOOK:
            from_1904 = bool(content[0] & 1)
    check_sheets(len(sheets))
    return sheets, from_1904


def _strings(archive: Archive, part: str) -> dict[str, Typed]:
    if part not in archive:
        return {}
    records = _records(archive, part)
    return shared([_wide(content, 1)[0] for kind, content in records if kind == _STRING])


def _formats(archive: Archive, part: str) -> list[Format]:
    own: dict[int, str] = {}
    used: list[int] = []
    within = False
    for kind, content in _records(archive, part) if part in archive else ():
        if kind == _FORMAT:
            own[struct.unpack_from("<H", content)[0]] = _wide(content, 2)[0]
        elif kind in (_STYLES, _STYLES_END):
            within = kind == _STYLES
        elif kind == _STYLE and within:
            used.append(struct.unpack_from("<H", content, 2)[0])
    return style_formats(own, used)


def _read_sheet(archive: Archive, part: str, sheet: Sheet, typing: Typing) -> None:
    row = 0
    for kind, content in _records(archive, part):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", content)
            if len(content) > 11 and content[11] & 0x10:
                sheet.hidden_rows.add(row)
        elif kind <= 11 or kind == _RICH:
            if kind != _BLANK:
                _put(sheet, row, kind, content, typing)
        elif kind == _COLUMN:
            first, last = struct.unpack_from("<II", content)
            if content[16] & 1:
                sheet.hidden_columns.append((first, last))
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<IIII", content)
            sheet.merges.append((top, left, bottom, right))


def _put(sheet: Sheet, row: int, kind: int, content: bytes, typing: Typing) -> None:
    column, style = struct.unpack_from("<II", content)
    if row >= 1 << 20 or column >= 1 << 14:
        raise struct.error("cell beyond the sheet")
    value, shown = _typed(_FORMULAS.get(kind, kind), content, style & 0xFFFFFF, typing)
    if shown:
        sheet.put(row, column, value, shown)
        if kind in (_ERROR, 11):
            sheet.remark("error", f"{letters(column)}{row + 1}", shown)
        check_count(len(sheet.rows))


def _typed(kind: int, content: bytes, style: int, typing: Typing) -> Typed:
    if kind in (_RK, _REAL):
        number = _rk(content) if kind == _RK else struct.unpack_from("<d", content, 8)[0]
        chosen = typing.formats[style if style < len(typing.formats) else 0]
        return typed_number(number, chosen, from_1904=typing.from_1904)
    if kind == _TRUTH:
        return bool(content[8]), "TRUE" if content[8] else "FALSE"
    if kind == _ERROR:
        text = _ERRORS.get(content[8], "#ERROR!")
    elif kind == _SHARED:
        return typing.strings[str(struct.unpack_from("<I", content, 8)[0])]
    else:
        text = _wide(content, 9 if kind == _RICH else 8)[0]
    return text, text


def _rk(content: bytes) -> float:
    """Read a number packed into 30 bits: an integer or the head of a float, or hundredths."""
    (packed,) = struct.unpack_from("<i", content, 8)
    if packed & 2:
        number = float(packed >> 2)
    else:
        (number,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", packed & ~3))
    return number / 100 if packed & 1 else number
