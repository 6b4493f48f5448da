"""Units: one name for each, what is stated above a table, exact conversion."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.units import (
    UnitError,
    convert,
    unit_name,
    units_agree,
    units_kind,
    units_of,
)

MONEY = ("元", "千元", "万元", "百万元", "千万元", "亿元", "万亿元")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("亿元", "亿元"), ("亿 元", "亿元"), ("億元", "亿元"), ("亿元人民币", "亿元"),
        ("人民币亿元", "亿元"), ("人民币万元", "万元"), ("万元(人民币)", "万元"),
        ("万元（人民币）", "万元"), ("RMB", "元"), ("RMB万元", "万元"), ("万元RMB", "万元"),
        ("USD万元", "万美元"), ("￥", "元"), ("万美金", "万美元"), ("亿美元", "亿美元"),
        ("港币", "港元"), ("万港元", "万港元"), ("％", "%"), ("百分比", "%"), ("‰", "‰"),
        ("个百分点", "百分点"), ("㎡", "平方米"), ("万平方米", "万平方米"), ("km²", "平方公里"),
        ("千瓦", "千瓦"), ("万千瓦", "万千瓦"), ("MW", "兆瓦"), ("万人次", "万人次"), ("万", "万"),
        ("亿", "亿"), ("家", "家"), ("", None), ("天", None), ("目标", None), ("万万元", None),
        ("元/亩", "元/亩"), ("万元/ 亩", "万元/亩"), ("吨标煤/万元", "吨标准煤/万元"),
        ("亿元/km²", "亿元/平方公里"), ("个/万元", None), ("人/亿元", None), ("万元/亩/年", None),
        ("/" * 5000, None), ("兰州市", None),
    ],
)  # fmt: skip
def test_one_name_for_every_spelling(text, name):
    assert unit_name(text) == name


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("单位：万元、个、%", ["万元", "个", "%"]),
        ("单位:亿元", ["亿元"]),
        ("（单位：万元）", ["万元"]),
        ("金额单位：人民币万元", ["万元"]),
        ("计量单位： 亿元，个", ["亿元", "个"]),
        ("单位：个/万元", ["个", "万元"]),
        ("单位：万元/亩", ["万元/亩"]),
        ("亩均税收（万元/亩）", ["万元/亩"]),
        ("单位土地产出（万元/亩）", ["万元/亩"]),
        ("单位增加值能耗", []),
        ("单位：万元/吨", []),
        ("单位：万元、吨标准煤/万元、%", ["万元", "吨标准煤/万元", "%"]),
        ("单位：兰州市商务局", []),
        ("填报单位：兰州市", []),
        ("到位资金（亿元）", ["亿元"]),
        ("到位资金（万元）累计", ["万元"]),
        ("签约金额(亿元,含续建)", ["亿元"]),
        ("同比增长（%）", ["%"]),
        ("同比±%", ["%"]),
        ("投资额 亿元", ["亿元"]),
        ("亿元", ["亿元"]),
        ("行 次", []),
        ("≥95%", []),
        ("到位资金", []),
        ("", []),
    ],
)
def test_units_stated_in_a_head_or_corner(text, units):
    assert units_of(text) == units


@pytest.mark.parametrize(
    ("number", "source", "goal", "expected"),
    [
        ("12345.6", "万元", "亿元", "1.23456"),
        (1200.5, "亿元", "万元", "12005000"),
        (1.2, "万亿元", "亿元", "12000"),
        (3000, "百万元", "亿元", "30"),
        (5, "千元", "元", "5000"),
        ("1234", "万", "万元", "1234"),
        ("1234", "万", "亿元", "0.1234"),
        ("1.2", "万", "个", "12000"),
        (3, "万", "万美元", "3"),
        (5, "个", "家", "5"),
        (2, "平方公里", "公顷", "200"),
        (15, "亩", "公顷", "1"),
        (12.34, "%", "倍", "0.1234"),
        (5, "‰", "%", "0.5"),
        (1, "亿美元", "万美元", "10000"),
        (15, "亿元/平方公里", "万元/亩", "100"),
        (1, "万吨标准煤/亿元", "吨标准煤/万元", "1"),
        (3, "万", "万元/亩", "3"),
    ],
)
def test_conversion_by_hand(number, source, goal, expected):
    assert convert(number, source, goal) == Decimal(expected)


def test_dollars_need_the_stated_rate():
    assert convert(100, "万美元", "亿元", usd_rate="7.1") == Decimal("0.071")
    assert convert(7.1, "亿元", "万美元", usd_rate=7.1) == 10000


@pytest.mark.parametrize(
    ("number", "source", "goal", "rate", "sentence"),
    [
        (1, "万美元", "亿元", None,
         "万美元 to 亿元: found no rate; give usd_rate, 元 for one 美元"),
        (1, "万美元", "亿元", 0,
         "万美元 to 亿元: found no rate; give usd_rate, 元 for one 美元"),
        (1, "万港元", "亿元", 7.1,
         "万港元 to 亿元: found 港元 and 人民币, expected two units of one kind; correct the unit"),
        (1, "个", "亿元", None,
         "个 to 亿元: found count and 人民币, expected two units of one kind; correct the unit"),
        (1, "%", "百分点", None,
         "% to 百分点: found ratio and points, expected two units of one kind; correct the unit"),
        (1, "吨标准煤/万元", "万元/亩", None,
         "吨标准煤/万元 to 万元/亩: found coal equivalent/人民币 and 人民币/area, expected two "
         "units of one kind; correct the unit"),
        (1, "天", "元", None,
         "unit '天' is unknown; expected one like 亿元, 万元, 万美元, 个 or %; correct it"),
        (float("nan"), "万元", "亿元", None,
         "万元 to 亿元: found nan, expected a finite number; drop it first"),
        ("12a", "万元", "亿元", None,
         "万元 to 亿元: found '12a', expected a finite number; drop it first"),
    ],
)  # fmt: skip
def test_what_does_not_convert_is_refused(number, source, goal, rate, sentence):
    with pytest.raises(UnitError) as refused:
        convert(number, source, goal, usd_rate=rate)
    assert str(refused.value) == sentence


@given(
    st.decimals(-(10**9), 10**9, places=6, allow_nan=False),
    st.sampled_from(MONEY),
    st.sampled_from(MONEY),
)
def test_there_and_back_is_exact(number, first, second):
    assert convert(convert(number, first, second), second, first) == number


def test_agreement():
    assert units_agree("万元", "亿元") and units_agree("%", "‰") and units_agree("万", "亿元")
    assert not units_agree("%", "百分点")
    assert not units_agree("万美元", "亿元")
    assert not units_agree(None, "亿元") and not units_agree("天", "天")
    assert units_kind(None) is None
