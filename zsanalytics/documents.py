"""Documents at the door: the running text of a bulletin, whatever file it lies in.

Comes in: txt, md, html, docx, or the facts.json beside a report. Goes out: its text, a paragraph a
line. Tables, scripts and pictures are left out: a table is checked as a workbook, not as prose.
Refused: other kinds of file, files of more than 20 MB, and what does not decode.
"""

from __future__ import annotations

import codecs
import json
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree, html

from zsanalytics.errors import RequestError

LARGEST = 20 * 2**20
"""Bytes of a file, and of the text inside a docx, that are read."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = ("head", "script", "style", "template", "svg", "table", "nav", "noscript",
             "details")  # fmt: skip
_BLOCKS = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "figcaption")


def read_document(path: str | Path) -> str:
    """Read the running text of a bulletin.

    Parameters
    ----------
    path : str or Path
        A ``.txt``, ``.md``, ``.html``, ``.docx`` or ``.facts.json`` file; text may be UTF-8,
        UTF-16 with its mark, or GB18030.

    Raises
    ------
    RequestError
        For a path that is no file, another kind of file, one too large, and one that is not what
        its name says.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in _READERS:
        raise RequestError(
            f"{path}: found a {kind or 'nameless'} file, expected txt, md, html, docx or "
            "facts.json; save the bulletin as one of these"
        )
    if not path.is_file():
        raise RequestError(f"{path}: no such file; check the path")
    if path.stat().st_size > LARGEST:
        raise RequestError(f"{path}: larger than 20 MB, expected a bulletin; check the file")
    try:
        return str(_READERS[kind](path))
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile, etree.LxmlError) as error:
        told = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise RequestError(f"{path}: not readable as {kind[1:]} ({told}); save it again") from error


def _plain(path: Path) -> str:
    return _decoded(path.read_bytes())


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _page(path: Path) -> str:
    text = _decoded(path.read_bytes())
    if not text.strip():
        return ""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
    root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    for node in [*root.iter(*_LEFT_OUT), *root.xpath("//*[@hidden]")]:
        if node.getparent() is not None:
            node.drop_tree()
    for node in root.iter(*_BLOCKS):
        node.tail = "\n" + (node.tail or "")
        node.text = "\n" + (node.text or "") if node.tag != "br" else node.text
    lines = (line.strip() for line in str(root.text_content()).splitlines())
    return "\n".join(line for line in lines if line)


def _letter(path: Path) -> str:
    """Read the paragraphs of a docx; insertions count, deletions do not."""
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("word/document.xml")
        if entry.file_size > LARGEST:
            raise ValueError("more than 20 MB of text")
        data = archive.read(entry)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(data, parser)
    for table in list(root.iter(f"{_W}tbl")):
        table.getparent().remove(table)
    paragraphs = ("".join(_runs(paragraph)) for paragraph in root.iter(f"{_W}p"))
    return "\n".join(text for text in paragraphs if text)


def _runs(paragraph: Any) -> list[str]:
    marks = {f"{_W}tab": " ", f"{_W}br": "\n"}
    found = paragraph.iter(f"{_W}t", *marks)
    return [marks.get(node.tag) or node.text or "" for node in found]


def _facts(path: Path) -> str:
    """Write each fact of a report as a sentence of its own."""
    rows = json.loads(_decoded(path.read_bytes()))
    rows = rows.get("facts", []) if isinstance(rows, dict) else rows
    return "\n".join(f"{row['label']}{row['text']}{row.get('unit') or ''}。" for row in rows)


_READERS = {
    ".txt": _plain, ".text": _plain, ".md": _plain, ".html": _page, ".htm": _page,
    ".docx": _letter, ".json": _facts,
}  # fmt: skip
