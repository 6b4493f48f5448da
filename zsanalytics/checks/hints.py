"""Hints: the one slip of the pen that would make the arithmetic right, told and never applied.

A number may have been typed with two neighbouring digits exchanged, a digit dropped or doubled,
the point moved, or 万元 for 亿元. If exactly one such slip makes a sum come out, it is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zsanalytics.numerals import decimal_of, shown

SCALES = ((10_000.0, "万元与亿元混用"), (1_000.0, "小数点错三位"), (10.0, "小数点错一位"))


class Slip(NamedTuple):
    """The one slip that explains a sum: the part it is in (-1: the total), and the sentence."""

    part: int
    sentence: str


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
    for scale, slip in SCALES:
        yield value * scale, slip
        yield value / scale, slip


def _number(digits: str, point: int) -> float:
    return float(f"{digits[:point]}.{digits[point:] or '0'}")


def slip_in_sum(
    parts: Sequence[tuple[str, float]], total: float, tolerance: float, decimals: int = 2
) -> Slip | None:
    """Tell the one slip in a part, or in the total, that makes parts add up to the total.

    Parameters
    ----------
    parts : sequence of (name, value)
        What is added up.
    total : float
        What it should be, in the same unit.
    tolerance : float
        What rounding may make of it.
    decimals : int
        Printed decimals.

    Returns
    -------
    Slip or None
        None where no slip or several explain the difference.

    Examples
    --------
    >>> slip_in_sum([("甲县", 12.5), ("乙县", 30.0)], 51.5, 0.05, 1)
    Slip(part=0, sentence='若甲县的12.5应为21.5（相邻两位数字颠倒），合计即相符。')
    """
    gap = total - sum(value for _, value in parts)
    near = max(tolerance, 0.5 * 10.0**-decimals)
    candidates = [(name, value, value + gap) for name, value in parts]
    candidates.append(("合计", total, total - gap))
    told = []
    for n, (name, value, right) in enumerate(candidates):
        if slip := _slip(value, right, near, decimals):
            number, repaired = shown(value, decimals), shown(right, decimals)
            sentence = f"若{name}的{number}应为{repaired}（{slip}），合计即相符。"
            told.append(Slip(n if n < len(parts) else -1, sentence))
    return told[0] if len(told) == 1 else None


def _slip(value: float, right: float, near: float, decimals: int) -> str:
    if right < 0:
        return ""
    return next((s for f, s in repairs(value, decimals) if abs(f - right) <= near), "")


def slip_between(value: float, low: float, high: float, decimals: int = 2) -> str:
    """Tell the one kind of slip that would bring a number between two bounds.

    Examples
    --------
    >>> slip_between(5_201.3, 400.0, 700.0, 1)
    '可能是520.1（小数点错一位）。'
    """
    scaled = ((value * f, s) for scale, s in SCALES for f in (scale, 1 / scale))
    found = [(v, s) for v, s in scaled if low <= v <= high]
    if len(found) != 1:
        return ""
    return f"可能是{shown(found[0][0], decimals)}（{found[0][1]}）。"
