"""A figure of the desk as a block of a briefing: the same figure, drawn for print.

Comes in: a figure of `zsanalytics.explore`. Goes out: a figure block, whose drawing is painted
from the figure's own traces, so that page, PDF and Word show the same.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from zsanalytics.errors import PanelError
from zsanalytics.publish import drawing, style
from zsanalytics.publish.blocks import figure as figure_block
from zsanalytics.publish.outlook_figures import Interactive, interactive

_DASHES: Mapping[str, Any] = {
    "solid": "-", "dash": (0, (5, 2)), "dot": (0, (1, 1.5)), "dashdot": "-.",
    "longdash": (0, (8, 3)), "longdashdot": (0, (8, 2, 1, 2)),
}  # fmt: skip
_MARKERS = {
    "circle": "o", "square": "s", "diamond": "D", "triangle-up": "^", "x": "x", "cross": "+",
}  # fmt: skip


def block(figure: Any, *, caption: str = "", alt: str = "") -> Interactive:
    """Make a figure of the desk a block of a briefing.

    把一张图变成简报的一块，网页、PDF、Word 里都显示。

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        What a function of `zsanalytics.explore` gave.
    caption : str, optional
        Its title in the briefing, without a number; the figure's own by default.
    alt : str, optional
        What it says, in words; by default its title and the small line below it.

    Returns
    -------
    Block
        Shown when it ends a cell of a briefing's notebook, in every format.

    Raises
    ------
    PanelError
        If it is no such figure.
    """
    try:
        shown = json.loads(figure.to_json())
        title, _, note = shown["layout"]["title"]["text"].partition("<br>")
    except (AttributeError, KeyError, TypeError) as error:
        raise PanelError(
            f"block: {type(figure).__name__} is no figure of zs.explore; type "
            "zs.explore.block(zs.explore.progress(panel))"
        ) from error
    title, note = plain(title), plain(note)
    layout = {**shown["layout"], "margin": {**shown["layout"]["margin"], "t": 56}}
    layout.pop("title")
    painted = drawing.drawn(paint, traces=shown["data"], layout=layout, note=note)
    return interactive(figure_block(
        caption or title, alt=alt or f"{title}：{note}。", drawing=painted,
        plotly={"data": shown["data"], "layout": layout},
    ))  # fmt: skip


def plain(text: str) -> str:
    """Take plotly's HTML out of a text.

    Examples
    --------
    >>> plain("甲<br><b>5 &lt; 6</b>")
    '甲 5 < 6'
    """
    return html.unescape(re.sub(r"<[^>]*>", "", text.replace("<br>", " "))).strip()


def paint(
    axes: Any, *, traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], note: str
) -> float:
    """Paint a figure's traces; give the height it wants, as a share of the width."""
    if traces[0]["type"] == "heatmap":
        return _paint_tiles(axes, traces[0], note)
    places = _places(traces, layout)
    level = traces[0].get("orientation") == "h"
    _paint_bars(axes, [t for t in traces if t["type"] == "bar"], places, level)
    for order, trace in enumerate(t for t in traces if t["type"] == "scatter"):
        _paint_line(axes, trace, places, order)
    _paint_levels(axes, layout, level)
    _dress(axes, traces, layout, places, level)
    axes.set_title(note, loc="left", size=8, color=style.GREY, pad=4)
    return 0.12 + 0.036 * max(len(places), 6) if level else 0.48


def _places(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> dict[Any, float]:
    """Give each step of the axis its place, from the left or from the top; numbers stay."""
    axis = "y" if traces[0].get("orientation") == "h" else "x"
    steps = list(layout.get(f"{axis}axis", {}).get("categoryarray", ()))
    steps += [step for trace in traces for step in trace.get(axis, ())]
    if layout.get(f"{axis}axis", {}).get("type") == "date":
        steps = sorted(steps)
    return {step: number for number, step in enumerate(dict.fromkeys(steps))}


def _paint_bars(
    axes: Any, bars: Sequence[Mapping[str, Any]], places: Mapping[Any, float], level: bool
) -> None:
    size = 0.8 / max(len(bars), 1)
    for order, bar in enumerate(bars):
        steps, values = (bar["y"], bar["x"]) if level else (bar["x"], bar["y"])
        at = [places[step] + (order - (len(bars) - 1) / 2) * size for step in steps]
        known = [0.0 if value is None else value for value in values]
        draw, thick = (axes.barh, "height") if level else (axes.bar, "width")
        draw(at, known, color=bar["marker"]["color"], label=plain(bar.get("name", "")),
             zorder=2, **{thick: size * 0.92})  # fmt: skip
        for place, value, text in zip(at, known, bar.get("text", ()), strict=False):
            axes.annotate(plain(text), (value, place), xytext=(3 if value >= 0 else -3, 0),
                          textcoords="offset points", size=7, va="center",
                          ha="left" if value >= 0 else "right")  # fmt: skip


def _paint_line(
    axes: Any, trace: Mapping[str, Any], places: Mapping[Any, float], order: int
) -> None:
    at, name = [places[step] for step in trace["x"]], plain(trace.get("name", ""))
    values = [float("nan") if value is None else value for value in trace["y"]]
    if trace.get("fill"):
        axes.fill(at, values, color=trace["fillcolor"], label=name, linewidth=0, zorder=1)
        return
    line, marker = trace.get("line", {}), trace.get("marker", {})
    marked = "markers" in trace.get("mode", "") and len(at) <= 24
    axes.plot(
        at, values, label=name, color=line.get("color", style.CATEGORIES[order % 6]), zorder=3,
        linestyle=_DASHES[line.get("dash", "solid")], linewidth=line.get("width", 2) * 0.65,
        marker=_MARKERS.get(marker.get("symbol", "circle")) if marked else None, markersize=4,
    )  # fmt: skip


def _paint_levels(axes: Any, layout: Mapping[str, Any], level: bool) -> None:
    for shape in layout.get("shapes", ()):
        line = {"color": shape["line"]["color"], "linewidth": 0.8, "zorder": 1}
        axes.axvline(shape["x0"], **line) if level else axes.axhline(shape["y0"], **line)
    for said in layout.get("annotations", ()):
        across = level or said.get("xref") != "paper"
        axes.annotate(
            plain(said["text"]), (said["x"], said["y"]), xytext=(0, 2),
            textcoords="offset points", size=7.5, ha="center" if across else "left",
            xycoords=axes.get_xaxis_transform() if across else axes.get_yaxis_transform(),
        )  # fmt: skip


def _dress(
    axes: Any, traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any],
    places: Mapping[Any, float], level: bool,
) -> None:  # fmt: skip
    """Name the steps, print the values' axis as the figure does, and tell the lines apart."""
    steps = axes.yaxis if level else axes.xaxis
    values, name = (axes.xaxis, "xaxis") if level else (axes.yaxis, "yaxis")
    dated = layout.get("xaxis", {}).get("type") == "date"
    every = 1 if level else -(-len(places) // (8 if dated else 13))
    kept = [(at, step) for number, (step, at) in enumerate(places.items()) if number % every == 0]
    steps.set_ticks([at for at, _ in kept], [_step_text(step) for _, step in kept])
    if level:
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.tick_params(axis="y", length=0)
    form = layout.get(name, {}).get("tickformat", "")
    decimals = 1 if ".1%" in form else 0
    values.set_major_formatter(
        lambda value, _: f"{value * 100:,.{decimals}f}%" if "%" in form else f"{value:,.0f}"
    )
    if layout.get("annotations") and not level:
        axes.margins(y=0.1)
    values.grid(True, color=style.RULE, linewidth=0.5)
    axes.set_axisbelow(True)
    if layout.get("yaxis", {}).get("rangemode") == "tozero" and not level:
        axes.set_ylim(bottom=0)
    if len(traces) > 1:
        axes.legend(loc="best", ncols=2, fontsize=7.5)


def _step_text(step: Any) -> str:
    dated = re.fullmatch(r"(\d{4})-(\d\d)-01", str(step))
    return f"{dated[1]}年{int(dated[2])}月" if dated else plain(str(step))


def _paint_tiles(axes: Any, trace: Mapping[str, Any], note: str) -> float:
    known = [v for row in trace["z"] for v in row if v is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    for y, row in enumerate(trace["z"]):
        for x, value in enumerate(row):
            text = plain(trace["text"][y][x].replace("<br>", "\n"))
            if text:
                step = 0 if value is None else round(4 * (value - low) / ((high - low) or 1.0))
                colour = "white" if value is None else style.SEQUENCE[step]
                axes.add_patch(_tile(x, y, colour))
                axes.annotate(text, (x, y), ha="center", va="center", size=7.5,
                              color="white" if step > 2 else style.INK)  # fmt: skip
    axes.set_xlim(-0.6, max(map(len, trace["z"])) - 0.4)
    axes.set_ylim(len(trace["z"]) - 0.4, -0.6)
    axes.set_axis_off()
    axes.set_title(note, loc="left", size=8, color=style.GREY)
    return 0.1 * len(trace["z"]) + 0.08


def _tile(x: int, y: int, colour: str) -> Any:
    from matplotlib.patches import Rectangle  # loaded already where anything is drawn

    return Rectangle((x - 0.47, y - 0.47), 0.94, 0.94, facecolor=colour, edgecolor=style.GREY,
                     linewidth=0.5)  # fmt: skip
