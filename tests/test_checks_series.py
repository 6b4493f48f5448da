"""Series: falls, stale and missing reports, the month's own figure."""

import pandas as pd

from zsanalytics.checks.evidence import gather
from zsanalytics.checks.series import (
    alike,
    falls,
    missing_submitters,
    month_flow,
    stale,
)
from zsanalytics.codebook import load_codebook

BOOK = load_codebook()
COLUMNS = ["region", "indicator", "segment", "year", "month", "value", "source"]


def row(month, value, region="兰州市", indicator="funds_in_place", year=2024):
    source = f"{region}{month}月.xlsx!汇总表!D7"
    return (region, indicator, "全部", year, month, value, source)


def panel(*rows):
    return pd.DataFrame(rows, columns=COLUMNS).assign(status="reported")


def doubts(rule, *rows, **more):
    return list(rule(gather(panel(*rows), book=BOOK, **more)))


def test_a_year_to_date_that_falls():
    (only,) = doubts(falls, row(8, 120.0), row(9, 90.0))
    assert (only["file"], only["cell"]) == ("兰州市9月.xlsx", "D7")
    assert only["message"] == (
        "兰州市2024年1—9月到位资金为90.00亿元，小于2024年1—8月的120.00亿元，累计数下降。"
    )


def test_a_moved_point_is_told():
    (only,) = doubts(falls, row(8, 120.0), row(9, 13.5))
    assert only["remedy"].endswith("若13.50应为135.00（小数点错一位），即相符。")


def test_a_hole_does_not_hide_a_fall_and_a_new_year_is_none():
    assert doubts(falls, row(6, 120.0), row(9, 90.0))
    assert not doubts(falls, row(12, 120.0, year=2023), row(2, 10.0))
    assert not doubts(falls, row(8, 120.0), row(9, 120.0))
    assert not doubts(falls, row(8, 9.0, indicator="implemented_projects"),
                      row(9, 8.0, indicator="implemented_projects"))  # fmt: skip


def test_the_past_may_stand_in_another_table():
    assert doubts(falls, row(9, 90.0), previous=panel(row(8, 120.0)))
    assert not doubts(falls, row(10, 130.0), previous=panel(row(8, 120.0), row(9, 90.0)))


def month_record(value, month=9, decimals=2):
    return pd.DataFrame(
        [
            {
                "file": "兰州市9月.xlsx", "sheet": "汇总表", "cell": "C7", "region": "兰州市",
                "indicator": "funds_in_place", "segment": "全部", "year": 2024, "month": month,
                "basis": "month", "measure": "value", "number": value, "value": value,
                "decimals": decimals, "column_label": "本月",
            }
        ]
    )  # fmt: skip


def test_the_month_is_the_difference_of_two_year_to_dates():
    rows = row(8, 120.0), row(9, 135.5)
    (only,) = doubts(month_flow, *rows, records=month_record(12.5))
    assert (only["file"], only["cell"]) == ("兰州市9月.xlsx", "C7, D7")
    assert only["message"] == (
        "兰州市2024年9月当月到位资金为12.50亿元，而本月累计减上月累计为15.50亿元。"
    )
    assert not doubts(month_flow, *rows, records=month_record(15.51))  # rounding
    assert not doubts(month_flow, row(9, 135.5), records=month_record(12.5))  # nothing before


def test_january_alone_is_its_year_to_date():
    assert not doubts(month_flow, row(1, 12.5), records=month_record(12.5, 1))
    assert doubts(month_flow, row(1, 14.5), records=month_record(12.5, 1))


def test_last_months_figures_left_in():
    before = row(8, 120.0), row(8, 300.0, indicator="contracted_amount")
    (only,) = doubts(stale, *before, row(9, 120.0), row(9, 300.0, indicator="contracted_amount"))
    assert only["message"] == (
        "兰州市2024年9月所报2项金额与上一次报送完全相同（到位资金120.00亿元），疑为上月数据未更新。"
    )
    assert not doubts(stale, *before, row(9, 120.0), row(9, 301.0, indicator="contracted_amount"))
    assert not doubts(stale, row(8, 0.0), row(9, 0.0))


def test_the_same_table_sent_for_two_units():
    money = ("funds_in_place", "contracted_amount", "new_fixed_assets")
    one = [row(9, v, "兰州市", i) for v, i in zip((1.5, 2.5, 3.5), money, strict=True)]
    two = [row(9, v, "白银市", i) for v, i in zip((1.5, 2.5, 3.5), money, strict=True)]
    (only,) = doubts(alike, *one, *two)
    assert only["message"] in (
        "白银市与兰州市2024年9月有3项金额完全相同，疑为同一份表重复报送。",
        "兰州市与白银市2024年9月有3项金额完全相同，疑为同一份表重复报送。",
    )
    assert not doubts(alike, *one, *two[:2], row(9, 9.9, "白银市", "new_fixed_assets"))


def test_who_reported_before_and_not_now():
    rows = [row(8, 1.0, "兰州市"), row(8, 1.0, "白银市"), row(9, 2.0, "兰州市")]
    (only,) = doubts(missing_submitters, *rows)
    assert (only["region"], only["message"]) == ("白银市", "白银市没有报送2024年9月数据。")


def test_who_is_missing_among_many_without_a_past():
    units = BOOK.members("甘肃省")
    (only,) = doubts(missing_submitters, *(row(9, 1.0, unit) for unit in units[1:]))
    assert only["region"] == units[0]
    assert not doubts(missing_submitters, *(row(9, 1.0, unit) for unit in units[:3]))


def test_a_missing_prefecture_speaks_for_its_counties():
    rows = [row(8, 1.0, name) for name in ("兰州市", "金昌市", "金川区")]
    found = doubts(missing_submitters, *rows, row(9, 2.0, "兰州市"))
    assert [doubt["region"] for doubt in found] == ["金昌市"]


def test_a_province_that_prints_now_and_then_is_no_submitter():
    rows = row(8, 1.0, "甘肃省"), row(8, 1.0, "兰州市"), row(9, 2.0, "兰州市")
    assert not doubts(missing_submitters, *rows)


def test_a_stale_unit_speaks_for_its_members():
    names = ("金昌市", "金川区", "永昌县")
    old = [row(8, 10.0 * n, name) for n, name in enumerate(names, start=1)]
    new = [row(9, 10.0 * n, name) for n, name in enumerate(names, start=1)]
    (only,) = doubts(stale, *old, *new)
    assert only["message"] == (
        "金昌市及下级2个单位2024年9月所报3项金额与上一次报送完全相同（到位资金10.00亿元），"
        "疑为上月数据未更新。"
    )
    assert not doubts(stale, *old, *new[:1], row(9, 20.5, "金川区"), row(9, 10.5, "金昌市"))


def test_comparison_columns_are_not_stale():
    past = row(8, 5.0, year=2023), row(9, 5.0, year=2023)
    assert not doubts(stale, *past, row(8, 7.0), row(9, 8.0))
