"""Questions: what reading and checking found in a month's files, without what follows from it.

Comes in: an `Intake` and what was known before. Goes out: the findings on its files. A sheet of
another month is told once, not again for each figure in it; nobody is asked for what a file that
was sent by mistake leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from zsanalytics.checks.rules import check
from zsanalytics.checks.wording import runs
from zsanalytics.codebook import Codebook
from zsanalytics.intake.folder import Intake
from zsanalytics.schema import FINDINGS, conform
from zsanalytics.targets.book import load_targets

OTHER_MONTH = ("stale_month", "wrong_month")
LEFT_OUT = ("missing_item", "blank_cell", "stale", "missing_submitter")
"""What a unit is not asked for while it has sent a sheet of another month."""

REPEATED = ("formula_without_value", "unreadable_number")
"""Findings of reading that say the same of each cell: on one sheet, many are told as one."""

MANY = 6
PLACE = ["file", "sheet", "cell"]


def questions(
    taken: Intake,
    *,
    book: Codebook,
    panel: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
    ledgers: pd.DataFrame | None = None,
    register: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
    due_day: int | None = None,
    leads: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List the findings on a month's files: those of reading, then those of the checks.

    Parameters
    ----------
    taken : Intake
        What the month's folder held.
    book : Codebook
        Regions, indicators, chains.
    panel : DataFrame, optional
        The month's rows where more than the files' own are looked at (with computed totals).
    previous : DataFrame, optional
        The panel before.
    ledgers : DataFrame, optional
        The ledgers before.
    register : DataFrame, optional
        When each file came.
    targets : DataFrame, optional
        The target book; the shipped one by default.
    due_day : int, optional
        As for `check`.
    leads : DataFrame, optional
        The leads of the month and before, where any were sent.
    """
    known = [part for part in (ledgers, taken.projects) if part is not None and len(part)]
    checked = check(
        taken.panel if panel is None else panel,
        book=book,
        previous=previous,
        records=taken.records,
        projects=pd.concat(known, ignore_index=True) if len(taken.projects) else None,
        targets=load_targets() if targets is None else targets,
        register=register,
        due_day=due_day,
        leads=leads,
    )
    return joined([condensed(taken.findings), without_consequences(checked, taken)])


def joined(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put findings together; a unit that is missing is told once."""
    found = conform(pd.concat(list(parts), ignore_index=True), FINDINGS)
    again = found.duplicated(["rule", "region", "year", "month"])
    return found[~(again & (found["rule"] == "missing_submitter"))].reset_index(drop=True)


def without_consequences(findings: pd.DataFrame, taken: Intake) -> pd.DataFrame:
    """Leave out findings on sheets that speak of another month, and on cells told unreadable.

    Parameters
    ----------
    findings : DataFrame
        As the checks gave them.
    taken : Intake
        Its findings name the sheets of another month; its records, whose they are.
    """
    findings = findings[~_told_unreadable(findings, taken.findings)]
    wrong = taken.findings[taken.findings["rule"].isin(OTHER_MONTH)]
    if wrong.empty:
        return findings
    files = set(wrong.loc[wrong["severity"] == "error", "file"])
    sheets = set(zip(wrong["file"], wrong["sheet"], strict=True))
    there = pd.Series(
        [f in files or (f, s) in sheets
         for f, s in zip(findings["file"], findings["sheet"], strict=True)],
        index=findings.index, dtype=bool,
    )  # fmt: skip
    units = set(taken.records.loc[taken.records["file"].isin(wrong["file"]), "region"].dropna())
    there |= findings["rule"].isin(LEFT_OUT) & findings["region"].isin(units)
    return findings[~there]


def _told_unreadable(findings: pd.DataFrame, read: pd.DataFrame) -> pd.Series:
    """Mark empty cells that reading has named: words for a number, formulas without a value."""
    unread = read[read["rule"] == "unreadable_number"]
    cells = set(unread[PLACE].itertuples(index=False, name=None))
    bare = read[read["rule"] == "formula_without_value"]
    sheets = set(bare[PLACE[:2]].itertuples(index=False, name=None))
    places = findings[PLACE].itertuples(index=False, name=None)
    told = [place in cells or place[:2] in sheets for place in places]
    return (findings["rule"] == "blank_cell") & pd.Series(told, findings.index, dtype=bool)


def condensed(findings: pd.DataFrame) -> pd.DataFrame:
    """Tell many findings of reading on one sheet as one, with all their cells."""
    same = findings["rule"].isin(REPEATED)
    size = findings[same].groupby(["rule", "file", "sheet"])["cell"].transform("size")
    many = findings.loc[size.index[size >= MANY]]
    if many.empty:
        return findings
    rows = [_as_one(group) for _, group in many.groupby(["rule", "file", "sheet"], sort=False)]
    return conform(pd.concat([findings.drop(many.index), pd.DataFrame(rows)]), FINDINGS)


def _as_one(group: pd.DataFrame) -> pd.Series:
    first = group.iloc[0].copy()
    cells = group["cell"].dropna().tolist()
    first["cell"] = ", ".join(runs(cells))
    first["message"] = f"共{len(cells)}处，其中：{first['message']}"
    return first
