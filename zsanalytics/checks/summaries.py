"""Summaries: what a unit's ledger adds up to against what its summary table says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from zsanalytics.checks.evidence import TINY, Evidence, unit_of
from zsanalytics.checks.hints import Suspect, hint, slip_of
from zsanalytics.checks.ledgers import HALF, MONTH, cell_of
from zsanalytics.checks.wording import Doubt, amount, doubt, each, what
from zsanalytics.codebook import Codebook
from zsanalytics.measures.tallies import tally
from zsanalytics.schema import KEY, WHOLE

PARTIAL = re.compile(r"重点|重大|部分|节选|摘|10亿|50亿|500强")
"""Names of files and sheets that say they do not list every project."""

OUTSIDE = "来源地=省外"

TELLING = ("相邻两位数字颠倒", "万元与亿元混用", "小数点错三位")
"""Slips that are told of one among hundreds of projects: others would fit some by chance."""


def ledger_sum(evidence: Evidence) -> Iterator[Doubt]:
    """What a ledger adds up to against the summary of its unit; one doubt a unit and month.

    A ledger that says it lists key projects only may hold less; so may one of 省外 projects.
    """
    wrong = _mismatches(evidence)
    for _, rows in wrong.groupby(["unit", *MONTH], sort=False):
        yield _mismatch(evidence, rows)


def _mismatch(evidence: Evidence, rows: pd.DataFrame) -> Doubt:
    book, row = evidence.book, next(iter(each(rows)))
    found, expected = (amount(book, row.indicator, x) for x in (row.value, row.value_ledger))
    more = f"另有{len(rows) - 1}处也不符。" if len(rows) > 1 else ""
    projects = list(_projects(evidence, rows))
    slipped = [s for s in projects if (slip_of(s) or ("", ""))[1] in TELLING]
    at = slipped[0].source if len(slipped) == 1 else row.source
    suspects = [
        Suspect(r.source, "汇总数", r.value, r.value_ledger - r.slack, r.value_ledger + r.slack,
                r.half)
        for r in each(rows)
    ]  # fmt: skip
    return doubt(
        row._replace(source=at), found, expected,
        f"{what(book, row)}汇总表为{found}，台账汇总为{expected}，"
        f"相差{amount(book, row.indicator, abs(row.gap))}。{more}",
        "核对台账是否缺项、重项；台账只列部分项目的，请在表题注明。"
        + (hint(slipped, "台账与汇总表即相符") if len(slipped) == 1 else ""),
        rows["source"], suspects=[*suspects, *projects], outcome="",
    )  # fmt: skip


def _mismatches(evidence: Evidence) -> pd.DataFrame:
    """Set the sums of ledgers beside the summaries where they differ, the widest region first."""
    rows, book, ledger = evidence.rows, evidence.book, evidence.projects
    unnamed = ledger.assign(investor=None)  # firms do not add up, and to know them takes long
    sums = tally(unnamed, book=book)
    above = _covered(ledger, book)
    if above:
        upper = tally(unnamed, of=above, book=book)
        sums = pd.concat([upper, sums[~sums["region"].isin(above)]], ignore_index=True)
    both = rows[rows["checked"]].merge(sums, on=list(KEY), suffixes=("", "_ledger"))
    both = both[both["total"] == "sum"].dropna(subset=["value", "value_ledger"])
    own = ledger["region"].value_counts()
    size = {
        region: own.reindex([region, *book.descendants(region)]).sum() if region in book.places
        else own.get(region, 0)
        for region in both["region"].unique()
    }  # fmt: skip
    printed = HALF * both["region"].map(size).astype("float64")
    both = both.assign(
        gap=both["value_ledger"] - both["value"],
        slack=both["half"] + np.where(both["decimals"] > 0, printed, 0.0) + TINY,
        unit=[unit_of(book, region) for region in both["region"]],
        depth=[_depth(book, region) for region in both["region"]],
        part=both["segment"] != WHOLE,
    )
    partial = _partial(both, ledger, book) | _outside_only(both, ledger, book)
    wrong = (both["gap"] > both["slack"]) | ((both["gap"] < -both["slack"]) & ~partial)
    return both[wrong].sort_values(["unit", "depth", "part"], kind="stable")


def _covered(ledger: pd.DataFrame, book: Codebook) -> list[str]:
    """List the regions whose ledger lists projects of two or more of their members."""
    parents = {name: book.places[name]["parent"] for name in ledger["region"].unique()
               if name in book.places}  # fmt: skip
    file = ledger["source"].fillna("").str.rsplit("!", n=2).str[0]
    listed = pd.DataFrame({
        "parent": ledger["region"].map(parents), "file": file, "region": ledger["region"],
    }).drop_duplicates()  # fmt: skip
    members = listed[listed["parent"].fillna("") != ""].groupby(["parent", "file"]).size()
    root = {name for name, place in book.places.items() if not place["parent"]}
    return sorted({parent for parent, _ in members.index[members >= 2]} - root)


def _depth(book: Codebook, region: str) -> int:
    return 0 if region == unit_of(book, region) else 1


def _partial(both: pd.DataFrame, ledger: pd.DataFrame, book: Codebook) -> pd.Series:
    """Mark the units whose ledger says that it does not list every project."""
    said = ledger["cells"].fillna("").str.contains("partial=")
    said |= ledger["source"].fillna("").str.contains(PARTIAL)
    units = {unit_of(book, region) for region in ledger.loc[said, "region"].unique()}
    return both["unit"].isin(units)


def _outside_only(both: pd.DataFrame, ledger: pd.DataFrame, book: Codebook) -> pd.Series:
    """Mark wholes of a ledger that lists no inside investor and whose 省外 line agrees."""
    inside = ledger["funds_ytd"] > ledger["funds_outside_ytd"].fillna(0.0) + HALF
    units = {unit_of(book, region) for region in ledger.loc[inside, "region"].unique()}
    line = ["region", "indicator", *MONTH]
    agrees = (both["gap"].abs() <= both["slack"]) & (both["segment"] == OUTSIDE)
    outside = pd.MultiIndex.from_frame(both.loc[agrees, line])
    here = pd.MultiIndex.from_frame(both[line]).isin(outside)
    bare = ~both["unit"].isin(units) & (both["segment"] == WHOLE)
    return pd.Series(here, index=both.index) & bare


def _projects(evidence: Evidence, rows: pd.DataFrame) -> Iterator[Suspect]:
    """List the projects of the narrowest line that differs, with what each would have to be."""
    lines = rows[rows["segment"].isin([WHOLE, OUTSIDE])]
    lines = lines[lines["indicator"].isin(["contracted_amount", "funds_in_place"])]
    if lines.empty:
        return
    line = next(iter(each(lines.iloc[::-1])))
    fields = {
        "contracted_amount": "contract_amount",
        "funds_in_place": "funds_outside_ytd" if line.segment == OUTSIDE else "funds_ytd",
    }
    field, ledger = fields[line.indicator], evidence.projects
    here = [line.region, *evidence.book.descendants(line.region)]
    own = ledger[ledger["region"].isin(here) & (ledger["year"] == line.year)]
    own = own[(own["month"] == line.month) & (own[field] > 0)]
    for row in each(own):
        value = getattr(row, field)
        right = value - line.gap
        name = f"“{row.name}”" if isinstance(row.name, str) else str(row.project_id)
        yield Suspect(
            cell_of(row, field), name, value, right - line.slack, right + line.slack, HALF
        )
