"""The last weeks: the projects that decide a unit's target, and what falls due next month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.outlook.ledger_steps import OVER, serial
from zsanalytics.schema import PROJECTS, conform, require

DUES = {"开工": ("start_due", "started_on"), "竣工": ("finish_due", "completed_on")}
"""What a contract dates in advance: the day it is due and the day it was done."""

PAST = {
    "开工": ("开工", "在建", "竣工", "建成", "完工", "投产", "达产", "运营"),
    "竣工": ("竣工", "建成", "完工", "投产", "达产", "运营"),
}
"""Stages of the ledger at which a due is met, dated or not."""


def deciding_projects(
    projects: pd.DataFrame,
    goals: pd.DataFrame,
    asof: str,
    *,
    most: int = 5,
    funds: str = "funds_outside_ytd",
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Open projects whose next payments decide each unit's target, the largest outstanding first.

    决定各单位能否完成目标的在建项目，未到位多的在前。

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; the rows of ``asof`` count, amounts in 亿元.
    goals : DataFrame
        ``region, gap`` (what is missing, 亿元) and, where there are several, ``line``: from
        `goal_seek` (whose ``pace_gap`` may be renamed to ask about 序时) or `completion`.
    asof : str
        The month, ``"2024-09"``.
    most : int, default 5
        At most so many projects a unit and line.
    funds : {"funds_outside_ytd", "funds_ytd"}
        The line of funds: with 省外 a project counts as far as its money is from outside.
    book : Codebook, optional
        The tree of regions: a unit holds the projects below it; the shipped one by default.

    Returns
    -------
    DataFrame
        ``region, line, gap, project_id, name, contract_amount, arrived`` (funds since signing),
        ``outstanding`` (contract amount - arrived), ``pace`` (mean month of this year's funds),
        ``running`` (outstanding of this and the larger ones), ``enough`` (projects needed until
        ``running`` closes the gap; missing where all open projects together do not) and ``needed``
        (whether this is one of them). Units without a gap are left out; so are projects that are
        over, or have brought all of their amount. Names are for the internal annex only.

    Raises
    ------
    PanelError
        If there is no snapshot of the month.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "project_id": ["a", "b", "c"],
    ...         "year": 2024,
    ...         "month": 9,
    ...         "name": ["甲", "乙", "丙"],
    ...         "contract_amount": [10.0, 50.0, 20.0],
    ...         "funds_ytd": [1.0, 9.0, 2.0],
    ...         "funds_total": [9.0, 10.0, 5.0],
    ...     }
    ... )
    >>> goals = pd.DataFrame({"region": ["兰州市"], "line": ["goal"], "gap": [50.0]})
    >>> found = deciding_projects(projects, goals, "2024-09", funds="funds_ytd")
    >>> found[["name", "outstanding", "running", "enough", "needed"]]
      name  outstanding  running  enough  needed
    0    乙         40.0     40.0       2    True
    1    丙         15.0     55.0       2    True
    2    甲          1.0     56.0       2   False
    """
    book = book or load_codebook()
    ledger = _outstanding(_open_now(projects, asof), funds)
    asked = goals.assign(line=goals.get("line"))[["region", "line", "gap"]]
    tables = [_of_unit(ledger, goal, book, most) for goal in asked.itertuples() if goal.gap > 0]
    if not tables:
        return pd.DataFrame(columns=COLUMNS).astype({"enough": "Int64", "needed": bool})
    return pd.concat(tables, ignore_index=True)


COLUMNS = [
    "region", "line", "gap", "project_id", "name", "contract_amount", "arrived", "outstanding",
    "pace", "running", "enough", "needed",
]  # fmt: skip


def _open_now(projects: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Give the contracts that are open in the snapshot of a month."""
    require(projects, PROJECTS, PROJECTS.key)
    at = projects["year"] * 12 + projects["month"] - 1
    now = conform(projects[at == serial(asof)], PROJECTS)
    if now.empty:
        raise PanelError(f"projects: no ledger of {asof}; choose a month that was handed in")
    return now[~now["status"].isin(OVER)].reset_index(drop=True)


def _outstanding(now: pd.DataFrame, funds: str) -> pd.DataFrame:
    """Add what of each contract's amount has arrived and what has not, on the line of funds."""
    part = pd.Series(1.0, index=now.index)
    if funds != "funds_ytd":
        part = (now[funds] / now["funds_ytd"].where(now["funds_ytd"] > 0)).clip(0, 1).fillna(1.0)
    arrived = part * now["funds_total"].fillna(now["funds_ytd"]).fillna(0.0)
    left = (part * now["contract_amount"] - arrived).clip(lower=0.0)
    month = now["month"].astype(float)
    return now.assign(arrived=arrived, outstanding=left, pace=now[funds].fillna(0.0) / month)


def _of_unit(ledger: pd.DataFrame, goal: tuple, book: Codebook, most: int) -> pd.DataFrame:  # type: ignore[type-arg]
    _, region, line, gap = goal
    inside = ledger["region"].isin(_inside(region, book))
    own = ledger[inside & (ledger["outstanding"] > 0)]
    own = own.sort_values(["outstanding", "project_id"], ascending=[False, True])
    running = own["outstanding"].cumsum()
    short = int((running < gap).sum())
    enough = short + 1 if short < len(own) else pd.NA
    needed = np.arange(len(own)) < (len(own) if enough is pd.NA else enough)
    out = own.assign(region=region, line=line, gap=gap, running=running, needed=needed)
    out = out.assign(enough=pd.array([enough] * len(own), dtype="Int64"))
    return out[COLUMNS].head(most)


def largest_to_come(
    projects: pd.DataFrame,
    asof: str,
    region: str,
    *,
    funds: str = "funds_outside_ytd",
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Open projects of a region by what they would still bring this year at this year's pace.

    按今年的速度，今年还会到位最多的在建项目。

    What the largest of them would bring is what is missing if it slips into next year: the
    ``delayed`` of `scenarios`.

    Parameters
    ----------
    projects, asof, funds, book
        As for `deciding_projects`.
    region : str
        The region; projects below it count.

    Returns
    -------
    DataFrame
        ``region`` (the project's own), ``project_id, name, amount`` (pace × months left, at most
        what is outstanding), the largest first.

    Raises
    ------
    PanelError
        If there is no snapshot of the month.
    """
    book = book or load_codebook()
    ledger = _outstanding(_open_now(projects, asof), funds)
    own = ledger[ledger["region"].isin(_inside(region, book))]
    amount = np.minimum(own["pace"] * (11 - serial(asof) % 12), own["outstanding"])
    rows = own.assign(amount=amount)[["region", "project_id", "name", "amount"]]
    return rows.sort_values(["amount", "project_id"], ascending=[False, True], ignore_index=True)


def _inside(region: str, book: Codebook) -> set[str]:
    """Name a region and what lies below it."""
    return {region, *(book.descendants(region) if region in book.places else ())}


def due_next(
    projects: pd.DataFrame, asof: str, *, months: int = 1, region: str | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Starts and completions that fall due in the coming months, as contracts date them.

    今后几个月按合同该开工、该竣工的项目。

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; the rows of ``asof`` count.
    asof : str
        The month, ``"2024-09"``: what is due in 2024-10 is listed.
    months : int, default 1
        How many months ahead.
    region : str, optional
        Only this region and what lies below it.
    book : Codebook, optional
        The tree of regions; the shipped one by default.

    Returns
    -------
    DataFrame
        ``region, project_id, name, stage`` (开工 or 竣工), ``due, contract_amount, ready`` (for a
        completion: whether the project has started; True for a start), by day. Contracts that are
        over, or have come so far already, are left out.

    Raises
    ------
    PanelError
        If there is no snapshot of the month.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "project_id": ["a", "b"],
    ...         "year": 2024,
    ...         "month": 9,
    ...         "start_due": ["2024-10-20", "2024-10-31"],
    ...         "finish_due": ["2026-01-01", None],
    ...         "started_on": [None, "2024-09-01"],
    ...     }
    ... )
    >>> due_next(projects, "2024-09")[["project_id", "stage", "due"]]
      project_id stage        due
    0          a    开工 2024-10-20
    """
    now = _open_now(projects, asof)
    if region is not None:
        now = now[now["region"].isin(_inside(region, book or load_codebook()))]
    met = {stage: _met(now, stage, done) for stage, (_, done) in DUES.items()}
    tables = []
    for stage, (due, _) in DUES.items():
        month = now[due].dt.year * 12 + now[due].dt.month - 1
        soon = month.between(serial(asof) + 1, serial(asof) + months) & ~met[stage]
        ready = met["开工"] if stage == "竣工" else pd.Series(True, index=now.index)
        tables.append(now.assign(stage=stage, due=now[due], ready=ready)[soon])
    out = pd.concat(tables).sort_values(["due", "region", "project_id"], ignore_index=True)
    return out[["region", "project_id", "name", "stage", "due", "contract_amount", "ready"]]


def _met(now: pd.DataFrame, stage: str, done: str) -> pd.Series:
    """Say which contracts have come to a stage, or to one after it."""
    later = ["started_on", "completed_on", "produced_on"]
    dates = now[later[later.index(done) :]]
    return dates.notna().any(axis=1) | now["stage"].isin(PAST[stage])
