"""Contracts over their life: how far each year's have come, and when their money arrives."""

from __future__ import annotations

from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError
from zsanalytics.explore.house import figure, line_style, named, numbers
from zsanalytics.measures.cohorts import funnel
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.outlook.runoff import development
from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish import style

STAGES = ["签约", "履约", "落地", "开工", "竣工", "投产"]


def cohort(
    projects: pd.DataFrame, asof: str, *, years: int = 3, book: Codebook | None = None
) -> Any:
    """Draw how far the contracts of each year have come, from signing to production.

    画各年签约的合同走到了哪一步。

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table, with the rows of ``asof``.
    asof : str
        The month of the ledger, ``"2024-09"``.
    years : int, default 3
        How many years of signing are drawn.
    book : Codebook, optional
        The shipped one by default.

    Returns
    -------
    plotly.graph_objects.Figure
        Shares of the projects signed in the year; a younger year has had less time.

    Raises
    ------
    PanelError
        If there is no ledger of ``asof``, or no project was signed in these years.
    """
    year, month = parse_asof(asof)
    traces = []
    for place, then in enumerate(range(year, year - years, -1)):
        last = month if then == year else 12
        reached = funnel(
            projects, asof, signed=(f"{then}-01", f"{then}-{last:02d}"), book=book
        ).query("stage != '终止'")
        if reached["projects"].sum():
            traces.append(_reach(reached, then, place))
    if not traces:
        raise PanelError(
            f"cohort: no project signed from {year - years + 1} to {year}; type years= a larger "
            "number, or complete signed_on in the ledger"
        )
    return figure(
        traces, title="各年签约项目推进情况",
        note=f"截至{period_text(year, month, 'stock')}，占当年签约项目数的比重",
        hovermode="x unified",
        xaxis={"type": "category", "categoryarray": STAGES, "showgrid": False},
        yaxis={"tickformat": ".0%", "rangemode": "tozero"},
    )  # fmt: skip


def _reach(reached: pd.DataFrame, year: int, place: int) -> dict[str, Any]:
    said = [
        f"{row.projects:,}个，{shown(row.amount)}亿元，占 {shown_percent(row.reach)}"
        for row in reached.itertuples(index=False)
    ]
    return {
        "type": "scatter", "mode": "lines+markers", "name": f"{year}年签约",
        "x": list(reached["stage"]), "y": numbers(reached["reach"]), "customdata": said,
        "hovertemplate": "%{customdata}", **line_style(place, main=place == 0),
    }  # fmt: skip


def lag(
    projects: pd.DataFrame, asof: str, *, funds: str = "funds_outside_ytd", months: int = 36
) -> Any:
    """Draw when a contract's money arrives: its share, month by month after signing.

    画签约后资金逐月到位的规律。

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table, one row a contract and snapshot, amounts in 亿元.
    asof : str
        The last snapshot, ``"2024-09"``.
    funds : {"funds_outside_ytd", "funds_ytd"}
        省外 (the published line) or all funds.
    months : int, default 36
        How many months after signing are drawn.

    Returns
    -------
    plotly.graph_objects.Figure
        Bars: the share of the contract amount that arrives in each month of its life; line: the
        share that has arrived. Estimated by `zs.development` from the ledger's snapshots.

    Raises
    ------
    PanelError
        If there is no snapshot of the month, or no contract has amount and day of signing.
    """
    year, month = parse_asof(asof)
    grown = development(projects, asof, funds=funds)
    drawn = grown[grown["age"] <= months]
    half = grown.loc[grown["cumulative"] >= 0.5, "age"]
    said = f"，第{int(half.iloc[0])}个月累计过半" if len(half) else "，尚未见过半的月份"
    last = drawn.iloc[-1]
    return figure(
        _lag_traces(drawn), title="签约后资金逐月到位",
        note=f"{period_text(year, month, 'stock')}台账；签约满{int(last['age'])}个月累计到位"
        f"签约金额的 {shown_percent(last['cumulative'])}{said}",
        bargap=0.15, xaxis=named("签约后第几个月（0为签约当月）"),
        yaxis={"tickformat": ".0%", "rangemode": "tozero"},
    )  # fmt: skip


def _lag_traces(drawn: pd.DataFrame) -> list[dict[str, Any]]:
    counted = [f"{n:,}个合同" for n in drawn["contracts"]]
    return [
        {
            "type": "bar", "name": "当月到位", "x": drawn["age"].tolist(),
            "y": numbers(drawn["share"]), "marker": {"color": style.SEQUENCE[2]},
            "customdata": [f"当月到位 {shown_percent(share)}（{said}）"
                           for share, said in zip(drawn["share"], counted, strict=True)],
            "hovertemplate": "第%{x}个月 %{customdata}<extra></extra>",
        },
        {
            "type": "scatter", "mode": "lines", "name": "累计到位", "x": drawn["age"].tolist(),
            "y": numbers(drawn["cumulative"]), "line": {"color": style.ACCENT, "width": 3},
            "customdata": [shown_percent(share) for share in drawn["cumulative"]],
            "hovertemplate": "满%{x}个月 累计到位 %{customdata}<extra></extra>",
        },
    ]  # fmt: skip
