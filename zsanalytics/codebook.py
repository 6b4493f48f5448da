"""The codebook: regions, indicators and chains, read from ``codes/*.toml``, and names resolved.

Comes in: TOML that a statistician can edit. Goes out: a frozen `Codebook` whose lists are
DataFrames. What it refuses: an alias with two meanings inside one list of indicators or chains,
a parent that does not exist, a name that occurs twice. Region aliases may be shared on purpose
(临夏 is a prefecture, a city and a county): then the name is *ambiguous*, and asked back.
"""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics.errors import CodebookError

CODES = Path(__file__).parent / "codes"

_SPACE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


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


@dataclass(frozen=True)
class Codebook:
    """The lists of a project; ``regions``, ``indicators`` and ``chains`` are DataFrames."""

    regions: pd.DataFrame
    indicators: pd.DataFrame
    chains: pd.DataFrame
    region_names: Mapping[str, tuple[str, ...]] = field(repr=False)
    indicator_names: Mapping[str, str] = field(repr=False)
    chain_names: Mapping[str, str] = field(repr=False)
    places: Mapping[str, Mapping[str, Any]] = field(repr=False)
    children: Mapping[str, tuple[str, ...]] = field(repr=False)
    entries: Mapping[str, Mapping[str, Any]] = field(repr=False)

    def match_region(self, text: str, *, within: str | None = None) -> tuple[str, ...]:
        """List every region a name may mean: none, one, or several.

        Parameters
        ----------
        text : str
            A name in any spelling; a leading parent (``甘肃省临夏州``) is understood.
        within : str, optional
            Keep only this region and what lies under it.
        """
        name = squeeze(text)
        found = self.region_names.get(name) or self._after_parent(name)
        if within is not None:
            below = set(self.descendants(within)) | {within}
            found = tuple(region for region in found if region in below)
        return found

    def _after_parent(self, name: str) -> tuple[str, ...]:
        for cut in range(len(name) - 1, 1, -1):
            for parent in self.region_names.get(name[:cut], ()):
                below = set(self.descendants(parent))
                found = tuple(r for r in self.region_names.get(name[cut:], ()) if r in below)
                if found:
                    return found
        return ()

    def region(self, text: str, *, within: str | None = None) -> str:
        """Give the canonical name of a region.

        Raises
        ------
        CodebookError
            For an unknown name (with the nearest known) and for an ambiguous one (with all it
            may mean).

        Examples
        --------
        >>> load_codebook().region("临夏州")
        '临夏回族自治州'
        """
        found = self.match_region(text, within=within)
        if len(found) == 1:
            return found[0]
        if found:
            raise CodebookError(
                f"region {text!r} may mean {', '.join(found)}; write one of these in full"
            )
        raise CodebookError(
            f"region {text!r} is unknown; nearest: {self.nearest_region(text) or 'none'}; "
            "add an alias in codes/regions.toml if it is a spelling of a known region"
        )

    def nearest_region(self, text: str) -> str:
        """Give the known name most like an unknown one, or an empty string."""
        return _nearest(text, {name: found[0] for name, found in self.region_names.items()})

    def nearest_indicator(self, text: str) -> str:
        """Give the code of the indicator whose name is most like an unknown one, or ``""``."""
        return _nearest(text, self.indicator_names)

    def members(self, region: str) -> tuple[str, ...]:
        """List the regions whose sum a region is: its children that count as members.

        Examples
        --------
        >>> len(load_codebook().members("甘肃省"))  # 14 prefectures and 兰州新区
        15
        """
        name = self.region(region)
        return tuple(r for r in self.children.get(name, ()) if self.places[r]["member"])

    def descendants(self, region: str) -> tuple[str, ...]:
        """List everything under a region, zones included."""
        below: list[str] = list(self.children.get(region, ()))
        for child in tuple(below):
            below.extend(self.descendants(child))
        return tuple(below)

    def parent(self, region: str) -> str:
        """Give the region above, or an empty string for the root."""
        return str(self.places[self.region(region)]["parent"])

    def level(self, region: str) -> str:
        """Give a region's level: province, prefecture, new_area, county or zone."""
        return str(self.places[self.region(region)]["level"])

    def indicator(self, text: str) -> str:
        """Give the code of an indicator from its code, name or alias."""
        code = self.indicator_names.get(squeeze(text))
        if code is None:
            raise CodebookError(
                f"indicator {text!r} is unknown; nearest: {self.nearest_indicator(text) or 'none'}"
                "; add an alias in codes/indicators.toml"
            )
        return code

    def chain(self, text: str) -> str:
        """Give the canonical name of an industrial chain (without the 产业链 suffix)."""
        name = squeeze(text)
        chain = self.chain_names.get(name) or self.chain_names.get(name.removesuffix("产业链"))
        if chain is None:
            near = _nearest(text, self.chain_names) or "none"
            raise CodebookError(
                f"chain {text!r} is unknown; nearest: {near}; add an alias in codes/chains.toml"
            )
        return chain

    def about(self, indicator: str) -> Mapping[str, Any]:
        """Give an indicator's entry; an unknown one is a flow that cannot shrink."""
        return self.entries.get(indicator) or {**_UNKNOWN, "indicator": indicator}


_UNKNOWN: Mapping[str, Any] = {
    "name": "", "unit": "", "kind": "ytd", "total": "sum", "decimals": 2, "least": 0.0,
    "aliases": (), "definition": "", "source": "",
}  # fmt: skip


def _nearest(text: str, names: Mapping[str, str]) -> str:
    close = difflib.get_close_matches(squeeze(text), list(names), n=1, cutoff=0.5)
    return names[close[0]] if close else ""


_ROW = {
    "region": {"code": "", "level": "county", "parent": "", "short": "", "member": True,
               "aliases": ()},
    "indicator": dict(_UNKNOWN),
    "chain": {"list": "甘肃省", "aliases": (), "source": ""},
}  # fmt: skip


def _rows(path: Path, entry: str) -> list[dict[str, Any]]:
    """Read ``[[entry]]`` tables; ``name`` (a region's, a chain's) becomes the column ``entry``."""
    try:
        with path.open("rb") as stream:
            listed = tomllib.load(stream).get(entry, [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"{path}: cannot be read as TOML ({error}); mend the file") from error
    rows = []
    for number, given in enumerate(listed, start=1):
        label = "code" if entry == "indicator" else "name"
        if label not in given:
            raise CodebookError(f"{path}: [[{entry}]] number {number} has no {label}; add one")
        row = {**_ROW[entry], **given}
        row[entry] = row.pop("code") if entry == "indicator" else row.pop("name")
        row["aliases"] = tuple(row["aliases"])
        rows.append(row)
    return rows


def _unique_names(rows: Sequence[Mapping[str, Any]], entry: str) -> dict[str, str]:
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


def _region_names(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for alias in dict.fromkeys((row["region"], row["short"], *row["aliases"])):
            key = squeeze(str(alias))
            if key and row["region"] not in names.get(key, ()):
                names[key] = (*names.get(key, ()), row["region"])
    for row in rows:  # a full name means itself, whatever else uses it as an alias
        names[squeeze(row["region"])] = (row["region"],)
    return names


def _children(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    known = {row["region"] for row in rows}
    if len(known) != len(rows):
        twice = sorted(name for name, n in Counter(r["region"] for r in rows).items() if n > 1)
        raise CodebookError(f"region listed twice: {', '.join(twice)}; prefix each by its parent")
    children: dict[str, tuple[str, ...]] = {}
    for row in rows:
        parent = row["parent"]
        if parent and parent not in known:
            raise CodebookError(f"region {row['region']}: parent {parent} is not listed; add it")
        if parent:
            children[parent] = (*children.get(parent, ()), row["region"])
    return children


def build_codebook(
    regions: list[dict[str, Any]], indicators: list[dict[str, Any]], chains: list[dict[str, Any]]
) -> Codebook:
    """Put lists of entries together, checking them against each other."""
    return Codebook(
        regions=pd.DataFrame(regions),
        indicators=pd.DataFrame(indicators),
        chains=pd.DataFrame(chains),
        region_names=_region_names(regions),
        indicator_names=_unique_names(indicators, "indicator"),
        chain_names=_unique_names(chains, "chain"),
        places={row["region"]: row for row in regions},
        children=_children(regions),
        entries={row["indicator"]: row for row in indicators},
    )


@functools.lru_cache(maxsize=8)
def _load(folder: Path) -> Codebook:
    return build_codebook(
        _rows(folder / "regions.toml", "region"),
        _rows(folder / "indicators.toml", "indicator"),
        _rows(folder / "chains.toml", "chain"),
    )


def load_codebook(folder: str | Path | None = None) -> Codebook:
    """Read the codelists of a folder; the shipped ones by default.

    Parameters
    ----------
    folder : str or Path, optional
        Holds ``regions.toml``, ``indicators.toml`` and ``chains.toml``.

    Raises
    ------
    CodebookError
        If a list cannot be read or contradicts itself.
    """
    return _load(Path(folder).resolve() if folder is not None else CODES)
