"""A report as PDF, set by Typst with the bundled fonts.

The words go to Typst as data, never as source, so nothing in them can be read as markup. The same
report gives the same bytes. Do not fork a process after it has rendered (Typst starts threads).
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from zsanalytics.publish import layout, markup, style, svg
from zsanalytics.publish.content import Block
from zsanalytics.publish.report import Report


def render_pdf(report: Report, to: str | Path) -> Path:
    """Write a report as an A4 PDF with page numbers, bookmarks, tags and embedded fonts.

    Tables too wide for an upright page lie on their side.

    Parameters
    ----------
    report : Report
        ``meta["asof"]`` is the file's time stamp.
    to : str or Path
        The file to write.

    Returns
    -------
    Path
        The file.
    """
    path = Path(to)
    stamp = style.month_end(report.meta.get("asof", "2000-01"))
    made = _compiled("report.typ", _data(report), format="pdf", timestamp=stamp)
    path.write_bytes(made)
    return path


def picture(drawing: str, *, width: float = 160, ppi: float = 220) -> bytes:
    """Draw an SVG as PNG with the bundled fonts, for formats that cannot show SVG.

    Parameters
    ----------
    drawing : str
        SVG, as a figure block holds it.
    width : float
        In mm.
    ppi : float
        Pixels per inch.
    """
    return _compiled("picture.typ", {"svg": svg.standalone(drawing), "width": width}, ppi=ppi,
                     format="png")  # fmt: skip


@functools.cache
def _fonts() -> Any:
    import typst  # 80 MB: loaded where pages are made

    folder = style.font_path(style.SERIF).parent
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )


def _compiled(template: str, data: dict[str, Any], **options: Any) -> bytes:
    import typst

    return bytes(
        typst.compile(
            (style.ASSETS / template).read_bytes(),
            font_paths=_fonts(),
            sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
            **options,
        )
    )


def _data(report: Report) -> dict[str, Any]:
    head = report.head
    stamp = style.month_end(report.meta.get("asof", "2000-01"))
    return {
        "title": report.title,
        "author": head.get("issuer", ""),
        "date": [stamp.year, stamp.month, stamp.day],
        "marks": head.get("marks", []),
        "recipients": head.get("recipients", ""),
        "sections": [
            {"lying": lying, "blocks": [_block(block) for block in blocks]}
            for lying, blocks in layout.sections(report)
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    content = block.as_json()
    if block.kind == "table":
        return {**content, **_table(content)}
    if block.kind == "figure":
        return {**content, "plotly": None, "svg": svg.standalone(content["svg"])}
    return content


def _table(table: dict[str, Any]) -> dict[str, Any]:
    fitted = layout.fit(table)
    columns = [
        {**column, "label": "\n".join(lines)}
        for column, lines in zip(table["columns"], fitted.heads, strict=True)
    ]
    header = markup.header(columns)
    return {
        **fitted._asdict(),
        "header": header,
        "underlines": _underlines(header),
        "below": markup.below(table),
    }


def _underlines(header: list[list[dict[str, Any]]]) -> list[tuple[int, int]]:
    """Say under which columns the upper line of a heading is ruled."""
    found, start = [], 0
    for cell in header[0]:
        if len(header) > 1 and cell["rows"] == 1:
            found.append((start, start + cell["columns"]))
        start += cell["columns"]
    return found
