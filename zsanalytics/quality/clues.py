"""Screening clues (线索): patterns of a whole ledger that deserve a look, no more than that.

Comes in: the ledger of the whole province. Goes out: clues for internal use. A clue is about the
ledger as a whole or about single projects, never about a unit: few projects of an honest unit
look odd by chance, and chance is what these tests measure. Refused: a ledger of one unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from zsanalytics.errors import PanelError
from zsanalytics.schema import PROJECTS, require

LEAST = 200
"""Projects below which a pattern says nothing."""

CLEAR = 1e-4
"""How rare a pattern must be by chance alone to be a clue."""

BOUNDS = (1.0, 5.0, 10.0, 50.0)
"""Size classes in 亿元: reaching one brings credit."""

COLUMNS = ("clue", "projects", "chance", "message")


def screening_clues(projects: pd.DataFrame, *, units: int) -> pd.DataFrame:
    """Look a province's ledger through for patterns that chance hardly makes.

    在台账里找不像偶然的规律，作为核查线索，不是结论。

    Parameters
    ----------
    projects : DataFrame
        One month's ledger of the whole province.
    units : int
        How many units it holds; with one it is refused.

    Returns
    -------
    DataFrame
        ``clue`` (heaped_bounds, last_digits), ``projects`` (how many were looked at),
        ``chance`` (of a pattern so clear or clearer, were nothing behind it) and ``message`` (a
        Chinese sentence that calls it 线索). Empty where nothing stands out, or with fewer than
        200 projects.

    Raises
    ------
    PanelError
        If the ledger is of one unit.

    Notes
    -----
    Heaped bounds: of the contract amounts within 2 % of a size class's bound, as many should lie
    below as at or above it; an exact binomial test of those at or above. Last digits: amounts of
    the year of 1,000万元 or more, written in whole 万元, end in the eight digits other than 0 and
    5 (which rounding favours) about equally often; a chi-square test.
    """
    require(projects, PROJECTS, ["project_id", "contract_amount", "funds_ytd"])
    if units < 2:
        raise PanelError("clues: the ledger of one unit; they are for the whole province only")
    amounts = projects["contract_amount"].to_numpy(dtype=float)
    rows = []
    if np.isfinite(amounts).sum() >= LEAST:
        paid = projects["funds_ytd"].to_numpy(dtype=float)
        rows = [*_heaped(amounts), *_last_digits(paid)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _heaped(amounts: np.ndarray) -> Iterator[dict[str, object]]:
    for bound in BOUNDS:
        near = amounts[np.abs(amounts - bound) <= 0.02 * bound]
        above = int((near >= bound).sum())
        chance = _at_least(above, len(near))
        if chance < CLEAR:
            yield _clue(
                "heaped_bounds", len(near), chance,
                f"合同金额在{bound:g}亿元上下百分之二以内的项目共{len(near)}个，其中{above}个不低于"
                f"{bound:g}亿元，明显偏于一侧。仅作线索，请结合合同核对。",
            )  # fmt: skip


def _last_digits(paid: np.ndarray) -> Iterator[dict[str, object]]:
    from scipy.stats import chisquare

    whole = paid[paid >= 0.1] * 1e4
    whole = np.rint(whole[np.isclose(whole, np.rint(whole), rtol=0, atol=1e-6)]).astype(np.int64)
    digits = np.bincount(whole % 10, minlength=10)[[1, 2, 3, 4, 6, 7, 8, 9]]
    if digits.sum() < LEAST:
        return
    chance = float(chisquare(digits).pvalue)
    if chance < CLEAR:
        yield _clue(
            "last_digits", int(digits.sum()), chance,
            f"{digits.sum()}个项目的本年到位资金以万元计的末位数分布不匀，"
            f"最多的一个数字出现{digits.max()}次，最少的{digits.min()}次。"
            "仅作线索，请抽查资金凭证。",
        )  # fmt: skip


def _clue(name: str, projects: int, chance: float, message: str) -> dict[str, object]:
    return {"clue": name, "projects": projects, "chance": chance, "message": message}


def _at_least(successes: int, trials: int) -> float:
    """Give the chance of so many heads or more, exactly."""
    ways = sum(math.comb(trials, heads) for heads in range(successes, trials + 1))
    return ways / 2**trials
