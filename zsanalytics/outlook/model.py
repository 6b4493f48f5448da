"""The outlook's model: how the rules are weighed, and how wide the odds are.

``log(remainder ÷ last year's remainder)`` is a weighted sum of *terms*; the logarithm of its
usual error is another. The weights are a prior fitted on public year-to-date series of official
statistics (``prior.toml`` says which, when and by what script); the panel's own past years then
correct the size of the error (`zsanalytics.outlook.record`).
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zsanalytics.outlook.grid import Floats
from zsanalytics.outlook.signals import Signals

PRIOR = Path(__file__).with_name("prior.toml")

MIDDLE = ("growth", "even", "profile", "level3", "level6", "mid", "theta")
NARROW = ("growth", "even", "level6", "mid", "theta")
WIDE = ("growth", "even", "profile", "level3", "level6", "slow", "mid", "momentum", "theta")


class Prior(NamedTuple):
    """Weights by term, one a month (January to November), and the shape of errors.

    ``errors`` holds, by month, the quantiles of standardised errors at ``levels`` (the share of
    errors within ±).
    """

    centre: dict[str, Floats]
    spread: dict[str, Floats]
    levels: Floats
    errors: Floats


@functools.lru_cache(maxsize=4)
def load_prior(path: Path = PRIOR) -> Prior:
    """Read the shipped prior."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    centre, spread = (_weights(table[part]) for part in ("centre", "spread"))
    errors = table["errors"]
    return Prior(centre, spread, np.array(errors["levels"]), np.array(errors["quantiles"]))


def _weights(table: dict[str, list[float]]) -> dict[str, Floats]:
    return {name: np.array(row, dtype=float) for name, row in table.items()}


def centre_terms(signals: Signals, month: int) -> dict[str, Floats]:
    """List what the remainder is regressed on; all are 0 when nothing is out of the ordinary."""
    rules = signals.rules
    middle = _median(rules, MIDDLE)
    even_rest = (12 - month) / 12
    return {
        "middle": middle,
        "narrow": _median(rules, NARROW),
        "wide": _median(rules, WIDE),
        "level3": rules["level3"],
        "fast": rules["fast"],
        "slow_damped": _damped(rules["slow"]),
        "latest_damped": _damped(rules["latest"]),
        "theta": rules["theta"],
        "growth_noise": rules["growth"] * signals.noise,
        "even_noise": rules["even"] * signals.noise,
        "level3_noise": rules["level3"] * signals.noise,
        "middle_noise": middle * signals.noise,
        "middle_rough": middle * signals.rough,
        "middle_trend": middle * np.minimum(np.abs(signals.trend), 1.0),
        "middle_growth": middle * np.minimum(np.abs(rules["growth"]), 1.0),
        "lean": np.log(np.maximum(signals.remainder / signals.landing, 0.02) / even_rest),
        "noise": signals.noise,
        "one": np.ones(len(middle)),
    }


def spread_terms(signals: Signals, centre: Floats) -> dict[str, Floats]:
    """List what the size of the error is regressed on."""
    rules = signals.rules
    names = ("growth", "even", "profile", "level6", "mid", "slow")
    every = np.stack([np.zeros_like(centre), *(rules[name] for name in names)])
    apart = np.abs(every - np.median(every, axis=0)).mean(axis=0)
    return {
        "noise": signals.noise,
        "rough": signals.rough,
        "apart": np.log(apart + 0.02),
        "move": np.log(np.abs(centre) + 0.05),
        "surprise": np.log(np.abs(rules["growth"] - centre) + 0.05),
        "years": np.log(np.clip(signals.years, 1, 4)),
        "one": np.ones(len(centre)),
    }


def weigh(terms: dict[str, Floats], weights: dict[str, Floats], month: int) -> Floats:
    """Add the terms up under a month's weights."""
    return np.sum([weights[name][month - 1] * term for name, term in terms.items()], axis=0)


def error_scale(signals: Signals, centre: Floats, prior: Prior, month: int) -> Floats:
    """Give the usual size of each series' error."""
    return np.exp(weigh(spread_terms(signals, centre), prior.spread, month))


def _median(rules: dict[str, Floats], names: tuple[str, ...]) -> Floats:
    """Median of the named rules and of "as much as last year" (0)."""
    first = rules[names[0]]
    return np.median(np.stack([np.zeros_like(first), *(rules[name] for name in names)]), axis=0)


def _damped(rule: Floats) -> Floats:
    return np.tanh(rule / 0.3) * 0.3


LONG_TAIL = 2.0


def bent(error: Floats) -> Floats:
    """Stretch a logarithmic error so that `straight` bounds it: no landing e² times too high.

    Examples
    --------
    >>> import numpy as np
    >>> bool(np.isclose(straight(bent(np.array([0.7]))), 0.7).all())
    True
    """
    return LONG_TAIL * np.arctanh(np.minimum(error, 0.999 * LONG_TAIL) / LONG_TAIL)


def straight(error: Floats) -> Floats:
    """Undo `bent`."""
    return LONG_TAIL * np.tanh(error / LONG_TAIL)
