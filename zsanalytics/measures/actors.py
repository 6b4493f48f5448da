"""Actors: departments, offices away, state firms, chambers and agents that bring projects in.

Comes in: ledgers, with 引荐单位 as ``introduced_by``. Goes out: what each brought in this year and
its place among its own kind: an office of three people is not ranked against a county.
"""

from __future__ import annotations

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.codebook.actors import kind_of, load_actors
from zsanalytics.errors import PanelError
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
    projects: pd.DataFrame, asof: str, *, by: str = "actor", book: Codebook | None = None
) -> pd.DataFrame:
    r"""What each actor brought in, and its place among its own kind.

    各责任主体引进了多少，在同类中排第几。

    Parameters
    ----------
    projects : DataFrame
        Ledgers; the snapshot of ``asof`` counts. Projects without 引荐单位 are no one's; one of
        two actors (市工信局、市商务局) counts for each, and once for their kind.
    asof : str
        The month.
    by : {"actor", "kind"}, default "actor"
        One row an actor, or the actors of a kind together (without ``actor`` and ``rank``).
    book : Codebook, optional
        Tells regions from other actors; its root's listed actors with a task always have a row.

    Returns
    -------
    DataFrame
        One row an actor: ``actor, kind, projects`` (signed this year), ``contract_amount`` and
        ``arrived`` (亿元, of those projects; blanks count as nothing arrived), ``arrival_rate``
        (arrived ÷ contract amount, a fraction, of the projects with an amount; NaN without any),
        ``cells`` (of the projects, joined by ``; ``) and ``rank`` (1 for the most arrived of the
        kind; ties 1, 1, 3). Terminated and withdrawn projects are left out. Definition of the
        rate: S003 4, funds arrived in the signing year.

    Raises
    ------
    PanelError
        If the ledgers have rows but none of ``asof``, or ``by`` is neither.

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
    if by not in ("actor", "kind"):
        raise PanelError(f"actor_scores: by={by!r}; expected 'actor' or 'kind'")
    book = book or load_codebook()
    actors, (year, _) = load_actors(book), parse_asof(asof)
    now = snapshot(as_ledger(projects), asof)
    mine = now[alive(now) & (now["signed_on"].dt.year == year)].reset_index(drop=True)
    brought = introductions(mine, book, actors)
    members = actors.members
    tasked = members.loc[(members["of"] == book.root) & members["task"].astype(bool), "actor"]
    names = sorted({*brought["actor"], *tasked})
    kinds = _kinds(names, members, book)
    brought = brought.assign(kind=brought["actor"].map(kinds))
    shown = names if by == "actor" else sorted(set(kinds.values()))
    scores = _sums(brought.drop_duplicates(["row", by]).join(mine, on="row"), by, shown)
    if by == "kind":
        return scores
    scores.insert(1, "kind", pd.Series(scores["actor"].map(kinds), dtype=object))
    place = scores.groupby("kind")["arrived"].rank(method="min", ascending=False)
    scores["rank"] = place.astype("int64")
    return scores.sort_values(["kind", "rank", "actor"], ignore_index=True)


def _kinds(names: list[str], members: pd.DataFrame, book: Codebook) -> dict[str, str]:
    """Give the kind of each actor: as it is listed, else as its name says."""
    listed = dict(zip(members["actor"], members["kind"], strict=True))
    return {name: listed.get(name) or kind_of(name, book) for name in names}


def _sums(theirs: pd.DataFrame, by: str, shown: list[str]) -> pd.DataFrame:
    """Add up the projects of each group; a group without any has zeros and no rate."""
    known = theirs["contract_amount"] > 0
    theirs = theirs.assign(due=theirs["funds_ytd"].where(known))
    sums = theirs.groupby(by, sort=True).agg(
        projects=("project_id", "nunique"),
        contract_amount=("contract_amount", "sum"),
        arrived=("funds_ytd", "sum"),
        arrival_rate=("due", "sum"),
        cells=("source", lambda cells: "; ".join(dict.fromkeys(cells.dropna()))),
    )
    blank = {"projects": 0, "contract_amount": 0.0, "arrived": 0.0, "cells": ""}
    numbers = dict.fromkeys(("projects", "contract_amount", "arrived", "arrival_rate"), float)
    sums = sums.astype({**numbers, "cells": object}).reindex(shown)
    table = sums.rename_axis(by).reset_index().fillna(blank)
    signed = table["contract_amount"]
    table["arrival_rate"] /= signed.where(signed > 0)
    return table.astype({"projects": "int64"})
