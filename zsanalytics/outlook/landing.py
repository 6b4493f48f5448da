"""Landing: where each series of the panel will end the year, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import RequestError
from zsanalytics.outlook import coherence, odds
from zsanalytics.outlook.forecast import forecast, states_of
from zsanalytics.outlook.grid import Floats, series_grid
from zsanalytics.outlook.lines import target_levels, with_lines
from zsanalytics.outlook.odds import Forecast
from zsanalytics.periods import parse_asof
from zsanalytics.schema import text_dtype

FIRST = ["region", "indicator", "segment", "year", "asof", "line", "so_far", "expected"]
LAST = ["target", "chance", "method", "years_used"]


def year_end(
    panel: pd.DataFrame,
    asof: str,
    targets: pd.DataFrame | None = None,
    levels: Sequence[float] = (0.5, 0.8, 0.95),
    book: Codebook | None = None,
) -> pd.DataFrame:
    r"""Landing of the year: December's year-to-date figure of every series, with odds.

    全年预计：每条序列12月的累计，带区间和把握。

    .. math:: A = v + R_{y-1} \, e^{f + s \, \varepsilon}

    ``v`` is what has been reported this year, :math:`R_{y-1}` what last year brought after the
    same month, ``f`` a weighted sum of simple rules (same growth, last year's remainder, even
    pace, seasonal pace, recent level × season, and their medians), ``s`` the size of the error.
    Values after ``asof`` are never looked at.

    Parameters
    ----------
    panel : DataFrame
        Columns ``region, indicator, year, month, value`` (year to date, any unit); ``segment`` and
        ``status`` where there are parts and computed totals. January, other months, or whole years
        may be missing; figures may fall, be zero or be revised. Of a key given twice the last
        counts.
    asof : str
        The month known last, ``"2024-09"``. A series that has reported less is forecast from its
        own latest month.
    targets : DataFrame, optional
        Columns of the targets table; see `target_levels` for growth and multiples.
    levels : sequence of float, default (0.5, 0.8, 0.95)
        Which central intervals to give.
    book : Codebook, optional
        With it, draws of units and province add up over the region tree (the intervals are those
        of the reconciled draws), stocks and rates are told from flows, and figures from before a
        break of scope are bridged or left out. Without it nothing is looked up: any strings may be
        names, and everything is a flow that cannot shrink.

    Returns
    -------
    DataFrame
        One row a series, in the panel's order, or one a series and target line: ``region,
        indicator, segment, year, asof, line, so_far`` (latest figure of the year, NaN if none),
        ``expected`` (the median), ``lower_80, upper_80`` … for each level, ``target, chance`` (of
        reaching the target; a fraction), ``method`` (Chinese; see `zsanalytics.outlook.forecast`)
        and ``years_used`` (past years known). No bound of a flow is below ``so_far``; in December
        all of them are the figure itself.

    Raises
    ------
    PanelError
        If a column is missing or a value is text.
    RequestError
        If ``asof`` is not a month, or a level is not between 0 and 1.

    Notes
    -----
    Its record on 692 public series: `docs/outlook.md`.

    Examples
    --------
    >>> months = list(range(1, 13))
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "indicator": "funds_in_place",
    ...         "year": [2022] * 12 + [2023] * 12 + [2024] * 9,
    ...         "month": months + months + months[:9],
    ...         "value": [100.0 * m for m in months]
    ...         + [110.0 * m for m in months]
    ...         + [121.0 * m for m in months[:9]],
    ...     }
    ... )
    >>> year_end(panel, "2024-09", levels=(0.8,))[["so_far", "expected"]].round(1)
       so_far  expected
    0  1089.0    1452.0
    """
    year, month = parse_asof(asof)
    _check_levels(levels)
    grid = series_grid(panel, year, month, book=book)
    found = forecast(grid, year, states=states_of(grid.keys, book))
    draws = None
    if book is not None:
        draws = coherence.reconcile(found, coherence.simulate(found), book)
    table = found.keys[["region", "indicator", "segment"]].assign(year=year, asof=asof)
    table = table.assign(so_far=found.so_far, **_quantiles(found, draws, levels))
    table = table.assign(method=found.method, years_used=found.years)
    if targets is None:
        return _ordered(
            table.assign(line=_texts([None] * len(table)), target=np.nan, chance=np.nan)
        )
    return _lined(table, found, draws, target_levels(targets, panel, year, book=book))


def _check_levels(levels: Sequence[float]) -> None:
    wrong = [level for level in levels if not 0 < level < 1]
    if wrong:
        raise RequestError(
            f"levels: found {wrong[0]!r}, expected fractions between 0 and 1; write 80 % as 0.8"
        )


def _quantiles(found: Forecast, draws: Floats | None, levels: Sequence[float]) -> dict[str, Floats]:
    columns = {"expected": found.expected if draws is None else np.median(draws, axis=0)}
    for level in levels:
        name = f"{100 * level:.10g}"
        if draws is None:
            low, high = odds.interval(found, level)
        else:
            low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
        columns |= {f"lower_{name}": low, f"upper_{name}": high}
    return columns


def _lined(
    table: pd.DataFrame, found: Forecast, draws: Floats | None, lines: pd.DataFrame
) -> pd.DataFrame:
    """Put each row beside its target lines and the chance of reaching them."""
    pairs = with_lines(table, lines)
    rows = pairs["row"].to_numpy(dtype=np.int64)
    target = pairs["target"].to_numpy(dtype=float)
    if draws is None:
        chance = odds.chance(found.take(rows), target)
    else:
        reached = np.array([(draws[:, r] >= t).mean() for r, t in zip(rows, target, strict=True)])
        chance = np.where(np.isnan(target), np.nan, reached)
    out = table.iloc[rows].reset_index(drop=True)
    lines = _texts([None if pd.isna(name) else name for name in pairs["line"]])
    return _ordered(out.assign(line=lines, target=target, chance=chance))


def _texts(names: list[str | None]) -> pd.Series:
    return pd.Series(names, dtype=object).astype(text_dtype())


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    bounds = [name for name in table if name.startswith(("lower_", "upper_"))]
    return table[[*FIRST, *bounds, *LAST]]
