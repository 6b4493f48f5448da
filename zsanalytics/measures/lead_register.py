"""The register of first contact (首谈首报): whose lead a firm is, who else met it, who took it on.

Comes in: the `leads` table of several months. Goes out: for each lead whether it counts for who
gave it; for each firm its holder, transfers and disputes (S003 5, 14, 17).
"""

from __future__ import annotations

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

    每条线索第一次登记时的样子，是否算提供者的。

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

    按首谈首报认定每家企业是谁的线索，谁承接，还有谁接洽过。

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
    if first.empty:
        days = dict.fromkeys(("first_met", "transferred_on"), "datetime64[ns]")
        return pd.DataFrame(columns=list(REGISTER)).astype({**days, "disputed": bool})
    marks = ["region", "lead_id"]
    known = _known(conform(leads, LEADS), asof)
    known = known.merge(first[[*marks, "unit", "firm"]], on=marks, how="left")
    holders = first.drop_duplicates("firm").set_index("firm")
    transfers = _transfers(known, holders["unit"])
    table = holders.rename(columns={"unit": "holder"}).drop(columns=transfers.columns).join(
        transfers
    )  # fmt: skip
    theirs = known[known["unit"] == known["firm"].map(table["transferred_to"])]
    own = known[known["unit"] == known["firm"].map(table["holder"])]
    table["listed"] = _months(table)
    table["taken_up"] = _months(theirs.drop_duplicates("firm").set_index("firm"))
    last = pd.concat([own, theirs]).drop_duplicates("firm", keep="last").set_index("firm")
    table["stage"] = last["stage"]
    table = table.join(_others(first, table))
    return table.reset_index()[list(REGISTER)]


def _known(leads: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Give the leads up to a month in the order of their months, with ``count``, months from 0."""
    year, month = parse_asof(asof)
    dated = leads.assign(count=leads["year"] * 12 + leads["month"])
    return dated[dated["count"] <= year * 12 + month].sort_values("count", kind="stable")


def _transfers(known: pd.DataFrame, holders: pd.Series) -> pd.DataFrame:
    """Give to whom and when each firm's holder handed it on last, by firm.

    The day is the one told, else the first of the month that first lists the transfer.
    """
    own = known[known["unit"] == known["firm"].map(holders)]
    moved = own[own["transferred_to"].notna()]
    receivers = moved.drop_duplicates("firm", keep="last").set_index("firm")["transferred_to"]
    moved = moved[moved["transferred_to"] == moved["firm"].map(receivers)]
    told = moved.dropna(subset="transferred_on").drop_duplicates("firm").set_index("firm")
    begun = moved.drop_duplicates("firm").set_index("firm")[["year", "month"]].assign(day=1)
    days = told["transferred_on"].reindex(receivers.index)
    return pd.DataFrame({
        "transferred_to": receivers,
        "transferred_on": days.fillna(pd.to_datetime(begun).astype("datetime64[ns]")),
    })  # fmt: skip


def _others(first: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """List the units that met each firm beside holder and receiver, and whether they contest it."""
    holder, receiver = (first["firm"].map(table[name]) for name in ("holder", "transferred_to"))
    rest = first[(first["unit"] != holder) & (first["unit"] != receiver)]
    contested = rest["first_met"] <= rest["firm"].map(table["first_met"])
    groups = rest.assign(disputed=contested).groupby("firm")
    others = groups["unit"].agg(lambda units: tuple(dict.fromkeys(units)))
    named = others.reindex(table.index)
    return pd.DataFrame({
        "others": pd.Series([of if isinstance(of, tuple) else () for of in named],
                            index=table.index, dtype="object"),
        "disputed": groups["disputed"].any().reindex(table.index, fill_value=False).astype(bool),
    })  # fmt: skip


def _months(leads: pd.DataFrame) -> pd.Series:
    """Write the month of each row as ``"2026-03"``."""
    told = [
        asof_text(year, month) for year, month in zip(leads["year"], leads["month"], strict=True)
    ]
    return pd.Series(told, index=leads.index, dtype="object")
