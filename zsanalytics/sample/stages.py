"""When projects reach their stages: signed, performed, landed, started, completed, in production.

Comes in: projects with the month and day of signing. Goes out: one date a stage, in order, as
``datetime64[D]``; NaT for a stage that is not in sight. Reports show no later day.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zsanalytics.sample import plan
from zsanalytics.schema import PROJECT_STAGES

Days = NDArray[np.datetime64]

WORDS, STAGES = tuple(PROJECT_STAGES), tuple(PROJECT_STAGES.values())
_NEVER = np.datetime64("NaT", "D")


def month_end(year: int, month: int) -> np.datetime64:
    """Give the last day of a month."""
    return (np.datetime64(f"{year:04d}-{month:02d}", "M") + 1).astype("datetime64[D]") - 1


def dated(projects: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Add the columns of `STAGES`, ``start_due`` and ``finish_due``."""
    rng = np.random.default_rng([seed, int(projects["year"].max()), 7])
    count = len(projects)
    first = projects["year"] * 12 + projects["signed_month"] - 1 - 1970 * 12
    signed = first.to_numpy().astype("datetime64[M]").astype("datetime64[D]")
    signed = signed + (projects["day"].to_numpy() - 1).astype("timedelta64[D]")
    performed = signed + _days(rng.integers(2, 20, count))
    landed = performed + _days(rng.integers(2, 25, count))
    wait = np.where(
        rng.random(count) < 0.82, rng.integers(2, 40, count), rng.integers(40, 300, count)
    )
    started = landed + _days(wait)
    building = 180 + rng.gamma(2.0, 90, count) + projects["amount"].to_numpy() / 1500
    completed = started + _days(np.minimum(building, 1500).astype(np.int64))
    produced = completed + _days(rng.integers(10, 90, count))
    dates = dict(
        zip(STAGES, (signed, performed, landed, started, completed, produced), strict=True)
    )
    dates = _to_rate(projects, dates)
    due = {
        "start_due": signed + _days(rng.integers(60, 240, count)),
        "finish_due": dates["completed_on"] + _days(rng.integers(-60, 200, count)),
    }
    return projects.assign(**dates, **due)


def _days(number: NDArray[np.int64]) -> NDArray[np.timedelta64]:
    return number.astype("timedelta64[D]")


def _to_rate(projects: pd.DataFrame, dates: dict[str, Days]) -> dict[str, Days]:
    """Let as many projects start by a month as a published 开工率 says."""
    for item in plan.load("published")["figure"]:
        year, month = item["year"], item["month"]
        if item["indicator"] != "start_rate":
            continue
        unit = plan.units().index(item["region"])
        cohort = (projects["unit"] == unit) & (projects["year"] == year) & projects["outside"]
        rows = np.flatnonzero(cohort & (projects["month"] <= month))
        if not len(rows):
            continue
        order = rows[np.argsort(dates["started_on"][rows], kind="stable")]
        yes = round(len(rows) * item["value"] / 100)
        end = month_end(year, month)
        latest = np.maximum(dates["signed_on"][order[:yes]], end - 3)
        early = np.minimum(dates["started_on"][order[:yes]], latest)
        dates = dates | {"started_on": dates["started_on"].copy()}
        dates["started_on"][order[:yes]] = early
        dates["started_on"][order[yes:]] = np.maximum(dates["started_on"][order[yes:]], end + 20)
        for name in ("performed_on", "landed_on"):
            dates[name] = np.minimum(dates[name], dates["started_on"])
        for before, name in (("started_on", "completed_on"), ("completed_on", "produced_on")):
            dates[name] = np.maximum(dates[name], dates[before] + 15)
    return dates


def visible(dates: Days, end: np.datetime64) -> Days:
    """Blank what lies after a report."""
    return np.where(dates <= end, dates, _NEVER)
