"""Numbers about the data: who sent what, what is open, and why the headline changed.

Comes in: frames of submissions, findings and changes. Goes out: facts and lists of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from zsanalytics.numerals import round_half_up
from zsanalytics.publish.facts import fact
from zsanalytics.publish.numbers import Fact

Parts = dict[str, tuple[str, ...]]


def change_facts(changes: pd.DataFrame, region: str, words: Mapping[str, str]) -> Iterator[Fact]:
    """Split what the headline has gained since the last bulletin; the printed parts add up.

    Parameters
    ----------
    changes : DataFrame
        One row a region: ``previous`` (that month as the last bulletin had it), ``before`` (the
        same month as it is known now), ``corrected`` (what of the difference is a correction) and
        ``now``; 亿元.
    region : str
        Whose headline.
    words : mapping
        For labels.
    """
    for row in changes[changes["region"] == region].to_dict("records"):
        printed = [_two(row[name]) for name in ("previous", "before", "now", "corrected")]
        if any(value != value for value in printed):
            return
        previous, before, now, corrected = printed
        parts = {
            "previous_ytd": previous,
            "headline_change": now - previous,
            "change_new": now - before,
            "change_revised": before - previous - corrected,
            "change_corrected": corrected,
        }
        for name, value in parts.items():
            yield fact(name, _two(value), words=words)


def unit_changes(changes: pd.DataFrame, region: str, words: Mapping[str, str]) -> Iterator[Fact]:
    """Give the revision and the correction of each unit that has one."""
    for row in changes[changes["region"] != region].to_dict("records"):
        corrected = _two(row["corrected"])
        revised = _two(row["before"] - row["previous"] - corrected)
        for name, value in (("change_revised", revised), ("change_corrected", corrected)):
            if value:
                yield fact(name, value, of=row["region"], words=words)


def _two(value: float) -> float:
    return value if value != value else float(round_half_up(value, 2))


def quality_facts(submissions: pd.DataFrame, words: Mapping[str, str]) -> Iterator[Fact]:
    """Count who sent, who was late, what is open of each unit.

    Parameters
    ----------
    submissions : DataFrame
        One row a unit: ``unit, sent`` (bool), ``late`` (True, False; missing where no time of
        receipt is known), ``replaced`` (files), ``errors, warnings`` (open).
    words : mapping
        For labels.
    """
    if submissions.empty:
        return
    yield fact("reported_units", float(submissions["sent"].sum()), words=words)
    if submissions["late"].notna().any():
        yield fact("late_units", float((submissions["late"] == True).sum()), words=words)  # noqa: E712
    yield fact("replaced_files", float(submissions["replaced"].sum()), words=words)
    for row in submissions.to_dict("records"):
        yield fact("open_errors", float(row["errors"]), of=row["unit"], words=words)
        yield fact("open_warnings", float(row["warnings"]), of=row["unit"], words=words)


def changed_regions(history: pd.DataFrame, region: str, year: int, status: str) -> pd.Series:
    """List whose figures of a year were changed, one entry a figure.

    The region's own changes where those of its units say so already are not told twice.
    """
    rows = history[(history["year"] == year) & (history["status"] == status)]["region"]
    below = rows[rows != region]
    return below if len(below) else rows


def quality_parts(
    submissions: pd.DataFrame, history: pd.DataFrame, region: str, asof: tuple[int, int]
) -> Parts:
    """List who did not send, who was late, whose figures of the year were changed."""
    changed = {
        status: tuple(dict.fromkeys(changed_regions(history, region, asof[0], status)))
        for status in ("revised", "corrected")
    }
    if submissions.empty:
        return changed
    late = submissions["late"].eq(True).fillna(False).astype(bool)
    open_ones = submissions["errors"] + submissions["warnings"] > 0
    return {
        **changed,
        "submitting": tuple(submissions["unit"]),
        "missing": tuple(submissions.loc[~submissions["sent"], "unit"]),
        "late": tuple(submissions.loc[late, "unit"]),
        "asked": tuple(submissions.loc[open_ones, "unit"]),
    }
