"""Who stands behind the contracts of a window: firm, origin, ownership and industry.

Comes in: contracts with unit and, where they are large or of the 三个500强, an amount. Goes out:
the same with ``firm`` (number in `firms.toml`, -1 for an invented one), ``east`` (东中部),
``private`` (民企) and ``industry`` (0, 1, 2). Counts are exact where one is published.
"""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from zsanalytics.sample import plan
from zsanalytics.sample.fit import Ints, apportion
from zsanalytics.sample.plan import PROVINCE

TRAITS = {
    "east": ("来源地=东中部", 0.233, 0.42),
    "private": ("投资主体=民企", 0.900, 0.74),
    "industry": ("产业=第二产业", 0.500, 0.61),
}
"""Segment of a trait; its share of the number and of the amount where nothing is printed."""

EAST = (
    "北京市", "天津市", "河北省", "上海市", "江苏省", "浙江省", "福建省", "山东省", "广东省",
    "海南省", "山西省", "安徽省", "江西省", "河南省", "湖北省", "湖南省",
)  # fmt: skip
"""Provinces of 东部 and 中部 (National Bureau of Statistics, four economic regions)."""


@functools.cache
def firms() -> pd.DataFrame:
    """List the 三个500强 firms, each with the one unit it invests in."""
    names = ["name", "list", "list_year", "rank", "origin", "ownership"]
    frame = pd.DataFrame(plan.load("firms")["firms"], columns=names)
    shares = apportion(plan.weights("firms"), len(frame))
    turns = [(k / n, unit) for unit, n in enumerate(shares) for k in range(n)]
    frame["unit"] = [unit for _, unit in sorted(turns)]
    return frame


def target(trait: str, year: int, end: int, total: int, done: pd.DataFrame, *, amount: bool) -> int:
    """Say how much of a window has a trait: what is printed, less what is done already.

    A number of contracts or, for an ``amount``, 万元.
    """
    segment, count_share, amount_share = TRAITS[trait]
    indicator = "contracted_amount" if amount else "contracted_projects"
    known = plan.figure(PROVINCE, indicator, segment, year)
    whole = plan.path(indicator, year)
    share = amount_share if amount else count_share
    if known:
        month, value = next(iter(known.items()))
        share = value / int(whole[plan.MONTHS.index(month)])
    if end not in known:
        return round(share * total)
    if not len(done):
        return known[end]
    has = done[trait] == 1
    return known[end] - int(done.loc[has, "amount"].sum() if amount else has.sum())


def printed_month(trait: str, year: int) -> int:
    """Give the month for which the amount with a trait is printed, 0 if there is none."""
    return max(plan.figure(PROVINCE, "contracted_amount", TRAITS[trait][0], year), default=0)


def describe(
    window: pd.DataFrame, year: int, end: int, amount: int, done: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """Add firm, origin, ownership and industry to the contracts of a window."""
    window = window.assign(firm=-1)
    claimed = window.index[window["top500"]]
    window.loc[claimed, "firm"] = _firms(window.loc[claimed], year, end, done, rng)
    listed = firms()
    fixed = {
        "east": window["firm"].map(listed["origin"].isin(EAST)),
        "private": window["firm"].map(listed["ownership"] == "民企"),
    }
    for trait in ("east", "private"):
        window[trait] = _marked(window, trait, fixed[trait], year, end, amount, done, rng)
    window["industry"] = _industry(window, year, end, amount, done, rng)
    return window


def _firms_reached(year: int, end: int, projects: int) -> int:
    """Say how many different firms have signed by a month."""
    printed = plan.figure(PROVINCE, "contracted_firms", "三个500强=合计", year)
    return printed.get(end, round(1.35 * projects**0.75))


def _firms(
    claimed: pd.DataFrame, year: int, end: int, done: pd.DataFrame, rng: np.random.Generator
) -> list[int]:
    """Choose a firm for each contract; a firm has one unit, so units' counts add up."""
    signed = done.loc[done["firm"] >= 0, "firm"].to_numpy() if len(done) else np.array([], int)
    used = set(signed.tolist())
    fresh = _firms_reached(year, end, len(signed) + len(claimed)) - len(used)
    home = firms()["unit"].to_numpy()
    own = {unit: [f for f in sorted(used) if home[f] == unit] for unit in range(len(plan.units()))}
    rest = {
        unit: rng.permutation([f for f in np.flatnonzero(home == unit) if f not in used]).tolist()
        for unit in own
    }
    chosen = dict.fromkeys(claimed.index, -1)
    for row, unit in _needy_first(claimed, own):
        if rest[unit] and (fresh > 0 or not own[unit]):
            fresh -= 1
            own[unit].append(rest[unit].pop())
            chosen[row] = own[unit][-1]
        else:
            chosen[row] = own[unit][int(rng.integers(len(own[unit])))]
    return list(chosen.values())


def _needy_first(claimed: pd.DataFrame, own: dict[int, list[int]]) -> list[tuple[int, int]]:
    """Order contracts (row, unit) so that each unit's first one comes before any second one."""
    turn = claimed.groupby("unit").cumcount() + claimed["unit"].map(lambda u: len(own[u]))
    rows = turn.sort_values(kind="stable").index
    return list(zip(rows, claimed.loc[rows, "unit"], strict=True))


def _marked(
    window: pd.DataFrame, trait: str, fixed: pd.Series, year: int, end: int, amount: int,
    done: pd.DataFrame, rng: np.random.Generator,
) -> pd.Series:  # fmt: skip
    """Mark as many contracts as the count asks, large ones until the amount is in reach."""
    number = target(trait, year, end, len(window), done, amount=False)
    whole = target(trait, year, end, amount, done, amount=True)
    mark = fixed.where(window["firm"] >= 0, False).to_numpy(dtype=bool).copy()
    amounts, claimed = window["amount"].to_numpy(), window["top500"].to_numpy()
    placed = amounts > 0
    small = int((~placed).sum())
    rest = amount - int(amounts.sum())
    chance = min(0.95, (number - int(mark[placed].sum())) / max(small, 1))
    wish = whole - int(amounts[mark].sum()) - rest * chance
    for row in rng.permutation(np.flatnonzero(placed & ~claimed)):
        if amounts[row] <= wish * 1.1:
            mark[row] = True
            wish -= amounts[row]
    left = number - int(mark.sum())
    mark[rng.permutation(np.flatnonzero(~placed))[: max(left, 0)]] = True
    return pd.Series(mark, index=window.index)


def _industry(
    window: pd.DataFrame, year: int, end: int, amount: int, done: pd.DataFrame,
    rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """Draw the industry: large contracts until 第二产业 has its amount, small ones by share."""
    whole = target("industry", year, end, amount, done, amount=True)
    placed = (window["amount"] > 0).to_numpy()
    rest = amount - int(window["amount"].sum())
    wish = whole - 0.5 * rest
    industry = rng.choice([0, 1, 2], len(window), p=[0.13, 0.50, 0.37])
    industry[placed] = 2
    amounts = window["amount"].to_numpy()
    for row in rng.permutation(np.flatnonzero(placed)):
        if amounts[row] <= wish * 1.1:
            industry[row] = 1
            wish -= amounts[row]
    primary = np.flatnonzero(placed & (industry == 2))
    industry[rng.permutation(primary)[: len(primary) // 6]] = 0
    return industry
