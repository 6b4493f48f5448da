"""The header of a ledger: which column holds what, read from its names in any layout.

A column's path runs from the group above it to its own name (本年累计到位资金 / 省外). Contacts
are recognised so that they can be left behind.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

from zsanalytics.codebook import CODES, squeeze
from zsanalytics.intake.ledger_blocks import BLOCKS, read_block
from zsanalytics.intake.ledger_grid import Page
from zsanalytics.quantities import units_of

DATES = (
    "signed_on", "performed_on", "landed_on", "started_on", "start_due", "completed_on",
    "finish_due", "produced_on",
)  # fmt: skip

_LONGEST = 100  # characters of a heading that are looked at
_DEEPEST = 60  # rows in which a header is looked for
_PLAN = r"(?:计划|拟|预计|约定|合同|应当?|承诺|预期|要求)"


@functools.cache
def _fields() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Give what each heading means, in the order in which it is asked."""
    with (CODES / "ledger.toml").open("rb") as stream:
        listed = tomllib.load(stream)["column"]
    return tuple((entry["field"], re.compile("|".join(entry["headings"]))) for entry in listed)


_WHEN = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        ("start_due", rf"{_PLAN}.{{0,4}}(?:开工|开建|动工)"),
        ("finish_due", rf"{_PLAN}.{{0,4}}(?:竣工|建成|完工|交付)"),
        ("", rf"{_PLAN}.{{0,4}}(?:投产|达产|签约|落地|履约)"),
        ("signed_on", r"签(?:约|订|署)|合同(?:时间|日期)"),
        ("performed_on", r"履约"),
        ("landed_on", r"落地|公司注册|注册(?:时间|日期|公司|企业)"),
        ("started_on", r"开工|动工|开建|开[(]复[)]工|复工"),
        ("produced_on", r"投产|达产|运营"),
        ("completed_on", r"竣工|建成|完工"),
    )
)
_MOMENT = re.compile(r"时间|日期|年月|[年月日]期|节点")
_BARE = re.compile(r"名称|全称|性质|类型|类别|(?:所在|来源|注册)?(?:地|省份?|地址|地区)")
_STAGE_WORD = re.compile(
    r"(?:是否|有无)?(?:已经?|计划|拟|预计|实际)?(?:项目|公司|企业)?"
    r"(?:签约|(?:履约|落地|开工|开[(]复[)]工|动工|竣工|建成|完工|(?:建成|竣工)?投产)(?:项目)?|注册(?:公司|企业))"
    r"(?:与否|情况|建设|注册|运营|达产|达效|[(].*[)])?"
)
_STRONG = re.compile(r"名称|全称|简称|项目名")
_AND = re.compile(r"以及|[及和与、/,;(]")


class Column(NamedTuple):
    """What a column holds.

    ``split`` says which part of a money block (``total outside inside``); ``timed`` whether the
    header promises a date; ``unit`` what the header states, or empty.
    """

    field: str
    split: str
    unit: str
    timed: bool
    path: tuple[str, ...]


class Header(NamedTuple):
    """Where the header stands (first and last row of the grid), and its columns by position."""

    top: int
    bottom: int
    columns: dict[int, Column]

    def of(self, field: str, split: str = "") -> list[int]:
        """List the columns of a field."""
        return [i for i, c in self.columns.items() if c.field == field and c.split == split]


def find_header(page: Page) -> Header | None:
    """Find the header of a ledger: a project name and at least two further facts of projects.

    Parameters
    ----------
    page : Page
        The sheet.

    Returns
    -------
    Header or None
        None for a sheet that lists no projects.
    """
    for row in range(min(len(page.rows), _DEEPEST)):
        if any(_is_name(page, row, column) for column in range(len(page.columns))):
            top, bottom = _extent(page, row)
            header = Header(top, bottom, _columns(page, top, bottom))
            if _lists_projects(page, header):
                return header
    return None


def _is_name(page: Page, row: int, column: int) -> bool:
    """Tell whether a cell heads the names of projects; a group over several columns does not."""
    text, head = page.texts[row][column], page.heads[row][column]
    if text is None or len(text) >= 30 or (head >= 0 and page.heads[row].count(head) > 1):
        return False
    return read_column((text,)).field == "name"


_SAMPLE = 30  # rows below a header that are looked at
_AROUND = frozenset(("number", "note", "contact", "name", ""))
_FIGURES = frozenset((*BLOCKS, "cumulative", "other", "region"))


def _lists_projects(page: Page, header: Header) -> bool:
    """Tell whether a header is a ledger's: a bare 项目 may also head the items of a summary."""
    names = header.of("name")
    fields = {column.field for column in header.columns.values()} - _AROUND
    if not names or len(fields) < 2:
        return False
    below = [row[names[0]] for row in page.values[header.bottom + 1 : header.bottom + _SAMPLE]]
    if sum(isinstance(value, int | float) for value in below) * 2 > len(below) > 0:
        return False  # a count of projects
    if any(_STRONG.search(header.columns[i].path[-1]) for i in names):
        return True
    return bool(fields - _FIGURES) or (bool(header.of("number")) and "region" in fields)


def _extent(page: Page, row: int) -> tuple[int, int]:
    """Give the first and last row of a header that has the project name in one row."""
    top = bottom = row
    at = next(i for i in range(len(page.columns)) if _is_name(page, row, i))
    while top > 0 and _is_group_row(page, top - 1):
        top -= 1
    last = len(page.rows) - 1
    while bottom < last and _is_below(page, bottom + 1, at, page.heads[row][at]):
        bottom += 1
    return top, bottom


def _is_group_row(page: Page, row: int) -> bool:
    """Tell whether a row above names groups of columns: two names at least, and no corner note."""
    texts = {text for text in page.texts[row] if text}
    if any(re.search(r"[:：]|^[(（]?单位", text) or len(text) > 30 for text in texts):
        return False
    wide = max(page.spread[row].count(text) for text in texts) if texts else 0
    if wide > len(page.columns) * 0.8:
        return False  # a title
    return len(texts) > 1 or (len(texts) == 1 and 1 < wide < len(page.columns) * 0.6)


def _is_below(page: Page, row: int, name: int, head: int) -> bool:
    """Tell whether a row still belongs to the header above it."""
    if head >= 0 and page.heads[row][name] == head:
        return True
    if page.texts[row][name] is not None or page.heads[row][name] >= 0:
        return False
    texts = [text for text in page.texts[row] if text]
    known = sum(_SUB.fullmatch(squeeze(text)) is not None for text in texts)
    numbers = sum(isinstance(value, int | float) for value in page.values[row])
    return known > 0 and numbers == 0 and known * 2 >= len(texts)


_SUB = re.compile(
    r"(?:其中:?)?(?:合计|小计|总额|总计|省外|省内|境外|市外|县外|国内|省外资金|省内资金|金额|名称|时间|日期|年月"
    r"|本年|当年|累计|世界500强|中国(?:企业|民营企业)?500强|民营(?:企业)?500强|签约|履约|落地|开工|竣工|投产"
    r"|固定资产投资|是|否|性质|类型|来源地|所在地)(?:资金|累计|到位|时间|日期)?(?:\([^()]*\))?"
    r"|[(]?(?:单位:?)?(?:人民币)?(?:[万亿千百]*美?元|个|家|亩|%)[)]?"
)


def _columns(page: Page, top: int, bottom: int) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    block: tuple[str, ...] = ()
    for i, path in enumerate(_paths(page, top, bottom)):
        if path and block and path[:-1] == block[:-1] and _PART_OF.match(squeeze(path[-1])):
            path = (*block, path[-1])  # a part named beside its whole: 其中：省外
        column = read_column(path) if path else None
        if column is not None and column.field:
            columns[i] = column
            block = path if column.split == "total" else block if column.split else ()
    return _one_ytd(columns)


_PART_OF = re.compile(r"其中|(?:省外|省内)(?:资金|到位资金)?(?:\(.*\))?$")


def _one_ytd(columns: dict[int, Column]) -> dict[int, Column]:
    """Settle a bare 累计到位: since the start, where another column is the year's and none is."""
    known = {c.field for c in columns.values()}
    if "funds_ytd" not in known or "funds_total" in known:
        return columns
    return {
        i: c._replace(field="funds_total") if c.field == "cumulative" else c
        for i, c in columns.items()
    }


def _paths(page: Page, top: int, bottom: int) -> Iterator[tuple[str, ...]]:
    """Give each column's texts from the outermost group to its own name."""
    lines = [[t and t[:_LONGEST] for t in page.spread[row]] for row in range(top, bottom + 1)]
    for depth, line in enumerate(lines[:-1]):
        below = lines[depth + 1]
        for i in range(1, len(line)):
            if line[i] is None and below[i] and line[i - 1] and below[i - 1] not in (
                None, line[i - 1],
            ):  # fmt: skip
                line[i] = line[i - 1]  # a group named once over several columns
    for i in range(len(page.columns)):
        texts = dict.fromkeys(text for line in lines if (text := line[i]))
        yield tuple(texts)


@functools.lru_cache(maxsize=4096)
def read_column(path: tuple[str, ...]) -> Column:
    """Say what a column holds from its path of names; an empty field for what is not needed.

    Examples
    --------
    >>> read_column(("本年累计到位资金(万元)", "其中:省外"))[:3]
    ('funds_ytd', 'outside', '万元')
    >>> read_column(("联系人及电话",)).field, read_column(("计划竣工时间",)).field
    ('contact', 'finish_due')
    """
    plain = tuple(bare for text in path if (bare := _bare(text))) or ("",)
    whole, leaf = "/".join(plain), plain[-1]
    unit = next((u for text in reversed(path) for u in _units(text)), "")
    if _is_contact(leaf):  # contacts first: nothing else may take them up
        shared = _AND.split(leaf)[0]
        beside = Column("", "", "", False, ()) if _is_contact(shared) else read_column((shared,))
        named = beside.field in ("investor", "introduced_by", "name", "company")
        return Column(beside.field if named else "contact", "", "", False, path)
    money = read_block(plain)
    if money is not None:
        return Column(*money, unit, False, path)
    timed = bool(_MOMENT.search(whole)) and not re.search(r"年限|周期|起止", whole)
    if timed or _STAGE_WORD.fullmatch(leaf):
        field = next((f for f, pattern in _WHEN if pattern.search(leaf)), None)
        field = field or next((f for f, pattern in _WHEN if pattern.search(whole)), "")
        return Column(field, "", "", timed, path)
    about = re.sub(r"基本|情况|信息|概况", "", plain[-2]) if len(plain) > 1 else ""
    for text in (about + leaf if _BARE.fullmatch(leaf) else leaf, leaf, whole):
        for field, pattern in _fields():
            if pattern.search(text):
                return Column(field, "", "", False, path)
    return Column("", "", "", False, path)


_UNIT_LAST = re.compile(r"[/,、:]?(?:单位:?)?((?:亿|百万|千万|万|千)美?元)$")


def _units(text: str) -> list[str]:
    """List the units of money a heading states: in brackets, or at its end (总投资/万元)."""
    last = _UNIT_LAST.search(squeeze(text))
    found = [*units_of(text), *(last.groups() if last else ())]
    return [unit for unit in found if unit.endswith("元")]


def _is_contact(text: str) -> bool:
    return not text or _fields()[0][1].search(text) is not None


def _bare(text: str) -> str:
    """Strip units, marks and numbering from a header text."""
    plain = squeeze(text).lower().lstrip("*☆★#")
    plain = _UNIT_LAST.sub("", plain)
    plain = re.sub(r"[(（\[](?:单位:?)?(?:人民币)?(?:[万亿百千]*元|个|家|%)[)）\]]", "", plain)
    return re.sub(r"^(?:[(（]?\d{1,2}[)）、.．]|[一二三四五六七八九十]+、)", "", plain)
