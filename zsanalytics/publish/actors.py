"""The review of actors: its head, what each kind brought in, its notes and sources.

Comes in: `Review`. Goes out: blocks. The public sees what each kind brought in, and no names.
"""

from __future__ import annotations

import pandas as pd

from zsanalytics.publish import blocks, tables
from zsanalytics.publish.actor_facts import Review
from zsanalytics.publish.actor_wording import document, say, section
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.bulletin import public
from zsanalytics.publish.text import Paragraphs
from zsanalytics.publish.wording import Runs, Told, joined, listing, plain

LISTED = 3
"""How many actors of a kind a sentence names."""


def head(review: Review) -> Block:
    """Head the review, with what stands above and below it and the marks."""
    material, told = review.material, review.material.told
    hidden = ("signer", "recipients") if public(material) else ()
    imprint = {name: said for name, said in material.imprint.items() if name not in hidden}
    subtitle = plain(say(told, "title.subtitle"))
    text = plain(say(told, "title.review"))
    return blocks.title(text, subtitle=subtitle, marks=material.marks, **imprint)


def brought(review: Review) -> Block:
    """State what each kind of actors brought in, and who leads among its own."""
    told = review.material.told
    kinds = told.names("actor_kinds")
    if not kinds:
        return section(review, "actors", [joined([say(told, "actors.none")], end="。")])
    said = [_brought(told, kind, review.frames.scores) for kind in kinds]
    table = _public_table(told) if public(review.material) else _ranking(told, review.frames.scores)
    return section(review, "actors", [joined(said, "。", "。")], [table])


def _brought(told: Told, kind: str, scores: pd.DataFrame) -> Runs:
    facts = {part: f"actor_{part}@{kind}" for part in ("projects", "amount", "arrived")}
    if told.facts[facts["projects"]]["value"] == 0:
        return say(told, "actors.kind_none", kind=kind)
    first = say(told, "actors.kind", kind=kind, **facts)
    own = scores[scores["kind"] == kind]
    most = min(LISTED, len(own) // 2)
    leading = own[(own["rank"] <= most) & (own["arrived"] > 0)]
    items = [say(told, "actors.item", name=name, amount=f"actor_arrived@{name}")
             for name in leading["actor"]]  # fmt: skip
    return joined([first, say(told, "actors.leading", list=listing(items)) if items else []])


COLUMNS = (("位次", "place"), ("项目", "projects"), ("签约金额", "amount"), ("到位资金", "arrived"),
           ("当年资金到位率", "arrival"))  # fmt: skip


def _ranking(told: Told, scores: pd.DataFrame) -> Block:
    heads = [{"label": "类别", "align": "left"}, {"label": "单位", "align": "left"}]
    heads += [{"label": label, "align": "right"} for label, _ in COLUMNS]
    lines = [
        [row["kind"], blocks.foreign(row["actor"], longest=40),
         *(tables.cell(told, f"actor_{name}@{row['actor']}") for _, name in COLUMNS)]
        for row in scores.to_dict("records")
    ]  # fmt: skip
    source = plain(say(told, "table.source"))
    return blocks.table(
        plain(say(told, "table.actors")), heads, lines, unit="个、亿元", source=source
    )


def _public_table(told: Told) -> Block:
    heads = [{"label": "类别", "align": "left"}]
    heads += [{"label": label, "align": "right"} for label, _ in COLUMNS[1:4]]
    lines = [[kind, *(tables.cell(told, f"actor_{name}@{kind}") for _, name in COLUMNS[1:4])]
             for kind in told.names("actor_kinds")]  # fmt: skip
    source = plain(say(told, "table.source"))
    return blocks.table(
        plain(say(told, "table.actors")), heads, lines, unit="个、亿元", source=source
    )


def notes(review: Review) -> Block:
    """State whose line the tasks are, how things are counted, and the sources."""
    told, progress = review.material.told, review.frames.progress
    drafts = progress.loc[progress["status"] == "draft", "source"].map(document).unique()
    inside = not public(review.material)
    said: Paragraphs = [
        say(told, "notes.demo") if "demo" in told.words else [],
        *(say(told, "notes.draft", document=name) for name in drafts),
        say(told, "notes.listed") if len(progress) else [],
        say(told, "notes.projects"),
        say(told, "notes.arrival") if inside else [],
        say(told, "notes.valid") if inside else [],
        say(told, "notes.missing"),
        say(told, "notes.files") if told.has("input_files") else [],
    ]
    heading = blocks.heading(1, plain(say(told, "heading.notes")))
    return blocks.group(heading, *(blocks.note(joined([runs], end="。")) for runs in said if runs))


def sources(review: Review) -> Block:
    """Give every fact with its formula and cells."""
    return blocks.lineage(review.material.facts)
