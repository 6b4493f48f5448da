"""What the panel's own past years say about the rules: replayed as if then, nothing seen after.

Three uses. The weights of a few rules are corrected by a ridge toward the prior; a series that has
followed one plain rule to the digit is trusted to do so again; and the panel's own errors, taken
symmetric, are blended with the prior's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from zsanalytics.outlook import model
from zsanalytics.outlook.grid import Floats, Ints
from zsanalytics.outlook.signals import Signals, read_signals

REPLAYED = 4
"""At most so many past years are replayed."""

PRIOR_ROWS = 40.0
"""How many replayed landings the prior's distribution of errors is worth."""

TRUST = 0.02
"""A rule whose largest past error (a logarithm) is this is believed by half, with three replays."""

PLAIN_RULES = ("growth", "even")


OWN_RULES = ("growth", "even", "profile", "level3")
LEEWAY, LEEWAY_OF_ALL = 0.03, 0.01
"""How far (a standard deviation) a panel's own weight of a rule, and its constant, may lie off."""


class Record(NamedTuple):
    """``trust`` and ``worst`` (largest past error) are rules × series.

    ``weights`` correct the centre (`own_terms`); ``errors`` are the quantiles of standardised
    errors to go by.
    """

    trust: Floats
    worst: Floats
    weights: Floats
    errors: Floats


class _Replays(NamedTuple):
    """Replays one a row: terms of the correction, error of the prior's centre, its scale."""

    terms: Floats
    missed: Floats
    scale: Floats


def read_record(
    ytd: Floats,
    month: int,
    peers: Ints,
    prior: model.Prior,
    now: Signals,
    widening: Floats,
) -> Record:
    """Replay up to four past years of a panel at a month.

    ``ytd`` is series × years × 12 as in `read_signals`; only its past years are used. How noisy
    a series is, is taken from ``now``, its signals today, so that rules are weighed as they will
    be; ``widening`` is what today's scales are multiplied by.
    """
    worst = np.zeros((len(PLAIN_RULES), len(ytd)))
    times = np.zeros(len(ytd))
    replays = [_Replays(np.empty((0, len(OWN_RULES) + 1)), np.empty(0), np.empty(0))]
    for back in range(1, min(ytd.shape[1] - 1, REPLAYED + 1)):
        then = ytd[:, : ytd.shape[1] - back]
        known = np.flatnonzero(np.isfinite(then[:, -1, 11]) & np.isfinite(then[:, -2, 11]))
        if not len(known):
            continue
        groups = np.unique(peers[known], return_inverse=True)[1]
        signals = read_signals(then[known], month, groups)
        signals = signals._replace(
            noise=now.noise[known], rough=now.rough[known], years=now.years[known]
        )
        truth = _truth(signals, then[known, -1, 11], month)
        missed = [np.abs(truth - signals.rules[name]) for name in PLAIN_RULES]
        worst[:, known] = np.maximum(worst[:, known], missed)
        times[known] += 1
        centre = model.weigh(model.centre_terms(signals, month), prior.centre, month)
        scale = model.error_scale(signals, centre, prior, month) * widening[known]
        replays.append(_Replays(own_terms(signals), truth - centre, scale))
    trust = 1 / (1 + (worst / TRUST) ** 2 * (3 / np.maximum(times, 1)) ** 3)
    every = _Replays(*(np.concatenate(part) for part in zip(*replays, strict=True)))
    weights = _own_weights(every)
    sizes = model.bent(np.abs(every.missed - every.terms @ weights)) / every.scale
    errors = _blended(sizes, month, prior)
    return Record(np.where(times > 0, trust, 0.0), worst, weights, errors)


def own_terms(signals: Signals) -> Floats:
    """Rules whose weight a panel may correct, and a constant: series × terms."""
    rules = [signals.rules[name] for name in OWN_RULES]
    return np.stack([*rules, np.ones_like(signals.so_far)], axis=1)


def _own_weights(replays: _Replays) -> Floats:
    """Ridge toward the prior: the steadier the panel, the more its own record counts."""
    count = replays.terms.shape[1]
    weights: Floats = np.zeros(count)
    if len(replays.missed) < 2 * count:
        return weights
    usual = max(1.5 * float(np.median(np.abs(replays.missed))), 0.003)
    held = usual**2 / np.r_[np.full(count - 1, LEEWAY), LEEWAY_OF_ALL] ** 2
    for _ in range(4):
        off = (replays.missed - replays.terms @ weights) / usual
        left = (replays.terms / np.sqrt(1 + off**2)[:, None]).T
        weights = np.asarray(
            np.linalg.solve(left @ replays.terms + np.diag(held), left @ replays.missed), float
        )
    return weights


def _truth(signals: Signals, whole: Floats, month: int) -> Floats:
    rest = np.maximum(whole - signals.so_far, 0.02 * whole * (12 - month) / 12)
    return np.clip(np.log(rest / signals.remainder), -2.0, 2.0)


def _blended(sizes: Floats, month: int, prior: model.Prior) -> Floats:
    """Blend the quantiles of the panel's errors with the prior's, by number of replays."""
    usual = prior.errors[month - 1]
    if not len(sizes):
        return usual
    reach = np.minimum(prior.levels * (1 + 1 / len(sizes)), 1.0)  # few errors show no wide one
    own = np.maximum(np.quantile(sizes, reach), 1e-3)
    weight = len(sizes) / (len(sizes) + PRIOR_ROWS)
    return np.exp(weight * np.log(own) + (1 - weight) * np.log(usual))
