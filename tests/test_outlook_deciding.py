"""Projects that decide a target, and what falls due next month, done by hand."""

import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.outlook.deciding import deciding_projects, due_next, largest_to_come

BOOK = load_codebook()


def ledger(**changed):
    base = {
        "region": ["西峰区", "庆城县", "庆城县", "兰州市"], "project_id": ["a", "b", "c", "d"],
        "year": 2024, "month": 9, "name": ["甲", "乙", "丙", "丁"],
        "contract_amount": [10.0, 50.0, 20.0, 90.0], "funds_ytd": [2.0, 9.0, 4.5, 9.0],
        "funds_outside_ytd": [2.0, 9.0, 0.0, 9.0], "funds_total": [9.0, 10.0, 5.0, 10.0],
        "status": "active",
    }  # fmt: skip
    return pd.DataFrame(base | changed)


def goal(gap, region="庆阳市"):
    return pd.DataFrame({"region": [region], "line": ["goal"], "gap": [gap]})


def decided(gap, **options):
    return deciding_projects(ledger(), goal(gap), "2024-09", book=BOOK, **options)


def test_a_unit_holds_the_projects_below_it_the_largest_outstanding_first():
    table = decided(45.0, funds="funds_ytd")
    assert table["name"].tolist() == ["乙", "丙", "甲"]
    assert table["outstanding"].tolist() == [40, 15, 1]
    assert table["running"].tolist() == [40, 55, 56]
    assert table["enough"].tolist() == [2, 2, 2]
    assert table["needed"].tolist() == [True, True, False]
    assert table["pace"].tolist() == [1.0, 0.5, pytest.approx(2 / 9)]


def test_on_the_outside_line_money_from_inside_does_not_count():
    table = decided(45.0)
    assert table["name"].tolist() == ["乙", "甲"]
    assert table["enough"].isna().all() and table["needed"].all()  # 41 in all


def test_a_gap_met_exactly_needs_no_further_project():
    assert decided(40.0, funds="funds_ytd")["needed"].tolist() == [True, False, False]
    assert len(decided(45.0, funds="funds_ytd", most=1)) == 1


def test_without_a_gap_there_is_nothing_to_decide():
    goals = pd.concat([goal(0.0), goal(-3.0, "兰州市"), goal(float("nan"), "天水市")])
    table = deciding_projects(ledger(), goals, "2024-09", book=BOOK)
    assert table.empty and "needed" in table


def test_projects_that_are_over_decide_nothing():
    rows = ledger(status=["active", "terminated", "withdrawn", "stalled"])
    table = deciding_projects(rows, goal(5.0), "2024-09", book=BOOK)
    assert table["name"].tolist() == ["甲"]


def dated(**changed):
    dates = {
        "start_due": ["2024-10-05", "2024-11-01", "2024-10-31", "2024-10-01"],
        "finish_due": ["2025-01-01", "2024-10-15", None, "2024-10-20"],
        "started_on": [None, "2024-03-01", "2024-09-30", None],
        "stage": ["签约", "开工", "开工", "投产"],
    }
    return ledger(**(dates | changed))


def test_starts_and_completions_due_next_month():
    table = due_next(dated(), "2024-09", book=BOOK)
    assert table[["project_id", "stage"]].to_numpy().tolist() == [["a", "开工"], ["b", "竣工"]]
    assert table["ready"].all()
    waiting = due_next(dated(started_on=None, stage="签约"), "2024-09", book=BOOK)
    late = waiting[waiting["stage"] == "竣工"]
    assert not late["ready"].any()  # due to be completed and not even begun


def test_due_in_one_region_and_over_two_months():
    table = due_next(dated(started_on=None, stage="签约"), "2024-09", region="庆城县", book=BOOK)
    assert set(table["region"]) == {"庆城县"}
    two = due_next(dated(started_on=None, stage="签约"), "2024-09", months=2, book=BOOK)
    assert ("b", "开工") in set(zip(two["project_id"], two["stage"], strict=True))


def test_a_december_looks_into_january():
    rows = dated(month=12, start_due=["2025-01-31", None, None, None])
    assert due_next(rows, "2024-12", book=BOOK)["stage"].tolist() == ["竣工", "开工"]


def test_a_month_without_a_ledger_is_refused():
    for ask in (due_next, lambda rows, asof: deciding_projects(rows, goal(1.0), asof)):
        with pytest.raises(PanelError, match=r"^projects: no ledger of 2024-08; choose a month"):
            ask(ledger(), "2024-08")


def test_the_largest_project_still_to_come_at_its_pace():
    table = largest_to_come(ledger(), "2024-09", "庆阳市", funds="funds_ytd", book=BOOK)
    assert table["name"].tolist() == ["乙", "丙", "甲"]
    assert table["amount"].tolist() == [
        pytest.approx(3.0),
        pytest.approx(1.5),
        pytest.approx(2 / 3),
    ]
    done = ledger(funds_total=[10.0, 49.0, 20.0, 90.0])
    rest = largest_to_come(done, "2024-09", "庆阳市", funds="funds_ytd", book=BOOK)
    assert rest["amount"].tolist() == [1.0, 0.0, 0.0]  # no more than is outstanding
