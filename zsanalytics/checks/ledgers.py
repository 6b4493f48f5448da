"""Ledgers: projects against themselves, each other, the lists of companies, and the summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.checks.evidence import TINY, Evidence
from zsanalytics.checks.wording import Doubt, amount, doubt, each, what
from zsanalytics.measures.ledger import month_end
from zsanalytics.measures.tallies import tally
from zsanalytics.measures.top500 import top500
from zsanalytics.numerals import shown
from zsanalytics.periods import month_text
from zsanalytics.schema import KEY, WHOLE

MONTH = ["year", "month"]
HALF = 0.00005
"""Half a unit of 万元's last digit, in 亿元: ledgers are kept in 万元."""

IN_ORDER = (
    ("signed_on", "签约"), ("started_on", "开工"),
    ("completed_on", "竣工"), ("produced_on", "投产"),
)  # fmt: skip
PARTIAL = re.compile(r"重点|重大|部分|节选|摘|10亿|50亿|500强")
"""Names of files and sheets that say they do not list every project."""

MONEY = {
    "contract_amount": "合同金额", "funds_ytd": "本年到位资金",
    "funds_outside_ytd": "本年省外到位资金",
    "funds_total": "累计到位资金", "fai_ytd": "本年固定资产投资",
}  # fmt: skip


def about(row: Any, found: str, expected: str, message: str, remedy: str) -> Doubt:
    """Write a doubt about a project."""
    name = str(row.name)[:40] if isinstance(row.name, str) else str(row.project_id)
    head = f"{row.region}{month_text(int(row.year), int(row.month))}台账“{name}”"
    return doubt(row, found, expected, head + message, remedy)


def _yi(value: float) -> str:
    return f"{shown(value, 4)}亿元"


def contract_missing(evidence: Evidence) -> Iterator[Doubt]:
    """A signed project without its contract amount."""
    ledger = evidence.projects
    gone = ledger["contract_amount"].isna() | (ledger["contract_amount"] == 0)
    for row in each(ledger[gone & (ledger["signed_on"].notna() | (ledger["funds_total"] > 0))]):
        yield about(row, "空", "合同金额", "没有合同金额。", "请按合同补填投资总额。")


def amounts_order(evidence: Evidence) -> Iterator[Doubt]:
    """Amounts of one project that contradict each other, or are negative."""
    ledger = evidence.projects
    for column, name in MONEY.items():
        for row in each(ledger[ledger[column] < -TINY]):
            found = _yi(getattr(row, column))
            yield about(row, found, "不小于0", f"{name}为{found}，不能为负。", "核对原始数。")
    for part, whole in (("funds_ytd", "funds_total"), ("funds_outside_ytd", "funds_ytd")):
        over = ledger[part] > ledger[whole] + 2 * HALF + TINY
        for row in each(ledger[over]):
            found, limit = _yi(getattr(row, part)), _yi(getattr(row, whole))
            yield about(
                row, found, f"不超过{limit}",
                f"{MONEY[part]}{found}大于{MONEY[whole]}{limit}。", "核对两列数与单位是否错列。",
            )  # fmt: skip


def funds_over_contract(evidence: Evidence) -> Iterator[Doubt]:
    """More funds arrived than the contract is for."""
    ledger = evidence.projects
    funds = ledger[["funds_total", "funds_ytd"]].max(axis=1)
    over = funds > ledger["contract_amount"].where(ledger["contract_amount"] > 0) + 2 * HALF
    for row in each(ledger.assign(funds=funds)[over]):
        found, limit = _yi(row.funds), _yi(row.contract_amount)
        times = "，像是万元与亿元混用" if row.funds > 1000 * row.contract_amount else ""
        yield about(
            row, found, f"不超过{limit}", f"到位资金{found}大于合同金额{limit}{times}。",
            "核对合同金额、到位资金及单位；增资的请更新合同金额。",
        )  # fmt: skip


def dates_order(evidence: Evidence) -> Iterator[Doubt]:
    """Stages reached in the wrong order, or after the end of the month reported."""
    ledger = evidence.projects
    if ledger.empty:
        return
    for k, (early, first) in enumerate(IN_ORDER):
        for late, then in IN_ORDER[k + 1 :]:
            for row in each(ledger[ledger[late] < ledger[early]]):
                found, limit = (_day(getattr(row, name)) for name in (late, early))
                yield about(
                    row, found, f"不早于{limit}",
                    f"{then}日期{found}早于{first}日期{limit}。",
                    "核对两个日期，补签合同的请说明。",
                )  # fmt: skip
    end = month_end(ledger["year"], ledger["month"])
    for column, name in IN_ORDER:
        for row in each(ledger.assign(end=end)[ledger[column] > end]):
            found = _day(getattr(row, column))
            yield about(
                row, found, f"不晚于{_day(row.end)}",
                f"{name}日期{found}晚于报告月。", "尚未发生的请填入计划日期列。",
            )  # fmt: skip


def _day(day: pd.Timestamp) -> str:
    return f"{day.year}-{day.month:02d}-{day.day:02d}"


def project_twice(evidence: Evidence) -> Iterator[Doubt]:
    """One project number more than once in a month: told to the later row, or to each region."""
    ledger, key = evidence.projects, ["number", *MONTH]
    twice = ledger[ledger["number"].notna() & ledger.duplicated(key, keep=False)]
    for _, group in twice.groupby(key, sort=False):
        rows, across = list(each(group)), len(set(group["region"])) > 1
        for n, row in enumerate(rows if across else rows[1:]):
            other = rows[1] if across and n == 0 else rows[0]
            where = "本表" if row.region == other.region else other.region
            place = f"（{other.source}）" if isinstance(other.source, str) else ""
            yield about(
                row, "两次", "一次", f"与{where}另一行是同一项目{place}，重复计算。",
                "一个项目只能由一个地区报一次；请商定后删去一行。",
            )  # fmt: skip


def project_alike(evidence: Evidence) -> Iterator[Doubt]:
    """Projects of different numbers with the same name, or the same investor, amount and day."""
    ledger = evidence.projects
    named = ledger.assign(
        plain=plain_name(ledger["name"]),
        who=ledger["investor"].str.replace(r"\W", "", regex=True),
    )
    signs = (["plain", "contract_amount"], ["who", "contract_amount", "signed_on"])
    told: set[int] = set()
    for sign in signs:
        known = named[named[sign].notna().all(axis=1) & (named["contract_amount"] > 0)]
        key = [*sign, *MONTH]
        for _, group in known[known.duplicated(key, keep=False)].groupby(key, sort=False):
            other = group[group["project_id"] != group["project_id"].iloc[0]]
            for row in each(other[~other.index.isin(told)]):
                yield _alike(row, group.iloc[0])
            told.update(other.index)


def plain_name(names: pd.Series) -> pd.Series:
    """Write project names without what is added or left out from list to list."""
    return names.str.replace(r"\W|项目|建设|工程", "", regex=True)


def _alike(row: Any, first: pd.Series) -> Doubt:
    where = f"（{first['source']}）" if isinstance(first["source"], str) else ""
    return about(
        row, "疑似重复", "一次",
        f"与{first['region']}的“{str(first['name'])[:40]}”{where}名称或投资方、金额相同，疑为同一项目。",
        "核实是否重复报送或一个项目拆成两行。",
    )  # fmt: skip


def project_moved(evidence: Evidence) -> Iterator[Doubt]:
    """A project that another unit reported the month before."""
    ledger = evidence.projects.dropna(subset=["project_id"])
    number = ledger["year"] * 12 + ledger["month"]
    ordered = ledger.assign(number=number).sort_values("number", kind="stable")
    before = ordered.groupby("project_id", sort=False)[["region", "number"]].shift(1)
    moved = before["region"].notna() & (before["region"] != ordered["region"])
    moved &= before["number"] < ordered["number"]
    for row in each(ordered.assign(was=before["region"])[moved]):
        yield about(
            row, row.region, row.was, f"上次由{row.was}报送，本月由{row.region}报送。",
            "确认项目已流转，原单位不再重复计入。",
        )  # fmt: skip


def inside_as_outside(evidence: Evidence) -> Iterator[Doubt]:
    """Funds counted as from outside the province for an investor of the province."""
    ledger, book = evidence.projects, evidence.book
    root = book.regions.loc[book.regions["parent"] == "", "region"].iloc[0]
    short = str(book.places[root]["short"] or root)
    inside = ledger["origin"].fillna("").str.match(rf"(?:{root}|{short}|省内|本省)")
    named = ledger["investor"].fillna("").str.match(short)
    told = ledger["origin"].isna() & named
    for row in each(ledger[(inside | told) & (ledger["funds_outside_ytd"] > TINY)]):
        found = _yi(row.funds_outside_ytd)
        where = f"来源地为{row.origin}" if isinstance(row.origin, str) else "名称为省内企业"
        yield about(
            row, found, "0", f"投资方{where}，却报省外资金{found}。",
            "按投资方注册地或最终出资方核定，属省内的改列省内资金。",
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
        )  # fmt: skip


def ledger_sum(evidence: Evidence) -> Iterator[Doubt]:
    """What a ledger adds up to against the summary of its unit.

    A ledger that says it lists key projects only may hold less; so may one of 省外 projects.
    """
    rows, book, ledger = evidence.rows, evidence.book, evidence.projects
    if ledger.empty:
        return
    sums = tally(ledger, book=book)
    both = rows[rows["checked"]].merge(sums, on=list(KEY), suffixes=("", "_ledger"))
    both = both[both["total"] == "sum"].dropna(subset=["value", "value_ledger"])
    gap = both["value_ledger"] - both["value"]
    size = ledger.groupby(["region", *MONTH]).size().rename("size").reset_index()
    both = both.assign(gap=gap).merge(size, on=["region", *MONTH], how="left")
    slack = both["half"] + np.where(both["decimals"] > 0, HALF * both["size"], 0.0) + TINY
    partial = both["source_ledger"].fillna("").str.contains(PARTIAL) | _outside_only(both, slack)
    wrong = (both["gap"] > slack) | ((both["gap"] < -slack) & ~partial)
    for row in each(both[wrong]):
        found, expected = (amount(book, row.indicator, x) for x in (row.value, row.value_ledger))
        yield doubt(
            row, found, expected,
            f"{what(book, row)}汇总表为{found}，台账汇总为{expected}，"
            f"相差{amount(book, row.indicator, abs(row.gap))}。",
            "核对台账是否缺项、重项；台账只列部分项目的，请在表题注明。",
        )  # fmt: skip


def _outside_only(both: pd.DataFrame, slack: pd.Series) -> pd.Series:
    """Mark wholes of a ledger whose 省外 line agrees: it may hold outside projects only."""
    line = ["region", "indicator", *MONTH]
    agrees = (both["gap"].abs() <= slack) & (both["segment"] == "来源地=省外")
    outside = pd.MultiIndex.from_frame(both.loc[agrees, line])
    here = pd.MultiIndex.from_frame(both[line]).isin(outside)
    return pd.Series(here, index=both.index) & (both["segment"] == WHOLE)
