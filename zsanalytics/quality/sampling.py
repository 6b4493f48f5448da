"""Sampling: which projects are looked at on the spot, drawn by size and by a seed.

Comes in: a ledger. Goes out: the projects drawn, each with its chance of being drawn. Large ones
are drawn for sure; of the others, a project with twice the amount has twice the chance.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from zsanalytics.errors import RequestError
from zsanalytics.schema import PROJECTS, require


def sampling_plan(
    projects: pd.DataFrame, size: int, *, seed: str, amount: str = "funds_ytd"
) -> pd.DataFrame:
    r"""Draw projects for spot checks, with probability proportional to size.

    按规模大小抽取核查项目。

    .. math:: \pi_i = \min(1, n x_i / \sum_j x_j)

    applied again to the rest while some :math:`\pi_i` reaches 1; the rest is drawn systematically
    along a random order (Särndal, Swensson and Wretman 1992, §3.6).

    Parameters
    ----------
    projects : DataFrame
        One row a project: a ledger of one month, such as a unit's.
    size : int
        How many to draw; all of those with an amount where there are fewer.
    seed : str
        The same seed draws the same projects whatever the order of the rows: the month and the
        name of the check, say.
    amount : str, default "funds_ytd"
        The column of ``projects`` that is to be verified, 亿元. A project without a positive
        amount has nothing to be verified and is not drawn.

    Returns
    -------
    DataFrame
        ``region, project_id, name, reported`` (the amount) and ``probability``, largest first.

    Raises
    ------
    RequestError
        If ``size`` is not positive.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "环县",
    ...         "project_id": list("abc"),
    ...         "name": list("甲乙丙"),
    ...         "funds_ytd": [8.0, 1.0, 1.0],
    ...     }
    ... )
    >>> plan = sampling_plan(projects, 2, seed="2024-09")
    >>> plan["project_id"].iloc[0], plan["probability"].tolist()
    ('a', [1.0, 0.5])
    """
    require(projects, PROJECTS, ["region", "project_id", "name", amount])
    if size < 1:
        raise RequestError(f"size {size}: expected a whole number from 1 on")
    frame = projects[["region", "project_id", "name"]].assign(reported=projects[amount])
    frame = frame[frame["reported"] > 0].sort_values(["region", "project_id"], ignore_index=True)
    chance = inclusion(frame["reported"].to_numpy(dtype=float), size)
    drawn = frame.assign(probability=chance)[_systematic(chance, _order(frame, seed), seed)]
    return drawn.sort_values(
        ["reported", "region", "project_id"], ascending=[False, True, True], ignore_index=True
    )


def inclusion(amounts: np.ndarray, size: int) -> np.ndarray:
    """Give the chance of each of being drawn; they add up to ``size``, or to their number.

    Examples
    --------
    >>> inclusion(np.array([8.0, 1.0, 1.0]), 2).tolist()
    [1.0, 0.5, 0.5]
    """
    chance = np.zeros(len(amounts))
    rest = np.ones(len(amounts), dtype=bool)
    while rest.any() and (left := size - int((~rest).sum())) > 0:
        chance[rest] = left * amounts[rest] / amounts[rest].sum()
        sure = rest & (chance >= 1 - 1e-12)
        if not sure.any():
            break
        chance[sure] = 1.0
        rest &= ~sure
    return chance


def _order(frame: pd.DataFrame, seed: str) -> np.ndarray:
    marks = [_mark(seed, region, name) for region, name in zip(
        frame["region"], frame["project_id"], strict=True)]  # fmt: skip
    return np.argsort(marks, kind="stable")


def _mark(*texts: str) -> str:
    return hashlib.sha256("\0".join(map(str, texts)).encode()).hexdigest()


def _systematic(chance: np.ndarray, order: np.ndarray, seed: str) -> np.ndarray:
    """Mark those drawn: each step of one along the sum of the chances, from a random start."""
    start = int(_mark(seed, "start")[:12], 16) / 16**12
    ends = np.cumsum(chance[order]) - start
    steps = np.floor(ends + 1e-9)
    taken = np.diff(np.concatenate([[np.floor(-start + 1e-9)], steps])) > 0
    drawn = np.zeros(len(chance), dtype=bool)
    drawn[order[taken]] = True
    return drawn
