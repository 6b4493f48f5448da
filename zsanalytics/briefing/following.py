"""Following: the projects that posts and units follow (包抓), from the ledgers of a vintage.

Which post follows what is stated in ``data/office.toml``; posts and units are named there, persons
are not asked for. Without any statement the large unfinished projects are listed, unassigned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import CodebookError
from zsanalytics.periods import parse_asof

LEAST = 10.0
"""亿元 of contract amount from which a project is listed where no post is stated."""
DONE = ("竣工", "投产")
OVER = ("terminated", "withdrawn")
BEFORE_START = ("签约", "履约", "落地")
COLUMNS = ("post", "unit", "region", "name", "stage", "amount", "month", "obstacle", "days")
FIELDS = {"post", "unit", "region", "projects", "least"}


def followed(
    projects: pd.DataFrame,
    duties: Sequence[Mapping[str, Any]],
    *,
    region: str,
    asof: str,
    book: Codebook,
) -> pd.DataFrame:
    """List the projects followed in a region, with their month and what holds them up.

    Parameters
    ----------
    projects : DataFrame
        The projects table of a vintage.
    duties : sequence of mappings
        ``[[duty]]`` of ``data/office.toml``: ``post``, ``unit``, and which projects: ``projects``
        (codes or names), or all of a ``region`` from ``least`` 亿元 on. The first that fits a
        project has it.
    region, asof : str
        Whose bulletin, and of which month.
    book : Codebook
        The tree of regions.

    Returns
    -------
    DataFrame
        One row a project: ``post, unit, region, name, stage, amount`` (contract, 亿元), ``month``
        (funds of the month alone; missing without a ledger of the month before), ``obstacle``
        (the ledger's reason, else 逾期未开工, 逾期未竣工) and ``days`` since it was signed.
        Finished, terminated and withdrawn projects are not in it.

    Raises
    ------
    CodebookError
        If a duty has an unknown field.
    """
    year, month = parse_asof(asof)
    inside = projects["region"].isin([region, *book.descendants(region)])
    mine = projects[inside & (projects["year"] == year)]
    now = mine[mine["month"] == month]
    open_ones = now[~now["status"].isin(OVER) & ~now["stage"].isin(DONE)]
    listed = _assigned(open_ones.drop_duplicates("project_id"), duties, book)
    end = pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd(0)
    return listed.assign(
        amount=listed["contract_amount"],
        month=_alone(listed, mine, month),
        obstacle=_obstacle(listed, end),
        days=(end - listed["signed_on"]).dt.days.astype("float64"),
    ).reindex(columns=list(COLUMNS)).reset_index(drop=True)  # fmt: skip


def _assigned(
    now: pd.DataFrame, duties: Sequence[Mapping[str, Any]], book: Codebook
) -> pd.DataFrame:
    """Give each project the post and unit of the first duty that fits it."""
    parts, left = [], now
    for duty in duties or [{"least": LEAST}]:
        strange = sorted(set(duty) - FIELDS)
        if strange:
            raise CodebookError(
                f"office.toml: duty field {strange[0]!r} is unknown; "
                f"expected {', '.join(sorted(FIELDS))}"
            )
        fits = left[_fits(left, duty, book)]
        by = fits["introduced_by"].fillna(fits["region"])
        unit = pd.Series(duty["unit"], index=fits.index, dtype="str") if "unit" in duty else by
        post = pd.Series(duty.get("post"), index=fits.index, dtype="str")
        parts.append(fits.assign(post=post, unit=unit))
        left = left.drop(fits.index)
    return pd.concat(parts)


def _fits(left: pd.DataFrame, duty: Mapping[str, Any], book: Codebook) -> pd.Series:
    if "projects" in duty:
        return left["project_id"].isin(duty["projects"]) | left["name"].isin(duty["projects"])
    fits = left["contract_amount"] >= float(duty.get("least", 0.0))
    if "region" in duty:
        place = book.region(str(duty["region"]))
        fits &= left["region"].isin([place, *book.descendants(place)])
    return fits


def _alone(listed: pd.DataFrame, mine: pd.DataFrame, month: int) -> pd.Series:
    """Give the funds of the month alone; a project new in the ledger brought all of its own."""
    before = mine[mine["month"] == month - 1].drop_duplicates("project_id")
    known = before.set_index("project_id")["funds_ytd"]
    if before.empty:
        return pd.Series(float("nan"), index=listed.index)
    first = listed["project_id"].map(known).astype("float64").fillna(0.0)  # none listed: texts
    return listed["funds_ytd"] - first.where(listed["region"].isin(before["region"]))


def _obstacle(listed: pd.DataFrame, end: pd.Timestamp) -> pd.Series:
    late_start = listed["stage"].isin(BEFORE_START) & (listed["start_due"] < end)
    late_finish = ~listed["stage"].isin(BEFORE_START) & (listed["finish_due"] < end)
    said = listed["status_reason"].mask(listed["status_reason"].isna() & late_finish, "逾期未竣工")
    return said.mask(listed["status_reason"].isna() & late_start, "逾期未开工")
