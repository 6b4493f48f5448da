"""Wording: doubts as rows of the findings table, in Chinese, with the cells they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.checks.hints import Suspect, hint
from zsanalytics.codebook import Codebook
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.periods import period_text
from zsanalytics.schema import KEY, WHOLE

Doubt = dict[str, Any]
"""One row of the findings table without severity and rule, which the registry adds."""

SUSPECTS = "suspects"
"""Beside the columns of the findings, a doubt names the cells that may be the wrong one."""


def place(source: Any) -> dict[str, str]:
    """Split ``file!sheet!cell``; the file is named without its folder.

    Examples
    --------
    >>> place("2024-09/兰州市.xlsx!汇总表!D7")
    {'file': '兰州市.xlsx', 'sheet': '汇总表', 'cell': 'D7'}
    """
    if not isinstance(source, str) or not source:
        return {}
    parts = source.split("; ")[0].rsplit("!", 2)
    named = dict(zip(("file", "sheet", "cell"), parts, strict=False))
    return {**named, "file": PurePath(named["file"].replace("\\", "/")).name}


def doubt(
    row: Any, found: str, expected: str, message: str, remedy: str, also: Iterable[str] = (),
    *, suspects: Sequence[Suspect] = (), outcome: str = "即相符",
) -> Doubt:  # fmt: skip
    """Write a doubt about a row that has a key and a source (or file, sheet and cell).

    Of the sources in ``also``, those in the same file are named after the row's own cell, with
    their sheet if it is another. If one slip of the pen in one of the ``suspects`` explains the
    doubt, the remedy tells it; ``outcome`` says what would then be right
    (nothing is told where it is empty).
    """
    where: Doubt = place(getattr(row, "source", None)) or {
        name: getattr(row, name, None) for name in ("file", "sheet", "cell")
    }
    where = {**where, "cell": _cells(where, also)}
    key = {name: getattr(row, name, None) for name in KEY}
    return {
        **where, **key, "found": found, "expected": expected, "message": message,
        "remedy": remedy + (hint(suspects, outcome) if outcome else ""), SUSPECTS: tuple(suspects),
    }  # fmt: skip


def _cells(where: Doubt, also: Iterable[str]) -> str | None:
    own = where.get("cell")
    if not isinstance(own, str):
        return None
    sheets: dict[str, list[str]] = {}
    for other in map(place, dict.fromkeys(also)):
        here = (other.get("sheet"), other.get("cell")) == (where["sheet"], own)
        if len(other) == 3 and other["file"] == where["file"] and not here:
            sheets.setdefault(other["sheet"], []).append(other["cell"])
    named = [
        run if sheet == where["sheet"] else f"{sheet}!{run}"
        for sheet, cells in sheets.items()
        for run in runs(sorted(cells, key=_down_columns))
    ]
    return ", ".join([own, *named])


def runs(cells: Iterable[str]) -> Iterator[str]:
    """Write cells that follow each other down a column as one range.

    Examples
    --------
    >>> list(runs(["D6", "D7", "D8", "F3"]))
    ['D6:D8', 'F3']
    """
    first, last = "", ""
    for cell in cells:
        if last and _below(last) == cell:
            last = cell
            continue
        if first:
            yield first if first == last else f"{first}:{last}"
        first = last = cell
    if first:
        yield first if first == last else f"{first}:{last}"


def _down_columns(cell: str) -> tuple[int, str, int]:
    letters = cell.rstrip("0123456789:")
    number = re.search(r"\d+", cell)
    return len(letters), letters, int(number[0]) if number else 0


def _below(cell: str) -> str:
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    return f"{match[1]}{int(match[2]) + 1}" if match else ""


def each(rows: pd.DataFrame) -> Iterable[Any]:
    """Go through the few rows that a rule has picked out."""
    return rows.itertuples(index=False)


def what(book: Codebook, row: Any) -> str:
    """Name a row: region, period, indicator and part.

    Examples
    --------
    >>> from zsanalytics.codebook import load_codebook
    >>> row = pd.Series(
    ...     {"region": "兰州市", "indicator": "funds_in_place", "segment": "来源地=省外",
    ...      "year": 2024, "month": 9})  # fmt: skip
    >>> what(load_codebook(), row)
    '兰州市2024年1—9月到位资金（省外）'
    """
    return f"{row.region}{period_text(int(row.year), int(row.month))}{name_of(book, row)}"


def name_of(book: Codebook, row: Any) -> str:
    """Name an indicator and its part: 签约金额（三个500强）."""
    name = str(book.about(row.indicator)["name"] or row.indicator)
    return name + part_of(row.segment)


def part_of(segment: str) -> str:
    """Write a segment in brackets; the whole is not written."""
    if segment == WHOLE:
        return ""
    dimension, _, member = segment.partition("=")
    return f"（{dimension if member == '合计' else member}）"


def amount(book: Codebook, indicator: str, value: float, half: float = 0.0) -> str:
    """Print a value with its unit, with more decimals where it was printed with more."""
    entry = book.about(indicator)
    if entry["kind"] == "rate":
        return shown_percent(value)
    return f"{shown(value, places(half, int(entry['decimals'])))}{entry['unit']}"


def places(half: float, usual: int) -> int:
    """Give the decimals a value was printed with, at least the usual ones; counts have none."""
    finer = int(np.ceil(-np.log10(2 * half) - 1e-6)) if half > 0 else usual
    return min(max(usual, finer), 6) if usual else 0


def change(fraction: float) -> str:
    """Write a change as bulletins do: a fall is 下降, never 增长 with a minus.

    Examples
    --------
    >>> change(0.4245), change(-0.0892)
    ('增长42.45%', '下降8.92%')
    """
    return f"{'下降' if fraction < 0 else '增长'}{shown_percent(abs(fraction))}"
