"""The distribution of a landing: its quantiles, the chance of a line, and draws from it.

A landing is what has arrived plus a remainder, and the logarithm of the remainder has an error of
known size and symmetric shape. So no landing is below what has arrived, and the middle of the
distribution is the forecast itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.outlook import model
from zsanalytics.outlook.grid import Floats, Ints


class Forecast(NamedTuple):
    """Landings of many series.

    The landing is ``arrived + remainder · exp(error)``: ``arrived`` this year's figure where it
    cannot shrink (else 0), ``remainder`` its middle, ``scale`` the size of the error (0: certain),
    ``shape`` the month (1 to 11) whose row of ``errors`` holds: the standardised errors that the
    shares ``prior.levels`` of errors stay within. ``method`` is a Chinese phrase.
    """

    keys: pd.DataFrame
    so_far: Floats
    arrived: Floats
    remainder: Floats
    scale: Floats
    shape: Ints
    method: list[str]
    years: Ints
    errors: Floats

    @property
    def expected(self) -> Floats:
        """The median landing."""
        return self.arrived + self.remainder

    def take(self, rows: Ints) -> Forecast:
        """Keep some series, in the order given."""
        return Forecast(
            keys=self.keys.iloc[rows], so_far=self.so_far[rows], arrived=self.arrived[rows],
            remainder=self.remainder[rows], scale=self.scale[rows], shape=self.shape[rows],
            method=[self.method[row] for row in rows], years=self.years[rows],
            errors=self.errors,
        )  # fmt: skip


def interval(forecast: Forecast, level: float) -> tuple[Floats, Floats]:
    """Give the central interval that holds the landing with probability ``level``."""
    share = np.full((1, len(forecast.scale)), level)
    error = error_within(forecast, share)[0]
    return landed(forecast, -error), landed(forecast, error)


def landed(forecast: Forecast, error: Floats) -> Floats:
    """Give the landing at a standardised error (the last axis runs over series)."""
    stretch = np.exp(model.straight(forecast.scale * error))
    return forecast.arrived + forecast.remainder * stretch


def chance(forecast: Forecast, target: Floats) -> Floats:
    """Give the probability that each landing reaches its target; NaN where there is none."""
    ahead = target - forecast.arrived
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.log(np.maximum(ahead, 0.0) / forecast.remainder)
        bent = np.sign(needed) * model.bent(np.abs(needed))
        error = bent / forecast.scale
    within = np.empty(len(target))
    for month in np.unique(forecast.shape):
        here = forecast.shape == month
        within[here] = np.interp(np.abs(error[here]), *_curve(forecast, month)[::-1])
    odds = 0.5 - 0.5 * np.sign(error) * within
    certain = (forecast.scale == 0) | (forecast.remainder == 0)
    odds = np.where(certain, (forecast.expected >= target).astype(float), odds)
    odds = np.where(target <= forecast.arrived, 1.0, odds)
    return np.where(np.isnan(target), np.nan, odds)


def standard_errors(forecast: Forecast, uniform: Floats) -> Floats:
    """Turn uniform numbers (draws × series) into standardised errors of each series."""
    return np.sign(uniform - 0.5) * error_within(forecast, np.abs(2 * uniform - 1))


def error_within(forecast: Forecast, share: Floats) -> Floats:
    """Size of the standardised error that a share of errors (… × series) stays within."""
    size = np.empty_like(share)
    for month in np.unique(forecast.shape):
        here = forecast.shape == month
        size[:, here] = np.interp(share[:, here], *_curve(forecast, month))
    return size


def _curve(forecast: Forecast, month: int) -> tuple[Floats, Floats]:
    levels = model.load_prior().levels
    return np.r_[0.0, levels], np.r_[0.0, forecast.errors[month - 1]]
