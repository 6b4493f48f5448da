"""Stored values of xlsx cells, typed: numbers with their formats, shared texts, dates, errors."""

from __future__ import annotations

import functools
from array import array
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from .dates import to_datetime
from .digits import general
from .formats import Format
from .grid import Sheet, UnfitError, column_index
from .sheetxml import TRUE, Cell, unescaped

Typed = tuple[Any, str | None]
"""A value, and the text that the sheet shows for it."""


_PLAIN = frozenset(("", "n"))


class Typing(NamedTuple):
    """What is needed to type a stored value: shared texts by number, formats, settings."""

    strings: dict[str, str]
    formats: list[Format]
    from_1904: bool
    uncalculated: bool


def put_cells(sheet: Sheet, cells: Iterable[Cell], typing: Typing) -> None:
    """Type stored cells and hold those that are not blank."""
    strings, numbers = typing.strings, _Numbers(typing)
    values: list[Any] = []
    texts: list[str | None] = []
    kept: list[Cell] = []
    value: Any
    shown: str | None
    for cell in cells:
        _, _, style, kind, formula, stored = cell
        try:
            if kind == "s" and not formula:
                value = shown = strings[stored]
            elif formula or kind not in _PLAIN:
                value, shown = _special(sheet, cell, typing, numbers)
            elif stored:
                value, shown = numbers[style](stored)
            else:
                continue
        except (ValueError, KeyError) as error:
            raise _unreadable(cell) from error
        if shown:
            values.append(value)
            texts.append(shown)
            kept.append(cell)
    columns = _Columns()
    sheet.values, sheet.texts = values, texts
    sheet.rows = array("q", [int(cell[1]) - 1 for cell in kept])
    sheet.columns = array("q", [columns[cell[0]] for cell in kept])


def _unreadable(cell: Cell) -> UnfitError:
    return UnfitError(
        f"has an unreadable cell {cell[0]}{cell[1]} ({cell[5][:20]!r}), expected a whole "
        "workbook; open it in a spreadsheet program, save it again and send that"
    )


class _Columns(dict[str, int]):
    """Column letters to index, each worked out once."""

    def __missing__(self, name: str) -> int:
        self[name] = index = column_index(name)
        return index


class _Numbers(dict[str, Callable[[str], Typed]]):
    """Style to the function that types its numbers; an unknown style is the first one."""

    def __init__(self, typing: Typing) -> None:
        super().__init__()
        self.typing = typing

    def __missing__(self, style: str) -> Callable[[str], Typed]:
        index = int(style or 0)
        formats = self.typing.formats
        chosen = formats[index if index < len(formats) else 0]
        from_1904 = self.typing.from_1904

        def typed(stored: str) -> Typed:
            return typed_number(float(stored), chosen, from_1904=from_1904)

        # days repeat, and are slow to show
        self[style] = kept = functools.lru_cache(4096)(typed) if chosen.day else typed
        return kept


def typed_number(number: float, chosen: Format, *, from_1904: bool = False) -> Typed:
    """Give a stored number as int, float or date, with the text that its format shows."""
    if number - number != 0:  # infinity and NaN are no figures
        return None, None
    if chosen.day is not None:
        moment = to_datetime(number, from_1904=from_1904)
        return (moment, chosen.day(moment)) if moment else (number, general(number))
    shown = chosen.show(number)
    # a format such as ;;; shows nothing: the figure is there all the same
    return (int(number) if number.is_integer() else number), shown or general(number)


def _special(sheet: Sheet, cell: Cell, typing: Typing, numbers: _Numbers) -> Typed:
    """Type a formula's result, a truth value, an error, an ISO date or a text in the cell."""
    name, row, style, kind, formula, stored = cell
    if formula and not stored:
        if kind == "str":  # an empty text is a stored result
            return None, None
        sheet.remark("formula", name + row, formula)
        return None, formula
    if formula and typing.uncalculated and stored.strip() == "0":
        sheet.remark("formula-zero", name + row)
    if kind == "e":
        sheet.remark("error", name + row, stored)
    if kind in ("", "n"):
        return numbers[style](stored)
    if kind == "s":
        return typing.strings[stored], typing.strings[stored]
    if kind == "b":
        truth = stored.strip() in TRUE
        return truth, "TRUE" if truth else "FALSE"
    if kind == "d":
        return datetime.fromisoformat(stored).replace(tzinfo=None), stored
    text = unescaped(stored)
    return text, text
