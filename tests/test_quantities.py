"""Quantities: what a cell says, what it does not say, and what prose prints."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.quantities import (
    Quantity,
    find_quantities,
    interval,
    is_missing,
    read_quantity,
    shown,
)


@pytest.mark.parametrize(
    ("text", "number", "unit", "approx"),
    [
        ("1234.5", "1234.5", None, None), (" 42 ", "42", None, None), ("-1.7", "-1.7", None, None),
        ("－1.7", "-1.7", None, None), ("−1.7", "-1.7", None, None), ("▲1.7", "-1.7", None, None),
        ("△1.7%", "-1.7", "%", None), ("+42.45%", "42.45", "%", None), (".5", "0.5", None, None),
        ("1,234,567.8", "1234567.8", None, None), ("1，234.5", "1234.5", None, None),
        ("12 345.6", "12345.6", None, None), ("１２３４．５", "1234.5", None, None),
        ("(1,234.5)", "-1234.5", None, None), ("（12.3%）", "-12.3", "%", None),
        ("1.2E+08", "120000000", None, None), ("1,234.5万元", "1234.5", "万元", None),
        ("5,901.38亿", "5901.38", "亿", None), ("1.2万亿元", "1.2", "万亿元", None),
        ("1.2万亿", "1.2", "万亿", None), ("3 亿元", "3", "亿元", None),
        ("3亿元人民币", "3", "亿元", None), ("人民币3亿元", "3", "亿元", None),
        ("￥1,234.50", "1234.50", "元", None), ("RMB1,234万", "1234", "万元", None),
        ("US$12万", "12", "万美元", None), ("123万美元", "123", "万美元", None),
        ("500万港元", "500", "万港元", None), ("12.34％", "12.34", "%", None),
        ("5‰", "5", "‰", None), ("5.3个百分点", "5.3", "百分点", None),
        ("4,228个", "4228", "个", None), ("89家", "89", "家", None),
        ("1.2万人", "1.2", "万人", None), ("100公顷", "100", "公顷", None),
        ("3万㎡", "3", "万平方米", None), ("100万千瓦", "100", "万千瓦", None),
        ("3户", "3", "户", None), ("3,230次", "3230", "次", None), ("约120", "120", None, "约"),
        ("近30%", "30", "%", "近"), ("超6500亿元", "6500", "亿元", "超"),
        ("逾3亿元", "3", "亿元", "逾"), ("不足1000万元", "1000", "万元", "不足"),
        ("10亿元以上", "10", "亿元", "以上"), ("5%左右", "5", "%", "左右"),
        ("30余亿元", "30", "亿元", "余"), ("300多家", "300", "家", "多"),
        ("3亿多元", "3", "亿元", "多"), (">=10亿元", "10", "亿元", ">="),
        ("增长42.45%", "42.45", "%", None), ("下降8.92%", "-8.92", "%", None),
        ("增长-8.92%", "-8.92", "%", None), ("同比下降了0.5个百分点", "-0.5", "百分点", None),
        ("三千二百亿", "3200", "亿", None), ("三亿二千万元", "32000", "万元", None),
        ("五点三亿元", "5.3", "亿元", None), ("一点〇五万元", "1.05", "万元", None),
        ("百分之五点三", "5.3", "%", None), ("百分之十", "10", "%", None),
        ("十二家", "12", "家", None), ("壹仟贰佰万元整", "1200", "万元", None),
        ("二百", "200", None, None),
    ],
)  # fmt: skip
def test_a_cell_with_one_quantity(text, number, unit, approx):
    read = read_quantity(text)
    assert read is not None
    assert (read.number, read.unit, read.approx) == (Decimal(number), unit, approx)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "—", "/", "无", "N/A", "#REF!", "兰州市", "万元", "万亿", "亿元以上", "(1)",
        "（12）", "一", "十二", "百户", "2024年9月", "2024-09", "2024-09-30", "2024.9.30", "1-9月",
        "9月", "3个月", "1-9个", "10-50亿元", "13893120241", "0931-8888888", "0931", "007",
        "620102199001011234", "第3季度", "第29届", "1,2345", "12,34.5", "1.2.3", "1'234", "5年",
        "30天", "下降-8.92%", "5亿元6", "3万元/亩", "GB2312", "1e999999999", "5个家", "$5个",
        "4,228个项目", "--5", "1" * 5000, "9" + " " * 10_000 + "x",
    ],
)  # fmt: skip
def test_what_is_not_one_quantity(text):
    assert read_quantity(text) is None


def test_typed_numbers_are_read_as_they_are():
    assert read_quantity(1234.5) == Quantity(Decimal("1234.5"), None, None, 1)
    assert read_quantity(3) == Quantity(Decimal(3))
    assert read_quantity(np.float64(0.5)) == Quantity(Decimal("0.5"), None, None, 1)
    for nothing in (None, float("nan"), pd.NaT, pd.NA, pd.Timestamp("2024-09-30"), True, []):
        assert read_quantity(nothing) is None


def test_ratios_know_their_fraction():
    percent = read_quantity("12.34%")
    assert percent.percent and percent.fraction == Decimal("0.1234")
    assert read_quantity("5‰").fraction == Decimal("0.005")
    assert read_quantity("5个百分点").fraction is None
    assert not read_quantity("5").percent


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "　", "—", "——", "-", "－", "/", "／", "无", "…", "……", "N/A", "#N/A", "暂无", "x",
        "X", "未报", "nan", None, float("nan"), pd.NA, pd.NaT,
    ],
)  # fmt: skip
def test_marks_of_a_missing_number(text):
    assert is_missing(text)


@pytest.mark.parametrize("text", ["0", 0, 0.0, "#REF!", "#DIV/0!", "约12", "兰州市", False, "-1"])
def test_what_is_not_missing(text):
    assert not is_missing(text)


def test_printed_decimals_make_the_interval():
    assert interval(read_quantity("42.45%")) == (Decimal("42.445"), Decimal("42.455"))
    assert interval(read_quantity("4,228个")) == (Decimal("4227.5"), Decimal("4228.5"))
    assert interval(read_quantity("1.2E+08")) == (Decimal("115000000"), Decimal("125000000"))
    assert interval(read_quantity("-8.9%")) == (Decimal("-8.95"), Decimal("-8.85"))


def found(text):
    return [(str(f.quantity.number), f.quantity.unit) for f in find_quantities(text)]


def test_the_figures_of_a_bulletin():
    text = (
        "2023年1—11月，全省实施省外招商引资项目4,228个，到位资金5,676.69亿元，同比增长42.45%；引进三个500强"
        "企业89家，签约2,731.17亿元，占27.04%；10亿元以上项目225个，超序时进度3.2个百分点。"
    )
    assert found(text) == [
        ("4228", "个"), ("5676.69", "亿元"), ("42.45", "%"), ("89", "家"), ("2731.17", "亿元"),
        ("27.04", "%"), ("10", "亿元"), ("225", "个"), ("3.2", "百分点"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("第29届兰洽会，第3次，前10名，前9个月，12个月，GB2312，电话13893120241", []),
        ("2024年9月30日", []),
        ("总投资10-50亿元", []),
        ("5000万元-1亿元", [("5000", "万元"), ("1", "亿元")]),
        ("总量下降8.92%，回落1.2个百分点", [("-8.92", "%"), ("-1.2", "百分点")]),
        ("下降至8.92%", [("8.92", "%")]),
        ("減少8.92％，增長約3％", [("-8.92", "%"), ("3", "%")]),
        ("金额达.9亿元", []),
        ("增速为-3.5%", [("-3.5", "%")]),
        ("约三千亿元，超6500亿元", [("3000", "亿元"), ("6500", "亿元")]),
        ("投资5亿建设，３２２個項目", [("5", "亿"), ("322", "个")]),
        ("建成100万千瓦，占地20亩", [("100", "万千瓦"), ("20", "亩")]),
    ],
)
def test_quantities_in_prose(text, quantities):
    assert found(text) == quantities


def test_ahead_of_is_no_ordinal():
    found = find_quantities("超前12.5个百分点，前10名")
    assert [(str(f.quantity.number), f.quantity.unit) for f in found] == [("12.5", "百分点")]


def test_spans_are_positions_in_the_original_text():
    text = "资金５，６７６．６９億元，下降 8.92％，约30余家"
    assert [text[f.start : f.end] for f in find_quantities(text)] == [
        "５，６７６．６９億元", "下降 8.92％", "约30余家",
    ]  # fmt: skip


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=4), st.integers(0, 4))
def test_what_is_shown_is_read_back(value, decimals):
    text = shown(value, decimals)
    read = read_quantity(text)
    assert shown(read.number, decimals) == text
    assert read.decimals == decimals
    low, high = interval(read)
    assert low <= value <= high
    assert read_quantity(f"{text}亿元") == read._replace(unit="亿元")


@given(st.text(alphabet="0123456789.,，-－()（）%亿万元个家约余百千十三点年月第￥$ e", max_size=40))
def test_any_text_is_read_without_a_crash(text):
    read = read_quantity(text)
    assert read is None or read.number.is_finite()
    for item in find_quantities(text):
        assert 0 <= item.start < item.end <= len(text)
