"""Hints: one slip told, several or none kept to oneself."""

from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.checks.hints import repairs, slip_between, slip_in_sum


def test_each_kind_of_slip():
    found = {slip for _, slip in repairs(123.45)}
    assert found == {
        "相邻两位数字颠倒", "多打一位数字", "漏打一位数字", "万元与亿元混用", "小数点错三位",
        "小数点错一位",
    }  # fmt: skip


def test_a_dropped_digit_is_found():
    assert slip_in_sum([("甲县", 2.3), ("乙县", 50.0)], 62.3, 0.01, 1) == (
        0, "若甲县的2.3应为12.3（漏打一位数字），合计即相符。",
    )  # fmt: skip


def test_a_unit_slip_is_found():
    assert slip_in_sum([("甲县", 235_000.0), ("乙县", 50.0)], 73.5, 0.01) == (
        0, "若甲县的235,000.00应为23.50（万元与亿元混用），合计即相符。",
    )  # fmt: skip


def test_a_slip_in_the_total_is_found():
    assert slip_in_sum([("甲县", 40.1), ("乙县", 50.3)], 97.1, 0.01, 1) is None
    assert slip_in_sum([("甲县", 41.7), ("乙县", 50.6)], 923.0, 0.01, 1) == (
        -1, "若合计的923.0应为92.3（小数点错一位），合计即相符。",
    )  # fmt: skip


def test_a_sign_too_many_is_found():
    assert slip_in_sum([("甲县", -41.7), ("乙县", 50.6)], 92.3, 0.01, 1) == (
        0, "若甲县的-41.7应为41.7（误加负号），合计即相符。",
    )  # fmt: skip


def test_two_explanations_are_none():
    assert slip_in_sum([("甲县", 12.0), ("乙县", 12.0)], 33.0, 0.01, 0) is None


def test_between_bounds():
    assert slip_between(0.05, 300.0, 600.0) == "可能是500.00（万元与亿元混用）。"
    assert slip_between(450.0, 300.0, 600.0) == ""


@given(st.integers(10, 99_999), st.integers(10, 99_999), st.data())
def test_exchanging_digits_back_is_always_among_the_repairs(value, other, data):
    digits = str(value)
    k = data.draw(st.integers(0, len(digits) - 2))
    swapped = int(digits[:k] + digits[k + 1] + digits[k] + digits[k + 2 :])
    if swapped != value and len(str(swapped)) == len(digits):
        assert float(value) in [number for number, _ in repairs(float(swapped), 0)]
