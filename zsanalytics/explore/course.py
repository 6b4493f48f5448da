"""The course of a series: the year so far, its growth, its months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.explore.choosing import Subject, chosen, last_month, until
from zsanalytics.explore.house import (
    escaped,
    figure,
    level,
    level_name,
    line_style,
    numbers,
)
from zsanalytics.measures.flows import monthly
from zsanalytics.measures.growth import growth as with_growth
from zsanalytics.measures.progress import target_levels
from zsanalytics.numerals import shown_percent
from zsanalytics.periods import month_text
from zsanalytics.publish import style

LINES = {"goal": "年度目标", "dispatch": "调度目标", "floor": "底线目标"}
MONTHS = [f"{month}月" for month in range(1, 13)]


def progress(
    panel: pd.DataFrame, region: str | None = None, *, indicator: str = "funds_in_place",
    segment: str | None = None, asof: str | None = None, years: int = 3,
    targets: pd.DataFrame | None = None, book: Codebook | None = None,
) -> Any:  # fmt: skip
    """Draw the year so far beside the years before, and the way to the target.

    画本年累计、往年同期和通往目标的序时进度。

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    region, indicator, segment : str, optional
        The series, in any spelling; by default the province's published funds.
    asof : str, optional
        The last month drawn, ``"2024-09"``; the newest by default.
    years : int, default 3
        How many years are drawn.
    targets : DataFrame, optional
        With it the year's target lines, and 序时 (target × month ÷ 12) toward the first of
        年度目标, 调度目标, 底线目标.
    book : Codebook, optional
        The shipped one by default.

    Returns
    -------
    plotly.graph_objects.Figure
        Hovering tells value, growth over the year before, and share of the target.

    Raises
    ------
    PanelError
        If there are no such rows; the sentence says what there is and what to type.
    """
    book = book or load_codebook()
    rows, subject = chosen(
        panel, "progress", region=region, indicator=indicator, segment=segment, book=book
    )
    rows = until(rows, asof, subject, "progress")
    own = with_growth(rows[rows["region"] == subject.region], book=book)
    year, month = last_month(own.dropna(subset=["value"]))
    levels = {} if targets is None else _levels(targets, rows, subject, year)
    goal = next(iter(levels.values()), None)
    traces = []
    for place, shown in enumerate(range(year, year - years, -1)):
        line = own[own["year"] == shown].sort_values("month")
        if line["value"].notna().any():
            traces.append(_year_line(line, shown, place, subject, goal if place == 0 else None))
    if goal is not None:
        traces.append(_pace(goal, subject))
    return figure(
        traces, title=f"{subject.region}{subject.label}累计",
        note=f"单位：{subject.unit}，截至{month_text(year, month)}",
        shapes=[level(value) for value in levels.values()],
        annotations=[
            level_name(f"{name} {subject.said(value)}", value, place)
            for place, (name, value) in enumerate(levels.items())
        ],
        xaxis={"type": "category", "categoryarray": MONTHS, "range": [-0.4, 11.4],
               "showgrid": False}, hovermode="x unified",
        yaxis={"rangemode": "tozero", "tickformat": ",.0f" if subject.unit != "%" else ".0%"},
    )  # fmt: skip


def _year_line(
    line: pd.DataFrame, year: int, place: int, subject: Subject, goal: float | None
) -> dict[str, Any]:
    said = []
    for row in line.itertuples(index=False):
        grown = f"，同比 {shown_percent(row.growth)}" if pd.notna(row.growth) else ""
        done = f"，完成目标 {shown_percent(row.value / goal)}" if goal else ""
        said.append(f"{subject.said(row.value)}{grown}{done}")
    return {
        "type": "scatter", "mode": "lines+markers", "name": f"{year}年", "customdata": said,
        "x": [f"{month}月" for month in line["month"]], "y": numbers(line["value"]),
        "hovertemplate": "%{customdata}", **line_style(place, main=place == 0),
    }  # fmt: skip


def _levels(
    targets: pd.DataFrame, rows: pd.DataFrame, subject: Subject, year: int
) -> dict[str, float]:
    """Give the year's target lines of a series that are a level."""
    known = target_levels(targets, rows)
    own = known[
        (known["region"] == subject.region) & (known["indicator"] == subject.indicator)
        & (known["segment"] == subject.segment) & (known["year"] == year)
    ].dropna(subset=["target"])  # fmt: skip
    highest = own.groupby("line")["target"].max().to_dict()
    return {name: float(highest[line]) for line, name in LINES.items() if line in highest}


def _pace(goal: float, subject: Subject) -> dict[str, Any]:
    steps = [goal * month / 12 for month in range(1, 13)]
    return {
        "type": "scatter", "mode": "lines", "name": "序时进度", "x": MONTHS, "y": steps,
        "customdata": [subject.said(step) for step in steps],
        "hovertemplate": "%{customdata}",
        "line": {"color": style.INK, "dash": "dash", "width": 1.2},
    }  # fmt: skip


def growth(
    panel: pd.DataFrame, regions: str | Sequence[str] | None = None, *,
    indicator: str = "funds_in_place", segment: str | None = None, asof: str | None = None,
    book: Codebook | None = None,
) -> Any:  # fmt: skip
    """Draw growth over the same month a year earlier, month after month.

    画逐月的同比增速，可比较几个地区。

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    regions : str or sequence of str, optional
        One region or several to compare, six at most; the province by default.
    indicator, segment, asof, book
        As for `progress`.

    Returns
    -------
    plotly.graph_objects.Figure
        A month without a base a year earlier has no point. Hovering tells growth, value and base.

    Raises
    ------
    PanelError
        If there are no such rows, more than six regions, or no month with a base.
    """
    book = book or load_codebook()
    names = [regions] if isinstance(regions, str) or regions is None else list(regions)
    if not 0 < len(names) <= 6:
        raise PanelError(f"growth: {len(names)} regions; type one to six of them")
    traces, subject = [], None
    for place, name in enumerate(names):
        rows, subject = chosen(
            panel, "growth", region=name, indicator=indicator, segment=segment, book=book
        )
        rows = until(rows, asof, subject, "growth")
        own = with_growth(rows[rows["region"] == subject.region], book=book)
        own = own.sort_values(["year", "month"], ignore_index=True)
        known = own.index[own["growth"].notna()]
        traces.append(_growth_line(own.loc[known.min() :] if len(known) else own, subject, place))
    if not any(value is not None for trace in traces for value in trace["y"]):
        raise PanelError(
            "growth: no month has a base a year earlier; build an earlier year, or type "
            "zs.explore.progress(panel)"
        )
    one = f"{traces[0]['name']}" if len(traces) == 1 else ""
    return figure(
        traces, title=f"{one}{subject.label if subject else ''}同比增速",
        note="本年累计与上年同期累计相比", hovermode="x unified",
        xaxis={"type": "date", "tickformat": "%Y年%-m月", "hoverformat": "%Y年%-m月",
               "showgrid": False},
        yaxis={"tickformat": ".0%", "zeroline": True},
    )  # fmt: skip


def _growth_line(own: pd.DataFrame, subject: Subject, place: int) -> dict[str, Any]:
    said = [
        f"{shown_percent(row.growth)}（{subject.said(row.value)}，"
        f"上年同期 {subject.said(row.base)}）"
        for row in own.itertuples(index=False)
    ]  # fmt: skip
    return {
        "type": "scatter", "mode": "lines+markers", "name": escaped(subject.region),
        "x": [f"{row.year}-{row.month:02d}-01" for row in own.itertuples(index=False)],
        "y": numbers(own["growth"]), "customdata": said, "hovertemplate": "%{customdata}",
        **line_style(place, main=place == 0),
    }  # fmt: skip


def flows(
    panel: pd.DataFrame, region: str | None = None, *, indicator: str = "funds_in_place",
    segment: str | None = None, asof: str | None = None, years: int = 3,
    book: Codebook | None = None,
) -> Any:  # fmt: skip
    """Draw what each month brought, this year beside the years before.

    画每个月新增多少，今年与往年并列。

    Parameters
    ----------
    panel, region, indicator, segment, asof, years, book
        As for `progress`.

    Returns
    -------
    plotly.graph_objects.Figure
        当月 is the difference of two cumulated figures; where a month is missing, or a year begins
        with 1-2月, one bar stands for several months and hovering says for how many.

    Raises
    ------
    PanelError
        If there are no such rows, or the indicator does not accumulate.
    """
    book = book or load_codebook()
    rows, subject = chosen(
        panel, "flows", region=region, indicator=indicator, segment=segment, book=book
    )
    rows = until(rows, asof, subject, "flows")
    own = monthly(rows[rows["region"] == subject.region], book=book).dropna(subset=["monthly"])
    if own.empty:
        raise PanelError(
            f"flows: {subject.indicator} does not accumulate within a year; type "
            "zs.explore.progress(panel, …) instead"
        )
    year, month = last_month(own)
    traces = [
        _months_of(own[own["year"] == shown].sort_values("month"), shown, year - shown, subject)
        for shown in range(year - years + 1, year + 1)
        if (own["year"] == shown).any()
    ]
    return figure(
        traces, title=f"{subject.region}{subject.label}当月数",
        note=f"单位：{subject.unit}，截至{month_text(year, month)}；当月 = 本月累计 - 上月累计",
        barmode="group", bargap=0.25,
        xaxis={"type": "category", "categoryarray": MONTHS, "range": [-0.6, 11.6],
               "showgrid": False},
        yaxis={"tickformat": ",.0f"},
    )  # fmt: skip


def _months_of(line: pd.DataFrame, year: int, age: int, subject: Subject) -> dict[str, Any]:
    said = []
    for row in line.itertuples(index=False):
        first = int(row.month - row.months + 1)
        span = f"{row.month}月" if row.months == 1 else f"{first}-{row.month}月合计"
        said.append(f"{year}年{span} {subject.said(row.monthly)}")
    shades = (style.ACCENT, style.SEQUENCE[2], style.RULE)
    return {
        "type": "bar", "name": f"{year}年", "x": [f"{month}月" for month in line["month"]],
        "y": numbers(line["monthly"]), "customdata": said,
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"color": shades[min(age, 2)], "line": {"color": style.GREY, "width": 0.5}},
    }  # fmt: skip
