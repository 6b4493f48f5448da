"""Ground of the outlook: the grid, seasonal profiles, rules and the shipped prior."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.outlook import model
from zsanalytics.outlook.grid import series_grid
from zsanalytics.outlook.profile import monthly_season, shrunken_profile
from zsanalytics.outlook.signals import read_signals

ALONE = np.zeros(1, dtype=int)


def years(*totals):
    """Make one series of even years; the last one known throughout."""
    return np.array([[[total * month / 12 for month in range(1, 13)] for total in totals]])


def test_rules_of_even_years_by_hand():
    signals = read_signals(years(120, 240), 6, ALONE)
    assert signals.remainder.tolist() == [60]
    assert signals.so_far.tolist() == [120]
    for name in ("growth", "even", "profile", "level3", "level6", "momentum", "latest"):
        assert signals.rules[name] == pytest.approx(np.log(2), abs=1e-6), name


def test_the_rest_of_the_year_is_not_looked_at():
    seen, blind = years(120, 240), years(120, 240)
    blind[0, -1, 6:] = np.nan
    one, two = (read_signals(ytd, 6, ALONE) for ytd in (seen, blind))
    for name, rule in one.rules.items():
        assert rule == pytest.approx(two.rules[name]), name


def test_zero_so_far_is_bounded_not_infinite():
    ytd = years(120, 240)
    ytd[0, -1] = 0.0
    signals = read_signals(ytd, 2, ALONE)
    assert all(np.isfinite(rule).all() for rule in signals.rules.values())
    assert signals.rules["growth"] == pytest.approx(-1.5)


def test_a_noisy_profile_goes_to_its_peers_a_steady_one_stays():
    ratio = np.array([[1.0, 1.0, 1.0], [-2.0, 2.0, 3.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    own, noise = shrunken_profile(ratio, np.zeros(4, dtype=int))
    assert abs(own[0] - 1.0) < abs(own[1] - 1.0)
    assert noise[1] > noise[0]


def test_the_season_of_even_years_is_even():
    season = monthly_season(years(100, 110, 120), ALONE)
    assert season == pytest.approx(1 / 12)


def test_grid_bridges_holes_and_keeps_late_months_apart():
    panel = pd.DataFrame(
        {"region": "甲", "indicator": "x", "year": [2023, 2023, 2023, 2024], "month": [2, 4, 12, 3],
         "value": [20.0, 60.0, 100.0, 33.0]}
    )  # fmt: skip
    grid = series_grid(panel, 2024, 5)
    assert grid.ytd[0, 0, :4].tolist() == [10, 20, 40, 60]
    assert (grid.month[0], grid.so_far[0]) == (3, 33)
    assert np.isnan(grid.ytd[0, 1, 3:]).all()


def test_the_shipped_prior_has_a_weight_for_every_term_and_month():
    prior = model.load_prior()
    signals = read_signals(years(120, 240), 6, ALONE)
    assert set(prior.centre) == set(model.centre_terms(signals, 6))
    assert set(prior.spread) == set(model.spread_terms(signals, np.zeros(1)))
    assert {len(row) for row in (*prior.centre.values(), *prior.spread.values())} == {11}
    assert prior.errors.shape == (11, len(prior.levels))
    assert (np.diff(prior.errors, axis=1) > 0).all()


def test_growth_is_damped_hard_early_and_less_later():
    kept = []
    for month in (2, 6, 9):
        signals = read_signals(years(100, 100, 115), month, ALONE)
        centre = model.weigh(model.centre_terms(signals, month), model.load_prior().centre, month)
        kept.append(float(centre[0] / np.log(1.15)))
    assert 0 < kept[0] < kept[2] < 1.1
