"""Prospects: one outlook for the whole tree, so that two bulletins say the same of a unit."""

import pytest

from tests.literal_panel import OUTSIDE, row
from tests.test_golden import golden_panel, write
from zsanalytics.briefing.gathering import prepare, vintage_folder
from zsanalytics.briefing.prospects import kept_ahead, kept_series


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prospects")
    write(folder, golden_panel(), "2024-09", 1)
    return folder


def test_a_prefectures_bulletin_says_what_the_provinces_says_of_it(office):
    province = prepare("2024-09", "甘肃省", project=office).told.facts
    own = prepare("2024-09", "庆阳市", project=office).told.facts
    for name in ("expected", "lower_80", "upper_80", "chance"):
        assert own[name]["text"] == province[f"{name}@庆阳市"]["text"]


def test_the_record_is_of_this_month_in_past_years_only(office):
    found = kept_ahead(vintage_folder(office, "2024-09"), "2024-09", OUTSIDE)
    assert set(found.record["month"]) == {9} and found.record["year"].max() == 2023
    assert set(found.outlook["asof"]) == {"2024-09"}


def test_the_series_stop_at_the_month(office):
    series = kept_series(vintage_folder(office, "2024-09"), "2024-05", OUTSIDE)
    assert series.loc[series["year"] == 2024, "month"].max() == 5


def test_december_and_a_first_year_have_no_record(tmp_path):
    import pandas as pd

    from zsanalytics.schema import PANEL, conform

    rows = [row("甘肃省", "funds_in_place", OUTSIDE, 2024, m, 10.0 * m) for m in range(2, 13)]
    write(tmp_path, conform(pd.DataFrame(rows), PANEL), "2024-12", 1)
    folder = vintage_folder(tmp_path, "2024-12")
    assert kept_ahead(folder, "2024-12", OUTSIDE).record.empty
    assert kept_ahead(folder, "2024-06", OUTSIDE).record.empty


def test_the_expected_year_end_names_the_cells_it_rests_on(office):
    facts = prepare("2024-09", "庆阳市", project=office).told.facts
    cells = facts["expected"]["sources"]
    assert "庆阳市2024-09.xlsx!汇总表!D7" in cells and "庆阳市2023-12.xlsx!汇总表!D7" in cells
