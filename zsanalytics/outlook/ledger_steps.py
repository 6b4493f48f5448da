"""Steps of a ledger: what each contract brought from one snapshot to the next, by its age.

Comes in: the projects table. Goes out: one row a contract and step, for the run-off. A step begins
at the snapshot before, at signing, or at the turn of the year, whichever is known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.errors import PanelError
from zsanalytics.periods import parse_asof
from zsanalytics.schema import PROJECTS, conform, require

OVER = ("terminated", "withdrawn")
CONTRACT = ["region", "project_id"]


def serial(asof: str) -> int:
    """Number a month; consecutive months have consecutive numbers."""
    year, month = parse_asof(asof)
    return year * 12 + month - 1


def ledger_until(projects: pd.DataFrame, asof: str, funds: str) -> pd.DataFrame:
    """Lay out the ledger up to a month.

    Returns
    -------
    DataFrame
        ``region, project_id, at`` (month number of the snapshot), ``signed`` (of signing; NaN if
        unknown), ``amount`` and ``total`` (contract amount and funds since signing, as far as
        they belong to the line of ``funds``), ``ytd`` (the line, this year), ``open``.

    Raises
    ------
    PanelError
        If a column is missing, or there is no snapshot of the month.
    """
    require(projects, PROJECTS, [*PROJECTS.key, "contract_amount", "signed_on", funds])
    rows = conform(projects, PROJECTS)
    at = rows["year"] * 12 + rows["month"] - 1
    if not (at == serial(asof)).any():
        raise PanelError(f"projects: no ledger of {asof}; choose a month that was handed in")
    signed = rows["signed_on"].dt.year * 12 + rows["signed_on"].dt.month - 1
    out = rows[CONTRACT].assign(
        at=at, signed=signed, amount=rows["contract_amount"].clip(lower=0),
        total=rows["funds_total"], ytd=rows[funds], all_ytd=rows["funds_ytd"],
        open=~rows["status"].isin(OVER),
    )[at <= serial(asof)]  # fmt: skip
    part = _part_of_line(out, funds)
    out = out.assign(amount=out["amount"] * part, total=out["total"] * part)
    out = out.drop_duplicates([*CONTRACT, "at"], keep="last")
    return out.sort_values([*CONTRACT, "at"], kind="stable", ignore_index=True)


def _part_of_line(rows: pd.DataFrame, funds: str) -> pd.Series:
    """Share of each contract's funds that the line holds; without any, that of all together."""
    if funds == "funds_ytd":
        return pd.Series(1.0, index=rows.index)
    known = rows.assign(all_ytd=rows["all_ytd"].where(rows["ytd"].notna()))
    sums = known.groupby(CONTRACT)[["ytd", "all_ytd"]].transform("sum")
    every = float(known["all_ytd"].sum())
    usual = float(known["ytd"].sum()) / every if every > 0 else 1.0
    part = (sums["ytd"] / sums["all_ytd"].where(sums["all_ytd"] > 0)).fillna(usual)
    return part.clip(0.0, 1.0)


def steps_of(ledger: pd.DataFrame) -> pd.DataFrame:
    """What each contract brought in each step, and the ages it went through.

    Parameters
    ----------
    ledger : DataFrame
        From `ledger_until`.

    Returns
    -------
    DataFrame
        ``region, project_id, amount``; ``start`` and ``end`` (ages in months: the step holds the
        months after ``start`` up to ``end``, month 0 is that of signing, -1 is before it), ``at``
        (its last month), ``brought``. Contracts without amount or day of signing are left out,
        and steps of contracts that were over before.
    """
    rows = ledger[(ledger["amount"] > 0) & (ledger["signed"] <= ledger["at"])]
    before = rows.groupby(CONTRACT)[["at", "ytd", "total", "open"]].shift()
    turn = rows["at"] // 12 * 12 - 1
    known = before["at"].notna()
    same = known & (before["at"] > turn)
    totals = known & ~same & rows["total"].notna() & before["total"].notna()
    begun = ~known & rows["total"].notna() | (rows["signed"] > turn) & ~same
    since_signing = rows["total"].where(~known & rows["total"].notna(), rows["ytd"])
    brought = np.select(
        [same, totals, begun],
        [rows["ytd"] - before["ytd"], rows["total"] - before["total"], since_signing],
        default=rows["ytd"],
    )
    start = np.select(
        [same | totals, begun], [before["at"] - rows["signed"], -1.0],
        default=np.maximum(turn - rows["signed"], -1.0),
    )  # fmt: skip
    out = rows[[*CONTRACT, "amount", "at"]].assign(
        start=start, end=rows["at"] - rows["signed"], brought=brought
    )
    alive = before["open"].fillna(True).astype(bool)
    return out[alive & out["brought"].notna() & (out["end"] > out["start"])].reset_index(drop=True)
