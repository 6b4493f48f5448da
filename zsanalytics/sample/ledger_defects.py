"""Errors planted in ledgers: dates, amounts, claims, doubles.

Comes in: a ledger in memory. Goes out: the cells that were changed; rows are chosen by the seed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from zsanalytics.sample import plan
from zsanalytics.sample.ledger import ledger
from zsanalytics.sample.people import HOME
from zsanalytics.sample.sheets import Cell, Sheet, Workbook
from zsanalytics.sample.values import Report

Place = tuple[Sheet, tuple[int, int]]
Planter = Callable[[Workbook, Report, np.random.Generator], list[Place] | None]


def _column(sheet: Sheet, *names: str) -> int:
    """Find a column by the first of some names that the ledger has; -1 if it has none."""
    return next((sheet.columns[name] for name in names if name in sheet.columns), -1)


_AMOUNT = ("签约金额", "总投资(协议)|合计")
_FUNDS = ("本年累计到位资金", "本年累计到位资金|合计")
_TOTAL = ("开工以来累计到位资金", "开工以来累计到位资金|合计")


def _pick(sheet: Sheet, rng: np.random.Generator, able: Callable[[int], bool]) -> int | None:
    rows = [row for row in sheet.rows if able(row)]
    return rows[int(rng.integers(len(rows)))] if rows else None


def _set(sheet: Sheet, row: int, column: int, value: Any) -> Place:
    sheet.cells[row, column] = Cell(value, sheet.cells[row, column].look)
    return sheet, (row, column)


def _value(sheet: Sheet, row: int, column: int) -> Any:
    return sheet.cells[row, column].value


def _dates_out_of_order(
    book: Workbook, own: Report, rng: np.random.Generator
) -> list[Place] | None:
    """Let a project start before it was signed, by exchanging the two dates."""
    sheet = book.sheets[0]
    signed, started = _column(sheet, "签约时间"), _column(sheet, "开工时间")
    row = _pick(sheet, rng, lambda r: bool(_value(sheet, r, started)))
    if row is None:
        return None
    first, second = _value(sheet, row, signed), _value(sheet, row, started)
    return [_set(sheet, row, signed, second), _set(sheet, row, started, first)]


def _amount_missing(book: Workbook, own: Report, rng: np.random.Generator) -> list[Place] | None:
    """Leave out a contract amount."""
    sheet = book.sheets[0]
    row = _pick(sheet, rng, lambda r: True)
    return None if row is None else [_set(sheet, row, _column(sheet, *_AMOUNT), None)]


def _funds_over_contract(
    book: Workbook, own: Report, rng: np.random.Generator
) -> list[Place] | None:
    """Make a contract a tenth of the funds that arrived on it."""
    sheet = book.sheets[0]
    funds, amount = _column(sheet, *_TOTAL), _column(sheet, *_AMOUNT)
    row = _pick(sheet, rng, lambda r: _value(sheet, r, funds) >= 1000 / _scale(sheet, amount))
    if row is None:
        return None
    tenth = _value(sheet, row, funds) / 10
    return [_set(sheet, row, amount, round(tenth, 4))]


def _scale(sheet: Sheet, column: int) -> float:
    return 10_000.0 if sheet.cells[sheet.rows[0], column].look == "cents" else 1.0


def _ledger_sum(book: Workbook, own: Report, rng: np.random.Generator) -> list[Place] | None:
    """Take two thirds off the funds of the project that received most."""
    sheet = book.sheets[0]
    funds = _column(sheet, *_FUNDS)
    row = max(sheet.rows, key=lambda r: _value(sheet, r, funds), default=None)
    return (
        None if row is None else [_set(sheet, row, funds, round(_value(sheet, row, funds) / 3, 4))]
    )


def _project_twice(book: Workbook, own: Report, rng: np.random.Generator) -> list[Place] | None:
    """Give a project the code of another one."""
    sheet = book.sheets[0]
    code = _column(sheet, "项目代码")
    if len(sheet.rows) < 2:
        return None
    row = sheet.rows[int(rng.integers(1, len(sheet.rows)))]
    return [_set(sheet, row, code, _value(sheet, row - 1, code))]


def _claim_unlisted(book: Workbook, own: Report, rng: np.random.Generator) -> list[Place] | None:
    """Claim 世界500强 for a firm that is on no list."""
    sheet = book.sheets[0]
    claim = _column(sheet, "三个500强类别")
    row = _pick(sheet, rng, lambda r: not _value(sheet, r, claim))
    return None if row is None else [_set(sheet, row, claim, "世界500强")]


def _outside_at_home(book: Workbook, own: Report, rng: np.random.Generator) -> list[Place] | None:
    """Name an investor of the province where funds from outside are claimed."""
    sheet = book.sheets[0]
    origin, funds = _column(sheet, "投资来源地"), _column(sheet, *_FUNDS)
    row = _pick(
        sheet, rng, lambda r: _value(sheet, r, origin) != HOME and _value(sheet, r, funds) > 0
    )
    return None if row is None else [_set(sheet, row, origin, HOME)]


def _in_two_units(book: Workbook, own: Report, rng: np.random.Generator) -> list[Place] | None:
    """Report a project that another unit reports too."""
    units = plan.units()
    other = units[(units.index(own.unit) + 1) % len(units)]
    theirs = ledger(Report(own.facts, other, own.year, own.month)).sheets[0]
    sheet = book.sheets[0]
    row, from_row = sheet.rows[int(rng.integers(len(sheet.rows)))], theirs.rows[-1]
    return [
        _set(sheet, row, _column(sheet, name), _value(theirs, from_row, _column(theirs, name)))
        for name in ("项目代码", "项目名称", "投资企业")
    ]


LEDGER: dict[str, Planter] = {
    "dates_out_of_order": _dates_out_of_order,
    "amount_missing": _amount_missing,
    "funds_over_contract": _funds_over_contract,
    "ledger_sum": _ledger_sum,
    "project_twice": _project_twice,
    "claim_unlisted": _claim_unlisted,
    "outside_at_home": _outside_at_home,
    "in_two_units": _in_two_units,
}
"""Defects of ledgers, by name."""
