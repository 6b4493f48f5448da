"""Day numbers of spreadsheets as dates, and dates as a date format shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from .digits import Token

_WEEKDAYS = "一二三四五六日"
_NUMBERS: dict[str, Callable[[datetime], int]] = {
    "m": lambda moment: moment.month,
    "d": lambda moment: moment.day,
    "h": lambda moment: moment.hour,
    "half": lambda moment: moment.hour % 12 or 12,
    "minute": lambda moment: moment.minute,
    "s": lambda moment: moment.second,
}
_NAMES: dict[tuple[str, bool], Callable[[datetime], str]] = {  # letter, whether written long
    ("y", True): lambda moment: f"{moment.year:04d}",
    ("y", False): lambda moment: f"{moment.year % 100:02d}",
    ("e", True): lambda moment: str(moment.year),
    ("e", False): lambda moment: str(moment.year),
    ("m", True): lambda moment: f"{moment:%B}",
    ("m", False): lambda moment: f"{moment:%b}",
    ("d", True): lambda moment: f"{moment:%A}",
    ("d", False): lambda moment: f"{moment:%a}",
    ("a", True): lambda moment: "星期" + _WEEKDAYS[moment.weekday()],
    ("a", False): lambda moment: _WEEKDAYS[moment.weekday()],
}


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
    days = int(serial)
    part = serial - days
    try:
        return start + (timedelta(days, round(part * 86400, 3)) if part else timedelta(days))
    except OverflowError:
        return None


def date_shower(tokens: Sequence[Token]) -> Callable[[datetime], str]:
    """Make the function that shows a moment in a date format.

    Examples
    --------
    >>> date_shower([("time", "yyyy"), ("literal", "年"), ("time", "m")])(datetime(2024, 9, 1))
    '2024年9'
    """
    half = any(kind == "noon" for kind, _ in tokens)
    codes = [text.lower() if kind == "time" else "" for kind, text in tokens]
    parts = [
        _time_part(codes, place, half) if kind == "time" else _other_part(kind, text)
        for place, (kind, text) in enumerate(tokens)
    ]
    return lambda moment: "".join([part(moment) for part in parts])


def _other_part(kind: str, text: str) -> Callable[[datetime], str]:
    if kind == "noon":
        morning, _, evening = text.partition("/")
        return lambda moment: morning if moment.hour < 12 else evening
    shown = text if kind in ("literal", "switch") else ""
    return lambda _: shown


def _time_part(codes: Sequence[str], place: int, half: bool) -> Callable[[datetime], str]:
    code = codes[place]
    before = next((c for c in reversed(codes[:place]) if c), "")
    after = next((c for c in codes[place + 1 :] if c), "")
    letter = code[0]
    if letter == "m" and len(code) < 3 and (before.startswith("h") or after.startswith("s")):
        letter = "minute"
    elif letter == "h" and half:
        letter = "half"
    if letter in _NUMBERS and (len(code) < 3 or letter not in "md"):
        number, spec = _NUMBERS[letter], f"0{min(len(code), 2)}d"
        return lambda moment: format(number(moment), spec)
    long = len(code) > (2 if letter == "y" else 3)
    return _NAMES.get((letter, long), lambda _: "")
