"""Quality: who sent, what was changed and what is open, in every branch."""

import pytest

from tests.test_publish_text import read, told
from zsanalytics.publish import quality
from zsanalytics.publish.facts import collect
from zsanalytics.publish.numbers_quality import quality_facts, quality_parts

SENT = {"units": 15.0, "reported_units": 15.0, "late_units": 0.0, "errors": 0.0, "warnings": 0.0}
PARTS = {"submitting": ("兰州市", "天水市"), "missing": ()}


def said(parts=None, **values):
    (line,) = read(quality.quality(told(parts={**PARTS, **(parts or {})}, **{**SENT, **values})))
    return line


def test_all_in_time_and_nothing_open():
    assert said() == (
        "应报单位15个，全部报送；没有逾期报送；本年数据没有修订和更正；没有未了问题。"
    )


@pytest.mark.parametrize(
    ("parts", "values", "line"),
    [
        ({"missing": ("天水市",)}, {"reported_units": 14.0},
         "应报单位15个，已报送14个，未报送的是天水市；"),
        ({"missing": ("兰州市", "天水市")}, {"reported_units": 0.0}, "应报单位15个，全部未报送；"),
        ({"late": ("兰州市",)}, {"late_units": 1.0}, "；逾期报送的1个，是兰州市；"),
        ({}, {"late_units": float("nan")}, "；没有收文登记，不评价是否逾期；"),
        ({}, {"replaced_files": 2.0}, "；收到更正稿，替换原文件2个；"),
        ({"revised": ("兰州市", "天水市")}, {"revised_values": 3.0},
         "；修订本年以前月份的数据3个，涉及兰州市和天水市；"),
        ({"corrected": ("兰州市",)}, {"corrected_values": 1.0},
         "；按更正清单更正本年数据1个，涉及兰州市；"),
        ({}, {"errors": 2.0}, "；未了错误2条。"),
        ({}, {"warnings": 4.0}, "；未了疑问4条。"),
        ({}, {"errors": 2.0, "warnings": 4.0}, "；未了错误2条、疑问4条。"),
    ],
)  # fmt: skip
def test_each_branch(parts, values, line):
    assert line in said(parts, **values)


def test_a_region_without_units_speaks_of_its_data_only():
    (line,) = read(quality.quality(told(errors=0.0, warnings=0.0)))
    assert line == "本年数据没有修订和更正；没有未了问题。"


def test_counts_and_lists_come_from_the_submissions():
    import pandas as pd

    rows = [("兰州市", True, True, 1, 0, 2), ("天水市", False, None, 0, 1, 0)]
    columns = ["unit", "sent", "late", "replaced", "errors", "warnings"]
    frame = pd.DataFrame(rows, columns=columns).astype({"late": "object"})
    facts = collect(quality_facts(frame, {})).set_index("fact")["text"]
    assert facts["reported_units"] == "1" and facts["late_units"] == "1"
    assert facts["open_errors@天水市"] == "1" and facts["open_warnings@兰州市"] == "2"
    history = pd.DataFrame(
        [("兰州市", 2024, 8, "revised"), ("天水市", 2023, 8, "corrected")],
        columns=["region", "year", "month", "status"],
    )
    parts = quality_parts(frame, history, "甘肃省", (2024, 9))
    assert parts["revised"] == ("兰州市",) and parts["corrected"] == ()
    assert parts["late"] == ("兰州市",) and parts["missing"] == ("天水市",)
    assert parts["asked"] == ("兰州市", "天水市")
