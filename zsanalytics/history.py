"""History: the panel as it stood on a day, and every state it has had.

The register tells when each file came. What was known on a day is what the files received by
then say, built as any month is built; where that was built before, the vintage is read back.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook
from zsanalytics.errors import RequestError
from zsanalytics.kept import Kept
from zsanalytics.measures.revisions import revision_triangle
from zsanalytics.month import assemble, manifest_of
from zsanalytics.office.receiving import write_register
from zsanalytics.periods import parse_asof
from zsanalytics.register import NAME, checked_time, read_register
from zsanalytics.schema import PANEL, empty

BESIDE = tuple(map(Path, ("data/corrections", "data/verified", "codes")))
"""What a build takes beside the files received."""


def as_of(
    date: str, project: str | Path | None = None, *, book: Codebook | None = None
) -> pd.DataFrame:
    """Give the panel as it stood at the end of a day.

    某一天结束时知道的面板，按收件登记重建。

    Parameters
    ----------
    date : str
        ``"2024-10-15"``, or with a time: ``"2024-10-15 09:00"`` is what had come by nine.
    project : str or Path, optional
        The project's folder; the one we stand in by default.
    book : Codebook, optional
        The shipped one by default.

    Returns
    -------
    DataFrame
        The `panel` of the newest month of which a file had been received by then, built from the
        files received by then. A file without a line in the register (put into its folder by
        hand) counts as received when its month ended. Corrections count from the beginning.

    Raises
    ------
    RequestError
        If ``date`` is none, or nothing had been received by then.
    """
    root = store.project_folder(project)
    day = date.strip()
    until = checked_time(f"{day} 23:59:59" if len(day) == len("2024-10-15") else day)
    with tempfile.TemporaryDirectory(prefix="zs-") as place:
        then = Path(place)
        months = _copy_known(root, then, until)
        if not months:
            raise RequestError(
                f"{date}: no file had been received by then in {root / store.RAW}; give a later day"
            )
        manifest = manifest_of(then, months[-1])
        built = _built_before(root, manifest["inputs"], months[-1])
        if built is None:
            keeper = Kept(root, manifest) if book is None else None
            own = book or store.project_book(root)
            vintage = assemble(then, months[-1], manifest, own, keeper=keeper)
            built = vintage._replace(path=store.vintage_path(root, months[-1], manifest))
            store.keep_vintage(built)
    return built.panel


def _copy_known(project: Path, then: Path, until: str) -> list[str]:
    """Make a project that holds what had been received by a time; list its months."""
    months = []
    for asof, folder in store.month_folders(project).items():
        register = read_register(folder)
        early = register[register["received"] <= until]
        late = set(register["file"]) - set(early["file"])
        names = [p.name for p in folder.iterdir() if p.is_file() and p.name != NAME]
        unregistered = set(names) - set(register["file"])
        if not _over(asof, until):
            late |= unregistered
        known = sorted(set(names) - late)
        if not known:
            continue
        place = then / store.RAW / asof
        place.mkdir(parents=True)
        for name in known:
            shutil.copy2(folder / name, place / name)
        if len(early):
            write_register(place, early)
        months.append(asof)
    for part in (store.RAW / store.PUBLISHED, *BESIDE):
        if (project / part).is_dir():
            shutil.copytree(project / part, then / part)
    return months


def _over(asof: str, until: str) -> bool:
    """Tell whether a month had ended by a time."""
    year, month = parse_asof(asof)
    return until >= f"{year + month // 12:04d}-{month % 12 + 1:02d}-01"


def _built_before(project: Path, inputs: dict[str, str], asof: str) -> store.Vintage | None:
    """Read the vintage of these inputs, whichever code built it."""
    for path in reversed(_stored(project)):
        told = store.read_manifest(path)
        if told["asof"] == asof and told["inputs"] == inputs:
            return store.read_vintage(path)
    return None


def _stored(project: Path) -> list[Path]:
    """List the vintages there are; of equal inputs, the one in use comes last."""
    folder = project / store.PROCESSED
    months = [path for path in folder.glob("months/*") if path.is_file()]
    used = {path.read_text(encoding="utf-8").strip() for path in months}
    stored = (path.parent for path in folder.glob("vintages/[!.]*/manifest.json"))
    return sorted(stored, key=lambda path: (path.name in used, path.name))


def states(project: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give every state the panel has had, as (when known, panel), oldest first.

    A state is known when the last of its files came; without a register, its month says it.
    """
    known: dict[str, Path] = {}
    for path in _stored(project):
        told = store.read_manifest(path)
        known[told.get("known") or told["asof"]] = path
    for when, path in sorted(known.items()):
        yield when, store.read_vintage(path).panel


def revisions(project: str | Path | None = None) -> pd.DataFrame:
    """Give the revision triangle of a project: every figure in every state of the panel.

    本项目各个时点之间的修订。

    Parameters
    ----------
    project : str or Path, optional
        The project's folder; the one we stand in by default.

    Returns
    -------
    DataFrame
        As `zsanalytics.measures.revisions.revision_triangle`.
    """
    parts = [panel.assign(known=when) for when, panel in states(store.project_folder(project))]
    if not parts:
        parts = [empty(PANEL).assign(known="")]
    return revision_triangle(pd.concat(parts, ignore_index=True))
