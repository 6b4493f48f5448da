"""What a year so far says about its rest: simple rules and how far each can be trusted.

Every rule is the logarithm of *remainder of this year ÷ remainder of last year*, so 0 says "as
much as last year brought from here on". Nothing here is fitted.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from zsanalytics.outlook.grid import Floats, Ints
from zsanalytics.outlook.profile import USUAL_NOISE, monthly_season, shrunken_profile
from zsanalytics.outlook.theta import theta_ahead

THETA_YEARS = 4
"""Whole years that the Theta method looks back: an older trend is no guide to this one."""

WIDEST = 1.5
"""Rules are bounded at ± this logarithm: a remainder 4.5 times last year's, or 22 % of it."""


class Signals(NamedTuple):
    """Rules and descriptions of series at one month.

    ``rules`` maps names to arrays: growth (as so far), even (pace), profile (seasonal pace),
    level3 and level6 (recent months × season), slow, mid and fast (smoothed level × season), theta
    (the Theta method; mid where there are less than two years), momentum (growth of three months),
    latest (of one). ``remainder`` is last year's remainder,
    ``landing`` last year's result, ``noise`` the log of the profile's noise and ``rough`` the log
    of the months' roughness (both 0 in an ordinary series), ``trend`` last year's own growth,
    ``years`` how many past years were known.
    """

    rules: dict[str, Floats]
    so_far: Floats
    landing: Floats
    remainder: Floats
    noise: Floats
    rough: Floats
    trend: Floats
    years: Ints

    def take(self, rows: Ints) -> Signals:
        """Keep some series."""
        rules = {name: rule[rows] for name, rule in self.rules.items()}
        fields: Any = (field[rows] for field in self[1:])
        return Signals(rules, *fields)


class Months(NamedTuple):
    """Monthly flows through the years, ``end`` of them known, bounded below; ``season`` × 12."""

    flow: Floats
    end: int
    season: Floats


def read_signals(ytd: Floats, month: int, peers: Ints) -> Signals:
    """Read the rules off series known to ``month`` of their last year.

    Parameters
    ----------
    ytd : array
        Series × years × 12; last year's whole year must be known, others may be NaN.
    month : int
        1 to 11; the current year is known until then, and not looked at after it.
    peers : array
        A group number for each series; members of a group lend each other their season.
    """
    past, whole = ytd[:, :-1], ytd[:, :-1, 11]
    pace = np.log((12 - month) / month)
    rest = np.maximum(whole - past[:, :, month - 1], 0.05 * (12 - month) / 12 * whole)
    least = 0.02 * month / 12 * whole
    begun = np.maximum(past[:, :, month - 1], least)
    so_far = np.maximum(ytd[:, -1, month - 1], 0.0)
    growth = _bounded(np.log(np.maximum(so_far, least[:, -1]) / begun[:, -1]))
    ratio = pace + np.clip(np.log(rest / begun) - pace, -2.5, 2.5)
    own, noise = shrunken_profile(ratio, peers)
    months = _months(ytd, month, peers)
    levels, rough = _levels(months, month, rest[:, -1], whole[:, -1])
    rules = levels | {
        "theta": _theta(months, month, rest[:, -1], levels["mid"]),
        "growth": growth,
        "even": _bounded(growth + pace - ratio[:, -1]),
        "profile": _bounded(growth + own - ratio[:, -1]),
        "momentum": _momentum(months, 3, growth),
        "latest": _momentum(months, 1 if month > 2 else 3, growth),
    }
    return Signals(
        rules=rules, so_far=so_far, landing=whole[:, -1], remainder=rest[:, -1],
        noise=np.clip(np.log(noise / USUAL_NOISE), -4.0, 2.0), rough=rough,
        trend=_trend(whole), years=np.isfinite(whole).sum(axis=1),
    )  # fmt: skip


def _bounded(rule: Floats) -> Floats:
    return np.clip(rule, -WIDEST, WIDEST)


def _months(ytd: Floats, month: int, peers: Ints) -> Months:
    whole = np.concatenate([ytd[:, :-1, 11], ytd[:, -2:-1, 11]], axis=1)
    flow = np.diff(ytd, axis=2, prepend=0.0)
    flow = np.maximum(flow, 0.05 * whole[:, :, None] / 12).reshape(len(ytd), ytd.shape[1] * 12)
    end = (ytd.shape[1] - 1) * 12 + month
    return Months(flow[:, :end], end, monthly_season(ytd, peers))


def _momentum(months: Months, span: int, otherwise: Floats) -> Floats:
    """Growth of the last ``span`` months over the same a year before; ``otherwise`` if unknown."""
    end = months.end
    if end - span < 12:
        return otherwise
    now = months.flow[:, end - span :].sum(axis=1)
    before = months.flow[:, end - span - 12 : end - 12].sum(axis=1)
    rule = np.log(now / before)
    return _bounded(np.where(np.isfinite(rule), rule, otherwise))


def _levels(
    months: Months, month: int, remainder: Floats, landing: Floats
) -> tuple[dict[str, Floats], Floats]:
    """Rules "recent level × season of the rest", and how rough the months are."""
    season = np.tile(months.season, (1, months.end // 12 + 1))[:, : months.end]
    ahead = np.log(months.season[:, month:].sum(axis=1) / remainder)
    level = np.log(months.flow / np.maximum(season, 0.2 / 12))
    known = np.isfinite(level)
    filled = np.where(known, level, 0.0)
    rules = {}
    for name, share in (("slow", 0.2), ("mid", 0.4), ("fast", 0.7)):
        weight = np.where(known, (1 - share) ** np.arange(months.end - 1, -1, -1), 0.0)
        total = weight.sum(axis=1)
        mean = (filled * weight).sum(axis=1) / np.maximum(total, 1e-12)
        rules[name] = _bounded(np.where(total > 0, mean, np.log(landing)) + ahead)
    for span in (3, 6):
        recent = months.flow[:, -span:].sum(axis=1) / season[:, -span:].sum(axis=1)
        rule = np.log(recent) + ahead
        rules[f"level{span}"] = _bounded(np.where(np.isfinite(rule), rule, rules["mid"]))
    step = np.abs(np.diff(level, axis=1))
    steps = np.isfinite(step)
    size = np.where(steps, np.minimum(step, 1.5), 0.0).sum(axis=1)
    return rules, np.log((size + 6 * 0.15) / (steps.sum(axis=1) + 6) / 0.15)


def _theta(months: Months, month: int, remainder: Floats, otherwise: Floats) -> Floats:
    """Rule of the Theta method on logarithms, over the years without a hole before this one."""
    rule = otherwise.copy()
    known = np.isfinite(months.flow)
    first = months.end - np.argmin(np.c_[known[:, ::-1], np.zeros(len(known), bool)], axis=1)
    first = np.maximum(-(-first // 12), months.end // 12 - THETA_YEARS) * 12
    for start in np.unique(first[first <= months.end - 24]):
        rows = np.flatnonzero(first == start)
        ahead = theta_ahead(np.log(months.flow[rows, start:]), 12 - month)
        rule[rows] = _bounded(np.log(np.exp(ahead).sum(axis=1) / remainder[rows]))
    return rule


def _trend(whole: Floats) -> Floats:
    if whole.shape[1] < 2:
        return np.zeros(len(whole))
    trend = np.log(whole[:, -1] / whole[:, -2])
    return _bounded(np.where(np.isfinite(trend), trend, 0.0))
