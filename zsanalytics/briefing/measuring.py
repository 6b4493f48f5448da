"""Measuring: what the measures say of one region and month, for its briefing.

This door applies the measures to the series a briefing is about: the line of funds that the
region's targets, or those above it, are set on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from zsanalytics.briefing.tasks import FUNDS, headline, progress_of
from zsanalytics.codebook import Codebook
from zsanalytics.codebook.breaks import comparable
from zsanalytics.errors import RequestError
from zsanalytics.measures.flows import at, monthly, prefer
from zsanalytics.measures.growth import growth
from zsanalytics.measures.ranks import rank
from zsanalytics.measures.shares import contribution, share
from zsanalytics.periods import parse_asof
from zsanalytics.schema import KEY, WHOLE

CHAINS = "重点产业链=合计"
SERIES = list(KEY[:3])
PLACES = ("part", "contribution", "contribution_rate", "value_rank", "growth_rank")


class Measured(NamedTuple):
    """The frames of one briefing.

    ``rows``: the region's and its units' panel rows of the month, with what the measures added
    and the cells they rest on; ``progress``: one row a region and target line, the main line
    first, and ``chains`` the same for the sum of the key chains; ``history``: the months of the
    line, for the region and its units; ``total``: the computed sum of the units where one was
    also submitted (else NaN); ``behind``: how many reported months running, up to this one, each
    of them has been behind schedule.
    """

    region: str
    asof: str
    line: str
    whole: str
    units: tuple[str, ...]
    peers: tuple[str, ...]
    rows: pd.DataFrame
    progress: pd.DataFrame
    chains: pd.DataFrame
    history: pd.DataFrame
    total: float
    behind: Mapping[str, int]


def measured(
    panel: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    region: str,
    asof: str,
    book: Codebook,
) -> Measured:
    """Measure what a briefing shows.

    Parameters
    ----------
    panel : DataFrame
        The panel of a vintage; later months are left out.
    targets : DataFrame
        The target book.
    region, asof : str
        Canonical name, and month such as ``"2024-09"``.
    book : Codebook
        The tree of regions.

    Raises
    ------
    RequestError
        If the region has no row in that month.
    """
    whole = book.parent(region)
    peers = book.members(whole) if whole else ()
    near = {region, whole, *peers, *book.members(region)}
    known = until(panel[panel["region"].isin(near)], asof)
    submitted = as_one(prefer(known, "reported"))
    here = at(submitted, asof)
    if not (here["region"] == region).any():
        have = "、".join(here["region"].unique()[:5]) or "none"
        raise RequestError(f"region {region}: no data in {asof}; regions with data: {have}, …")
    units = tuple(unit for unit in book.members(region) if (here["region"] == unit).any())
    units = book.members(region) if units else ()
    line = line_of(here, targets, region, book)
    progress = progress_of(submitted, targets, asof, line, region, book)
    return Measured(
        region, asof, line, whole, units, peers,
        rows=as_told(_rows(submitted, asof, line, (region, *units), (whole, region), book)),
        progress=as_told(progress),
        chains=as_told(progress_of(submitted, targets, asof, CHAINS, region, book)),
        history=as_told(comparable(_history(submitted, line, (region, *units)), asof, book)),
        total=_computed_total(known, asof, line, region),
        behind=_behind(submitted, progress, asof, line, (region, *units)),
    )  # fmt: skip


def as_one(panel: pd.DataFrame) -> pd.DataFrame:
    """Make one series of months that were submitted and months that we added up.

    A region that submits in some months only would else have no base in the others.
    """
    return panel.assign(told=panel["status"], status="reported")


def as_told(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each row of such a series its own status back."""
    return rows.assign(status=rows["told"]).drop(columns="told") if "told" in rows else rows


def until(panel: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Keep what lies in or before a month."""
    year, month = parse_asof(asof)
    return panel[panel["year"] * 12 + panel["month"] <= year * 12 + month]


def line_of(here: pd.DataFrame, targets: pd.DataFrame, region: str, book: Codebook) -> str:
    """Give the line of funds that is told of a region, as far as it has rows (`headline`)."""
    has = set(here.loc[(here["region"] == region) & (here["indicator"] == FUNDS), "segment"])
    return headline(has, targets, region, book)


def _rows(
    near: pd.DataFrame,
    asof: str,
    line: str,
    shown: tuple[str, ...],
    wholes: tuple[str, ...],
    book: Codebook,
) -> pd.DataFrame:
    """Measure every series of the regions shown, and compare the line within each whole."""
    panel = near[near["region"].isin(shown)]
    flows = growth(monthly(panel, book=book), of="monthly", book=book)
    flows = flows.rename(columns={"growth": "monthly_growth"}).drop(columns=["base", "change"])
    grown = with_sources(growth(flows, book=book))
    rows = with_share(at(grown, asof), line, book)
    compared = [_compared(near, asof, line, whole, book) for whole in wholes if whole]
    places = pd.concat([part for part in compared if part is not None] or [pd.DataFrame()])
    if places.empty:
        return rows
    own_place = places.drop_duplicates("region", keep="first")
    rows = rows.merge(own_place, on=list(KEY), how="left")
    return rows


def with_sources(panel: pd.DataFrame) -> pd.DataFrame:
    """Add the cells of the same month last year and of the report before."""
    keyed = panel[[*KEY, "source"]]
    last_year = keyed.assign(year=keyed["year"] + 1).rename(columns={"source": "base_source"})
    ordered = panel[panel["value"].notna()].sort_values(list(KEY))
    before = ordered.groupby([*SERIES, "year"], sort=False)["source"].shift(1)
    return panel.merge(last_year, on=list(KEY), how="left").assign(
        flow_source=before.reindex(panel.index).to_numpy()
    )


def with_share(rows: pd.DataFrame, line: str, book: Codebook) -> pd.DataFrame:
    """Add each segment's share of its indicator's whole: the line where it is kept on it."""
    parts = []
    for _, group in rows.groupby("indicator", sort=False):
        whole = line if (group["segment"] == line).any() else WHOLE
        if (group["segment"] == whole).any():
            shared = share(group, of=whole, book=book)
            cells = group.loc[group["segment"] == whole].set_index("region")["source"]
            parts.append(shared.assign(whole_source=shared["region"].map(cells)))
        else:
            parts.append(group.assign(share=float("nan"), whole_source=None))
    return pd.concat(parts, ignore_index=True)


def _compared(
    near: pd.DataFrame, asof: str, line: str, whole: str, book: Codebook
) -> pd.DataFrame | None:
    """Compare the members of a whole on the line: ranks, part, contribution; None without any."""
    members = book.members(whole)
    chosen = near["region"].isin([whole, *members])
    panel = near[chosen & (near["indicator"] == FUNDS) & (near["segment"] == line)]
    year, month = parse_asof(asof)
    now = (panel["year"] == year) & (panel["month"] == month)
    if not panel.loc[now, "region"].isin(members).any():
        return None
    weighed = _weighed(growth(panel, book=book), whole, book)
    ranked = _ranked(weighed[now], members)
    own = ranked[ranked["region"] != whole]
    tied = {
        name.replace("rank", "tied"): own[name].duplicated(keep=False) & own[name].notna()
        for name in ("value_rank", "growth_rank")
    }
    grown = weighed[now & (weighed["region"] == whole)]["growth"]
    growth_above = float(grown.iloc[0]) if len(grown) else float("nan")
    if not growth_above > 0:  # a share of a fall reads the wrong way round
        own = own.assign(contribution_rate=float("nan"))
    return own[[*KEY, *PLACES]].assign(
        **tied, whole_growth=growth_above, growth_rank_move=_moves(weighed, own, members)
    )


def _ranked(rows: pd.DataFrame, members: tuple[str, ...]) -> pd.DataFrame:
    ranked = rank(rows, among=members).rename(columns={"rank": "value_rank"})
    return rank(ranked, by="growth", among=members).rename(columns={"rank": "growth_rank"})


def _moves(weighed: pd.DataFrame, own: pd.DataFrame, members: tuple[str, ...]) -> pd.Series:
    """Say how many places each member rose in growth since the report before."""
    year, month = own["year"].iloc[0], own["month"].iloc[0]
    inside = weighed["region"].isin(members) & (weighed["year"] == year)
    before = weighed[inside & (weighed["month"] < month)]
    if before.empty:
        return pd.Series(float("nan"), index=own.index)
    last = _ranked(before[before["month"] == before["month"].max()], members)
    return own["region"].map(last.set_index("region")["growth_rank"]) - own["growth_rank"]


def _weighed(panel: pd.DataFrame, whole: str, book: Codebook) -> pd.DataFrame:
    """Add each member's part of the whole and of its growth, where the whole has a row."""
    if not (panel["region"] == whole).any():
        return panel.assign(part=float("nan"), contribution=float("nan"))
    parts = share(panel, of=whole, book=book).rename(columns={"share": "part"})
    return contribution(parts, of=whole, book=book)


def _history(near: pd.DataFrame, line: str, regions: tuple[str, ...]) -> pd.DataFrame:
    chosen = near["region"].isin(regions)
    rows = near[chosen & (near["indicator"] == FUNDS) & (near["segment"] == line)]
    return rows.sort_values(list(KEY), ignore_index=True)


def _behind(
    near: pd.DataFrame, progress: pd.DataFrame, asof: str, line: str, regions: tuple[str, ...]
) -> dict[str, int]:
    """Count for each region the reported months running in which its completion lags 序时."""
    year, month = parse_asof(asof)
    now = near[near["region"].isin(regions) & (near["year"] == year)]
    months = sorted({int(m) for m in now["month"] if m <= month}, reverse=True)
    level = progress[progress["main"]].set_index("region")["target"]
    own = now[(now["indicator"] == FUNDS) & (now["segment"] == line)]
    values = own.set_index(["region", "month"])["value"]
    return {
        region: _running(values, region, months, float(level[region]))
        for region in regions
        if region in level.index
    }


def _running(values: pd.Series, region: str, months: list[int], target: float) -> int:
    """Count the newest months running with less than the target's share of the year."""
    count = 0
    for month in months:
        value = values.get((region, month))
        if value is None or not value < target * month / 12:
            break
        count += 1
    return count


def _computed_total(known: pd.DataFrame, asof: str, line: str, region: str) -> float:
    rows = at(known, asof)
    mine = (rows["region"] == region) & (rows["indicator"] == FUNDS) & (rows["segment"] == line)
    computed = rows.loc[mine & (rows["status"] == "computed"), "value"]
    return float(computed.iloc[0]) if len(computed) else float("nan")
