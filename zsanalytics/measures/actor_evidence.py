"""Evidence on tasks of actors: their projects and leads, and how each indicator is read off them.

Comes in: the ledger of a month and the leads known. Goes out: readings, a value with its cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.codebook.actors import Actors, actors_in, load_actors
from zsanalytics.measures.companies import normal
from zsanalytics.measures.lead_register import LOST, first_listings
from zsanalytics.measures.ledger import alive, as_ledger, snapshot, stages_reached
from zsanalytics.periods import parse_asof
from zsanalytics.schema import LEADS, WHOLE, conform

CHAIN = "产业链"
"""The kind of a chain, which is an actor too where each has a target of its own."""

SLACK = 1e-9
"""A rate of 0.5 may be 0.49999999999999994."""

_SIZE = re.compile(r"规模=(\d+(?:\.\d+)?)(万元|亿元)以上")
_TAGS = re.compile(r"[、,，;；/\s]+")


class Subject(NamedTuple):
    """Who has a target: an actor, its kind, and whether it is listed with a task."""

    actor: str
    kind: str
    listed: bool


class Evidence(NamedTuple):
    """What targets are measured on: projects with their actors, leads with their givers."""

    asof: tuple[int, int]
    projects: pd.DataFrame
    brought: pd.DataFrame
    listings: pd.DataFrame
    leads: pd.DataFrame
    book: Codebook


class Reading(NamedTuple):
    """A value for a target, in its year or in a month with the months it covers, and its cells."""

    value: float
    cells: pd.Series
    month: float = float("nan")
    months: float = float("nan")


def evidence(
    projects: pd.DataFrame, leads: pd.DataFrame, asof: str, actors: Actors, book: Codebook
) -> Evidence:
    """Put together what the targets of a month are measured on."""
    now = snapshot(as_ledger(projects), asof)
    now = now[alive(now)].reset_index(drop=True)
    leads = conform(leads, LEADS)
    moment = parse_asof(asof)
    listings = first_listings(leads, asof, book=book)
    return Evidence(moment, now, introductions(now, book, actors), listings, leads, book)


def introductions(
    projects: pd.DataFrame, book: Codebook, actors: Actors | None = None
) -> pd.DataFrame:
    """List who brought each project in: ``row`` (of the ledger) and ``actor``, one row a pair."""
    known = actors or load_actors(book)
    told = projects.loc[projects["introduced_by"].notna(), ["region", "introduced_by"]]
    pairs = [
        (row.Index, actor)
        for row in told.itertuples()
        for actor in actors_in(row.introduced_by, known, row.region, book)
    ]
    return pd.DataFrame(pairs, columns=["row", "actor"])


def _theirs(held: Evidence, subject: Subject) -> pd.DataFrame:
    """Give the projects of an actor: brought in, of the chain, or in the region."""
    projects, book = held.projects, held.book
    if subject.kind == CHAIN:
        return projects[projects["chain"] == subject.actor]
    if subject.actor in book.places:
        return projects[projects["region"].isin([subject.actor, *book.descendants(subject.actor)])]
    rows = held.brought.loc[held.brought["actor"] == subject.actor, "row"]
    return projects.loc[rows]


def _signed_this_year(projects: pd.DataFrame, asof: tuple[int, int]) -> pd.DataFrame:
    year, month = asof
    signed = projects["signed_on"]
    return projects[(signed.dt.year == year) & (signed.dt.month <= month)]


def _within(projects: pd.DataFrame, segment: str) -> pd.DataFrame:
    """Keep the projects of a segment: the whole, a size class, a tag of the firm."""
    size = _SIZE.fullmatch(segment)
    if size:
        least = float(size[1]) / (10_000 if size[2] == "万元" else 1)
        return projects[projects["contract_amount"] >= least - SLACK]
    dimension, _, member = segment.partition("=")
    if dimension == "企业标签":
        held = [member in _TAGS.split(tags) for tags in projects["tags"].fillna("")]
        return projects[np.array(held, dtype=bool)]
    return projects if segment == WHOLE else projects.iloc[:0]


def _contracts(held: Evidence, subject: Subject, segment: str) -> Iterator[Reading]:
    mine = _within(_signed_this_year(_theirs(held, subject), held.asof), segment)
    yield Reading(_count(mine["project_id"].nunique(), held.projects), mine["source"])


def _landed(held: Evidence, subject: Subject, segment: str) -> Iterator[Reading]:
    mine = _within(_theirs(held, subject), segment)
    year = held.asof[0]
    reached = stages_reached(mine)["落地"]
    when = mine["landed_on"].fillna(mine["signed_on"])
    there = mine[reached & (when.dt.year == year)]
    firms = there["investor"].dropna().map(normal).nunique()
    yield Reading(_count(firms, held.projects), there["source"])


def _arrival(held: Evidence, subject: Subject, segment: str) -> Iterator[Reading]:
    mine = _within(_signed_this_year(_theirs(held, subject), held.asof), segment)
    known = mine[mine["contract_amount"] > 0]
    signed = known["contract_amount"].sum()
    rate = known["funds_ytd"].sum() / signed if signed > 0 else float("nan")
    yield Reading(rate, known["source"])


def _given(held: Evidence, subject: Subject) -> pd.DataFrame:
    """Give the valid leads of this year that an actor gave, or a region listed."""
    leads, year = held.listings, held.asof[0]
    now = leads[(leads["year"] == year) & leads["valid"].astype(bool)]
    if subject.kind == CHAIN:
        return now[now["chain"] == subject.actor]
    return now[now["giver"] == subject.actor]


def _leads(held: Evidence, subject: Subject, segment: str) -> Iterator[Reading]:
    mine = _given(held, subject)
    yield Reading(_count(len(mine), held.leads), mine["source"])


def _leads_by_month(held: Evidence, subject: Subject, segment: str) -> Iterator[Reading]:
    mine, (year, last) = _given(held, subject), held.asof
    told = held.leads[(held.leads["year"] == year) & (held.leads["month"] <= last)]
    before = 0
    for month in sorted({*told["month"], last}):
        now = mine[mine["month"] == month]
        yield Reading(_count(len(now), held.leads), now["source"], month, month - before)
        before = month


def _tracked(held: Evidence, subject: Subject, segment: str) -> Iterator[Reading]:
    year, month = held.asof
    leads = held.leads
    now = leads[(leads["year"] == year) & (leads["month"] <= month)].sort_values("month")
    now = now.drop_duplicates(["region", "lead_id"], keep="last")
    now = now[now["stage"] != LOST]
    mine = now[now["chain"] == subject.actor] if subject.kind == CHAIN else (
        now[now["region"] == subject.actor])  # fmt: skip
    yield Reading(_count(mine["company"].map(normal).nunique(), leads), mine["source"])


def _count(found: int, table: pd.DataFrame) -> float:
    """Give a count; without any table handed in it is not known, and not zero."""
    return float(found) if len(table) else float("nan")


MEASURED: dict[str, Callable[[Evidence, Subject, str], Iterator[Reading]]] = {
    "contracted_projects": _contracts,
    "landed_firms": _landed,
    "first_year_arrival_rate": _arrival,
    "leads": _leads,
    "monthly_leads": _leads_by_month,
    "target_firms": _tracked,
}
"""The indicators that an actor's target can be measured on."""
