"""Seasonal profiles, each shrunken by its signal-to-noise toward its peers' and even pace."""

from __future__ import annotations

import numpy as np

from zsanalytics.outlook.grid import Floats, Ints

USUAL_NOISE = 0.06
"""Variance of log(remainder ÷ year to date) from year to year in an ordinary series."""


def shrunken_profile(ratio: Floats, peers: Ints) -> tuple[Floats, Floats]:
    """Mean log(remainder ÷ year to date) of past years, shrunken toward the peers' mean.

    The weight of a series' own mean is k·b ÷ (k·b + s): k its years, s its variance from year to
    year, b the variance between series, all pooled over the panel and held by the usual values.

    Parameters
    ----------
    ratio : array
        Series × past years; NaN where a year is not known.
    peers : array
        Group number of each series.

    Returns
    -------
    tuple of array
        The profile, and the variance from year to year it was judged by.

    Examples
    --------
    >>> import numpy as np
    >>> steady = np.full((3, 4), 0.5)
    >>> [round(float(v), 6) for v in shrunken_profile(steady, np.zeros(3, dtype=int))[0]]
    [0.5, 0.5, 0.5]
    """
    known = np.isfinite(ratio)
    years = known.sum(axis=1)
    have = years > 0
    mean = np.where(known, ratio, 0).sum(axis=1) / np.maximum(years, 1)
    squares = (np.where(known, ratio - mean[:, None], 0) ** 2).sum(axis=1)
    free = np.maximum(years - 1, 0)
    pooled = (USUAL_NOISE * 20 + np.minimum(squares, 4 * free).sum()) / (20 + free.sum())
    noise = (4 * pooled + squares) / (4 + free)
    around = peers_mean(mean, peers, have)
    spread = np.where(have, (mean - around) ** 2 - noise / np.maximum(years, 1), 0.0)
    between = max((spread.sum() + 0.5) / (have.sum() + 10), 0.005)
    weight = years * between / (years * between + noise)
    return np.where(have, around + weight * (mean - around), around), noise


def peers_mean(values: Floats, peers: Ints, have: Floats) -> Floats:
    """Mean over each series' peers, held by two series' worth of the mean over all."""
    size = int(peers.max(initial=0)) + 1
    total = np.bincount(peers, np.where(have, values, 0.0), size)
    count = np.bincount(peers, have.astype(float), size)
    overall = values[have].mean() if have.any() else 0.0
    return ((total + 2 * overall) / (count + 2))[peers]


def monthly_season(ytd: Floats, peers: Ints) -> Floats:
    """Share of the year that each calendar month holds, series × 12, never below a tenth of 1/12.

    60 % the series' own share over past years (held by two even years), 25 % its peers', 15 % even
    pace.
    """
    past = ytd[:, :-1]
    shares = np.diff(past, axis=2, prepend=0.0) / past[:, :, 11:]
    known = np.isfinite(shares)
    own = (np.where(known, shares, 0).sum(axis=1) + 2 / 12) / (known.sum(axis=1) + 2)
    size = int(peers.max(initial=0)) + 1
    sums = np.zeros((size, 12))
    np.add.at(sums, peers, own)
    group = (sums / np.maximum(np.bincount(peers, minlength=size), 1)[:, None])[peers]
    return np.maximum(0.6 * own + 0.25 * group + 0.15 / 12, 0.01)
