"""Landing: where each series of the panel will end the year, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import RequestError
from zsanalytics.outlook import odds
from zsanalytics.outlook.forecast import forecast
from zsanalytics.outlook.grid import Grid, series_grid
from zsanalytics.outlook.odds import Forecast
from zsanalytics.periods import parse_asof
from zsanalytics.schema import OUTLOOK, TARGETS, conform, require


def year_end(
    panel: pd.DataFrame,
    asof: str,
    targets: pd.DataFrame | None = None,
    levels: Sequence[float] = (0.5, 0.8, 0.95),
    book: Codebook | None = None,
) -> pd.DataFrame:
    """x"""
    year, month = parse_asof(asof)
    _check_levels(levels)
    grid = series_grid(panel, year, month)
    found = forecast(grid, year)
    table = _table(found, year, asof, levels)
    return table


def _check_levels(levels: Sequence[float]) -> None:
    wrong = [level for level in levels if not 0 < level < 1]
    if wrong:
        raise RequestError(f"levels: found {wrong[0]!r}, expected fractions between 0 and 1")


def _table(found: Forecast, year: int, asof: str, levels: Sequence[float]) -> pd.DataFrame:
    table = pd.DataFrame(found.keys[["region", "indicator", "segment"]])
    table = table.assign(year=year, asof=asof, line=None, so_far=found.so_far)
    table["expected"] = found.expected
    for level in levels:
        low, high = odds.interval(found, level)
        name = f"{100 * level:.10g}"
        table[f"lower_{name}"], table[f"upper_{name}"] = low, high
    table["method"], table["years_used"] = found.method, found.years
    return table
