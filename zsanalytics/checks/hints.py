"""Hints: the one slip of the pen that would make the arithmetic right, told and never applied.

A number may have been typed with two neighbouring digits exchanged, a digit dropped or doubled,
the point moved, or 万元 for 亿元. If exactly one such slip in one of the cells of a contradiction
puts it right, it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from zsanalytics.numerals import decimal_of, shown, shown_percent

SCALES = ((10_000.0, "万元与亿元混用"), (1_000.0, "小数点错三位"), (10.0, "小数点错一位"))
NARROW = 0.02
"""Only where less than a fiftieth of the value is left open can digits be told from chance."""


class Suspect(NamedTuple):
    """A cell that may be the wrong one, and between what its value would have to lie.

    ``half`` is half a unit of its last printed digit; ``ratio`` says that it is shown in %.
    """

    source: str
    name: str
    value: float
    low: float
    high: float
    half: float = 0.0
    ratio: bool = False


def repairs(value: float, decimals: int = 2) -> Iterator[tuple[float, str]]:
    """List what a number may have been before one slip of the pen, with the slip's name.

    Examples
    --------
    >>> [fixed for fixed, slip in repairs(12.5, 1) if slip == "相邻两位数字颠倒"]
    [21.5, 15.2]
    """
    if value < 0:
        yield -value, "误加负号"
        return
    digits = f"{decimal_of(value) or 0:.{max(decimals, 0)}f}"
    whole = digits.replace(".", "")
    point = len(whole) - max(decimals, 0)
    for k in range(len(whole) - 1):
        if whole[k] != whole[k + 1]:
            swapped = whole[:k] + whole[k + 1] + whole[k] + whole[k + 2 :]
            yield _number(swapped, point), "相邻两位数字颠倒"
    for k in range(len(whole)):
        if point > 1 and k < point:
            yield _number(whole[:k] + whole[k + 1 :], point - 1), "多打一位数字"
        for digit in "0123456789":
            if k <= point and not (k == 0 and digit == "0"):
                yield _number(whole[:k] + digit + whole[k:], point + 1), "漏打一位数字"
    yield from _scaled(value)


def _scaled(value: float) -> Iterator[tuple[float, str]]:
    for scale, slip in SCALES:
        yield value * scale, slip
        yield value / scale, slip


def _number(digits: str, point: int) -> float:
    return float(f"{digits[:point]}.{digits[point:] or '0'}")


def slip_of(suspect: Suspect) -> tuple[float, str] | None:
    """Tell the one slip that explains a suspect: what it may have been, and the slip's name.

    Between wide bounds only a change of scale or of sign is told.

    Examples
    --------
    >>> slip_of(Suspect("", "甲县", 12.5, 21.4, 21.6, 0.05))
    (21.5, '相邻两位数字颠倒')
    """
    value, low, high, half = suspect[2:6]
    if low <= value <= high:
        return None
    narrow = high - low <= NARROW * max(abs(low), abs(high))
    listed = repairs(value, printed_decimals(half)) if narrow or value < 0 else _scaled(value)
    near = half + 1e-9
    found = {round(v, 9): slip for v, slip in listed if low - near <= v <= high + near and v > 0}
    return next(iter(found.items())) if len(found) == 1 else None


def printed_decimals(half: float) -> int:
    """Give the decimals of a number that was printed to twice ``half``."""
    return max(int(np.ceil(-np.log10(2 * half) - 1e-6)), 0) if half > 0 else 0


def hint(suspects: Iterable[Suspect], outcome: str) -> str:
    """Write the one slip among the suspects that puts things right, or nothing.

    Examples
    --------
    >>> parts = [Suspect("", "甲县", 12.5, 21.4, 21.6, 0.05), Suspect("", "乙县", 30, 39, 39)]
    >>> hint(parts, "合计即相符")
    '若甲县的12.5应为21.5（相邻两位数字颠倒），合计即相符。'
    """
    explained = [(suspect, slipped) for suspect in suspects if (slipped := slip_of(suspect))]
    if len(explained) != 1:
        return ""
    ((suspect, (value, slip)),) = explained
    number, repaired = (written(suspect, x) for x in (suspect.value, value))
    whose = f"{suspect.name}的" if suspect.name else ""
    return f"若{whose}{number}应为{repaired}（{slip}），{outcome}。"


def written(suspect: Suspect, value: float) -> str:
    """Print a value as finely as the suspect's cell."""
    if suspect.ratio:
        return shown_percent(value)
    return shown(value, printed_decimals(suspect.half))
