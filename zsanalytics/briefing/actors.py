"""Actors and leads: what the review of tasks gathers, from the vintage to its material.

This door has the tasks of departments, offices, zones and chains measured, what each actor brought
in, and what became of the leads, and hands plain frames to `publish`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.briefing.gathering import (
    prepare,
    projects_of,
    ranges,
    vintage_told,
)
from zsanalytics.codebook import Codebook
from zsanalytics.errors import RequestError
from zsanalytics.measures.actor_tasks import actor_progress
from zsanalytics.measures.actors import actor_scores
from zsanalytics.measures.lead_register import first_listings, lead_register
from zsanalytics.measures.leads import (
    approached_twice,
    days_in_stage,
    lead_conversion,
    linked_leads,
    lost_reasons,
)
from zsanalytics.periods import asof_text, parse_asof
from zsanalytics.publish.actor_facts import ActorFrames, Review, reviewed
from zsanalytics.publish.audience import INTERNAL
from zsanalytics.schema import LEADS, conform, empty

ORDER = ("县区", "园区", "市直部门", "驻外机构", "国有企业", "商会协会", "中介机构")
"""The kinds of actors in the order of S002 十八; others follow."""

FEW = 12
"""How many cells of a number are named one by one."""


def prepare_actors(
    asof: str,
    region: str,
    *,
    audience: str = INTERNAL,
    final: str = "",
    project: str | Path | None = None,
) -> Review:
    """Gather the review of a region's actors and leads.

    Parameters
    ----------
    asof, region, audience, final, project
        As for `prepare`.

    Raises
    ------
    RequestError
        If the region is not the office's own: actors are the office's, not a county's.
    """
    folder = store.project_folder(project)
    book = store.project_book(folder)
    material = prepare(asof, region, audience=audience, final=final, project=folder)
    if material.region != book.root:
        raise RequestError(
            f"region {material.region}: actors and leads are those of the office; name {book.root}"
        )
    vintage = vintage_told(folder, asof, final)
    targets = store.project_targets(folder)
    return reviewed(material, frames_of(vintage, targets, asof, book))


def frames_of(vintage: Path, targets: pd.DataFrame, asof: str, book: Codebook) -> ActorFrames:
    """Measure actors and leads of a vintage.

    A month without ledgers gives no scores; leads count from the first of this year's lists.
    """
    year, month = parse_asof(asof)
    ledgers = projects_of(vintage)
    now = ledgers[(ledgers["year"] == year) & (ledgers["month"] == month)]
    leads = _leads_of(vintage, asof)
    mine, since = leads[leads["year"] == year], asof_text(year, 1)
    together = leads.assign(chain="合计")
    listings = first_listings(leads, asof, book=book)
    listings = listings[listings["year"] == year]
    new = mine[mine["lead_id"].isin(listings["lead_id"])]
    register = lead_register(leads, asof, book=book)
    by_unit = listings.groupby("unit")["source"].agg("; ".join)
    conversion = lead_conversion(leads, asof, by="unit", since=since, book=book)
    whole = lead_conversion(together, asof, by="chain", since=since)
    frames = ActorFrames(
        progress=actor_progress(now, leads, targets, asof, book=book),
        scores=_in_order(actor_scores(now, asof, book=book)),
        kinds=_in_order(actor_scores(now, asof, book=book, by="kind")),
        conversion=conversion.assign(cells=conversion["unit"].map(by_unit)),
        whole=whole.assign(cells="; ".join(listings["source"])),
        listings=listings,
        standing=days_in_stage(mine, asof),
        register=_this_year(register, year),
        shared=approached_twice(mine, asof, book=book),
        links=linked_leads(new, ledgers, asof),
        reasons=lost_reasons(new, asof),
    )
    return ActorFrames(*map(_brief_cells, frames))


def _brief_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Name the cells that a number rests on: a few one by one, many as a range a sheet."""
    if "cells" not in frame.columns:
        return frame
    told = frame["cells"].fillna("").map(lambda cells: [c for c in cells.split("; ") if c])
    brief = [list(ranges(pd.Series(cells))) if len(cells) > FEW else cells for cells in told]
    return frame.assign(cells=["; ".join(cells) for cells in brief])


def _in_order(scores: pd.DataFrame) -> pd.DataFrame:
    """Put kinds in the order in which documents name them."""
    place = {kind: number for number, kind in enumerate(ORDER)}
    return scores.sort_values(
        "kind", key=lambda kinds: kinds.map(place).fillna(len(place)), kind="stable",
        ignore_index=True,
    )  # fmt: skip


def _leads_of(vintage: Path, asof: str) -> pd.DataFrame:
    """Read the leads of a vintage, up to its month; none where it keeps none."""
    path = vintage / "leads.parquet"
    return conform(pd.read_parquet(path), LEADS) if path.is_file() else empty(LEADS)


def _this_year(register: pd.DataFrame, year: int) -> pd.DataFrame:
    """Keep the firms listed or handed on this year; a former year's transfer is left out."""
    listed = register["listed"].str.startswith(f"{year}-").astype(bool)
    moved = pd.to_datetime(register["transferred_on"]).dt.year == year
    kept = register.assign(listed_now=listed)[listed | moved]
    return kept.assign(transferred_to=kept["transferred_to"].where(moved))
