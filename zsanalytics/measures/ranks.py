"""Ranks: the place of each region among those compared."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from zsanalytics.errors import PanelError
from zsanalytics.measures.keys import (
    SERIES,
    Keys,
    Rows,
    chosen,
    keys_of,
    values_of,
    with_columns,
)


def rank(
    panel: pd.DataFrame, *, by: str = "value", among: Iterable[str] | None = None
) -> pd.DataFrame:
    """Place of each region within indicator, segment, year and month (位次).

    位次：在同一指标、分类、月份里从大到小排。

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel, and the column ranked.
    by : str, default "value"
        The column that decides; 1 is the largest.
    among : iterable of str, optional
        The regions compared, such as ``book.members("甘肃省")``; all in the panel by default.

    Returns
    -------
    DataFrame
        The same rows, order and index, plus ``rank``: equal values share the better place and the
        next place is left out (1, 1, 3); a missing value and a region outside ``among`` have NaN.
        Where a region has a submitted and a computed row under one key, the computed one is
        ranked among its like.

    Raises
    ------
    PanelError
        If a column is missing, a key is repeated, or no region of ``among`` is in the panel.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": ["兰州市", "庆阳市", "酒泉市", "甘肃省"],
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": 2024,
    ...         "month": 9,
    ...         "value": [7.0, 5.0, 7.0, 19.0],
    ...     }
    ... )
    >>> rank(panel, among=["兰州市", "庆阳市", "酒泉市"])["rank"].tolist()
    [1.0, 3.0, 1.0, nan]
    """
    if panel.empty:
        return with_columns(panel, rank=np.empty(0))
    keys, values = keys_of(panel), values_of(panel, by)
    if among is not None:
        names = chosen(among)
        inside = keys.among("region", names)
        if not inside.any():
            raise PanelError(f"rank: no row of {', '.join(names[:5]) or 'no region'} in the panel")
        values = np.where(inside, values, np.nan)
    group = keys.number(("indicator", "segment"), kinds=False) * 2 + _twins(keys)
    order = pd.Series(values).groupby(group).rank(method="min", ascending=False)
    return with_columns(panel, rank=order.to_numpy())


def _twins(keys: Keys) -> Rows:
    """Mark computed rows whose key was submitted too."""
    numbers = keys.number(SERIES, kinds=False)
    submitted = pd.Index(numbers[~keys.computed])
    twins = keys.computed.copy()
    twins[twins] = submitted.get_indexer(numbers[twins]) >= 0
    return twins
