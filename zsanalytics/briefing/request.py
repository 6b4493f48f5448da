"""Requests: what was asked of a run, checked before anything runs or is written.

Every refusal is a `RequestError` of one sentence: what was found, what was expected.
"""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics import store
from zsanalytics.briefing import engine
from zsanalytics.briefing.gathering import vintage_folder
from zsanalytics.briefing.press import FORMATS
from zsanalytics.codebook import Codebook
from zsanalytics.errors import CodebookError, RequestError
from zsanalytics.periods import parse_asof
from zsanalytics.publish.audience import AUDIENCES, INTERNAL, PUBLIC


def reports_folder(project: Path, to: str | Path) -> Path:
    """Give the folder to publish into; refuse one outside ``reports``."""
    folder = Path(to) if Path(to).is_absolute() else project / to
    if not folder.resolve().is_relative_to((project / "reports").resolve()):
        raise RequestError(f"to {str(to)!r}: lies outside {project / 'reports'}; publish into it")
    return folder.resolve()


def notebook_path(project: Path, name: str) -> Path:
    """Find a notebook by name in the project's ``notebooks``, else among the shipped ones."""
    shelves = [project / "notebooks", Path(__file__).parents[1] / "notebooks",
               Path(__file__).parents[2] / "notebooks"]  # fmt: skip
    if re.fullmatch(r"\w[\w-]*", name):
        for shelf in shelves:
            if (shelf / f"{name}.ipynb").is_file():
                return shelf / f"{name}.ipynb"
    known = sorted({path.stem for shelf in shelves for path in shelf.glob("*.ipynb")})
    raise RequestError(f"notebook {name!r}: not found; there are {', '.join(known) or 'none'}")


def checked_regions(project: Path, asof: str, regions: Sequence[str] | None) -> tuple[str, ...]:
    """Give the canonical names of regions; refuse unknown ones and those without data.

    None is the office's own region.
    """
    parse_asof(asof)
    book = store.project_book(project)
    asked = (book.root,) if regions is None else regions
    names = [asked] if isinstance(asked, str) else list(asked)
    if not names:
        raise RequestError(f"regions: none given; name one, such as {book.root}")
    found = tuple(dict.fromkeys(_region(book, name) for name in names))
    have = regions_with_data(project, asof)
    without = [name for name in found if name not in have]
    if without:
        raise RequestError(
            f"region {without[0]}: no data in {asof}; regions with data: "
            f"{', '.join(sorted(have)[:5]) or 'none'}, …"
        )
    return found


def _region(book: Codebook, name: str) -> str:
    try:
        return book.region(str(name))
    except CodebookError as error:
        raise RequestError(str(error)) from error


def regions_with_data(project: Path, asof: str) -> set[str]:
    """Give the regions that the month's panel has rows of."""
    year, month = parse_asof(asof)
    rows = pd.read_parquet(
        vintage_folder(project, asof) / "panel.parquet",
        columns=["region"],
        filters=[("year", "==", year), ("month", "==", month)],
    )
    return set(rows["region"])


SUFFIXES = {INTERNAL: "", PUBLIC: "-公开"}
"""What follows in a file's name, by audience."""


def checked_audience(source: Path, audience: str) -> None:
    """Refuse an audience that is not known, or that a notebook is not for."""
    if audience not in AUDIENCES:
        raise RequestError(f"audience {audience!r}: expected {' or '.join(AUDIENCES)}")
    fit = metadata_of(source).get("audiences", AUDIENCES)
    if audience not in fit:
        raise RequestError(f"audience {audience}: {source.stem} is {' or '.join(fit)} only")


def checked_month(source: Path, asof: str) -> None:
    """Refuse a month that a notebook is not for: its metadata may list the months it ends in."""
    _, month = parse_asof(asof)
    fit = metadata_of(source).get("months")
    if fit and month not in fit:
        raise RequestError(
            f"{asof}: {source.stem} is for month {', '.join(map(str, fit))} of a year; "
            "name such a month"
        )


def checked_units(project: Path, source: Path, asof: str, names: Sequence[str]) -> None:
    """Refuse regions without units of their own, for a notebook that compares units."""
    without = [name for name in names if name not in fitting(project, source, asof, names)]
    if without:
        raise RequestError(
            f"region {without[0]}: no units with data in {asof}, and {source.stem} compares units; "
            "name a region that has some"
        )


def fitting(project: Path, source: Path, asof: str, names: Sequence[str]) -> tuple[str, ...]:
    """Keep the regions that a notebook can be run for: where it compares units, those with some."""
    if not metadata_of(source).get("units"):
        return tuple(names)
    book, have = store.project_book(project), regions_with_data(project, asof)
    return tuple(name for name in names if have.intersection(book.members(name)))


def edition(source: Path, audience: str, lock: str) -> dict[str, str]:
    """Give the parameters of audience and lock, as far as they differ from a plain 送审稿."""
    known = parameters_of(source)
    given = {"audience": audience, "final": lock}
    return {
        name: value for name, value in given.items() if name in known or value not in ("", INTERNAL)
    }


def checked_formats(formats: Sequence[str]) -> list[str]:
    """Give the formats asked for, each once; refuse unknown ones."""
    asked = [formats] if isinstance(formats, str) else list(formats)
    unknown = [name for name in asked if name not in FORMATS]
    if unknown or not asked:
        found = f"{unknown[0]!r} is unknown" if unknown else "none given"
        raise RequestError(f"formats: {found}; expected some of {', '.join(FORMATS)}")
    return list(dict.fromkeys(asked))


def checked_jobs(jobs: int | None) -> int:
    """Give the number of processes; refuse less than one."""
    if jobs is None:
        return os.cpu_count() or 1
    if isinstance(jobs, bool) or not isinstance(jobs, int) or jobs < 1:
        raise RequestError(f"jobs {jobs!r}: expected a whole number from 1 on")
    return jobs


def checked_engine(name: str | None) -> str:
    """Give the engine asked for; by default the quick one."""
    if name not in (None, engine.NAME, "papermill"):
        raise RequestError(f"engine {name!r}: expected {engine.NAME} or papermill")
    return name or engine.NAME


def parameters_of(source: Path) -> dict[str, Any]:
    """Read the parameter cell of a notebook: names and default values."""
    content = json.loads(source.read_text(encoding="utf-8"))
    cells = [
        cell for cell in content.get("cells", [])
        if "parameters" in cell.get("metadata", {}).get("tags", [])
    ]  # fmt: skip
    if len(cells) != 1:
        raise RequestError(f"{source.name}: {len(cells)} parameter cells; tag one `parameters`")
    try:
        tree = ast.parse("".join(cells[0]["source"]))
        return {
            statement.targets[0].id: ast.literal_eval(statement.value)
            for statement in tree.body
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
        }
    except (SyntaxError, ValueError) as error:
        raise RequestError(
            f"{source.name}: a parameter is not a plain value; write text, numbers or lists of them"
        ) from error


def checked_parameters(source: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parameters of a run; refuse names and types that the notebook does not have."""
    known = parameters_of(source)
    for name, value in given.items():
        if name not in known:
            raise RequestError(
                f"parameter {name!r}: {source.name} has none of that name; "
                f"it has {', '.join(known)}"
            )
        if known[name] is not None and type(value) is not type(known[name]):
            raise RequestError(
                f"parameter {name} = {value!r}: expected {type(known[name]).__name__}, "
                f"as in {source.name}"
            )
    return dict(given)


def suffix_of(source: Path, notebook: str) -> str:
    """Give what follows the region in a file's name: nothing for the monthly briefing."""
    named = metadata_of(source).get("name", notebook)
    return f"-{named}" if named else ""


def metadata_of(source: Path) -> dict[str, Any]:
    """Read what a notebook says of itself: ``name`` of its files, ``months`` it is for."""
    content = json.loads(source.read_text(encoding="utf-8"))
    return dict(content["metadata"].get("zsanalytics", {}))
