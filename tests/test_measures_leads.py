"""Leads measured: by unit and giver, since a month, firms approached twice, reasons of loss."""

import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics.schema import LEADS, conform, empty

OFFICE = "市政府驻上海联络处"


def leads(*rows):
    names = ["region", "company", "month", "stage"]
    made = [{**dict(zip(names, row[:4], strict=True)), **row[4], "year": 2026,
             "lead_id": f"{row[0]}{row[1]}"} for row in rows]  # fmt: skip
    return conform(made, LEADS)


def met(text):
    return {"first_met": pd.Timestamp(text)}


def test_conversion_by_unit_keeps_offices_apart_and_by_giver_credits_them():
    table = leads(
        ("甘肃省", "甲公司", 2, "在谈", {"introduced_by": OFFICE}),
        ("甘州区", "乙公司", 2, "签约", {"introduced_by": OFFICE}),
        (None, "丙公司", 2, "线索", {}),
    )  # fmt: skip
    units = zs.lead_conversion(table, "2026-02", by="unit")
    assert dict(zip(units["unit"].fillna("?"), units["leads"], strict=True)) == {
        OFFICE: 1, "甘州区": 1, "?": 1,
    }  # fmt: skip
    givers = zs.lead_conversion(table, "2026-02", by="giver").set_index("giver")
    assert givers.loc[OFFICE, ["leads", "在谈", "签约"]].tolist() == [2, 2, 1]


def test_since_a_month_counts_what_was_first_listed_from_then_on():
    table = leads(
        ("甘州区", "甲公司", 2, "线索", {}), ("甘州区", "甲公司", 3, "在谈", {}),
        ("甘州区", "乙公司", 3, "线索", {}),
    )  # fmt: skip
    found = zs.lead_conversion(table, "2026-03", since="2026-03")
    assert found["leads"].tolist() == [1] and found["在谈"].tolist() == [0]


def test_reasons_of_loss_are_counted_as_written():
    table = leads(
        ("甘州区", "甲公司", 2, "流失", {"lost_reason": "选址其他地区"}),
        ("甘州区", "乙公司", 2, "流失", {}), ("高台县", "丙公司", 2, "流失", {"lost_reason": " "}),
        ("高台县", "丁公司", 2, "在谈", {"lost_reason": "未定"}),
    )  # fmt: skip
    found = zs.lost_reasons(table, "2026-02")
    assert found.values.tolist() == [["未填原因", 2], ["选址其他地区", 1]]
    assert zs.lost_reasons(empty(LEADS), "2026-02").empty


@pytest.mark.parametrize(("within", "found"), [(None, 2), (30, 2), (10, 1), (0, 1)])
def test_visits_count_where_two_lie_near_each_other(within, found):
    table = leads(
        ("甘州区", "甲公司", 3, "在谈", met("2026-01-01")),
        ("高台县", "甲公司", 3, "在谈", met("2026-01-20")),
        ("甘州区", "乙公司", 3, "在谈", met("2026-01-01")), ("高台县", "乙公司", 3, "在谈", {}),
    )  # fmt: skip
    assert len(zs.approached_twice(table, "2026-03", within=within)) == found


def test_an_office_and_a_county_that_meet_one_firm_are_two_units():
    table = leads(
        ("甘肃省", "甲公司", 3, "在谈", {"introduced_by": OFFICE, **met("2026-01-20")}),
        ("高台县", "甲公司", 3, "在谈", met("2026-01-01")),
    )  # fmt: skip
    row = zs.approached_twice(table, "2026-03").iloc[0]
    assert (row["regions"], row["first"]) == (("高台县", OFFICE), "高台县")
