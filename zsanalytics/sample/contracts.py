"""The contracts of a year: who signs what, where and when, so that every published count fits.

Comes in: the plan. Goes out: one row a contract of an investor from outside the province, amounts
in whole 万元. The large ones and those of 三个500强 firms are placed first; the many small ones
then take up what every unit, origin, ownership and industry still needs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.sample import plan
from zsanalytics.sample.attributes import describe
from zsanalytics.sample.filling import fill
from zsanalytics.sample.fit import Ints, UnmetError, bounded
from zsanalytics.sample.plan import MONTHS, OUTSIDE, PROVINCE
from zsanalytics.sample.strata import YI, contracts, planned, usual

FAIR_MONTH = 7


def signed(year: int, seed: int) -> pd.DataFrame:
    """Draw all contracts of a year.

    Returns
    -------
    DataFrame
        ``unit`` (number), ``month``, ``fair``, ``top500``, ``amount`` 万元, ``industry``
        (0, 1, 2), ``east`` and ``private``; ordered by month and unit.
    """
    rng = np.random.default_rng([seed, year, 1])
    counts = _counts(year, rng)
    totals = plan.figure(PROVINCE, "contracted_amount", OUTSIDE, year)
    done, parts, start = pd.DataFrame(), [], 0
    for end in totals:
        stop = MONTHS.index(end) + 1
        window = _slots(year, counts[:, start:stop], MONTHS[start:stop], rng)
        amount = totals[end] - int(done["amount"].sum() if len(done) else 0)
        window = _placed(window, year, end, amount, done, rng)
        window = describe(window, year, end, amount, done, rng)
        cells = _fixed(year, end, done)
        window["amount"] = fill(window, year, end, amount, done, cells, rng)
        parts.append(window)
        done = pd.concat(parts, ignore_index=True)
        start = stop
    return done.sort_values(["month", "unit"], kind="stable", ignore_index=True)


def _counts(year: int, rng: np.random.Generator) -> Ints:
    total = plan.path("contracted_projects", year)
    pinned = plan.pins("contracted_projects", OUTSIDE, year)
    share = plan.drifted(plan.weights("contracts"), rng)
    reached = plan.unit_paths(total, share, pinned, rng)
    return np.diff(reached, axis=1, prepend=0)


def _slots(
    year: int, counts: Ints, months: tuple[int, ...], rng: np.random.Generator
) -> pd.DataFrame:
    """Give every contract its unit and month, and choose those signed at the fair."""
    unit, column = (axis.repeat(counts.ravel()) for axis in np.indices(counts.shape).reshape(2, -1))
    window = pd.DataFrame({"unit": unit, "month": np.array(months)[column], "fair": False})
    if FAIR_MONTH in months:
        at_fair = _fair_counts(year, counts[:, months.index(FAIR_MONTH)])
        for number, most in enumerate(at_fair):
            rows = window.index[(window["unit"] == number) & (window["month"] == FAIR_MONTH)]
            window.loc[rng.permutation(rows)[:most], "fair"] = True
    return window.assign(top500=False, low=0, high=0, amount=0)


def _fair_counts(year: int, july: Ints) -> Ints:
    name = plan.fair(year)
    total = next(iter(plan.figure(PROVINCE, "contracted_projects", name, year).values()))
    pinned = plan.pins("contracted_projects", name, year)
    low, high = np.zeros(len(july), dtype=np.int64), july.copy()
    for (unit, _), value in pinned.items():
        if value > july[unit]:
            raise UnmetError(
                f"sample: {value} contracts at a fair of {july[unit]}; change the plan"
            )
        low[unit] = high[unit] = value
    return bounded(july, total, low, high)


def _fair_total(year: int, month: int) -> int:
    if month != FAIR_MONTH:
        return 0
    known = plan.figure(PROVINCE, "contracted_amount", plan.fair(year), year)
    return next(iter(known.values()))


def _placed(
    window: pd.DataFrame, year: int, end: int, amount: int, done: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """Place the large and the 三个500强 contracts in units that can carry them."""
    strata = planned(year, end)
    if not strata:
        fair = _fair_total(year, end)
        at_fair = int(window["fair"].sum())
        strata = usual(False, len(window) - at_fair, amount - fair)
        strata += usual(True, at_fair, fair) if fair else []
    single = contracts(strata, rng)
    budget = _budgets(year, end, amount, done)
    single["unit"] = _quota_units(single, year, end, done)
    free = window.groupby(["unit", "fair"]).size().to_dict()
    single["unit"] = _chosen_units(single, budget, free, rng)
    return _into_slots(window, single, rng)


def _budgets(year: int, end: int, amount: int, done: pd.DataFrame) -> dict[tuple[int, bool], float]:
    """Say how much of a window each unit can hold in placed contracts (fair, not fair)."""
    fair = _fair_total(year, end)
    share = plan.shares(year, end)
    room = {(unit, False): float(s * (amount - fair)) for unit, s in enumerate(share)}
    room |= {(unit, True): float(s * fair) for unit, s in enumerate(share)}
    for (unit, is_fair), value in _fixed(year, end, done).items():
        room[unit, is_fair] = 0.6 * value
        if not is_fair and fair:
            room[unit, True] = min(room[unit, True], 0.5 * value)
    return room


def _fixed(year: int, end: int, done: pd.DataFrame) -> dict[tuple[int, bool], int]:
    """Give what units must sign in this window because a figure of theirs is published."""
    fixed = {}
    for (unit, month), value in plan.pins("contracted_amount", OUTSIDE, year).items():
        if month == end:
            before = done.loc[done["unit"] == unit, "amount"].sum() if len(done) else 0
            fixed[unit, False] = value - int(before)
    name = plan.fair(year)
    for (unit, month), value in plan.pins("contracted_amount", name, year).items():
        if month == end:
            fixed[unit, True] = value
    return fixed


def _quota(year: int, end: int, least: int) -> tuple[int, int] | None:
    """Give (unit number, cumulative count) of a published count of large contracts."""
    for item in plan.load("assumed")["quota"]:
        if item["year"] == year and item["least"] == least:
            return plan.units().index(item["region"]), dict(
                zip(item["months"], item["values"], strict=True)
            )[end]
    return None


def _quota_units(single: pd.DataFrame, year: int, end: int, done: pd.DataFrame) -> pd.Series:
    """Reserve the smallest of the 10亿 contracts for the unit whose count is published."""
    unit = pd.Series(-1, index=single.index)
    quota = _quota(year, end, 10)
    if quota is None:
        return unit
    before = (
        int(((done["unit"] == quota[0]) & (done["amount"] >= 10 * YI)).sum()) if len(done) else 0
    )
    large = single.index[(single["amount"] >= 10 * YI) & ~single["top500"]]
    unit[large[::-1][: quota[1] - before]] = quota[0]
    return unit


def _chosen_units(
    single: pd.DataFrame, budget: dict[tuple[int, bool], float],
    free: dict[tuple[int, bool], int], rng: np.random.Generator,
) -> list[int]:  # fmt: skip
    """Give each contract, the largest first, to the unit with the most room left."""
    reserved = {unit for unit in single["unit"] if unit >= 0}
    chosen = []
    for row in single.itertuples():
        fair = bool(row.fair)
        unit = int(row.unit)
        if unit < 0:
            large = row.amount >= 10 * YI
            able = [
                u for u in range(len(plan.units()))
                if free.get((u, fair), 0) > 1 and not (large and u in reserved)
            ]  # fmt: skip
            noise = np.exp(rng.normal(0, 0.3, len(able)))
            unit = max(zip(able, noise, strict=True), key=lambda a: budget[a[0], fair] * a[1])[0]
        budget[unit, fair] -= row.amount
        free[unit, fair] = free.get((unit, fair), 0) - 1
        chosen.append(unit)
    return chosen


def _into_slots(
    window: pd.DataFrame, single: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Put the placed contracts into the slots of their units, at the fair or not."""
    mixed = window.sample(frac=1, random_state=rng)
    turn = mixed.groupby(["unit", "fair"]).cumcount()
    slots = pd.Series(
        mixed.index, index=pd.MultiIndex.from_arrays([mixed["unit"], mixed["fair"], turn])
    )
    turn = single.groupby(["unit", "fair"]).cumcount()
    wanted = pd.MultiIndex.from_arrays([single["unit"], single["fair"], turn])
    rows = slots.reindex(wanted)
    if rows.isna().any():
        raise UnmetError(
            f"sample: no contract left for {rows.index[rows.isna()][0]}; change the plan"
        )
    window = window.copy()
    for name in ("top500", "low", "high", "amount"):
        window.loc[rows.astype("int64"), name] = single[name].to_numpy()
    return window
