"""Numerals: plain text, Chinese numbers, rounding and printing, parts that add up."""

import random
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.errors import ZsError
from zsanalytics.numerals import (
    chinese_number,
    decimal_of,
    largest_remainder,
    plain,
    round_half_up,
    shown,
    shown_percent,
    shown_points,
)

AMOUNTS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)


@given(st.text(max_size=50))
def test_plain_text_keeps_every_position(text):
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("〇", 0), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("一百零五", 105),
        ("两千", 2000), ("一万二千", 12000), ("三千二百亿", 320_000_000_000), ("十万", 100_000),
        ("三亿二千万", 320_000_000), ("一万亿", 10**12), ("壹仟贰佰叁拾肆", 1234),
        ("二〇二四", 2024), ("二零二四", 2024), ("", None), ("万", None), ("亿", None),
        ("百", None), ("三心", None), ("一百百", None), ("十千", None), ("二三十", None),
        ("亿" * 40, None), ("12", None),
    ],
)  # fmt: skip
def test_chinese_numbers(text, number):
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2.675, 2, "2.68"), (1.005, 2, "1.01"), (-2.675, 2, "-2.68"), (0.5, 0, "1"), (1.5, 0, "2"),
        (2.5, 0, "3"), (-0.001, 2, "0.00"), (-0.0, 2, "0.00"), (5676.69, 2, "5,676.69"),
        (1234567.891, 1, "1,234,567.9"), (4228, 0, "4,228"), (1.1 + 2.2, 2, "3.30"), (0, 2, "0.00"),
        (0.285 * 100, 0, "29"), (True, 0, "1"), (np.float64(2.675), 2, "2.68"),
        (np.int64(3322), 0, "3,322"), (Decimal("2.675"), 2, "2.68"), (1e300, 0, f"{10**300:,}"),
    ],
)  # fmt: skip
def test_numbers_are_rounded_half_up_and_grouped(value, decimals, text):
    assert shown(value, decimals) == text


@pytest.mark.parametrize("value", [None, float("nan"), np.nan, pd.NA, pd.NaT, float("inf")])
def test_a_missing_number_prints_as_a_dash(value):
    assert shown(value) == shown_percent(value) == shown_points(value) == "—"


def test_ratios_are_printed_from_fractions():
    assert shown_percent(0.4245) == "42.45%"
    assert shown_percent(0.28505) == "28.51%"  # 28.504999… in binary
    assert shown_percent(-0.00001) == "0.00%"
    assert shown_percent(1.2345, 1) == "123.5%"
    assert shown_points(-0.0892) == "-8.92个百分点"


def test_rounding_nothing_is_refused():
    with pytest.raises(ZsError) as refused:
        round_half_up(float("nan"), 2)
    assert str(refused.value) == (
        "round_half_up: found nan, expected a finite number; drop it first"
    )


def test_a_float_counts_for_its_15_digits():
    assert decimal_of(0.1 + 0.2) == Decimal("0.3")
    assert decimal_of(2**60) == Decimal(2**60)


@given(AMOUNTS, st.integers(0, 4))
def test_rounding_moves_by_half_a_unit_at_most_and_is_idempotent(value, decimals):
    rounded = round_half_up(value, decimals)
    assert abs(rounded - value) <= Decimal(5).scaleb(-decimals - 1)
    assert round_half_up(rounded, decimals) == rounded
    assert round_half_up(-value, decimals) == -rounded


@given(st.lists(AMOUNTS, min_size=1, max_size=20), st.integers(0, 3), st.randoms())
def test_parts_add_up_to_the_rounded_total(values, decimals, generator):
    parts = largest_remainder(values, sum(values), decimals)
    assert sum(parts) == round_half_up(sum(values), decimals)
    unit = Decimal(1).scaleb(-decimals)
    assert all(abs(part - value) < unit for part, value in zip(parts, values, strict=True))
    order = list(range(len(values)))
    generator.shuffle(order)
    again = largest_remainder([values[i] for i in order], sum(values), decimals)
    assert sorted(zip([values[i] for i in order], again, strict=True)) == sorted(
        zip(values, parts, strict=True)
    )


def test_floats_add_up_too():
    rates = [random.Random(7).random() for _ in range(15)]
    values = [7000 * rate / sum(rates) for rate in rates]
    assert sum(largest_remainder(values, 7000, 2)) == 7000


def test_parts_by_hand():
    assert largest_remainder([3.35, 3.35, 3.3], 10, 1) == [Decimal("3.4"), Decimal("3.3"), Decimal("3.3")]  # fmt: skip # noqa: E501
    assert largest_remainder([-1.5, 2.5], 1, 0) == [-2, 3]
    assert largest_remainder([], 0, 2) == []
    assert [str(part) for part in largest_remainder([1], 1, 2)] == ["1.00"]


def test_weights_are_not_parts():
    with pytest.raises(ZsError) as refused:
        largest_remainder([1, 1], 7000, 2)
    assert str(refused.value) == (
        "largest_remainder: the parts add up to 2.00, expected 7,000.00; "
        "scale them to the total first"
    )


def test_a_missing_part_is_refused():
    with pytest.raises(ZsError) as refused:
        largest_remainder([1, None], 1, 2)
    assert str(refused.value) == (
        "largest_remainder: found a missing part, expected numbers; drop it first"
    )
