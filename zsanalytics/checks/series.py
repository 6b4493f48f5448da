"""Series: a submission against what the same unit reported in the months before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from zsanalytics.checks.evidence import (
    TINY,
    Evidence,
    beside,
    keys,
    month_of,
    on_scope,
    sources,
)
from zsanalytics.checks.hints import Suspect
from zsanalytics.checks.wording import Doubt, amount, doubt, each, name_of, what
from zsanalytics.measures.flows import monthly
from zsanalytics.measures.keys import look_up
from zsanalytics.periods import month_text, period_text
from zsanalytics.schema import KEY

SUBMISSION = ["region", "year", "month"]


def falls(evidence: Evidence) -> Iterator[Doubt]:
    """A year-to-date value below the one reported before in the same year."""
    rows, book = evidence.rows, evidence.book
    flow = monthly(rows[[*KEY, "value"]], book=book)
    before = rows["value"] - flow["monthly"]
    # a year may begin below zero (工业增加值): that is no fall
    signed = [name for name, told in book.entries.items() if float(told["least"]) < 0]
    begun = rows["indicator"].isin(signed) & (flow["months"] >= rows["month"])
    fell = rows["checked"] & ~begun & (flow["monthly"] < -2 * rows["half"] - TINY)
    ahead = look_up(keys(rows) + 1, keys(rows), rows["value"].to_numpy())
    picked = rows.assign(before=before, span=flow["months"], ahead=ahead)[fell]
    for row in each(picked):
        now, then = (amount(book, row.indicator, x, row.half) for x in (row.value, row.before))
        top = row.ahead if row.ahead >= row.before else row.before * 4
        top = top if row.before > 0 else np.inf
        since = period_text(int(row.year), int(row.month - row.span))
        yield doubt(
            row, now, f"不小于{then}",
            f"{what(book, row)}为{now}，小于{since}的{then}，累计数下降。",
            "核对是否误填；确属核减的，请附说明，数据将按下修处理，不作剔除。",
            suspects=[Suspect(row.source, "", row.value, row.before, top, row.half)],
        )  # fmt: skip


def month_flow(evidence: Evidence) -> Iterator[Doubt]:
    """The month's own figure (本月) against the difference of two year-to-dates."""
    rows, book, printed = evidence.rows, evidence.book, evidence.printed
    alone = printed[(printed["basis"] == "month") & (printed["measure"] == "value")]
    alone = alone.dropna(subset=["region", "indicator", "year", "month", "value"])
    ytd = [name for name in book.entries if book.about(name)["kind"] == "ytd"]
    alone = alone[alone["indicator"].isin(ytd)]
    now, half = beside(rows, alone), beside(rows, alone, "half")
    last = alone[list(KEY)].assign(month=alone["month"] - 1)
    bridge = on_scope(alone, 1, book)
    before, half_before = (beside(rows, last, name) * bridge for name in ("value", "half"))
    january = (alone["month"] == 1).to_numpy()
    flow = now - np.where(january, 0.0, before)
    slack = alone["half"].to_numpy() + half + np.where(january, 0.0, half_before) + TINY
    gap = alone["value"].to_numpy() - flow
    told = alone.assign(flow=flow, now=now, gap=gap, slack=slack, now_half=half)
    picked = told[np.abs(gap) > slack]
    for row, cell in zip(each(picked), sources(rows, picked), strict=True):
        found, expected = (amount(book, row.indicator, x, row.half) for x in (row.value, row.flow))
        yield doubt(
            row, found, expected,
            f"{row.region}{month_text(int(row.year), int(row.month))}当月{name_of(book, row)}"
            f"为{found}，而本月累计减上月累计为{expected}。",
            "核对当月数、本月累计数；上月累计有修订的，请一并说明。", [cell],
            suspects=[
                Suspect(row.source, "当月数", row.value, row.flow - row.slack,
                        row.flow + row.slack, row.half),
                Suspect(cell, "累计数", row.now, row.now + row.gap - row.slack,
                        row.now + row.gap + row.slack, row.now_half),
            ],
        )  # fmt: skip


def stale(evidence: Evidence) -> Iterator[Doubt]:
    """A unit's newest submission whose every amount is the one of the report before."""
    rows, book = evidence.rows, evidence.book
    flows = rows[(rows["kind"] == "ytd") & (rows["decimals"] > 0) & rows["value"].notna()]
    ordered = flows.iloc[np.argsort(keys(flows), kind="stable")]
    before = ordered.groupby(list(KEY[:3]), sort=False)[["value", "year", "month"]].shift(1)
    age = 12 * (ordered["year"] - before["year"]) + ordered["month"] - before["month"]
    same = (ordered["value"] == before["value"]) & (age <= 3)
    told = ordered.assign(same=same, real=same & (ordered["value"] > 0))
    whole = told.groupby(SUBMISSION, sort=False).agg(
        same=("same", "all"), real=("real", "any"), checked=("checked", "any")
    )
    month = month_of(whole.reset_index())
    newest = month == month.groupby(whole.index.get_level_values("region")).transform("max")
    told_last = newest.to_numpy()
    suspects = whole.index[whole["same"] & whole["real"] & whole["checked"] & told_last]
    for (region, year, month), below in _with_members(evidence, list(suspects)):
        here = pd.MultiIndex.from_frame(told[SUBMISSION])
        mine = told[here.isin([(name, year, month) for name in (region, *below)])]
        first = mine[mine["real"] & (mine["region"] == region)].iloc[0]
        found = amount(book, first.indicator, first.value)
        whose = f"及下级{len(below)}个单位" if below else ""
        yield doubt(
            first, found, "本月新数",
            f"{region}{whose}{month_text(int(year), int(month))}所报{len(mine)}项金额与"
            f"上一次报送完全相同（{name_of(book, first)}{found}），疑为上月数据未更新。",
            "确认本月确无新增，否则请重报。", mine["source"],
        )  # fmt: skip


def _with_members(
    evidence: Evidence, suspects: list[tuple[str, int, int]]
) -> Iterator[tuple[tuple[str, int, int], list[str]]]:
    """Tell the members of a suspect unit that are suspect too with it, not by themselves."""
    places = evidence.book.places
    for region, year, month in suspects:
        parent = places[region]["parent"] if region in places else ""
        if (parent, year, month) not in suspects:
            below = evidence.book.descendants(region) if region in places else []
            yield (region, year, month), [n for n in below if (n, year, month) in suspects]


def alike(evidence: Evidence) -> Iterator[Doubt]:
    """Two units of one parent whose amounts of a month are nearly all the same."""
    rows = evidence.rows
    money = rows[rows["checked"] & (rows["decimals"] > 0) & (rows["value"] > 0)]
    item = ["parent", "year", "month", "indicator", "segment", "value"]
    shared = money[money.duplicated(item, keep=False)]
    pairs = shared.merge(shared[[*item, "region"]], on=item, suffixes=("_one", ""))
    pairs = pairs[pairs["region_one"] < pairs["region"]]
    equal = pairs.groupby(["year", "month", "region_one", "region"], sort=True).size()
    held = money.groupby(["year", "month", "region"]).size()
    for (year, month, one, other), count in equal.items():
        fewest = min(held[year, month, one], held[year, month, other])
        if count >= 3 and count >= 0.8 * fewest:
            two = shared[shared["region"].isin([one, other]) & (shared["month"] == month)]
            two = two[(two["year"] == year) & two.duplicated(item, keep=False)]
            mine, theirs = two[two["region"] == other], two[two["region"] == one]
            yield doubt(
                mine.iloc[0], f"{count}项相同", "各报各数",
                f"{other}与{one}{month_text(year, month)}有{count}项金额完全相同，"
                "疑为同一份表重复报送。",
                "核对填报单位与文件是否对应，报错的一份请撤回重报。",
                [*mine["source"], *theirs["source"]],
            )  # fmt: skip


def missing_submitters(evidence: Evidence) -> Iterator[Doubt]:
    """A unit that reported before, or whose neighbours mostly did now, and sent nothing."""
    rows, book = evidence.rows, evidence.book
    units = rows[rows["parent"] != ""]
    sent = units.groupby(["year", "month"], sort=True)["region"].agg(set)
    asked = units[units["checked"]].groupby(["year", "month"], sort=True)["region"].agg(set)
    for period, now in asked.items():
        if period[0] < asked.index[-1][0]:
            continue  # last year's months are the comparison columns of this year's
        earlier = sent[sent.index < period]
        expected = set(earlier.iloc[-1]) if len(earlier) else set()
        newest = period == sent.index[-1]  # older months may hold no more than comparisons
        near = _neighbours(evidence, now)
        expected = expected | near if newest else expected & near
        gone = {
            name for name in expected - now if book.places[name]["parent"] not in expected - now
        }
        yield from (_gone(name, period) for name in book.regions["region"] if name in gone)


def _neighbours(evidence: Evidence, now: set[str]) -> set[str]:
    """List all members of the regions whose members mostly reported."""
    known: set[str] = set()
    for parent in {evidence.book.places[name]["parent"] for name in now}:
        members = set(evidence.book.members(parent))
        known |= members if len(members & now) > len(members) / 2 else set()
    return known


def _gone(region: str, period: tuple[int, int]) -> Doubt:
    return {
        "region": region, "year": period[0], "month": period[1], "expected": region,
        "message": f"{region}没有报送{month_text(*period)}数据。",
        "remedy": "请催报；确无数据的请书面说明。",
    }  # fmt: skip
