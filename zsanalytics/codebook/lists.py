"""Codelists as they stand in ``codes/*.toml``: read, given their defaults, checked for doubles.

Comes in: a TOML file of ``[[region]]``, ``[[indicator]]`` … tables. Goes out: plain rows, and maps
from every spelling to its meaning. What it refuses: an entry without a name, an alias with two
meanings (regions excepted: 临夏 is a prefecture, a city and a county), a parent not listed.
"""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics.errors import CodebookError

Row = dict[str, Any]

CODES = Path(__file__).parents[1] / "codes"
"""The shipped codelists."""

_SPACE = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)


@functools.cache
def _simplifier() -> Any:
    import opencc  # 5-50 ms to set up, needed by few names

    return opencc.OpenCC("t2s")


@functools.lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """Write a name in one way: no spaces, half width, simplified characters.

    Examples
    --------
    >>> squeeze(" 慶 陽市（本級） ")
    '庆阳市(本级)'
    """
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return str(_simplifier().convert(plain)) if not plain.isascii() else plain


_ROUND = re.compile(
    r"^(?:[★☆*#※▲△●○◆■\"'“”‘’《》<>【】]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、)]|[(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)])+"
    r"|[:*※。,;、\"'“”‘’《》<>【】]+$"
)


def bare_name(text: Any) -> str:
    """Squeeze a name and strip what stands around it: marks, quotes, a running number.

    Examples
    --------
    >>> bare_name("（一）“庆 阳市”："), bare_name("★蘭州市"), bare_name(None)
    ('庆阳市', '兰州市', '')
    """
    return _stripped(text) if isinstance(text, str) else ""


@functools.lru_cache(maxsize=65536)
def _stripped(text: str) -> str:
    return _ROUND.sub("", squeeze(text))


LONGEST = 60
"""Characters of a name worth comparing; a hostile cell of ten thousand costs no time."""


def nearest(text: str, names: Mapping[str, str]) -> str:
    """Give the meaning of the known name most like an unknown one, or an empty string."""
    name = bare_name(text)
    if len(name) > LONGEST:
        return ""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return names[close[0]] if close else ""


UNKNOWN_INDICATOR: Mapping[str, Any] = {
    "name": "", "unit": "", "kind": "ytd", "total": "sum", "decimals": 2, "least": 0.0,
    "aliases": (), "definition": "", "source": "",
}  # fmt: skip
"""What is assumed of an indicator no list knows: a flow that cannot shrink."""

_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "region": {"code": "", "level": "county", "parent": "", "short": "", "member": True,
               "within": "", "aliases": (), "source": ""},
    "indicator": UNKNOWN_INDICATOR,
    "chain": {"list": "甘肃省", "aliases": (), "source": ""},
    "segment": {"dimension": "", "aliases": (), "least": float("nan"), "source": ""},
    "grouping": {"system": "", "over": "regions", "members": (), "source": ""},
    "short": {"indicator": "", "dimensions": (), "words": ()},
    "count": {"chains": 0},
    "heading": {"text": "", "indicator": "", "segment": ""},
}  # fmt: skip

_LABEL = {"indicator": "code", "short": "indicator", "heading": "text", "count": "list"}


def read_rows(path: Path, entry: str) -> list[Row]:
    """Read the ``[[entry]]`` tables of a file; its label (``name``, ``code``) becomes ``entry``.

    Raises
    ------
    CodebookError
        If the file is not TOML or an entry has no label.
    """
    try:
        with path.open("rb") as stream:
            listed = tomllib.load(stream).get(entry, [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"{path}: cannot be read as TOML ({error}); mend the file") from error
    label = _LABEL.get(entry, "name")
    rows = []
    for number, given in enumerate(listed, start=1):
        if label not in given:
            raise CodebookError(f"{path}: [[{entry}]] number {number} has no {label}; add one")
        row = {**_DEFAULTS[entry], **given}
        if entry in ("region", "indicator", "chain", "grouping"):
            row[entry] = row.pop(label)
        rows.append({key: _frozen(value) for key, value in row.items()})
    return rows


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def as_frame(rows: Sequence[Row], entry: str) -> pd.DataFrame:
    """Show a list as a DataFrame; an empty one has its columns too."""
    first = {"segment": ["segment", "dimension", "name"]}.get(entry, [entry])
    columns = dict.fromkeys((*first, *(rows[0] if rows else _DEFAULTS[entry])))
    return pd.DataFrame(list(rows), columns=list(columns))


def unique_names(rows: Sequence[Mapping[str, Any]], entry: str) -> dict[str, str]:
    """Map every spelling to its one meaning; two meanings are an error that names both."""
    names: dict[str, str] = {}
    for row in rows:
        own = row[entry]
        for alias in (own, row.get("name") or own, *row["aliases"]):
            known = names.setdefault(squeeze(str(alias)), own)
            if known != own:
                raise CodebookError(
                    f"{entry} alias {alias!r} is given to {known} and {own}; keep it at one of them"
                )
    return names


def region_names(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Map every spelling of a region to all it may mean."""
    names: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for alias in dict.fromkeys((row["region"], row["short"], *row["aliases"])):
            key = squeeze(str(alias))
            if key and row["region"] not in names.get(key, ()):
                names[key] = (*names.get(key, ()), row["region"])
    for row in rows:  # a full name means itself, whatever else uses it as an alias
        names[squeeze(row["region"])] = (row["region"],)
    return names


def region_children(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Map a region to its children in the order listed."""
    known = {row["region"]: row["parent"] for row in rows}
    if len(known) != len(rows):
        twice = sorted(name for name, n in Counter(r["region"] for r in rows).items() if n > 1)
        raise CodebookError(f"region listed twice: {', '.join(twice)}; prefix each by its parent")
    children: dict[str, tuple[str, ...]] = {}
    for name, parent in known.items():
        if parent and parent not in known:
            raise CodebookError(f"region {name}: parent {parent} is not listed; add it")
        _refuse_circle(name, known)
        if parent:
            children[parent] = (*children.get(parent, ()), name)
    return children


def _refuse_circle(name: str, parents: Mapping[str, str]) -> None:
    seen, above = {name}, parents[name]
    while above:
        if above in seen:
            raise CodebookError(f"region {name}: it is its own ancestor; mend parent of {above}")
        seen.add(above)
        above = parents.get(above, "")


def segment_rows(rows: Iterable[Row], chains: Iterable[Row]) -> list[Row]:
    """Give each segment its panel name ``dimension=member``; chains are segments too."""
    listed = [{"segment": f"{row['dimension']}={row['name']}", **row} for row in rows]
    for row in chains:
        name = row["chain"]
        listed.append(
            {
                "segment": f"重点产业链={name}", "dimension": "重点产业链", "name": name,
                "aliases": tuple(f"{a}产业链" for a in (name, *row["aliases"])) + row["aliases"],
                "least": float("nan"), "source": row["source"],
            }
        )  # fmt: skip
    return listed


def segment_names(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Map every spelling of a segment to ``dimension=member``.

    Raises
    ------
    CodebookError
        If a spelling is given to two segments. The bare member 合计 means none.
    """
    spelled = [
        {"segment": r["segment"], "name": "" if r["name"] == "合计" else r["name"],
         "aliases": r["aliases"]}
        for r in rows
    ]  # fmt: skip
    return unique_names(spelled, "segment")


def unlisted_members(grouping: Mapping[str, Any], regions: Sequence[Mapping[str, Any]]) -> set[str]:
    """Give the members of a group of regions that are no regions."""
    over = grouping["over"] == "regions"
    return set(grouping["members"]) - {row["region"] for row in regions} if over else set()


def refuse_unlisted(
    groupings: Sequence[Mapping[str, Any]], regions: Sequence[Mapping[str, Any]]
) -> None:
    """Refuse a grouping of regions that names one not listed."""
    for row in groupings:
        if missing := sorted(unlisted_members(row, regions)):
            raise CodebookError(
                f"grouping {row['grouping']}: member {missing[0]} is not listed; add it to "
                "codes/regions.toml or take it out"
            )
