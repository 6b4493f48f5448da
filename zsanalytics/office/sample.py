"""A sample for an office below the province: its counties' submissions, on the office's own forms.

The province's sample is written for the office's region and read; what it says of each county
goes into that county's form. Beside the forms stands the office's list of leads, and the ledger of
a zone that has a target of its own. A park has no counties: its own sections report. All of it is
marked as made up.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.codebook.actors import load_actors
from zsanalytics.display import Progress, quiet
from zsanalytics.errors import RequestError
from zsanalytics.forms.workbook import form_workbook
from zsanalytics.intake.folder import Intake, intake_files
from zsanalytics.intake.submissions import DEMO
from zsanalytics.month import root
from zsanalytics.periods import asof_text, parse_asof
from zsanalytics.sample import park_workbooks, plan
from zsanalytics.sample.introductions import ACTORS, introduced, project_marks
from zsanalytics.sample.leads import Office, lead_stories, lead_workbook
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
    if unit not in plan.units():
        raise RequestError(
            f"{unit}: the sample has no figures of it; there are samples for "
            f"{', '.join(plan.units()[:3])} and the other prefectures, and for "
            f"{park_workbooks.region()}"
        )
    written = []
    months = months_of(first, last)
    office = _office(unit, own)
    leads: dict[int, pd.DataFrame] = {}
    for number, (year, month) in enumerate(months):
        asof = asof_text(year, month)
        progress(f"{asof} {unit}", number, len(months))
        taken = _reported(unit, asof, shipped)
        written += _forms(project, asof, taken, own, office)
        if year not in leads:  # the year's contracts stand in its last ledger
            whole = _reported(unit, asof_text(year, 12), shipped)
            leads[year] = lead_stories(office, year, _own(whole.projects, own, office))
        written.append(write(lead_workbook(leads[year], office, year, month), written[-1].parent))
    return written


def _office(unit: str, book: Codebook) -> Office:
    """Give the office's counties, chains and actors: those it lists, else invented ones."""
    listed = load_actors(book).members
    own = {str(kind): tuple(names) for kind, names in listed.groupby("kind")["actor"]}
    return Office(unit, book.submitters, {**ACTORS, **own}, book.chain_list(unit))


def _own(projects: pd.DataFrame, book: Codebook, office: Office) -> pd.DataFrame:
    """Put projects of the province's chains under the office's, and name who brought them in.

    A chain that the office does not list is the one of its own that is most like it, else none.
    """
    own = set(book.chains["chain"])
    names = projects["chain"].dropna().unique()
    chains = {name: name if name in own else book.nearest_chain(name) or None for name in names}
    return introduced(projects.assign(chain=projects["chain"].map(chains)), office.actors)


def _reported(unit: str, asof: str, book: Codebook) -> Intake:
    """Read what the province's sample says of the unit in a month."""
    year, month = parse_asof(asof)
    kinds = ["summary", "ledger"] if has_ledger(asof) else ["summary"]
    with tempfile.TemporaryDirectory(prefix="zs-") as place:
        for kind in kinds:
            write(make(report(unit, year, month, book=book), kind), Path(place))
        return intake_files(sorted(Path(place).iterdir()), asof, book)


def _forms(project: Path, asof: str, taken: Intake, book: Codebook, office: Office) -> list[Path]:
    year, month = parse_asof(asof)
    ledger = _own(taken.projects, book, office)
    now = taken.panel[(taken.panel["year"] == year) & (taken.panel["month"] == month)]
    zone, inside = _zone(project, ledger, book)
    written = []
    for county in book.submitters:
        places = [county, *book.descendants(county)]
        mine = ledger["region"].isin(places)
        partial = f"，部分项目见{zone}台账" if (mine & inside).any() else ""
        content = form_workbook(
            county, asof, book=book, mark=f"{DEMO}{partial}",
            panel=now[now["region"].isin(places)], projects=ledger[mine & ~inside],
        )  # fmt: skip
        written.append(project / store.RAW / asof / f"{county}.xlsx")
        store.replace_file(written[-1], content)
    if inside.any():
        own = ledger[inside].assign(region=zone)
        content = form_workbook(zone, asof, book=book, mark=DEMO, projects=own)
        written.append(project / store.RAW / asof / f"{zone}.xlsx")
        store.replace_file(written[-1], content)
    return written


def _zone(project: Path, ledger: pd.DataFrame, book: Codebook) -> tuple[str, pd.Series]:
    """Give the zone that has a target of its own, and mark the projects that are in it.

    They are of the first county, the seat, which counts them in its summary; they stand in the
    zone's ledger instead of the county's.
    """
    named = [name for name in store.project_targets(project)["region"] if name in book.places]
    zones = [name for name in named if book.level(name) == "zone" and name != book.root]
    if not zones:
        return "", pd.Series(False, index=ledger.index)
    large = (ledger["contract_amount"] >= 1) | (project_marks(ledger) % 4 == 0)
    return str(zones[0]), large & (ledger["region"] == book.submitters[0])
