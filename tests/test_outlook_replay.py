"""Replays: nothing later is seen, errors by hand, the summary."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.errors import RequestError
from zsanalytics.outlook.grid import series_grid
from zsanalytics.outlook.landing import year_end
from zsanalytics.outlook.replay import record, replay
from zsanalytics.outlook.rivals import rival_landings


def growing(years=4, seed=0):
    random = np.random.default_rng(seed)
    rows = []
    for region in ("甲", "乙"):
        for year in range(years):
            flow = random.gamma(8, 1.2**year, 12).cumsum()
            rows += [(region, 2020 + year, m + 1, v) for m, v in enumerate(flow)]
    panel = pd.DataFrame(rows, columns=["region", "year", "month", "value"])
    return panel.assign(indicator="到位", segment="全部")


def test_a_replay_is_the_outlook_of_that_month():
    panel = growing()
    table = replay(panel, months=(6,), levels=(0.8,))
    then = year_end(panel.query("year < 2022 or (year == 2022 and month <= 6)"), "2022-06")
    ours = table.query("year == 2022").set_index("region")["expected"]
    assert ours.to_dict() == pytest.approx(then.set_index("region")["expected"].to_dict())


def test_errors_and_coverage_by_hand():
    panel = growing()
    row = replay(panel, months=(9,), levels=(0.8,)).iloc[0]
    own = panel[panel["region"] == row["region"]].set_index(["year", "month"])["value"]
    year = row["year"]
    assert row["landed"] == own[year, 12]
    assert row["error"] == pytest.approx(row["expected"] / own[year, 12] - 1)
    assert row["even_error"] == pytest.approx(own[year, 9] * 12 / 9 / own[year, 12] - 1)
    carried = own[year - 1, 12] * own[year, 9] / own[year - 1, 9]
    assert row["carry_error"] == pytest.approx(carried / own[year, 12] - 1)
    assert row["covered_80"] == (row["lower_80"] <= own[year, 12] <= row["upper_80"])


def test_each_series_year_and_month_once():
    table = replay(growing(), months=(3, 6))
    assert len(table) == 2 * 3 * 2
    assert not table.duplicated(["region", "year", "month"]).any()


def test_the_record_by_region():
    summary = record(replay(growing(), months=(3, 6, 9)), by="region")
    assert summary["landings"].tolist() == [9, 9]
    assert summary["coverage_80"].between(0, 1).all()


def test_no_past_year_gives_an_empty_table_with_its_columns():
    table = replay(growing(years=1), months=(6,))
    assert table.empty
    assert {"landed", "error", "covered_80"} <= set(table)


def test_a_wrong_month_is_refused():
    with pytest.raises(RequestError, match=r"^months: found 12, expected 1 to 11; December is"):
        replay(growing(), months=(12,))


def seasonal(years=4):
    """Make months of one season that grow by 1 % each, noise-free."""
    season = np.array([2, 6, 7, 7, 9, 12, 10, 8, 12, 10, 9, 8]) / 100
    flows = np.concatenate([1000 * season] * years) * 1.01 ** np.arange(12 * years)
    ytd = flows.reshape(years, 12).cumsum(axis=1)
    rows = [("甲", 2020 + y, m + 1, ytd[y, m]) for y in range(years) for m in range(12)]
    panel = pd.DataFrame(rows, columns=["region", "year", "month", "value"])
    return panel.assign(indicator="到位", segment="全部"), ytd[-1, 11]


@pytest.mark.parametrize("name", ["theta", "ets"])
def test_a_rival_lands_a_smooth_series_nearly_exactly(name):
    panel, landed = seasonal()
    grid = series_grid(panel, 2023, 6)
    assert rival_landings(grid, name)[0] == pytest.approx(landed, rel=0.03)


def test_a_rival_with_too_few_months_says_nothing():
    panel, _ = seasonal(years=2)
    assert np.isnan(rival_landings(series_grid(panel, 2021, 6), "theta")).all()
    zeros = seasonal()[0].assign(value=0.0)
    assert np.isnan(rival_landings(series_grid(zeros, 2023, 6), "theta")).all()


def test_rivals_stand_in_the_replays_and_the_record():
    table = replay(growing(), months=(6,), rivals=("theta",))
    then = growing().query("year < 2023 or (year == 2023 and month <= 6)")
    landing = rival_landings(series_grid(then, 2023, 6), "theta")
    last = table[table["year"] == 2023]
    assert last["theta_error"].to_numpy() == pytest.approx(landing / last["landed"] - 1)
    summary = record(table)
    both = table.dropna(subset=["theta_error"])
    by_hand = 1 - both["error"].abs().median() / both["theta_error"].abs().median()
    assert summary["skill_theta"].tolist() == [pytest.approx(by_hand)]
    assert not [name for name in table if name.startswith("_")]


def test_an_unknown_rival_is_refused():
    with pytest.raises(RequestError, match=r"^rivals: found 'prophet', expected some of theta, "):
        replay(growing(), months=(6,), rivals=("prophet",))
    empty = replay(growing(years=1), months=(6,), rivals=("ets",))
    assert empty.empty and "ets_error" in empty
