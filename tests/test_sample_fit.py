"""Whole numbers that meet their totals exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zsanalytics.sample.fit import UnmetError, apportion, bounded, rake, spread


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=20), st.integers(0, 10**9))
def test_parts_add_up_and_stay_within_one_of_their_share(weights, total):
    parts = apportion(weights, total)
    share = np.array(weights) / sum(weights) * total
    assert parts.sum() == total
    assert (np.abs(parts - share) < 1 + 1e-6 * total).all()


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.data())
def test_bounded_parts_keep_their_bounds(high, data):
    total = data.draw(st.integers(0, sum(high)))
    parts = bounded(np.ones(len(high)), total, 0, np.array(high))
    assert parts.sum() == total
    assert (parts >= 0).all() and (parts <= high).all()


def test_a_total_beyond_the_bounds_is_refused():
    with pytest.raises(UnmetError, match="sample: 7 does not fit between 0 and 6; change the plan"):
        bounded([1, 1], 7, 0, 3)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_several_totals_are_met_at_once(seed):
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(0, 4, 400), rng.integers(0, 3, 400)
    truth = rng.integers(0, 1000, 400)
    margins = [
        (label, np.bincount(label, weights=truth, minlength=count).astype(np.int64))
        for label, count in ((rows, 4), (columns, 3))
    ]
    parts = rake(np.ones(400), np.zeros(400, dtype=np.int64), np.full(400, 1000), margins)
    for label, totals in margins:
        assert np.bincount(label, weights=parts, minlength=len(totals)).tolist() == totals.tolist()
    assert (parts >= 0).all() and (parts <= 1000).all()


def test_partitions_of_different_sums_are_refused():
    label = np.array([0, 1])
    margins = [(label, np.array([1, 2])), (label, np.array([1, 3]))]
    with pytest.raises(UnmetError, match=r"partitions add up to \[3, 4\]; make them agree"):
        rake(np.ones(2), np.zeros(2, dtype=np.int64), np.full(2, 9), margins)


def test_rows_are_spread_over_the_columns_they_may_use():
    out = spread(np.array([5, 5]), np.array([3, 7]), np.array([0, 1]), np.ones((2, 2)))
    assert out.tolist() == [[3, 2], [0, 5]]
