"""Lateness: when a unit's first workbook of a month came, against the day it was due."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from zsanalytics.checks.evidence import Evidence
from zsanalytics.checks.wording import Doubt, each
from zsanalytics.codebook import CODES
from zsanalytics.errors import CodebookError
from zsanalytics.periods import month_text, parse_asof


@functools.lru_cache(maxsize=4)
def configured_day(file: Path = CODES / "reporting.toml") -> int:
    """Give the day of the following month on which reports are due; 0 where none is set.

    Raises
    ------
    CodebookError
        If the file names no day between 0 and 31.
    """
    with file.open("rb") as stream:
        day = tomllib.load(stream).get("due_day", 0)
    if not isinstance(day, int) or not 0 <= day <= 31:
        raise CodebookError(f"reporting.toml: due_day is {day!r}; expected a day from 0 to 31")
    return day


def due_on(year: int, month: int, day: int) -> pd.Timestamp:
    """Give the day a month's report is due: a day of the next month, at most its last.

    Examples
    --------
    >>> due_on(2024, 12, 8), due_on(2024, 1, 31)
    (Timestamp('2025-01-08 00:00:00'), Timestamp('2024-02-29 00:00:00'))
    """
    following = pd.Period(year=year, month=month, freq="M") + 1
    return following.start_time + pd.Timedelta(days=min(day, following.days_in_month) - 1)


def late(evidence: Evidence) -> Iterator[Doubt]:
    """A unit's first workbook of a month that came after the day it was due."""
    day = evidence.due_day
    received = evidence.register.dropna(subset=["unit", "received"])
    received = received[received["kind"].fillna("workbook") == "workbook"]
    if not day or received.empty:
        return
    first = received.assign(at=pd.to_datetime(received["received"])).sort_values("at")
    for row in each(first.drop_duplicates(["unit", "asof"])):
        year, month = parse_asof(row.asof)
        due = due_on(year, month, day)
        if row.at.normalize() <= due:
            continue
        found, expected = (f"{t.year}年{t.month}月{t.day}日" for t in (row.at, due))
        yield {
            "file": row.file, "region": row.unit, "year": year, "month": month,
            "found": found, "expected": expected,
            "message": f"{row.unit}{month_text(year, month)}数据于{found}收到，"
            f"晚于期限{expected}。",
            "remedy": "请按期报送；迟报计入及时性。",
        }  # fmt: skip
