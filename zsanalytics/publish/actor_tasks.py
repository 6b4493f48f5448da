"""Tasks in the review of actors: what each kind is asked, what it has done, who has not.

Comes in: `Review`. Goes out: blocks. Wherever a target of a document that is not final is used,
its line says so. The public sees no task.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from zsanalytics.numerals import BLANK
from zsanalytics.publish import blocks, tables
from zsanalytics.publish.actor_facts import (
    BETWEEN,
    GROUP,
    Review,
    of_kind,
    of_task,
    span,
)
from zsanalytics.publish.actor_wording import document, names, phrases, say, section
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.bulletin import known, public
from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.wording import Runs, Told, joined, listing, plain

CHAINS = "产业链"
"""The kind of chains, whose tables are headed by it."""

FEW, SPELT = 6, 3
"""How many actors, and how many months of one, a sentence names."""

LAST = "12月"
"""The month after which a year's task is done or not."""


def tasks(review: Review) -> Block | None:
    """State what each kind of actors is asked and what it has done, with a table a kind."""
    if public(review.material):
        return None
    told, progress = review.material.told, review.frames.progress
    if progress.empty:
        return section(review, "tasks", [joined([say(told, "tasks.nobody")], end="。")])
    parts = []
    for kind, rows in progress.groupby("kind", sort=False):
        parts.append(blocks.paragraph(_kind(told, str(kind), rows, progress)))
        parts += known([_table(told, str(kind), rows, progress), _months(told, str(kind), rows)])
    return section(review, "tasks", _documents(told, progress), parts)


def _documents(told: Told, progress: pd.DataFrame) -> Paragraphs:
    """Name the documents, and say of each that is not final that it is not."""
    papers = progress.assign(paper=progress["source"].map(document))
    status = papers.drop_duplicates(["paper", "status"])[["paper", "status"]]
    said = [
        say(told, f"tasks.{'draft' if row.status == 'draft' else 'final'}", document=str(row.paper))
        for row in status.itertuples()
    ]
    return [joined([runs], end="。") for runs in said]


def _kind(told: Told, kind: str, rows: pd.DataFrame, progress: pd.DataFrame) -> Runs:
    """Word a kind: what is asked of each, who has the task, what was done."""
    groups = [group for _, group in rows.groupby(GROUP, sort=False)]
    asked = joined([_asked(told, group, progress) for group in groups])
    single = len(set(rows["actor"])) == 1 and kind != CHAINS
    each = say(told, f"each.{kind if kind in phrases()['each'] else 'other'}", kind=kind)
    line = say(told, f"line.{'draft' if _drafted(rows) else 'final'}")
    who = names(rows["actor"].head(1)) if single else each
    first = say(told, "tasks.demand", line=line, each=who, list=asked)
    of = of_kind(groups[0], progress)
    listed = f"tasks.{'listed' if rows['listed'].all() else 'found'}"
    units = [] if single else say(told, listed, kind=kind, task_units=f"task_units@{of}")
    results = [_result(told, group, progress, single=single) for group in groups]
    done = [*say(told, "tasks.start"), *joined(results, "；")]
    return joined([joined([first, units], "；"), done], "。", "。")


def _drafted(rows: pd.DataFrame) -> bool:
    return bool((rows["status"] == "draft").any())


def _asked(told: Told, group: pd.DataFrame, progress: pd.DataFrame) -> Runs:
    row = group.iloc[0]
    member = str(row["segment"]).partition("=")[2]
    asked = f"asked_{row['indicator']}@{of_task(group, str(row['kind']), progress)}"
    return say(
        told, f"asked.{row['indicator']}", asked=asked, size=_word(member), tag=_word(member)
    )


def _word(text: str) -> Runs:
    return [{"text": text}] if text else []


def _result(told: Told, group: pd.DataFrame, progress: pd.DataFrame, *, single: bool) -> Runs:
    name = str(group["indicator"].iloc[0])
    which = of_task(group, "", progress).strip(BETWEEN)
    task = [*say(told, f"name.{name}"), *([{"text": f"（{which}）"}] if which else [])]
    if group["actual"].isna().all():
        return say(told, "tasks.one_unknown", task=task)
    if group["month"].notna().any():
        return _monthly_result(told, group, progress, task)
    if single:
        return _single(told, group, progress, task)
    met = group[group["done"]]
    undone = group[~group["done"]]
    closed = "_closed" if told.words["month"] == LAST else ""
    if met.empty or undone.empty:
        return say(told, "tasks.all" if undone.empty else f"tasks.none{closed}", task=task)
    of = of_kind(group, progress)
    parts = {"good": _named(told, met["actor"]), "list": _named(told, undone["actor"])}
    facts = {"done": f"task_done@{of}", "undone": f"task_undone@{of}"}
    return say(told, f"tasks.some{closed}", task=task, **facts, **parts)


def _named(told: Told, actors: pd.Series) -> Runs:
    """Name a few actors in brackets; of many the table tells."""
    return say(told, "tasks.named", list=names(actors)) if len(actors) <= FEW else []


def _single(told: Told, group: pd.DataFrame, progress: pd.DataFrame, task: Runs) -> Runs:
    row = group.iloc[0]
    fact = f"task_{row['indicator']}@{of_task(group, str(row['actor']), progress)}"
    gap = fact.replace("@", "_gap@")
    branch = "done" if row["done"] else "gap" if told.has(gap) else "undone"
    return say(told, f"tasks.one_{branch}", task=task, actual=fact, gap=gap)


def _monthly_result(told: Told, group: pd.DataFrame, progress: pd.DataFrame, task: Runs) -> Runs:
    short = group[~group["done"]]
    if short.empty:
        return say(told, "tasks.months_all", task=task)
    items = [
        _short_months(told, str(actor), rows) for actor, rows in short.groupby("actor", sort=False)
    ]
    of = of_kind(group, progress)
    branch = "none" if len(items) == group["actor"].nunique() else "some"
    return say(told, f"tasks.months_{branch}", task=task, done=f"task_done@{of}",
               undone=f"task_undone@{of}", list=listing(items))  # fmt: skip


def _short_months(told: Told, actor: str, rows: pd.DataFrame) -> Runs:
    if len(rows) > SPELT:
        short = say(told, "tasks.months_short", months=f"task_months_short@{actor}")
        return say(told, "tasks.month_item", name=actor, list=short)
    months = [
        say(told, "tasks.month", span=[{"text": span(row)}],
            count=f"task_{row['indicator']}@{actor}·{span(row)}")
        for row in rows.to_dict("records")
        if told.has(f"task_{row['indicator']}@{actor}·{span(row)}")
    ]  # fmt: skip
    return say(told, "tasks.month_item", name=actor, list=joined(months, "、"))


HEADS = {
    "contracted_projects": "引进项目", "landed_firms": "落地企业", "leads": "本年有效信息",
    "first_year_arrival_rate": "当年资金到位率", "target_firms": "目标企业",
}  # fmt: skip
UNITS = {
    "contracted_projects": "个", "landed_firms": "家", "leads": "条", "target_firms": "家",
}  # fmt: skip


def _table(told: Told, kind: str, rows: pd.DataFrame, progress: pd.DataFrame) -> Block | None:
    """Tabulate the year's targets of a kind: what each actor has, what is asked, done or not."""
    once = rows[rows["month"].isna()]
    if len(once) < 2:  # the sentence says all of it
        return None
    groups = [group for _, group in once.groupby(GROUP, sort=False)]
    heads = [{"label": "单位" if kind != CHAINS else kind, "align": "left"}]
    for group in groups:
        label = _label(group)
        heads += [{"label": name, "group": label, "align": "right"} for name in ("实际", "要求")]
        heads += [{"label": "完成", "group": label, "align": "center"}]
    lines = [
        [actor, *(cell for group in groups for cell in _done_cells(told, group, actor, progress))]
        for actor in dict.fromkeys(once["actor"])
    ]
    caption = _caption(told, "tasks", kind, once)
    units = "、".join(dict.fromkeys(UNITS[name] for name in once["indicator"] if name in UNITS))
    return blocks.table(caption, heads, lines, unit=units, source=plain(say(told, "table.source")))


def _caption(told: Told, name: str, kind: str, rows: pd.DataFrame) -> str:
    draft = say(told, "table.draft") if _drafted(rows) else []
    return plain(say(told, f"table.{name}", kind=kind, draft=draft))


def _label(group: pd.DataFrame) -> str:
    row = group.iloc[0]
    member = str(row["segment"]).partition("=")[2]
    return f"{HEADS[row['indicator']]}（{member}）" if member else HEADS[row["indicator"]]


def _done_cells(
    told: Told, group: pd.DataFrame, actor: str, progress: pd.DataFrame
) -> Iterator[tables.Cell]:
    own = group[group["actor"] == actor]
    if own.empty:
        yield from (BLANK, BLANK, BLANK)
        return
    row, name = own.iloc[0], group["indicator"].iloc[0]
    yield tables.cell(told, f"task_{name}@{of_task(group, actor, progress)}")
    yield tables.cell(told, f"asked_{name}@{of_task(group, str(row['kind']), progress)}")
    yield "是" if row["done"] else "否"


def _months(told: Told, kind: str, rows: pd.DataFrame) -> Block | None:
    """Tabulate a monthly target: a column a month, and how many months were met."""
    monthly = rows[rows["month"].notna()]
    if monthly.empty:
        return None
    months = {span(row): row for row in monthly.sort_values("month").to_dict("records")}
    heads: list[Mapping[str, Any]] = [{"label": "单位", "align": "left"}]
    heads += [{"label": name, "align": "right"} for name in (*months, "达到要求的次数")]
    name = monthly["indicator"].iloc[0]
    lines = [
        [actor, *(tables.cell(told, f"task_{name}@{actor}·{month}") for month in months),
         tables.cell(told, f"task_months_met@{actor}")]
        for actor in dict.fromkeys(monthly["actor"])
    ]  # fmt: skip
    caption = _caption(told, "months", kind, monthly)
    return blocks.table(
        caption, heads, lines, unit="条、次", source=plain(say(told, "table.source"))
    )
