"""Departments: the ledger of a chain's lead department against those of the units (条块对账).

A department lists the projects of one chain all over the province, the units list theirs; a
project is the same in both. What a department sends is compared, never counted beside the units.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from zsanalytics.checks.doubles import plain_name
from zsanalytics.checks.evidence import TINY, Evidence
from zsanalytics.checks.ledgers import HALF, MONEY, MONTH, about, yi
from zsanalytics.checks.wording import Doubt, each

COMPARED = ("contract_amount", "funds_ytd", "funds_total")


def chain_department(evidence: Evidence) -> Iterator[Doubt]:
    """A project whose amounts or chain differ between the department and the unit."""
    for row in each(_paired(evidence)):
        for column in COMPARED:
            theirs, own = getattr(row, column), getattr(row, f"{column}_unit")
            if abs(theirs - own) > 2 * HALF + TINY:
                found, expected = yi(theirs), yi(own)
                yield about(
                    row, found, expected,
                    f"{MONEY[column]}链办填报{found}，{row.region_unit}填报{expected}"
                    f"（{row.source_unit}）。",
                    "条块核对后以一个数为准。", column,
                )  # fmt: skip
        if isinstance(row.chain_unit, str) and row.chain != row.chain_unit:
            yield about(
                row, row.chain, row.chain_unit,
                f"链办列入{row.chain}产业链，{row.region_unit}列入{row.chain_unit}"
                f"（{row.source_unit}）。",
                "一个项目只归一条主链，商定后更正。", "chain", "name",
            )  # fmt: skip


def unknown_to_units(evidence: Evidence) -> Iterator[Doubt]:
    """A project of a department that no unit's ledger of the month has."""
    theirs, paired = evidence.departments, _paired(evidence)
    months = pd.MultiIndex.from_frame(evidence.projects[MONTH].drop_duplicates())
    due = theirs[pd.MultiIndex.from_frame(theirs[MONTH]).isin(months)]
    for row in each(due[~due["source"].isin(paired["source"])]):
        yield about(
            row, "链办有", "地方台账无", "链办台账有，地方台账没有。",
            "核实是否漏报、已退出，或名称、编号写法不同。", "name",
        )  # fmt: skip


def _paired(evidence: Evidence) -> pd.DataFrame:
    """Set each project of a department beside the unit's, by number, else by name."""
    theirs, own = (
        rows.assign(plain=plain_name(rows["name"]))
        for rows in (evidence.departments, evidence.projects)
    )
    found = [
        theirs[theirs[sign].notna()].merge(
            own.drop_duplicates([sign, *MONTH]), on=[sign, *MONTH], suffixes=("", "_unit")
        )
        for sign in ("number", "plain")
    ]
    return pd.concat(found, ignore_index=True).drop_duplicates(["source", *MONTH])
