"""Leads: what is talked about before signing, against itself, the other units and the ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from zsanalytics.checks.evidence import Evidence, month_of, unit_of
from zsanalytics.checks.wording import Doubt, doubt, each
from zsanalytics.measures.companies import normal
from zsanalytics.measures.lead_register import LOST, lead_units
from zsanalytics.measures.leads import approached_twice, linked_leads
from zsanalytics.measures.ledger import month_end
from zsanalytics.periods import asof_text, month_text
from zsanalytics.schema import LEAD_STAGES

DATES = {"first_met": "首谈日期", "stage_on": "阶段日期"}
SIGNED = LEAD_STAGES[-1]
NAMED = 3
"""Firms that a finding names."""

_LONGEST = 40  # characters of a firm's name that are repeated


def _about(row: Any, found: str, expected: str, message: str, remedy: str) -> Doubt:
    unit = row.region if isinstance(row.region, str) else ""
    head = f"{unit}{month_text(int(row.year), int(row.month))}线索“{_short(row.company)}”"
    return doubt(row, found, expected, head + message, remedy, outcome="")


def _short(name: Any) -> str:
    return str(name)[:_LONGEST]


def _day(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"


def _asof(leads: pd.DataFrame) -> str:
    newest = leads.loc[month_of(leads).idxmax()]
    return asof_text(int(newest["year"]), int(newest["month"]))


def dates(evidence: Evidence) -> Iterator[Doubt]:
    """A day after the month's end, or a stage reached before the first contact."""
    leads = evidence.leads
    end = month_end(leads["year"], leads["month"]).max()
    for column, name in DATES.items():
        for row in each(leads[leads[column] > end]):
            said = _day(getattr(row, column))
            yield _about(row, said, f"不晚于{_day(end)}", f"{name}{said}晚于本月底。",
                         "核对日期；计划洽谈的不填日期。")  # fmt: skip
    for row in each(leads[leads["stage_on"] < leads["first_met"]]):
        said, first = _day(row.stage_on), _day(row.first_met)
        yield _about(row, said, f"不早于{first}", f"阶段日期{said}早于首谈日期{first}。",
                     "核对两个日期。")  # fmt: skip


def shared(evidence: Evidence) -> Iterator[Doubt]:
    """A firm that two units approach (S003 17)."""
    leads = evidence.leads
    known = pd.concat([evidence.past_leads, leads], ignore_index=True)
    names = leads["company"].map(normal)
    whose = lead_units(leads, evidence.book)
    for firm in each(approached_twice(known, _asof(leads), book=evidence.book)):
        units = "、".join(firm.regions)
        first = (
            f"首谈为{firm.first}（{_day(firm.first_met)}）"
            if isinstance(firm.first, str)
            else "首谈单位无法判断"
        )
        others = [unit for unit in firm.regions if unit != firm.first]
        for row in each(leads[(names == normal(firm.company)) & whose.isin(others)]):
            yield _about(row, units, str(firm.first or "一个单位"),
                         f"由{units}同时接洽，{first}。",
                         "按首谈首报确定跟踪单位，其他单位停止接洽或办理流转。")  # fmt: skip


def unlinked(evidence: Evidence) -> Iterator[Doubt]:
    """A signed lead of a unit whose ledger has no project for it."""
    leads, projects = evidence.leads, _projects(evidence)
    book = evidence.book
    units = {unit_of(book, str(region)) for region in projects["region"].dropna().unique()}
    links = linked_leads(leads, projects, _asof(leads))
    for row in each(links[links["link"] == "missing"]):
        if isinstance(row.region, str) and {unit_of(book, row.region), row.region} & units:
            yield _about(row, "台账无此项目", "台账中的项目", "已签约，台账中没有对应的项目。",
                         "请在台账中登记；项目公司名称不同的，在线索表中填项目代码。")  # fmt: skip


def _projects(evidence: Evidence) -> pd.DataFrame:
    return pd.concat([evidence.past_projects, evidence.projects], ignore_index=True)


def lost_with_project(evidence: Evidence) -> Iterator[Doubt]:
    """A lost lead whose project runs on in the ledger."""
    lost = evidence.leads[evidence.leads["stage"] == LOST]
    running = evidence.projects[evidence.projects["status"].isin(["active", "stalled"])]
    firms = running["investor"].fillna("").map(normal)
    for row in each(lost):
        own = running["region"].eq(row.region) & firms.eq(normal(row.company))
        found = running[own | (running["project_id"] == row.project_id)]
        if len(found):
            project = found.iloc[0]
            yield _about(row, LOST, SIGNED,
                         f"已流失，台账中却有项目“{_short(project['name'])}”"
                         f"（{project['source']}）。",
                         "核对阶段；项目已终止的，请更新台账。")  # fmt: skip


def unsigned(evidence: Evidence) -> Iterator[Doubt]:
    """A lead that was signed when last reported and is talked about again."""
    past = evidence.past_leads
    last = past.loc[month_of(past).sort_values(kind="stable").index]
    last = last.drop_duplicates(["region", "lead_id"], keep="last")
    before = evidence.leads.merge(
        last[["region", "lead_id", "stage", "year", "month"]],
        on=["region", "lead_id"], suffixes=("", "_last"),
    )  # fmt: skip
    open_again = before["stage"].isin(LEAD_STAGES[:-1])
    for row in each(before[before["stage_last"].eq(SIGNED) & open_again]):
        when = month_text(int(row.year_last), int(row.month_last))
        yield _about(row, row.stage, SIGNED, f"{when}已报签约，本月又报为{row.stage}。",
                     "核对阶段；合同已解除的填流失并注明原因。")  # fmt: skip


def vanished(evidence: Evidence) -> Iterator[Doubt]:
    """Open leads of a unit's last list that are not on its list of this month."""
    now, past = evidence.leads, evidence.past_leads
    for region, here in now.groupby("region", sort=True):
        earlier = past[past["region"] == region]
        if earlier.empty:
            continue
        last = earlier[month_of(earlier) == month_of(earlier).max()]
        is_open = last["stage"].isin(LEAD_STAGES[:-1])
        gone = last[is_open & ~last["lead_id"].isin(here["lead_id"])]
        if len(gone):
            names = "、".join(map(_short, gone["company"].iloc[:NAMED]))
            more = "等" if len(gone) > NAMED else ""
            row = next(iter(each(here)))
            head = f"{region}{month_text(int(row.year), int(row.month))}线索表"
            yield doubt(row, str(len(here)), str(len(here) + len(gone)),
                        f"{head}未列上次在列的{len(gone)}条线索：{names}{more}。",
                        "仍在跟踪的请补列；已流失的列为流失并注明原因。", outcome="")  # fmt: skip
