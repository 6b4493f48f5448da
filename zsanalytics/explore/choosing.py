"""Choosing rows: which series a figure is about, and what to type where there is none.

Names may be written in any spelling the codebook knows. What is not said is the province (else the
one region that the others lie in), the headline segment, the newest month.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.codebook.lists import nearest
from zsanalytics.errors import CodebookError, PanelError
from zsanalytics.measures.flows import prefer
from zsanalytics.numerals import BLANK, shown, shown_percent
from zsanalytics.periods import asof_text, parse_asof
from zsanalytics.schema import KEY, PANEL, WHOLE, require

HEADLINES = {"funds_in_place": "来源地=省外"}
"""The part of an indicator that the province publishes, where that is not the whole."""


class Subject(NamedTuple):
    """What a figure is about: the series, its name for titles, how its values are printed."""

    region: str
    indicator: str
    segment: str
    label: str
    unit: str
    decimals: int

    def said(self, value: Any) -> str:
        """Print a value with its unit."""
        if self.unit == "%":
            return shown_percent(value, self.decimals)
        text = shown(value, self.decimals)
        return text if text == BLANK else f"{text}{self.unit}"


def chosen(
    panel: pd.DataFrame, where: str, *, region: str | None, indicator: str, segment: str | None,
    book: Codebook,
) -> tuple[pd.DataFrame, Subject]:  # fmt: skip
    """Give the rows of one indicator and segment of all regions, one a key, and the subject.

    Raises
    ------
    PanelError
        If a column or the rows are missing: the sentence says what there is and what to type.
    """
    require(panel, PANEL, [*KEY, "value"])
    if panel.empty:
        raise PanelError(f"{where}: the panel is empty; type panel = zs.open_panel('2024-09')")
    code = _known(panel["indicator"], indicator, where, "indicator", book.indicator)
    rows = panel[panel["indicator"] == code]
    place = _region(rows, region, where, book)
    parts = rows.loc[rows["region"] == place, "segment"]
    part = _segment(parts, segment, where, code, book)
    about = book.about(code)
    scope = "" if part == WHOLE else part.partition("=")[2]
    kept = prefer(rows[rows["segment"] == part], "reported").assign(status="reported")
    label = scope + str(about.get("name", code))
    unit, decimals = str(about.get("unit", "")), int(about.get("decimals", 2))
    return kept, Subject(place, code, part, label, unit, decimals)


def _region(rows: pd.DataFrame, region: str | None, where: str, book: Codebook) -> str:
    if region is not None:
        return _known(rows["region"], region, where, "region", book.region)
    there = set(rows["region"])
    tops = [one for one in there if book.places.get(one, {}).get("parent") not in there]
    if book.root in there or len(tops) == 1:
        return book.root if book.root in there else str(tops[0])
    raise PanelError(f"{where}: which region? type region={_example(there)}; {_listed(there)}")


def _segment(
    parts: pd.Series, segment: str | None, where: str, indicator: str, book: Codebook
) -> str:
    if segment is not None:
        return _known(parts, segment, where, "segment", book.segment)
    there = list(dict.fromkeys(parts))
    for usual in (HEADLINES.get(indicator), WHOLE):
        if usual in there:
            return str(usual)
    if len(there) == 1:
        return str(there[0])
    raise PanelError(f"{where}: which segment? type segment={_example(there)}; {_listed(there)}")


def _known(there: pd.Series, name: str, where: str, what: str, resolve: Any) -> str:
    """Give the name as the panel writes it."""
    listed = set(there)
    if name in listed:
        return name
    try:
        found = resolve(name)
    except CodebookError:
        found = None
    if found in listed:
        return str(found)
    near = nearest(str(name), {str(one): str(one) for one in listed})
    raise PanelError(
        f"{where}: no rows of {what} {name!r}; type {what}={_example([near] if near else listed)}; "
        f"{_listed(listed)}"
    )


def _example(there: Iterable[str]) -> str:
    return repr(min(there, default="…"))


def _listed(there: Iterable[str]) -> str:
    names = sorted(there)
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"there is {', '.join(names[:5])}{more}" if names else "there is none"


def until(rows: pd.DataFrame, asof: str | None, subject: Subject, where: str) -> pd.DataFrame:
    """Keep the rows up to a month (the newest of the subject's by default), with its month last."""
    own = rows[(rows["region"] == subject.region) & rows["value"].notna()]
    if own.empty:
        raise PanelError(f"{where}: {subject.region} has no value of {subject.indicator}")
    months = own["year"] * 12 + own["month"]
    last = int(months.max())
    if asof is not None:
        year, month = parse_asof(asof)
        last = year * 12 + month
        if last not in set(months):
            newest = asof_text(*own.loc[months.idxmax(), ["year", "month"]])
            raise PanelError(
                f"{where}: {subject.region} has no row of {asof}; type asof={newest!r}, its newest "
                "month, or another that is there"
            )
    return rows[rows["year"] * 12 + rows["month"] <= last]


def last_month(rows: pd.DataFrame) -> tuple[int, int]:
    """Give the newest month of some rows."""
    last = int((rows["year"] * 12 + rows["month"]).max())
    return (last - 1) // 12, (last - 1) % 12 + 1
