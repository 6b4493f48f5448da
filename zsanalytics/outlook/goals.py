"""Goals worked backwards: what a target asks of the rest of the year; what moves a landing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.codebook.breaks import comparable
from zsanalytics.errors import PanelError, RequestError
from zsanalytics.outlook.grid import Grid, Ints, series_grid
from zsanalytics.outlook.landing import year_end
from zsanalytics.outlook.lines import KEY, rows_by_line
from zsanalytics.outlook.scenarios import bases, percent
from zsanalytics.periods import parse_asof
from zsanalytics.schema import WHOLE


def goal_seek(
    panel: pd.DataFrame, asof: str, targets: pd.DataFrame, *, book: Codebook | None = None
) -> pd.DataFrame:
    r"""What each target line asks of the rest of the year, worked backwards.

    倒推每条目标线对后几个月的要求。

    .. math:: needed = (target - so\_far) / (12 - month)

    Parameters
    ----------
    panel, asof, targets, book
        As for `year_end`.

    Returns
    -------
    DataFrame
        One row a series and line: ``so_far, target, gap`` (target - so far, negative when
        passed), ``pace_gap`` (the same to 序时, target × month ÷ 12), ``needed_per_month`` (gap ÷
        months left), ``needed_growth`` (of the remaining months over last year's, a fraction),
        ``point`` (what one percentage point of growth in the remaining months brings), ``expected,
        chance``; how often so much came before: ``months_met`` of ``months_known`` single months
        brought the needed run-rate, ``years_met`` of ``years_known`` past years brought the whole
        gap in the same remaining months. NaN where last year is not known, and needs are NaN in
        December.

    Raises
    ------
    RequestError
        If no target of the year is about a series of the panel.

    Notes
    -----
    后续月均需到位 = 缺口 ÷ 剩余月数; 所需增速 = 缺口 ÷ 上年同期余下月份 - 1.
    """
    year, month = parse_asof(asof)
    table = year_end(panel, asof, targets, levels=(), book=book)
    grid = series_grid(panel, year, month, book=book)
    _, _, rest = bases(grid)
    table = table.assign(_row=rows_by_line(grid.keys, targets, panel, year, book=book))
    table = table[table["target"].notna()].reset_index(drop=True)
    if table.empty:
        raise RequestError(
            f"targets: none of {year} is about a series of the panel; check indicator and segment"
        )
    rows = table["_row"].to_numpy()
    left = pd.Series(12 - grid.month[rows], dtype=float)
    open_, rest_ = left.where(left > 0), pd.Series(rest[rows])
    begun = table["so_far"].fillna(0)
    gap = table["target"] - begun
    needs = table[[*KEY, "line", "so_far", "target"]].assign(
        gap=gap,
        pace_gap=table["target"] * (12 - left) / 12 - begun,
        needed_per_month=gap / open_,
        needed_growth=gap / rest_.where((rest_ > 0) & open_.notna()) - 1,
        point=rest_ / 100,
        expected=table["expected"],
        chance=table["chance"],
    )
    known = comparable(panel, asof, book)
    months = _months_like(needs, single_months(known, year, month))
    return needs.assign(**months, **_years_like(needs["gap"], grid, rows))


def single_months(panel: pd.DataFrame, year: int, month: int) -> pd.DataFrame:
    """Flows of single months up to one: differences of reports a month apart, and Januaries."""
    rows = panel.assign(segment=panel.get("segment", WHOLE), computed=False)
    rows = rows.dropna(subset=["value"])
    rows = rows[rows["year"] * 12 + rows["month"] <= year * 12 + month]
    if "status" in rows:
        rows = rows.assign(computed=rows["status"].eq("computed"))
    rows = rows.sort_values(["computed", "year", "month"], kind="stable")
    rows = rows.drop_duplicates([*KEY, "year", "month"]).sort_values(["year", "month"])
    before = rows.groupby([*KEY, "year"], sort=False, dropna=False)[["month", "value"]].shift()
    step = rows["month"] - before["month"].fillna(0)
    flow = rows["value"] - before["value"].fillna(0)
    return rows[KEY].assign(flow=flow)[step == 1]


def _months_like(needs: pd.DataFrame, flows: pd.DataFrame) -> dict[str, Ints]:
    met, known = [], []
    by_key = {key: part["flow"].to_numpy() for key, part in flows.groupby(KEY, dropna=False)}
    for *key, need in needs[[*KEY, "needed_per_month"]].itertuples(index=False):
        past = by_key.get(tuple(key), np.zeros(0))
        met.append(int((past >= need).sum()))
        known.append(len(past))
    return {"months_met": np.array(met), "months_known": np.array(known)}


def _years_like(gap: pd.Series, grid: Grid, rows: Ints) -> dict[str, Ints]:
    ends = grid.ytd[rows, :-1, 11]
    at = np.maximum(grid.month[rows], 1) - 1
    then = np.where(grid.month[rows, None] > 0, grid.ytd[rows, :-1][np.arange(len(rows)), :, at], 0)
    rest = ends - then
    met = (rest >= gap.to_numpy()[:, None]) & np.isfinite(rest)
    return {"years_met": met.sum(axis=1), "years_known": np.isfinite(rest).sum(axis=1)}


def goal_split(
    panel: pd.DataFrame, asof: str, region: str, target: float, *, book: Codebook | None = None
) -> pd.DataFrame:
    """What a region's target asks of each member, when all do more (or less) by one factor.

    全地区要达标，各成员按同一倍数各要到多少。

    The members' remainders of the outlook are multiplied by the one factor that makes the region
    land on its target; nobody is asked for less than what has arrived.

    Parameters
    ----------
    panel : DataFrame
        As for `year_end`; one indicator and segment, with the region and all its members.
    asof : str
        The month, ``"2024-09"``.
    region : str
        The region whose target it is, as in the panel.
    target : float
        Its year-end level, in the panel's unit. Where region and members' sum differ (未分解),
        their present ratio is kept.
    book : Codebook, optional
        The tree of regions; the shipped one by default.

    Returns
    -------
    DataFrame
        One row a member: ``region, so_far, expected, needed`` (its landing), ``more`` (needed -
        expected), ``needed_per_month`` (NaN in December), ``factor`` (the remainder asked for ÷
        the remainder expected, the same for all; 0 once the target is passed).

    Raises
    ------
    PanelError
        If the panel holds several series of a region, or not the region with all its members.
    """
    book = book or load_codebook()
    table = _one_each(year_end(panel, asof, levels=(), book=book))
    members = list(book.members(region))
    missing = [name for name in (region, *members) if name not in table.index]
    if missing or not members:
        raise PanelError(
            f"panel: {region} with all its members is needed; missing: "
            f"{', '.join(missing[:5]) or 'any member'}"
        )
    own = table.loc[members]
    begun = own["so_far"].fillna(0.0)
    ratio = float(table.loc[region, "so_far"]) / begun.sum() if begun.sum() > 0 else 1.0
    ahead = own["expected"] - begun
    asked = target / (ratio if np.isfinite(ratio) and ratio > 0 else 1.0) - begun.sum()
    factor = max(asked / ahead.sum(), 0.0) if ahead.sum() > 0 else np.nan
    left = 12 - parse_asof(asof)[1]
    out = pd.DataFrame({"region": members, "so_far": own["so_far"].to_numpy()})
    out["expected"] = own["expected"].to_numpy()
    out["needed"] = (begun + factor * ahead).to_numpy()
    out["more"] = out["needed"] - out["expected"]
    rest = out["needed"] - begun.to_numpy()
    return out.assign(needed_per_month=rest / left if left else np.nan, factor=factor)


def sensitivity(
    panel: pd.DataFrame, asof: str, region: str, *, step: float = 0.1, book: Codebook | None = None
) -> pd.DataFrame:
    """How far the landing of a region moves when one thing turns out lower or higher.

    某一因素高一点或低一点，全年数变动多少。

    Parameters
    ----------
    panel, asof, book
        As for `year_end`; the panel holds one indicator and segment.
    region : str
        Whose landing, as in the panel.
    step : float, default 0.1
        By how much each thing moves: 10 points of growth, 10 % of a member's remainder.

    Returns
    -------
    DataFrame
        ``factor, low, high, swing`` (high - low), the widest first: 预计误差（80%区间）,
        其余月份增速±10个百分点 (where last year is known), and each member's remainder,
        兰州市其余月份±10% (with ``book``). No landing is below what has arrived.

    Raises
    ------
    PanelError
        If the panel holds several series of a region, or none of the region.
    """
    table = _one_each(year_end(panel, asof, levels=(0.8,), book=book))
    if region not in table.index:
        raise PanelError(f"panel: no series of {region}; select a region that it holds")
    own, shown = table.loc[region], percent(step)
    year, month = parse_asof(asof)
    grid = series_grid(panel, year, month, book=book)
    rest = float(bases(grid)[2][grid.keys.index[grid.keys["region"] == region][0]])
    moved = {f"其余月份增速±{shown.removesuffix('%')}个百分点": step * rest}
    for name in book.members(region) if book is not None and region in book.places else ():
        if name in table.index:
            ahead = table.loc[name, "expected"] - np.nan_to_num(table.loc[name, "so_far"])
            moved[f"{name}其余月份±{shown}"] = step * float(ahead)
    rows = [("预计误差（80%区间）", own["lower_80"], own["upper_80"])]
    middle, least = float(own["expected"]), float(np.nan_to_num(own["so_far"]))
    rows += [
        (name, max(middle - change, least), middle + change)
        for name, change in moved.items()
        if np.isfinite(change) and month < 12
    ]
    out = pd.DataFrame(rows, columns=["factor", "low", "high"])
    out = out.assign(swing=out["high"] - out["low"])
    return out.sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def _one_each(table: pd.DataFrame) -> pd.DataFrame:
    """Give a region's one row, the submitted before the computed."""
    kinds = len(table[["indicator", "segment"]].drop_duplicates())
    if kinds > 1:
        raise PanelError(f"panel: found {kinds} indicators or segments, expected one; select it")
    return table.drop_duplicates("region").set_index("region")
