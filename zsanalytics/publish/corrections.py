"""Corrections and breaks of scope as a bulletin shows them: marks, a list, sentences.

Comes in: the corrections that touch its figures, and the comparisons that a change of scope (口径)
touches. Goes out: the names of the facts to be marked, the table 更正情况, and notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.numerals import BLANK, shown
from zsanalytics.periods import month_text, parse_asof, period_text
from zsanalytics.publish import blocks
from zsanalytics.publish.facts import catalogue
from zsanalytics.publish.wording import Runs, Told, plain, say

MARK = "*"
"""Stands behind a figure that was corrected after it was reported."""

SHEET = "更正"
_WHEN = 6.5  # em: a period stays on its line
_OVER = {"drop": "不采用", "flag": "未改，待核"}


def corrected_parts(
    facts: pd.DataFrame, corrections: pd.DataFrame, breaks: pd.DataFrame, region: str, asof: str
) -> dict[str, tuple[str, ...]]:
    """List what a bulletin names: facts that were corrected, sentences on scopes, its own ones."""
    own = breaks[breaks["region"] == region]
    return {
        "touched": touched(facts, corrections, asof),
        "breaks": sentences(breaks),
        "own_breaks": sentences(own),
    }


def touched(facts: pd.DataFrame, corrections: pd.DataFrame, asof: str) -> tuple[str, ...]:
    """List the facts that are, or add up, a corrected figure of the month or its last year's.

    What is worked out of such a figure (its growth, its rank) is not listed.

    Parameters
    ----------
    facts : DataFrame
        The facts table, with the sources of each.
    corrections : DataFrame
        The `corrections` table; what was only flagged is no change.
    asof : str
        The month of the bulletin.
    """
    year, month = parse_asof(asof)
    changed = corrections[(corrections["action"] != "flag") & (corrections["month"] == month)]
    now, then = (set(changed.loc[changed["year"] == of, "source"]) for of in (year, year - 1))
    found = []
    for fact in facts.to_dict("records"):
        about = catalogue().get(fact["fact"].partition("@")[0], {})
        read = {"value": now, "base": then}.get(about.get("column", "value"), set())
        if "indicator" in about and set(fact["sources"]) & read:
            found.append(fact["fact"])
    return tuple(found)


def table(told: Told, corrections: pd.DataFrame) -> blocks.Block | None:
    """List the corrections with before, after and reason; None where there is none.

    Parameters
    ----------
    told : Told
        Words.
    corrections : DataFrame
        The `corrections` table with ``name, unit, decimals`` of the indicator.
    """
    if corrections.empty:
        return None
    rows = [
        [str(number), row["region"], period_text(int(row["year"]), int(row["month"])),
         blocks.foreign(row["name"]), _figure(row, "before"), _after(row), _reason(row)]
        for number, row in enumerate(corrections.to_dict("records"), start=1)
    ]  # fmt: skip
    labels = (
        ("序号", "center"), ("单位", "left"), ("时期", "left"), ("指标", "left"),
        ("原报", "right"), ("更正为", "right"), ("原因和依据", "left"),
    )  # fmt: skip
    heads: list[dict[str, Any]] = [{"label": label, "align": align} for label, align in labels]
    heads[2]["width"] = _WHEN
    source = plain(say(told, "table.source"))
    caption = plain(say(told, "table.corrections"))
    return blocks.table(caption, heads, rows, source=source, sheet=SHEET)


def _figure(row: dict[str, Any], column: str) -> Any:
    value = row[column]
    if value != value:
        return BLANK
    return {"text": f"{shown(value, int(row['decimals']))}{row['unit']}"}


def _after(row: dict[str, Any]) -> Any:
    return _OVER[row["action"]] if row["action"] in _OVER else _figure(row, "after")


def _reason(row: dict[str, Any]) -> Any:
    by = f"（{row['authority']}）" if isinstance(row["authority"], str) else ""
    return blocks.foreign(f"{row['reason']}{by}", longest=200)


def below(told: Told, *, marked: bool, compared: str) -> list[str]:
    """Give the lines below a table: what the mark means, and what is not compared.

    Parameters
    ----------
    told : Told
        Words, and the sentences on scopes.
    marked : bool
        Whether a figure in it bears the mark.
    compared : {"breaks", "own_breaks", ""}
        Whose figures it sets beside last year's: the units', the region's own, nobody's.
    """
    said = [plain(say(told, "notes.mark"))] if marked else []
    return said + list(told.names(compared))


def sentences(breaks: pd.DataFrame) -> tuple[str, ...]:
    """Say of each change of scope what is not compared, or how its base was bridged.

    Parameters
    ----------
    breaks : DataFrame
        As `zsanalytics.measures.breaks.breaks_crossed` gives them, with the indicator's ``name``.
    """
    return tuple(dict.fromkeys(_sentences(breaks)))


def _sentences(breaks: pd.DataFrame) -> Iterator[str]:
    for (name, since, reason), found in breaks.groupby(["name", "since", "reason"], sort=False):
        row = found.iloc[0]
        whose = _places(list(dict.fromkeys(found["region"])))
        head = f"{whose}{name}口径自{month_text(*parse_asof(str(since)))}起调整"
        because = f"（{reason}；依据：{row['authority']}）"
        if np.isnan(row["bridge"]):
            yield f"{head}{because}，与上年不可比，不计算同比"
        else:
            yield f"{head}{because}，上年同期数按衔接系数{row['bridge']:g}换算"


def _places(regions: Sequence[str]) -> str:
    return f"{regions[0]}等{len(regions)}个地区" if len(regions) > 3 else "、".join(regions)


def notes(told: Told) -> list[Runs]:
    """Give the notes of a bulletin on corrections and scopes, each as runs."""
    branch = "mark_public" if "public" in told.words else "mark_listed"
    said = [say(told, f"notes.{branch}")] if told.names("touched") else []
    return [*said, *([{"text": one}] for one in told.names("breaks"))]
