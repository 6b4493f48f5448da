"""Printed ratios: contradicted only where no rounding explains them."""

import pandas as pd
import pytest

from zsanalytics.checks.evidence import gather
from zsanalytics.checks.printed import base, growth, share
from zsanalytics.checks.standing import completion, completion_on_sheet, rank
from zsanalytics.codebook import load_codebook
from zsanalytics.schema import RECORDS, conform

BOOK = load_codebook()
COLUMNS = ["region", "indicator", "segment", "year", "month", "value", "source"]


def record(measure, number, cell, *, region="兰州市", segment="全部", year=2024, column="", **more):
    ratio = measure not in ("value", "rank")
    return {
        "file": "兰州市.xlsx", "sheet": "汇总表", "cell": cell, "region": region,
        "indicator": "funds_in_place", "segment": segment, "year": year, "month": 9,
        "basis": "ytd", "measure": measure, "number": number,
        "value": number / 100 if ratio else number,
        "decimals": len(f"{number:g}".partition(".")[2]), "column_label": column or measure,
        **more,
    }  # fmt: skip


def panel(*rows):
    return pd.DataFrame(rows, columns=COLUMNS).assign(status="reported")


def row(value, cell="D7", *, region="兰州市", segment="全部", year=2024):
    source = f"兰州市.xlsx!汇总表!{cell}"
    return (region, "funds_in_place", segment, year, 9, value, source)


def doubts(rule, rows, records, **more):
    printed = conform(records, RECORDS)
    return list(rule(gather(panel(*rows), book=BOOK, records=printed, **more)))


NOW, PAST = record("value", 120.5, "D7"), record("value", 100.25, "E7", year=2023, column="上年")


def test_growth_that_its_own_sheet_contradicts():
    (only,) = doubts(growth, [row(120.5)], [NOW, PAST, record("growth", 21.2, "F7")])
    assert (only["file"], only["sheet"], only["cell"]) == ("兰州市.xlsx", "汇总表", "F7, D7, E7")
    assert (only["found"], only["expected"]) == ("21.20%", "20.20%")
    assert only["message"] == (
        "兰州市2024年1—9月到位资金同比填报21.20%，按表中本年120.50亿元、上年同期100.25亿元"
        "计算应为20.20%。"
    )


@pytest.mark.parametrize("printed", [20.2, 20.199501, 20.0, 20])
def test_growth_rounded_in_any_way_is_well(printed):
    rough = record("growth", printed, "F7")
    if printed == 20.0:
        rough["decimals"] = 0
    assert not doubts(growth, [row(120.5)], [NOW, PAST, rough])


def test_growth_without_a_base_or_from_nothing_is_not_judged():
    assert not doubts(growth, [row(120.5)], [NOW, record("growth", 99.0, "F7")])
    zero = {**PAST, "number": 0.0, "value": 0.0}
    assert not doubts(growth, [row(120.5)], [NOW, zero, record("growth", 99.0, "F7")])


def test_growth_that_implies_another_base_than_was_reported():
    past = panel(row(90.0, year=2023))
    (only,) = doubts(base, [row(120.5)], [NOW, record("growth", 20.2, "F7")], previous=past)
    assert only["message"] == (
        "兰州市2024年1—9月到位资金同比填报20.20%，推算上年同期为100.25亿元，"
        "与上年报送的90.00亿元不一致（按此同比应为33.89%）。"
    )
    same = panel(row(100.25, year=2023))
    assert not doubts(base, [row(120.5)], [NOW, record("growth", 20.2, "F7")], previous=same)


def test_a_printed_base_that_is_not_what_was_reported():
    past = panel(("兰州市", "funds_in_place", "全部", 2023, 9, 90.0, "去年.xlsx!汇总表!D7"))
    (only,) = doubts(base, [row(120.5)], [NOW, PAST], previous=past)
    assert only["cell"] == "E7"
    assert only["message"] == (
        "兰州市2023年1—9月到位资金在今年表中作上年同期填报100.25亿元，而上年当时报送90.00亿元。"
    )
    assert not doubts(base, [row(120.5)], [NOW, PAST])


def test_a_share_of_the_whole_or_of_the_outside_line():
    rows = row(200.0), row(180.0, segment="来源地=省外"), row(90.0, segment="产业=第二产业")
    of_whole = record("share", 45.0, "F7", segment="产业=第二产业")
    of_line = record("share", 50.0, "F7", segment="产业=第二产业")
    wrong = record("share", 54.0, "F7", segment="产业=第二产业")
    assert not doubts(share, rows, [of_whole])
    assert not doubts(share, rows, [of_line])
    (only,) = doubts(share, rows, [wrong])
    assert only["message"] == (
        "兰州市2024年1—9月到位资金（第二产业）占比填报54.00%，按金额计算应为45.00%。"
    )


def test_a_share_of_the_region_above():
    rows = row(200.0, region="甘肃省"), row(50.0)
    assert not doubts(share, rows, [record("share", 25.0, "F7")])
    assert doubts(share, rows, [record("share", 26.0, "F7")])
    assert not doubts(share, rows[1:], [record("share", 26.0, "F7")])  # nothing to divide by


def test_completion_against_any_line_of_the_target_book():
    targets = pd.DataFrame(
        {
            "clause": ["a", "b"], "region": "兰州市", "indicator": "funds_in_place",
            "segment": "全部", "year": 2024, "kind": "level", "line": ["floor", "goal"],
            "value": [200.0, 250.0],
        }
    )  # fmt: skip
    for printed in (60.25, 48.2):
        records = [record("completion", printed, "G7")]
        assert not doubts(completion, [row(120.5)], records, targets=targets)
    (only,) = doubts(completion, [row(120.5)], [record("completion", 70.0, "G7")], targets=targets)
    assert only["message"] == (
        "兰州市2024年1—9月到位资金完成率填报70.00%，按目标200.00亿元计算为60.25%。"
    )


def test_ranks_follow_the_column_they_rank():
    units = ("兰州市", "白银市", "金昌市", "天水市", "庆阳市")
    cells = range(7, 12)

    def column(measure, letter, numbers):
        told = zip(cells, units, numbers, strict=True)
        return [record(measure, x, f"{letter}{n}", region=u) for n, u, x in told]

    values = column("value", "D", (40.0, 30.0, 20.0, 10.0, 5.0))
    grown = column("growth", "E", (5.0, 8.0, 20.0, 11.0, 3.0))

    def ranked(*places):
        ranks = column("rank", "F", places)
        return doubts(rank, [], [*values, *grown, *ranks])

    assert not ranked(1, 2, 3, 4, 5)  # by value
    assert not ranked(4, 3, 1, 2, 5)  # by growth
    (only,) = ranked(1, 2, 3, 3, 5)
    assert only["cell"] == "F10"
    assert only["message"] == "天水市2024年1—9月到位资金位次填报第3位，按表中数排序为第4位。"
    assert not ranked(2, 5, 3, 1, 4)  # by something this sheet does not show


def test_completion_against_the_target_of_the_same_sheet():
    target = record(None, 300.0, "B7", column="年度目标", value=300.0, decimals=0)
    value = record("value", 252.27, "C7")
    printed = record("completion", 84.09, "F7")
    rows = [row(252.27, "C7")]
    assert not doubts(completion_on_sheet, rows, [target, value, printed])
    wrong = record("completion", 48.09, "F7")
    (only,) = doubts(completion_on_sheet, rows, [target, value, wrong])
    assert only["cell"] == "F7, B7, C7"
    assert only["message"] == (
        "兰州市2024年1—9月到位资金完成率填报48.09%，按表中目标300.00亿元计算为84.09%。"
    )
    assert only["remedy"] == (
        "核对目标、累计数和完成率三者。若完成率的48.09%应为84.09%（相邻两位数字颠倒），即相符。"
    )
