"""Evidence: the tables a check looks at, joined to what every rule needs.

Comes in: a panel, its past, records, projects, targets. Goes out: an `Evidence` whose ``rows`` are
the submitted values, past and present, one a key, with the bounds within which each value lay
before it was rounded for printing; and the words doubts are written in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.measures.keys import (
    Numbers,
    Values,
    is_computed,
    key_of,
    keys_of_both,
    look_up,
    values_of,
)
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.periods import period_text
from zsanalytics.schema import (
    KEY,
    PANEL,
    PROJECTS,
    RECORDS,
    TARGETS,
    WHOLE,
    conform,
    empty,
    require,
)

Doubt = dict[str, Any]
"""One row of the findings table without severity and rule, which the registry adds."""

TINY = 1e-9
"""Sums of floats are never exact; differences below this are none."""


class Evidence(NamedTuple):
    """What the rules look at.

    ``rows`` has the panel's columns plus ``checked`` (False for the past), ``half`` (half a unit of
    the last printed digit, in the unit of ``value``), ``kind``, ``unit``, ``decimals``, ``total``,
    ``least`` of its indicator, and ``parent`` of its region. ``computed`` has the rows we added up.
    ``repeated`` has the rows of the panel whose key was submitted with different values;
    ``printed`` has the records with ``half``.
    """

    rows: pd.DataFrame
    computed: pd.DataFrame
    repeated: pd.DataFrame
    printed: pd.DataFrame
    projects: pd.DataFrame
    targets: pd.DataFrame
    book: Codebook


def gather(
    panel: pd.DataFrame,
    *,
    book: Codebook,
    previous: pd.DataFrame | None = None,
    records: pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
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
        past = conform(previous, PANEL).assign(checked=False)
        given = pd.concat([past, given], ignore_index=True)
    printed = _printed(empty(RECORDS) if records is None else conform(records, RECORDS), book)
    ours = is_computed(given)
    rows = given[~ours].drop_duplicates(KEY, keep="last").reset_index(drop=True)
    return Evidence(
        rows=_described(rows, printed, book),
        computed=given[ours & given["checked"].to_numpy()].reset_index(drop=True),
        repeated=_repeated(given[~ours & given["checked"].to_numpy()]),
        printed=printed,
        projects=empty(PROJECTS) if projects is None else conform(projects, PROJECTS),
        targets=empty(TARGETS) if targets is None else conform(targets, TARGETS),
        book=book,
    )


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
    half = rows["source"].map(_half_by_source(printed))
    usual = _usual_half(facts["decimals"], facts["kind"] == "rate")
    return rows.assign(
        **facts,
        parent=rows["region"].map(parents),
        half=half.astype("float64").where(half.notna(), usual).to_numpy(),
    )


def _entry(book: Codebook, indicator: str) -> Mapping[str, Any]:
    """Give an indicator's entry; of an unknown one nothing is too small."""
    entry = book.about(indicator)
    return entry if indicator in book.entries else {**entry, "least": -np.inf}


def _usual_half(decimals: pd.Series, rate: pd.Series) -> pd.Series:
    """Half a unit of the usual last digit; counts are exact, rates are printed in %."""
    half = 0.5 * 10.0 ** -(decimals + 2.0 * rate)
    return half.where(decimals > 0, 0.0)


def _printed(records: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Add to each record half a unit of its last printed digit.

    A spreadsheet drops closing zeros, so for amounts the column decides, not the cell; a ratio is
    taken to be no finer than it was printed.
    """
    column = ["file", "sheet", "column_label", "measure", "unit_text"]
    places = records["decimals"].astype("float64")
    most = places.groupby([records[c].fillna("") for c in column]).transform("max")
    most = most.where(records["measure"] == "value", places)
    number, value = records["number"], records["value"]
    factor = (value / number.where(number != 0)).abs()
    factor = factor.groupby([records[c].fillna("") for c in column]).transform("median")
    usual = records["measure"].map(lambda name: 1.0 if name in ("value", "rank") else 0.01)
    half = 0.5 * 10.0**-most * factor.fillna(usual)
    counts = {i for i in records["indicator"].dropna().unique() if book.about(i)["decimals"] == 0}
    exact = records["indicator"].isin(counts) & (records["measure"] == "value")
    return records.assign(half=half.where(~exact, 0.0))


def _half_by_source(printed: pd.DataFrame) -> Mapping[str, float]:
    values = printed[(printed["measure"] == "value") & printed["half"].notna()]
    source = values["file"] + "!" + values["sheet"] + "!" + values["cell"]
    return dict(zip(source, values["half"], strict=True))


def keys(rows: pd.DataFrame) -> Numbers:
    """Number each row's key; one month earlier is one less, through the years."""
    return key_of(rows, computed=False)


def beside(rows: pd.DataFrame, wanted: pd.DataFrame, column: str = "value") -> Values:
    """Give a column of the row under each wanted key, NaN where there is none."""
    if rows.empty or wanted.empty:
        return np.full(len(wanted), np.nan)
    want, have = keys_of_both(wanted, rows, KEY)
    return look_up(want, have, values_of(rows, column))


def place(source: Any) -> dict[str, str]:
    """Split ``file!sheet!cell``; the file is named without its folder.

    Examples
    --------
    >>> place("2024-09/兰州市.xlsx!汇总表!D7")
    {'file': '兰州市.xlsx', 'sheet': '汇总表', 'cell': 'D7'}
    """
    if not isinstance(source, str) or not source:
        return {}
    parts = source.split("; ")[0].rsplit("!", 2)
    named = dict(zip(("file", "sheet", "cell"), parts, strict=False))
    return {**named, "file": PurePath(named["file"].replace("\\", "/")).name}


def doubt(row: Any, found: str, expected: str, message: str, remedy: str) -> Doubt:
    """Write a doubt about a row that has a key and a source (or file, sheet and cell)."""
    where: Doubt = place(getattr(row, "source", None)) or {
        name: getattr(row, name, None) for name in ("file", "sheet", "cell")
    }
    key = {name: getattr(row, name, None) for name in KEY}
    return {
        **where, **key, "found": found, "expected": expected, "message": message,
        "remedy": remedy,
    }  # fmt: skip


def each(rows: pd.DataFrame) -> Iterable[Any]:
    """Go through the few rows that a rule has picked out."""
    return rows.itertuples(index=False)


def what(book: Codebook, row: Any) -> str:
    """Name a row: region, period, indicator and part.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> row = pd.Series(
    ...     {"region": "兰州市", "indicator": "funds_in_place", "segment": "来源地=省外",
    ...      "year": 2024, "month": 9})  # fmt: skip
    >>> what(load_codebook(), row)
    '兰州市2024年1—9月到位资金（省外）'
    """
    return f"{row.region}{period_text(int(row.year), int(row.month))}{name_of(book, row)}"


def name_of(book: Codebook, row: Any) -> str:
    """Name an indicator and its part: 签约金额（三个500强）."""
    name = str(book.about(row.indicator)["name"] or row.indicator)
    return name + part_of(row.segment)


def part_of(segment: str) -> str:
    """Write a segment in brackets; the whole is not written."""
    if segment == WHOLE:
        return ""
    dimension, _, member = segment.partition("=")
    return f"（{dimension if member == '合计' else member}）"


def amount(book: Codebook, indicator: str, value: float, half: float = 0.0) -> str:
    """Print a value with its unit, with more decimals where it was printed with more."""
    entry = book.about(indicator)
    if entry["kind"] == "rate":
        return shown_percent(value)
    usual = int(entry["decimals"])
    finer = int(np.ceil(-np.log10(2 * half) - 1e-6)) if half > 0 else usual
    return f"{shown(value, min(max(usual, finer), 6) if usual else 0)}{entry['unit']}"


def change(fraction: float) -> str:
    """Write a change as bulletins do: a fall is 下降, never 增长 with a minus.

    Examples
    --------
    >>> change(0.4245), change(-0.0892)
    ('增长42.45%', '下降8.92%')
    """
    return f"{'下降' if fraction < 0 else '增长'}{shown_percent(abs(fraction))}"
