"""Works: how many of the projects that should be building do build (开(复)工率).

Comes in: the projects table (one row a project and month). Goes out: a table of the rate with its
numerator and denominator.
"""

from __future__ import annotations

import pandas as pd

from zsanalytics.measures.ledger import (
    alive,
    as_ledger,
    month_end,
    snapshot,
    stages_reached,
)


def works_rate(projects: pd.DataFrame, asof: str) -> pd.DataFrame:
    r"""Rate of works (re)started (开(复)工率), as of a month.

    应开工、复工的项目中，到月底已开工、已复工的占多少。

    .. math:: r = n(\text{at work}) / n(\text{to be at work})

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; the rows of ``asof`` count.
    asof : str
        The month, such as ``"2024-09"``; its last day counts.

    Returns
    -------
    DataFrame
        One row a region, sorted: ``应开复工数`` (projects neither terminated nor withdrawn nor
        completed before this year, that have started or whose start is due; without a due day
        they are due), ``已开复工数`` (those of them that have started and are not stalled) and
        ``开复工率`` (a fraction; NaN where nothing is to be at work).

    Raises
    ------
    RequestError
        If the month is not written as a year and a month.
    PanelError
        If there is no ledger of ``asof``.

    Notes
    -----
    Definition: 华政办发〔2023〕52号 一(二) names the rate; it is taken as works started or taken up
    again ÷ all that should be.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "华亭工业园区",
    ...         "project_id": ["a", "b", "c"],
    ...         "year": 2023,
    ...         "month": 9,
    ...         "start_due": ["2023-03-01", "2023-04-01", "2023-12-01"],
    ...         "started_on": ["2023-03-05", None, None],
    ...     }
    ... )
    >>> works_rate(projects, "2023-09")
       region  应开复工数  已开复工数  开复工率
    0  华亭工业园区      2      1   0.5
    """
    ledger = as_ledger(snapshot(projects, asof))
    end = month_end(ledger["year"], ledger["month"])
    reached = stages_reached(ledger)
    before = ledger["completed_on"].dt.year < ledger["year"]
    due = reached["开工"] | ledger["start_due"].isna() | (ledger["start_due"] <= end)
    planned = alive(ledger) & ~before & due
    working = planned & reached["开工"] & (ledger["status"] != "stalled")
    marks = ledger[["region"]].assign(应开复工数=planned, 已开复工数=working)
    table = (
        marks.groupby("region")[["应开复工数", "已开复工数"]].sum().astype("int64").reset_index()
    )
    whole = table["应开复工数"]
    return table.assign(开复工率=(table["已开复工数"] / whole.where(whole > 0)).astype("float64"))
