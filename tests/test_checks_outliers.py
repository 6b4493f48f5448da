"""Outliers: unit slips against own history and peers, growth far from the others'."""

import pandas as pd
import pytest

from zsanalytics.checks.evidence import gather
from zsanalytics.checks.outliers import growth_outlier, unit_slip
from zsanalytics.codebook import load_codebook

BOOK = load_codebook()
COLUMNS = ["region", "indicator", "segment", "year", "month", "value", "source"]
UNITS = BOOK.members("甘肃省")


def row(value, *, region="兰州市", year=2024, month=9):
    return (region, "funds_in_place", "全部", year, month, value, f"{region}.xlsx!汇总表!D7")


def doubts(rule, *rows):
    panel = pd.DataFrame(rows, columns=COLUMNS).assign(status="reported")
    return list(rule(gather(panel, book=BOOK)))


@pytest.mark.parametrize(
    ("value", "words", "right"),
    [
        (1_205_000.0, "大了约一万倍，像是把万元数填进了亿元列", "120.50亿元"),
        (0.01205, "小了约一万倍，像是把亿元数填进了万元列", "120.50亿元"),
        (120_500.0, "大了约一千倍，像是小数点或千分位错了三位", "120.50亿元"),
    ],
)
def test_a_unit_slip_against_its_own_months(value, words, right):
    (only,) = doubts(unit_slip, row(99.0, month=7), row(110.0, month=8), row(value))
    assert (only["file"], only["cell"]) == ("兰州市.xlsx", "D7")
    assert only["message"].endswith(f"按以往和同级水平约104.36亿元，{words}。")
    assert only["remedy"] == f"核对表头单位与填报数；若单位填错，应为{right}。"


def test_the_right_months_around_a_slip_are_not_blamed():
    rows = row(99.0, month=6), row(104.0, month=7), row(1_100_000.0, month=8), row(120.5)
    (only,) = doubts(unit_slip, *rows)
    assert only["month"] == 8


def test_a_slip_in_a_first_report_is_seen_by_the_others():
    rows = [row(20.0 + n, region=unit) for n, unit in enumerate(UNITS[1:])]
    assert [d["region"] for d in doubts(unit_slip, row(240_000.0), *rows)] == ["兰州市"]


def test_real_growth_and_small_beginnings_are_no_slips():
    assert not doubts(unit_slip, row(20.0, month=8), row(400.0))
    assert not doubts(unit_slip, row(0.002, month=8), row(20.0))
    assert not doubts(unit_slip, row(0.0, month=8), row(20.0))


def peers(growth, *, years=(2023, 2024)):
    base = [row(100.0 + n, region=u, year=years[0]) for n, u in enumerate(UNITS)]
    rates = [1.18 + 0.01 * (n % 5) for n in range(len(UNITS))]
    rates[0] = growth
    now = [
        row((100.0 + n) * g, region=u) for n, (u, g) in enumerate(zip(UNITS, rates, strict=True))
    ]
    return [*base, *now]


def test_growth_far_from_the_others():
    (only,) = doubts(growth_outlier, *peers(3.0))
    assert only["message"] == (
        "兰州市2024年1—9月到位资金为300.00亿元，同比增长200.00%，同级中位数为增长20.00%，差异异常。"
    )
    (only,) = doubts(growth_outlier, *peers(0.5))
    assert "同比下降50.00%" in only["message"]


def test_growth_among_the_others_is_well():
    assert not doubts(growth_outlier, *peers(1.3))
    assert not doubts(growth_outlier, *peers(3.0)[:8])  # no year to compare with


def test_small_units_may_jump():
    rows = [r for r in peers(1.2) if r[0] != "兰州市"]
    assert not doubts(growth_outlier, *rows, row(0.01, year=2023), row(0.03))


def test_an_outlier_is_told_once():
    august = [(*r[:4], 8, *r[5:]) for r in peers(3.0)]
    found = doubts(growth_outlier, *august, *peers(3.0))
    assert [d["month"] for d in found] == [8]
