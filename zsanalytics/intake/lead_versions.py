"""Leads of several files: a corrected list takes the place of its twin, each lead stands once."""

from __future__ import annotations

from typing import Any

import pandas as pd

from zsanalytics.schema import LEADS, finding
from zsanalytics.versions import latest_lists

_LIST = ["file", "sheet"]
_QUOTED = 40  # characters of a name that a finding repeats


def latest_leads(leads: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Keep one row for each lead and month, and say what was left out.

    A list whose file or sheet is marked as a correction takes the place of the one that it
    covers; of a lead listed twice by its unit the last row stands.

    Parameters
    ----------
    leads : DataFrame
        The `leads` table of a folder.

    Returns
    -------
    (DataFrame, list of dict)
        The `leads` table with its key unique, and findings: ``superseded``, ``lead_twice``.
    """
    named = leads["source"].str.rsplit("!", n=2, expand=True).reindex(columns=range(3))
    told = leads.assign(file=named[0], sheet=named[1], cell=named[2])
    told, notes = latest_lists(told, LEADS.key, "线索")
    again = told.duplicated(list(LEADS.key), keep="last")
    first = told[again].merge(
        told.drop_duplicates(list(LEADS.key), keep="last"), on=list(LEADS.key),
        suffixes=("", "_kept"),
    )  # fmt: skip
    twice = [_twice(row) for row in first.itertuples()]
    kept = told[~again].drop(columns=[*_LIST, "cell"])
    return kept.reset_index(drop=True), [*notes, *twice]


def _twice(row: Any) -> dict[str, Any]:
    name = row.company[:_QUOTED]
    return finding(
        "warning", "lead_twice",
        f"{row.source}：企业“{name}”本月列了两次（另见 {row.source_kept}），采用后一行。",
        "同一单位的同一企业只列一行，请合并。", file=row.file, sheet=row.sheet, cell=row.cell,
        region=row.region, year=row.year, month=row.month,
    )  # fmt: skip
