"""Prospects: the outlook of the line of funds and its record, for every region of a vintage.

This door has the outlook computed once for the whole tree, so that a prefecture's bulletin says
of it what the province's says.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from zsanalytics import store
from zsanalytics.briefing.measuring import as_one, until
from zsanalytics.briefing.tasks import FUNDS, with_tasks
from zsanalytics.codebook import Codebook
from zsanalytics.measures.flows import prefer
from zsanalytics.outlook.landing import year_end
from zsanalytics.outlook.replay import replay
from zsanalytics.periods import parse_asof

LEVELS = (0.5, 0.8, 0.95)


class Ahead(NamedTuple):
    """``outlook``: `year_end` of the line, a row a region and target line; ``record``: replays."""

    outlook: pd.DataFrame
    record: pd.DataFrame


def ahead_of(
    series: pd.DataFrame, targets: pd.DataFrame, asof: str, line: str, book: Codebook
) -> Ahead:
    """Forecast the year end of a line of funds for every region, and replay past years.

    Parameters
    ----------
    series : DataFrame
        The months of the line up to ``asof``, one series a region.
    targets : DataFrame
        The target book.
    asof : str
        The month.
    line : str
        The segment of funds.
    book : Codebook
        The tree of regions, over which draws add up.
    """
    year, month = parse_asof(asof)
    regions = tuple(series["region"].unique())
    goals = with_tasks(targets, regions, line, year, book)
    outlook = year_end(series, asof, targets=goals, levels=LEVELS, book=book)
    past = series[series["year"] < year]
    if month == 12 or past.empty:
        return Ahead(outlook, pd.DataFrame(columns=["region", "year", "error"]))
    return Ahead(outlook, replay(past, months=(month,), book=book))


@functools.lru_cache(maxsize=4)
def kept_series(vintage: Path, asof: str, line: str) -> pd.DataFrame:
    """Give the line of funds of every region of a vintage up to a month, as one series each."""
    panel = pd.read_parquet(
        vintage / "panel.parquet",
        filters=[("indicator", "==", FUNDS), ("segment", "==", line)],
    )
    return as_one(prefer(until(panel, asof), "reported"))


@functools.lru_cache(maxsize=4)
def kept_ahead(vintage: Path, asof: str, line: str) -> Ahead:
    """Give `ahead_of` of a vintage, computed once: a vintage never changes."""
    project = vintage.parents[3]
    book, targets = store.project_book(project), store.project_targets(project)
    return ahead_of(kept_series(vintage, asof, line), targets, asof, line, book)
