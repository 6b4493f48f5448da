"""The target book in the terminal: what each clause asks, columns that line up, what disagrees."""

import pandas as pd
import pytest
from rich.cells import cell_len

from zsanalytics import store
from zsanalytics.codebook import load_codebook
from zsanalytics.schema import FINDINGS, PROJECTS, RECORDS, empty
from zsanalytics.target_list import cells, demand, print_targets

BOOK = load_codebook()
ROW = {
    "region": "甘肃省", "year": 2024, "indicator": "funds_in_place", "segment": "来源地=省外",
    "kind": "level", "line": "goal", "value": 7000.0, "base_year": pd.NA, "own": "一",
    "target": 7000.0, "so_far": 6527.11, "completion": 0.93244, "gap": 472.89,
}  # fmt: skip


@pytest.fixture
def project(tmp_path, panel, monkeypatch):
    """A project with the province's panel of 2024-09."""
    funds = panel(
        [("甘肃省", 2023, 12, 5961.26), ("甘肃省", 2024, 9, 6527.11)], segment="来源地=省外"
    )
    large = panel([("甘肃省", 2023, 12, 225.0)], indicator="contracted_projects",
                  segment="规模=10亿元以上")  # fmt: skip
    manifest = {"asof": "2024-09"}
    path = store.vintage_path(tmp_path, "2024-09", manifest)
    others = [empty(table) for table in (PROJECTS, RECORDS, FINDINGS)]
    (tmp_path / "data").mkdir()
    store.write_vintage(store.Vintage(pd.concat([funds, large]), *others, manifest, path), tmp_path)
    monkeypatch.delenv("ZS_PROJECT", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "7,000.00亿元"),
        ({"indicator": "contracted_projects", "value": 10.0, "kind": "count"}, "10个"),
        ({"kind": "growth", "value": 0.15}, "增长15.00%（比2023年）"),
        ({"kind": "growth", "value": 0.15, "year": 2026, "base_year": 2023},
         "年均增长15.00%（比2023年）"),
        ({"kind": "multiple", "value": 2.0, "year": 2026, "base_year": 2023}, "2倍（2023年）"),
        ({"kind": "rate", "value": 0.5, "indicator": "first_year_arrival_rate"}, "50.00%"),
        ({"kind": "share", "value": 0.3}, "30.00%"),
    ],
)  # fmt: skip
def test_a_clause_asks_in_its_own_words(changes, text):
    assert demand({**ROW, **changes}, BOOK) == text


def test_where_a_clause_stands_in_its_unit():
    assert cells(ROW, "2024-09", BOOK) == (
        "甘肃省", "2024", "到位资金（来源地=省外）", "目标", "7,000.00亿元", "7,000.00",
        "6,527.11", "93.24%", "472.89", "一",
    )  # fmt: skip
    rate = {"indicator": "start_rate", "segment": "全部", "kind": "rate", "value": 0.5,
            "target": 0.5, "so_far": 0.45, "completion": 0.9, "gap": 0.05}  # fmt: skip
    assert cells({**ROW, **rate}, "2024-09", BOOK)[5:9] == ("50.00%", "45.00%", "90.00%", "5.00%")
    missing = dict.fromkeys(("target", "so_far", "completion", "gap"), float("nan"))
    assert cells({**ROW, **missing}, "2024-09", BOOK)[5:9] == ("—",) * 4


def test_columns_line_up_in_a_terminal(project, capsys):
    print_targets(project, None)  # the newest month that was built
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "目标册，对照2024-09；应达为折合全年的水平"
    title = next(n for n, line in enumerate(lines) if line.startswith("中共甘肃省委办公厅"))
    table = lines[title + 1 : title + 10]
    place = cell_len(table[0][: table[0].index("完成率")]) + cell_len("完成率")
    assert table[1][: _cut(table[1], place)].endswith("93.24%")
    clause = cell_len(table[0][: table[0].index("条款")])
    assert all(line[_cut(line, clause) :].startswith("一、总体要求(") for line in table[1:9])


def _cut(line, width):
    return next(n for n in range(len(line) + 1) if cell_len(line[:n]) == width)


def test_what_does_not_agree_is_told(project, capsys):
    print_targets(project, "2024-09")
    said = capsys.readouterr().out
    assert (
        "[疑问] 甘肃省到位资金（来源地=省外）：从2023年的5,961.26亿元起，按底线增长15.00%，" in said
    )
    assert "6,855.45" in said and "9,066.33" in said  # 15 % a year falls short of both levels
    assert "基数为225个，2026年应达450个" in said
    assert said.index("[疑问]") < said.index("[核对]")


def test_without_a_panel_the_book_is_printed_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("ZS_PROJECT", raising=False)
    print_targets(tmp_path, None)
    said = capsys.readouterr().out
    assert said.startswith("目标册（尚无面板可对照）")
    assert "应达" not in said
    assert "[疑问]" not in said
