"""What stands around a table and holds for all of it: whose it is, of when, in which unit.

Titles, corner notes, footnotes, the sheet's and the file's name are asked in this order; the more
particular wins. The date a form was filled in is never its period.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any, NamedTuple

from zsanalytics.intake.contacts import is_private
from zsanalytics.intake.labels import Words, simplified
from zsanalytics.intake.owners import find_owner
from zsanalytics.intake.sheet import DATE, Cell
from zsanalytics.intake.times import Time, read_time
from zsanalytics.intake.unit_words import units_of_line
from zsanalytics.periods import find_periods, is_filing_date, read_period


class Context(NamedTuple):
    """What holds for a table where its own labels do not say otherwise.

    ``period_cell`` is the line on the sheet that states the month; ``elsewhere`` the month that the
    other sheets of the workbook state; ``rival`` the file's name where
    it names another region than the title.
    """

    owner: tuple[str, ...]
    owner_text: str
    year: int | None
    month: int | None
    basis: str
    units: tuple[str, ...]
    usd_rate: float | None
    titles: tuple[str, ...]
    indicator: str
    segment: str
    subject: str = ""
    asof: tuple[int, int] | None = None
    period_cell: Cell | None = None
    rival: str = ""
    elsewhere: tuple[int, int] | None = None

    def year_of(self, month: int) -> int | None:
        """Give the year of a month written without one: the latest that the folder allows."""
        return None if self.asof is None else self.asof[0] - (month > self.asof[1])


_RATE = re.compile(
    r"(?:汇率|折算率|折合率|折算价)\D{0,12}?(?:1美元(?:=|兑|折合?|约?为)?)?\D{0,6}?([5-9]\.\d+)|1美元(?:=|兑|折合?|合|等于)\D{0,4}([5-9]\.?\d*)"
)
_DIGITS = re.compile(r"\d{7}|\d{3,4}-\d{7}")
_AND = re.compile(r"以及|[和及与、]")
_NUMBER = re.compile(
    r"^(?:表?[一二三四五六七八九十\d]{1,3}[、.．:：\s]|[(（][一二三四五六七八九十\d]{1,3}[)）])+"
)
_SAID = re.compile(r"。|；|^[(（*※]?(?:注|说明|备注|填报)")
"""A sentence or a remark: it names indicators that the table need not be about."""


def read_context(
    words: Words,
    captions: Iterable[Cell],
    others: Iterable[Cell],
    notes: Iterable[Cell],
    *,
    file: str,
    sheet: str,
    asof: tuple[int, int] | None = None,
    remarks: Iterable[Cell] = (),
) -> Context:
    """Read what holds for a table.

    Parameters
    ----------
    words : Words
        Reads the labels.
    captions, others, notes : iterable of Cell
        The lines above the table, those elsewhere above on the sheet, and those below the table.
    file, sheet : str
        Their names, asked last.
    asof : (year, month), optional
        The month a folder is for: it only completes a month written without its year.
    remarks : iterable of Cell
        The lines below other tables of the sheet; they may state the unit of all.
    """
    above, below = _spoken(captions), _spoken(notes)
    around = _spoken(others)
    stem = PurePath(file).stem
    name = "" if re.fullmatch(r"(?i)(sheet|工作表|表)\s*\d*", sheet.strip()) else sheet
    titles = [*_lines(above), *_lines(around), name, stem]
    titles = [line for line in titles if not is_private(line) and not _DIGITS.search(line)]
    period = _period([*above[::-1], *around[::-1]], [name, *_lines(below), stem])
    owner_text, owner, rival = find_owner(words, [*_lines(above), *_lines(around)], name, stem)
    topics = _topics(_lines(above) or _lines(around))
    indicator, segment = _subject(words, [*topics, name, stem])
    lines = [simplified(t) for t in (*_lines(above)[::-1], *_lines(below), *_lines(around)[::-1])]
    further = [simplified(text) for text in _lines(remarks)]
    return Context(
        owner, owner_text, *period[:3], _units([*lines, *further, name, stem]),
        _usd_rate([*lines, *further]),
        tuple(titles), indicator, segment, topic(words, (*topics, name, stem)[0]), asof,
        period.cell, rival,
    )  # fmt: skip


def with_others(context: Context, contexts: Iterable[Context]) -> Context:
    """Complete a table's context by the one region and month that the workbook's sheets state."""
    others = list(contexts)
    months = {(c.year, c.month) for c in others if c.year and c.month and c.basis != "annual"}
    owners = {(c.owner, c.owner_text) for c in others if c.owner}
    if len(months) == 1:
        year, month = months.pop()
        context = context._replace(elsewhere=(year or 0, month or 0))
    if not context.owner and len(owners) == 1:
        owner, text = owners.pop()
        context = context._replace(owner=owner, owner_text=text)
    return context


def _spoken(cells: Iterable[Cell]) -> list[Cell]:
    """Leave out a value that answers a filing label beside it (填报日期 | 2024-10-08)."""
    kept: list[Cell] = []
    filed = False
    for cell in cells:
        if not (filed and (cell.kind == DATE or read_period(cell.text) is not None)):
            kept.append(cell)
        plain = "".join(cell.text.split())
        filed = is_filing_date(plain) and len(plain) < 9
    return kept


def _lines(cells: Iterable[Cell]) -> list[str]:
    """Give the words of each cell; a label and the unit or name in the next cell are one line."""
    lines: list[str] = []
    for cell in cells:
        text = "".join(cell.text.split("\n"))
        if cell.kind == DATE:
            continue
        if lines and _OPEN_LABEL.fullmatch("".join(lines[-1].split())):
            text = f"{lines.pop()}{text}"
        lines.append(text)
    return lines


_OPEN_LABEL = re.compile(r"(?:.{0,4}单位|.{0,2}地区|.{0,2}部门|区域)(?:[(].*[)])?[:：]")


class _Period(NamedTuple):
    year: int | None
    month: int | None
    basis: str
    cell: Cell | None = None


def _period(cells: list[Cell], names: list[str]) -> _Period:
    """Find the year and month: the nearest line that states a month, years from any line.

    ``cell`` is the line, where it stands on the sheet. A day (截至10月8日) is asked after months.
    """
    told: list[tuple[Time, Cell | None]] = [(time, cell) for cell in cells for time in _times(cell)]
    told.sort(key=lambda item: bool(item[1] and _DAY.search(item[1].text)))
    told += [(time, None) for name in names if (time := read_time(name)) is not None]
    own = [(time, cell) for time, cell in told if not time.back]
    years = [time.year for time, _ in own if time.year is not None]
    for time, cell in own:
        if time.month is not None and time.basis != "annual":
            year = time.year or next(iter(years), None)
            return _Period(year, time.month, "month" if time.start > 1 else "", cell)
    return _Period(years[0], 12, "annual") if years else _Period(None, None, "")


_DAY = re.compile(r"\d[日号]")


def _closes(value: Any) -> bool:
    """Tell whether a date stands for its month: its first day as Excel types it, or its last."""
    if not isinstance(value, dt.date):
        return True
    return value.day in (1, calendar.monthrange(value.year, value.month)[1])


def _times(cell: Cell) -> Iterator[Time]:
    if cell.kind == DATE:
        period = read_period(cell.value)
        if period is not None and period.year is not None and _closes(cell.value):
            yield Time(period.year, period.month)
        return
    time = None if is_filing_date(cell.text) and len(cell.text) < 30 else read_time(cell.text)
    if time is not None and (time.year or time.month):
        yield time


def _topics(lines: list[str]) -> list[str]:
    """List the lines that may say what a table is about, the nearest first, without numbers."""
    return [_NUMBER.sub("", line) for line in lines[::-1] if not _SAID.search(line)]


def _subject(words: Words, lines: list[str]) -> tuple[str, str]:
    """Find the one indicator, and the one segment, that a title is about."""
    for line in lines:
        found = words.heading(topic(words, line))
        if found.indicator is None or found.rest:
            found = words.heading(line)
        if found.indicator is None and found.segment is None:
            continue
        if sum(words.heading(part).indicator is not None for part in _AND.split(line)) > 1:
            return "", ""
        rest = words.heading(found.rest) if found.rest else None
        if rest is not None and (rest.indicator or rest.segment):
            return "", ""
        return found.indicator or "", found.segment or ""
    return "", ""


_FORM = re.compile(
    r"[(].*?[)]|附[件表]?\d*[:：]?|^表[一二三四五六七八九十\d]+|各?市州|各?县\(?区\)?|各?县市区|全[省市州县区]|招商引资|工作|主要|重点?指标"
    r"|进展|统计|一览|汇总|完成|情况|月报|快报|报表|表$|简表|明细"
)


def topic(words: Words, title: str) -> str:
    """Give what is left of a title without place, period and the words every form has.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> topic(Words(load_codebook()), "兰州市2024年1-9月招商引资签约情况统计表")
    '签约'
    """
    plain = words.without_places(title)
    for found in reversed(find_periods(plain)):
        plain = plain[: found.start] + plain[found.end :]
    return _FORM.sub("", _FORM.sub("", plain))


def _units(lines: list[str]) -> tuple[str, ...]:
    """Find the unit that the nearest line states."""
    return next((units for line in lines if (units := units_of_line(line))), ())


def _usd_rate(lines: list[str]) -> float | None:
    for line in lines:
        found = _RATE.search("".join(line.split()))
        if found:
            return float(found[1] or found[2])
    return None
