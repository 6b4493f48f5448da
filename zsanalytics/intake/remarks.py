"""Remarks: what a workbook holds besides figures, said as findings.

Comes in: the remarks of the parsers. Goes out: rows of the `findings` table. Comments and
formulas are never quoted: they may hold names and telephone numbers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from zsanalytics.schema import finding

SINGLY = 20
"""So many cells of a sheet get a finding each; the others share one."""


class _Remark(NamedTuple):
    severity: str
    rule: str
    message: str
    remedy: str


_CELLS = {
    "formula": _Remark(
        "error", "formula_without_value", "{cell}是公式，但文件里没有存下计算结果，数值无法读取。",
        "请用Excel或WPS打开该文件，重新计算并保存后再报送，或将该单元格粘贴为数值。",
    ),
    "formula-zero": _Remark(
        "warning", "formula_not_calculated",
        "{cell}是公式，存下的结果为0，而该文件尚未由表格软件计算过，结果可能不真实。",
        "请用Excel或WPS打开该文件，重新计算并保存后再报送。",
    ),
    "error": _Remark(
        "warning", "error_value", "{cell}的公式出错，显示的是错误值，不是数值。",
        "请改正公式，或填写数值。",
    ),
}  # fmt: skip

_SHEETS = {
    "comment": _Remark(
        "note", "comments", "{cell}带有批注，批注内容不读取。", "需要说明的情况请写在表下的备注里。"
    ),
    "merge": _Remark(
        "warning", "merge_unreadable", "有一处合并单元格的范围无法识别。",
        "请用Excel或WPS打开该文件，重新保存后再报送。",
    ),
    "embedded": _Remark(
        "note", "embedded_objects", "工作表里嵌有其他文件或控件，其内容不读取。",
        "请把需要报送的数据填在单元格里。",
    ),
}  # fmt: skip

_FILES = {
    "macros": _Remark(
        "warning", "macros", "文件带有宏，宏不会运行，也不读取。",
        "请另存为不带宏的.xlsx文件后报送。",
    ),
    "links": _Remark(
        "warning", "external_links", "文件引用了其他工作簿，引用处的数值可能已经过时。",
        "请把引用其他工作簿的单元格粘贴为数值后报送。",
    ),
}  # fmt: skip


def remark_findings(file: str, sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """Say the remarks on one sheet as findings."""
    rows: list[dict[str, Any]] = []
    remarks = sheet["remarks"]
    for kind, remark in _CELLS.items():
        cells = [cell for found, cell, _ in remarks if found == kind]
        shown = [] if sheet["hidden"] else [*cells[:SINGLY], _several(cells[SINGLY:])]
        rows += [_row(remark, file, sheet["name"], cell) for cell in shown if cell]
    for kind, remark in _SHEETS.items():
        if any(found == kind for found, _, _ in remarks):
            cells = [cell for found, cell, _ in remarks if found == kind and cell]
            rows.append(_row(remark, file, sheet["name"], _several(cells)))
    for kind, remark in _FILES.items():
        if any(found == kind for found, _, _ in remarks):
            rows.append(_row(remark, file, None, None))
    return rows + _hidden_findings(file, sheet)


def _several(cells: list[str]) -> str:
    """Name up to five cells and count the others."""
    more = f"等{len(cells)}个单元格" if len(cells) > 5 else ""
    return "、".join(cells[:5]) + more


def _row(remark: _Remark, file: str, sheet: str | None, cell: str | None) -> dict[str, Any]:
    message = remark.message.format(cell=cell)
    return finding(
        remark.severity, remark.rule, message, remark.remedy, file=file, sheet=sheet, cell=cell
    )


def _hidden_findings(file: str, sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """Say that hidden cells with values are left out."""
    if sheet["hidden"]:
        message = "工作表是隐藏的，其中的数据不采用。" if len(sheet["rows"]) else ""
    else:
        rows = sheet["hidden_rows"].intersection(sheet["rows"])
        columns = hidden_columns(sheet) if sheet["hidden_columns"] else set()
        parts = [f"{len(rows)}行" if rows else "", f"{len(columns)}列" if columns else ""]
        hidden = "、".join(part for part in parts if part)
        message = f"有隐藏的{hidden}，其中的数据不采用。" if hidden else ""
    if not message:
        return []
    remedy = "如需采用，请取消隐藏后报送；不需要的请删除。"
    return [finding("warning", "hidden", message, remedy, file=file, sheet=sheet["name"])]


def hidden_columns(sheet: dict[str, Any]) -> set[int]:
    """List the used columns of a sheet that are hidden."""
    width = max(sheet["columns"], default=-1) + 1
    hidden = bytearray(width)
    for first, last in sheet["hidden_columns"]:
        first, stop = max(first, 0), min(last + 1, width)
        hidden[first:stop] = b"\1" * max(stop - first, 0)
    return {column for column in set(sheet["columns"]) if hidden[column]}
