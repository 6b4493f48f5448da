"""Submitted: who sent what for a month, when, and what is still asked of each unit.

This door reads a vintage's findings and, of the register of receipts, what belongs to the files
the vintage was made from: a bulletin made again from its vintage says the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook
from zsanalytics.periods import parse_asof
from zsanalytics.quality.scorecard import DUE_DAY
from zsanalytics.register import BETWEEN, read_register

COLUMNS = ("unit", "sent", "late", "replaced", "errors", "warnings")


def submissions_of(
    vintage: Path,
    manifest: Mapping[str, Any],
    findings: pd.DataFrame,
    history: pd.DataFrame,
    units: tuple[str, ...],
    asof: str,
    *,
    book: Codebook,
    due_day: int = DUE_DAY,
) -> pd.DataFrame:
    """Say of every unit whether it sent its figures, was late, and what is open.

    Parameters
    ----------
    vintage : Path
        Its folder lies in the project.
    manifest : mapping
        Of the vintage: the hashes of its inputs.
    findings : DataFrame
        Those of the month that concern the region or what lies below it.
    history : DataFrame
        The months of the line of funds: a unit with a figure of the month has sent.
    units : tuple of str
        The units below the region.
    asof : str
        The month.
    book : Codebook
        The tree of regions.
    due_day : int, default 8
        Day of the next month by which workbooks are due.

    Returns
    -------
    DataFrame
        One row a unit: ``unit, sent`` (bool), ``late`` (True or False; missing without a register
        or a time), ``replaced`` (files that a later one took the place of), ``errors, warnings``.
    """
    year, month = parse_asof(asof)
    now = history[(history["year"] == year) & (history["month"] == month)]
    sent = set(now.loc[now["value"].notna(), "region"])
    known = set(manifest.get("inputs", {}).values())
    register = read_register(vintage.parents[3] / store.RAW / asof)
    register = register[register["sha256"].isin(known)]
    last = pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd(0)
    due = (last + datetime.timedelta(days=due_day + 1)).isoformat()
    rows = []
    for unit in units:
        mine = register[register["unit"] == unit]
        about = findings[findings["region"].isin([unit, *book.descendants(unit)])]
        counts = about["severity"].value_counts()
        first = mine["received"].dropna().min() if len(mine) else None
        rows.append({
            "unit": unit, "sent": unit in sent,
            "late": None if not isinstance(first, str) else first >= due,
            "replaced": sum(len(names.split(BETWEEN)) for names in mine["supersedes"].dropna()),
            "errors": int(counts.get("error", 0)), "warnings": int(counts.get("warning", 0)),
        })  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"late": "object"})
