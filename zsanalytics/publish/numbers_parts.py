"""Numbers of parts: key chains, places investors come from, months of the year.

Comes in: measured frames of one month, and the history of the line. Goes out: facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from zsanalytics.periods import period_text
from zsanalytics.publish.facts import cells, fact
from zsanalytics.publish.numbers import CHAIN, Fact, taken
from zsanalytics.schema import WHOLE

ORIGIN = "来源地="
WHOLE_PRINTED = 0.00005
"""A share this near to the whole prints as 100.00 %."""
PLACES = ("省", "市", "自治区", "特别行政区")
"""How the names of places end that investors come from, as against groups of them."""


def chain_facts(rows: pd.DataFrame, region: str, top: int = 5) -> tuple[list[Fact], dict[str, Any]]:
    """Give funds, share and rank of each key chain, and the sum of the leading ones.

    Returns
    -------
    facts, parts
        ``parts`` lists ``chains`` from the largest down, and ``chains_top``.
    """
    own = rows[(rows["region"] == region) & (rows["indicator"] == "funds_in_place")]
    named = own["segment"].str.startswith(CHAIN) & (own["segment"] != f"{CHAIN}合计")
    listed = own[named & own["value"].notna()].sort_values("value", ascending=False, kind="stable")
    total = own.loc[own["segment"] == f"{CHAIN}合计", "value"].sum(min_count=1) or float("nan")
    made: list[Fact] = []
    for place, row in enumerate(listed.to_dict("records"), start=1):
        name = row["segment"].removeprefix(CHAIN)
        measured = {"chain_funds": "value", "chain_growth": "growth"}
        for label, column in measured.items():
            value, sources = taken(row, column)
            made.append(fact(label, value, of=name, sources=sources))
        made.append(
            fact("chain_share", row["value"] / total, of=name, sources=cells(row["source"]))
        )
        made.append(fact("chain_rank", place, of=name))
    names = [segment.removeprefix(CHAIN) for segment in listed["segment"]]
    leading = listed[listed["value"] > 0].head(top)
    rounded = 0.005 * (len(leading) + 1)
    covered = abs(leading["value"].sum() - total) <= max(rounded, WHOLE_PRINTED * total)
    made += _together(leading, total) if len(leading) > 1 and not covered else []
    return made, {"chains": tuple(names), "chains_top": tuple(names[: len(leading)])}


def chain_progress(progress: pd.DataFrame, region: str) -> Iterator[Fact]:
    """Give the target of the key chains together, how far it is reached, and the lead."""
    for row in progress.to_dict("records"):
        if row["region"] == region and row["main"] and not row["task"]:
            clause = cells(row.get("clause"))
            yield fact("chains_target", float(row["target"]), sources=clause)
            for name in ("completion", "lead"):
                sources = [*cells(row.get("source")), *clause]
                yield fact(f"chains_{name}", float(row[name]), sources=sources)


def _together(leading: pd.DataFrame, total: float) -> list[Fact]:
    sources = [cell for source in leading["source"] for cell in cells(source)]
    amount = float(leading["value"].sum())
    return [
        fact("chains_top_funds", amount, sources=sources),
        fact("chains_top_share", amount / total, sources=sources),
    ]


def origin_facts(
    rows: pd.DataFrame, region: str, top: int = 5
) -> tuple[list[Fact], tuple[str, ...]]:
    """Give the contract amount and share of the places most of the investors come from.

    Groups of places (省外, 东中部 …) are left out: they overlap with what they hold.
    """
    own = rows[(rows["region"] == region) & (rows["indicator"] == "contracted_amount")]
    own = own[own["value"] > 0]
    total = own.loc[own["segment"] == WHOLE, "value"].sum(min_count=1)
    place = own["segment"].where(own["segment"].str.startswith(ORIGIN)).str.removeprefix(ORIGIN)
    listed = own[place.str.endswith(PLACES).fillna(False).astype(bool)]
    listed = listed.sort_values("value", ascending=False, kind="stable").head(top)
    made: list[Fact] = []
    for row in listed.to_dict("records"):
        name, sources = row["segment"].removeprefix(ORIGIN), cells(row["source"])
        made.append(fact("origin_amount", row["value"], of=name, sources=sources))
        made.append(fact("origin_share", row["value"] / total, of=name, sources=sources))
    return made, tuple(segment.removeprefix(ORIGIN) for segment in listed["segment"])


def course_facts(
    history: pd.DataFrame, region: str, asof: tuple[int, int], words: Mapping[str, str]
) -> Iterator[Fact]:
    """Give the line of funds month by month, this year and last: what the figure draws."""
    year, month = asof
    mine = history[(history["region"] == region) & history["value"].notna()]
    for row in mine.to_dict("records"):
        if row["year"] == year - 1 or (row["year"] == year and row["month"] <= month):
            of = period_text(row["year"], row["month"])
            yield fact("course", row["value"], of=of, sources=cells(row["source"]), words=words)


def season_facts(history: pd.DataFrame, region: str, year: int) -> Iterator[Fact]:
    """Give the mean share of past years that each month's year-to-date held."""
    mine = history[(history["region"] == region) & (history["year"] < year)]
    table = mine.pivot_table(index="year", columns="month", values="value", aggfunc="last")
    if 12 not in table:
        return
    whole = table[12].where(table[12] > 0)
    for month in table.columns:
        share = (table[month] / whole).dropna()
        if len(share):
            yield fact("season", float(share.mean()), of=f"{month}月")


QUARTERS = {3: "一季度", 6: "二季度", 9: "三季度", 12: "四季度"}


def quarter_facts(
    history: pd.DataFrame, region: str, asof: tuple[int, int], words: Mapping[str, str]
) -> Iterator[Fact]:
    """Give what each finished quarter of the year brought, and its growth on the year before."""
    year, month = asof
    mine = history[(history["region"] == region) & history["value"].notna()]
    values = {(row["year"], row["month"]): row for row in mine.to_dict("records")}
    for end, name in QUARTERS.items():
        if end > month:
            break
        now, sources = _quarter(values, year, end)
        base, further = _quarter(values, year - 1, end)
        yield fact("quarter_flow", now, of=name, sources=sources, words=words)
        growth = now / base - 1 if base > 0 else float("nan")
        both = [*sources, *further]
        yield fact("quarter_growth", growth, of=name, sources=both, words=words)


def _quarter(values: Mapping[tuple[int, int], Any], year: int, end: int) -> tuple[float, list[str]]:
    rows = [values.get((year, month)) for month in ((end,) if end == 3 else (end, end - 3))]
    if None in rows:
        return float("nan"), []
    amounts = [float(row["value"]) for row in rows if row]
    flow = amounts[0] - (amounts[1] if len(amounts) > 1 else 0.0)
    return flow, [cell for row in rows if row for cell in cells(row["source"])]
