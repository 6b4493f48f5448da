"""Figures for the screen: the same content as the drawings, as plotly's JSON.

Plain dictionaries, so that a briefing need not load plotly; plotly draws them in the page. Names
are escaped, for plotly reads some HTML in texts.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zsanalytics.publish import style

_DASHES = {"序时进度": "dash", "季节进度": "dot", "预计": "dash"}
_COLOURS = {
    "今年累计": style.ACCENT, "上年同期": style.GREY, "季节进度": style.WARM, "序时进度": style.INK,
    "预计": style.WARM,
}  # fmt: skip


def lines(
    *, lines: Mapping[str, pd.Series], target: float | None, unit: str, end: str
) -> dict[str, Any]:
    """Give cumulative lines over the months of a year, and the target as a level."""
    return _months(_traces(lines, unit), target, unit)


def fan(
    *,
    lines: Mapping[str, pd.Series],
    bands: Mapping[str, pd.DataFrame],
    target: float | None,
    unit: str,
) -> dict[str, Any]:
    """Give the year so far, what is expected, and bands of likely ends."""
    areas = [
        {
            "type": "scatter", "mode": "lines", "name": f"{level}%区间", "fill": "toself",
            "x": [f"{month}月" for month in (*band.index, *band.index[::-1])],
            "y": [float(value) for value in (*band["upper"], *band["lower"][::-1])],
            "fillcolor": colour, "line": {"width": 0}, "hoverinfo": "skip",
        }
        for (level, band), colour in zip(
            bands.items(), style.SEQUENCE[1 : len(bands) + 1], strict=True
        )
    ]  # fmt: skip
    return _months([*areas, *_traces(lines, unit)], target, unit)


def _traces(lines: Mapping[str, pd.Series], unit: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "scatter", "mode": "lines" if name in _DASHES else "lines+markers",
            "name": name, "x": [f"{month}月" for month in line.index if month],
            "y": [float(value) for month, value in line.items() if month],
            "line": {
                "color": _COLOURS[name], "dash": _DASHES.get(name, "solid"),
                "width": 3 if name == "今年累计" else 2,
            },
            "hovertemplate": f"%{{x}} %{{y:,.2f}}{unit}<extra>{name}</extra>",
        }
        for name, line in lines.items()
    ]  # fmt: skip


def _months(traces: list[dict[str, Any]], target: float | None, unit: str) -> dict[str, Any]:
    """Lay traces over the months of a year, with the target as a level."""
    level = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": target, "y1": target,
             "line": {"color": style.INK, "width": 1}}  # fmt: skip
    said = {"x": 0, "xref": "paper", "y": target, "text": "年度目标", "showarrow": False,
            "xanchor": "left", "yanchor": "bottom", "font": {"size": 11}}  # fmt: skip
    return _figure(
        traces,
        height=380,
        yaxis={
            "rangemode": "tozero",
            "tickformat": ",.0f",
            "gridcolor": style.RULE,
            "automargin": True,
            "title": {"text": unit, "font": {"size": 11}},
        },
        xaxis={
            "categoryarray": [f"{month}月" for month in range(1, 13)],
            "type": "category",
            "range": [-0.6, 11.6],
            "showgrid": False,
        },
        shapes=[level] if target is not None else [],
        annotations=[said] if target is not None else [],
        legend={"orientation": "h", "y": -0.12},
    )


def bars(
    *, rows: pd.DataFrame, reference: float | None, reference_text: str, unit: str
) -> dict[str, Any]:
    """Give ranked bars from the top, a bar below zero hatched, and the whole's value as a line."""
    below = [bool(value < 0) for value in rows["value"].fillna(0)]
    hatched = {"shape": ["/" if negative else "" for negative in below], "size": 6}
    names = _escaped(rows["name"])
    trace = {
        "type": "bar", "orientation": "h", "y": names, "x": _numbers(rows["value"]),
        "text": _escaped(rows["text"]), "textposition": "outside", "cliponaxis": False,
        "marker": {"color": style.ACCENT} | ({"pattern": hatched} if any(below) else {}),
        "hovertemplate": "%{y} %{text}<extra></extra>",
    }  # fmt: skip
    whole = {
        "type": "line", "layer": "below", "yref": "paper", "y0": 0, "y1": 1,
        "x0": reference, "x1": reference,
        "line": {"color": style.WARM, "dash": "dash", "width": 1.5},
    }  # fmt: skip
    said = {"x": reference, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
            "text": html.escape(reference_text)}  # fmt: skip
    return _figure(
        [trace],
        height=80 + 26 * len(rows),
        xaxis={"visible": False, "range": _room(rows["value"])},
        yaxis={"autorange": "reversed", "automargin": True, "type": "category"},
        shapes=[whole] if reference is not None else [],
        annotations=[said] if reference is not None else [],
    )


def stacks(*, rows: pd.DataFrame) -> dict[str, Any]:
    """Give one bar of 100 % a group, each part labelled."""
    traces = []
    for group, parts in rows.groupby("group", sort=False):
        for number, part in enumerate(parts.itertuples()):
            label = f"{html.escape(part.member)}<br>{html.escape(part.text)}"
            colour = style.CATEGORIES[number % len(style.CATEGORIES)]
            traces.append({
                "type": "bar", "orientation": "h", "y": [html.escape(str(group))],
                "x": [float(part.share)], "text": [label], "textposition": "inside",
                "insidetextanchor": "middle", "textangle": 0,
                "marker": {"color": colour, "line": {"color": "white", "width": 1}},
                "hovertemplate": "%{text}<extra></extra>",
            })  # fmt: skip
    return _figure(
        traces,
        height=90 + 70 * rows["group"].nunique(),
        barmode="stack",
        uniformtext={"mode": "hide", "minsize": 10},
        showlegend=False,
        xaxis={"visible": False, "range": [0, 1]},
        yaxis={"autorange": "reversed", "automargin": True, "type": "category"},
    )


def tiles(*, rows: pd.DataFrame, unit: str) -> dict[str, Any]:
    """Give one equal tile a unit; darker is more, a white tile is missing."""
    scale = [
        [round((step + end) / 5, 1), colour]
        for step, colour in enumerate(style.SEQUENCE)
        for end in (0, 1)
    ]
    across, down = int(rows["column"].max()) + 1, int(rows["row"].max()) + 1
    grid: list[list[float | None]] = [[None] * across for _ in range(down)]
    for tile in rows.itertuples():
        grid[tile.row][tile.column] = None if tile.step < 0 else float(tile.step)
    labels = [
        {
            "x": tile.column, "y": tile.row, "showarrow": False,
            "text": f"{html.escape(tile.name)}<br>{html.escape(tile.text)}",
            "font": {"color": "#ffffff" if tile.step >= 3 else style.INK},
        }
        for tile in rows.itertuples()
    ]  # fmt: skip
    trace = {
        "type": "heatmap", "z": grid, "zmin": 0, "zmax": 5, "xgap": 6, "ygap": 6,
        "colorscale": scale,
        "showscale": False, "hoverinfo": "skip",
    }  # fmt: skip
    return _figure(
        [trace],
        height=70 * down + 60,
        meta={"least_width": 480},
        xaxis={"visible": False},
        yaxis={"visible": False, "autorange": "reversed"},
        annotations=labels,
    )


def corner(mark: str) -> dict[str, Any]:
    """Give the title that writes a mark into the upper right corner."""
    return {
        "text": html.escape(mark), "x": 0.99, "xanchor": "right", "y": 0.98, "yanchor": "top",
        "yref": "container", "font": {"color": style.GREY, "size": 11},
    }  # fmt: skip


def _figure(traces: list[dict[str, Any]], *, height: int, **layout: Any) -> dict[str, Any]:
    house = {
        "height": height, "margin": {"l": 10, "r": 10, "t": 44, "b": 30},
        "font": {"family": f"{style.SANS}, sans-serif", "size": 13, "color": style.INK},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {"font": {"family": f"{style.SANS}, sans-serif"}},
    }  # fmt: skip
    for axis in ("xaxis", "yaxis"):  # why fixed: a finger that scrolls the page must not zoom
        layout[axis] = {**layout.get(axis, {}), "fixedrange": True}
    return {"data": traces, "layout": {**house, "dragmode": False, **layout}}


def _escaped(texts: pd.Series) -> list[str]:
    return [html.escape(str(text)) for text in texts]


def _room(values: pd.Series) -> list[float]:
    """Give bars room for the labels at their ends."""
    lowest, highest = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    span = highest - lowest or 1.0
    return [lowest - (0.42 * span if lowest < 0 else 0), highest + 0.28 * span]


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]
