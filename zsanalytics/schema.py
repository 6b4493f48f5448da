"""The tables that pass between rooms: their columns, keys and types, on one page.

Nothing is computed here. A stage takes these tables in and gives these tables out, so whoever
knows this page can read every other one. Ratios are fractions, amounts are 亿元, time is two
integer columns, missing is NaN.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from zsanalytics.errors import PanelError

WHOLE = "全部"
"""The segment of a value that is not broken down."""

STATUSES = ("reported", "revised", "corrected", "verified", "computed")
"""How a panel value came about; ``computed`` is a total we added up ourselves."""

SEVERITIES = ("error", "warning", "note")
BASES = ("ytd", "month", "annual", "stock")
MEASURES = ("value", "growth", "share", "completion", "rank", "rate")

PROJECT_STAGES = {
    "签约": "signed_on", "履约": "performed_on", "落地": "landed_on", "开工": "started_on",
    "竣工": "completed_on", "投产": "produced_on",
}  # fmt: skip
"""The stages of a project in order, with the column of `PROJECTS` that dates each."""

LEAD_STAGES = ("线索", "在谈", "意向", "签约")
"""The stages of a lead in order; a lead may be lost (流失) from each but the last."""

LEAD_LOST = "流失"

TOP500_LISTS = ("世界500强", "中国企业500强", "中国民营企业500强")
"""The three lists called 三个500强."""


@dataclass(frozen=True)
class Table:
    """A table's name, its columns with their types, and the columns that make a row unique."""

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...] = ()


CELLS = Table(
    "cells",
    {
        "file": "str", "sheet": "str", "cell": "str", "row": "int64", "column": "int64",
        "value": "object", "text": "str", "merged_into": "str", "hidden": "bool",
    },
    ("file", "sheet", "cell"),
)  # fmt: skip

RECORDS = Table(
    "records",
    {
        "file": "str", "sheet": "str", "cell": "str", "region_text": "str", "region": "str",
        "indicator_text": "str", "indicator": "str", "segment_text": "str", "segment": "str",
        "unit_text": "str", "unit": "str", "year": "Int64", "month": "Int64", "basis": "str",
        "measure": "str", "number": "float64", "value": "float64",
        "decimals": "Int64", "row_label": "str", "column_label": "str",
    },
    ("file", "sheet", "cell", "measure"),
)  # fmt: skip

KEY = ("region", "indicator", "segment", "year", "month")
"""What a panel value is about; with ``status == "computed"`` apart, it is unique."""

PANEL = Table(
    "panel",
    {
        "region": "str", "indicator": "str", "segment": "str", "year": "int64", "month": "int64",
        "value": "float64", "status": "str", "source": "str",
    },
    KEY,
)  # fmt: skip

PROJECTS = Table(
    "projects",
    {
        "region": "str", "project_id": "str", "year": "int64", "month": "int64", "name": "str",
        "investor": "str", "ownership": "str", "origin": "str", "chain": "str", "industry": "str",
        "method": "str", "event": "str", "introduced_by": "str", "tags": "str",
        "contract_amount": "float64", "funds_ytd": "float64", "funds_outside_ytd": "float64",
        "funds_total": "float64", "fai_ytd": "float64", "build": "str", "stage": "str",
        "signed_on": "datetime64[ns]", "performed_on": "datetime64[ns]",
        "landed_on": "datetime64[ns]", "started_on": "datetime64[ns]",
        "start_due": "datetime64[ns]", "completed_on": "datetime64[ns]",
        "finish_due": "datetime64[ns]", "produced_on": "datetime64[ns]", "status": "str",
        "status_reason": "str", "top500_claim": "str", "source": "str", "cells": "str",
    },
    ("region", "project_id", "year", "month"),
)  # fmt: skip

LEADS = Table(
    "leads",
    {
        "region": "str", "lead_id": "str", "year": "int64", "month": "int64", "company": "str",
        "found_by": "str", "introduced_by": "str", "chain": "str",
        "first_met": "datetime64[ns]", "stage": "str", "stage_on": "datetime64[ns]",
        "transferred_to": "str", "transferred_on": "datetime64[ns]", "project_id": "str",
        "lost_reason": "str", "source": "str",
    },
    ("region", "lead_id", "year", "month"),
)  # fmt: skip

TARGETS = Table(
    "targets",
    {
        "clause": "str", "region": "str", "indicator": "str", "segment": "str", "year": "int64",
        "kind": "str", "line": "str", "value": "float64", "base_year": "Int64", "status": "str",
        "source": "str",
    },
    ("clause",),
)  # fmt: skip

FINDINGS = Table(
    "findings",
    {
        "severity": "str", "rule": "str", "file": "str", "sheet": "str", "cell": "str",
        "region": "str", "indicator": "str", "segment": "str", "year": "Int64", "month": "Int64",
        "found": "str", "expected": "str", "message": "str", "remedy": "str",
    },
)  # fmt: skip

CORRECTIONS = Table(
    "corrections",
    {
        "region": "str", "indicator": "str", "segment": "str", "year": "int64", "month": "int64",
        "action": "str", "before": "float64", "after": "float64", "reason": "str",
        "authority": "str", "place": "str", "source": "str",
    },
    KEY,
)  # fmt: skip

OUTLOOK = Table(
    "outlook",
    {
        "region": "str", "indicator": "str", "segment": "str", "year": "int64", "asof": "str",
        "line": "str", "so_far": "float64", "expected": "float64", "target": "float64",
        "chance": "float64", "method": "str", "years_used": "Int64",
    },
    ("region", "indicator", "segment", "year", "asof", "line"),
)  # fmt: skip

FACTS = Table(
    "facts",
    {
        "fact": "str", "value": "float64", "unit": "str", "decimals": "Int64", "text": "str",
        "label": "str", "formula": "str", "sources": "object",
    },
    ("fact",),
)  # fmt: skip

REGISTER = Table(
    "register",
    {
        "file": "str", "kind": "str", "unit": "str", "asof": "str", "version": "Int64",
        "received": "str", "supersedes": "str", "original_name": "str", "sha256": "str",
        "bytes": "Int64", "total": "float64",
    },
    ("file",),
)  # fmt: skip

TABLES = {
    table.name: table
    for table in (
        CELLS,
        RECORDS,
        PANEL,
        PROJECTS,
        LEADS,
        TARGETS,
        FINDINGS,
        CORRECTIONS,
        OUTLOOK,
        FACTS,
        REGISTER,
    )
}


def require(frame: pd.DataFrame, table: Table, columns: Iterable[str] | None = None) -> None:
    """Refuse a frame that lacks columns of its table.

    Parameters
    ----------
    frame : DataFrame
        What was given.
    table : Table
        What it should be.
    columns : iterable of str, optional
        The columns really needed; all of the table's by default. Further columns are allowed:
        measures add theirs, and an analyst may add some.

    Raises
    ------
    PanelError
        Naming the missing columns and the surplus ones (a misspelt column is both).

    Examples
    --------
    >>> require(pd.DataFrame({"region": ["兰州市"]}), PANEL, ["region", "value"])
    Traceback (most recent call last):
    zsanalytics.errors.PanelError: panel: column missing: value
    """
    if not isinstance(frame, pd.DataFrame):
        raise PanelError(f"{table.name}: expected a DataFrame, found {type(frame).__name__}")
    needed = list(table.columns if columns is None else columns)
    missing = [name for name in needed if name not in frame.columns]
    if not missing:
        return
    surplus = [str(name) for name in frame.columns if name not in table.columns]
    sentence = f"{table.name}: column missing: {', '.join(missing)}"
    if surplus:
        sentence += f"; not a column of this table: {', '.join(surplus)}"
    near = {n: difflib.get_close_matches(n, surplus, n=1, cutoff=0.7) for n in missing}
    renamed = ", ".join(f"{found[0]!r}: {name!r}" for name, found in near.items() if found)
    if renamed:
        sentence += f"; type frame.rename(columns={{{renamed}}})"
    raise PanelError(sentence)


def empty(table: Table) -> pd.DataFrame:
    """Give the table with its columns and types and no rows."""
    if table.name not in _EMPTY:  # made some thousand times in a build, 40 ms each time
        _EMPTY[table.name] = conform(pd.DataFrame(columns=list(table.columns)), table)
    return _EMPTY[table.name].copy()


_EMPTY: dict[str, pd.DataFrame] = {}


def conform(rows: pd.DataFrame | list[dict[str, Any]], table: Table) -> pd.DataFrame:
    """Give rows the columns of a table, in its order and its types; absent columns are missing.

    Examples
    --------
    >>> conform([{"severity": "error", "rule": "unit"}], FINDINGS).loc[0, "severity"]
    'error'
    """
    if isinstance(rows, list):
        if not rows:
            return empty(table)
        rows = pd.DataFrame(rows)
    missing = pd.Series(None, index=rows.index, dtype="object")
    typed = {
        name: _typed(rows[name] if name in rows.columns else missing, kind)
        for name, kind in table.columns.items()
    }
    return pd.DataFrame(typed, columns=list(table.columns)).reset_index(drop=True)


def _typed(column: pd.Series, kind: str) -> pd.Series:
    if column.dtype == (_TEXT if kind == "str" else kind) and kind != "object":
        return column
    if kind == "str":  # a missing text stays missing: astype(str) would write "nan"
        return column.astype("object").where(column.notna(), None).astype(_TEXT)
    if kind == "Int64":
        return pd.to_numeric(column).astype("Int64")
    return column.astype(kind)


_TEXT = "str" if int(pd.__version__.split(".")[0]) >= 3 else "object"


def finding(severity: str, rule: str, message: str, remedy: str, **where: Any) -> dict[str, Any]:
    """Make one row of the findings table; ``where`` takes its other columns.

    Parameters
    ----------
    severity : {"error", "warning", "note"}
        ``error`` is for contradictions and unreadable things; plausibility is at most a warning.
    rule : str
        The rule's short ASCII name.
    message, remedy : str
        Chinese sentences: what was found, what to do.
    """
    unknown = sorted(set(where) - set(FINDINGS.columns))
    if severity not in SEVERITIES or unknown:
        raise PanelError(f"findings: severity {severity!r}, unknown columns {unknown}")
    return {"severity": severity, "rule": rule, "message": message, "remedy": remedy, **where}


def text_dtype() -> str:
    """Name the dtype of text columns under the running pandas (``str`` since 3, else object)."""
    return _TEXT
