"""Findings at the door: files checked on request, listed by file, written to a workbook."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, NamedTuple

import click
import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import RequestError, WorkbookError
from zsanalytics.intake.folder import folder_files, read_files, read_folder
from zsanalytics.kept import Kept, program_hashes
from zsanalytics.periods import asof_text, parse_asof, previous_month
from zsanalytics.questions import questions
from zsanalytics.register import read_register
from zsanalytics.schema import SEVERITIES

LOOKED_BACK = 3
"""Months in which an earlier report is looked for."""

WORDS = {"error": "错误", "warning": "疑问", "note": "提示"}
COLOURS = {"error": "#F8CBAD", "warning": "#FFE699", "note": "#E2EFDA"}
SHOWN, LISTED = 6, 3
"""Cells of a finding, and units without a report, that are printed one by one."""

LINE, MOST_LINES = 15.0, 12
"""Height of a line in points, and lines shown of the longest text."""

LONGEST = 32_000
"""Characters that a cell of a workbook holds."""

HEADS = {
    "severity": "级别", "file": "文件", "sheet": "工作表", "cell": "单元格", "message": "问题",
    "remedy": "如何处理", "found": "填报", "expected": "应为", "region": "地区",
    "indicator": "指标", "segment": "分组", "year": "年", "month": "月", "rule": "规则",
}  # fmt: skip
WIDTHS = {
    "severity": 6, "file": 24, "sheet": 12, "cell": 16, "region": 12, "indicator": 14,
    "segment": 14, "year": 6, "month": 4, "found": 14, "expected": 16, "message": 52,
    "remedy": 42, "rule": 18,
}  # fmt: skip


def worst(findings: pd.DataFrame) -> int:
    """Give the exit code: 1 where a finding is an error."""
    return int((findings["severity"] == "error").any())


def at_least(findings: pd.DataFrame, severity: str) -> pd.DataFrame:
    """Keep findings of a severity or worse."""
    return findings[findings["severity"].isin(SEVERITIES[: SEVERITIES.index(severity) + 1])]


def ordered(findings: pd.DataFrame) -> pd.DataFrame:
    """Put findings in the order they are read: files with errors first, errors first in each."""
    grade = findings["severity"].map({name: n for n, name in enumerate(SEVERITIES)})
    file = findings["file"].fillna("")
    order = pd.DataFrame({"worst": grade.groupby(file).transform("min"), "file": file,
                          "grade": grade})  # fmt: skip
    return findings.loc[order.sort_values(["worst", "file", "grade"], kind="stable").index]


def print_findings(findings: pd.DataFrame, *, least: str = "note") -> None:
    """Print findings grouped by file, files with errors first, and count them."""
    shown = ordered(at_least(findings, least))
    for file, rows in shown.groupby(shown["file"].fillna(""), sort=False):
        click.echo(f"\n{printable(str(file)) or '（未报送及其他）'}")
        missing = rows[rows["rule"] == "missing_submitter"]
        if len(missing) > LISTED:
            rows = rows.drop(missing.index)
            click.echo(f"  [疑问] {len(missing)}个单位没有报送：{'、'.join(missing['region'])}")
        for row in rows.itertuples():
            place = "!".join(printable(x) for x in (row.sheet, row.cell) if isinstance(x, str))
            click.echo(" ".join(filter(None, ["  [" + WORDS[row.severity] + "]", shortened(place),
                                              printable(row.message)])))  # fmt: skip
            if isinstance(row.remedy, str):
                click.echo(f"         → {printable(row.remedy)}")
    counts = findings["severity"].value_counts()
    click.echo("，".join(f"{WORDS[name]} {int(counts.get(name, 0))} 条" for name in SEVERITIES))


def shortened(place: str) -> str:
    """Keep the first cells of a long list; the workbook of findings has them all.

    Examples
    --------
    >>> shortened("汇总!A1, A2, A3, A4, A5, A6, A7")
    '汇总!A1, A2, A3, A4, A5, A6等'
    """
    cells = place.split(", ")
    return place if len(cells) <= SHOWN else ", ".join(cells[:SHOWN]) + "等"


def printable(text: str) -> str:
    """Keep a foreign text from steering the terminal: control characters become spaces."""
    return "".join(c if c.isprintable() else " " for c in text)


def write_findings(findings: pd.DataFrame, to: Path) -> None:
    """Write findings to a workbook; every text is a text there, never a formula."""
    import xlsxwriter

    to.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(to), {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("校核结果")
        plain = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF",
                 "font_size": 10}  # fmt: skip
        head = workbook.add_format(
            {**plain, "bold": True, "bg_color": "#D9E2F3", "align": "center"}
        )
        body = workbook.add_format(plain)
        grades = {name: workbook.add_format({**plain, "bg_color": colour, "align": "center"})
                  for name, colour in COLOURS.items()}  # fmt: skip
        listed = ordered(findings)
        for row, values in enumerate(listed[list(WIDTHS)].itertuples(index=False), start=1):
            sheet.set_row(row, LINE * _lines(values))
        for column, (name, title) in enumerate(HEADS.items()):
            sheet.set_column(column, column, WIDTHS[name])
            sheet.write_string(0, column, title, head)
            for row, value in enumerate(listed[name], start=1):
                form = grades[value] if name == "severity" else body
                _write(sheet, row, column, value, name, form)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(findings), 1), len(HEADS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&C第 &P 页，共 &N 页")


def _lines(values: Iterable[Any]) -> int:
    """Count the lines that the longest text of a row takes; a Chinese character is two wide."""
    texts = zip(values, WIDTHS.values(), strict=True)
    wide = ((sum(1 + (char > "\u2e7f") for char in str(text)), width) for text, width in texts)
    return min(max(-(-size // (width - 1)) for size, width in wide), MOST_LINES)


def _write(sheet: Any, row: int, column: int, value: Any, name: str, form: Any) -> None:
    """Write one value: numbers as numbers, words for codes, everything else as text."""
    if pd.isna(value):
        sheet.write_blank(row, column, None, form)
    elif name in ("year", "month"):
        sheet.write_number(row, column, int(value), form)
    else:
        shown = WORDS[value] if name == "severity" else shown_indicator(value, name)
        sheet.write_string(row, column, shown[:LONGEST], form)


def shown_indicator(value: str, name: str) -> str:
    """Write an indicator by its Chinese name; other texts as they are."""
    return str(load_codebook().about(value)["name"] or value) if name == "indicator" else str(value)


def check_paths(
    paths: Sequence[Path],
    *,
    asof: str | None = None,
    book: Codebook | None = None,
    due_day: int | None = None,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Read files or month folders and check them against each other and against the past.

    In a project, its own codelists, targets and last vintage are used, else the shipped ones.

    Parameters
    ----------
    paths : sequence of Path
        Workbooks, or folders of them. Units are asked for only where a folder is given.
    asof : str, optional
        The month; by default the name of the folder.
    due_day : int, optional
        The day of the next month on which reports were due, for folders with a register.
    executor : Executor, optional
        Reads the files in parallel.

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
    project, own = project_here(), book is None
    book = book or (store.project_book(project) if project else load_codebook())
    files = list(files_of(paths))
    if not files:
        raise RequestError(f"{paths[0]}: no file in it; give workbooks, or a month's folder")
    asof = asof or month_named(paths)
    past = history(paths, asof, book, project)
    keeper = Kept(project, program_hashes(project)) if project and own else None
    if len(paths) == 1 and paths[0].is_dir():
        held = read_folder(
            paths[0], asof, book, previous=past.panel, executor=executor, keeper=keeper
        )
    else:
        held = read_files(files, asof, book, previous=past.panel, executor=executor, keeper=keeper)
    taken = held.taken
    unreadable = taken.findings[taken.findings["rule"] == "unreadable_file"]
    named = unreadable["file"].isin([path.name for path in paths if not path.is_dir()])
    if named.any():
        raise WorkbookError(str(unreadable.loc[named, "found"].iloc[0]))
    folders = [path for path in paths if path.is_dir()]
    found = questions(
        taken,
        book=book,
        previous=past.panel,
        ledgers=past.projects,
        register=pd.concat([read_register(folder) for folder in folders]) if folders else None,
        targets=store.project_targets(project) if project else None,
        due_day=due_day,
        leads=with_past(held.leads, past.leads),
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


def project_here() -> Path | None:
    """Give the project we stand in; files can be checked without one."""
    with contextlib.suppress(RequestError):
        return store.project_folder(Path.cwd())
    return None


class Known(NamedTuple):
    """What was known before a month; nothing where no earlier month is found."""

    panel: pd.DataFrame | None = None
    projects: pd.DataFrame | None = None
    leads: pd.DataFrame | None = None


def history(paths: Sequence[Path], asof: str, book: Codebook, project: Path | None) -> Known:
    """Give what was known before: the last month built, else the last month's own folder.

    A year begins with the report of February, so up to three months are gone back.
    """
    month = parse_asof(asof)
    for _ in range(LOOKED_BACK):
        month = previous_month(*month)
        last = asof_text(*month)
        if project is not None:
            with contextlib.suppress(RequestError):
                vintage = store.open_vintage(project, last)
                return Known(vintage.panel, vintage.projects, vintage.leads)
        for path in paths:
            folder = (path if path.is_dir() else path.parent).resolve()
            if folder.name == asof and (folder.parent / last).is_dir():
                held = read_folder(folder.parent / last, asof=last, book=book)
                return Known(held.taken.panel, held.taken.projects, held.leads)
    return Known()


def with_past(leads: pd.DataFrame, past: pd.DataFrame | None) -> pd.DataFrame | None:
    """Put the leads of a month after those before; nothing where the month has none."""
    if leads.empty or past is None or past.empty:
        return leads if len(leads) else None
    return pd.concat([past, leads], ignore_index=True)
