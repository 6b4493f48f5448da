"""A park's projects: its stage rates with their parts, what is late, what the ledger adds up to.

Comes in: the ledger rows of a park, and its panel where a rate was reported without a ledger. Goes
out: plain frames for its bulletin.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from zsanalytics.briefing.gathering import ranges
from zsanalytics.codebook import Codebook
from zsanalytics.measures.cohorts import overdue
from zsanalytics.measures.stages import RATES, stage_rates
from zsanalytics.measures.works import works_rate
from zsanalytics.periods import asof_text, parse_asof
from zsanalytics.publish.park_material import shown
from zsanalytics.schema import WHOLE

OF_STAGES = {
    "performance_rate": "履约率", "start_rate": "开工率", "completion_rate": "竣工率",
    "production_rate": "投产率", "arrival_rate": "到位率", "ontime_completion_rate": "按期竣工率",
}  # fmt: skip
INVESTED = "fixed_asset_investment"
MONEY = ("arrival_rate", "fai_completion_rate")
EVER = "1990-01"
"""Signed since then: the whole ledger is the cohort."""

COLUMNS = ["indicator", "label", "formula", "part", "whole", "unit", "value", "before", "sources"]
Rate = tuple[float, float, float]


def park_rates(
    projects: pd.DataFrame, panel: pd.DataFrame, goals: pd.DataFrame, asof: str, book: Codebook
) -> pd.DataFrame:
    """Give the rates of a park's projects with numerators, denominators and last year's rate.

    Parameters
    ----------
    projects : DataFrame
        The park's ledger rows, all months.
    panel : DataFrame
        Its panel: a rate that no ledger gives is taken as reported, without its parts.
    goals : DataFrame
        Its targets with what is reached: 固定资产投资完成率 is that of the year's investment.
    asof : str
        The month.
    book : Codebook
        Names and definitions of the rates.

    Returns
    -------
    DataFrame
        One row a rate that is known, in the order of the bulletin.
    """
    year, month = parse_asof(asof)
    now, last = (_rates(projects, asof_text(y, month), book) for y in (year, year - 1))
    now = {**now, **_of_plan(goals)}
    sources = ranges(_of_month(projects, asof)["source"])
    rows = []
    for code in shown("rates"):
        about = book.about(code)
        said = {"indicator": code, "label": str(about["name"]), "formula": about["definition"],
                "unit": "亿元" if code in MONEY else "个"}  # fmt: skip
        reported, before = (_reported(panel, code, y, month) for y in (year, year - 1))
        if code in now:
            part, whole, value = now[code]
            was = last.get(code, (0.0, 0.0, before[0]))[2]
            own = _plan_source(goals) if code == "fai_completion_rate" else sources
            rows.append({**said, "part": part, "whole": whole, "value": value, "before": was,
                         "sources": own})  # fmt: skip
        elif pd.notna(reported[0]):
            rows.append({**said, "value": reported[0], "before": before[0],
                         "sources": reported[1]})  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS)
    numbers = ["part", "whole", "value", "before"]
    return table.astype(dict.fromkeys(numbers, "float64"))


def _of_month(projects: pd.DataFrame, asof: str) -> pd.DataFrame:
    year, month = parse_asof(asof)
    return projects[(projects["year"] == year) & (projects["month"] == month)]


def _rates(projects: pd.DataFrame, asof: str, book: Codebook) -> dict[str, Rate]:
    """Count the ledger of a month: part, whole and rate of everything that it can tell."""
    ledger = _of_month(projects, asof)
    if ledger.empty:
        return {}
    works = works_rate(ledger, asof)[["已开复工数", "应开复工数"]].sum()
    found = {"restart_rate": _rate(float(works.iloc[0]), float(works.iloc[1]))}
    if ledger["signed_on"].notna().any():
        table = stage_rates(ledger, asof, by=None, signed=(EVER, asof), book=book).iloc[0]
        for code, name in OF_STAGES.items():
            part, whole = (float(table[column]) for column in RATES[name])
            found[code] = _rate(part, whole)
    if not ledger["performed_on"].notna().any():
        found.pop("performance_rate", None)  # nothing but the stage says so: it repeats 开工率
    return {code: rate for code, rate in found.items() if pd.notna(rate[2])}


def _rate(part: float, whole: float) -> Rate:
    return part, whole, part / whole if whole > 0 else float("nan")


def _of_plan(goals: pd.DataFrame) -> dict[str, Rate]:
    """Set the year's investment against its target: 固定资产投资完成率."""
    own = goals[(goals["indicator"] == INVESTED) & (goals["segment"] == WHOLE)]
    own = own[own["value"].notna()]
    done = [_rate(float(row.value), float(row.target)) for row in own.itertuples()]
    return {"fai_completion_rate": done[0]} if done else {}


def _plan_source(goals: pd.DataFrame) -> tuple[str, ...]:
    own = goals[goals["indicator"] == INVESTED]
    return tuple(own["source"].dropna().head(1))


def _reported(
    panel: pd.DataFrame, code: str, year: int, month: int
) -> tuple[float, tuple[str, ...]]:
    """Give a reported rate and its cell; NaN without."""
    mine = (panel["indicator"] == code) & (panel["segment"] == WHOLE)
    row = panel[mine & (panel["year"] == year) & (panel["month"] == month)].dropna(subset="value")
    return (float(row["value"].iloc[0]), tuple(row["source"])) if len(row) else (float("nan"), ())


def late_projects(projects: pd.DataFrame, asof: str) -> pd.DataFrame:
    """List the projects whose start or completion is overdue, or that stand still, latest first.

    Returns
    -------
    DataFrame
        As `overdue`, with what is still open only and ``contract_amount`` (亿元).
    """
    ledger = _of_month(projects, asof)
    late = overdue(projects, asof) if len(ledger) else overdue(projects.iloc[:0], asof)
    open_ = late[late["done"].isna()]
    amounts = ledger[["region", "project_id", "contract_amount"]].drop_duplicates("project_id")
    return open_.merge(amounts, on=["region", "project_id"], how="left")


def ledger_totals(projects: pd.DataFrame, asof: str) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Add up the month's ledger: projects, contracts, money of the year, and what is late."""
    ledger = _of_month(projects, asof)
    return dict(_totals(ledger, late_projects(projects, asof))) if len(ledger) else {}


def _totals(ledger: pd.DataFrame, late: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    sources = ranges(ledger["source"])
    yield "ledger_projects", (float(len(ledger)), sources)
    for name, column in (
        ("ledger_amount", "contract_amount"), ("ledger_funds", "funds_ytd"),
        ("ledger_fai", "fai_ytd"),
    ):  # fmt: skip
        yield name, (float(ledger[column].sum(min_count=1)), sources)
    for name, stage in (("late_start", "开工"), ("late_finish", "竣工"), ("stalled", "停滞")):
        yield name, (float((late["stage"] == stage).sum()), sources)
