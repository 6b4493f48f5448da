"""One month's folder: every file read, none able to stop the others.

Comes in: a folder of workbooks as they were sent. Goes out: an `Intake` of panel rows, projects,
findings and records. A file that cannot be read is a finding with its name. Skipped without a
word: lock files (``~$…``), hidden files, folders and links.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import RequestError
from zsanalytics.intake.corrections import correct_panel, read_corrections
from zsanalytics.intake.files import FileTaken, Keeper, take_file, take_files
from zsanalytics.intake.lead_versions import latest_leads
from zsanalytics.intake.panel import build_panel, is_copy
from zsanalytics.intake.sending import by_workers
from zsanalytics.intake.submissions import (
    demonstration,
    in_time,
    is_series,
    ledgers_in_time,
    missing_submitters,
    wrong_months,
)
from zsanalytics.periods import parse_asof
from zsanalytics.register import NAME, SCAN, read_register
from zsanalytics.schema import FINDINGS, LEADS, PROJECTS, RECORDS, Table, conform, empty, finding
from zsanalytics.versions import Place, latest_lists, places_of, standing, without_replaced

_SYSTEM = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))


class Intake(NamedTuple):
    """What a folder held.

    一个文件夹里读到的内容：面板、项目、校核结果、逐条数据。
    """

    panel: pd.DataFrame
    projects: pd.DataFrame
    findings: pd.DataFrame
    records: pd.DataFrame


class Folder(NamedTuple):
    """All that a folder held.

    Attributes
    ----------
    taken : Intake
        Its figures, ledgers and findings.
    leads : DataFrame
        The `leads` table.
    corrections : DataFrame
        The `corrections` table: what was changed on the way.
    """

    taken: Intake
    leads: pd.DataFrame
    corrections: pd.DataFrame


def intake(
    folder: str | Path,
    asof: str,
    book: Codebook | None = None,
    *,
    previous: pd.DataFrame | None = None,
    executor: Executor | None = None,
) -> Intake:
    """Read all workbooks of a folder.

    读入一个文件夹里的全部报表。

    Parameters
    ----------
    folder : str or Path
        Such as ``data/raw/2024-09``.
    asof : str
        The month it is for, ``"2024-09"``.
    book : Codebook, optional
        The shipped one by default.
    previous : DataFrame, optional
        The panel so far: rows equal to it are not repeated, changed ones are ``revised``.
    executor : Executor, optional
        Reads files in parallel: processes, or a cluster whose workers are sent the files.

    Returns
    -------
    Intake
        ``panel`` amounts in 亿元, rates as fractions; ``findings`` of every file.

    Raises
    ------
    RequestError
        If the folder does not exist or ``asof`` is no month. Nothing a file holds raises.
    """
    return read_folder(folder, asof, book, previous=previous, executor=executor).taken


def read_folder(
    folder: str | Path,
    asof: str,
    book: Codebook | None = None,
    *,
    previous: pd.DataFrame | None = None,
    executor: Executor | None = None,
    keeper: Keeper | None = None,
) -> Folder:
    """Read all workbooks of a folder as `intake` does, their leads too, and say what was corrected.

    Parameters
    ----------
    folder, asof, book, previous, executor
        As for `intake`.
    keeper : Keeper, optional
        Knows what files held that were read before.
    """
    month = parse_asof(asof)
    folder, book = Path(folder), book or load_codebook()
    if not folder.is_dir():
        raise RequestError(f"{folder}: no such folder; give one that holds the month's workbooks")
    files = folder_files(folder)
    held = read_files(
        files, asof, book, previous=previous, corrections=_corrections(folder), executor=executor,
        keeper=keeper,
    )  # fmt: skip
    taken = held.taken
    if is_series(taken.records):
        return held
    missing = conform(missing_submitters(taken.records, taken.findings, month, book), FINDINGS)
    findings = _joined([taken.findings, missing], FINDINGS)
    return held._replace(taken=taken._replace(findings=findings))


def intake_files(
    files: Iterable[Path],
    asof: str,
    book: Codebook,
    *,
    previous: pd.DataFrame | None = None,
    corrections: Path | None = None,
    executor: Executor | None = None,
) -> Intake:
    """Read some workbooks of a month, as `intake` does, without asking for those not there.

    Parameters
    ----------
    files : iterable of Path
        The workbooks.
    asof, book, previous, executor
        As for `intake`.
    corrections : Path, optional
        The folder of corrections to apply.
    """
    return read_files(
        files, asof, book, previous=previous, corrections=corrections, executor=executor
    ).taken


def read_files(
    files: Iterable[Path],
    asof: str,
    book: Codebook,
    *,
    previous: pd.DataFrame | None = None,
    corrections: Path | None = None,
    executor: Executor | None = None,
    keeper: Keeper | None = None,
) -> Folder:
    """Read some workbooks of a month as `intake_files` does, with their leads and corrections."""
    month = parse_asof(asof)
    different, notes = _distinct(files)
    reading = functools.partial(_read, book=book, asof=month, executor=executor)
    taken = keeper.taken(different, month, reading) if keeper else list(reading(different))
    rows = [row for t in taken for row in t.records]
    records = conform(rows, RECORDS)
    series = is_series(records)
    stale = [] if series else wrong_months(records, rows, month)
    kept = records if series else in_time(records, month)
    lists = _lists(taken, month)
    built = build_panel(kept, book=book, asof=None if series else month, previous=previous)
    known = read_corrections(corrections) if corrections and not series else []
    corrected = correct_panel(built.panel, known, asof=month, book=book)
    demos = demonstration([t.file for t in taken if t.demo], month)
    said = [*(row for t in taken for row in t.findings), *stale]
    stand = places_of(standing(records)) | lists.stand
    asked = [conform(without_replaced(said, places_of(records) | lists.held, stand), FINDINGS),
             conform([*notes, *lists.findings, *demos], FINDINGS)]  # fmt: skip
    findings = _joined([*asked, built.findings, corrected.findings], FINDINGS)
    found = Intake(corrected.panel, lists.projects, findings, records)
    return Folder(found, lists.leads, corrected.applied)


class _Lists(NamedTuple):
    """Ledgers and leads of a folder: where they were read, and where one stands."""

    projects: pd.DataFrame
    leads: pd.DataFrame
    findings: list[dict[str, Any]]
    held: set[Place]
    stand: set[Place]


def _lists(taken: Iterable[FileTaken], month: tuple[int, int]) -> _Lists:
    """Put the ledgers and leads of all files together: those of the month, the newest version."""
    ledgers = _joined([t.projects for t in taken], PROJECTS)
    latest, replaced = latest_lists(ledgers, ("project_id",), "项目")
    projects, untimely = ledgers_in_time(latest, month)
    listed = _joined([t.leads for t in taken], LEADS)
    named, again = latest_leads(listed)
    leads, late = ledgers_in_time(named, month, what="线索表")
    return _Lists(
        projects, leads, [*replaced, *untimely, *late, *again],
        places_of(ledgers) | places_of(listed), places_of(latest) | places_of(named),
    )  # fmt: skip


def _read(
    paths: list[Path], *, book: Codebook, asof: tuple[int, int], executor: Executor | None
) -> Iterator[FileTaken]:
    """Read files in order, here or by workers."""
    if executor is None:
        return take_files(paths, book=book, asof=asof)
    sent = None if book is load_codebook() else book  # the shipped one need not travel
    return by_workers(executor, functools.partial(take_file, book=sent, asof=asof), paths)


def folder_files(folder: Path) -> list[Path]:
    """List the files of a folder that are submissions, copies last."""
    beside = _kept_beside(folder)
    return [
        path
        for path in sorted(folder.iterdir(), key=lambda p: (is_copy(p.name), p.name))
        if not path.name.startswith(("~$", "."))
        and path.name.lower() not in _SYSTEM
        and path.name not in beside
        and not path.is_symlink()
        and path.is_file()
    ]


def _kept_beside(folder: Path) -> set[str]:
    """Name the register and the scans it lists; a broken register is read as a file."""
    try:
        known = read_register(folder)
    except RequestError:
        return set()
    return {NAME, *known.loc[known["kind"] == SCAN, "file"]}


def _distinct(files: Iterable[Path]) -> tuple[list[Path], list[dict[str, Any]]]:
    """Leave out copies; each is a note that names its twin."""
    first: dict[str, Path] = {}
    notes = []
    for path in files:
        try:
            mark = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            mark = path.name
        twin = first.setdefault(mark, path)
        if twin is not path:
            notes.append(finding(
                "note", "identical_copy", f"{path.name} 与 {twin.name} 内容完全相同，只读取一份。",
                "请删除多余的一份。", file=path.name, found=path.name, expected=twin.name,
            ))  # fmt: skip
    return list(first.values()), notes


def _corrections(folder: Path) -> Path:
    """Give the corrections of the project whose ``data/raw`` holds this folder."""
    return folder.resolve().parent.parent / "corrections"


def _joined(parts: Iterable[pd.DataFrame], table: Table) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return conform(pd.concat(filled, ignore_index=True), table) if filled else empty(table)
