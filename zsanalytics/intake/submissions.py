"""Who sent what for which month: series and submissions, wrong months, units that are missing.

Comes in: the records of a folder. Goes out: findings, and the records that are of the month or
before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.periods import month_text
from zsanalytics.schema import finding

DEMO = "演示数据"
"""What sample workbooks say of themselves, in a cell of each."""

_LATE = 3
"""Months after which a workbook is no late submission any more but a wrong one."""

Month = tuple[int, int]


def _count(records: pd.DataFrame) -> pd.Series:
    return (records["year"] * 12 + records["month"]).astype("Int64")


def is_series(records: pd.DataFrame) -> bool:
    """Tell whether a folder holds published series (many months a file), not submissions."""
    told = records[records["value"].notna() & records["measure"].eq("value")]
    months = told[["file", "year", "month"]].drop_duplicates().groupby("file").size()
    return bool(len(months)) and bool((months > 12).all())


def in_time(records: pd.DataFrame, asof: Month) -> pd.DataFrame:
    """Keep what a month's submissions may say: nothing later, no file of another season.

    A file whose newest figures are more than three months old is taken for a wrong one, and none
    of it is used.
    """
    number, this = _count(records), asof[0] * 12 + asof[1]
    newest = number.where(records["number"].notna()).groupby(records["file"]).transform("max")
    later = (number > this).fillna(False).astype(bool)
    old = (newest < this - _LATE).fillna(False).astype(bool)
    return records[~later & ~old]


def wrong_months(
    records: pd.DataFrame, rows: Sequence[Mapping[str, Any]], asof: Month
) -> list[dict[str, Any]]:
    """Find the workbooks that do not speak of the month they were sent for.

    Parameters
    ----------
    records : DataFrame
        The `records` table.
    rows : sequence of mappings
        The same rows as they were read, with their ``period_cell``.
    asof : (year, month)
        The month of the folder.
    """
    number, this = _count(records), asof[0] * 12 + asof[1]
    cells = pd.Series([row.get("period_cell") for row in rows], index=records.index, dtype=object)
    told = records[number.notna() & records["number"].notna()].assign(count=number, stated=cells)
    found = []
    for _, part in told.groupby("file", sort=False):
        if this not in set(part["count"]):
            found.append(_wrong_month(part, asof, "error"))
            continue
        for _, sheet in part.groupby("sheet", sort=False):
            if int(sheet["count"].max()) in (this - 1, this - 12):  # left over, or a wrong year
                found.append(_wrong_month(sheet, asof, "warning"))
    return found


def _wrong_month(part: pd.DataFrame, asof: Month, severity: str) -> dict[str, Any]:
    newest, this = int(part["count"].max()), asof[0] * 12 + asof[1]
    row = part[part["count"] == newest].iloc[0]
    said = month_text(int(row["year"]), int(row["month"]))
    file = row["file"] if severity == "error" else f"{row['file']} 的工作表“{row['sheet']}”"
    unused = "，其中数据未采用" if newest > this or newest < this - _LATE else ""
    return finding(
        severity, "stale_month" if newest < this else "wrong_month",
        f"{file} 所报为{said}数据，应为{month_text(*asof)}"
        f"{unused if severity == 'error' else ''}。",
        "请核对所属时期，报送当月数据。",
        file=row["file"], sheet=row["sheet"], cell=row["stated"] or row["cell"],
        year=int(row["year"]), month=int(row["month"]), found=said, expected=month_text(*asof),
    )  # fmt: skip


def ledgers_in_time(
    projects: pd.DataFrame, asof: Month, *, what: str = "台账"
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Keep the projects of ledgers that are of the month or shortly before it, and ask.

    A ledger of a later month, or of one more than three months ago, is not used; an older one
    keeps its own month.

    Parameters
    ----------
    projects : DataFrame
        The `projects` table, or another list with ``year``, ``month`` and ``source``.
    asof : (year, month)
        The month of the folder.
    what : str, default "台账"
        What the list is called in the findings.
    """
    number, this = _count(projects), asof[0] * 12 + asof[1]
    late = projects[number != this].assign(count=number)
    if late.empty:
        return projects, []
    sheets = late["source"].str.rpartition("!")[0]
    found = [
        _untimely_ledger(part, int(count), asof, what)
        for (_, count), part in late.groupby([sheets, "count"], sort=False)
    ]
    timely = (number <= this) & (number >= this - _LATE)
    return projects[timely].reset_index(drop=True), found


def _untimely_ledger(part: pd.DataFrame, count: int, asof: Month, what: str) -> dict[str, Any]:
    this = asof[0] * 12 + asof[1]
    file, sheet, cells = str(part["source"].iloc[0]).split("!", 2)
    said = month_text(int(part["year"].iloc[0]), int(part["month"].iloc[0]))
    unused = "" if this - _LATE <= count < this else "，其中数据未采用"
    return finding(
        "error", "stale_month" if count < this else "wrong_month",
        f"{file} 的{what}“{sheet}”所报为{said}数据，应为{month_text(*asof)}{unused}。",
        "请核对所属时期，报送当月数据。", file=file, sheet=sheet, cell=cells,
        year=int(part["year"].iloc[0]), month=int(part["month"].iloc[0]),
        found=said, expected=month_text(*asof),
    )  # fmt: skip


def missing_submitters(
    records: pd.DataFrame, findings: pd.DataFrame, asof: Month, book: Codebook
) -> list[dict[str, Any]]:
    """List those who report to the office whose figures of the month nobody sent.

    A unit whose file could not be read, or speaks of another month, has been named already. A
    ledger alone is no report of figures.
    """
    number, this = _count(records), asof[0] * 12 + asof[1]
    known = records["number"].notna()
    wrong = set(findings.loc[findings["rule"].isin(["stale_month", "wrong_month"]), "file"])
    sent = set(records.loc[known & ((number == this) | records["file"].isin(wrong)), "region"])
    above = {place for region in sent if isinstance(region, str) for place in _line(book, region)}
    broken = findings.loc[findings["rule"] == "unreadable_file", "file"].tolist()
    return [
        finding(
            "warning", "missing_submitter", f"{unit}没有报送{month_text(*asof)}数据。",
            "请催报；确无数据的请书面说明。", region=unit, year=asof[0], month=asof[1],
            expected=unit,
        )
        for unit in book.submitters
        if unit not in above and not any(unit in file for file in broken)
    ]  # fmt: skip


def _line(book: Codebook, region: str) -> list[str]:
    line = [region]
    while parent := book.parent(line[-1]):
        line.append(parent)
    return line


def demonstration(files: Sequence[str], asof: Month) -> list[dict[str, Any]]:
    """Say that figures are made up where the workbooks say so; every output repeats it."""
    if not files:
        return []
    return [finding(
        "note", "demo_data", f"{len(files)}个文件标明为{DEMO}，不是实际报送数。",
        "演示时无需处理；正式使用前请移走这些文件。", file=files[0],
        year=asof[0], month=asof[1], found=DEMO,
    )]  # fmt: skip
