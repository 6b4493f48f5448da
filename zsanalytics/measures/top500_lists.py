"""The lists of the 三个500强: entries, publication days, other names, subsidiaries.

``codes/top500/`` holds one CSV a list and year (list, year, rank, name, source), ``lists.toml``
with the day each was published, ``names.csv`` (other names), ``subsidiaries.csv`` and
``brands.csv`` (how members of a group are named). An office adds to what is shipped in the
``codes/top500/`` of its own project folder; `zsanalytics.measures.top500_new` writes there.
"""

from __future__ import annotations

import functools
import os
import tomllib
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from zsanalytics.codebook import CODES
from zsanalytics.errors import CodebookError

ENTRY = ("list", "year", "rank", "name", "source")
FOLDER = CODES / "top500"
OWN = Path("codes", "top500")
FURTHER = {
    "names": ("alias", "name", "confidence", "kind", "source"),
    "subsidiaries": ("company", "short", "parent", "confidence", "source"),
    "brands": (
        "brand", "parent", "needs", "except", "after_place", "confidence", "source",
    ),
}  # fmt: skip
Stamp = tuple[tuple[str, int, int], ...]


class Lists(NamedTuple):
    """Everything known about the three lists.

    ``entries`` has `ENTRY`; ``calendar`` list, year, published (Timestamp), size and held (how
    many names we hold); ``names`` alias, name, confidence, kind; ``subsidiaries`` company, short,
    parent, confidence; ``brands`` brand, parent, needs, except, after_place, confidence.
    """

    entries: pd.DataFrame
    calendar: pd.DataFrame
    names: pd.DataFrame
    subsidiaries: pd.DataFrame
    brands: pd.DataFrame


def load_lists(folder: str | Path | None = None) -> Lists:
    """Read the lists in use: the shipped ones and the project's own, or those of one folder.

    读入使用中的500强榜单：随程序发布的和项目自己的。

    Parameters
    ----------
    folder : str or Path, optional
        This folder alone. By default the shipped lists, with those of `own_folder` added; a list
        and year that both have is the project's.

    Raises
    ------
    CodebookError
        If a file cannot be read or lacks a column, or a list has no day of publication.

    Examples
    --------
    >>> lists = load_lists(FOLDER)
    >>> lists.calendar[["list", "year", "held"]].head(2)
          list  year  held
    0  世界500强  2021   500
    1  世界500强  2022   500
    """
    return _load(Path(folder).resolve()) if folder is not None else _merged(*in_use())


def own_folder() -> Path | None:
    """Find the project's own lists: under ``ZS_PROJECT``, else in or above the working folder."""
    told = os.environ.get("ZS_PROJECT")
    here = Path(told or Path.cwd()).resolve()
    places = [here] if told else [here, *here.parents]
    return next((place / OWN for place in places if (place / OWN / "lists.toml").is_file()), None)


def in_use() -> tuple[Path | None, Stamp]:
    """Name the project's own folder and what its files are now, so that a change is noticed."""
    own = own_folder()
    stats = [(file.name, file.stat()) for file in sorted(own.iterdir())] if own else []
    return own, tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


@functools.lru_cache(maxsize=4)
def _merged(own: Path | None, _: Stamp) -> Lists:
    """Put the project's lists beside the shipped ones."""
    if own is None:
        return _load(FOLDER)
    both = (_load(FOLDER), _read_folder(own))
    parts = [pd.concat(tables, ignore_index=True) for tables in zip(*both, strict=True)]
    mine = pd.MultiIndex.from_frame(both[1].calendar[["list", "year"]])
    for place in (0, 1):  # of entries and calendar, the project's own come instead
        keys = pd.MultiIndex.from_frame(parts[place][["list", "year"]])
        shipped = pd.Series(range(len(keys))) < len(both[0][place])
        parts[place] = parts[place][~(shipped & keys.isin(mine))].reset_index(drop=True)
    return Lists(*parts)


@functools.lru_cache(maxsize=4)
def _load(folder: Path) -> Lists:
    return _read_folder(folder)


def _read_folder(folder: Path) -> Lists:
    try:
        calendar = tomllib.loads((folder / "lists.toml").read_text(encoding="utf-8"))["list"]
        files = [folder / f"{row['list']}-{row['year']}.csv" for row in calendar]
        entries = pd.concat([_read(file, ENTRY) for file in files], ignore_index=True)
        further = [_further(folder / f"{name}.csv", columns) for name, columns in FURTHER.items()]
        entries = entries.astype({"year": "int64", "rank": "int64"})
        held = entries.groupby(["list", "year"]).size().rename("held").reset_index()
        table = pd.DataFrame(calendar).astype({"published": "datetime64[ns]"})
        return Lists(entries, table.merge(held, on=["list", "year"]), *further)
    except (OSError, KeyError, ValueError) as error:
        raise CodebookError(f"{folder}: the 三个500强 lists cannot be read ({error})") from error


def _read(file: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    table = pd.read_csv(file, dtype=str, encoding="utf-8-sig").fillna("")
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise ValueError(f"{file.name}: column missing: {', '.join(missing)}")
    return table[list(columns)]


def _further(file: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read a list of names; a project need not have one of its own."""
    return _read(file, columns) if file.exists() else pd.DataFrame(columns=list(columns), dtype=str)
