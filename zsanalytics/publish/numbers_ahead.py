"""Numbers of the outlook: the expected year end, what it takes, the odds and their record.

Comes in: rows of the outlook table and of its replays. Goes out: facts. The expected year end is
rounded to what may be said of it (…亿元左右); odds and intervals are for the internal annex.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from zsanalytics.numerals import round_half_up
from zsanalytics.publish.facts import fact
from zsanalytics.publish.numbers import Fact

BOUNDS = ("lower_50", "upper_50", "lower_80", "upper_80", "lower_95", "upper_95")
COARSE = 100.0
"""From so many 亿元 on, what is expected is said without decimals; below with one."""
SURE, HOPELESS = 0.99, 0.01
"""Chances beyond these are not printed as numbers."""


def said_of(expected: float) -> float:
    """Round an expected amount to what may be said of it.

    Examples
    --------
    >>> said_of(7412.345), said_of(41.87), said_of(float("nan"))
    (7412.0, 41.9, nan)
    """
    if expected != expected:
        return expected
    return float(round_half_up(expected, 0 if abs(expected) >= COARSE else 1))


def landing_facts(
    outlook: pd.DataFrame,
    region: str,
    main: str,
    words: Mapping[str, str],
    *,
    of: str = "",
    sources: Sequence[str] = (),
) -> Iterator[Fact]:
    """Give the expected year end, its interval and the chance of the main target line.

    Parameters
    ----------
    outlook : DataFrame
        Rows of the outlook table of one line of funds.
    region, main : str
        Whose, and the main target line (empty: none).
    words : mapping
        For labels.
    of : str
        Empty for the bulletin's own region, else the unit's name.
    sources : sequence of str
        The cells of the months that the outlook is drawn from.
    """
    mine = outlook[outlook["region"] == region].to_dict("records")
    if not mine:
        return
    first = next((row for row in mine if row["line"] == main), mine[0])
    expected = said_of(float(first["expected"]))
    yield fact("expected", expected, of=of, sources=sources, words=words)
    for name in BOUNDS if not of else BOUNDS[2:4]:
        yield fact(name, float(first[name]), of=of, sources=sources, words=words)
    if first["line"] == main and main:
        target = float(first["target"])
        yield fact("expected_completion", expected / target, of=of, words=words)
        yield chance(float(first["chance"]), of, words)
    if not of:
        yield fact("years_used", float(first["years_used"]), words=words)
        for row in mine:
            if row["line"] == row["line"] and row["line"] != main:
                yield chance(float(row["chance"]), str(row["line"]), words)


def chance(odds: float, of: str, words: Mapping[str, str]) -> Fact:
    """Give a chance; nothing that is still to come is printed as certain or impossible.

    Examples
    --------
    >>> chance(1.0, "", {})["text"], chance(0.0, "", {})["text"], chance(0.834, "", {})["text"]
    ('99%以上', '不足1%', '83%')
    """
    row = fact("chance", odds, of=of, words=words)
    if odds > SURE:
        return {**row, "text": "99%以上"}
    return {**row, "text": "不足1%"} if odds < HOPELESS else row


def record_facts(record: pd.DataFrame, region: str, words: Mapping[str, str]) -> Iterator[Fact]:
    """Give how past landings forecast at this month turned out: the region's, and all together.

    Parameters
    ----------
    record : DataFrame
        Rows of `replay` at this month: ``region, year, error, even_error, covered_80``.
    region : str
        Whose own error is told; the coverage is of the region and its units.
    words : mapping
        For labels.
    """
    own = record[record["region"] == region]
    if own.empty:
        return
    yield fact("record_years", float(own["year"].nunique()), words=words)
    yield fact("record_error", float(own["error"].abs().median()), words=words)
    yield fact("record_even_error", float(own["even_error"].abs().median()), words=words)
    yield fact("record_landings", float(len(record)), words=words)
    yield fact("record_covered", float(record["covered_80"].sum()), words=words)


def needed_ratio(
    facts: Mapping[str, Fact], history: pd.DataFrame, region: str, asof: tuple[int, int]
) -> Iterator[Fact]:
    """Set the monthly need beside what the same months of last year brought on average."""
    needed = facts.get("needed_per_month")
    year, month = asof
    values = _values(history, region, year - 1)
    if needed is None or month not in values or 12 not in values:
        return
    usual = (values[12] - values[month]) / (12 - month)
    if usual > 0:
        yield fact("needed_ratio", needed["value"] / usual, sources=needed["sources"])


def _values(history: pd.DataFrame, region: str, year: int) -> dict[int, float]:
    rows = history[(history["region"] == region) & (history["year"] == year)]
    known: dict[Any, Any] = rows.dropna(subset=["value"]).set_index("month")["value"].to_dict()
    return {int(month): float(value) for month, value in known.items()}
