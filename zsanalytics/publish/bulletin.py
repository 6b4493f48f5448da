"""The bulletin: its sections, each one block for a notebook cell to show.

Comes in: `Material`. Goes out: blocks. A section always says something: where there is no data,
it says so, and a table or figure that would be empty is left out.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from zsanalytics.periods import parse_asof
from zsanalytics.publish import blocks, figures, places, remarks, tables, text
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.material import Material
from zsanalytics.publish.wording import Runs, Told, plain, say


def title(material: Material) -> Block:
    """Head the bulletin."""
    told = material.told
    return blocks.title(
        text.title(told), subtitle=plain(say(told, "title.subtitle")), marks=material.marks
    )


def headline(material: Material) -> Block:
    """State contracts, projects, funds and their growth."""
    return _section(material, "headline", text.headline(material.told))


def progress(material: Material) -> Block:
    """State completion, 序时, gap and required run-rate, with the year's course."""
    told = material.told
    parts = [_course(material), tables.targets(told)]
    return _section(material, "progress", text.progress(told), parts)


def comparison(material: Material) -> Block:
    """Set the region in the whole it belongs to, and compare the units below it."""
    told = material.told
    parts = []
    if told.words["parent"]:
        parts.append(_section(material, "place", places.place(told)))
    if told.names("units") or not parts:
        drawn = [tables.units(told), _ranking(material), _map(material)]
        parts.append(_section(material, "units", places.units(told), drawn))
    return blocks.group(*parts)


def structure(material: Material) -> Block:
    """State the three 500强, the size classes and the origins."""
    told = material.told
    return _section(
        material,
        "structure",
        text.structure(told),
        [tables.structure(told), _composition(material)],
    )


def chains(material: Material) -> Block:
    """State the key chains and the leading ones."""
    told = material.told
    return _section(material, "chains", text.chains(told), [_bars(material), tables.chains(told)])


def stages(material: Material) -> Block:
    """State the stage rates of the year's contracts."""
    told = material.told
    return _section(material, "stages", text.stages(told), [tables.stages(told)])


def notes(material: Material) -> Block:
    """State scope, sums, rounding, checks and sources."""
    told = material.told
    heading = blocks.heading(1, plain(say(told, "heading.notes")))
    return blocks.group(heading, *(blocks.note(said) for said in remarks.remarks(told)))


def annex(material: Material) -> Block:
    """Give the annex tables, and every fact with its definition and cells."""
    told = material.told
    listed = [tables.annex(told), tables.shares(told)]
    return blocks.group(*_known(listed), blocks.lineage(material.facts))


def _section(
    material: Material,
    name: str,
    paragraphs: Iterable[Runs],
    parts: Iterable[Block | None] = (),
) -> Block:
    heading = blocks.heading(1, plain(say(material.told, f"heading.{name}")))
    said = [blocks.paragraph(runs) for runs in paragraphs]
    return blocks.group(heading, *said, *_known(parts))


def _known(parts: Iterable[Block | None]) -> list[Block]:
    return [part for part in parts if part is not None]


def _mark(material: Material) -> str:
    return "".join(material.marks)


def _course(material: Material) -> Block | None:
    """Draw the year so far beside last year, with the pace that leads to the target."""
    told = material.told
    year, month = parse_asof(material.asof)
    rows = material.history
    rows = rows[rows["region"] == material.region].set_index(["year", "month"])["value"]
    course = pd.DataFrame({"month": range(1, 13)})
    course["value"] = [rows.get((year, m)) if m <= month else None for m in course["month"]]
    course["last_year"] = [rows.get((year - 1, m)) for m in course["month"]]
    course = course.astype({"value": "float64", "last_year": "float64"})
    course["text"] = [f"{value:,.2f}" if value == value else "" for value in course["value"]]
    if course["value"].notna().sum() < 2:
        return None
    target = told.facts.get("target", {}).get("value")
    caption = plain(say(told, "figure.course"))
    return figures.progress(course, target=target, caption=caption, mark=_mark(material))


def _figured(told: Told, fact: str, names: Iterable[str], label: str) -> pd.DataFrame:
    """Give a frame of names with a fact's value and its rendering."""
    rows = [(name, told.facts.get(f"{fact}@{name}")) for name in names]
    return pd.DataFrame(
        [(name, row["value"], row["text"]) if row else (name, float("nan"), "—")
         for name, row in rows],
        columns=[label, "value", "text"],
    )  # fmt: skip


COMPOSITION = (
    ("by_firm", "top500", "top500_share"), ("by_firm", "top500_rest", "top500_rest_share"),
    ("by_size", "size50", "size50_share"), ("by_size", "size_mid", "size_mid_share"),
    ("by_size", "size_small", "size_small_share"),
)  # fmt: skip
"""How the contract amount is made up: the breakdown, the member's name, its share."""


def _composition(material: Material) -> Block | None:
    """Draw how the contract amount is made up, as far as every part of a breakdown is known."""
    told = material.told
    rows = [
        (plain(say(told, f"figure.{group}")), _member(told, member), told.facts.get(share))
        for group, member, share in COMPOSITION
    ]
    short = {group for group, _, share in rows if share is None}
    drawn = [(g, m, s["value"], s["text"]) for g, m, s in rows if s is not None and g not in short]
    if not drawn:
        return None
    parts = pd.DataFrame(drawn, columns=["group", "member", "share", "text"])
    caption = plain(say(told, "figure.composition"))
    return figures.shares(parts, caption=caption, mark=_mark(material))


def _member(told: Told, member: str) -> str:
    return told.words.get(member) or plain(say(told, f"figure.{member}"))


def _ranking(material: Material) -> Block | None:
    told = material.told
    ranked = _figured(told, "funds_growth", told.names("units"), "region")
    if ranked["value"].notna().sum() < 2:
        return None
    whole = told.facts.get("funds_growth")
    return figures.growth_ranking(
        ranked,
        reference=whole["value"] if whole else None,
        reference_text=f"{material.region} {whole['text']}" if whole else "",
        caption=plain(say(told, "figure.growth")), mark=_mark(material),
    )  # fmt: skip


def _map(material: Material) -> Block | None:
    told = material.told
    drawn = _figured(told, "funds_ytd", told.names("units"), "region")
    tiles = figures.shipped_tiles().get(material.region, {})
    if not set(drawn["region"]) <= set(tiles) or drawn["value"].notna().sum() < 2:
        return None
    caption = plain(say(told, "figure.map"))
    return figures.tile_map(drawn, caption=caption, tiles=tiles, mark=_mark(material))


def _bars(material: Material) -> Block | None:
    told = material.told
    drawn = _figured(told, "chain_funds", told.names("chains"), "chain")
    if drawn["value"].notna().sum() < 2:
        return None
    caption = plain(say(told, "figure.chains"))
    return figures.chain_bars(drawn, caption=caption, mark=_mark(material))
