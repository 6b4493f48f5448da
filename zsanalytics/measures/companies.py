"""Company names: which group an investor belongs to, and by what evidence.

Comes in: names as ledgers write them, and the lists of ``codes/top500/``. Goes out: a `Match`, or
none. A name matches in full, as a known other name, or as a member of a group; a name that is
only near matches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook, squeeze
from zsanalytics.measures import company_words as words
from zsanalytics.measures.company_directory import Directory, directory, normal, stem

__all__ = ["CONFIDENCE", "Directory", "Match", "directory", "match", "normal", "parents", "stem"]

CONFIDENCE = ("high", "medium", "low")


class Match(NamedTuple):
    """The group an investor belongs to, and the evidence for it."""

    group: str
    evidence: str  # listed: its own name is on a list; alias: another name; subsidiary
    found: str  # the name that matched
    confidence: str


def match(name: str, known: Directory) -> Match | None:
    """Find the group of one investor, or nothing.

    Examples
    --------
    >>> known = directory()
    >>> match("中国电建", known).group, match("中国电建", known).evidence
    ('中国电力建设集团有限公司', 'alias')
    >>> match("电力建设有限公司", known) is None
    True
    """
    full = normal(name)
    head = words.BRANCH.match(full)
    forms = [full, head[1]] if head else [full]
    own = [_own_name(form, known) for form in forms if form]
    members = [_member(form, known) for form in forms if not words.NO_COMPANY.search(full)]
    return next((found for found in (*own, *members, _in_china(name, known)) if found), None)


def _in_china(name: str, known: Directory) -> Match | None:
    """Match the Chinese company of a foreign group: its name, then (中国)."""
    head, found, _ = squeeze(name).partition("(中国)")
    group = _own_name(normal(head), known) if found and head else None
    return group._replace(evidence="subsidiary", confidence="medium") if group else None


def _own_name(full: str, known: Directory) -> Match | None:
    """Match a name in full: on a list, or as another name of a group."""
    if full in known.listed:
        return Match(known.listed[full], "listed", full, "high")
    for form in (full, stem(full)):
        if form in known.aliases:
            group, confidence = known.aliases[form]
            return Match(group, "alias", form, confidence)
    return None


def _member(full: str, known: Directory) -> Match | None:
    """Match a member of a group: a known subsidiary, or a name built from the group's."""
    for form in (full, stem(full)):
        if form in known.subsidiaries:
            parent, confidence = known.subsidiaries[form]
            return Match(parent, "subsidiary", form, confidence)
    inner = _after_places(full, known)
    for length in range(len(full) - 1, 3, -1):
        head, rest = full[:length], full[length:]
        if head in known.prefixes and (head.endswith("集团") or _goes_on(rest, known)):
            return Match(known.prefixes[head], "subsidiary", head, "medium")
    return _by_brand(full, inner, known) or _by_own_name(full, inner, known)


def _after_places(full: str, known: Directory) -> tuple[str, ...]:
    """Give what is left of a name after each run of places it may begin with, longest first."""
    reach = known.places.match(full)
    ends = range(1, reach.end() + 1) if reach else range(0)
    return tuple(full[end:] for end in ends if known.places.fullmatch(full, 0, end))


def _by_own_name(full: str, inner: tuple[str, ...], known: Directory) -> Match | None:
    """Match a member named like its group, with or without a place before it."""
    for form in (full, *inner):
        for length in range(len(form) - 1, 2, -1):
            own, rest = form[:length], form[length:]
            if words.STREET.match(rest) or words.HUMBLE.search(rest):
                continue
            if own in known.distinct:
                return Match(known.distinct[own], "subsidiary", own, "medium")
            if own in known.heads and (words.INDUSTRY.search(rest) or known.places.match(rest)):
                return Match(known.heads[own], "subsidiary", own, "medium")
    return None


def _goes_on(rest: str, known: Directory) -> bool:
    return bool(words.AFTER_NAME.match(rest) or known.places.match(rest))


def _by_brand(full: str, inner: tuple[str, ...], known: Directory) -> Match | None:
    """Match a name that begins with a group's brand, where the row allows it after a place."""
    starts = {form[:2] for form in (full, *inner)}  # one look instead of a thousand comparisons
    for row in known.brands:
        if row["brand"][:2] not in starts:
            continue
        forms = (full, *inner) if row["after_place"] == "yes" else (full,)
        for form in forms:
            if form.startswith(row["brand"]) and _is_members(row, form, at_start=form == full):
                return Match(row["parent"], "subsidiary", row["brand"], row["confidence"])
    return None


def _is_members(row: Mapping[str, str], form: str, *, at_start: bool) -> bool:
    """Whether what follows the brand speaks for a member of the group and nothing against it."""
    brand, rest = row["brand"], form.removeprefix(row["brand"])
    if len(rest) < 2:
        return at_start and (rest == "云" or (not rest and len(brand) > 2 and not row["needs"]))
    against = (
        words.SPLIT.match(brand[-1] + rest[0])
        or words.STREET.match(rest)
        or words.HUMBLE.search(rest)
        or (row["except"] and re.match(row["except"], form))
    )
    if against or (row["needs"] and not _says_trade(row["needs"], rest, at_start=at_start)):
        return False
    if len(brand) < 3 and words.LUCKY.match(rest):
        return at_start and not words.BUILDER.match(rest)
    return bool(row["needs"] or len(brand) > 3 or at_start or not words.ANYBODY.search(rest))


def _says_trade(needs: str, rest: str, *, at_start: bool) -> bool:
    """Whether the rest of a name says a trade of the group; a vague word counts by its place."""
    return any(
        at_start or said.start() == 0 or not words.VAGUE.fullmatch(said[0])
        for said in re.finditer(needs, rest)
    )


def parents(investors: pd.Series, *, book: Codebook | None = None) -> pd.Series:
    """Give the group of each investor; an unknown investor is its own, a missing one missing."""
    known = directory(book)
    groups = {}
    for name in investors.dropna().unique():
        found = match(str(name), known)
        groups[name] = found.group if found else stem(normal(str(name)))
    return investors.map(groups)
