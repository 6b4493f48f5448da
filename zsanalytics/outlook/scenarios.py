"""Scenarios: where the year lands under named assumptions about its rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.numerals import shown_percent
from zsanalytics.outlook.grid import Floats, Grid, series_grid
from zsanalytics.outlook.landing import year_end
from zsanalytics.outlook.lines import KEY, target_levels, with_lines
from zsanalytics.periods import parse_asof

LINES = {"dispatch": "调度目标", "floor": "底线目标", "goal": "年度目标"}
"""How the lines of the target book are called in the names of scenarios."""


def scenarios(
    panel: pd.DataFrame,
    asof: str,
    *,
    growth: Sequence[float] = (0.0, 0.15, 0.2),
    delayed: Mapping[str, float] | None = None,
    met: str | None = "dispatch",
    targets: pd.DataFrame | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Landings under named assumptions about the rest of the year.

    在几种假设下全年会到多少。

    Parameters
    ----------
    panel, asof
        As for `year_end`.
    growth : sequence of float, default (0, 0.15, 0.2)
        Growth of the remaining months over the same months of last year, fractions.
    delayed : mapping, optional
        By region, the amount (unit of the panel) of a large project that slips into next year:
        taken off the outlook, never below what has arrived. With ``book`` the regions above lose
        it too.
    met : str or None, default "dispatch"
        The target line that laggards are lifted to: a series whose outlook misses it lands on it
        exactly. With ``book`` a region with members gains what its members gain.
    targets : DataFrame, optional
        One row a line then: ``target, gap`` (target - landing).
    book : Codebook, optional
        As for `year_end`.

    Returns
    -------
    DataFrame
        ``region, indicator, segment, scenario, landing`` and ``growth`` (landing over last year's,
        a fraction), ``line, target, gap``. Scenarios: 展望, 其余月份与上年持平,
        其余月份同比增长15%, 今年增速延续, 大项目推迟 (only where given) and 落后单位完成调度目标
        (only where such a line is known). NaN where last year is not known.

    Examples
    --------
    >>> months = list(range(1, 13))
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "indicator": "funds_in_place",
    ...         "year": [2023] * 12 + [2024] * 9,
    ...         "month": months + months[:9],
    ...         "value": [100.0 * m for m in months] + [110.0 * m for m in months[:9]],
    ...     }
    ... )
    >>> table = scenarios(panel, "2024-09", growth=(0.2,)).set_index("scenario")
    >>> table.loc[["其余月份同比增长20%", "今年增速延续"], "landing"].round(1).tolist()
    [1350.0, 1320.0]
    """
    year, month = parse_asof(asof)
    table = year_end(panel, asof, levels=(), book=book)
    grid = series_grid(panel, year, month, book=book)
    so_far, before, rest = bases(grid)
    outlook = table["expected"].to_numpy()
    named = {"展望": outlook} | _by_growth(so_far, rest, growth)
    with np.errstate(divide="ignore", invalid="ignore"):
        named["今年增速延续"] = before * np.where(before > rest, so_far / (before - rest), np.nan)
    late = _late(table["region"], delayed or {}, book)
    optional = {"大项目推迟": np.maximum(outlook - late, np.nan_to_num(so_far))}
    lines = None if targets is None else target_levels(targets, panel, year, book=book)
    if met is not None and lines is not None:
        named_so = f"落后单位完成{LINES.get(met, met)}"
        optional[named_so] = outlook + _gained(table, lines[lines["line"] == met], book)
    parts = [
        table[KEY].assign(scenario=name, landing=landing, growth=landing / before - 1)
        for name, landing in (named | optional).items()
    ]
    every = pd.concat(parts, ignore_index=True)
    absent = every["scenario"].isin(optional) & every["landing"].isna()
    return _against(every[~absent].reset_index(drop=True), lines)


def bases(grid: Grid) -> tuple[Floats, Floats, Floats]:
    """Give so far, last year's result and last year's remainder, NaN where not known."""
    rows, at = np.arange(len(grid.keys)), np.maximum(grid.month, 1) - 1
    before = grid.ytd[:, -2, 11]
    then = np.where(grid.month > 0, grid.ytd[rows, -2, at], 0.0)
    return grid.so_far, before, before - then


def percent(rate: float) -> str:
    """Write a rate of growth: whole percent where it is whole.

    Examples
    --------
    >>> percent(0.15), percent(0.155)
    ('15%', '15.50%')
    """
    return shown_percent(rate, 0 if round(100 * rate, 6) == round(100 * rate) else 2)


def _by_growth(so_far: Floats, rest: Floats, growth: Sequence[float]) -> dict[str, Floats]:
    return {
        f"其余月份同比增长{percent(rate)}" if rate else "其余月份与上年持平": so_far
        + rest * (1 + rate)
        for rate in growth
    }


def _late(regions: pd.Series, delayed: Mapping[str, float], book: Codebook | None) -> Floats:
    """Give what slips away from each region: its own projects and those below it."""
    lost = dict.fromkeys(regions.unique(), np.nan)
    for region in lost:
        own = {region, *(_below(region, book) if book is not None else ())}
        amounts = [amount for name, amount in delayed.items() if name in own]
        lost[region] = float(sum(amounts)) if amounts else np.nan
    return regions.map(lost).to_numpy(dtype=float)


def _below(region: str, book: Codebook) -> tuple[str, ...]:
    """List what lies under a region; nothing under a name that the codebook does not have."""
    return book.descendants(region) if region in book.places else ()


def _gained(table: pd.DataFrame, lines: pd.DataFrame, book: Codebook | None) -> Floats:
    """Give what each row gains when those who miss a line reach it; NaN where none is known."""
    pairs = with_lines(table, lines)
    short = np.maximum(pairs["target"].to_numpy() - table["expected"].to_numpy(), 0.0)
    if book is None:
        return short
    series = table.groupby(["indicator", "segment"], dropna=False, sort=False).ngroup()
    keys = list(zip(series, table["region"], strict=True))
    own = dict(zip(keys[::-1], short[::-1], strict=True))  # the submitted before the computed
    gained = []
    for (group, region), alone in zip(keys, short, strict=True):
        members = book.members(region) if region in book.places else ()
        parts = np.array([own.get((group, name), np.nan) for name in members])
        gained.append(np.nansum(parts) if np.isfinite(parts).any() else alone)
    return np.array(gained)


def _against(table: pd.DataFrame, lines: pd.DataFrame | None) -> pd.DataFrame:
    if lines is None:
        return table.assign(line=None, target=np.nan, gap=np.nan)
    pairs = with_lines(table, lines)
    out = table.iloc[pairs["row"].to_numpy()].reset_index(drop=True)
    out = out.assign(line=pairs["line"], target=pairs["target"])
    return out.assign(gap=out["target"] - out["landing"])
