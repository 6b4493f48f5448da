"""A park's material: its facts with the words and lists of names that its bulletin uses.

Comes in: the measured frames of one park and month. Goes out: `ParkMaterial`. Which indicators are
shown, in which order, and what the public may see stand in ``codes/text/park.toml``.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import CODES
from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish.audience import MARKS, PUBLIC
from zsanalytics.publish.park_facts import ParkFrames, park_facts, ways
from zsanalytics.publish.subject import DEMO, Subject
from zsanalytics.publish.wording import Told, tell


class ParkMaterial(NamedTuple):
    """What a park's bulletin is made of: facts, the same for telling, marks, imprint, frames."""

    region: str
    asof: str
    facts: pd.DataFrame
    told: Told
    marks: tuple[str, ...]
    imprint: Mapping[str, str]
    late: pd.DataFrame


@functools.cache
def book_of_phrases() -> Mapping[str, Any]:
    """Read the phrases and lists of a park's bulletin."""
    with (CODES / "text" / "park.toml").open("rb") as stream:
        return tomllib.load(stream)


def shown(kind: str) -> tuple[str, ...]:
    """List the indicators of a part of the bulletin: ``amounts, firms, land, rates``."""
    return tuple(book_of_phrases()["show"][kind])


def park_material(frames: ParkFrames, subject: Subject) -> ParkMaterial:
    """Put a park's material together; the public gets what the lists let it see."""
    facts, late = park_facts(frames, subject.asof), frames.late
    if subject.audience == PUBLIC:
        kept = facts[[_may_show(fact) for fact in facts["fact"]]].reset_index(drop=True)
        nothing = pd.Series([() for _ in kept.index], index=kept.index, dtype=object)
        facts, late = kept.assign(sources=nothing), late.iloc[:0]
    marks = (*((DEMO,) if subject.demo else ()), MARKS[subject.audience],
             "定稿" if subject.final else "送审稿")  # fmt: skip
    told = tell(facts, _words(frames, subject), _parts(frames))
    return ParkMaterial(subject.region, subject.asof, facts, told, marks, subject.imprint, late)


def _may_show(fact: str) -> bool:
    """Tell whether the public may see a fact."""
    public, name = book_of_phrases()["public"], fact.partition("@")[0]
    endings = tuple(f"_{ending}" for ending in public["endings"])
    hidden = any(name.startswith(f"{indicator}_") for indicator in public["hidden"])
    return name in public["facts"] or (name.endswith(endings) and not hidden)


def _parts(frames: ParkFrames) -> dict[str, tuple[str, ...]]:
    """List what the texts name: series by part of the bulletin, targets, rates."""
    pairs = list(zip(frames.rows["indicator"], frames.rows["segment"], strict=True))
    goals = list(zip(frames.goals["indicator"], frames.goals["segment"], strict=True))
    elsewhere = {*shown("firms"), *shown("land"), *shown("rates")}
    listed = {
        "amounts": [pair for pair in pairs if pair[0] not in elsewhere],
        "firms": [pair for pair in pairs if pair[0] in shown("firms")],
        "land": [pair for pair in pairs if pair[0] in shown("land")],
        "goals": goals,
    }
    return {
        **{name: tuple("|".join(pair) for pair in found) for name, found in listed.items()},
        **{f"names_{way}": names for way, names in ways(frames.goals).items()},
        "rates": tuple(frames.rates["indicator"]),
        "drafts": tuple(frames.goals.loc[frames.goals["draft"], "label"]) if goals else (),
        "floors": tuple("|".join(p) for p, line in zip(goals, frames.goals["line"], strict=True)
                        if line == "floor"),
    }  # fmt: skip


def _words(frames: ParkFrames, subject: Subject) -> dict[str, str]:
    """Give the names and periods that the texts use; ``indicator|segment`` is a series' name."""
    year, month = parse_asof(subject.asof)
    land = frames.rows[frames.rows["indicator"].isin(shown("land"))]
    latest = land.sort_values(["year", "month"]).tail(1)
    names = {f"{r.indicator}|{r.segment}": str(r.label)
             for table in (frames.goals, frames.rows) for r in table.itertuples()}  # fmt: skip
    rates = {str(row.indicator): str(row.label) for row in frames.rates.itertuples()}
    words = {
        "region": subject.region, "period": period_text(year, month), "year": f"{year}年",
        "month_end": f"{month}月底", "month_last": f"{year}年{month}月末",
        "vintage": subject.vintage, **names, **rates,
    }  # fmt: skip
    for row in latest.itertuples():
        words["land_period"] = f"{int(row.year)}年{int(row.month)}月末"
    if month == 12:
        words["closed"] = "closed"
    if subject.audience == PUBLIC:
        words["public"] = "public"
    return words | ({"demo": DEMO} if subject.demo else {})
