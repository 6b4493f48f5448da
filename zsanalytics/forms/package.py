"""The parts of an xlsx file: read one by one, some replaced, every other one kept byte for byte."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any, NamedTuple

from lxml import etree

from zsanalytics.errors import WorkbookError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

LARGEST = 200 << 20
"""Bytes of all parts together that are unpacked here; what is larger goes back unmarked."""

# what zipfile raises: damage, an unknown compression or a password (RuntimeError), damaged data
# (zlib.error), a part cut short (EOFError)
_BROKEN = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, zlib.error, EOFError)

_EARLIEST = (1980, 1, 1, 0, 0, 0)


class Relation(NamedTuple):
    """A part that another part refers to."""

    id: str
    kind: str
    part: str


class Package:
    """An xlsx file whose parts can be replaced and added to."""

    def __init__(self, content: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self.infos = archive.infolist()
                if sum(info.file_size for info in self.infos) > LARGEST:
                    raise ValueError(f"more than {LARGEST >> 20} MB unpacked")
                self.parts = {info.filename: archive.read(info) for info in self.infos}
        except _BROKEN as error:
            raise WorkbookError(f"not an xlsx file ({error}); return the findings alone") from error
        self.trees: dict[str, Any] = {}
        self.read: dict[str, bytes] = {}  # each tree as it was, to tell whether it was changed

    def tree(self, part: str) -> Any:
        """Give the XML of a part; what is changed in it is written."""
        if part not in self.trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            try:
                self.trees[part] = etree.fromstring(self.parts[part], parser)
            except (KeyError, etree.XMLSyntaxError) as error:
                raise WorkbookError(f"part {part}: {error}; return the findings alone") from error
            self.read[part] = etree.tostring(self.trees[part])
        return self.trees[part]

    def add(self, part: str, content: bytes, *, kind: str = "") -> None:
        """Add a part; ``kind`` is its content type, where its extension does not say it."""
        self.parts[part] = content
        types = self.tree("[Content_Types].xml")
        if kind:
            etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{part}", ContentType=kind)

    def add_extension(self, extension: str, kind: str) -> None:
        """Say what files of an extension are, unless it is said already."""
        types = self.tree("[Content_Types].xml")
        known = {node.get("Extension", "").lower() for node in types.iter(f"{{{TYPES}}}Default")}
        if extension not in known:
            node = etree.Element(f"{{{TYPES}}}Default", Extension=extension, ContentType=kind)
            types.insert(0, node)

    def relations(self, part: str) -> list[Relation]:
        """List what a part refers to inside the package."""
        where = relations_part(part)
        if where not in self.parts:
            return []
        folder = posixpath.dirname(part)
        return [
            Relation(
                node.get("Id", ""),
                node.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/"),
            )
            for node in self.tree(where).iter(f"{{{RELATIONS}}}Relationship")
            if node.get("TargetMode") != "External"
        ]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Make a part refer to another; give the relation's id."""
        where = relations_part(part)
        if where not in self.parts:
            self.parts[where] = f'<Relationships xmlns="{RELATIONS}"/>'.encode()
        tree = self.tree(where)
        taken = {node.get("Id") for node in tree}
        name = next(f"rIdZs{n}" for n in range(1, len(taken) + 2) if f"rIdZs{n}" not in taken)
        etree.SubElement(
            tree, f"{{{RELATIONS}}}Relationship",
            Id=name, Type=f"{OFFICE}/{kind}", Target=f"/{target}",
        )  # fmt: skip
        return name

    def free_name(self, pattern: str) -> str:
        """Give a name for a new part: the pattern with the first number that is free."""
        return next(
            name for n in range(1, len(self.parts) + 2)
            if (name := pattern.format(n)) not in self.parts
        )  # fmt: skip

    def content(self) -> bytes:
        """Give the file: changed parts written anew, the others as they were."""
        for part, tree in self.trees.items():
            if etree.tostring(tree) == self.read[part]:
                continue
            self.parts[part] = etree.tostring(
                tree, xml_declaration=True, encoding="UTF-8", standalone=True
            )
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            written = set()
            for info in self.infos:
                if info.filename not in written:
                    archive.writestr(info, self.parts[info.filename])
                    written.add(info.filename)
            for part in self.parts.keys() - written:
                archive.writestr(zipfile.ZipInfo(part, _EARLIEST), self.parts[part])
        return stream.getvalue()


def relations_part(part: str) -> str:
    """Name the part that lists what a part refers to.

    Examples
    --------
    >>> relations_part("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
