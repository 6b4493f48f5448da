"""Project ledgers (台账): one row a project, read by header names in any layout.

Comes in: a workbook, or its cells. Goes out: the `projects` table with amounts in 亿元, and
findings on what could not be read. Sums, section titles, notes and contacts are left behind.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import WorkbookError
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.columns import Cells, by_sheet
from zsanalytics.intake.labels import Words
from zsanalytics.intake.ledger_context import end_of, ledger_context, ledger_month, money_unit
from zsanalytics.intake.ledger_facts import Facts
from zsanalytics.intake.ledger_grid import Page, page
from zsanalytics.intake.ledger_header import Header, find_header
from zsanalytics.intake.ledger_names import Names
from zsanalytics.intake.ledger_places import places
from zsanalytics.intake.ledger_questions import questions, remarks_on, without_month
from zsanalytics.intake.ledger_rows import Entry, read_rows
from zsanalytics.schema import FINDINGS, PROJECTS, conform, empty, text_dtype

_NOTHING = empty(FINDINGS)
_EPOCH = dt.date(1970, 1, 1).toordinal()
_NO_DAY = np.iinfo(np.int64).min
_BEGINNING = 6000  # cells of a sheet among which the header of a ledger stands


def read_projects(
    path: str | Path, book: Codebook | None = None, *, asof: str | None = None
) -> pd.DataFrame:
    """Read the projects of every ledger sheet of a workbook.

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
        exactly; a blank amount is missing, never zero. ``funds_outside_ytd`` is the 省外 column of
        the year's block. A month without a day is its first day (a deadline: its last).
        ``region`` is the finest region the row names, else the ledger's own; missing if it is
        unknown or ambiguous. ``project_id`` is the 项目代码 or a hash of region, name and
        investor. ``source`` is ``file!sheet!`` and the project's cells. A workbook without a
        ledger gives an empty table.

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


def is_ledger(cells: Cells) -> bool:
    """Tell whether the cells of one sheet are a ledger: one row a project, with their facts."""
    laid = next((page(sheet.cut(slice(_BEGINNING))) for sheet in by_sheet(cells)), None)
    return laid is not None and find_header(laid) is not None


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
    book = book or load_codebook()
    words: Words | None = None
    parts: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    for sheet in by_sheet(cells):
        laid = page(sheet)
        header = find_header(laid) if laid is not None else None
        if laid is not None and header is not None:
            words = words or Words(book)
            projects, findings = _read_sheet(laid, header, words, asof)
            parts.append(projects)
            asked += findings
    findings = conform(asked, FINDINGS) if asked else _NOTHING.copy()
    return _table(parts), findings


def _table(parts: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Put the columns of all sheets together, typed as the projects table is."""
    lists = {
        name: [value for part in parts for value in part.get(name, ())] for name in PROJECTS.columns
    }
    lists["project_id"] = _unique(lists)
    count = len(lists["name"])
    texts = [name for name, kind in PROJECTS.columns.items() if kind == "str"]
    # one conversion for all texts: a column each takes ten times as long
    whole = pd.array([text for name in texts for text in lists[name]], dtype=text_dtype())
    columns: dict[str, Any] = {}
    for name, kind in PROJECTS.columns.items():
        if kind == "str":
            start = texts.index(name) * count
            columns[name] = whole[start : start + count]
        elif kind == "datetime64[ns]":
            columns[name] = _days(lists[name])
        else:
            columns[name] = np.array(lists[name], dtype=kind)
    return pd.DataFrame(columns)


def _days(values: Sequence[Any]) -> Any:
    """Convert days by their number, which is much faster than day by day."""
    numbers = [_NO_DAY if day is None else day.toordinal() - _EPOCH for day in values]
    return np.array(numbers, dtype="int64").view("datetime64[D]").astype("datetime64[ns]")


def _unique(lists: dict[str, list[Any]]) -> list[str]:
    """Number the repetitions of a project, so that the key stays one."""
    times: Counter[tuple[Any, ...]] = Counter()
    names = []
    for key in zip(*(lists[column] for column in PROJECTS.key), strict=True):
        times[key] += 1
        name = str(key[PROJECTS.key.index("project_id")])
        names.append(name if times[key] == 1 else f"{name}-{times[key]}")
    return names


def _read_sheet(
    laid: Page, header: Header, words: Words, asof: str | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    rows = read_rows(laid, header)
    context = ledger_context(laid, header, rows, words, asof)
    month = ledger_month(laid, header, rows, context, asof)
    if month is None:
        return {}, [without_month(laid)] if rows.entries else []
    facts = Facts(laid, header, rows.entries, money_unit(context), end_of(*month))
    names = Names(words.book, context.owner[0] if len(context.owner) == 1 else "")
    dates = facts.dates()
    regions, chains = _regions(facts, names), _chains(facts, names, context.titles)
    states, reasons = facts.states()
    titles, investors = facts.texts("name"), facts.texts("investor")
    table = {
        "region": regions,
        "project_id": _identities(facts.texts("project_id"), regions, titles, investors),
        "year": [month[0]] * len(rows.entries),
        "month": [month[1]] * len(rows.entries),
        "name": titles,
        "investor": investors,
        "ownership": [names.member(t, "投资主体") for t in facts.texts("ownership")],
        "origin": [names.origin(t) for t in facts.texts("origin")],
        "chain": chains,
        "industry": facts.texts("industry"),
        "method": [names.member(t, "招商方式") for t in facts.texts("method")],
        "event": [names.member(t, "届次") for t in facts.texts("event")],
        "introduced_by": facts.texts("introduced_by"),
        "tags": [names.tags([*a, *b]) for a, b in zip(facts.many("tags"), facts.many("flag"),
                 strict=True)],
        **facts.amounts(),
        "build": facts.builds(dates["signed_on"]),
        "stage": facts.stages(dates),
        **dates,
        "status": states,
        "status_reason": reasons,
        "top500_claim": facts.claims(),
        "source": [_source(laid, header, entry) for entry in rows.entries],
        "cells": places(laid, header, rows.entries),
    }  # fmt: skip
    asked = [*facts.findings, *questions(facts, names, rows), *remarks_on(laid, context, rows)]
    return table, asked


def _regions(facts: Facts, names: Names) -> list[str | None]:
    columns = facts.header.of("region")
    spread = facts.page.spread
    return [
        names.region([spread[entry.row][column] for column in columns], entry.section)[0]
        for entry in facts.entries
    ]


def _chains(facts: Facts, names: Names, titles: Sequence[str]) -> list[str | None]:
    """Give each project's main chain; the ledger of a chain's department says it in its title."""
    if facts.header.of("chain"):
        return [names.chain(text)[0] for text in facts.texts("chain")]
    named = (re.search(r"([\u4e00-\u9fff]+)产业链", title) for title in titles)
    found = (names.chain_within(match[1]) for match in named if match)
    return [next((chain for chain in found if chain), None)] * len(facts.entries)


def _identities(
    codes: Sequence[str | None], regions: Sequence[str | None], titles: Sequence[str | None],
    investors: Sequence[str | None],
) -> list[str]:  # fmt: skip
    """Give each project its code, or a hash that is the same every month."""
    return [
        "".join(code.split()) if code else _hashed(region or "", title or "", investor or "")
        for code, region, title, investor in zip(codes, regions, titles, investors, strict=True)
    ]


def _hashed(*parts: str) -> str:
    plain = "|".join("".join(unicodedata.normalize("NFKC", part).split()) for part in parts)
    return "p" + hashlib.sha1(plain.encode(), usedforsecurity=False).hexdigest()[:12]


def _source(laid: Page, header: Header, entry: Entry) -> str:
    last = max((entry.row, *entry.more))
    first = laid.address(entry.row, min(header.columns))
    return f"{laid.file}!{laid.sheet}!{first}:{laid.address(last, max(header.columns))}"
