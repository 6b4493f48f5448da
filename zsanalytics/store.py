"""The store: a project's folders, and the vintages of its panel, which are never changed.

A vintage is ``data/processed/vintages/<asof>-<hash>/``; stamp and hash come from the inputs, so
the same inputs give the same folder with the same bytes. It is written beside its place under a
name that begins with a dot and moved there whole. ``data/processed/current`` names the newest,
``data/processed/months/<asof>`` the one of each month; both are replaced in one step. A kill at
any instant leaves the old state or the new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import RequestError
from zsanalytics.periods import parse_asof
from zsanalytics.schema import CORRECTIONS, FINDINGS, LEADS, PANEL, PROJECTS, RECORDS, conform
from zsanalytics.targets.book import load_targets

RAW = Path("data") / "raw"
PROCESSED = Path("data") / "processed"
PUBLISHED = "published"


class Vintage(NamedTuple):
    """One state of the panel, as built from named inputs.

    ``corrections`` are those that stand: what was reported, what was made of it, and why.
    """

    panel: pd.DataFrame
    projects: pd.DataFrame
    records: pd.DataFrame
    findings: pd.DataFrame
    manifest: dict[str, Any]
    path: Path
    leads: pd.DataFrame = conform([], LEADS)
    corrections: pd.DataFrame = conform([], CORRECTIONS)


_TABLES = {table.name: table for table in (PANEL, PROJECTS, RECORDS, FINDINGS, LEADS, CORRECTIONS)}


def find_project(start: str | Path | None = None) -> Path | None:
    """Give ``ZS_PROJECT``, or the nearest parent that holds ``data/``; None where there is none."""
    told = os.environ.get("ZS_PROJECT")
    here = Path(told or start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data").is_dir():
            return folder
        if told:
            break
    return None


def project_folder(start: str | Path | None = None) -> Path:
    """Give the project's folder as `find_project` does.

    找到当前的项目文件夹。

    Raises
    ------
    RequestError
        If no such folder is found.
    """
    found = find_project(start)
    if found is not None:
        return found
    here = Path(os.environ.get("ZS_PROJECT") or start or Path.cwd()).resolve()
    raise RequestError(
        f"{here}: no project folder here or above it (one that holds data/); "
        "go there, set ZS_PROJECT, or make one with: zs init"
    )


def project_book(project: Path) -> Codebook:
    """Give the codelists of a project: its own ``codes/`` over the shipped ones, where it has any.

    Raises
    ------
    CodebookError
        If a list of its own cannot be read or contradicts itself.
    """
    own = project / "codes"
    return load_codebook(own if own.is_dir() else None)


def project_targets(project: Path) -> pd.DataFrame:
    """Give the target book of a project: its own ``codes/targets/`` where it has one."""
    own = project / "codes" / "targets"
    return load_targets(own if own.is_dir() else None, book=project_book(project))


def month_folders(project: Path, asof: str | None = None) -> dict[str, Path]:
    """List the raw month folders up to ``asof``, oldest first, as ``{"2024-09": path}``."""
    raw = project / RAW
    if asof is not None:
        parse_asof(asof)
    found = {}
    for path in sorted(raw.iterdir()) if raw.is_dir() else ():
        with contextlib.suppress(RequestError):
            parse_asof(path.name)
            if path.is_dir() and (asof is None or path.name <= asof):
                found[path.name] = path
    return found


def input_files(project: Path, asof: str) -> dict[str, str]:
    """Give every input of a build with its SHA-256, by path relative to the project."""
    folders = list(month_folders(project, asof).values())
    folders += [project / RAW / PUBLISHED, project / "data" / "corrections"]
    folders += sorted(
        path for path in (project / "data" / "verified").glob("*") if path.name <= asof
    )
    paths = [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$"))
    ]
    return {path.relative_to(project).as_posix(): file_hash(path) for path in paths}


def file_hash(path: Path) -> str:
    """Give the SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_hash(content: Mapping[str, Any]) -> str:
    """Give a short hash of JSON-able content, whatever the order of its keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def vintage_path(project: Path, asof: str, manifest: Mapping[str, Any]) -> Path:
    """Say where the vintage of these inputs stands, or will stand."""
    return project / PROCESSED / "vintages" / f"{asof}-{content_hash(manifest)}"


def write_vintage(vintage: Vintage, project: Path) -> None:
    """Put a vintage in its place whole, and make it the current one."""
    keep_vintage(vintage)
    name = f"{vintage.path.name}\n".encode()
    replace_file(project / PROCESSED / "months" / vintage.manifest["asof"], name)
    replace_file(project / PROCESSED / "current", name)


def keep_vintage(vintage: Vintage) -> None:
    """Put a vintage in its place whole; one that stands there already is left as it is."""
    if not (vintage.path / "manifest.json").exists():
        vintage.path.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".zs-", dir=vintage.path.parent))
        try:
            _write_tables(vintage, work)
            with contextlib.suppress(FileExistsError):  # another run of the same inputs was first
                _rename_folder(work, vintage.path)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _write_tables(vintage: Vintage, folder: Path) -> None:
    for name in _TABLES:
        frame = getattr(vintage, name)
        frame.to_parquet(folder / f"{name}.parquet", index=False, compression="zstd")
    text = json.dumps(vintage.manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    folder.chmod(0o755)  # mkdtemp makes it private
    for path in folder.iterdir():
        _flush(path)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _rename_folder(work: Path, place: Path) -> None:
    try:
        work.rename(place)
    except OSError as error:
        if place.exists():
            raise FileExistsError(place) from error
        raise


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".zs-", dir=path.parent)
    work = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        work.chmod(0o644)
        work.replace(path)
    finally:
        work.unlink(missing_ok=True)


def read_vintage(path: Path) -> Vintage:
    """Read a vintage back; a table that was not kept when it was built is empty."""
    kept = ((name, table, path / f"{name}.parquet") for name, table in _TABLES.items())
    frames = {
        name: conform(pd.read_parquet(place), table) if place.exists() else conform([], table)
        for name, table, place in kept
    }
    return Vintage(**frames, manifest=read_manifest(path), path=path)


def read_manifest(path: Path) -> dict[str, Any]:
    """Read what a vintage was made from."""
    told: dict[str, Any] = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    return told


def open_vintage(project: Path, asof: str) -> Vintage:
    """Read the vintage that was built last for a month.

    打开某月最近建好的一个时点：面板、项目、逐条数据、校核结果。

    Raises
    ------
    RequestError
        If none was built yet; the sentence names the command that builds it.
    """
    parse_asof(asof)
    marker = project / PROCESSED / "months" / asof
    if marker.is_file():
        path = project / PROCESSED / "vintages" / marker.read_text(encoding="utf-8").strip()
        if (path / "manifest.json").is_file():
            return read_vintage(path)
    raise RequestError(
        f"{asof}: no panel was built for this month in {project / PROCESSED}; "
        f"run: zs build --month {asof}"
    )


def open_panel(asof: str, project: str | Path | None = None) -> pd.DataFrame:
    """Give the panel as it was built for a month; the project is the one we stand in.

    打开某月建好的面板。

    Parameters
    ----------
    asof : str
        The month, such as ``"2024-09"``.
    project : str or Path, optional
        The project's folder, or one below it.
    """
    return open_vintage(project_folder(project), asof).panel


@contextlib.contextmanager
def only_run(project: Path, what: str) -> Iterator[None]:
    """Let one run at a time change a part of the project; a second one is refused in a line."""
    folder = project / PROCESSED
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{what}.lock").open("a+b") as handle:
        if not _locked(handle.fileno()):
            raise RequestError(f"{project}: another `zs {what}` is at work here; wait for its end")
        yield


if os.name == "nt":

    def _locked(handle: int) -> bool:
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError:
            return False
        return True

else:

    def _locked(handle: int) -> bool:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
