"""Actors: departments, offices away, state firms, chambers and agents that bring projects in.

Comes in: ledgers, with 引荐单位 as ``introduced_by``. Goes out: what each brought in this year and
its place among its own kind: an office of three people is not ranked against a county.
"""

from __future__ import annotations

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.codebook.actors import kind_of, load_actors
from zsanalytics.measures.actor_evidence import introductions
from zsanalytics.measures.ledger import alive, as_ledger, snapshot
from zsanalytics.periods import parse_asof


def actor_kind(name: str, book: Codebook | None = None) -> str:
    """Say what kind of actor a name is: a region of the codebook, one of the kinds, or 其他.

    Examples
    --------
    >>> actor_kind("市政府驻上海联络处"), actor_kind("市工信局"), actor_kind("西峰区")
    ('驻外机构', '市直部门', '县区')
    """
    return kind_of(name, book or load_codebook())


def actor_scores(
    projects: pd.DataFrame, asof: str, *, book: Codebook | None = None
) -> pd.DataFrame:
    r"""What each actor brought in, and its place among its own kind.

    Parameters
    ----------
    projects : DataFrame
        Ledgers; the snapshot of ``asof`` counts. Projects without 引荐单位 are no one's; one of
        two actors (市工信局、市商务局) counts for each.
    asof : str
        The month.
    book : Codebook, optional
        Tells regions from other actors; its root's listed actors with a task always have a row.

    Returns
    -------
    DataFrame
        One row an actor: ``actor, kind, projects`` (signed this year), ``contract_amount`` and
        ``arrived`` (亿元, of those projects; blanks count as nothing arrived), ``arrival_rate``
        (arrived ÷ contract amount, a fraction; NaN without a contract amount) and ``rank`` (1 for
        the most arrived of the kind; ties 1, 1, 3), ``cells`` (of the projects, joined by ``; ``).
        Terminated and withdrawn projects are left out. Definition of the rate: S003 4, funds
        arrived in the signing year.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "甘州区",
    ...         "project_id": ["a", "b"],
    ...         "year": 2026,
    ...         "month": 3,
    ...         "introduced_by": ["市工信局", "市商务局"],
    ...         "contract_amount": [2.0, 1.0],
    ...         "funds_ytd": [0.5, 0.8],
    ...         "signed_on": pd.Timestamp(2026, 2, 1),
    ...         "status": "active",
    ...     }
    ... )
    >>> actor_scores(projects, "2026-03")[["actor", "arrival_rate", "rank"]].values.tolist()
    [['市商务局', 0.8, 1], ['市工信局', 0.25, 2]]
    """
    book = book or load_codebook()
    actors, (year, _) = load_actors(book), parse_asof(asof)
    now = snapshot(as_ledger(projects), asof)
    mine = now[alive(now) & (now["signed_on"].dt.year == year)].reset_index(drop=True)
    brought = introductions(mine, book, actors)
    theirs = brought.join(mine, on="row")
    scores = theirs.groupby("actor", sort=True).agg(
        projects=("project_id", "nunique"),
        contract_amount=("contract_amount", "sum"),
        arrived=("funds_ytd", "sum"),
        cells=("source", lambda cells: "; ".join(dict.fromkeys(cells.dropna()))),
    )
    members = actors.members
    tasked = members.loc[(members["of"] == book.root) & members["task"].astype(bool), "actor"]
    scores = scores.reindex(sorted({*scores.index, *tasked}))
    scores = (
        scores.rename_axis("actor")
        .reset_index()
        .fillna({"projects": 0, "contract_amount": 0.0, "arrived": 0.0, "cells": ""})
    )
    scores["projects"] = scores["projects"].astype("int64")
    known = dict(zip(members["actor"], members["kind"], strict=True))
    kinds = [known.get(name) or kind_of(name, book) for name in scores["actor"]]
    scores.insert(1, "kind", pd.Series(kinds, index=scores.index, dtype=object))
    signed = scores["contract_amount"]
    scores["arrival_rate"] = scores["arrived"] / signed.where(signed > 0)
    place = scores.groupby("kind")["arrived"].rank(method="min", ascending=False)
    scores["rank"] = place.astype("int64")
    return scores.sort_values(["kind", "rank", "actor"], ignore_index=True)
