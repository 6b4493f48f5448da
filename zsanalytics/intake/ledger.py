"""Project ledgers (台账): one row a project, read by header names in any layout.

Comes in: a workbook, or its cells. Goes out: the `projects` table with amounts in 亿元, and
findings on what could not be read. Sums, section titles, notes and contacts are left behind.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import WorkbookError
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.columns import Cells, by_sheet
from zsanalytics.intake.labels import Words
from zsanalytics.intake.ledger_columns import HEADINGS
from zsanalytics.intake.ledger_contents import settled
from zsanalytics.intake.ledger_context import end_of, ledger_context, ledger_month, money_unit
from zsanalytics.intake.ledger_facts import Facts
from zsanalytics.intake.ledger_grid import Page
from zsanalytics.intake.ledger_header import Header
from zsanalytics.intake.ledger_money import Money
from zsanalytics.intake.ledger_names import Names
from zsanalytics.intake.ledger_parts import ledgers
from zsanalytics.intake.ledger_places import places
from zsanalytics.intake.ledger_private import is_person
from zsanalytics.intake.ledger_questions import (
    lists_key_projects,
    questions,
    remarks_on,
    without_month,
)
from zsanalytics.intake.ledger_rows import Entry, read_rows
from zsanalytics.intake.ledger_table import put_together
from zsanalytics.intake.ledger_values import without_number
from zsanalytics.schema import FINDINGS, conform, empty

_NOTHING = empty(FINDINGS)
_BEGINNING = 6000  # cells of a sheet among which the header of a ledger stands


def read_projects(
    path: str | Path, book: Codebook | None = None, *, asof: str | None = None
) -> pd.DataFrame:
    """Read the projects of every ledger sheet of a workbook.

    读出工作簿里的项目台账，一行一个项目。

    Parameters
    ----------
    path : str or Path
        The workbook; summary sheets in it are left alone.
    book : Codebook, optional
        Resolves regions, chains and marks; the shipped one by default.
    asof : str, optional
        The month of the ledger (``"2024-09"``) where its title, sheet and file name state none.

    Returns
    -------
    DataFrame
        The `projects` table. Amounts in 亿元 from the 合计 column of each block, converted
        exactly; a blank amount is missing, never zero, and so are dollars without a stated rate.
        Of columns for several years or months the ledger's own counts; a 累计到位 that does not
        say since when is read as since the start, and asked about by `take_projects`.
        ``funds_outside_ytd`` is the 省外 column of the year's block (国内省外 and 境外 together).
        A month without a day is its first day (a deadline: its last). ``region`` is the finest
        region the row or its sections name, else the ledger's own; missing if it is unknown or
        ambiguous. ``project_id`` is the 项目代码 or a hash of region, name and investor.
        ``status_reason`` is as told, 企业, 政府 or 要素 where no more is. ``source`` is
        ``file!sheet!`` and the project's cells. A project on two sheets is one row if nothing
        told of it differs. A workbook without a ledger gives an empty table.

    Raises
    ------
    WorkbookError
        If the file cannot be read, or nothing in a ledger says of which month it is.
    """
    projects, findings = take_projects(read_cells(path), book, asof=asof)
    lost = findings[findings["rule"] == "ledger_without_month"]
    if len(lost):
        raise WorkbookError(
            f"{Path(path).name}: sheet {lost['sheet'].iloc[0]!r} lists projects but states no "
            "month, expected one in its title; put it there or pass asof='2024-09'"
        )
    return projects


def is_ledger(cells: Cells, book: Codebook | None = None) -> bool:
    """Tell whether the cells of one sheet are a ledger: one row a project, with their facts."""
    headings = (book or load_codebook()).codelist(HEADINGS.name)
    return any(
        any(ledgers(sheet.cut(slice(_BEGINNING)), headings)) for sheet in by_sheet(cells)[:1]
    )


def take_projects(
    cells: Cells, book: Codebook | None = None, *, asof: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take the projects from the cells of a workbook, with all there is to ask about them.

    Parameters
    ----------
    cells : DataFrame or list of SheetCells
        The `cells` table, or each sheet's columns; hidden rows, columns and sheets do not count.
    book : Codebook, optional
    asof : str, optional
        As in `read_projects`.

    Returns
    -------
    (DataFrame, DataFrame)
        The `projects` and `findings` tables.
    """
    projects, asked = project_rows(cells, book or load_codebook(), asof=asof)
    return projects, conform(asked, FINDINGS) if asked else _NOTHING.copy()


def project_rows(
    cells: Cells, book: Codebook, *, asof: str | None = None
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Take the projects as `take_projects` does, with what is asked as plain rows."""
    words: Words | None = None
    parts: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    for sheet in by_sheet(cells):
        for laid, header in ledgers(sheet, book.codelist(HEADINGS.name)):
            words = words or Words(book)
            rows, found = _read_sheet(laid, header, words, asof)
            parts.append(rows)
            asked += found
    projects, notes = put_together(parts, book)
    return projects, asked + notes


def _read_sheet(
    laid: Page, header: Header, words: Words, asof: str | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    header = settled(laid, header, words.book)
    rows = read_rows(laid, header)
    context = ledger_context(laid, header, rows, words, asof)
    month = ledger_month(laid, header, rows, context, asof)
    if month is None:
        return {}, [without_month(laid)] if rows.entries else []
    facts = Facts(laid, header, rows.entries, end_of(*month))
    names = Names(words.book, context.owner[0] if len(context.owner) == 1 else "")
    money = Money(
        laid, header, rows.entries, unit=money_unit(context), month=month,
        usd_rate=context.usd_rate, titles=context.titles,
    )  # fmt: skip
    dates = facts.dates()
    states, reasons = facts.states()
    table = {
        "year": [month[0]] * len(rows.entries),
        "month": [month[1]] * len(rows.entries),
        **_named(facts, names, context.titles),
        **money.amounts(),
        **dates,
        "build": facts.builds(dates["signed_on"], context.titles),
        "stage": facts.stages(dates),
        "status": states,
        "status_reason": reasons,
        "top500_claim": facts.claims(),
        "source": [_source(laid, header, entry) for entry in rows.entries],
        "cells": places(
            laid, header, rows.entries, money.column, partial=lists_key_projects(context)
        ),
    }
    asked = [
        *facts.findings, *money.findings, *questions(facts, names, rows),
        *remarks_on(laid, context, rows),
    ]  # fmt: skip
    return table, asked


def _named(facts: Facts, names: Names, titles: Sequence[str]) -> dict[str, list[Any]]:
    """Give what is told in names: the place, the project, the investor, the dimensions."""
    regions = _regions(facts, names)
    projects = [without_number(name) for name in facts.texts("name")]
    investors = facts.texts("investor", "company", *(["name"] if facts.header.by_firm else []))
    marks = zip(facts.many("tags"), facts.many("flag"), strict=True)
    return {
        "region": regions,
        "project_id": _identities(facts.codes(), regions, projects, investors),
        "name": projects,
        "investor": investors,
        "ownership": [names.member(t, "投资主体") for t in facts.texts("ownership")],
        "origin": _origins(facts, names),
        "chain": _chains(facts, names, titles, regions),
        "industry": facts.texts("industry"),
        "method": [names.member(t, "招商方式") for t in facts.texts("method")],
        "event": [names.member(t, "届次") for t in facts.texts("event")],
        "introduced_by": _introducers(facts, names),
        "tags": [names.tags([*tags, *flags]) for tags, flags in marks],
    }


def _regions(facts: Facts, names: Names) -> list[str | None]:
    columns = facts.header.of("region")
    spread = facts.page.spread
    return [
        names.places.region([spread[entry.row][column] for column in columns], entry.sections)[0]
        for entry in facts.entries
    ]


def _introducers(facts: Facts, names: Names) -> list[str | None]:
    """Give who brought a project in: offices, firms and places; a person is not named."""
    return [
        None if text is None or (is_person(text) and not names.is_place(text)) else text
        for text in facts.texts("introduced_by")
    ]


def _origins(facts: Facts, names: Names) -> list[str | None]:
    """Give each investor's province or country, else whether it is from outside the province."""
    told = [names.origin(text) for text in facts.texts("origin")]
    marks = [names.outside(said) for said in facts.many("outside")]
    return [origin or mark for origin, mark in zip(told, marks, strict=True)]


def _chains(
    facts: Facts, names: Names, titles: Sequence[str], regions: Sequence[str | None]
) -> list[str | None]:
    """Give each project's main chain; the ledger of a chain's department says it in its title."""
    pairs = zip(facts.texts("chain"), regions, strict=True)
    told = [names.chain(text, region)[0] for text, region in pairs]
    named = (re.search(r"([\u4e00-\u9fff]+)产业链", title) for title in titles)
    found = [] if any(told) else [names.chain_within(match[1]) for match in named if match]
    ledgers = next((chain for chain in found if chain), None)
    unsaid = not facts.header.of("chain")
    return [
        chain or names.chain_titled(entry.sections) or (ledgers if unsaid else None)
        for chain, entry in zip(told, facts.entries, strict=True)
    ]


def _identities(
    codes: Sequence[str | None], regions: Sequence[str | None], titles: Sequence[str | None],
    investors: Sequence[str | None],
) -> list[str]:  # fmt: skip
    """Give each project its code, or a hash that is the same every month."""
    return [
        code or _hashed(region or "", title or "", investor or "")
        for code, region, title, investor in zip(codes, regions, titles, investors, strict=True)
    ]


def _hashed(*parts: str) -> str:
    plain = "|".join("".join(unicodedata.normalize("NFKC", part).split()) for part in parts)
    return "p" + hashlib.sha1(plain.encode(), usedforsecurity=False).hexdigest()[:12]


def _source(laid: Page, header: Header, entry: Entry) -> str:
    last = max((entry.row, *entry.more))
    first = laid.address(entry.row, min(header.columns))
    return f"{laid.file}!{laid.sheet}!{first}:{laid.address(last, max(header.columns))}"
