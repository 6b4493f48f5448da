"""What holds for a whole ledger: its month, its owner, the unit of its amounts."""

from __future__ import annotations

import datetime as dt

from zsanalytics.intake.context import Context, read_context
from zsanalytics.intake.labels import Words
from zsanalytics.intake.ledger_facts import Facts
from zsanalytics.intake.ledger_grid import Page
from zsanalytics.intake.ledger_header import Header
from zsanalytics.intake.ledger_rows import Rows
from zsanalytics.intake.sheet import Cell, read_cell
from zsanalytics.periods import parse_asof, read_period

_YEARS = range(1990, 2100)  # years that a ledger may be of; 9999 is a slip or a placeholder
_DATED = ("signed_on", "performed_on", "landed_on", "started_on", "completed_on", "produced_on")


def ledger_context(
    laid: Page, header: Header, rows: Rows, words: Words, asof: str | None
) -> Context:
    """Read what stands above and below the projects."""
    last = max((max((e.row, *e.more, *e.parts)) for e in rows.entries), default=header.bottom)
    return read_context(
        words, _cells(laid, range(header.top)), [], _cells(laid, range(last + 1, len(laid.rows))),
        file=laid.file, sheet=laid.sheet, asof=parse_asof(asof) if asof else None,
    )  # fmt: skip


def _cells(laid: Page, rows: range) -> list[Cell]:
    return [
        read_cell(laid.address(row, column), laid.values[row][column], str(text))
        for row in rows
        for column, text in enumerate(laid.texts[row])
        if text is not None
    ]


def ledger_month(
    laid: Page, header: Header, rows: Rows, context: Context, asof: str | None
) -> tuple[int, int] | None:
    """Find the month: stated, in a header, as asked for, else that of the latest date."""
    hint = parse_asof(asof) if asof else None
    if context.year is not None and context.year not in _YEARS:
        context = context._replace(year=None, month=None)
    if context.month is not None and context.year is not None and context.basis != "annual":
        return context.year, context.month
    for column in header.columns.values():
        period = read_period("".join(column.path), year=context.year) if column.split else None
        if period is not None and period.basis == "ytd" and period.year:
            return period.year, period.month
    if hint is not None and context.year in (None, hint[0]):
        return hint
    if context.year is not None:
        return context.year, 12
    far = Facts(laid, header, rows.entries, dt.datetime.max).dates()
    days = [day for field in _DATED for day in far[field] if day and day.year in _YEARS]
    return (max(days).year, max(days).month) if days else None


def end_of(year: int, month: int) -> dt.datetime:
    """Give the last day of a month."""
    following = dt.datetime(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def money_unit(context: Context) -> str:
    """Give the unit of amounts whose heading states none, or an empty text."""
    return next((unit for unit in context.units if unit.endswith("元")), "")
