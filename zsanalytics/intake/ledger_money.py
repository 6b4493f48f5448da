"""The amounts of a ledger's projects in 亿元, block by block, with what is asked about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from zsanalytics.intake.ledger_blocks import BLOCKS, is_since, of_month
from zsanalytics.intake.ledger_grid import Page, shown_cells
from zsanalytics.intake.ledger_header import Header
from zsanalytics.intake.ledger_rows import Entry
from zsanalytics.intake.ledger_values import read_amount
from zsanalytics.quantities import unit_name
from zsanalytics.schema import finding

Numbers = list[Decimal | None]

_SURE = re.compile(r"合同|协议|签约")
_FOREIGN = re.compile(r"美元|欧元|港[元币]|日元|英镑|外币|usd|\$", re.IGNORECASE)


class Money:
    """Reads the money columns of one sheet, noting what cannot be read.

    Parameters
    ----------
    page, header, entries
        The sheet, its header and its projects.
    unit : str
        The unit of amounts whose heading states none, or empty.
    month : (year, month)
        The ledger's: of columns for several years or months, its own counts.
    usd_rate : float, optional
        Yuan for a dollar, as the sheet states it; dollars without it stay missing.
    titles : sequence of str
        What the ledger is called: in one of 省外 projects the outside part is the whole.
    """

    def __init__(
        self, page: Page, header: Header, entries: Sequence[Entry], *, unit: str,
        month: tuple[int, int], usd_rate: float | None, titles: Sequence[str],
    ) -> None:  # fmt: skip
        self.page = page
        self.header = header
        self.entries = entries
        self.unit = unit
        self.month = month
        self.rate = usd_rate
        self.units = header.of("unit")
        self.outside_only = any("省外" in t and "省内" not in t for t in titles)
        self.findings: list[dict[str, Any]] = []

    def amounts(self) -> dict[str, list[float | None]]:
        """Give the amounts in 亿元: of each block its total, and the year's part from outside."""
        found = {block: self._block(block) for block in BLOCKS}
        if self.column("funds_total", "total") is None:
            found["funds_total"] = self._unclear(found["funds_total"])
        found["funds_outside_ytd"] = self._outside(found["funds_ytd"])
        self._ask_unit()
        return {
            name: [None if n is None else float(n) for n in numbers]
            for name, numbers in found.items()
        }

    def _block(self, block: str) -> Numbers:
        if self.column(block, "total") is not None:
            return self._read(block, "total")
        if self.outside_only:
            return self._read(block, "outside")
        if self.column(block, "inside") is None:
            return [None] * len(self.entries)
        parts = [self._read(block, s) for s in ("outside", "domestic", "abroad", "inside")]
        return [_added(row) for row in zip(*parts, strict=True)]

    def _outside(self, totals: Numbers) -> Numbers:
        """Give the year's funds from outside the province: 省外, or its two halves together."""
        outside, domestic, abroad, inside = (
            self._read("funds_ytd", split) for split in ("outside", "domestic", "abroad", "inside")
        )
        if self.column("funds_ytd", "domestic") is not None:
            return [_added(pair) for pair in zip(domestic, abroad, strict=True)]
        if self.column("funds_ytd", "outside") is not None:
            rows = zip(totals, outside, abroad, inside, strict=True)
            return [_with_abroad(*row) for row in rows]
        if self.column("funds_ytd", "inside") is not None:
            pairs = zip(totals, inside, strict=True)
            return [None if a is None or b is None else a - b for a, b in pairs]
        return [None] * len(self.entries)

    def _unclear(self, totals: Numbers) -> Numbers:
        """Read a bare 累计到位 as since the start, and ask: it may be the year's."""
        column = self.column("cumulative", "total")
        if column is None:
            return totals
        cell = self.page.address(self.header.bottom, column)
        name = self.header.columns[column].path[-1][:40]
        self._note(
            "warning", "cumulative_unclear", cell,
            f"{cell}“{name}”没有说明是本年累计还是开工以来累计，暂按开工以来累计读取，本年到位资金按缺失处理。",
            "请在表头写明“本年累计到位资金”或“开工以来累计到位资金”。",
        )  # fmt: skip
        return self._read("cumulative", "total")

    def column(self, block: str, split: str) -> int | None:
        """Give the column that a part is read from: of the ledger's own month, yuan first."""
        columns = self.header.columns
        fits = {c: of_month(columns[c].path, *self.month) for c in self.header.of(block, split)}
        if block == "contract_amount":
            fits = dict.fromkeys(fits, 1)

        def order(column: int) -> tuple[bool, int, bool]:
            path = columns[column].path
            sure = is_since(path) if block == "funds_total" else bool(_SURE.search("".join(path)))
            return self._foreign(column), -fits[column], not sure

        return min((c for c in fits if fits[c]), key=order, default=None)

    def _foreign(self, column: int) -> bool:
        return _FOREIGN.search(self.header.columns[column].unit or self.unit) is not None

    def _read(self, block: str, split: str) -> Numbers:
        column = self.column(block, split)
        if column is None:
            return [None] * len(self.entries)
        unit = self.header.columns[column].unit or ("" if self.units else self.unit)
        odd: list[int] = []

        def read(row: int) -> Decimal | None:
            value, text = self.page.values[row][column], self.page.texts[row][column]
            if value is None:
                return None
            amount = read_amount(value, text, unit or self._row_unit(row), usd_rate=self.rate)
            if amount.odd:
                odd.append(row)
            return amount.number

        numbers = [of_rows(entry, read) for entry in self.entries]
        self._ask_odd(column, odd)
        return numbers

    def _row_unit(self, row: int) -> str:
        """Give the unit a row states in a column of its own, else the ledger's."""
        text = self.page.spread[row][self.units[0]] if self.units else None
        return (unit_name(text) if text else None) or self.unit

    def _ask_odd(self, column: int, rows: Sequence[int]) -> None:
        """Ask about amounts that could not be read; foreign money once for the column."""
        abroad = [
            r for r in rows
            if self._foreign(column) or _FOREIGN.search(str(self.page.texts[r][column]))
        ]  # fmt: skip
        if abroad:
            cells = shown_cells([self.page.address(row, column) for row in abroad])
            self._note(
                "warning", "foreign_money", cells,
                f"{cells}是外币金额，没有注明汇率，不能折算为人民币，按缺失处理。",
                "请在表中注明折算汇率，如“汇率：1美元=7.1元”，或填写折合人民币的金额。",
            )  # fmt: skip
        for row in rows:
            if row not in abroad:
                cell = self.page.address(row, column)
                self._note(
                    "warning", "amount_unreadable", cell, f"{cell}的金额无法识别，按缺失处理。",
                    "请填写数字，并与表头的金额单位一致。",
                )  # fmt: skip

    def _ask_unit(self) -> None:
        bare = [
            column for column, about in self.header.columns.items()
            if about.field in BLOCKS and not about.unit
        ]  # fmt: skip
        if bare and not (self.unit or self.units) and self.entries:
            cells = [self.page.address(self.header.bottom, column) for column in bare]
            self._note(
                "error", "unit_missing", shown_cells(cells), "台账没有注明金额单位，金额无法采用。",
                "请在表头或表角注明“单位：万元”或“单位：亿元”。",
            )  # fmt: skip

    def _note(self, severity: str, rule: str, cell: str, message: str, remedy: str) -> None:
        where = {"file": self.page.file, "sheet": self.page.sheet, "cell": cell}
        self.findings.append(finding(severity, rule, message, remedy, **where))


def of_rows(entry: Entry, read: Callable[[int], Decimal | None]) -> Decimal | None:
    """Give a project's amount: its row's, with the further rows of a merged project added.

    Where the first row is the sum of the others, it is the amount. Sub-projects are parts of
    their project: they count only where it has no amount of its own.
    """
    own = read(entry.row)
    if entry.more:
        rest = [number for row in entry.more if (number := read(row)) is not None]
        own = own if rest and own == _added(rest) else _added([own, *rest])
    if own is None and entry.parts:
        return _added([read(row) for row in entry.parts])
    return own


def _added(numbers: Sequence[Decimal | None]) -> Decimal | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None


def _with_abroad(
    total: Decimal | None, outside: Decimal | None, abroad: Decimal | None, inside: Decimal | None
) -> Decimal | None:
    """Add 境外 where it stands beside 省外: the block's total then holds both."""
    whole = _added([outside, abroad, inside])
    beside = abroad is not None and total is not None and whole == total
    return _added([outside, abroad]) if beside else outside
