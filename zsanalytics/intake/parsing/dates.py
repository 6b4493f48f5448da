"""Day numbers of spreadsheets as dates, and dates as a date format shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from .digits import Token, general

_WEEKDAYS = "一二三四五六日"


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


def show_serial(tokens: tuple[Token, ...], value: float) -> str:
    """Show a day number in a date format."""
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
