"""Errors planted on purpose, each in a cell that is known: what a check has to find.

Comes in: a sample on disk and the names of defects. Goes out: the same workbooks with one defect
each, and the table of what was done where. Nothing else on the sheets is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import RequestError
from zsanalytics.periods import asof_text, parse_asof
from zsanalytics.sample import ledger_defects, plan
from zsanalytics.sample.plan import OUTSIDE, WHOLE
from zsanalytics.sample.sheets import Cell, Sheet, Workbook, write
from zsanalytics.sample.values import Report
from zsanalytics.sample.writer import SEED, make, report

COLUMNS = (
    "defect", "file", "sheet", "cell", "region", "indicator", "segment", "year", "month", "before",
    "after",
)  # fmt: skip
Place = tuple[Sheet, tuple[int, int]]
Planter = Callable[[Workbook, Report, np.random.Generator], list[Place] | None]


class Want(NamedTuple):
    """Which cells a defect may strike."""

    indicator: str = "funds_in_place"
    segment: str = WHOLE
    basis: str = "ytd"
    measure: str = "value"
    back: int = 0
    county: bool = False


def places(book: Workbook, own: Report, want: Want) -> list[Place]:
    """Find the visible cells that state what is wanted for the report's own month."""
    found = []
    for sheet in book.sheets:
        for place, cell in sorted(sheet.cells.items()):
            fact = cell.fact
            if fact is None or sheet.hidden or place[0] in sheet.hidden_rows:
                continue
            there = (fact.indicator, fact.segment, fact.basis, fact.measure, fact.year)
            same = there == (*want[:4], own.year - want.back) and fact.month == own.month
            if same and (fact.region != own.unit) == want.county:
                found.append((sheet, place))
    return found


def retyped(value: Any, change: Callable[[Decimal], Decimal]) -> Any:
    """Change a number and keep the way it is typed: digits, commas, width, unit.

    Examples
    --------
    >>> retyped("１，２３４", lambda number: number * 2), retyped("42.45%", lambda n: n + 5)
    ('２，４６８', '47.45%')
    """
    if not isinstance(value, str):
        new = change(Decimal(str(value)))
        return int(new) if isinstance(value, int) else float(new)
    wide = any("０" <= char <= "９" for char in value)
    plain = value.translate({ord(c) + 0xFEE0: c for c in "0123456789.,"})
    match = re.match(r"-?[\d,.]+", plain)
    if match is None:
        return value
    number = Decimal(match[0].replace(",", ""))
    new = change(number).quantize(Decimal(1).scaleb(number.as_tuple().exponent))  # type: ignore[arg-type]
    text = (f"{new:,}" if "," in match[0] else str(new)) + plain[match.end() :]
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.,"}) if wide else text


def _change(want: Want, change: Callable[[Decimal], Decimal], *, every: bool = False) -> Planter:
    """Plant a changed number: in one of the cells wanted, or in every one of them."""

    def planter(book: Workbook, own: Report, rng: np.random.Generator) -> list[Place] | None:
        found = [p for p in places(book, own, want) if _is_number(p[0].cells[p[1]])]
        if not found:
            return None
        struck = found if every else [found[int(rng.integers(len(found)))]]
        for sheet, place in struck:
            cell = sheet.cells[place]
            sheet.cells[place] = Cell(retyped(cell.value, change), cell.look, cell.fact)
        return struck

    return planter


def _is_number(cell: Cell) -> bool:
    digits = re.sub(r"[^\d０-９]", "", str(cell.value)) if cell.value is not None else ""
    return digits.strip("0０") != ""


def _swap_digits(number: Decimal) -> Decimal:
    """Transpose the first two digits that differ."""
    text = str(number)
    for at in range(len(text) - 1):
        if text[at].isdigit() and text[at + 1].isdigit() and text[at] != text[at + 1]:
            return Decimal(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return number


def _stale(book: Workbook, own: Report, rng: np.random.Generator) -> list[Place] | None:
    """Leave last month's figures under this month's title."""
    if own.month <= 2:
        return None
    old = make(Report(own.facts, own.unit, own.year, own.month - 1))
    struck: list[Place] = []
    for sheet, before in zip(book.sheets, old.sheets, strict=False):
        if sheet.hidden or before.cells.keys() != sheet.cells.keys():
            return None
        for place, cell in before.cells.items():
            if cell.fact is not None:
                sheet.cells[place] = cell
                struck.append((sheet, place))
    return struck


def _misspelt(book: Workbook, own: Report, rng: np.random.Generator) -> list[Place] | None:
    """Write a county's name with one character too many."""
    for sheet in book.sheets:
        for place, cell in sorted(sheet.cells.items()):
            if cell.value in own.counties and not sheet.hidden:
                sheet.cells[place] = Cell(f"{cell.value[0]}某{cell.value[1:]}", cell.look)
                return [(sheet, place)]
    return None


def _other_month(book: Workbook, own: Report, rng: np.random.Generator) -> list[Place] | None:
    """Write last year in the title."""
    struck: list[Place] = []
    for sheet in book.sheets:
        cell = sheet.cells.get((0, 0))
        if cell is not None and str(own.year) in str(cell.value):
            text = str(cell.value).replace(str(own.year), str(own.year - 1))
            sheet.cells[0, 0] = Cell(text, cell.look)
            struck.append((sheet, (0, 0)))
    return struck or None


_COUNTY = Want(county=True)
_SUMMARY: dict[str, Planter] = {
    "unit_slip": _change(Want(segment=OUTSIDE), lambda n: n * 10_000, every=True),
    "ytd_fall": _change(Want(), lambda n: n / 2, every=True),
    "sum_mismatch": _change(_COUNTY, lambda n: n * Decimal("1.3")),
    "growth_wrong": _change(
        Want(measure="growth"), lambda n: n + (5 if abs(n) > 1 else Decimal("0.05"))
    ),
    "month_wrong": _change(Want(basis="month"), lambda n: n * Decimal("1.5")),
    "base_changed": _change(Want(back=1), lambda n: n * Decimal("0.8"), every=True),
    "part_exceeds_whole": _change(Want(segment=OUTSIDE, county=True), lambda n: n * 3),
    "negative": _change(Want("contracted_amount", WHOLE, county=True), lambda n: -n),
    "digits_swapped": _change(Want(), _swap_digits, every=True),
    "stale_month": _stale,
    "region_misspelt": _misspelt,
    "wrong_year": _other_month,
}


def _removed(book: Workbook, folder: Path) -> str:
    """Let a unit hand in nothing."""
    (folder / book.file).unlink()
    return book.file


def _sent_twice(book: Workbook, folder: Path) -> str:
    """Let a unit hand in its workbook a second time under another name, unmarked and different."""
    first = next(s for s in book.sheets if not s.hidden)
    place = next(p for p, cell in sorted(first.cells.items()) if cell.fact and _is_number(cell))
    cell = first.cells[place]
    first.cells[place] = Cell(retyped(cell.value, lambda n: n * 2), cell.look, cell.fact)
    path = folder / book.file
    again = Workbook(f"{path.stem}(1){path.suffix}", book.sheets)
    return write(again, folder).name


_FILES: dict[str, Callable[[Workbook, Path], str]] = {
    "missing_unit": _removed,
    "sent_twice": _sent_twice,
}
DEFECTS = (*_SUMMARY, *_FILES, *ledger_defects.LEDGER)
"""The defects that can be planted, by name."""


def plant(
    folder: str | Path, defects: Iterable[str], *, month: str = "2024-09",
    book: Codebook | None = None, seed: int = SEED,
) -> pd.DataFrame:  # fmt: skip
    """Plant defects in a month of a sample, one in a unit, and say where.

    Parameters
    ----------
    folder : str or Path
        Where `write_sample` wrote the month with the same ``seed``.
    defects : iterable of str
        Names of `DEFECTS`, at most one for each unit; a name may be repeated.
    month : str
        The month whose files are changed.
    book : Codebook, optional
        As given to `write_sample`.
    seed : int
        Chooses units and cells, too.

    Returns
    -------
    DataFrame
        ``defect, file, sheet, cell, region, indicator, segment, year, month, before, after``; one
        row a changed cell. A missing file has no sheet and cell.

    Raises
    ------
    RequestError
        For an unknown defect, more defects than units, or one that no unit left can have.

    Examples
    --------
    >>> plant("data/raw", ["typo"])
    Traceback (most recent call last):
    zsanalytics.errors.RequestError: sample: unknown defect typo; choose from unit_slip, ...
    """
    wanted = list(defects)
    unknown = [name for name in wanted if name not in DEFECTS]
    if unknown:
        raise RequestError(f"sample: unknown defect {unknown[0]}; choose from {', '.join(DEFECTS)}")
    year, number = parse_asof(month)
    rng = np.random.default_rng([seed, year, number, 9])
    free = [str(unit) for unit in rng.permutation(plan.units())]
    rows: list[tuple[Any, ...]] = []
    for name in wanted:
        for unit in free:
            own = report(unit, year, number, book=book or load_codebook(), seed=seed)
            planted = _planted(name, own, Path(folder) / asof_text(year, number), rng)
            if planted:
                rows += planted
                free.remove(unit)
                break
        else:
            raise RequestError(f"sample: no unit is left for {name}; plant fewer defects at once")
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _planted(
    name: str, own: Report, folder: Path, rng: np.random.Generator
) -> list[tuple[Any, ...]]:
    """Plant one defect in one unit's file; nothing if the unit cannot have it."""
    kind = "ledger" if name in ledger_defects.LEDGER else "summary"
    clean, book = make(own, kind), make(own, kind)
    if name in _FILES:
        file = _FILES[name](book, folder)
        return [(name, file, "", "", own.unit, "", "", own.year, own.month, None, None)]
    planter = ledger_defects.LEDGER.get(name) or _SUMMARY[name]
    struck = planter(book, own, rng)
    if not struck:
        return []
    write(book, folder)
    before = {sheet.name: sheet.cells for sheet in clean.sheets}
    rows = []
    for sheet, place in struck:
        old, new = before[sheet.name].get(place), sheet.cells[place]
        fact = old.fact if old is not None else None
        about = fact[:5] if fact is not None else (own.unit, "", "", own.year, own.month)
        old_value = old.value if old is not None else None
        where = (name, book.file, sheet.name, xl_rowcol_to_cell(*place))
        rows.append((*where, *about, old_value, new.value))
    return rows
