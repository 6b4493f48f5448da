"""The header of a ledger: found on a sheet by its names, in any layout of rows and groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zsanalytics.codebook import squeeze
from zsanalytics.intake.ledger_blocks import BLOCKS
from zsanalytics.intake.ledger_columns import Column, read_column
from zsanalytics.intake.ledger_grid import Page

_LONGEST = 100  # characters of a heading that are looked at
_DEEPEST = 60  # rows in which a header is looked for
_STRONG = re.compile(r"名称|全称|简称|项目名")


class Header(NamedTuple):
    """Where the header stands (first and last row of the grid), and its columns by position."""

    top: int
    bottom: int
    columns: dict[int, Column]
    by_firm: bool = False
    """Whether firms stand for their projects."""

    def of(self, field: str, split: str = "") -> list[int]:
        """List the columns of a field."""
        return [i for i, c in self.columns.items() if c.field == field and c.split == split]


def find_header(page: Page) -> Header | None:
    """Find the header of a ledger: a project name and at least two further facts of projects.

    Where nothing heads project names, the firm may stand for its project (引进企业名称), if money
    and the course of projects stand beside it.

    Parameters
    ----------
    page : Page
        The sheet.

    Returns
    -------
    Header or None
        None for a sheet that lists no projects.
    """
    return _found(page, "name") or _found(page, "investor")


def _found(page: Page, field: str) -> Header | None:
    for row in range(min(len(page.rows), _DEEPEST)):
        at = next((i for i in range(len(page.columns)) if _heads(page, row, i, field)), None)
        if at is not None:
            top, bottom = _extent(page, row, at)
            columns = _columns(page, top, bottom)
            firm = field != "name"
            header = Header(top, bottom, _by_firm(columns, at) if firm else columns, firm)
            if _lists_projects(page, header):
                return header
    return None


_MONEY = frozenset(("contract_amount", "funds_ytd", "funds_total"))
_COURSE = frozenset(("signed_on", "started_on", "produced_on", "stage", "build"))


def _by_firm(columns: dict[int, Column], at: int) -> dict[int, Column]:
    """Let the firm's column name the projects, if the others speak of projects."""
    fields = {column.field for column in columns.values()}
    if at not in columns or not (fields & _MONEY and fields & _COURSE):
        return {}
    return {**columns, at: columns[at]._replace(field="name")}


def _heads(page: Page, row: int, column: int, field: str) -> bool:
    """Tell whether a cell heads what a field is; a group over several columns does not."""
    text, head = page.texts[row][column], page.heads[row][column]
    if text is None or len(text) >= 30 or (head >= 0 and page.heads[row].count(head) > 1):
        return False
    return read_column((text,), page.headings).field == field


_SAMPLE = 30  # rows below a header that are looked at
_AROUND = frozenset(("number", "note", "contact", "name", "unit", ""))
_FIGURES = frozenset((*BLOCKS, "cumulative", "other", "region"))


def _lists_projects(page: Page, header: Header) -> bool:
    """Tell whether a header is a ledger's: a bare 项目 may also head the items of a summary."""
    names = header.of("name")
    told = [c for c in header.columns.values() if squeeze(c.path[-1]) != "单位"]  # 万元, 个
    fields = {column.field for column in told} - _AROUND
    if not names or len(fields) < 2:
        return False
    below = [row[names[0]] for row in page.values[header.bottom + 1 : header.bottom + _SAMPLE]]
    if sum(isinstance(value, int | float) for value in below) * 2 > len(below) > 0:
        return False  # a count of projects
    if any(_STRONG.search(header.columns[i].path[-1]) for i in names):
        return True
    return bool(fields - _FIGURES) or (bool(header.of("number")) and "region" in fields)


def _extent(page: Page, row: int, at: int) -> tuple[int, int]:
    """Give the first and last row of a header that has the project name in one row."""
    top = bottom = row
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
        column = read_column(path, page.headings) if path else None
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
