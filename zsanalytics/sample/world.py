"""The whole invented world: all projects and, year by year, which go on and what they receive.

Comes in: a seed and the last year wanted. Goes out: frozen `Year` results. A year depends on the
earlier ones only, so a month has the same content whatever the last month asked for.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.sample import plan
from zsanalytics.sample.carried import carried, inside_counts
from zsanalytics.sample.contracts import signed
from zsanalytics.sample.fit import Ints, UnmetError, bounded
from zsanalytics.sample.funds import CHAINS, reached, unit_funds
from zsanalytics.sample.people import described
from zsanalytics.sample.plan import FIRST_YEAR, MONTHS
from zsanalytics.sample.stages import dated
from zsanalytics.sample.strata import YI

_BY_INDUSTRY = (
    (0.0, 0.62, 0.0, 0.0, 0.0, 0.08, 0.30),
    (0.33, 0.10, 0.10, 0.0, 0.05, 0.20, 0.22),
    (0.0, 0.0, 0.0, 0.14, 0.0, 0.04, 0.82),
)
"""Shares of the five published chains, the other key chains and none, by industry."""

_ATTEMPTS, _STEP = 30, 1_000_003


@dataclass(frozen=True)
class Year:
    """One year: its projects (``start`` = first column of `MONTHS`) and their money."""

    year: int
    projects: pd.DataFrame
    funds: Ints
    trips: dict[str, Ints]


def years(seed: int, last: int, book: Codebook) -> tuple[Year, ...]:
    """Build every year from `FIRST_YEAR` to ``last``."""
    return _until(seed, last, book)[1]


@functools.lru_cache(maxsize=16)
def _until(seed: int, last: int, book: Codebook) -> tuple[pd.DataFrame, tuple[Year, ...]]:
    """Give all projects signed by the end of a year, and the years so far."""
    places = [counties(unit, book) for unit in plan.units()]
    if last < FIRST_YEAR:
        return described(_older(seed, book), places, seed), ()
    known, before = _until(seed, last - 1, book)
    known, year = _tried(known, last, seed, book, places)
    return known, (*before, year)


def _tried(
    known: pd.DataFrame, year: int, seed: int, book: Codebook, places: list[list[str]]
) -> tuple[pd.DataFrame, Year]:
    """Draw a year again where the first draws cannot meet its figures."""
    for attempt in range(_ATTEMPTS):
        try:
            return _built(known, year, seed + attempt * _STEP, book, places)
        except UnmetError:
            continue
    raise UnmetError(f"sample: {year} cannot be drawn; change the plan")


def _built(
    known: pd.DataFrame, year: int, seed: int, book: Codebook, places: list[list[str]]
) -> tuple[pd.DataFrame, Year]:
    """Add a year's contracts to all projects, choose what goes on, and pay it."""
    fresh = _completed(signed(year, seed), year, seed, book)
    fresh.index = pd.RangeIndex(len(known), len(known) + len(fresh))
    fresh = described(fresh, places, seed)
    counts = np.zeros((len(places), len(MONTHS)), dtype=np.int64)
    month = fresh["month"].map(MONTHS.index)
    np.add.at(counts, (fresh["unit"], month), 1)
    start = carried(known.assign(left=_left(known)), year, seed, counts.cumsum(axis=1))
    known = pd.concat([known, fresh])
    first = pd.concat([start, month])
    active = known.loc[first.index].assign(start=first, new=known["year"] == year)
    active = active.assign(left=_left(active))
    money = reached(active, year, seed)
    known.loc[active.index, "paid"] += money[:, -1]
    return known, Year(year, active, money, _trips(year, seed))


def _left(projects: pd.DataFrame) -> pd.Series:
    return projects["amount"] - projects["paid"]


def _completed(fresh: pd.DataFrame, year: int, seed: int, book: Codebook) -> pd.DataFrame:
    """Add what contracts do not settle: county, day, chain."""
    rng = np.random.default_rng([seed, year, 5])
    fresh = fresh.assign(year=year, outside=True, paid=0)
    fresh["chain"] = _chains(fresh, rng, _other_chains(book))
    fresh["county"] = _counties(fresh, seed, book, rng)
    fresh["day"] = np.where(
        fresh["fair"], rng.integers(5, 11, len(fresh)), rng.integers(1, 29, len(fresh))
    )
    # why: the report of February covers January too
    january = (fresh["month"] == MONTHS[0]) & (rng.random(len(fresh)) < 0.5)
    fresh = fresh.assign(signed_month=fresh["month"].where(~january, 1))
    return dated(fresh, seed)


def chain_names(book: Codebook) -> list[str]:
    """List the key chains: those with a published figure, then the province's others.

    While the codebook does not list the others, names it knows from other lists stand for them.
    """
    own = book.chains.loc[book.chains["list"] == plan.PROVINCE, "chain"].tolist()
    known = set(book.chains["chain"])
    spare = [name for name in plan.load("assumed")["other_chains"] if name in known]
    return [*CHAINS, *([name for name in own if name not in CHAINS] or spare)]


def _other_chains(book: Codebook) -> int:
    return len(chain_names(book)) - len(CHAINS)


def _chains(fresh: pd.DataFrame, rng: np.random.Generator, others: int) -> Ints:
    chain = np.full(len(fresh), -1, dtype=np.int64)
    for industry, shares in enumerate(_BY_INDUSTRY):
        mine = np.flatnonzero(fresh["industry"] == industry)
        drawn = rng.choice(7, len(mine), p=shares)
        more = 5 + rng.integers(0, max(others, 1), len(mine))
        chain[mine] = np.where(drawn == 6, -1, np.where(drawn == 5, more, drawn))
    return chain


def counties(unit: str, book: Codebook) -> list[str]:
    """List what a unit reports by: its counties, else itself."""
    below = [name for name in book.children.get(unit, ()) if book.level(name) == "county"]
    return below or [unit]


def _counties(fresh: pd.DataFrame, seed: int, book: Codebook, rng: np.random.Generator) -> Ints:
    county = np.zeros(len(fresh), dtype=np.int64)
    for number, unit in enumerate(plan.units()):
        mine = np.flatnonzero(fresh["unit"] == number)
        share = np.random.default_rng([seed, number]).dirichlet(
            np.full(len(counties(unit, book)), 4.0)
        )
        county[mine] = rng.choice(len(share), len(mine), p=share)
    return county


def _older(seed: int, book: Codebook) -> pd.DataFrame:
    """Invent what was signed before the first year, outside and inside the province."""
    rng = np.random.default_rng([seed, 0])
    outside, inside = unit_funds(FIRST_YEAR, seed)
    parts = []
    counts = inside_counts(plan.LAST_YEAR) + 5
    for number in range(len(plan.units())):
        share = float(plan.weights("funds")[number])
        plans = (
            (True, round(1000 * share) + 8, 1.2 * float(outside[number, -1])),
            (False, int(counts[number]), 22.0 * float(inside[number, -1])),
        )
        for is_outside, count, amount in plans:
            whole = round(amount)
            value = bounded(rng.gamma(1.6, 1, count), whole, 2000, max(60 * YI, whole))
            rows = pd.DataFrame({"unit": number, "amount": value, "outside": is_outside})
            parts.append(rows)
    older = pd.concat(parts, ignore_index=True)
    count = len(older)
    older = older.assign(
        month=rng.integers(2, 13, count), fair=False, top500=False, firm=-1, low=0, high=0,
        east=older["outside"] & (rng.random(count) < 0.3), private=rng.random(count) < 0.8,
        industry=rng.choice([0, 1, 2], count, p=[0.1, 0.55, 0.35]),
    )  # fmt: skip
    # why: 省内 adds nothing to a breakdown that is published for 省外 only
    older.loc[~older["outside"], "industry"] = rng.choice([0, 2], int((~older["outside"]).sum()))
    older.loc[~older["outside"], "private"] = False
    older = _completed(older, FIRST_YEAR - 1, seed, book).assign(outside=older["outside"])
    older.loc[~older["outside"], "chain"] = -1
    older["paid"] = (older["amount"] * rng.uniform(0.05, 0.3, count)).astype(np.int64)
    return older.sort_values(["year", "signed_month", "unit"], kind="stable", ignore_index=True)


def _trips(year: int, seed: int) -> dict[str, Ints]:
    """Give 走出去 and 请进来 by unit and month."""
    out = {}
    for number, name in enumerate(("outreach_trips", "received_delegations")):
        rng = np.random.default_rng([seed, year, 6, number])
        out[name] = plan.unit_paths(plan.path(name, year), plan.weights("contracts"), {}, rng)
    return out
