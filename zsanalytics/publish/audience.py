"""Audiences: what a briefing may show to whom.

Comes in: the facts of a bulletin. Goes out: the same for the office, or what the whitelist in
``codes/text/audience.toml`` lets the public see, without files and cells. Texts, tables, figures
and details are all made from what is left, so nothing else can reach them.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zsanalytics.codebook import CODES
from zsanalytics.publish.facts import catalogue

INTERNAL, PUBLIC = "internal", "public"
AUDIENCES = (INTERNAL, PUBLIC)
MARKS = {INTERNAL: "内部资料", PUBLIC: "公开"}


@functools.cache
def whitelist() -> Mapping[str, frozenset[str]]:
    """Give the facts that the public may see, by whose they are.

    Examples
    --------
    >>> "funds_ytd" in whitelist()["own"], "chance" in whitelist()["own"]
    (True, False)
    """
    with (CODES / "text" / "audience.toml").open("rb") as stream:
        return {part: frozenset(names) for part, names in tomllib.load(stream).items()}


def may_show(fact: str, parts: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether the public may see a fact.

    Parameters
    ----------
    fact : str
        Such as ``funds_ytd`` or ``funds_ytd@兰州市``.
    parts : mapping
        Lists of names: ``units, chains, origins, course``, ``leading`` (units that lead),
        ``levels``, and ``tasks`` (regions whose target was only handed down: it is not shown).

    Examples
    --------
    >>> parts = {"units": ("兰州市",), "tasks": ()}
    >>> may_show("funds_ytd@兰州市", parts), may_show("completion@兰州市", parts)
    (True, False)
    """
    name, _, of = fact.partition("@")
    known = whitelist()
    if not of:
        handed_down = bool(parts.get("own_task"))
        return name in known["own"] or (name in known["stated"] and not handed_down)
    kinds = [kind for kind in known if of in parts.get(kind, ())]
    return any(name in known[kind] for kind in kinds)


def released(facts: pd.DataFrame, parts: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Keep the facts that the public may see, without their files and cells.

    The formula stays; an internal name in it would be one of the catalogue, which has none.
    """
    kept = facts[[may_show(fact, parts) for fact in facts["fact"]]].reset_index(drop=True)
    return kept.assign(sources=pd.Series([() for _ in kept.index], index=kept.index, dtype=object))


def unknown() -> list[str]:
    """List the names on the whitelist that are no fact: misspelt ones would never be shown."""
    known: Mapping[str, Any] = catalogue()
    return sorted({name for names in whitelist().values() for name in names} - set(known))
