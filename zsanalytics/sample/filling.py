"""Amounts of the many small contracts: whatever every unit, origin and industry still needs.

Comes in: a window of contracts whose large ones have amounts. Goes out: all amounts, in 万元, with
exact totals by unit (and fair), origin, ownership and industry.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zsanalytics.sample import plan
from zsanalytics.sample.attributes import TRAITS, printed_month, target
from zsanalytics.sample.fit import Ints, Margin, bounded, rake
from zsanalytics.sample.strata import SMALLEST, YI


def fill(
    window: pd.DataFrame, year: int, end: int, amount: int, done: pd.DataFrame,
    fixed: Mapping[tuple[int, bool], int], rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """Give every contract of a window its amount."""
    amounts = window["amount"].to_numpy().copy()
    small = np.flatnonzero(amounts == 0)
    if not len(small):
        return amounts
    rows = window.iloc[small]
    cell = (2 * rows["unit"] + rows["fair"]).to_numpy()
    needs = _needs(window, cell, amount, year, end, fixed)
    large = _large(cell, needs, rows, window, year, end, done, rng)
    low = np.where(large, YI, SMALLEST).astype(np.int64)
    high = np.where(large, 10 * YI - 1, YI - 1).astype(np.int64)
    wish = np.where(
        large, YI * (1 + rng.gamma(1.2, 1.8, len(small))), rng.gamma(1.6, 2200, len(small))
    )
    start = np.clip(wish, low, high)
    start = start * (needs / np.maximum(np.bincount(cell, start, len(needs)), 1))[cell]
    margins = [_merged(cell, needs, fixed)]
    for trait in TRAITS:
        printed = printed_month(trait, year)
        if printed >= end:
            wanted = target(trait, year, end, amount, done, amount=True)
            exact = printed == end
            margins.append(_margin(window, rows, trait, wanted, int(needs.sum()), exact))
    amounts[small] = rake(start, low, high, margins)
    return amounts


def _merged(cell: Ints, needs: Ints, fixed: Mapping[tuple[int, bool], int]) -> Margin:
    """Keep the published units apart and let the others share one total (fair, not fair)."""
    free = len(needs)
    number = np.arange(free)
    alone = np.isin(number, [2 * unit + int(fair) for unit, fair in fixed])
    merged = np.where(alone, number, free + number % 2)
    totals = np.bincount(merged, weights=needs, minlength=free + 2).astype(np.int64)
    return merged[cell], totals


def _margin(
    window: pd.DataFrame, rows: pd.DataFrame, trait: str, wanted: int, total: int, exact: bool
) -> Margin:
    """Say what the small contracts with and without a trait have to come to.

    On the way to a printed month the share only leans towards it, as far as sizes allow.
    """
    has = (rows[trait] == 1).to_numpy().astype(np.int64)
    placed = int(window.loc[(window[trait] == 1) & (window["amount"] > 0), "amount"].sum())
    own, share = wanted - placed, total * float(has.mean())
    if not exact:
        own = round(float(np.clip(own, 0.75 * share, min(1.3 * share, (total + share) / 2))))
    return has, np.array([total - own, own], dtype=np.int64)


def _needs(
    window: pd.DataFrame, cell: Ints, amount: int, year: int, end: int,
    fixed: Mapping[tuple[int, bool], int],
) -> Ints:  # fmt: skip
    """Say what the small contracts of each unit come to, at the fair and elsewhere."""
    count = np.bincount(cell, minlength=2 * len(plan.units()))
    placed_in = window[window["amount"] > 0]
    placed = np.bincount(
        2 * placed_in["unit"] + placed_in["fair"], weights=placed_in["amount"], minlength=len(count)
    ).astype(np.int64)
    share = plan.shares(year, end)
    needs = np.zeros(len(count), dtype=np.int64)
    fair = _fair_amount(window, amount, year, end)
    for is_fair, total in ((0, amount - fair), (1, fair)):
        own = np.arange(is_fair, len(count), 2)
        known = {
            2 * unit + int(f): value - placed[2 * unit + int(f)]
            for (unit, f), value in fixed.items()
            if int(f) == is_fair
        }
        needs[list(known)] = list(known.values())
        free = np.array([c for c in own if c not in known and count[c]])
        rest = total - int(placed[own].sum()) - sum(known.values())
        if len(free):
            # why: a unit's contracts must carry its funds, whatever large ones it was given
            wish = share[free // 2] * total - placed[free]
            wish = np.maximum(wish, 0.2 * rest * count[free] / count[free].sum())
            needs[free] = bounded(wish, rest, count[free] * SMALLEST, count[free] * 7 * YI)
    return needs


def _fair_amount(window: pd.DataFrame, amount: int, year: int, end: int) -> int:
    if not window["fair"].any():
        return 0
    known = plan.figure(plan.PROVINCE, "contracted_amount", plan.fair(year), year)
    return next(iter(known.values()))


def _large(
    cell: Ints, needs: Ints, rows: pd.DataFrame, window: pd.DataFrame, year: int, end: int,
    done: pd.DataFrame, rng: np.random.Generator,
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:  # fmt: skip
    """Decide which small contracts reach 1亿元: the more, the richer the unit's average."""
    large = np.zeros(len(cell), dtype=bool)
    quota = _left_over_one(window, year, end, done)
    for number in np.unique(cell):
        mine = np.flatnonzero(cell == number)
        wanted = _share_over_one(len(mine), needs[number] / YI)
        if number // 2 in quota and quota[number // 2] >= 0:
            wanted = min(quota[number // 2], len(mine))
            quota[number // 2] -= wanted
        large[rng.permutation(mine)[:wanted]] = True
    return large


def _share_over_one(count: int, amount: float) -> int:
    """Choose how many contracts exceed 1亿, so that ``amount`` 亿元 is well within reach."""
    usual = count * float(np.clip((amount / count - 0.32) / 3.0, 0.02, 0.93))
    least = np.ceil(max(0.0, 1.1 * amount - 0.9 * count) / 9)
    most = np.floor(max(0.0, (0.9 * amount - 0.05 * count) / 0.95))
    return int(np.clip(round(usual), min(least, count), max(min(most, count), min(least, count))))


def _left_over_one(window: pd.DataFrame, year: int, end: int, done: pd.DataFrame) -> dict[int, int]:
    """Say how many contracts of 1亿 or more a unit with a published count still signs."""
    left = {}
    for item in plan.load("assumed")["quota"]:
        if item["year"] == year and item["least"] == 1:
            unit = plan.units().index(item["region"])
            by = dict(zip(item["months"], item["values"], strict=True))[end]
            both = [f for f in (done, window) if len(f)]
            has = sum(int(((f["unit"] == unit) & (f["amount"] >= YI)).sum()) for f in both)
            left[unit] = by - has
    return left
