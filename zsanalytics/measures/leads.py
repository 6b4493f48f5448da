"""Leads: how many become contracts, how long they stay where they are, who met them first.

Comes in: the `leads` table of one or several months. Goes out: conversion, days, firms that two
units approach, and links to projects once signed (S003 5, 9, 14, 17).
"""

from __future__ import annotations

import itertools

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.companies import normal
from zsanalytics.measures.lead_register import LOST, lead_givers, lead_units
from zsanalytics.periods import parse_asof
from zsanalytics.schema import LEAD_STAGES, LEADS, require

UNSAID = "未填原因"
"""The reason of a loss that nobody stated."""


def lead_snapshot(leads: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Every lead as it was last reported up to a month; a lead no longer listed stays as it was.

    Raises
    ------
    PanelError
        If there are leads, but none up to ``asof``.
    """
    require(leads, LEADS)
    year, month = parse_asof(asof)
    dated = leads.assign(count=leads["year"] * 12 + leads["month"])
    known = dated[dated["count"] <= year * 12 + month]
    if len(leads) and known.empty:
        raise PanelError(f"leads: none up to {asof}; the first are of a later month")
    last = known.sort_values("count", kind="stable").drop_duplicates(
        ["region", "lead_id"], keep="last"
    )
    return last.drop(columns="count").reset_index(drop=True)


def lead_conversion(
    leads: pd.DataFrame,
    asof: str,
    *,
    by: str = "region",
    since: str | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Leads by stage reached, and the share of those that went on to the next.

    线索走到各阶段的条数，以及进入下一阶段的比例。

    Parameters
    ----------
    leads : DataFrame
        The `leads` table; a lead of several months counts once.
    asof : str
        The month.
    by : str, default "region"
        The column to group by (``introduced_by``, ``chain``); ``unit`` is the region or actor
        whose lead it is, ``giver`` who gave it. Leads without one are a group of their own, NaN.
    since : str, optional
        Only leads first listed from this month on, such as ``"2026-01"``.
    book : Codebook, optional
        Knows actors, for ``unit`` and ``giver``; the shipped one by default.

    Returns
    -------
    DataFrame
        One row a group: ``by``, ``leads``, ``线索 在谈 意向 签约`` (how many reached the stage: a
        later one implies the earlier), ``流失``, and the fractions ``在谈率 意向率 签约率`` (of
        those at the stage before) and ``流失率`` (of all). A lost lead is counted at the stages it
        is known to have reached in an earlier month, else at 线索 alone. NaN where nothing can go
        on.

    Examples
    --------
    >>> leads = pd.DataFrame(
    ...     {
    ...         "region": "甘州区",
    ...         "lead_id": list("abcd"),
    ...         "year": 2026,
    ...         "month": 3,
    ...         "company": list("甲乙丙丁"),
    ...         "stage": ["线索", "在谈", "签约", "流失"],
    ...     }
    ... )
    >>> leads = leads.reindex(columns=list(LEADS.columns))
    >>> lead_conversion(leads, "2026-03")[["leads", "在谈", "签约", "在谈率", "流失率"]].round(2)
       leads  在谈  签约  在谈率   流失率
    0      4   2   1  0.5  0.25
    """
    now = lead_snapshot(leads, asof)
    told = now.merge(_reached(leads, asof), on=["region", "lead_id"], how="left")
    if since is not None:
        year, month = parse_asof(since)
        told = told[told["listed"] >= year * 12 + month]
    if by in _WHOSE:
        told = told.assign(**{by: _WHOSE[by](told, book or load_codebook())})
    groups = told.groupby(by, sort=True, dropna=False)
    counts = {"leads": groups.size()}
    for place, stage in enumerate(LEAD_STAGES):
        counts[stage] = groups["reached"].agg(lambda held, least=place: int((held >= least).sum()))
    counts[LOST] = groups["stage"].agg(lambda held: int((held == LOST).sum()))
    table = pd.DataFrame(counts).astype("int64")
    for before, stage in itertools.pairwise(LEAD_STAGES):
        table[f"{stage}率"] = table[stage] / table[before].where(table[before] > 0)
    table["流失率"] = table[LOST] / table["leads"]
    return table.reset_index()


_WHOSE = {"unit": lead_units, "giver": lead_givers}


def _reached(leads: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Give the furthest stage each lead was ever reported at, and its first month, as numbers."""
    year, month = parse_asof(asof)
    known = leads[leads["year"] * 12 + leads["month"] <= year * 12 + month]
    place = known["stage"].map({stage: n for n, stage in enumerate(LEAD_STAGES)}).fillna(0)
    told = known[["region", "lead_id"]].assign(
        reached=place, listed=known["year"] * 12 + known["month"]
    )
    groups = told.groupby(["region", "lead_id"], as_index=False, dropna=False)
    return groups.agg(reached=("reached", "max"), listed=("listed", "min"))


def lost_reasons(leads: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Why leads were lost, by the reasons as they are written.

    线索流失的原因，照填写的归类。

    Returns
    -------
    DataFrame
        ``reason`` and ``leads``, most frequent first; 未填原因 where none is stated.
    """
    now = lead_snapshot(leads, asof)
    said = now.loc[now["stage"] == LOST, "lost_reason"].fillna("").str.strip().replace("", UNSAID)
    counts = said.groupby(said).size().rename("leads").rename_axis("reason").reset_index()
    return counts.sort_values(["leads", "reason"], ascending=[False, True], ignore_index=True)


def days_in_stage(leads: pd.DataFrame, asof: str) -> pd.DataFrame:
    """How long each open lead has stood at its stage, to the end of the month.

    每条未了结的线索在当前阶段停留了多少天。

    Returns
    -------
    DataFrame
        The open leads (neither signed nor lost), longest first, with ``days``: since ``stage_on``,
        else since ``first_met``; NaN where neither is told.
    """
    now = lead_snapshot(leads, asof)
    open_ones = now[~now["stage"].isin([LEAD_STAGES[-1], LOST])]
    year, month = parse_asof(asof)
    end = pd.Timestamp(year + month // 12, month % 12 + 1, 1) - pd.Timedelta(days=1)
    since = pd.to_datetime(open_ones["stage_on"]).fillna(pd.to_datetime(open_ones["first_met"]))
    days = (end - since).dt.days.astype(float)
    return open_ones.assign(days=days).sort_values(
        ["days", "region", "lead_id"], ascending=[False, True, True], ignore_index=True
    )


def approached_twice(
    leads: pd.DataFrame,
    asof: str,
    *,
    within: int | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Firms that several units approach, and which of them met the firm first.

    几个单位同时接洽的企业，以及谁先接洽。

    Firms are compared by their names in one spelling; a lead that was handed on (流转) does not
    count for the unit it came from, and a lost one for none.

    Parameters
    ----------
    leads, asof
        As for `lead_conversion`.
    within : int, optional
        Only firms that two units met within so many days of each other; undated contacts always
        count (S003 17, 不得多头重复频繁考察同一企业).
    book : Codebook, optional
        Tells the actors of the office from its regions; the shipped one by default.

    Returns
    -------
    DataFrame
        One row a firm: ``company``, ``regions`` (a tuple of regions or actors, the earliest
        contact first; without a date last), ``first`` (the unit with the earliest contact; missing
        where two share the day or none is dated), ``first_met``.
    """
    now = lead_snapshot(leads, asof)
    now = now.assign(unit=lead_units(now, book or load_codebook()))
    live = now[now["transferred_to"].isna() & now["stage"].ne(LOST) & now["unit"].notna()]
    live = live.assign(name=live["company"].map(normal), met=pd.to_datetime(live["first_met"]))
    live = live.sort_values(["met", "unit"], kind="stable", na_position="last")
    rows = []
    for _, group in live.groupby("name", sort=True):
        visits = group.drop_duplicates("unit")
        if len(visits) < 2 or not _close(visits["met"], within):
            continue
        first = group.loc[group["met"] == group["met"].min(), "unit"].unique()
        rows.append({
            "company": group["company"].iloc[0], "regions": tuple(visits["unit"]),
            "first": first[0] if len(first) == 1 else None, "first_met": group["met"].min(),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=["company", "regions", "first", "first_met"])


def _close(met: pd.Series, within: int | None) -> bool:
    """Tell whether two of the sorted days lie near each other; one that is not told may."""
    return within is None or bool(met.isna().any() or (met.diff().dt.days <= within).any())


def linked_leads(leads: pd.DataFrame, projects: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Signed leads with the project each became.

    已签约的线索与它们成为的项目。

    Returns
    -------
    DataFrame
        The leads at 签约 with ``project`` (the ledger's ``project_id``: the one the lead names,
        else the only one of that investor) and ``link`` (named, investor, missing).
    """
    now = lead_snapshot(leads, asof)
    signed = now[now["stage"] == LEAD_STAGES[-1]]
    ids = set(projects["project_id"])
    firms = projects.dropna(subset="investor").assign(name=lambda p: p["investor"].map(normal))
    only = firms.drop_duplicates(["name", "project_id"]).groupby("name")["project_id"].agg(list)
    rows = []
    for lead in signed.itertuples():
        of_firm = only.get(normal(lead.company), [])
        named = lead.project_id in ids
        found = lead.project_id if named else of_firm[0] if len(of_firm) == 1 else None
        rows.append((found, "named" if named else "investor" if found else "missing"))
    links = pd.DataFrame(rows, columns=["project", "link"], index=signed.index)
    return signed.join(links).reset_index(drop=True)
