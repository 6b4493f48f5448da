"""Outliers: a value ten thousand times its usual size, and growth far from that of the others.

Both are doubts, never errors: the submitter may be right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.checks.evidence import TINY, Evidence, keys
from zsanalytics.checks.hints import Suspect
from zsanalytics.checks.wording import Doubt, amount, change, doubt, each, what
from zsanalytics.measures.keys import Values, look_up
from zsanalytics.schema import KEY, WHOLE

SLIPS = {
    4.0: "大了约一万倍，像是把万元数填进了亿元列",
    -4.0: "小了约一万倍，像是把亿元数填进了万元列",
    3.0: "大了约一千倍，像是小数点或千分位错了三位",
    -3.0: "小了约一千倍，像是小数点或千分位错了三位",
    8.0: "大了约一亿倍，像是把元数填进了亿元列",
}
NEAR = 0.5
"""How far, in powers of ten, a ratio may lie from a slip: a factor of three."""

AROUND = (-1, -2, -3, 1, 2, -12, 12)
"""The months a value is compared with: those around it, and the same one a year off."""

LARGER = np.array([slip for slip in SLIPS if slip > 0])
LEAST_LEAD = 2.0
"""Without a past, only what is a hundred times the largest of the others is a slip."""

LEAST_REFERENCE = 0.05
"""In 亿元 (5 million yuan): below, a slip cannot be told from a first project."""

PEERS, QUARTILE_FLOOR, DISTANCE, LEAST_GAP = 8, 0.1, 6.0, 0.5
"""Hidiroglou-Berthelot: fewest peers, floor of the quartile distance (as a share of the median
effect), how many quartile distances away an outlier begins, and the least gap worth telling (half
as much again as the median ratio, or two thirds of it)."""

NEWS = 1.2
"""A ratio that was about the same a month ago (within this factor) is not told again."""

LINES = (WHOLE, "来源地=省外")
"""Parts of a whole move by single projects; only the whole lines are compared."""


def unit_slip(evidence: Evidence) -> Iterator[Doubt]:
    """An amount 10³, 10⁴ or 10⁸ times what its own past, or else its peers, would let expect."""
    rows, book = evidence.rows, evidence.book
    money = rows[(rows["kind"] == "ytd") & (rows["decimals"] > 0) & (rows["value"] > 0)]
    size = np.log10(money["value"].to_numpy())
    usual, power = _by_history(money, size)
    alone = np.isnan(usual)
    middle, most = _peers(money, size)
    lone = alone & (size - most >= LEAST_LEAD)
    usual = np.where(alone, middle, usual)
    gaps = np.abs((size - usual)[:, None] - LARGER)
    power = np.where(lone, LARGER[np.argmin(gaps, axis=1)], power)
    real = np.minimum(usual, size - power) > np.log10(LEAST_REFERENCE)
    told = money.assign(usual=10**usual, power=power)[real & money["checked"].to_numpy()]
    for row in each(told):
        found = amount(book, row.indicator, row.value, row.half)
        expected, right = (
            amount(book, row.indicator, x) for x in (row.usual, row.value / 10**row.power)
        )
        yield doubt(
            row, found, f"{expected}左右",
            f"{what(book, row)}为{found}，按以往和同级水平约{expected}，{SLIPS[row.power]}。",
            f"核对表头单位与填报数；若单位填错，应为{right}。",
            suspects=[_near(row)], outcome="",
        )  # fmt: skip


def _near(row: Any) -> Suspect:
    """Say within which bounds a value would be of its usual size."""
    right, factor = row.value / 10**row.power, 10**NEAR
    return Suspect(row.source, "", row.value, right / factor, right * factor, row.half)


def _by_history(money: pd.DataFrame, size: Values) -> tuple[Values, Values]:
    """Give the size (power of ten) of a value's own months, and the slip from it if there is one.

    The median over several months withstands one wrong report among them. A small beginning is
    not blamed for what came later: a value too small is so against its past alone.
    """
    past, around = _median_of(money, size, (-1, -2, -3, -12)), _median_of(money, size, AROUND)
    power = np.full(len(size), np.nan)
    for slip in SLIPS:
        near = np.abs(size - around - slip) <= NEAR
        if slip < 0:
            near &= np.abs(size - past - slip) <= NEAR
        power[near] = slip
    return around, power


def _median_of(money: pd.DataFrame, size: Values, steps: tuple[int, ...]) -> Values:
    number, month = keys(money), money["month"].to_numpy()
    near = np.vstack([look_up(number + step, number, size) for step in steps])
    for values, step in zip(near, steps, strict=True):
        if step % 12:  # a year begins anew: its first months are no match for last December
            values[(month + step < 1) | (month + step > 12)] = np.nan
    own = np.full(len(money), np.nan)
    some = ~np.isnan(near).all(axis=0)
    own[some] = np.nanmedian(near[:, some], axis=0)
    return own


def _peers(money: pd.DataFrame, size: Values) -> tuple[Values, Values]:
    """Give the median size among the units of the parent, and the largest of the others."""
    groups = pd.Series(size).groupby([money[c].to_numpy() for c in ("parent", *KEY[1:])])
    place, group = groups.rank(method="first", ascending=False).to_numpy(), groups.ngroup()
    second = group.map(pd.Series(size[place == 2], index=group[place == 2])).to_numpy()
    others = np.where(place == 1, second, groups.transform("max").to_numpy())
    many = groups.transform("size").to_numpy() >= 5
    middle = groups.transform("median").to_numpy()
    return np.where(many, middle, np.nan), np.where(many, others, np.nan)


def growth_outlier(evidence: Evidence) -> Iterator[Doubt]:
    """Growth far from that of the units of the same parent, weighted by size; told once.

    Hidiroglou and Berthelot (1986): growth ratios are made symmetric about their median and
    multiplied by the root of the larger of the two values, so that a small unit may jump and a
    large one may not. On last year, or where too few units have one, on the month before.
    """
    rows, book = evidence.rows, evidence.book
    flows = rows[(rows["kind"] == "ytd") & (rows["decimals"] > 0) & (rows["value"] > 0)]
    flows = flows[(flows["parent"] != "") & flows["segment"].isin(LINES)]
    number, value = keys(flows), flows["value"].to_numpy()
    compared = np.zeros(len(flows), dtype=bool)
    for step, words in ((12, "同比"), (1, "比上月累计")):
        base = look_up(number - step, number, value)
        before = look_up(number - 1, number, value) / look_up(number - 1 - step, number, value)
        open_ = flows.assign(base=base, before=before if step == 12 else np.nan)[~compared]
        paired = open_[open_["base"] > 0]
        groups = paired.groupby(["parent", *KEY[1:]], sort=False).ngroup()
        enough = groups.map(groups.value_counts()) >= PEERS
        compared |= flows.index.isin(paired.index[enough])
        far = _far(paired[enough], groups[enough])
        far = far.drop_duplicates([name for name in KEY if name != "segment"])  # 全部 speaks first
        for row in each(far):
            found, usual = change(row.ratio - 1), change(row.middle - 1)
            now, then = (amount(book, row.indicator, x) for x in (row.value, row.base))
            yield doubt(
                row, found, f"{usual}左右",
                f"{what(book, row)}为{now}，{words}{found}，同级中位数为{usual}，差异异常。",
                f"核实本期数和基数{then}；属实的请说明主要项目。",
                suspects=[_usual(row)], outcome="",
            )  # fmt: skip


def _usual(row: Any) -> Suspect:
    """Say within which bounds growth would not be worth telling."""
    right, gap = row.base * row.middle, 1 + LEAST_GAP
    return Suspect(row.source, "", row.value, right / gap, right * gap, row.half)


def _far(paired: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Pick the rows whose growth lies far from that of their group and was not told before."""
    ratio = paired["value"] / paired["base"]
    middle = ratio.groupby(groups).transform("median")
    centred = (ratio / middle - 1).where(ratio >= middle, 1 - middle / ratio)
    effect = centred * np.sqrt(paired[["value", "base"]].max(axis=1))
    low, centre, high = (
        groups.map(effect.groupby(groups).quantile(part)) for part in (0.25, 0.5, 0.75)
    )
    floor = QUARTILE_FLOOR * effect.abs().groupby(groups).transform("median") + TINY
    far = effect < centre - DISTANCE * np.maximum(centre - low, floor)
    far |= effect > centre + DISTANCE * np.maximum(high - centre, floor)
    news = ~((ratio / paired["before"]).between(1 / NEWS, NEWS))
    far &= (centred.abs() > LEAST_GAP) & news & paired["checked"]
    return paired.assign(ratio=ratio, middle=middle)[far]
