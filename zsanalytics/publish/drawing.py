"""Drawings for print: matplotlib, written as SVG with real text in the bundled fonts.

Each painter takes axes and the content that its twin in `screen` takes too. `drawn` opens and
closes the house style around it, so matplotlib's settings stay as they were.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from zsanalytics.publish import style, svg

LINES: Mapping[str, Mapping[str, Any]] = {
    "今年累计": {"color": style.ACCENT, "linewidth": 2.0, "marker": "o", "markersize": 4},
    "上年同期": {"color": style.GREY, "linewidth": 1.4, "marker": "s", "markersize": 3},
    "预计": {
        "color": style.WARM,
        "linewidth": 1.6,
        "linestyle": (0, (4, 1.5)),
        "marker": "D",
        "markersize": 3,
    },
    "季节进度": {"color": style.WARM, "linewidth": 1.2, "linestyle": (0, (1, 1.5))},
    "序时进度": {"color": style.INK, "linewidth": 0.9, "linestyle": (0, (5, 3))},
}


def drawn(paint: Callable[..., float], *, mark: str = "", **content: Any) -> str:
    """Draw with a painter and give the SVG.

    Parameters
    ----------
    paint : callable
        Takes axes and the content; gives the height it wants, as a share of the width.
    mark : str
        Words drawn small into the upper right corner.
    """
    from matplotlib.figure import Figure  # 1 s to load, needed only where charts are drawn

    with style.chart_style():
        sheet = Figure(figsize=(6.3, 3.2), layout="constrained")
        axes = sheet.add_subplot()
        sheet.set_size_inches(6.3, 6.3 * paint(axes, **content))
        if mark:
            axes.set_title(mark, loc="right", size=8, color=style.GREY)
        written = io.StringIO()
        unsaid = {"Date": None, "Creator": None, "Format": None, "Type": None}
        sheet.savefig(written, format="svg", metadata=unsaid)
    return svg.clean(written.getvalue())


def lines(
    axes: Any, *, lines: Mapping[str, pd.Series], target: float | None, unit: str, end: str
) -> float:
    """Paint cumulative lines over the months of a year, and the target as a level."""
    for name, line in lines.items():
        axes.plot(line.index, line.to_numpy(), label=name, zorder=3, **LINES[name])
    so_far = lines["今年累计"]
    late = so_far.index[-1] > 10
    axes.annotate(
        end, (so_far.index[-1], so_far.iloc[-1]), textcoords="offset points", va="center",
        xytext=(-8, 7) if late else (8, -3), ha="right" if late else "left",
        color=style.ACCENT, size=9,
    )  # fmt: skip
    _months(axes, target, unit)
    return 0.46


def fan(
    axes: Any,
    *,
    lines: Mapping[str, pd.Series],
    bands: Mapping[str, pd.DataFrame],
    target: float | None,
    unit: str,
) -> float:
    """Paint the year so far, what is expected, and bands of likely ends."""
    for (level, band), colour in zip(
        bands.items(), style.SEQUENCE[1 : len(bands) + 1], strict=True
    ):
        axes.fill_between(
            band.index, band["lower"].to_numpy(), band["upper"].to_numpy(),
            color=colour, label=f"{level}%区间", linewidth=0,
        )  # fmt: skip
    for name, line in lines.items():
        axes.plot(line.index, line.to_numpy(), label=name, zorder=3, **LINES[name])
    _months(axes, target, unit)
    return 0.46


def _months(axes: Any, target: float | None, unit: str) -> None:
    """Finish axes over the months of a year, with the target as a level."""
    if target is not None:
        axes.axhline(target, color=style.INK, linewidth=0.6)
        axes.annotate("年度目标", (0.1, target), xytext=(0, 4), textcoords="offset points", size=8)
    axes.set_xlim(0, 12.3)
    axes.set_ylim(bottom=0)
    axes.set_xticks(range(1, 13), [f"{month}月" for month in range(1, 13)])
    top = axes.get_ylim()[1]
    places = 0 if top >= 10 else 1 if top >= 1 else 2  # a county's or a park's money is small
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.{places}f}")
    axes.grid(axis="y", color=style.RULE, linewidth=0.5)
    axes.set_title(f"单位：{unit}", loc="left", size=8, color=style.GREY)
    axes.legend(loc="lower right", ncols=2, fontsize=8)


def bars(
    axes: Any, *, rows: pd.DataFrame, reference: float | None, reference_text: str, unit: str
) -> float:
    """Paint ranked bars from the top, a bar below zero hatched, and the whole's value as a line."""
    values = rows["value"].fillna(0).to_numpy(dtype="float64")
    below = values < 0
    drawn_bars = axes.barh(
        range(len(rows)), values, height=0.62, zorder=2,
        color=[style.SEQUENCE[1] if negative else style.ACCENT for negative in below],
    )  # fmt: skip
    for bar, negative in zip(drawn_bars, below, strict=True):
        if negative:
            bar.set(hatch="////", edgecolor=style.ACCENT, linewidth=0.6)
    for place, (value, text) in enumerate(zip(values, rows["text"], strict=True)):
        axes.annotate(
            text, (value, place), xytext=(-3 if value < 0 else 3, 0), textcoords="offset points",
            ha="right" if value < 0 else "left", va="center", size=8, zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
    if reference is not None:
        axes.axvline(reference, color=style.WARM, linewidth=1.1, linestyle=(0, (4, 2)), zorder=3)
        axes.annotate(
            reference_text, (reference, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", ha="center", va="bottom", size=8, color=style.INK,
        )  # fmt: skip
    axes.axvline(0, color=style.GREY, linewidth=0.6)
    axes.set_yticks(range(len(rows)), rows["name"])
    axes.invert_yaxis()
    axes.margins(x=0.14, y=0.02)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_visible(False)
    axes.spines[["left", "bottom"]].set_visible(False)
    if unit != "%":
        axes.set_title(f"单位：{unit}", loc="left", size=8, color=style.GREY)
    return float(0.1 + 0.03 * max(len(rows), 4))


def stacks(axes: Any, *, rows: pd.DataFrame) -> float:
    """Paint one bar of 100 % a group, each part labelled inside where it has room."""
    groups = list(dict.fromkeys(rows["group"]))
    for place, group in enumerate(groups):
        start = 0.0
        for number, part in enumerate(rows[rows["group"] == group].itertuples()):
            colour = style.CATEGORIES[number % len(style.CATEGORIES)]
            axes.barh(place, part.share, left=start, height=0.56, color=colour, edgecolor="white")
            _inside(axes, part, start, place, colour)
            start += part.share
    axes.set_yticks(range(len(groups)), groups)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_visible(False)
    axes.spines[["left", "bottom"]].set_visible(False)
    return float(0.1 + 0.1 * len(groups))


def _inside(axes: Any, part: Any, start: float, place: int, colour: str) -> None:
    needed = max(style.width(part.member), style.width(part.text)) * 0.0165
    inside = needed <= part.share
    axes.annotate(
        f"{part.member}\n{part.text}" if inside else f"{part.member} {part.text}",
        (start + part.share / 2, place if inside else place - 0.28), ha="center", size=8,
        va="center" if inside else "bottom", xytext=(0, 0 if inside else 2), linespacing=1.25,
        textcoords="offset points", color=on(colour) if inside else style.INK,
    )  # fmt: skip


def tiles(axes: Any, *, rows: pd.DataFrame, unit: str) -> float:
    """Paint one equal tile a unit; darker is more, an outlined empty tile is missing."""
    from matplotlib.patches import FancyBboxPatch

    for tile in rows.itertuples():
        colour = "#ffffff" if tile.step < 0 else style.SEQUENCE[tile.step]
        axes.add_patch(
            FancyBboxPatch(
                (tile.column + 0.06, tile.row + 0.06), 0.88, 0.88,
                boxstyle="round,pad=0,rounding_size=0.06",
                facecolor=colour, edgecolor=style.GREY, linewidth=0.5,
                linestyle=(0, (3, 2)) if tile.step < 0 else "-",
            )
        )  # fmt: skip
        inks = {"color": on(colour), "ha": "center", "va": "center"}
        axes.text(tile.column + 0.5, tile.row + 0.37, tile.name, size=10, **inks)
        axes.text(tile.column + 0.5, tile.row + 0.68, tile.text, size=8, **inks)
    across, down = int(rows["column"].max()) + 1, int(rows["row"].max()) + 1
    axes.set_xlim(0, across)
    axes.set_ylim(down, 0)
    axes.set_axis_off()
    axes.set_title(f"单位：{unit}，颜色越深数值越大", loc="left", size=8, color=style.GREY)
    return float(0.06 + 0.56 * down / across)


def on(colour: str) -> str:
    """Choose the ink that is read best on a colour: dark on light, white on dark.

    Examples
    --------
    >>> on("#1b4f8a"), on("#eaf1f8")
    ('#ffffff', '#1f2328')
    """
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return style.INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "#ffffff"
