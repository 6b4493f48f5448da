"""Kept readings: what was understood of a file, so that a build reads only what has changed.

A reading is kept under a hash of all that it depends on: the file's name and bytes, the month, the
program and the codelists. It holds the records, projects, leads and findings of a file, where no
contact is left; never cells. Whatever does not come back whole is read from the file again, and the
folder may be deleted at any time. A file that could not be read is not kept: the next run tries.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import io
import json
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import CODES
from zsanalytics.intake.files import FileTaken
from zsanalytics.schema import LEADS, PROJECTS, conform

FOLDER = store.PROCESSED / ".kept"
MOST = 200 * 1024 * 1024
"""Bytes of kept readings; the ones used longest ago go first."""

_TABLES = {"projects": PROJECTS, "leads": LEADS}

Read = Callable[[list[Path]], Iterable[FileTaken]]


def program_hashes(project: Path) -> dict[str, str]:
    """Give the short hashes of this program (``code``) and of a project's lists (``codebook``)."""
    codes = {
        f"{owner}/{file.relative_to(shelf).as_posix()}": store.file_hash(file)
        for owner, shelf in (("shipped", CODES), ("own", project / "codes"))
        for file in sorted(shelf.rglob("*"))
        if file.is_file()
    }
    package = CODES.parent
    code = {
        file.relative_to(package).as_posix(): store.file_hash(file)
        for file in sorted(package.rglob("*.py"))
    }
    return {"code": store.content_hash(code), "codebook": store.content_hash(codes)}


class Kept:
    """The kept readings of a project.

    Parameters
    ----------
    project : Path
        The project's folder.
    made : mapping
        As `program_hashes` says; a vintage's manifest has it too.
    """

    def __init__(self, project: Path, made: Mapping[str, Any]) -> None:
        self.folder = project / FOLDER
        self.made = (made["code"], made["codebook"], pd.__version__, platform.python_version())

    def taken(self, paths: Sequence[Path], asof: tuple[int, int], read: Read) -> list[FileTaken]:
        """Give what each file holds: as it was kept, else as it is read now.

        Parameters
        ----------
        paths : sequence of Path
            Files of one month.
        asof : tuple of int
            The month.
        read : callable
            Reads files, in order.
        """
        places = {path: self._place(path, asof) for path in paths}
        known = {path: load(place) for path, place in places.items()}
        new = [path for path in paths if known[path] is None]
        for path, taken in zip(new, read(new), strict=True):
            known[path] = taken
            if not any(row["rule"] == "unreadable_file" for row in taken.findings):
                with contextlib.suppress(OSError):  # a full disk: the next run reads it again
                    store.replace_file(places[path], packed(taken, places[path].name))
        if new:
            self._bound()
        return [taken for taken in known.values() if taken is not None]

    def _place(self, path: Path, asof: tuple[int, int]) -> Path:
        try:
            content = store.file_hash(path)
        except OSError:
            content = "unreadable"
        depends = json.dumps([path.name, content, asof, *self.made], ensure_ascii=False)
        return self.folder / hashlib.sha256(depends.encode()).hexdigest()

    def _bound(self) -> None:
        """Delete what was used longest ago, beyond the bytes allowed."""
        size = 0
        with contextlib.suppress(OSError):  # another run deletes too
            told = [(path, path.stat()) for path in self.folder.iterdir()]
            for path, stat in sorted(told, key=lambda item: -item[1].st_mtime_ns):
                size += stat.st_size
                if size > MOST:
                    path.unlink(missing_ok=True)


def packed(taken: FileTaken, name: str) -> bytes:
    """Write a reading, with the name it is kept under."""
    content = {**taken._asdict(), "name": name}
    for table in _TABLES:
        content[table] = base64.b64encode(content[table].to_parquet(index=False)).decode()
    text = json.dumps(content, ensure_ascii=False)
    return gzip.compress(text.encode("utf-8", "surrogatepass"), compresslevel=1, mtime=0)


def load(place: Path) -> FileTaken | None:
    """Read a reading back; nothing where there is none, or what is there is not whole."""
    try:
        text = gzip.decompress(place.read_bytes()).decode("utf-8", "surrogatepass")
        content = json.loads(text)
        if content.pop("name") != place.name:
            return None
        for table, columns in _TABLES.items():
            frame = pd.read_parquet(io.BytesIO(base64.b64decode(content[table])))
            content[table] = conform(frame, columns)
        place.touch()  # used now
        return FileTaken(**content)
    except Exception:  # whatever is wrong with it, the file itself is there to be read
        return None
