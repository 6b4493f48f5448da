"""The register of first contact: whose a firm is, what counts, what was handed on or disputed."""

import numpy as np
import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics.codebook import office_codes
from zsanalytics.errors import PanelError
from zsanalytics.schema import LEADS, conform, empty

OFFICE = "市政府驻上海联络处"


def day(text):
    return pd.Timestamp(text)


def leads(*rows):
    """Make leads of (region, company, month, further columns); a lead's mark is unit and firm."""
    made = []
    for region, company, month, more in rows:
        unit = more.get("introduced_by") if region == "张掖市" else region
        made.append({"region": region, "company": company, "month": month, "year": 2026,
                     "stage": "在谈", "lead_id": f"{unit}{company}",
                     "source": f"x.xlsx!线索!B{len(made) + 3}", **more})  # fmt: skip
    return conform(made, LEADS)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("codes")
    for name, text in office_codes(zs.load_codebook(), "张掖市").items():
        (folder / name).write_text(text, encoding="utf-8")
    return zs.load_codebook(folder)


def test_who_lists_a_firm_first_has_it_and_the_rest_repeat(book):
    table = leads(
        ("甘州区", "甲集团有限公司", 2, {"first_met": day("2026-02-10")}),
        ("高台县", "甲集团有限公司", 3, {"first_met": day("2026-03-01")}),
        ("张掖市", "甲集团有限公司", 3, {"introduced_by": OFFICE}),
        ("张掖市", "乙集团有限公司", 3, {"introduced_by": "驻沪联络处"}),
    )  # fmt: skip
    found = zs.first_listings(table, "2026-03", book=book)
    assert found[["unit", "giver", "reason"]].values.tolist() == [
        ["甘州区", "甘州区", ""], ["高台县", "高台县", "重复"], [OFFICE, OFFICE, "重复"],
        [OFFICE, OFFICE, ""],
    ]  # fmt: skip
    register = zs.lead_register(table, "2026-03", book=book).set_index("company")
    row = register.loc["甲集团有限公司"]
    assert (row["holder"], row["listed"], row["others"], row["disputed"]) == (
        "甘州区", "2026-02", ("高台县", OFFICE), False,
    )  # fmt: skip


def test_in_one_month_the_earlier_contact_goes_first_and_a_tie_counts_for_both(book):
    table = leads(
        ("甘州区", "甲集团有限公司", 3, {"first_met": day("2026-03-09")}),
        ("高台县", "甲集团有限公司", 3, {"first_met": day("2026-03-02")}),
        ("甘州区", "乙集团有限公司", 3, {"first_met": day("2026-03-05")}),
        ("高台县", "乙集团有限公司", 3, {"first_met": day("2026-03-05")}),
    )  # fmt: skip
    found = zs.first_listings(table, "2026-03", book=book)
    valid = found[found["valid"]].groupby("company")["unit"].agg(set).to_dict()
    assert valid == {"甲集团有限公司": {"高台县"}, "乙集团有限公司": {"甘州区", "高台县"}}
    register = zs.lead_register(table, "2026-03", book=book).set_index("company")
    assert register["disputed"].to_dict() == {"甲集团有限公司": False, "乙集团有限公司": True}


def test_an_earlier_contact_that_was_listed_later_is_disputed(book):
    table = leads(
        ("甘州区", "甲集团有限公司", 2, {"first_met": day("2026-02-10")}),
        ("高台县", "甲集团有限公司", 3, {"first_met": day("2026-01-20")}),
    )  # fmt: skip
    row = zs.lead_register(table, "2026-03", book=book).iloc[0]
    assert row["holder"] == "甘州区" and row["disputed"]


def test_what_is_lost_when_first_listed_does_not_count_and_later_losses_do(book):
    table = leads(
        ("甘州区", "甲集团有限公司", 2, {"stage": "流失"}),
        ("甘州区", "乙集团有限公司", 2, {}), ("甘州区", "乙集团有限公司", 3, {"stage": "流失"}),
    )  # fmt: skip
    found = zs.first_listings(table, "2026-03", book=book).set_index("company")["reason"]
    assert found.to_dict() == {"甲集团有限公司": "首报即流失", "乙集团有限公司": ""}


def test_a_county_lead_given_by_an_office_is_the_county_s_and_counts_for_the_office(book):
    table = leads(("甘州区", "甲集团有限公司", 2, {"introduced_by": "上海联络处"}),
                  ("甘州区", "乙集团有限公司", 2, {"found_by": "驻上海联络处"}),
                  ("甘州区", "丙集团有限公司", 2, {"found_by": "商会推荐"}))  # fmt: skip
    found = zs.first_listings(table, "2026-02", book=book)
    assert found.sort_values("company")[["unit", "giver"]].values.tolist() == [
        ["甘州区", "甘州区"], ["甘州区", OFFICE], ["甘州区", OFFICE],
    ]  # fmt: skip


def test_a_transfer_keeps_its_day_and_waits_for_the_receiver(book):
    moved = {"transferred_to": "高台县", "transferred_on": day("2026-03-20")}
    table = leads(
        ("甘州区", "甲集团有限公司", 2, {}), ("甘州区", "甲集团有限公司", 3, moved),
        ("高台县", "甲集团有限公司", 4, {"stage": "意向"}),
        ("甘州区", "乙集团有限公司", 4, {"transferred_to": "临泽县"}),
    )  # fmt: skip
    before = zs.lead_register(table, "2026-03", book=book).iloc[0]
    assert before["transferred_on"] == day("2026-03-20") and pd.isna(before["taken_up"])
    after = zs.lead_register(table, "2026-04", book=book).set_index("company")
    assert after.loc["甲集团有限公司", ["taken_up", "stage", "others"]].tolist() == [
        "2026-04", "意向", (),
    ]  # fmt: skip
    assert after.loc["乙集团有限公司", "transferred_on"] == day("2026-04-01")


def test_what_comes_later_is_not_known_and_nothing_gives_nothing(book):
    table = leads(("甘州区", "甲集团有限公司", 5, {}))
    assert zs.lead_register(table, "2026-04", book=book).empty
    assert zs.first_listings(empty(LEADS), "2026-04", book=book).empty
    with pytest.raises(PanelError, match="leads: column missing: stage"):
        zs.first_listings(table.drop(columns="stage"), "2026-04", book=book)


@pytest.mark.parametrize("seed", range(3))
def test_against_a_plain_walk_over_the_rows(book, seed):
    rng = np.random.default_rng(seed)
    units = ["甘州区", "高台县", "临泽县"]
    drawn = (
        (units[rng.integers(3)], f"企业{rng.integers(8)}有限公司", int(rng.integers(1, 7)),
         {"first_met": day("2026-01-01") + pd.Timedelta(days=int(rng.integers(150))),
          "stage": rng.choice(["线索", "在谈"])})
        for _ in range(30)
    )  # fmt: skip
    table = leads(*drawn).drop_duplicates(["region", "company"])
    found = zs.lead_register(table, "2026-06", book=book).set_index("company")
    for company, rows in table.groupby("company"):
        walk = sorted(rows.itertuples(), key=lambda r: (r.month, r.first_met, r.region))
        holder, rest = walk[0], walk[1:]
        row = found.loc[company]
        assert (row["holder"], row["others"]) == (holder.region, tuple(r.region for r in rest))
        assert row["disputed"] == any(r.first_met <= holder.first_met for r in rest)
