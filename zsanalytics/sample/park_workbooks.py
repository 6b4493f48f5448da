"""A park's workbooks: the monthly report of its committee, and the ledger of its projects.

Comes in: a month. Goes out: two `Workbook` in layouts of their own — indicators down with their
units beside them, firms across, land by the quarter; one row a project with its due days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics.codebook import load_codebook
from zsanalytics.periods import asof_text, period_text
from zsanalytics.sample import park, park_projects
from zsanalytics.sample.parts import MARK, NOTE
from zsanalytics.sample.sheets import Fact, Sheet, Workbook, write
from zsanalytics.sample.writer import months_of

TARGETS = {2023: {"fixed_asset_investment": 3.14, "industrial_output": 15.7, "sales": 15.5,
                  "value_added": 1.9}}  # fmt: skip
"""Levels of a year, 亿元: 华政办发〔2023〕52号 一(二)."""

FIRMS = {
    "new_large_firms": "新增规上企业(户)", "dropped_large_firms": "退规企业(户)",
    "large_firms": "期末规上企业数(户)", "new_tenants": "新入园企业(户)",
    "tenants": "入园企业总数(户)",
}  # fmt: skip
KINDS = ("批而未供", "供而未用", "用而未尽", "建而未投", "投而未达标")


def write_park_sample(
    folder: str | Path, *, first: str, last: str, progress: Callable[[str, int, int], Any]
) -> list[Path]:
    """Write the park's workbooks, two a month, into a folder a month.

    Parameters
    ----------
    folder : path
        Gets ``YYYY-MM/…``; existing files of the same names are replaced.
    first, last : str
        Months from 2022-01 to 2028-12; January has no report.

    Raises
    ------
    RequestError
        For months outside the range or in the wrong order.
    """
    written = []
    months = months_of(first, last)
    for number, (year, month) in enumerate(months):
        place = Path(folder) / asof_text(year, month)
        place.mkdir(parents=True, exist_ok=True)
        written += [write(book, place) for book in (report(year, month), ledger(year, month))]
        progress(f"{place.name} {region()}", number + 1, len(months))
    return written


def region() -> str:
    """Name the park."""
    return str(park.park()["region"])


def report(year: int, month: int) -> Workbook:
    """Make the monthly report: one sheet of the statistics section, one of the firms, the land."""
    sheets = [_economy(year, month), _firms(year, month)]
    if park.land(year, month):
        sheets.append(_land(year, month))
    return Workbook(f"{region()}{year}年{month}月经济运行月报.xlsx", sheets)


def _headed(name: str, words: str, year: int, month: int, width: int) -> Sheet:
    sheet = Sheet(name)
    sheet.put(0, 0, f"{region()}{period_text(year, month)}{words}({MARK})", "title")
    sheet.merge(0, 0, 0, width - 1)
    sheet.widths |= {0: 26, **dict.fromkeys(range(1, width), 14)}
    return sheet


def _heads(sheet: Sheet, row: int, words: Sequence[str]) -> None:
    for column, word in enumerate(words):
        sheet.put(row, column, word, "head")


def _economy(year: int, month: int) -> Sheet:
    """Write amounts down the side, each with its target, last year and growth beside it."""
    heads = ("指标名称", "计量单位", "年度目标", "本年累计", "上年同期", "同比增长(%)")
    sheet = _headed("经济指标", "主要经济指标完成情况", year, month, len(heads))
    sheet.put(1, 0, "填报科室:经济发展科", "free")
    _heads(sheet, 2, heads)
    for row, code in enumerate(park.AMOUNTS, start=3):
        now, before = park.amount(code, year, month), park.amount(code, year - 1, month)
        sheet.put(row, 0, _name(code), "text")
        sheet.put(row, 1, "万元", "center")
        goal = TARGETS.get(year, {}).get(code)
        sheet.put(row, 2, round(goal * park.PER_YI) if goal else "—", "thousands")
        for column, of, value in ((3, year, now), (4, year - 1, before)):
            fact = _fact(code, "全部", of, month, "ytd", "value", value / park.PER_YI)
            sheet.put(row, column, value, "thousands", fact=fact)
        grown = round((now / before - 1) * 100, 2)
        fact = _fact(code, "全部", year, month, "ytd", "growth", grown / 100)
        sheet.put(row, 5, grown, "cents", fact=fact)
    sheet.put(row + 1, 0, NOTE, "free")
    return sheet


def _firms(year: int, month: int) -> Sheet:
    """Write the firms of the park across, this year and last."""
    sheet = _headed("企业培育", "企业培育和入园情况", year, month, len(FIRMS) + 1)
    sheet.put(1, 0, "填报科室:企业服务科", "free")
    _heads(sheet, 2, ("时期", *FIRMS.values()))
    for row, of in ((3, year), (4, year - 1)):
        sheet.put(row, 0, period_text(of, month), "text")
        told = park.figures(of, month)
        for column, code in enumerate(FIRMS, start=1):
            value = told[code, "全部"]
            basis = "stock" if code in ("large_firms", "tenants") else "ytd"
            fact = _fact(code, "全部", of, month, basis, "value", value)
            sheet.put(row, column, int(value), "count", fact=fact)
    sheet.put(5, 0, NOTE, "free")
    return sheet


def _land(year: int, month: int) -> Sheet:
    """Write the intensive use of land with each indicator's own unit."""
    sheet = _headed("集约利用", "土地集约利用和要素保障情况", year, month, 3)
    sheet.put(1, 0, "填报科室:规划建设科", "free")
    _heads(sheet, 2, ("指标名称", "计量单位", "期末数"))
    for row, (words, unit, look, value, fact) in enumerate(_lines(year, month), start=3):
        sheet.put(row, 0, words, "text")
        sheet.put(row, 1, unit, "center")
        sheet.put(row, 2, value, look, fact=fact)
    sheet.put(row + 1, 0, NOTE, "free")
    return sheet


def _lines(year: int, month: int) -> Iterator[tuple[str, str, str, float, Fact]]:
    book = load_codebook()
    for (code, segment), value in park.land(year, month).items():
        about = book.about(code)
        rate = about["kind"] == "rate"
        basis = "stock" if about["kind"] == "stock" else "ytd"
        fact = _fact(code, segment, year, month, basis, "rate" if rate else "value", value)
        kind = segment.partition("=")[2]
        words = f"其中:{kind}" if kind else str(about["name"])
        look = "count" if about["decimals"] == 0 else "free"
        yield words, str(about["unit"]), look, round(value * 100, 2) if rate else value, fact


def _name(code: str) -> str:
    return str(load_codebook().about(code)["name"])


def _fact(
    code: str, segment: str, year: int, month: int, basis: str, measure: str, value: float
) -> Fact:
    return Fact(region(), code, segment, year, month, basis, measure, value)


COLUMNS = (
    ("序号", "number", "count"), ("项目名称", "name", "text"), ("投资企业", "investor", "text"),
    ("投资方所在地", "origin", "text"), ("建设性质", "build", "text"),
    ("合同金额", "amount", "thousands"), ("签约以来累计到位资金", "funds_total", "thousands"),
    ("本年到位资金", "funds_ytd", "thousands"), ("本年完成固定资产投资", "fai_ytd", "thousands"),
    ("签约时间", "signed_on", "date"), ("计划开工时间", "start_due", "date"),
    ("实际开工时间", "started_on", "date"), ("计划竣工时间", "finish_due", "date"),
    ("实际竣工时间", "completed_on", "date"), ("投产时间", "produced_on", "date"),
    ("项目阶段", "stage", "text"), ("项目状态", "status", "text"), ("停滞原因", "reason", "text"),
)  # fmt: skip


def ledger(year: int, month: int) -> Workbook:
    """Make the ledger of the park's projects with their due days, 万元."""
    table = park_projects.ledger(year, month).assign(number=lambda rows: range(1, len(rows) + 1))
    sheet = _headed("项目台账", "项目建设台账", year, month, len(COLUMNS))
    sheet.put(1, 0, "填报科室:项目建设科", "free")
    sheet.put(1, 5, "单位:万元", "free")
    _heads(sheet, 2, [head for head, _, _ in COLUMNS])
    sheet.rows = range(3, 3 + len(table))
    for column, (head, name, look) in enumerate(COLUMNS):
        sheet.columns[head] = column
        for row, value in zip(sheet.rows, _column(table[name], look), strict=True):
            sheet.put(row, column, value, look)
    sheet.put(sheet.rows.stop, 0, "注:本台账为演示数据,项目和企业均为虚构。", "free")
    return Workbook(f"{region()}{year}年{month}月项目台账.xlsx", [sheet])


def _column(values: pd.Series, look: str) -> list[Any]:
    if look != "date":
        return list(values.tolist())
    days = values.to_numpy().astype("datetime64[D]")
    return [None if pd.isna(day) else day for day in days]
