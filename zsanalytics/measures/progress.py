"""Progress: how far a year has come toward its targets, and what the rest of it needs.

Comes in: a panel and a table of targets. Goes out: the panel's rows, one a target line. It
refuses a line that no target has.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.breaks import bridging, earlier, scopes_of
from zsanalytics.measures.keys import (
    SERIES,
    Keys,
    Numbers,
    Values,
    is_computed,
    keys_of,
    look_up,
    numbered,
    numbers_of_both,
    ratio,
    taken,
    texts,
    values_of,
    with_columns,
    year_numbers,
)
from zsanalytics.measures.pace import REASONS, newest_rows, reached, seasonal_pace
from zsanalytics.schema import TARGETS, require

LINES = ("floor", "dispatch", "goal")
COLUMNS = (
    "line", "target", "completion", "time_progress", "lead", "gap", "needed_per_month",
    "needed_growth", "months_left", "pace", "pace_lead", "pace_reason", "reached",
)  # fmt: skip
YEAR = (*SERIES, "year")

Places = npt.NDArray[np.intp]


def completion(
    panel: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    line: str | None = None,
    among: Iterable[str] | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    r"""Completion of annual targets (完成率), against the calendar and the season.

    年度目标完成率，与序时进度和季节进度对照。

    .. math::

        c = v / T, \quad gap = T - v, \quad needed = gap / (12 - m), \quad
        needed\ growth = gap / (v_{y-1,12} - v_{y-1,m}) - 1

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel, with the years before (for bases, the season and needed growth).
    targets : DataFrame
        Columns of the targets table. ``level``, ``count`` and ``rate`` are targets as they stand;
        ``growth`` and ``multiple`` start from the panel's own December of ``base_year`` (the year
        before by default), and growth over several years compounds; without that December the
        target is NaN. A ``share`` is no annual level and is left out.
    line : {"floor", "dispatch", "goal"}, optional
        Keep this line only.
    among : iterable of str, optional
        Peers toward whose season each series' own is drawn; see `seasonal_pace`.
    book : Codebook, optional
        Says which indicators are flows, and where scopes changed (`breaks_crossed`): the year
        before such a break is bridged, or is no base, no season and no record.

    Returns
    -------
    DataFrame
        One row a row and target line, numbered from 0; a row without target stays, with NaN.
        ``line``; ``target`` (unit of ``value``; the highest where clauses share a line);
        ``completion``, ``time_progress`` (序时进度, month ÷ 12), ``lead`` (completion -
        time_progress): fractions; ``gap`` (negative when passed); ``needed_per_month``;
        ``needed_growth`` (a fraction); ``months_left``; ``pace`` (share of the year that this
        month normally holds), ``pace_lead`` (completion - pace), ``pace_reason`` (why there is no
        pace) and ``reached`` (share of past months that brought the needed amount), all on the
        newest row of each series: nobody steers a month gone by.
        Needs are NaN in December and for what does not accumulate; completion is NaN without a
        positive target.

    Raises
    ------
    PanelError
        If a column is missing, a key is repeated, or no target has the line.

    Notes
    -----
    Definition: 序时 is the calendar's share of the year, as bulletins print it; it misjudges a
    year whose money comes in autumn, so the season stands beside it.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "甘肃省",
    ...         "indicator": "funds_in_place",
    ...         "segment": "来源地=省外",
    ...         "year": 2024,
    ...         "month": [9],
    ...         "value": [6527.11],
    ...     }
    ... )
    >>> targets = pd.DataFrame(
    ...     {
    ...         "region": ["甘肃省"],
    ...         "indicator": "funds_in_place",
    ...         "segment": "来源地=省外",
    ...         "year": 2024,
    ...         "kind": "level",
    ...         "line": "goal",
    ...         "value": 7000.0,
    ...     }
    ... )
    >>> progress = completion(panel, targets)
    >>> progress[["completion", "lead", "gap", "needed_per_month"]].round(4)
       completion    lead     gap  needed_per_month
    0      0.9324  0.1824  472.89            157.63
    """
    panel = _without_lines(panel)
    keys = keys_of(panel)
    goals = target_levels(targets, panel, book=book)
    if line is not None:
        goals = goals[goals["line"] == line]
        if goals.empty and len(panel):
            raise PanelError(f"targets: no target with line {line!r}; one of {', '.join(LINES)}")
    rows, line_of, target = _lined(keys, goals)
    needs = _needs(panel, keys, rows, target, book)
    season = _season(panel, keys, rows, needs, among, book)
    columns = {"line": texts([*goals["line"].unique(), None], line_of), **needs, **season}
    out = panel if _all(rows, panel) else panel.iloc[rows]
    return with_columns(out.reset_index(drop=True), **{name: columns[name] for name in COLUMNS})


def _without_lines(panel: pd.DataFrame) -> pd.DataFrame:
    """Take back what an earlier `completion` added: its columns, and the rows of further lines."""
    if "line" not in panel.columns:
        return panel
    plain = panel.drop(columns=list(COLUMNS), errors="ignore")
    place = numbered(plain).own
    return plain[~pd.Index(place).duplicated()] if panel["line"].notna().any() else plain


def _season(
    panel: pd.DataFrame,
    keys: Keys,
    rows: Places,
    needs: dict[str, Values],
    among: Iterable[str] | None,
    book: Codebook | None,
) -> dict[str, Values | ExtensionArray]:
    """Set the newest row of each series against its season and its past months."""
    flow = keys.of_kind("ytd", book)
    values = np.where(flow, values_of(panel, "value"), np.nan)
    newest = newest_rows(keys, values)[rows]
    pace, met = (np.full(len(rows), np.nan) for _ in range(2))
    pace[newest] = seasonal_pace(keys, values, rows[newest], among=among, book=book)
    need = needs["needed_per_month"][newest]
    met[newest] = reached(keys, values, rows[newest], need, book=book)
    known = np.where(np.isnan(pace), np.where(newest, 2, 1), 3)
    reason = texts(REASONS, np.where(flow[rows], known, 0))
    lead = needs["completion"] - pace
    return {"pace": pace, "pace_lead": lead, "pace_reason": reason, "reached": met}


def _all(rows: Places, panel: pd.DataFrame) -> bool:
    """Tell whether each row of the panel stands once, in its place."""
    return len(rows) == len(panel)


def _lined(keys: Keys, goals: pd.DataFrame) -> tuple[Places, Places, Values]:
    """Pair rows with target lines: positions of rows, places of lines, targets.

    A row without any line stands once, with the place after the last line and a NaN target.
    """
    wanted, have = year_numbers(keys, goals)
    lines, values = goals["line"].to_numpy(), values_of(goals, "target")
    places = []
    for name in goals["line"].unique():
        mine = np.flatnonzero(lines == name)
        found = pd.Index(have[mine]).get_indexer(wanted)
        places.append(np.where(found >= 0, mine[found], -1))
    place = np.column_stack([*places, np.full(len(wanted), -1)])
    pairs = place >= 0
    pairs[:, -1] = ~pairs.any(axis=1)
    rows, line_of = np.nonzero(pairs)
    return rows, line_of, taken(values, place[rows, line_of])


def target_levels(
    targets: pd.DataFrame, panel: pd.DataFrame, *, book: Codebook | None = None
) -> pd.DataFrame:
    """Levels that targets ask of a year's December: one row a series, year and line.

    Parameters
    ----------
    targets : DataFrame
        Columns of the targets table; ``base_year`` may be absent.
    panel : DataFrame
        Holds the Decembers that growth and multiples start from.
    book : Codebook, optional
        Says where scopes changed; a December from before such a break is bridged, or is no base.

    Returns
    -------
    DataFrame
        Columns ``region, indicator, segment, year, line, target``; the highest level where
        several clauses share a line, NaN without the base.

    Raises
    ------
    PanelError
        If a column is missing.
    """
    require(targets, TARGETS, (*YEAR, "kind", "line", "value"))
    goals = targets[targets["kind"].ne("share")].copy()
    year = goals["year"].to_numpy(dtype="int64")
    given = goals.get("base_year", pd.Series(np.nan, index=goals.index))
    start = given.astype("Float64").fillna(goals["year"] - 1).to_numpy(dtype="int64")
    value, kind = values_of(goals, "value"), goals["kind"]
    based = kind.isin(["growth", "multiple"]).to_numpy(dtype=bool)
    base = np.full(len(goals), np.nan)
    if based.any():
        then = goals.assign(year=start)[based]
        base[based] = _december(panel, then) * _since(then, year[based], book)
    goals["target"] = np.select(
        [kind == "growth", kind == "multiple"],
        [base * (1 + value) ** (year - start), base * value],
        default=value,
    )
    lines = sorted(goals["line"].unique(), key=lambda name: (*LINES, name).index(name))
    order = pd.Categorical(goals["line"], categories=lines)
    goals = goals.assign(place=order.codes).sort_values("place", kind="stable")
    key = [*YEAR, "line"]
    if not goals.duplicated(key).any():
        return goals[[*key, "target"]]
    return goals.groupby(key, sort=False, as_index=False)["target"].max()


def _december(panel: pd.DataFrame, wanted: pd.DataFrame) -> Values:
    """Give the year-end values of series and years: the submitted, else the computed."""
    ends = panel[panel["month"] == 12]
    computed = is_computed(ends)
    want, have = numbers_of_both(wanted, ends, YEAR)
    values = values_of(ends, "value")
    submitted, added = (look_up(want, have[kind], values[kind]) for kind in (~computed, computed))
    return np.where(np.isnan(submitted), added, submitted)


def _since(then: pd.DataFrame, year: Numbers, book: Codebook | None) -> Values | float:
    """Give the factor that puts the Decembers of targets on the scope of the targets' years."""
    keys = numbered(then.assign(month=12))
    return bridging(scopes_of(keys, book), year * 12 + 12, keys.year * 12 + 12)


def _rest_of_last_year(keys: Keys, value: Values, book: Codebook | None) -> Values:
    """Give what the year before brought after each row's month, on the row's own scope."""
    now = keys.year * 12 + keys.month
    bridge = bridging(scopes_of(keys, book), now, now - keys.month)
    end = keys.look_up(keys.own - keys.month, value) * bridge
    return end - earlier(keys, value, 1, book)


def _needs(
    panel: pd.DataFrame, keys: Keys, rows: Places, target: Values, book: Codebook | None
) -> dict[str, Values]:
    """Set each row against its target: how far, how much is missing, what the rest needs."""
    value = values_of(panel, "value")
    flow, month = keys.of_kind("ytd", book), keys.month
    rest = _rest_of_last_year(keys, value, book)
    if not _all(rows, panel):
        value, flow, month, rest = value[rows], flow[rows], month[rows], rest[rows]
    done, gap, left = ratio(value, target), target - value, (12 - month).astype(np.float64)
    open_gap = np.where(flow & (left > 0), gap, np.nan)
    return {
        "target": target,
        "completion": done,
        "time_progress": month / 12,
        "lead": np.where(flow, done - month / 12, np.nan),
        "gap": gap,
        "needed_per_month": ratio(open_gap, left),
        "needed_growth": ratio(open_gap, rest) - 1,
        "months_left": left,
    }
