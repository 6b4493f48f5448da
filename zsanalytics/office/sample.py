"""A sample for an office below the province: its counties' submissions, on the office's own forms.

The province's sample is written for the office's region and read; what it says of each county
goes into that county's form. A park has no counties: its own sections report. All of it is marked
as made up.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from zsanalytics import store
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.display import Progress, quiet
from zsanalytics.errors import RequestError
from zsanalytics.forms.workbook import form_workbook
from zsanalytics.intake.folder import Intake, intake_files
from zsanalytics.intake.submissions import DEMO
from zsanalytics.month import root
from zsanalytics.periods import asof_text, parse_asof
from zsanalytics.sample import park_workbooks, plan
from zsanalytics.sample.sheets import write
from zsanalytics.sample.writer import has_ledger, make, months_of, report


def write_office_sample(
    project: str | Path, *, first: str, last: str, progress: Progress = quiet
) -> list[Path]:
    """Write the submissions of an office's counties, or of a park, into ``data/raw/``.

    Parameters
    ----------
    project : path
        A folder made by `zs init`.
    first, last : str
        Months from 2022-01 to 2028-12.

    Raises
    ------
    RequestError
        If the sample has no figures of the office's counties, or for months out of range.
    """
    project = Path(project)
    own, shipped = store.project_book(project), load_codebook()
    unit = root(own)
    if unit == park_workbooks.region():
        raw = project / store.RAW
        return park_workbooks.write_park_sample(raw, first=first, last=last, progress=progress)
    if unit not in plan.units() or not own.members(unit):
        raise RequestError(
            f"{unit}: the sample has no counties of it; there are samples for "
            f"{', '.join(plan.units()[:3])} and the other prefectures, and for "
            f"{park_workbooks.region()}"
        )
    written = []
    months = months_of(first, last)
    for number, (year, month) in enumerate(months):
        asof = asof_text(year, month)
        progress(f"{asof} {unit}", number, len(months))
        taken = _reported(unit, asof, shipped)
        written += _forms(project, asof, taken, own)
    return written


def _reported(unit: str, asof: str, book: Codebook) -> Intake:
    """Read what the province's sample says of the unit in a month."""
    year, month = parse_asof(asof)
    kinds = ["summary", "ledger"] if has_ledger(asof) else ["summary"]
    with tempfile.TemporaryDirectory(prefix="zs-") as place:
        for kind in kinds:
            write(make(report(unit, year, month, book=book), kind), Path(place))
        return intake_files(sorted(Path(place).iterdir()), asof, book)


def _forms(project: Path, asof: str, taken: Intake, book: Codebook) -> list[Path]:
    year, month = parse_asof(asof)
    known = taken.projects["chain"].isin(book.chains["chain"])  # the province has other chains
    ledger = taken.projects.assign(chain=taken.projects["chain"].where(known))
    now = taken.panel[(taken.panel["year"] == year) & (taken.panel["month"] == month)]
    written = []
    for county in book.members(root(book)):
        places = [county, *book.descendants(county)]
        content = form_workbook(
            county, asof, book=book, mark=DEMO,
            panel=now[now["region"].isin(places)],
            projects=ledger[ledger["region"].isin(places)],
        )  # fmt: skip
        written.append(project / store.RAW / asof / f"{county}.xlsx")
        store.replace_file(written[-1], content)
    return written
