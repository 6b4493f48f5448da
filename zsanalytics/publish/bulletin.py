"""The bulletin: its sections, each one block for a notebook cell to show.

Comes in: `Material`. Goes out: blocks. A section always says something: where there is no data,
it says so, and a table or figure that would be empty is left out. A section that is not for an
audience is None, and a notebook shows nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zsanalytics.publish import (
    ahead,
    blocks,
    corrections,
    duties,
    pictures,
    places,
    problems,
    quality,
    remarks,
    tables,
    text,
    watch,
)
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.facts import catalogue
from zsanalytics.publish.material import Material
from zsanalytics.publish.wording import Runs, plain, say


def title(material: Material, words: str = "title.bulletin", *, subtitle: bool = True) -> Block:
    """Head the bulletin, with what stands above and below it and the marks."""
    told, inside = material.told, ("signer", "recipients")
    hidden = inside if public(material) else ()
    imprint = {name: said for name, said in material.imprint.items() if name not in hidden}
    below = plain(say(told, "title.subtitle")) if subtitle else ""
    return blocks.title(plain(say(told, words)), subtitle=below, marks=material.marks, **imprint)


def headline(material: Material) -> Block:
    """State contracts, projects, funds and their growth."""
    return section(material, "headline", text.headline(material.told))


def progress(material: Material) -> Block:
    """State completion against 序时 and past years, with the year's course."""
    told = material.told
    if public(material) and told.names("own_task"):
        return section(material, "course", [], [pictures.course(material)])
    parts = [pictures.course(material), tables.targets(told)]
    return section(material, "progress", text.progress(told), parts)


def comparison(material: Material) -> Block:
    """Set the region in the whole it belongs to, and compare the units below it."""
    told = material.told
    parts = []
    if told.words["parent"] and not public(material):
        parts.append(section(material, "place", places.place(told)))
    if told.names("units") or not parts:
        drawn = [tables.units(told), pictures.ranking(material), pictures.tiles(material)]
        drawn = drawn[2:] if public(material) else drawn
        parts.append(section(material, "units", places.units(told), drawn))
    return blocks.group(*parts)


def structure(material: Material) -> Block:
    """State the three 500强, the size classes, the industry and the origins."""
    told = material.told
    parts = [tables.structure(told), pictures.composition(material)]
    return section(material, "structure", text.structure(told), parts)


def chains(material: Material) -> Block:
    """State the key chains and the leading ones."""
    told = material.told
    parts = [pictures.bars(material), tables.chains(told)]
    return section(material, "chains", text.chains(told), parts)


def stages(material: Material) -> Block | None:
    """State the stage rates of the year's contracts."""
    told = material.told
    if public(material):
        return None
    parts = [pictures.funnel(material), tables.stages(told)]
    return section(material, "stages", text.stages(told), parts)


def data_quality(material: Material) -> Block | None:
    """State who sent what, what is open, and why the headline differs from the last bulletin."""
    told = material.told
    if public(material):
        return None
    said = [*quality.quality(told), *quality.changed(told)]
    listed = [tables.quality(told), corrections.table(told, material.corrections)]
    return section(material, "quality", said, listed)


def difficulties(material: Material) -> Block | None:
    """State what the figures point to."""
    if public(material):
        return None
    return section(material, "problems", problems.problems(material.told))


def outlook(material: Material) -> Block | None:
    """State the expected year end, the gap and what it takes: no odds, no interval."""
    told = material.told
    if public(material):
        said = ahead.outlook(told)
        return section(material, "ahead", said) if said else None
    return section(material, "outlook", ahead.outlook(told))


def notes(material: Material) -> Block:
    """State scope, sums, rounding, checks and sources."""
    told = material.told
    heading = blocks.heading(1, plain(say(told, "heading.notes")))
    return blocks.group(heading, *(blocks.note(said) for said in remarks.remarks(told)))


def annex(material: Material) -> Block:
    """Give the annex tables."""
    told = material.told
    listed = (tables.public,) if public(material) else (tables.annex, tables.shares)
    return blocks.group(*known(table(told) for table in listed))


def sources(material: Material, *parts: str) -> Block:
    """Give every fact with its formula and cells, and the region's own with their definition.

    Where ``parts`` are named, of facts of parts (units, quarters …) only those of these names.
    """
    shown = [
        {**row, "definition": definition(row["fact"], material.definitions)}
        for row in material.facts.to_dict("records")
        if not parts or "@" not in row["fact"] or row["fact"].partition("@")[0] in parts
    ]
    return blocks.lineage(shown)


def definition(fact: str, definitions: Mapping[str, str]) -> str | None:
    """Give the definition of the indicator that a fact of the region is read from."""
    return definitions.get(str(catalogue().get(fact, {}).get("indicator"))) or None


def internal(material: Material) -> Block | None:
    """Give what only the office sees: odds and their record, reminders, projects followed."""
    told = material.told
    if public(material):
        return None
    parts = [
        blocks.heading(1, plain(say(told, "heading.internal"))),
        section(material, "odds", ahead.odds(told),
                [pictures.fan(material), tables.outlook(told)], level=2),
    ]  # fmt: skip
    if told.names("units"):
        parts.append(reminders(material))
    listed = [duties.table(told, material.projects)]
    parts.append(section(material, "duties", duties.duties(told), listed, level=2))
    return blocks.group(*parts)


def reminders(material: Material) -> Block:
    """List the units that rules put forward, with a draft letter to each: people decide."""
    told = material.told
    drafts = watch.letters(told)
    said = section(material, "watch", watch.watch(told), [watch.table(told)], level=2)
    if not drafts:
        return said
    heading = blocks.heading(3, plain(say(told, "watch.draft")), numbered=False)
    return blocks.group(said, heading, *(blocks.paragraph(runs) for runs in drafts))


def public(material: Material) -> bool:
    """Tell whether a bulletin is for the public."""
    return "public" in material.told.words


def section(
    material: Material,
    name: str,
    paragraphs: Iterable[Runs],
    parts: Iterable[Block | None] = (),
    *,
    level: int = 1,
) -> Block:
    """Put a heading of the phrase book over paragraphs, tables and figures."""
    heading = blocks.heading(level, plain(say(material.told, f"heading.{name}")))
    said = [blocks.paragraph(runs) for runs in paragraphs]
    return blocks.group(heading, *said, *known(parts))


def known(parts: Iterable[Block | None]) -> list[Block]:
    """Leave out what is not there."""
    return [part for part in parts if part is not None]
