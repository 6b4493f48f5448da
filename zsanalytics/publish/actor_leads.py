"""Leads in the review: how far they came, who met whom first, what was handed on.

Comes in: `Review`. Goes out: blocks. Names of firms come from workbooks; only the office sees them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from zsanalytics.numerals import BLANK
from zsanalytics.publish import blocks, figures, tables
from zsanalytics.publish.actor_facts import STEPS, Review
from zsanalytics.publish.actor_wording import say, section
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.bulletin import public
from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.wording import Runs, Told, joined, plain, sign
from zsanalytics.schema import LEAD_STAGES

MOST = 15
"""How many firms a table lists."""

COLUMNS = (
    ("", "登记", "listed"), ("阶段", "在谈", "talked"),
    ("阶段", "意向", "agreed"), ("阶段", "签约", "signed"), ("阶段", "流失", "lost"),
    ("转化", "在谈率", "talk_rate"), ("转化", "意向率", "agree_rate"),
    ("转化", "签约率", "sign_rate"), ("转化", "流失率", "lost_rate"),
)  # fmt: skip


def leads(review: Review) -> Block:
    """State how many leads there are, how far they came and where they stand still."""
    told = review.material.told
    if not told.has("leads_listed"):
        return section(review, "leads", [joined([say(told, "leads.none")], end="。")])
    if public(review.material):
        said = [joined([say(told, "leads.total_public")], end="。")]
        return section(review, "leads", said, [_figure(told)])
    again = say(told, "leads.repeated") if sign(told, "leads_repeated") == "rise" else []
    first = [say(told, "leads.total"), joined([say(told, "leads.valid"), again])]
    said = [joined(first, "；", "。"), _standing(told), _linked(told)]
    return section(review, "leads", said, [_figure(told), _table(review), _reasons(review)])


def _standing(told: Told) -> Runs:
    """Word how long open leads have stood at their stages."""
    days = [
        say(told, "leads.day", stage=stage, days=f"leads_days@{stage}")
        for stage in LEAD_STAGES
        if told.has(f"leads_days@{stage}")
    ]
    if not days:
        return []
    still = say(told, "leads.stale") if sign(told, "leads_stale") == "rise" else []
    return joined([say(told, "leads.days", list=joined(days, "、")), still], "；", "。")


def _linked(told: Told) -> Runs:
    linked, unlinked = (sign(told, f"leads_{name}") == "rise" for name in ("linked", "unlinked"))
    if not linked and not unlinked:
        return []
    branch = "linked" if linked and unlinked else "linked_all" if linked else "linked_none"
    return joined([say(told, f"leads.{branch}")], end="。")


def _figure(told: Told) -> Block | None:
    named = {"登记" if column == "leads" else column: name for column, name in STEPS.items()}
    rows = [
        {"stage": stage, "value": told.facts[f"leads_{name}"]["value"],
         "text": told.facts[f"leads_{name}"]["text"]}
        for stage, name in named.items()
        if told.has(f"leads_{name}")
    ]  # fmt: skip
    caption = plain(say(told, "figure.leads"))
    mark = told.words.get("demo", "")
    return figures.cohort_funnel(pd.DataFrame(rows), unit="条", caption=caption, mark=mark)


def _table(review: Review) -> Block:
    """Tabulate the leads by the unit or actor whose they are, the most first, and together."""
    told, conversion = review.material.told, review.frames.conversion
    ordered = conversion.sort_values(["leads", "unit"], ascending=[False, True])
    heads: list[Mapping[str, Any]] = [{"label": "单位", "align": "left"}]
    heads += [{"group": group, "label": label, "align": "right"} for group, label, _ in COLUMNS]
    lines = [
        [blocks.foreign(unit, longest=40),
         *(tables.cell(told, f"leads_{name}@{unit}") for *_, name in COLUMNS)]
        for unit in ordered["unit"].dropna()
    ]  # fmt: skip
    total = [tables.cell(told, f"leads_{name}", strong=True) for *_, name in COLUMNS]
    lines.append([{"text": "合计", "strong": True}, *total])
    source = plain(say(told, "table.source"))
    return blocks.table(plain(say(told, "table.leads")), heads, lines, unit="条", source=source)


def _reasons(review: Review) -> Block | None:
    reasons = review.frames.reasons
    if reasons.empty:
        return None
    heads = [{"label": "原因", "align": "left"}, {"label": "线索", "align": "right"}]
    lines = [[blocks.foreign(row["reason"], longest=40), _count(row["leads"])]
             for row in reasons.head(MOST).to_dict("records")]  # fmt: skip
    told = review.material.told
    source = plain(say(told, "table.source"))
    return blocks.table(plain(say(told, "table.reasons")), heads, lines, unit="条", source=source)


def register(review: Review) -> Block | None:
    """State the register of first contact: transfers, firms that several units approach."""
    told = review.material.told
    if public(review.material):
        return None
    if sign(told, "leads_firms") != "rise":
        return section(review, "register", [joined([say(told, "register.none")], end="。")])
    moved = "transferred" if sign(told, "leads_transferred") == "rise" else "transferred_none"
    shared = "shared" if sign(told, "leads_shared") == "rise" else "shared_none"
    clauses = [say(told, "register.total"), say(told, f"register.{moved}")]
    second = [say(told, f"register.{shared}")]
    if sign(told, "leads_disputed") == "rise":
        second.append(say(told, "register.disputed"))
    said: Paragraphs = [joined(clauses, "；", "。"), joined(second, "；", "。")]
    return section(review, "register", said, [_transfers(review), _shared(review)])


def _transfers(review: Review) -> Block | None:
    register = review.frames.register
    moved = register[register["transferred_to"].notna()].sort_values("transferred_on")
    heads = [("企业", "left", 14.5), ("首谈首报单位", "left", 7.5), ("首谈日期", "center", 5.2),
             ("流转至", "left", 7.5), ("流转日期", "center", 5.2),
             ("承接登记", "center", 4.2)]  # fmt: skip
    lines = [
        [_foreign(row["company"]), _foreign(row["holder"]), _day(row["first_met"]),
         _foreign(row["transferred_to"]), _day(row["transferred_on"]), _foreign(row["taken_up"])]
        for row in moved.tail(MOST).to_dict("records")
    ]  # fmt: skip
    return _listed(review, "transfers", heads, lines, len(moved))


def _shared(review: Review) -> Block | None:
    shared = review.frames.shared
    heads = [("企业", "left", 17.5), ("首谈单位", "left", 9.0), ("首谈日期", "center", 5.2),
             ("其他单位", "left", 9.5)]  # fmt: skip
    lines = [
        [_foreign(row["company"]), _foreign(row["first"]), _day(row["first_met"]),
         _foreign("、".join(unit for unit in row["regions"] if unit != row["first"]))]
        for row in shared.head(MOST).to_dict("records")
    ]  # fmt: skip
    return _listed(review, "shared", heads, lines, len(shared))


def _listed(
    review: Review,
    name: str,
    heads: list[tuple[str, str, float]],
    lines: list[list[Any]],
    count: int,
) -> Block | None:
    """Make a table of firms; where it is cut, a note says how many there are."""
    if not lines:
        return None
    told = review.material.told
    columns = [{"label": label, "align": align, "width": wide} for label, align, wide in heads]
    cut = [f"共{count}家，表中列{len(lines)}家。"] if count > len(lines) else []
    source = plain(say(told, "table.source"))
    caption = plain(say(told, f"table.{name}"))
    return blocks.table(caption, columns, lines, notes=cut, source=source, annex=True)


def _foreign(text: object) -> dict[str, Any]:
    return blocks.foreign(text, longest=40) if isinstance(text, str) and text else {"text": BLANK}


def _day(day: pd.Timestamp) -> str:
    return BLANK if pd.isna(day) else f"{day:%Y-%m-%d}"


def _count(value: int) -> dict[str, Any]:
    return {"text": f"{value:,}", "value": int(value)}
