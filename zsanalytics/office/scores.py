"""Scores of a month's submissions, unit by unit, from the month's vintage and its register."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook
from zsanalytics.month import root
from zsanalytics.office.verifying import verified_results
from zsanalytics.periods import parse_asof
from zsanalytics.quality.scorecard import DUE_DAY, scorecard
from zsanalytics.quality.verification import cut_rate
from zsanalytics.register import read_register


def submission_scores(
    project: str | Path, asof: str, *, book: Codebook | None = None, due_day: int = DUE_DAY
) -> pd.DataFrame:
    """Score every unit's submissions of a month: 及时性 完整性 准确性 真实性.

    Parameters
    ----------
    project : path
        The project's folder.
    asof : str
        A month that was built.
    book : Codebook, optional
        Its submitters are the units.
    due_day : int
        The day of the next month by whose end a submission is in time.

    Returns
    -------
    DataFrame
        As `zsanalytics.quality.scorecard.scorecard`. 真实性 rests on the spot checks of the month
        alone and is not known where there was none.

    Raises
    ------
    RequestError
        If the month was not built.
    """
    project = Path(project)
    book = book or store.project_book(project)
    vintage = store.open_vintage(project, asof)
    register = read_register(project / store.RAW / asof)
    units = {unit: (unit, *book.descendants(unit)) for unit in book.submitters}
    year, month = parse_asof(asof)
    of_month = (vintage.records["year"] == year) & (vintage.records["month"] == month)
    return scorecard(
        units, asof, panel=vintage.panel, records=vintage.records[of_month],
        findings=vintage.findings, register=register,
        cut_rates=_cut_rates(project, asof, book), due_day=due_day,
    )  # fmt: skip


def _cut_rates(project: Path, asof: str, book: Codebook) -> pd.DataFrame | None:
    results = verified_results(project, asof, book)
    year, month = parse_asof(asof)
    mine = results[(results["year"] == year) & (results["month"] == month)]
    mine = mine[mine["verified"].notna()]
    if mine.empty:
        return None
    chance = mine["probability"].fillna(1.0)
    owner = mine["region"].map(lambda region: _unit(region, book))
    return cut_rate(mine.assign(region=owner, probability=chance))


def _unit(region: str, book: Codebook) -> str:
    """Give the member of the root that a region lies in, or is."""
    above = book.parent(region)
    return region if above in ("", root(book)) else _unit(above, book)
