"""Facts: one rendering, one value, known cells; and the catalogue checked against itself."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError, RequestError
from zsanalytics.numerals import decimal_of
from zsanalytics.publish import facts
from zsanalytics.schema import FACTS


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "shown"),
    [
        (6527.11, "亿元", 2, "6,527.11"),
        (3989.0, "个", 0, "3,989"),
        (0.9324442857, "%", 2, "93.24%"),
        (-0.0892, "%", 2, "-8.92%"),
        (-0.00001, "%", 2, "0.00%"),
        (0.18244, "百分点", 2, "18.24"),
        (0.285, "百分点", 0, "29"),
        (2.675, "亿元", 2, "2.68"),
        (float("nan"), "百分点", 2, "—"),
    ],
)
def test_a_number_has_one_rendering(value, unit, decimals, shown):
    assert facts.rendering(value, unit, decimals) == shown


def test_a_fact_names_its_part_its_words_and_its_cells_once():
    row = facts.fact(
        "funds_ytd", 5.0, of="兰州市", sources=["甲.xlsx!表!D7; 乙.xlsx!表!D8", "甲.xlsx!表!D7"],
        words={"scope": "省外到位资金"},
    )  # fmt: skip
    assert row["fact"] == "funds_ytd@兰州市"
    assert row["label"] == "兰州市省外到位资金本年累计"
    assert row["sources"] == ("甲.xlsx!表!D7", "乙.xlsx!表!D8")


@pytest.mark.parametrize(("value", "shown"), [(7000.0, "7,000"), (7153.512, "7,153.51")])
def test_a_target_keeps_the_decimals_it_was_stated_with(value, shown):
    assert facts.fact("target", value)["text"] == shown


def test_an_unknown_fact_is_refused():
    with pytest.raises(PanelError) as caught:
        facts.fact("fund_ytd", 1.0)
    assert str(caught.value) == (
        "facts: 'fund_ytd' is not in codes/text/facts.toml; add label and unit"
    )


def test_a_missing_value_is_no_fact_and_two_values_are_refused():
    table = facts.collect([facts.fact("gap", float("nan")), facts.fact("contracts", 3.0)])
    assert table["fact"].tolist() == ["contracts"]
    assert list(table.columns) == list(FACTS.columns)
    with pytest.raises(PanelError) as caught:
        facts.collect([facts.fact("contracts", 3.0), facts.fact("contracts", 4.0)])
    assert str(caught.value) == ("facts: contracts is both 3 and 4; one number has one rendering")


def test_a_fact_is_traced_to_its_cells_and_its_panel_rows():
    table = facts.collect(
        [facts.fact("funds_ytd", 2.0, sources=["甲.xlsx!表!D7"]), facts.fact("contracts", 3.0)]
    )
    found = facts.trace(table, "funds_ytd")
    assert found["sources"].tolist() == [("甲.xlsx!表!D7",)]
    panel = pd.DataFrame({"source": ["甲.xlsx!表!D7", "甲.xlsx!表!D70", "乙!表!A1; 甲.xlsx!表!D7"]})
    assert facts.trace(table, "funds_ytd", panel=panel).index.tolist() == [0, 1]
    assert facts.trace(table, "funds_ytd", panel=panel)["source"].tolist() == [
        "甲.xlsx!表!D7", "乙!表!A1; 甲.xlsx!表!D7",
    ]  # fmt: skip
    with pytest.raises(RequestError) as caught:
        facts.trace(table, "funds")
    assert str(caught.value) == (
        "fact 'funds': not in this briefing; it shows funds_ytd, … (2 facts)"
    )


def test_the_catalogue_is_sound():
    book = load_codebook()
    allowed = {"label", "unit", "decimals", "formula", "indicator", "segment", "column", "units"}
    for name, entry in facts.catalogue().items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        assert set(entry) <= allowed, name
        assert entry["label"] and entry["unit"] and entry["formula"]
        if "indicator" in entry:
            assert entry["indicator"] in book.entries, name
            percent = entry.get("column") in {
                "growth", "share", "part", "contribution_rate", "monthly_growth",
            }  # fmt: skip
            assert (entry["unit"] == "%") == percent, name


@given(st.floats(-1e6, 1e6), st.sampled_from(["亿元", "%", "个"]))
def test_a_rendering_reads_back_within_half_a_last_digit(value, unit):
    text = facts.rendering(value, unit, 2)
    read = float(text.replace(",", "").rstrip("%")) / (100 if unit == "%" else 1)
    assert abs(read - value) <= (0.00005 if unit == "%" else 0.005) * 1.000001 + abs(value) * 1e-14


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_printed_parts_add_up_exactly_or_not_at_all(cents):
    texts = [facts.rendering(cent / 100, "亿元", 2) for cent in cents]
    total = decimal_of(sum(cents)) / 100
    assert facts.adds_up(texts, f"{total:,.2f}")
    assert not facts.adds_up(texts, f"{total + 1:,.2f}")
