"""From a figure as typed to a value in the indicator's unit.

Amounts are converted exactly, in decimal. Ratios become fractions: 12.34 under a % heading,
``12.34%`` and 0.1234 in a % format are one value. What has no unit, or a foreign one without a
rate, has no value.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from zsanalytics.intake.sheet import Cell
from zsanalytics.quantities import UnitError, convert, read_quantity, units_agree
from zsanalytics.units import units_kind

RATIOS = frozenset(("growth", "share", "completion", "rate"))
MONEY = frozenset(("人民币", "美元", "港元", "欧元", "日元"))


class Figure(NamedTuple):
    """A figure as it stands in a cell.

    ``unit`` is the one typed with it (0.5亿); ``percent`` tells ``12.34%`` in text, ``formatted``
    a fraction that the cell's format shows as a percentage; ``decimals`` are those shown.
    """

    number: Decimal
    unit: str
    decimals: int
    percent: bool
    formatted: bool


def read_figure(cell: Cell) -> Figure | None:
    """Read the figure of a cell; None for marks of nothing and for words.

    Examples
    --------
    >>> from zsanalytics.intake.sheet import read_cell
    >>> read_figure(read_cell("A1", "约0.5亿元"))[:3]
    (Decimal('0.5'), '亿元', 1)
    >>> read_figure(read_cell("A1", 0.4245, "42.45%"))[2:]
    (2, False, True)
    """
    if isinstance(cell.value, str):
        return _typed_text(cell.text)
    quantity = read_quantity(_clean(cell.value))
    if quantity is None:
        return None
    shown = _shown(cell.shown) if cell.shown else None
    if shown is None:
        return Figure(quantity.number, "", quantity.decimals, False, False)
    formatted = shown[1]
    return Figure(quantity.number, "", max(shown[0], 0), False, formatted)


def _clean(value: Any) -> Any:
    """Drop the noise of binary fractions: 0.30000000000000004 was typed as 0.3."""
    return float(f"{value:.15g}") if isinstance(value, float) else value


@functools.lru_cache(maxsize=16384)
def _typed_text(text: str) -> Figure | None:
    quantity = read_quantity("".join(text.split()).lstrip("¥￥"))  # the sign says no multiple
    if quantity is None:
        return None
    percent = quantity.unit in ("%", "百分点")
    unit = "" if percent else quantity.unit or ""
    return Figure(quantity.number, unit, quantity.decimals, quantity.unit == "%", False)


@functools.lru_cache(maxsize=16384)
def _shown(text: str) -> tuple[int, bool] | None:
    quantity = read_quantity("".join(text.split()))
    return None if quantity is None else (quantity.decimals, quantity.unit == "%")


def pick_unit(stated: Iterable[Sequence[str]], wanted: str, measure: str) -> str:
    """Choose the unit that fits what is measured; the nearest statement wins.

    Parameters
    ----------
    stated : iterable of sequences
        Units stated by the column, the row and the sheet, nearest first.
    wanted : str
        The indicator's unit; empty where the indicator is not known.
    measure : str
        Ratios take ``%``; an amount takes no unit of counts.

    Examples
    --------
    >>> pick_unit([(), ("万元", "个", "%")], "亿元", "value")
    '万元'
    >>> pick_unit([("万元",)], "个", "value")
    ''
    """
    for units in stated:
        for unit in units:
            if measure in RATIOS:
                if units_kind(unit) in ("ratio", "points"):
                    return unit
            elif not wanted or _fits(unit, wanted) or _foreign(unit, wanted):
                return unit
    return ""


def _fits(unit: str, wanted: str) -> bool:
    """Tell whether a unit is one of the indicator; 万 alone is one of money, not of projects."""
    return units_agree(unit, wanted) and (bool(units_kind(unit)) or "元" in wanted)


def _foreign(unit: str, wanted: str) -> bool:
    return units_kind(unit) in MONEY and units_kind(wanted) in MONEY


def completed_unit(unit: str, wanted: str) -> str:
    """Complete a unit that is typed or headed shorter than the indicator's own.

    Examples
    --------
    >>> completed_unit("亿", "亿元"), completed_unit("万元", "万元/亩"), completed_unit("个", "个")
    ('亿元', '万元/亩', '个')
    """
    over, _, under = wanted.partition("/")
    if unit and "元" in over and units_kind(unit) == "":
        unit += "元"  # 0.5亿 is 0.5亿元
    return f"{unit}/{under}" if under and units_agree(unit, over) else unit


def amount(figure: Figure, unit: str, wanted: str, usd_rate: float | None) -> float:
    """Convert an amount or a count to the indicator's unit; NaN where that cannot be done.

    Examples
    --------
    >>> amount(Figure(Decimal("12345.6"), "", 1, False, False), "万元", "亿元", None)
    1.23456
    """
    if not wanted:
        return float(figure.number)
    if not unit or figure.percent or figure.formatted:  # 25% is no amount
        return float("nan")
    try:
        return float(convert(figure.number, unit, wanted, usd_rate=usd_rate))
    except UnitError:
        return float("nan")


def ratio(figure: Figure, percent: bool) -> float:
    """Give a ratio as a fraction.

    Parameters
    ----------
    figure : Figure
        As read.
    percent : bool
        Whether the column's figures are percentages where the cell does not say so itself.

    Examples
    --------
    >>> ratio(Figure(Decimal("42.45"), "", 2, False, False), True)
    0.4245
    """
    if figure.formatted:
        return float(figure.number)
    if figure.percent or percent:
        return float(figure.number / 100)
    return float(figure.number)


def are_percentages(figures: list[Figure], stated: bool) -> bool:
    """Tell percentages (42.45) from fractions (0.4245) by what a whole line looks like."""
    small = all(abs(f.number) <= 1.5 for f in figures)
    fine = any(f.decimals >= 3 for f in figures)
    return not (small and fine) if stated else not small
