"""Templates out: for every unit the workbook of a month, its ledger prefilled with last month's.

Nothing in them needs a special way back: a returned template is read as any workbook is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook
from zsanalytics.errors import RequestError
from zsanalytics.forms.columns import load_forms
from zsanalytics.forms.workbook import form_workbook
from zsanalytics.periods import asof_text, parse_asof, previous_month
from zsanalytics.schema import LEAD_LOST, LEAD_STAGES, LEADS, PROJECTS, conform, empty

TEMPLATES = Path("data") / "templates"


def write_templates(
    project: str | Path,
    asof: str,
    *,
    regions: Sequence[str] = (),
    book: Codebook | None = None,
) -> list[Path]:
    """Write a workbook a unit into ``data/templates/<month>/``.

    Parameters
    ----------
    project : path
        The project's folder. Where last month's panel was built, its projects that still run are
        listed with what does not change; money of the year is asked for anew. So are the open
        leads of the last list, where the forms ask for leads.
    asof : str
        The month to report.
    regions : sequence of str, optional
        Units by any spelling; all who report to the office by default.
    book : Codebook, optional

    Raises
    ------
    RequestError
        If a region is unknown or ``asof`` is no month.
    """
    project = Path(project)
    book = book or store.project_book(project)
    units = [_region(name, book) for name in regions] or list(book.submitters)
    known, leads = last_ledger(project, asof, book), open_leads(project, asof, book)
    written = []
    for unit in units:
        own = [unit, *book.descendants(unit)]
        mine, theirs = (listed[listed["region"].isin(own)] for listed in (known, leads))
        place = project / TEMPLATES / asof / f"{unit}.xlsx"
        content = form_workbook(unit, asof, book=book, projects=mine, leads=theirs)
        store.replace_file(place, content)
        written.append(place)
    return written


def _region(name: str, book: Codebook) -> str:
    try:
        return book.region(name)
    except ValueError as error:
        raise RequestError(str(error)) from error


def last_ledger(project: Path, asof: str, book: Codebook) -> pd.DataFrame:
    """Give the projects of the month before that still run, with only what does not change."""
    before = asof_text(*previous_month(*parse_asof(asof)))
    try:
        projects = store.open_vintage(project, before).projects
    except RequestError:
        return empty(PROJECTS)
    year, month = parse_asof(before)
    last = projects[(projects["year"] == year) & (projects["month"] == month)]
    running = last[~last["status"].isin(["terminated", "withdrawn"])]
    kept = [field.field for field in load_forms(book.codelist("forms.toml")).ledger if field.keep]
    return conform(running[list(dict.fromkeys(["region", *kept, "year", "month"]))], PROJECTS)


def open_leads(project: Path, asof: str, book: Codebook) -> pd.DataFrame:
    """Give the leads of the month before that are neither signed nor lost, as the form asks."""
    before = asof_text(*previous_month(*parse_asof(asof)))
    fields = load_forms(book.codelist("forms.toml")).leads
    try:
        leads = store.open_vintage(project, before).leads
    except RequestError:
        return empty(LEADS)
    year, month = parse_asof(before)
    last = leads[(leads["year"] == year) & (leads["month"] == month)]
    running = last[~last["stage"].isin([LEAD_STAGES[-1], LEAD_LOST])]
    kept = [field.field for field in fields if field.keep]
    return conform(running[list(dict.fromkeys(["region", *kept, "year", "month"]))], LEADS)
