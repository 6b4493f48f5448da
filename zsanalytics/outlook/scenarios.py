"""Scenarios: named what-ifs for the rest of the year, what a target needs, the path of years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError, RequestError
from zsanalytics.numerals import shown_percent
from zsanalytics.outlook.coherence import draw
from zsanalytics.outlook.grid import Floats, Grid, Ints, series_grid
from zsanalytics.outlook.landing import year_end
from zsanalytics.outlook.lines import target_levels, with_lines
from zsanalytics.periods import parse_asof

KEY = ["region", "indicator", "segment"]
PERSISTENCE = 0.5
"""Share of past yearly growth that coming years are expected to keep."""

YEARLY_SPREAD = 0.2
"""Standard deviation of a coming year's growth (a logarithm), from public yearly totals."""


def scenarios(
    panel: pd.DataFrame,
    asof: str,
    *,
    growth: Sequence[float] = (0.0, 0.15, 0.2),
    delayed: Mapping[str, float] | None = None,
    targets: pd.DataFrame | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Landings under named assumptions about the rest of the year.

    Parameters
    ----------
    panel, asof, book
        As for `year_end`.
    growth : sequence of float, default (0, 0.15, 0.2)
        Growth of the remaining months over the same months of last year, fractions.
    delayed : mapping, optional
        By region, the amount (unit of the panel) of a large project that slips into next year:
        taken off the outlook, never below what has arrived.
    targets : DataFrame, optional
        One row a line then: ``target, gap`` (target - landing).

    Returns
    -------
    DataFrame
        ``region, indicator, segment, scenario, landing`` and ``growth`` (landing over last year's,
        a fraction), ``line, target, gap``. Scenarios: 展望, 其余月份与上年持平,
        其余月份同比增长15%, 今年增速延续,
        大项目推迟 (only where given). NaN where last year is not known.
    """
    year, month = parse_asof(asof)
    table = year_end(panel, asof, levels=(), book=book)
    grid = series_grid(panel, year, month)
    so_far, before, rest = _bases(grid)
    named = {"展望": table["expected"].to_numpy()}
    for rate in growth:
        named[f"其余月份同比增长{_rate(rate)}" if rate else "其余月份与上年持平"] = (
            so_far + rest * (1 + rate)
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        pace = np.where(before > rest, so_far / (before - rest), np.nan)
    named["今年增速延续"] = before * pace
    late = table["region"].map(dict(delayed or {})).to_numpy(dtype=float)
    named["大项目推迟"] = np.maximum(table["expected"] - late, np.nan_to_num(so_far)).to_numpy()
    parts = [
        table[KEY].assign(scenario=name, landing=landing, growth=landing / before - 1)
        for name, landing in named.items()
    ]
    parts[-1] = parts[-1][np.isfinite(late)]
    return _against(pd.concat(parts, ignore_index=True), panel, targets, year)


def _rate(rate: float) -> str:
    return shown_percent(rate, 0 if round(100 * rate, 6) == round(100 * rate) else 2)


def _bases(grid: Grid) -> tuple[Floats, Floats, Floats]:
    """Give so far, last year's result and last year's remainder, NaN where not known."""
    rows, at = np.arange(len(grid.keys)), np.maximum(grid.month, 1) - 1
    before = grid.ytd[:, -2, 11]
    then = np.where(grid.month > 0, grid.ytd[rows, -2, at], 0.0)
    return grid.so_far, before, before - then


def _against(
    table: pd.DataFrame, panel: pd.DataFrame, targets: pd.DataFrame | None, year: int
) -> pd.DataFrame:
    if targets is None:
        return table.assign(line=None, target=np.nan, gap=np.nan)
    pairs = with_lines(table, target_levels(targets, panel, year))
    out = table.iloc[pairs["row"].to_numpy()].reset_index(drop=True)
    out = out.assign(line=pairs["line"], target=pairs["target"])
    return out.assign(gap=out["target"] - out["landing"])


def goal_seek(
    panel: pd.DataFrame, asof: str, targets: pd.DataFrame, *, book: Codebook | None = None
) -> pd.DataFrame:
    """What each target line asks of the rest of the year, worked backwards.

    Parameters
    ----------
    panel, asof, targets, book
        As for `year_end`.

    Returns
    -------
    DataFrame
        One row a series and line: ``so_far, target, gap`` (target - so far, negative when
        passed), ``needed_per_month`` (gap ÷ months left), ``needed_growth`` (of the remaining
        months over last year's, a fraction), ``point`` (what one percentage point of growth in
        the remaining months brings), ``expected, chance``. NaN where last year is not known, and
        needs are NaN in December.

    Raises
    ------
    RequestError
        If no target of the year is about a series of the panel.
    """
    year, month = parse_asof(asof)
    table = year_end(panel, asof, targets, levels=(), book=book)
    grid = series_grid(panel, year, month)
    _, _, rest = _bases(grid)
    more = grid.keys[KEY].assign(_rest=rest, _left=12 - grid.month).drop_duplicates(KEY)
    table = table[table["target"].notna()].merge(more, on=KEY, how="left")
    if table.empty:
        raise RequestError(
            f"targets: none of {year} is about a series of the panel; check indicator and segment"
        )
    gap = table["target"] - table["so_far"].fillna(0)
    open_, rest = table["_left"].where(table["_left"] > 0), table["_rest"]
    return table[[*KEY, "line", "so_far", "target"]].assign(
        gap=gap,
        needed_per_month=gap / open_,
        needed_growth=gap / rest.where((rest > 0) & open_.notna()) - 1,
        point=rest / 100,
        expected=table["expected"],
        chance=table["chance"],
    )


def year_path(
    panel: pd.DataFrame,
    asof: str,
    *,
    until: int = 2026,
    level: float = 10_000.0,
    growth: Sequence[float] = (0.15, 0.2),
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Path of yearly totals, and the year in which a level is crossed.

    Parameters
    ----------
    panel, asof, book
        As for `year_end`; the panel holds one region, indicator and segment.
    until : int, default 2026
        The last year.
    level : float, default 10000
        The level to cross, in the unit of the panel (10,000 亿元 is 万亿).
    growth : sequence of float, default (0.15, 0.2)
        Yearly growth from last year's total on.

    Returns
    -------
    DataFrame
        One row a path and year: ``path`` (每年增长15%, 今年增速, 展望), ``year, expected, lower_80,
        upper_80, chance`` (of reaching ``level`` that year; 0 or 1 on paths without odds). The
        outlook draws this year's landing, then lets each further year grow by half of the mean
        past growth ± 20 %.

    Raises
    ------
    PanelError
        If the panel holds several series, or last year's total is not known.
    """
    year, month = parse_asof(asof)
    grid = series_grid(panel, year, month)
    if len(grid.keys) != 1:
        raise PanelError(f"panel: found {len(grid.keys)} series, expected one; select it first")
    so_far, before, rest = (float(part[0]) for part in _bases(grid))
    if not np.isfinite(before):
        raise PanelError(f"panel: no total of {year - 1}; a path of years needs it as its base")
    years: Ints = np.arange(year, max(until, year) + 1, dtype=np.int64)
    rates = {f"每年增长{_rate(rate)}": rate for rate in growth}
    if before > rest:
        rates["今年增速"] = so_far / (before - rest) - 1
    steps = (years - year + 1).astype(np.float64)
    paths = {name: np.asarray(before * (1 + rate) ** steps) for name, rate in rates.items()}
    tables = [_plain(name, years, values, level) for name, values in paths.items()]
    landing = draw(panel, asof, book=book).to_numpy()[:, 0]
    tables.append(_drawn(years, _onward(landing, grid.ytd[0, :-1, 11], len(years)), level))
    return pd.concat(tables, ignore_index=True)


def _plain(name: str, years: Ints, values: Floats, level: float) -> pd.DataFrame:
    reached = (values >= level).astype(float)
    table = pd.DataFrame({"path": name, "year": years, "expected": values})
    return table.assign(lower_80=np.nan, upper_80=np.nan, chance=reached)


def _onward(landing: Floats, past: Floats, count: int) -> Floats:
    """Let each draw of this year's landing grow on: draws × years."""
    known = past[np.isfinite(past)]
    mean = float(np.diff(np.log(known)).mean()) if len(known) > 1 else 0.0
    random = np.random.default_rng(len(landing))
    steps = PERSISTENCE * mean + YEARLY_SPREAD * random.standard_normal((len(landing), count))
    steps[:, 0] = 0.0
    return landing[:, None] * np.exp(steps.cumsum(axis=1))


def _drawn(years: Ints, draws: Floats, level: float) -> pd.DataFrame:
    low, middle, high = np.quantile(draws, [0.1, 0.5, 0.9], axis=0)
    table = pd.DataFrame({"path": "展望", "year": years, "expected": middle})
    return table.assign(lower_80=low, upper_80=high, chance=(draws >= level).mean(axis=0))
