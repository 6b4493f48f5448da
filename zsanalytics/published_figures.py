"""The outlook by published figures alone: what anybody could work out from the bulletins.

This door reads the shipped published figures (``codes/published/``), fills last year's months from
the growth that was printed with this year's, and has the outlook stage explain the landing.
"""

from __future__ import annotations

import pandas as pd

from zsanalytics.briefing.measuring import until
from zsanalytics.briefing.tasks import FUNDS
from zsanalytics.codebook import CODES, Codebook, load_codebook
from zsanalytics.intake.folder import intake
from zsanalytics.measures.growth import growth
from zsanalytics.outlook.words import explain
from zsanalytics.schema import KEY
from zsanalytics.targets.book import load_targets

SHELF = CODES / "published"


def published_panel(asof: str, *, book: Codebook | None = None) -> pd.DataFrame:
    """Published figures up to a month, with the bases that printed growth implies.

    截至某月公开发布的数，以及由印出的增速推出的基数。

    Parameters
    ----------
    asof : str
        The month, such as ``"2024-09"``; what was published later is left out.
    book : Codebook, optional
        The shipped one by default.

    Returns
    -------
    DataFrame
        The panel; a month of the year before that was not published itself is value ÷ (1 +
        growth) of the month a year later, status ``computed``, the source that of the growth.
    """
    taken = intake(SHELF, asof=asof, book=book or load_codebook())
    panel = until(taken.panel, asof)
    grown = growth(panel, records=taken.records, book=book)
    implied = grown.dropna(subset=["implied_base"])
    implied = implied.assign(
        year=implied["year"] - 1, value=implied["implied_base"], status="computed"
    )[list(panel)]
    every = pd.concat([panel, implied], ignore_index=True)
    return every.drop_duplicates(list(KEY)).reset_index(drop=True)


def published_outlook(
    asof: str,
    region: str = "甘肃省",
    *,
    indicator: str = FUNDS,
    segment: str = "来源地=省外",
    targets: pd.DataFrame | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Explained landing of a region by its published figures alone.

    只用公开发布的数推算的全年预计。

    Parameters
    ----------
    asof : str
        The month, such as ``"2024-09"``.
    region, indicator, segment : str
        The series; the province's published line of funds by default.
    targets : DataFrame, optional
        The target book; the shipped one by default.
    book : Codebook, optional
        The shipped one by default: the figures are of its regions.

    Returns
    -------
    DataFrame
        What `explain` gives, one row a target line of the region; empty where nothing of the year
        was published by then.

    Examples
    --------
    >>> row = published_outlook("2024-09").iloc[0]
    >>> float(row["so_far"]), bool(row["lower_80"] < row["expected"] < row["upper_80"])
    (6527.11, True)
    """
    book = book or load_codebook()
    panel = published_panel(asof, book=book)
    own = panel[
        panel["region"].eq(region) & panel["indicator"].eq(indicator) & panel["segment"].eq(segment)
    ].assign(status="reported")
    if not own["year"].eq(int(asof[:4])).any():
        return pd.DataFrame()
    goals = load_targets() if targets is None else targets
    return explain(own, asof, goals, book=book)
