"""How rows of a panel find each other: every key becomes one number, and numbers are looked up.

A series is a region, indicator and segment; what was submitted and what was computed under the
same key are two series. A month of a series is one number, so the same month a year earlier is
that number less 12, whatever the order of the rows and however many are missing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.schema import KEY, PANEL, require, text_dtype

Numbers = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]

SERIES = ("region", "indicator", "segment")
SPAN = 1 << 20  # months of a series, far more than any calendar has


class Keys(NamedTuple):
    """The keys of a panel's rows, as numbers."""

    codes: Mapping[str, Numbers]  # of region, indicator and segment: the place in names
    names: Mapping[str, pd.Index]
    computed: Rows
    year: Numbers
    month: Numbers
    own: Numbers  # of the whole key: series, kind of row and month
    index: pd.Index  # the same, hashed once for all that is looked up

    def number(self, columns: Sequence[str], *, kinds: bool = True) -> Numbers:
        """Number some columns and the month; with ``kinds``, computed rows apart."""
        number = self.computed.astype("int64") if kinds else np.zeros(len(self.month), "int64")
        for column in columns:
            number = number * max(len(self.names[column]), 1) + self.codes[column]
        return number * SPAN + self.year * 12 + self.month

    def look_up(self, wanted: Numbers, values: Values) -> Values:
        """Give the value of the row with each wanted key, NaN where there is none."""
        return taken(values, self.index.get_indexer(wanted))

    def among(self, column: str, names: Iterable[str]) -> Rows:
        """Mark the rows whose name in a column is one of some."""
        wanted = self.names[column].isin(list(names))
        return np.append(wanted, False)[self.codes[column]]

    def of_kind(self, kind: str, book: Codebook | None) -> Rows:
        """Mark the rows whose indicator is of a kind; an unknown indicator is ``ytd``."""
        book = book or load_codebook()
        same = [book.about(name)["kind"] == kind for name in self.names["indicator"]]
        return np.array([*same, False])[self.codes["indicator"]]


def keys_of(panel: pd.DataFrame) -> Keys:
    """Number the keys of a panel, and refuse one in which a key is repeated.

    Raises
    ------
    PanelError
        If a column is missing, or a key occurs twice among the submitted or the computed rows.
    """
    require(panel, PANEL, (*KEY, "value"))
    keys = numbered(panel)
    if not _unique(keys):
        again = panel[keys.index.duplicated()]
        remedy = (
            "choose one target line with zs.completion(..., line=)"
            if "line" in panel.columns
            else "keep one row a key (a computed total beside a submitted one is allowed)"
        )
        raise PanelError(
            f"panel: {len(again)} repeated keys, the first {describe(again.iloc[0])}; {remedy}"
        )
    return keys


def _unique(keys: Keys) -> bool:
    """Tell whether no key is repeated; by a table of marks where keys are dense, else by hash."""
    series, month = np.divmod(keys.own, SPAN)
    first = month.min(initial=SPAN)
    width = int(month.max(initial=first) - first + 1)
    size = (int(series.max(initial=0)) + 1) * width
    if size > 8 * len(series) + 1000:
        return bool(keys.index.is_unique)
    marks = np.zeros(size, dtype=bool)
    marks[series * width + month - first] = True
    return int(marks.sum()) == len(series)


def numbered(panel: pd.DataFrame) -> Keys:
    """Number the keys of a panel, repeated or not."""
    codes, names = {}, {}
    for column in SERIES:
        codes[column], found = pd.factorize(panel[column], use_na_sentinel=False)
        names[column] = pd.Index(found)
    year, month = (panel[column].to_numpy(dtype="int64") for column in ("year", "month"))
    keys = Keys(codes, names, is_computed(panel), year, month, month, pd.Index([]))
    own = keys.number(SERIES)
    return keys._replace(own=own, index=pd.Index(own))


def is_computed(panel: pd.DataFrame) -> Rows:
    """Mark the rows that we added up ourselves; without a status, all were submitted."""
    if "status" not in panel.columns:
        return np.zeros(len(panel), dtype=bool)
    return (panel["status"] == "computed").to_numpy(dtype=bool, na_value=False)


def describe(row: pd.Series) -> str:
    """Write a row's key in words, for an error."""
    where = " ".join(str(row[name]) for name in SERIES)
    return f"{where} {int(row['year'])}-{int(row['month']):02d}"


def look_up(wanted: Numbers, have: Numbers, values: Values) -> Values:
    """Give the value under each wanted number, NaN where there is none."""
    return taken(values, pd.Index(have).get_indexer(wanted))


def taken(values: Values, places: npt.NDArray[np.intp]) -> Values:
    """Give the value at each place, NaN at -1."""
    if not len(values):
        return np.full(len(places), np.nan)
    return np.where(places >= 0, values[places], np.nan)


def year_numbers(keys: Keys, other: pd.DataFrame) -> tuple[Numbers, Numbers]:
    """Number series and year alike in a panel and a table; what the panel has not is below 0."""
    number, there = np.zeros(len(keys.year), "int64"), np.zeros(len(other), "int64")
    strange = np.zeros(len(other), dtype=bool)
    for column in SERIES:
        places = keys.names[column].get_indexer(pd.Index(other[column]))
        number = number * max(len(keys.names[column]), 1) + keys.codes[column]
        there = there * max(len(keys.names[column]), 1) + places
        strange |= places < 0
    years = other["year"].to_numpy(dtype="int64")
    return number * SPAN + keys.year, np.where(
        strange, -1 - np.arange(len(other)), there * SPAN + years
    )


def numbers_of_both(
    left: pd.DataFrame, right: pd.DataFrame, columns: Sequence[str]
) -> tuple[Numbers, Numbers]:
    """Number the combinations of some columns alike in two tables; what left has not is below 0."""
    number, other = np.zeros(len(left), "int64"), np.zeros(len(right), "int64")
    strange = np.zeros(len(right), dtype=bool)
    for column in columns:
        codes, found = pd.factorize(left[column], use_na_sentinel=False)
        names = pd.Index(found)
        places = names.get_indexer(pd.Index(right[column]))
        number = number * max(len(names), 1) + codes
        other = other * max(len(names), 1) + places
        strange |= places < 0
    return number, np.where(strange, -1 - np.arange(len(right)), other)


ADDED_BY = {
    "monthly": "monthly", "months": "monthly", "growth": "growth", "base": "growth",
    "change": "growth", "share": "share", "contribution": "contribution",
    "contribution_rate": "contribution", "rank": "rank", "completion": "completion",
    "target": "completion", "gap": "completion", "lead": "completion",
}  # fmt: skip
"""Which measure adds a column."""


def _instead(column: str, there: list[str]) -> str:
    """Say what to type for a column that is not there."""
    near = difflib.get_close_matches(column, [*there, *ADDED_BY], n=1, cutoff=0.7)
    if not near:
        return "apply the measure that adds it first, such as zs.growth"
    if near[0] in there:
        return f"type {near[0]!r}"
    adding = f"panel.pipe(zs.{ADDED_BY[near[0]]})"
    if near[0] == column:
        return f"apply the measure that adds it first: {adding}"
    return f"type {near[0]!r}, which {adding} adds"


def values_of(panel: pd.DataFrame, column: str) -> Values:
    """Give a column as floats; missing is NaN.

    Raises
    ------
    PanelError
        If there is no such column, naming the measure that adds it.
    """
    if column not in panel.columns:
        raise PanelError(
            f"panel: no column {column!r}; {_instead(column, list(map(str, panel.columns)))}"
        )
    return panel[column].to_numpy(dtype="float64", na_value=np.nan)


def with_columns(panel: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """Put a measure's columns last, in place of earlier ones of the same names.

    The arrays become the columns without being copied; nothing else may hold them.
    """
    kept = panel.drop(columns=list(columns), errors="ignore")
    added = pd.DataFrame(columns, index=kept.index, copy=False)
    return pd.concat([kept, added], axis=1)


def ratio(part: Values, whole: Values) -> Values:
    """Divide where the divisor is known and positive; NaN elsewhere, never infinite."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def texts(
    names: Sequence[str | None], places: npt.NDArray[np.intp]
) -> pd.api.extensions.ExtensionArray:
    """Give the text of each place; faster than a list of as many strings."""
    return pd.Series(list(names), dtype=text_dtype()).array.take(places)


def whole_of(name: str, book: Codebook) -> tuple[str, tuple[str, ...]]:
    """Give the name and the members of a region, or of a grouping of regions such as 一核."""
    groupings = book.groupings[book.groupings["over"] == "regions"]
    if name in set(groupings["grouping"]):
        return name, book.group(name)
    region = book.region(name)
    return region, book.members(region)


def chosen(names: str | Iterable[str]) -> list[str]:
    """Take one name or several."""
    return [names] if isinstance(names, str) else list(names)
