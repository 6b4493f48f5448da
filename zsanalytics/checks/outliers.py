"""Outliers: a value ten thousand times its usual size, and growth far from that of the others.

Both are doubts, never errors: the submitter may be right.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from zsanalytics.checks.evidence import TINY, Evidence, keys
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
    rows = evidence.rows
    money = rows[(rows["kind"] == "ytd") & (rows["decimals"] > 0) & (rows["value"] > 0)]
    size = np.log10(money["value"].to_numpy())
    past, around = _usual(money, size, (-1, -2, -3, -12)), _usual(money, size, AROUND)
    for power, words in SLIPS.items():
        near = np.abs(size - around - power) <= NEAR
        if power < 0:  # a small beginning is not blamed for what came later
            near &= np.abs(size - past - power) <= NEAR
        near &= np.minimum(around, size - power) > np.log10(LEAST_REFERENCE)
        near &= money["checked"].to_numpy()
        for row in each(money.assign(usual=10**around)[near]):
            found = amount(evidence.book, row.indicator, row.value, row.half)
            expected = amount(evidence.book, row.indicator, row.usual)
            right = amount(evidence.book, row.indicator, row.value / 10**power)
            yield doubt(
                row, found, f"{expected}左右",
                f"{what(evidence.book, row)}为{found}，按以往和同级水平约{expected}，{words}。",
                f"核对表头单位与填报数；若单位填错，应为{right}。",
            )  # fmt: skip


def _usual(money: pd.DataFrame, size: Values, steps: tuple[int, ...]) -> Values:
    """Say what size (power of ten) a value may be expected to have: its own months', else peers'.

    The median over several months withstands one wrong report among them.
    """
    number = keys(money)
    near = np.vstack([look_up(number + step, number, size) for step in steps])
    own = np.full(len(money), np.nan)
    some = ~np.isnan(near).all(axis=0)
    own[some] = np.nanmedian(near[:, some], axis=0)
    peers = pd.Series(size).groupby([money[c].to_numpy() for c in ("parent", *KEY[1:])])
    others = peers.transform("median").where(peers.transform("size") >= 5).to_numpy()
    return np.where(np.isnan(own), others, own)


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
            )  # fmt: skip


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
