"""Material: everything a bulletin tells, as facts, words and lists of names.

Comes in: the measured frames of one region and month. Goes out: `Material`, from which texts,
tables and figures are made. Labels and words come from here, so that every part of a bulletin
calls a thing by the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish import audience, places
from zsanalytics.publish.corrections import corrected_parts
from zsanalytics.publish.duties import duty_facts
from zsanalytics.publish.facts import cells, collect, fact
from zsanalytics.publish.numbers import (
    Fact,
    Row,
    Rows,
    keyed,
    own_facts,
    pick,
    progress_facts,
    rate_facts,
    rest_facts,
    taken,
    unit_counts,
    whole_funds,
)
from zsanalytics.publish.numbers_ahead import BOUNDS, landing_facts, needed_ratio, record_facts
from zsanalytics.publish.numbers_parts import (
    QUARTERS,
    chain_facts,
    chain_progress,
    course_facts,
    origin_facts,
    quarter_facts,
    season_facts,
)
from zsanalytics.publish.numbers_quality import (
    change_facts,
    changed_regions,
    quality_facts,
    quality_parts,
    unit_changes,
)
from zsanalytics.publish.subject import DEMO, Frames, Subject, bulletin_words
from zsanalytics.publish.watch import watched
from zsanalytics.publish.wording import Told, tell

FUNDS = "funds_in_place"
LOOKING_BACK = {"course", "quarter_flow", "quarter_growth", "expected", *BOUNDS}
"""Facts that rest on reports of earlier months too: their files are not those of this bulletin."""


class Material(NamedTuple):
    """What a bulletin is made of.

    ``facts`` is the facts table; ``told`` the same with words and lists of names, for texts;
    ``marks`` stand by the title, ``imprint`` above and below it; ``projects`` that posts follow
    (none for the public), ``corrections`` of its figures, ``definitions`` by indicator.
    """

    region: str
    asof: str
    facts: pd.DataFrame
    told: Told
    marks: tuple[str, ...]
    imprint: Mapping[str, str]
    projects: pd.DataFrame
    corrections: pd.DataFrame = pd.DataFrame()
    definitions: Mapping[str, str] = {}


def material(frames: Frames, subject: Subject) -> Material:
    """Put a bulletin's material together: every number it may show, and every name."""
    rows = keyed(frames.rows)
    own = pick(rows, subject.region, FUNDS, [subject.line])
    tasked = _tasked(frames.progress)
    words = bulletin_words(subject, own, task=subject.region in tasked)
    chains, parts = chain_facts(frames.rows, subject.region)
    origins, parts["origins"] = origin_facts(frames.rows, subject.region)
    listed = [
        *_measured(frames, rows, subject, words),
        *chains,
        *origins,
        *_internal(frames, subject, words),
        *_checks(frames, subject),
    ]
    listed += needed_ratio(
        {row["fact"]: row for row in listed}, frames.history, subject.region, _month(subject)
    )
    files = {
        cell.split("!")[0]
        for row in listed
        if row["fact"].partition("@")[0] not in LOOKING_BACK
        for cell in row["sources"]
        if "!" in cell
    }
    parts |= _parts(frames, own, subject, tasked)
    told = tell(collect(listed), words, parts)
    counted = [fact("input_files", len(files)), fact("watched_units", float(len(watched(told))))]
    facts = collect([*listed, *counted])
    parts |= corrected_parts(facts, frames.corrections, frames.breaks, *subject[:2])
    told = tell(facts, words, parts)
    if subject.audience == audience.PUBLIC:
        facts, told = for_public(told, facts)
    return Material(subject.region, subject.asof, facts, told, _marks(subject), subject.imprint,
                    frames.duties, frames.corrections, subject.definitions)  # fmt: skip


def for_public(told: Told, facts: pd.DataFrame) -> tuple[pd.DataFrame, Told]:
    """Leave of a bulletin's facts and lists what the public may see."""
    order = places.ordered(told, "growth")
    leading = places.cut(told, order, "growth", min(places.LISTED, len(order) // 2))
    shown = {"leading": tuple(leading), "levels": tuple(told.parts), **told.parts}
    kept = audience.released(facts, shown)
    hidden = ("lines", "tasks", "missing", "late", "asked", "revised", "corrected", "behind")
    parts = {name: names for name, names in shown.items() if name not in hidden}
    return kept, tell(kept, told.words, parts)


def _month(subject: Subject) -> tuple[int, int]:
    return parse_asof(subject.asof)


def _marks(subject: Subject) -> tuple[str, ...]:
    """List the marks by the title: made-up data, who may read it, draft or final."""
    state = "定稿" if subject.final else "送审稿"
    demo = (DEMO,) if subject.demo else ()
    return (*demo, audience.MARKS[subject.audience], state)


def _measured(
    frames: Frames, rows: Rows, subject: Subject, words: Mapping[str, str]
) -> Iterator[Fact]:
    """Give what the measures say: the region's own figures, its units, its place."""
    own = pick(rows, subject.region, FUNDS, [subject.line])
    own_numbers = list(own_facts(rows, subject.region, subject.line, words))
    yield from own_numbers
    yield from rest_facts(own_numbers)
    yield from whole_funds(rows, subject.region, subject.line)
    yield from course_facts(frames.history, subject.region, _month(subject), words)
    yield from quarter_facts(frames.history, subject.region, _month(subject), words)
    yield from season_facts(frames.history, subject.region, _month(subject)[0])
    yield from progress_facts(frames.progress, subject.region, words)
    yield from chain_progress(frames.chains, subject.region)
    yield from _rates(frames.rates, subject)
    yield from _firms(frames, rows, subject)
    yield from _unit_facts(frames, rows, subject, words)
    yield from _place(own, subject, words)
    yield from _total(frames.total, own, rows, subject, words)


def _internal(frames: Frames, subject: Subject, words: Mapping[str, str]) -> Iterator[Fact]:
    """Give what only the office sees: outlook, record, changes, submissions, projects."""
    main = {row["region"]: row["line"] for row in frames.progress.to_dict("records") if row["main"]}
    for place in (subject.region, *subject.units):
        of = "" if place == subject.region else place
        told = [] if of else _told_of(frames.history, place, _month(subject)[0])
        line = main.get(place, "")
        yield from landing_facts(frames.outlook, place, line, words, of=of, sources=told)
    yield from record_facts(frames.record, subject.region, words)
    yield from change_facts(frames.changes, subject.region, words)
    yield from unit_changes(frames.changes, subject.region, words)
    yield from quality_facts(frames.submissions, words)
    for unit, months in frames.behind.items():
        yield fact("months_behind", float(months), of=unit, words=words)
    yield from duty_facts(frames.duties, words)


def _told_of(history: pd.DataFrame, region: str, year: int) -> list[str]:
    """List the cells of a region's reports of this year and the last."""
    mine = history[(history["region"] == region) & (history["year"] >= year - 1)]
    return [cell for source in mine["source"] for cell in cells(source)]


def _rates(rates: pd.DataFrame, subject: Subject) -> Iterator[Fact]:
    for row in rates.to_dict("records"):
        own = row["region"] == subject.region
        yield from rate_facts(row, row["sources"], of="" if own else row["region"])


def _firms(frames: Frames, rows: Rows, subject: Subject) -> Iterator[Fact]:
    """Count the 三个500强 firms in the ledger where no report counts them: they do not add up."""
    submitted = pick(rows, subject.region, "contracted_firms", ["三个500强=合计"])
    if not submitted:
        ledgers = [
            cell
            for row in frames.rates.to_dict("records")
            if row["region"] == subject.region
            for cell in row["sources"]
        ]
        yield fact("top500_firms", frames.firms, sources=ledgers)


def _unit_facts(
    frames: Frames, rows: Rows, subject: Subject, words: Mapping[str, str]
) -> Iterator[Fact]:
    for unit in subject.units:
        yield from own_facts(rows, unit, subject.line, words, of=unit)
        yield from progress_facts(frames.progress, unit, words, of=unit)
        yield from _differences(rows, unit, subject, words)
    if subject.units:
        line = [pick(rows, unit, FUNDS, [subject.line]) for unit in subject.units]
        yield from unit_counts(line, frames.progress, list(subject.units), words)
    levels = list(subject.units.values())
    for level in dict.fromkeys(levels):
        yield fact("units", levels.count(level), of=level)


def _differences(
    rows: Rows, unit: str, subject: Subject, words: Mapping[str, str]
) -> Iterator[Fact]:
    """Set a unit's growth against that of the bulletin's own region."""
    value, sources = taken(pick(rows, unit, FUNDS, [subject.line]), "growth")
    whole = taken(pick(rows, subject.region, FUNDS, [subject.line]), "growth")[0]
    said = {**words, "parent": subject.region}
    yield fact("growth_difference", value - whole, of=unit, sources=sources, words=said)


def _place(own: Row, subject: Subject, words: Mapping[str, str]) -> Iterator[Fact]:
    """Set a region's growth against that of the whole it belongs to."""
    if not subject.whole:
        return
    value, sources = taken(own, "growth")
    above = taken(own, "whole_growth")[0]
    yield fact("growth_difference", value - above, sources=sources, words=words)
    yield fact("funds_growth", above, of=subject.whole, words=words)
    yield fact("peers", subject.peers, words=words)


def _total(
    total: float, own: Row, rows: Rows, subject: Subject, words: Mapping[str, str]
) -> Iterator[Fact]:
    """Set the sum of the units beside the submitted total."""
    if own.get("status", "computed") == "computed":
        return
    value, sources = taken(own, "value")
    units = [pick(rows, unit, FUNDS, [subject.line]) for unit in subject.units]
    below = [cell for unit in units for cell in cells(unit.get("source"))]
    yield fact("members_sum", total, sources=below, words=words)
    yield fact("members_gap", value - total, sources=[*sources, *below], words=words)


def _checks(frames: Frames, subject: Subject) -> Iterator[Fact]:
    """Count what is open, and this year's values that were changed after they were reported."""
    for name, severity in (("errors", "error"), ("warnings", "warning")):
        yield fact(name, float((frames.findings["severity"] == severity).sum()))
    for name in ("revised", "corrected"):
        changed = changed_regions(frames.history, subject.region, _month(subject)[0], name)
        yield fact(f"{name}_values", float(len(changed)))


def _parts(
    frames: Frames, own: Row, subject: Subject, tasked: set[str]
) -> dict[str, tuple[str, ...]]:
    """List what the texts name: units by level, further target lines, ranks that are shared."""
    ties = {"funds": "value_tied", "growth": "growth_tied"}
    region, units = subject.region, subject.units
    lines = [row for row in frames.progress.to_dict("records") if row["region"] == region]
    parts: dict[str, tuple[str, ...]] = {
        "units": tuple(units),
        "lines": tuple(row["line"] for row in lines if not row["main"]),
        "tasks": tuple(place for place in (region, *units) if place in tasked),
        "own_task": (region,) if region in tasked else (),
        "tied": tuple(name for name, column in ties.items() if own.get(column) is True),
        "computed": (region,) if own.get("status") == "computed" else (),
        "first": (region,) if _first_of_year(frames.history, subject) else (),
        "quarters": tuple(QUARTERS.values()),
        "months": tuple(_course_names(frames.history, subject)),
        **quality_parts(frames.submissions, frames.history, region, _month(subject)),
    }
    for level in dict.fromkeys(units.values()):
        parts[level] = tuple(unit for unit, kind in units.items() if kind == level)
    return parts


def _course_names(history: pd.DataFrame, subject: Subject) -> Iterator[str]:
    year, _ = _month(subject)
    for of in (year - 1, year):
        for month in range(1, 13):
            yield period_text(of, month)


def _first_of_year(history: pd.DataFrame, subject: Subject) -> bool:
    """Tell whether no earlier month of the year has been reported."""
    year, month = _month(subject)
    mine = history[(history["region"] == subject.region) & (history["year"] == year)]
    return not (mine["month"] < month).any()


def _tasked(progress: pd.DataFrame) -> set[str]:
    """Give the regions whose main line is a task handed down, not a target of their own."""
    rows = progress.to_dict("records")
    return {str(row["region"]) for row in rows if row["main"] and row["task"]}
