"""Sums: totals against members and complete parts, to the last printed digit."""

import pandas as pd

from zsanalytics.checks.evidence import gather
from zsanalytics.checks.sums import chain_sum, complete_parts, computed_total, members_sum
from zsanalytics.codebook import load_codebook

BOOK = load_codebook()
COUNTIES = BOOK.members("金昌市")  # 金川区, 永昌县
COLUMNS = ["region", "indicator", "segment", "year", "month", "value", "status", "source"]


def row(region, value, segment="全部", indicator="funds_in_place", status="reported", cell="C5"):
    return (region, indicator, segment, 2024, 9, value, status, f"金昌市.xlsx!汇总表!{cell}")


def doubts(rule, *rows, **more):
    return list(rule(gather(pd.DataFrame(rows, columns=COLUMNS), book=BOOK, **more)))


def record(region, region_text, value, cell):
    return {
        "file": "金昌市.xlsx", "sheet": "汇总表", "cell": cell, "region": region,
        "region_text": region_text, "indicator": "funds_in_place", "segment": "全部",
        "year": 2024, "month": 9, "basis": "ytd", "measure": "value", "number": value,
        "value": value, "decimals": 2, "column_label": "到位资金",
    }  # fmt: skip


def test_counties_do_not_add_up():
    (only,) = doubts(
        members_sum,
        row("金昌市", 52.0, cell="C3"),
        row("金川区", 30.0),
        row("永昌县", 20.5, cell="C6"),
    )
    assert (only["file"], only["sheet"], only["cell"]) == ("金昌市.xlsx", "汇总表", "C3, C5:C6")
    assert only["message"] == (
        "金昌市2024年1—9月到位资金填报52.00亿元，2个下级单位相加为50.50亿元，总数多1.50亿元。"
    )
    assert only["remedy"] == "逐项核对分项与总数。"


def test_two_exchanged_digits_are_told():
    (only,) = doubts(members_sum, row("金昌市", 80.5), row("金川区", 34.5), row("永昌县", 37.0))
    assert only["remedy"] == (
        "逐项核对分项与总数。若金川区的34.50应为43.50（相邻两位数字颠倒），合计即相符。"
    )


def test_rounding_is_no_difference():
    assert not doubts(members_sum, row("金昌市", 50.51), row("金川区", 30.0), row("永昌县", 20.5))


def test_fifteen_units_make_the_province():
    units = [row(unit, 10.0, "来源地=省外") for unit in BOOK.members("甘肃省")]
    assert not doubts(members_sum, row("甘肃省", 150.0, "来源地=省外"), *units)
    (only,) = doubts(members_sum, row("甘肃省", 155.0, "来源地=省外"), *units)
    assert only["message"] == (
        "甘肃省2024年1—9月到位资金（省外）填报155.00亿元，15个下级单位相加为150.00亿元，"
        "总数多5.00亿元。"
    )


def test_a_missing_member_is_no_doubt_unless_the_others_are_already_too_much():
    assert not doubts(members_sum, row("金昌市", 50.0), row("金川区", 30.0))
    (only,) = doubts(members_sum, row("金昌市", 50.0), row("金川区", 60.0))
    assert only["message"] == (
        "金昌市2024年1—9月到位资金填报50.00亿元，1个下级单位（尚未报齐）相加已达60.00亿元，"
        "总数少10.00亿元。"
    )


def test_rows_that_are_no_members_may_make_up_the_difference():
    rows = row("金昌市", 52.0, cell="C3"), row("金川区", 30.0), row("永昌县", 20.5)
    own = record(None, "市本级", 1.5, "C6")
    assert not doubts(members_sum, *rows, records=pd.DataFrame([own]))
    other = record(None, "市本级", 1.0, "C6")
    assert doubts(members_sum, *rows, records=pd.DataFrame([other]))


def test_firms_and_rates_do_not_add_up():
    for indicator in ("contracted_firms", "start_rate"):
        rows = [row(name, 1.0, indicator=indicator) for name in ("金昌市", *COUNTIES)]
        assert not doubts(members_sum, *rows)


def test_what_we_added_up_is_not_a_submission():
    rows = row("金昌市", 99.0, status="computed"), row("金川区", 30.0), row("永昌县", 20.5)
    assert not doubts(members_sum, *rows)


def test_a_submitted_total_beside_ours():
    (only,) = doubts(computed_total, row("金昌市", 52.0), row("金昌市", 50.5, status="computed"))
    assert only["message"] == "金昌市2024年1—9月到位资金填报52.00亿元，汇总计算为50.50亿元。"
    assert not doubts(computed_total, row("金昌市", 52.0), row("金昌市", 52.0, status="computed"))


def test_inside_and_outside_are_all():
    rows = row("金昌市", 50.0), row("金昌市", 30.0, "来源地=省外")
    (only,) = doubts(complete_parts, *rows, row("金昌市", 19.0, "来源地=省内"))
    assert only["message"] == (
        "金昌市2024年1—9月到位资金填报50.00亿元，2个分组相加为49.00亿元，总数多1.00亿元。"
    )
    assert not doubts(complete_parts, *rows, row("金昌市", 20.0, "来源地=省内"))
    assert not doubts(complete_parts, *rows)
    apart = row("金昌市", 19.0, "来源地=省内"), row("金昌市", 1.0, "来源地=境外")
    assert not doubts(complete_parts, *rows, *apart)


def test_chains_add_up_where_the_list_is_complete():
    chains = [row("庆阳市", 1.0, f"重点产业链={c}") for c in BOOK.chain_list("庆阳市")]
    assert not doubts(chain_sum, row("庆阳市", 7.0, "重点产业链=合计"), *chains)
    (only,) = doubts(chain_sum, row("庆阳市", 8.0, "重点产业链=合计"), *chains)
    assert only["message"] == (
        "庆阳市2024年1—9月到位资金（重点产业链）填报8.00亿元，7个分组相加为7.00亿元，"
        "总数多1.00亿元。"
    )
    assert not doubts(chain_sum, row("庆阳市", 8.0, "重点产业链=合计"), *chains[:5])
    assert doubts(chain_sum, row("庆阳市", 4.0, "重点产业链=合计"), *chains[:5])


def test_names_the_codebook_does_not_know_are_left_alone():
    assert not doubts(members_sum, row("某市", 1.0), row("某县", 2.0))
    assert not doubts(chain_sum, row("某市", 1.0, "重点产业链=合计"))


def test_a_unit_that_another_one_holds_already_is_told():
    units = BOOK.members("甘肃省")
    rows = [row(unit, 20.0 + 3.17 * n) for n, unit in enumerate(units)]
    inside = rows[-1][5]
    total = sum(part[5] for part in rows) - inside
    (only,) = doubts(members_sum, row("甘肃省", total), *rows)
    assert only["remedy"].startswith(
        "逐项核对分项与总数。多出的数恰与兰州新区相等，它可能已含在其他分项中，或不在总数之内。"
    )
