"""Values in words: each cell of a table as a bulletin prints it, and the number it sorts by."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.numerals import BLANK, shown
from zsanalytics.publish import style
from zsanalytics.showing.columns import UNITS, Column, word

MIXED = "各异"
"""The unit of a column whose rows are counted in several."""

LONGEST = 200
WIDEST = 18.0
PASSED = ("gap", "pace_gap")
"""What is missing to a target: below zero it has been passed, and the surplus is printed."""


class Shown(NamedTuple):
    """A column ready to be shown: its name, unit, texts, what they sort by, how they align."""

    label: str
    unit: str
    texts: list[str]
    keys: list[float | str | None]
    right: bool

    @property
    def head(self) -> str:
        """Give the name with its unit in brackets."""
        return f"{self.label}（{self.unit}）" if self.unit not in ("", MIXED) else self.label

    @property
    def width(self) -> float:
        """Give the width in em that keeps short texts on a line and lets long ones break."""
        widest = max(map(style.width, self.texts), default=0.0)
        return min(max(widest, style.width(self.head)) + 1.5, WIDEST)


def row_units(frame: pd.DataFrame, unit: str, book: Codebook) -> list[tuple[str, int | None]]:
    """Give the unit of each row's own numbers, and their decimals (None: as many as there are).

    That of the table where it names one, of a target that is a rate, of the row's indicator, else
    ``unit``.
    """
    if "fact" in frame and {"unit", "decimals"} <= set(frame.columns):
        decimals = [None if pd.isna(n) else int(n) for n in frame["decimals"]]
        return list(zip(frame["unit"].fillna("").astype(str), decimals, strict=True))
    if "indicator" not in frame:
        return [(unit, 2 if unit == "亿元" else None)] * len(frame)
    known = {code: _unit_of(code, unit, book) for code in frame["indicator"].unique()}
    units = [known[code] for code in frame["indicator"]]
    return [
        (_RATIOS[told], 2) if told in _RATIOS else own
        for own, told in zip(units, _kinds(frame), strict=True)
    ]


def _unit_of(code: object, unit: str, book: Codebook) -> tuple[str, int | None]:
    if unit or not isinstance(code, str) or code not in book.entries:
        return unit, None
    about = book.about(code)
    return str(about["unit"]), int(about["decimals"])


_RATIOS = {
    "growth": "%", "share": "%", "rate": "%", "completion": "%", "multiple": "倍", "rank": "位",
}  # fmt: skip
"""What a target or a record may be of its indicator, and the unit it then has."""


def _kinds(frame: pd.DataFrame) -> list[object]:
    """Give what each row's number is of its indicator: a target's kind, a record's measure."""
    told = next((name for name in ("kind", "measure") if name in frame), None)
    return list(frame[told]) if told else [None] * len(frame)


def shown_column(
    name: str, values: pd.Series, column: Column, units: list[tuple[str, int | None]],
    book: Codebook,
) -> Shown:  # fmt: skip
    """Print a column: numbers in their unit, codes by name, words in Chinese, missing as ``—``."""
    if column.kind == "own":
        return _own(name, values, column.label, units)
    if column.kind in UNITS:
        unit = UNITS[column.kind]
        texts = [_number(value, unit, 2) for value in values]
        return Shown(column.label, unit, texts, _keys(values), True)
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        plain = column.kind == "plain"
        texts = [_as_it_is(value, thousands=not plain) for value in values]
        return Shown(column.label, "", texts, _keys(values), True)
    texts = [_worded(name, value, column.kind, book) for value in values]
    keys = [
        None if text == BLANK else _sorting(value)
        for text, value in zip(texts, values, strict=True)
    ]
    return Shown(column.label, "", texts, keys, False)


def _own(name: str, values: pd.Series, label: str, units: list[tuple[str, int | None]]) -> Shown:
    told = {unit for (unit, _), value in zip(units, values, strict=True) if _known(value)}
    single = told.pop() if len(told) == 1 else MIXED if told else ""
    texts = []
    whole = all(float(value).is_integer() for value in values if _known(value))
    for value, (unit, decimals) in zip(values, units, strict=True):
        places = 2 if decimals is None and not whole else decimals
        passed = _known(value) and value < 0 and name in PASSED
        text = _number(abs(value) if passed else value, unit, places)
        text = f"超{text}" if passed else text
        texts.append(text + unit if single == MIXED and text != BLANK else text)
    return Shown(label, single, texts, _keys(values), True)


def _number(value: Any, unit: str, decimals: int | None) -> str:
    if not _known(value):
        return BLANK
    scaled = value * 100 if unit in ("%", "百分点") else value
    return _as_it_is(scaled) if decimals is None else shown(scaled, decimals)


def _as_it_is(value: Any, *, thousands: bool = True) -> str:
    """Print a number with the decimals it has, four at most."""
    if not _known(value):
        return BLANK
    text = shown(value, 0 if float(value).is_integer() else 4)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if thousands else text.replace(",", "")


def _known(value: Any) -> bool:
    number = not isinstance(value, str | bool) and pd.api.types.is_number(value)
    return number and pd.notna(value) and abs(value) != float("inf")


def _keys(values: pd.Series) -> list[float | str | None]:
    return [float(value) if _known(value) else None for value in values]


def _worded(name: str, value: Any, kind: str, book: Codebook) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return _printable("、".join(_worded("", part, "", book) for part in value)) or BLANK
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return BLANK
    if isinstance(value, bool) or pd.api.types.is_bool(value):
        return "是" if value else "否"
    if isinstance(value, datetime.date):
        timed = isinstance(value, datetime.datetime) and value.time() != datetime.time()
        return f"{value:%Y-%m-%d %H:%M}" if timed else f"{value:%Y-%m-%d}"
    if pd.api.types.is_number(value):
        return _as_it_is(value)
    if kind == "indicator":
        return _printable(book.entries.get(str(value), {}).get("name", value))
    return _printable(word(name, str(value)) if kind == "word" else value) or BLANK


def _sorting(value: Any) -> float | str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return float(value) if _known(value) else str(value)[:LONGEST]


def _printable(value: object) -> str:
    return style.printable(value, longest=LONGEST).text
