"""Figures of the outlook: the fan of the year, what-ifs, the path of years, how early we can know.

Each is a figure block like those of `figures` (a drawing for print, plotly for the screen) that
answers to the pointer in a notebook too, where it is shown alone in a cell.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

from zsanalytics.errors import PanelError
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.publish import blocks, drawing, figures, screen, style
from zsanalytics.publish.content import Block

PLOTLY = "application/vnd.plotly.v1+json"
DASHES = (("solid", "-"), ("dash", (0, (5, 2))), ("dot", (0, (1, 1.5))), ("dashdot", "-."))
"""How lines differ beside their colour: plotly's name and matplotlib's."""


class Interactive(Block):
    """A figure block that a notebook shows as a plotly figure."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Give Jupyter the plotly figure beside what every block gives."""
        shown_as = {**self.content["plotly"], "config": {"displayModeBar": False}}
        return {**super()._repr_mimebundle_(include, exclude), PLOTLY: shown_as}


def interactive(block: Block) -> Interactive:
    """Make a figure block answer to the pointer in a notebook."""
    return Interactive(block.kind, block.content)


def fan(
    course: pd.DataFrame, *, text: str, target: float | None, unit: str, caption: str,
    mark: str = "",
) -> Interactive:  # fmt: skip
    """Draw the year so far and the range in which it may end.

    Parameters
    ----------
    course : DataFrame
        ``month, value, expected`` and pairs such as ``lower_80, upper_80``, in ``unit``.
    text : str
        What is expected of the year's end, as the text says it.
    target : float, optional
        The target, drawn as a level.
    unit, caption, mark : str
        Unit of the axis, the figure's title, a mark such as 演示数据 drawn into the picture.
    """
    drawn = figures.outlook_fan(
        course.drop(columns="last_year", errors="ignore"), text=text, target=target, unit=unit,
        caption=caption, mark=mark,
    )  # fmt: skip
    return interactive(drawn)


def bars(
    rows: pd.DataFrame, *, target: float | None, target_text: str, unit: str, caption: str,
    mark: str = "",
) -> Interactive:  # fmt: skip
    """Draw named landings as bars, in their order, with the target as a line.

    Parameters
    ----------
    rows : DataFrame
        ``name`` and ``value`` (in ``unit``; NaN is left out).
    target, target_text : float or None, str
        The level to reach and its label.
    unit, caption, mark : str
        As for `fan`.
    """
    known = rows.dropna(subset=["value"]).reset_index(drop=True)
    if known.empty:
        raise PanelError("bars: no row has a value; leave the figure out")
    known = known.assign(text=[shown(value, 2) for value in known["value"]])
    content = {"rows": known, "reference": target, "reference_text": target_text, "unit": unit}
    said = "、".join(f"{row.name}{row.text}{unit}" for row in known.itertuples(index=False))
    alt, on_screen = f"{caption}：{said}。", screen.bars(**content)
    for line in on_screen["layout"]["shapes"]:
        line["layer"] = "above"  # the target is read against the bars
    return _block(alt, caption, drawing.bars, on_screen, mark, content)


def swings(
    rows: pd.DataFrame, *, middle: float, unit: str, caption: str, mark: str = ""
) -> Interactive:
    """Draw how far a landing moves either way by each factor, the widest on top.

    Parameters
    ----------
    rows : DataFrame
        ``factor, low, high`` (in ``unit``).
    middle : float
        The landing they move from.
    unit, caption, mark : str
        As for `fan`.
    """
    if rows.empty:
        raise PanelError("swings: no factor; leave the figure out")
    first = rows.iloc[0]
    alt = (
        f"{caption}：影响最大的是{first['factor']}，{shown(first['low'], 2)}至"
        f"{shown(first['high'], 2)}{unit}。"
    )
    content = {"rows": rows.reset_index(drop=True), "middle": middle, "unit": unit}
    return _block(alt, caption, _paint_swings, _swings_on_screen(**content), mark, content)


def curves(
    lines: Mapping[str, pd.Series], *, caption: str, alt: str, unit: str, percent: bool = False,
    band: pd.DataFrame | None = None, level: float | None = None, level_text: str = "",
    mark: str = "",
) -> Interactive:  # fmt: skip
    """Draw curves over named steps, with a band about the first and a level.

    Parameters
    ----------
    lines : mapping
        Name to values, indexed by the steps' labels (``2024年``, ``3月``); NaN leaves a gap. The
        first stands out.
    caption, alt, unit, mark : str
        As for `fan`; ``alt`` says in words what is seen.
    percent : bool
        Whether values are fractions, shown in percent.
    band : DataFrame, optional
        ``lower, upper`` of the first curve, indexed the same way.
    level, level_text : float, str
        A level to compare with and its label.
    """
    if not any(line.notna().any() for line in lines.values()):
        raise PanelError("curves: no line has a value; leave the figure out")
    content: dict[str, Any] = {
        "lines": lines, "unit": unit, "percent": percent, "band": band, "level": level,
        "level_text": level_text,
    }  # fmt: skip
    return _block(alt, caption, _paint_curves, _curves_on_screen(**content), mark, content)


def _block(
    alt: str, caption: str, paint: Any, on_screen: dict[str, Any], mark: str, content: Any
) -> Interactive:
    if mark:
        on_screen["layout"]["title"] = screen.corner(mark)
    drawn = drawing.drawn(paint, mark=mark, **content)
    return interactive(blocks.figure(caption, alt=alt, drawing=drawn, plotly=on_screen))


def _paint_swings(axes: Any, *, rows: pd.DataFrame, middle: float, unit: str) -> float:
    places = range(len(rows))
    axes.barh(places, rows["high"] - rows["low"], left=rows["low"], height=0.6,
              color=style.ACCENT, zorder=2)  # fmt: skip
    axes.axvline(middle, color=style.WARM, linewidth=1.2, zorder=3)
    for place, row in zip(places, rows.itertuples(), strict=True):
        for value, side, shift in ((row.low, "right", -3), (row.high, "left", 3)):
            axes.annotate(shown(value, 0), (value, place), xytext=(shift, 0), va="center", size=8,
                          textcoords="offset points", ha=side)  # fmt: skip
    axes.set_yticks(places, rows["factor"])
    axes.invert_yaxis()
    low, high = float(rows["low"].min()), float(rows["high"].max())
    axes.set_xlim(low - 0.14 * (high - low or 1.0), high + 0.14 * (high - low or 1.0))
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_visible(False)
    axes.spines[["left", "bottom"]].set_visible(False)
    said = f"单位：{unit}，竖线为预计{shown(middle, 2)}"
    axes.set_title(said, loc="left", size=8, color=style.GREY)
    return 0.12 + 0.034 * max(len(rows), 3)


def _swings_on_screen(*, rows: pd.DataFrame, middle: float, unit: str) -> dict[str, Any]:
    names = [html.escape(str(name)) for name in rows["factor"]]
    trace = {
        "type": "bar", "orientation": "h", "y": names, "base": [float(v) for v in rows["low"]],
        "x": [float(v) for v in rows["high"] - rows["low"]], "marker": {"color": style.ACCENT},
        "customdata": [[shown(r.low, 2), shown(r.high, 2)] for r in rows.itertuples()],
        "hovertemplate": f"%{{y}}<br>%{{customdata[0]}} — %{{customdata[1]}}{unit}<extra></extra>",
    }  # fmt: skip
    line = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": middle, "x1": middle,
            "line": {"color": style.WARM, "width": 2}}  # fmt: skip
    said = {"x": middle, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
            "text": f"预计{shown(middle, 2)}"}  # fmt: skip
    return _laid(
        [trace], height=110 + 26 * len(rows), shapes=[line], annotations=[said],
        xaxis={"tickformat": ",.0f", "gridcolor": style.RULE},
        yaxis={"autorange": "reversed", "automargin": True, "type": "category"},
    )  # fmt: skip


def _paint_curves(
    axes: Any, *, lines: Mapping[str, pd.Series], unit: str, percent: bool,
    band: pd.DataFrame | None, level: float | None, level_text: str,
) -> float:  # fmt: skip
    steps = list(dict.fromkeys(label for line in lines.values() for label in line.index))
    place = {label: number for number, label in enumerate(steps)}
    if band is not None:
        axes.fill_between([place[s] for s in band.index], band["lower"], band["upper"],
                          color=style.SEQUENCE[1], linewidth=0, label="80%区间")  # fmt: skip
    for number, (name, line) in enumerate(lines.items()):
        axes.plot(
            [place[step] for step in line.index], line.to_numpy(), label=name, zorder=3,
            color=style.CATEGORIES[number % 6], linestyle=DASHES[number % 4][1],
            linewidth=2.0 if number == 0 else 1.3, marker="o" if number == 0 else None,
            markersize=4,
        )  # fmt: skip
    if level is not None:
        axes.axhline(level, color=style.INK, linewidth=0.7)
        axes.annotate(level_text, (0, level), xytext=(0, 3), textcoords="offset points", size=8)
    axes.set_xticks(range(len(steps)), steps)
    axes.yaxis.set_major_formatter(
        lambda value, _: shown_percent(value, 0) if percent else f"{value:,.0f}"
    )
    if percent:
        axes.set_ylim(bottom=0)
    axes.grid(axis="y", color=style.RULE, linewidth=0.5)
    axes.set_title(f"单位：{unit}", loc="left", size=8, color=style.GREY)
    axes.legend(loc="best", ncols=2, fontsize=8)
    return 0.46


def _curves_on_screen(
    *, lines: Mapping[str, pd.Series], unit: str, percent: bool, band: pd.DataFrame | None,
    level: float | None, level_text: str,
) -> dict[str, Any]:  # fmt: skip
    value = "%{y:.1%}" if percent else f"%{{y:,.2f}}{unit}"
    traces: list[dict[str, Any]] = []
    if band is not None:
        traces.append({
            "type": "scatter", "mode": "lines", "name": "80%区间", "fill": "toself",
            "x": [*band.index, *band.index[::-1]],
            "y": [float(v) for v in (*band["upper"], *band["lower"][::-1])],
            "fillcolor": style.SEQUENCE[1], "line": {"width": 0}, "hoverinfo": "skip",
        })  # fmt: skip
    for number, (name, line) in enumerate(lines.items()):
        traces.append({
            "type": "scatter", "mode": "lines+markers", "name": html.escape(name),
            "x": list(line.index), "y": [None if pd.isna(v) else float(v) for v in line],
            "line": {"color": style.CATEGORIES[number % 6], "dash": DASHES[number % 4][0],
                     "width": 3 if number == 0 else 2},
            "hovertemplate": f"%{{x}} {value}<extra>{html.escape(name)}</extra>",
        })  # fmt: skip
    rule = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level,
            "line": {"color": style.INK, "width": 1}}  # fmt: skip
    said = {"x": 0, "xref": "paper", "y": level, "text": html.escape(level_text),
            "showarrow": False, "xanchor": "left", "yanchor": "bottom",
            "font": {"size": 11}}  # fmt: skip
    axis = {"tickformat": ".0%", "rangemode": "tozero"} if percent else {"tickformat": ",.0f"}
    return _laid(
        traces, height=380, legend={"orientation": "h", "y": -0.12},
        shapes=[rule] if level is not None else [],
        annotations=[said] if level is not None else [],
        xaxis={"type": "category", "showgrid": False},
        yaxis={**axis, "gridcolor": style.RULE, "automargin": True,
               "title": {"text": unit, "font": {"size": 11}}},
    )  # fmt: skip


def _laid(traces: list[dict[str, Any]], *, height: int, **layout: Any) -> dict[str, Any]:
    """Lay traces out in the house style; no axis zooms under a finger that scrolls the page."""
    family = {"family": f"{style.SANS}, sans-serif"}
    house = {
        "height": height, "margin": {"l": 10, "r": 10, "t": 44, "b": 30},
        "font": {**family, "size": 13, "color": style.INK}, "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "hoverlabel": {"font": family},
    }  # fmt: skip
    for axis in ("xaxis", "yaxis"):
        layout[axis] = {**layout.get(axis, {}), "fixedrange": True}
    return {"data": traces, "layout": {**house, **layout}}
