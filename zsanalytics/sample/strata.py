"""How the contracts of a stretch of months are sized: big ones and 三个500强 ones, one by one.

Comes in: the plan's strata, or a rule of thumb where it has none. Goes out: a frame of single
contracts with an amount in 万元, each inside its size class and all together exactly as planned.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.sample.fit import bounded
from zsanalytics.sample.plan import LAST_PLANNED, load

YI = 10_000
"""万元 in one 亿元."""

SMALLEST = 500
"""The least contract of the ledgers, 万元."""


class Stratum(NamedTuple):
    """``number`` contracts of ``amount`` 万元, each from ``low`` up to ``high``."""

    fair: bool
    top500: bool
    low: int
    high: int
    number: int
    amount: int


def planned(year: int, month: int) -> list[Stratum]:
    """Read the strata that `assumed.toml` states for the contracts up to a month."""
    found = []
    for item in load("assumed")["stratum"]:
        if (item["year"], item["month"]) != (min(year, LAST_PLANNED), month):
            continue
        low, high = max(item["least"] * YI, SMALLEST), item["most"] * YI - 1
        for name in ("top500", "other"):
            if name in item:
                count, amount = item[name]
                whole = round(amount * YI)
                found.append(
                    Stratum(item.get("fair", False), name == "top500", low, high, count, whole)
                )
    return found


def usual(fair: bool, count: int, amount: int) -> list[Stratum]:
    """Size contracts as in 2023, where nothing is printed."""
    found = []
    shares = ((50, 200, 0.22, 95, 0.30), (10, 50, 0.40, 17, 0.21)) if amount > 800 * YI else (
        (10, 50, 0.30, 15.5, 0.22),
    )  # fmt: skip
    for least, most, share, mean, top500 in shares:
        number = max(1, round(share * amount / YI / mean))
        for name, part in (
            (True, round(number * top500)),
            (False, number - round(number * top500)),
        ):
            if part:
                whole = round(part * mean * YI)
                found.append(Stratum(fair, name, least * YI, most * YI - 1, part, whole))
    small = round(count * 0.06)
    if small:
        mean = min(0.6 * amount / count, 3 * YI)
        found.append(Stratum(fair, True, SMALLEST, 10 * YI - 1, small, round(small * mean)))
    return found


def contracts(strata: list[Stratum], rng: np.random.Generator) -> pd.DataFrame:
    """Draw the single contracts of strata, the largest first."""
    rows = list(_drawn(strata, rng))
    frame = pd.DataFrame(rows, columns=["fair", "top500", "low", "high", "amount"])
    return frame.sort_values("amount", ascending=False, kind="stable", ignore_index=True)


def _drawn(strata: list[Stratum], rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    for part in strata:
        wish = part.low + rng.gamma(1.3, max(part.amount / part.number - part.low, 1), part.number)
        for amount in bounded(wish, part.amount, part.low, part.high):
            yield part.fair, part.top500, part.low, part.high, int(amount)
