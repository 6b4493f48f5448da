"""Hints: what a wrong number was perhaps meant to be. Only ever a hint, never a verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


def typo(text: str, value: float, low: float, high: float) -> str:
    """Give the number that was perhaps meant: two digits swapped, one mistyped, a wrong unit.

    Parameters
    ----------
    text : str
        The number as printed, with its unit.
    value : float
        What it says, in the scale of ``low`` and ``high``.
    low, high : float
        Where the number meant must lie.

    Returns
    -------
    str
        In the form it was printed in; empty where no single slip explains it.

    Examples
    --------
    >>> typo("24.07%", 0.2407, 0.27035, 0.27045)
    '27.04%'
    >>> typo("500万元", 0.05, 499, 501)
    '500亿元'
    """
    meant = _first(text, value, low, high, _slips)
    return meant or _unit_slip(text, value, low, high)


def _first(
    text: str, value: float, low: float, high: float, ways: Callable[[str], Iterator[str]]
) -> str:
    printed = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    digits = printed[0].replace(",", "") if printed else ""
    if not printed or not value or not float(digits):
        return ""
    scale = value / float(digits)
    for changed in ways(digits):
        if low <= float(changed) * scale <= high:
            return text.replace(printed[0], _grouped(changed, "," in printed[0]))
    return ""


def swapped(text: str, value: float, low: float, high: float) -> str:
    """Give the number meant where two neighbouring digits were swapped; the surest of slips.

    Examples
    --------
    >>> swapped("2,371.17亿元", 2371.17, 2730, 2732)
    '2,731.17亿元'
    """
    return _first(text, value, low, high, _swaps)


def _swaps(digits: str) -> Iterator[str]:
    for at in range(len(digits) - 1):
        one, other = digits[at], digits[at + 1]
        if one != other and "." not in (one, other):
            yield digits[:at] + other + one + digits[at + 2 :]


def _slips(digits: str) -> Iterator[str]:
    yield from _swaps(digits)
    point = digits.find(".")
    for first in range(len(digits)):
        for second in range(first + 2, len(digits)):
            if point not in (first, second) and digits[first] != digits[second]:
                swapped = list(digits)
                swapped[first], swapped[second] = swapped[second], swapped[first]
                yield "".join(swapped)
    for at, old in enumerate(digits):
        if old != ".":
            yield from (digits[:at] + new + digits[at + 1 :] for new in "0123456789" if new != old)
    bare = digits.replace(".", "")
    for places in range(1, len(bare)):
        yield bare[:places] + "." + bare[places:]
    yield from (digits + "0", digits + "00")


def _grouped(digits: str, commas: bool) -> str:
    if not commas:
        return digits
    whole, point, rest = digits.partition(".")
    return f"{int(whole):,}{point}{rest}"


def _unit_slip(text: str, value: float, low: float, high: float) -> str:
    for right, wrong, factor in (("亿元", "万元", 1e4), ("万元", "亿元", 1e-4)):
        if text.endswith(wrong) and low <= value * factor <= high:
            return text.removesuffix(wrong) + right
    return ""
