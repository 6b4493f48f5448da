"""Stamped scans: kept beside their workbook, their printed total compared with the sheet's."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook
from zsanalytics.errors import WorkbookError
from zsanalytics.intake.records import read_records
from zsanalytics.periods import parse_asof
from zsanalytics.register import in_force
from zsanalytics.schema import WHOLE

TOTALLED = "funds_in_place"
"""The indicator whose total a stamped page is asked for."""


def is_scan(path: Path) -> bool:
    """Tell whether a file is a PDF, by its first bytes."""
    with path.open("rb") as stream:
        return stream.read(5) == b"%PDF-"


def compare_total(
    scan: dict[str, Any], register: pd.DataFrame, folder: Path, book: Codebook
) -> list[str]:
    """Say how a scan's total stands to the workbooks of its unit, in one Chinese sentence.

    The sheet's own unit and rounding count: a total agrees with a figure when it equals the
    number as it was reported, or that number in 亿元, to half of the scan's last decimal.
    """
    total, unit = scan["total"], scan["unit"]
    if total is None or pd.isna(total):
        place = _typed((store.RAW / scan["asof"] / scan["file"]).as_posix())
        return [
            f"请查看 {scan['file']} 上盖章的合计数并登记："
            f"zs receive {place} --unit {unit} --month {scan['asof']} --total 合计数"
        ]
    figures = _totals(register, unit, scan["asof"], folder, book)
    if figures.empty:
        return [f"{unit}还没有可与 {scan['file']} 核对的到位资金数。"]
    for row in figures.itertuples():
        if _agrees(float(total), (float(row.number), float(row.value))):
            return [
                f"{scan['file']} 的合计 {total:.12g} 与 {row.file}!{row.sheet}!{row.cell} 一致。"
            ]
    row = figures.iloc[0]
    return [
        f"{scan['file']} 的合计 {total:.12g} 与 {row['file']}!{row['sheet']}!{row['cell']} 的 "
        f"{row['number']:.12g} 不一致，请核实以哪一个为准。"
    ]


def _typed(path: str) -> str:
    """Write a path as it is typed in a shell."""
    return path if re.fullmatch(r"[\w./（）-]+", path) else shlex.quote(path)


def _totals(
    register: pd.DataFrame, unit: str, asof: str, folder: Path, book: Codebook
) -> pd.DataFrame:
    year, month = parse_asof(asof)
    parts = []
    for name in in_force(register, unit):
        if not (folder / name).is_file():
            continue
        try:
            records = read_records(folder / name, book=book)
        except WorkbookError:
            continue  # it was readable when it came; the build names it
        of_unit = (records["region"] == unit) & (records["indicator"] == TOTALLED)
        of_month = (records["year"] == year) & (records["month"] == month)
        value = (records["measure"] == "value") & (records["basis"] == "ytd")
        parts.append(records[of_unit & of_month & value & (records["segment"] == WHOLE)])
    return pd.concat(parts) if parts else pd.DataFrame()


def _agrees(total: float, figures: tuple[float, ...]) -> bool:
    text = f"{total:.12g}"
    places = len(text.partition(".")[2])
    return any(abs(total - figure) <= 0.5 * 10.0**-places + 1e-9 for figure in figures)
