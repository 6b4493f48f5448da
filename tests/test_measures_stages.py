"""The ledger: counts by region and segment, stage rates, cohorts."""

import pandas as pd
import pytest

from zsanalytics.errors import PanelError
from zsanalytics.measures.stages import stage_rates, tally
from zsanalytics.schema import PANEL, PROJECTS, conform


def ledger(*rows, year=2024, month=9):
    base = {"region": "兰州市", "year": year, "month": month, "signed_on": f"{year}-03-05"}
    return conform([{**base, "project_id": f"p{n}", **row} for n, row in enumerate(rows)], PROJECTS)


def values(projects, **options):
    out = tally(projects, **options)
    assert list(out.columns) == list(PANEL.columns)
    assert set(out["status"]) == {"computed"}
    keys = zip(out["region"], out["indicator"], out["segment"], strict=True)
    return dict(zip(keys, out["value"], strict=True))


LEDGER = ledger(
    {"contract_amount": 60.0, "funds_ytd": 5.0, "investor": "甲公司", "origin": "广东",
     "chain": "文化旅游", "tags": "上市、专精特新", "funds_outside_ytd": 4.0},
    {"contract_amount": 10.0, "funds_ytd": 2.0, "investor": "中国电建", "origin": "北京市",
     "top500_claim": "世界500强", "stage": "已开工"},
    {"contract_amount": 1.0, "funds_ytd": 1.0, "investor": "甲公司", "origin": "甘肃",
     "status": "terminated"},
    {"contract_amount": 20.0, "funds_ytd": 3.0, "investor": "乙公司", "origin": "香港",
     "signed_on": "2023-05-01", "produced_on": "2024-08-01", "region": "七里河区"},
)  # fmt: skip


def test_counts_amounts_and_funds_by_segment():
    found = values(LEDGER)
    city = {key[1:]: value for key, value in found.items() if key[0] == "兰州市"}
    assert city["contracted_projects", "全部"] == 3
    assert city["contracted_amount", "全部"] == 71
    assert city["contracted_firms", "全部"] == 2
    assert city["implemented_projects", "全部"] == 2  # the terminated one is not alive
    assert city["funds_in_place", "全部"] == 8
    assert city["started_projects", "全部"] == 1
    assert city["contracted_amount", "规模=1亿元以上"] == 71
    assert city["contracted_amount", "规模=10亿元以上"] == 70
    assert city["contracted_projects", "规模=50亿元以上"] == 1
    assert city["contracted_amount", "三个500强=合计"] == 10
    assert city["contracted_amount", "三个500强=世界500强"] == 10
    assert city["funds_in_place", "重点产业链=文化旅游"] == 5
    assert city["funds_in_place", "重点产业链=合计"] == 5
    assert city["funds_in_place", "来源地=省外"] == 6  # 4 of the mixed one, 2 of the other
    assert city["contracted_projects", "来源地=省外"] == 2
    assert city["contracted_projects", "来源地=东中部"] == 2
    assert city["contracted_amount", "来源地=北京市"] == 10
    assert city["contracted_projects", "企业标签=专精特新"] == 1
    district = {key[1:]: value for key, value in found.items() if key[0] == "七里河区"}
    assert district["contracted_projects", "全部"] == 0
    assert district["contracted_projects", "规模=50亿元以上"] == 0
    assert district["produced_projects", "全部"] == 1
    assert district["implemented_projects", "来源地=境外"] == 1


def test_investors_from_abroad_by_country_or_word():
    origins = ["德国", "德国慕尼黑", "新加坡", "国外", "台湾", "印度", "德清县", "蒙古路", None]
    rows = ledger(*({"origin": origin, "contract_amount": 1.0} for origin in origins))
    found = values(rows)
    assert found["兰州市", "contracted_projects", "来源地=境外"] == 6
    assert found["兰州市", "contracted_projects", "来源地=省外"] == 8
    assert found["兰州市", "contracted_amount", "来源地=德国"] == 1


def test_a_region_with_all_below_it():
    found = values(LEDGER, of=("兰州市", "甘肃省"))
    assert found["甘肃省", "funds_in_place", "全部"] == 11
    assert found["兰州市", "implemented_projects", "全部"] == 3
    with pytest.raises(PanelError, match=r"^projects: no project in 庆阳市 or below it; leave it"):
        tally(LEDGER, of="庆阳市")


def test_firms_of_the_lists_are_counted_by_group():
    claim = {"top500_claim": "世界500强", "contract_amount": 1.0}
    rows = ledger(
        {"investor": "中国电建", **claim}, {"investor": "中国水利水电第四工程局有限公司", **claim}
    )
    found = values(rows)
    assert found["兰州市", "contracted_firms", "三个500强=合计"] == 1
    assert found["兰州市", "contracted_firms", "全部"] == 2


def test_what_is_missing_is_not_zero():
    found = values(ledger({"contract_amount": None, "funds_ytd": None}))
    assert ("兰州市", "funds_in_place", "全部") not in found
    assert ("兰州市", "contracted_projects", "规模=1亿元以上") not in found
    assert ("兰州市", "contracted_projects", "来源地=省外") not in found
    assert found["兰州市", "contracted_projects", "全部"] == 1


def test_tally_keeps_the_law_of_regions_and_the_ledgers_sheets():
    rows = LEDGER.assign(source=["a.xlsx!台账!A5", "a.xlsx!台账!A6", "b.xlsx!台账!A5", None])
    together = tally(rows)
    apart = pd.concat([tally(part) for _, part in rows.groupby("region")])
    keys = ["region", "indicator", "segment"]
    pd.testing.assert_frame_equal(
        together.sort_values(keys, ignore_index=True), apart.sort_values(keys, ignore_index=True)
    )
    city = together[together["region"] == "兰州市"]
    assert city["source"].unique().tolist() == ["a.xlsx!台账; b.xlsx!台账"]
    assert tally(rows[:0]).empty


def test_a_later_stage_implies_the_earlier_and_the_future_does_not_count():
    rows = ledger(
        {"produced_on": "2024-09-30"}, {"started_on": "2024-10-01"}, {"landed_on": "2024-05-01"},
        {"stage": "竣工"}, {"stage": "未开工"},
    )  # fmt: skip
    row = stage_rates(rows, "2024-09").iloc[0]
    assert row["签约数"] == 5
    assert row[["履约数", "落地数", "开工数", "竣工数", "投产数"]].tolist() == [3, 3, 2, 2, 1]
    assert row["开工率"] == pytest.approx(0.4)


def test_funds_rates_and_completion_in_time():
    rows = ledger(
        {"contract_amount": 10.0, "funds_total": 4.0, "funds_ytd": 4.0,
         "finish_due": "2024-06-30", "completed_on": "2024-06-30"},
        {"contract_amount": 10.0, "funds_total": 1.0, "funds_ytd": 1.0,
         "finish_due": "2024-09-30", "completed_on": "2024-10-02"},
        {"contract_amount": 80.0, "funds_total": None, "finish_due": "2024-12-31"},
    )  # fmt: skip
    row = stage_rates(rows, "2024-09", by=None).iloc[0]
    assert row[["到位率", "当年资金到位率", "按期竣工率"]].tolist() == [0.25, 0.25, 0.5]
    assert row[["到位资金", "到位率基数", "签约金额", "到期数"]].tolist() == [5, 20, 100, 2]


def test_amounts_gross_and_net_of_what_was_terminated():
    rows = ledger(
        {"contract_amount": 10.0}, {"contract_amount": 5.0, "status": "terminated"},
        {"contract_amount": None, "status": "withdrawn"}, {"region": "庆阳市"},
    )  # fmt: skip
    table = stage_rates(rows, "2024-09").set_index("region")
    assert table.loc["兰州市", ["签约金额", "净签约金额", "终止数"]].tolist() == [15, 10, 2]
    assert table.loc["庆阳市", ["签约金额", "净签约金额"]].isna().all()
    assert table["签约期"].unique().tolist() == ["2024-01至2024-09"]


def test_a_rate_without_denominator_is_missing():
    row = stage_rates(ledger({}), "2024-09").iloc[0]
    assert row[["到位率", "按期竣工率"]].isna().all()


def test_a_window_of_signing_takes_first_year_funds_from_december():
    now = ledger({"signed_on": "2023-05-01", "contract_amount": 10.0, "funds_ytd": 9.0})
    then = ledger({"signed_on": "2023-05-01", "contract_amount": 10.0, "funds_ytd": 3.0}, year=2023,
                  month=12)  # fmt: skip
    window = {"signed": ("2023-01", "2024-09")}
    row = stage_rates(pd.concat([then, now]), "2024-09", **window).iloc[0]
    assert row["当年资金到位率"] == pytest.approx(0.3)
    assert pd.isna(stage_rates(now, "2024-09", **window).iloc[0]["当年资金到位率"])
    since = now.assign(funds_total=13.0)  # of which 9 came this year
    assert stage_rates(since, "2024-09", **window).iloc[0]["当年资金到位率"] == pytest.approx(0.4)
    with pytest.raises(PanelError, match=r"^projects: nothing signed from 2024-01 to 2024-09 in"):
        stage_rates(now, "2024-09")


def test_groupings():
    rows = ledger(
        {"region": "临夏回族自治州", "contract_amount": 60.0, "chain": "文化旅游"},
        {"region": "庆阳市", "contract_amount": 5.0, "event": "第29届兰洽会"},
    )
    belts = stage_rates(rows, "2024-09", by="一核三带")
    assert belts["一核三带"].tolist() == ["一核", "陇东南经济带", "黄河上游生态功能带"]
    sizes = stage_rates(rows, "2024-09", by="size").set_index("size")["签约数"]
    assert sizes.to_dict() == {"规模=10亿元以上": 1, "规模=1亿元以上": 2, "规模=50亿元以上": 1}
    assert stage_rates(rows, "2024-09", by="event")["event"].tolist() == ["第29届兰洽会"]
    assert stage_rates(rows, "2024-09", by="signed_year")["signed_year"].tolist() == [2024]
    with pytest.raises(PanelError, match=r"^projects: cannot group by 'colour'; a column of proj"):
        stage_rates(rows, "2024-09", by="colour")


def test_an_empty_ledger_gives_an_empty_table():
    table = stage_rates(ledger()[:0], "2024-09")
    assert table.empty
    assert {"region", "履约率", "按期竣工率"} <= set(table.columns)
