"""The outlook in the terminal."""

import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.outlook_list import landing, outlook
from zsanalytics.targets.book import load_targets

ROW = {
    "region": "甘肃省", "so_far": 6527.11, "expected": 8377.86, "lower_80": 8113.31,
    "upper_80": 8797.05, "target": 7000.0, "chance": 0.996, "method": "综合外推",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "预计8,377.86（8,113.31—8,797.05）  目标7,000.00，把握99%以上  〔综合外推〕"),
        ({"line": "dispatch"},
         "预计8,377.86（8,113.31—8,797.05）  调度目标7,000.00，把握99%以上  〔综合外推〕"),
        ({"chance": 0.5}, "预计8,377.86（8,113.31—8,797.05）  目标7,000.00，把握50%  〔综合外推〕"),
        ({"chance": 0.001},
         "预计8,377.86（8,113.31—8,797.05）  目标7,000.00，把握不足1%  〔综合外推〕"),
        ({"target": float("nan")}, "预计8,377.86（8,113.31—8,797.05）  〔综合外推〕"),
    ],
)  # fmt: skip
def test_a_landing_is_one_line(changed, line):
    assert landing({**ROW, **changed}) == f"甘肃省  累计6,527.11  {line}"


def test_months_submitted_and_months_added_up_are_one_series(panel):
    whole = [(year, month, 100.0 * month * 1.1 ** (year - 2022)) for year in (2022, 2023)
             for month in range(2, 13)]  # fmt: skip
    rows = [("甘肃省", *row) for row in whole]
    added = panel(rows, segment="来源地=省外", status="computed")
    submitted = panel([("甘肃省", 2024, 9, 1089.0)], segment="来源地=省外")
    both = pd.concat([added, submitted], ignore_index=True)
    found = outlook(
        both, load_targets(), "2024-09",
        line="来源地=省外", book=load_codebook(), regions=("甘肃省",),
    )  # fmt: skip
    assert found["line"].tolist() == ["goal", "dispatch", "floor"]
    assert 1300 < found["expected"].iloc[0] < 1600  # 1,452 at the same growth
    assert found["years_used"].iloc[0] == 2
