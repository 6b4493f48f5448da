"""Breaks of scope (口径) in measures: a base from the other side of one is bridged, or is no base.

Comes in: the keys of a panel. Goes out: the factor that puts an earlier figure on a row's scope,
and the list of comparisons that a break touches, with the reason.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.codebook.breaks import Break, breaks_of
from zsanalytics.measures.keys import Keys, Numbers, Rows, Values, keys_of, values_of
from zsanalytics.periods import asof_text
from zsanalytics.schema import KEY, text_dtype

COLUMNS = (*KEY, "since", "bridge", "reason", "authority")


def bridging(
    keys: Keys, now: Numbers, then: Numbers, book: Codebook | None = None
) -> Values | float:
    """Give the factor that puts figures of some months on the scope of others.

    Parameters
    ----------
    keys : Keys
        The series of each row.
    now, then : array of int
        For each row the month whose scope counts, and the month of the figure: year × 12 + month.
    book : Codebook, optional
        Holds the breaks; the shipped one by default.

    Returns
    -------
    array or float
        The product of the bridges between the two months; NaN where a break without a bridge lies
        between them; 1 where none does (the number 1 where none touches any row).
    """
    factor: Values | float = 1.0
    for one, across in _crossed(keys, now, then, book or load_codebook()):
        factor = factor * np.where(across, one.bridge, 1.0)
    return factor


def _crossed(keys: Keys, now: Numbers, then: Numbers, book: Codebook) -> list[tuple[Break, Rows]]:
    """List the breaks that lie between the months of some rows, and those rows."""
    found = []
    for one in breaks_of(book):
        across = (then < one.month) & (now >= one.month)
        if across.any():
            across &= keys.among("indicator", [one.indicator])
            if one.region:
                across &= keys.among("region", one.regions(book))
            if one.segment:
                across &= keys.among("segment", [one.segment])
        if across.any():
            found.append((one, across))
    return found


def earlier(keys: Keys, values: Values, years: int, book: Codebook | None = None) -> Values:
    """Give each row the value of the same month some years earlier, on the row's own scope."""
    now = keys.year * 12 + keys.month
    base = keys.look_up(keys.own - 12 * years, values)
    return base * bridging(keys, now, now - 12 * years, book)


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
        panel.loc[across & based, list(KEY)].assign(
            since=asof_text(*one.since), bridge=one.bridge, reason=one.reason,
            authority=one.authority,
        )
        for one, across in _crossed(keys, now, now - 12 * years, book or load_codebook())
    ]  # fmt: skip
    if not parts:
        texts = ("since", "reason", "authority")
        empty = panel.loc[panel.index[:0], list(KEY)].assign(
            **{name: pd.Series(dtype=text_dtype()) for name in texts}, bridge=np.empty(0)
        )
        return empty[list(COLUMNS)].reset_index(drop=True)
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]
