"""One month's folder: every file read, none able to stop the others.

Comes in: a folder of workbooks as they were sent. Goes out: an `Intake` of panel rows, projects,
findings and records. A file that cannot be read is a finding with its name. Skipped without a
word: lock files (``~$…``), hidden files, folders and links.
"""

from __future__ import annotations

import functools
import hashlib
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import RequestError, WorkbookError
from zsanalytics.intake.cells import Opened, open_workbooks
from zsanalytics.intake.corrections import correct_panel, read_corrections
from zsanalytics.intake.ledger import project_rows
from zsanalytics.intake.panel import build_panel, is_copy
from zsanalytics.intake.records import Rows, record_rows, split_ledgers
from zsanalytics.intake.sending import by_workers
from zsanalytics.intake.submissions import (
    DEMO,
    demonstration,
    in_time,
    is_series,
    ledgers_in_time,
    missing_submitters,
    wrong_months,
)
from zsanalytics.periods import asof_text, parse_asof
from zsanalytics.register import NAME, SCAN, read_register
from zsanalytics.schema import FINDINGS, PROJECTS, RECORDS, Table, conform, empty, finding

_SYSTEM = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))


class Intake(NamedTuple):
    """What a folder held."""

    panel: pd.DataFrame
    projects: pd.DataFrame
    findings: pd.DataFrame
    records: pd.DataFrame


class FileTaken(NamedTuple):
    """What one file held."""

    file: str
    records: Rows
    projects: pd.DataFrame
    findings: Rows
    demo: bool = False


def intake(
    folder: str | Path,
    asof: str,
    book: Codebook | None = None,
    *,
    previous: pd.DataFrame | None = None,
    executor: Executor | None = None,
) -> Intake:
    """Read all workbooks of a folder.

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
    month = parse_asof(asof)
    folder, book = Path(folder), book or load_codebook()
    if not folder.is_dir():
        raise RequestError(f"{folder}: no such folder; give one that holds the month's workbooks")
    files = folder_files(folder)
    taken = intake_files(
        files, asof, book, previous=previous, corrections=_corrections(folder), executor=executor
    )
    if is_series(taken.records):
        return taken
    missing = conform(missing_submitters(taken.records, taken.findings, month, book), FINDINGS)
    return taken._replace(findings=_joined([taken.findings, missing], FINDINGS))


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
    month = parse_asof(asof)
    different, notes = _distinct(files)
    sent = None if book is load_codebook() else book  # the shipped one need not travel
    reading = functools.partial(take_file, book=sent, asof=month)
    alone = take_files(different, book=book, asof=month)
    taken = list(by_workers(executor, reading, different) if executor else alone)
    rows = [row for t in taken for row in t.records]
    records = conform(rows, RECORDS)
    series = is_series(records)
    stale = [] if series else wrong_months(records, rows, month)
    kept = records if series else in_time(records, month)
    projects, untimely = ledgers_in_time(_joined([t.projects for t in taken], PROJECTS), month)
    built = build_panel(kept, book=book, asof=None if series else month, previous=previous)
    known = read_corrections(corrections) if corrections and not series else []
    corrected = correct_panel(built.panel, known, asof=month, book=book)
    demos = demonstration([t.file for t in taken if t.demo], month)
    asked = [conform([row for t in taken for row in t.findings], FINDINGS),
             conform([*notes, *stale, *untimely, *demos], FINDINGS)]  # fmt: skip
    findings = _joined([*asked, built.findings, corrected.findings], FINDINGS)
    return Intake(corrected.panel, projects, findings, records)


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


def take_files(
    paths: Sequence[Path], *, book: Codebook | None, asof: tuple[int, int]
) -> Iterator[FileTaken]:
    """Take files in order, while the next one is being parsed."""
    for path, opened in zip(paths, open_workbooks(paths), strict=True):
        yield take_opened(path.name, opened, book=book or load_codebook(), asof=asof)


def take_file(path: Path, *, book: Codebook | None, asof: tuple[int, int]) -> FileTaken:
    """Read one file; whatever is wrong with it becomes a finding."""
    return next(take_files([path], book=book, asof=asof))


def take_opened(
    name: str, opened: Opened | WorkbookError, *, book: Codebook, asof: tuple[int, int]
) -> FileTaken:
    """Take records and projects from a workbook; whatever is wrong with it becomes a finding.

    A workbook that cannot be opened is the sender's to mend; one that opens and then fails here
    is ours, and the finding says so, with the error's class and place.
    """
    if isinstance(opened, WorkbookError):
        row = finding(
            "error", "unreadable_file", f"{name} 不能作为工作簿读取，其中数据未采用。",
            "请用表格软件打开，另存为 .xlsx 后重新报送。", file=name, found=str(opened),
        )  # fmt: skip
        return FileTaken(name, [], empty(PROJECTS), [row])
    try:
        return _take(name, opened, book, asof)
    except Exception as error:  # one file must never stop the others
        return FileTaken(name, [], empty(PROJECTS), [_failed(name, error)])


def _failed(name: str, error: Exception) -> dict[str, Any]:
    """Say that reading a workbook failed by our own fault; never with words from the workbook."""
    *_, frame = traceback.extract_tb(error.__traceback__)
    kind, place = type(error).__name__, f"{Path(frame.filename).name}:{frame.lineno}"
    return finding(
        "error", "unreadable_file",
        f"{name} 可以打开，但读取时程序出错（{kind}，{place}），其中数据未采用。",
        "请把这个文件和这句话反馈给系统维护人员；其他文件不受影响。",
        file=name, found=f"{name}: reading it failed with {kind} in {place}; report it",
    )  # fmt: skip


def _take(name: str, opened: Opened, book: Codebook, asof: tuple[int, int]) -> FileTaken:
    figures, ledgers = split_ledgers(opened.held, book)
    records, doubts = record_rows(figures, book, asof=asof)
    projects, questions = project_rows(ledgers, book, asof=asof_text(*asof))
    findings = [*opened.remarks, *doubts, *questions]
    if not records and projects.empty:
        findings.append(_nothing_read(name))
    demo = any(DEMO in text for sheet in opened.held for text in sheet.texts if text)
    return FileTaken(name, records, projects, findings, demo)


def _corrections(folder: Path) -> Path:
    """Give the corrections of the project whose ``data/raw`` holds this folder."""
    return folder.resolve().parent.parent / "corrections"


def _nothing_read(file: str) -> dict[str, Any]:
    return finding(
        "error", "nothing_read", f"{file} 中没有读到任何统计数据。",
        "请确认发来的是统计表或项目台账；如是，请检查表头和地区、指标名称。", file=file,
    )  # fmt: skip


def _joined(parts: Iterable[pd.DataFrame], table: Table) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return conform(pd.concat(filled, ignore_index=True), table) if filled else empty(table)
