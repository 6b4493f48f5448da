"""Periods: every way of writing one, what is none, and the way back."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.errors import RequestError
from zsanalytics.periods import (
    Period,
    asof_text,
    find_periods,
    is_filing_date,
    month_text,
    months_between,
    months_through,
    parse_asof,
    period_text,
    previous_month,
    read_period,
)


def listed(lines: str) -> list[str]:
    return [text.strip(" ") for line in lines.strip().splitlines() for text in line.split("|")]


SEPTEMBER = Period(None, 9)
SEPTEMBER_2024 = Period(2024, 9)

NINE_MONTHS = listed("""
    1-9月|1—9月|1–9月|1－9月|1−9月|1~9月|1～9月|1〜9月|1至9月|1到9月|一至九月|１－９月|1月-9月|1月至9月
    1-9月份|前9个月|前九个月|前9月|头9个月|截至9月底|截止9月末|截至9月|截至9月25日|9月|9月份|九月|九月份
    前三季度|前3季度|1-3季度|一至三季度|三季度末|9月30日
""")
NINE_MONTHS_OF_2024 = listed("""
    2024年1-9月|2024年1—9月份|2024 年 1 - 9 月|２０２４年１—９月|2024年9月|2024年9月份|2024.9
    2024.09|2024-09|2024-9|2024/9|2024/09|202409|2024M09|24年1-9月|24年9月|二〇二四年九月
    二○二四年九月|二零二四年一至九月|二0二四年九月|2024年前9个月|2024年前三季度
    2024年1月-2024年9月|2024年1月至9月|2024.1-9月|2024.1-2024.9|2024.01-2024.09|202401-202409
    2024年截至9月底|截至2024年9月底|截至2024年9月30日|2024年1月1日至9月30日|2024-09-30
    2024-09-01 00:00:00|2024/9/1|Sep 2024|September 2024|Jan-Sep 2024|JAN–SEP 2024
    2024年度1-9月|2024年全省招商引资1-9月完成情况|1-9月（2024年）
    2024年招商引资任务完成情况表（1-9月）|2024年9月 填报时间：2024年10月
    2024年9月（制表日期：2024年10月8日）|比2023年增长 2024年1-9月|2024年9月 本月止累计
""")
SEPTEMBER_ALONE = listed("""
    2024年9月当月|2024年9月（当月）|2024年9月 本月|2024年9月份单月|2024年1-9月 当月
""")
NONE = listed("""
    |2024|2024.0|13月|2024年13月|0月|十三月|二十一月|第29届|1-9个|12个月|近3个月|GB2312|2024.91
    2024.9亿元|2024.9%|620100|202413|13893120241|0931-20240912|2023-2025年|2021—2023年
    2024年至2026年|2023年10月-2024年9月|9-1月|2024年10月8日|2024年9月5日印发
    填报日期：2024年10月8日|报送时间:2024年10月|制表日期（盖章）：2024年9月30日|统一月报|月份|本月
    当月|上年同期|去年|今年以来|五季度|本年利润|提前1个月|第一军|兰州市
""")


@pytest.mark.parametrize("text", NINE_MONTHS)
def test_nine_months_without_a_year(text):
    assert read_period(text) == SEPTEMBER
    assert read_period(text, year=2024) == SEPTEMBER_2024


@pytest.mark.parametrize("text", NINE_MONTHS_OF_2024)
def test_nine_months_of_2024(text):
    assert read_period(text) == SEPTEMBER_2024
    assert read_period(text, year=2024) == SEPTEMBER_2024


@pytest.mark.parametrize("text", SEPTEMBER_ALONE)
def test_a_month_said_to_stand_alone(text):
    assert read_period(text) == Period(2024, 9, "month", 9)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_period(text):
    assert read_period(text) is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("一季度", Period(None, 3)),
        ("2024年第一季度", Period(2024, 3)),
        ("2024Q1", Period(2024, 3)),
        ("二季度", Period(None, 6, "month", 4)),
        ("2024年第三季度", Period(2024, 9, "month", 7)),
        ("Q3 2024", Period(2024, 9, "month", 7)),
        ("前两季度", Period(None, 6)),
        ("2024年上半年", Period(2024, 6)),
        ("下半年", Period(None, 12, "month", 7)),
        ("1-2月", Period(None, 2)),
        ("2024年1月", Period(2024, 1)),
        ("9-10月", Period(None, 10, "month", 9)),
        ("2024年5-6月", Period(2024, 6, "month", 5)),
        ("2024年1-12月", Period(2024, 12)),
        ("2024年", Period(2024, 12, "annual")),
        ("2024年度", Period(2024, 12, "annual")),
        ("2024年全年", Period(2024, 12, "annual")),
        ("全年", Period(None, 12, "annual")),
        ("到2026年底", Period(2026, 12, "annual")),
        ("截至2024年2月29日", Period(2024, 2)),
    ],
)
def test_quarters_halves_flows_and_years(text, period):
    assert read_period(text) == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("今年1-9月", Period(2024, 9)),
        ("去年1-9月", Period(2023, 9)),
        ("上年1-9月", Period(2023, 9)),
        ("1-9月上年同期", Period(2023, 9)),
        ("2024年9月 上年同期", Period(2023, 9)),
        ("2023年1-9月（上年同期）", Period(2023, 9)),  # a year beside its month is believed
        ("9月 比上年同期增长(%)", Period(2024, 9)),
        ("9月 较去年同期±%", Period(2024, 9)),
        ("去年全年", Period(2023, 12, "annual")),
        ("上年", Period(2023, 12, "annual")),
        ("本年底", Period(2024, 12, "annual")),
    ],
)
def test_years_said_relative_to_the_report(text, period):
    assert read_period(text, year=2024) == period


def test_a_past_year_is_not_said_without_the_reports_own():
    assert read_period("去年1-9月") is None
    assert read_period("今年1-9月") == SEPTEMBER


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("本月", Period(2024, 9, "month", 9)),
        ("当月完成", Period(2024, 9, "month", 9)),
        ("本月止累计", Period(2024, 9)),
        ("累计", Period(2024, 9)),
        ("本年度", Period(2024, 9)),
        ("上年同期", Period(2023, 9)),
        ("去年同期数", Period(2023, 9)),
        ("上年同月", Period(2023, 9)),
        ("同期", Period(2023, 9)),
        ("2022年同期", Period(2022, 9)),
        ("上年同期当月", Period(2023, 9, "month", 9)),
        ("上月", Period(2024, 8, "month", 8)),
        ("上月累计", Period(2024, 8)),
        ("上年实际", Period(2023, 12, "annual")),
        ("比上年同期", None),
        ("同比增长(%)", None),
        ("到位资金（亿元）", None),
    ],
)
def test_column_heads_within_the_period_of_their_sheet(text, period):
    assert read_period(text, within=SEPTEMBER_2024) == period


def test_the_month_before_january_is_last_years_december():
    assert read_period("上月", within=Period(2024, 1)) == Period(2023, 12, "month", 12)


def test_dates_are_the_month_they_lie_in():
    assert read_period(dt.date(2024, 9, 17)) == SEPTEMBER_2024
    assert read_period(dt.datetime(2024, 9, 17, 8)) == SEPTEMBER_2024
    assert read_period(pd.Timestamp("2024-09-17")) == SEPTEMBER_2024


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NaT, pd.NA, 2024.9, 202409, []])
def test_other_values_are_no_period(nothing):
    assert read_period(nothing) is None


def test_spans_are_positions_in_the_original_text():
    text = "据统计，２０２３年１—１１月，全省…；２０２２年同期…，11月当月…，全年目标"
    assert [text[found.start : found.end] for found in find_periods(text)] == [
        "２０２３年１—１１月", "11月当月", "全年",
    ]  # fmt: skip


def test_a_month_alone_is_the_month_in_prose_if_asked():
    text = "9月，到位资金增长；截至9月底；前9月；1—9月"
    assert [f.period.basis for f in find_periods(text, alone="month")] == ["month", *["ytd"] * 3]
    assert {f.period.basis for f in find_periods(text)} == {"ytd"}


def test_filing_dates_are_recognised():
    assert is_filing_date("填报日期") and is_filing_date("报送时间")
    assert not is_filing_date("统计时间：2024年9月")


@given(st.integers(1990, 2060), st.integers(1, 11))
def test_what_is_written_is_read_back(year, month):
    assert read_period(period_text(year, month)) == Period(year, month, "ytd", 1)
    assert read_period(period_text(year, month, "month")) == Period(year, month, "month", month)
    assert read_period(month_text(year, month)) == Period(year, month)
    assert read_period(asof_text(year, month)) == Period(year, month)
    assert parse_asof(asof_text(year, month)) == (year, month)


def test_decembers_year_to_date_is_written_as_the_year():
    assert period_text(2024, 12) == period_text(2024, 12, "annual") == "2024年"
    assert read_period("2024年") == Period(2024, 12, "annual")


def test_other_periods_are_written_so_that_they_are_read_back():
    assert period_text(2024, 10, "month", start=9) == "2024年9—10月"
    assert read_period(period_text(2024, 10, "month", start=9)) == Period(2024, 10, "month", 9)
    assert period_text(2024, 1) == "2024年1月"
    assert period_text(None, 9) == "1—9月"
    assert period_text(None, 12) == "全年"
    assert period_text(2024, 9, "stock") == "2024年9月末"


@given(st.text(alphabet="0123456789年月日季度前上下半至-—.~ 本当同期Q一二十零", max_size=40))
def test_any_text_is_read_without_a_crash_and_into_a_true_month(text):
    for found in find_periods(text):
        assert 1 <= found.period.start <= found.period.month <= 12
        assert 0 <= found.start < found.end <= len(text)
    period = read_period(text, year=2024, within=SEPTEMBER_2024)
    assert period is None or 1 <= period.start <= period.month <= 12


@pytest.mark.parametrize("asof", ["2023-9", "202309", "2023年9月", "2023年前三季度"])
def test_a_month_written_in_another_way_is_told_as_it_is_to_be_written(asof):
    with pytest.raises(RequestError) as refused:
        parse_asof(asof)
    assert str(refused.value).endswith("a year and a month as '2024-09'; write '2023-09'")


@pytest.mark.parametrize("asof", ["2024-13", "2024", "", None, 202409])
def test_a_wrong_month_argument_is_refused(asof):
    with pytest.raises(RequestError) as refused:
        parse_asof(asof)
    assert str(refused.value) == (
        f"month: found {asof!r}, expected a year and a month as '2024-09'; write it like that"
    )


def test_counting_months():
    assert previous_month(2024, 1) == (2023, 12)
    assert previous_month(2024, 9) == (2024, 8)
    assert months_between((2024, 9), (2024, 9)) == 0
    assert months_between((2024, 2), (2023, 12)) == -2
    assert list(months_through((2023, 11), (2024, 2))) == [
        (2023, 11), (2023, 12), (2024, 1), (2024, 2),
    ]  # fmt: skip
    assert list(months_through((2024, 2), (2024, 1))) == []
