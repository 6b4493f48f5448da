"""Gathering: what the briefing of a region and month tells, from the vintage to its material.

This door opens the vintage, has it measured and hands plain frames to `publish`.
"""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.measures.stages import stage_rates
from zsanalytics.measuring import measured
from zsanalytics.periods import parse_asof
from zsanalytics.publish.material import Frames, Material, Subject, material
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
    vintage = vintage_of(store.project_folder(project), asof)
    taken = measured(vintage.panel, load_targets(), region=region, asof=asof, book=book)
    frames = Frames(
        rows=taken.rows,
        progress=taken.progress,
        rates=rates_of(vintage.projects, (region, *taken.units), asof, book),
        history=taken.history,
        findings=findings_of(vintage.findings, region, asof, book),
        total=taken.total,
    )
    subject = Subject(
        region,
        asof,
        taken.line,
        units={unit: book.level(unit) for unit in taken.units},
        whole=taken.whole,
        whole_level=book.level(taken.whole) if taken.whole else "",
        peers=len(taken.peers),
        vintage=vintage.path.name,
        demo=bool(vintage.manifest.get("demo")),
    )
    return material(frames, subject)


def vintage_of(project: Path, asof: str) -> store.Vintage:
    """Open the vintage of a month; the same one is read once, a new build is seen."""
    marker = project / store.PROCESSED / "months" / asof
    newest = marker.read_text(encoding="utf-8") if marker.is_file() else ""
    return _opened(project, asof, newest)


@functools.lru_cache(maxsize=2)
def _opened(project: Path, asof: str, newest: str) -> store.Vintage:
    return store.open_vintage(project, asof)


def rates_of(
    projects: pd.DataFrame, regions: tuple[str, ...], asof: str, book: Codebook
) -> pd.DataFrame:
    """Give the stage rates of regions, each with what lies below it; none where nothing is signed.

    ``sources`` lists the ranges of the ledgers they are counted from.
    """
    year, month = parse_asof(asof)
    ledger = projects[(projects["year"] == year) & (projects["month"] == month)]
    ledger = ledger[ledger["signed_on"].dt.year == year]
    found = []
    for region in regions:
        own = ledger[ledger["region"].isin([region, *book.descendants(region)])]
        if len(own):
            rates = stage_rates(own, asof, by=None, book=book)
            found.append(rates.assign(region=region, sources=[ranges(own["source"])]))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["region"])


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


def findings_of(findings: pd.DataFrame, region: str, asof: str, book: Codebook) -> pd.DataFrame:
    """Keep the findings of a month that concern a region or what lies below it."""
    year, month = parse_asof(asof)
    known = findings["year"].isna() | ((findings["year"] == year) & (findings["month"] == month))
    below = findings["region"].isin([region, *book.descendants(region)])
    if not book.parent(region):
        below |= findings["region"].isna()
    return findings[known.astype(bool) & below]
