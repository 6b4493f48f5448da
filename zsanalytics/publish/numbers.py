"""Numbers: measured frames become facts.

Comes in: rows of one month with what the measures added. Goes out: rows of the facts table, each
with the workbook cells it rests on. Nothing is measured here but counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from zsanalytics.numerals import decimal_of, round_half_up
from zsanalytics.publish.facts import catalogue, cells, fact
from zsanalytics.schema import WHOLE

Fact = dict[str, Any]

CHAIN = "重点产业链="
CELLS = {
    "base": ("base_source",),
    "growth": ("source", "base_source"),
    "monthly": ("source", "flow_source"),
    "monthly_growth": ("source", "flow_source", "base_source"),
    "share": ("source", "whole_source"),
}
"""Whose cells a measured column rests on, where not the row's own alone."""


Row = Mapping[str, Any]
Rows = Mapping[tuple[str, str, str], Row]
"""The measured rows of one month, by region, indicator and segment."""


def keyed(rows: pd.DataFrame) -> Rows:
    """Key the rows of one month by region, indicator and segment."""
    return {
        (row["region"], row["indicator"], row["segment"]): row for row in rows.to_dict("records")
    }


def pick(rows: Rows, region: str, indicator: str, segments: Iterable[str]) -> Row:
    """Give the row of a series: the first of the segments that the region has; else empty."""
    for segment in segments:
        if (region, indicator, segment) in rows:
            return rows[region, indicator, segment]
    return {}


def taken(row: Row, column: str) -> tuple[float, list[str]]:
    """Give a measured value and the cells it rests on; NaN where there is no such row."""
    value = row.get(column, float("nan"))
    names = CELLS.get(column, ("source",))
    return float(value), [cell for name in names for cell in cells(row.get(name))]


def own_facts(
    rows: Rows, region: str, line: str, words: Mapping[str, str], *, of: str = ""
) -> Iterator[Fact]:
    """Read what the catalogue measures from the rows of a region.

    Parameters
    ----------
    rows : mapping
        Measured rows of one month, as `keyed` gives them.
    region : str
        Whose rows.
    line : str
        The segment of funds that the briefing is about.
    words : mapping
        For labels.
    of : str
        Empty for the briefing's own region; else the unit's name, which is put after ``@``.
    """
    for name, entry in catalogue().items():
        if "indicator" not in entry or (of and not entry.get("units")):
            continue
        segments = [entry["segment"]] if "segment" in entry else [line, WHOLE]
        if entry["indicator"] == "funds_in_place":
            segments = segments[:1]  # money on another line is another quantity
        row = pick(rows, region, entry["indicator"], segments)
        column = entry.get("column", "value")
        if of and column.startswith("monthly") and row.get("months") != 1:
            continue  # a unit's flow over several months is not its 当月
        value, sources = taken(row, column)
        yield fact(name, value, of=of, sources=sources, words=words)


def whole_funds(rows: Rows, region: str, line: str) -> Iterator[Fact]:
    """Give the funds with 省内 investors beside a line that leaves them out."""
    if line != WHOLE:
        value, sources = taken(pick(rows, region, "funds_in_place", [WHOLE]), "value")
        yield fact("funds_whole", value, sources=sources)


RESTS = {
    "top500_rest_share": (None, "top500_share"),
    "size_mid_share": ("size10_share", "size50_share"),
    "size_small_share": (None, "size10_share"),
}
"""Shares that are what another leaves of a third, or of the whole (None)."""


def rest_facts(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give what is left beside a share, so that the printed parts add up to the printed whole."""
    known = {row["fact"]: row for row in facts}
    for name, (whole, part) in RESTS.items():
        used = [known[label] for label in (whole, part) if label in known]
        printed = [round_half_up(row["value"], 4) for row in used if row["value"] == row["value"]]
        if len(printed) == (1 if whole is None else 2):
            left = 1 - printed[0] if whole is None else printed[0] - printed[1]
            yield fact(name, float(left), sources=[c for row in used for c in row["sources"]])


PROGRESS = (
    "target", "completion", "time_progress", "lead", "pace", "pace_lead", "needed_per_month",
    "needed_growth", "completion_rank",
)  # fmt: skip


def progress_facts(
    progress: pd.DataFrame, region: str, words: Mapping[str, str], *, of: str = ""
) -> Iterator[Fact]:
    """Give completion, gap or surplus and needs: the main line, the others after ``@line``."""
    for row in progress[progress["region"] == region].to_dict("records"):
        part = of or ("" if row["main"] else row["line"])
        if of and not row["main"]:
            continue
        wanted = PROGRESS if row["main"] else ("target", "completion")
        clause = cells(row.get("clause"))
        sources = [*cells(row.get("source")), *clause]
        for name in wanted:
            given = clause if name == "target" else sources
            yield fact(name, float(row[name]), of=part, sources=given, words=words)
        yield from _gap(row, part, sources, words)
        if row["main"] and not of and row["months_left"] > 0:
            yield fact("months_left", row["months_left"], words=words)


def _gap(
    row: Mapping[str, Any], part: str, sources: Sequence[str], words: Mapping[str, str]
) -> Iterator[Fact]:
    """A target that is passed has a surplus; a negative gap is never printed."""
    name, value = ("surplus", -row["gap"]) if row["gap"] < 0 else ("gap", row["gap"])
    yield fact(name, float(value), of=part, sources=sources, words=words)


RATES = {
    "履约率": "performance_rate", "落地率": "landing_rate", "开工率": "start_rate",
    "竣工率": "completion_rate", "投产率": "production_rate", "到位率": "arrival_rate",
    "当年资金到位率": "first_year_arrival_rate", "按期竣工率": "ontime_completion_rate",
}  # fmt: skip
"""Columns of the stage rates and the facts they become."""


COHORT = {
    "签约数": "signed", "履约数": "performed", "落地数": "landed", "开工数": "started",
    "竣工数": "completed", "投产数": "produced",
}  # fmt: skip


def rate_facts(rates: Mapping[str, Any], sources: Iterable[str], *, of: str = "") -> Iterator[Fact]:
    """Give the stage rates of one region, and of the bulletin's own the numbers behind them."""
    sources = tuple(sources)
    for column, name in COHORT.items():
        if column in rates and not of:
            yield fact(f"cohort_{name}", float(rates[column]), sources=sources)
    for column, name in RATES.items():
        if column in rates:
            yield fact(name, float(rates[column]), of=of, sources=sources)


def unit_counts(
    line: Sequence[Row], progress: pd.DataFrame, units: Sequence[str], words: Mapping[str, str]
) -> Iterator[Fact]:
    """Count the units that grow, fall, are ahead …; the counts add up to the number of units.

    A unit counts by what is printed: a growth of 0.00 % is level.

    Parameters
    ----------
    line : sequence of mappings
        Each unit's row of funds; empty where it has none.
    progress : DataFrame
        One row a region and target line.
    units : sequence of str
        Their names, in the order of ``line``.
    words : mapping
        For labels.
    """
    value = [taken(row, "value")[0] for row in line]
    growth = [_sign(taken(row, "growth")[0]) for row in line]
    leads = {r["region"]: r["lead"] for r in progress.to_dict("records") if r["main"]}
    lead = [_sign(float(leads.get(unit, float("nan")))) for unit in units]
    counts = {
        "units": len(units),
        "units_growing": growth.count(1),
        "units_falling": growth.count(-1),
        "units_level": growth.count(0),
        "units_no_base": sum(g is None and v == v for g, v in zip(growth, value, strict=True)),
        "units_missing": sum(v != v for v in value),
    }
    moves = [taken(row, "growth_rank_move")[0] for row in line]
    known = [move for move in moves if move == move]
    if known:
        counts |= {
            "units_risen": sum(move > 0 for move in known),
            "units_dropped": sum(move < 0 for move in known),
            "units_unmoved": sum(move == 0 for move in known),
        }
    if any(sign is not None for sign in lead):
        counts |= {
            "units_ahead": lead.count(1),
            "units_behind": lead.count(-1),
            "units_on_time": lead.count(0),
            "units_no_target": lead.count(None),
        }
    for name, count in counts.items():
        yield fact(name, float(count), words=words)


def _sign(rate: float) -> int | None:
    """Say whether a rate, as printed in percent with two decimals, is above, below or at zero."""
    number = decimal_of(rate)
    if number is None:
        return None
    printed = round_half_up(number * 100, 2)
    return (printed > 0) - (printed < 0)
