"""Versions: of what was sent again as a correction, only the newest stands.

Comes in: records, ledgers and lists of leads of one folder. Goes out: the same without what a file
or sheet marked as a later version says anew. A figure gives way to the same figure of the later
version; a ledger or list gives way whole to a later one that holds most of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

import pandas as pd

from zsanalytics.schema import KEY, finding

_MARKS = re.compile(
    r"更正|订正|修订|修改|改正|勘误|更新|补正|最终|定稿|终稿|重报|v(\d+)(?:\.\d+)?|第([二三四五\d])[次版稿]",
    re.IGNORECASE,
)
_CHINESE = {"二": 2, "三": 3, "四": 4, "五": 5}

SAME = 0.5
"""Share of an earlier list that a later one must hold to take its place."""

Place = tuple[str, str]
_FIGURE = [*KEY, "basis", "measure"]
_LIST = ["file", "sheet"]


def version_of(file: str) -> int:
    """Tell how late a version a file name claims to be: 0 without a mark.

    Examples
    --------
    >>> [
    ...     version_of(f)
    ...     for f in ("兰州市.xlsx", "兰州市（更正）.xlsx", "兰州市v2.xlsx", "兰州市v3.xlsx")
    ... ]
    [0, 2, 2, 3]
    """
    version = 0
    for match in _MARKS.finditer(PurePath(file).stem):
        number = match[1] or match[2]
        said = _CHINESE.get(number) or int(number) if number else 2
        version = max(version, said)
    return version


def standing(records: pd.DataFrame) -> pd.DataFrame:
    """Keep the figures that no later version gives anew.

    Parameters
    ----------
    records : DataFrame
        The `records` table of a folder. What was not understood stays while a figure of its sheet
        stands.
    """
    places = _pairs(records)
    version = {place: max(map(version_of, place)) for place in set(places)}
    if len(set(version.values())) < 2:
        return records
    own = pd.Series([version[place] for place in places], index=records.index)
    newest = own.groupby([records[name] for name in _FIGURE]).transform("max")  # NaN: no figure
    told = pd.Series(places, index=records.index)
    stands = own >= newest
    gone = set(told[newest.notna()]) - set(told[stands])
    rest = pd.Series([place not in gone for place in places], index=records.index)
    return records[stands | (newest.isna() & rest)].reset_index(drop=True)


def latest_lists(
    listed: pd.DataFrame, key: Sequence[str], what: str
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Leave out the ledgers or lists that a later version covers, and note it.

    Parameters
    ----------
    listed : DataFrame
        Rows with ``source`` (``file!sheet!cell``).
    key : sequence of str
        Names a row.
    what : str
        What is listed, for the note: 项目 or 线索.
    """
    named = listed["source"].str.rsplit("!", n=2, expand=True).reindex(columns=range(3))
    told = listed.assign(file=named[0], sheet=named[1])
    lists = {
        (str(file), str(sheet)): set(part[list(key)].itertuples(index=False, name=None))
        for (file, sheet), part in told.groupby(_LIST, sort=False)
    }
    version = {place: max(map(version_of, place)) for place in lists}
    replaced: dict[Place, Place] = {}
    for place, held in lists.items():
        newer = [
            other for other, theirs in lists.items()
            if version[other] > version[place] and len(held & theirs) >= SAME * len(held)
        ]  # fmt: skip
        if newer:
            replaced[place] = max(newer, key=version.__getitem__)
    gone = pd.Series([place in replaced for place in _pairs(told)], told.index, dtype=bool)
    return listed[~gone], [_superseded(*pair, what) for pair in replaced.items()]


def without_replaced(
    findings: Iterable[dict[str, Any]], held: set[Place], stand: set[Place]
) -> list[dict[str, Any]]:
    """Leave out what was asked of files and sheets of which nothing stands any more.

    Parameters
    ----------
    findings : iterable of dict
    held, stand : set of (file, sheet)
        Where something was read, and where something of that stands.
    """
    sheets = held - stand
    files = {file for file, _ in held} - {file for file, _ in stand}
    return [
        row for row in findings
        if row.get("file") not in files and (row.get("file"), row.get("sheet")) not in sheets
    ]  # fmt: skip


def places_of(rows: pd.DataFrame) -> set[Place]:
    """Name the files and sheets that rows come from."""
    if "file" in rows.columns:
        return set(_pairs(rows))
    named = rows["source"].str.rsplit("!", n=2, expand=True).reindex(columns=range(2))
    return set(_pairs(named.set_axis(_LIST, axis=1)))


def _pairs(rows: pd.DataFrame) -> list[Place]:
    return [
        (str(file), str(sheet)) for file, sheet in zip(rows["file"], rows["sheet"], strict=True)
    ]


def _superseded(old: Place, new: Place, what: str) -> dict[str, Any]:
    one, other = (
        (old[0], new[0]) if old[0] != new[0] else (f"工作表“{old[1]}”", f"工作表“{new[1]}”")
    )
    return finding(
        "note", "superseded", f"{one} 中的{what}已由 {other} 更正，采用后者。",
        "无需处理；如有误请重报。", file=old[0], sheet=old[1], found=old[0], expected=new[0],
    )  # fmt: skip
