"""Measuring: the line a briefing is about, places, progress and what stands beside it."""

import math

import pytest

from tests.literal_panel import BOOK, OUTSIDE, changed, literal_panel, row
from zsanalytics.briefing.measuring import line_of, measured
from zsanalytics.errors import RequestError
from zsanalytics.schema import WHOLE
from zsanalytics.targets.book import load_targets

TARGETS = load_targets()


def measure(panel, region="甘肃省", asof="2024-09"):
    return measured(panel, TARGETS, region=region, asof=asof, book=BOOK)


def own(found, region=None, indicator="funds_in_place", segment=OUTSIDE):
    rows = found.rows
    wanted = (rows["region"] == (region or found.region)) & (rows["indicator"] == indicator)
    return rows[wanted & (rows["segment"] == segment)].iloc[0]


def test_the_province_is_measured_on_the_line_of_its_target():
    found = measure(literal_panel())
    assert found.line == OUTSIDE
    assert found.whole == "" and found.peers == ()
    assert len(found.units) == 15
    funds = own(found)
    assert round(funds["growth"], 4) == 0.4070
    assert round(funds["monthly"], 2) == 716.11
    assert round(funds["monthly_growth"], 4) == 0.1424
    assert found.total == pytest.approx(6524.20)


def test_a_prefecture_is_placed_in_its_province():
    funds = own(measure(literal_panel(), "庆阳市"))
    assert funds["value_rank"] == 3 and funds["growth_rank"] == 1
    assert funds["part"] == pytest.approx(820.8 / 6527.11)
    assert funds["contribution"] == pytest.approx(280.8 / 4639.03)
    assert funds["contribution_rate"] == pytest.approx(280.8 / 1888.08)
    assert funds["whole_growth"] == pytest.approx(0.4070, abs=1e-4)


def test_ranks_are_compared_with_the_report_before():
    found = measure(literal_panel())
    moves = {
        unit: own(found, unit)["growth_rank_move"] for unit in ("陇南市", "兰州新区", "庆阳市")
    }
    assert moves == {"陇南市": 8, "兰州新区": -4, "庆阳市": 0}
    first = measure(literal_panel(), asof="2024-08")
    assert math.isnan(own(first, "兰州市")["growth_rank_move"])


def test_values_name_the_cells_they_rest_on():
    funds = own(measure(literal_panel(), "兰州市"))
    assert funds["source"] == "兰州市2024-09.xlsx!汇总表!D7"
    assert funds["base_source"] == "兰州市2023-09.xlsx!汇总表!D7"
    assert funds["flow_source"] == "兰州市2024-08.xlsx!汇总表!D7"


def test_a_share_of_contracts_is_of_all_contracts_and_a_chain_of_the_line():
    found = measure(literal_panel())
    large = own(found, indicator="contracted_amount", segment="规模=10亿元以上")
    assert large["share"] == pytest.approx(5631.34 / 9433.27)
    chains = own(found, segment="重点产业链=合计")
    assert chains["share"] == pytest.approx(3477.03 / 6527.11)
    assert chains["whole_source"] == "甘肃省2024-09.xlsx!汇总表!D7"


def test_a_contribution_rate_to_a_fall_is_not_given():
    panel = changed(literal_panel(), "甘肃省", "funds_in_place", OUTSIDE, 9, 4000.0)
    panel = panel[panel["status"] != "computed"]
    funds = own(measure(panel, "庆阳市"))
    assert math.isnan(funds["contribution_rate"])
    assert funds["contribution"] > 0


def test_without_such_a_line_the_whole_is_told():
    panel = literal_panel()
    here = panel[(panel["year"] == 2024) & (panel["month"] == 9)]
    assert line_of(here, TARGETS, "兰州市", BOOK) == OUTSIDE
    assert line_of(here[here["segment"] == WHOLE], TARGETS, "兰州市", BOOK) == WHOLE
    assert line_of(here, TARGETS.iloc[:0], "兰州市", BOOK) == WHOLE


def test_counties_are_units_as_soon_as_one_reports():
    assert measure(literal_panel(), "庆阳市").units == ()
    county = row("西峰区", "funds_in_place", OUTSIDE, 2024, 9, 100.0)
    assert measure(literal_panel(county), "庆阳市").units == BOOK.members("庆阳市")


def test_later_months_are_not_known():
    found = measure(literal_panel(), asof="2024-08")
    assert own(found)["value"] == 5811.0
    assert found.history["month"].where(found.history["year"] == 2024).max() == 8


def test_a_region_without_data_is_refused():
    with pytest.raises(RequestError) as caught:
        measure(literal_panel(), "城关区")
    assert str(caught.value).startswith("region 城关区: no data in 2024-09; regions with data: ")
