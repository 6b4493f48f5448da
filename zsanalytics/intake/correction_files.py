"""Correction files: what ``data/corrections/*.toml`` may say, read entry by entry."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zsanalytics.errors import PanelError
from zsanalytics.schema import WHOLE

ACTIONS = ("drop", "override", "scale", "flag")
_NEEDED = ("region", "indicator", "year", "action", "reason")
_KNOWN = frozenset(
    (
        *_NEEDED,
        "segment",
        "months",
        "month",
        "value",
        "factor",
        "expect",
        "told",
        "status",
        "authority",
    )
)
_EXPECT = frozenset(("above", "below", "equals"))


class Correction(NamedTuple):
    """One decision; ``place`` names its file and number; no ``months`` are all of the year.

    ``authority`` is who decided it and by which paper; empty where nobody is named.
    """

    place: str
    region: str
    indicator: str
    segment: str
    year: int
    months: tuple[int, ...]
    action: str
    amount: float
    expect: Mapping[str, float]
    reason: str
    authority: str = ""


def _months(entry: Mapping[str, Any], place: str) -> tuple[int, ...]:
    """Give the months a correction names; none where it is of every month that has the row."""
    months = entry.get("months", [entry["month"]] if "month" in entry else [])
    numbers = isinstance(months, list) and all(type(month) is int for month in months)
    if not numbers or not all(1 <= month <= 12 for month in months):
        raise PanelError(f"{place}: months is {months!r}; expected a list such as [5, 6]")
    return tuple(months)


def read_corrections(folder: str | Path) -> list[Correction]:
    """Read the corrections of a folder; none where it does not exist.

    Raises
    ------
    PanelError
        If a file is not TOML, or an entry lacks something, says something unknown or names an
        action that does not exist.
    """
    found: list[Correction] = []
    folder = Path(folder)
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            text = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PanelError(f"{path.name}: cannot be read as TOML ({error}); mend it") from error
        for number, entry in enumerate(_listed(text, path.name), start=1):
            found.append(_correction(entry, f"{path.name}: [[correction]] number {number}"))
    return found


def _listed(text: Mapping[str, Any], file: str) -> list[Mapping[str, Any]]:
    listed = text.get("correction", [])
    if set(text) - {"correction"} or not isinstance(listed, list):
        raise PanelError(f"{file}: expected a list of [[correction]] and nothing else; mend it")
    return listed


def _correction(entry: Mapping[str, Any], place: str) -> Correction:
    missing = [name for name in _NEEDED if name not in entry]
    surplus = sorted(set(entry) - _KNOWN)
    if missing or surplus:
        lacks = f"lacks {', '.join(missing)}" if missing else f"holds unknown {', '.join(surplus)}"
        raise PanelError(f"{place} {lacks}; expected {', '.join(_NEEDED)} and what it changes")
    action, expect = entry["action"], entry.get("expect", {})
    if not isinstance(entry["year"], int):
        raise PanelError(f"{place}: year is {entry['year']!r}; expected a number such as 2024")
    if action not in ACTIONS:
        raise PanelError(f"{place}: action {action!r} is unknown; use {', '.join(ACTIONS)}")
    if not isinstance(expect, dict) or set(expect) - _EXPECT:
        raise PanelError(f"{place}: expect {expect!r}; use {', '.join(sorted(_EXPECT))}")
    wanted = {"override": "value", "scale": "factor"}.get(action)
    if wanted and not isinstance(entry.get(wanted), int | float):
        raise PanelError(f"{place}: {action} needs a number as {wanted}; add it")
    return Correction(
        place, entry["region"], entry["indicator"], entry.get("segment", WHOLE),
        entry["year"], _months(entry, place), action, float(entry.get(wanted or "", 0)),
        expect, str(entry["reason"]), str(entry.get("authority", "")),
    )  # fmt: skip
