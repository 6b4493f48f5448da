"""The season: what share of a year a month normally holds, and how often a need was met before.

Both look at the panel's own past only. They take a panel whose keys are numbered (`keys`) and
give plain columns to `completion`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.measures.flows import monthly
from zsanalytics.measures.keys import (
    SPAN,
    Numbers,
    Values,
    chosen,
    key_of,
    kind_of,
    look_up,
    ratio,
    values_of,
)

PEER_YEARS = 2.0
"""How many years of a series' own past the peers' season weighs."""

NO_FLOW = "不是累计指标"
NO_YEAR = "没有完整的往年"


def seasonal_pace(
    panel: pd.DataFrame,
    keys: Numbers,
    *,
    among: Iterable[str] | None = None,
    book: Codebook | None = None,
) -> tuple[Values, npt.NDArray[np.object_]]:
    r"""Share of the year that each row's month normally holds, and why where it is unknown.

    .. math::

        p_{y,m} = \frac{\sum_{j<y} s_{j,m} + k\,\bar s_m}{n + k}, \qquad
        s_{j,m} = v_{j,m} / v_{j,12}

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    keys : array
        Its keys, numbered by `zsanalytics.measures.keys.unique_keys`.
    among : iterable of str, optional
        Peers: the mean share of these regions in earlier years, same indicator, segment and
        month, enters with the weight of `PEER_YEARS` years (k). Without them, k is 0.
    book : Codebook, optional
        Says which indicators are flows.

    Returns
    -------
    pace : array
        Fractions; December is 1. NaN for stocks and rates, and without an earlier year that has
        both this month and a positive December.
    reason : array
        A Chinese sentence where ``pace`` is NaN, else missing.
    """
    flow = kind_of(panel, book) == "ytd"
    month = panel["month"].to_numpy(dtype="int64")
    values = np.where(flow, values_of(panel, "value"), np.nan)
    held = ratio(values, look_up(keys + 12 - month, keys, values))
    year = panel["year"].to_numpy(dtype="int64")
    total, count = _earlier(keys - 12 * year, year, held)
    if among is not None:
        peers = panel["region"].isin(chosen(among)).to_numpy(dtype=bool)
        alike = key_of(panel, ("indicator", "segment")) - 12 * year
        mean = _peer_mean(alike, year, np.where(peers, held, np.nan))
        known = ~np.isnan(mean)
        total, count = total + PEER_YEARS * np.where(known, mean, 0), count + PEER_YEARS * known
    pace = ratio(total, count)
    reason = np.full(len(panel), None, dtype=object)
    reason[np.isnan(pace)] = NO_YEAR
    reason[~flow] = NO_FLOW
    return pace, reason


def _earlier(group: Numbers, year: Numbers, values: Values) -> tuple[Values, Values]:
    """Sum and count the known values of a group in the years before each row's year.

    A group has at most one row a year.
    """
    order = np.lexsort((year, group))
    starts = np.append(True, np.diff(group[order]) != 0) if len(order) else np.empty(0, bool)
    first = np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
    sums = []
    for column in (np.nan_to_num(values), (~np.isnan(values)).astype(float)):
        before = np.cumsum(column[order]) - column[order]
        out = np.empty(len(order))
        out[order] = before - before[first]
        sums.append(out)
    return sums[0], sums[1]


def _peer_mean(group: Numbers, year: Numbers, values: Values) -> Values:
    """Give the mean of a group's known values in the years before each row's year."""
    cells = pd.DataFrame({"group": group, "year": year, "value": values})
    years = cells.groupby(["group", "year"])["value"].agg(["sum", "count"])
    before = years.groupby(level="group").cumsum() - years
    found = before.reindex(pd.MultiIndex.from_arrays([group, year]))
    return ratio(found["sum"].to_numpy(), found["count"].to_numpy(dtype=float))


def reached(
    panel: pd.DataFrame,
    keys: Numbers,
    rows: npt.NDArray[np.intp],
    needed: Values,
    *,
    book: Codebook | None = None,
) -> Values:
    """Share of a series' months up to each row that brought at least a needed amount.

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    keys : array
        Its numbered keys.
    rows : array
        Positions of the rows asked about.
    needed : array
        The amount a month needed at each of them, unit of ``value``; NaN gives NaN.
    book : Codebook, optional
        Says which indicators are flows.

    Returns
    -------
    array
        Fractions; a flow over several months counts as that many months of its average. NaN
        where the series has no known flow.
    """
    flows = monthly(panel, book=book)
    months = np.nan_to_num(flows["months"].to_numpy())
    average = ratio(flows["monthly"].to_numpy(), months)
    order = np.argsort(keys, kind="stable")
    place = np.empty(len(keys), dtype="int64")
    place[order] = np.arange(len(keys))
    series, months, average = keys[order] // SPAN, months[order], average[order]
    met, seen = np.zeros(len(rows)), np.zeros(len(rows))
    asking = np.flatnonzero(~np.isnan(needed))
    at = place[rows[asking]]
    own = series[at]
    while len(asking):  # one step back in time a turn, while the series lasts
        known = ~np.isnan(average[at])
        seen[asking] += months[at] * known
        met[asking] += months[at] * (known & (average[at] >= needed[asking]))
        going = (at > 0) & (series[at - 1] == own)
        asking, at, own = asking[going], at[going] - 1, own[going]
    return ratio(met, seen)
