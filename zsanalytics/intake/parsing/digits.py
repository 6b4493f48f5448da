"""Numbers laid over the digit places of a number format."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

Token = tuple[str, str]
"""Kind (digit, literal, switch, exponent, ...) and text of one piece of a format."""


class Layout(NamedTuple):
    """The places and literals of one section of a number format."""

    whole: tuple[Token, ...]  # up to the decimal point
    fraction: tuple[Token, ...]  # after it
    decimals: int
    optional: int  # of the decimals, how many vanish when zero
    factor: int  # power of ten: +2 a percent sign, -3 a trailing comma
    thousands: bool
    exponent: str


def layout_of(tokens: list[Token]) -> Layout:
    """Read the pieces of a section that has digit places."""
    last = max(i for i, (kind, _) in enumerate(tokens) if kind == "digit")
    commas = 0
    for kind, text in tokens[last + 1 :]:
        if (kind, text) != ("switch", ","):
            break
        commas += 1
    percents = sum(token == ("switch", "%") for token in tokens)
    inner = [i for i, token in enumerate(tokens[:last]) if token == ("switch", ",")]
    point = tokens.index(("switch", ".")) if ("switch", ".") in tokens else len(tokens)
    kept = [("literal", "%") if t == ("switch", "%") else t for t in tokens]
    shown = ("digit", "literal", "exponent")
    whole = tuple(t for t in kept[:point] if t[0] in shown)
    fraction = tuple(t for t in kept[point:] if t[0] in shown)
    exponent = next((text for kind, text in tokens if kind == "exponent"), "")
    places = [text for kind, text in _mantissa(fraction) if kind == "digit"]
    optional = len(places) - len("".join(places).rstrip("#"))
    return Layout(
        whole, fraction, len(places), optional, 2 * percents - 3 * commas, bool(inner), exponent
    )


def _mantissa(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    cut = next((i for i, (kind, _) in enumerate(tokens) if kind == "exponent"), len(tokens))
    return tokens[:cut]


def show_number(layout: Layout, value: float) -> str:
    """Show the size of a number in a layout."""
    if layout.exponent:
        mantissa, _, power = f"{value:.{layout.decimals}E}".partition("E")
        return f"{mantissa}E{int(power):+03d}"
    digits, _, decimals = _rounded(value, layout.factor, layout.decimals).partition(".")
    if layout.optional:
        kept = layout.decimals - layout.optional
        decimals = decimals[:kept] + decimals[kept:].rstrip("0")
    after, rest = [], decimals
    for kind, text in layout.fraction:
        if kind == "digit":
            after.append(rest[:1])
            rest = rest[1:]
        else:
            after.append(text)
    # a bare "0." keeps its point, as the sheet does
    point = "." if layout.decimals and (decimals or not layout.optional) else ""
    return _whole(layout, digits) + point + "".join(after)


def _whole(layout: Layout, digits: str) -> str:
    """Lay the digits before the point over their places, from the right."""
    places = sum(kind == "digit" for kind, _ in layout.whole)
    least = sum(text == "0" for kind, text in layout.whole if kind == "digit")
    digits = digits.lstrip("0").rjust(least, "0")
    parts = []
    for kind, text in reversed(layout.whole):
        if kind != "digit":
            parts.append(text)
            continue
        places -= 1
        taken = digits if places == 0 else digits[-1:]
        digits = "" if places == 0 else digits[:-1]
        parts.append(taken)
    shown = "".join(reversed(parts))
    return _grouped(shown) if layout.thousands else shown


def _grouped(shown: str) -> str:
    """Put thousands separators into the run of digits of a text."""
    return re.sub(r"\d+", lambda run: f"{int(run[0]):,}" if run[0] else "", shown, count=1)


def plain_show(layout: Layout) -> Callable[[float], str] | None:
    """Show numbers in a plain layout (``#,##0.00``, ``0.0%``) by Python's own formatting."""
    places = "".join(text for kind, text in layout.whole if kind == "digit")
    inner = "".join(kind[0] for kind, _ in layout.whole).strip("l")
    after = "".join(kind[0] for kind, _ in layout.fraction)
    if layout.optional or layout.exponent or places.count("0") != 1 or layout.factor < 0:
        return None
    if set(inner) != {"d"} or after.lstrip("d").strip("l"):
        return None
    first = next(i for i, (kind, _) in enumerate(layout.whole) if kind == "digit")
    prefix = "".join(text for _, text in layout.whole[:first])
    tail = layout.whole[first + len(places) :] + layout.fraction
    suffix = "".join(text for kind, text in tail if kind == "literal")
    spec = f"{',' if layout.thousands else ''}.{layout.decimals}f"
    factor, power = 10.0**layout.factor, 10.0 ** (layout.factor + layout.decimals)

    def show(value: float) -> str:
        if abs(value * power % 1 - 0.5) < 1e-4 or value > 1e15:  # perhaps a tie
            return show_number(layout, value)
        return f"{prefix}{value * factor:{spec}}{suffix}"

    return show


def _rounded(value: float, factor: int, decimals: int) -> str:
    """Round as a sheet does: half up, on the fifteen digits that a sheet shows."""
    plain = f"{value:.15g}"
    if not factor and "e" not in plain:
        tail = plain.partition(".")[2][decimals:]
        if tail != "5":  # only a tie is rounded differently by Python
            return f"{float(plain):.{decimals}f}"
    exact = Decimal(plain).scaleb(factor)
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"


def general(value: float) -> str:
    """Show a number as the General format does.

    Examples
    --------
    >>> general(0.1 + 0.2), general(12.0), general(1234567.125)
    ('0.3', '12', '1234567.125')
    """
    if value == int(value) and abs(value) < 1e11:
        return str(int(value))
    shown = f"{value:.10g}" if 1e-9 < abs(value) < 1e11 else f"{value:.6g}"
    mantissa, mark, power = shown.partition("e")
    if not mark:
        return shown
    if 0 > int(power) > -10:
        return f"{Decimal(shown):f}"
    return f"{mantissa}E{int(power):+03d}"
