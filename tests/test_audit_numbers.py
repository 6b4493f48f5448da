"""Numbers of a clean line: unit, sign, interval; and the clean line itself."""

import math

import pytest

from zsanalytics.audit.letters import read_line
from zsanalytics.audit.numbers import find_numbers, rounded


def one(text):
    (found,) = find_numbers(read_line(text).text)
    return found


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("到位资金12.5亿元", "money", 12.45, 12.55),
        ("到位资金125万元", "money", 0.01245, 0.01255),
        ("签约项目12个", "count", 12, 12),
        ("占27.04%", "ratio", 0.27035, 0.27045),
        ("同比下降8.92%", "ratio", -0.08925, -0.08915),
        ("回落1.5个百分点", "points", 0.0145, 0.0155),
        ("约100亿元", "money", 92, 108),
        ("近100亿元", "money", 92, 100.5),
        ("超100亿元", "money", 99.5, math.inf),
        ("不足100亿元", "money", -math.inf, 100.5),
        ("居全省第三位", "rank", 3, 3),
        ("翻一番", "times", 1.9, 3.9),
    ],
)
def test_a_printed_number_stands_for_an_interval(text, kind, low, high):
    found = one(text)
    assert found.kind == kind
    assert (found.low, found.high) == pytest.approx((low, high))


def test_the_span_is_the_number_with_its_unit_and_no_more():
    line = read_line("同比增长 12.34 %，约30余亿元以上").text
    assert [line[n.start : n.end] for n in find_numbers(line)] == ["12.34%", "30余亿元"]


def test_numbers_of_a_list_take_the_unit_said_once():
    found = find_numbers("分别为12.3、45.6和78.9亿元")
    assert [(n.text, n.value) for n in found] == [
        ("12.3", pytest.approx(12.3)),
        ("45.6", pytest.approx(45.6)),
        ("78.9亿元", pytest.approx(78.9)),
    ]


def test_a_sum_of_money_that_ends_in_zeros_may_have_been_rounded():
    assert rounded(one("总投资1200亿元")) == pytest.approx((1194, 1206))
    assert rounded(one("总投资1200.0亿元")) == pytest.approx((1199.95, 1200.05))


def test_a_clean_line_keeps_its_places():
    text = "<p>簽約\u200b總額</p>\n**１２** 億元&nbsp;。"
    line = read_line(text)
    start = line.text.index("12")
    assert text[slice(*line.span(start, start + 4))] == "１２** 億元"
    assert "签约总额" in line.text


def test_a_paragraph_of_a_page_is_a_line():
    assert read_line("<p>甲</p><p>乙<br>丙</p>").text.split() == ["甲", "乙", "丙"]
