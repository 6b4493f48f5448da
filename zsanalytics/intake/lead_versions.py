"""Leads of several files: a corrected list takes the place of its twin, each lead stands once."""

from __future__ import annotations

from typing import Any

import pandas as pd

from zsanalytics.intake.panel import version_of
from zsanalytics.schema import LEADS, finding

SAME = 0.5
"""Share of an earlier list's leads that a corrected one must hold to take its place."""

_LIST = ["file", "sheet"]


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
    told, notes = _without_replaced(told)
    again = told.duplicated(list(LEADS.key), keep="last")
    first = told[again].merge(
        told.drop_duplicates(list(LEADS.key), keep="last"), on=list(LEADS.key),
        suffixes=("", "_kept"),
    )  # fmt: skip
    twice = [_twice(row) for row in first.itertuples()]
    kept = told[~again].drop(columns=[*_LIST, "cell"])
    return kept.reset_index(drop=True), [*notes, *twice]


def _without_replaced(told: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Leave out the lists that a later version covers."""
    lists = {
        (str(file), str(sheet)): set(part[list(LEADS.key)].itertuples(index=False, name=None))
        for (file, sheet), part in told.groupby(_LIST, sort=False)
    }
    version = {place: max(map(version_of, place)) for place in lists}
    replaced: dict[tuple[str, str], tuple[str, str]] = {}
    for place, held in lists.items():
        newer = [
            other for other, theirs in lists.items()
            if version[other] > version[place] and len(held & theirs) >= SAME * len(held)
        ]  # fmt: skip
        if newer:
            replaced[place] = max(newer, key=version.__getitem__)
    gone = pd.Series(
        [place in replaced for place in zip(told["file"], told["sheet"], strict=True)],
        index=told.index, dtype=bool,
    )  # fmt: skip
    return told[~gone], [_superseded(*pair) for pair in replaced.items()]


def _superseded(old: tuple[str, str], new: tuple[str, str]) -> dict[str, Any]:
    one, other = (
        (old[0], new[0]) if old[0] != new[0] else (f"工作表“{old[1]}”", f"工作表“{new[1]}”")
    )
    return finding(
        "note", "superseded", f"{one} 中的线索已由 {other} 更正，采用后者。",
        "无需处理；如有误请重报。", file=old[0], sheet=old[1], found=old[0], expected=new[0],
    )  # fmt: skip


def _twice(row: Any) -> dict[str, Any]:
    return finding(
        "warning", "lead_twice",
        f"{row.source}：企业“{row.company}”本月列了两次（另见 {row.source_kept}），采用后一行。",
        "同一单位的同一企业只列一行，请合并。", file=row.file, sheet=row.sheet, cell=row.cell,
        region=row.region, year=row.year, month=row.month,
    )  # fmt: skip
