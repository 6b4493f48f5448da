"""Where each target stands: the book itself, clause by clause, beside the year so far."""

from __future__ import annotations

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.measures.flows import at, prefer
from zsanalytics.measures.keys import look_up, numbers_of_both, ratio, values_of
from zsanalytics.measures.progress import YEAR, target_levels
from zsanalytics.periods import parse_asof
from zsanalytics.schema import KEY, TARGETS, require


def standing(
    targets: pd.DataFrame, panel: pd.DataFrame, *, asof: str, book: Codebook | None = None
) -> pd.DataFrame:
    r"""Standing of each clause of a target book in a month.

    目标册每一条在某月的完成情况。

    .. math:: c = v / T

    Parameters
    ----------
    targets : DataFrame
        Columns of the targets table.
    panel : DataFrame
        Columns of the panel; of a key submitted and computed, the submitted counts.
    asof : str
        The month, such as ``"2024-09"``; targets of its year are set against it, others have
        their level only.
    book : Codebook, optional
        Gives indicators their names.

    Returns
    -------
    DataFrame
        One row a clause, in the book's order: the columns of the targets table, ``name`` (of the
        indicator), ``target`` (its level; NaN for shares and without a base), ``so_far``,
        ``completion`` (a fraction) and ``gap`` (target - so far); NaN where the panel has no row.

    Raises
    ------
    RequestError, PanelError
        If the month is not written as one or is not in the panel; if a column is missing.

    Examples
    --------
    >>> series = {"region": "甘肃省", "indicator": "funds_in_place", "segment": "来源地=省外"}
    >>> targets = pd.DataFrame(
    ...     [
    ...         {
    ...             "clause": "一",
    ...             **series,
    ...             "year": 2024,
    ...             "kind": "level",
    ...             "line": "goal",
    ...             "value": 7000.0,
    ...         }
    ...     ]
    ... )
    >>> panel = pd.DataFrame(
    ...     [{**series, "year": 2024, "month": 9, "value": 6527.11, "status": "reported"}]
    ... )
    >>> standing(targets, panel, asof="2024-09")[["clause", "completion", "gap"]].round(4)
      clause  completion     gap
    0      一      0.9324  472.89
    """
    require(targets, TARGETS, ("clause", *YEAR, "kind", "line", "value"))
    book = book or load_codebook()
    parse_asof(asof)
    now = prefer(at(panel, asof), "reported") if len(panel) else panel[[*KEY, "value"]]
    wanted, have = numbers_of_both(targets, now, YEAR)
    so_far = look_up(wanted, have, values_of(now, "value"))
    clauses = [target_levels(targets.iloc[[n]], panel, book=book) for n in range(len(targets))]
    levels = [float(one["target"].iloc[0]) if len(one) else float("nan") for one in clauses]
    table = targets.reset_index(drop=True).assign(
        name=[str(book.about(code)["name"]) for code in targets["indicator"]],
        target=pd.Series(levels, dtype="float64"),
        so_far=so_far,
    )
    return table.assign(
        completion=ratio(so_far, table["target"].to_numpy()), gap=table["target"] - so_far
    )
