"""The Theta method of many series at once is statsmodels' Theta of each."""

import numpy as np
import pytest
from statsmodels.tsa.forecasting.theta import ThetaModel

from zsanalytics.outlook.theta import theta_ahead


def series(seed, *, count, season, noise=0.2):
    random = np.random.default_rng(seed)
    walk = random.normal(0.01, 0.08, (8, count)).cumsum(axis=1)
    months = season * np.sin(np.arange(count) * np.pi / 6)
    return walk + months + random.normal(0, noise, (8, count))


@pytest.mark.parametrize("count", [24, 29, 45, 93])
@pytest.mark.parametrize("season", [0.0, 0.6])
def test_it_is_the_theta_of_statsmodels(count, season):
    values = series(count, count=count, season=season)
    ours = theta_ahead(values, 6)
    theirs = [ThetaModel(row, period=12, method="additive").fit().forecast(6) for row in values]
    apart = np.abs(ours - np.array(theirs)).max(axis=1)
    assert np.sort(apart)[-2] < 0.01  # one of eight may be a local optimum of statsmodels' search


def test_a_series_is_forecast_alone():
    values = series(1, count=40, season=0.4)
    assert theta_ahead(values[2:3], 4)[0] == pytest.approx(theta_ahead(values, 4)[2])


def test_a_flat_series_stays_flat():
    assert theta_ahead(np.full((2, 30), 3.0), 3) == pytest.approx(3.0)
