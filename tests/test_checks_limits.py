"""Limits: impossible values and parts above their wholes, each with its sentence."""

import pandas as pd
import pytest

from zsanalytics.checks.evidence import gather
from zsanalytics.checks.limits import (
    conflicting,
    count_without_amount,
    negative,
    nested_sizes,
    not_whole,
    over_one,
    part_over_whole,
    size_arithmetic,
    stage_order,
)
from zsanalytics.codebook import load_codebook

BOOK = load_codebook()


def panel(*rows):
    """Rows of (indicator, segment, value) of 兰州市 in 2024-09, in cells D1, D2 …"""
    return pd.DataFrame(
        [
            ("兰州市", indicator, segment, 2024, 9, value, "reported", f"兰州市.xlsx!汇总表!D{n}")
            for n, (indicator, segment, value) in enumerate(rows, start=1)
        ],
        columns=["region", "indicator", "segment", "year", "month", "value", "status", "source"],
    )


def doubts(rule, *rows, **more):
    return list(rule(gather(panel(*rows), book=BOOK, **more)))


def said(rule, *rows):
    (only,) = doubts(rule, *rows)
    assert (only["file"], only["sheet"]) == ("兰州市.xlsx", "汇总表")
    return only["cell"], only["message"]


def test_negative():
    assert said(negative, ("funds_in_place", "全部", -3.5)) == (
        "D1", "兰州市2024年1—9月到位资金为-3.50亿元，不能小于0.00亿元。",
    )  # fmt: skip
    assert not doubts(negative, ("funds_in_place", "全部", 0.0), ("value_added", "全部", -1.0))
    assert not doubts(negative, ("funds_in_place", "全部", float("nan")))


def test_counts_are_whole():
    assert said(not_whole, ("contracted_projects", "全部", 12.5)) == (
        "D1", "兰州市2024年1—9月新签约项目数为12.5个，应为整数。",
    )  # fmt: skip
    assert not doubts(
        not_whole, ("contracted_projects", "全部", 12.0), ("funds_in_place", "全部", 12.5)
    )


def test_rates_of_projects_stay_below_one():
    assert said(over_one, ("start_rate", "全部", 1.02)) == (
        "D1", "兰州市2024年1—9月开工率为102.00%，超过100%。",
    )  # fmt: skip
    assert not doubts(over_one, ("start_rate", "全部", 1.0), ("fai_completion_rate", "全部", 1.2))


def test_a_part_is_not_more_than_its_whole():
    whole = ("funds_in_place", "全部", 100.0)
    assert said(part_over_whole, whole, ("funds_in_place", "来源地=省外", 120.0)) == (
        "D2, D1", "兰州市2024年1—9月到位资金（省外）为120.00亿元，大于其总数到位资金100.00亿元。",
    )  # fmt: skip
    assert not doubts(part_over_whole, whole, ("funds_in_place", "来源地=省外", 100.01))  # rounding
    assert not doubts(part_over_whole, ("funds_in_place", "来源地=省外", 120.0))  # no whole


def test_larger_classes_lie_within_smaller_ones():
    ten = ("contracted_projects", "规模=10亿元以上", 3.0)
    assert said(nested_sizes, ten, ("contracted_projects", "规模=50亿元以上", 4.0)) == (
        "D2, D1",
        "兰州市2024年1—9月新签约项目数（50亿元以上）为4个，大于范围更宽的10亿元以上的3个。",
    )  # fmt: skip
    assert not doubts(nested_sizes, ten, ("contracted_projects", "规模=50亿元以上", 3.0))


def test_a_class_of_large_projects_has_at_least_that_money():
    count = ("contracted_projects", "规模=10亿元以上", 3.0)
    assert said(size_arithmetic, count, ("contracted_amount", "规模=10亿元以上", 25.0)) == (
        "D2, D1",
        "兰州市2024年1—9月签约金额（10亿元以上）为25.00亿元，而项目有3个，至少应为30.00亿元。",
    )  # fmt: skip
    assert not doubts(size_arithmetic, count, ("contracted_amount", "规模=10亿元以上", 30.0))


def test_a_later_stage_has_no_more_projects():
    assert said(
        stage_order, ("implemented_projects", "全部", 9.0), ("started_projects", "全部", 10.0)
    ) == ("D2, D1", "兰州市2024年1—9月开工项目数为10个，多于实施项目数9个。")
    assert not doubts(
        stage_order, ("implemented_projects", "全部", 9.0), ("started_projects", "全部", 9.0)
    )


@pytest.mark.parametrize(("count", "money"), [(3.0, 0.0), (0.0, 5.0)])
def test_projects_and_money_come_together(count, money):
    cell, message = said(
        count_without_amount,
        ("contracted_projects", "全部", count),
        ("contracted_amount", "全部", money),
    )
    assert cell == "D1, D2"
    assert message == (
        f"兰州市2024年1—9月新签约项目数为{count:.0f}个，而签约金额为{money:.2f}亿元。"
    )


def test_both_or_neither_is_well():
    for count, money in ((3.0, 5.0), (0.0, 0.0), (3.0, float("nan"))):
        assert not doubts(
            count_without_amount,
            ("contracted_projects", "全部", count),
            ("contracted_amount", "全部", money),
        )


def test_every_firm_has_a_project():
    part = "三个500强=合计"
    rows = ("contracted_projects", part, 2.0), ("contracted_firms", part, 3.0)
    assert said(count_without_amount, *rows) == (
        "D2, D1", "兰州市2024年1—9月签约企业数（三个500强）为3家，多于签约项目2个。",
    )  # fmt: skip


def test_one_key_has_one_value():
    rows = ("funds_in_place", "全部", 10.0), ("funds_in_place", "全部", 12.0)
    assert said(conflicting, *rows) == (
        "D1, D2", "兰州市2024年1—9月到位资金报了2个不同的数：10.00亿元、12.00亿元。",
    )  # fmt: skip
    assert not doubts(conflicting, rows[0], rows[0])


def test_the_past_is_not_found_fault_with():
    past = panel(("funds_in_place", "全部", -3.5)).assign(month=8)
    assert not list(negative(gather(panel(), book=BOOK, previous=past)))
