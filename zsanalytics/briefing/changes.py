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

COLUMNS = ("region", "previous", "before", "corrected", "now")


def changes_of(
    project: Path, history: pd.DataFrame, regions: tuple[str, ...], asof: str, line: str
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
    folder = _vintage_then(project, asof_text(year, max(earlier)), regions[0]) if earlier else None
    if folder is None:
        return pd.DataFrame(columns=list(COLUMNS))
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


def _vintage_then(project: Path, asof: str, region: str) -> Path | None:
    """Find the vintage of an earlier bulletin: the one it names, else the month's last one."""
    vintages = project / store.PROCESSED / "vintages"
    named = []
    manifest = project / "reports" / asof / "manifest.json"
    if manifest.is_file():
        made = json.loads(manifest.read_text(encoding="utf-8")).get("briefings", {})
        named += [made[region]["vintage"]] if region in made else []
    marker = project / store.PROCESSED / "months" / asof
    named += [marker.read_text(encoding="utf-8").strip()] if marker.is_file() else []
    found = [vintages / name for name in named if (vintages / name / "manifest.json").is_file()]
    return found[0] if found else None
