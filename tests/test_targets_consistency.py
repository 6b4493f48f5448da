"""check_targets: the figures of the shipped book, and what a consistent book is told."""

import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.schema import FINDINGS
from zsanalytics.targets.book import load_targets
from zsanalytics.targets.consistency import check_targets

HEAD = {"region": "甘肃省", "indicator": "funds_in_place", "segment": "来源地=省外"}
BASE = pd.DataFrame({**HEAD, "year": [2023], "month": 12, "value": 5961.26, "status": "reported"})


def targets(*rows, **changes):
    names = ["clause", "year", "kind", "line", "value", "base_year"]
    table = pd.DataFrame([row + (None,) * (6 - len(row)) for row in rows], columns=names)
    return table.assign(**{**HEAD, **changes})


def told(book, panel=BASE):
    return check_targets(book, panel)


def test_the_shipped_book_is_told_its_gaps():
    found = told(load_targets())
    found = found[found["segment"] == "来源地=省外"]
    warned = found[found["severity"] == "warning"]
    assert sorted(zip(warned["found"], warned["expected"], strict=True)) == [
        ("6,855.45", "7,000.00"),
        ("9,066.33", "10,000.00"),
    ]
    text = "".join(found["message"])
    for figure in ("7,153.51", "10,301.06", "17.42%", "18.82%", "19.52%"):
        assert figure in text
    assert "甘办发〔2024〕6号 一、总体要求(2026年年底总量)" in text


def test_the_sentence_of_a_line_that_falls_short():
    book = targets(("增速", 2024, "growth", "floor", 0.15), ("总量", 2024, "level", "goal", 7000.0))
    row = told(book).iloc[0]
    assert row["message"] == (
        "甘肃省到位资金（来源地=省外）：从2023年的5,961.26亿元起，按底线增长15.00%，"
        "2024年为6,855.45亿元，比7,000.00亿元少144.55亿元；达到7,000.00亿元需增长17.42%。"
        "互不一致的条款：“增速”、“总量”。"
    )
    assert row["remedy"] == "请核对口径，或把增速提高到17.42%以上，或调低总量目标。"


def test_a_consistent_book_has_notes_only():
    book = targets(
        ("底线", 2024, "growth", "floor", 0.18),
        ("调度", 2024, "growth", "dispatch", 0.2),
        ("总量", 2024, "level", "goal", 7000.0),
        ("恰好", 2025, "level", "goal", 7034.29),
    )
    assert set(told(book)["severity"]) == {"note"}
    assert told(book[:0]).empty
    assert list(told(book[:0]).columns) == list(FINDINGS.columns)


def test_a_level_met_at_printed_precision_is_met():
    book = targets(
        ("增速", 2024, "growth", "floor", 0.15), ("总量", 2024, "level", "goal", 6855.45)
    )
    assert told(book)["severity"].tolist() == ["note"]


def test_a_growth_line_is_chained_over_years_to_come():
    book = targets(
        *[
            (f"调度{year}", year, "growth", "dispatch", 0.2, year - 1)
            for year in (2024, 2025, 2026)
        ],
        ("总量", 2026, "level", "goal", 10400.0),
    )
    row = told(book).iloc[0]
    assert (row["severity"], row["found"]) == ("warning", "10,301.06")
    assert "互不一致的条款：“调度2024”、“调度2025”、“调度2026”、“总量”。" in row["message"]


def test_without_a_base_the_lines_imply_one():
    book = targets(
        ("总量", 2024, "level", "goal", 3800.0),
        ("增速", 2024, "growth", "floor", 0.2),
        segment="重点产业链=合计",
    )
    row = told(book).iloc[0]
    assert (row["severity"], row["rule"]) == ("note", "target-base")
    assert "3,800.00亿元与增长20.00%同时恰好达到时，2023年为3,166.67亿元。" in row["message"]


def test_a_fall_is_called_a_fall():
    book = targets(("增速", 2024, "growth", "floor", -0.1), ("总量", 2024, "level", "goal", 5000.0))
    text = told(book)["message"].iloc[0]
    assert "按底线下降10.00%，2024年为5,365.13亿元" in text
    assert "达到5,000.00亿元需下降16.13%" in text


def test_what_cannot_be_set_against_anything_is_left_alone():
    odd = [("总量", 2024, "level", "goal", 5.0), ("增速", 2024, "growth", "floor", -1.0)]
    assert told(targets(*odd), BASE[:0]).empty
    assert told(targets(("总量", 2024, "level", "goal", float("nan")), odd[1])).empty
    assert "没有数据" in told(targets(("翻番", 2024, "multiple", "goal", 2.0)),
                          BASE.assign(value=-1.0))["message"].iloc[0]  # fmt: skip


def test_a_multiple_states_its_base():
    book = targets(("翻番", 2026, "multiple", "goal", 2.0, 2023))
    row = told(book).iloc[0]
    assert (row["severity"], row["rule"], row["found"]) == ("note", "target-base", "11,922.52")
    assert row["message"] == (
        "甘肃省到位资金（来源地=省外）：“翻番”要求达到2023年的2倍，基数为5,961.26亿元，"
        "2026年应达11,922.52亿元，相当于年均增长25.99%。"
    )
    row = told(book, BASE[:0]).iloc[0]
    assert "2023年12月没有数据，无法算出总量；相当于年均增长25.99%。" in row["message"]


@pytest.mark.parametrize(
    ("book", "sentence"),
    [
        (
            targets(("甲", 2024, "level", "goal", 7000.0), ("乙", 2024, "level", "goal", 7200.0)),
            "甘肃省到位资金（来源地=省外）：2024年的目标有两个值：7,000.00亿元与7,200.00亿元。"
            "互不一致的条款：“甲”、“乙”。",
        ),
        (
            targets(("甲", 2024, "growth", "floor", 0.2), ("乙", 2024, "growth", "dispatch", 0.15)),
            "甘肃省到位资金（来源地=省外）：2024年的底线20.00%高于调度15.00%。",
        ),
        (
            targets(("甲", 2024, "level", "floor", 7.0), ("乙", 2024, "level", "goal", 6.0)),
            "甘肃省到位资金（来源地=省外）：2024年的底线7.00亿元高于目标6.00亿元。",
        ),
        (
            pd.concat([
                targets(("分", 2024, "level", "goal", 8000.0)),
                targets(("总", 2024, "level", "goal", 7000.0), segment="全部"),
            ]),
            "甘肃省到位资金（来源地=省外）：“分”8,000.00亿元超过总体“总”7,000.00亿元。",
        ),
        (
            pd.concat([
                targets(("总", 2024, "level", "goal", 7000.0)),
                *[
                    targets((unit, 2024, "level", "dispatch", 400.0), region=unit)
                    for unit in load_codebook().members("甘肃省")
                ],
            ]),
            "甘肃省到位资金（来源地=省外）：15个单位的任务合计6,000.00亿元，"
            "低于“总”7,000.00亿元，少1,000.00亿元。",
        ),
    ],
)  # fmt: skip
def test_contradictions_are_named(book, sentence):
    warned = told(book).query("severity == 'warning'")
    assert warned["message"].tolist() == [sentence]


def test_the_submitted_base_comes_before_the_computed():
    both = pd.concat([BASE, BASE.assign(value=1.0, status="computed")])
    book = targets(("增速", 2024, "growth", "floor", 0.2), ("总量", 2024, "level", "goal", 7000.0))
    assert told(book, both)["found"].tolist() == ["7,153.51"]
    with pytest.raises(PanelError, match=r"^targets: column missing: clause; not a column"):
        told(book.rename(columns={"clause": "条款"}))
