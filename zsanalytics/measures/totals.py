"""Totals: what a region's members add up to, refused while anything is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.flows import prefer
from zsanalytics.measures.keys import describe, keys_of, numbered, whole_of
from zsanalytics.schema import PANEL, require

GROUP = ("indicator", "segment", "year", "month")


def add_total(
    panel: pd.DataFrame,
    region: str,
    *,
    book: Codebook | None = None,
    if_missing: str = "raise",
) -> pd.DataFrame:
    r"""Total of a region's members, beside what the region itself submitted.

    把成员加总成上级合计，与上级自己报的并列；缺一个成员就不加。

    .. math:: V = \sum_{members} v \quad\text{where every member has a value}

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel; of a member with a submitted and a computed row, the submitted
        counts. Without ``status``, all rows were submitted.
    region : str
        The region whose members are added up, such as ``"甘肃省"`` (15 members), or a grouping of
        regions such as ``"一核"``; groupings may overlap.
    book : Codebook, optional
        Names the members, and says how each indicator adds: ``sum`` is added up here; ``none``
        (rates) and ``distinct`` (firms, counted in the ledger) get no total.
    if_missing : {"raise", "blank"}, default "raise"
        What to do where a member has no row or no value: refuse, or leave the total NaN.

    Returns
    -------
    DataFrame
        The panel plus one row a total with status ``computed`` (in place of an earlier one of the
        same key), numbered from 0. ``source`` lists the members' cells.

    Raises
    ------
    PanelError
        If members are missing, naming them; if no member has a row; if the region has no members.

    Examples
    --------
    >>> book = load_codebook()
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": book.members("甘肃省"),
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": 2024,
    ...         "month": 9,
    ...         "value": 2.0,
    ...         "status": "reported",
    ...     }
    ... )
    >>> add_total(panel, "甘肃省", book=book).tail(1)[["region", "value", "status"]]
       region  value    status
    15    甘肃省   30.0  computed
    >>> add_total(panel[1:], "甘肃省", book=book)
    Traceback (most recent call last):
    zsanalytics.errors.PanelError: add_total: 甘肃省 funds_in_place 全部 2024-09 lacks 1 of 15
    members: 兰州市; complete them, or leave such totals empty with if_missing='blank'
    """
    if if_missing not in ("raise", "blank"):
        raise PanelError(f"add_total: if_missing={if_missing!r}; expected 'raise' or 'blank'")
    require(panel, PANEL, (*GROUP, "region", "value"))
    if "status" not in panel.columns:
        panel = panel.assign(status="reported")
    book = book or load_codebook()
    region, members = whole_of(region, book)
    if not members:
        raise PanelError(f"add_total: {region} has no members in the codebook; list them there")
    rows = _member_rows(panel, members, book)
    if rows.empty:
        return _nothing_to_add(panel, region, members, if_missing, book)
    totals = _sums(rows, region, members)
    if if_missing == "raise" and totals["value"].isna().any():
        raise PanelError(_lacking(rows, totals, members))
    return _replaced(panel, totals)


def _member_rows(panel: pd.DataFrame, members: tuple[str, ...], book: Codebook) -> pd.DataFrame:
    adds = [i for i in panel["indicator"].unique() if book.about(i)["total"] == "sum"]
    chosen = panel["region"].isin(members) & panel["indicator"].isin(adds)
    return prefer(panel[chosen], "reported")


def _nothing_to_add(
    panel: pd.DataFrame, region: str, members: tuple[str, ...], if_missing: str, book: Codebook
) -> pd.DataFrame:
    unadded = panel["indicator"].map(lambda name: book.about(name)["total"] != "sum").all()
    if len(panel) and not unadded and if_missing == "raise":
        raise PanelError(
            f"add_total: no row of the {len(members)} members of {region} "
            f"({', '.join(members[:5])}…); add their rows first"
        )
    return panel.reset_index(drop=True)


def _sums(rows: pd.DataFrame, region: str, members: tuple[str, ...]) -> pd.DataFrame:
    """Add up each key; NaN unless every member has a value."""
    grouped = rows.groupby(list(GROUP), sort=False, observed=True)
    totals = grouped["value"].sum(min_count=len(members)).reset_index()
    totals = totals.assign(region=region, status="computed")
    if "source" in rows.columns:
        named = rows["source"].fillna("").astype("object")
        sources = named.groupby([rows[c] for c in GROUP], sort=False, observed=True)
        totals["source"] = sources.agg(lambda cells: "; ".join(filter(None, cells))).to_numpy()
    return totals


def _lacking(rows: pd.DataFrame, totals: pd.DataFrame, members: tuple[str, ...]) -> str:
    """Name the first incomplete total and the members it lacks."""
    bad = totals[totals["value"].isna()]
    first = bad.iloc[0]
    same = np.logical_and.reduce([rows[c] == first[c] for c in GROUP])
    have = set(rows.loc[same & rows["value"].notna(), "region"])
    lacking = [name for name in members if name not in have]
    named = ", ".join(lacking[:5]) + (f" and {len(lacking) - 5} more" if len(lacking) > 5 else "")
    others = f" ({len(bad) - 1} more totals are incomplete)" if len(bad) > 1 else ""
    return (
        f"add_total: {describe(first)} lacks {len(lacking)} of {len(members)} members: {named}"
        f"{others}; complete them, or leave such totals empty with if_missing='blank'"
    )


def _replaced(panel: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Put totals after the panel, without the earlier totals of the same keys."""
    keys_of(panel)
    both = pd.concat([panel, totals], ignore_index=True)
    return both[~numbered(both).index.duplicated(keep="last")].reset_index(drop=True)
