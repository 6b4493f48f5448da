"""Draws in which units and province add up: one simulation for every question.

Each series' landing is drawn from its own distribution; series of one indicator share part of
their error. Then every region whose members are all in the panel is reconciled with them: its own
forecast and its members' sum are weighed by their variances (MinT with a diagonal covariance,
solved up and down the tree), no draw falls below what has arrived, and at the end every region
*is* the sum of its members. Where the region's own figure and the members' sum differ (未分解),
their present ratio is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.outlook import odds
from zsanalytics.outlook.forecast import forecast as forecast_of
from zsanalytics.outlook.forecast import states_of
from zsanalytics.outlook.grid import Floats, series_grid
from zsanalytics.outlook.odds import Forecast
from zsanalytics.periods import parse_asof

DRAWS = 2000
SEED = 20240930
SHARED = 0.1
"""Correlation of errors between series of one indicator."""

FARTHEST = 3.0
"""Own figure and members' sum further apart than this are different 口径: left as they are."""


def simulate(forecast: Forecast, *, count: int = DRAWS, seed: int = SEED) -> Floats:
    """Draw landings, draws × series: each series keeps its own distribution exactly.

    Series of one indicator and segment share a tenth of their errors' variance.
    """
    random = np.random.default_rng(seed)
    size = len(forecast.keys)
    group = forecast.keys.groupby(["indicator", "segment"], dropna=False, sort=False).ngroup()
    common = random.standard_normal((count, int(group.max()) + 1 if size else 0))
    own = random.standard_normal((count, size))
    mixed = np.sqrt(SHARED) * common[:, group.to_numpy()] + np.sqrt(1 - SHARED) * own
    place = np.empty_like(mixed)
    order = mixed.argsort(axis=0)
    np.put_along_axis(place, order, np.arange(count, dtype=float)[:, None] + 0.5, axis=0)
    return odds.landed(forecast, odds.standard_errors(forecast, place / count))


def reconcile(forecast: Forecast, draws: Floats, book: Codebook) -> Floats:
    """Make draws add up over the region tree of a codebook.

    Only indicators that add up (``total = "sum"``) are touched, and only regions all of whose
    members are in the panel. The members' part of a region's draw stays in the present ratio to
    the region's own figure.
    """
    draws = draws.copy()
    for columns in _families(forecast.keys, book):
        nodes = _nodes(forecast, columns, book)
        for node in nodes:
            _blend(draws, node)
        for node in reversed(nodes):
            _share_out(draws, node, forecast.arrived)
        for node in nodes:
            draws[:, node.parents] = node.ratio * draws[:, node.members].sum(axis=1)[:, None]
    return draws


class _Node(NamedTuple):
    """A region's columns (its own figure first, then the computed one), its members', the ratio."""

    parents: list[int]
    members: list[int]
    ratio: Floats


def _families(keys: pd.DataFrame, book: Codebook) -> Iterator[dict[str, list[int]]]:
    """Give each indicator and segment that adds up: columns by region, submitted first."""
    for (indicator, _), rows in keys.groupby(["indicator", "segment"], dropna=False, sort=False):
        if book.about(str(indicator))["total"] == "sum":
            columns: dict[str, list[int]] = {}
            rows = rows.sort_values("computed", kind="stable")
            for place, region in rows["region"].items():
                columns.setdefault(str(region), []).append(int(str(place)))
            yield columns


def _nodes(forecast: Forecast, columns: dict[str, list[int]], book: Codebook) -> list[_Node]:
    """List the regions whose members are all there, the deepest first."""
    found = []
    for region, parents in columns.items():
        members = book.members(region) if region in book.places else ()
        if not members or any(member not in columns for member in members):
            continue
        of_members = [columns[member][0] for member in members]
        ratio = _ratio(forecast, parents, of_members)
        if np.isfinite(ratio).all():
            found.append((_depth(region, book), _Node(parents, of_members, ratio)))
    return [node for _, node in sorted(found, key=lambda pair: -pair[0])]


def _depth(region: str, book: Codebook) -> int:
    above = book.parent(region)
    return 1 + _depth(above, book) if above else 0


def _ratio(forecast: Forecast, parents: list[int], members: list[int]) -> Floats:
    """Own figure ÷ members' sum so far; 1 while reports are of different months, NaN if too far."""
    total = float(forecast.arrived[members].sum())
    months = np.unique(forecast.shape[parents + members])
    if total <= 0 or len(months) > 1 or np.isnan(forecast.so_far[members]).any():
        return np.ones(len(parents))
    ratio = forecast.arrived[parents] / total
    close = np.abs(ratio - 1) < 1e-9
    far = (ratio > FARTHEST) | (ratio < 1 / FARTHEST)
    return np.where(close, 1.0, np.where(far, np.nan, ratio))


def _blend(draws: Floats, node: _Node) -> None:
    """Weigh a region's own draws and its members' sum by each other's variance."""
    own, total = node.parents[0], node.ratio[0] * draws[:, node.members].sum(axis=1)
    uncertain, spread = draws[:, own].var(), total.var()
    weight = uncertain / (uncertain + spread) if uncertain + spread > 0 else 1.0
    draws[:, own] += weight * (total - draws[:, own])


def _share_out(draws: Floats, node: _Node, arrived: Floats) -> None:
    """Give the difference to the members by their variance, none below what has arrived."""
    part = draws[:, node.members]
    missing = draws[:, node.parents[0]] / node.ratio[0] - part.sum(axis=1)
    variance = part.var(axis=0)
    if variance.sum() > 0:
        part = part + missing[:, None] * variance / variance.sum()
    draws[:, node.members] = np.maximum(part, arrived[node.members])


def draw(
    panel: pd.DataFrame, asof: str, *, book: Codebook | None = None, count: int = DRAWS
) -> pd.DataFrame:
    """Draw the year's landings of all series together.

    同一次模拟里抽取全部序列的全年数。

    Parameters
    ----------
    panel : DataFrame
        As for `year_end`.
    asof : str
        The month, ``"2024-09"``.
    book : Codebook, optional
        With it the draws add up over the region tree.
    count : int, default 2000
        How many draws.

    Returns
    -------
    DataFrame
        One row a draw, one column a series, named by (region, indicator, segment, computed). The
        same panel gives the same draws.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {"region": "甲", "indicator": "到位", "year": 2024, "month": [6], "value": [50.0]}
    ... )
    >>> landings = draw(panel, "2024-06", count=500)
    >>> bool((landings["甲"] >= 50).all().all())
    True
    """
    year, month = parse_asof(asof)
    grid = series_grid(panel, year, month, book=book)
    found = forecast_of(grid, year, states=states_of(grid.keys, book))
    draws = simulate(found, count=count)
    if book is not None:
        draws = reconcile(found, draws, book)
    names = pd.MultiIndex.from_frame(found.keys)
    return pd.DataFrame(draws, columns=names)
