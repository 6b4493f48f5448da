"""The rows of a ledger: which are projects, parts of one, sums, section titles or notes."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from typing import Any, NamedTuple

from zsanalytics.codebook import squeeze
from zsanalytics.intake.ledger_blocks import BLOCKS
from zsanalytics.intake.ledger_columns import DATES
from zsanalytics.intake.ledger_grid import Page
from zsanalytics.intake.ledger_header import Header
from zsanalytics.intake.ledger_values import missing_word

_TOTAL = re.compile(
    r".{0,24}(?:合计|小计|总计|共计|累计|汇总)(?:[(:].*)?"
    r"|(?:全省|全市|全州|全县|全区|本页)(?:总?计|合计|累计)?|计|总数"
)
_SUMS = re.compile(r"计|汇总|总数|[全本][省市州县区页]")
SECTION = re.compile(
    r"[(]?[一二三四五六七八九十百]{1,4}(?:[)、.,:]|$)|第[一二三四五六七八九十]+(?:部分|类)"
)
_NOTE = re.compile(
    r"(?:备?注|说明|填[报表]|审核|制表|联系|单位负责|分管|负责人|统计|报送|数据来源|主要负责)"
    r"(?:\d|[一二三])?(?:[:、.]|人|$|单位)|^注"
)
_PART = re.compile(
    r"其中[:：]?|子项目|[(（]\d{1,2}[)）]|\d{1,2}[)）]|[①-⑳]|[├└│—]+|-{1,3}\D"
    r"|(?:项目)?第?[一二三四五六1-6]期(?:$|工程|项目|[:：(]|.{1,12}$)"
)
_PART_NUMBER = re.compile(r"(\d+)\s*[.\-—_]\s*(\d+)|[(（](\d+)[)）]|[①-⑳]")
_ORDINALS = re.compile(r"[(（]?\d{1,3}[)）]?|[甲乙丙丁戊己庚]|[a-z]{1,2}|栏次")


class Entry(NamedTuple):
    """A project in the grid: its first row, its further rows, its sub-projects.

    ``sections`` are the titles it stands under, the innermost first.
    """

    row: int
    more: tuple[int, ...]
    parts: tuple[int, ...]
    sections: tuple[str, ...]


class Rows(NamedTuple):
    """The projects of a sheet, and the rows that hold figures but no project name."""

    entries: list[Entry]
    nameless: list[int]
    numbers: list[tuple[int, int]]


def read_rows(page: Page, header: Header) -> Rows:
    """Go through the rows below the header.

    Parameters
    ----------
    page : Page
        The sheet.
    header : Header
        Its header.
    """
    look = _Look(page, header)
    entries: list[Entry] = []
    nameless: list[int] = []
    numbers: list[tuple[int, int]] = []
    titles: dict[str, str] = {}
    for row in range(header.bottom + 1, len(page.rows)):
        kind = look.kind(row, entries[-1].row if entries else None)
        if kind == "section":
            _enter(titles, look.title_of(row))
        elif kind == "more":
            entries[-1] = entries[-1]._replace(more=(*entries[-1].more, row))
        elif kind == "part" and not look.styled:
            entries[-1] = entries[-1]._replace(parts=(*entries[-1].parts, row))
        elif kind in ("project", "part"):
            entries.append(Entry(row, (), (), tuple(reversed(titles.values()))))
            if (number := look.number(row)) is not None:
                numbers.append((row, number))
        elif kind == "nameless":
            nameless.append(row)
    return Rows(entries, nameless, numbers)


_STYLES = (
    ("第一部分", re.compile(r"第[一二三四五六七八九十]+(?:部分|类)")),
    ("一、", re.compile(r"[一二三四五六七八九十百]{1,4}(?:[、.,:]|$)")),
    ("（一）", re.compile(r"[(][一二三四五六七八九十]{1,4}[)]")),
)


def _enter(titles: dict[str, str], title: str) -> None:
    """Go into a section: it ends those numbered like it and those within them."""
    word = squeeze(title)
    style = next((name for name, pattern in _STYLES if pattern.match(word)), "")
    if style in titles:
        inner = list(titles)[list(titles).index(style) :]
        for name in inner:
            del titles[name]
    titles[style] = title


class _Look:
    """Looks at single rows of one sheet."""

    def __init__(self, page: Page, header: Header) -> None:
        self.page = page
        self.name = header.of("name")[0]
        self.numbers = header.of("number") or [
            i for i in header.of("project_id") if "编号" in header.columns[i].path[-1]
        ]
        self.facts = [
            i for i, c in header.columns.items()
            if c.field and c.field not in ("number", "name", "note", "contact", "region", "other")
        ]  # fmt: skip
        self.words = [i for i in self.facts if header.columns[i].field not in BLOCKS]
        self.money = [i for i, c in header.columns.items() if c.field in BLOCKS]
        self.dates = [i for i, c in header.columns.items() if c.field in DATES]
        self.first = min(self.name, *(self.numbers or [self.name]))
        self.last = max((*header.columns, self.name))
        self.title = squeeze(str(page.spread[header.bottom][self.name]))
        self.investors = header.of("investor")
        self.styled = not self.numbers and self._begins_as_part(page, header)

    def _begins_as_part(self, page: Page, header: Header) -> bool:
        """Tell whether the first project is numbered as parts are: then all projects are so."""
        names = (row[self.name] for row in page.texts[header.bottom + 1 :])
        first = next((name for name in names if name), "")
        return _PART.match(_word(first)) is not None

    def kind(self, row: int, last: int | None) -> str:
        """Say what a row is; ``last`` is the row of the project above, if there is one."""
        name = self.page.texts[row][self.name]
        begun = last is not None
        if last is not None and self._goes_on(row, last):
            return "more"
        if name is None:
            return self._without_name(row, begun)
        word = _word(name)
        numbered = self.number(row) is not None
        if not numbered and self._is_title(row, word):
            return "section"
        if word == self.title or self._counts_columns(row, word):
            return "note"
        if self._sums(row, word):
            return "total"
        if numbered:
            return "project"
        if _NOTE.match(word):
            return "note"
        if begun and self._is_part(row, word):
            return "part"
        return "project" if self._filled(row) else "note"

    def _goes_on(self, row: int, last: int) -> bool:
        """Tell whether a row goes on with the project above: merged with it, or its name again.

        The name, or the running number, is merged with that of the row above; or the name is
        repeated without a number.
        """
        name, heads = self.page.texts[row][self.name], self.page.heads
        if name is None or heads[row][self.name] < 0:
            places = (self.name, *self.numbers)
            if any(heads[row][i] >= 0 and heads[row][i] == heads[row - 1][i] for i in places):
                return True
        again = name is not None and name == self.page.texts[last][self.name]
        return again and bool(self.numbers) and not self._lettered(row)

    def _lettered(self, row: int) -> bool:
        """Tell whether something stands in the number's place."""
        return any(self.page.texts[row][i] for i in self.numbers)

    def _without_name(self, row: int, begun: bool) -> str:
        label = self.label(row)
        if _TOTAL.fullmatch(_word(label)) or _NOTE.match(_word(label)):
            return "total"
        if SECTION.match(_word(label)) or self._alone(row):
            return "section"
        unnumbered = begun and self.numbers and not self._lettered(row)
        if unnumbered and any(self._told(row, i) for i in self.investors):
            return "more"  # a further investor of the project above
        return "nameless" if self._has_money(row) else "note"

    def label(self, row: int) -> str:
        """Give the first text of a row."""
        return next((str(text) for text in self.page.texts[row] if text), "")

    def title_of(self, row: int) -> str:
        """Give the title of a section: its number and its name."""
        texts = (text for text in self.page.texts[row] if text and not _is_figure(text))
        return "、".join(itertools.islice(texts, 2))

    def _counts_columns(self, row: int, word: str) -> bool:
        """Tell whether a row numbers the columns (甲 乙 1 2 3)."""
        if not _ORDINALS.fullmatch(word):
            return False
        texts = [_word(text) for text in self.page.texts[row] if text]
        numbers = [int(number) for text in texts for number in re.findall(r"\d+", text)]
        in_turn = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
        return in_turn and all(_ORDINALS.fullmatch(text) for text in texts)

    def _alone(self, row: int) -> bool:
        return self.page.texts[row].count(None) == len(self.page.columns) - 1

    def _filled(self, row: int) -> bool:
        return any(self.page.spread[row][i] is not None for i in self.facts)

    def _has_money(self, row: int) -> bool:
        values = (self.page.values[row][i] for i in self.money)
        return any(isinstance(v, int | float) and not isinstance(v, bool) and v for v in values)

    def _sums(self, row: int, word: str) -> bool:
        """Tell whether a row is a sum: it says so, and no investor or date belongs to it."""
        labels = [word, *(_word(str(self.page.texts[row][i] or "")) for i in range(self.first,
                  self.name))]  # fmt: skip
        if not any(_SUMS.search(label) and _TOTAL.fullmatch(label) for label in labels):
            return False
        return not any(self._told(row, i) for i in (*self.investors, *self.dates))

    def _told(self, row: int, column: int) -> bool:
        text = self.page.texts[row][column]
        return not missing_word(text)

    def _is_title(self, row: int, word: str) -> bool:
        """Tell whether a row titles a section: numbered in Chinese numerals, or standing alone."""
        if self._alone(row) and not any(self.page.heads[row][i] >= 0 for i in self.facts[:1]):
            return not _NOTE.match(word)
        label = _word(self.label(row))
        if not (SECTION.match(label) or SECTION.match(word)):
            across = self.page.heads[row][self.name]
            wide = across >= 0 and self.page.heads[row].count(across) > 2
            return bool(wide) and not _NOTE.match(word) and not _TOTAL.fullmatch(word)
        return not any(self._told(row, i) for i in self.words)

    def number(self, row: int) -> int | None:
        """Give the running number of a row; what is far too large is none."""
        for column in self.numbers:
            value: Any = self.page.values[row][column]
            if isinstance(value, str) and len(value) < 8 and value.strip().isdecimal():
                return int(value)
            if isinstance(value, int | float) and 0 <= value < 1e6 and value == int(value):
                return int(value)
        return None

    def _is_part(self, row: int, word: str) -> bool:
        for column in self.numbers:
            text, value = self.page.texts[row][column], self.page.values[row][column]
            if isinstance(value, dt.datetime):  # 1-1 typed into Excel becomes the first of January
                return True
            if text and _PART_NUMBER.fullmatch(text.strip()):
                return True
        return bool(_PART.match(word))


def _is_figure(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).isdigit()


@functools.lru_cache(maxsize=8192)
def _word(text: str) -> str:
    """Write a label in one way, without converting long names to simplified characters."""
    return squeeze(text).lower() if len(text) < 30 else "".join(text.split())[:60]


@functools.lru_cache(maxsize=4096)
def section_name(section: str) -> str:
    """Give the name in a section's title, without its number and its count of projects."""
    word = re.sub(r"^[(]?[一二三四五六七八九十百\d]{1,4}[)、.,:]+", "", squeeze(section))
    return re.sub(r"[(:].*$|(?:合计|小计|共|项目)*\d*[个项]?$", "", word)
