"""How a number is written: width, Chinese numerals, rounding, thousands separators.

Comes in: text as people type it, or a number to be printed. Goes out: exact decimals, or the one
way a number is printed. Rounding is half away from zero, as in every official bulletin, on the
15 significant digits a spreadsheet would show, so 2.675 becomes 2.68. Missing prints as ``—``.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

import pandas as pd

from zsanalytics.errors import ZsError

_ROOMY = Context(prec=400)  # no float is too large to be rounded to its decimals

BLANK = "—"
"""What a missing number is printed as."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOOKALIKES = str.maketrans(
    "\u3000\u00a0\u2002\u2003\u2009\u202f‐‑‒–—―−─﹣˗￣～〜∼○億萬兩個戶項畝圓貳參陸減長負約餘過￥",
    "      ----------~~~~〇亿万两个户项亩圆贰叁陆减长负约余过¥",
)
_PLAIN = {**_WIDE, **_LOOKALIKES}


def plain(text: str) -> str:
    """Write text in half width, one dash, one space, simplified number words; same length.

    Every character is replaced by one character, so positions found in the result are positions
    in the original.

    Examples
    --------
    >>> plain("２０２４年１—９月　１，２３４．５億元")
    '2024年1-9月 1,234.5亿元'
    """
    return text if text.isascii() else text.translate(_PLAIN)


_DIGITS = dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)) | dict(
    zip("两壹贰叁肆伍陆柒捌玖", (2, *range(1, 10)), strict=True)
)
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

NUMERAL = f"[{''.join(_DIGITS)}{''.join(_TENS)}万亿]"
"""A character class: what an integer in Chinese numerals is written with."""


def chinese_number(text: str) -> int | None:
    """Read an integer in Chinese numerals, everyday or financial, or digit by digit.

    Returns
    -------
    int or None
        None for anything else, ``万`` and ``亿`` alone and more than 30 numerals included.

    Examples
    --------
    >>> chinese_number("三千二百亿"), chinese_number("二〇二四"), chinese_number("壹佰零伍")
    (320000000000, 2024, 105)
    >>> chinese_number("三心二意") is None
    True
    """
    if not 0 < len(text) <= 30 or any(
        c not in _DIGITS and c not in _TENS and c not in _MYRIADS for c in text
    ):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    for sign, factor in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(sign)
        if found:
            high, low = chinese_number(head), chinese_number(tail) if tail else 0
            return None if high is None or low is None or low >= factor else high * factor + low
    return _below_myriad(text)


def _below_myriad(text: str) -> int | None:
    """Read 十 百 千: each place once, from the largest down."""
    total, digit, last = 0, None, 10**4
    for character in text:
        if character in _TENS:
            place = _TENS[character]
            if place >= last or (digit is None and place != 10):
                return None
            total += (1 if digit is None else digit) * place
            digit, last = None, place
        elif digit:
            return None
        else:
            digit = _DIGITS[character]
    return total + (digit or 0)


def decimal_of(value: Any) -> Decimal | None:
    """Give a number as an exact decimal; None for missing and infinite.

    A float counts for the 15 significant digits a spreadsheet shows: the rest is noise of sums.

    Examples
    --------
    >>> decimal_of(0.1 + 0.2), decimal_of(float("nan"))
    (Decimal('0.3'), None)
    """
    if value is None or value is pd.NA or value != value:
        return None
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, int):
        return Decimal(value)
    number = Decimal(format(float(value), ".15g"))
    return number if number.is_finite() else None


def round_half_up(value: Any, decimals: int) -> Decimal:
    """Round half away from zero; never gives a negative zero.

    Raises
    ------
    ZsError
        For a missing or infinite value: there is nothing to round.

    Examples
    --------
    >>> round_half_up(2.675, 2), round_half_up(-0.001, 2)
    (Decimal('2.68'), Decimal('0.00'))
    """
    number = decimal_of(value)
    if number is None:
        raise ZsError(f"round_half_up: found {value!r}, expected a finite number; drop it first")
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _ROOMY)
    return abs(rounded) if rounded.is_zero() else rounded


def shown(value: Any, decimals: int = 2) -> str:
    """Print a number with thousands separators; missing and infinite print as ``—``.

    Examples
    --------
    >>> shown(5676.69), shown(4228, 0), shown(float("nan"))
    ('5,676.69', '4,228', '—')
    """
    number = decimal_of(value)
    return BLANK if number is None else f"{round_half_up(number, decimals):,f}"


def shown_percent(fraction: Any, decimals: int = 2) -> str:
    """Print a fraction as a percentage: 0.4245 is 42.45%.

    Examples
    --------
    >>> shown_percent(0.4245), shown_percent(None)
    ('42.45%', '—')
    """
    number = decimal_of(fraction)
    return BLANK if number is None else f"{shown(number * 100, decimals)}%"


def shown_points(difference: Any, decimals: int = 2) -> str:
    """Print a difference of two rates, given as a fraction, in percentage points.

    Examples
    --------
    >>> shown_points(0.053), shown_points(None)
    ('5.30个百分点', '—')
    """
    number = decimal_of(difference)
    return BLANK if number is None else f"{shown(number * 100, decimals)}个百分点"


def largest_remainder(values: Iterable[Any], total: Any, decimals: int) -> list[Decimal]:
    """Round parts so that they add up to the rounded total exactly.

    Every part is cut down to ``decimals``; the units still missing go to the largest remainders,
    among equal remainders to the larger value. No part moves by a whole unit or more, unless the
    parts themselves do not add up to the total. The order of the parts does not matter.

    Parameters
    ----------
    values : iterable of numbers
        The parts before rounding, in the unit of ``total``; negative ones are allowed.
    total : number
        What they add up to, up to one unit of the last decimal for each part.
    decimals : int
        Decimals kept.

    Raises
    ------
    ZsError
        If a part is missing, or if the parts add up to something else (they are not weights).

    Examples
    --------
    >>> [str(part) for part in largest_remainder([1 / 3, 1 / 3, 1 / 3], 1, 2)]
    ['0.34', '0.33', '0.33']
    """
    given = [decimal_of(value) for value in (*values, total)]
    known = [value.scaleb(decimals, _ROOMY) for value in given if value is not None]
    if len(known) < len(given):
        raise ZsError("largest_remainder: found a missing part, expected numbers; drop it first")
    *parts, goal = known
    goal = goal.to_integral_value(ROUND_HALF_UP)
    whole = sum(parts, Decimal(0))
    if abs(goal - whole) > len(parts):
        raise ZsError(
            f"largest_remainder: the parts add up to {shown(whole.scaleb(-decimals), decimals)}, "
            f"expected {shown(goal.scaleb(-decimals), decimals)}; scale them to the total first"
        )
    floors = [int(part.to_integral_value(ROUND_FLOOR)) for part in parts]
    left = int(goal) - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i], -parts[i]))
    order = order if left > 0 else order[::-1]
    for step in range(abs(left)):
        floors[order[step % len(order)]] += 1 if left > 0 else -1
    return [Decimal(floor).scaleb(-decimals) for floor in floors]
