"""The house style of exploring: a plotly figure with Chinese buttons, fonts and safe colours."""

from __future__ import annotations

import functools
import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from zsanalytics.publish import style

PLOTLY = "application/vnd.plotly.v1+json"
FAMILY = (
    f"{style.SANS}, Source Han Sans SC, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, "
    "SimHei, WenQuanYi Micro Hei, sans-serif"
)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross")
REMOVED = ("sendChartToCloud", "sendDataToCloud", "select2d", "lasso2d")
"""Buttons left out: figures are never sent to a host, and there is nothing to select."""

_WORDS = {
    "Autoscale": "自动范围", "Box Select": "框选", "Lasso Select": "套索选择", "Pan": "平移",
    "Compare data on hover": "悬停时对比", "Show closest data on hover": "悬停时显示最近点",
    "Double-click on legend to isolate one trace": "双击图例只看一条",
    "Click to enter Plot title": "标题", "Double-click to zoom back out": "双击恢复",
    "Download plot": "保存图片", "Download plot as a PNG": "保存为 PNG 图片", "Zoom": "缩放",
    "Download plot as a png": "保存为 PNG 图片", "Download plot as PNG": "保存为 PNG 图片",
    "Reset": "恢复", "Reset axes": "恢复坐标轴", "Zoom in": "放大", "Zoom out": "缩小",
    "Preparing image - this may take a few seconds": "正在生成图片",
    "Image download succeeded": "已保存",
    "Sorry, there was a problem downloading your image!": "未能生成图片",
    "Taking snapshot - this may take a few seconds": "正在生成图片", "Snapshot succeeded": "已生成",
    "Sorry, there was a problem downloading your snapshot!": "未能生成图片",
}  # fmt: skip


def config(title: str) -> dict[str, Any]:
    """Give plotly's settings: buttons in Chinese, pictures named after the figure, no logo."""
    locale = {"dictionary": _WORDS, "format": {}}
    return {
        "locale": "zs", "locales": {"zs": locale}, "displaylogo": False, "responsive": True,
        "modeBarButtonsToRemove": list(REMOVED), "plotlyServerURL": "",
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": title or "图"},
    }  # fmt: skip


@functools.cache
def _class() -> Any:
    """Give the class of our figures: plotly's own, shown in a notebook with our settings."""
    import plotly.graph_objects as go  # half a second, and only who explores needs it

    class Figure(go.Figure):  # type: ignore[misc, unused-ignore]
        """A plotly figure that brings its settings with it into a notebook."""

        _ipython_display_ = None  # plotly's own would show it without our settings, or fetch
        _repr_html_ = None

        def _repr_mimebundle_(self, *_: Any, **__: Any) -> dict[str, Any]:
            shown = json.loads(self.to_json())
            title = _plain_title(shown)
            return {PLOTLY: {**shown, "config": config(title)}, "text/plain": f"<图：{title}>"}

        def __repr__(self) -> str:
            return f"<图：{_plain_title(json.loads(self.to_json()))}>"

    return Figure


def _plain_title(shown: Mapping[str, Any]) -> str:
    said = str(shown.get("layout", {}).get("title", {}).get("text", ""))
    return html.unescape(said.partition("<br>")[0])


def figure(
    traces: Sequence[Mapping[str, Any]], *, title: str, note: str = "", height: int = 420,
    room: int = 16,
    **layout: Any,
) -> Any:  # fmt: skip
    """Make a figure of traces, a small ``note`` below its title and ``room`` to its right."""
    small = f"<br><span style='font-size:12px;color:{style.GREY}'>{escaped(note)}</span>"
    grid = {"gridcolor": style.RULE, "zerolinecolor": style.GREY, "automargin": True}
    house: dict[str, Any] = {
        "title": {"text": escaped(title) + (small if note else ""), "x": 0, "xref": "paper",
                  "xanchor": "left", "yref": "container", "y": 1 - 14 / height, "yanchor": "top",
                  "font": {"size": 16}},
        "font": {"family": FAMILY, "size": 13, "color": style.INK}, "height": height,
        "margin": {"l": 10, "r": room, "t": 84, "b": 30}, "colorway": list(style.CATEGORIES),
        "paper_bgcolor": "white", "plot_bgcolor": "white", "separators": ".,",
        "hoverlabel": {"font": {"family": FAMILY}, "align": "left"}, "template": {},
        "modebar": {"remove": list(REMOVED)},
        "legend": {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
    }  # fmt: skip
    axes = {axis: {**grid, **layout.pop(axis, {})} for axis in ("xaxis", "yaxis")}
    return _class()(data=[dict(trace) for trace in traces], layout={**house, **axes, **layout})


def escaped(text: object) -> str:
    """Make a text fit for plotly, which reads some HTML: cleaned, then escaped."""
    return html.escape(style.printable(text, longest=60).text, quote=False)


def numbers(values: Sequence[Any] | pd.Series) -> list[float | None]:
    """Give plain numbers; a missing one is a hole in the line."""
    return [None if pd.isna(value) else float(value) for value in values]


def line_style(place: int, *, main: bool = False) -> dict[str, Any]:
    """Give the line and marker of the n-th series: told apart by colour, dash and marker."""
    colour = style.CATEGORIES[place % len(style.CATEGORIES)]
    return {
        "line": {"color": colour, "dash": DASHES[place % len(DASHES)], "width": 3 if main else 2},
        "marker": {"color": colour, "symbol": MARKERS[place % len(MARKERS)], "size": 7},
    }  # fmt: skip


def level(value: float) -> dict[str, Any]:
    """Give a level across the figure, such as a target."""
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value,
            "line": {"color": style.GREY, "width": 1}}  # fmt: skip


def level_name(text: str, value: float, place: int) -> dict[str, Any]:
    """Name the n-th level; names stand beside each other, for levels may lie close together."""
    return {"x": 0.25 * place, "xref": "paper", "y": value, "text": escaped(text),
            "showarrow": False, "xanchor": "left", "yanchor": "bottom",
            "bgcolor": "rgba(255,255,255,.8)", "font": {"size": 11}}  # fmt: skip


def named(text: str, **further: Any) -> dict[str, Any]:
    """Give an axis its name in small print."""
    return {"title": {"text": escaped(text), "font": {"size": 12}}, "showgrid": False, **further}
