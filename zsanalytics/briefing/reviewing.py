"""Reviewing: what the quarterly ranking and the year's review gather beyond the bulletin.

This door has the units of a region scored by a sheet, and what was said of a year in its course
set beside what came of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics import store
from zsanalytics.briefing.gathering import (
    ledger_of,
    panel_of,
    prepare,
    projects_of,
    rates_of,
    vintage_told,
)
from zsanalytics.briefing.measuring import measured
from zsanalytics.briefing.prospects import kept_series
from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError, RequestError
from zsanalytics.measures.flows import prefer
from zsanalytics.outlook.replay import replay
from zsanalytics.periods import asof_text, parse_asof
from zsanalytics.publish.audience import INTERNAL
from zsanalytics.publish.material import Material
from zsanalytics.publish.reviews import with_said
from zsanalytics.publish.scores import scored
from zsanalytics.schema import WHOLE
from zsanalytics.targets.scoring import load_sheet, ranking, score

SHEETS = Path("data") / "scores"
QUARTER_ENDS = (3, 6, 9, 12)
COURSE = (3, 6, 9)
"""Months from which the year's review looks back at what was expected."""


class Ranked(NamedTuple):
    """The material of a quarter with its ranking, and the points line by line."""

    material: Material
    scores: pd.DataFrame


def prepare_ranking(
    asof: str,
    region: str,
    *,
    audience: str = INTERNAL,
    final: str = "",
    sheet: str = "季度综合排名",
    project: str | Path | None = None,
) -> Ranked:
    """Gather the ranking of a region's units at the end of a quarter.

    Parameters
    ----------
    asof, region, audience, final, project
        As for `prepare`.
    sheet : str
        A scoring sheet of the project's ``data/scores``, else of the shipped ones.

    Raises
    ------
    RequestError
        If the month ends no quarter, or the region has no units with data.
    """
    year, month = parse_asof(asof)
    if month not in QUARTER_ENDS:
        raise RequestError(f"{asof}: a quarter ends in month 3, 6, 9 or 12; name such a month")
    folder = store.project_folder(project)
    book = store.project_book(folder)
    material = prepare(asof, region, audience=audience, final=final, project=folder)
    units = material.told.names("units")
    if not units:
        raise RequestError(f"region {material.region}: no units with data in {asof} to rank")
    own = folder / SHEETS / f"{sheet}.toml"
    rules = load_sheet(own if own.is_file() else None)
    vintage = vintage_told(folder, asof, final)
    scores = scores_of(vintage, asof, material.region, rules, book)
    before = asof_text(*((year, month - 3) if month > 3 else (year - 1, 12)))
    last = scores_of(vintage, before, material.region, rules, book)
    previous = ranking(last) if len(last) and last["points"].notna().any() else None
    return Ranked(scored(material, scores, ranking(scores, previous=previous), rules), scores)


def scores_of(
    vintage: Path, asof: str, region: str, sheet: dict[str, Any], book: Codebook
) -> pd.DataFrame:
    """Score the units of a region in a month; no row where the month has no data.

    A line of which no unit has a figure is not scored at all.
    """
    try:
        taken = measured(
            panel_of(vintage),
            store.project_targets(vintage.parents[3]),
            region=region,
            asof=asof,
            book=book,
        )
    except (RequestError, PanelError):
        return pd.DataFrame(columns=["region", "line", "points", "arithmetic"])
    progress = taken.progress[taken.progress["main"]].set_index("region")
    rows = taken.rows[taken.rows["region"].isin(taken.units)]
    on_line = rows["segment"] == taken.line
    for name in ("completion", "lead"):
        rows = rows.assign(**{name: rows["region"].map(progress[name]).where(on_line)})
    rows = pd.concat([rows, _further(vintage, asof, sheet, rows)], ignore_index=True)
    ledger = ledger_of(projects_of(vintage), taken.units, asof, book)
    rates = _as_rows(rates_of(ledger, asof, book))
    known = set(zip(rows["region"], rows["indicator"], strict=True))
    missing = [row for row in rates if (row["region"], row["indicator"]) not in known]
    scores = score(pd.concat([rows, pd.DataFrame(missing)]), sheet, among=taken.units)
    return scores[scores.groupby("line")["points"].transform("count") > 0].reset_index(drop=True)


def _further(vintage: Path, asof: str, sheet: dict[str, Any], rows: pd.DataFrame) -> pd.DataFrame:
    """Read the series that a sheet scores and a bulletin does not show, such as reported rates."""
    wanted = {(line["indicator"], line["segment"]) for line in sheet["lines"]}
    wanted -= set(zip(rows["indicator"], rows["segment"], strict=True))
    if not wanted:
        return rows.iloc[:0]
    year, month = parse_asof(asof)
    names = sorted({indicator for indicator, _ in wanted})
    near = [("indicator", "in", names), ("year", "==", year), ("month", "==", month)]
    found = prefer(pd.read_parquet(vintage / "panel.parquet", filters=near), "reported")
    pairs = zip(found["indicator"], found["segment"], strict=True)
    return found[[pair in wanted for pair in pairs]]


def _as_rows(rates: pd.DataFrame) -> list[dict[str, Any]]:
    """Write the stage rates of ledgers as panel rows."""
    named = {"开工率": "start_rate", "投产率": "production_rate"}
    return [
        {"region": row["region"], "indicator": code, "segment": WHOLE, "value": row[name]}
        for row in rates.to_dict("records")
        for name, code in named.items()
        if name in row
    ]


def prepare_year(
    asof: str,
    region: str,
    *,
    audience: str = INTERNAL,
    final: str = "",
    project: str | Path | None = None,
) -> Material:
    """Gather the year's review: the bulletin of December, and what was expected in the course.

    Parameters
    ----------
    asof, region, audience, final, project
        As for `prepare`.

    Raises
    ------
    RequestError
        If the month is not December.
    """
    year, month = parse_asof(asof)
    if month != 12:
        raise RequestError(f"{asof}: a year's review is of month 12; name such a month")
    folder = store.project_folder(project)
    material = prepare(asof, region, audience=audience, final=final, project=folder)
    vintage = vintage_told(folder, asof, final)
    series = kept_series(vintage, asof, material.told.words["line"])
    past = replay(series[series["year"] <= year], months=COURSE, book=store.project_book(folder))
    own = past[(past["region"] == material.region) & (past["year"] == year)]
    return with_said(material, own[["month", "expected", "error"]].sort_values("month"))
