"""Corrected: what was changed or cannot be compared among the figures that a briefing shows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.measures.breaks import breaks_crossed
from zsanalytics.periods import parse_asof
from zsanalytics.schema import CORRECTIONS, KEY, WHOLE, conform


def corrections_of(vintage: Path, region: str, asof: str, book: Codebook) -> pd.DataFrame:
    """Give the corrections that touch a region's figures, or what lies below it.

    Returns
    -------
    DataFrame
        The `corrections` table of this year and the last, up to the month, newest first, with
        ``name``, ``unit`` and ``decimals`` of the indicator.
    """
    place = vintage / "corrections.parquet"
    kept = conform(pd.read_parquet(place) if place.exists() else [], CORRECTIONS)
    year, month = parse_asof(asof)
    count = kept["year"] * 12 + kept["month"]
    near = (kept["year"] >= year - 1) & (count <= year * 12 + month)
    rows = kept[near & kept["region"].isin([region, *book.descendants(region)])]
    rows = rows.sort_values(["year", "month"], ascending=False, kind="stable", ignore_index=True)
    about = [book.about(indicator) for indicator in rows["indicator"]]
    return rows.assign(
        name=[
            _named(entry["name"], part) for entry, part in zip(about, rows["segment"], strict=True)
        ],
        unit=[str(entry["unit"] or "") for entry in about],
        decimals=[int(entry["decimals"]) for entry in about],
    )


def breaks_of(
    panel: pd.DataFrame, regions: tuple[str, ...], asof: str, line: str, book: Codebook
) -> pd.DataFrame:
    """Give the comparisons of a month that a change of scope touches, with the indicator's name."""
    year, month = parse_asof(asof)
    wanted = (panel["month"] == month) & panel["year"].between(year - 1, year)
    near = panel[wanted & panel["region"].isin(regions) & (panel["status"] != "computed")]
    found = breaks_crossed(near[[*KEY, "value"]], book=book)
    found = found[found["segment"].isin([line, WHOLE])]
    place = {region: number for number, region in enumerate(regions)}
    found = found.sort_values("region", key=lambda names: names.map(place), kind="stable")
    names = [str(book.about(indicator)["name"]) for indicator in found["indicator"]]
    return found.assign(name=pd.Series(names, index=found.index, dtype=object))


def _named(name: object, segment: str) -> str:
    part = "" if segment == WHOLE else f"（{segment.partition('=')[2]}）"
    return f"{name}{part}"
