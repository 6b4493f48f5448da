"""A report as an Excel workbook: the narrative, each table on a sheet, and where numbers come from.

Texts are written as texts, so nothing in them becomes a formula or a link; numbers are numbers with
the decimals that the text shows. The same report gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zsanalytics.publish import markup, style
from zsanalytics.publish.report import Report

_NUMBER = re.compile(r"([+−-]?)(\d[\d,]*)(?:\.(\d+))?(%?)")
_LONGEST = 32000
_WIDEST = 40.0

FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 16, "text_wrap": True},
    "heading": {"font_name": "黑体", "font_size": 12, "text_wrap": True},
    "body": {"text_wrap": True, "valign": "top"},
    "note": {"font_size": 9, "font_color": "#5C636B", "text_wrap": False},
    "mark": {"font_color": "#B3261E", "bold": True},
    "head": {"font_name": "黑体", "align": "center", "valign": "vcenter", "text_wrap": True,
             "top": 1, "bottom": 1},
}  # fmt: skip


class Shown(NamedTuple):
    """A number for a cell, and the number format that prints it as the report does."""

    value: float
    pattern: str


def number(text: str, value: float | None = None) -> Shown | None:
    """Find the number a text prints, as exact as it is known; None where it prints no number.

    Parameters
    ----------
    text : str
        Such as ``"5,676.69"``, ``"-8.92%"`` or ``"—"``.
    value : float, optional
        The unrounded number: taken if it prints as the text does, itself, or times 100 where the
        text shows a fraction as a percentage without the sign.

    Examples
    --------
    >>> number("5,676.69", 5676.6893)
    Shown(value=5676.6893, pattern='#,##0.00')
    >>> number("42.45%", 0.42449), number("16.00", 0.16), number("—")
    (Shown(value=0.42449, pattern='0.00%'), Shown(value=16.0, pattern='#,##0.00'), None)
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    sign, whole, part, percent = found.groups(default="")
    scale = 100 if percent else 1
    printed = (
        float(f"{whole.replace(',', '')}.{part or 0}")
        / scale
        * (-1 if sign in "−-" and sign else 1)
    )
    nearly = 0.51 * 10.0 ** -len(part) / scale
    candidates = [] if value is None else [value, value * 100]
    exact = next((one for one in candidates if abs(one - printed) <= nearly), printed)
    whole_pattern = "#,##0" if not percent and ("," in whole or abs(printed) < 1000) else "0"
    pattern = whole_pattern + ("." + "0" * len(part) if part else "") + percent
    return Shown(exact, f"+{pattern};-{pattern};{pattern}" if sign == "+" else pattern)


def render_workbook(report: Report, to: str | Path) -> Path:
    """Write a report as an Excel workbook.

    Sheets: 正文 (the narrative), one for each table (``表1``, ``附表1``) with its title, unit,
    scope, notes and source, and 来源 (every fact with its formula and cells).

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
    import xlsxwriter

    path, written = Path(to), io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, {"in_memory": True, **plain}) as book:
        stamp = style.month_end(report.meta.get("asof", "2000-01")).replace(tzinfo=None)
        author = str(report.head.get("issuer", ""))
        book.set_properties({"title": report.title, "author": author, "created": stamp})
        desk = _Desk(book, report)
        _narrative(desk)
        for block in report.blocks:
            if block.kind == "table":
                _table(desk, block.content)
        if report.facts:
            _origins(desk)
    path.write_bytes(written.getvalue())
    return path


render_xlsx = render_workbook
"""The same under the name of the format."""


class _Desk:
    """A workbook being written, its formats made once each, and sheet names kept apart."""

    def __init__(self, book: Any, report: Report) -> None:
        self.book, self.report = book, report
        self._formats: dict[str, Any] = {}

    def form(self, name: str = "", **further: Any) -> Any:
        given = {"font_name": "宋体", "font_size": 11, **FORMATS.get(name, {}), **further}
        key = repr(sorted(given.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(given)
        return self._formats[key]

    def sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name[:31])
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_footer("&C— &P —")
        marks = "　".join(self.report.head.get("marks", ()))
        if marks:
            sheet.set_header("&R" + marks.replace("&", "&&"))
        return sheet


def _narrative(desk: _Desk) -> None:
    sheet = desk.sheet("正文")
    sheet.set_column(0, 0, 78)
    sheet.set_margins(left=0.6, right=0.6)
    for row, (text, name) in enumerate(_lines(desk.report)):
        sheet.write_string(row, 0, text[:_LONGEST], desk.form(name))
        if name in ("body", "title", "heading"):
            lines = -(-style.width(text) // (36 if name == "body" else 26))
            sheet.set_row(row, max(lines, 1) * (16 if name == "body" else 22))
    sheet.fit_to_pages(1, 0)


def _lines(report: Report) -> list[tuple[str, str]]:
    """List the narrative line by line, with the format of each."""
    found: list[tuple[str, str]] = []
    for block in report.blocks:
        content, number = block.content, str(block.content.get("number", ""))
        if block.kind == "title":
            found += [(content["text"], "title")]
            found += [(mark, "mark") for mark in content.get("marks", ())]
            named = (content.get(name) for name in ("subtitle", "issue", "issuer", "issued"))
            found += [(said, "note") for said in named if said]
        elif block.kind == "heading":
            found.append((number + content["text"], "heading"))
        elif block.kind in ("paragraph", "note"):
            said = "".join(run["text"] for run in content["runs"])
            found.append(("　　" + said if block.kind == "paragraph" else said, "body"))
        elif block.kind == "table":
            sheet = content.get("sheet", number)
            found.append((f"（{number} {content['caption']}：见工作表“{sheet}”）", "note"))
        elif block.kind == "figure":
            found.append((f"（{number} {content['alt']}）", "body"))
    if report.head.get("recipients"):
        found.append((f"报送：{report.head['recipients']}", "note"))
    return found


def _table(desk: _Desk, table: Mapping[str, Any]) -> None:
    sheet = desk.sheet(str(table.get("sheet") or table.get("number") or table["caption"]))
    sheet.set_landscape()
    columns, header = table["columns"], markup.header(table["columns"])
    sheet.write_string(0, 0, f"{table.get('number', '')}　{table['caption']}".strip("　"),
                       desk.form("title", text_wrap=False))  # fmt: skip
    marks = "　".join(desk.report.head.get("marks", ()))
    unit = f"单位：{table['unit']}" if table.get("unit") else ""
    sheet.write_string(1, 0, "　".join(said for said in (unit, marks) if said), desk.form("note"))
    top = 2
    _head(desk, sheet, header, top)
    first = top + len(header)
    for row, cells in enumerate(table["rows"], start=first):
        last = row == first + len(table["rows"]) - 1
        for place, cell in enumerate(cells):
            _cell(desk, sheet, (row, place), cell, columns[place].get("align", "left"), last)
    for row, line in enumerate(markup.below(table), start=first + len(table["rows"])):
        sheet.write_string(row, 0, line[:_LONGEST], desk.form("note"))
    for place, column in enumerate(columns):
        widest = max(style.width(cells[place]["text"]) for cells in table["rows"])
        heading = max(map(style.width, style.broken(column["label"], 5)))
        sheet.set_column(place, place, min(max(widest, heading) * 2 + 2, _WIDEST))
    words = [column.get("align", "left") == "left" for column in columns]
    sheet.freeze_panes(first, words.index(True) + 1 if True in words[:2] else 0)
    sheet.repeat_rows(top, first - 1)
    sheet.fit_to_pages(1, 0)


def _head(desk: _Desk, sheet: Any, header: list[list[dict[str, Any]]], top: int) -> None:
    free = [list(range(sum(cell["columns"] for cell in header[0]))) for _ in header]
    for line, entries in enumerate(header):
        lowest = line == len(header) - 1
        sheet.set_row(top + line, 16 * (max(len(_broken(e)) for e in entries) if lowest else 1.2))
        for entry in entries:
            start, stop = free[line][0], free[line][0] + entry["columns"] - 1
            bottom = line + entry["rows"] - 1
            for below in range(line, bottom + 1):
                free[below] = [place for place in free[below] if not start <= place <= stop]
            label = "\n".join(_broken(entry))
            if (start, line) == (stop, bottom):
                sheet.write_string(top + line, start, label, desk.form("head"))
            else:
                sheet.merge_range(top + line, start, top + bottom, stop, "", desk.form("head"))
                sheet.write_string(top + line, start, label, desk.form("head"))


def _broken(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return style.broken(entry["label"], 5 if entry["columns"] == 1 else 99)


def _cell(
    desk: _Desk, sheet: Any, at: tuple[int, int], cell: Mapping[str, Any], align: str, last: bool
) -> None:
    """Write a cell as the number it shows, or as text; only a left-aligned text stays a text."""
    known = cell.get("value", desk.report.facts.get(cell.get("fact", ""), {}).get("value"))
    shown = number(cell["text"], known) if align != "left" or known is not None else None
    further: dict[str, Any] = {"bold": True} if cell.get("strong") else {}
    further |= {"bottom": 1} if last else {}
    further |= {"indent": cell["level"]} if cell.get("level") and align == "left" else {}
    mark = cell.get("mark", "")
    if shown:
        pattern = ";".join(f'{part}"{mark}"' for part in shown.pattern.split(";"))
        form = desk.form(align=align, num_format=pattern if mark else shown.pattern, **further)
        sheet.write_number(*at, shown.value, form)
    else:
        words = cell["text"][:_LONGEST] + mark
        sheet.write_string(*at, words, desk.form(align=align, **further))


def _origins(desk: _Desk) -> None:
    """Write every fact with its formula and sources."""
    sheet = desk.sheet("来源")
    heads = ("编号", "名称", "文中写法", "数值", "单位", "定义", "算法", "来源")
    names = ("fact", "label", "text", "value", "unit", "definition", "formula", "sources")
    for place, (head, width) in enumerate(zip(heads, (24, 30, 14, 14, 8, 40, 36, 60), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, desk.form("head"))
    for row, fact in enumerate(desk.report.facts.values(), start=1):
        for place, name in enumerate(names):
            value = fact.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(row, place, value, desk.form("body"))
            elif value:
                said = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
                sheet.write_string(row, place, said[:_LONGEST], desk.form("body"))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(desk.report.facts), len(heads) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
