"""Sums: what was submitted for a whole against the sum of its parts.

Parts are the members of a region, or the members of a segment's dimension that leave nothing out.
A difference that rounding explains (half a unit of the last printed digit, each) is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.checks.evidence import TINY, Evidence
from zsanalytics.checks.hints import Suspect, slip_of
from zsanalytics.checks.wording import Doubt, amount, doubt, each, place, what
from zsanalytics.schema import KEY, WHOLE

GROUP = ["indicator", "segment", "year", "month"]
PLACE = ["region", "indicator", "year", "month"]
ABROAD = ("来源地=境外", "投资主体=外资")
CHAINS = "重点产业链=合计"

COMPLETE = (
    ("来源地=省外", "来源地=省内"),
    ("产业=第一产业", "产业=第二产业", "产业=第三产业"),
    ("建设性质=新建", "建设性质=续建"),
)
"""Parts that together are the whole, whatever the region."""


def members_sum(evidence: Evidence) -> Iterator[Doubt]:
    """A region's own total against the sum of its members, where the indicator adds up.

    With a member missing, only a sum that already exceeds the total is a doubt. Rows of the same
    sheet that are no members (开发区, 市本级) may make up the difference.
    """
    adding, book = _adding(evidence), evidence.book
    wholes = {name: len(book.members(name)) for name in adding["parent"].unique() if name}
    members = {name for whole in wholes for name in book.members(whole)}
    parts = adding[adding["region"].isin(members)]
    parts = parts.assign(name=parts["region"], region=parts["parent"])
    totals = adding[adding["region"].isin(wholes)]
    yield from _compare(evidence, totals, parts, totals["region"].map(wholes), "region")


def _compare(
    evidence: Evidence, totals: pd.DataFrame, parts: pd.DataFrame, needed: pd.Series | int, by: str
) -> Iterator[Doubt]:
    """Compare totals with the sums of their parts.

    ``parts`` bear the key of their total, and their own ``name``; ``needed`` parts are all.
    """
    if totals.empty or parts.empty:
        return
    sums = parts.groupby(list(KEY), sort=False).agg(
        sum=("value", "sum"),
        slack=("half", "sum"),
        parts=("value", "size"),
        asked=("checked", "max"),
    )
    both = totals.assign(needed=needed).merge(sums.reset_index(), on=list(KEY), how="inner")
    gap = both["value"] - both["sum"]
    wide = both["half"] + both["slack"] + TINY * (1 + both["value"].abs())
    wrong = (gap.abs() > wide) & ((both["parts"] == both["needed"]) | (gap < 0))
    for row in each(both[wrong & (both["checked"] | both["asked"].astype(bool))]):
        own = parts[(parts[list(KEY)] == [getattr(row, name) for name in KEY]).all(axis=1)]
        if by == "segment" or not _made_up_by_others(evidence, row, row.value - row.sum):
            yield _sum_doubt(evidence, row, own, by)


def _sum_doubt(evidence: Evidence, row: Any, parts: pd.DataFrame, by: str) -> Doubt:
    book, complete = evidence.book, row.parts == row.needed
    found = amount(book, row.indicator, row.value, row.half)
    expected = amount(book, row.indicator, row.sum, row.half)
    gap = amount(book, row.indicator, abs(row.value - row.sum), row.half)
    kind = "个下级单位" if by == "region" else "个分组"
    order = "少" if row.value < row.sum else "多"
    joined = "相加为" if complete else "（尚未报齐）相加已达"
    suspects = list(_suspects(row, parts, complete))
    slipped = [suspect.source for suspect in suspects if slip_of(suspect)]
    at = slipped[0] if len(slipped) == 1 else row.source
    return doubt(
        row._replace(source=at), found, expected,
        f"{what(book, row)}填报{found}，{row.parts}{kind}{joined}{expected}，总数{order}{gap}。",
        f"逐项核对分项与总数。{_counted_twice(row, parts)}", [row.source, *parts["source"]],
        suspects=suspects, outcome="合计即相符",
    )  # fmt: skip


def _counted_twice(row: Any, parts: pd.DataFrame) -> str:
    """Tell the one part that the sum is too large by: another part may hold it already."""
    near = (parts["value"] - (row.sum - row.value)).abs() <= row.slack + row.half + TINY
    names = parts.loc[near & (parts["value"] > 0), "name"].tolist()
    if len(names) != 1:
        return ""
    return f"多出的数恰与{names[0]}相等，它可能已含在其他分项中，或不在总数之内。"


def _suspects(row: Any, parts: pd.DataFrame, complete: bool) -> Iterator[Suspect]:
    """Name the total and every part with what each would have to be for the sum to come out.

    With parts missing, the total may be anything larger than their sum.
    """
    gap, slack = row.value - row.sum, row.slack + row.half + TINY
    open_end = slack if complete else np.inf
    yield Suspect(row.source, "合计", row.value, row.sum - slack, row.sum + open_end, row.half)
    for part in each(parts):
        right = part.value + gap
        yield Suspect(
            part.source, part.name, part.value,
            right - (slack if complete else np.inf), right + slack, part.half,
        )  # fmt: skip


def _made_up_by_others(evidence: Evidence, row: Any, gap: float) -> bool:
    """Tell whether rows of the total's sheet that are no members explain the difference."""
    where, printed = place(row.source), evidence.printed
    if gap <= 0 or not where or printed.empty:
        return False
    same = (printed["sheet"] == where.get("sheet")) & (printed["measure"] == "value")
    same &= printed["file"].map(lambda name: str(name).endswith(where["file"]))
    for name in GROUP:
        same &= printed[name] == getattr(row, name)
    members = set(evidence.book.members(row.region)) | {row.region}
    others = printed[same & ~printed["region"].isin(members)]
    return bool(abs(others["value"].sum() - gap) <= row.half + others["half"].sum() + TINY)


def computed_total(evidence: Evidence) -> Iterator[Doubt]:
    """A submitted total that differs from the one we added up, where no member's row is at hand."""
    rows, book = evidence.rows, evidence.book
    ours = evidence.computed.dropna(subset=["value"])
    ours = ours[ours["region"].isin(book.places)]
    for region, totals in ours.groupby("region", sort=False):
        members = book.members(region)
        if rows["region"].isin(members).any():
            continue  # then `members_sum` has looked at every part
        both = totals[[*KEY, "value"]].merge(rows, on=list(KEY), suffixes=("_ours", ""))
        slack = both["half"] * (1 + len(members)) + TINY
        for row in each(both[(both["value"] - both["value_ours"]).abs() > slack]):
            found, expected = (amount(book, row.indicator, x) for x in (row.value, row.value_ours))
            yield doubt(
                row, found, expected,
                f"{what(book, row)}填报{found}，汇总计算为{expected}。",
                "核对未分解的部分，或补报缺少的单位。",
            )  # fmt: skip


def complete_parts(evidence: Evidence) -> Iterator[Doubt]:
    """A whole against parts that leave nothing out: 省外 + 省内, three industries, 新建 + 续建."""
    adding = _adding(evidence)
    abroad = adding.loc[adding["segment"].isin(ABROAD), PLACE]
    apart = pd.MultiIndex.from_frame(abroad)  # some keep 境外 beside 省外, some within it
    for members in COMPLETE:
        totals = adding[adding["segment"] == WHOLE]
        parts = _as_parts(adding[adding["segment"].isin(members)], WHOLE)
        if "来源地=省外" in members and len(totals):
            totals = totals[~pd.MultiIndex.from_frame(totals[PLACE]).isin(apart)]
        yield from _compare(evidence, totals, parts, len(members), "segment")


def _as_parts(rows: pd.DataFrame, whole: str) -> pd.DataFrame:
    return rows.assign(name=rows["segment"].str.replace(r"^.*?=", "", regex=True), segment=whole)


def chain_sum(evidence: Evidence) -> Iterator[Doubt]:
    """The sum over the key chains against the chains; a project has one main chain only.

    The chains must not exceed their sum; they must make it up where all of the list are there.
    """
    adding, book = _adding(evidence), evidence.book
    chains = adding[adding["segment"].str.startswith("重点产业链=")]
    regions = [name for name in chains["region"].unique() if name in book.places]
    lists = {name: book.chain_list(name) for name in regions}
    for listed in dict.fromkeys(lists.values()):
        here = [name for name in regions if lists[name] == listed]
        own = chains[chains["region"].isin(here)]
        parts = own[own["segment"].isin([f"重点产业链={chain}" for chain in listed])]
        totals = own[own["segment"] == CHAINS]
        needed = book.chain_count(here[0])
        yield from _compare(evidence, totals, _as_parts(parts, CHAINS), needed, "segment")


def _adding(evidence: Evidence) -> pd.DataFrame:
    rows = evidence.here
    return rows[(rows["total"] == "sum") & rows["value"].notna()]
