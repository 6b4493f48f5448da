"""Whole numbers that meet their totals exactly: the arithmetic under the sample.

Amounts are integers of 万元, so sums are exact. Nothing here knows what it adds up. Totals that
contradict each other are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zsanalytics.errors import PanelError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Margin = tuple[Ints, Ints]
"""A partition (one label an item) and the total of each label."""


class UnmetError(PanelError):
    """Totals that these items cannot meet; other draws may."""


def apportion(weights: Any, total: int) -> Ints:
    """Split a whole number in proportion to weights; the largest remainders take the rest.

    Examples
    --------
    >>> apportion([1, 1, 1], 100).tolist()
    [34, 33, 33]
    """
    share = np.asarray(weights, dtype=float)
    exact = share / share.sum() * total if share.sum() > 0 else np.zeros(len(share))
    parts = np.floor(exact).astype(np.int64)
    rest = int(total - parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:rest]] += 1
    return parts


def bounded(weights: Any, total: int, low: Any, high: Any) -> Ints:
    """Split a whole number in proportion to weights, each part within its bounds.

    Raises
    ------
    UnmetError
        If the bounds leave no room for the total.

    Examples
    --------
    >>> bounded([5, 1, 1], 100, 0, 40).tolist()
    [40, 30, 30]
    """
    wanted = np.maximum(np.asarray(weights, dtype=float), 1e-12)
    floor = np.broadcast_to(np.asarray(low, dtype=np.int64), wanted.shape)
    ceiling = np.broadcast_to(np.asarray(high, dtype=np.int64), wanted.shape)
    if not floor.sum() <= total <= ceiling.sum():
        raise UnmetError(
            f"sample: {total} does not fit between {floor.sum()} and {ceiling.sum()}; "
            "change the plan"
        )
    scaled = _scaled(wanted, total, floor, ceiling)
    return _rounded(scaled, total, floor, ceiling)


def _scaled(wanted: Floats, total: int, floor: Ints, ceiling: Ints) -> Floats:
    """Find the parts, proportional to ``wanted`` where no bound holds, that add up to the total."""
    factor = total / wanted.sum()
    for _ in range(12):  # why: mostly a few rounds do; the bisection below always does
        parts = np.clip(wanted * factor, floor, ceiling)
        off = total - parts.sum()
        if abs(off) < 0.5:
            return parts
        free = (parts > floor) & (parts < ceiling) if off < 0 else parts < ceiling
        room = wanted[free].sum()
        if room <= 0:
            break
        factor += off / room
    return _bisected(wanted, total, floor, ceiling)


def _bisected(wanted: Floats, total: int, floor: Ints, ceiling: Ints) -> Floats:
    least, most = 0.0, 2.0 * (total + 1) / wanted.sum()
    while np.clip(wanted * most, floor, ceiling).sum() < total and most < 1e30:
        most *= 4
    for _ in range(80):
        middle = (least + most) / 2
        if np.clip(wanted * middle, floor, ceiling).sum() < total:
            least = middle
        else:
            most = middle
    return np.clip(wanted * most, floor, ceiling)


def _rounded(scaled: Floats, total: int, floor: Ints, ceiling: Ints) -> Ints:
    parts = np.clip(np.floor(scaled).astype(np.int64), floor, ceiling)
    order = np.argsort(parts - scaled, kind="stable")
    rest = int(total - parts.sum())
    while rest:
        step = 1 if rest > 0 else -1
        room = ceiling > parts if step > 0 else parts > floor
        chosen = order[room[order]][: abs(rest)]
        parts[chosen] += step
        rest -= step * len(chosen)
    return parts


def rake(start: Any, low: Ints, high: Ints, margins: Sequence[Margin], sweeps: int = 60) -> Ints:
    """Fit whole numbers within bounds to several totals at once, near a starting guess.

    Iterative proportional fitting brings the parts close; what rounding leaves over is then moved
    between items that differ in one partition only, so that every total is met exactly.

    Raises
    ------
    UnmetError
        If the totals of two partitions differ, or cannot be met within the bounds.
    """
    sums = {int(totals.sum()) for _, totals in margins}
    if len(sums) != 1:
        raise UnmetError(f"sample: partitions add up to {sorted(sums)}; make them agree")
    parts = np.clip(np.asarray(start, dtype=float), np.maximum(low, 1e-3), high)
    for _ in range(sweeps):
        for labels, totals in margins:
            have = np.bincount(labels, weights=parts, minlength=len(totals))
            factor = np.divide(totals, have, out=np.ones(len(totals)), where=have > 0)
            parts = np.clip(parts * factor[labels], low, high)
    whole = np.clip(np.rint(parts).astype(np.int64), low, high)
    return _repaired(whole, low, high, margins)


def _repaired(parts: Ints, low: Ints, high: Ints, margins: Sequence[Margin]) -> Ints:
    labels, totals = margins[0]
    for label in range(len(totals)):  # the first partition absorbs the difference in its own items
        mine = np.flatnonzero(labels == label)
        if len(mine):
            parts[mine] = bounded(parts[mine], int(totals[label]), low[mine], high[mine])
    for number in range(1, len(margins)):
        _exchange(parts, low, high, margins, number)
    return parts


def _exchange(parts: Ints, low: Ints, high: Ints, margins: Sequence[Margin], number: int) -> None:
    """Move amounts between labels of one partition and leave the other partitions as they are."""
    labels, totals = margins[number]
    others = [margins[k][0] for k in range(len(margins)) if k != number]
    cell = np.zeros(len(parts), dtype=np.int64)
    for other in others:
        cell = cell * (int(other.max()) + 1) + other
    cell = np.unique(cell, return_inverse=True)[1]
    for _ in range(20 * len(totals) * (1 + len(parts) // 50)):
        off = np.bincount(labels, weights=parts, minlength=len(totals)).astype(np.int64) - totals
        if not off.any():
            return
        if not any(
            _move(parts, low, high, labels, cell, donor, taker, most)
            for donor, taker, most in _ways(off, totals)
        ):
            break
    raise UnmetError(f"sample: partition {number} is off by {off.tolist()}; change the plan")


def _ways(off: Ints, totals: Ints) -> Iterator[tuple[int, int, int]]:
    """List (from, to, at most): from any surplus to any deficit, else through the largest label."""
    over, under = np.flatnonzero(off > 0), np.flatnonzero(off < 0)
    for donor in over:
        for taker in under:
            yield int(donor), int(taker), int(min(off[donor], -off[taker]))
    hub = int(totals.argmax())
    for donor in over:
        yield int(donor), hub, int(off[donor])


def _move(
    parts: Ints, low: Ints, high: Ints, labels: Ints, cell: Ints, donor: int, taker: int, most: int
) -> bool:
    """Take from a donor item and give to a taker item that shares its other labels."""
    count = int(cell.max()) + 1
    spare = np.where(labels == donor, parts - low, 0)
    room = np.where(labels == taker, high - parts, 0)
    best = np.minimum(_peak(spare, cell, count), _peak(room, cell, count))
    where = int(best.argmax())
    amount = min(int(best[where]), most)
    if amount <= 0 or donor == taker:
        return False
    here = cell == where
    parts[np.where(here, spare, -1).argmax()] -= amount
    parts[np.where(here, room, -1).argmax()] += amount
    return True


def _peak(values: Ints, cell: Ints, count: int) -> Ints:
    peak = np.zeros(count, dtype=np.int64)
    np.maximum.at(peak, cell, values)
    return peak


def spread(rows: Ints, columns: Ints, first: Ints, noise: Floats) -> Ints:
    """Spread row totals over columns, both kept exactly.

    Parameters
    ----------
    rows, columns : array of int
        Totals with one grand total.
    first : array of int
        The first column a row may use.
    noise : array of float, rows x columns
        Relative preference, about 1.
    """
    out = np.zeros((len(rows), len(columns)), dtype=np.int64)
    left = rows.copy()
    for number, total in enumerate(columns):
        open_ = np.where(first <= number, left, 0)
        out[:, number] = bounded(open_ * noise[:, number], int(total), 0, open_)
        left -= out[:, number]
    return out
