"""The codebook: regions, indicators, segments and chains of ``codes/*.toml``, names resolved.

Comes in: TOML that a statistician can edit. Goes out: a frozen `Codebook` whose lists are
DataFrames. What it refuses: an alias with two meanings inside one list, a parent that does not
exist, a name that occurs twice. Region aliases may be shared on purpose (临夏 is a prefecture, a
city and a county): then the name is *ambiguous*, and asked back.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

from zsanalytics.codebook.book import Codebook
from zsanalytics.codebook.excerpt import office_codes
from zsanalytics.codebook.headings import Heading, build_lexicon
from zsanalytics.codebook.lists import (
    CODES,
    Row,
    as_frame,
    read_rows,
    refuse_unlisted,
    region_children,
    region_names,
    segment_names,
    segment_rows,
    squeeze,
    unique_names,
    unlisted_members,
)
from zsanalytics.errors import CodebookError

__all__ = [
    "CODES",
    "Codebook",
    "Heading",
    "build_codebook",
    "load_codebook",
    "office_codes",
    "squeeze",
]


def build_codebook(
    regions: list[Row],
    indicators: list[Row],
    chains: list[Row],
    *,
    segments: Sequence[Row] = (),
    groupings: Sequence[Row] = (),
    shorts: Sequence[Row] = (),
    fixed: Sequence[Row] = (),
    counts: Sequence[Row] = (),
    folder: Path = CODES,
) -> Codebook:
    """Put lists of entries together, checking them against each other."""
    refuse_unlisted(groupings, regions)
    parts = segment_rows(segments, chains)
    spelled = segment_names(parts)
    named = unique_names(indicators, "indicator")
    rates = [row["indicator"] for row in indicators if row["kind"] == "rate"]
    return Codebook(
        regions=as_frame(regions, "region"),
        indicators=as_frame(indicators, "indicator"),
        chains=as_frame(chains, "chain"),
        segments=as_frame(parts, "segment").drop_duplicates("segment", ignore_index=True),
        groupings=as_frame(groupings, "grouping"),
        region_names=region_names(regions),
        indicator_names=named,
        chain_names=unique_names(chains, "chain"),
        segment_names=spelled,
        places={row["region"]: row for row in regions},
        children=region_children(regions),
        chain_counts={row["list"]: int(row["chains"]) for row in counts},
        entries={row["indicator"]: row for row in indicators},
        lexicon=build_lexicon(named, spelled, shorts, fixed, rates),
        folder=folder,
    )


_FILES = ("regions.toml", "indicators.toml", "chains.toml", "segments.toml", "groupings.toml")


def _stamps(folder: Path) -> tuple[tuple[int, int], ...]:
    """Tell the state of a folder's lists, so that an edited list is read again."""
    files = (folder / name for name in _FILES)
    return tuple((s.st_mtime_ns, s.st_size) for f in files if f.exists() and (s := f.stat()))


@functools.lru_cache(maxsize=8)
def _load(folder: Path, _: tuple[tuple[int, int], ...] = ()) -> Codebook:
    def rows(file: str, entry: str) -> list[Row]:
        own = folder / file
        return read_rows(own if own.exists() else CODES / file, entry)

    regions = rows("regions.toml", "region")
    groupings = rows("groupings.toml", "grouping")
    if not (folder / "groupings.toml").exists():  # the shipped groups of regions held elsewhere
        groupings = [row for row in groupings if not unlisted_members(row, regions)]
    return build_codebook(
        regions,
        rows("indicators.toml", "indicator"),
        rows("chains.toml", "chain"),
        segments=rows("segments.toml", "segment"),
        groupings=groupings,
        shorts=rows("segments.toml", "short"),
        fixed=rows("segments.toml", "heading"),
        counts=rows("chains.toml", "count"),
        folder=folder,
    )


def load_codebook(folder: str | Path | None = None) -> Codebook:
    """Read the codelists of a folder; the shipped ones by default.

    读入名录；不指定就用随程序发布的。

    Parameters
    ----------
    folder : str or Path, optional
        Holds any of the lists that are shipped, such as ``regions.toml``, ``chains.toml`` or
        ``ledger.toml``; a list that is not there is the shipped one (`Codebook.codelist`).

    Raises
    ------
    CodebookError
        If the folder does not exist, or a list cannot be read or contradicts itself.
    """
    if folder is None:
        return _load(CODES)
    path = Path(folder).resolve()
    if not path.is_dir():
        raise CodebookError(f"{path}: no such folder; give one that holds codelists")
    return _load(path, _stamps(path))
