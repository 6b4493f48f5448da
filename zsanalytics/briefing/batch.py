"""Briefings: notebooks run for a month and regions, and published as files.

The door behind ``zs brief``. Everything that can be wrong with a request is found before anything
runs; what succeeded is published in one step; what failed is named and keeps its old files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics import store
from zsanalytics.briefing import release, request
from zsanalytics.briefing.gathering import locked_vintage, prepare, vintage_folder
from zsanalytics.briefing.pressing import run_batch, share_out
from zsanalytics.display import Progress, quiet
from zsanalytics.errors import RequestError
from zsanalytics.publish.audience import INTERNAL
from zsanalytics.publish.facts import trace
from zsanalytics.schema import FACTS, conform

__all__ = ["all_regions", "brief", "facts_of", "prepare", "trace"]

MAIN = "monthly_briefing"


def brief(
    asof: str,
    *,
    regions: Sequence[str] | None = None,
    formats: Sequence[str] = ("html", "pdf"),
    to: str | Path = "reports",
    jobs: int | None = None,
    notebook: str = MAIN,
    audience: str = INTERNAL,
    final: bool = False,
    parameters: Mapping[str, Any] | None = None,
    engine: str | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Run a notebook for each region and publish its formats.

    给每个地区运行笔记本，生成各种格式的通报。

    Parameters
    ----------
    asof : str
        The month, such as ``"2024-09"``; its panel must have been built.
    regions : sequence of str, optional
        Regions of the codebook, in any spelling; by default the office's own, the root (甘肃省).
    formats : sequence of str
        Of ``html``, ``pdf``, ``docx``, ``xlsx``. The executed notebook and the facts
        (``甘肃省.ipynb``, ``甘肃省.facts.json``) are published always.
    to : str or Path, default "reports"
        The project's ``reports`` folder, or a folder in it.
    jobs : int, optional
        Processes at once; by default as many as there are processors.
    notebook : str, default "monthly_briefing"
        The name of a notebook of the project's ``notebooks`` folder, or of the shipped ones.
    audience : {"internal", "public"}, default "internal"
        Who reads it. The public version (``甘肃省-公开.html``) shows a whitelist of facts; the
        internal one has the annexes.
    final : bool, default False
        Make a 定稿 and lock it to the vintage it is made from; without, a 送审稿. A briefing that
        was locked is made again from its own vintage only, until its ``….final.json`` is removed.
    parameters : mapping, optional
        Further parameters that the notebook's parameter cell has.
    engine : {"zs", "papermill"}, optional
        ``zs`` runs the cells in a forked process with everything imported, ``papermill`` starts a
        kernel for each notebook; the outputs are equal. By default the quick one, where the system
        can fork.
    executor : Executor, optional
        Makes the briefings in place of ``jobs`` processes here; its workers must see the project's
        folder under the same path.
    progress : callable, optional
        Told what is done, how many briefings are done, and how many there are.

    Returns
    -------
    DataFrame
        One row a region and format: ``region, format, path, status`` (``published``, or
        ``failed: …`` with the cell) and ``seconds``. A failed briefing keeps its old files;
        ``path`` is missing.

    Raises
    ------
    RequestError
        For a wrong request, before anything is run or written: unknown region, format, notebook,
        audience or parameter, a month without data or not for the notebook, a folder outside
        ``reports``; or if another run is at work here.
    """
    project = store.project_folder()
    reports = request.reports_folder(project, to)
    source = request.notebook_path(project, notebook)
    request.checked_audience(source, audience)
    request.checked_month(source, asof)
    names = request.checked_regions(project, asof, regions)
    request.checked_units(project, source, asof, names)
    asked, workers = request.checked_formats(formats), request.checked_jobs(jobs)
    told = {"asof": asof, **(parameters or {})}
    common = {"notebook": str(source), "formats": asked, "project": str(project),
              "engine": request.checked_engine(engine)}  # fmt: skip
    suffix = request.suffix_of(source, notebook) + request.SUFFIXES[audience]
    vintage = vintage_folder(project, asof)
    tasks = []
    for name in names:
        stem = name + suffix
        lock = release.locked(reports / asof, stem) or (vintage.name if final else "")
        if lock:
            locked_vintage(project, lock)  # refused here if it is gone
        given = {**told, **request.edition(source, audience, lock), "region": name}
        tasks.append({**common, "region": name, "stem": stem, "final": lock,
                      "parameters": request.checked_parameters(source, given)})  # fmt: skip
    with store.only_run(project, "brief"), release.workplace(reports) as work:
        tell = progress or quiet
        results = (share_out(executor, tasks, work, tell) if executor
                   else run_batch(tasks, workers, work, tell))  # fmt: skip
        return release.publish(tasks, results, reports / asof, work, vintage)


def all_regions(asof: str, notebook: str = MAIN) -> tuple[str, ...]:
    """List the root of the codebook and its members, as far as they have data in a month.

    For a notebook that compares units, only those that have some; for one of certain levels (a
    park's), everything of these levels.
    """
    project = store.project_folder()
    book = store.project_book(project)
    root, source = book.root, request.notebook_path(project, notebook)
    have = request.regions_with_data(project, asof)
    levels = request.metadata_of(source).get("levels")
    asked = (root, *(book.descendants(root) if levels else book.members(root)))
    listed = [r for r in asked if r in have and (not levels or book.level(r) in levels)]
    return request.fitting(project, source, asof, listed)


def facts_of(report: str | Path) -> pd.DataFrame:
    """Read the facts of a published briefing, whichever of its files is named.

    Raises
    ------
    RequestError
        If no facts lie beside the report.
    """
    path = Path(report)
    stem = path.name.removesuffix(".facts.json").removesuffix(path.suffix)
    stored = path.with_name(f"{stem}.facts.json")
    if not stored.is_file():
        raise RequestError(f"{path}: no {stored.name} beside it; name a file that zs brief made")
    rows = json.loads(stored.read_text(encoding="utf-8"))["facts"]
    return conform([{**row, "sources": tuple(row.get("sources", ()))} for row in rows], FACTS)
