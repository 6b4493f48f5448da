"""Tasks of actors: what each department, office, chain or zone has done of its target clauses.

Comes in: ledgers, leads and a target book in which some subjects are no regions (S003 3-5, 8).
Goes out: one row an actor and clause. Whoever has a task has a row, with or without a project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.codebook.actors import OTHER, PARK, REGION, Actors, kind_of, load_actors
from zsanalytics.measures.actor_evidence import (
    CHAIN,
    MEASURED,
    SLACK,
    Evidence,
    Reading,
    Subject,
    evidence,
)
from zsanalytics.periods import parse_asof

COLUMNS = (
    "actor", "kind", "listed", "clause", "indicator", "segment", "year", "month", "months",
    "actual", "target", "gap", "done", "line", "status", "source", "cells",
)  # fmt: skip

_EACH = re.compile(r"[(（]每[^)）]*[)）]$")


def actor_progress(
    projects: pd.DataFrame,
    leads: pd.DataFrame,
    targets: pd.DataFrame,
    asof: str,
    *,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """What each actor has done of each of its target clauses.

    各责任主体逐条目标的完成情况。

    Parameters
    ----------
    projects : DataFrame
        Ledgers; the snapshot of ``asof`` counts. Without any, what rests on them is NaN.
    leads : DataFrame
        The `leads` table of all months known; without any, what rests on it is NaN.
    targets : DataFrame
        The target book. Clauses of the year of ``asof`` count, of kind ``count`` or ``rate`` and
        of the indicators below. A subject such as ``张掖市…市直部门(每个)`` stands for each actor
        of that kind that ``codes/actors.toml`` lists with a task (with none listed: for those that
        occur), ``…产业链(每条)`` for each key chain, ``…县区(每个)`` for each member, a region
        below the root for itself.
    asof : str
        The month.
    book : Codebook, optional
        The office's tree, chains and actors; the shipped one by default.

    Returns
    -------
    DataFrame
        One row an actor, clause and, where the target is a month's, month: ``actor, kind,
        listed`` (with a task in the list), ``clause, indicator, segment, year, month, months``
        (the months that row covers; NaN for the year), ``actual, target, gap`` (target − actual),
        ``done``, ``line, status`` (``draft`` of a document that is not final), ``source`` (the
        clause) and ``cells`` (of the evidence, joined by ``; ``).

        ``contracted_projects``: projects signed this year, neither terminated nor withdrawn, of
        the segment (``规模=1000万元以上``: contract amount; a missing amount is not counted).
        ``landed_firms``: investors of such or earlier projects that landed this year.
        ``first_year_arrival_rate``: funds of this year ÷ contract amount, of the projects signed
        this year with an amount; blank funds count as nothing arrived; NaN without a project.
        ``leads``: valid leads (`first_listings`) first listed this year. ``monthly_leads``: the
        same by month; a month without any list is taken together with the next one that has some,
        and so is its target. ``target_firms``: firms on this year's lists that are not lost.
        A project of two actors counts for each. NaN is not done.

    Examples
    --------
    >>> from zsanalytics.schema import LEADS, TARGETS, conform, empty
    >>> ledger = pd.DataFrame(
    ...     {
    ...         "region": "甘州区",
    ...         "project_id": ["a", "b"],
    ...         "year": 2026,
    ...         "month": 6,
    ...         "introduced_by": ["市工信局", "市商务局"],
    ...         "contract_amount": [0.5, 0.05],
    ...         "funds_ytd": [0.3, 0.0],
    ...         "signed_on": pd.Timestamp(2026, 2, 1),
    ...         "status": "active",
    ...     }
    ... )
    >>> target = {
    ...     "clause": "4",
    ...     "region": "张掖市市直部门(每个)",
    ...     "year": 2026,
    ...     "kind": "count",
    ...     "indicator": "contracted_projects",
    ...     "segment": "规模=1000万元以上",
    ...     "value": 1,
    ... }
    >>> told = actor_progress(ledger, empty(LEADS), conform([target], TARGETS), "2026-06")
    >>> told[["actor", "actual", "done"]].values.tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['市农业农村局', 0.0, False], ['市工信局', 1.0, True], ['市文广旅游局', 0.0, False],
     ['市商务局', 0.0, False]]
    """
    book = book or load_codebook()
    actors, year = load_actors(book), parse_asof(asof)[0]
    wanted = targets[(targets["year"] == year) & targets["indicator"].isin(list(MEASURED))]
    wanted = wanted[wanted["kind"].isin(["count", "rate"])]
    held = evidence(projects, leads, asof, actors, book)
    rows = [
        _row(target, subject, reading)
        for target in wanted.to_dict("records")
        for subject in _subjects(str(target["region"]), actors, held)
        for reading in MEASURED[target["indicator"]](held, subject, str(target["segment"]))
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"month": "Int64", "months": "Int64", "actual": float, "target": float,
                         "gap": float, "listed": bool, "done": bool})  # fmt: skip


def _row(target: dict[str, Any], subject: Subject, reading: Reading) -> dict[str, Any]:
    times = 1.0 if np.isnan(reading.months) else reading.months
    asked = float(target["value"]) * times
    same = ("clause", "indicator", "segment", "year", "line", "status", "source")
    return {
        **{name: target[name] for name in same},
        "actor": subject.actor, "kind": subject.kind, "listed": subject.listed,
        "month": reading.month, "months": reading.months,
        "actual": reading.value, "target": asked, "gap": asked - reading.value,
        "done": bool(reading.value >= asked - SLACK),
        "cells": "; ".join(dict.fromkeys(reading.cells.dropna())),
    }  # fmt: skip


def _subjects(name: str, actors: Actors, held: Evidence) -> Iterator[Subject]:
    """List whom the subject of a target means; the office itself is no actor of its own."""
    book = held.book
    place = _place(name, book)
    if name in book.places:
        regions = [name] if name != book.root else []
        yield from (Subject(region, _region_kind(region, book), True) for region in regions)
    elif not _EACH.search(name):
        yield Subject(name, kind_of(name, book), name in set(actors.members["actor"]))
    elif CHAIN in name:
        yield from (Subject(chain, CHAIN, True) for chain in book.chain_list(place))
    elif REGION in name:
        yield from (Subject(unit, _region_kind(unit, book), True) for unit in book.members(place))
    else:
        yield from _of_kind(name, actors, held)


def _region_kind(region: str, book: Codebook) -> str:
    return PARK if book.level(region) == "zone" else REGION


def _place(name: str, book: Codebook) -> str:
    """Give the region that a target's subject begins with, else the root."""
    return max((region for region in book.places if name.startswith(region)), key=len,
               default=book.root)  # fmt: skip


def _of_kind(name: str, actors: Actors, held: Evidence) -> Iterator[Subject]:
    """List the actors of a kind with a task; with none listed, those that occur.

    A subject of no known kind stands for itself, so that its target is seen.
    """
    kinds = {*dict(actors.kinds), *actors.members["kind"]}
    kind = max((kind for kind in kinds if kind in name), key=len, default="")
    listed = [
        row["actor"]
        for row in actors.members.to_dict("records")
        if row["kind"] == kind and row["task"] and name.startswith(row["of"])
    ]
    yield from (Subject(actor, kind, True) for actor in listed)
    if not kind:
        yield Subject(name, OTHER, False)
    elif not listed:
        found = {*held.brought["actor"], *held.listings["giver"].dropna()}
        known = sorted(actor for actor in found if kind_of(actor, held.book) == kind)
        yield from (Subject(actor, kind, False) for actor in known)
