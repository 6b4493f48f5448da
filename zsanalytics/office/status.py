"""Who has sent what for a month: one line a unit, with the questions still open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook
from zsanalytics.errors import RequestError
from zsanalytics.findings import history, with_past
from zsanalytics.intake.folder import read_folder
from zsanalytics.kept import Kept, program_hashes
from zsanalytics.questions import questions
from zsanalytics.register import SCAN, read_register
from zsanalytics.schema import SEVERITIES

OTHERS = "其他"
COLUMNS = ("unit", "state", "files", "version", "received", "scan", *SEVERITIES)


def submission_status(
    project: str | Path, asof: str, *, book: Codebook | None = None
) -> pd.DataFrame:
    """Say of every unit whether it has sent its workbooks, when, and what is asked of it.

    Parameters
    ----------
    project : path
        The project's folder.
    asof : str
        The month.
    book : Codebook, optional
        The units are its root and the root's members.

    Returns
    -------
    DataFrame
        ``unit, state`` (已报, 有误, 未报), ``files`` (workbooks in force or replaced), ``version``
        (the newest), ``received`` (the newest time; missing where a file was put into the folder
        by hand), ``scan`` (number of scans) and the number of findings by severity. Findings that
        belong to no unit stand in a last line 其他.

    Raises
    ------
    RequestError
        If the month has no folder.
    """
    project = Path(project)
    keeper = Kept(project, program_hashes(project)) if book is None else None
    book = book or store.project_book(project)
    folder = project / store.RAW / asof
    if asof not in store.month_folders(project, asof):
        raise RequestError(f"{folder}: no such folder; receive the month's first workbook")
    register = read_register(folder)
    findings = _questions(folder, asof, book, project, keeper)
    owners = _owners(findings, register, book)
    root = book.root
    rows = []
    for unit in dict.fromkeys((*book.submitters, root)):
        sent = register[register["unit"] == unit]
        if unit not in book.submitters and not (sent["kind"] != SCAN).any():
            continue  # a province need not send itself anything
        rows.append(_line(unit, sent, findings[owners == unit]))
    rest = findings[~owners.isin([row["unit"] for row in rows])]
    if len(rest):
        rows.append({**_line(OTHERS, register.iloc[:0], rest), "state": ""})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _line(unit: str, sent: pd.DataFrame, findings: pd.DataFrame) -> dict[str, Any]:
    """Sum up what a unit has sent and what is asked of it."""
    sheets = sent[sent["kind"] != SCAN]
    counts = findings["severity"].value_counts()
    missing = (findings["rule"] == "missing_submitter") & (findings["region"] == unit)
    state = "未报" if missing.any() else "有误" if counts.get("error", 0) else "已报"
    return {
        "unit": unit, "state": state, "files": len(sheets), "version": _newest(sheets["version"]),
        "received": sheets["received"].max() if len(sheets) else None,
        "scan": len(sent) - len(sheets),
        **{name: int(counts.get(name, 0)) for name in SEVERITIES},
    }  # fmt: skip


def _newest(versions: pd.Series) -> int | None:
    return int(versions.max()) if versions.notna().any() else None


def _questions(
    folder: Path, asof: str, book: Codebook, project: Path, keeper: Kept | None
) -> pd.DataFrame:
    """Read and check a month's folder; a unit that sent nothing is a finding too."""
    past = history([folder], asof, book, project)
    held = read_folder(folder, asof, book, previous=past.panel, keeper=keeper)
    return questions(
        held.taken, book=book, previous=past.panel, ledgers=past.projects,
        register=read_register(folder), targets=store.project_targets(project),
        leads=with_past(held.leads, past.leads),
    )  # fmt: skip


def _owners(findings: pd.DataFrame, register: pd.DataFrame, book: Codebook) -> pd.Series:
    """Name the unit that each finding is put to: the file's sender, else the region's unit."""
    sender = dict(zip(register["file"], register["unit"], strict=True))
    unit = _unit_of(book)
    told = zip(findings["file"], findings["region"], strict=True)
    names = [sender.get(file) or unit.get(region) for file, region in told]
    return pd.Series(names, findings.index, dtype="object")


def _unit_of(book: Codebook) -> dict[str, str]:
    """Map every region to the member of the root that it lies in."""
    root = book.root
    below = {name: unit for unit in book.members(root) for name in book.descendants(unit)}
    return {**below, **{unit: unit for unit in book.members(root)}, root: root}
