"""The month: the order of the rooms, from a folder of workbooks to a vintage of the panel.

Every month folder up to the one asked for is folded on its predecessor, the published series
beside them; nothing later leaks in. Totals that nobody submitted are added up and marked
``computed``; so are the counts and amounts that only a ledger knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics import store
from zsanalytics.checks.rules import check
from zsanalytics.codebook import Codebook
from zsanalytics.display import Progress, quiet
from zsanalytics.errors import RequestError
from zsanalytics.intake.corrections import insist_applied, read_corrections, standing
from zsanalytics.intake.files import Keeper
from zsanalytics.intake.folder import Folder, Intake, read_folder
from zsanalytics.kept import Kept, program_hashes
from zsanalytics.measures.stages import tally
from zsanalytics.measures.totals import add_total
from zsanalytics.office.verifying import verified_results
from zsanalytics.periods import parse_asof
from zsanalytics.quality.verification import verified_panel
from zsanalytics.questions import joined, without_consequences
from zsanalytics.register import read_register
from zsanalytics.schema import (
    CORRECTIONS,
    FINDINGS,
    KEY,
    LEADS,
    PANEL,
    PROJECTS,
    RECORDS,
    Table,
    conform,
    empty,
)


def build(
    project: str | Path,
    asof: str,
    *,
    book: Codebook | None = None,
    executor: Executor | None = None,
    progress: Progress = quiet,
) -> store.Vintage:
    """Read all submissions up to a month and store the panel as a vintage.

    读入截至某月的全部报送，建立面板并存为一个时点。

    Parameters
    ----------
    project, asof : str
        The folder with ``data/raw/YYYY-MM/`` and ``data/raw/published/``; ``"2024-09"``.
    book : Codebook, optional
        The shipped one by default.
    executor : Executor, optional
        Reads the workbooks in parallel.

    Returns
    -------
    Vintage
        Its ``findings`` are those of every folder read and of the checks of the month asked for.
        Built before from the same inputs, it is read back and not built again.

    Raises
    ------
    RequestError
        If the month has no folder, or nothing in it.
    """
    project = Path(project)
    manifest = manifest_of(project, asof)
    keeper = Kept(project, manifest) if book is None else None
    book = book or store.project_book(project)
    path = store.vintage_path(project, asof, manifest)
    with store.only_run(project, "build"):
        if (path / "manifest.json").is_file():
            vintage = store.read_vintage(path)
        else:
            vintage = assemble(project, asof, manifest, book, executor, progress, keeper)
        store.write_vintage(vintage, project)
    return vintage


def manifest_of(project: Path, asof: str) -> dict[str, Any]:
    """Say what a vintage of this month is made from: inputs, code and codelists, by hash."""
    parse_asof(asof)
    inputs = store.input_files(project, asof)
    if not any(name.startswith(f"data/raw/{asof}/") for name in inputs):
        have = ", ".join(list(store.month_folders(project))[-3:]) or "none"
        raise RequestError(
            f"{asof}: no workbook in {project / store.RAW / asof}; months there: {have}; "
            "put the month's workbooks into that folder"
        )
    return {
        "asof": asof,
        "inputs": inputs,
        **program_hashes(project),
        "corrections": [name for name in inputs if name.startswith("data/corrections/")],
        "known": last_received(project, asof),
    }


def last_received(project: Path, asof: str) -> str:
    """Give the time the last registered file up to a month came; empty without a register."""
    folders = store.month_folders(project, asof).values()
    return max((t for folder in folders for t in read_register(folder)["received"]), default="")


class _Folded(NamedTuple):
    panel: pd.DataFrame
    projects: pd.DataFrame
    records: pd.DataFrame
    findings: pd.DataFrame
    leads: pd.DataFrame
    corrections: pd.DataFrame
    latest: Intake
    listed: bool
    """Whether leads were sent for the latest month."""


def assemble(
    project: Path,
    asof: str,
    manifest: dict[str, Any],
    book: Codebook,
    executor: Executor | None = None,
    progress: Progress = quiet,
    keeper: Keeper | None = None,
) -> store.Vintage:
    """Put the tables of a vintage together: fold the months, add totals, check the month."""
    folded = fold(project, asof, book, executor, progress, keeper)
    reported, confirmed = verified_panel(folded.panel, verified_results(project, asof, book))
    panel = with_computed(reported, folded.projects, book)
    now = of_month(panel, asof)
    checked = check(
        now,
        book=book,
        previous=panel.drop(now.index),
        records=folded.latest.records,
        projects=folded.projects if len(folded.latest.projects) else None,
        leads=folded.leads if folded.listed else None,
        targets=store.project_targets(project),
        register=read_register(project / store.RAW / asof),
    )
    findings = joined([folded.findings, confirmed, without_consequences(checked, folded.latest)])
    return store.Vintage(
        panel=conform(panel, PANEL),
        projects=conform(folded.projects, PROJECTS),
        records=conform(folded.records, RECORDS),
        findings=conform(findings.drop_duplicates(), FINDINGS),
        manifest={**manifest, "demo": bool((findings["rule"] == "demo_data").any())},
        path=store.vintage_path(project, asof, manifest),
        leads=folded.leads,
        corrections=standing(folded.corrections, reported),
    )


def fold(
    project: Path,
    asof: str,
    book: Codebook,
    executor: Executor | None,
    progress: Progress,
    keeper: Keeper | None,
) -> _Folded:
    """Read the published series and every month folder up to ``asof``, each on its predecessor."""
    published = project / store.RAW / store.PUBLISHED
    months = store.month_folders(project, asof)
    folders = [(asof, published)] if published.is_dir() else []
    folders += list(months.items())
    held: list[Folder] = []
    panel = empty(PANEL)
    for number, (month, folder) in enumerate(folders):
        progress(f"读取 {folder.name}", number, len(folders))
        part = read_folder(
            folder, asof=month, book=book, previous=panel, executor=executor, keeper=keeper
        )
        part = part._replace(taken=up_to(part.taken, asof)) if folder == published else part
        panel = newest([panel, part.taken.panel])
        held.append(part)
    progress("读取", len(folders), len(folders))
    insist_on_something(held[-1], asof)
    taken = [part.taken for part in held]
    findings = _together([t.findings for t in taken], FINDINGS)
    corrections = read_corrections(project / "data" / "corrections")
    insist_applied(corrections, findings, asof=parse_asof(asof))
    leads = _together([part.leads for part in held], LEADS)
    return _Folded(
        panel=panel,
        projects=_together([t.projects for t in taken], PROJECTS),
        records=_together([t.records for t in taken], RECORDS),
        findings=findings,
        leads=leads.drop_duplicates(list(LEADS.key), keep="last").reset_index(drop=True),
        corrections=_together([part.corrections for part in held], CORRECTIONS),
        latest=taken[-1],
        listed=len(held[-1].leads) > 0,
    )


def _together(parts: Iterable[pd.DataFrame], table: Table) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return conform(pd.concat(filled, ignore_index=True), table) if filled else empty(table)


def insist_on_something(held: Folder, asof: str) -> None:
    """Refuse a month of which nothing could be read."""
    taken = held.taken
    if taken.records.empty and taken.projects.empty and held.leads.empty:
        files = "; ".join(taken.findings["message"].dropna().unique()[:2])
        raise RequestError(
            f"{asof}: nothing could be read from its folder ({files}); "
            "ask for the workbooks again and run this again"
        )


def up_to(taken: Intake, asof: str) -> Intake:
    """Keep what was known at a month: of a published series, nothing later."""
    year, month = parse_asof(asof)

    def known(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[(frame["year"] * 12 + frame["month"]).fillna(0) <= year * 12 + month]

    return taken._replace(panel=known(taken.panel), records=known(taken.records))


def newest(panels: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Keep the last value given for each key; a computed total stays beside a submitted one."""
    panel = pd.concat([part for part in panels if len(part)] or [empty(PANEL)], ignore_index=True)
    keyed = panel.assign(computed=panel["status"] == "computed")
    last = ~keyed.duplicated([*KEY, "computed"], keep="last")
    return panel[last].sort_values([*KEY, "status"], ignore_index=True)


def with_computed(panel: pd.DataFrame, projects: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Add what nobody printed: totals of members, then figures that only the ledgers hold."""
    for region in totalled(book):
        panel = add_total(panel, region, book=book, if_missing="blank")
    panel = panel[panel["value"].notna() | (panel["status"] != "computed")]
    tallied = from_ledgers(projects, book)
    known = pd.MultiIndex.from_frame(panel[list(KEY)])
    new = tallied[~pd.MultiIndex.from_frame(tallied[list(KEY)]).isin(known)]
    return newest([panel, new])


def from_ledgers(projects: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Tally the ledgers for every region that has one, and for what lies above it.

    The whole is tallied only in months in which each of its members sent a ledger: a partial sum
    would pass for the total. A zone beside them may send one of its own or not.
    """
    top, members = root(book), book.members(root(book))
    place = {region: line(region, book) for region in projects["region"].dropna().unique()}
    below = {name for names in place.values() for name in names if name != top}
    units = projects["region"].map(lambda region: _unit(place.get(region, ()), top))
    sent = projects.assign(unit=units.where(units.isin(members)))
    counts = sent.groupby(["year", "month"])["unit"].nunique()
    months = pd.MultiIndex.from_frame(projects[["year", "month"]])
    whole = projects[months.isin(counts.index[counts == len(members)])]
    parts = [tally(projects, of=sorted(below), book=book)] if below else []
    parts += [tally(whole, of=top, book=book)] if len(whole) else []
    return pd.concat(parts, ignore_index=True) if parts else empty(PANEL)


def line(region: str, book: Codebook) -> tuple[str, ...]:
    """List a region and those above it, up to the root."""
    above = book.parent(region)
    return (region, *line(above, book)) if above else (region,)


def _unit(places: tuple[str, ...], top: str) -> str | None:
    """Give the member of the root in a region's line."""
    return places[places.index(top) - 1] if top in places[1:] else None


def totalled(book: Codebook) -> Iterator[str]:
    """List the regions that have members, lowest level first, so that totals build on totals."""
    for region in reversed([root(book), *book.descendants(root(book))]):
        if book.members(region):
            yield region


def root(book: Codebook) -> str:
    """Give the region at the top of a codebook's tree."""
    return book.root


def of_month(frame: pd.DataFrame, asof: str) -> pd.DataFrame:
    """Keep the rows of one month."""
    year, month = parse_asof(asof)
    return frame[(frame["year"] == year) & (frame["month"] == month)]
