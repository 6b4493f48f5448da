"""Facts: every number a briefing shows, with its one rendering, its meaning and its cells.

Comes in: measured values. Goes out: the facts table. What a fact is called, its unit, decimals
and formula stand in ``codes/text/facts.toml``; a number is rounded here, once, and every text,
table and figure shows the same string. A missing value gives no fact: whoever words or tabulates
it says so (``—``, 无上年同期可比数), and a zero is never put in its place.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from zsanalytics.codebook import CODES
from zsanalytics.errors import PanelError, RequestError
from zsanalytics.numerals import decimal_of, shown, shown_percent
from zsanalytics.schema import FACTS, WHOLE, conform

PERCENT, POINTS = "%", "百分点"
WORDS = {
    "scope": "到位资金", "parent": "上级", "goal": "年度目标", "size_mid": "10亿至50亿元",
    "size_small": "10亿元以下",
}  # fmt: skip
"""What a label says where a briefing gives no word of its own."""


@functools.cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Give what may be a fact, by identifier: label, unit, decimals and formula."""
    with (CODES / "text" / "facts.toml").open("rb") as stream:
        return tomllib.load(stream)


def series_shown() -> tuple[set[str], set[str]]:
    """Give the indicators and the segments that facts are read from."""
    entries = [entry for entry in catalogue().values() if "indicator" in entry]
    segments = {entry["segment"] for entry in entries if "segment" in entry}
    return {entry["indicator"] for entry in entries}, {WHOLE, *segments}


def rendering(value: Any, unit: str, decimals: int) -> str:
    """Print a value as every text, table and figure shows it; the unit follows separately.

    A fraction under ``%`` is printed with its sign; a difference of rates (百分点) times a hundred.

    Examples
    --------
    >>> rendering(6527.11, "亿元", 2), rendering(0.932444, "%", 2), rendering(0.182444, "百分点", 2)
    ('6,527.11', '93.24%', '18.24')
    """
    if unit == PERCENT:
        return shown_percent(value, decimals)
    number = decimal_of(value)
    return shown(number * 100 if unit == POINTS and number is not None else number, decimals)


def fact(
    name: str,
    value: float,
    *,
    of: str = "",
    sources: Iterable[str] = (),
    words: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Make one row of the facts table.

    Parameters
    ----------
    name : str
        An entry of the catalogue, such as ``funds_ytd``.
    value : float
        In the entry's unit; a rate, a share or a difference of rates is a fraction.
    of : str, optional
        The part it belongs to: ``funds_ytd`` of 兰州市 is the fact ``funds_ytd@兰州市``.
    sources : iterable of str
        Workbook cells, ``file!sheet!cell``.
    words : mapping, optional
        Words that the label and the formula name, such as ``scope``.

    Raises
    ------
    PanelError
        If the catalogue has no such entry.

    Examples
    --------
    >>> made = fact("funds_ytd", 1200.5, of="兰州市", words={"scope": "省外到位资金"})
    >>> made["fact"], made["text"], made["label"]
    ('funds_ytd@兰州市', '1,200.50', '兰州市省外到位资金本年累计')
    """
    entry = catalogue().get(name)
    if entry is None:
        raise PanelError(f"facts: {name!r} is not in codes/text/facts.toml; add label and unit")
    given = {**WORDS, **(words or {})}
    decimals = entry.get("decimals", _own_decimals(value))
    return {
        "fact": f"{name}@{of}" if of else name,
        "value": value,
        "unit": entry["unit"],
        "decimals": decimals,
        "text": rendering(value, entry["unit"], decimals),
        "label": of + entry["label"].format_map(given),
        "formula": entry.get("formula", "").format_map(given),
        "sources": tuple(dict.fromkeys(source for cell in sources for source in cells(cell))),
    }


def _own_decimals(value: float) -> int:
    """Count the decimals a value was stated with, two at most: a target of 7,000 has none."""
    number = decimal_of(value)
    return 0 if number is None else min(2, max(0, -int(number.normalize().as_tuple().exponent)))


def cells(source: Any) -> list[str]:
    """List the cells that a panel row's ``source`` names; a total's are separated by ``;``.

    Examples
    --------
    >>> cells("兰州市.xlsx!汇总表!D7; 天水市.xlsx!汇总表!D7")
    ['兰州市.xlsx!汇总表!D7', '天水市.xlsx!汇总表!D7']
    """
    if not isinstance(source, str):
        return []
    return [cell.strip() for cell in source.split(";") if cell.strip()]


def collect(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Put rows together to the facts table; a missing value gives no row.

    Raises
    ------
    PanelError
        If one identifier has two values.

    Examples
    --------
    >>> collect([fact("contracts", 3989), fact("contracts_growth", float("nan"))])["text"].tolist()
    ['3,989']
    """
    kept: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        if pd.isna(row["value"]):
            continue
        known = kept.setdefault(row["fact"], row)
        if known["text"] != row["text"]:
            raise PanelError(
                f"facts: {row['fact']} is both {known['text']} and {row['text']}; "
                "one number has one rendering"
            )
    return conform(list(map(dict, kept.values())), FACTS)


def trace(facts: pd.DataFrame, fact: str, *, panel: pd.DataFrame | None = None) -> pd.DataFrame:
    """Give a fact back with its definition and the workbook cells it comes from.

    查一个数的定义和它来自哪些单元格。

    Parameters
    ----------
    facts : DataFrame
        The facts table of a briefing.
    fact : str
        Such as ``funds_ytd`` or ``funds_ytd@兰州市``.
    panel : DataFrame, optional
        If given, the panel rows that stand in those cells are returned instead, one row each.

    Returns
    -------
    DataFrame
        One row of the facts table, ``sources`` a tuple of ``file!sheet!cell``; or panel rows.

    Raises
    ------
    RequestError
        If the briefing shows no such fact; the sentence names the nearest.
    """
    found = facts[facts["fact"] == fact]
    if found.empty:
        name, _, part = fact.partition("@")
        near = [known for known in facts["fact"] if name in known or (part and part in known)]
        raise RequestError(
            f"fact {fact!r}: not in this briefing; it shows "
            f"{', '.join((near or list(facts['fact']))[:5])}, … ({len(facts)} facts)"
        )
    if panel is None:
        return found.reset_index(drop=True)
    wanted = {cell for sources in found["sources"] for cell in sources}
    stands = panel["source"].map(lambda source: bool(wanted.intersection(cells(source))))
    return panel[stands].reset_index(drop=True)


def adds_up(parts: Sequence[str], total: str) -> bool:
    """Tell whether printed parts add up to the printed total; otherwise a note must say so.

    Examples
    --------
    >>> adds_up(["0.33", "0.33", "0.34"], "1.00"), adds_up(["1,000.33", "0.33"], "1,000.67")
    (True, False)
    """
    numbers = [decimal_of(text.replace(",", "").rstrip("%")) for text in (*parts, total)]
    return None not in numbers and sum(filter(None, numbers[:-1])) == numbers[-1]
