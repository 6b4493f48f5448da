"""The month: what is folded on what, what is added up, and what is not."""

import pandas as pd
import pytest

from zsanalytics import month
from zsanalytics.codebook import load_codebook, office_codes
from zsanalytics.errors import RequestError
from zsanalytics.schema import PANEL, PROJECTS, conform, empty

BOOK = load_codebook()
UNITS = BOOK.members("甘肃省")


def ledger(regions, **changes):
    rows = [
        {"region": region, "project_id": f"p{n}", "year": 2024, "month": 9, "funds_ytd": 2.0,
         "contract_amount": 12.0, "signed_on": pd.Timestamp("2024-03-05"),
         "top500_claim": "世界500强", "investor": "中国石油天然气集团有限公司", **changes}
        for n, region in enumerate(regions)
    ]  # fmt: skip
    return conform(rows, PROJECTS)


def value(panel, region, indicator, segment):
    rows = panel[
        (panel["region"] == region)
        & (panel["indicator"] == indicator)
        & (panel["segment"] == segment)
    ]
    return rows["value"].tolist()


def test_the_last_value_of_a_key_counts_and_a_total_stays_beside_a_submitted_value(panel):
    first, second = panel([("甘肃省", 2024, 9, 1.0)]), panel([("甘肃省", 2024, 9, 2.0)])
    total = panel([("甘肃省", 2024, 9, 3.0)], status="computed")
    kept = month.newest([first, total, second])
    assert dict(zip(kept["status"], kept["value"], strict=True)) == {
        "reported": 2.0,
        "computed": 3.0,
    }


def test_totals_are_added_where_every_member_is_there(panel):
    full = panel([(unit, 2024, 9, 2.0) for unit in UNITS])
    added = month.with_computed(full, empty(PROJECTS), BOOK)
    assert value(added, "甘肃省", "funds_in_place", "全部") == [30.0]
    less = month.with_computed(full[1:], empty(PROJECTS), BOOK)
    assert value(less, "甘肃省", "funds_in_place", "全部") == []


def test_ledgers_of_all_members_are_tallied_for_the_whole_and_firms_counted_once():
    rows = month.from_ledgers(ledger([*UNITS, "西峰区"]), BOOK)
    assert value(rows, "甘肃省", "contracted_projects", "全部") == [16.0]
    assert value(rows, "甘肃省", "contracted_firms", "三个500强=合计") == [1.0]
    assert value(rows, "庆阳市", "contracted_amount", "规模=10亿元以上") == [24.0]
    assert value(rows, "西峰区", "funds_in_place", "全部") == [2.0]


def test_a_missing_ledger_leaves_the_whole_untold():
    rows = month.from_ledgers(ledger(UNITS[1:]), BOOK)
    assert value(rows, "甘肃省", "contracted_projects", "全部") == []
    assert value(rows, UNITS[1], "contracted_projects", "全部") == [1.0]


def test_a_zone_that_is_no_member_may_send_a_ledger_and_stands_for_no_member(tmp_path):
    for name, text in office_codes(BOOK, "张掖市").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    book, zone = load_codebook(tmp_path), "张掖经济技术开发区"
    counties = book.members("张掖市")
    rows = month.from_ledgers(ledger([*counties, zone]), book)
    assert value(rows, "张掖市", "contracted_projects", "全部") == [len(counties) + 1.0]
    rows = month.from_ledgers(ledger([*counties[1:], zone]), book)
    assert value(rows, "张掖市", "contracted_projects", "全部") == []


def test_without_ledgers_there_is_nothing_to_tally():
    assert month.from_ledgers(empty(PROJECTS), BOOK).empty


def test_what_was_submitted_is_not_covered_by_a_tally(panel):
    submitted = panel([("兰州市", 2024, 9, 5.0)])
    rows = month.with_computed(submitted, ledger(["兰州市"]), BOOK)
    assert value(rows, "兰州市", "funds_in_place", "全部") == [5.0]
    assert value(rows, "兰州市", "contracted_amount", "全部") == [12.0]


def test_nothing_later_leaks_in_from_a_published_series(panel):
    series = conform(panel([("甘肃省", 2024, 8, 1.0), ("甘肃省", 2024, 10, 2.0)]), PANEL)
    taken = month.Intake(series, empty(PROJECTS), pd.DataFrame(), series)
    assert month.up_to(taken, "2024-09").panel["month"].tolist() == [8]


def test_a_month_without_workbooks_is_a_sentence(tmp_path):
    (tmp_path / "data/raw/2024-08").mkdir(parents=True)
    with pytest.raises(RequestError) as refused:
        month.build(tmp_path, "2024-09")
    assert str(refused.value) == (
        f"2024-09: no workbook in {tmp_path / 'data/raw/2024-09'}; months there: 2024-08; "
        "put the month's workbooks into that folder"
    )
