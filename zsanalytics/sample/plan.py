"""The plan of the sample: what every unit's figures come to, before there is any project.

Comes in: `published.toml` (what sources print) and `assumed.toml` (what they do not). Goes out:
year-to-date paths by month for the province and its 15 units, in 万元 or whole numbers, that meet
every figure exactly. Years after the last one continue with steady growth.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from zsanalytics.sample.fit import Floats, Ints, apportion, spread

PROVINCE = "甘肃省"
OUTSIDE = "来源地=省外"
WHOLE = "全部"
MONTHS = tuple(range(2, 13))
"""Months with a report; the one of February covers 1-2月."""

FIRST_YEAR, LAST_YEAR, LAST_PLANNED = 2021, 2028, 2025
MONEY = {"funds_in_place", "contracted_amount", "foreign_funds"}
SEASON = (0.055, 0.125, 0.187, 0.295, 0.43, 0.56, 0.665, 0.778, 0.865, 0.952, 1.0)
"""The share of the year's funds that is there by each month (2023)."""

_HERE = Path(__file__).parent


class Figure(NamedTuple):
    """A value that the sample has to meet: whole numbers, amounts in 万元."""

    region: str
    indicator: str
    segment: str
    year: int
    month: int
    value: int


@functools.cache
def load(name: str) -> dict[str, Any]:
    """Read one of the two TOML files beside this module."""
    with (_HERE / f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream)


def units() -> list[str]:
    """List the 15 units in the order of the reports."""
    return [unit["name"] for unit in load("assumed")["unit"]]


def weights(of: str) -> Floats:
    """Give the units' weights in funds, in signed amounts (as funds unless stated), and so on."""
    share = np.array([unit.get(of, unit["funds"]) for unit in load("assumed")["unit"]])
    return share / share.sum()


def drifted(share: Floats, rng: np.random.Generator) -> Floats:
    """Let units do better and worse than usual for a year."""
    moved = share * np.exp(rng.normal(0, 0.06, len(share)))
    return moved / moved.sum()


def _whole(indicator: str, value: float) -> int:
    return round(value * 10000) if indicator in MONEY else round(value)


@functools.cache
def figures() -> dict[tuple[str, str, str, int], dict[int, int]]:
    """Collect every figure: {(region, indicator, segment, year): {month: value}}."""
    found: dict[tuple[str, str, str, int], dict[int, int]] = {}
    for item in load("published")["figure"]:
        key = (item["region"], item["indicator"], item["segment"])
        if item["indicator"].endswith("_rate"):
            continue
        own = found.setdefault((*key, item["year"]), {})
        own[item["month"]] = _whole(item["indicator"], item["value"])
        if "growth" in item:  # what last year must have been for the printed growth
            base = found.setdefault((*key, item["year"] - 1), {})
            before = item["value"] / (1 + item["growth"] / 100)
            base.setdefault(item["month"], _whole(item["indicator"], before))
    for item in load("assumed")["path"]:
        segment = item.get("segment") or _scope(item["indicator"])
        own = found.setdefault(
            (item.get("region", PROVINCE), item["indicator"], segment, item["year"]), {}
        )
        for month, value in zip(item["months"], item["values"], strict=True):
            own.setdefault(month, _whole(item["indicator"], value))
    return found


def _scope(indicator: str) -> str:
    return WHOLE if indicator in ("outreach_trips", "received_delegations") else OUTSIDE


def fair(year: int) -> str:
    """Name the segment of a year's 兰洽会.

    Examples
    --------
    >>> fair(2023)
    '届次=第29届兰洽会'
    """
    return f"届次=第{year - 1994}届兰洽会"


def figure(region: str, indicator: str, segment: str, year: int) -> dict[int, int]:
    """Give a region's figures of a year by month; later years grow from the last planned one.

    Examples
    --------
    >>> figure("甘肃省", "funds_in_place", "来源地=省外", 2023)[11]  # 万元
    56766900
    """
    ahead = max(0, year - LAST_PLANNED)
    segment = fair(LAST_PLANNED) if ahead and segment == fair(year) else segment
    known = figures().get((region, indicator, segment, year - ahead), {})
    if not ahead:
        return dict(sorted(known.items()))
    factor = load("assumed")["growth"]["amount" if indicator in MONEY else "count"] ** ahead
    return {month: round(value * factor) for month, value in sorted(known.items())}


def path(indicator: str, year: int, season: Sequence[float] | None = None) -> Ints:
    """Give the province's value at each of `MONTHS`, through its figures."""
    known = figure(PROVINCE, indicator, _scope(indicator), year)
    pace = np.array(season if season is not None else np.array(MONTHS) / 12)
    at = [0.0] + [pace[MONTHS.index(month)] for month in known]
    return np.rint(np.interp(pace, at, [0, *known.values()])).astype(np.int64)


def pins(indicator: str, segment: str, year: int) -> dict[tuple[int, int], int]:
    """Give the units' own figures of a year: {(unit number, month): value}."""
    return {
        (number, month): value
        for number, unit in enumerate(units())
        for month, value in figure(unit, indicator, segment, year).items()
    }


def shares(year: int, end: int) -> Floats:
    """Give the units' shares of what is signed by a month, heading for their own figures."""
    pinned = pins("contracted_amount", OUTSIDE, year)
    return _heading(weights("signed"), path("contracted_amount", year), pinned, end)


def _heading(share: Floats, total: Ints, pinned: Mapping[tuple[int, int], int], end: int) -> Floats:
    """Give the shares by which units come to their next figures, the others sharing the rest."""
    fixed: dict[int, float] = {}
    for (unit, month), value in sorted(pinned.items(), key=lambda item: -item[0][1]):
        if month >= end:
            fixed[unit] = value / int(total[MONTHS.index(month)])
    free = np.array([unit not in fixed for unit in range(len(share))])
    out = share.copy()
    out[list(fixed)] = list(fixed.values())
    out[free] *= (1 - out[~free].sum()) / out[free].sum()
    return out


def unit_paths(
    total: Ints, share: Floats, pinned: Mapping[tuple[int, int], int], rng: np.random.Generator
) -> Ints:
    """Divide a province's path among its units: exact in every month and at every pin.

    Returns
    -------
    array of int, units x months
        Year-to-date values that never fall.
    """
    out = np.zeros((len(share), len(total)), dtype=np.int64)
    start = 0
    for end in sorted({MONTHS.index(month) for _, month in pinned} | {len(total) - 1}):
        done = out[:, start - 1] if start else np.zeros(len(share), dtype=np.int64)
        aim = _heading(share, total, pinned, MONTHS[end])
        part = _block(int(total[end]), done, aim, _at(pinned, MONTHS[end]))
        steps = np.diff(total[start : end + 1], prepend=total[start - 1] if start else 0)
        noise = np.exp(rng.normal(0, 0.12, (len(share), len(steps))))
        flows = spread(part, steps, np.zeros(len(share), dtype=np.int64), noise)
        out[:, start : end + 1] = done[:, None] + flows.cumsum(axis=1)
        start = end + 1
    return out


def _at(pinned: Mapping[tuple[int, int], int], month: int) -> dict[int, int]:
    return {unit: value for (unit, at), value in pinned.items() if at == month}


def _block(total: int, done: Ints, share: Floats, fixed: Mapping[int, int]) -> Ints:
    """Give what each unit adds up to the end of a block of months."""
    part = np.zeros(len(share), dtype=np.int64)
    for unit, value in fixed.items():
        part[unit] = value - done[unit]
    free = [unit for unit in range(len(share)) if unit not in fixed]
    rest = total - int(done.sum()) - int(part.sum())
    wanted = np.maximum(share[free] * total - done[free], share[free] * rest * 0.5)
    part[free] = apportion(wanted, rest)
    return part
