"""The parts that cells play: which cell names the region, the indicator, the unit, the period.

Comes in: the cells of a sheet and what the reader made of them (records, projects, findings).
Goes out: for each cell that was used its part and what was understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.intake.contacts import is_private
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.periods import period_text, read_period
from zsanalytics.schema import WHOLE
from zsanalytics.showing.columns import label_of, word

Places = Mapping[str, "Part"]


class Kind(NamedTuple):
    """A kind of part: its name, the sign in the cell's corner, its colour."""

    name: str
    sign: str
    colour: str


PARTS = {
    "figure": Kind("数值", "数", "#fff4c2"),
    "region": Kind("地区", "地", "#d3ead6"),
    "head": Kind("表头", "头", "#d6e4f5"),
    "unit": Kind("单位", "单", "#eadcf2"),
    "period": Kind("时间", "期", "#fde3c8"),
    "field": Kind("项目字段", "项", "#e6efc8"),
    "doubt": Kind("没有读懂", "疑", "#f6c5b8"),
    "hidden": Kind("隐藏（不采用）", "隐", "#dddddd"),
    "private": Kind("人员信息（不显示）", "私", "#eeeeee"),
}
"""The kinds, told apart by sign and colour."""


class Part(NamedTuple):
    """What a cell is, and what was read from it."""

    kind: str
    said: str


OTHER = Part("field", "项目的其他内容")


def parts_of(
    cells: pd.DataFrame, records: pd.DataFrame, projects: pd.DataFrame, findings: pd.DataFrame,
    book: Codebook,
) -> dict[str, Part]:  # fmt: skip
    """Give the part of each cell that was used.

    Parameters
    ----------
    cells, records, projects, findings : DataFrame
        Those of one sheet.
    book : Codebook
        Names the indicators.
    """
    texts = {
        (cell.row, cell.column): (cell.cell, _squeezed(cell.text))
        for cell in cells.itertuples(index=False)
        if isinstance(cell.text, str)
    }
    at = {name: place for place, (name, _) in texts.items()}
    parts: dict[str, Part] = _periods(cells, records, projects)
    parts |= _stated_units(cells)
    for record in records.itertuples(index=False):
        if record.cell in at:
            parts |= _heads(record, at[record.cell], texts, parts)
            parts[record.cell] = _figure(record, book)
    stubs = {_head_above(at[cell], texts, parts) for cell, part in parts.items()
             if part.kind == "region" and cell in at}  # fmt: skip
    for cell in stubs - {""}:
        parts.setdefault(cell, Part("head", "列标题"))
    parts |= _fields(projects, at, texts)
    parts |= {str(cell): Part("hidden", "隐藏的行列，不采用")
              for cell in cells.loc[cells["hidden"].astype(bool), "cell"]}  # fmt: skip
    return _asked(_masked(parts, at, texts), findings)


def _squeezed(text: object) -> str:
    return re.sub(r"\s+", "", str(text))


def _figure(record: Any, book: Codebook) -> Part:
    """Say what a number was read as."""
    if pd.isna(record.region) or pd.isna(record.indicator):
        missing = "地区" if pd.isna(record.region) else "指标"
        return Part("doubt", f"不认识的{missing}：{record.row_label}，{record.column_label}")
    about = book.about(record.indicator)
    part = "" if record.segment == WHOLE or pd.isna(record.segment) else f"（{record.segment}）"
    kind = "" if record.measure == "value" else word("measure", record.measure)
    month = "" if pd.isna(record.month) else period_text(
        None if pd.isna(record.year) else int(record.year), int(record.month),
        record.basis if record.basis in ("ytd", "month", "annual", "stock") else "ytd",
    )  # fmt: skip
    said = "，".join(filter(None, [
        str(record.region), f"{about['name'] or record.indicator}{part}{kind}", month,
        _amount(record, about),
    ]))  # fmt: skip
    return Part("figure", said)


def _amount(record: Any, about: Mapping[str, Any]) -> str:
    if pd.isna(record.value):
        return "空缺"
    if record.measure == "rank":
        return f"第{record.value:g}位"
    if record.measure != "value" or about["unit"] == "%":
        return str(shown_percent(record.value))
    own = f"{shown(record.value, int(about['decimals']))}{about['unit']}"
    typed = "" if pd.isna(record.unit) or record.unit == about["unit"] else (
        f"{record.number:,.10g}{record.unit} = "
    )  # fmt: skip
    return typed + own


def _heads(
    record: Any, place: tuple[int, int], texts: Mapping[tuple[int, int], tuple[str, str]],
    known: Places,
) -> dict[str, Part]:  # fmt: skip
    """Find the cells that name a record's row (to the left) and its column (above)."""
    row, column = place
    found: dict[str, Part] = {}
    stub, region = _squeezed(record.row_label), _squeezed(record.region_text)
    for left in range(column - 1, -1, -1):
        name, text = texts.get((row, left), ("", ""))
        if text and text in (stub, region, *stub.split("/")):
            found[name] = _named(record, Part("head", "行标题"), text == region)
    wanted = [_squeezed(part) for part in str(record.column_label).split("/")]
    for name, text in _above(place, wanted, texts):
        if name not in known or known[name].kind not in ("period", "unit"):
            found[name] = _named(record, Part("head", "列标题"), text == region)
    return found


def _named(record: Any, other: Part, is_region: bool) -> Part:
    """Say that a cell names the region, where it does and the region is known."""
    if is_region and pd.notna(record.region):
        return Part("region", str(record.region))
    return other


def _above(
    place: tuple[int, int], wanted: list[str], texts: Mapping[tuple[int, int], tuple[str, str]]
) -> Iterable[tuple[str, str]]:
    """Give the cells above that say the parts of a column's label; a merged head reaches right."""
    row, column = place
    left = [part for part in wanted if part]
    for up in range(row - 1, -1, -1):
        for across in range(column, -1, -1):
            name, text = texts.get((up, across), ("", ""))
            if text and text in left:
                left.remove(text)
                yield name, text
                break
            if text:
                break
        if not left:
            return


def _periods(cells: pd.DataFrame, records: pd.DataFrame, projects: pd.DataFrame) -> dict[str, Part]:
    """Find the lines that say the period that was taken."""
    taken = {
        (int(year), int(month))
        for frame in (records, projects)
        for year, month in set(frame[["year", "month"]].dropna().itertuples(index=False, name=None))
    }
    found = {}
    for cell in cells.itertuples(index=False):
        if isinstance(cell.text, str) and 5 < len(cell.text) < 80 and cell.text.count("年") < 3:
            period = read_period(cell.text)
            if period is not None and (period.year, period.month) in taken:
                found[cell.cell] = Part(
                    "period", f"统计时间：{period_text(period.year, period.month)}"
                )
    return found


def _stated_units(cells: pd.DataFrame) -> dict[str, Part]:
    """Find the lines such as 单位：万元 that say the unit of a table."""
    return {
        str(cell.cell): Part("unit", "计量单位")
        for cell in cells.itertuples(index=False)
        if isinstance(cell.text, str) and _UNIT.match(cell.text)
    }


_UNIT = re.compile(r"\s*[（(]?\s*(?:计量|金额)?单位\s*[:：]\s*[万亿元个家%]")


def _fields(
    projects: pd.DataFrame, at: Mapping[str, tuple[int, int]],
    texts: Mapping[tuple[int, int], tuple[str, str]],
) -> dict[str, Part]:  # fmt: skip
    """Find the cells of a ledger's projects, and the head above each."""
    found: dict[str, Part] = {}
    for row in projects.itertuples(index=False):
        for cell in _row_cells(str(row.source), at):
            found[cell] = OTHER
        for field, cell in re.findall(r"(\w+)=([A-Z]+\d+)", str(row.cells)):
            if cell in at:
                found[cell] = Part("field", label_of(field))
    heads = {_head_above(at[cell], texts, found) for cell in found}
    return {**found, **{head: Part("head", "列标题") for head in heads if head}}


def _row_cells(source: str, at: Mapping[str, tuple[int, int]]) -> list[str]:
    """List the cells with text of the rows that a project was read from."""
    rows = {int(number) - 1 for number in re.findall(r"[A-Z](\d+)", source.rpartition("!")[2])}
    return [cell for cell, (row, _) in at.items() if row in rows]


def _head_above(
    place: tuple[int, int], texts: Mapping[tuple[int, int], tuple[str, str]], found: Places
) -> str:
    """Give the nearest cell above, unless it is of the same rows itself."""
    for up in range(place[0] - 1, -1, -1):
        name = texts.get((up, place[1]), ("", ""))[0]
        if name:
            return "" if name in found and found[name].kind in ("field", "region") else name
    return ""


def _masked(
    parts: Places, at: Mapping[str, tuple[int, int]],
    texts: Mapping[tuple[int, int], tuple[str, str]],
) -> dict[str, Part]:  # fmt: skip
    """Mark what names a person or how to reach one: a line, what answers it or is below its head.

    ``联系人：张三`` is no head. A figure, a region, and what was read as a field of a project
    under its own name stay.
    """
    found = dict(parts)
    announced = {place: text for place, (_, text) in texts.items() if is_private(text)}
    heads = [place for place, text in announced.items() if not re.search("[:：]", text)]
    columns = {column: row for row, column in sorted(heads, reverse=True)}
    beside = {(row, column + 1) for row, column in announced}
    for cell, (row, column) in at.items():
        part = parts.get(cell)
        kept = part is not None and part != OTHER and part.kind != "head"
        below = column in columns and row > columns[column]
        if not kept and ((row, column) in beside or below or (row, column) in announced):
            is_head = part is not None and part.kind == "head"
            found[cell] = part if is_head and part else Part("private", "人员信息，不显示")
    return found


def _asked(parts: dict[str, Part], findings: pd.DataFrame) -> dict[str, Part]:
    """Mark the cells that a finding names, and say what it asks."""
    marked = dict(parts)
    for row in findings.dropna(subset=["cell"]).itertuples(index=False):
        for cell in re.findall(r"\b[A-Z]{1,3}\d+\b", str(row.cell)):
            before = marked.get(cell, Part("doubt", ""))
            kind = before.kind if row.severity == "note" else "doubt"
            marked[cell] = Part(kind, f"{before.said} ※{row.message}".strip())
    return marked
