"""A park's bulletin: what is gathered and measured for it, from the vintage to its material.

This door reads the vintage, sets the park's indicators against its own targets, counts its ledger
and hands plain frames to `publish`. Any region of the codebook that reports such indicators, or has
targets of its own, can be the park.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics import store
from zsanalytics.briefing.gathering import (
    findings_of,
    manifest_of,
    vintage_told,
)
from zsanalytics.briefing.imprint import imprint_of, read_office
from zsanalytics.briefing.measuring import as_one, as_told, until
from zsanalytics.briefing.park_projects import late_projects, ledger_totals, park_rates
from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError, RequestError
from zsanalytics.measures.flows import prefer
from zsanalytics.measures.growth import growth
from zsanalytics.measures.progress import completion
from zsanalytics.outlook.landing import year_end
from zsanalytics.periods import parse_asof
from zsanalytics.publish.audience import AUDIENCES, INTERNAL
from zsanalytics.publish.facts import cells
from zsanalytics.publish.park_facts import ParkFrames
from zsanalytics.publish.park_material import ParkMaterial, park_material, shown
from zsanalytics.publish.subject import Subject
from zsanalytics.schema import KEY, PROJECTS, WHOLE, conform

LINES = ("goal", "dispatch", "floor")
"""Which line counts where a series has several: what is aimed at first."""

STATED = ("level", "count")
PAIR = ["indicator", "segment"]
RECENT = 12
"""Months after which what was reported of the land is no longer shown."""


def prepare_park(
    asof: str,
    region: str,
    *,
    audience: str = INTERNAL,
    final: str = "",
    project: str | Path | None = None,
) -> ParkMaterial:
    """Gather what the bulletin of a park and month tells.

    Parameters
    ----------
    asof : str
        The month, such as ``"2023-09"``; its panel must have been built.
    region : str
        The park, in any spelling of the project's codebook.
    audience : {"internal", "public"}, default "internal"
        The office sees everything; the public no projects, debts, problems and outlook.
    final : str, optional
        The vintage a 定稿 is locked to; by default a 送审稿 is made from the newest one.
    project : str or Path, optional
        The project's folder; by default ``ZS_PROJECT`` or the nearest parent that holds ``data/``.

    Raises
    ------
    RequestError
        If there is no project, no panel of that month, no data of that park, or the audience or
        the vintage is unknown.
    CodebookError
        If the park is unknown.
    """
    if audience not in AUDIENCES:
        raise RequestError(f"audience {audience!r}: expected {' or '.join(AUDIENCES)}")
    folder = store.project_folder(project)
    book = store.project_book(folder)
    region = book.region(region)
    vintage = vintage_told(folder, asof, final)
    manifest = manifest_of(vintage)
    subject = Subject(
        region, asof, WHOLE, units={}, vintage=vintage.name, demo=bool(manifest.get("demo")),
        audience=audience, final=bool(final),
        imprint=imprint_of(read_office(folder), region, asof),
    )  # fmt: skip
    return park_material(_frames(vintage, region, asof, book), subject)


def _frames(vintage: Path, region: str, asof: str, book: Codebook) -> ParkFrames:
    panel = own_panel(vintage, region, asof)
    targets = store.project_targets(vintage.parents[3])
    targets = targets[(targets["region"] == region) & (targets["year"] == parse_asof(asof)[0])]
    projects = conform(pd.read_parquet(vintage / "projects.parquet"), PROJECTS)
    projects = projects[projects["region"].isin([region, *book.descendants(region)])]
    rows = series_of(panel, targets, asof, book)
    goals = goals_of(panel, targets, asof, book)
    totals = ledger_totals(projects, asof)
    told = [*rows["source"], *(cell for _, sources in totals.values() for cell in sources)]
    return ParkFrames(
        rows=rows,
        goals=goals,
        floors=floors_of(targets, book),
        rates=park_rates(projects, panel, goals, asof, book),
        late=late_projects(projects, asof),
        history=history_of(panel, rows, asof, book),
        expected=expected_of(panel, rows, asof, book),
        totals={**totals, **_counts(vintage, panel, told, asof, book)},
    )


def own_panel(vintage: Path, region: str, asof: str) -> pd.DataFrame:
    """Give the submitted series of a region up to a month, the computed where none was submitted.

    Raises
    ------
    RequestError
        If the region has no row in that month.
    """
    panel = pd.read_parquet(vintage / "panel.parquet", filters=[("region", "==", region)])
    known = as_one(prefer(until(panel, asof), "reported"))
    year, month = parse_asof(asof)
    if not ((known["year"] == year) & (known["month"] == month)).any():
        raise RequestError(
            f"region {region}: no data in {asof}; name a park that reported, or a month it did"
        )
    return known


def described(frame: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Add what the codebook says of each series: its label, unit, decimals and kind."""
    about = [book.about(code) for code in frame["indicator"]]
    labels = [
        str(told["name"]) if segment == WHOLE else f"{segment.partition('=')[2]}{told['name']}"
        for told, segment in zip(about, frame["segment"], strict=True)
    ]
    return frame.assign(
        label=pd.Series(labels, index=frame.index, dtype=object),
        **{name: [told[name] for told in about] for name in ("unit", "decimals", "kind")},
    )


def series_of(
    panel: pd.DataFrame, targets: pd.DataFrame, asof: str, book: Codebook
) -> pd.DataFrame:
    """Give the series that the bulletin shows, each with last year's and its growth.

    What is reported of the land counts for a year; everything else must be of the month.
    """
    year, month = parse_asof(asof)
    pairs = _pairs(panel, targets, book)
    grown = as_told(growth(_with_base(panel), book=book))
    grown = grown[grown["value"].notna()]
    age = (year - grown["year"]) * 12 + month - grown["month"]
    recent = grown["indicator"].isin(shown("land")) & (age < RECENT)
    chosen = grown[(age == 0) | recent].assign(age=age)
    chosen = chosen.sort_values("age", kind="stable").drop_duplicates(PAIR)
    place = {pair: number for number, pair in enumerate(pairs)}
    order = [place.get(pair, -1) for pair in zip(*(chosen[name] for name in PAIR), strict=True)]
    kept = chosen.assign(place=order)
    kept = kept[kept["place"] >= 0].sort_values("place", ignore_index=True)
    return described(kept, book)


def _pairs(panel: pd.DataFrame, targets: pd.DataFrame, book: Codebook) -> list[tuple[str, str]]:
    """List the series to show, in order: amounts, further targets, firms, land with its parts."""
    asked = list(zip(*(targets[name] for name in PAIR), strict=True))
    listed = [(code, WHOLE) for code in shown("amounts")]
    listed += [pair for pair in asked if pair[0] not in shown("firms")]
    listed += [(code, WHOLE) for code in shown("firms")]
    told = set(zip(*(panel[name] for name in PAIR), strict=True))
    for code in shown("land"):
        listed += [
            (code, part) for part in (WHOLE, *book.segments["segment"]) if (code, part) in told
        ]
    return list(dict.fromkeys(listed))


def _with_base(panel: pd.DataFrame) -> pd.DataFrame:
    """Add the cells of the same month last year."""
    last = panel[[*KEY, "source"]].assign(year=panel["year"] + 1)
    return panel.merge(last.rename(columns={"source": "base_source"}), on=list(KEY), how="left")


def goals_of(panel: pd.DataFrame, targets: pd.DataFrame, asof: str, book: Codebook) -> pd.DataFrame:
    """Set each series against the level it is to reach: the one stated, else what growth asks.

    A level that was not reported yet stays, with what is reached of it missing.
    """
    stated = targets[targets["kind"].isin(STATED)]
    asked = targets[targets["kind"].isin(["growth", "multiple"])]
    known = set(zip(*(stated[name] for name in PAIR), strict=True))
    more = [pair not in known for pair in zip(*(asked[name] for name in PAIR), strict=True)]
    used = pd.concat([stated, asked[more]])
    order = used["line"].map({line: number for number, line in enumerate(LINES)})
    used = used.assign(order=order).sort_values("order", kind="stable").drop_duplicates(PAIR)
    rows = completion(_asked_rows(panel, used, asof), used, book=book)
    year, month = parse_asof(asof)
    rows = rows[(rows["year"] == year) & (rows["month"] == month) & rows["target"].notna()]
    rows = rows.drop_duplicates(PAIR)
    about = used.set_index(PAIR)[["clause", "status", "line"]].rename(
        columns={"status": "state", "line": "asked"}
    )
    joined = rows.drop(columns="line").join(about, on=PAIR)
    table = joined.assign(draft=joined["state"] == "draft", line=joined["asked"])
    return described(_in_order(table, _pairs(panel, targets, book)), book)


def _in_order(table: pd.DataFrame, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    place = {pair: number for number, pair in enumerate(pairs)}
    order = [place[pair] for pair in zip(*(table[name] for name in PAIR), strict=True)]
    return table.assign(order=order).sort_values("order", ignore_index=True)


def _asked_rows(panel: pd.DataFrame, used: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Give the series that have targets, with a blank row of the month where one is missing."""
    year, month = parse_asof(asof)
    wanted = used[["region", *PAIR]].drop_duplicates().assign(year=year, month=month)
    own = panel.merge(wanted[PAIR], on=PAIR)
    blank = wanted.merge(own[list(KEY)], on=list(KEY), how="left", indicator=True)
    blank = blank[blank["_merge"] == "left_only"].drop(columns="_merge")
    return pd.concat([own, blank.assign(status="reported")], ignore_index=True)


def floors_of(targets: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Give the growth asked for of each series over the year before."""
    asked = targets[(targets["kind"] == "growth")]
    single = asked["base_year"].isna() | (asked["base_year"] == asked["year"] - 1)
    kept = asked[single.astype(bool)].drop_duplicates(PAIR)
    return described(kept.rename(columns={"value": "growth"}), book)


def history_of(panel: pd.DataFrame, rows: pd.DataFrame, asof: str, book: Codebook) -> pd.DataFrame:
    """Give the amounts shown, month by month, of this year and the last."""
    year, _ = parse_asof(asof)
    wanted = rows[(rows["kind"] == "ytd") & (rows["segment"] == WHOLE)]["indicator"]
    mine = panel[panel["indicator"].isin(wanted) & (panel["segment"] == WHOLE)]
    mine = mine[(mine["year"] >= year - 1) & mine["value"].notna()]
    return described(mine.sort_values(["year", "month"], ignore_index=True), book)


def expected_of(panel: pd.DataFrame, rows: pd.DataFrame, asof: str, book: Codebook) -> pd.DataFrame:
    """Give the expected year end of each amount, with the cells it rests on; none in December."""
    year, month = parse_asof(asof)
    amounts = rows[rows["indicator"].isin(shown("amounts")) & (rows["segment"] == WHOLE)]
    series = panel[panel["indicator"].isin(amounts["indicator"]) & (panel["segment"] == WHOLE)]
    columns = [*PAIR, "expected", "label", "unit", "decimals", "sources"]
    if month == 12 or series.empty:
        return pd.DataFrame(columns=columns)
    try:
        table = year_end(series, asof, book=book)
    except PanelError:
        return pd.DataFrame(columns=columns)
    recent = series[series["year"] >= year - 1]
    told = recent.groupby("indicator")["source"].agg(lambda s: [c for t in s for c in cells(t)])
    table = table[table["expected"].notna()].drop_duplicates(PAIR)
    return described(table.assign(sources=table["indicator"].map(told)), book)


def _counts(
    vintage: Path, panel: pd.DataFrame, told: list[str], asof: str, book: Codebook
) -> Mapping[str, tuple[float, tuple[str, ...]]]:
    """Count the files used, what is open, and this year's values changed after the report."""
    region, year = str(panel["region"].iloc[0]), parse_asof(asof)[0]
    findings = findings_of(vintage, region, asof, book)
    now = as_told(panel[panel["year"] == year])
    files = {cell.split("!")[0] for source in told for cell in cells(source)}
    counts: dict[str, Any] = {"input_files": len(files)}
    for name, severity in (("errors", "error"), ("warnings", "warning")):
        counts[name] = (findings["severity"] == severity).sum()
    for name in ("revised", "corrected"):
        counts[f"{name}_values"] = (now["status"] == name).sum()
    return {name: (float(value), ()) for name, value in counts.items()}
