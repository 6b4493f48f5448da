"""The panel: one row a key, what does not enter, versions, conflicts, the panel so far."""

import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.intake.panel import build_panel, version_of
from zsanalytics.schema import KEY, PANEL, RECORDS, conform

BOOK = load_codebook()
ASOF = (2024, 9)


def records(*rows):
    """Make records of 兰州市's funds; a row gives what differs from the usual."""
    usual = {
        "file": "兰州市.xlsx", "sheet": "汇总", "cell": "D7", "region": "兰州市",
        "indicator": "funds_in_place", "segment": "全部", "year": 2024, "month": 9,
        "basis": "ytd", "measure": "value", "value": 5.0, "number": 5.0, "decimals": 2,
    }  # fmt: skip
    return conform([{**usual, **row} for row in rows], RECORDS)


def built(*rows, previous=None):
    return build_panel(records(*rows), book=BOOK, asof=ASOF, previous=previous)


def values(panel):
    return panel[["year", "month", "value", "status"]].values.tolist()


def test_a_value_keeps_its_cell():
    panel = built({}).panel
    assert values(panel) == [[2024, 9, 5.0, "reported"]]
    assert panel.loc[0, "source"] == "兰州市.xlsx!汇总!D7"
    assert list(panel.columns) == list(PANEL.columns)


@pytest.mark.parametrize(
    "row",
    [
        {"basis": "month"}, {"measure": "growth"}, {"measure": "rank"}, {"measure": None},
        {"region": None}, {"indicator": None}, {"segment": None}, {"value": float("nan")},
        {"year": None}, {"month": None}, {"basis": None},
    ],
)  # fmt: skip
def test_what_is_no_settled_value_stays_in_the_records(row):
    assert built(row).panel.empty


def test_stocks_rates_and_whole_years_enter():
    panel = built(
        {"indicator": "implemented_projects", "basis": "stock"},
        {"indicator": "start_rate", "measure": "rate", "value": 0.8},
        {"year": 2023, "month": 12, "basis": "annual"},
    ).panel
    assert sorted(panel["indicator"]) == ["funds_in_place", "implemented_projects", "start_rate"]
    assert panel.loc[panel["year"] == 2023, "month"].tolist() == [12]


def test_an_empty_table_gives_an_empty_panel():
    assert build_panel(records()[:0], book=BOOK).panel.empty


def test_the_same_figure_twice_is_one_row_also_when_rounded():
    result = built({"value": 12.3456, "decimals": 4}, {"value": 12.35, "cell": "E9"})
    assert values(result.panel) == [[2024, 9, 12.3456, "reported"]]
    assert result.findings.empty


def test_two_figures_for_one_key_are_an_error_that_names_both_cells():
    result = built({}, {"value": 6.0, "file": "兰州市汇总.xlsx", "cell": "C3"})
    (row,) = result.findings.to_dict("records")
    assert (row["severity"], row["rule"], row["cell"]) == ("error", "conflict", "C3")
    assert row["message"] == (
        "兰州市2024年1—9月到位资金报了两个不同的数：兰州市.xlsx!汇总!D7 为 5，"
        "兰州市汇总.xlsx!汇总!C3 为 6。"
    )
    assert row["remedy"] == "请核实后只保留正确的一个；如为更正，请在文件名中注明“更正”。"
    assert values(result.panel) == [[2024, 9, 5.0, "reported"]]


def test_a_marked_correction_takes_the_place_of_its_twin():
    newer = {"value": 6.0, "file": "兰州市（更正）.xlsx", "cell": "C3"}
    for rows in ([{}, newer], [newer, {}]):
        result = built(*rows)
        assert values(result.panel) == [[2024, 9, 6.0, "reported"]]
        (row,) = result.findings.to_dict("records")
        assert (row["severity"], row["rule"]) == ("note", "superseded")
        assert row["message"] == "兰州市.xlsx 中的数据已由 兰州市（更正）.xlsx 更正，采用后者。"


def test_known_rows_are_not_repeated_and_changed_ones_are_revised():
    before = built({}, {"region": "金昌市"}).panel
    assert built({}, previous=before).panel.empty
    result = built({"value": 7.0}, {"region": "白银市"}, previous=before).panel
    assert result[["region", "value", "status"]].values.tolist() == [
        ["兰州市", 7.0, "revised"], ["白银市", 5.0, "reported"]
    ]  # fmt: skip


def test_last_years_figure_enters_only_where_none_is_known():
    last = {"year": 2023, "value": 4.0, "cell": "E7"}
    assert values(built(last).panel) == [[2023, 9, 4.0, "reported"]]
    known = built({"year": 2023, "value": 3.9}).panel
    assert built(last, previous=known).panel.empty


def test_own_report_goes_before_the_year_before_in_another_table():
    result = built({"year": 2023, "value": 4.0})
    assert not result.panel.duplicated(list(KEY)).any()


def test_a_computed_row_of_before_does_not_count_as_known():
    before = built({}).panel.assign(status="computed")
    assert values(built({}, previous=before).panel) == [[2024, 9, 5.0, "reported"]]


def test_rows_are_sorted_by_key_whatever_order_they_came_in():
    rows = [{"region": r} for r in ("金昌市", "兰州市", "白银市")]
    pd.testing.assert_frame_equal(built(*rows).panel, built(*rows[::-1]).panel)


@pytest.mark.parametrize(
    ("file", "version"),
    [
        ("兰州市.xlsx", 0), ("兰州市（更正）.xlsx", 2), ("兰州市_v2.xlsx", 2), ("兰州市V3.xls", 3),
        ("兰州市修改版.xlsx", 2), ("兰州市更正稿.xlsx", 2), ("兰州市(修订).xlsx", 2),
        ("兰州市第二次.xlsx", 2), ("兰州市(1).xlsx", 0),
    ],
)  # fmt: skip
def test_version_marks_of_file_names(file, version):
    assert version_of(file) == version
