"""A park's projects: contracts, due days, works and money of every month, visibly invented.

Comes in: ``park.toml``. Goes out: the ledger of a month in 万元. What the projects build in a month
adds up to the park's fixed asset investment as far as their contracts go.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.sample.fit import Ints, apportion
from zsanalytics.sample.park import amount, park
from zsanalytics.sample.plan import LAST_YEAR, MONTHS
from zsanalytics.sample.stages import month_end

SEED = 52
BEFORE = 2
"""Years before the first one in which contracts of its ledger were signed."""

DAYS = ("signed_on", "start_due", "started_on", "finish_due", "completed_on", "produced_on",
        "ended_on")  # fmt: skip
_NEVER = np.datetime64("NaT", "D")


@functools.cache
def contracts() -> pd.DataFrame:
    """List all contracts with their amounts (万元), due days and what became of them."""
    first = park()["first_year"]
    years = range(first - BEFORE, LAST_YEAR + 1)
    table = pd.concat([_signed(year) for year in years], ignore_index=True)
    return table.assign(number=range(1, len(table) + 1))


def _signed(year: int) -> pd.DataFrame:
    """Sign the contracts of a year: their size follows the assets built in the next."""
    plan = park()["projects"]
    rng = np.random.default_rng([SEED, year])
    next_year = min(max(year + 1, park()["first_year"]), LAST_YEAR)
    total = amount("fixed_asset_investment", next_year, 12) * plan["over_assets"]
    size = apportion(rng.uniform(0.5, 1.8, plan["year"]), round(total / 100)) * 100
    months = np.sort(rng.choice(np.arange(1, 12), plan["year"], replace=False))
    rows = [_course(year, int(month), rng) for month in months]
    works = rng.choice(plan["works"], plan["year"], replace=False)
    origins = rng.choice(plan["origins"], plan["year"])
    return pd.DataFrame(rows, columns=list(DAYS)).assign(
        year=year, amount=size, work=works, origin=origins
    )


def _course(year: int, month: int, rng: np.random.Generator) -> list[np.datetime64]:
    """Date a project: most start and finish in time, some late, a few never start."""
    signed = month_end(year, month) - np.timedelta64(int(rng.integers(3, 25)), "D")
    start_due = _after(signed, rng.integers(90, 180))
    finish_due = _after(start_due, rng.integers(300, 480))
    fate = rng.random()
    if fate < 0.06:  # given up before the works began
        return [signed, start_due, _NEVER, finish_due, _NEVER, _NEVER, _after(start_due, 240)]
    late = rng.integers(40, 130) if fate < 0.2 else rng.integers(-20, 15)
    started = _after(start_due, late)
    slow = rng.integers(45, 200) if fate < 0.32 else rng.integers(-40, 0)
    completed = _after(finish_due, slow)
    produced = _after(completed, rng.integers(30, 100))
    return [signed, start_due, started, finish_due, completed, produced, _NEVER]


def _after(day: np.datetime64, days: int | np.integer[Any]) -> np.datetime64:
    return day + np.timedelta64(int(days), "D")


@functools.cache
def built() -> pd.DataFrame:
    """Give what each project has built by the end of every month: 万元, a column a month."""
    table = contracts()
    done = np.zeros(len(table), dtype=np.int64)
    columns = {}
    for year in range(park()["first_year"], LAST_YEAR + 1):
        before = 0
        for month in MONTHS:
            now = amount("fixed_asset_investment", year, month)
            done = done + _shared(table, done, now - before, month_end(year, month))
            columns[year, month] = done
            before = now
    return pd.DataFrame(columns, index=table.index)


def _shared(table: pd.DataFrame, done: Ints, total: int, end: np.datetime64) -> Ints:
    """Share a month's investment among the works in progress, by how far each is behind its plan.

    No project builds for more than 97 % of its contract; what is left over is built outside them.
    """
    days = {name: table[name].to_numpy().astype("datetime64[D]") for name in DAYS}
    working = (days["started_on"] <= end) & ~(days["completed_on"] < end - np.timedelta64(59, "D"))
    span = (days["completed_on"] - days["started_on"]) / np.timedelta64(1, "D")
    gone = (end - days["started_on"]) / np.timedelta64(1, "D")
    size = table["amount"].to_numpy()
    planned = size * np.clip(np.where(working, gone / span, 0.0), 0, 0.97)
    room = np.where(working, np.floor(size * 0.97) - done, 0).astype(np.int64)
    wanted = np.where(working, np.maximum(planned - done, 0.02 * size), 0.0)
    if not wanted.sum():
        return np.zeros(len(table), dtype=np.int64)
    return np.minimum(apportion(wanted, total), room)


def ledger(year: int, month: int) -> pd.DataFrame:
    """Give the ledger of a month: what is not finished or given up before the year, in 万元.

    Returns
    -------
    DataFrame
        ``number, name, investor, origin, build, amount, funds_ytd, funds_total, fai_ytd, stage,
        status, reason`` and the `DAYS`; days after the month's end are blank but for due days.
    """
    end, last = month_end(year, month), month_end(year - 1, 12)
    table = contracts()
    over = (table["completed_on"] <= last) | (table["ended_on"] <= last)
    mine = table[(table["signed_on"] <= end) & ~over].copy()
    now = built().loc[mine.index, [(year, month)]].iloc[:, 0]
    first = year == park()["first_year"]
    past = now * 0 if first else built().loc[mine.index, [(year - 1, 12)]].iloc[:, 0]
    mine["fai_ytd"] = now - past
    mine["funds_total"] = _funds(mine, now, end)
    signed = mine["signed_on"] <= last
    mine["funds_ytd"] = mine["funds_total"] - _funds(mine, past, last).where(signed, 0)
    mine["build"] = np.where(mine["year"] == year, "新建", "续建")
    return _described(_seen(mine, end), end)


def _funds(table: pd.DataFrame, done: pd.Series, end: np.datetime64) -> pd.Series:
    """Give the money that has come: a tenth with the start, then a little ahead of the works."""
    began = (table["started_on"] <= end) * 0.1 * table["amount"]
    return np.minimum(began + done * 1.06, table["amount"]).round().astype("int64")


def _seen(table: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """Leave out the days that have not come yet; due days are known in advance."""
    past = {day: table[day].where(table[day] <= end) for day in DAYS if not day.endswith("_due")}
    return table.assign(**past)


def _described(table: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """Add names, stage, and whether the works stand still."""
    stage = np.select(
        [table[day].notna() for day in ("produced_on", "completed_on", "started_on")],
        ["投产", "竣工", "开工"], "签约",
    )  # fmt: skip
    ended = table["ended_on"].notna()
    idle = table["started_on"].isna() & (table["start_due"] < end) & ~ended
    serial = table["number"].map("{:03d}".format)
    short = table["origin"].str.removesuffix("省")
    return table.assign(
        name=table["work"] + "项目(" + serial + ")",
        investor=short + "演示" + serial + "号实业有限公司",
        stage=stage,
        status=np.select([ended, idle], ["终止", "停滞"], "正常"),
        reason=np.where(idle, "用地手续未办结", ""),
    ).reset_index(drop=True)
