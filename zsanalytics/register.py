"""The register of a month: which file came from whom, when, and what it takes the place of.

``data/raw/<month>/register.csv`` has a line for each file received (`schema.REGISTER`). It is
the one place where times stand; ``received`` is a local time to the second, written
``2024-10-08T09:30:00``.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd

from zsanalytics.errors import RequestError
from zsanalytics.schema import REGISTER, conform, empty

NAME = "register.csv"
WORKBOOK, SCAN = "workbook", "scan"
BETWEEN = "；"
"""What parts the names of several files replaced."""


def read_register(folder: Path) -> pd.DataFrame:
    """Read the register of a month's folder; without one, the table is empty.

    Raises
    ------
    RequestError
        If the file there is no register: its columns are named.
    """
    path = folder / NAME
    if not path.is_file():
        return empty(REGISTER)
    try:
        rows = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    except (ValueError, OSError) as error:
        raise RequestError(f"{path}: no register ({error}); restore it from a backup") from error
    missing = [name for name in REGISTER.columns if name not in rows.columns]
    if missing:
        raise RequestError(
            f"{path}: column missing: {', '.join(missing)}; expected {', '.join(REGISTER.columns)}"
        )
    rows = rows.replace("", None)
    for name in ("version", "bytes", "total"):
        rows[name] = pd.to_numeric(rows[name])
    return conform(rows, REGISTER)


def in_force(register: pd.DataFrame, unit: str) -> list[str]:
    """List the workbooks of a unit that no later one has replaced."""
    mine = register[(register["unit"] == unit) & (register["kind"] == WORKBOOK)]
    replaced = {name for names in mine["supersedes"].dropna() for name in names.split(BETWEEN)}
    return [name for name in mine["file"] if name not in replaced]


def checked_time(text: str) -> str:
    """Give a time of receipt as the register writes it.

    Examples
    --------
    >>> checked_time("2024-10-08 9:30"), checked_time("2024-10-08")
    ('2024-10-08T09:30:00', '2024-10-08T00:00:00')
    >>> checked_time("8 October")
    Traceback (most recent call last):
    zsanalytics.errors.RequestError: time '8 October': expected one such as 2024-10-08 09:30
    """
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(text.strip(), form).isoformat(timespec="seconds")
        except ValueError:
            continue
    raise RequestError(f"time {text!r}: expected one such as 2024-10-08 09:30")
