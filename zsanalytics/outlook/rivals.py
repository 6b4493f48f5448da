"""Rivals: textbook forecasts of statsmodels, to compare the outlook with in replays.

A rival sees the months of one series and nothing else. It is slower by a hundred times than the
outlook and is never part of it: what was measured stands in `docs/outlook.md`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from zsanalytics.errors import RequestError
from zsanalytics.outlook.grid import Floats, Grid

SMALLEST = 0.05
"""No month counts for less than this share of the series' mean month: logarithms stay finite."""

WHOLE_YEARS = 24
"""A season cannot be told from fewer months."""


def rival_landings(grid: Grid, name: str) -> Floats:
    """Landings of the year by a textbook model of the logarithms of single months.

    Parameters
    ----------
    grid : Grid
        From `series_grid`.
    name : {"theta", "ets"}
        ``theta``: statsmodels' ThetaModel with an additive season. ``ets``: exponential smoothing
        with a damped trend and an additive season.

    Returns
    -------
    array
        One landing a series: so far + the forecast months; NaN with fewer than 24 months since
        the first known one, in December, and without a report this year.

    Raises
    ------
    RequestError
        If the name is unknown.
    """
    if name not in RIVALS:
        raise RequestError(f"rivals: found {name!r}, expected some of {', '.join(RIVALS)}")
    landings = np.full(len(grid.keys), np.nan)
    for row in np.flatnonzero((grid.month > 0) & (grid.month < 12)):
        months = _months(grid.ytd[row], int(grid.month[row]))
        if len(months) >= WHOLE_YEARS:
            ahead = RIVALS[name](np.log(months), 12 - int(grid.month[row]))
            landings[row] = max(grid.so_far[row], 0.0) + float(np.exp(ahead).sum())
    return landings


def _months(ytd: Floats, month: int) -> Floats:
    """Give the flows from the first known year on to a month, bounded below."""
    known = np.isfinite(ytd[:, 0]) & np.isfinite(ytd[:, 11])
    known[-1] = True
    first = len(known) - int(np.argmin(np.r_[known[::-1], False]))
    flows = np.diff(ytd[first:], axis=1, prepend=0.0).ravel()
    flows = flows[: len(flows) - 12 + month]
    usual = float(flows.mean()) if len(flows) else 0.0
    if not usual > 0:
        return np.zeros(0)
    return np.maximum(flows, SMALLEST * usual)


def _theta(logs: Floats, steps: int) -> Floats:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of convergence: a rival that stumbles still counts
        fitted = ThetaModel(logs, period=12, method="additive").fit()
        return np.asarray(fitted.forecast(steps), dtype=float)


def _ets(logs: Floats, steps: int) -> Floats:
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ExponentialSmoothing(
            logs, trend="add", damped_trend=True, seasonal="add", seasonal_periods=12,
            initialization_method="heuristic" if len(logs) >= 36 else "estimated",
        )  # fmt: skip
        return np.asarray(model.fit().forecast(steps), dtype=float)


RIVALS: dict[str, Callable[[Floats, int], Floats]] = {"theta": _theta, "ets": _ets}
