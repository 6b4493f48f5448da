"""The season: what share of a year a month normally holds, and how often a need was met before.

Both look at the panel's own past only. They take a panel whose keys are numbered (`keys`) and
give plain columns to `completion`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from zsanalytics.codebook import Codebook
from zsanalytics.measures.flows import flows
from zsanalytics.measures.keys import (
    SPAN,
    Keys,
    Numbers,
    Values,
    chosen,
    ratio,
    texts,
    values_of,
)

PEER_YEARS = 2.0
"""How many years of a series' own past the peers' season weighs."""

_BLOCK = 4096  # series at a time, so that memory stays small

REASONS = ("不是累计指标", "没有完整的往年", None)
"""Why there is no pace: a stock or rate, no complete earlier year; none where there is one."""


def seasonal_pace(
    panel: pd.DataFrame,
    keys: Keys,
    *,
    among: Iterable[str] | None = None,
    book: Codebook | None = None,
) -> tuple[Values, ExtensionArray]:
    r"""Share of the year that each row's month normally holds, and why where it is unknown.

    .. math::

        p_{y,m} = \frac{\sum_{j<y} s_{j,m} + k\,\bar s_m}{n + k}, \qquad
        s_{j,m} = v_{j,m} / v_{j,12}

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    keys : Keys
        Its keys (`zsanalytics.measures.keys.keys_of`).
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
        One of `REASONS`, missing where there is a pace.
    """
    flow = keys.of_kind("ytd", book)
    values = np.where(flow, values_of(panel, "value"), np.nan)
    held = ratio(values, keys.look_up(keys.own + 12 - keys.month, values))
    total, count = _earlier(keys.own - 12 * keys.year, keys.year, held)
    if among is not None:
        peers = keys.among("region", chosen(among))
        alike = keys.number(("indicator", "segment")) - 12 * keys.year
        mean = _peer_mean(alike, keys.year, np.where(peers, held, np.nan))
        known = ~np.isnan(mean)
        total, count = total + PEER_YEARS * np.where(known, mean, 0), count + PEER_YEARS * known
    pace = ratio(total, count)
    return pace, texts(REASONS, np.where(flow, np.where(np.isnan(pace), 1, 2), 0))


def _earlier(group: Numbers, year: Numbers, values: Values) -> tuple[Values, Values]:
    """Sum and count the known values of a group in the years before each row's year.

    A group has at most one row a year.
    """
    order = np.argsort(group * 10_000 + year)
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
    panel: pd.DataFrame, keys: Keys, needed: Values, *, book: Codebook | None = None
) -> Values:
    """Share of a series' months up to each row that brought at least a needed amount.

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    keys : Keys
        Its keys.
    needed : array
        The amount a month needed at each row, unit of ``value``; NaN gives NaN.
    book : Codebook, optional
        Says which indicators are flows.

    Returns
    -------
    array
        Fractions; a flow over several months counts as that many months of its average. NaN
        where the series has no known flow.
    """
    flow, span = flows(keys, values_of(panel, "value"), book)
    order = np.argsort(keys.own)
    months = np.nan_to_num(span[order]).astype("int16")
    average = ratio(flow[order], span[order])
    first = np.flatnonzero(np.diff(keys.own[order] // SPAN, prepend=-1))
    length = np.diff(first, append=len(order))
    out = np.full(len(order), np.nan)
    for series in _blocks(length):
        time = np.arange(length[series].max())[:, None]
        inside = time < length[series]
        cells = np.where(inside, first[series] + time, 0)
        asked = np.where(inside, needed[order[cells]], np.nan)
        if not np.isnan(asked).all():
            found = _reached(months[cells] * inside, average[cells], asked)
            out[order[cells[inside]]] = found[inside]
    return out


def _blocks(length: Numbers) -> Iterator[npt.NDArray[np.intp]]:
    """Put series of like length together, a few thousand at a time."""
    order = np.argsort(length, kind="stable")
    for start in range(0, len(order), _BLOCK):
        yield order[start : start + _BLOCK]


def _reached(months: npt.NDArray[np.int16], average: Values, needed: Values) -> Values:
    """Count, in a table of time by series, the months up to each cell that met its need."""
    met = np.zeros(needed.shape, dtype="int16")
    for back in range(len(needed)):
        past = slice(0, len(needed) - back)
        met[back:] += months[past] * (average[past] >= needed[back:])
    seen = np.cumsum(months, axis=0, dtype="int64")
    return np.where(np.isnan(needed) | (seen == 0), np.nan, met / np.maximum(seen, 1))
