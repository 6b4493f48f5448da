"""The release: what was made in a private folder takes its place in ``reports/`` in one step.

A month's set is one folder. The new set (the old files, with the new ones over them) is put
together beside it under a name that begins with a dot, and then the two folders change places. A
kill at any instant leaves the old set or the new one.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics.briefing.changes import compared
from zsanalytics.briefing.gathering import manifest_of
from zsanalytics.errors import RequestError
from zsanalytics.publish.index import render_index
from zsanalytics.store import file_hash, project_book

PRIVATE = ".zs-"
_AT_FDCWD, _EXCHANGE = -100, 2


@contextlib.contextmanager
def workplace(reports: Path) -> Iterator[Path]:
    """Give a private folder inside ``reports`` for the time of a run; clear up after killed runs.

    Only one run may be at work here at a time.
    """
    reports.mkdir(parents=True, exist_ok=True)
    for left in reports.glob(f"{PRIVATE}*"):
        recover(left, reports)
    place = Path(tempfile.mkdtemp(prefix=PRIVATE, dir=reports))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def recover(left: Path, reports: Path) -> None:
    """Clear up what a killed run left; put back a set that it had just moved aside."""
    for old in left.glob("old/*"):
        if not (reports / old.name).exists():
            old.rename(reports / old.name)
    shutil.rmtree(left, ignore_errors=True)


def new_set(current: Path, work: Path) -> Path:
    """Start a new set as a copy of the current one; files are linked where the disk can do that."""
    made = work / "new" / current.name
    if current.is_dir():
        shutil.copytree(current, made, copy_function=_link)
    else:
        made.mkdir(parents=True)
    return made


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    return target


def put(source: Path, target: Path) -> None:
    """Put a file into a new set in place of the linked one of that name, which stays whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copyfile(source, target)


def write(content: str, target: Path) -> None:
    """Write a text into a new set in place of the linked file of that name, which stays whole."""
    target.unlink(missing_ok=True)
    target.write_text(content, encoding="utf-8")


def swap(made: Path, current: Path) -> None:
    """Let the new set and the current one change places."""
    if not current.exists():
        made.rename(current)
    elif not _exchanged(made, current):
        aside = made.parents[1] / "old" / current.name  # `recover` knows it here
        aside.parent.mkdir(parents=True, exist_ok=True)
        current.rename(aside)
        made.rename(current)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can."""
    if not sys.platform.startswith(("linux", "darwin")):
        return False
    names = (os.fsencode(one), os.fsencode(other))
    library = ctypes.CDLL(None, use_errno=True)
    with contextlib.suppress(AttributeError):
        if sys.platform == "darwin":
            return bool(library.renamex_np(*names, _EXCHANGE) == 0)
        return bool(library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE) == 0)
    return False


COLUMNS = ("region", "format", "path", "status", "seconds")
BESIDE = ("ipynb", "facts.json")
"""Published with every briefing, whatever formats were asked for."""


LOCK = ".final.json"
"""What follows the stem of a 定稿's lock: it names the vintage the 定稿 is made from, and those
that it is compared with."""


def locked(current: Path, stem: str) -> str:
    """Give the vintage that a briefing is locked to; empty for a 送审稿.

    Raises
    ------
    RequestError
        If the lock cannot be read.
    """
    lock = current / f"{stem}{LOCK}"
    if not lock.is_file():
        return ""
    try:
        return str(json.loads(lock.read_text(encoding="utf-8"))["vintage"])
    except (ValueError, KeyError) as error:
        raise RequestError(
            f"{lock}: no lock of a final briefing; restore it from a backup"
        ) from error


def publish(
    tasks: Sequence[Mapping[str, Any]],
    results: Sequence[Mapping[str, Mapping[str, Any]]],
    current: Path,
    work: Path,
    vintage: Path,
) -> pd.DataFrame:
    """Publish the briefings that were made whole, all in one step, and say how each went.

    A briefing of which one format failed is not published: its old files stay together.

    Returns
    -------
    DataFrame
        ``region, format, path, status, seconds``.
    """
    made = new_set(current, work)
    rows = []
    for task, result in zip(tasks, results, strict=True):
        whole = all(part["status"] == "made" for part in result.values())
        if whole:
            take(task, made)
        for name in task["formats"]:
            status = "published" if whole else result[name]["status"]
            if status == "made":
                status = "failed: another format of this briefing failed"
            path = str(current / f"{task['stem']}.{name}") if whole else None
            seconds = round(float(result[name]["seconds"]), 2)
            rows.append((task["region"], name, path, status, seconds))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    if (table["status"] == "published").any():
        book = project_book(vintage.parents[3])
        render_index(made, asof=current.name, vintage=vintage.name, book=book)
        write(manifest(made, tasks, table, vintage), made / "manifest.json")
        swap(made, current)
    return table


def take(task: Mapping[str, Any], made: Path) -> None:
    """Put one briefing's files into the new set."""
    folder, stem = Path(task["folder"]), task["stem"]
    for name in (*task["formats"], *BESIDE):
        put(folder / f"{stem}.{name}", made / f"{stem}.{name}")
    if task.get("final"):
        project, asof = Path(task["project"]), task["parameters"]["asof"]
        known = compared(project, asof, task["region"], task["final"])
        lock = {"vintage": task["final"], "parameters": task["parameters"], "compared": known}
        text = json.dumps(lock, ensure_ascii=False, indent=1, sort_keys=True)
        write(text + "\n", made / f"{stem}{LOCK}")
    for asset in sorted((folder / "assets").glob("*")):
        put(asset, made / "assets" / asset.name)


def manifest(
    made: Path, tasks: Sequence[Mapping[str, Any]], table: pd.DataFrame, vintage: Path
) -> str:
    """Say what a set was made from, and give the hash of every file in it."""
    old = made / "manifest.json"
    known = json.loads(old.read_text(encoding="utf-8"))["briefings"] if old.exists() else {}
    published = set(table.loc[table["status"] == "published", "region"])
    for task in tasks:
        if task["region"] in published:
            known[task["stem"]] = {
                "parameters": task["parameters"],
                "notebook": Path(task["notebook"]).name,
                "notebook_hash": file_hash(Path(task["notebook"])),
                "state": "final" if task.get("final") else "draft",
                "vintage": task.get("final") or vintage.name,
            }
    files = {
        path.relative_to(made).as_posix(): file_hash(path)
        for path in sorted(made.rglob("*"))
        if path.is_file() and path != old
    }
    content = {
        "vintage": vintage.name,
        "inputs": manifest_of(vintage).get("inputs", {}),
        "versions": {name: version(name) for name in ("zsanalytics", "pandas", "papermill")},
        "briefings": known,
        "files": files,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
