"""Places: under which name a file is kept, and whether it was there before.

Comes in: the name a file was sent under, and its hash. Goes out: a harmless name that nothing else
bears.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.register import NAME
from zsanalytics.versions import version_of

LONGEST = 80
"""Characters kept of a file's name."""


def free_place(folder: Path, sent: str, version: int, mark: str) -> Path:
    """Find a free name for a file that was sent; one of the same bytes is its own place.

    Parameters
    ----------
    folder : Path
        The month's folder.
    sent : str
        The name it was sent under.
    version : int
        Marked in the name from the second version on.
    mark : str
        The SHA-256 of its bytes.
    """
    name = shown(sent)
    if version > 1 and version_of(name) < version:
        name = f"{Path(name).stem}-v{version}{Path(name).suffix}"
    return next(
        place
        for place in _names(folder, name)
        if not place.exists() or store.file_hash(place) == mark
    )


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 2
    while True:
        yield folder / f"{stem}-{number}{suffix}"
        number += 1


def shown(name: str) -> str:
    r"""Give a file name that is harmless everywhere: no paths, marks, controls, or lengths.

    Examples
    --------
    >>> shown(r"..\..\a<b>.xlsx"), shown("register.csv"), shown("~$庆阳.xlsx")
    ('a_b_.xlsx', '_register.csv', '庆阳.xlsx')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    kept = re.sub(r'[<>:"|?*!]', "_", kept).lstrip(".~$ ").rstrip(". ") or "_"
    stem, suffix = Path(kept).stem[:LONGEST], Path(kept).suffix[:10]
    return f"_{stem}{suffix}" if f"{stem}{suffix}".lower() == NAME else f"{stem}{suffix}"


def known_before(project: Path, folder: Path, mark: str, register: pd.DataFrame) -> str:
    """Name the file of these bytes that was put into a folder by hand and built with since.

    It was known before it was sent again: a line in the register would make it late.
    """
    registered = set(register["file"])
    for place in sorted(folder.glob("[!.]*")):
        if place.is_file() and place.name not in registered and store.file_hash(place) == mark:
            name = place.relative_to(project).as_posix()
            vintages = (project / store.PROCESSED / "vintages").glob("[!.]*/manifest.json")
            if any(name in store.read_manifest(path.parent)["inputs"] for path in vintages):
                return place.name
    return ""
