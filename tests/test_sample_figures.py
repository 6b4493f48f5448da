"""Every published figure that the sample claims to meet, at the precision it was printed with."""

import tomllib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pytest

import zsanalytics.sample as sample
from zsanalytics.codebook import load_codebook
from zsanalytics.sample import plan
from zsanalytics.sample.facts import Facts
from zsanalytics.sample.plan import MONTHS
from zsanalytics.sample.world import years

TEXT = (Path(sample.__file__).parent / "published.toml").read_text(encoding="utf-8")
PUBLISHED = tomllib.loads(TEXT, parse_float=Decimal)["figure"]
SINGLE = [f for f in PUBLISHED if ";" not in f["segment"]]
BOTH = [f for f in PUBLISHED if ";" in f["segment"]]


@pytest.fixture(scope="module")
def facts():
    book = load_codebook()
    return Facts(years(7, 2025, book), book)


def label(figure):
    return f"{figure['region']}-{figure['indicator']}-{figure['segment']}-{figure['year']}"


def reached(facts, region, indicator, segment, year, month):
    """The sample's value, exact: 亿元, a count, or a percentage."""
    if indicator == "start_rate":
        there, signed = facts.rate(region, indicator, year, month)
        return Decimal(there) / Decimal(signed) * 100
    if indicator == "first_year_arrival_rate":
        return arrival_rate(facts, region, year, month)
    names = plan.units() if region == "甘肃省" else [region]
    total = sum(facts.value(name, (indicator, segment), year, month) for name in names)
    return Decimal(total) / (10000 if indicator in plan.MONEY else 1)


def arrival_rate(facts, region, year, month):
    part = facts.years[year]
    column = MONTHS.index(month)
    mine = (part.projects["unit"] == plan.units().index(region)) & part.projects["new"]
    mine &= part.projects["start"] <= column
    funds = int(part.funds[np.flatnonzero(mine), column].sum())
    return Decimal(funds) / int(part.projects.loc[mine, "amount"].sum()) * 100


def printed(number, like):
    step = Decimal(1).scaleb(Decimal(like).as_tuple().exponent)
    return number.quantize(step, rounding=ROUND_HALF_UP)


@pytest.mark.parametrize("figure", SINGLE, ids=label)
def test_the_level_is_met(facts, figure):
    key = [figure[k] for k in ("region", "indicator", "segment", "year", "month")]
    assert printed(reached(facts, *key), figure["value"]) == figure["value"]


@pytest.mark.parametrize("figure", [f for f in SINGLE if "growth" in f], ids=label)
def test_the_growth_is_met(facts, figure):
    region, indicator, segment, year, month = (
        figure[k] for k in ("region", "indicator", "segment", "year", "month")
    )
    now = reached(facts, region, indicator, segment, year, month)
    base = reached(facts, region, indicator, segment, year - 1, month)
    assert printed((now / base - 1) * 100, figure["growth"]) == figure["growth"]


@pytest.mark.parametrize("figure", BOTH, ids=label)
def test_a_part_of_the_fair_is_met(facts, figure):
    part = facts.years[figure["year"]].projects
    mine = part["new"] & part["fair"]
    mine &= part["top500"] if "三个500强" in figure["segment"] else part["amount"] >= 100_000
    amount = figure["indicator"] == "contracted_amount"
    found = Decimal(int(part.loc[mine, "amount"].sum())) / 10000 if amount else int(mine.sum())
    assert found == figure["value"]


@pytest.mark.parametrize(
    ("year", "month", "indicator", "segment", "share"),
    [
        (2023, 11, "contracted_amount", "三个500强=合计", "27.04"),
        (2023, 11, "contracted_amount", "规模=10亿元以上", "55.75"),
        (2023, 11, "contracted_amount", "规模=50亿元以上", "20.81"),
        (2024, 4, "contracted_amount", "三个500强=合计", "15.32"),
        (2024, 4, "contracted_amount", "规模=10亿元以上", "29.92"),
        (2024, 9, "contracted_amount", "产业=第二产业", "65.18"),
        (2024, 9, "contracted_amount", "投资主体=民企", "73.97"),
        (2024, 9, "funds_in_place", "重点产业链=合计", "53.27"),
        (2024, 9, "funds_in_place", "产业=第二产业", "55.21"),
    ],
)
def test_published_shares_come_out(facts, year, month, indicator, segment, share):
    part = reached(facts, "甘肃省", indicator, segment, year, month)
    whole = reached(facts, "甘肃省", indicator, "来源地=省外", year, month)
    assert printed(part / whole * 100, share) == Decimal(share)


def test_the_province_is_short_of_its_target_as_printed(facts):
    so_far = reached(facts, "甘肃省", "funds_in_place", "来源地=省外", 2024, 9)
    assert printed(so_far / 70, "0.01") == Decimal("93.24")
    assert 7000 - so_far == Decimal("472.89")


def test_chain_funds_of_2023_leave_room_for_growth_above_a_fifth(facts):
    base = reached(facts, "甘肃省", "funds_in_place", "重点产业链=合计", 2023, 12)
    assert base < Decimal("3166.67")


def test_every_left_out_figure_says_why():
    left_out = tomllib.loads(TEXT)["excluded"]
    assert len(left_out) > 10
    assert all(entry["why"] and entry["what"] and entry["region"] for entry in left_out)
