"""Limits: values that cannot be, and parts that are more than their whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from zsanalytics.checks.evidence import TINY, Evidence, beside, sources
from zsanalytics.checks.hints import Suspect
from zsanalytics.checks.wording import Doubt, amount, doubt, each, name_of, part_of, what
from zsanalytics.numerals import shown_percent
from zsanalytics.schema import KEY, WHOLE

CAPPED = (
    "performance_rate", "landing_rate", "start_rate", "completion_rate", "production_rate",
    "built_and_produced_rate", "ontime_completion_rate", "signing_rate", "restart_rate",
    "developed_land_rate", "leading_industry_share",
)  # fmt: skip
"""Rates of a part in its whole (projects, land, output), so never above 100 %."""

STAGES = (
    ("started_projects", "implemented_projects"),
    ("landed_projects", "implemented_projects"),
    ("completed_projects", "started_projects"),
    ("produced_projects", "started_projects"),
    ("contracted_projects", "implemented_projects"),
)


def negative(evidence: Evidence) -> Iterator[Doubt]:
    """A value below the least its indicator can take."""
    rows = evidence.here
    for row in each(rows[rows["checked"] & (rows["value"] < rows["least"] - TINY)]):
        found = amount(evidence.book, row.indicator, row.value)
        least = amount(evidence.book, row.indicator, row.least)
        yield doubt(
            row, found, f"不小于{least}",
            f"{what(evidence.book, row)}为{found}，不能小于{least}。",
            "核对原始数；如系冲减以前多报的数，请更正当月累计数并说明。",
            suspects=[Suspect(row.source, "", row.value, row.least, np.inf, row.half)],
        )  # fmt: skip


def not_whole(evidence: Evidence) -> Iterator[Doubt]:
    """A count that is not a whole number."""
    rows = evidence.here
    broken = (rows["decimals"] == 0) & ((rows["value"] - rows["value"].round()).abs() > 1e-6)
    for row in each(rows[rows["checked"] & broken]):
        found = f"{row.value:g}{row.unit}"
        yield doubt(
            row, found, "整数",
            f"{what(evidence.book, row)}为{found}，应为整数。",
            "核对是否把金额、比率填入了个数列。",
        )  # fmt: skip


def over_one(evidence: Evidence) -> Iterator[Doubt]:
    """A share, or a rate of a part in its whole, above 100 %."""
    rows, printed = evidence.here, evidence.printed
    rates = rows[rows["checked"] & rows["indicator"].isin(CAPPED) & (rows["value"] > 1 + TINY)]
    shares = printed[(printed["measure"] == "share") & (printed["value"] > 1 + printed["half"])]
    for row in each(rates):
        yield _over(row, what(evidence.book, row))
    for row in each(shares[shares["region"].notna() & shares["indicator"].notna()]):
        yield _over(row, f"{row.region}{name_of(evidence.book, row)}占比")


def _over(row: Any, name: str) -> Doubt:
    found = shown_percent(row.value)
    return doubt(
        row, found, "不超过100%",
        f"{name}为{found}，超过100%。",
        "核对分子、分母及百分号：12.34%应填12.34（表头注明%）或按百分比格式填0.1234。",
        suspects=[Suspect(row.source, "", row.value, 0.0, 1.0, row.half, True)], outcome="",
    )  # fmt: skip


def part_over_whole(evidence: Evidence) -> Iterator[Doubt]:
    """A part (其中) that is more than the whole of the same key."""
    rows = evidence.here
    parts = rows[rows["checked"] & (rows["segment"] != WHOLE) & (rows["kind"] != "rate")]
    whole_key = parts[list(KEY)].assign(segment=WHOLE)
    whole, half = beside(rows, whole_key), beside(rows, whole_key, "half")
    over = parts["value"].to_numpy() > whole + half + parts["half"].to_numpy() + TINY
    cells = sources(rows, whole_key[over])
    for row, total, cell in zip(each(parts[over]), whole[over], cells, strict=True):
        found = amount(evidence.book, row.indicator, row.value, row.half)
        limit = amount(evidence.book, row.indicator, total)
        name = evidence.book.about(row.indicator)["name"] or row.indicator
        yield doubt(
            row, found, f"不超过{limit}",
            f"{what(evidence.book, row)}为{found}，大于其总数{name}{limit}。",
            "核对其中数与总数是否错列、错行或单位不一。", [cell],
            suspects=_pair(row, part_of(row.segment)[1:-1], cell, "总数", total),
        )  # fmt: skip


def _pair(row: Any, name: str, source: str, other: str, limit: float) -> list[Suspect]:
    """Name two cells of which the first must not be larger than the second."""
    return [
        Suspect(row.source, name, row.value, -np.inf, limit, row.half),
        Suspect(source, other, limit, row.value, np.inf, row.half),
    ]


def nested_sizes(evidence: Evidence) -> Iterator[Doubt]:
    """A class of larger projects with more projects or money than a class that contains it."""
    rows, book = evidence.here, evidence.book
    sizes = book.segments[book.segments["dimension"] == "规模"].sort_values("least")
    ordered = dict(zip(sizes["segment"], range(len(sizes)), strict=True))
    of_size = rows[rows["segment"].isin(ordered) & (rows["kind"] != "rate")]
    of_size = of_size.assign(size=of_size["segment"].map(ordered)).sort_values("size")
    groups = of_size.groupby(["region", "indicator", "year", "month"], sort=False)
    smaller = groups[["value", "half", "segment", "source"]].shift(1)
    over = of_size["value"] > smaller["value"] + smaller["half"] + of_size["half"] + TINY
    picked = of_size.assign(
        limit=smaller["value"], within=smaller["segment"], other=smaller["source"]
    )[over]
    for row in each(picked[picked["checked"]]):
        found = amount(book, row.indicator, row.value, row.half)
        limit = amount(book, row.indicator, row.limit)
        yield doubt(
            row, found, f"不超过{limit}",
            f"{what(book, row)}为{found}，大于范围更宽的{part_of(row.within)[1:-1]}的{limit}。",
            "各档均含上一档（50亿元以上含在10亿元以上之中），核对是否错列。", [row.other],
            suspects=_pair(row, part_of(row.segment)[1:-1], row.other, "", row.limit),
        )  # fmt: skip


def size_arithmetic(evidence: Evidence) -> Iterator[Doubt]:
    """An amount too small for its number of projects of at least so much each."""
    rows, book = evidence.here, evidence.book
    least = book.segments.set_index("segment")["least"].dropna()
    amounts = rows[(rows["indicator"] == "contracted_amount") & rows["segment"].isin(least.index)]
    counts = beside(rows, amounts[list(KEY)].assign(indicator="contracted_projects"))
    needed = counts * amounts["segment"].map(least).to_numpy(dtype="float64")
    short = amounts["value"].to_numpy() + amounts["half"].to_numpy() + TINY < needed
    picked = amounts.assign(count=counts, needed=needed)[short & amounts["checked"].to_numpy()]
    cells = sources(rows, picked[list(KEY)].assign(indicator="contracted_projects"))
    for row, cell in zip(each(picked), cells, strict=True):
        found = amount(book, row.indicator, row.value, row.half)
        limit = amount(book, row.indicator, row.needed)
        yield doubt(
            row, found, f"不小于{limit}",
            f"{what(book, row)}为{found}，而项目有{row.count:.0f}个，至少应为{limit}。",
            "核对个数、金额及金额单位。", [cell],
            suspects=[Suspect(row.source, "金额", row.value, row.needed, np.inf, row.half)],
        )  # fmt: skip


def stage_order(evidence: Evidence) -> Iterator[Doubt]:
    """More projects at a later stage than at the stage they came through."""
    rows, book = evidence.here, evidence.book
    for later, earlier in STAGES:
        have = rows[rows["checked"] & (rows["indicator"] == later)]
        from_stage = have[list(KEY)].assign(indicator=earlier)
        limit = beside(rows, from_stage)
        over = have["value"].to_numpy() > limit + TINY
        cells = sources(rows, from_stage[over])
        for row, most, cell in zip(each(have[over]), limit[over], cells, strict=True):
            found = amount(book, row.indicator, row.value)
            other = book.about(earlier)["name"]
            yield doubt(
                row, found, f"不超过{amount(book, earlier, most)}",
                f"{what(book, row)}为{found}，多于{other}{amount(book, earlier, most)}。",
                f"核对两列口径：{book.about(later)['name']}应含在{other}之中。", [cell],
                suspects=_pair(row, "", cell, str(other), most),
            )  # fmt: skip


def count_without_amount(evidence: Evidence) -> Iterator[Doubt]:
    """Projects without money, or money without projects, or more firms than projects."""
    rows, book = evidence.here, evidence.book
    deals = rows[rows["checked"] & (rows["indicator"] == "contracted_projects")]
    of_money = deals[list(KEY)].assign(indicator="contracted_amount")
    money, number = beside(rows, of_money), deals["value"].to_numpy()
    odd = ((number > 0) & (money == 0)) | ((number == 0) & (money > 0))
    cells = sources(rows, of_money[odd])
    for row, value, cell in zip(each(deals[odd]), money[odd], cells, strict=True):
        found = amount(book, row.indicator, row.value)
        sum_text = amount(book, "contracted_amount", value)
        yield doubt(
            row, found, "个数与金额同时有数",
            f"{what(book, row)}为{found}，而签约金额为{sum_text}。",
            "个数与金额应同时填报，核对缺了哪一项。", [cell],
        )  # fmt: skip
    yield from _more_firms(evidence)


def _more_firms(evidence: Evidence) -> Iterator[Doubt]:
    rows, book = evidence.here, evidence.book
    firms = rows[rows["checked"] & (rows["indicator"] == "contracted_firms")]
    of_deals = firms[list(KEY)].assign(indicator="contracted_projects")
    deals = beside(rows, of_deals)
    over = firms["value"].to_numpy() > deals + TINY
    cells = sources(rows, of_deals[over])
    for row, most, cell in zip(each(firms[over]), deals[over], cells, strict=True):
        found = amount(book, row.indicator, row.value)
        limit = amount(book, "contracted_projects", most)
        yield doubt(
            row, found, f"不超过{limit}",
            f"{what(book, row)}为{found}，多于签约项目{limit}。",
            "一家企业至少有一个项目；同一企业多个项目只计一家，核对两列是否颠倒。", [cell],
        )  # fmt: skip


def conflicting(evidence: Evidence) -> Iterator[Doubt]:
    """One key submitted twice with different values."""
    for _, group in evidence.repeated.groupby(list(KEY), sort=False):
        first = group.iloc[0]
        found = "、".join(amount(evidence.book, first.indicator, v) for v in group["value"])
        yield doubt(
            first, found, "一个数",
            f"{what(evidence.book, first)}报了{len(group)}个不同的数：{found}。",
            "请确认以哪一份为准，在文件名中注明“更正”后重报。", group["source"],
        )  # fmt: skip
