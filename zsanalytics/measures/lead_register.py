"""The register of first contact (首谈首报): whose lead a firm is, who else met it, who took it on.

Comes in: the `leads` table of several months. Goes out: for each lead whether it counts for who
gave it; for each firm its holder, transfers and disputes (S003 5, 14, 17).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.codebook.actors import Actors, actors_in, load_actors
from zsanalytics.measures.companies import normal
from zsanalytics.periods import asof_text, parse_asof
from zsanalytics.schema import LEADS, conform, require

LOST = "流失"
REPEATED, STILLBORN = "重复", "首报即流失"
"""Why a lead does not count: somebody listed the firm before; it was lost when first listed."""

REGISTER = (
    "company", "holder", "first_met", "listed", "stage", "transferred_to", "transferred_on",
    "taken_up", "others", "disputed", "source",
)  # fmt: skip


def lead_units(leads: pd.DataFrame, book: Codebook) -> pd.Series:
    """Say which unit each lead is of: the region below the office that lists it, else the actor.

    A department or office away has no region of its own: its leads stand under the office's root,
    or under none, with the actor as ``introduced_by``.
    """
    actors = load_actors(book)
    below = leads["region"].notna() & leads["region"].ne(book.root)
    regions = leads["region"].astype("object")
    return regions.where(below, _named(leads, "introduced_by", actors, book).fillna(regions))


def lead_givers(leads: pd.DataFrame, book: Codebook) -> pd.Series:
    """Say who gave each lead: the 引荐单位, a listed actor named as its 来源, else its unit."""
    actors = load_actors(book)
    found = _named(leads, "found_by", actors, book)
    known = found.where(found.isin(set(actors.members["actor"])))
    told = _named(leads, "introduced_by", actors, book)
    return told.fillna(known).fillna(lead_units(leads, book))


def _named(leads: pd.DataFrame, column: str, actors: Actors, book: Codebook) -> pd.Series:
    """Give the first actor that each text of a column names."""
    told = zip(leads[column], leads["region"].fillna(""), strict=True)
    found = [
        next(actors_in(text, actors, region, book), None) if isinstance(text, str) else None
        for text, region in told
    ]
    return pd.Series(found, index=leads.index, dtype="object")


def first_listings(leads: pd.DataFrame, asof: str, *, book: Codebook | None = None) -> pd.DataFrame:
    """Every lead once, as it was first listed, and whether it counts for who gave it.

    Parameters
    ----------
    leads : DataFrame
        The `leads` table, of all months known.
    asof : str
        The month; later ones are left aside.
    book : Codebook, optional
        Knows the office's root and its actors; the shipped one by default.

    Returns
    -------
    DataFrame
        The leads with ``unit`` (of whom it is), ``giver`` (who gave it), ``firm`` (the company's
        name in one spelling), ``valid`` and ``reason``. A lead is valid when it is first-hand and
        alive (S003 5, 第一手有效信息): no lead of the firm was listed in an earlier month, nor in
        the same month after an earlier first contact, and it was not lost when first listed. Of
        two first-hand leads of one giver one is valid; two givers on the same day both are.
        ``reason`` is empty, 重复 or 首报即流失.

    Raises
    ------
    PanelError
        If a column is missing.

    Examples
    --------
    >>> rows = [("甘州区", "甲集团", 2, "在谈"), ("高台县", "甲集团", 3, "线索")]
    >>> leads = pd.DataFrame(rows, columns=["region", "company", "month", "stage"])
    >>> leads = leads.assign(year=2026, lead_id=["a", "b"]).reindex(columns=list(LEADS.columns))
    >>> first_listings(leads, "2026-03")[["unit", "valid", "reason"]].values.tolist()
    [['甘州区', True, ''], ['高台县', False, '重复']]
    """
    require(leads, LEADS)
    book = book or load_codebook()
    known = _known(conform(leads, LEADS), asof)
    once = known.drop_duplicates(["region", "lead_id"]).reset_index(drop=True)
    told = once.assign(
        unit=lead_units(once, book), giver=lead_givers(once, book),
        firm=once["company"].map(normal).astype("object"),
        met=pd.to_datetime(once["first_met"]),
    )  # fmt: skip
    told = told.sort_values(["count", "met", "unit", "lead_id"], kind="stable", ignore_index=True)
    groups = told.groupby("firm", sort=False)
    day = told["met"].fillna(pd.Timestamp.max.normalize())
    first = (told["count"] == groups["count"].transform("first")) & (
        day == day.groupby(told["firm"]).transform("first")
    )
    repeated = ~first | told.duplicated(["firm", "giver"])
    lost = told["stage"].eq(LOST)
    reason = pd.Series("", index=told.index).mask(lost, STILLBORN).mask(repeated, REPEATED)
    return told.assign(valid=reason.eq(""), reason=reason).drop(columns=["count", "met"])


def lead_register(leads: pd.DataFrame, asof: str, *, book: Codebook | None = None) -> pd.DataFrame:
    """Whose lead each firm is by 首谈首报, who took it on, and who else met it.

    Parameters
    ----------
    leads, asof, book
        As for `first_listings`.

    Returns
    -------
    DataFrame
        One row a firm, in the order of registration: ``company``; ``holder``, the unit that
        listed it first (of the same month, with the earliest first contact); its ``first_met``;
        ``listed`` (the month, ``"2026-03"``) and ``source``; ``stage`` as last reported by the
        holder, or after a transfer by the receiver; ``transferred_to`` and ``transferred_on`` (the
        day where told, else the first of the month that first lists the transfer);
        ``taken_up``, the month in which the receiver first lists the firm itself (missing: not
        yet); ``others``, a tuple of further units beside the receiver; ``disputed``, whether one
        of them states an earlier or the same first contact.

    Examples
    --------
    >>> rows = [("甘州区", "甲集团", 2, "高台县"), ("高台县", "甲集团", 3, None)]
    >>> leads = pd.DataFrame(rows, columns=["region", "company", "month", "transferred_to"])
    >>> leads = leads.assign(year=2026, lead_id=["a", "b"], stage="在谈")
    >>> found = lead_register(leads.reindex(columns=list(LEADS.columns)), "2026-03")
    >>> found[["holder", "transferred_to", "taken_up", "others"]].values.tolist()
    [['甘州区', '高台县', '2026-03', ()]]
    """
    first = first_listings(leads, asof, book=book)
    known = _known(conform(leads, LEADS), asof).merge(
        first[["region", "lead_id", "unit", "firm"]], on=["region", "lead_id"], how="left"
    )
    history = dict(iter(known.groupby("firm", sort=False)))
    rows = [_entry(group, history[firm]) for firm, group in first.groupby("firm", sort=False)]
    table = pd.DataFrame(rows, columns=list(REGISTER))
    days = dict.fromkeys(("first_met", "transferred_on"), "datetime64[ns]")
    return table.astype({**days, "disputed": bool})


def _known(leads: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Give the leads up to a month in the order of their months, with ``count``, months from 0."""
    year, month = parse_asof(asof)
    dated = leads.assign(count=leads["year"] * 12 + leads["month"])
    return dated[dated["count"] <= year * 12 + month].sort_values("count", kind="stable")


def _entry(group: pd.DataFrame, history: pd.DataFrame) -> dict[str, Any]:
    """Put the register's row of a firm together: who is first, the rest beside it."""
    holder = group.iloc[0]
    own = history[history["unit"] == holder["unit"]]
    moved = own[own["transferred_to"].notna()]
    receiver = moved["transferred_to"].iloc[-1] if len(moved) else None
    theirs = history[history["unit"] == receiver] if receiver else history.iloc[:0]
    rest = group[~group["unit"].isin([holder["unit"], receiver])]
    met = pd.to_datetime(rest["first_met"])
    return {
        "company": holder["company"], "holder": holder["unit"],
        "first_met": pd.Timestamp(holder["first_met"]),
        "listed": asof_text(int(holder["year"]), int(holder["month"])),
        "stage": (theirs if len(theirs) else own)["stage"].iloc[-1],
        "transferred_to": receiver, "transferred_on": _moved_on(moved),
        "taken_up": _month_of(theirs.iloc[0]) if len(theirs) else None,
        "others": tuple(dict.fromkeys(rest["unit"])),
        "disputed": bool((met <= pd.Timestamp(holder["first_met"])).any()),
        "source": holder["source"],
    }  # fmt: skip


def _moved_on(moved: pd.DataFrame) -> pd.Timestamp:
    """Give the day of a transfer; the first of the month that first lists it where none is told."""
    if moved.empty:
        return pd.NaT
    last = moved[moved["transferred_to"] == moved["transferred_to"].iloc[-1]]
    told = pd.to_datetime(last["transferred_on"]).dropna()
    first = last.iloc[0]
    return told.iloc[0] if len(told) else pd.Timestamp(int(first["year"]), int(first["month"]), 1)


def _month_of(lead: pd.Series) -> str:
    return asof_text(int(lead["year"]), int(lead["month"]))
