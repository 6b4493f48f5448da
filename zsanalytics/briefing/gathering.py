"""Gathering: what the briefing of a region and month tells, from the vintage to its material.

This door reads the vintage, has it measured and hands plain frames to `publish`.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics import store
from zsanalytics.briefing.changes import changes_of
from zsanalytics.briefing.corrected import breaks_of, corrections_of
from zsanalytics.briefing.following import followed
from zsanalytics.briefing.imprint import imprint_of, read_office
from zsanalytics.briefing.measuring import Measured, measured
from zsanalytics.briefing.prospects import kept_ahead
from zsanalytics.briefing.submitted import submissions_of
from zsanalytics.codebook import CODES, Codebook
from zsanalytics.errors import RequestError
from zsanalytics.measures.stages import stage_rates
from zsanalytics.measures.top500 import top500_share
from zsanalytics.periods import asof_text, parse_asof, read_period
from zsanalytics.publish.audience import AUDIENCES, INTERNAL
from zsanalytics.publish.facts import series_shown
from zsanalytics.publish.material import Material, material
from zsanalytics.publish.numbers import CHAIN
from zsanalytics.publish.numbers_parts import ORIGIN
from zsanalytics.publish.subject import Frames, Subject
from zsanalytics.quality.scorecard import DUE_DAY
from zsanalytics.schema import FINDINGS, PANEL, PROJECTS, conform


def prepare(
    asof: str,
    region: str,
    *,
    audience: str = INTERNAL,
    final: str = "",
    project: str | Path | None = None,
) -> Material:
    """Gather what the briefing of a region and month tells.

    汇集一个地区、一个月的通报要说的全部内容。

    Parameters
    ----------
    asof : str
        The month, such as ``"2024-09"``; its panel must have been built.
    region : str
        A region of the codebook, in any spelling.
    audience : {"internal", "public"}, default "internal"
        The office sees everything; the public a whitelist of facts.
    final : str, optional
        The vintage a 定稿 is locked to; by default a 送审稿 is made from the newest one.
    project : str or Path, optional
        The project's folder; by default ``ZS_PROJECT`` or the nearest parent that holds ``data/``.

    Raises
    ------
    RequestError
        If there is no project, no panel of that month, no data of that region, or the audience
        or the vintage is unknown.
    CodebookError
        If the region is unknown.
    """
    if audience not in AUDIENCES:
        raise RequestError(f"audience {audience!r}: expected {' or '.join(AUDIENCES)}")
    folder = store.project_folder(project)
    book = store.project_book(folder)
    region = book.region(region)
    vintage = vintage_told(folder, asof, final)
    targets = store.project_targets(folder)
    taken = measured(panel_of(vintage), targets, region=region, asof=asof, book=book)
    office, manifest = read_office(folder), manifest_of(vintage)
    subject = Subject(
        region,
        asof,
        taken.line,
        units={unit: book.level(unit) for unit in taken.units},
        whole=taken.whole,
        peers=len(taken.peers),
        vintage=vintage.name,
        demo=bool(manifest.get("demo")),
        audience=audience,
        final=bool(final),
        imprint=imprint_of(office, region, asof),
        doubt=doubtful(region, asof, taken.line),
        definitions={code: str(entry["definition"]) for code, entry in book.entries.items()},
    )
    return material(_frames(taken, vintage, manifest, office, book, final), subject)


def _frames(
    taken: Measured,
    vintage: Path,
    manifest: Mapping[str, Any],
    office: Mapping[str, Any],
    book: Codebook,
    final: str,
) -> Frames:
    """Put the frames of a bulletin together: what is measured, and what stands in the annex."""
    region, asof = taken.region, taken.asof
    projects = projects_of(vintage)
    ledger = ledger_of(projects, (region, *taken.units), asof, book)
    findings = findings_of(vintage, region, asof, book)
    ahead = kept_ahead(vintage, asof, taken.line)
    near = (region, *taken.units)
    return Frames(
        rows=taken.rows,
        progress=taken.progress,
        chains=taken.chains,
        rates=rates_of(ledger, asof, book),
        firms=float("nan") if _counted(taken) else firms_of(ledger, region, asof, book),
        history=taken.history,
        findings=findings,
        total=taken.total,
        outlook=ahead.outlook[ahead.outlook["region"].isin(near)],
        record=ahead.record[ahead.record["region"].isin(near)],
        behind=taken.behind,
        changes=changes_of(
            vintage.parents[3], taken.history, near, asof, taken.line, final=final
        ),
        submissions=submissions_of(
            vintage, manifest, findings, taken.history, taken.units, asof, book=book,
            due_day=int(office.get("deadline", {}).get("day", DUE_DAY)),
        ),
        duties=followed(projects, office.get("duty", []), region=region, asof=asof, book=book),
        corrections=corrections_of(vintage, region, asof, book),
        breaks=breaks_of(panel_of(vintage), near, asof, taken.line, book),
    )  # fmt: skip


def _counted(taken: Measured) -> bool:
    """Tell whether the panel counts the 三个500强 firms: then the ledger need not be asked."""
    rows = taken.rows
    own = (rows["region"] == taken.region) & (rows["indicator"] == "contracted_firms")
    return bool((own & (rows["segment"] == "三个500强=合计")).any())


def vintage_told(project: Path, asof: str, final: str) -> Path:
    """Give the folder of the vintage a 定稿 is locked to, or of a month's newest one."""
    return locked_vintage(project, final) if final else vintage_folder(project, asof)


def locked_vintage(project: Path, name: str) -> Path:
    """Give the folder of a vintage that a 定稿 is locked to.

    Raises
    ------
    RequestError
        If it is not there any more: a 定稿 is never made from another one.
    """
    folder = project / store.PROCESSED / "vintages" / name
    if re.fullmatch(r"[\w-]+", name) and (folder / "manifest.json").is_file():
        return folder
    raise RequestError(
        f"vintage {name!r}: not in {folder.parent}; a final briefing is made from the vintage it "
        "is locked to: restore it from a backup"
    )


def doubtful(region: str, asof: str, line: str) -> bool:
    """Tell whether the published figure of a region and month did not state its scope."""
    return (region, asof, line) in _doubts()


@functools.cache
def _doubts() -> frozenset[tuple[str, str, str]]:
    """Read from the published figures which funds have a scope still to be confirmed."""
    rows = pd.read_csv(CODES / "published" / "gansu.csv", dtype=str, encoding="utf-8-sig")
    rows = rows[rows["备注"].str.contains("口径待确认", na=False) & (rows["指标"] == "到位资金")]
    found = set()
    for row in rows.to_dict("records"):
        period = read_period(row["期间"])
        if period is not None and period.year is not None:
            found.add((row["地区"], asof_text(period.year, period.month), f"来源地={row['分组']}"))
    return frozenset(found)


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
    targets = store.project_targets(vintage.parents[3])
    shown = panel["segment"].isin([*segments, *targets["segment"]])
    shown |= panel["segment"].str.startswith((CHAIN, ORIGIN))
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
    >>> ranges(pd.Series(["台账.xlsx!项目!A5:D5", "台账.xlsx!项目!A12:D12"]))
    ('台账.xlsx!项目!A5:D12',)
    """
    sheets: dict[str, list[str]] = {}
    for source in sources.dropna():
        sheet, _, cell = source.rpartition("!")
        sheets.setdefault(sheet, []).append(cell)
    named = []
    for sheet, listed in sorted(sheets.items()):
        ordered = sorted(set(listed), key=_row_of)
        ends = (ordered[0].partition(":")[0], ordered[-1].rpartition(":")[2])
        named.append(f"{sheet}!{ends[0]}" if ends[0] == ends[1] else f"{sheet}!{':'.join(ends)}")
    return tuple(named)


def _row_of(cell: str) -> int:
    return int("0" + "".join(filter(str.isdigit, cell.partition(":")[0])))


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
