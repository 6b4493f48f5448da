"""Sums: what was submitted for a whole against the sum of its parts.

Parts are the members of a region, or the members of a segment's dimension that leave nothing out.
A difference that rounding explains (half a unit of the last printed digit, each) is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from zsanalytics.checks.evidence import TINY, Evidence
from zsanalytics.checks.hints import Slip, slip_in_sum
from zsanalytics.checks.wording import Doubt, amount, doubt, each, name_of, place, places, what
from zsanalytics.schema import KEY, WHOLE

GROUP = ["indicator", "segment", "year", "month"]

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
    for region in filter(None, adding["parent"].unique()):
        members = book.members(region)
        parts = adding[adding["region"].isin(members)]
        totals = adding[adding["region"] == region]
        yield from _compare(evidence, totals, parts, len(members), "region")


def _compare(
    evidence: Evidence, totals: pd.DataFrame, parts: pd.DataFrame, needed: int, by: str
) -> Iterator[Doubt]:
    """Compare totals with the sums of their parts; ``needed`` parts are all of them."""
    if totals.empty or parts.empty:
        return
    on = [name for name in KEY if name != by]
    sums = parts.groupby(on, sort=False).agg(
        sum=("value", "sum"),
        slack=("half", "sum"),
        parts=("value", "size"),
        asked=("checked", "any"),
    )
    both = totals.merge(sums.reset_index(), on=on, how="inner")
    gap = both["value"] - both["sum"]
    wide = both["half"] + both["slack"] + TINY * (1 + both["value"].abs())
    wrong = (gap.abs() > wide) & ((both["parts"] == needed) | (gap < 0))
    for row in each(both[wrong & (both["checked"] | both["asked"])]):
        same = parts[(parts[on] == [getattr(row, name) for name in on]).all(axis=1)]
        if by == "segment" or not _made_up_by_others(evidence, row, row.value - row.sum):
            yield _sum_doubt(evidence, row, same, by, complete=row.parts == needed)


def _sum_doubt(
    evidence: Evidence, row: Any, parts: pd.DataFrame, by: str, *, complete: bool
) -> Doubt:
    book = evidence.book
    found = amount(book, row.indicator, row.value, row.half)
    expected = amount(book, row.indicator, row.sum, row.half)
    gap = amount(book, row.indicator, abs(row.value - row.sum), row.half)
    kind = "个下级单位" if by == "region" else "个分组"
    order = "少" if row.value < row.sum else "多"
    joined = "相加为" if complete else "（尚未报齐）相加已达"
    slip = _slip(evidence, row, parts, by) if complete else None
    at = row.source if slip is None or slip.part < 0 else parts["source"].iloc[slip.part]
    return doubt(
        row._replace(source=at), found, expected,
        f"{what(book, row)}填报{found}，{row.parts}{kind}{joined}{expected}，总数{order}{gap}。",
        "逐项核对分项与总数。" + (slip.sentence if slip else ""), [row.source, *parts["source"]],
    )  # fmt: skip


def _slip(evidence: Evidence, row: Any, parts: pd.DataFrame, by: str) -> Slip | None:
    names = parts["region"] if by == "region" else [name_of(evidence.book, p) for p in each(parts)]
    listed: Sequence[tuple[str, float]] = list(zip(names, parts["value"], strict=True))
    decimals = places(row.half, int(evidence.book.about(row.indicator)["decimals"]))
    return slip_in_sum(listed, row.value, row.slack + row.half, decimals)


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
    abroad = adding.loc[
        adding["segment"] == "来源地=境外", ["region", "indicator", "year", "month"]
    ]
    apart = pd.MultiIndex.from_frame(abroad)  # some keep 境外 beside 省外, some within it
    for members in COMPLETE:
        totals = adding[adding["segment"] == WHOLE]
        if "来源地=省外" in members:
            own = pd.MultiIndex.from_frame(totals[["region", "indicator", "year", "month"]])
            totals = totals[~own.isin(apart)]
        parts = adding[adding["segment"].isin(members)]
        yield from _compare(evidence, totals, parts, len(members), "segment")


def chain_sum(evidence: Evidence) -> Iterator[Doubt]:
    """The sum over the key chains against the chains; a project has one main chain only.

    The chains must not exceed their sum; they must make it up where all of the list are there.
    """
    adding, book = _adding(evidence), evidence.book
    chains = adding[adding["segment"].str.startswith("重点产业链=")]
    known = chains[chains["region"].isin(book.places)]
    for region, own in known.groupby("region", sort=False):
        listed = [f"重点产业链={chain}" for chain in book.chain_list(region)]
        totals = own[own["segment"] == "重点产业链=合计"]
        parts = own[own["segment"].isin(listed)]
        yield from _compare(evidence, totals, parts, book.chain_count(region), "segment")


def _adding(evidence: Evidence) -> pd.DataFrame:
    rows = evidence.rows
    return rows[(rows["total"] == "sum") & rows["value"].notna()]
