"""Findings at the door: files checked on request, listed by file, written to a workbook."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import RequestError, WorkbookError
from zsanalytics.intake.folder import Intake, folder_files, intake, intake_files
from zsanalytics.periods import asof_text, parse_asof, previous_month
from zsanalytics.questions import questions
from zsanalytics.register import read_register
from zsanalytics.schema import SEVERITIES

LOOKED_BACK = 3
"""Months in which an earlier report is looked for."""

WORDS = {"error": "错误", "warning": "疑问", "note": "提示"}
HEADS = {
    "severity": "级别", "file": "文件", "sheet": "工作表", "cell": "单元格", "region": "地区",
    "indicator": "指标", "segment": "分组", "year": "年", "month": "月", "found": "填报",
    "expected": "应为", "message": "问题", "remedy": "如何处理", "rule": "规则",
}  # fmt: skip


def worst(findings: pd.DataFrame) -> int:
    """Give the exit code: 1 where a finding is an error."""
    return int((findings["severity"] == "error").any())


def at_least(findings: pd.DataFrame, severity: str) -> pd.DataFrame:
    """Keep findings of a severity or worse."""
    return findings[findings["severity"].isin(SEVERITIES[: SEVERITIES.index(severity) + 1])]


def print_findings(findings: pd.DataFrame, *, least: str = "note") -> None:
    """Print findings grouped by file, worst first, and count them."""
    shown = at_least(findings, least).copy()
    order = shown["severity"].map({name: place for place, name in enumerate(SEVERITIES)})
    shown = shown.assign(order=order, file=shown["file"].fillna("")).sort_values(
        ["file", "order", "sheet", "cell"], kind="stable"
    )
    for file, rows in shown.groupby("file", sort=False):
        click.echo(f"\n{printable(file) or '（无文件）'}")
        for row in rows.itertuples():
            place = "!".join(printable(x) for x in (row.sheet, row.cell) if isinstance(x, str))
            click.echo(f"  [{WORDS[row.severity]}] {place} {printable(row.message)}")
            if isinstance(row.remedy, str):
                click.echo(f"         → {printable(row.remedy)}")
    counts = findings["severity"].value_counts()
    click.echo("，".join(f"{WORDS[name]} {int(counts.get(name, 0))} 条" for name in SEVERITIES))


def printable(text: str) -> str:
    """Keep a foreign text from steering the terminal: control characters become spaces."""
    return "".join(c if c.isprintable() else " " for c in text)


def write_findings(findings: pd.DataFrame, to: Path) -> None:
    """Write findings to a workbook; every text is a text there, never a formula."""
    import xlsxwriter

    to.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(to), {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("校核结果")
        bold = workbook.add_format({"bold": True, "bottom": 1})
        wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        for column, (name, head) in enumerate(HEADS.items()):
            sheet.write_string(0, column, head, bold)
            sheet.set_column(column, column, 42 if name in ("message", "remedy") else 12, wrap)
            for row, value in enumerate(findings[name], start=1):
                if pd.isna(value):
                    continue
                shown = WORDS[value] if name == "severity" else value
                sheet.write_string(row, column, str(shown))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(findings), 1), len(HEADS) - 1)


def check_paths(
    paths: Sequence[Path],
    *,
    asof: str | None = None,
    book: Codebook | None = None,
    due_day: int | None = None,
) -> pd.DataFrame:
    """Read files or month folders and check them against each other and against the past.

    Parameters
    ----------
    paths : sequence of Path
        Workbooks, or folders of them. Units are asked for only where a folder is given.
    asof : str, optional
        The month; by default the name of the folder.
    due_day : int, optional
        The day of the next month on which reports were due, for folders with a register.

    Returns
    -------
    DataFrame
        The findings table.

    Raises
    ------
    RequestError
        If a path is not there, there is no file in it, or the month is not told.
    WorkbookError
        If a file that was named cannot be read.
    """
    book = book or load_codebook()
    files = list(files_of(paths))
    if not files:
        raise RequestError(f"{paths[0]}: no file in it; give workbooks, or a month's folder")
    asof = asof or month_named(paths)
    past = history(paths, asof, book)
    taken = intake_files(files, asof=asof, book=book, previous=None if past is None else past.panel)
    unreadable = taken.findings[taken.findings["rule"] == "unreadable_file"]
    named = unreadable["file"].isin([path.name for path in paths if not path.is_dir()])
    if named.any():
        raise WorkbookError(str(unreadable.loc[named, "found"].iloc[0]))
    folders = [path for path in paths if path.is_dir()]
    found = questions(
        taken,
        book=book,
        previous=None if past is None else past.panel,
        ledgers=None if past is None else past.projects,
        register=pd.concat([read_register(folder) for folder in folders]) if folders else None,
        due_day=due_day,
    )
    return found if folders else found[found["rule"] != "missing_submitter"]


def files_of(paths: Iterable[Path]) -> Iterable[Path]:
    """List the files that paths name; a path that is not there is wrong use."""
    for path in paths:
        if path.is_dir():
            yield from folder_files(path)
        elif path.exists():
            yield path
        else:
            raise RequestError(f"{path}: no such file or folder; check the path")


def month_named(paths: Sequence[Path]) -> str:
    """Take the month from the folder's name."""
    for path in paths:
        folder = path if path.is_dir() else path.resolve().parent
        try:
            return asof_text(*parse_asof(folder.resolve().name))
        except RequestError:
            continue
    raise RequestError(f"{paths[0]}: which month is it? add --month YYYY-MM")


def history(paths: Sequence[Path], asof: str, book: Codebook) -> store.Vintage | Intake | None:
    """Give what was known before: the last month built here, else the last month's own folder.

    A year begins with the report of February, so up to three months are gone back.
    """
    month = parse_asof(asof)
    for _ in range(LOOKED_BACK):
        month = previous_month(*month)
        last = asof_text(*month)
        with contextlib.suppress(RequestError):
            return store.open_vintage(store.project_folder(Path.cwd()), last)
        for path in paths:
            folder = (path if path.is_dir() else path.parent).resolve()
            if folder.name == asof and (folder.parent / last).is_dir():
                return intake(folder.parent / last, asof=last, book=book)
    return None


def before(asof: str) -> pd.DataFrame | None:
    """Give the panel of the month before where it was built here, else nothing."""
    try:
        project = store.project_folder(Path.cwd())
        return store.open_vintage(project, asof_text(*previous_month(*parse_asof(asof)))).panel
    except RequestError:
        return None
