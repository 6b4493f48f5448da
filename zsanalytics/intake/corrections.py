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

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.intake.correction_files import Correction, read_corrections
from zsanalytics.periods import period_text
from zsanalytics.schema import CORRECTIONS, FINDINGS, KEY, PANEL, WHOLE, conform, finding

__all__ = ["Corrected", "Correction", "correct_panel", "insist_applied", "read_corrections"]


class Corrected(NamedTuple):
    """Panel rows after corrections, a note for each row changed, and the `corrections` table."""

    panel: pd.DataFrame
    findings: pd.DataFrame
    applied: pd.DataFrame


def correct_panel(
    panel: pd.DataFrame,
    corrections: Sequence[Correction],
    *,
    asof: tuple[int, int] | None = None,
    book: Codebook | None = None,
) -> Corrected:
    """Apply corrections to panel rows.

    Parameters
    ----------
    panel : DataFrame
        Values in the indicators' units.
    corrections : sequence of Correction
        In the order they apply.
    asof : (year, month), optional
        The month the rows were sent for: corrections of later months wait, those of the month
        itself must match a row. An earlier month's figure that is sent again is corrected again;
        where ``expect`` no longer holds for it, it stands as sent. So it does in any month for a
        correction that names no months.
    book : Codebook, optional
        Names the indicators in the notes.

    Returns
    -------
    Corrected
        The rows, status ``corrected`` where changed, and for each a note and a row of the
        `corrections` table with before and after.

    Raises
    ------
    PanelError
        If a correction matches no row, or its ``expect`` does not hold.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     [
    ...         (
    ...             "天水市",
    ...             "funds_in_place",
    ...             "全部",
    ...             2024,
    ...             5,
    ...             520130.0,
    ...             "reported",
    ...             "天水市.xlsx!表!D7",
    ...         )
    ...     ],
    ...     columns=list(PANEL.columns),
    ... )
    >>> key = ("天水市", "funds_in_place", "全部", 2024, (5,))
    >>> wan = Correction("2024.toml", *key, "scale", 1e-4, {}, "填报单位为万元")
    >>> correct_panel(rows, [wan]).panel["value"].tolist()
    [52.013]
    """
    book, done = book or load_codebook(), list[dict[str, Any]]()
    panel = conform(panel, PANEL)
    for correction in corrections:
        panel = _apply(panel, correction, asof, done)
    notes = [_note(row, book) for row in done]
    return Corrected(panel, conform(notes, FINDINGS), conform(done, CORRECTIONS))


def insist_applied(
    corrections: Sequence[Correction], notes: pd.DataFrame, *, asof: tuple[int, int]
) -> None:
    """Refuse corrections of months up to ``asof`` that changed nothing in any folder.

    Parameters
    ----------
    corrections : sequence of Correction
        All of a project.
    notes : DataFrame
        Findings; those of the rule ``correction`` say what was changed.
    asof : (year, month)
        The newest month that was read.

    Raises
    ------
    PanelError
        Naming the correction, its key and the month without a row.
    """
    done = notes[notes["rule"] == "correction"]
    for correction in corrections:
        mine = done[_of(done, correction)]
        applied = set(mine["month"].dropna().astype(int))
        if correction.months:
            left = [m for m in correction.months if (correction.year, m) <= asof]
            missing = [m for m in left if m not in applied]
        else:
            missing = [0] if not applied and correction.year <= asof[0] else []
        if missing:
            raise PanelError(_unmatched(correction, [m for m in missing if m]))


def standing(applied: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """Keep the corrections that the panel still shows; a later submission may overtake one.

    Parameters
    ----------
    applied : DataFrame
        The `corrections` table of every folder read, oldest first.
    panel : DataFrame
        The panel that came of it.

    Returns
    -------
    DataFrame
        The `corrections` table; of several on one figure, all that led to the one it has now.
    """
    told = applied.drop_duplicates().reset_index(drop=True)
    latest = told.drop_duplicates(list(KEY), keep="last")
    here = panel[panel["status"] != "computed"].drop_duplicates(list(KEY), keep="last")
    beside = latest.merge(here, on=list(KEY), how="left", suffixes=("", "_now"))
    same = beside["source"] == beside["source_now"]
    stands = beside["value"].where(same).eq(beside["after"].where(beside["after"].notna()))
    stands = stands.mask(beside["action"] == "drop", ~(same & beside["value"].eq(beside["before"])))
    kept = beside.loc[stands, [*KEY, "source"]]
    return conform(told.merge(kept, on=[*KEY, "source"], how="inner"), CORRECTIONS)


def _of(rows: pd.DataFrame, correction: Correction) -> pd.Series:
    """Mark the rows of a correction's key, whatever the month."""
    return (
        rows["region"].eq(correction.region)
        & rows["indicator"].eq(correction.indicator)
        & rows["segment"].eq(correction.segment)
        & rows["year"].eq(correction.year)
    ).astype(bool)


def _named(correction: Correction) -> str:
    return f"{correction.region} {correction.indicator} {correction.segment} {correction.year}"


def _unmatched(correction: Correction, months: Sequence[int]) -> str:
    when = f" month {', '.join(map(str, months))}" if months else ""
    return (
        f"{correction.place}: no row {_named(correction)}{when}; "
        "correct the key or remove the correction"
    )


def _apply(
    panel: pd.DataFrame,
    correction: Correction,
    asof: tuple[int, int] | None,
    done: list[dict[str, Any]],
) -> pd.DataFrame:
    hit = _hit(panel, correction, asof)
    after = panel.loc[hit, "value"].map(lambda value: _changed(value, correction))
    about = {
        "action": correction.action, "reason": correction.reason,
        "authority": correction.authority or None, "place": correction.place,
    }  # fmt: skip
    for index, row in panel[hit].iterrows():
        key = {name: row[name] for name in (*KEY, "source")}
        done.append({**key, **about, "before": row["value"], "after": after[index]})
    if correction.action == "drop":
        return panel[~hit].reset_index(drop=True)
    panel = panel.copy()
    panel.loc[hit, "value"] = after
    if correction.action != "flag":
        panel.loc[hit, "status"] = "corrected"
    return panel


def _hit(panel: pd.DataFrame, correction: Correction, asof: tuple[int, int] | None) -> pd.Series:
    """Mark the rows a correction changes; refuse where it must match and does not."""
    hit = _of(panel, correction)
    if correction.months:
        hit &= panel["month"].isin(correction.months)
    month = panel["year"] * 12 + panel["month"]
    if asof is not None:
        hit &= month <= asof[0] * 12 + asof[1]
        _insist_on_month(panel, hit, correction, asof)
    elif not hit.any():
        raise PanelError(_unmatched(correction, correction.months))
    holds = panel["value"].map(lambda value: _holds(value, correction.expect)).astype(bool)
    due = hit if asof is None else hit & (month == asof[0] * 12 + asof[1])
    if correction.months and (due & ~holds).any():
        value = panel.loc[due & ~holds, "value"].iloc[0]
        raise PanelError(
            f"{correction.place}: {_named(correction)} is {value:g}, "
            f"expected {_stated(correction.expect)}; the figure has changed, review the correction"
        )
    return hit & holds


def _insist_on_month(
    panel: pd.DataFrame, hit: pd.Series, correction: Correction, asof: tuple[int, int]
) -> None:
    """Refuse a correction that names the month of the folder and finds no row of it."""
    named = correction.year == asof[0] and asof[1] in correction.months
    if named and not (hit & panel["year"].eq(asof[0]) & panel["month"].eq(asof[1])).any():
        raise PanelError(_unmatched(correction, [asof[1]]))


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
    return float("nan") if correction.action == "drop" else value


_SAID = {"drop": "已剔除", "override": "已改为", "scale": "已换算为", "flag": "已标注，未改动"}


def _note(row: Mapping[str, Any], book: Codebook) -> dict[str, Any]:
    file, sheet, cell = [*str(row["source"]).rsplit("!", 2), "", ""][:3]
    entry = book.about(row["indicator"])
    unit = str(entry["unit"] or "")
    before, said = _figure(row["before"]) + unit, _SAID[row["action"]]
    if row["action"] in ("override", "scale"):
        said += _figure(row["after"]) + unit
    period = period_text(int(row["year"]), int(row["month"]))
    part = "" if row["segment"] == WHOLE else f"（{row['segment']}）"
    name = f"{entry['name'] or row['indicator']}{part}"
    return finding(
        "note", "correction",
        f"{row['region']}{period}{name}原报{before}，{said}；理由：{row['reason']}"
        f"（{row['place'].replace(': [[correction]] number ', '第')}条）。",
        "原始文件更正后，请删除这条更正。", file=PurePath(file).name or None, sheet=sheet or None,
        cell=cell or None, region=row["region"], indicator=row["indicator"],
        segment=row["segment"], year=int(row["year"]), month=int(row["month"]), found=before,
        expected=said,
    )  # fmt: skip


def _figure(value: float) -> str:
    return f"{value:,.10f}".rstrip("0").rstrip(".")
