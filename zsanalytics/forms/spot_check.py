"""The sheet of a spot check: what to look at goes out, what was found comes back.

Comes in and goes out: a table with region, project, the reported figure, the chance of having
been drawn, and, filled in on the spot, the verified figure and the reason.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zsanalytics.errors import WorkbookError
from zsanalytics.periods import parse_asof, period_text

COLUMNS: Mapping[str, str] = {
    "region": "地区", "project_id": "项目代码", "name": "项目名称", "indicator": "指标",
    "segment": "分组", "reported": "上报数", "verified": "认定数", "reason": "原因",
    "probability": "抽取概率",
}  # fmt: skip
"""Columns of a result, and how the sheet heads them."""

NEEDED = ("region", "reported", "verified")


def spot_check_workbook(plan: pd.DataFrame, unit: str, asof: str) -> bytes:
    """Write the projects to be looked at, with blank columns for what is found.

    Parameters
    ----------
    plan : DataFrame
        As `zsanalytics.quality.sampling.sampling_plan` gives it, amounts in 亿元.
    unit, asof : str
        For the title.

    Returns
    -------
    bytes
        An xlsx; the same plan gives the same bytes.
    """
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties({"created": pd.Timestamp(2024, 1, 1).to_pydatetime()})
        head = workbook.add_format({"bold": True, "border": 1, "bg_color": "#E8EEF4"})
        line = workbook.add_format({"border": 1})
        sheet = workbook.add_worksheet("抽查表")
        sheet.write_string(0, 0, f"{unit}{period_text(*parse_asof(asof))}到位资金抽查表")
        sheet.write_string(1, 0, "单位：亿元。认定数和原因现场填写；没有核减的，认定数照填上报数。")
        shown = [name for name in COLUMNS if name not in ("indicator", "segment")]
        for column, name in enumerate(shown):
            sheet.set_column(column, column, 36 if name == "name" else 16)
            sheet.write_string(2, column, COLUMNS[name], head)
            values = plan[name] if name in plan.columns else [None] * len(plan)
            for row, value in enumerate(values, start=3):
                _write(sheet, row, column, value, line)
        sheet.freeze_panes(3, 0)
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, value: object, look: Any) -> None:
    if value is None or pd.isna(value):
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, float(str(value)), look)


def read_spot_check(cells: pd.DataFrame) -> pd.DataFrame:
    """Read a sheet of results back.

    Parameters
    ----------
    cells : DataFrame
        The `cells` table of the workbook.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`; figures as numbers, what is blank missing.

    Raises
    ------
    WorkbookError
        If no sheet has the columns 地区, 上报数 and 认定数, or a figure is no number.
    """
    seen = cells[~cells["hidden"] & cells["text"].notna()]
    for (file, sheet), part in seen.groupby(["file", "sheet"], sort=False):
        for row, line in part.groupby("row", sort=True):
            heads = {str(t).strip(): c for t, c in zip(line["text"], line["column"], strict=True)}
            places = {name: heads[word] for name, word in COLUMNS.items() if word in heads}
            if all(name in places for name in NEEDED):
                return _rows(part[part["row"] > row], places, f"{file}!{sheet}")
    name = str(cells["file"].iloc[0]) if len(cells) else "workbook"
    raise WorkbookError(
        f"{name}: no sheet with the columns 地区, 上报数, 认定数; use the sheet that "
        "`zs verify --plan` writes"
    )


def _rows(part: pd.DataFrame, places: Mapping[str, int], where: str) -> pd.DataFrame:
    wide = {
        name: part[part["column"] == column].set_index("row")["value"]
        for name, column in places.items()
    }
    frame = pd.DataFrame(wide).reindex(columns=list(COLUMNS))
    frame = frame[frame["region"].notna()].reset_index(drop=True)
    for name in ("reported", "verified", "probability"):
        numbers = pd.to_numeric(frame[name], errors="coerce")
        wrong = frame.loc[numbers.isna() & frame[name].notna(), name]
        if len(wrong):
            raise WorkbookError(
                f"{where}: {COLUMNS[name]} {str(wrong.iloc[0])[:40]!r} is no number; "
                "write the figure alone"
            )
        frame[name] = numbers
    texts = ("region", "project_id", "name", "indicator", "segment", "reason")
    return frame.astype(dict.fromkeys(texts, object))
