"""The lists of the 三个500强 as shipped: entries, publication days, other names, subsidiaries.

``codes/top500/`` holds one CSV a list and year (list, year, rank, name, source), ``lists.toml``
with the day each was published, ``names.csv`` (other names), ``subsidiaries.csv`` and
``brands.csv`` (how members of a group are named). A new list is added with `add_list`.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from zsanalytics.codebook import CODES
from zsanalytics.errors import CodebookError

LISTS = ("世界500强", "中国企业500强", "中国民营企业500强")
ENTRY = ("list", "year", "rank", "name", "source")
FOLDER = CODES / "top500"


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
    """Read the lists of a folder; the shipped ones by default.

    Raises
    ------
    CodebookError
        If a file cannot be read, a list has no publication day, or a rank is given twice where
        the list has no tie.

    Examples
    --------
    >>> lists = load_lists()
    >>> lists.calendar[["list", "year", "held"]].head(2)
          list  year  held
    0  世界500强  2021   500
    1  世界500强  2022   500
    """
    return _load(Path(folder).resolve() if folder is not None else FOLDER)


@functools.lru_cache(maxsize=4)
def _load(folder: Path) -> Lists:
    try:
        calendar = tomllib.loads((folder / "lists.toml").read_text(encoding="utf-8"))["list"]
        files = [folder / f"{row['list']}-{row['year']}.csv" for row in calendar]
        entries = pd.concat([_read(file) for file in files], ignore_index=True)
        names, subsidiaries, brands = (
            _read(folder / f"{name}.csv") for name in ("names", "subsidiaries", "brands")
        )
    except (OSError, KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"{folder}: the 三个500强 lists cannot be read ({error})") from error
    entries = entries.astype({"year": "int64", "rank": "int64"})
    held = entries.groupby(["list", "year"]).size().rename("held").reset_index()
    table = pd.DataFrame(calendar).astype({"published": "datetime64[ns]"})
    return Lists(entries, table.merge(held, on=["list", "year"]), names, subsidiaries, brands)


def _read(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, dtype=str, encoding="utf-8-sig").fillna("")


def add_list(file: str | Path, *, published: str, folder: str | Path, size: int = 500) -> Path:
    """Add a new year's list from a CSV with columns list, year, rank, name, source.

    Parameters
    ----------
    file : str or Path
        The CSV (UTF-8, with or without BOM); one list and one year.
    published : str
        The day of publication, ``"2027-08-01"``.
    folder : str or Path
        The codelist folder to add to, with its ``lists.toml``.
    size : int, default 500
        How many names the whole list has.

    Returns
    -------
    Path
        The CSV written.

    Raises
    ------
    CodebookError
        If the columns, the list's name, the day or the ranks are wrong, or the list is there.
    """
    table, day = _read(Path(file)), _day(published)
    missing = [name for name in ENTRY if name not in table.columns]
    if missing:
        raise CodebookError(f"{file}: column missing: {', '.join(missing)}; add it")
    name, year = table["list"].iloc[0], table["year"].iloc[0]
    if name not in LISTS or table[["list", "year"]].drop_duplicates().shape[0] != 1:
        raise CodebookError(f"{file}: one list and one year expected, a list of {LISTS}")
    if not pd.to_numeric(table["rank"], errors="coerce").between(1, size).all():
        raise CodebookError(f"{file}: a rank is not between 1 and {size}; mend it")
    target = Path(folder) / f"{name}-{year}.csv"
    if target.exists():
        raise CodebookError(f"{target}: is there already; take it out to replace it")
    table[list(ENTRY)].to_csv(target, index=False, encoding="utf-8", lineterminator="\n")
    entry = f'\n[[list]]\nlist = "{name}"\nyear = {year}\npublished = {day}\nsize = {size}\n'
    with (Path(folder) / "lists.toml").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(entry)
    return target


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CodebookError(f"published {text!r}; expected a day as '2027-08-01'") from error
