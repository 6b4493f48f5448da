"""Projects that go on: which contracts of earlier years are still worked on (续建), and since when.

Comes in: all projects so far and the plan. Goes out: for one year, which of them count as
implemented and from which month on, so that published numbers of implemented projects fit.
Investors from inside the province (省内) have only such projects: their contracts are all older
than the sample, so that every published figure on contracts is also the units' own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.sample import plan
from zsanalytics.sample.fit import Ints, UnmetError, apportion
from zsanalytics.sample.plan import MONTHS, OUTSIDE, PROVINCE, WHOLE

EAST = "来源地=东中部"
_WORTH = 300  # 万元 still to come; less is not carried over


def carried(projects: pd.DataFrame, year: int, seed: int, contracts: Ints) -> pd.Series:
    """Choose the projects of earlier years that go on in ``year``.

    Parameters
    ----------
    projects : DataFrame
        All projects so far: ``unit, outside, east, left`` (万元 still to come).
    contracts : array of int, units x months
        New contracts of the year, cumulative.

    Returns
    -------
    Series
        Project (index of ``projects``) to the column of `MONTHS` from which on it counts.
    """
    rng = np.random.default_rng([seed, year, 2])
    inside = inside_counts(year)
    paths = _paths(year, contracts, inside, rng)
    able = projects[projects["left"] >= _WORTH].sort_values("left", ascending=False, kind="stable")
    chosen: dict[int, int] = {}
    for unit in range(len(inside)):
        mine = able[able["unit"] == unit]
        outside = mine.index[mine["outside"]]
        steps = np.arange(len(MONTHS)).repeat(np.diff(paths[unit], prepend=0))
        chosen.update(zip(outside, steps, strict=False))
        chosen.update(dict.fromkeys(mine.index[~mine["outside"]][: inside[unit]].tolist(), 0))
    start = pd.Series(chosen, dtype="int64")
    for month, value in plan.figure(PROVINCE, "implemented_projects", EAST, year).items():
        new = plan.figure(PROVINCE, "contracted_projects", EAST, year)[month]
        start = _swapped(start, able, value - new, MONTHS.index(month))
    return start


def inside_counts(year: int) -> Ints:
    """Count the projects from inside the province by unit; they stay the same all year."""
    share = plan.load("assumed")["inside"]["projects"]
    return apportion(plan.weights("inside"), round(share * int(_implemented(year)[-1])))


def _implemented(year: int) -> Ints:
    """Give the carried projects of the province by month, plus all contracts of the year."""
    return plan.path("contracted_projects", year) + _total(year)


def _total(year: int) -> Ints:
    contracts = plan.path("contracted_projects", year)
    known = plan.figure(PROVINCE, "implemented_projects", OUTSIDE, year)
    at = [MONTHS.index(month) for month in known]
    values = [value - int(contracts[i]) for i, value in zip(at, known.values(), strict=True)]
    first = round(0.75 * values[0])
    return np.rint(np.interp(range(len(MONTHS)), [0, *at], [first, *values])).astype(np.int64)


def _paths(year: int, contracts: Ints, inside: Ints, rng: np.random.Generator) -> Ints:
    pinned = {}
    for segment, more in ((WHOLE, inside), (OUTSIDE, np.zeros_like(inside))):
        for (unit, month), value in plan.pins("implemented_projects", segment, year).items():
            new = int(contracts[unit, MONTHS.index(month)])
            pinned[unit, month] = value - new - int(more[unit])
    return plan.unit_paths(_total(year), plan.weights("funds"), pinned, rng)


def _swapped(start: pd.Series, able: pd.DataFrame, wanted: int, by: int) -> pd.Series:
    """Exchange projects within a unit until ``wanted`` from 东中部 have begun by a month."""
    rows = able.loc[start.index].assign(start=start)
    begun = rows[rows["outside"] & (rows["start"] <= by)]
    spare = able[able["outside"] & ~able.index.isin(start.index)]
    more = wanted - int(begun["east"].sum())
    out = begun[begun["east"] == (more < 0)].sort_values("left", kind="stable")
    into = spare[spare["east"] == (more > 0)]  # the largest first, as ``able`` is
    pairs = _ranked(out).merge(_ranked(into), on=["unit", "turn"], suffixes=("_out", "_in"))
    loss = pairs["left_out"] - pairs["left_in"]
    pairs = pairs.loc[loss.sort_values(kind="stable").index[: abs(more)]]
    if len(pairs) < abs(more):
        raise UnmetError(
            f"sample: {abs(more) - len(pairs)} carried projects short; change the plan"
        )
    moved = pd.Series(start.loc[pairs["row_out"]].to_numpy(), index=pairs["row_in"].to_numpy())
    return pd.concat([start.drop(pairs["row_out"]), moved])


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {"unit": rows["unit"], "left": rows["left"], "row": rows.index,
         "turn": rows.groupby("unit").cumcount()}
    )  # fmt: skip
