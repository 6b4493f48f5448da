"""The sample on disk: a folder a month, a workbook a unit, ledgers in some months.

Comes in: a folder and months. Goes out: the files and a table of them, or the truth: the panel and
the records that a perfect reader gets from these files. The same arguments give the same bytes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import RequestError
from zsanalytics.periods import asof_text, parse_asof
from zsanalytics.sample import plan
from zsanalytics.sample.facts import Facts
from zsanalytics.sample.layouts import LAYOUTS, USUAL
from zsanalytics.sample.ledger import ledger
from zsanalytics.sample.sheets import Workbook, write
from zsanalytics.sample.values import Report
from zsanalytics.sample.world import years
from zsanalytics.schema import PANEL, conform

SEED = 7
LEDGER_MONTHS = (
    "2022-11", "2022-12", "2023-09", "2023-11", "2023-12", "2024-04", "2024-08", "2024-09",
)  # fmt: skip
"""Months with ledgers by default; after the last of them every quarter's end has one."""

FILES = ("file", "region", "year", "month", "layout", "kind")
Progress = Callable[[str, int, int], Any]


def write_sample(
    folder: str | Path, *, first: str = "2022-01", last: str = "2024-09",
    book: Codebook | None = None, seed: int = SEED, ledgers: Iterable[str] | None = None,
    layouts: Mapping[str, str] | None = None, progress: Progress | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Write the sample's workbooks, one folder a month.

    The figures are invented and meet the published ones (`published.toml`) at printed precision.
    January has no workbook: the year begins with 1-2月 in February.

    Parameters
    ----------
    folder : str or Path
        Gets ``YYYY-MM/…``; existing files of the same names are replaced.
    first, last : str
        The first and the last month, from 2022-01 to 2028-12.
    book : Codebook, optional
        Names the counties and chains; the shipped one by default.
    seed : int
        Another seed gives other projects behind the same published figures.
    ledgers : iterable of str, optional
        Months with project ledgers beside the summary tables; by default those that published
        figures need, then quarter ends.
    layouts : mapping of str to str, optional
        Other layouts for some units, by name (`zsanalytics.sample.layouts.LAYOUTS`).
    progress : callable, optional
        Called with a text, the number of files done and the number of all files.

    Returns
    -------
    DataFrame
        ``file`` (with its folder), ``region``, ``year``, ``month``, ``layout``, ``kind``
        (``summary`` or ``ledger``).

    Raises
    ------
    RequestError
        For months outside the range or in the wrong order, and for an unknown layout.

    Examples
    --------
    >>> write_sample("data/raw", first="2021-06", last="2021-12")
    Traceback (most recent call last):
    zsanalytics.errors.RequestError: sample: months 2021-06 to 2021-12; give two months in order ...
    """
    tasks = list(_tasks(first, last, ledgers))
    facts = _facts(seed, tasks[-1][1], book or load_codebook())
    rows = []
    for number, (unit, year, month, kind) in enumerate(tasks, start=1):
        made = make(Report(facts, unit, year, month), kind, layouts=layouts)
        place = Path(folder) / asof_text(year, month)
        place.mkdir(parents=True, exist_ok=True)
        write(made, place)
        layout = layout_of(unit, layouts)
        rows.append((f"{place.name}/{made.file}", unit, year, month, layout, kind))
        if progress is not None:
            progress(f"{place.name} {unit}", number, len(tasks))
    return pd.DataFrame(rows, columns=list(FILES))


def layout_of(unit: str, layouts: Mapping[str, str] | None) -> str:
    """Name the layout a unit uses."""
    name = (layouts or {}).get(unit, USUAL[unit])
    if name not in LAYOUTS:
        raise RequestError(f"sample: unknown layout {name}; choose from {', '.join(LAYOUTS)}")
    return name


def make(
    report: Report, kind: str = "summary", *, layouts: Mapping[str, str] | None = None
) -> Workbook:
    """Make one unit's workbook of one month."""
    if kind == "ledger":
        return ledger(report)
    return LAYOUTS[layout_of(report.unit, layouts)](report)


@functools.lru_cache(maxsize=2)
def _facts(seed: int, last: int, book: Codebook) -> Facts:
    return Facts(years(seed, last, book), book)


def report(
    unit: str, year: int, month: int, *, book: Codebook | None = None, seed: int = SEED
) -> Report:
    """Give one unit's report of one month, to make its workbook in memory."""
    return Report(_facts(seed, year, book or load_codebook()), unit, year, month)


def _tasks(
    first: str, last: str, ledgers: Iterable[str] | None
) -> Iterator[tuple[str, int, int, str]]:
    months = months_of(first, last)
    listed = None if ledgers is None else {asof_text(*parse_asof(text)) for text in ledgers}
    for year, month in months:
        name = asof_text(year, month)
        wanted = name in listed if listed is not None else has_ledger(name)
        for unit in plan.units():
            yield unit, year, month, "summary"
            if wanted:
                yield unit, year, month, "ledger"


def has_ledger(month: str) -> bool:
    """Say whether a month has ledgers by default.

    Examples
    --------
    >>> [month for month in ("2024-08", "2024-10", "2024-12", "2026-03") if has_ledger(month)]
    ['2024-08', '2024-12', '2026-03']
    """
    return month in LEDGER_MONTHS or (
        month > LEDGER_MONTHS[-1] and month[-2:] in {"03", "06", "09", "12"}
    )


def months_of(first: str, last: str) -> list[tuple[int, int]]:
    """List the months with reports from one to another; January has none."""
    start, end = parse_asof(first), parse_asof(last)
    if start > end or start < (plan.FIRST_YEAR + 1, 1) or end > (plan.LAST_YEAR, 12):
        raise RequestError(
            f"sample: months {first} to {last}; give two months in order from "
            f"{plan.FIRST_YEAR + 1}-01 to {plan.LAST_YEAR}-12"
        )
    every = [(y, m) for y in range(start[0], end[0] + 1) for m in plan.MONTHS]
    chosen = [month for month in every if start <= month <= end]
    if not chosen:
        raise RequestError(f"sample: {first} has no report, the year begins with 1-2月; ask for 02")
    return chosen


def sample_records(
    first: str = "2022-01", last: str = "2024-09", *, book: Codebook | None = None,
    seed: int = SEED, layouts: Mapping[str, str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """List every statement of the summary workbooks with its cell: the truth for readers.

    Returns
    -------
    DataFrame
        ``file, sheet, cell, region, indicator, segment, year, month, basis, measure, value``;
        amounts in 亿元, ratios as fractions (as printed).
    """
    book = book or load_codebook()
    tasks = [task for task in _tasks(first, last, ()) if task[3] == "summary"]
    facts = _facts(seed, tasks[-1][1], book)
    rows = []
    for unit, year, month, _ in tasks:
        made = make(Report(facts, unit, year, month), layouts=layouts)
        file = f"{asof_text(year, month)}/{made.file}"
        rows += [(file, sheet, cell, *fact) for sheet, cell, fact in made.facts()]
    names = ["file", "sheet", "cell", "region", "indicator", "segment", "year", "month", "basis"]
    return pd.DataFrame(rows, columns=[*names, "measure", "value"])


def sample_truth(
    first: str = "2022-01", last: str = "2024-09", *, book: Codebook | None = None,
    seed: int = SEED, layouts: Mapping[str, str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Give the panel that a perfect reader gets from the summary workbooks.

    A year-to-date value is there once a key, with the first cell that states it as its source.
    上年同期 stands for the year before only where that month itself is not in the sample.
    """
    records = sample_records(first, last, book=book, seed=seed, layouts=layouts)
    kept = records[records["basis"].eq("ytd") & records["measure"].isin(["value", "rate"])]
    base = kept["file"].str.rsplit("/", n=1).str[-1]
    kept = kept.assign(
        status="reported", source=base + "!" + kept["sheet"] + "!" + kept["cell"],
        own=kept["file"].str[:7] == _asof(kept),
    )  # fmt: skip
    kept = kept.sort_values("own", ascending=False, kind="stable")
    key = list(PANEL.key)
    return conform(kept.drop_duplicates(key).sort_values(key, ignore_index=True), PANEL)


def _asof(rows: pd.DataFrame) -> pd.Series:
    return rows["year"].astype("str") + "-" + rows["month"].astype("str").str.zfill(2)
