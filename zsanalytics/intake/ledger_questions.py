"""What is asked back about a ledger: unknown names, rows without a project, gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from zsanalytics.codebook import Codebook
from zsanalytics.intake.context import Context
from zsanalytics.intake.ledger_facts import Facts
from zsanalytics.intake.ledger_grid import Page, shown_cells
from zsanalytics.intake.ledger_names import Names
from zsanalytics.intake.ledger_private import without_persons
from zsanalytics.intake.ledger_rows import Rows
from zsanalytics.schema import finding


def questions(facts: Facts, names: Names, rows: Rows) -> list[dict[str, Any]]:
    """Ask about names that are unknown, once a name, and about rows without a project name."""
    where = {"file": facts.page.file, "sheet": facts.page.sheet}
    asked = []
    for (text, trouble), cells in _unknown_regions(facts, names).items():
        asked.append(_region_finding(names.book, text, trouble, cells, **where))
    for region, cells in _regions_elsewhere(facts, names).items():
        message = f"{shown_cells(cells)}所写的{region}不属于{names.places.unit}。"
        remedy = "请核对地区；飞地项目由落地的地区报送，不要重复计入。"
        asked.append(finding(
            "note", "region_elsewhere", message, remedy, cell=shown_cells(cells), region=region,
            **where,
        ))  # fmt: skip
    for (text, trouble), cells in _unknown_chains(facts, names).items():
        asked.append(_chain_finding(names.book, text, trouble, cells, **where))
    for row in rows.nameless:
        cell = facts.page.address(row, facts.header.of("name")[0])
        message = f"{cell}没有项目名称，但该行填有金额，未计入。"
        remedy = "请补填项目名称；如是合计行，请注明“合计”。"
        asked.append(finding("error", "project_without_name", message, remedy, cell=cell, **where))
    return asked


def _unknown_chains(facts: Facts, names: Names) -> dict[tuple[str, str], list[str]]:
    unknown: dict[tuple[str, str], list[str]] = {}
    columns = facts.header.of("region")
    for entry, chain in zip(facts.entries, facts.texts("chain"), strict=True):
        if chain is not None:
            texts = [facts.page.spread[entry.row][column] for column in columns]
            trouble = names.chain(chain, names.places.region(texts, entry.sections)[0])[1]
            if trouble:
                cell = facts.cell(entry, "chain")
                unknown.setdefault((_short(chain), trouble), []).append(cell)
    return unknown


def _regions_elsewhere(facts: Facts, names: Names) -> dict[str, list[str]]:
    """List the regions of projects that do not lie in the ledger's own."""
    unit, columns = names.places.unit, facts.header.of("region")
    if not unit or not columns:
        return {}
    own = {unit, *names.book.descendants(unit)}
    found: dict[str, list[str]] = {}
    for entry in facts.entries:
        texts = [facts.page.spread[entry.row][column] for column in columns]
        region = names.places.region(texts, entry.sections)[0]
        if region is not None and region not in own:
            found.setdefault(region, []).append(facts.cell(entry, "region"))
    return found


def _unknown_regions(facts: Facts, names: Names) -> dict[tuple[str, str], list[str]]:
    unknown: dict[tuple[str, str], list[str]] = {}
    columns = facts.header.of("region")
    for entry in facts.entries:
        texts = [facts.page.spread[entry.row][column] for column in columns]
        region, trouble = names.places.region(texts, entry.sections)
        if region is None:
            said = _short("".join(dict.fromkeys(text for text in texts if text)))
            unknown.setdefault((said, trouble), []).append(facts.cell(entry, "region"))
    return unknown


_KEY_ONLY = re.compile(
    r"(?:重点|主要|部分|重大)(?:招商引资|招商|引进|签约|建设|省外|在建|合同|推进)*项目"
)


def remarks_on(laid: Page, context: Context, rows: Rows) -> list[dict[str, Any]]:
    """Note gaps in the numbering, and a ledger that says it lists key projects only."""
    remarks = []
    counts = Counter(number for _, number in rows.numbers)
    for (row, number), (_, before) in zip(rows.numbers[1:], rows.numbers, strict=False):
        if number > before + 1 and not any(counts[n] for n in range(before + 1, number)):
            cell = laid.address(row, 0)
            message = f"序号从{before}跳到{number}，中间可能缺少项目。"
            remedy = "请核对是否漏报；确无遗漏的请重新编号。"
            remarks.append(
                finding("note", "numbering_gap", message, remedy,
                        file=laid.file, sheet=laid.sheet, cell=cell)
            )  # fmt: skip
    if lists_key_projects(context):
        message = "台账只列重点项目，合计不必等于汇总表。"
        remedy = "无需处理；如已列出全部项目，请改正表名。"
        remarks.append(
            finding("note", "key_projects_only", message, remedy, file=laid.file, sheet=laid.sheet)
        )
    return remarks


def lists_key_projects(context: Context) -> bool:
    """Tell whether a ledger says that it does not list every project."""
    return any(_KEY_ONLY.search(title) for title in context.titles)


def without_month(laid: Page) -> dict[str, Any]:
    """Ask for the month of a ledger that states none."""
    return finding(
        "error", "ledger_without_month", "台账没有写明是哪个月份的，无法采用。",
        "请在表名中写明年月，如“2024年9月招商引资项目台账”。", file=laid.file, sheet=laid.sheet,
    )  # fmt: skip


def _region_finding(
    book: Codebook, text: str, trouble: str, cells: Sequence[str], **where: Any
) -> dict[str, Any]:
    """Ask about a region name that could not be resolved."""
    if trouble == "ambiguous":
        names = "、".join(book.match_region(text)) or "多个地区"
        message = f"地区“{text}”可能是{names}，无法确定。"
        remedy = "请写明全称。"
    elif text:
        near = book.nearest_region(text)
        message = f"地区“{text}”不在地区目录中" + (f"，最接近的是“{near}”。" if near else "。")
        remedy = "请核对地区名称；如系已有地区的另一写法，请在codes/regions.toml中增加别名。"
    else:
        message = "没有写明项目所属地区，表名、工作表名和文件名中也没有。"
        remedy = "请在表中增加“县区”一列，或在表名中写明地区。"
    return finding("error", "region_unknown", message, remedy, cell=shown_cells(cells), **where)


def _chain_finding(
    book: Codebook, text: str, trouble: str, cells: Sequence[str], **where: Any
) -> dict[str, Any]:
    """Ask about a chain that is not listed, or only in the list of another place."""
    message = f"产业链“{text}”不在重点产业链目录中"
    if trouble != "unknown":
        message = f"产业链“{text}”只在{trouble}的重点产业链目录中，不在项目所在地的目录中。"
    else:
        near = book.nearest_chain(text)
        message += f"，最接近的是“{near}”。" if near else "。"
    remedy = "请核对产业链名称；如系已有产业链的另一写法，请在codes/chains.toml中增加别名。"
    return finding("warning", "chain_unknown", message, remedy, cell=shown_cells(cells), **where)


def _short(text: str) -> str:
    """Quote a cell: never at length, never with persons in it."""
    text = without_persons(text)
    return text if len(text) <= 40 else text[:40] + "…"
