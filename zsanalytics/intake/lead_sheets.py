"""Sheets of leads: told from ledgers and statistics by their headings, and laid out by row.

A list of leads heads a company and a stage or a first contact, says 线索, 目标企业, 首谈 or the
like in its title, headings or name, and knows nothing of money in place or works begun.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zsanalytics.codebook import CODES, Codebook, squeeze
from zsanalytics.errors import CodebookError
from zsanalytics.intake.columns import Cells, SheetCells, by_sheet
from zsanalytics.intake.ledger_grid import Page, page
from zsanalytics.periods import find_periods

_HEADER_WITHIN = 12  # rows of a sheet among which its header stands
_TOP = 40  # rows of a sheet that show whether it lists leads
_LONGEST = 60  # characters of a heading that are looked at
_LISTED = re.compile(r"线索|目标企业|首谈|首报|首次(?:接洽|对接|洽谈)|流转|(?:在谈|洽谈)企业")
_FOUND_BY = re.compile(r"线索(?:来源|渠道|途径|提供)")  # a ledger may say it too
_UNDER_WAY = re.compile(r"到位|开工|竣工|投产|履约|固定资产")
_NO_LEAD = re.compile(r"[合小总]\s*计|注\s*[:：]|说\s*明|备\s*注|填\s*[报表]|制\s*表")
_AMOUNT = re.compile(r"[\d.,，]+")


class LeadWords(NamedTuple):
    """How columns are headed and stages written."""

    columns: Mapping[str, re.Pattern[str]]
    stages: Mapping[str, re.Pattern[str]]


@functools.lru_cache(maxsize=4)
def load_words(file: Path = CODES / "leads.toml") -> LeadWords:
    """Read how sheets of leads are worded.

    Raises
    ------
    CodebookError
        If the file cannot be read or lacks a part.
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        columns, stages = (
            {name: re.compile("|".join(said)) for name, said in told[part].items()}
            for part in ("columns", "stages")
        )
    except (OSError, KeyError, TypeError, ValueError, re.error) as error:
        raise CodebookError(f"{file}: leads cannot be read ({error}); mend the file") from error
    return LeadWords(columns, stages)


class Held(NamedTuple):
    """A cell of a row: what is stored, what is shown, its address."""

    value: Any
    text: str
    cell: str


class LeadSheet(NamedTuple):
    """A sheet of leads: its grid, the last row of its header, and the column of each field."""

    page: Page
    bottom: int
    columns: Mapping[str, int]

    def titles(self) -> list[str]:
        """List the texts above the first lead that are no headings of fields."""
        above = self.page.texts[: self.bottom]
        return [text for row in above for text in row if text]

    def month(self) -> tuple[int, int] | None:
        """Find the month in the lines above the header, the sheet's and the file's name."""
        for text in (*self.titles(), self.page.sheet, self.page.file):
            for period, *_ in find_periods(text):
                if period.year and period.month:
                    return period.year, period.month
        return None

    def top(self) -> str:
        """Give the address of the heading over the companies."""
        return self.page.address(self.bottom, self.columns["company"])

    def rows(self) -> Iterator[tuple[dict[str, Held], str]]:
        """Give each row below the header: its filled fields, and the address of its company.

        Totals, notes and blank rows are none.
        """
        for row in range(self.bottom + 1, len(self.page.rows)):
            texts, values = self.page.texts[row], self.page.values[row]
            if _NO_LEAD.match(next(filter(None, texts), "")):
                continue
            held = {
                field: Held(values[column], str(texts[column]), self.page.address(row, column))
                for field, column in self.columns.items()
                if texts[column] is not None
            }
            merged = self.page.heads[row][self.columns["company"]] >= 0
            if held and not (merged and "company" not in held):  # a firm may take several rows
                yield held, self.page.address(row, self.columns["company"])


def split_leads(cells: Cells, book: Codebook) -> tuple[list[SheetCells], list[SheetCells]]:
    """Part the sheets that list leads from all others.

    Returns
    -------
    (list of SheetCells, list of SheetCells)
        The other sheets, and those of leads.
    """
    others: list[SheetCells] = []
    leads: list[SheetCells] = []
    for sheet in by_sheet(cells):
        (leads if _lists_leads(sheet, book) else others).append(sheet)
    return others, leads


def _lists_leads(sheet: SheetCells, book: Codebook) -> bool:
    if not len(sheet.rows):
        return False
    top = sheet.cut(sheet.rows < sheet.rows.min() + _TOP)
    said = "".join(text for text in top.texts.tolist() if text)
    if not _LISTED.search(squeeze(said + sheet.sheet + sheet.file)):
        return False  # told of most sheets without laying them out
    return lead_sheet(top, load_words(book.codelist("leads.toml"))) is not None


def lead_sheet(sheet: SheetCells, words: LeadWords) -> LeadSheet | None:
    """Lay out a sheet of leads; None for any other."""
    laid = page(sheet)
    if laid is None:
        return None
    for row in range(min(len(laid.rows), _HEADER_WITHIN)):
        bottom, heads = _heads(laid, row, words)
        columns = _fields(heads, words)
        if "company" in columns and {"stage", "first_met"} & set(columns):
            found = LeadSheet(laid, bottom, columns)
            return found if _is_of_leads(found, heads) else None
    return None


def _heads(laid: Page, row: int, words: LeadWords) -> tuple[int, list[str]]:
    """Give the last row of a header that begins here, and the heading of each column."""
    texts = [squeeze(text or "")[:_LONGEST] for text in laid.texts[row]]
    company = next((i for i, text in enumerate(texts) if words.columns["company"].search(text)), -1)
    head = laid.heads[row][company] if company >= 0 else -1
    if head < 0 or row + 1 == len(laid.rows) or laid.heads[row + 1][company] != head:
        return row, texts
    below = [squeeze(text or "")[:_LONGEST] for text in laid.texts[row + 1]]
    return row + 1, [low or high for low, high in zip(below, texts, strict=True)]


def _fields(heads: list[str], words: LeadWords) -> dict[str, int]:
    """Say which column holds which field; contacts are recognised first and left behind."""
    found: dict[str, int] = {}
    for column, text in enumerate(heads):
        field = next((f for f, pattern in words.columns.items() if pattern.search(text)), None)
        if text and field is not None:
            found.setdefault(field, column)
    return {field: column for field, column in found.items() if field != "contact"}


def _is_of_leads(found: LeadSheet, heads: list[str]) -> bool:
    """Tell a list of leads from a ledger of projects and from a table of figures."""
    named = (_FOUND_BY.sub("", head) for head in heads)
    said = "".join([*named, *found.titles(), found.page.sheet, found.page.file])
    if not _LISTED.search(squeeze(said)) or any(_UNDER_WAY.search(head) for head in heads):
        return False
    below = [held["company"].text for held, _ in found.rows() if "company" in held]
    figures = [text for text in below if _AMOUNT.fullmatch(text)]
    return 2 * len(figures) <= len(below)
