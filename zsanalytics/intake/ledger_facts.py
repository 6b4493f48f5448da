"""The facts of the projects of one ledger sheet, column by column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from zsanalytics.intake.ledger_columns import DATES, Column
from zsanalytics.intake.ledger_dates import Moment, read_moment
from zsanalytics.intake.ledger_grid import Page
from zsanalytics.intake.ledger_header import Header
from zsanalytics.intake.ledger_private import without_persons
from zsanalytics.intake.ledger_rows import Entry, section_name
from zsanalytics.intake.ledger_stages import (
    STAGES,
    in_words,
    read_build,
    read_reason,
    read_stage,
    read_state,
    section_stage,
    section_state,
    state_in_note,
)
from zsanalytics.intake.ledger_values import missing_word, read_claim, read_code, read_tick
from zsanalytics.schema import PROJECT_STAGES, TOP500_LISTS, finding

_DONE = {day: stage for stage, day in PROJECT_STAGES.items()}


class Facts:
    """Reads the columns of one sheet for its projects, noting what cannot be read."""

    def __init__(
        self, page: Page, header: Header, entries: Sequence[Entry], month_end: dt.datetime
    ) -> None:
        self.page = page
        self.header = header
        self.entries = entries
        self.month_end = month_end
        self.findings: list[dict[str, Any]] = []
        self.ticks: dict[str, list[bool | None]] = {}
        self.further: dict[int, list[str]] = {}

    def texts(self, *fields: str) -> list[str | None]:
        """Give a text for each project: the first column and row of it that says anything.

        Of several fields the first that the ledger has a column for is taken.
        """
        named = (self.header.of(field) for field in fields)
        columns: list[int] = next((places for places in named if places), [])
        if not columns:
            return [None] * len(self.entries)
        if len(columns) == 1 and not any(entry.more for entry in self.entries):
            found = [self.page.spread[entry.row][columns[0]] for entry in self.entries]
        else:
            found = [self._first(entry, columns) for entry in self.entries]
        clean = {text: _carried(text) for text in set(found)}
        return [clean[text] for text in found]

    def _first(self, entry: Entry, columns: Sequence[int]) -> str | None:
        for row in (entry.row, *entry.more):
            for column in columns:
                text = self.page.spread[row][column]
                if not missing_word(text):
                    return text
        return None

    def codes(self) -> list[str | None]:
        """Give each project's code; a running number or 正在办理 is none."""
        columns = self.header.of("project_id")
        values = self.page.values
        return [
            next((code for c in columns if (code := read_code(values[e.row][c]))), None)
            for e in self.entries
        ]

    def cell(self, entry: Entry, field: str) -> str:
        """Give the address of a project's cell of a field."""
        columns = self.header.of(field) or self.header.of("name")
        return self.page.address(entry.row, columns[0])

    def many(self, field: str) -> list[list[tuple[str, str | None]]]:
        """Give for each project the (header, text) of all columns of a field."""
        columns = self.header.of(field)
        names = [self.header.columns[column].path[-1] for column in columns]
        if len(columns) == 1:
            return [[(names[0], self.page.spread[e.row][columns[0]])] for e in self.entries]
        return [
            [(n, self.page.spread[e.row][c]) for n, c in zip(names, columns, strict=True)]
            for e in self.entries
        ]

    def dates(self) -> dict[str, list[dt.datetime | None]]:
        """Give the dates; ticks in their place are kept for the stages."""
        found = {}
        for field in DATES:
            columns = self.header.of(field)
            days: list[dt.datetime | None] = [None] * len(self.entries)
            for column in columns:
                read = self._moments(column, field)
                days = [old or new for old, (new, _) in zip(days, read, strict=True)]
                before = self.ticks.get(field, [None] * len(self.entries))
                self.ticks[field] = [
                    old if old is not None else new
                    for old, (_, new) in zip(before, read, strict=True)
                ]
            found[field] = days
        return found

    def _moments(self, column: int, field: str) -> list[tuple[dt.datetime | None, bool | None]]:
        about: Column = self.header.columns[column]
        due = field.endswith("_due")
        values, spread = self.page.values, self.page.spread
        keys = [(values[e.row][column], spread[e.row][column]) for e in self.entries]
        known = {key: _told(read_moment(*key, due=due), key[1], field) for key in set(keys)}
        moments = [known[key][0] for key in keys]
        for place, key in enumerate(keys):
            if stage := known[key][1]:
                self.further.setdefault(place, []).append(stage)
        for entry, moment in zip(self.entries, moments, strict=True):
            if moment.odd and about.timed:
                cell = self.page.address(entry.row, column)
                self._note(
                    "warning", "date_unreadable", cell, f"{cell}的日期无法识别，按缺失处理。",
                    "请按“2024-03-05”或“2024年3月”的格式填写。",
                )  # fmt: skip
        return [(None if m.odd else m.day, m.tick) for m in moments]

    def stages(self, dates: dict[str, list[dt.datetime | None]]) -> list[str]:
        """Give the furthest stage that words, ticks or dates up to the month's end tell of."""
        words = [
            [in_words(header, text) for header, text in [*stage, *status]]
            for stage, status in zip(self.many("stage"), self.many("status"), strict=True)
        ]
        reached = []
        for place, said in enumerate(words):
            told = [STAGES[0], *(read_stage(word) or STAGES[0] for word in said)]
            told += self.further.get(place, [])
            told += [stage for title in self.titles(place) if (stage := section_stage(title))]
            told += [
                stage for field, stage in _DONE.items()
                if ((day := dates[field][place]) is not None and day <= self.month_end)
                or (self.ticks.get(field) and self.ticks[field][place])
            ]  # fmt: skip
            reached.append(max(told, key=STAGES.index))
        return reached

    def titles(self, place: int) -> list[str]:
        """Give the titles a project stands under: its sections and the sheet."""
        sections = [section_name(title) for title in self.entries[place].sections]
        return [*sections, section_name(self.page.sheet)]

    def states(self) -> tuple[list[str], list[str | None]]:
        """Give each project's state and the reason for it."""
        states: list[str] = []
        reasons: list[str | None] = []
        flags = self.many("status")
        columns = zip(flags, self.many("stage"), self.texts("status_reason"), strict=True)
        for flagged, stage, reason in columns:
            state, told = "active", None
            for text in (in_words(header, text) for header, text in [*flagged, *stage]):
                found, why = read_state(text)
                if found not in (None, "active"):
                    state, told = str(found), why
                    break
            else:
                state, told = self._else_told(len(states))
            states.append(state)
            reasons.append(read_reason(reason or (without_persons(told) if told else "")))
        return states, reasons

    def _else_told(self, place: int) -> tuple[str, str | None]:
        """Give the state by the titles a project stands under, else by what a remark says."""
        for title in self.titles(place):
            if state := section_state(title):
                return state, None
        row = self.entries[place].row
        for column in self.header.of("ended"):
            day = read_moment(self.page.values[row][column], self.page.spread[row][column]).day
            if day is not None and day <= self.month_end:
                return read_state(self.header.columns[column].path[-1])[0] or "active", None
        for column in self.header.of("note"):
            state, told = state_in_note(self.page.spread[row][column] or "")
            if state is not None:
                return state, told
        return "active", None

    def claims(self) -> list[str | None]:
        """Give the 500强 list each project's investor is said to be on; the widest known first."""
        claims: list[str | None] = []
        for entry, said in zip(self.entries, self.many("top500"), strict=True):
            found = {read_claim(in_words(h, text), h) for h, text in said if text}
            if "" in found and not found & set(TOP500_LISTS):
                cell = self.cell(entry, "top500")
                self._note(
                    "warning", "claim_without_list", cell, f"{cell}没有说明是哪一个500强。",
                    "请填写世界500强、中国企业500强或中国民营企业500强。",
                )  # fmt: skip
            claims.append(next((name for name in TOP500_LISTS if name in found), None))
        return claims

    def builds(
        self, signed: Sequence[dt.datetime | None], titles: Sequence[str]
    ) -> list[str | None]:
        """Give 新建 or 续建: as told, by section, sheet or title, else by the year of signing."""
        told, carried = self.many("build"), self.texts("carried")
        result = []
        for place, entry in enumerate(self.entries):
            texts = [in_words(header, text) for header, text in told[place]]
            if read_tick(carried[place]):
                texts.append("续建")
            day = signed[place]
            by_year = "" if day is None else "新建" if day.year == self.month_end.year else "续建"
            said = (*texts, *entry.sections, self.page.sheet, *titles, by_year)
            result.append(next((b for text in said if (b := read_build(text))), None))
        return result

    def _note(self, severity: str, rule: str, cell: str, message: str, remedy: str) -> None:
        self.findings.append(
            finding(
                severity, rule, message, remedy,
                file=self.page.file, sheet=self.page.sheet, cell=cell,
            )
        )  # fmt: skip


def _told(moment: Moment, text: str | None, field: str) -> tuple[Moment, str | None]:
    """Read a word in a date's place: 已建成 under 开工时间 says that it happened, and the stage."""
    stage = read_stage(text) if moment.odd and text else None
    if stage is None or field not in _DONE:
        return moment, None
    return Moment(tick=STAGES.index(stage) >= STAGES.index(_DONE[field])), stage


def _carried(text: str | None) -> str | None:
    """Give a text as it is carried on: nothing for marks of nothing, no telephone numbers."""
    return None if text is None or missing_word(text) else without_persons(text) or None
