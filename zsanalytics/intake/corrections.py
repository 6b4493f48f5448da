"""Corrections as data: what an analyst decided about a reported figure, applied visibly.

Comes in: ``data/corrections/*.toml`` and panel rows. Goes out: the rows with the status
``corrected`` and a note that shows before and after. Refused: a correction that matches no row, or
one whose ``expect`` no longer holds, for then the figure has changed and the decision is stale.

.. code-block:: toml

    [[correction]]
    region = "天水市"
    indicator = "funds_in_place"
    year = 2024
    months = [5]
    action = "scale"            # drop, override, scale, flag
    factor = 1e-4
    expect = { above = 100000 }
    reason = "填报单位为万元"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.errors import PanelError
from zsanalytics.periods import period_text
from zsanalytics.schema import FINDINGS, PANEL, WHOLE, conform, empty, finding

ACTIONS = ("drop", "override", "scale", "flag")
_NEEDED = ("region", "indicator", "year", "action", "reason")
_KNOWN = frozenset(
    (*_NEEDED, "segment", "months", "month", "value", "factor", "expect", "told", "status")
)
_EXPECT = frozenset(("above", "below", "equals"))


class Correction(NamedTuple):
    """One decision; ``place`` names its file and number."""

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


class Corrected(NamedTuple):
    """Panel rows after corrections, and a note for each row changed."""

    panel: pd.DataFrame
    findings: pd.DataFrame


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
            listed = tomllib.loads(path.read_text(encoding="utf-8")).get("correction", [])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PanelError(f"{path.name}: cannot be read as TOML ({error}); mend it") from error
        for number, entry in enumerate(listed, start=1):
            found.append(_correction(entry, f"{path.name}: [[correction]] number {number}"))
    return found


def _correction(entry: Mapping[str, Any], place: str) -> Correction:
    missing = [name for name in _NEEDED if name not in entry]
    surplus = sorted(set(entry) - _KNOWN)
    if missing or surplus:
        lacks = f"lacks {', '.join(missing)}" if missing else f"holds unknown {', '.join(surplus)}"
        raise PanelError(f"{place} {lacks}; expected {', '.join(_NEEDED)} and what it changes")
    action, expect = entry["action"], entry.get("expect", {})
    if action not in ACTIONS:
        raise PanelError(f"{place}: action {action!r} is unknown; use {', '.join(ACTIONS)}")
    if set(expect) - _EXPECT:
        raise PanelError(f"{place}: expect {expect!r}; use {', '.join(sorted(_EXPECT))}")
    wanted = {"override": "value", "scale": "factor"}.get(action)
    if wanted and not isinstance(entry.get(wanted), int | float):
        raise PanelError(f"{place}: {action} needs a number as {wanted}; add it")
    months = entry.get("months", [entry["month"]] if "month" in entry else range(1, 13))
    return Correction(
        place, entry["region"], entry["indicator"], entry.get("segment", WHOLE),
        int(entry["year"]), tuple(months), action, float(entry.get(wanted or "", 0)),
        expect, str(entry["reason"]),
    )  # fmt: skip


def correct_panel(
    panel: pd.DataFrame,
    corrections: Sequence[Correction],
    *,
    asof: tuple[int, int] | None = None,
) -> Corrected:
    """Apply corrections to panel rows.

    Parameters
    ----------
    panel : DataFrame
        Values in the indicators' units.
    corrections : sequence of Correction
        In the order they apply.
    asof : (year, month), optional
        Apply only those of this month: each month's folder meets its own.

    Raises
    ------
    PanelError
        If a correction matches no row, or its ``expect`` does not hold.
    """
    found: list[dict[str, Any]] = []
    for correction in corrections:
        if asof is None or (correction.year == asof[0] and asof[1] in correction.months):
            panel = _apply(panel, correction, asof, found)
    return Corrected(panel, conform(found, FINDINGS) if found else empty(FINDINGS))


def _apply(
    panel: pd.DataFrame,
    correction: Correction,
    asof: tuple[int, int] | None,
    found: list[dict[str, Any]],
) -> pd.DataFrame:
    months = correction.months if asof is None else (asof[1],)
    hit = (
        panel["region"].eq(correction.region)
        & panel["indicator"].eq(correction.indicator)
        & panel["segment"].eq(correction.segment)
        & panel["year"].eq(correction.year)
        & panel["month"].isin(months)
    )
    what = f"{correction.region} {correction.indicator} {correction.segment} {correction.year}"
    if not hit.any():
        raise PanelError(
            f"{correction.place}: no row {what} month {_listed(months)}; "
            "correct the key or remove the correction"
        )
    before = panel.loc[hit, "value"]
    wrong = [value for value in before if not _holds(value, correction.expect)]
    if wrong:
        raise PanelError(
            f"{correction.place}: {what} is {wrong[0]:g}, expected {_stated(correction.expect)}; "
            "the figure has changed, review the correction"
        )
    after = before.map(lambda value: _changed(value, correction))
    for index in panel.index[hit]:
        found.append(_note(panel.loc[index], after[index], correction))
    if correction.action == "drop":
        return panel[~hit].reset_index(drop=True)
    panel = panel.copy()
    panel.loc[hit, "value"] = after
    if correction.action != "flag":
        panel.loc[hit, "status"] = "corrected"
    return conform(panel, PANEL)


def _listed(months: Sequence[int]) -> str:
    return ", ".join(map(str, months))


def _stated(expect: Mapping[str, float]) -> str:
    return " and ".join(f"{name} {value:g}" for name, value in expect.items())


def _holds(value: float, expect: Mapping[str, float]) -> bool:
    return (
        ("above" not in expect or value > expect["above"])
        and ("below" not in expect or value < expect["below"])
        and ("equals" not in expect or abs(value - expect["equals"]) < 1e-9)
    )


def _changed(value: float, correction: Correction) -> float:
    if correction.action == "override":
        return correction.amount
    if correction.action == "scale":
        return float(Decimal(repr(value)) * Decimal(repr(correction.amount)))
    return value


_SAID = {"drop": "已剔除", "override": "已改为", "scale": "已换算为", "flag": "已标注，未改动"}


def _note(row: pd.Series, after: float, correction: Correction) -> dict[str, Any]:
    file, sheet, cell = [*str(row["source"]).split("!"), "", ""][:3]
    said = _SAID[correction.action]
    result = f"{said} {after:g}" if correction.action in ("override", "scale") else said
    period = period_text(int(row["year"]), int(row["month"]))
    return finding(
        "note", "correction",
        f"{row['region']}{period} {row['indicator']}（{row['segment']}）原报 {row['value']:g}，"
        f"{result}；理由：{correction.reason}。",
        "原始文件更正后，请删除这条更正。", file=file, sheet=sheet, cell=cell,
        region=row["region"], indicator=row["indicator"], segment=row["segment"],
        year=int(row["year"]), month=int(row["month"]), found=f"{row['value']:g}",
        expected=f"{after:g}" if correction.action in ("override", "scale") else said,
    )  # fmt: skip
