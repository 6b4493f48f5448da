"""Gathering: what the briefing of a region and month tells, from the vintage to its material.

This door reads the vintage, has it measured and hands plain frames to `publish`.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.measures.stages import stage_rates
from zsanalytics.measures.top500 import top500_share
from zsanalytics.measuring import measured
from zsanalytics.periods import parse_asof
from zsanalytics.publish.facts import series_shown
from zsanalytics.publish.material import Frames, Material, Subject, material
from zsanalytics.publish.numbers import CHAIN
from zsanalytics.schema import FINDINGS, PANEL, PROJECTS, conform
from zsanalytics.targets.book import load_targets


def prepare(asof: str, region: str, *, project: str | Path | None = None) -> Material:
    """Gather what the briefing of a region and month tells.

    Parameters
    ----------
    asof : str
        The month, such as ``"2024-09"``; its panel must have been built.
    region : str
        A region of the codebook, in any spelling.
    project : str or Path, optional
        The project's folder; by default ``ZS_PROJECT`` or the nearest parent that holds ``data/``.

    Raises
    ------
    RequestError
        If there is no project, no panel of that month, or no data of that region.
    CodebookError
        If the region is unknown.
    """
    book = load_codebook()
    region = book.region(region)
    vintage = vintage_folder(store.project_folder(project), asof)
    taken = measured(panel_of(vintage), load_targets(), region=region, asof=asof, book=book)
    ledger = ledger_of(projects_of(vintage), (region, *taken.units), asof, book)
    frames = Frames(
        rows=taken.rows,
        progress=taken.progress,
        chains=taken.chains,
        rates=rates_of(ledger, asof, book),
        firms=firms_of(ledger, region, asof, book),
        history=taken.history,
        findings=findings_of(vintage, region, asof, book),
        total=taken.total,
    )
    subject = Subject(
        region,
        asof,
        taken.line,
        units={unit: book.level(unit) for unit in taken.units},
        whole=taken.whole,
        peers=len(taken.peers),
        vintage=vintage.name,
        demo=bool(manifest_of(vintage).get("demo")),
    )
    return material(frames, subject)


def vintage_folder(project: Path, asof: str) -> Path:
    """Give the folder of the vintage that was built last for a month.

    Raises
    ------
    RequestError
        If none was built yet; the sentence names the command that builds it.
    """
    marker = project / store.PROCESSED / "months" / asof
    if marker.is_file():
        name = marker.read_text(encoding="utf-8").strip()
        folder = project / store.PROCESSED / "vintages" / name
        if (folder / "manifest.json").is_file():
            return folder
    return store.open_vintage(project, asof).path  # says in a sentence what is missing


def manifest_of(vintage: Path) -> dict[str, Any]:
    """Read what a vintage was made from."""
    return dict(json.loads((vintage / "manifest.json").read_text(encoding="utf-8")))


@functools.lru_cache(maxsize=2)
def panel_of(vintage: Path) -> pd.DataFrame:
    """Read what briefings show of a vintage's panel; a vintage never changes: it is read once."""
    panel = pd.read_parquet(vintage / "panel.parquet")
    indicators, segments = series_shown()
    targets = load_targets()
    shown = panel["segment"].isin([*segments, *targets["segment"]])
    shown |= panel["segment"].str.startswith(CHAIN)
    return conform(panel[shown & panel["indicator"].isin(indicators)], PANEL)


@functools.lru_cache(maxsize=2)
def projects_of(vintage: Path) -> pd.DataFrame:
    """Read the projects of a vintage."""
    return conform(pd.read_parquet(vintage / "projects.parquet"), PROJECTS)


def ledger_of(
    projects: pd.DataFrame, regions: tuple[str, ...], asof: str, book: Codebook
) -> pd.DataFrame:
    """Give the month's ledger of contracts signed this year, once under each of some regions.

    A region holds what lies below it; the first region is the whole and holds its units again.
    """
    year, month = parse_asof(asof)
    now = projects[(projects["year"] == year) & (projects["month"] == month)]
    now = now[now["signed_on"].dt.year == year]
    parts = [
        now[now["region"].isin([region, *book.descendants(region)])].assign(region=region)
        for region in regions
    ]
    return pd.concat(parts, ignore_index=True)


def rates_of(ledger: pd.DataFrame, asof: str, book: Codebook) -> pd.DataFrame:
    """Give the stage rates of each region of a ledger, with the ranges they are counted from."""
    if ledger.empty:
        return pd.DataFrame(columns=["region", "sources"])
    rates = stage_rates(ledger, asof, book=book)
    sources = ledger.groupby("region", sort=False)["source"].agg(ranges)
    return rates.assign(sources=rates["region"].map(sources))


def firms_of(ledger: pd.DataFrame, region: str, asof: str, book: Codebook) -> float:
    """Count the distinct 三个500强 parents in the ledger of a region, as it claims them.

    NaN without a ledger.
    """
    own = ledger[ledger["region"] == region]
    if own.empty:
        return float("nan")
    return float(top500_share(own, asof, basis="claimed", book=book)["firms"].iloc[0])


def ranges(sources: pd.Series) -> tuple[str, ...]:
    """Sum up the cells of many rows as one range a sheet.

    Examples
    --------
    >>> ranges(pd.Series(["台账.xlsx!项目!B5", "台账.xlsx!项目!B12"]))
    ('台账.xlsx!项目!B5:B12',)
    """
    sheets: dict[str, list[str]] = {}
    for source in sources.dropna():
        sheet, _, cell = source.rpartition("!")
        sheets.setdefault(sheet, []).append(cell)
    named = []
    for sheet, listed in sorted(sheets.items()):
        ordered = sorted(listed, key=lambda cell: int("0" + "".join(filter(str.isdigit, cell))))
        one = len(set(ordered)) == 1
        named.append(f"{sheet}!{ordered[0]}" if one else f"{sheet}!{ordered[0]}:{ordered[-1]}")
    return tuple(named)


def findings_of(vintage: Path, region: str, asof: str, book: Codebook) -> pd.DataFrame:
    """Keep the findings of a month that concern a region or what lies below it."""
    findings = conform(pd.read_parquet(vintage / "findings.parquet"), FINDINGS)
    year, month = parse_asof(asof)
    now = (findings["year"].isna() | (findings["year"] == year)).astype(bool)
    now &= (findings["month"].isna() | (findings["month"] == month)).astype(bool)
    below = findings["region"].isin([region, *book.descendants(region)])
    if not book.parent(region):
        below |= findings["region"].isna()
    return findings[now & below]
