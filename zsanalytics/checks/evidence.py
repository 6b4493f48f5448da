"""Evidence: the tables a check looks at, joined to what every rule needs.

Comes in: a panel, its past, records, projects, targets. Goes out: an `Evidence` whose ``rows`` are
the submitted values, past and present, one a key, with the bounds within which each value lay
before it was rounded for printing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.checks.precision import as_corrected, half_by_source, usual_half, with_precision
from zsanalytics.codebook import Codebook
from zsanalytics.measures.breaks import bridging, scopes_of
from zsanalytics.measures.keys import (
    SERIES,
    Numbers,
    Values,
    is_computed,
    look_up,
    numbered,
    numbers_of_both,
    values_of,
)
from zsanalytics.periods import asof_text
from zsanalytics.schema import (
    KEY,
    LEADS,
    PANEL,
    PROJECTS,
    RECORDS,
    REGISTER,
    TARGETS,
    conform,
    empty,
    require,
)

TINY = 1e-9
"""Sums of floats are never exact; differences below this are none."""


LOOKED_BACK = 14
"""Months before the oldest looked at that a rule may ask for: last year's, and that before it."""


class Evidence(NamedTuple):
    """What the rules look at.

    ``rows`` has the panel's columns plus ``checked`` (False for the past), ``half`` (half a unit of
    the last printed digit, in the unit of ``value``), ``kind``, ``unit``, ``decimals``, ``total``,
    ``least`` of its indicator, and ``parent`` of its region; ``here`` are those of the months
    looked at. ``computed`` has the rows we added up.
    ``repeated`` has the rows of the panel whose key was submitted with different values;
    ``printed`` has the records with ``half`` and ``source``, corrected where the panel is.
    ``projects`` has the ledgers of units, ``departments`` those that list one chain's projects in
    several units; ``number`` in both is the project's number as it was sent. Ledgers of months
    before those looked at are ``past_projects``; ``register`` says when each file came, ``due_day``
    on which day of the following month it was due (0: not asked). ``leads`` are those of the
    newest month looked at, ``past_leads`` those listed before.
    """

    rows: pd.DataFrame
    here: pd.DataFrame
    computed: pd.DataFrame
    repeated: pd.DataFrame
    printed: pd.DataFrame
    projects: pd.DataFrame
    past_projects: pd.DataFrame
    departments: pd.DataFrame
    targets: pd.DataFrame
    register: pd.DataFrame
    due_day: int
    book: Codebook
    leads: pd.DataFrame
    past_leads: pd.DataFrame


def gather(
    panel: pd.DataFrame,
    *,
    book: Codebook,
    previous: pd.DataFrame | None = None,
    records: pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
    register: pd.DataFrame | None = None,
    due_day: int = 0,
    leads: pd.DataFrame | None = None,
) -> Evidence:
    """Put the tables together; absent ones are empty.

    Raises
    ------
    PanelError
        If a table lacks columns of its key.
    """
    require(panel, PANEL, (*KEY, "value"))
    given = conform(panel, PANEL).assign(checked=True)
    if previous is not None and len(previous):
        require(previous, PANEL, (*KEY, "value"))
        recent = month_of(previous) >= month_of(given).min() - LOOKED_BACK
        past = conform(previous[recent], PANEL).assign(checked=False)
        given = pd.concat([past, given], ignore_index=True)
    printed = with_precision(empty(RECORDS) if records is None else conform(records, RECORDS), book)
    ours = is_computed(given)
    rows = given[~ours].drop_duplicates(KEY, keep="last").reset_index(drop=True)
    printed = as_corrected(printed, rows)
    rows = _described(rows, printed, book)
    here = rows[month_of(rows).isin(month_of(rows[rows["checked"]]).unique())]
    ledger = empty(PROJECTS) if projects is None else conform(projects, PROJECTS)
    past = _past(ledger, here)
    earlier, ledger = ledger[past].reset_index(drop=True), ledger[~past].reset_index(drop=True)
    ledger, across = ledger.assign(number=_number(ledger)), _departmental(ledger, book)
    listed = empty(LEADS) if leads is None else conform(leads, LEADS)
    before = _past(listed, here)
    return Evidence(
        rows=rows,
        here=here,
        computed=given[ours & given["checked"].to_numpy()].reset_index(drop=True),
        repeated=_repeated(given[~ours & given["checked"].to_numpy()]),
        printed=printed,
        projects=ledger[~across].reset_index(drop=True),
        past_projects=earlier[~_departmental(earlier, book)].reset_index(drop=True),
        departments=ledger[across].reset_index(drop=True),
        targets=empty(TARGETS) if targets is None else conform(targets, TARGETS),
        register=_of_months(register, here),
        due_day=due_day,
        book=book,
        leads=listed[~before].reset_index(drop=True),
        past_leads=listed[before].reset_index(drop=True),
    )


def _of_months(register: pd.DataFrame | None, here: pd.DataFrame) -> pd.DataFrame:
    """Keep what was received for the newest month looked at; a line may leave its month out."""
    if register is None:
        return empty(REGISTER)
    require(register, REGISTER, ("unit", "received"))
    lines = conform(register, REGISTER)
    if here.empty:
        return lines[lines["asof"].notna()]
    newest = here.loc[month_of(here).idxmax()]
    asof = asof_text(int(newest["year"]), int(newest["month"]))
    lines = lines.assign(asof=lines["asof"].fillna(asof))
    return lines[lines["asof"] == asof]


def month_of(rows: pd.DataFrame) -> pd.Series:
    """Number the months through the years."""
    return rows["year"] * 12 + rows["month"]


def _past(ledger: pd.DataFrame, here: pd.DataFrame) -> pd.Series:
    """Mark ledgers before the newest of the months looked at; without one, before the newest."""
    count = month_of(ledger)
    asked = count[count.isin(month_of(here).unique())]
    return count < (asked.max() if len(asked) else count.max())


def _number(ledger: pd.DataFrame) -> pd.Series:
    """Give the project's number as it was sent: reading adds -2, -3 … to one that is repeated."""
    sent = ledger["project_id"].str.replace(r"-\d+$", "", regex=True)
    there = pd.MultiIndex.from_frame(ledger[["project_id", "region", "year", "month"]])
    base = pd.MultiIndex.from_frame(ledger.assign(sent=sent)[["sent", "region", "year", "month"]])
    return ledger["project_id"].where(~base.isin(there), sent)


def _departmental(ledger: pd.DataFrame, book: Codebook) -> pd.Series:
    """Mark the rows of files that list projects of a single chain for the whole of a province.

    Such a file holds three units or more, or its name is that of a chain and of no unit.
    """
    file = ledger["source"].fillna("").str.rsplit("!", n=2).str[0]
    unit = ledger["region"].map({name: unit_of(book, name) for name in ledger["region"].unique()})
    chains = ledger["chain"].fillna("").groupby(file).transform("nunique")
    units = unit.groupby(file).transform("nunique")
    named = ledger["chain"].notna().groupby(file).transform("all")
    of_chain = {name: _is_of_chain(name, book) for name in file.unique()}
    return named & (file != "") & (chains == 1) & ((units >= 3) | file.map(of_chain).astype(bool))


def _is_of_chain(file: str, book: Codebook) -> bool:
    """Tell whether a file's name is that of a chain's lead department, and of no region."""
    if not re.search(r"产业链|链办|链长|专班", file):
        return False
    short = (str(name) for name in book.regions["short"] if len(str(name)) > 1)
    return not any(name in file for name in (*book.places, *short))


def unit_of(book: Codebook, region: str) -> str:
    """Give the unit a region belongs to: the highest region below the root."""
    while region in book.places and book.places[region]["parent"]:
        above = str(book.places[region]["parent"])
        if not book.places[above]["parent"]:
            return region
        region = above
    return region


def _repeated(rows: pd.DataFrame) -> pd.DataFrame:
    twice = rows[rows.duplicated(KEY, keep=False)]
    spread = twice.groupby(list(KEY))["value"].agg(["min", "max"])
    told = spread.index[spread["max"] - spread["min"] > TINY]
    return twice[pd.MultiIndex.from_frame(twice[list(KEY)]).isin(told)]


def _described(rows: pd.DataFrame, printed: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    about = {name: _entry(book, name) for name in rows["indicator"].dropna().unique()}
    facts = {
        column: rows["indicator"].map({name: entry[column] for name, entry in about.items()})
        for column in ("kind", "unit", "decimals", "total", "least")
    }
    facts["decimals"] = facts["decimals"].astype("float64")
    facts["least"] = facts["least"].astype("float64")
    parents = {
        name: book.places[name]["parent"] if name in book.places else ""
        for name in rows["region"].dropna().unique()
    }
    half = rows["source"].map(half_by_source(printed))
    usual = usual_half(facts["decimals"], facts["kind"] == "rate")
    return rows.assign(
        **facts,
        parent=rows["region"].map(parents),
        half=half.astype("float64").where(half.notna(), usual).to_numpy(),
    )


def _entry(book: Codebook, indicator: str) -> Mapping[str, Any]:
    """Give an indicator's entry; of an unknown one nothing is too small."""
    entry = book.about(indicator)
    return entry if indicator in book.entries else {**entry, "least": -np.inf}


def keys(rows: pd.DataFrame) -> Numbers:
    """Number each row's key; one month earlier is one less, through the years."""
    return numbered(rows).number(SERIES, kinds=False)


def beside(rows: pd.DataFrame, wanted: pd.DataFrame, column: str = "value") -> Values:
    """Give a column of the row under each wanted key, NaN where there is none."""
    if rows.empty or wanted.empty:
        return np.full(len(wanted), np.nan)
    want, have = numbers_of_both(wanted, rows, KEY)
    return look_up(want, have, values_of(rows, column))


def on_scope(wanted: pd.DataFrame, back: int, book: Codebook, *, ahead: int = 0) -> Values | float:
    """Give the factor that puts figures of some months back on the scope of each key's month.

    ``ahead`` is added to both months, where the key's own month is the earlier one.
    """
    now = month_of(wanted).to_numpy(dtype="int64") + ahead
    return bridging(scopes_of(numbered(wanted), book, back=back), now, now - back)


def sources(rows: pd.DataFrame, wanted: pd.DataFrame) -> list[str]:
    """Give the source of the row under each wanted key, empty where there is none."""
    if wanted.empty:
        return []
    at = beside(rows.assign(at=np.arange(len(rows), dtype="float64")), wanted, "at")
    known = rows["source"].iloc[at[~np.isnan(at)].astype("int64")].fillna("")
    told = iter(known)
    return ["" if np.isnan(place) else str(next(told)) for place in at]
