"""Duties: projects that posts and units follow (包抓), as facts, a paragraph and a table.

Comes in: one row a project. Goes out: facts and blocks of the internal annex. Posts and units are
printed, persons never; names of projects and obstacles come from ledgers and are foreign text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from zsanalytics.numerals import BLANK, shown
from zsanalytics.publish import blocks
from zsanalytics.publish.facts import fact
from zsanalytics.publish.numbers import Fact
from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.wording import Told, joined, plain, say, sign

MOST = 15
"""How many projects the table lists; the largest contracts first."""

HEADS = (
    ("序号", "center", 2.5), ("责任职务", "left", 8.0), ("责任单位", "left", 9.0),
    ("项目", "left", 18.0), ("阶段", "center", 3.0), ("签约金额", "right", 5.0),
    ("当月到位", "right", 5.0), ("堵点", "left", 5.5), ("挂账天数", "right", 4.0),
)  # fmt: skip


def duty_facts(duties: pd.DataFrame, words: Mapping[str, str]) -> Iterator[Fact]:
    """Count the projects on the list, what they are worth and how many are stuck.

    Parameters
    ----------
    duties : DataFrame
        One row a project: ``post, unit, name, stage, amount, month`` (亿元), ``obstacle`` and
        ``days`` (since it was signed, while it is not finished).
    words : mapping
        For labels.
    """
    if duties.empty:
        return
    yield fact("listed_projects", float(len(duties)), words=words)
    yield fact("shown_projects", float(min(len(duties), MOST)), words=words)
    yield fact("listed_amount", duties["amount"].sum(min_count=1), words=words)
    yield fact("listed_month", duties["month"].sum(min_count=1), words=words)
    yield fact("listed_blocked", float(duties["obstacle"].notna().sum()), words=words)


def duties(told: Told) -> Paragraphs:
    """Word how many projects are followed and how many are stuck."""
    if sign(told, "listed_projects") != "rise":
        return [joined([say(told, "duties.none")], end="。")]
    month = say(told, "duties.month") if told.has("listed_month") else []
    some = told.facts["listed_projects"]["value"] > told.facts["shown_projects"]["value"]
    cut = say(told, "duties.cut") if some else []
    blocked = say(
        told, f"duties.blocked{'' if sign(told, 'listed_blocked') == 'rise' else '_none'}"
    )
    said = joined([say(told, "duties.total"), month, blocked])
    return [joined([said, cut], "；", "。")]


def table(told: Told, projects: pd.DataFrame) -> blocks.Block | None:
    """Tabulate the projects, the largest contracts first; None where there is none."""
    if projects.empty:
        return None
    listed = projects.sort_values("amount", ascending=False, kind="stable").head(MOST)
    unassigned = plain(say(told, "duties.unassigned"))
    heads = [{"label": label, "align": align, "width": wide} for label, align, wide in HEADS]
    rows = [
        [
            {"text": str(number), "value": number},
            _foreign(row["post"], unassigned),
            _foreign(row["unit"], BLANK),
            _foreign(row["name"], BLANK),
            _foreign(row["stage"], BLANK),
            _amount(row["amount"]),
            _amount(row["month"]),
            _foreign(row["obstacle"], BLANK),
            _days(row["days"]),
        ]
        for number, row in enumerate(listed.to_dict("records"), start=1)
    ]
    source = plain(say(told, "table.source"))
    caption = plain(say(told, "table.duties"))
    return blocks.table(caption, heads, rows, unit="亿元、天", source=source, annex=True)


def _foreign(text: object, without: str) -> dict[str, object]:
    return blocks.foreign(text, longest=60) if isinstance(text, str) and text else {"text": without}


def _amount(value: float) -> dict[str, object]:
    return {"text": shown(value, 2), "value": value} if value == value else {"text": BLANK}


def _days(value: float) -> dict[str, object]:
    return {"text": shown(value, 0), "value": value} if value == value else {"text": BLANK}
