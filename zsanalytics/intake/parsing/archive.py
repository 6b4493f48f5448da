"""Zip containers and XML parts, read with a cap and without entities."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from .grid import UnfitError

UNPACKED = 512 * 1024 * 1024
"""Most bytes that all parts together may say they unpack to."""

PART = 160 * 1024 * 1024
"""Most bytes read of one part; a sheet of a million cells has about 60 million."""

ENTRIES = 10_000
_BLOCK = 1 << 18

Attributes = dict[str, str]


class Archive:
    """The parts of a zip container by name, whatever its slashes and case."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnfitError(
                "is a damaged or truncated zip container, expected a whole workbook; "
                "send the file again"
            ) from error
        entries = self._zip.infolist()
        if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
            raise UnfitError(
                f"unpacks to more than {UNPACKED >> 20} MB or {ENTRIES:,} parts, expected a "
                "workbook of ordinary size; save the tables to a new workbook and send that"
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnfitError(
                "is protected by a password, expected an open workbook; "
                "remove the password and send it again"
            )
        self._entries = {_plain(entry.filename): entry for entry in entries}
        if len(self._entries) < len(entries):
            raise UnfitError(
                "holds two parts of one name, expected one of each; "
                "open it in a spreadsheet program, save it again and send that"
            )

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._entries

    def names(self) -> list[str]:
        """List the parts, in lower case with forward slashes."""
        return list(self._entries)

    def size(self, name: str) -> int:
        """Say how many bytes a part declares."""
        return self._entry(name).file_size

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = self._entries.get(_plain(name))
        if entry is None:
            raise UnfitError(
                f"lacks its part {name}, expected a whole workbook; send the file again"
            )
        return entry

    def blocks(self, name: str) -> Iterator[bytes]:
        """Give a part in pieces, never more than the cap."""
        entry = self._entry(name)
        total = 0
        try:
            with self._zip.open(entry) as stream:
                while block := stream.read(_BLOCK):
                    total += len(block)
                    if total > PART:
                        raise UnfitError(
                            f"has a part {name} of more than {PART >> 20} MB, expected tables of "
                            "ordinary size; save the tables to a new workbook and send that"
                        )
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
                RuntimeError, ValueError) as error:  # fmt: skip
            raise UnfitError(
                f"has a damaged part {name}, expected a whole workbook; send the file again"
            ) from error

    def parse(self, name: str, start: Any, end: Any = None, text: Any = None) -> None:
        """Send a part's elements and text to handlers; names come without their prefix."""
        parse_xml(self.blocks(name), name, start, end, text)

    def elements(self, name: str) -> list[tuple[str, Attributes]]:
        """List a small part's elements with their attributes, prefixes removed."""
        found: list[tuple[str, Attributes]] = []
        self.parse(name, lambda tag, attributes: found.append((tag, _bare(attributes))))
        return found


def _plain(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def _bare(attributes: Attributes) -> Attributes:
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def parse_xml(
    blocks: Iterator[bytes], name: str, start: Any, end: Any = None, text: Any = None
) -> None:
    """Parse XML block by block; a document type or an entity is refused.

    Parameters
    ----------
    blocks : iterator of bytes
    name : str
        The part's name, for the message.
    start, end, text : callable
        As `xml.parsers.expat` calls them, tags without a prefix.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    prefixed = _first_tag(parser, start, end)
    parser.StartElementHandler = prefixed
    parser.CharacterDataHandler = text
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError) as error:
        raise UnfitError(
            f"has a part {name} that is no well-formed XML ({error}), expected a whole workbook; "
            "open it in a spreadsheet program, save it again and send that"
        ) from error


def _first_tag(parser: Any, start: Any, end: Any) -> Callable[[str, Attributes], None]:
    """Look at the root's prefix once: most parts have none, and then nothing is cut per tag."""

    def first(tag: str, attributes: Attributes) -> None:
        if any(key.startswith("xmlns:") for key in attributes) and _prefixed(attributes, tag):
            parser.StartElementHandler = lambda t, a: start(t.rpartition(":")[2], a)
            if end is not None:
                parser.EndElementHandler = lambda t: end(t.rpartition(":")[2])
        else:
            parser.StartElementHandler = start
            parser.EndElementHandler = end
        start(tag.rpartition(":")[2], attributes)

    return first


def _prefixed(attributes: Attributes, tag: str) -> bool:
    return ":" in tag or "xmlns" not in attributes


def _refuse_doctype(*_: Any) -> None:
    raise UnfitError(
        "declares a document type or an entity, which no workbook needs; "
        "open it in a spreadsheet program, save it again and send that"
    )
