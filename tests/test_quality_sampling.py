"""Sampling by size: chances, seeds, and that the draw keeps to the chances."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.errors import RequestError
from zsanalytics.quality.sampling import inclusion, sampling_plan

AMOUNTS = st.lists(st.floats(0.01, 100), min_size=1, max_size=30)


def ledger(amounts):
    return pd.DataFrame({
        "region": "环县", "project_id": [f"p{n:02d}" for n in range(len(amounts))],
        "name": [f"项目{n}" for n in range(len(amounts))], "funds_ytd": amounts,
    })  # fmt: skip


def test_large_projects_are_drawn_for_sure_and_the_rest_by_size():
    chance = inclusion(np.array([50.0, 30.0, 10.0, 5.0, 5.0]), 3)
    assert chance.round(6).tolist() == [1.0, 1.0, 0.5, 0.25, 0.25]


@given(AMOUNTS, st.integers(1, 40))
def test_chances_add_up_to_the_size_and_so_does_the_draw(amounts, size):
    chance = inclusion(np.array(amounts), size)
    assert ((chance > 0) & (chance <= 1 + 1e-9)).all()
    assert chance.sum() == pytest.approx(min(size, len(amounts)))
    assert len(sampling_plan(ledger(amounts), size, seed="s")) == min(size, len(amounts))


@given(AMOUNTS, st.randoms())
def test_the_order_of_rows_does_not_matter_and_the_seed_does_decide(amounts, random):
    frame = ledger(amounts)
    order = list(range(len(frame)))
    random.shuffle(order)
    one = sampling_plan(frame, 5, seed="2024-09")
    pd.testing.assert_frame_equal(one, sampling_plan(frame.iloc[order], 5, seed="2024-09"))


@pytest.mark.slow
def test_over_many_seeds_each_project_is_drawn_as_often_as_its_chance_says():
    frame = ledger([10.0, 4.0, 3.0, 2.0, 1.0])
    expected = inclusion(frame["funds_ytd"].to_numpy(), 2)
    drawn = pd.concat(sampling_plan(frame, 2, seed=str(n)) for n in range(800))
    share = drawn["project_id"].value_counts() / 800
    assert share.sort_index().to_numpy() == pytest.approx(expected, abs=0.06)


def test_projects_without_an_amount_are_not_drawn():
    frame = ledger([1.0, 0.0, np.nan, -2.0])
    assert sampling_plan(frame, 4, seed="s")["project_id"].tolist() == ["p00"]


def test_a_size_that_is_none_is_refused():
    with pytest.raises(RequestError, match="size 0: expected a whole number from 1 on"):
        sampling_plan(ledger([1.0]), 0, seed="s")
