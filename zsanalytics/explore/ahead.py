"""What is ahead, and what was changed: the fan of the year, and revised figures."""

from __future__ import annotations

from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.explore.choosing import Subject, chosen, until
from zsanalytics.explore.course import LINES, MONTHS
from zsanalytics.explore.house import (
    escaped,
    figure,
    level,
    level_name,
    line_style,
    named,
    numbers,
)
from zsanalytics.numerals import shown_percent
from zsanalytics.periods import month_text, parse_asof
from zsanalytics.publish import style
from zsanalytics.schema import KEY, OUTLOOK, require


def outlook(
    panel: pd.DataFrame, ends: pd.DataFrame, region: str | None = None, *,
    indicator: str = "funds_in_place", segment: str | None = None, book: Codebook | None = None,
) -> Any:  # fmt: skip
    """Draw the year so far and the range in which it may end.

    画全年预计的扇形图。

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    ends : DataFrame
        What `zs.year_end` gave for the series, with its intervals (``lower_80`` …) and, where
        targets were given, their lines.
    region, indicator, segment : str, optional
        The series, in any spelling; by default the province's published funds.
    book : Codebook, optional
        The shipped one by default.

    Returns
    -------
    plotly.graph_objects.Figure
        Between now and December the bands are straight: only the year's end is forecast.

    Raises
    ------
    PanelError
        If there are no such rows in the panel or in ``ends``.
    """
    book = book or load_codebook()
    rows, subject = chosen(
        panel, "outlook", region=region, indicator=indicator, segment=segment, book=book
    )
    found = _ends(ends, subject)
    asof, now = str(found["asof"].iloc[0]), found.iloc[0]
    year, month = parse_asof(asof)
    own = until(rows, None, subject, "outlook").query("region == @subject.region")
    known = own[(own["year"] == year) & (own["month"] <= month)].sort_values("month")
    last = own[own["year"] == year - 1].sort_values("month")
    if known["value"].notna().sum() == 0:
        raise PanelError(f"outlook: {subject.region} has no value of {year}; build {asof} first")
    start = int(known["month"].max())
    traces = [
        *_bands(now, start, subject),
        _so_far(last, f"{year - 1}年", 3, subject),
        _so_far(known, f"{year}年累计", 0, subject),
        _expected(now, start, subject),
    ]
    lines = found.dropna(subset=["target"])
    return figure(
        traces, title=f"{subject.region}{subject.label}全年预计",
        note=f"单位：{subject.unit}，截至{month_text(year, month)}；"
        f"预计全年 {subject.said(now['expected'])}",
        shapes=[level(value) for value in lines["target"]],
        annotations=[
            _target(row, place, subject)
            for place, row in enumerate(lines.itertuples(index=False))
        ],
        xaxis={"type": "category", "categoryarray": MONTHS, "range": [-0.4, 11.4],
               "showgrid": False},
        yaxis={"rangemode": "tozero", "tickformat": ",.0f"},
    )  # fmt: skip


def _ends(ends: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    require(ends, OUTLOOK, ["region", "indicator", "segment", "asof", "so_far", "expected"])
    found = ends[
        (ends["region"] == subject.region) & (ends["indicator"] == subject.indicator)
        & (ends["segment"] == subject.segment)
    ]  # fmt: skip
    if found.empty:
        raise PanelError(
            f"outlook: no row of {subject.region}, {subject.indicator}, {subject.segment} in ends; "
            "type ends = zs.year_end(panel, asof, targets) with that series in the panel"
        )
    kept = found.drop_duplicates(["asof", "line"] if "line" in found else ["asof"])
    return kept.reindex(columns=list(dict.fromkeys([*kept.columns, "target", "line"])))


def _so_far(line: pd.DataFrame, name: str, place: int, subject: Subject) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "name": name,
        "x": [f"{month}月" for month in line["month"]], "y": numbers(line["value"]),
        "customdata": [subject.said(value) for value in line["value"]],
        "hovertemplate": f"%{{x}} %{{customdata}}<extra>{name}</extra>",
        **line_style(place, main=place == 0),
    }  # fmt: skip


def _expected(now: pd.Series, month: int, subject: Subject) -> dict[str, Any]:
    said = [subject.said(now["so_far"]), f"预计全年 {subject.said(now['expected'])}"]
    return {
        "type": "scatter", "mode": "lines+markers", "name": "预计", "customdata": said,
        "x": [f"{month}月", "12月"], "y": numbers([now["so_far"], now["expected"]]),
        "hovertemplate": "%{x} %{customdata}<extra></extra>",
        "line": {"color": style.WARM, "dash": "dash", "width": 2},
        "marker": {"symbol": "diamond", "size": 8},
    }  # fmt: skip


def _bands(now: pd.Series, month: int, subject: Subject) -> list[dict[str, Any]]:
    names = [str(name) for name in now.index if str(name).startswith("lower_")]
    levels = sorted((name.removeprefix("lower_") for name in names), reverse=True)
    bands = []
    for percent, colour in zip(levels, style.SEQUENCE[1:4], strict=False):
        low, high = now[f"lower_{percent}"], now[f"upper_{percent}"]
        said = f"{percent}%区间 {subject.said(low)}—{subject.said(high)}"
        bands.append({
            "type": "scatter", "mode": "lines", "name": f"{percent}%区间", "fill": "toself",
            "x": [f"{month}月", "12月", "12月", f"{month}月"], "fillcolor": colour,
            "y": numbers([now["so_far"], high, low, now["so_far"]]), "line": {"width": 0},
            "text": said, "hoverinfo": "text", "hoveron": "fills",
        })  # fmt: skip
    return bands


def _target(row: Any, place: int, subject: Subject) -> dict[str, Any]:
    odds = getattr(row, "chance", float("nan"))
    sure = f"，把握 {shown_percent(odds, 0)}" if pd.notna(odds) else ""
    name = LINES.get(str(row.line), "目标")
    return level_name(f"{name} {subject.said(row.target)}{sure}", row.target, place)


def revisions(
    triangle: pd.DataFrame, region: str | None = None, *, indicator: str = "funds_in_place",
    segment: str | None = None, book: Codebook | None = None,
) -> Any:  # fmt: skip
    """Draw how a region's figures were changed from one state of the panel to the next.

    画一个地区的数在各个时点之间怎样改动。

    Parameters
    ----------
    triangle : DataFrame
        What `zs.revisions` gave: every figure in every state (``known``).
    region, indicator, segment, book
        As for `progress`.

    Returns
    -------
    plotly.graph_objects.Figure
        One line a figure that changed: its value against the first one reported. Figures that
        stand as first reported are counted, not drawn.

    Raises
    ------
    PanelError
        If there are no such rows, or no figure has been seen in two states.
    """
    book = book or load_codebook()
    require(triangle, OUTLOOK, [*KEY[:3]])
    states = triangle["known"].nunique()
    if states < 2:
        raise PanelError(
            f"revisions: the triangle has {states} state of the panel, two are needed to compare; "
            "build an earlier month (zs build --month 2024-08), then type zs.revisions() again"
        )
    newest = triangle.sort_values("known").drop_duplicates(list(KEY), keep="last")
    _, subject = chosen(
        newest, "revisions", region=region, indicator=indicator, segment=segment, book=book
    )
    own = triangle[
        (triangle["region"] == subject.region) & (triangle["indicator"] == subject.indicator)
        & (triangle["segment"] == subject.segment)
    ].sort_values("known")  # fmt: skip
    groups = [rows for _, rows in own.groupby(["year", "month"]) if len(rows) > 1]
    moved = [rows for rows in groups if _changed(rows["value"])]
    traces = [_revised(rows, place, subject) for place, rows in enumerate(moved)]
    return figure(
        traces or [{"type": "scatter", "x": [], "y": []}],
        title=f"{subject.region}{subject.label}的修订",
        note=f"与首次上报相比；{len(groups)}个数据见于多个时点，{len(moved)}个有修订"
        + ("，其余未变" if len(moved) < len(groups) else ""),
        xaxis=named("数据时点", type="category", categoryorder="array",
                    categoryarray=sorted(own["known"].unique())),
        yaxis={"tickformat": "+.1%", "zeroline": True},
    )  # fmt: skip


def _changed(values: pd.Series) -> bool:
    first = values.iloc[0]
    return bool(first > 0 and (values != first).any())


def _revised(rows: pd.DataFrame, place: int, subject: Subject) -> dict[str, Any]:
    year, month = int(rows["year"].iloc[0]), int(rows["month"].iloc[0])
    moved = rows["value"] / rows["value"].iloc[0] - 1
    said = [f"{subject.said(value)}（{shown_percent(by)}）"
            for value, by in zip(rows["value"], moved, strict=True)]  # fmt: skip
    return {
        "type": "scatter", "mode": "lines+markers", "name": month_text(year, month),
        "x": [escaped(known) for known in rows["known"]], "y": numbers(moved),
        "customdata": said, "hovertemplate": "%{x} %{customdata}", **line_style(place),
    }  # fmt: skip
