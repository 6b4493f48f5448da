"""What a file really is, whatever its name says."""

from __future__ import annotations

import importlib
import io

from .archive import Archive
from .grid import Sheet, UnfitError, check_texts

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")

_OTHERS = (
    (b"%PDF", "a PDF document"), (b"{\\rtf", "a Rich Text document"), (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"BM", "a picture"),
    (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7z archive"), (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"), (b"\x7fELF", "a program"),
    (b"MZ", "a program"), (b"SQLite format 3", "a database"), (b"PAR1", "a Parquet file"),
)  # fmt: skip


def parse(data: bytes) -> tuple[str, list[Sheet]]:
    """Read a file's bytes: (kind of file, sheets)."""
    if not data.strip(b"\0 \t\r\n"):
        raise UnfitError("is empty, expected a workbook; send the file again")
    if data.startswith(_OLE):
        data = _opened(data)
    kind = _kind(data)
    sheets: list[Sheet] = importlib.import_module(f".{kind}", __package__).read(data)
    if not any(sheet.rows for sheet in sheets):
        raise UnfitError("holds no value in any cell, expected a filled table; send the right file")
    for sheet in sheets:
        check_texts(sheet)
    return kind, sheets


def _kind(data: bytes) -> str:
    if data.startswith(b"PK"):
        return _zip_kind(data)
    if data.startswith(_OLE) or data.startswith(_BIFF):
        return "xls"
    for mark, name in _OTHERS:
        if data.startswith(mark):
            raise _unfit(name)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<") and not head.startswith(b"<?xml"):
        return "markup"
    if head.startswith(b"<?xml"):
        return "markup"
    return "delimited"


def _unfit(name: str) -> UnfitError:
    return UnfitError(f"is {name}, expected a workbook; save the table as .xlsx and send that")


def _zip_kind(data: bytes) -> str:
    archive = Archive(data)
    names = archive.names()
    if "mimetype" in archive and b"opendocument.spreadsheet" in b"".join(
        archive.blocks("mimetype")
    ):
        return "ods"
    if any(name.startswith("word/") for name in names):
        raise _unfit("a Word document")
    if any(name.startswith("ppt/") for name in names):
        raise _unfit("a presentation")
    if any(name.endswith("workbook.bin") for name in names):
        return "xlsb"
    if "content.xml" in archive and "[content_types].xml" not in archive:
        return "ods"
    if "[content_types].xml" in archive or "xl/workbook.xml" in archive:
        return "xlsx"
    raise UnfitError(
        "is a zip archive without a workbook, expected a workbook; unpack it and send the workbooks"
    )


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _opened(data: bytes) -> bytes:
    """Look into an OLE container: give the workbook, unlocked if Excel's default password fits."""
    workbook = _stream("Workbook\0") in data or _stream("Book\0") in data
    if _stream("EncryptedPackage") in data:
        return _unlocked(data)
    if workbook:
        return _unlocked(data) if _locked(data) else data
    for stream, name in (("WordDocument", "a Word document"),
                         ("PowerPoint Document", "a presentation")):  # fmt: skip
        if _stream(stream) in data:
            raise _unfit(name)
    raise UnfitError(
        "is a compound file without a workbook, expected a workbook; "
        "save the table as .xlsx and send that"
    )


def _locked(data: bytes) -> bool:
    """Say whether an .xls bears a FILEPASS record (0x2F) near its beginning."""
    compdoc = importlib.import_module("xlrd.compdoc")
    try:
        box = compdoc.CompDoc(data, logfile=io.StringIO())
        found = [box.locate_named_stream(name) for name in ("Workbook", "Book")]
    except Exception:  # damaged: the parser will say how
        return False
    stream, at, length = next((f for f in found if f[0] is not None), (b"", 0, 0))
    end = at + min(length, 4096)
    while at + 4 <= end:
        if stream[at : at + 2] == b"\x2f\0":
            return True
        at += 4 + int.from_bytes(stream[at + 2 : at + 4], "little")
    return False


def _unlocked(data: bytes) -> bytes:
    msoffcrypto = importlib.import_module("msoffcrypto")
    opened = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        office.load_key(password="VelvetSweatshop")
        office.decrypt(opened)
    except MemoryError:
        raise
    except Exception as error:
        raise UnfitError(
            "is protected by a password, expected an open workbook; "
            "remove the password and send it again"
        ) from error
    return opened.getvalue()
