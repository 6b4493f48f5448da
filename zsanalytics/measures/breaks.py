"""Breaks of scope (口径) in measures: a base from the other side of one is bridged, or is no base.

Comes in: the keys of a panel. Goes out: the factor that puts an earlier figure on a row's scope,
and the list of comparisons that a break touches, with the reason.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.codebook.breaks import Break, breaks_of
from zsanalytics.measures.keys import Keys, Numbers, Rows, Values, keys_of, values_of
from zsanalytics.periods import asof_text
from zsanalytics.schema import KEY, text_dtype

Places = npt.NDArray[np.intp]

COLUMNS = (*KEY, "since", "bridge", "reason", "authority")


class Scope(NamedTuple):
    """A break, and the rows of the series that it touches: marked, and by position."""

    broken: Break
    series: Rows
    rows: Places


def scopes_of(keys: Keys, book: Codebook | None = None, *, back: int = 0) -> list[Scope]:
    """List the breaks that touch the rows of a panel; the shipped breaks by default.

    ``back`` is how many months before its first row figures lie that are compared with it.
    """
    first = (keys.year * 12 + keys.month).min(initial=np.iinfo("int64").max) - back
    book = book or load_codebook()
    found = (_scope(keys, one, book) for one in breaks_of(book) if first < one.month)
    return [scope for scope in found if len(scope.rows)]


def _scope(keys: Keys, one: Break, book: Codebook) -> Scope:
    """Find the rows of a break's series; by region first, which leaves few."""
    rows = np.arange(len(keys.month))
    named = {"region": one.regions(book), "indicator": (one.indicator,), "segment": (one.segment,)}
    for column, names in named.items():
        if any(names):
            codes = [code for code in keys.names[column].get_indexer(pd.Index(names)) if code >= 0]
            own = keys.codes[column] if len(rows) == len(keys.month) else keys.codes[column][rows]
            rows = rows[own == codes[0] if len(codes) == 1 else np.isin(own, codes)]
    series = np.zeros(len(keys.month), dtype=bool)
    series[rows] = True
    return Scope(one, series, rows)


def bridging(
    scopes: list[Scope], now: Numbers, then: Numbers, rows: Places | None = None
) -> Values | float:
    """Give the factor that puts figures of some months on the scope of others.

    Parameters
    ----------
    scopes : list
        What `scopes_of` gives for the panel.
    now, then : array of int
        The month whose scope counts, and the month of the figure: year × 12 + month.
    rows : array of int, optional
        The rows that they are about, by position; all of them by default.

    Returns
    -------
    array or float
        The product of the bridges between the two months; NaN where a break without a bridge lies
        between them; 1 where none does (the number 1 where nothing lies between any of them).
    """
    factor: Values | float = 1.0
    for scope in scopes:
        across = _across(scope, now, then, rows)
        if len(across):
            factor = np.ones(len(now)) if isinstance(factor, float) else factor
            factor[across] *= scope.broken.bridge
    return factor


def _across(scope: Scope, now: Numbers, then: Numbers, rows: Places | None = None) -> Places:
    """Give the places of a broken series' rows whose two months lie on its two sides."""
    own = scope.rows if rows is None else np.flatnonzero(scope.series[rows])
    month = scope.broken.month
    return own[(then[own] < month) & (now[own] >= month)]


def earlier(keys: Keys, values: Values, years: int, book: Codebook | None = None) -> Values:
    """Give each row the value of the same month some years earlier, on the row's own scope."""
    now = keys.year * 12 + keys.month
    base = keys.look_up(keys.own - 12 * years, values)
    return base * bridging(scopes_of(keys, book), now, now - 12 * years)


def breaks_crossed(
    panel: pd.DataFrame, *, years: int = 1, book: Codebook | None = None
) -> pd.DataFrame:
    """List the comparisons with an earlier year that a break of scope touches, and why.

    列出跨口径调整的同比，以及原因。

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    years : int, default 1
        How far back the base lies, as for `growth`.
    book : Codebook, optional
        Holds the breaks (``codes/breaks.toml``); the shipped one by default.

    Returns
    -------
    DataFrame
        One row a row of the panel whose base is there and lies before a break: the key, ``since``
        (the first month on the new scope), ``bridge`` (NaN: growth is refused; else the base that
        `growth` shows is the bridged one), ``reason`` and ``authority`` as the list states them.

    Raises
    ------
    PanelError
        If a column is missing or a key is repeated.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "甘肃省",
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": [2019, 2020],
    ...         "month": 8,
    ...         "value": [4000.0, 2000.0],
    ...     }
    ... )
    >>> breaks_crossed(panel)[["year", "month", "since", "bridge"]]
       year  month    since  bridge
    0  2020      8  2020-01     NaN
    """
    keys, values = keys_of(panel), values_of(panel, "value")
    now = keys.year * 12 + keys.month
    based = ~np.isnan(keys.look_up(keys.own - 12 * years, values))
    parts = [
        panel.iloc[places[based[places]]][list(KEY)].assign(
            since=asof_text(*one.since), bridge=one.bridge, reason=one.reason,
            authority=one.authority,
        )
        for one, places in (
            (scope.broken, _across(scope, now, now - 12 * years))
            for scope in scopes_of(keys, book)
        )
    ]  # fmt: skip
    parts = [part for part in parts if len(part)]
    if not parts:
        texts = ("since", "reason", "authority")
        empty = panel.loc[panel.index[:0], list(KEY)].assign(
            **{name: pd.Series(dtype=text_dtype()) for name in texts}, bridge=np.empty(0)
        )
        return empty[list(COLUMNS)].reset_index(drop=True)
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]
