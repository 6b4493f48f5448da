"""Leads (目标企业、线索): what is talked about before signing, from the sheets that list it.

Comes in: a workbook, or its cells. Goes out: the `leads` table and findings. Contacts are left
behind. A lead that a department or an office away reported has it as ``introduced_by``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook, squeeze
from zsanalytics.codebook.actors import OTHER, REGION, kind_of
from zsanalytics.errors import WorkbookError
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.columns import Cells, by_sheet
from zsanalytics.intake.labels import Words
from zsanalytics.intake.lead_sheets import Held, LeadSheet, LeadWords, lead_sheet, load_words
from zsanalytics.intake.ledger_dates import read_moment
from zsanalytics.intake.ledger_private import is_person, without_persons
from zsanalytics.intake.ledger_regions import Places
from zsanalytics.intake.ledger_values import missing_word
from zsanalytics.intake.owners import find_owner
from zsanalytics.periods import parse_asof
from zsanalytics.schema import FINDINGS, LEAD_STAGES, LEADS, conform, finding

_TEXTS = ("found_by", "introduced_by", "lost_reason", "project_id")
_QUOTED = 20  # characters of a cell that a finding repeats

Row = dict[str, Any]


def read_leads(
    path: str | Path, book: Codebook | None = None, *, asof: str | None = None
) -> pd.DataFrame:
    """Read the leads of every sheet of a workbook that lists them.

    读出工作簿里的招商线索。

    Parameters
    ----------
    path : str or Path
        The workbook; other sheets are left alone.
    book : Codebook, optional
        Resolves units and chains; the shipped one by default.
    asof : str, optional
        The month, where no title states one.

    Returns
    -------
    DataFrame
        The `leads` table. ``region`` is the unit that reported the lead first (首报单位), else the
        one whose list it is; ``stage`` is one of 线索 在谈 意向 签约 流失; ``lead_id`` is a hash of
        company and unit, so that a lead keeps it from month to month. A department or office as
        首报单位 is ``introduced_by``, and ``region`` the office whose list it is. A workbook
        without leads gives an empty table.

    Raises
    ------
    WorkbookError
        If the file cannot be read, or no month is stated.
    """
    leads, findings = take_leads(read_cells(path), book, asof=asof)
    lost = findings[findings["rule"] == "leads_without_month"]
    if len(lost):
        raise WorkbookError(
            f"{Path(path).name}: sheet {lost['sheet'].iloc[0]!r} lists leads but states no month, "
            "expected one in its title; put it there or pass asof='2024-09'"
        )
    return leads


def take_leads(
    cells: Cells, book: Codebook | None = None, *, asof: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take the leads from the cells of a workbook, with what is to be asked about them.

    Returns
    -------
    (DataFrame, DataFrame)
        The `leads` and `findings` tables.
    """
    leads, asked = lead_rows(cells, book or load_codebook(), asof=asof)
    return leads, conform(asked, FINDINGS)


def lead_rows(
    cells: Cells, book: Codebook, *, asof: str | None = None
) -> tuple[pd.DataFrame, list[Row]]:
    """Take the leads as `take_leads` does, with what is asked as plain rows."""
    words, rows, asked = load_words(book.codelist("leads.toml")), list[Row](), list[Row]()
    for sheet in by_sheet(cells):
        found = lead_sheet(sheet, words)
        if found is None:
            continue
        month = found.month() or (parse_asof(asof) if asof else None)
        if month is None:
            asked.append(_doubt(found, "leads_without_month", "error", "没有写明所属月份",
                                "请在标题中写明，如“2024年9月”。", found.top()))  # fmt: skip
            continue
        reader = _Reader(found, words, book, month)
        rows += reader.leads()
        asked += reader.asked
    return conform(rows, LEADS), asked


def _doubt(
    place: LeadSheet, rule: str, severity: str, said: str, remedy: str, cell: str,
    region: str | None = None,
) -> Row:  # fmt: skip
    file, sheet = place.page.file, place.page.sheet
    return finding(severity, rule, f"{file}!{sheet}!{cell}：{said}。", remedy, file=file,
                   sheet=sheet, cell=cell, region=region)  # fmt: skip


class _Reader:
    """Reads the rows of one sheet and collects what is to be asked."""

    def __init__(
        self, sheet: LeadSheet, words: LeadWords, book: Codebook, month: tuple[int, int]
    ) -> None:
        self.sheet, self.words, self.book, self.month = sheet, words, book, month
        owner = find_owner(Words(book), sheet.titles(), sheet.page.sheet, sheet.page.file)[1]
        self.owner = owner[0] if len(owner) == 1 else ""
        self.places = Places(book, self.owner)
        self.asked: list[Row] = []

    def leads(self) -> Iterator[Row]:
        """Give every lead of the sheet."""
        for held, place in self.sheet.rows():
            name = held["company"].text if "company" in held else ""
            company = without_persons(name)
            if len(company) > 1 and not missing_word(company) and not is_person(company):
                yield self._lead(held, company, place)
            elif name or len(held) > 1:
                self._ask("lead_company", "warning", "没有填企业名称，这一行未采用",
                          "请填企业全称，不填联系人。", place, self.owner or None)  # fmt: skip

    def _ask(
        self, rule: str, severity: str, said: str, remedy: str, cell: str,
        region: str | None = None,
    ) -> None:  # fmt: skip
        self.asked.append(_doubt(self.sheet, rule, severity, said, remedy, cell, region))

    def _lead(self, held: dict[str, Held], company: str, place: str) -> Row:
        texts = {field: without_persons(held[field].text) for field in _TEXTS if field in held}
        region, actor = self._unit(held.get("region"), place)
        lead: Row = {
            **{field: text or None for field, text in texts.items()},
            "company": company, "year": self.month[0], "month": self.month[1], "region": region,
            "chain": _chain(held.get("chain"), self.book),
            "first_met": self._day(held.get("first_met"), region),
            "stage_on": self._day(held.get("stage_on"), region),
            "stage": self._stage(held.get("stage"), region),
            "transferred_to": self._handed_to(held.get("transferred_to"), region),
            "transferred_on": self._day(held.get("transferred_on"), region),
            "source": f"{self.sheet.page.file}!{self.sheet.page.sheet}!{place}",
        }  # fmt: skip
        lead["introduced_by"] = lead.get("introduced_by") or actor
        mark = f"{actor or region}\0{squeeze(company)}"
        lead["lead_id"] = hashlib.sha256(mark.encode()).hexdigest()[:12]
        return lead

    def _unit(self, held: Held | None, place: str) -> tuple[str | None, str | None]:
        """Give the region that reported a lead first, and the department that did so for it."""
        if held is None or missing_word(held.text):
            if not self.owner:
                cell = place if held is None else held.cell
                self._ask("lead_region", "warning", "没有写明首报单位",
                          "请填首报单位，或在标题中写明是哪个单位的线索。", cell)  # fmt: skip
            return self.owner or None, None
        name = without_persons(held.text)
        kind = kind_of(name, self.book)
        found, trouble = self.places.region([name])
        whole = found in (None, self.book.root) or bool(self.book.members(str(found)))
        if kind not in (REGION, OTHER) and whole and not self.book.match_region(name):
            return found or self.owner or self.book.root, name
        if trouble or found is None:
            near = "、".join(self.book.match_region(name)) or self.book.nearest_region(name) or "无"
            self._ask("lead_region", "warning", f"单位“{name[:_QUOTED]}”不能确定",
                      f"请写全称；相近的有：{near}。", held.cell)  # fmt: skip
        return found, None

    def _handed_to(self, held: Held | None, region: str | None) -> str | None:
        if held is None or missing_word(held.text):
            return None
        name = without_persons(held.text)
        found, trouble = self.places.region([name])
        if trouble or found is None:
            near = "、".join(self.book.match_region(name)) or self.book.nearest_region(name) or "无"
            self._ask("lead_region", "warning", f"单位“{name[:_QUOTED]}”不能确定",
                      f"请写全称；相近的有：{near}。", held.cell, region)  # fmt: skip
        return found

    def _day(self, held: Held | None, region: str | None) -> Any:
        if held is None:
            return None
        moment = read_moment(held.value, held.text)
        if moment.odd:
            self._ask("lead_date", "warning", f"日期“{held.text[:_QUOTED]}”无法识别",
                      "请按 2024-03-15 的样式填写。", held.cell, region)  # fmt: skip
        return moment.day

    def _stage(self, held: Held | None, region: str | None) -> str | None:
        if held is None or missing_word(held.text):
            return LEAD_STAGES[0]  # listed and no more said: a lead
        for stage, pattern in self.words.stages.items():
            if pattern.search(held.text):
                return stage
        self._ask("lead_stage", "warning", f"阶段“{without_persons(held.text)[:_QUOTED]}”不能确定",
                  "请填线索、在谈、意向、签约或流失。", held.cell, region)  # fmt: skip
        return None


def _chain(held: Held | None, book: Codebook) -> str | None:
    if held is None or missing_word(held.text):
        return None
    said = squeeze(held.text)
    known = book.chain_names
    return known.get(said) or known.get(said.removesuffix("产业链")) or without_persons(held.text)
