"""Target lines as levels of December, beside the series they are about."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.codebook.breaks import comparable
from zsanalytics.outlook.grid import Floats, Ints
from zsanalytics.periods import asof_text
from zsanalytics.schema import TARGETS, require

KEY = ["region", "indicator", "segment"]


def target_levels(
    targets: pd.DataFrame, panel: pd.DataFrame, year: int, *, book: Codebook | None = None
) -> pd.DataFrame:
    """Levels that a year's targets ask of December.

    ``level``, ``count`` and ``rate`` stand as they are; ``growth`` compounds from the December of
    ``base_year`` (the year before by default), ``multiple`` is times that December: NaN where the
    panel does not hold it. A ``share`` is no level and is left out.

    Parameters
    ----------
    targets : DataFrame
        Columns of the targets table; those of other years are passed over.
    panel : DataFrame
        Holds the Decembers; the submitted one counts before a computed one.
    year : int
        The year of the landing.
    book : Codebook, optional
        Says where scopes changed: a December from before such a break is bridged, or is no base.

    Returns
    -------
    DataFrame
        ``region, indicator, segment, line, target``, the highest where clauses share a line.
    """
    require(targets, TARGETS, [*KEY, "year", "kind", "line", "value"])
    asked = targets[targets["year"].eq(year) & targets["kind"].ne("share")]
    given = asked.get("base_year", pd.Series(np.nan, index=asked.index)).astype("Float64")
    start = given.fillna(year - 1).to_numpy(dtype="int64")
    base = _decembers(comparable(panel, asof_text(year, 12), book), asked, start)
    value, kind = asked["value"].to_numpy(dtype=float), asked["kind"]
    level = np.select(
        [kind == "growth", kind == "multiple"],
        [base * (1 + value) ** (year - start), base * value],
        default=value,
    )
    lines = asked[[*KEY, "line"]].assign(target=level)
    return lines.groupby([*KEY, "line"], sort=False, as_index=False)["target"].max()


def _decembers(panel: pd.DataFrame, asked: pd.DataFrame, start: Floats) -> Floats:
    known = np.isfinite(panel["value"].to_numpy(dtype=float, na_value=np.nan))
    ends = panel[(panel["month"] == 12) & known]
    if "status" in ends:
        ends = ends.assign(_late=ends["status"] == "computed").sort_values("_late", kind="stable")
    key = [name for name in (*KEY, "year") if name in ends]
    known = ends.drop_duplicates(key).set_index(key)["value"]
    wanted = asked.assign(year=start)[key]
    return known.reindex(pd.MultiIndex.from_frame(wanted)).to_numpy(dtype=float)


def with_lines(table: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Repeat each row of an outlook once a target line; without a line it stays, with NaN."""
    place = table[KEY].assign(row=np.arange(len(table)))
    joined = place.merge(lines, on=KEY, how="left")
    return joined.sort_values("row", kind="stable").reset_index(drop=True)[
        ["row", "line", "target"]
    ]


def rows_by_line(
    keys: pd.DataFrame,
    targets: pd.DataFrame | None,
    panel: pd.DataFrame,
    year: int,
    *,
    book: Codebook | None = None,
) -> Ints:
    """Number, for each row of an outlook table, the series of ``keys`` it is about."""
    if targets is None:
        return np.arange(len(keys), dtype=np.int64)
    lines = target_levels(targets, panel, year, book=book)
    return with_lines(keys, lines)["row"].to_numpy(dtype=np.int64)
