"""Changes: what the headline was in the last bulletin, and what has moved it since.

This door compares two vintages: the one that the last month's bulletin was made from, and this
one. Nothing is known of a last bulletin whose vintage is gone.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.briefing.measuring import as_one, as_told
from zsanalytics.briefing.tasks import FUNDS
from zsanalytics.measures.flows import prefer
from zsanalytics.periods import asof_text, parse_asof

VINTAGES = store.PROCESSED / "vintages"
COLUMNS = ("region", "previous", "before", "corrected", "now")


def changes_of(
    project: Path,
    history: pd.DataFrame,
    regions: tuple[str, ...],
    asof: str,
    line: str,
    *,
    final: str = "",
) -> pd.DataFrame:
    """Set each region's figures of the last reported month beside what was known of it then.

    Parameters
    ----------
    project : Path
        The project's folder.
    history : DataFrame
        The months of the line, as this vintage knows them.
    regions : tuple of str
        The bulletin's region first, then its units.
    asof, line : str
        The month, and the segment of funds.
    final : str, optional
        The vintage a 定稿 is locked to: it stays compared with what it was first compared with.

    Returns
    -------
    DataFrame
        ``region, previous, before, corrected, now`` (亿元): the last month of this year as the
        vintage of its bulletin had it, as it is known now, how much of the difference is a
        correction, and the month itself. A unit that had not sent then counts as nothing there,
        as it did in the sum. Empty without an earlier month or its vintage.
    """
    year, month = parse_asof(asof)
    mine = history[(history["region"] == regions[0]) & (history["year"] == year)]
    earlier = [int(m) for m in mine["month"] if m < month]
    before = asof_text(year, max(earlier)) if earlier else ""
    name = previous_vintage(project, asof, before, regions[0], final=final) if before else ""
    if not name:
        return pd.DataFrame(columns=list(COLUMNS))
    folder = project / VINTAGES / name
    known = pd.read_parquet(
        folder / "panel.parquet",
        filters=[("indicator", "==", FUNDS), ("segment", "==", line), ("year", "==", year),
                 ("month", "==", max(earlier))],
    )  # fmt: skip
    then = as_told(as_one(prefer(known, "reported"))).set_index("region")["value"]
    table = pd.DataFrame({"region": list(regions)})
    now = history[history["year"] == year].set_index(["month", "region"])
    for name, at in (("before", max(earlier)), ("now", month)):
        table[name] = table["region"].map(_of_month(now, at, "value"))
    table["previous"] = table["region"].map(then)
    status = table["region"].map(_of_month(now, max(earlier), "status"))
    late = table["region"].ne(regions[0]) & table["before"].notna()
    table["previous"] = table["previous"].mask(late & table["previous"].isna(), 0.0)
    moved = table["before"] - table["previous"]
    table["corrected"] = moved.where(status == "corrected", 0.0)
    own = table["region"] == regions[0]
    if len(regions) > 1 and not (status[own] == "corrected").any():
        table.loc[own, "corrected"] = table.loc[~own, "corrected"].round(2).sum()
    return table[list(COLUMNS)]


def _of_month(rows: pd.DataFrame, month: int, column: str) -> pd.Series:
    if month not in rows.index.get_level_values("month"):
        return pd.Series(dtype="float64")
    return rows.loc[month, column]


def previous_vintage(project: Path, asof: str, before: str, region: str, *, final: str = "") -> str:
    """Name the vintage that a bulletin is compared with; empty without one.

    Parameters
    ----------
    project : Path
    asof, before : str
        The bulletin's month, and the one reported before it.
    region : str
    final : str, optional
        The vintage a 定稿 is locked to. What its lock says it was compared with holds (nothing,
        where it names none), whatever has become of the last bulletin since.

    Returns
    -------
    str
        Else the vintage that the last bulletin names, else the one last built for its month.
    """
    for lock in sorted((project / "reports").glob(f"**/{asof}/*.final.json")) if final else ():
        told = json.loads(lock.read_text(encoding="utf-8"))
        mine = told.get("parameters", {}).get("region") == region
        if mine and told.get("vintage") == final and "compared" in told:
            return _there(project, [told["compared"].get(before, "")])
    named = []
    manifest = project / "reports" / before / "manifest.json"
    if manifest.is_file():
        made = json.loads(manifest.read_text(encoding="utf-8")).get("briefings", {})
        named += [made[region]["vintage"]] if region in made else []
    marker = project / store.PROCESSED / "months" / before
    named += [marker.read_text(encoding="utf-8").strip()] if marker.is_file() else []
    return _there(project, named)


def compared(project: Path, asof: str, region: str, final: str) -> dict[str, str]:
    """Name what a 定稿 may be compared with, for its lock: the vintage of each month before."""
    year, month = parse_asof(asof)
    months = [asof_text(year, earlier) for earlier in range(1, month)]
    known = {m: previous_vintage(project, asof, m, region, final=final) for m in months}
    return {before: name for before, name in known.items() if name}


def _there(project: Path, names: list[str]) -> str:
    """Give the first of some vintages that is still there; empty without one."""
    stored = project / VINTAGES
    found = (name for name in names if name and (stored / name / "manifest.json").is_file())
    return next(found, "")
