"""Who has sent what for a month: one line a unit, with the questions still open."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook
from zsanalytics.errors import RequestError
from zsanalytics.findings import before
from zsanalytics.intake.folder import intake
from zsanalytics.questions import questions
from zsanalytics.register import SCAN, read_register
from zsanalytics.schema import SEVERITIES

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
        by hand), ``scan`` (number of scans) and the number of findings by severity.

    Raises
    ------
    RequestError
        If the month has no folder.
    """
    project = Path(project)
    book = book or store.project_book(project)
    folder = project / store.RAW / asof
    if asof not in store.month_folders(project, asof):
        raise RequestError(f"{folder}: no such folder; receive the month's first workbook")
    register = read_register(folder)
    findings = _questions(folder, asof, book)
    of_file = dict(zip(register["file"], register["unit"], strict=True))
    owners = findings["file"].map(of_file).fillna(findings["region"].map(_unit_of(book)))
    root = book.root
    rows = []
    for unit in (*book.members(root), root):
        mine = register[register["unit"] == unit]
        counts = findings.loc[owners == unit, "severity"].value_counts()
        sheets = mine[mine["kind"] != SCAN]
        missing = (findings["rule"] == "missing_submitter") & (findings["region"] == unit)
        asked = {name: int(counts.get(name, 0)) for name in SEVERITIES}
        if unit == root and sheets.empty:
            continue  # a province need not send itself anything
        state = "未报" if missing.any() else "有误" if asked["error"] else "已报"
        rows.append({
            "unit": unit, "state": state, "files": len(sheets),
            "version": _newest(sheets["version"]),
            "received": sheets["received"].max() if len(sheets) else None,
            "scan": int((mine["kind"] == SCAN).sum()), **asked,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _newest(versions: pd.Series) -> int | None:
    return int(versions.max()) if versions.notna().any() else None


def _questions(folder: Path, asof: str, book: Codebook) -> pd.DataFrame:
    """Read and check a month's folder; a unit that sent nothing is a finding too."""
    return questions(
        intake(folder, asof, book), book=book, previous=before(asof),
        register=read_register(folder),
    )  # fmt: skip


def _unit_of(book: Codebook) -> dict[str, str]:
    """Map every region to the member of the root that it lies in."""
    root = book.root
    below = {name: unit for unit in book.members(root) for name in book.descendants(unit)}
    return {**below, **{unit: unit for unit in book.members(root)}, root: root}
