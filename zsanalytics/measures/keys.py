"""How rows of a panel find each other: every key becomes one number, and numbers are looked up.

A series is a region, indicator and segment; what was submitted and what was computed under the
same key are two series. A month of a series is one number, so the same month a year earlier is
that number less 12, whatever the order of the rows and however many are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.schema import KEY, PANEL, require

Numbers = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]

SERIES = ("region", "indicator", "segment")
NEEDED = (*KEY, "value")
SPAN = 1 << 20  # months of a series, far more than any calendar has


def is_computed(panel: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Mark the rows that we added up ourselves; without a status, all were submitted."""
    if "status" not in panel.columns:
        return np.zeros(len(panel), dtype=bool)
    return (panel["status"] == "computed").to_numpy(dtype=bool, na_value=False)


def number_of(panel: pd.DataFrame, columns: Sequence[str], computed: bool = True) -> Numbers:
    """Number the combinations of some columns; with ``computed``, the two kinds of row apart."""
    number = is_computed(panel).astype("int64") if computed else np.zeros(len(panel), "int64")
    for column in columns:
        codes, names = pd.factorize(panel[column], use_na_sentinel=False)
        number = number * max(len(names), 1) + codes
    return number


def month_of(panel: pd.DataFrame) -> Numbers:
    """Number the months through the years: the same month next year is 12 more."""
    year = panel["year"].to_numpy(dtype="int64")
    return year * 12 + panel["month"].to_numpy(dtype="int64")


def key_of(panel: pd.DataFrame, columns: Sequence[str] = SERIES, computed: bool = True) -> Numbers:
    """Number each row's key: the series times a wide step, plus the month."""
    return number_of(panel, columns, computed) * SPAN + month_of(panel)


def keys_of_both(
    left: pd.DataFrame, right: pd.DataFrame, columns: Sequence[str]
) -> tuple[Numbers, Numbers]:
    """Number the combinations of some columns alike in two tables."""
    names = list(columns)
    both = pd.concat([left[names].astype("object"), right[names].astype("object")])
    numbers = number_of(both, names, computed=False)
    return numbers[: len(left)], numbers[len(left) :]


def look_up(wanted: Numbers, have: Numbers, values: Values) -> Values:
    """Give the value under each wanted number, NaN where there is none."""
    found = pd.Index(have).get_indexer(wanted)
    return np.append(values, np.nan)[found]  # not found is -1: the NaN at the end


def unique_keys(panel: pd.DataFrame) -> Numbers:
    """Number each row's key, and refuse a panel in which a key is repeated.

    Raises
    ------
    PanelError
        If a column is missing, or a key occurs twice among the submitted or the computed rows.
    """
    require(panel, PANEL, NEEDED)
    keys = key_of(panel)
    if not pd.Index(keys).is_unique:
        again = panel[pd.Series(keys).duplicated().to_numpy()]
        row = again.iloc[0]
        raise PanelError(
            f"panel: {len(again)} repeated keys, the first {describe(row)}; "
            "keep one row a key (a computed total beside a submitted one is allowed)"
        )
    return keys


def describe(row: pd.Series) -> str:
    """Write a row's key in words, for an error."""
    where = " ".join(str(row[name]) for name in SERIES)
    return f"{where} {int(row['year'])}-{int(row['month']):02d}"


def kind_of(panel: pd.DataFrame, book: Codebook | None) -> npt.NDArray[np.str_]:
    """Give each row's kind of indicator: ``ytd`` (also for an unknown one), ``stock``, ``rate``."""
    book = book or load_codebook()
    codes, names = pd.factorize(panel["indicator"], use_na_sentinel=False)
    kinds = [str(book.about(name)["kind"]) if isinstance(name, str) else "ytd" for name in names]
    return np.array([*kinds, ""], dtype="str")[codes]


def values_of(panel: pd.DataFrame, column: str) -> Values:
    """Give a column as floats; missing is NaN.

    Raises
    ------
    PanelError
        If there is no such column, naming the measure that adds it.
    """
    if column not in panel.columns:
        raise PanelError(
            f"panel: no column {column!r}; apply the measure that adds it first, such as zs.growth"
        )
    return panel[column].to_numpy(dtype="float64", na_value=np.nan)


def with_columns(panel: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """Put a measure's columns last, in place of earlier ones of the same names."""
    return panel.drop(columns=list(columns), errors="ignore").assign(**columns)


def ratio(part: Values, whole: Values) -> Values:
    """Divide where the divisor is known and positive; NaN elsewhere, never infinite."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def chosen(names: str | Iterable[str]) -> list[str]:
    """Take one name or several."""
    return [names] if isinstance(names, str) else list(names)
