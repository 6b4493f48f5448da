"""A report as a Word document in official form (GB/T 9704), with real styles and tables.

Figures stand as pictures, wide tables on pages that lie on their side. The same report gives the
same bytes. Pictures are drawn by Typst: do not fork a process after it has rendered.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zsanalytics.publish import layout, markup, official, pdf, style
from zsanalytics.publish.report import Report

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The time stamp of every part of the file: the earliest a zip can hold."""


def render_docx(report: Report, to: str | Path) -> Path:
    """Write a report as a Word document.

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
    import docx  # 0.15 s

    path = Path(to)
    document = docx.Document()
    official.dress(document)
    _describe(document, report)
    for number, part in enumerate(layout.sections(report)):
        section = document.sections[0] if number == 0 else document.add_section()
        official.lay(section, lying=part.lying)
        for block in part.blocks:
            _WRITERS[block.kind](document, block.content)
    _finish(document, report)
    written = io.BytesIO()
    document.save(written)
    path.write_bytes(same_bytes(written.getvalue()))
    return path


def same_bytes(archive: bytes) -> bytes:
    """Pack a zip again with fixed dates, so that the same content is the same file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(packed, "w") as made:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, _FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            made.writestr(part, given.read(name))
    return packed.getvalue()


def _describe(document: Any, report: Report) -> None:
    stamp = style.month_end(report.meta.get("asof", "2000-01")).replace(tzinfo=None)
    about = document.core_properties
    about.title, about.author = report.title[:250], str(report.head.get("issuer", ""))[:250]
    about.comments, about.last_modified_by, about.revision = "", "", 1
    about.created = about.modified = stamp
    about.language = "zh-CN"
    document.settings.odd_and_even_pages_header_footer = True


def _finish(document: Any, report: Report) -> None:
    """Add what belongs to the whole: recipients, page numbers, and the marks on every page."""
    if report.head.get("recipients"):
        document.add_paragraph(f"报送：{report.head['recipients']}", style="Colophon")
    first = document.sections[0]
    official.number_pages(first)
    for header in (first.header, first.even_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0].style = "header"
        header.paragraphs[0].add_run("　".join(report.head.get("marks", ())))


def _title(document: Any, block: Mapping[str, Any]) -> None:
    if block.get("marks"):
        document.add_paragraph("　".join(block["marks"]), style="Mark")
    document.add_paragraph(block["text"], style="Title")
    if block.get("subtitle"):
        document.add_paragraph(block["subtitle"], style="Subtitle")
    said = [block[name] for name in ("issue", "issuer", "issued") if block.get(name)]
    said += [f"签发：{block['signer']}"] if block.get("signer") else []
    if said:
        line = document.add_paragraph("\t".join(said), style="Imprint")
        _spread(line, len(said))


def _spread(line: Any, count: int) -> None:
    """Set tab stops so that words stand left, in between and right."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    for place in range(1, count):
        last = place == count - 1
        stop = WD_TAB_ALIGNMENT.RIGHT if last else WD_TAB_ALIGNMENT.CENTER
        line.paragraph_format.tab_stops.add_tab_stop(
            Mm(layout.UPRIGHT * place / (count - 1)), alignment=stop
        )


def _heading(document: Any, block: Mapping[str, Any]) -> None:
    words = block.get("number", "") + block["text"]
    document.add_paragraph(words, style=f"heading {block['level']}")


def _paragraph(document: Any, block: Mapping[str, Any], named: str = "Body Text") -> None:
    line = document.add_paragraph(style=named)
    for run in block["runs"]:
        line.add_run(run["text"]).bold = True if run.get("strong") else None


def _note(document: Any, block: Mapping[str, Any]) -> None:
    _paragraph(document, block, "Note")


def _figure(document: Any, block: Mapping[str, Any]) -> None:
    from docx.shared import Mm

    line = document.add_paragraph(style="Figure")
    drawn = pdf.picture(block["svg"], width=layout.UPRIGHT)
    shape = line.add_run().add_picture(io.BytesIO(drawn), width=Mm(layout.UPRIGHT))
    shape._inline.docPr.set("descr", block["alt"])
    shape._inline.docPr.set("name", block.get("number", "") or block["caption"])
    caption = document.add_paragraph(_named(block), style="caption")
    caption.paragraph_format.keep_with_next = False


def _table(document: Any, block: Mapping[str, Any]) -> None:
    document.add_paragraph(_named(block), style="caption")
    if block.get("unit"):
        document.add_paragraph(f"单位：{block['unit']}", style="Table Unit")
    fitted = layout.fit(block)
    columns = [
        {**column, "label": "\n".join(lines)}
        for column, lines in zip(block["columns"], fitted.heads, strict=True)
    ]
    header = markup.header(columns)
    table = document.add_table(len(header) + len(block["rows"]), len(columns))
    official.border(table)
    _widen(table, fitted)
    rows = [row.cells for row in table.rows]  # why once: python-docx walks the table for each
    _head(rows, header, fitted)
    for cells, given in zip(rows[len(header) :], block["rows"], strict=True):
        for place, (cell, run) in enumerate(zip(cells, given, strict=True)):
            _fill(cell, run, columns[place].get("align", "left"), fitted, place)
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(official.made("<w:cantSplit/>"))
        if number < len(header):
            properties.append(official.made("<w:tblHeader/>"))
    for line in markup.below(block):
        document.add_paragraph(line, style="Note")


def _widen(table: Any, fitted: layout.Fit) -> None:
    from docx.shared import Mm

    table.autofit = False
    for column, width in zip(table.columns, fitted.widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, fitted.widths, strict=True):
            cell.width = Mm(width)


def _head(rows: list[Any], header: list[list[dict[str, Any]]], fitted: layout.Fit) -> None:
    """Fill the heading's cells, merged where one spans columns or lines, and rule below them."""
    free = [list(range(len(rows[0]))) for _ in header]
    for upper, entries in enumerate(header):
        for entry in entries:
            start = free[upper][0]
            stop, lower = start + entry["columns"], upper + entry["rows"] - 1
            for below in range(upper, lower + 1):
                free[below] = [place for place in free[below] if not start <= place < stop]
            for cell in rows[lower][start:stop]:
                _rule(cell, heavy=lower == len(header) - 1)
            merged = rows[upper][start].merge(rows[lower][stop - 1])
            merged.vertical_alignment = 1
            line = merged.paragraphs[0]
            line._p.get_or_add_pPr().style = "TableHead"
            _size(line.add_run(entry["label"]), fitted.size)


def _rule(cell: Any, *, heavy: bool) -> None:
    properties = cell._tc.get_or_add_tcPr()
    for old in properties.findall(f"{{{official.SPACE}}}tcBorders"):
        properties.remove(old)
    line = f'<w:bottom w:val="single" w:sz="{6 if heavy else 4}" w:space="0" w:color="000000"/>'
    properties.append(official.made(f"<w:tcBorders>{line}</w:tcBorders>"))


def _fill(cell: Any, run: Mapping[str, Any], align: str, fitted: layout.Fit, place: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    line = cell.paragraphs[0]
    line._p.get_or_add_pPr().style = "TableText"  # why not line.style: it searches 300 times
    cell.vertical_alignment = 1
    if align != "left":
        line.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    if align == "right":
        line.paragraph_format.right_indent = Mm(max(fitted.insets[place] - 0.7, 0))
    if run.get("level"):
        line.paragraph_format.left_indent = Pt(fitted.size * run["level"])
    written = line.add_run(run["text"])
    written.bold = True if run.get("strong") else None
    _size(written, fitted.size)
    if run.get("mark"):
        raised = line.add_run(run["mark"])
        raised.font.superscript = True
        _size(raised, fitted.size)


def _size(run: Any, points: float) -> None:
    from docx.shared import Pt

    if points != official.STYLES["TableText"].size / 2:
        run.font.size = Pt(points)


def _named(block: Mapping[str, Any]) -> str:
    number = block.get("number", "")
    return f"{number}　{block['caption']}" if number else str(block["caption"])


_WRITERS: Mapping[str, Callable[[Any, Mapping[str, Any]], None]] = {
    "title": _title, "heading": _heading, "paragraph": _paragraph, "note": _note,
    "figure": _figure, "table": _table,
}  # fmt: skip
