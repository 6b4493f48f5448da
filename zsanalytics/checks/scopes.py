"""Scopes: figures that a change of scope (口径) keeps from being compared with last year's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from zsanalytics.checks.evidence import Evidence
from zsanalytics.checks.wording import Doubt, doubt, each, what
from zsanalytics.measures.breaks import breaks_crossed
from zsanalytics.periods import month_text, parse_asof
from zsanalytics.schema import KEY


def crossed(evidence: Evidence) -> Iterator[Doubt]:
    """Figures of the month whose last year lies before a break of scope: one doubt a break."""
    rows, book = evidence.rows, evidence.book
    told = breaks_crossed(rows[[*KEY, "value"]], book=book)
    now = rows.loc[rows["checked"], [*KEY, "source"]].merge(told, on=list(KEY))
    for _, found in now.groupby(["indicator", "since", "reason"], sort=False):
        row = next(iter(each(found)))
        places = found["region"].nunique() - 1
        also = f"另有{places}个地区同此。" if places else ""
        since = month_text(*parse_asof(row.since))
        because = f"{since}起口径调整（{row.reason}；依据：{row.authority}）"
        if np.isnan(row.bridge):
            yield doubt(
                row, "不可比", "可比的上年同期数",
                f"{what(book, row)}与上年不可比：{because}，不计算同比。{also}",
                "有衔接系数的，连同出处填入 codes/breaks.toml；没有的按现口径只列累计数。",
            )  # fmt: skip
        else:
            yield doubt(
                row, f"{row.bridge:g}", "现口径",
                f"{what(book, row)}：{because}，上年同期数按衔接系数{row.bridge:g}换算后计算同比。"
                f"{also}",
                "引用同比时请注明按可比口径计算。",
            )  # fmt: skip
