"""What the panel's own past years say about the rules: replayed as if then, nothing seen after.

Two uses. A series that has followed one plain rule to the digit is trusted to do so again; and
the usual size of the panel's errors corrects the prior's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from zsanalytics.outlook import model
from zsanalytics.outlook.grid import Floats, Ints
from zsanalytics.outlook.signals import Signals, read_signals

REPLAYED = 4
"""At most so many past years are replayed."""

PRIOR_ROWS = 120.0
"""How many replayed landings the prior's error size is worth."""

TRUST = 0.03
"""A rule whose largest past error (a logarithm) is this is believed by half, with three replays."""

PLAIN_RULES = ("growth", "even")


class Record(NamedTuple):
    """``trust`` and ``worst`` are rules × series; ``size`` the panel's error ÷ the prior's."""

    trust: Floats
    size: float


def read_record(ytd: Floats, month: int, peers: Ints, prior: model.Prior) -> Record:
    """Replay up to four past years of a panel at a month.

    ``ytd`` is series × years × 12 as in `read_signals`; only its past years are used.
    """
    worst = np.zeros((len(PLAIN_RULES), len(ytd)))
    times = np.zeros(len(ytd))
    sizes = [np.empty(0)]
    for back in range(1, min(ytd.shape[1] - 1, REPLAYED + 1)):
        then = ytd[:, : ytd.shape[1] - back]
        whole = then[:, -1, 11]
        known = np.flatnonzero(np.isfinite(whole) & np.isfinite(then[:, -2, 11]))
        if not len(known):
            continue
        groups = np.unique(peers[known], return_inverse=True)[1]
        signals = read_signals(then[known], month, groups)
        truth = _truth(signals, whole[known], month)
        missed = [np.abs(truth - signals.rules[name]) for name in PLAIN_RULES]
        worst[:, known] = np.maximum(worst[:, known], missed)
        times[known] += 1
        centre = model.weigh(model.centre_terms(signals, month), prior.centre, month)
        scale = np.exp(model.weigh(model.spread_terms(signals, centre), prior.spread, month))
        sizes.append(model.bent(np.abs(truth - centre)) / scale)
    replays = np.maximum(times, 1)
    trust = 1 / (1 + (worst / TRUST) ** 2 * (3 / replays) ** 3)
    return Record(
        np.where(times > 0, trust, 0.0), _relative_size(np.concatenate(sizes), month, prior)
    )


def _truth(signals: Signals, whole: Floats, month: int) -> Floats:
    rest = np.maximum(whole - signals.so_far, 0.02 * whole * (12 - month) / 12)
    return np.clip(np.log(rest / signals.remainder), -2.0, 2.0)


def _relative_size(sizes: Floats, month: int, prior: model.Prior) -> float:
    """Mean error of the replays over the prior's mean error, held by the prior's rows."""
    share = np.linspace(0.005, 0.995, 100)
    usual = np.minimum(model.error_at(share, month, prior), 6.0).mean()
    return float((PRIOR_ROWS + np.minimum(sizes, 6.0).sum() / usual) / (PRIOR_ROWS + len(sizes)))
