"""Tasks: every region set against its own target, else against the task handed down to it.

The task of a region without a target is its own last year times one plus the growth that the
dispatch line of a region above asks for (调度分解).
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.measures.progress import completion
from zsanalytics.measures.ranks import rank
from zsanalytics.periods import parse_asof
from zsanalytics.schema import WHOLE

FUNDS = "funds_in_place"
PRECEDENCE = ("goal", "dispatch", "floor")


def progress_of(
    near: pd.DataFrame,
    targets: pd.DataFrame,
    asof: str,
    line: str,
    region: str,
    book: Codebook,
) -> pd.DataFrame:
    """Set every region on a line of funds against its targets; without own ones, against its task.

    Parameters
    ----------
    near : DataFrame
        Submitted panel rows up to ``asof``.
    targets : DataFrame
        The target book.
    asof, line : str
        The month, and the segment of funds.
    region : str
        Its units are ranked among each other, and it among its peers.
    book : Codebook
        The tree of regions.

    Returns
    -------
    DataFrame
        What `completion` gives for the month, one row a region and target line, the main line of
        each region first; ``main``, ``task`` (handed down), ``clause`` and ``completion_rank``.
    """
    year, month = parse_asof(asof)
    panel = near[(near["indicator"] == FUNDS) & (near["segment"] == line)]
    goals = with_tasks(targets, tuple(panel["region"].unique()), line, year, book)
    rows = completion(panel, goals, book=book)
    rows = rows[(rows["year"] == year) & (rows["month"] == month) & rows["target"].notna()]
    handed = set(goals.loc[goals["task"], "region"])
    rows = main_first(rows, goals).assign(task=lambda rows: rows["region"].isin(handed))
    main = rows[rows["main"]]
    ranks = [
        rank(main, by="completion", among=book.members(whole))["rank"]
        for whole in (book.parent(region), region)
        if whole and main["region"].isin(book.members(whole)).any()
    ]
    places = pd.Series(float("nan"), index=rows.index)
    for known in ranks:
        places = places.fillna(known)
    return rows.assign(completion_rank=places)


def headline(
    has: Collection[str],
    targets: pd.DataFrame,
    region: str,
    book: Codebook,
    *,
    indicator: str = FUNDS,
) -> str:
    """Give the line of an indicator that is told of a region: the one its targets are set on.

    Parameters
    ----------
    has : collection of str
        The segments that there are figures of.
    targets : DataFrame
        The target book: the region's own targets count, else those of the nearest region above.
    region : str
        Canonical name.
    book : Codebook
        The tree of regions.
    indicator : str, default "funds_in_place"
        Its code.

    Returns
    -------
    str
        A segment; 全部 where no target of the indicator says otherwise.

    Notes
    -----
    The province's targets are set on 来源地=省外, and so its bulletins and those of its units tell
    the money from outside. An office whose target book sets none so tells all of it: a
    prefecture's line includes investors of the province.
    """
    for place in (region, *ancestors(region, book)):
        own = targets[(targets["region"] == place) & (targets["indicator"] == indicator)]
        for segment in own["segment"]:
            if segment in has and not segment.startswith("重点产业链"):
                return str(segment)
    return WHOLE


def main_first(rows: pd.DataFrame, goals: pd.DataFrame) -> pd.DataFrame:
    """Put each region's main line first and mark it: a stated level, else what was handed down.

    ``clause`` names the clauses of the target book that the line stands in.
    """
    stated = goals[goals["kind"].isin(["level", "count"])]
    pairs = set(zip(stated["region"], stated["line"], strict=True))
    order = [
        (pair not in pairs, PRECEDENCE.index(pair[1]) if pair[1] in PRECEDENCE else len(PRECEDENCE))
        for pair in zip(rows["region"], rows["line"], strict=True)
    ]
    placed = rows.iloc[sorted(range(len(rows)), key=order.__getitem__)]
    clauses = goals.groupby(["region", "line"])["clause"].agg("; ".join).to_dict()
    named = [clauses.get(pair) for pair in zip(placed["region"], placed["line"], strict=True)]
    return placed.assign(main=~placed.duplicated("region"), clause=named)


def with_tasks(
    targets: pd.DataFrame, regions: tuple[str, ...], line: str, year: int, book: Codebook
) -> pd.DataFrame:
    """Hand the growth of a dispatch line down to regions that have no target of their own.

    A region's task is its own last year times one plus that growth (domain: 调度分解).
    """
    of_line = (targets["indicator"] == FUNDS) & (targets["segment"] == line)
    goals = targets[of_line & (targets["year"] == year)]
    handed = goals[(goals["line"] == "dispatch") & (goals["kind"] == "growth")]
    tasks = []
    for region in regions:
        if (goals["region"] == region).any():
            continue
        for above in ancestors(region, book):
            task = handed[handed["region"] == above]
            if len(task):
                tasks.append(task.assign(region=region))
                break
    return pd.concat([goals.assign(task=False), *(t.assign(task=True) for t in tasks)])


def ancestors(region: str, book: Codebook) -> tuple[str, ...]:
    """List the regions above a region, the nearest first."""
    above = book.parent(region)
    return (above, *ancestors(above, book)) if above else ()
