"""The scorecard of submissions: 及时性 完整性 准确性 真实性 of each unit in a month.

The four words are those of S002 §14; the formulas are ours and published here. Comes in: the
register, the panel, the records and the findings of a month, and what spot checks found. Goes
out: four fractions a unit, each beside what it was counted from. Nothing here depends on the
names of files or the order of rows.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import numpy as np
import pandas as pd

from zsanalytics.periods import parse_asof
from zsanalytics.schema import FINDINGS, PANEL, RECORDS, REGISTER, require

DUE_DAY = 8
"""The day of the next month by whose end a submission is in time, where nothing else is told."""

PER_DAY = 0.1
"""What a day's delay costs: after ten days nothing is left."""

SCORES = ("timeliness", "completeness", "accuracy", "truthfulness")


def scorecard(
    units: Mapping[str, tuple[str, ...]],
    asof: str,
    *,
    panel: pd.DataFrame,
    records: pd.DataFrame,
    findings: pd.DataFrame,
    register: pd.DataFrame | None = None,
    cut_rates: pd.DataFrame | None = None,
    due_day: int = DUE_DAY,
) -> pd.DataFrame:
    r"""Score the submissions of a month.

    给各单位当月的报送打分：及时、完整、准确、真实。

    .. math::
       \text{及时性} &= \max(0, 1 - 0.1 d) \\
       \text{完整性} &= n_\text{reported} / n_\text{due} \\
       \text{准确性} &= 1 - n_\text{wrong} / n_\text{figures} \\
       \text{真实性} &= 1 - |R|

    :math:`d`: days from the due day to the first workbook of the unit; due items: the indicators
    and segments the unit reported for itself the month before (in January and in the first month
    of a year's reports, the same month a year before); :math:`n_\text{wrong}`: reported figures
    named by a finding of severity error; :math:`R`: 核减率 of the unit's spot checks.

    Parameters
    ----------
    units : mapping
        Each unit with the regions that are its own: itself and what lies below.
    asof : str
        The month.
    panel : DataFrame
        The panel, the months before included.
    records, findings : DataFrame
        Of the month. A finding belongs to the unit of its region, or of its file's figures.
    register : DataFrame, optional
        Without it 及时性 is not known.
    cut_rates : DataFrame, optional
        As `verification.cut_rate` gives them by region.
    due_day : int
        Day of the next month.

    Returns
    -------
    DataFrame
        One row a unit: ``unit``, the four scores (fractions; NaN where there is nothing to judge
        by, which is neither good nor bad), ``days_late``, ``due``, ``reported``, ``figures``,
        ``wrong``, ``cut_rate``.
    """
    for frame, table in ((panel, PANEL), (records, RECORDS), (findings, FINDINGS)):
        require(frame, table)
    owner = {region: unit for unit, regions in units.items() for region in regions}
    score = pd.DataFrame({"unit": list(units)}).set_index("unit")
    score = score.join(_timeliness(register, asof, due_day))
    score = score.join(_completeness(panel, list(units), asof))
    score = score.join(_accuracy(records, findings, owner))
    cut = pd.Series(dtype=float) if cut_rates is None else cut_rates.set_index("region")["cut_rate"]
    score["cut_rate"] = cut.reindex(score.index).astype(float)
    score["truthfulness"] = 1 - score["cut_rate"].abs().clip(upper=1)
    counts = [name for name in score.columns if name not in SCORES]
    return score[[*SCORES, *counts]].reset_index()


def due_date(asof: str, day: int) -> datetime.date:
    """Give the day by whose end a month's submission is in time.

    Examples
    --------
    >>> due_date("2024-12", 8)
    datetime.date(2025, 1, 8)
    """
    year, month = parse_asof(asof)
    return datetime.date(year + month // 12, month % 12 + 1, day)


def _timeliness(register: pd.DataFrame | None, asof: str, day: int) -> pd.DataFrame:
    if register is None or register.empty:
        return pd.DataFrame(columns=["days_late", "timeliness"], dtype=float)
    require(register, REGISTER)
    sheets = register[(register["kind"] == "workbook") & (register["asof"] == asof)]
    first = pd.to_datetime(sheets.groupby("unit")["received"].min()).dt.normalize()
    late = (first - pd.Timestamp(due_date(asof, day))).dt.days.clip(lower=0).astype(float)
    return pd.DataFrame({"days_late": late, "timeliness": (1 - PER_DAY * late).clip(lower=0)})


def _completeness(panel: pd.DataFrame, units: list[str], asof: str) -> pd.DataFrame:
    year, month = parse_asof(asof)
    own = panel[panel["region"].isin(units) & panel["status"].ne("computed")]
    own = own[own["value"].notna()]
    items = own.assign(item=own["indicator"] + "\0" + own["segment"])
    of_month = items.groupby(["region", "year", "month"])["item"].agg(frozenset)
    rows = {}
    for unit in units:
        due = of_month.get((unit, year, month - 1), of_month.get((unit, year - 1, month)))
        if due:
            sent = of_month.get((unit, year, month), frozenset())
            rows[unit] = {"due": float(len(due)), "reported": float(len(due & sent))}
    counted = pd.DataFrame.from_dict(rows, orient="index", columns=["due", "reported"])
    return counted.assign(completeness=counted["reported"] / counted["due"])


def _accuracy(
    records: pd.DataFrame, findings: pd.DataFrame, owner: Mapping[str, str]
) -> pd.DataFrame:
    """Count a unit's reported figures and those among them that an error names."""
    told = records[records["number"].notna()]
    told = told.assign(unit=told["region"].map(owner)).dropna(subset="unit")
    place = ["file", "sheet", "cell"]
    cells = told.drop_duplicates(place)
    errors = findings[findings["severity"].eq("error") & findings["cell"].notna()]
    asked = errors.assign(cell=errors["cell"].str.split(r"[,:，、]", regex=True).str[0].str.strip())
    named = pd.MultiIndex.from_frame(asked[place].astype(object))
    wrong = pd.MultiIndex.from_frame(cells[place].astype(object)).isin(named)
    counted = cells.assign(wrong=wrong).groupby("unit")["wrong"].agg(figures="size", wrong="sum")
    counted = counted.astype(float)
    return counted.assign(accuracy=1 - counted["wrong"] / counted["figures"].where(
        counted["figures"] > 0, np.nan))  # fmt: skip
