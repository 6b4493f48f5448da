"""What a whole is made up of: the shares of its parts, beside those of a year before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.explore.choosing import Subject, chosen, last_month, until
from zsanalytics.explore.house import escaped, figure, numbers
from zsanalytics.measures.flows import prefer
from zsanalytics.numerals import shown_percent
from zsanalytics.periods import period_text
from zsanalytics.publish import style
from zsanalytics.schema import WHOLE

SHOWN_PARTS = 20


def structure(
    panel: pd.DataFrame, region: str | None = None, *, dimension: str = "重点产业链",
    indicator: str = "funds_in_place", asof: str | None = None, book: Codebook | None = None,
) -> Any:  # fmt: skip
    """Draw what parts make up the whole: each member's share, and last year's beside it.

    画整体的构成：各部分的占比，与上年同期并列。

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    region, indicator, asof, book
        As for `progress`.
    dimension : str, default "重点产业链"
        Which breakdown: what stands before ``=`` in ``segment``, such as 来源地, 规模, 投资主体.

    Returns
    -------
    plotly.graph_objects.Figure
        Shares of the whole (全部). Parts may overlap (规模 以上 holds the larger ones), so they
        need not sum to 100 %. The twenty largest are drawn, and how many are not is said.

    Raises
    ------
    PanelError
        If there is no such breakdown (the sentence names those there are), or no whole.
    """
    book = book or load_codebook()
    rows, subject = chosen(
        panel, "structure", region=region, indicator=indicator, segment=WHOLE, book=book
    )
    wholes = until(rows, asof, subject, "structure").query("region == @subject.region")
    year, month = last_month(wholes)
    parts = _parts(panel, subject, dimension, year, month)
    shares = pd.DataFrame({
        then: parts[parts["year"] == then].set_index("segment")["value"]
        / _whole(wholes, then, month) for then in (year, year - 1)
    }).dropna(subset=[year]).sort_values(year, ascending=False)  # fmt: skip
    drawn, left = shares.head(SHOWN_PARTS), max(0, len(shares) - SHOWN_PARTS)
    names = [escaped(name.partition("=")[2]) for name in drawn.index]
    values = parts[parts["year"] == year].set_index("segment")["value"]
    past = [shown_percent(share) for share in drawn[year - 1]]
    said = [subject.said(values[name]) for name in drawn.index]
    traces = [
        _bars(f"{year - 1}年同期", names, drawn[year - 1], past, past, style.SEQUENCE[1]),
        _bars(f"{year}年", names, drawn[year], said,
              [shown_percent(share) for share in drawn[year]], style.ACCENT),
    ]  # fmt: skip
    overlap = "，各项互有重叠" if shares[year].sum() > 1.02 else ""
    return figure(
        traces, title=f"{subject.region}{subject.label}构成（{dimension}）",
        note=f"{period_text(year, month)}，占全部的比重{overlap}"
        + (f"；另有{left}项未画" if left else ""),
        height=150 + 34 * len(drawn), barmode="group", room=60,
        yaxis={"autorange": "reversed", "type": "category", "showgrid": False},
        xaxis={"tickformat": ".0%", "rangemode": "tozero"},
    )  # fmt: skip


def _bars(
    name: str, names: list[str], shares: pd.Series, said: list[str], texts: list[str], colour: str
) -> dict[str, Any]:
    return {
        "type": "bar", "orientation": "h", "name": name, "y": names, "x": numbers(shares),
        "marker": {"color": colour}, "cliponaxis": False, "customdata": said,
        "text": texts, "textposition": "outside", "textfont": {"size": 11},
        "hovertemplate": f"%{{y}} {name}：%{{customdata}}，占 %{{text}}<extra></extra>",
    }  # fmt: skip


def _parts(
    panel: pd.DataFrame, subject: Subject, dimension: str, year: int, month: int
) -> pd.DataFrame:
    own = panel[
        (panel["region"] == subject.region) & (panel["indicator"] == subject.indicator)
        & panel["year"].isin([year, year - 1]) & (panel["month"] == month)
    ]  # fmt: skip
    names = own["segment"].str.partition("=")
    there = sorted(set(names.loc[names[1] == "=", 0]))
    parts = own[(names[0] == dimension) & (names[2] != "合计")]
    if parts[parts["year"] == year].empty:
        listed = ", ".join(map(repr, there)) or "none"
        raise PanelError(
            f"structure: {subject.region} has no parts by {dimension!r} in {year}-{month:02d}; "
            f"type dimension= one of {listed}"
        )
    return prefer(parts, "reported")


def _whole(wholes: pd.DataFrame, year: int, month: int) -> float:
    found = wholes.loc[(wholes["year"] == year) & (wholes["month"] == month), "value"]
    return float(found.iloc[0]) if len(found) and found.iloc[0] > 0 else float("nan")
