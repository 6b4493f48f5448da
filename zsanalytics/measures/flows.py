"""Flows and selections: what one month brought, the rows of one month, one row a key."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.breaks import bridging, scopes_of
from zsanalytics.measures.keys import (
    SERIES,
    Keys,
    Numbers,
    Values,
    keys_of,
    values_of,
    with_columns,
)
from zsanalytics.periods import parse_asof
from zsanalytics.schema import KEY, PANEL, STATUSES, require


def monthly(panel: pd.DataFrame, *, book: Codebook | None = None) -> pd.DataFrame:
    r"""Flow since the report before, from year-to-date values.

    由本年累计推出当月数。

    .. math:: f_m = v_m - v_{m'}, \qquad m' < m \text{ the last month reported in that year}

    The first report of a year covers all its months: a "1-2月" report is one flow of two months,
    and January is never invented. After a hole the flow spans several months and ``months`` says
    so. A year-to-date value that falls gives a negative flow; it is not clipped.

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel; ``value`` year to date, in the indicator's unit.
    book : Codebook, optional
        Says which indicators are flows. An unknown indicator is one.

    Returns
    -------
    DataFrame
        The same rows, order and index, plus ``monthly`` (unit of ``value``) and ``months`` (how
        many months that flow covers). Both are NaN where the value is missing, and for stocks and
        rates. The flows of a year add up to its last value. A scope that changes within the year
        without a bridge leaves the flow of that month unknown.

    Raises
    ------
    PanelError
        If a column is missing or a key is repeated.

    Notes
    -----
    Definition: funds are reported as 本年累计, since 1 January; 当月 = 本月累计 - 上月累计.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": 2024,
    ...         "month": [2, 3, 6],
    ...         "value": [20.0, 35.0, 80.0],
    ...     }
    ... )
    >>> monthly(panel)[["month", "monthly", "months"]]
       month  monthly  months
    0      2     20.0     2.0
    1      3     15.0     1.0
    2      6     45.0     3.0
    """
    keys = keys_of(panel)
    flow, span = flows(keys, values_of(panel, "value"), book)
    return with_columns(panel, monthly=flow, months=span)


def flows(keys: Keys, values: Values, book: Codebook | None) -> tuple[Values, Values]:
    """Give each row's flow since the report before, and how many months it covers."""
    known = np.flatnonzero(keys.of_kind("ytd", book) & ~np.isnan(values))
    known = known[np.argsort(keys.own[known])]
    month, value = keys.month[known], values[known]
    year = keys.own[known] - month  # one number a series and year
    follows = np.append(False, year[1:] == year[:-1]) if len(known) else np.zeros(0, bool)
    flow, span = (np.full(len(values), np.nan) for _ in range(2))
    before = np.where(follows, np.roll(month, 1), month)
    last = np.where(follows, np.roll(value, 1), 0.0)
    flow[known] = value - last * _bridged(keys, known, before, book)
    span[known] = month - np.where(follows, np.roll(month, 1), 0)
    return flow, span


def _bridged(keys: Keys, rows: Numbers, before: Numbers, book: Codebook | None) -> Values | float:
    """Give the factor that puts a month of some rows' own year on their scope."""
    year = keys.year[rows] * 12
    return bridging(scopes_of(keys, book), year + keys.month[rows], year + before, rows)


def at(panel: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Rows of one month.

    取一个月的行。

    Parameters
    ----------
    panel : DataFrame
        Columns ``year`` and ``month`` at least.
    asof : str
        The month, such as ``"2024-09"``.

    Returns
    -------
    DataFrame
        The rows of that month in their order, numbered from 0. An empty panel stays empty.

    Raises
    ------
    RequestError
        If ``asof`` is not written as a year and a month.
    PanelError
        If the panel has rows, but none of that month.

    Examples
    --------
    >>> panel = pd.DataFrame({"year": 2024, "month": [8, 9], "value": [5.0, 6.0]})
    >>> at(panel, "2024-09")
       year  month  value
    0  2024      9    6.0
    """
    year, month = parse_asof(asof)
    require(panel, PANEL, ("year", "month"))
    rows = panel[(panel["year"] == year) & (panel["month"] == month)]
    if len(panel) and rows.empty:
        last = panel[["year", "month"]].sort_values(["year", "month"]).iloc[-1]
        raise PanelError(
            f"panel: no row of {asof}; the newest month is "
            f"{int(last['year'])}-{int(last['month']):02d}; choose a month that is there"
        )
    return rows.reset_index(drop=True)


def prefer(panel: pd.DataFrame, status: str) -> pd.DataFrame:
    """One row a key: the submitted one or the computed one, where there are both.

    同一个数既有上报的又有加总的，只留一种。

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel; without ``status``, all rows were submitted.
    status : {"reported", "revised", "corrected", "verified", "computed"}
        ``"computed"`` keeps the total we added up; any other keeps what was submitted. A key that
        occurs once is kept as it is.

    Returns
    -------
    DataFrame
        The rows kept, in their order, numbered from 0.

    Raises
    ------
    PanelError
        If a column is missing, a key is repeated within a kind, or the status is unknown.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "甘肃省",
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": 2024,
    ...         "month": 9,
    ...         "value": [6527.11, 6527.10],
    ...         "status": ["reported", "computed"],
    ...     }
    ... )
    >>> prefer(panel, "reported")["value"].tolist()
    [6527.11]
    """
    require(panel, PANEL, (*KEY, "value"))
    if status not in STATUSES:
        raise PanelError(f"prefer: unknown status {status!r}; one of {', '.join(STATUSES)}")
    keys = keys_of(panel)
    wanted = keys.computed == (status == "computed")
    twice = pd.Index(keys.number(SERIES, kinds=False)).duplicated(keep=False)
    return panel[wanted | ~twice].reset_index(drop=True)
