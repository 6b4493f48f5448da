"""What members can be expected to do: where each is heading, and what past months brought."""

from __future__ import annotations

import pandas as pd


def projected(rows: pd.DataFrame, year: int) -> pd.Series:
    """Project each region's year: this year's figure over the share its month held before.

    Parameters
    ----------
    rows : DataFrame
        One series a region: ``region, year, month, value`` (year to date).
    year : int
        The year to project, from its newest month.

    Returns
    -------
    Series
        By region, unit of ``value``; NaN without a figure of ``year`` or a complete earlier year.
    """
    known = rows.dropna(subset="value")
    ends = known[(known["month"] == 12) & (known["value"] > 0)]
    past = known[known["year"] < year].merge(
        ends[["region", "year", "value"]], on=["region", "year"], suffixes=("", "_year")
    )
    held = (past["value"] / past["value_year"]).groupby([past["region"], past["month"]]).mean()
    now = known[known["year"] == year].sort_values("month").drop_duplicates("region", keep="last")
    shares = held.reindex(pd.MultiIndex.from_frame(now[["region", "month"]])).to_numpy()
    return pd.Series(now["value"].to_numpy() / shares, index=now["region"])


def past_reach(rows: pd.DataFrame, needed: pd.Series) -> pd.Series:
    """Share of each region's past months that brought at least the amount a month needed.

    The first report of a year, and one after a hole, count as their months of the average.
    """
    ordered = rows.dropna(subset="value").sort_values(["region", "year", "month"])
    before = ordered.groupby(["region", "year"])[["value", "month"]].shift(fill_value=0)
    months = ordered["month"] - before["month"]
    average = (ordered["value"] - before["value"]) / months
    met = months.where(average >= ordered["region"].map(needed), 0)
    region = ordered["region"]
    return met.groupby(region).sum() / months.groupby(region).sum()
