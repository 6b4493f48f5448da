"""The target book in the terminal."""

import pytest

from zsanalytics import store
from zsanalytics.schema import FINDINGS, PROJECTS, RECORDS, empty
from zsanalytics.target_list import clause, print_targets


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "到位资金（来源地=省外） 目标 7,000.00亿元"),
        ({"completion": 0.93244}, "到位资金（来源地=省外） 目标 7,000.00亿元：已完成93.24%"),
        ({"kind": "growth", "line": "floor", "value": 0.15, "segment": "全部"},
         "到位资金 底线 15.00%"),
        ({"indicator": "contracted_projects", "value": 10.0, "status": "draft", "segment": "全部"},
         "新签约项目数 目标 10个〔征求意见〕"),
        ({"kind": "multiple", "value": 2.0, "segment": "全部"}, "到位资金 目标 2.00倍"),
    ],
)  # fmt: skip
def test_a_clause_is_one_line(changed, line):
    row = {
        "region": "甘肃省", "year": 2024, "indicator": "funds_in_place", "segment": "来源地=省外",
        "kind": "level", "line": "goal", "value": 7000.0, "status": "final",
    }  # fmt: skip
    assert clause({**row, **changed}) == f"甘肃省 2024年 {line}"


def test_the_book_stands_beside_a_month_and_its_conflicts_are_told(tmp_path, panel, capsys):
    funds = panel(
        [("甘肃省", 2023, 12, 5961.26), ("甘肃省", 2024, 9, 6527.11)], segment="来源地=省外"
    )
    manifest = {"asof": "2024-09"}
    path = store.vintage_path(tmp_path, "2024-09", manifest)
    others = [empty(table) for table in (PROJECTS, RECORDS, FINDINGS)]
    store.write_vintage(store.Vintage(funds, *others, manifest, path), tmp_path)
    print_targets(tmp_path, "2024-09")
    said = capsys.readouterr().out
    assert "目标 7,000.00亿元：已完成93.24%" in said
    assert "6,855.45" in said and "9,066.33" in said  # 15 % a year falls short of both levels
