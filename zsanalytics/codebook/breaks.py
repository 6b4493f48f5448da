"""Breaks of scope (口径): from which month a figure means something else than before.

Comes in: ``codes/breaks.toml``, a project's own or the shipped one. Goes out: the breaks, and a
panel put on the scope of a month. A figure from before a break is never compared with one after
it, unless a bridge says how the two relate.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.codebook.book import Codebook
from zsanalytics.codebook.lists import CODES
from zsanalytics.errors import CodebookError, RequestError
from zsanalytics.periods import parse_asof

LIST = "breaks.toml"
_NEEDED = ("indicator", "month", "authority", "reason")
_KNOWN = frozenset((*_NEEDED, "region", "below", "segment", "bridge", "bridge_source"))


class Break(NamedTuple):
    """A change of scope.

    Attributes
    ----------
    region : str
        Whose figures changed: this region's alone, with ``below`` those of what lies below it
        too; empty for every region.
    indicator, segment : str
        What changed; an empty segment is every one.
    since : (year, month)
        The first month on the new scope.
    bridge : float
        A figure on the new scope ÷ the same one on the old; NaN where nobody states it.
    authority, reason, bridge_source : str
        Who changed it, in which paper; what changed; where the bridge comes from.
    """

    region: str
    below: bool
    indicator: str
    segment: str
    since: tuple[int, int]
    bridge: float
    authority: str
    reason: str
    bridge_source: str

    @property
    def month(self) -> int:
        """Number the first month on the new scope, through the years."""
        return self.since[0] * 12 + self.since[1]

    def regions(self, book: Codebook) -> tuple[str, ...]:
        """List whose figures changed; none where it is everybody's."""
        if not self.region:
            return ()
        return (self.region, *(book.descendants(self.region) if self.below else ()))


@functools.lru_cache(maxsize=8)
def load_breaks(file: Path = CODES / LIST) -> tuple[Break, ...]:
    """Read the breaks of scope.

    Raises
    ------
    CodebookError
        If the file cannot be read, an entry lacks a field or has an unknown one, its month is
        none, or its bridge is no positive number with a source.

    Examples
    --------
    >>> [(one.region, one.indicator, one.since) for one in load_breaks()]
    [('甘肃省', 'funds_in_place', (2020, 1))]
    """
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8")).get("break", [])
        return tuple(_break(row) for row in listed)
    except (OSError, KeyError, TypeError, ValueError, RequestError) as error:
        raise CodebookError(f"{file}: breaks cannot be read ({error}); mend the file") from error


def _break(row: Mapping[str, Any]) -> Break:
    unknown = sorted(set(row) - _KNOWN)
    if unknown:
        raise ValueError(f"unknown {', '.join(unknown)}")
    told = {name: str(row[name]) for name in _NEEDED}
    bridge = row.get("bridge")
    source = str(row.get("bridge_source", ""))
    if bridge is not None and not (isinstance(bridge, int | float) and bridge > 0 and source):
        raise ValueError(f"bridge {bridge!r}; expected a positive number and its bridge_source")
    return Break(
        region=str(row.get("region", "")), below=bool(row.get("below", False)),
        indicator=told["indicator"], segment=str(row.get("segment", "")),
        since=parse_asof(told["month"]), bridge=np.nan if bridge is None else float(bridge),
        authority=told["authority"], reason=told["reason"], bridge_source=source,
    )  # fmt: skip


def breaks_of(book: Codebook) -> tuple[Break, ...]:
    """Read the breaks of a codebook's folder, else the shipped ones."""
    return load_breaks(book.codelist(LIST))


def comparable(panel: pd.DataFrame, asof: str, book: Codebook | None) -> pd.DataFrame:
    """Put a panel on the scope of a month; once, for a bridged figure would be bridged again.

    Parameters
    ----------
    panel : DataFrame
        ``region, indicator, year, month, value`` at least.
    asof : str
        The month whose scope counts.
    book : Codebook or None
        Holds the breaks, and which regions lie below which; without one nothing is looked up.

    Returns
    -------
    DataFrame
        The panel itself where no break touches it. Else the figures of earlier scopes are bridged
        to the new one, and NaN where no bridge is stated; those of later scopes stay.
    """
    if book is None:
        return panel
    year, month = parse_asof(asof)
    for one in breaks_of(book):
        if one.month > year * 12 + month:
            continue
        before = touched(panel, one, book) & (panel["year"] * 12 + panel["month"] < one.month)
        if before.any():
            panel = panel.assign(value=panel["value"].where(~before, panel["value"] * one.bridge))
    return panel


def touched(panel: pd.DataFrame, one: Break, book: Codebook) -> pd.Series:
    """Mark the rows of the series whose scope changed."""
    rows = panel["indicator"] == one.indicator
    if one.region:
        rows &= panel["region"].isin(one.regions(book))
    if one.segment and "segment" in panel:
        rows &= panel["segment"] == one.segment
    return rows.astype(bool)


def bridge_to(
    region: str, indicator: str, segment: str, month: tuple[int, int], *, years: int, book: Codebook
) -> float:
    """Give the factor that puts a figure of some years before on the scope of a month.

    NaN where a break without a bridge lies between them, 1 where none does.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> about = ("甘肃省", "funds_in_place", "全部")
    >>> [bridge_to(*about, (year, 9), years=1, book=load_codebook()) for year in (2020, 2021)]
    [nan, 1.0]
    """
    now, factor = month[0] * 12 + month[1], 1.0
    for one in breaks_of(book):
        mine = one.indicator == indicator and one.segment in ("", segment)
        if mine and now - 12 * years < one.month <= now:
            whose = one.regions(book)
            factor *= one.bridge if not whose or region in whose else 1.0
    return factor
