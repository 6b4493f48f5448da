"""Hints: one slip told, several or none kept to oneself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.checks.hints import Suspect, hint, repairs, slip_of


def suspect(value, low, high=None, half=0.05, name="甲县"):
    return Suspect("", name, value, low, low if high is None else high, half)


def test_each_kind_of_slip():
    found = {slip for _, slip in repairs(123.45)}
    assert found == {
        "相邻两位数字颠倒", "多打一位数字", "漏打一位数字", "万元与亿元混用", "小数点错三位",
        "小数点错一位",
    }  # fmt: skip


def test_a_dropped_digit_is_found():
    assert slip_of(suspect(2.3, 12.3)) == (12.3, "漏打一位数字")


def test_a_unit_slip_is_found_between_wide_bounds():
    assert slip_of(suspect(235_000.0, 10.0, 60.0, 0.005)) == (23.5, "万元与亿元混用")
    assert slip_of(suspect(235_000.0, -np.inf, 60.0, 0.005)) == (23.5, "万元与亿元混用")


def test_a_sign_too_many_is_found():
    assert slip_of(suspect(-41.7, 0.0, np.inf)) == (41.7, "误加负号")


def test_digits_are_not_guessed_between_wide_bounds():
    assert slip_of(suspect(12.5, 20.0, 60.0)) is None


def test_a_value_within_its_bounds_needs_no_slip():
    assert slip_of(suspect(12.5, 10.0, 20.0)) is None


def test_two_explanations_are_none():
    both = [suspect(12.0, 21.0, half=0.5), suspect(12.0, 21.0, half=0.5, name="乙县")]
    assert hint(both[:1], "合计即相符") == "若甲县的12应为21（相邻两位数字颠倒），合计即相符。"
    assert hint(both, "合计即相符") == ""


def test_a_ratio_is_shown_in_percent():
    rate = Suspect("", "同比", 0.2445, 0.42445, 0.42455, 0.00005, ratio=True)
    assert hint([rate], "即相符") == "若同比的24.45%应为42.45%（相邻两位数字颠倒），即相符。"


@given(st.integers(10, 99_999), st.data())
def test_exchanging_digits_back_is_always_among_the_repairs(value, data):
    digits = str(value)
    k = data.draw(st.integers(0, len(digits) - 2))
    swapped = int(digits[:k] + digits[k + 1] + digits[k] + digits[k + 2 :])
    if swapped != value and len(str(swapped)) == len(digits):
        assert float(value) in [number for number, _ in repairs(float(swapped), 0)]
