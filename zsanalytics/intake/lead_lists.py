"""Leads (目标企业、线索): what is talked about before signing, from the sheets that list it.

Comes in: a workbook, or its cells. Goes out: the `leads` table and findings. A sheet of leads has
a line that heads a company and a stage or a first contact. Contacts are left behind.
"""

from __future__ import annotations

import functools
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import CODES, Codebook, load_codebook
from zsanalytics.codebook.lists import squeeze
from zsanalytics.errors import CodebookError, WorkbookError
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.ledger_dates import read_moment
from zsanalytics.periods import find_periods, parse_asof
from zsanalytics.schema import FINDINGS, LEAD_STAGES, LEADS, conform, finding

"""The stages of a lead, in order; 流失 ends it wherever it stands."""

LOST = "流失"
_HEADER_WITHIN = 12  # rows of a sheet among which its header stands
_TEXTS = ("found_by", "introduced_by", "lost_reason", "project_id")


class Words(NamedTuple):
    """How columns are headed and stages written."""

    columns: Mapping[str, re.Pattern[str]]
    stages: Mapping[str, re.Pattern[str]]


@functools.lru_cache(maxsize=4)
def load_words(file: Path = CODES / "leads.toml") -> Words:
    """Read how sheets of leads are worded."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        columns, stages = (
            {name: re.compile("|".join(said)) for name, said in told[part].items()}
            for part in ("columns", "stages")
        )
    except (OSError, KeyError, ValueError, re.error) as error:
        raise CodebookError(f"{file}: leads cannot be read ({error}); mend the file") from error
    return Words(columns, stages)


def read_leads(
    path: str | Path, book: Codebook | None = None, *, asof: str | None = None
) -> pd.DataFrame:
    """Read the leads of every sheet of a workbook that lists them.

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
        The `leads` table. ``region`` is the unit that reported the lead first (首报单位);
        ``stage`` is one of 线索 在谈 意向 签约 流失; ``lead_id`` is a hash of company and unit, so
        that a lead keeps it from month to month. A workbook without leads gives an empty table.

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
    cells: pd.DataFrame, book: Codebook | None = None, *, asof: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take the leads from the cells of a workbook, with what is to be asked about them.

    Returns
    -------
    (DataFrame, DataFrame)
        The `leads` and `findings` tables.
    """
    book, words = book or load_codebook(), load_words()
    rows: list[dict[str, Any]] = []
    asked: list[dict[str, Any]] = []
    seen = cells[~cells["hidden"] & cells["text"].notna()]
    for (file, sheet), part in seen.groupby(["file", "sheet"], sort=False):
        place = _Sheet(str(file), str(sheet), part, words)
        if not place.columns:
            continue
        month = place.month() or (parse_asof(asof) if asof else None)
        if month is None:
            asked.append(place.doubt("leads_without_month", place.top, "error", "没有写明所属月份",
                                     "请在标题中写明，如“2024年9月”。"))  # fmt: skip
            continue
        for lead, doubts in place.leads(book, month):
            rows.append(lead)
            asked += doubts
    return conform(rows, LEADS), conform(asked, FINDINGS)


class _Sheet:
    """One sheet with its header found: cells by row and field."""

    def __init__(self, file: str, sheet: str, cells: pd.DataFrame, words: Words) -> None:
        self.file, self.sheet, self.words = file, sheet, words
        self.rows = {row: part for row, part in cells.groupby("row", sort=True)}
        self.top, self.columns = -1, {}
        for row in list(self.rows)[:_HEADER_WITHIN]:
            columns = self._fields(self.rows[row])
            if "company" in columns and ({"stage", "first_met"} & set(columns)):
                self.top, self.columns = int(row), columns
                break

    def _fields(self, line: pd.DataFrame) -> dict[str, int]:
        found: dict[str, int] = {}
        for text, column in zip(line["text"], line["column"], strict=True):
            word = squeeze(str(text))[:60]
            field = next((f for f, p in self.words.columns.items() if p.search(word)), None)
            if field is not None and field not in found:
                found[field] = int(column)
        return found

    def month(self) -> tuple[int, int] | None:
        """Find the month in the lines above the header, the sheet's and the file's name."""
        above = [t for row, part in self.rows.items() if row < self.top for t in part["text"]]
        for text in (*above, self.sheet, self.file):
            for period, *_ in find_periods(str(text)):
                if period.year and period.month:
                    return period.year, period.month
        return None

    def doubt(
        self, rule: str, row: int, severity: str, said: str, remedy: str, cell: str | None = None
    ) -> dict[str, Any]:
        """Make a finding about a row of the sheet."""
        where = cell or str(self.rows[row]["cell"].iloc[0])
        return finding(severity, rule, f"{self.file}!{self.sheet}!{where}：{said}。", remedy,
                       file=self.file, sheet=self.sheet, cell=where)  # fmt: skip

    def leads(
        self, book: Codebook, month: tuple[int, int]
    ) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """Give every lead with what is to be asked about it."""
        for row, part in self.rows.items():
            if row <= self.top:
                continue
            line = part[["column", "value", "text", "cell"]].itertuples(index=False, name=None)
            held = {int(c): (value, str(t).strip(), str(a)) for c, value, t, a in line}
            cell = {f: held[c] for f, c in self.columns.items() if c in held}
            company = cell.get("company", (None, "", ""))[1]
            if len(company) < 4 or re.match(r"[合小总]\s*计|注[:：]|备注", company):
                continue  # a total, a note, a blank line
            yield self._lead(int(row), cell, company, book, month)

    def _lead(
        self, row: int, cell: dict[str, Any], company: str, book: Codebook, month: tuple[int, int]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        doubts: list[dict[str, Any]] = []
        lead: dict[str, Any] = {"company": company, "year": month[0], "month": month[1]}
        for field in _TEXTS:
            lead[field] = cell[field][1] if field in cell else None
        for field in ("region", "transferred_to"):
            lead[field] = self._region(row, cell.get(field), book, doubts)
        lead["chain"] = _chain(cell.get("chain"), book)
        for field in ("first_met", "stage_on"):
            value, text, place = cell.get(field, (None, None, None))
            moment = read_moment(value, text)
            lead[field] = moment.day
            if moment.odd:
                doubts.append(self.doubt("lead_date", row, "warning", f"日期“{text[:20]}”无法识别",
                                         "请按 2024-03-15 的样式填写。", place))  # fmt: skip
        lead["stage"] = self._stage(row, cell.get("stage"), doubts)
        mark = f"{lead['region']}\0{squeeze(company)}"
        lead["lead_id"] = hashlib.sha256(mark.encode()).hexdigest()[:12]
        lead["source"] = f"{self.file}!{self.sheet}!{cell['company'][2]}"
        return lead, doubts

    def _region(
        self, row: int, cell: Any, book: Codebook, doubts: list[dict[str, Any]]
    ) -> str | None:
        if cell is None or not cell[1]:
            return None
        found = book.match_region(cell[1])
        if len(found) == 1:
            return found[0]
        near = "、".join(found) or book.nearest_region(cell[1]) or "无"
        doubts.append(self.doubt("lead_region", row, "warning", f"单位“{cell[1][:20]}”不能确定",
                                 f"请写全称；相近的有：{near}。", cell[2]))  # fmt: skip
        return None

    def _stage(self, row: int, cell: Any, doubts: list[dict[str, Any]]) -> str | None:
        if cell is None or not cell[1]:
            return LEAD_STAGES[0]  # listed and no more said: a lead
        for stage, pattern in self.words.stages.items():
            if pattern.search(cell[1]):
                return stage
        doubts.append(self.doubt("lead_stage", row, "warning", f"阶段“{cell[1][:20]}”不能确定",
                                 "请填线索、在谈、意向、签约或流失。", cell[2]))  # fmt: skip
        return None


def _chain(cell: Any, book: Codebook) -> str | None:
    if cell is None:
        return None
    said = book.chain_names.get(squeeze(cell[1])) or book.chain_names.get(
        squeeze(cell[1]).removesuffix("产业链")
    )
    return said or cell[1]
