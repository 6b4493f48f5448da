"""The panel as an array: series by year by month, holes inside a year bridged.

Comes in: a panel and a month. Goes out: a `Grid`, whose last year is the year to be forecast with
nothing after the month. Values after the month are never looked at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.codebook.breaks import comparable
from zsanalytics.errors import PanelError
from zsanalytics.periods import asof_text
from zsanalytics.schema import PANEL, WHOLE, require

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SERIES = ["region", "indicator", "segment", "computed"]
LONGEST = 15
"""Calendar years before the current one that are looked at."""

WIDEST_HOLE = 6
"""Months that a straight line may bridge; longer holes follow the panel's season."""


class Grid(NamedTuple):
    """Year-to-date figures of many series.

    ``keys`` has one row a series; ``ytd`` is series × years × 12, the last year the current one,
    NaN where nothing is known; ``month`` the latest month each series has reported this year (0
    for none), ``so_far`` that figure; ``filled`` says that last year's December was missing and
    is an extrapolation by pace; ``last_known`` the latest figure of any past year, carried to its
    December at even pace (0 where there is none); ``gaps`` the share of the last two years' months
    that nobody reported.
    """

    keys: pd.DataFrame
    ytd: Floats
    month: Ints
    so_far: Floats
    filled: npt.NDArray[np.bool_]
    last_known: Floats
    gaps: Floats


def series_grid(
    panel: pd.DataFrame, year: int, month: int, *, book: Codebook | None = None
) -> Grid:
    """Lay a panel out as of a month.

    With a codebook all figures are put on the scope of that month: what lies before a break of
    scope without a bridge (``codes/breaks.toml``) is left out.

    Raises
    ------
    PanelError
        If a column is missing or a value is not a number.
    """
    rows = _rows_until(comparable(panel, asof_text(year, month), book), year, month)
    codes, keys = _series(rows)
    first = max(int(rows["year"].min()), year - LONGEST) if len(rows) else year
    first = min(first, year - 1)  # there is always a last year, known or not
    seen = rows["year"].to_numpy() >= first
    raw = np.full((len(keys), year - first + 1, 13), np.nan)
    raw[:, :, 0] = 0.0
    where = rows["year"].to_numpy()[seen] - first, rows["month"].to_numpy()[seen]
    raw[codes[seen], where[0], where[1]] = rows["value"].to_numpy()[seen]
    latest = np.where(np.isfinite(raw[:, -1, 1:]), np.arange(1, 13), 0).max(axis=1)
    so_far = np.where(latest > 0, raw[np.arange(len(keys)), -1, latest], np.nan)
    ytd, filled = _complete(_bridged(_without_dust(raw)))
    return Grid(
        keys, ytd, latest.astype(np.int64), so_far, filled, _last_known(raw[:, :-1, 1:]), _gaps(raw)
    )


def _without_dust(raw: Floats) -> Floats:
    """Take what is nothing beside the series' largest value as zero: ratios stay finite."""
    size = np.nanmax(np.abs(raw), axis=(1, 2), keepdims=True, initial=0.0)
    return np.where(np.abs(raw) <= 1e-12 * size, 0.0, raw)


def _rows_until(panel: pd.DataFrame, year: int, month: int) -> pd.DataFrame:
    require(panel, PANEL, ["region", "indicator", "year", "month", "value"])
    names = [n for n in ("region", "indicator", "segment", "year", "month", "status") if n in panel]
    rows = panel[names].reset_index(drop=True)
    try:
        rows["value"] = panel["value"].to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise PanelError(
            "panel: found text in value, expected numbers; read the sheets with intake"
        ) from None
    if "segment" not in rows:
        rows["segment"] = WHOLE
    status = rows["status"] if "status" in rows else pd.Series("", index=rows.index)
    rows["computed"] = (status == "computed").to_numpy(dtype=bool)
    past = (rows["year"] < year) | ((rows["year"] == year) & (rows["month"] <= month))
    known = np.isfinite(rows["value"].to_numpy()) & rows["month"].between(1, 12).to_numpy()
    return rows[past.to_numpy() & known]


def _series(rows: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    grouped = rows.groupby(SERIES, sort=False, dropna=False, observed=True)
    codes = grouped.ngroup().to_numpy()
    keys = rows[SERIES].iloc[np.unique(codes, return_index=True)[1]].reset_index(drop=True)
    return codes, keys


def bridge(raw: Floats, pace: Floats | None = None) -> Floats:
    """Bridge missing months inside a year from the report before (or zero) to the one after.

    Parameters
    ----------
    raw : array
        Series × years × 13, month 0 being zero.
    pace : array, optional
        Share of the year by month, 13 values from 0: what the bridge follows. Without it the
        bridge is straight, and holes of more than six months stay.

    Returns
    -------
    array
        Of the same shape; months after a year's last report stay missing.

    Examples
    --------
    >>> import numpy as np
    >>> year = np.array([[[0, np.nan, 20, np.nan, 60] + [np.nan] * 8]])
    >>> [float(v) for v in bridge(year)[0, 0, :6]]
    [0.0, 10.0, 20.0, 40.0, 60.0, nan]
    """
    flat = raw.reshape(-1, 13).copy()
    months = np.arange(13)
    known = np.isfinite(flat)
    before = np.maximum.accumulate(np.where(known, months, 0), axis=1)
    after = np.minimum.accumulate(np.where(known, months, 99)[:, ::-1], axis=1)[:, ::-1]
    longest = WIDEST_HOLE if pace is None else 12
    row, hole = np.nonzero(~known & (after < 99) & (after - before <= longest + 1))
    left, right = before[row, hole], after[row, hole]
    low, high = flat[row, left], flat[row, right]
    along = months / 12 if pace is None else pace
    flat[row, hole] = low + (high - low) * (along[hole] - along[left]) / (
        along[right] - along[left]
    )
    return flat.reshape(raw.shape)


def _bridged(raw: Floats) -> Floats:
    """Bridge short holes straight, long ones along the panel's usual season; drop month 0."""
    near = bridge(raw)
    if not np.isfinite(near[:, :, 12]).any():
        return bridge(near, np.arange(13) / 12)[:, :, 1:]
    whole = np.isfinite(near).all(axis=2) & (near[:, :, 12] > 0)
    shares = np.clip(near[whole] / near[whole][:, 12:], 0.0, 4.0)  # a year that fell to little
    usual = np.median(shares, axis=0) if len(shares) else np.arange(13) / 12
    steady = np.maximum.accumulate(0.9 * usual + 0.1 * np.arange(13) / 12)
    return bridge(near, steady + 1e-9 * np.arange(13))[:, :, 1:]


def _gaps(raw: Floats) -> Floats:
    known = np.isfinite(raw[:, -2:, 1:])
    latest = np.where(known[:, -1], np.arange(1, 13), 0).max(axis=1, initial=0)
    return 1 - known.sum(axis=(1, 2)) / (12 + latest)


def _last_known(past: Floats) -> Floats:
    flat = past.reshape(len(past), past.shape[1] * 12)
    latest = np.where(np.isfinite(flat), np.arange(flat.shape[1]), -1).max(axis=1, initial=-1)
    value = flat[np.arange(len(flat)), latest] * 12 / (latest % 12 + 1)
    return np.where(latest >= 0, np.maximum(np.nan_to_num(value), 0.0), 0.0)


def _complete(ytd: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Keep past years that are known to their end, extrapolating those known to June at least.

    A past year without its December is carried on at the share of the year that its latest month
    holds in the other years of the panel (the even share where there is none).
    """
    ytd = ytd.copy()
    past = ytd[:, :-1]
    latest = np.where(np.isfinite(past), np.arange(1, 13), 0).max(axis=2, initial=0)
    whole = (latest == 12) & (past[:, :, 11] > 0)
    filled = np.zeros(len(ytd), dtype=bool)
    for month in range(6, 12):
        late = latest == month
        if not late.any():
            continue
        shares = past[:, :, month - 1][whole] / past[:, :, 11][whole]
        share = np.clip(np.median(shares), 0.05, 1.0) if shares.size else month / 12
        end = past[:, :, month - 1] / share
        rest = np.linspace(0, 1, 13 - month)[1:]
        stretch = past[:, :, month - 1, None] + (end - past[:, :, month - 1])[:, :, None] * rest
        past[:, :, month:][late] = stretch[late]
        whole |= late & (end > 0)
        filled |= late[:, -1]
    past[~whole] = np.nan
    return ytd, filled
