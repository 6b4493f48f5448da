"""A report as one HTML page, with shared assets beside it, that asks no host for anything.

Everything foreign is escaped by the templates; fonts are subsets inside the page; the page is
complete without its script. A page that would fetch something from elsewhere is refused.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uharfbuzz
from lxml import html as lxml_html

from zsanalytics.publish import markup, style
from zsanalytics.publish.content import BlockError
from zsanalytics.publish.report import Report

SCRIPT = "report.js"
LIBRARY = "plotly.min.js"

_ELSEWHERE = re.compile(r"(?i)^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*(?:javascript|vbscript):")
_ASKING = {"href", "src", "srcset", "action", "formaction", "poster", "data", "ping", "manifest",
           "background", "cite", "longdesc", "xlink:href", "clip-path", "fill"}  # fmt: skip
_IMPORTED = re.compile(r"(?i)@import|url\(\s*[\"']?(?!data:|#)")


def render_html(report: Report, to: str | Path, assets: str | Path | None = None) -> Path:
    """Write a report as an HTML page that works from ``file://`` and without a network.

    Parameters
    ----------
    report : Report
        Its plotly figures are drawn by plotly's own script, copied to the assets once.
    to : str or Path
        The file to write.
    assets : str or Path, optional
        The folder that pages share; ``assets`` beside the page by default.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    BlockError
        If the page would ask another host for something.
    """
    path = Path(to)
    shared = Path(assets) if assets is not None else path.parent / "assets"
    interactive = any(block.content.get("plotly") for block in report.blocks)
    copy_assets(shared, interactive=interactive)
    near = Path(os.path.relpath(shared, path.parent)).as_posix()
    page = page_text(
        "page.html.j2",
        {
            **_content(report),
            "script": f"{near}/{SCRIPT}",
            "plotly": f"{near}/{LIBRARY}" if interactive else "",
        },
    )
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def page_text(template: str, content: Mapping[str, Any]) -> str:
    """Fill a page's template, with the style sheet and the fonts its words need.

    Raises
    ------
    BlockError
        If the page would ask another host for something.
    """
    filled = markup.environment().get_template(template)
    css = (style.ASSETS / "page.css").read_text(encoding="utf-8")
    page = filled.render({**content, "css": css, "fonts": "/*fonts*/"})
    refuse_elsewhere(page)
    return page.replace("/*fonts*/", fonts_css(page), 1)


def copy_assets(folder: Path, *, interactive: bool = True) -> None:
    """Copy what pages share into a folder: the script and, if asked, plotly's own.

    Files that are there with the same content are left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [style.ASSETS / SCRIPT]
    if interactive:
        import plotly  # only its folder is needed: its script lies there

        wanted.append(Path(plotly.__file__).parent / "package_data" / LIBRARY)
    for source in wanted:
        copy = folder / source.name
        if not copy.exists() or copy.stat().st_size != source.stat().st_size:
            shutil.copyfile(source, copy)


def fonts_css(page: str) -> str:
    """Write the font faces of a page: each bundled font cut down to the page's characters."""
    used = frozenset(map(ord, page)) | frozenset(range(0x20, 0x7F))
    faces = []
    for family in (style.SERIF, style.SANS):
        cut = base64.b64encode(_subset(family, used & style.coverage())).decode("ascii")
        faces.append(
            f'@font-face {{ font-family: "{family}"; font-display: swap; '
            f'src: url(data:font/otf;base64,{cut}) format("opentype"); }}'
        )
    return "\n".join(faces)


def refuse_elsewhere(page: str) -> None:
    """Refuse a page with an address of another host in an attribute or a style sheet.

    Raises
    ------
    BlockError
        Naming the first such address.
    """
    root = lxml_html.document_fromstring(page)
    asked = [
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if name in _ASKING and _ELSEWHERE.search(value)
    ]
    styled = [element.get("style", "") for element in root.iter() if element.get("style")]
    styled += [sheet.text or "" for sheet in root.iter("style")]
    outside = asked + [text for text in styled if _IMPORTED.search(text)]
    if outside:
        raise BlockError(f"page: {outside[0][:80]!r} leads to another host; take the address out")


def _subset(family: str, characters: frozenset[int]) -> bytes:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(style.font_path(family))))
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(characters)
    return bytes(uharfbuzz.subset(face, wanted).blob.data)


def _content(report: Report) -> dict[str, Any]:
    known = frozenset(report.facts)
    headings = [
        {
            "place": place, "level": block.content["level"],
            "text": block.content.get("number", "") + block.content["text"],
        }
        for place, block in enumerate(report.blocks)
        if block.kind == "heading" and block.content["level"] < 3
    ]  # fmt: skip
    return {
        "title": report.title,
        "contents": headings,
        "recipients": report.head.get("recipients", ""),
        "fragments": [
            markup.fragment(block.as_json(), known=known, place=place)
            for place, block in enumerate(report.blocks)
        ],
    }
