"""Reviews: quarters, who is behind and how long, what was expected and what came."""

import pandas as pd
import pytest

from tests.test_publish_text import NAN, told
from zsanalytics.publish import reviews
from zsanalytics.publish.material import Material


def of(parts=None, words=None, **values):
    known = told(words, parts, **values)
    return Material("甘肃省", "2024-06", pd.DataFrame(), known, (), {}, pd.DataFrame())


def said(block):
    return [
        "".join(run["text"] for run in inner["runs"])
        for inner in block.content["blocks"]
        if inner["kind"] == "paragraph"
    ]


QUARTERS = ("一季度", "二季度", "三季度", "四季度")


def test_quarters_as_far_as_they_are_over():
    values = {"quarter_flow__一季度": 10.0, "quarter_growth__一季度": 0.5,
              "quarter_flow__二季度": 8.0, "quarter_growth__二季度": -0.1}  # fmt: skip
    assert said(reviews.quarters(of({"quarters": QUARTERS}, **values))) == [
        "分季度看，一季度到位10.00亿元，同比增长50.00%；二季度到位8.00亿元，同比下降10.00%。"
    ]
    assert said(reviews.quarters(of({"quarters": QUARTERS}))) == ["没有分季度数据。"]


UNITS = ("甲县", "乙县")
BEHIND = {"units_behind": 2.0, "lead__甲县": -0.1, "lead__乙县": -0.2, "funds_ytd__甲县": 1.0}


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({}, "各单位没有年度目标，不评价进度。"),
        ({"units_behind": 0.0, "lead__甲县": 0.1}, "截至9月底，各单位均未欠序时进度。"),
        ({**BEHIND, "months_behind__甲县": 1.0, "months_behind__乙县": 1.0},
         "截至9月底，欠序时进度的2个，是甲县和乙县。"),
        ({**BEHIND, "months_behind__甲县": 2.0, "months_behind__乙县": 5.0},
         "是甲县和乙县；其中连续欠进度时间最长的是乙县（5个月）。"),
        ({**BEHIND, "months_behind__甲县": 3.0, "months_behind__乙县": 3.0},
         "是甲县和乙县；已连续3个月欠序时进度。"),
    ],
)  # fmt: skip
def test_who_is_behind_and_for_how_long(values, line):
    words = {"vintage": "v", "quarter": "2024年上半年"}
    (found,) = said(reviews.inspection(of({"units": UNITS}, words, **values)))
    assert found.endswith(line)


def test_inspection_is_internal_and_needs_units():
    assert reviews.inspection(of({"units": UNITS}, {"public": "public"})) is None
    assert reviews.inspection(of()) is None


def test_what_was_expected_beside_what_came():
    past = pd.DataFrame(
        {"month": [3, 6, 9], "expected": [4664.9, 6000.2, 5961.0], "error": [-0.2175, 0.0065, 0.0]}
    )
    found = reviews.with_said(of(), past)
    assert said(reviews.expectations(found)) == [
        "按当时已知数据，3月预计4,665亿元左右，比实际低21.75%；6月预计6,000亿元左右，比实际高0.65%；"
        "9月预计5,961亿元左右，与实际相同。"
    ]
    assert said(reviews.expectations(of())) == ["没有可以回放的月份。"]
    hidden = of(words={"public": "public"})
    assert reviews.with_said(hidden, past) is hidden
    assert reviews.expectations(hidden) is None


def test_a_quarter_without_a_base_says_so():
    values = {"quarter_flow__一季度": 10.0, "quarter_growth__一季度": NAN}
    (line,) = said(reviews.quarters(of({"quarters": QUARTERS}, **values)))
    assert line == "分季度看，一季度到位10.00亿元，无上年同期可比数。"
