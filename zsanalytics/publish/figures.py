"""Figures of a briefing: each a drawing for print and the same as a plotly figure for the screen.

Every function takes a plain frame of numbers and their renderings (``text``: the same string that
text and tables show) and gives a figure block. Missing values are drawn as absent and said so.
Colours differ in lightness, and lines also in dash, so that grey print and colour-blind readers
lose nothing. The words of the frames must be printable (`style.printable`).
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.errors import PanelError
from zsanalytics.publish import blocks, drawing, screen, style
from zsanalytics.publish.content import Block

MONTHS = tuple(range(1, 13))


def progress(
    pace: pd.DataFrame, *, target: float | None = None, unit: str = "亿元",
    caption: str = "累计进度与序时进度", mark: str = "",
) -> Block:  # fmt: skip
    """Draw the year so far against its target and the pace that leads there.

    The linear pace (序时) is ``target`` × month ÷ 12.

    Parameters
    ----------
    pace : DataFrame
        ``month`` (1 to 12), ``value`` (the year so far; NaN for months to come), ``text`` (its
        rendering), and, where known, ``last_year`` (同期累计) and ``seasonal`` (the pace of past
        years), all in ``unit``.
    target : float, optional
        The year's target; without it no pace is drawn.
    unit, caption, mark : str
        Unit of the axis, the figure's title, a mark such as 演示数据 drawn into the picture.
    """
    _need(pace, ("month", "value", "text"), "progress")
    known = pace.dropna(subset=["value"]).sort_values("month")
    if known.empty:
        raise PanelError("progress: no month has a value; leave the figure out")
    lines = {"今年累计": known.set_index("month")["value"]}
    for name, label in (("last_year", "上年同期"), ("seasonal", "季节进度")):
        if name in pace and pace[name].notna().any():
            lines[label] = pace.dropna(subset=[name]).set_index("month")[name].sort_index()
    if target is not None:
        lines["序时进度"] = pd.Series({m: target * m / 12 for m in (0, *MONTHS)})
    last = known.iloc[-1]
    alt = f"{caption}：截至{int(last['month'])}月累计{last['text']}{unit}"
    if target is not None:
        ahead = "高于" if last["value"] >= target * last["month"] / 12 else "低于"
        alt += f"，{ahead}序时进度"
    return _figure(
        caption, alt + "。", drawing.lines, screen.lines, mark,
        lines=lines, target=target, unit=unit, end=str(last["text"]),
    )  # fmt: skip


def growth_ranking(
    units: pd.DataFrame, *, reference: float | None = None, reference_text: str = "",
    caption: str = "同比增速排名", mark: str = "",
) -> Block:  # fmt: skip
    """Rank units by growth, with the province's growth as a line.

    Parameters
    ----------
    units : DataFrame
        ``region``, ``value`` (growth, a fraction; NaN where there is no base: listed last,
        without a bar) and ``text`` (its rendering, such as ``42.45%``).
    reference : float, optional
        The growth of the whole, a fraction, and ``reference_text``, its label.
    caption, mark : str
        The figure's title; a mark such as 演示数据 drawn into the picture.
    """
    ranked = _ranked(units, "region", "growth_ranking")
    alt = _alt(caption, ranked) + (f"；{reference_text}" if reference_text else "") + "。"
    return _figure(
        caption, alt, drawing.bars, screen.bars, mark,
        rows=ranked, reference=reference, reference_text=reference_text, unit="%",
    )  # fmt: skip


def chain_bars(
    chains: pd.DataFrame, *, unit: str = "亿元", caption: str = "重点产业链到位资金", mark: str = ""
) -> Block:
    """Rank chains (or anything named) by amount.

    Parameters
    ----------
    chains : DataFrame
        ``chain``, ``value`` (in ``unit``; NaN is listed last, without a bar) and ``text``.
    unit, caption, mark : str
        Unit of the axis, the figure's title, a mark such as 演示数据 drawn into the picture.
    """
    ranked = _ranked(chains, "chain", "chain_bars")
    return _figure(
        caption, _alt(caption, ranked) + "。", drawing.bars, screen.bars, mark,
        rows=ranked, reference=None, reference_text="", unit=unit,
    )  # fmt: skip


def cohort_funnel(
    stages: pd.DataFrame, *, unit: str = "个", caption: str = "签约项目推进情况", mark: str = ""
) -> Block:
    """Show how many of a cohort's projects have reached each stage.

    Parameters
    ----------
    stages : DataFrame
        ``stage`` in the order of the course (签约, 履约, 开工, …), ``value`` (in ``unit``; NaN has
        no bar) and ``text`` (such as ``3,231（81.00%）``).
    unit, caption, mark : str
        Unit of the axis, the figure's title, a mark such as 演示数据 drawn into the picture.
    """
    _ranked(stages, "stage", "cohort_funnel")
    rows = stages.rename(columns={"stage": "name"})[["name", "value", "text"]]
    said = "、".join(f"{row.name}{row.text}" for row in rows.itertuples(index=False))
    return _figure(
        caption, f"{caption}：{said}。", drawing.bars, screen.bars, mark,
        rows=rows.reset_index(drop=True), reference=None, reference_text="", unit=unit,
    )  # fmt: skip


def outlook_fan(
    course: pd.DataFrame, *, text: str, target: float | None = None, unit: str = "亿元",
    caption: str = "全年走势预测", mark: str = "",
) -> Block:  # fmt: skip
    """Draw the year so far and the range in which it may end.

    Parameters
    ----------
    course : DataFrame
        ``month`` (1 to 12), ``value`` (the year so far; NaN for months to come), ``expected``,
        and pairs such as ``lower_80, upper_80``, for the months to come, all in ``unit``.
    text : str
        What is expected of the year's end, as the text says it (such as ``8,731.2亿元左右``).
    target : float, optional
        The year's target, drawn as a level.
    unit, caption, mark : str
        Unit of the axis, the figure's title, a mark such as 演示数据 drawn into the picture.
    """
    _need(course, ("month", "value", "expected"), "outlook_fan")
    rows = course.set_index("month").sort_index()
    lines = {"今年累计": rows["value"].dropna(), "预计": rows["expected"].dropna()}
    if lines["今年累计"].empty or lines["预计"].empty:
        raise PanelError("outlook_fan: nothing so far or nothing expected; leave the figure out")
    levels = [name.removeprefix("lower_") for name in rows if name.startswith("lower_")]
    bands = {
        level: rows[[f"lower_{level}", f"upper_{level}"]]
        .dropna()
        .set_axis(["lower", "upper"], axis=1)
        for level in sorted(levels, reverse=True)
    }  # the widest first, so that the narrower lies on it
    return _figure(
        caption, f"{caption}：预计{text}。", drawing.fan, screen.fan, mark,
        lines=lines, bands=bands, target=target, unit=unit,
    )  # fmt: skip


def shares(parts: pd.DataFrame, *, caption: str = "到位资金构成", mark: str = "") -> Block:
    """Show how wholes are made up: one bar of 100 % for each breakdown.

    Parameters
    ----------
    parts : DataFrame
        ``group`` (the breakdown, such as 按规模), ``member``, ``share`` (a fraction) and ``text``
        (its rendering). Members keep their order; a missing or negative share is refused.
    caption, mark : str
        The figure's title; a mark such as 演示数据 drawn into the picture.
    """
    _need(parts, ("group", "member", "share", "text"), "shares")
    if parts.empty or not (parts["share"] >= 0).all():
        raise PanelError("shares: a share is missing or negative; leave that breakdown out")
    said = [
        f"{group}：" + "、".join(f"{row.member}{row.text}" for row in rows.itertuples())
        for group, rows in parts.groupby("group", sort=False)
    ]
    return _figure(
        caption, f"{caption}。{'；'.join(said)}。", drawing.stacks, screen.stacks, mark, rows=parts
    )


def tile_map(
    units: pd.DataFrame, *, unit: str = "亿元", caption: str = "各市州到位资金", mark: str = "",
    tiles: Mapping[str, tuple[int, int]] | None = None, short: Mapping[str, str] | None = None,
    lowest: bool = True,
) -> Block:  # fmt: skip
    """Show each unit as one equal tile in its rough place, darker for more.

    Parameters
    ----------
    units : DataFrame
        ``region``, ``value`` (NaN: an empty tile) and ``text``.
    unit, caption, mark : str
        Unit of the values, the figure's title, a mark drawn into the picture.
    tiles : mapping, optional
        Region to (column, row); the units of 甘肃省 from ``assets/tiles.toml`` by default.
    short : mapping, optional
        Names for the tiles; by default the name without 市, 自治州 and nationality.
    lowest : bool
        Whether the words beside the figure name the lowest.

    Raises
    ------
    PanelError
        If a region has no tile.
    """
    _need(units, ("region", "value", "text"), "tile_map")
    places = dict(tiles) if tiles is not None else shipped_tiles()["甘肃省"]
    unplaced = [region for region in units["region"] if region not in places]
    if unplaced:
        raise PanelError(f"tile_map: no tile for {', '.join(unplaced)}; add it to tiles.toml")
    named = {**{region: _short(region) for region in places}, **(short or {})}
    laid = units.assign(
        column=[places[region][0] for region in units["region"]],
        row=[places[region][1] for region in units["region"]],
        name=[named[region] for region in units["region"]],
        step=_steps(units["value"]),
    )
    alt = _alt(caption, _ranked(units, "region", "tile_map"), lowest=lowest) + "。"
    return _figure(caption, alt, drawing.tiles, screen.tiles, mark, rows=laid, unit=unit)


@functools.cache
def shipped_tiles() -> dict[str, dict[str, tuple[int, int]]]:
    """Give the tile grids that are shipped, by parent region."""
    with (style.ASSETS / "tiles.toml").open("rb") as stream:
        read = tomllib.load(stream)
    return {
        parent: {region: (place[0], place[1]) for region, place in grid.items()}
        for parent, grid in read.items()
    }


def _figure(caption: str, alt: str, draw: Any, screened: Any, mark: str, **content: Any) -> Block:
    shown = screened(**content)
    if mark:
        shown["layout"]["title"] = screen.corner(mark)
    return blocks.figure(
        caption, alt=alt, drawing=drawing.drawn(draw, mark=mark, **content), plotly=shown
    )


def _need(frame: pd.DataFrame, columns: tuple[str, ...], where: str) -> None:
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise PanelError(f"{where}: column missing: {', '.join(missing)}")


def _ranked(frame: pd.DataFrame, name: str, where: str) -> pd.DataFrame:
    _need(frame, (name, "value", "text"), where)
    if not frame["value"].notna().any():
        raise PanelError(f"{where}: no row has a value; leave the figure out")
    kept = frame.rename(columns={name: "name"})[["name", "value", "text"]]
    return kept.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)


def _alt(caption: str, ranked: pd.DataFrame, *, lowest: bool = True) -> str:
    known = ranked.dropna(subset=["value"])
    said = "、".join(f"{row.name}{row.text}" for row in known.head(3).itertuples(index=False))
    if len(known) > 3:
        last = known.iloc[-1]
        said = f"居前的是{said}"
        said += f"；最低为{last['name']}{last['text']}" if lowest else ""
    absent = len(ranked) - len(known)
    return f"{caption}：{said}" + (f"；{absent}个无数据" if absent else "")


def _short(region: str) -> str:
    ethnic = {"临夏回族自治州": "临夏", "甘南藏族自治州": "甘南"}
    return ethnic.get(region, region.removesuffix("市"))


def _steps(values: pd.Series) -> list[int]:
    """Sort values into five steps of about equal number; -1 is missing."""
    known = values.dropna().to_numpy(dtype="float64")
    bounds = np.quantile(known, (0.2, 0.4, 0.6, 0.8)) if known.size else np.zeros(4)
    return [-1 if pd.isna(value) else int(np.searchsorted(bounds, value)) for value in values]
