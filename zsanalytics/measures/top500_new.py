"""A new year's list of the 三个500强, from a CSV into a folder of lists.

Comes in: a CSV with at least ranks and names. Goes out: the list in the form of
``codes/top500/``, and its day of publication in ``lists.toml``. What is not a list is refused
before anything is written.
"""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pandas as pd

from zsanalytics.errors import CodebookError
from zsanalytics.measures.top500_lists import ENTRY, OWN
from zsanalytics.schema import TOP500_LISTS

MONTHS = {"世界500强": 8, "中国企业500强": 9, "中国民营企业500强": 10}
"""The month in which each list usually comes out."""

HEADS = {
    "list": ("list", "榜单", "名单"),
    "year": ("year", "年份", "年度", "榜单年份"),
    "rank": ("rank", "名次", "排名", "序号"),
    "name": ("name", "name_zh", "企业名称", "公司名称", "名称", "企业", "公司"),
    "source": ("source", "source_url", "来源", "出处"),
}


def add_list(
    file: str | Path,
    *,
    folder: str | Path = OWN,
    name: str | None = None,
    year: int | None = None,
    published: str | None = None,
    size: int = 500,
) -> Path:
    """Add a year's list from a CSV; `top500` finds it from then on.

    从 CSV 加入一年的500强榜单，以后核验时自动使用。

    Parameters
    ----------
    file : str or Path
        The CSV (UTF-8 or GB18030): ranks and names, under ``rank``/名次 and ``name``/企业名称;
        if it has them, ``list``/榜单, ``year``/年份 and ``source``/来源.
    folder : str or Path, default "codes/top500"
        Where lists are kept: by default that folder of the project one is in, which is made if
        need be. What is shipped with the package stays as it is.
    name : {"世界500强", "中国企业500强", "中国民营企业500强"}, optional
        Which list it is, where the CSV does not say.
    year : int, optional
        Its year, where the CSV does not say.
    published : str, optional
        The day of publication, ``"2027-08-01"``; by default the first of the month in which the
        list usually comes out.
    size : int, default 500
        How many names the whole list has. A CSV with fewer is held as incomplete.

    Returns
    -------
    Path
        The CSV written, ``<list>-<year>.csv``.

    Raises
    ------
    CodebookError
        If the file cannot be read; if a column, the list's name, its year, the day, a rank or a
        name is missing or wrong; if a name occurs twice; or if the folder has this list already.
    """
    table = _read(Path(file))
    given = {"list": name, "year": year}
    for column in [key for key, value in given.items() if value is not None]:
        table[column] = str(given[column])
    _insist(Path(file), table, size)
    name, year = table["list"].iloc[0], int(table["year"].iloc[0])
    day = _day(published) if published else dt.date(year, MONTHS[name], 1)
    target = Path(folder) / f"{name}-{year}.csv"
    if target.exists():
        raise CodebookError(f"{target}: is there already; take it out to replace it")
    target.parent.mkdir(parents=True, exist_ok=True)
    table[list(ENTRY)].to_csv(target, index=False, encoding="utf-8", lineterminator="\n")
    entry = f'\n[[list]]\nlist = "{name}"\nyear = {year}\npublished = {day}\nsize = {size}\n'
    with (target.parent / "lists.toml").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(entry)
    return target


def _read(file: Path) -> pd.DataFrame:
    """Read a CSV as text, its columns under the names of `ENTRY`, blank rows left out."""
    try:
        content = file.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("gb18030")
        table = pd.read_csv(io.StringIO(text), dtype=str).fillna("")
    except (OSError, ValueError) as error:
        raise CodebookError(f"{file}: cannot be read as CSV ({error}); save it as CSV") from error
    heads = {head: name for name, heads in HEADS.items() for head in reversed(heads)}
    table = table.rename(columns=lambda head: heads.get(str(head).strip().lower(), head))
    table = table.loc[:, ~table.columns.duplicated()].apply(lambda column: column.str.strip())
    if "source" not in table.columns:
        table["source"] = file.name
    return table[table.ne("").any(axis=1)].reset_index(drop=True)


def _insist(file: Path, table: pd.DataFrame, size: int) -> None:
    """Refuse a table that is not one list of one year."""
    missing = [name for name in ENTRY if name not in table.columns]
    if missing:
        raise CodebookError(f"{file}: column missing: {', '.join(missing)}; add it")
    if table.empty:
        raise CodebookError(f"{file}: no company in it; a line for each is expected")
    told = table[["list", "year"]].drop_duplicates()
    if (
        len(told) != 1
        or told["list"].iloc[0] not in TOP500_LISTS
        or not _is_year(told["year"].iloc[0])
    ):
        found = ", ".join(f"{row.list} {row.year}" for row in told.head(3).itertuples())
        raise CodebookError(
            f"{file}: found {found}; expected one year of one list, {' or '.join(TOP500_LISTS)}"
        )
    rank = pd.to_numeric(table["rank"], errors="coerce")
    wrong = ~(rank.between(1, size) & (rank % 1 == 0))
    if wrong.any():
        found = table.loc[wrong, "rank"].iloc[0]
        raise CodebookError(f"{file}: rank {found!r} is no number from 1 to {size}; mend it")
    if table["name"].eq("").any():
        raise CodebookError(f"{file}: rank {table.loc[table['name'] == '', 'rank'].iloc[0]} "
                            "has no name; add it")  # fmt: skip
    if table["name"].duplicated().any():
        twice = table.loc[table["name"].duplicated(), "name"].iloc[0]
        raise CodebookError(f"{file}: {twice} occurs twice; keep one line of it")


def _is_year(text: str) -> bool:
    return text.isdecimal() and 1990 <= int(text) <= 2100


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CodebookError(f"published {text!r}; expected a day as '2027-08-01'") from error
