"""Shares and contributions: what a part is of its whole, and what it adds to the whole's growth.

The whole is a region (the parts are its members) or a segment (the parts are the segments of
the same region). A part that was submitted is set against the submitted whole where there is
one, else against the computed; a computed part the other way round.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.breaks import earlier
from zsanalytics.measures.keys import (
    Keys,
    Rows,
    Values,
    keys_of,
    look_up,
    ratio,
    values_of,
    whole_of,
    with_columns,
)
from zsanalytics.schema import WHOLE


def share(
    panel: pd.DataFrame, *, of: str, value: str = "value", book: Codebook | None = None
) -> pd.DataFrame:
    r"""Share of a whole: a member in its region, or a segment in its region's whole.

    占比：成员占地区，或分类占全部。

    .. math:: s = v_{part} / v_{whole}

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    of : str
        A region such as ``"甘肃省"`` or a grouping such as ``"一核"`` (its members' shares of it),
        or a segment such as ``"全部"`` (each segment's share of its region's whole).
    value : str, default "value"
        The column that is shared out, ``"monthly"`` for instance.
    book : Codebook, optional
        Names the members of a region.

    Returns
    -------
    DataFrame
        The same rows, order and index, plus ``share`` (a fraction; the whole itself has 1). NaN
        where the whole is missing, zero or negative, for rates, and for regions that are neither
        the whole nor a member.

    Raises
    ------
    PanelError
        If a column is missing, a key is repeated, or no row is the whole.

    Notes
    -----
    Shares of all members sum to one where the whole is the computed total.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "甘肃省",
    ...         "indicator": "contracted_amount",
    ...         "segment": ["全部", "三个500强=合计"],
    ...         "year": 2023,
    ...         "month": 11,
    ...         "value": [10101.33, 2731.17],
    ...     }
    ... )
    >>> share(panel, of="全部")["share"].round(4).tolist()
    [1.0, 0.2704]
    """
    if panel.empty:
        return with_columns(panel, share=np.empty(0))
    keys, values = keys_of(panel), values_of(panel, value)
    part, whole = _sides(keys, of, book)
    wholes = _of_whole(keys, whole, of, values)
    additive = ~keys.of_kind("rate", book)
    return with_columns(panel, share=np.where(part & additive, ratio(values, wholes), np.nan))


def contribution(
    panel: pd.DataFrame, *, of: str, value: str = "value", book: Codebook | None = None
) -> pd.DataFrame:
    r"""Contribution to the whole's growth (拉动) and its part of the increment (贡献率).

    对整体增长的拉动，以及占增量的贡献率。

    .. math::

        c = \frac{v_t - v_{t-12}}{V_{t-12}}, \qquad r = \frac{v_t - v_{t-12}}{V_t - V_{t-12}}

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel, with the rows of the year before.
    of : str
        A region or a grouping of regions (its members contribute), or a segment (the region's
        segments contribute).
    value : str, default "value"
        The column that grows.
    book : Codebook, optional
        Names the members of a region, and says where scopes changed.

    Returns
    -------
    DataFrame
        The same rows, order and index, plus ``contribution`` (a fraction of the whole's base:
        0.021 is 2.1 百分点; the members sum to the whole's growth) and ``contribution_rate`` (a
        fraction of the whole's increment). Both are NaN where either base is missing; the first
        where the whole's base is not positive, the second where its increment is zero.

    Raises
    ------
    PanelError
        If a column is missing, a key is repeated, or no row is the whole.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": ["甘肃省", "兰州市"] * 2,
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": [2023, 2023, 2024, 2024],
    ...         "month": 9,
    ...         "value": [100.0, 40.0, 120.0, 45.0],
    ...     }
    ... )
    >>> now = contribution(panel, of="甘肃省").query("year == 2024")
    >>> now[["region", "contribution", "contribution_rate"]]
      region  contribution  contribution_rate
    2    甘肃省          0.20               1.00
    3    兰州市          0.05               0.25
    """
    if panel.empty:
        return with_columns(panel, contribution=np.empty(0), contribution_rate=np.empty(0))
    keys, values = keys_of(panel), values_of(panel, value)
    part, whole = _sides(keys, of, book)
    part = part & ~keys.of_kind("rate", book)
    base = earlier(keys, values, 1, book)
    increment = np.where(part, values - base, np.nan)
    both = np.where(np.isnan(values), np.nan, base)  # base and increment from one kind of row
    base_whole = _of_whole(keys, whole, of, both)
    increment_whole = _of_whole(keys, whole, of, values - base)
    return with_columns(
        panel,
        contribution=ratio(increment, base_whole),
        contribution_rate=increment / np.where(increment_whole == 0, np.nan, increment_whole),
    )


def is_segment(of: str) -> bool:
    """Tell a segment (``全部`` or ``dimension=member``) from a region."""
    return of == WHOLE or "=" in of


def _sides(keys: Keys, of: str, book: Codebook | None) -> tuple[Rows, Rows]:
    """Mark the rows that are parts (the whole included) and the rows that are the whole."""
    if is_segment(of):
        whole = keys.among("segment", [of])
        part = np.ones(len(whole), dtype=bool)
    else:
        of, members = whole_of(of, book or load_codebook())
        whole = keys.among("region", [of])
        part = keys.among("region", [of, *members])
    if not whole.any():
        raise PanelError(
            f"panel: no row of {of} to be the whole; add its rows, or its total with zs.add_total"
        )
    return part, whole


def _of_whole(keys: Keys, whole: Rows, of: str, values: Values) -> Values:
    """Give each row the value of its whole: its own kind of row first, else the other kind."""
    shared = ("region", "indicator") if is_segment(of) else ("indicator", "segment")
    numbers = keys.number(shared, kinds=False)
    kinds = (whole & ~keys.computed, whole & keys.computed)
    found = [look_up(numbers, numbers[rows], values[rows]) for rows in kinds if rows.any()]
    if len(found) == 1:
        return found[0]
    submitted, computed = found
    own = np.where(keys.computed, computed, submitted)
    return np.where(np.isnan(own), np.where(keys.computed, submitted, computed), own)
