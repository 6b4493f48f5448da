"""A forecast for every series of a panel, by the best way its history allows.

===================  ==========================================================================
``method``           when
===================  ==========================================================================
全年已报              December has been reported: the figure itself.
综合外推              the ordinary case: weighted rules (`zsanalytics.outlook.model`).
往年规律              the series' past years followed one plain rule to the digit.
同类进度              no comparable past year: the remainder peers expect for what they have.
序时进度              nor any peer: what has arrived, at even pace.
上年实绩              nothing reported this year: last year's result.
按最近进度            nothing reported this year nor a whole past year: last figure, even pace.
存量延续              a stock or rate (only with ``book=``): its usual change until December.
无依据                nothing but zeros: the figure itself.
===================  ==========================================================================

``；上年末缺报`` is added where last year's December was extrapolated, ``；以2022年为基`` where last
year is missing and an earlier one stood in.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.outlook import model
from zsanalytics.outlook.grid import Floats, Grid, Ints
from zsanalytics.outlook.odds import Forecast
from zsanalytics.outlook.record import PLAIN_RULES, own_terms, read_record
from zsanalytics.outlook.signals import read_signals

Mask = npt.NDArray[np.bool_]

UNCOMPARABLE = 2.0
"""So far more than this times the whole of last year: last year is no measure of this one."""

SCALE_OF_PACE = (0.45, 0.45, 0.35, 0.32, *([0.3] * 7))
"""Error scale of even pace by month: 80 % of public series within 1.6 times that."""

USUAL_GAPS, SCALE_OF_GAPS, SCALE_OF_ONE = 0.2, 1.8, 0.2
"""Unreported months beyond a fifth hide how rough a series is, and a series without peers borrows
no season: the error grows by 1.8 × the excess, and by a fifth ÷ the number of series."""

SCALE_OF_YEARS = 0.18
"""Error scale of "as last year": four in five public series within ± 29 %."""


def forecast(grid: Grid, year: int, *, states: Mask | None = None) -> Forecast:
    """Forecast the year's landing of every series of a grid.

    Parameters
    ----------
    grid : Grid
        What `series_grid` lays out.
    year : int
        The year to be forecast: the grid's last one.
    states : array of bool, optional
        Series that are stocks or rates, which may shrink.
    """
    size = len(grid.keys)
    begun = np.maximum(np.nan_to_num(grid.so_far), 0.0)
    out = Forecast(
        keys=grid.keys, so_far=grid.so_far, arrived=begun, remainder=np.zeros(size),
        scale=np.zeros(size), shape=np.clip(grid.month, 1, 11), method=["无依据"] * size,
        years=np.isfinite(grid.ytd[:, :-1, 11]).sum(axis=1),
        errors=model.load_prior().errors.copy(),
    )  # fmt: skip
    ytd, stand_in = _with_last_year(grid.ytd)
    state = np.zeros(size, dtype=bool) if states is None else states
    last = ytd[:, -2, 11]
    fits = np.isfinite(last) & ~(begun > UNCOMPARABLE * np.nan_to_num(last))
    open_ = (grid.month < 12) & ~state
    for month in np.unique(grid.month[open_ & fits & (grid.month > 0)]):
        rows = np.flatnonzero(open_ & fits & (grid.month == month))
        _weighted(out, ytd[rows], int(month), rows, _widening(grid.gaps[rows]))
    _at_pace(out, grid, np.flatnonzero(open_ & ~fits & (begun > 0)))
    _unreported(out, grid, ytd, open_ & (grid.month == 0))
    _state(out, grid, np.flatnonzero(state & (grid.month < 12)))
    _mark(out, np.flatnonzero(grid.month == 12), "全年已报")
    _footnotes(out, grid, stand_in, year)
    return out


def _with_last_year(ytd: Floats) -> tuple[Floats, Ints]:
    """Put the latest whole year in last year's place where that is missing.

    The second array says how many years back the stand-in lies (0: none needed).
    """
    back = np.zeros(len(ytd), dtype=np.int64)
    ytd = ytd.copy()
    for step in range(3, ytd.shape[1] + 1):
        bare = ~np.isfinite(ytd[:, -2, 11]) & np.isfinite(ytd[:, -step, 11])
        ytd[bare, -2] = ytd[bare, -step]
        ytd[bare, -step] = np.nan
        back[bare] = step - 1
    return ytd, back


def _widening(gaps: Floats) -> Floats:
    hidden = 1 + SCALE_OF_GAPS * np.maximum(gaps - USUAL_GAPS, 0.0)
    return hidden * (1 + SCALE_OF_ONE / max(len(gaps), 1))


def _weighted(out: Forecast, ytd: Floats, month: int, rows: Ints, widening: Floats) -> None:
    """Weigh the rules; trust one that never failed; size the error by the panel's record."""
    prior = model.load_prior()
    peers = out.keys.iloc[rows].groupby(["indicator", "segment"], dropna=False, sort=False)
    groups = peers.ngroup().to_numpy()
    signals = read_signals(ytd, month, groups)
    centre = model.weigh(model.centre_terms(signals, month), prior.centre, month)
    scale = model.error_scale(signals, centre, prior, month) * widening
    record = read_record(ytd, month, groups, prior, signals, widening)
    centre = centre + own_terms(signals) @ record.weights
    best = record.trust.max(axis=0)
    plain = np.stack([signals.rules[name] for name in PLAIN_RULES])
    sure = record.trust / (1 - record.trust + 1e-12) + 1e-12
    share = sure / sure.sum(axis=0)
    centre = centre + best * ((share * plain).sum(axis=0) - centre)
    out.remainder[rows] = signals.remainder * np.exp(centre)
    past = (share * record.worst).sum(axis=0)
    out.scale[rows] = np.hypot(scale * np.sqrt(1 - best**2), best * past)
    out.errors[month - 1] = record.errors
    for row, trust in zip(rows, best, strict=True):
        out.method[row] = "往年规律" if trust > 0.9 else "综合外推"


def _at_pace(out: Forecast, grid: Grid, rows: Ints) -> None:
    """No past year to go by: remainder ÷ so far of the peers, else even pace."""
    if not len(rows):
        return
    judged = np.isin(out.method, ("综合外推", "往年规律")) & (out.arrived > 0)
    forecast_ratio = np.where(judged, out.remainder / np.where(judged, out.arrived, 1.0), np.nan)
    kin = out.keys[["indicator", "segment"]].assign(month=grid.month, ratio=forecast_ratio)
    ratio = kin.groupby(["indicator", "segment", "month"], dropna=False)["ratio"]
    usual, count = ratio.transform("median").to_numpy(), ratio.transform("count").to_numpy()
    month = np.maximum(grid.month[rows], 1)
    alike = count[rows] >= 3
    pace = np.where(alike, usual[rows], (12 - month) / month)
    out.remainder[rows] = out.arrived[rows] * pace
    out.scale[rows] = np.asarray(SCALE_OF_PACE)[month - 1]
    for row, peers in zip(rows, alike, strict=True):
        out.method[row] = "同类进度" if peers else "序时进度"


def _unreported(out: Forecast, grid: Grid, ytd: Floats, silent: Mask) -> None:
    """Nothing this year: last year's result, else the last figure ever at even pace."""
    last = ytd[:, -2, 11]
    whole = np.isfinite(last)
    rows = np.flatnonzero(silent & whole)
    out.remainder[rows] = last[rows]
    out.scale[rows] = SCALE_OF_YEARS
    _mark(out, rows, "上年实绩")
    rows = np.flatnonzero(silent & ~whole)
    flat = grid.last_known[rows]
    out.remainder[rows] = flat
    out.scale[rows] = np.where(flat > 0, SCALE_OF_PACE[0], 0.0)
    _mark(out, rows[flat > 0], "按最近进度")


def _state(out: Forecast, grid: Grid, rows: Ints) -> None:
    """Carry a stock or rate to December by its usual ratio; it may shrink, so all is open."""
    for row in rows:
        month = int(grid.month[row])
        past = grid.ytd[row, :-1]
        then = past[:, month - 1] if month else past[:, 11]
        good = np.isfinite(past[:, 11]) & (then > 0)
        change = np.log(past[good, 11] / then[good]) if month else np.zeros(0)
        level = out.arrived[row] if month else grid.last_known[row]
        out.remainder[row] = level * np.exp(np.median(change)) if len(change) else level
        out.arrived[row] = 0.0
        wide = np.abs(change).mean() if len(change) else SCALE_OF_YEARS
        out.scale[row] = max(float(wide), 0.02)
        out.method[row] = "存量延续"


def _mark(out: Forecast, rows: Ints, method: str) -> None:
    for row in rows:
        out.method[row] = method


def _footnotes(out: Forecast, grid: Grid, stand_in: Ints, year: int) -> None:
    used = np.array(
        [text in ("综合外推", "往年规律", "上年实绩") for text in out.method], dtype=bool
    )
    for row in np.flatnonzero(used & grid.filled):
        out.method[row] += "；上年末缺报"
    for row in np.flatnonzero(used & (stand_in > 0)):
        out.method[row] += f"；以{year - stand_in[row]}年为基"


def states_of(keys: pd.DataFrame, book: Codebook | None) -> Mask:
    """Tell which series are stocks or rates; without a codebook none is known to be."""
    if book is None:
        return np.zeros(len(keys), dtype=bool)
    kinds = {code: str(book.about(str(code))["kind"]) for code in keys["indicator"].unique()}
    return keys["indicator"].map(kinds).isin(["stock", "rate"]).to_numpy(dtype=bool)
