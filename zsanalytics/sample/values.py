"""Single values and names as a unit writes them, each with the fact it states.

Comes in: a `Report`, a line and a `Style`. Goes out: a `Cell`: what is typed, how it looks, and
what a perfect reader takes from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from zsanalytics.codebook import Codebook
from zsanalytics.sample.facts import Facts
from zsanalytics.sample.lines import Line
from zsanalytics.sample.sheets import Cell, Fact

DASH = "—"


class Style(NamedTuple):
    """How numbers and names are written.

    ``money`` 亿元 or 万元; ``signed`` the unit of contract amounts, where it is another; ``digits``
    number, text (1,234.50), wide (full width) or unit (1.2亿元); ``percent``
    points (42.45 under %), fraction (0.4245 shown as %) or text (42.45%); ``names`` full, short,
    spaced or traditional; ``total`` first or last;
    ``headed`` whether headings name the unit.
    """

    money: str = "亿元"
    signed: str = ""
    digits: str = "number"
    percent: str = "points"
    names: str = "full"
    total: str = "last"
    formulas: bool = False
    headed: bool = True


@dataclass(frozen=True)
class Report:
    """One unit's report of one month, and the facts behind it."""

    facts: Facts
    unit: str
    year: int
    month: int

    @property
    def counties(self) -> list[str]:
        """List the unit's counties; empty for a unit without any."""
        names = list(self.facts.places.names[self.facts.where(self.unit)[0]])
        return [] if names == [self.unit] else names

    @property
    def book(self) -> Codebook:
        """Give the codebook."""
        return self.facts.book

    def ytd(self, region: str, line: Line, back: int = 0) -> int | None:
        """Give a value of this year or, with ``back``, an earlier one: whole numbers, 万元."""
        return self.facts.value(region, line.key, self.year - back, self.month)

    def flow(self, region: str, line: Line) -> int | None:
        """Give the month alone; the first report of a year covers two months and has none."""
        if self.month <= 2 or line.kind == "rate" or line.indicator == "implemented_projects":
            return None
        before = self.facts.value(region, line.key, self.year, self.month - 1)
        now = self.ytd(region, line)
        return None if now is None or before is None else now - before


def unit_of(line: Line, style: Style) -> str:
    """Name the unit a line is written in."""
    if line.kind != "money":
        return line.unit
    return (line.indicator == "contracted_amount" and style.signed) or style.money


def rounded(number: Decimal, decimals: int = 2) -> Decimal:
    """Round half up, as printed figures are.

    Examples
    --------
    >>> rounded(Decimal("42.445"))
    Decimal('42.45')
    """
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def value_cell(report: Report, region: str, line: Line, column: str, style: Style) -> Cell:
    """Make the cell of a line in a column: ``ytd``, ``month``, ``last`` or ``growth``."""
    if line.kind == "rate":
        return _rate_cell(report, region, line, column, style)
    if column == "growth":
        return _growth_cell(report, region, line, style)
    year = report.year - (column == "last")
    number = (
        report.flow(region, line)
        if column == "month"
        else report.ytd(region, line, year != report.year)
    )
    if number is None:
        return Cell(DASH, "center")
    basis = "month" if column == "month" else "ytd"
    scale = 10_000 if line.kind == "money" else 1
    fact = Fact(region, *line.key, year, report.month, basis, "value", number / scale)
    value, look = _written(number, line, style)
    return Cell(value, look, fact)


def _written(number: int, line: Line, style: Style) -> tuple[Any, str]:
    if line.kind != "money":
        return number, "count"
    unit = unit_of(line, style)
    decimals = 4 if unit == "亿元" else 0
    exact = Decimal(number).scaleb(-decimals)
    if style.digits != "number":
        text = f"{exact:,}"
        return {"text": text, "wide": _wide(text), "unit": f"{exact}{unit}"}[style.digits], "text"
    return (float(exact), "cents") if decimals else (number, "thousands")


def _wide(text: str) -> str:
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.,"})


def _growth_cell(report: Report, region: str, line: Line, style: Style) -> Cell:
    now, before = report.ytd(region, line), report.ytd(region, line, 1)
    if not before or now is None:
        return Cell(DASH, "center")
    exact = Decimal(now) / Decimal(before) - 1
    return _ratio_cell(report, region, line, exact, "growth", style)


def _rate_cell(report: Report, region: str, line: Line, column: str, style: Style) -> Cell:
    if column != "ytd":
        return Cell(DASH, "center")
    there, signed = report.facts.rate(region, line.indicator, report.year, report.month)
    if not signed:
        return Cell(DASH, "center")
    return _ratio_cell(report, region, line, Decimal(there) / Decimal(signed), "rate", style)


def _ratio_cell(
    report: Report, region: str, line: Line, exact: Decimal, measure: str, style: Style
) -> Cell:
    printed = rounded(exact * 100)
    value: Any = {"points": float(printed), "text": f"{printed}%", "fraction": float(exact)}[
        style.percent
    ]
    seen = float(exact) if style.percent == "fraction" else float(printed / 100)
    fact = Fact(region, *line.key, report.year, report.month, "ytd", measure, seen)
    look = {"points": "cents", "text": "text", "fraction": "percent"}[style.percent]
    return Cell(value, look, fact)


@lru_cache(maxsize=1024)
def _traditional(text: str) -> str:
    import opencc  # heavy, and needed for one unit

    return str(opencc.OpenCC("s2t").convert(text))


def named(report: Report, region: str, style: Style) -> str:
    """Write a region's name the way this unit does."""
    if style.names == "short":
        short = _short(report.book, region)
        return short if report.book.match_region(short, within=report.unit) == (region,) else region
    if style.names == "spaced":
        return " ".join(region) if len(region) <= 3 else region
    return _traditional(region) if style.names == "traditional" else region


def _short(book: Codebook, region: str) -> str:
    row = book.regions.loc[book.regions["region"] == region, "short"]
    return str(row.iloc[0]) if len(row) and row.iloc[0] else region
