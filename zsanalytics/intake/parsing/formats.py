"""Number formats: what a stored number looks like on the sheet, and whether it is a date.

A format code has up to four sections (positive; negative; zero; text), each a row of digit
places, literals and switches (ECMA-376 part 1, 18.8.31). Fractions are shown as General.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from .dates import date_shower, to_datetime
from .digits import Token, general, layout_of, plain_show, show_number

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
_SECTION = re.compile(r'((?:"[^"]*"?|\[[^\]]*\]|[\\!].|[^;])*)(?:;|$)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)$")


class Format(NamedTuple):
    """How to show a number; ``day`` shows a moment where the number is a day of a calendar."""

    show: Callable[[float], str]
    day: Callable[[datetime], str] | None = None


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
    >>> compile_format('yyyy"年"m"月"').show(45560)
    '2024年9月'
    """
    code = code if code.strip(";") else "General"
    sections = [_tokens(text) for text in _SECTION.findall(code)[: code.count(";") + 1]][:4]
    first = {kind for kind, _ in sections[0]}
    if "elapsed" in first:
        return Format(general)
    letters = {text[0].lower() for kind, text in sections[0] if kind == "time"}
    if letters and "general" not in first and ("digit" not in first or "s" in letters):
        return _dated(sections[0], is_day=bool(letters & set("ydea")) or letters == {"m"})
    return Format(_numeric(sections))


def _dated(tokens: list[Token], *, is_day: bool) -> Format:
    day = date_shower(tokens)

    def show(value: float) -> str:
        moment = to_datetime(value)
        return general(value) if moment is None else day(moment)

    return Format(show, day if is_day else None)


def _numeric(sections: list[list[Token]]) -> Callable[[float], str]:
    numbers = sections[:3] if len(sections) == 4 else sections
    shows = [_section(tokens) for tokens in numbers]
    conditions = [next((t for k, t in tokens if k == "condition"), "") for tokens in numbers]
    if len(shows) == 1 and not conditions[0]:
        positive = shows[0]
        return lambda value: positive(value) if value >= 0 else "-" + positive(-value)
    if not any(conditions):
        return functools.partial(_by_sign, shows)
    return functools.partial(_by_condition, shows, conditions)


def _by_sign(shows: list[Callable[[float], str]], value: float) -> str:
    if value < 0:
        return shows[1](-value)
    return shows[2](0) if value == 0 and len(shows) > 2 else shows[0](value)


def _by_condition(shows: list[Callable[[float], str]], conditions: list[str], value: float) -> str:
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
    layout = layout_of(tokens)
    return plain_show(layout) or functools.partial(show_number, layout)
