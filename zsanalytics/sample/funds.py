"""Money by project and month, so that every unit's path and every published breakdown is met.

Comes in: the projects of a year and the plan. Goes out: year-to-date funds of each project at each
month, in whole 万元; no project gets money before it counts or more than its contract.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zsanalytics.sample import plan
from zsanalytics.sample.fit import Ints, Margin, apportion, rake, spread
from zsanalytics.sample.plan import MONTHS, OUTSIDE, PROVINCE, SEASON, WHOLE

CHAINS = ("新能源及装备制造", "特色农产品及食品加工", "石化化工", "文化旅游", "冶金有色")
"""Chains with a published figure; they come first in every list of chains."""

_CHAIN_NUMBERS = {f"重点产业链={name}": n for n, name in enumerate(CHAINS)} | {
    "重点产业链=合计": -1
}
_NEW_SHARE = 0.35  # of a unit's funds, on the way to a published 资金到位率


def unit_funds(year: int, seed: int) -> tuple[Ints, Ints]:
    """Divide the province's funds among the units.

    Returns
    -------
    outside, inside : array of int, units x months
        Year-to-date 万元 from investors outside and inside the province.
    """
    rng = np.random.default_rng([seed, year, 3])
    total = plan.path("funds_in_place", year, SEASON)
    more = np.rint(total * plan.load("assumed")["inside"]["funds"]).astype(np.int64)
    inside = plan.unit_paths(more, plan.weights("inside"), {}, rng)
    pinned = plan.pins("funds_in_place", OUTSIDE, year)
    for (unit, month), value in plan.pins("funds_in_place", WHOLE, year).items():
        pinned[unit, month] = value - int(inside[unit, MONTHS.index(month)])
    share = plan.drifted(plan.weights("funds"), rng)
    return plan.unit_paths(total, share, pinned, rng), inside


def block_ends(year: int) -> list[int]:
    """List the months at which breakdowns are settled: quarters and published months."""
    ends = {3, 6, 9, 12}
    for region, indicator, _, own in plan.figures():
        if region == PROVINCE and indicator == "funds_in_place" and own == min(year, 2025):
            ends |= set(plan.figures()[region, indicator, _, own])
    return sorted(ends)


def reached(projects: pd.DataFrame, year: int, seed: int) -> Ints:
    """Give each project's year-to-date funds at each of `MONTHS`.

    Parameters
    ----------
    projects : DataFrame
        ``unit, outside, east, industry, chain, left`` (万元 that may still come), ``start``
        (column of the first month), ``new`` (signed this year).
    """
    rng = np.random.default_rng([seed, year, 4])
    outside, inside = unit_funds(year, seed)
    flows = np.zeros((len(projects), len(MONTHS)), dtype=np.int64)
    begin = 0
    for end in block_ends(year):
        stop = MONTHS.index(end) + 1
        for mask, path in ((projects["outside"], outside), (~projects["outside"], inside)):
            rows = np.flatnonzero(mask & (projects["start"] < stop))
            part = projects.iloc[rows]
            done = flows[rows].sum(axis=1)
            due = path[:, stop - 1] - (path[:, begin - 1] if begin else 0)
            margins = [(part["unit"].to_numpy(), due)]
            if mask is projects["outside"] or bool(part["outside"].all()):
                margins = _margins(part, done, due, year, end)
            amount = _amounts(part, done, margins, begin, stop, rng)
            steps = np.diff(
                path[:, begin:stop], axis=1, prepend=path[:, begin - 1 : begin] if begin else 0
            )
            flows[rows, begin:stop] = _months(part, amount, steps, begin, rng)
        begin = stop
    return flows.cumsum(axis=1)


def _amounts(
    part: pd.DataFrame, done: Ints, margins: list[Margin], begin: int, stop: int,
    rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """Say what each project gets in a block of months."""
    high = (part["left"].to_numpy() - done).astype(np.int64)
    active = (stop - np.maximum(part["start"].to_numpy(), begin)) / len(MONTHS)
    wish = high * active * rng.gamma(4, 0.25, len(part)) * np.where(part["new"], 0.8, 1.0)
    return rake(np.maximum(wish, 1), np.zeros_like(high), high, margins)


def _margins(part: pd.DataFrame, done: Ints, due: Ints, year: int, end: int) -> list[Margin]:
    """Collect the totals of a block: units always, chains, industry and origin where published."""
    margins = [_rate_margin(part, done, due, year, end)]
    groups = (
        (part["east"].to_numpy().astype(np.int64), {"来源地=东中部": 1}, 2),
        ((part["industry"] == 1).to_numpy().astype(np.int64), {"产业=第二产业": 1}, 2),
        (_chain_label(part["chain"].to_numpy()), _CHAIN_NUMBERS, 7),
    )
    usual = (part["left"] - done).to_numpy(dtype=float)
    for label, names, count in groups:
        month, printed = _printed(names, count, year)
        if month < end:
            continue
        so_far = np.bincount(label, weights=done, minlength=count).astype(np.int64)
        total = int(due.sum())
        if month == end:
            totals = printed - so_far
        else:
            share = np.bincount(label, weights=usual, minlength=count) / usual.sum() * total
            aim = printed * ((int(so_far.sum()) + total) / int(printed.sum())) - so_far
            totals = apportion(np.clip(aim, 0.4 * share, 2.0 * share), total)
        margins.append((label, totals))
    return margins


def _chain_label(chain: Ints) -> Ints:
    """Number the five published chains, all others together (5) and no key chain (6)."""
    return np.where(chain < 0, 6, np.minimum(chain, 5)).astype(np.int64)


def _printed(names: Mapping[str, int], count: int, year: int) -> tuple[int, Ints]:
    """Give the month of a published breakdown of the funds and its parts, (0, ...) if none."""
    parts = np.zeros(count, dtype=np.int64)
    known = {n: plan.figure(PROVINCE, "funds_in_place", s, year) for s, n in names.items()}
    if not all(known.values()):
        return 0, parts
    month = max(next(iter(known.values())))
    for number, values in known.items():
        if number >= 0:
            parts[number] = values[month]
    if -1 in known:  # the sum of all key chains fixes the ones that are not listed
        parts[count - 2] = known[-1][month] - parts.sum()
    rest = count - 1 if -1 in known else 0
    parts[rest] = int(plan.path("funds_in_place", year, SEASON)[MONTHS.index(month)]) - parts.sum()
    return month, parts


def _rate_margin(part: pd.DataFrame, done: Ints, due: Ints, year: int, end: int) -> Margin:
    """Split a unit into new and older projects where its 资金到位率 is published."""
    label, totals = part["unit"].to_numpy(), due
    for item in plan.load("published")["figure"]:
        if (item["indicator"], item["year"]) != ("first_year_arrival_rate", year):
            continue
        if end > item["month"]:
            continue
        unit = plan.units().index(item["region"])
        new = ((part["unit"] == unit) & part["new"]).to_numpy()
        fresh = round(due[unit] * _NEW_SHARE)
        if end == item["month"]:
            signed = plan.figure(item["region"], "contracted_amount", OUTSIDE, year)[end]
            fresh = round(signed * item["value"] / 100) - int(done[new].sum())
        label = np.where(new, len(due), label)
        totals = np.append(due, fresh)
        totals[unit] -= fresh
    return label, totals


def _months(
    part: pd.DataFrame, amount: Ints, steps: Ints, begin: int, rng: np.random.Generator
) -> Ints:
    """Spread what each project gets over the months of a block, unit by unit."""
    out = np.zeros((len(part), steps.shape[1]), dtype=np.int64)
    unit = part["unit"].to_numpy()
    first = np.maximum(part["start"].to_numpy() - begin, 0)
    noise = np.exp(rng.normal(0, 0.4, out.shape))
    for number in range(len(steps)):
        mine = np.flatnonzero(unit == number)
        out[mine] = spread(amount[mine], steps[number], first[mine], noise[mine])
    return out
