"""One workbook of a folder: its figures, its projects, its leads, and what is wrong with it.

Whatever is wrong becomes a finding, never an exception.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import WorkbookError
from zsanalytics.intake.cells import Opened, open_workbooks
from zsanalytics.intake.lead_lists import lead_rows
from zsanalytics.intake.lead_sheets import split_leads
from zsanalytics.intake.ledger import project_rows
from zsanalytics.intake.records import Rows, record_rows, split_ledgers
from zsanalytics.intake.submissions import DEMO
from zsanalytics.periods import asof_text
from zsanalytics.schema import LEADS, PROJECTS, empty, finding


class FileTaken(NamedTuple):
    """What one file held."""

    file: str
    records: Rows
    projects: pd.DataFrame
    leads: pd.DataFrame
    findings: Rows
    demo: bool = False


class Keeper(Protocol):
    """Keeps what files held, so that only new ones are read."""

    def taken(
        self,
        paths: Sequence[Path],
        asof: tuple[int, int],
        read: Callable[[list[Path]], Iterable[FileTaken]],
    ) -> list[FileTaken]:
        """Give what each file of a month held, having the new ones read."""


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
        return FileTaken(name, [], empty(PROJECTS), empty(LEADS), [row])
    try:
        return _take(name, opened, book, asof)
    except Exception as error:  # one file must never stop the others
        return FileTaken(name, [], empty(PROJECTS), empty(LEADS), [_failed(name, error)])


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
    others, lists = split_leads(opened.held, book)
    figures, ledgers = split_ledgers(others, book)
    records, doubts = record_rows(figures, book, asof=asof)
    projects, questions = project_rows(ledgers, book, asof=asof_text(*asof))
    leads, asked = lead_rows(lists, book, asof=asof_text(*asof))
    findings = [*opened.remarks, *doubts, *questions, *asked]
    if not records and projects.empty and leads.empty:
        findings.append(_nothing_read(name))
    demo = any(DEMO in text for sheet in opened.held for text in sheet.texts if text)
    return FileTaken(name, records, projects, leads, findings, demo)


def _nothing_read(file: str) -> dict[str, Any]:
    return finding(
        "error", "nothing_read", f"{file} 中没有读到任何统计数据。",
        "请确认发来的是统计表或项目台账；如是，请检查表头和地区、指标名称。", file=file,
    )  # fmt: skip
