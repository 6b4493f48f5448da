"""Summaries: what a unit's ledger adds up to against what its summary table says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from zsanalytics.checks.evidence import TINY, Evidence
from zsanalytics.checks.hints import Suspect
from zsanalytics.checks.ledgers import HALF, MONTH
from zsanalytics.checks.wording import Doubt, amount, doubt, each, what
from zsanalytics.measures.tallies import tally
from zsanalytics.schema import KEY, WHOLE

PARTIAL = re.compile(r"重点|重大|部分|节选|摘|10亿|50亿|500强")
"""Names of files and sheets that say they do not list every project."""


def ledger_sum(evidence: Evidence) -> Iterator[Doubt]:
    """What a ledger adds up to against the summary of its unit.

    A ledger that says it lists key projects only may hold less; so may one of 省外 projects.
    """
    rows, book, ledger = evidence.rows, evidence.book, evidence.projects
    if ledger.empty:
        return
    sums = tally(ledger, book=book)
    both = rows[rows["checked"]].merge(sums, on=list(KEY), suffixes=("", "_ledger"))
    both = both[both["total"] == "sum"].dropna(subset=["value", "value_ledger"])
    gap = both["value_ledger"] - both["value"]
    size = ledger.groupby(["region", *MONTH]).size().rename("size").reset_index()
    both = both.assign(gap=gap).merge(size, on=["region", *MONTH], how="left")
    slack = both["half"] + np.where(both["decimals"] > 0, HALF * both["size"], 0.0) + TINY
    both = both.assign(slack=slack)
    partial = both["source_ledger"].fillna("").str.contains(PARTIAL) | _outside_only(both, slack)
    wrong = (both["gap"] > slack) | ((both["gap"] < -slack) & ~partial)
    for row in each(both[wrong]):
        found, expected = (amount(book, row.indicator, x) for x in (row.value, row.value_ledger))
        low, high = row.value_ledger - row.slack, row.value_ledger + row.slack
        yield doubt(
            row, found, expected,
            f"{what(book, row)}汇总表为{found}，台账汇总为{expected}，"
            f"相差{amount(book, row.indicator, abs(row.gap))}。",
            "核对台账是否缺项、重项；台账只列部分项目的，请在表题注明。",
            suspects=[Suspect(row.source, "汇总数", row.value, low, high, row.half)],
        )  # fmt: skip


def _outside_only(both: pd.DataFrame, slack: pd.Series) -> pd.Series:
    """Mark wholes of a ledger whose 省外 line agrees: it may hold outside projects only."""
    line = ["region", "indicator", *MONTH]
    agrees = (both["gap"].abs() <= slack) & (both["segment"] == "来源地=省外")
    outside = pd.MultiIndex.from_frame(both.loc[agrees, line])
    here = pd.MultiIndex.from_frame(both[line]).isin(outside)
    return pd.Series(here, index=both.index) & (both["segment"] == WHOLE)
