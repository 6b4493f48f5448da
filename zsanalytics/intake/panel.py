"""From records to panel rows: one row a key, every doubt about it a finding.

Comes in: records of one folder. Goes out: rows of the `panel` table. Only values and rates since
January, of a year or of a day enter; monthly flows, growth, shares and ranks stay in the records.
A figure reported twice with two values is an error that names both cells; a file marked as a
correction takes the place of its twin, and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.periods import period_text
from zsanalytics.schema import FINDINGS, KEY, PANEL, WHOLE, conform, empty, finding
from zsanalytics.versions import version_of

_COPIES = re.compile(r"[(（]\d+[)）]|副本|复件|copy", re.IGNORECASE)


class Built(NamedTuple):
    """Panel rows and what was found while building them."""

    panel: pd.DataFrame
    findings: pd.DataFrame


def is_copy(file: str) -> bool:
    """Tell whether a file name is one that a second download or a copy gets: 兰州市(1).xlsx."""
    return bool(_COPIES.search(PurePath(file).stem))


def build_panel(
    records: pd.DataFrame,
    *,
    book: Codebook,
    asof: tuple[int, int] | None = None,
    previous: pd.DataFrame | None = None,
) -> Built:
    """Choose one value for each key.

    Parameters
    ----------
    records : DataFrame
        The `records` table.
    book : Codebook
        Names and decimals for the sentences of findings.
    asof : (year, month), optional
        The month the records were sent for: figures of earlier years in them are comparisons
        (上年同期) and enter only where no own report is known.
    previous : DataFrame, optional
        The panel so far. Equal rows are not repeated, changed ones get the status ``revised``.

    Returns
    -------
    Built
        ``panel`` sorted by key; ``findings`` with the rules ``conflict``, ``superseded``.
    """
    candidates = _candidates(records)
    if candidates.empty:
        return Built(empty(PANEL), empty(FINDINGS))
    differing = candidates.groupby(list(KEY))["value"].transform("nunique") > 1
    found = [
        row
        for _, group in candidates[differing].groupby(list(KEY), sort=False)
        for row in _disputes(group, book)
    ]
    rows = _after(candidates.drop_duplicates(list(KEY)), previous, asof)
    panel = conform(rows, PANEL).sort_values(list(KEY), ignore_index=True)
    return Built(panel, conform(_summed(found), FINDINGS))


def _candidates(records: pd.DataFrame) -> pd.DataFrame:
    named = records[[*KEY, "value"]].notna().all(axis=1)
    lasting = records["basis"].isin(["ytd", "annual", "stock"])
    kept = records[named & lasting & records["measure"].isin(["value", "rate"])].copy()
    whole = kept["basis"] == "annual"
    kept["month"] = kept["month"].mask(whole, 12)
    kept["source"] = kept["file"] + "!" + kept["sheet"] + "!" + kept["cell"]
    kept["status"] = "reported"
    version = {name: version_of(name) for name in {*kept["file"], *kept["sheet"]}}
    kept["version"] = kept["file"].map(version).combine(kept["sheet"].map(version), max)
    kept["decimals_held"] = kept["decimals"].fillna(0).astype(int)
    return kept.sort_values("version", ascending=False, kind="stable")


def _disputes(group: pd.DataFrame, book: Codebook) -> Iterator[dict[str, Any]]:
    """Compare the first, newest value of a key with every other."""
    first = group.iloc[0]
    for other in group.iloc[1:].itertuples():
        if _agree(float(first["value"]), float(other.value)):
            continue
        if other.version < first["version"]:
            yield _superseded(first, other)
        else:
            yield _conflict(first, other, book)


def _agree(one: float, other: float) -> bool:
    """Tell whether two values may be one figure printed with different decimals or units."""
    if np.isclose(one, other, rtol=1e-9, atol=1e-12):
        return True
    places = min(_places(one), _places(other)) or 2  # 5 may have been typed for 5.00
    return abs(one - other) <= 0.5 * 10.0**-places + 1e-9


def _places(value: float) -> int:
    text = f"{value:.10f}".rstrip("0")
    return len(text.partition(".")[2])


def _about(row: Any, book: Codebook) -> str:
    name = str(book.about(row.indicator)["name"]) or row.indicator
    part = "" if row.segment == WHOLE else f"（{row.segment}）"
    return f"{row.region}{period_text(int(row.year), int(row.month))}{name}{part}"


def _conflict(first: pd.Series, other: Any, book: Codebook) -> dict[str, Any]:
    one, two = _figure(first["value"]), _figure(other.value)
    places = f"{first['file']}!{first['sheet']}!{first['cell']}"
    return finding(
        "error", "conflict",
        f"{_about(other, book)}报了两个不同的数：{places} 为 {one}，"
        f"{other.file}!{other.sheet}!{other.cell} 为 {two}。",
        "请核实后只保留正确的一个；如为更正，请在文件名中注明“更正”。",
        file=other.file, sheet=other.sheet, cell=other.cell, region=other.region,
        indicator=other.indicator, segment=other.segment, year=int(other.year),
        month=int(other.month), found=two, expected=one,
    )  # fmt: skip


def _figure(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".")


def _superseded(first: pd.Series, other: Any) -> dict[str, Any]:
    return finding(
        "note", "superseded",
        f"{other.file} 中的数据已由 {first['file']} 更正，采用后者。", "无需处理；如有误请重报。",
        file=other.file, sheet=other.sheet, cell=other.cell, region=other.region,
        found=other.file, expected=str(first["file"]),
    )  # fmt: skip


def _summed(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep one note for each pair of files, and every conflict."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for row in found:
        pair = (row["found"], row["expected"])
        if row["rule"] == "superseded" and pair in seen:
            continue
        seen.add(pair)
        kept.append(row)
    return kept


def _after(
    rows: pd.DataFrame, previous: pd.DataFrame | None, asof: tuple[int, int] | None
) -> pd.DataFrame:
    """Compare with the panel so far: drop what is known, mark what has changed."""
    if previous is None or previous.empty:
        return rows
    known = previous[previous["status"] != "computed"]
    known = known.drop_duplicates(list(KEY), keep="last").set_index(list(KEY))["value"]
    keys = pd.MultiIndex.from_arrays([rows[name].astype(known.index.dtypes[name]) for name in KEY])
    before = known.reindex(keys).to_numpy(dtype=float)
    value = rows["value"].to_numpy(dtype=float)
    had = ~np.isnan(before)
    same = np.isclose(before, value, rtol=1e-9, atol=1e-12)
    comparison = np.zeros(len(rows), dtype=bool)
    if asof is not None:
        comparison = (rows["year"] < asof[0]).to_numpy(dtype=bool)
    rows = rows.assign(status=np.where(had, "revised", "reported"))
    return rows[~(had & (same | comparison))]
