"""An answer about a target: its frames, and how its numbers are written in cells and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.numerals import BLANK, shown, shown_percent
from zsanalytics.publish import blocks, style
from zsanalytics.publish.content import Block

Cell = str | Mapping[str, Any]
WORDS = {"单位", "地区", "目标线", "项目", "到期日", "应到"}
"""Heads of columns of words."""


class Answer(NamedTuple):
    """What is known about a target of a region, as frames of the outlook stage.

    ``about`` holds words: ``region, asof, period, subject`` (such as 甘肃省到位资金), ``unit``,
    ``decimals``, ``line`` (its Chinese name, empty without a target), ``level`` (to cross in a
    later year; NaN: none) and ``marks``. ``middle`` is the expected landing, ``target`` the main
    target (NaN: none); ``landing`` the explained outlook, a row a target line, the main one first;
    ``goals`` what each line asks; ``facts`` where the numbers come from. The others are named for
    what gives them and are empty where there is nothing to say.
    """

    about: Mapping[str, Any]
    middle: float
    target: float
    landing: pd.DataFrame
    goals: pd.DataFrame
    course: pd.DataFrame
    scenarios: pd.DataFrame
    swings: pd.DataFrame
    units: pd.DataFrame
    missing: pd.DataFrame
    path: pd.DataFrame
    crossing: pd.DataFrame
    views: pd.DataFrame
    deciding: pd.DataFrame
    due: pd.DataFrame
    record: pd.DataFrame
    published: pd.DataFrame
    facts: pd.DataFrame


def table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], *, unit: str
) -> Block:
    """Make a table; columns of words to the left, of numbers to the right."""
    columns = [{"label": label, "align": "left" if label in WORDS else "right"} for label in heads]
    return blocks.table(caption, columns, rows, unit=unit)


def amount(answer: Answer, value: float) -> str:
    """Write a value with the indicator's decimals."""
    return shown(value, int(answer.about["decimals"]))


def number(answer: Answer, value: float) -> Cell:
    """Give the cell of a value; ``—`` where it is missing."""
    return {"text": amount(answer, value), "value": float(value)} if pd.notna(value) else BLANK


def numbers(answer: Answer, *values: float) -> list[Cell]:
    """Give the cells of several values."""
    return [number(answer, value) for value in values]


def rate(value: float) -> Cell:
    """Give the cell of a fraction, in percent."""
    return {"text": shown_percent(value, 1), "value": float(value)} if pd.notna(value) else BLANK


def odds(chance: float) -> str:
    """Write a chance; nothing that is still to come is certain or impossible."""
    if pd.isna(chance):
        return BLANK
    if chance > 0.99:
        return "99%以上"
    return "不足1%" if chance < 0.01 else shown_percent(chance, 0)


def grown(rate: float) -> str:
    """Write a growth with its verb; a fall is never a negative growth."""
    return f"{'增长' if rate >= 0 else '下降'}{shown_percent(abs(rate), 1)}"


def or_none(value: float) -> float | None:
    """Give a number, None where it is missing."""
    return None if pd.isna(value) else float(value)


def target_text(answer: Answer) -> str:
    """Write the main target under its name; empty without one."""
    return (
        f"{answer.about['line']}{amount(answer, answer.target)}" if pd.notna(answer.target) else ""
    )


def mark(answer: Answer) -> str:
    """Give the mark drawn into pictures: 演示数据 where the data is."""
    return style.clean("".join(mark for mark in answer.about["marks"] if mark == "演示数据"))


def told_facts(
    own: pd.DataFrame, goals: pd.DataFrame, panel: pd.DataFrame, words: Mapping[str, Any]
) -> pd.DataFrame:
    """Say of the main numbers what they are and which cells they rest on.

    ``own`` is the landing, ``goals`` what each line asks, ``panel`` the series with ``source``.
    """
    row, year = own.iloc[0], int(words["asof"][:4])
    latest = panel[(panel["region"] == words["region"]) & (panel["year"] == year)]
    latest = latest.dropna(subset=["value"]).sort_values("month").tail(1)
    cells = tuple(str(source) for source in latest["source"].dropna())
    told = [("so_far", row["so_far"], "本年累计", "报送的本年累计数", cells),
            ("expected", row["expected"], "预计全年", str(row["method"]), cells)]  # fmt: skip
    if len(goals):
        goal = goals.iloc[0]
        told += [("target", goal["target"], words["line"], "目标册", ()),
                 ("gap", goal["gap"], "缺口", "目标 - 本年累计", cells),
                 ("needed_per_month", goal["needed_per_month"], "后续月均需", "缺口 ÷ 剩余月数",
                  cells)]  # fmt: skip
    unit, decimals = words["unit"], int(words["decimals"])
    rows = [
        {"fact": fact, "value": float(value), "unit": unit, "decimals": decimals,
         "text": shown(value, decimals), "label": f"{words['subject']}{label}",
         "formula": formula, "sources": sources}
        for fact, value, label, formula, sources in told
        if pd.notna(value)
    ]  # fmt: skip
    return pd.DataFrame(rows)
