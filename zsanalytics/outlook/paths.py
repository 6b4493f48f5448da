"""Paths of years: from this year's landing to 2026, and the year in which a level is crossed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError
from zsanalytics.outlook.coherence import draw
from zsanalytics.outlook.grid import Floats, Ints, series_grid
from zsanalytics.outlook.scenarios import bases, percent
from zsanalytics.periods import parse_asof

PERSISTENCE = 0.5
"""Share of past yearly growth that coming years are expected to keep."""

YEARLY_SPREAD = 0.2
"""Standard deviation of a coming year's growth (a logarithm), from public yearly totals."""


def year_path(
    panel: pd.DataFrame,
    asof: str,
    *,
    until: int = 2026,
    level: float = 10_000.0,
    growth: Sequence[float] = (0.15, 0.2),
    region: str | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Path of yearly totals under named growth and under the outlook, against a level.

    今后几年按几种增速和按预计走到的总量。

    Parameters
    ----------
    panel, asof, book
        As for `year_end`; the panel holds one indicator and segment.
    until : int, default 2026
        The last year.
    level : float, default 10000
        The level to cross, in the unit of the panel (10,000 亿元 is 万亿).
    growth : sequence of float, default (0.15, 0.2)
        Yearly growth from last year's total on.
    region : str, optional
        Whose path, where the panel holds several regions: with ``book`` this year's landing is
        then the one that adds up with the others'.

    Returns
    -------
    DataFrame
        One row a path and year: ``path`` (每年增长15%, 今年增速, 展望), ``year, expected, lower_80,
        upper_80, chance`` (of reaching ``level`` that year) and ``first`` (of reaching it that
        year for the first time since this one); both 0 or 1 on paths without odds. The outlook
        draws this year's landing, then lets each further year grow by half of the mean past
        growth ± 20 %.

    Raises
    ------
    PanelError
        If the panel holds several series of the region, or last year's total is not known.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "甘肃省",
    ...         "indicator": "到位",
    ...         "year": [2023, 2023, 2024],
    ...         "month": [9, 12, 9],
    ...         "value": [4000.0, 6000.0, 5000.0],
    ...     }
    ... )
    >>> path = year_path(panel, "2024-09", growth=(0.2,))
    >>> path.loc[path["path"] == "每年增长20%", ["year", "expected", "first"]].round(1)
       year  expected  first
    0  2024    7200.0    0.0
    1  2025    8640.0    0.0
    2  2026   10368.0    1.0
    """
    year, month = parse_asof(asof)
    own = panel if region is None else panel[panel["region"] == region]
    grid = series_grid(own, year, month, book=book)
    if len(grid.keys) != 1:
        raise PanelError(f"panel: found {len(grid.keys)} series, expected one; select it first")
    so_far, before, rest = (float(part[0]) for part in bases(grid))
    if not np.isfinite(before):
        raise PanelError(f"panel: no total of {year - 1}; a path of years needs it as its base")
    years: Ints = np.arange(year, max(until, year) + 1, dtype=np.int64)
    rates = {f"每年增长{percent(rate)}": rate for rate in growth}
    if before > rest:
        rates["今年增速"] = so_far / (before - rest) - 1
    steps = (years - year + 1).astype(np.float64)
    paths = {name: np.asarray(before * (1 + rate) ** steps) for name, rate in rates.items()}
    tables = [_plain(name, years, values, level) for name, values in paths.items()]
    draws = draw(panel, asof, book=book)
    landing = draws[str(grid.keys["region"].iloc[0])].to_numpy()[:, 0]
    tables.append(_drawn(years, _onward(landing, grid.ytd[0, :-1, 11], len(years)), level))
    return pd.concat(tables, ignore_index=True)


def crossing(paths: pd.DataFrame) -> pd.DataFrame:
    """Year in which each path crosses its level, and the odds of having crossed it by the end.

    各条路径在哪一年越过某一总量，把握多大。

    Parameters
    ----------
    paths : DataFrame
        What `year_path` gives.

    Returns
    -------
    DataFrame
        One row a path: ``path``, ``year`` (the first that is more likely than not to have crossed
        the level by its end; missing if none is) and ``chance`` (of having crossed it in any year
        of the path, a fraction).

    Examples
    --------
    >>> paths = pd.DataFrame({"path": "展望", "year": [2024, 2025, 2026], "first": [0.1, 0.3, 0.2]})
    >>> crossing(paths)
      path  year  chance
    0   展望  2026     0.6
    """
    ordered = paths.sort_values("year", kind="stable")
    by_then = ordered.assign(chance=ordered.groupby("path", sort=False)["first"].cumsum())
    likely = by_then[by_then["chance"] > 0.5].groupby("path", sort=False)["year"].first()
    out = by_then.groupby("path", sort=False)["chance"].last().reset_index()
    out = out.assign(year=out["path"].map(likely).astype("Int64"))
    order = {name: place for place, name in enumerate(paths["path"].unique())}
    out = out.sort_values("path", key=lambda names: names.map(order), ignore_index=True)
    return out[["path", "year", "chance"]]


def _plain(name: str, years: Ints, values: Floats, level: float) -> pd.DataFrame:
    table = pd.DataFrame({"path": name, "year": years, "expected": values})
    reached = (values >= level)[None, :]
    return table.assign(lower_80=np.nan, upper_80=np.nan, **_odds(reached))


def _odds(reached: npt.NDArray[np.bool_]) -> dict[str, Floats]:
    """Chance of a level in each year, and of reaching it first there, from draws × years."""
    first = reached & (np.cumsum(reached, axis=1) == 1)
    return {"chance": reached.mean(axis=0), "first": first.mean(axis=0)}


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
    return table.assign(lower_80=low, upper_80=high, **_odds(draws >= level))
