"""Ledgers: every project against itself: its amounts, dates, origin and claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from zsanalytics.checks.evidence import TINY, Evidence
from zsanalytics.checks.hints import Suspect
from zsanalytics.checks.wording import Doubt, doubt, each, place
from zsanalytics.measures.ledger import month_end
from zsanalytics.measures.top500 import top500
from zsanalytics.numerals import shown
from zsanalytics.periods import month_text
from zsanalytics.schema import PROJECT_STAGES

MONTH = ["year", "month"]
HALF = 0.00005
"""Half a unit of 万元's last digit, in 亿元: ledgers are kept in 万元."""

IN_ORDER = {PROJECT_STAGES[stage]: stage for stage in ("签约", "开工", "竣工", "投产")}

MONEY = {
    "contract_amount": "合同金额", "funds_ytd": "本年到位资金",
    "funds_outside_ytd": "本年省外到位资金",
    "funds_total": "累计到位资金", "fai_ytd": "本年固定资产投资",
}  # fmt: skip


def about(row: Any, found: str, expected: str, message: str, remedy: str, *fields: str,
          also: tuple[str, ...] = (), suspects: tuple[Suspect, ...] = ()) -> Doubt:  # fmt: skip
    """Write a doubt about a project; ``fields`` are the facts it is about, in their cells."""
    name = str(row.name)[:40] if isinstance(row.name, str) else str(row.project_id)
    head = f"{row.region}{month_text(int(row.year), int(row.month))}台账“{name}”"
    own = [cell for field in fields if (cell := cell_of(row, field)) != row.source]
    return doubt(
        row._replace(source=own[0] if own else row.source), found, expected, head + message,
        remedy, [*own[1:], *also], suspects=suspects, outcome="",
    )  # fmt: skip


def cell_of(row: Any, field: str) -> Any:
    """Give the source of one fact of a project; where it is not known, that of the project.

    Examples
    --------
    >>> row = pd.Series({"source": "台账.xlsx!台账!A5:F5", "cells": "name=B5 funds_ytd=E5"})
    >>> cell_of(row, "funds_ytd"), cell_of(row, "origin")
    ('台账.xlsx!台账!E5', '台账.xlsx!台账!A5:F5')
    """
    if not isinstance(row.cells, str) or not isinstance(row.source, str):
        return row.source
    cells = dict(pair.split("=", 1) for pair in row.cells.split())
    head, _, _ = row.source.rpartition("!")
    return f"{head}!{cells[field]}" if field in cells else row.source


def yi(value: float) -> str:
    """Print an amount of a ledger to the 万元."""
    return f"{shown(value, 4)}亿元"


def contract_missing(evidence: Evidence) -> Iterator[Doubt]:
    """A signed project without its contract amount."""
    ledger = evidence.projects
    gone = ledger["contract_amount"].isna() | (ledger["contract_amount"] == 0)
    for row in each(ledger[gone & (ledger["signed_on"].notna() | (ledger["funds_total"] > 0))]):
        yield about(
            row, "空", "合同金额", "没有合同金额。", "请按合同补填投资总额。", "contract_amount"
        )


def amounts_order(evidence: Evidence) -> Iterator[Doubt]:
    """Amounts of one project that contradict each other, or are negative."""
    ledger = evidence.projects
    for column, name in MONEY.items():
        for row in each(ledger[ledger[column] < -TINY]):
            value = getattr(row, column)
            found = yi(value)
            yield about(
                row, found, "不小于0", f"{name}为{found}，不能为负。", "核对原始数。", column,
                suspects=(_at_most(row, column, value, lower=0.0),),
            )  # fmt: skip
    for part, whole in (("funds_ytd", "funds_total"), ("funds_outside_ytd", "funds_ytd")):
        over = ledger[part] > ledger[whole] + 2 * HALF + TINY
        for row in each(ledger[over & (ledger[whole] >= 0)]):
            found, limit = yi(getattr(row, part)), yi(getattr(row, whole))
            yield about(
                row, found, f"不超过{limit}",
                f"{MONEY[part]}{found}大于{MONEY[whole]}{limit}。", "核对两列数与单位是否错列。",
                part, whole, suspects=_pair(row, part, whole),
            )  # fmt: skip


def _pair(row: Any, part: str, whole: str) -> tuple[Suspect, ...]:
    """Name two amounts of a project of which the first must not be larger."""
    return (
        _at_most(row, part, getattr(row, whole)),
        _at_most(row, whole, float("inf"), lower=getattr(row, part)),
    )


def _at_most(row: Any, field: str, upper: float, lower: float = float("-inf")) -> Suspect:
    if lower > upper:
        upper = float("inf")
    return Suspect(cell_of(row, field), MONEY[field], getattr(row, field), lower, upper, HALF)


def funds_over_contract(evidence: Evidence) -> Iterator[Doubt]:
    """More funds arrived than the contract is for."""
    ledger = evidence.projects
    funds = ledger[["funds_total", "funds_ytd"]].max(axis=1)
    over = funds > ledger["contract_amount"].where(ledger["contract_amount"] > 0) + 2 * HALF
    larger = (ledger["funds_ytd"] > ledger["funds_total"].fillna(0)).map(
        {True: "funds_ytd", False: "funds_total"}
    )
    for row in each(ledger.assign(funds=funds, larger=larger)[over]):
        found, limit = yi(row.funds), yi(row.contract_amount)
        times = "，像是万元与亿元混用" if row.funds > 1000 * row.contract_amount else ""
        yield about(
            row, found, f"不超过{limit}", f"到位资金{found}大于合同金额{limit}{times}。",
            "核对合同金额、到位资金及单位；增资的请更新合同金额。",
            "contract_amount", row.larger, suspects=_pair(row, row.larger, "contract_amount"),
        )  # fmt: skip


def dates_order(evidence: Evidence) -> Iterator[Doubt]:
    """Stages reached in the wrong order, or after the end of the month reported; one a project."""
    ledger = evidence.projects
    if ledger.empty:
        return
    days = ledger[list(IN_ORDER)]
    end = month_end(ledger["year"], ledger["month"])
    late = days.gt(end, axis=0)
    before = days.where(~late).ffill(axis=1).shift(1, axis=1)
    wrong = days.where(~late) < before
    for row in each(ledger.assign(end=end)[(late | wrong).any(axis=1)]):
        yield _future(row) or _disorder(row)


def _future(row: Any) -> Doubt | None:
    late = [field for field in IN_ORDER if getattr(row, field) > row.end]
    if not late:
        return None
    found, end = _day(getattr(row, late[0])), _day(row.end)
    return about(
        row, found, f"不晚于{end}", f"{IN_ORDER[late[0]]}日期{found}晚于报告月。",
        "尚未发生的请填入计划日期列；年份有误的请更正。", *late,
    )  # fmt: skip


def _disorder(row: Any) -> Doubt:
    known = [field for field in IN_ORDER if pd.notna(getattr(row, field))]
    pairs = [
        (early, late)
        for n, early in enumerate(known)
        for late in known[n + 1 :]
        if getattr(row, late) < getattr(row, early)
    ]
    early, late = pairs[0]
    found, limit = _day(getattr(row, late)), _day(getattr(row, early))
    return about(
        row, found, f"不早于{limit}",
        f"{IN_ORDER[late]}日期{found}早于{IN_ORDER[early]}日期{limit}。",
        "核对两个日期，补签合同的请说明。",
        *dict.fromkeys([late, early, *(field for pair in pairs for field in pair)]),
    )  # fmt: skip


def _day(day: pd.Timestamp) -> str:
    return f"{day.year}-{day.month:02d}-{day.day:02d}"


def inside_as_outside(evidence: Evidence) -> Iterator[Doubt]:
    """Funds counted as from outside the province for an investor of the province."""
    ledger, book = evidence.projects, evidence.book
    home = book.home
    short = str(book.places.get(home, {}).get("short") or home.removesuffix("省"))
    inside = ledger["origin"].fillna("").str.match(rf"(?:{home}|{short}|省内|本省)")
    named = ledger["investor"].fillna("").str.match(short)
    told = ledger["origin"].isna() & named
    for row in each(ledger[(inside | told) & (ledger["funds_outside_ytd"] > TINY)]):
        found = yi(row.funds_outside_ytd)
        by_origin = isinstance(row.origin, str)
        where = f"来源地为{row.origin}" if by_origin else "名称为省内企业"
        yield about(
            row, found, "0", f"投资方{where}，却报省外资金{found}。",
            "按投资方注册地或最终出资方核定，属省内的改列省内资金。",
            "funds_outside_ytd", "origin" if by_origin else "investor",
        )  # fmt: skip


def claim_unverified(evidence: Evidence) -> Iterator[Doubt]:
    """A claim to be of the 三个500强 that no held list bears out."""
    ledger = evidence.projects
    claimed = ledger[ledger["top500_claim"].fillna("") != ""]
    if claimed.empty:
        return
    verdicts = top500(claimed, book=evidence.book)
    unproved = verdicts.loc[verdicts["evidence"] == "claimed-only", "project_id"]
    for row in each(claimed[claimed["project_id"].isin(unproved)]):
        yield about(
            row, row.top500_claim, "名单中的企业",
            f"称投资方属{row.top500_claim}，现有名单中未查到。",
            "请注明所属上榜母公司及榜单年份；名单不全，未查到不等于不是。",
            "top500_claim", "investor",
        )  # fmt: skip


def placed(row: Any, *fields: str) -> str:
    """Write where a project stands, in brackets; nothing where that is not known."""
    where = place(cell_of(row, fields[0]))
    return f"（{'!'.join(where.values())}）" if where else ""
