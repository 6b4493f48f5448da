"""Cohorts of contracts: the funnel from signing to production, what is late, and the fairs.

Comes in: the projects table. Goes out: tables for the half-year inspection and the review of a
fair. Days and months late are counted to the end of the month looked at.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.measures.ledger import (
    OVER,
    STAGES,
    as_ledger,
    groups_of,
    month_end,
    signed_between,
    snapshot,
    stages_reached,
)

DUES = {"开工": "start_due", "竣工": "finish_due"}
"""The stages that a contract dates in advance."""


def funnel(
    projects: pd.DataFrame,
    asof: str,
    *,
    by: str | None = None,
    signed: tuple[str, str] | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    r"""Funnel of a cohort: how many contracts, and how much, came to each stage.

    一批合同从签约到投产，每一步还剩多少个、多少金额。

    .. math:: step_s = n_s / n_{s-1}, \qquad reach_s = n_s / n_{signed}

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; the rows of ``asof`` count, amounts in 亿元.
    asof : str
        The month, such as ``"2024-09"``.
    by : str, optional
        A grouping of `zsanalytics.measures.stages.stage_rates`.
    signed : tuple of str, optional
        First and last month of signing; all projects of the ledger by default.
    book : Codebook, optional
        Holds the groupings.

    Returns
    -------
    DataFrame
        Per group one row a stage, from 签约 to 投产: ``stage``, ``projects`` (个), ``amount``
        (亿元, contract amounts), ``reach`` (fraction of the signed) and ``step`` (fraction of the
        stage before; NaN for 签约 and after an empty stage), then 终止 (terminated or withdrawn).

    Raises
    ------
    PanelError
        If there is no ledger of ``asof`` or the grouping is unknown.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "project_id": ["a", "b"],
    ...         "year": 2024,
    ...         "month": 9,
    ...         "contract_amount": [10.0, 5.0],
    ...         "signed_on": "2024-03-05",
    ...         "started_on": ["2024-06-01", None],
    ...     }
    ... )
    >>> funnel(projects, "2024-09")[["stage", "projects", "amount", "reach"]].head(4)
      stage  projects  amount  reach
    0    签约         2    15.0    1.0
    1    履约         1    10.0    0.5
    2    落地         1    10.0    0.5
    3    开工         1    10.0    0.5
    """
    ledger = as_ledger(snapshot(projects, asof))
    if signed is not None:
        ledger = ledger[signed_between(ledger, *signed)].reset_index(drop=True)
    reached = {"签约": np.ones(len(ledger), bool), **stages_reached(ledger)}
    reached["终止"] = ledger["status"].isin(OVER).to_numpy(dtype=bool)
    groups = groups_of(ledger, by, book or load_codebook())
    column = by or "group"
    tables = []
    for group, rows in groups.groupby(column)["row"]:
        stages = [
            (stage, int(at[rows].sum()), float(ledger["contract_amount"][rows][at[rows]].sum()))
            for stage, at in ((stage, np.asarray(marks)) for stage, marks in reached.items())
        ]
        table = pd.DataFrame(stages, columns=["stage", "projects", "amount"])
        before = table["projects"].shift().where(table["stage"] != "终止")
        table["reach"] = table["projects"] / len(rows)
        table["step"] = table["projects"] / before.where(before > 0)
        tables.append(table.assign(**{column: group}))
    columns = [column, "stage", "projects", "amount", "reach", "step"]
    empty = pd.DataFrame(columns=columns)
    out = pd.concat(tables, ignore_index=True)[columns] if tables else empty
    return out if by else out.drop(columns=column)


def overdue(projects: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Projects late against a contract date, or stalled, with days and the reason.

    逾期未开工、未竣工或停滞的项目，逾期多少天，什么原因。

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; rows of earlier months tell since when a project stalls.
    asof : str
        The month, such as ``"2024-09"``; its last day is the day counted to.

    Returns
    -------
    DataFrame
        One row a project and stage: ``region, project_id, name, stage`` (开工, 竣工, or 停滞 for
        a stalled project), ``due``, ``done`` (missing while it is open), ``days_late``,
        ``months_late`` (whole months begun), ``status``, ``status_reason``; the latest first.
        What was done late stays in the list with the days it was late by; terminated projects and
        those without a due day are not in it. A stalled project has no due day; its days run from
        the end of the first month of those on end in which the ledger called it stalled.

    Raises
    ------
    PanelError
        If there is no ledger of ``asof``.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "project_id": ["a"],
    ...         "year": 2024,
    ...         "month": 9,
    ...         "start_due": ["2024-08-31"],
    ...         "status_reason": ["要素"],
    ...     }
    ... )
    >>> overdue(projects, "2024-09")[["stage", "days_late", "months_late", "status_reason"]]
      stage  days_late  months_late status_reason
    0    开工         30            1            要素
    """
    ledger = as_ledger(snapshot(projects, asof))
    ledger = ledger[~ledger["status"].isin(OVER)]
    end, reached = month_end(ledger["year"], ledger["month"]), stages_reached(ledger)
    late = [
        ledger.assign(
            stage=stage,
            due=ledger[due],
            done=ledger[STAGES[stage]].where(ledger[STAGES[stage]] <= end),
            open=~reached[stage],
        )
        for stage, due in DUES.items()
    ]
    rows = pd.concat(late, ignore_index=True)
    until = rows["done"].fillna(month_end(rows["year"], rows["month"]).where(rows["open"]))
    days = (until - rows["due"]).dt.days
    rows = rows.assign(days_late=days)[days > 0]
    stalled = ledger[ledger["status"] == "stalled"].assign(stage="停滞")
    stalled = stalled.assign(days_late=_stalled_days(stalled, as_ledger(projects)))
    rows = rows.sort_values(["days_late", "region", "project_id"], ascending=[False, True, True])
    table = pd.concat([rows, stalled], ignore_index=True).reindex(columns=OVERDUE)
    late_days = table["days_late"].astype("Int64")
    return table.assign(days_late=late_days, months_late=(late_days + 29) // 30)


def _stalled_days(stalled: pd.DataFrame, history: pd.DataFrame) -> pd.Series:
    """Count the days since the first of the months on end that call a project stalled."""
    key = ["region", "project_id"]
    number = history["year"] * 12 + history["month"]
    running = history[key].assign(number=number)[history["status"] == "stalled"]
    seen = set(running.itertuples(index=False, name=None))
    first = []
    for row in stalled[[*key, "year", "month"]].itertuples(index=False):
        month = row.year * 12 + row.month
        while (row.region, row.project_id, month - 1) in seen:
            month -= 1
        first.append(pd.Timestamp((month - 1) // 12, (month - 1) % 12 + 1, 1))
    begun = pd.Series(pd.to_datetime(first), index=stalled.index) + pd.offsets.MonthEnd(0)
    return (month_end(stalled["year"], stalled["month"]) - begun).dt.days


OVERDUE = [
    "region", "project_id", "name", "stage", "due", "done", "days_late", "months_late", "status",
    "status_reason",
]  # fmt: skip
