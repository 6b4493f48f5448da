"""The season: what share of a year a month normally holds, and how often a need was met before.

Both are asked of the newest row of each series and look back over the panel's own past, year by
year or month by month. They give plain columns to `completion`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.measures.breaks import bridging, scopes_of
from zsanalytics.measures.keys import SPAN, Keys, Rows, Values, chosen, ratio

Places = npt.NDArray[np.intp]

PEER_YEARS = 2.0
"""How many years of a series' own past the peers' season weighs."""

REASONS = ("不是累计指标", "不是最新一期", "没有完整的往年", None)
"""Why there is no pace: a stock or rate, a month gone by, no complete earlier year; else none."""


def newest_rows(keys: Keys, values: Values) -> Rows:
    """Mark the last row of each series that has a value."""
    known = np.flatnonzero(~np.isnan(values))
    own = keys.own[known]
    series, names = pd.factorize(own // SPAN)
    last = np.zeros(len(names), dtype="int64")
    np.maximum.at(last, series, own)
    newest = np.zeros(len(values), dtype=bool)
    newest[known] = own == last[series]
    return newest


def seasonal_pace(
    keys: Keys,
    values: Values,
    rows: Places,
    *,
    among: Iterable[str] | None = None,
    book: Codebook | None = None,
) -> Values:
    r"""Share of the year that the month of some rows normally holds.

    .. math::

        p_{y,m} = \frac{\sum_{j<y} s_{j,m} + k\,\bar s_m}{n + k}, \qquad
        s_{j,m} = v_{j,m} / v_{j,12}

    Parameters
    ----------
    keys : Keys
        The panel's keys (`zsanalytics.measures.keys.keys_of`).
    values : array
        Its year-to-date values; NaN where they do not accumulate.
    rows : array
        Positions of the rows asked about.
    among : iterable of str, optional
        Peers: the mean share of these regions, same indicator, segment and newest month, enters
        with the weight of `PEER_YEARS` years (k). Without them, k is 0.
    book : Codebook, optional
        Says where scopes changed: years before a break without a bridge do not count.

    Returns
    -------
    array
        Fractions; December is 1. NaN without an earlier year that has both this month and a
        positive December.
    """
    total, count = np.zeros(len(rows)), np.zeros(len(rows))
    own, month = keys.own[rows], keys.month[rows]
    scopes, now = scopes_of(keys, book), keys.year[rows] * 12 + month
    for back in range(1, int(np.ptp(keys.year)) + 1 if len(rows) else 0):
        then, end = own - 12 * back, now - 12 * back + 12 - month
        share = ratio(
            keys.look_up(then, values) * bridging(scopes, now, now - 12 * back, rows),
            keys.look_up(then + 12 - month, values) * bridging(scopes, now, end, rows),
        )
        total, count = total + np.nan_to_num(share), count + ~np.isnan(share)
    if among is not None:
        peers = keys.among("region", chosen(among))[rows]
        alike = pd.Series(keys.number(("indicator", "segment"))[rows])
        sums = pd.DataFrame({"total": total, "count": count}).where(pd.Series(peers), 0.0)
        sums = sums.groupby(alike).transform("sum")
        mean = ratio(sums["total"].to_numpy(), sums["count"].to_numpy())
        known = ~np.isnan(mean)
        total, count = total + PEER_YEARS * np.where(known, mean, 0), count + PEER_YEARS * known
    return ratio(total, count)


def reached(
    keys: Keys, values: Values, rows: Places, needed: Values, *, book: Codebook | None = None
) -> Values:
    """Share of a series' months, up to some rows, that brought at least a needed amount.

    Parameters
    ----------
    keys : Keys
        The panel's keys.
    values : array
        Its year-to-date values; NaN where they do not accumulate.
    rows : array
        Positions of the rows asked about.
    needed : array
        The amount a month needed at each of them, unit of ``values``; NaN gives NaN.
    book : Codebook, optional
        Says where scopes changed: months before a break without a bridge do not count.

    Returns
    -------
    array
        Fractions; a flow over several months counts as that many months of its average.
    """
    met, seen = np.zeros(len(rows)), np.zeros(len(rows))
    later, months = values[rows], keys.month[rows].astype(float)  # the report after, in its year
    span = int(np.ptp(keys.year * 12 + keys.month)) if len(rows) else -1
    scopes, now = scopes_of(keys, book), keys.year[rows] * 12 + keys.month[rows]
    for back in range(1, span + 13):
        month = (keys.month[rows] - 1 - back) % 12 + 1
        here = keys.look_up(keys.own[rows] - back, values)
        here = here * bridging(scopes, now, now - back, rows)
        turn = month == 12
        length = np.where(turn, months, months - month)  # a year's first flow starts from nothing
        flow = ratio(later - np.where(turn, 0.0, here), length)
        seen += np.where(np.isnan(flow), 0, length)
        met += np.where(flow >= needed, length, 0)
        told = turn | ~np.isnan(here)
        later, months = np.where(told, here, later), np.where(told, month, months)
    return np.where(np.isnan(needed), np.nan, ratio(met, seen))
