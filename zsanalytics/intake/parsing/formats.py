"""Number formats: what a stored number looks like on the sheet, and whether it is a date.

A format code has up to four sections (positive; negative; zero; text), each a row of digit
places, literals and switches (ECMA-376 part 1, 18.8.31). Fractions are shown as General.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

_YEAR_MONTH, _DAY, _CLOCK = 'yyyy"年"m"月"', 'm"月"d"日"', 'h"时"mm"分"'
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: _YEAR_MONTH, 28: _DAY, 29: _DAY, 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: _CLOCK, 33: 'h"时"mm"分"ss"秒"', 34: _CLOCK, 35: _CLOCK,
    36: _YEAR_MONTH, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-", 42: "#,##0;-#,##0;-",
    43: "#,##0.00;-#,##0.00;-", 44: "#,##0.00;-#,##0.00;-", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: _YEAR_MONTH, 51: _DAY, 52: _YEAR_MONTH, 53: _DAY,
    54: _DAY, 55: _CLOCK, 56: _CLOCK, 57: _YEAR_MONTH, 58: _DAY,
}  # fmt: skip
"""Formats known by number; 27-36 and 50-58 as Chinese Excel shows them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<noon>AM/PM|A/P|上午/下午)"
    r"|(?P<exponent>[eE][+-])|(?P<time>y+|m+|d+|h+|s+|a{3,4}|e+|b+|g+)"
    r"|(?P<digit>[0#?])|(?P<switch>[.,%/@])|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\[[^\]]*\]|[\\!].|[^;])*', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)$")
_WEEKDAYS = "一二三四五六日"


class Format(NamedTuple):
    """How to show a number; ``date`` says that the number is a day, ``clock`` a time of day."""

    show: Callable[[float], str]
    date: bool
    clock: bool


Token = tuple[str, str]


def _tokens(section: str) -> list[Token]:
    found = []
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup or "skip"
        text = match[match.lastgroup] if match.lastgroup else ""
        if kind == "bracket":
            kind, text = _bracket(text)
        found.append(("literal" if kind in ("quoted", "escaped") else kind, text))
    return found


def _bracket(text: str) -> Token:
    if re.fullmatch(r"h+|m+|s+", text, re.IGNORECASE):
        return "elapsed", text.lower()
    if text.startswith("$"):  # [$¥-804] shows its symbol, [$-804] shows nothing
        return "literal", text[1:].rpartition("-")[0] if "-" in text else text[1:]
    return ("condition", text) if _CONDITION.match(text) else ("skip", text)


@functools.lru_cache(maxsize=2048)
def compile_format(code: str) -> Format:
    """Make the function that shows numbers in a format.

    Examples
    --------
    >>> compile_format("0.0%").show(0.053), compile_format("#,##0.00").show(1234.5)
    ('5.3%', '1,234.50')
    >>> compile_format('yyyy"年"m"月"').date
    True
    """
    sections = [_tokens(text) for text in _SECTION.findall(code or "General")[:-1] if text]
    sections = sections[:4] or [[("general", "")]]
    first = {kind for kind, _ in sections[0]}
    letters = {text[0].lower() for kind, text in sections[0] if kind == "time"}
    if letters and "general" not in first and ("digit" not in first or "s" in letters):
        date = bool(letters & set("ydea")) or letters == {"m"}
        return Format(functools.partial(_show_date, tuple(sections[0])), date, not date)
    if "elapsed" in first:
        return Format(general, False, True)
    return Format(_numeric(sections), False, False)


def _numeric(sections: list[list[Token]]) -> Callable[[float], str]:
    numbers = sections[:3] if len(sections) == 4 else sections
    shows = [_section(tokens) for tokens in numbers]
    conditions = [next((t for k, t in tokens if k == "condition"), "") for tokens in numbers]
    if len(shows) == 1 and not conditions[0]:
        return lambda value: ("-" if value < 0 else "") + shows[0](abs(value))
    if not any(conditions):
        return functools.partial(_by_sign, shows)
    return functools.partial(_by_condition, shows, conditions)


def _by_sign(shows: list[Callable[[float], str]], value: float) -> str:
    if value < 0:
        return shows[1](-value)
    return shows[2](0) if value == 0 and len(shows) > 2 else shows[0](value)


def _by_condition(
    shows: list[Callable[[float], str]], conditions: list[str], value: float
) -> str:
    for show, condition in zip(shows, conditions, strict=True):
        if not condition or _holds(condition, value):
            return ("-" if value < 0 else "") + show(abs(value))
    return general(value)


def _holds(condition: str, value: float) -> bool:
    match = _CONDITION.match(condition)
    if match is None:
        return False
    try:
        bound = float(match[2])
    except ValueError:
        return False
    sign = (value > bound) - (value < bound)
    return sign in {"<": (-1,), ">": (1,), "=": (0,), "<=": (-1, 0), ">=": (1, 0),
                    "<>": (-1, 1)}[match[1]]  # fmt: skip


def _section(tokens: list[Token]) -> Callable[[float], str]:
    """Make the function that shows the size of a number in one section."""
    kinds = [kind for kind, _ in tokens]
    if "general" in kinds:
        return lambda value: "".join(general(value) if k == "general" else t for k, t in tokens)
    if ("switch", "/") in tokens and "digit" in kinds:
        return general
    if "digit" not in kinds:
        shown = "".join(t for k, t in tokens if k == "literal" or t == "%")
        return (lambda value: general(value)) if ("switch", "@") in tokens else lambda value: shown
    return functools.partial(_show_number, _layout(tokens))


class _Layout(NamedTuple):
    whole: tuple[Token, ...]  # up to the decimal point
    fraction: tuple[Token, ...]  # after it
    decimals: int
    optional: int  # of the decimals, how many vanish when zero
    factor: int  # power of ten: +2 a percent sign, -3 a trailing comma
    thousands: bool
    exponent: str


def _layout(tokens: list[Token]) -> _Layout:
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
    return _Layout(
        whole, fraction, len(places), optional, 2 * percents - 3 * commas, bool(inner), exponent
    )


def _mantissa(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    cut = next((i for i, (kind, _) in enumerate(tokens) if kind == "exponent"), len(tokens))
    return tokens[:cut]


def _show_number(layout: _Layout, value: float) -> str:
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


def _whole(layout: _Layout, digits: str) -> str:
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


def to_datetime(serial: float, *, from_1904: bool = False) -> datetime | None:
    """Turn a day number into a date, or None if no calendar holds it.

    Examples
    --------
    >>> to_datetime(45560).date().isoformat()
    '2024-09-25'
    """
    if not 0 <= serial < 2_958_466:
        return None
    if from_1904:
        start = datetime(1904, 1, 1)
    else:  # day 60 is the 29 February 1900 that never was
        start = datetime(1899, 12, 30) if serial >= 60 else datetime(1899, 12, 31)
    try:
        return start + timedelta(seconds=round(serial * 86400, 3))
    except OverflowError:
        return None


def _show_date(tokens: tuple[Token, ...], value: float) -> str:
    moment = to_datetime(value)
    return general(value) if moment is None else show_date(tokens, moment)


def show_date(tokens: tuple[Token, ...], moment: datetime) -> str:
    """Show a moment in a date format."""
    half = any(kind == "noon" for kind, _ in tokens)
    parts, before = [], ""
    for index, (kind, text) in enumerate(tokens):
        if kind == "time":
            code = text.lower()
            after = next((t.lower() for k, t in tokens[index + 1 :] if k == "time"), "")
            minutes = code[0] == "m" and (before.startswith("h") or after.startswith("s"))
            parts.append(_date_part("i" * len(code) if minutes else code, moment, half))
            before = code
        elif kind == "noon":
            parts.append(_noon(text, moment))
        elif kind in ("literal", "switch"):
            parts.append(text)
    return "".join(parts)


def _noon(text: str, moment: datetime) -> str:
    morning, _, evening = text.partition("/")
    return morning if moment.hour < 12 else evening


def _date_part(code: str, moment: datetime, half: bool) -> str:
    names: dict[str, Callable[[], Any]] = {
        "y": lambda: f"{moment:%Y}" if len(code) > 2 else f"{moment:%y}",
        "e": lambda: f"{moment:%Y}",
        "m": lambda: f"{moment:%B}" if len(code) > 3 else f"{moment:%b}",
        "d": lambda: f"{moment:%A}" if len(code) > 3 else f"{moment:%a}",
        "a": lambda: ("星期" if len(code) > 3 else "") + _WEEKDAYS[moment.weekday()],
    }
    numbers = {"m": moment.month, "d": moment.day, "i": moment.minute, "s": moment.second,
               "h": (moment.hour % 12 or 12) if half else moment.hour}  # fmt: skip
    letter = code[0]
    if letter in numbers and len(code) <= 2:
        return f"{numbers[letter]:0{len(code)}d}"
    return str(names.get(letter, lambda: "")())
