"""Clues: clear patterns of a whole ledger, never of a unit, and silence about honest ones."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.errors import PanelError
from zsanalytics.quality.clues import screening_clues


def ledger(amounts, paid=None):
    amounts = np.asarray(amounts, dtype=float)
    paid = np.full(len(amounts), np.nan) if paid is None else paid
    names = [f"p{n}" for n in range(len(amounts))]
    return pd.DataFrame({"project_id": names, "contract_amount": amounts, "funds_ytd": paid})


def honest(number=1500, seed=1):
    rng = np.random.default_rng(seed)
    return rng.lognormal(0, 1.2, number)


def test_an_honest_ledger_gives_no_clue():
    for seed in range(12):
        amounts = honest(seed=seed)
        assert screening_clues(ledger(amounts, np.round(amounts * 0.4, 4)), units=15).empty


def test_amounts_heaped_above_a_bound_are_a_clue():
    heaped = np.concatenate([honest(), np.full(30, 10.05)])
    found = screening_clues(ledger(heaped), units=15)
    assert found["clue"].tolist() == ["heaped_bounds"]
    assert "不低于10亿元，明显偏于一侧。仅作线索，请结合合同核对。" in found["message"].iloc[0]


def test_invented_last_digits_are_a_clue():
    rng = np.random.default_rng(3)
    paid = (rng.integers(100, 9000, 600) * 10 + rng.choice([3, 7, 7, 8], 600)) / 1e4
    found = screening_clues(ledger(honest(600), paid), units=15)
    assert found["clue"].tolist() == ["last_digits"]
    assert "末位数分布不匀" in found["message"].iloc[0] and "仅作线索" in found["message"].iloc[0]


def test_the_order_of_rows_does_not_matter():
    frame = ledger(np.concatenate([honest(), np.full(30, 10.05)]))
    pd.testing.assert_frame_equal(
        screening_clues(frame, units=15), screening_clues(frame.iloc[::-1], units=15)
    )


def test_a_small_ledger_says_nothing():
    assert screening_clues(ledger(np.full(100, 10.0)), units=15).empty


def test_the_ledger_of_one_unit_is_refused():
    with pytest.raises(PanelError, match="clues: the ledger of one unit; they are for the whole"):
        screening_clues(ledger(honest()), units=1)
