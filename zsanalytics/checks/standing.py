"""Standing: printed completion and rank, computed again from what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.checks.evidence import Evidence, beside, sources
from zsanalytics.checks.hints import Suspect
from zsanalytics.checks.printed import SAME, apart, between, printed_as
from zsanalytics.checks.wording import Doubt, amount, doubt, each, what
from zsanalytics.measures.keys import Values
from zsanalytics.numerals import shown_percent
from zsanalytics.schema import KEY

FEWEST, AGREE = 5, 0.7
"""Ranks are judged in columns of five or more that follow some printed figure in most rows."""


def completion(evidence: Evidence) -> Iterator[Doubt]:
    """A printed completion against the value and every target line of the key."""
    targets = evidence.targets
    levels = targets[targets["kind"].isin(["level", "count"]) & (targets["value"] > 0)]
    lines = levels[["region", "indicator", "segment", "year", "value"]]
    lines = lines.rename(columns={"value": "target"}).assign(target_source="")
    for row in each(_completed(evidence, lines, [*lines.columns[:4]])):
        yield _completion(evidence, row, "目标", "核对所用的年度目标；目标有调整的，请注明文号。")


def completion_on_sheet(evidence: Evidence) -> Iterator[Doubt]:
    """A printed completion against the value and the targets printed in the same file."""
    printed = evidence.printed
    stated = printed[printed["measure"].isna() & (printed["value"] > 0)]
    stated = stated[stated["column_label"].fillna("").str.contains(r"目标|任务|计划")]
    stated = stated[["file", *KEY, "value", "source"]].dropna()
    lines = stated.rename(columns={"value": "target", "source": "target_source"})
    for row in each(_completed(evidence, lines, SAME)):
        yield _completion(evidence, row, "表中目标", "核对目标、累计数和完成率三者。")


def _completed(evidence: Evidence, lines: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """List printed completions that fit none of their targets, each with the first of them."""
    rows = evidence.rows
    said = printed_as(evidence.printed, "completion", ("ytd", "annual", "stock"))
    said = said.assign(
        now=beside(rows, said), now_half=beside(rows, said, "half"), at=sources(rows, said),
        order=np.arange(len(said)),
    ).merge(lines, on=by, how="inner")  # fmt: skip
    low = (said["now"] - said["now_half"]) / said["target"]
    high = (said["now"] + said["now_half"]) / said["target"]
    off = apart((said["value"] - said["half"], said["value"] + said["half"]), (low, high))
    off |= said["now"].isna().to_numpy()
    wrong = said.assign(off=off).groupby("order")["off"].transform("all")
    return said[wrong & said["now"].notna()].drop_duplicates("order")


def _completion(evidence: Evidence, row: Any, by: str, remedy: str) -> Doubt:
    found, expected = shown_percent(row.value), shown_percent(row.now / row.target)
    low, high = row.now - row.now_half, row.now + row.now_half
    least, most = row.value - row.half, row.value + row.half
    return doubt(
        row, found, expected,
        f"{what(evidence.book, row)}完成率填报{found}，按{by}"
        f"{amount(evidence.book, row.indicator, row.target)}计算为{expected}。",
        remedy, [row.at, row.target_source],
        suspects=[
            Suspect(row.source, "完成率", row.value, low / row.target, high / row.target,
                    row.half, True),
            Suspect(row.at, "累计数", row.now, least * row.target, most * row.target,
                    row.now_half),
            Suspect(row.target_source, "目标", row.target, *between(
                low, high, least, most, divide=True
            ), row.now_half),
        ],
    )  # fmt: skip


def rank(evidence: Evidence) -> Iterator[Doubt]:
    """A printed rank against the order of the column it ranks, on the same sheet."""
    said = printed_as(evidence.printed, "rank", ("ytd", "annual", "stock", "month"))
    for _, column in said.groupby(["file", "sheet", "indicator", "segment", "column_label"]):
        computed = _ranking(evidence.printed, column)
        if computed is None:
            continue
        for row in each(column.assign(computed=computed)[computed != column["value"].to_numpy()]):
            found, expected = f"第{row.value:.0f}位", f"第{row.computed:.0f}位"
            yield doubt(
                row, found, expected,
                f"{what(evidence.book, row)}位次填报{found}，按表中数排序为{expected}。",
                "核对排序依据；数据更正后位次应重排。",
            )  # fmt: skip


def _ranking(printed: pd.DataFrame, column: pd.DataFrame) -> Values | None:
    """Find what a column ranks: the values, growth or completion it agrees with in most rows."""
    if len(column) < FEWEST:
        return None
    same = printed["file"].isin(column["file"]) & printed["sheet"].isin(column["sheet"])
    best: Values | None = None
    most = AGREE * len(column)
    for measure in ("value", "growth", "completion", "rate", "share"):
        ranked = beside(
            printed[same & (printed["measure"] == measure)].drop_duplicates(KEY), column
        )
        order = pd.Series(ranked).rank(method="min", ascending=False).to_numpy()
        agree = int((order == column["value"].to_numpy()).sum())
        if agree >= most and not np.isnan(order).any():
            best, most = order, agree + 1
    return best
