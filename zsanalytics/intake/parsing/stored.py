"""Stored values of xlsx cells, typed: numbers with their formats, shared texts, dates, errors."""

from __future__ import annotations

import functools
from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from .dates import to_datetime
from .digits import general
from .formats import Format
from .grid import Sheet, UnfitError, column_index
from .sheetxml import TRUE, Cell, unescaped

Typed = tuple[Any, str | None]
"""A value, and the text that the sheet shows for it."""

_NO_NUMBER = "#NUM!"
_KNOWN = 65_536
"""Most different texts of one style and type that are remembered."""


class Typing(NamedTuple):
    """What is needed to type a stored value: shared texts by number, formats, settings."""

    strings: dict[str, Typed]
    formats: list[Format]
    from_1904: bool
    uncalculated: bool


def shared(texts: Sequence[str]) -> dict[str, Typed]:
    """Map the number of a shared text, as cells write it, to the text."""
    return dict(zip(map(str, range(len(texts))), zip(texts, texts, strict=True), strict=True))


def put_cells(sheet: Sheet, cells: Iterable[Cell], typing: Typing) -> None:
    """Type stored cells and hold those that are not blank."""
    tables = _Tables(typing)
    kept = [cell for cell in cells if cell[5] or cell[4]]
    for cell in kept:
        if cell[4] or cell[3] == "e":
            _remark(sheet, cell, uncalculated=typing.uncalculated)
    try:
        typed = [tables[cell[2], cell[3]][cell[5]] if cell[5] else _absent(cell) for cell in kept]
    except (ValueError, KeyError) as error:
        raise _unreadable(_first_odd(kept, tables)) from error
    kept = [cell for cell, (_, shown) in zip(kept, typed, strict=True) if shown]
    columns = _Columns()
    sheet.values = [value for value, shown in typed if shown]
    sheet.texts = [shown for _, shown in typed if shown]
    sheet.rows = array("q", [int(cell[1]) - 1 for cell in kept])
    sheet.columns = array("q", [columns[cell[0]] for cell in kept])


def _absent(cell: Cell) -> Typed:
    """Give a formula without a stored result; an empty text is one."""
    return (None, None) if cell[3] == "str" else (None, cell[4])


def _remark(sheet: Sheet, cell: Cell, *, uncalculated: bool) -> None:
    name, row, _, kind, formula, stored = cell
    if formula and not stored:
        if kind != "str":
            sheet.remark("formula", name + row, formula)
        return
    if formula and uncalculated and stored.strip() == "0":
        sheet.remark("formula-zero", name + row)
    if kind == "e":
        sheet.remark("error", name + row, stored)


def _first_odd(cells: Iterable[Cell], tables: _Tables) -> Cell:
    for cell in cells:
        try:
            tables[cell[2], cell[3]][cell[5]]
        except (ValueError, KeyError):
            if cell[5]:
                return cell
    raise KeyError


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


class _Table(dict[str, Typed]):
    """Stored text to value and shown text for one style and type; the same text is typed once."""

    def __init__(self, read: Callable[[str], Typed]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, stored: str) -> Typed:
        typed = self.read(stored)
        if len(self) < _KNOWN:
            self[stored] = typed
        return typed


class _Tables(dict[tuple[str, str], dict[str, Typed]]):
    """A style and a type to the table of what is stored with them."""

    def __init__(self, typing: Typing) -> None:
        super().__init__()
        self.typing = typing

    def __missing__(self, key: tuple[str, str]) -> dict[str, Typed]:
        style, kind = key
        table: dict[str, Typed]
        if kind in ("", "n"):
            self[key] = table = _Table(self._numbers(style))
        elif kind == "s":
            self[key] = table = self.typing.strings
        else:
            self[key] = table = _Table(_OTHERS.get(kind, _text))
        return table

    def _numbers(self, style: str) -> Callable[[str], Typed]:
        index = int(style or 0)
        formats, from_1904 = self.typing.formats, self.typing.from_1904
        chosen = formats[index if index < len(formats) else 0]
        if chosen.day is not None:
            return functools.partial(_dated, chosen, from_1904)
        return lambda stored: typed_number(float(stored), chosen)


@functools.lru_cache(16_384)  # days repeat from file to file, and are slow to show
def _dated(chosen: Format, from_1904: bool, stored: str) -> Typed:
    return typed_number(float(stored), chosen, from_1904=from_1904)


def _truth(stored: str) -> Typed:
    truth = stored.strip() in TRUE
    return truth, "TRUE" if truth else "FALSE"


def _day(stored: str) -> Typed:
    return datetime.fromisoformat(stored).replace(tzinfo=None), stored


def _text(stored: str) -> Typed:
    text = unescaped(stored)
    return text, text


_OTHERS: dict[str, Callable[[str], Typed]] = {"b": _truth, "d": _day}


def typed_number(number: float, chosen: Format, *, from_1904: bool = False) -> Typed:
    """Give a stored number as int, float or date, with the text that its format shows."""
    if number - number != 0:  # infinity and NaN are no figures, but something stands there
        return _NO_NUMBER, _NO_NUMBER
    if chosen.day is not None:
        moment = to_datetime(number, from_1904=from_1904)
        return (moment, chosen.day(moment)) if moment else (number, general(number))
    shown = chosen.show(number)
    # a format such as ;;; shows nothing: the figure is there all the same
    return (int(number) if number.is_integer() else number), shown or general(number)
