"""Totals of members."""

import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.totals import add_total

MEMBERS = load_codebook().members("甘肃省")


@pytest.fixture
def units(panel):
    return panel([(name, 2024, 9, 1.0 + n) for n, name in enumerate(MEMBERS)])


def test_the_submitted_total_stays_and_repetition_replaces(panel, units):
    rows = pd.concat([panel([("甘肃省", 2024, 9, 100.0)]), units], ignore_index=True)
    once = add_total(rows, "甘肃省")
    assert once[once["region"] == "甘肃省"]["value"].tolist() == [100.0, 120.0]
    pd.testing.assert_frame_equal(add_total(once, "甘肃省"), once)
    assert once["source"].iloc[-1].count("!汇总!") == 15
    corrected = once.assign(value=once["value"].where(once["region"] != "兰州市", 11.0))
    assert add_total(corrected, "甘肃省")["value"].iloc[-1] == 130.0


def test_a_missing_row_and_a_missing_value_refuse_or_blank(units):
    holes = units[2:].assign(value=units["value"][2:].where(units["region"][2:] != "金昌市"))
    sentence = (
        r"^add_total: 甘肃省 funds_in_place 全部 2024-09 lacks 3 of 15 members: 兰州市, 嘉峪关市, "
        r"金昌市; complete them, or leave such totals empty with if_missing='blank'$"
    )
    with pytest.raises(PanelError, match=sentence):
        add_total(holes, "甘肃省")
    assert pd.isna(add_total(holes, "甘肃省", if_missing="blank")["value"].iloc[-1])


def test_what_does_not_add_up_gets_no_total(units):
    for indicator in ("start_rate", "contracted_firms"):
        assert len(add_total(units.assign(indicator=indicator), "甘肃省")) == 15
    unknown = add_total(units.assign(indicator="未列指标"), "甘肃省")
    assert unknown["value"].iloc[-1] == 120.0


def test_the_submitted_member_counts_once(units):
    both = pd.concat([units, units[:1].assign(status="computed", value=99.0)])
    assert add_total(both, "甘肃省")["value"].iloc[-1] == 120.0
    assert add_total(both[1:], "甘肃省")["value"].iloc[-1] == 218.0


def test_further_columns_and_empty_panels(units):
    out = add_total(units.assign(remark="x"), "甘肃省")
    assert pd.isna(out["remark"].iloc[-1])
    assert add_total(units[:0], "甘肃省").empty


@pytest.mark.parametrize(
    ("region", "policy", "sentence"),
    [
        (
            "兰州新区",
            "raise",
            r"^add_total: 兰州新区 has no members in the codebook; ",
        ),
        (
            "庆阳市",
            "raise",
            r"^add_total: no row of the 8 members of 庆阳市 \(西峰区, .*…\); add",
        ),
        ("甘肃省", "drop", r"^add_total: if_missing='drop'; expected 'raise' or 'blank'$"),
    ],
)
def test_wrong_use(units, region, policy, sentence):
    with pytest.raises(PanelError, match=sentence):
        add_total(units, region, if_missing=policy)
