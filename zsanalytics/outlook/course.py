"""The course of a year: what has come, and how the landing is likely to be reached."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError
from zsanalytics.outlook.grid import Floats, series_grid


def course(
    panel: pd.DataFrame, outlook: pd.DataFrame, region: str, *, book: Codebook | None = None
) -> pd.DataFrame:
    """Months of the year for a region: reported, and from there to the landing, for a fan.

    The way to December follows the months of past years; the bounds are those of December, spread
    the same way (they are no odds of the months between).

    Parameters
    ----------
    panel : DataFrame
        As for `year_end`, one indicator and segment.
    outlook : DataFrame
        What `year_end` gives for it.
    region : str
        Whose course.
    book : Codebook, optional
        Says where scopes changed, as for `year_end`.

    Returns
    -------
    DataFrame
        ``month`` (1 to 12), ``value`` (so far; NaN for months to come or not reported),
        ``last_year``, ``expected`` and ``lower_80, upper_80`` … (from the latest month on).

    Raises
    ------
    PanelError
        If the region has no row in the outlook, or has not reported this year.
    """
    rows = outlook[(outlook["region"] == region) & outlook["so_far"].notna()]
    if rows.empty:
        raise PanelError(f"outlook: no row of {region} with a report this year")
    row = rows.iloc[0]
    year, asof_month = (int(part) for part in str(row["asof"]).split("-"))
    own = panel[panel["region"] == region]
    grid = series_grid(own, year, asof_month, book=book)
    month, past = int(grid.month[0]), grid.ytd[0, :-1]
    known = own[(own["year"] == year) & (own["month"] <= month)]
    out = pd.DataFrame({"month": np.arange(1, 13)})
    reported = known.drop_duplicates("month", keep="last").set_index("month")["value"]
    out["value"] = reported.reindex(out["month"]).to_numpy(dtype=float)
    out["last_year"] = past[-1] if len(past) else np.nan
    way = _way(past, month)
    for name in ["expected", *(c for c in outlook if c.startswith(("lower_", "upper_")))]:
        out[name] = row["so_far"] + (row[name] - row["so_far"]) * way
    return out


def _way(past: Floats, month: int) -> Floats:
    """Share of the remainder that has come by each month; NaN before the latest one."""
    months = np.arange(1, 13)
    even = (months - month) / max(12 - month, 1)
    rest = past[:, 11] - past[:, month - 1]
    usable = np.isfinite(past).all(axis=1) & (rest > 0)
    shares = (past[usable] - past[usable][:, [month - 1]]) / rest[usable][:, None]
    way = shares.mean(axis=0) if usable.any() else even
    return np.where(months >= month, np.clip(way, 0.0, 1.0) if month < 12 else 1.0, np.nan)
