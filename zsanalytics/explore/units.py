"""Units beside each other: ranked, on their tiles against the target, and by parts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.explore.choosing import Subject, chosen, last_month, until
from zsanalytics.explore.house import escaped, figure, numbers
from zsanalytics.measures.flows import monthly
from zsanalytics.measures.growth import growth as with_growth
from zsanalytics.measures.progress import completion as with_completion
from zsanalytics.numerals import BLANK, shown_percent, shown_points
from zsanalytics.periods import period_text
from zsanalytics.publish import style
from zsanalytics.publish.figures import shipped_tiles

RANKED = {"value": "累计", "growth": "同比增速", "monthly": "当月"}


def ranking(
    panel: pd.DataFrame, region: str | None = None, *, by: str = "growth",
    indicator: str = "funds_in_place", segment: str | None = None, asof: str | None = None,
    book: Codebook | None = None,
) -> Any:  # fmt: skip
    """Rank a region's members, with the region itself as a line.

    画各成员的排名，上级作参照线。

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    region : str, optional
        Whose members are ranked; the province's by default.
    by : {"growth", "value", "monthly"}
        Growth over the year before, the year so far, or the month.
    indicator, segment, asof, book
        As for `progress`.

    Returns
    -------
    plotly.graph_objects.Figure
        Members without a figure stand last and say so; below zero is another colour.

    Raises
    ------
    PanelError
        If there are no such rows, or the region has no members.
    """
    if by not in RANKED:
        raise PanelError(f"ranking: by={by!r}; type by= one of {', '.join(map(repr, RANKED))}")
    book = book or load_codebook()
    rows, subject, members = _members(panel, "ranking", region, indicator, segment, asof, book)
    year, month = last_month(rows[rows["region"] == subject.region])
    own = with_growth(monthly(rows, book=book), book=book)
    now = own[(own["year"] == year) & (own["month"] == month)].set_index("region")
    ranked = now.reindex(members).sort_values(by, ascending=False, na_position="last")
    said = [_ranked_text(row, by, subject) for row in ranked.itertuples()]
    below = [bool(value < 0) for value in ranked[by].fillna(0)]
    bars = {
        "type": "bar", "orientation": "h", "x": numbers(ranked[by]),
        "y": [escaped(name) for name in ranked.index], "customdata": said, "cliponaxis": False,
        "text": [_text(value, by, subject) for value in ranked[by]], "textposition": "outside",
        "hovertemplate": "%{y}<br>%{customdata}<extra></extra>",
        "marker": {"color": [style.WARM if low else style.ACCENT for low in below],
                   "pattern": {"shape": ["/" if low else "" for low in below]}},
    }  # fmt: skip
    whole = now[by].get(subject.region)
    lines = _reference(whole, subject.region) if by == "growth" and pd.notna(whole) else {}
    return figure(
        [bars], title=f"{subject.region}各单位{subject.label}{RANKED[by]}",
        note=f"{period_text(year, month)}" + ("" if by == "growth" else f"，单位：{subject.unit}"),
        height=130 + 28 * len(ranked), showlegend=False, room=90, **lines,
        yaxis={"autorange": "reversed", "type": "category", "showgrid": False},
        xaxis={"tickformat": ".0%" if by == "growth" else ",.0f", "zeroline": True},
    )  # fmt: skip


def _members(
    panel: pd.DataFrame, where: str, region: str | None, indicator: str, segment: str | None,
    asof: str | None, book: Codebook,
) -> tuple[pd.DataFrame, Subject, list[str]]:  # fmt: skip
    """Give the rows of a region and its members up to a month."""
    rows, subject = chosen(
        panel, where, region=region, indicator=indicator, segment=segment, book=book
    )
    members = [name for name in book.members(subject.region) if name in set(rows["region"])]
    if not members:
        raise PanelError(
            f"{where}: {subject.region} has no members in the panel; type region= one that has, "
            f"such as {book.root!r}"
        )
    kept = rows[rows["region"].isin([*members, subject.region])]
    return until(kept, asof, subject, where), subject, members


def _text(value: float, by: str, subject: Subject) -> str:
    return shown_percent(value) if by == "growth" else subject.said(value)


def _ranked_text(row: Any, by: str, subject: Subject) -> str:
    if pd.isna(row.value):
        return "没有数据"
    return (
        f"累计 {subject.said(row.value)}，同比 {shown_percent(row.growth)}"
        f"<br>当月 {subject.said(row.monthly)}，上年同期 {subject.said(row.base)}"
    )


def _reference(value: float, name: str) -> dict[str, Any]:
    drawn = {"color": style.INK, "dash": "dash", "width": 1.2}
    line = {"type": "line", "layer": "below", "yref": "paper", "y0": 0, "y1": 1, "x0": value,
            "x1": value, "line": drawn}  # fmt: skip
    said = {"x": value, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
            "text": f"{escaped(name)} {shown_percent(value)}", "font": {"size": 11}}  # fmt: skip
    return {"shapes": [line], "annotations": [said]}


def completion(
    panel: pd.DataFrame, targets: pd.DataFrame, region: str | None = None, *,
    line: str | None = None, indicator: str = "funds_in_place", segment: str | None = None,
    asof: str | None = None, book: Codebook | None = None,
) -> Any:  # fmt: skip
    """Draw how far each member has come toward its target, as equal tiles in their rough places.

    画各成员的目标完成率，方块示意位置。

    Parameters
    ----------
    panel, targets : DataFrame
        The panel, and a table of targets with lines of the members, or the tasks that
        `zs.allocate` gave them.
    region : str, optional
        Whose members are drawn; the province's by default.
    line : {"floor", "dispatch", "goal"}, optional
        Which target line; the highest of each member by default.
    indicator, segment, asof, book
        As for `progress`.

    Returns
    -------
    plotly.graph_objects.Figure
        Darker is further; a member without target or figure is a white tile. Hovering tells
        target, so far, 完成率, 超（欠）序时, what is missing and what each month needs.

    Raises
    ------
    PanelError
        If there are no such rows, or no member has a target.
    """
    return _tiled(panel, targets, region, "completion", line, indicator, segment, asof, book)


def gap(
    panel: pd.DataFrame, targets: pd.DataFrame, region: str | None = None, *,
    line: str | None = None, indicator: str = "funds_in_place", segment: str | None = None,
    asof: str | None = None, book: Codebook | None = None,
) -> Any:  # fmt: skip
    """Draw what each member still lacks to its target, as tiles: darker is more.

    画各成员离目标还差多少，方块示意位置。

    Parameters
    ----------
    panel, targets, region, line, indicator, segment, asof, book
        As for `completion`.

    Returns
    -------
    plotly.graph_objects.Figure
        Of a target that is passed the tile says 已超额.

    Raises
    ------
    PanelError
        If there are no such rows, or no member has a target.
    """
    return _tiled(panel, targets, region, "gap", line, indicator, segment, asof, book)


def _tiled(
    panel: pd.DataFrame, targets: pd.DataFrame, region: str | None, what: str, line: str | None,
    indicator: str, segment: str | None, asof: str | None, book: Codebook | None,
) -> Any:  # fmt: skip
    book = book or load_codebook()
    rows, subject, members = _members(panel, what, region, indicator, segment, asof, book)
    year, month = last_month(rows[rows["region"] == subject.region])
    targets = _as_targets(targets, subject, year)
    measured = with_completion(rows, targets, line=line, book=book)
    now = measured[(measured["year"] == year) & (measured["month"] == month)]
    now = now.dropna(subset=["target"]).sort_values("target").drop_duplicates("region", keep="last")
    drawn = now.set_index("region").reindex(members)
    if drawn["target"].isna().all():
        raise PanelError(
            f"{what}: no member of {subject.region} has a target of {subject.indicator} in {year}; "
            "type targets= a table with lines of them, such as one split by zs.allocate"
        )
    title = "完成率" if what == "completion" else "目标缺口"
    return figure(
        [_tile_trace(drawn, what, subject)], height=460,
        title=f"{subject.region}各单位{subject.label}{title}",
        note=f"{period_text(year, month)}，越深{title}越{'高' if what == 'completion' else '大'}；"
        "空白为没有目标或数据，方块只示意位置",
        xaxis={"visible": False}, yaxis={"visible": False, "autorange": "reversed"},
    )  # fmt: skip


def _as_targets(targets: pd.DataFrame, subject: Subject, year: int) -> pd.DataFrame:
    """Make the tasks that `zs.allocate` gave a table of targets; such a table stays as it is."""
    if "kind" in targets or not {"region", "value", "reached"} <= set(targets.columns):
        return targets
    return targets[["region", "value"]].assign(
        indicator=subject.indicator, segment=subject.segment, year=year, kind="level",
        line="dispatch",
    )  # fmt: skip


def _tile_trace(drawn: pd.DataFrame, what: str, subject: Subject) -> dict[str, Any]:
    places = _places(subject.region, list(drawn.index))
    values = drawn[what].clip(lower=0)
    across = max(x for x, _ in places.values()) + 1
    down = max(y for _, y in places.values()) + 1
    grids: list[list[list[Any]]] = [[[empty] * across for _ in range(down)]
                                    for empty in (None, "", "")]  # fmt: skip
    for row in drawn.itertuples():
        x, y = places[str(row.Index)]
        value = values[row.Index]
        grids[0][y][x] = None if pd.isna(value) else float(value)
        grids[1][y][x] = f"{_short(str(row.Index))}<br>{_tile_text(row, what, subject)}"
        grids[2][y][x] = f"{escaped(row.Index)}<br>{_tile_hover(row, subject)}"
    steps = [[n / 4, colour] for n, colour in enumerate(style.SEQUENCE)]
    return {
        "type": "heatmap", "z": grids[0], "text": grids[1], "customdata": grids[2],
        "texttemplate": "%{text}", "hovertemplate": "%{customdata}<extra></extra>", "xgap": 6,
        "ygap": 6, "colorscale": steps, "hoverongaps": False,
        "colorbar": {"tickformat": ".0%" if what == "completion" else ",.0f", "thickness": 12},
    }  # fmt: skip


def _places(region: str, members: list[str]) -> dict[str, tuple[int, int]]:
    """Give each member a tile: its rough place where one is known, else in rows of five."""
    known = shipped_tiles().get(region, {})
    if set(members) <= set(known):
        return {name: known[name] for name in members}
    return {name: (number % 5, number // 5) for number, name in enumerate(members)}


def _short(region: str) -> str:
    return escaped({"临夏回族自治州": "临夏州", "甘南藏族自治州": "甘南州"}.get(region, region))


def _tile_text(row: Any, what: str, subject: Subject) -> str:
    if pd.isna(row.target) or pd.isna(row.value):
        return BLANK
    if what == "completion":
        return shown_percent(row.completion)
    return subject.said(row.gap) if row.gap > 0 else f"已超额{subject.said(-row.gap)}"


def _tile_hover(row: Any, subject: Subject) -> str:
    if pd.isna(row.target) or pd.isna(row.value):
        return "没有目标或数据"
    lines = [
        f"目标 {subject.said(row.target)}，累计 {subject.said(row.value)}",
        f"完成率 {shown_percent(row.completion)}，"
        f"{'超' if row.lead >= 0 else '欠'}序时 {shown_points(abs(row.lead))}",
        f"尚差 {subject.said(row.gap)}" if row.gap > 0 else f"已超额 {subject.said(-row.gap)}",
    ]
    if row.gap > 0 and pd.notna(row.needed_per_month):
        lines.append(f"后续月均需 {subject.said(row.needed_per_month)}")
    return "<br>".join(lines)
