"""Breaks of scope (口径): years that must not be compared.

``codes/breaks.toml`` names them. A base from the other side of a break is no base.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zsanalytics.codebook import CODES
from zsanalytics.errors import CodebookError
from zsanalytics.measures.keys import Keys, Rows, Values


class Break(NamedTuple):
    """The first year of a new scope, of a region (not of those below it) and an indicator."""

    region: str
    indicator: str
    first: int


@functools.lru_cache(maxsize=4)
def load_breaks(file: Path = CODES / "breaks.toml") -> tuple[Break, ...]:
    """Read the breaks of scope.

    Raises
    ------
    CodebookError
        If the file cannot be read or an entry lacks a field.

    Examples
    --------
    >>> load_breaks()[0]
    Break(region='甘肃省', indicator='funds_in_place', first=2020)
    """
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8")).get("break", [])
        return tuple(Break(row["region"], row["indicator"], int(row["first"])) for row in listed)
    except (OSError, KeyError, ValueError) as error:
        raise CodebookError(f"{file}: breaks cannot be read ({error}); mend the file") from error


def earlier(keys: Keys, values: Values, years: int) -> Values:
    """Give each row the value of the same month some years earlier, on this side of any break."""
    base = keys.look_up(keys.own - 12 * years, values)
    return np.where(_across(keys, years), np.nan, base)


def _across(keys: Keys, years: int) -> Rows:
    """Mark the rows whose base lies on the other side of a break."""
    across = np.zeros(len(keys.year), dtype=bool)
    for place in load_breaks():
        touched = (keys.year >= place.first) & (keys.year - years < place.first)
        if touched.any():
            series = keys.among("region", [place.region])
            across |= touched & series & keys.among("indicator", [place.indicator])
    return across
