"""Doubles: one project reported twice, by two units, or by another unit than before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from zsanalytics.checks.evidence import Evidence
from zsanalytics.checks.hints import Suspect, hint
from zsanalytics.checks.ledgers import HALF, MONEY, MONTH, about, cell_of, placed, yi
from zsanalytics.checks.wording import Doubt, each


def project_twice(evidence: Evidence) -> Iterator[Doubt]:
    """One project number more than once in a month: told to the later row, or to each region."""
    ledger, key = evidence.projects, ["number", *MONTH]
    twice = ledger[ledger["number"].notna() & ledger.duplicated(key, keep=False)]
    for _, group in twice.groupby(key, sort=False):
        rows, across = list(each(group)), len(set(group["region"])) > 1
        for n, row in enumerate(rows if across else rows[1:]):
            other = rows[1] if across and n == 0 else rows[0]
            where = "本表" if row.region == other.region else other.region
            yield about(
                row, "两次", "一次",
                f"与{where}另一行是同一项目{placed(other, 'name')}，重复计算。",
                "一个项目只能由一个地区报一次；请商定后删去一行。", "project_id", "name",
                also=(cell_of(other, "project_id"), cell_of(other, "name")),
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
            other = group[group["number"] != group["number"].iloc[0]]
            first = next(iter(each(group)))
            for row in each(other[~other.index.isin(told)]):
                yield _alike(row, first)
            told.update(other.index)


def plain_name(names: pd.Series) -> pd.Series:
    """Write project names without what is added or left out from list to list."""
    return names.str.replace(r"\W|项目|建设|工程", "", regex=True)


def _alike(row: Any, first: Any) -> Doubt:
    return about(
        row, "疑似重复", "一次",
        f"与{first.region}的“{str(first.name)[:40]}”{placed(first, 'name')}"
        "名称或投资方、金额相同，疑为同一项目。",
        "核实是否重复报送或一个项目拆成两行。", "name", also=(cell_of(first, "name"),),
    )  # fmt: skip


def project_moved(evidence: Evidence) -> Iterator[Doubt]:
    """A project that another unit reported the time before."""
    ledger = pd.concat([evidence.past_projects, evidence.projects.assign(asked=True)])
    ledger = ledger.dropna(subset=["project_id"])
    count = ledger["year"] * 12 + ledger["month"]
    ordered = ledger.assign(count=count).sort_values("count", kind="stable")
    before = ordered.groupby("project_id", sort=False)[["region", "count"]].shift(1)
    moved = before["region"].notna() & (before["region"] != ordered["region"])
    moved &= (before["count"] < ordered["count"]) & ordered["asked"].eq(True)
    for row in each(ordered.assign(was=before["region"])[moved]):
        yield about(
            row, row.region, row.was, f"上次由{row.was}报送，本月由{row.region}报送。",
            "确认项目已流转，原单位不再重复计入。", "project_id", "name",
        )  # fmt: skip


def project_changed(evidence: Evidence) -> Iterator[Doubt]:
    """A project with less money arrived, or another contract amount, than the time before."""
    past = evidence.past_projects.sort_values(MONTH, kind="stable")
    past = past.drop_duplicates("project_id", keep="last")
    both = evidence.projects.merge(past, on="project_id", suffixes=("", "_past"))
    same_year = both["year"] == both["year_past"]
    fell = both["funds_total"] < both["funds_total_past"] - 2 * HALF
    ytd = same_year & (both["funds_ytd"] < both["funds_ytd_past"] - 2 * HALF)
    known = (both["contract_amount"] > 0) & (both["contract_amount_past"] > 0)
    gap = (both["contract_amount"] - both["contract_amount_past"]).abs()
    changed = known & (gap > 2 * HALF)
    for field, wrong in (("funds_total", fell), ("funds_ytd", ytd), ("contract_amount", changed)):
        for row in each(both[wrong]):
            yield _changed(row, field)


def _changed(row: Any, field: str) -> Doubt:
    value, before = getattr(row, field), getattr(row, f"{field}_past")
    shrunk = field != "contract_amount"
    found, then = yi(value), yi(before)
    said = f"小于上次的{then}" if shrunk else f"上次为{then}"
    limit = 4 * before if shrunk else before + 2 * HALF
    suspect = Suspect(cell_of(row, field), "", value, before - 2 * HALF, limit, HALF)
    return about(
        row, found, f"不小于{then}" if shrunk else then, f"{MONEY[field]}{found}，{said}。",
        "核对两次所报；" + ("确属核减的请说明。" if shrunk else "增资、减资的请说明。")
        + hint([suspect], "即相符"),
        field, suspects=(suspect,),
    )  # fmt: skip
