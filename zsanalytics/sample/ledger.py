"""Project ledgers (台账): one row a project, each unit with its own columns and spellings.

Comes in: a `Report`. Goes out: a `Workbook` whose rows add up to the unit's summary table exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.sample import plan
from zsanalytics.sample.plan import MONTHS
from zsanalytics.sample.sheets import Cell, Sheet, Workbook
from zsanalytics.sample.stages import STAGES, WORDS, month_end, visible
from zsanalytics.sample.values import Report
from zsanalytics.sample.world import chain_names

_NOTE = "注:本台账为演示数据,项目均为虚构,与所列企业无关。"


class Form(NamedTuple):
    """How a unit keeps its ledger: unit of money, shape of dates, extra columns."""

    money: str
    dates: str
    blocks: bool
    contacts: bool
    yes: str = "是"


_FORMS = (
    Form("万元", "date", True, True),
    Form("亿元", "dot", False, False, "√"),
    Form("万元", "day", False, True),
    Form("万元", "text", True, False, "√"),
    Form("亿元", "date", True, True),
)


def rows(report: Report) -> pd.DataFrame:
    """List the unit's projects of a month with the amounts and dates its ledger shows."""
    year = report.facts.years[report.year]
    column = MONTHS.index(report.month)
    unit = report.facts.where(report.unit)[0]
    mine = (year.projects["unit"] == unit) & (year.projects["start"] <= column)
    at = np.flatnonzero(mine)
    table = year.projects.iloc[at].copy()
    table["funds_ytd"] = year.funds[at, column]
    table["funds_total"] = table["paid"] + table["funds_ytd"]
    share = 0.35 + 0.4 * ((table.index.to_numpy() * 37) % 100) / 100
    table["fai_ytd"] = np.floor(table["funds_ytd"] * share).astype(np.int64)
    end = month_end(report.year, report.month)
    stage = np.zeros(len(table), dtype=np.int64)
    for number, name in enumerate(STAGES):
        table[name] = visible(table[name].to_numpy().astype("datetime64[D]"), end)
        stage = np.where(~np.isnat(table[name].to_numpy().astype("datetime64[D]")), number, stage)
    table["stage"] = np.array(WORDS, dtype=object)[stage]
    return table.sort_values(["year", "signed_month", "day"], kind="stable")


def ledger(report: Report) -> Workbook:
    """Make the unit's ledger of a month."""
    unit = report.facts.where(report.unit)[0]
    form = _FORMS[unit % len(_FORMS)]
    table = rows(report)
    columns = _columns(report, table, form)
    sheet = Sheet("台账")
    text = f"{report.unit}招商引资项目台账({report.year}年1-{report.month}月)(演示数据)"
    sheet.put(0, 0, text, "title")
    sheet.put(1, 0, f"单位:{form.money}", "free")
    top = 2
    _header(sheet, top, [column[0] for column in columns])
    start = top + (2 if any("|" in column[0] for column in columns) else 1)
    sheet.rows = range(start, start + len(table))
    for number, (name, values, look) in enumerate(columns):
        sheet.columns[name] = number
        for row, value in zip(sheet.rows, values, strict=True):
            sheet.cells[row, number] = Cell(value, look)
    sheet.put(sheet.rows.stop, 0, _NOTE, "free")
    return Workbook(f"{report.unit}招商引资项目台账.xlsx", [sheet])


def _header(sheet: Sheet, top: int, names: list[str]) -> None:
    """Write column names; ``group|leaf`` takes two rows."""
    two = any("|" in name for name in names)
    start = 0
    for number, name in enumerate(names):
        group, _, leaf = name.partition("|")
        if leaf:
            sheet.put(top + 1, number, leaf, "head")
            same = number and names[number - 1].partition("|")[::2][0] == group
            start = start if same else number
            if not same:
                sheet.put(top, number, group, "head")
            if number + 1 == len(names) or names[number + 1].partition("|")[0] != group:
                sheet.merge(top, start, top, number)
            continue
        sheet.put(top, number, name, "head")
        if two:
            sheet.merge(top, number, top + 1, number)


Column = tuple[str, list[Any], str]


def _columns(report: Report, table: pd.DataFrame, form: Form) -> list[Column]:
    """Choose and fill the columns of a form."""
    places = report.facts.places.names
    names = [*chain_names(report.book)]
    chain = [_chain(number, names) for number in table["chain"]]
    county = [places[u][c] for u, c in zip(table["unit"], table["county"], strict=True)]
    fair = plan.fair(report.year).removeprefix("届次=")
    out: list[Column] = [
        ("序号", list(range(1, len(table) + 1)), "count"),
        ("项目代码", [code(report, table, row) for row in range(len(table))], "text"),
        ("项目名称", table["name"].tolist(), "text"),
        ("所在县区", county, "text"),
        ("投资企业", table["investor"].tolist(), "text"),
        ("企业性质", table["ownership"].tolist(), "text"),
        ("投资来源地", table["origin"].tolist(), "text"),
        ("产业链", chain, "text"),
        ("产业", [("第一产业", "第二产业", "第三产业")[i] for i in table["industry"]], "text"),
        ("招商方式", table["method"].tolist(), "text"),
        ("签约节会", [fair if f else "" for f in table["fair"] & table["new"]], "text"),
        ("三个500强类别", table["claim"].tolist(), "text"),
        ("企业标签", table["tags"].tolist(), "text"),
        ("建设性质", ["新建" if new else "续建" for new in table["new"]], "text"),
        *_money(table, form),
        ("项目阶段", table["stage"].tolist(), "text"),
        *_dates(table, form),
        ("项目状态", ["正常推进"] * len(table), "text"),
    ]
    if form.contacts:
        out += [
            ("联系人", table["contact"].tolist(), "text"),
            ("联系电话", table["phone"].tolist(), "text"),
        ]
    return out


def _chain(number: int, names: list[str]) -> str:
    return names[number] if 0 <= number < len(names) else ""


def code(report: Report, table: pd.DataFrame, row: int) -> str:
    """Give a project's code, the same in every month."""
    year = int(table["year"].iloc[row])
    return f"YS{year}-{int(table['unit'].iloc[row]) + 1:02d}-{int(table.index[row]):06d}"


def _money(table: pd.DataFrame, form: Form) -> list[Column]:
    scale: Callable[[pd.Series], list[Any]]
    if form.money == "亿元":
        look, scale = "cents", lambda amounts: (amounts / 10_000).tolist()
    else:
        look, scale = "thousands", lambda amounts: amounts.tolist()
    outside = table["funds_ytd"].where(table["outside"], 0)
    if not form.blocks:
        return [
            ("签约金额", scale(table["amount"]), look),
            ("本年累计到位资金", scale(table["funds_ytd"]), look),
            ("其中:省外到位资金", scale(outside), look),
            ("开工以来累计到位资金", scale(table["funds_total"]), look),
        ]
    inside = table["outside"].map({True: 0, False: 1})
    return [
        ("总投资(协议)|合计", scale(table["amount"]), look),
        ("总投资(协议)|其中:省外", scale(table["amount"] * (1 - inside)), look),
        ("开工以来累计到位资金|合计", scale(table["funds_total"]), look),
        ("开工以来累计到位资金|其中:省外", scale(table["funds_total"] * (1 - inside)), look),
        ("本年累计到位资金|合计", scale(table["funds_ytd"]), look),
        ("本年累计到位资金|其中:省外", scale(outside), look),
        ("本年完成固定资产投资", scale(table["fai_ytd"]), look),
    ]


def _dates(table: pd.DataFrame, form: Form) -> list[Column]:
    named = (
        ("签约时间", "signed_on"), ("履约时间", "performed_on"), ("落地时间", "landed_on"),
        ("计划开工时间", "start_due"), ("开工时间", "started_on"), ("计划竣工时间", "finish_due"),
        ("竣工时间", "completed_on"), ("投产时间", "produced_on"),
    )  # fmt: skip
    look = {"date": "date", "day": "day"}.get(form.dates, "text")
    return [(word, _days(table[name], form), look) for word, name in named]


def _days(dates: pd.Series, form: Form) -> list[Any]:
    days = dates.to_numpy().astype("datetime64[D]")
    blank = np.isnat(days)
    if form.dates in ("date", "day"):
        return [None if b else day for day, b in zip(days, blank, strict=True)]
    texts = np.datetime_as_string(days)
    pattern = "{}.{}.{}" if form.dates == "dot" else "{}年{}月{}日"
    parts = (("", "", "") if b else t.split("-") for t, b in zip(texts, blank, strict=True))
    return ["" if not y else pattern.format(y, int(m), int(d)) for y, m, d in parts]
