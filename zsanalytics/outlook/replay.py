"""Replay: past years forecast month by month as if then, and what came of it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.codebook.breaks import breaks_of, touched
from zsanalytics.errors import RequestError
from zsanalytics.outlook.grid import series_grid
from zsanalytics.outlook.landing import year_end
from zsanalytics.outlook.rivals import RIVALS, rival_landings
from zsanalytics.periods import asof_text

SERIES = ["region", "indicator", "segment"]


def replay(
    panel: pd.DataFrame,
    months: Sequence[int] = (3, 6, 9),
    levels: Sequence[float] = (0.8,),
    *,
    rivals: Sequence[str] = (),
    book: Codebook | None = None,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Past landings forecast from each month as if then, beside what came.

    回到往年各月重新预测，与实际全年数对照。

    For every past year whose December is known (and the December before it), the year-end
    landing is forecast from what the panel held up to that month: nothing later is seen.

    Parameters
    ----------
    panel : DataFrame
        As for `year_end`.
    months : sequence of int, default (3, 6, 9)
        From which months, 1 to 11.
    levels : sequence of float, default (0.8,)
        The intervals whose coverage is checked.
    rivals : sequence of str, optional
        Of ``theta``, ``ets``: textbook models of statsmodels to compare with (some 20 ms a series
        and replay).
    book : Codebook, optional
        As for `year_end`.
    executor : Executor, optional
        Its workers forecast the years and months, each on its own.

    Returns
    -------
    DataFrame
        One row a series, year and month: the columns of the outlook table (without targets),
        ``landed`` (December as reported), ``error`` (expected ÷ landed - 1, a fraction),
        ``even_error`` (the same for 序时: so far × 12 ÷ month), ``carry_error`` (last year's
        December × this year's growth so far), ``theta_error`` … of the rivals (NaN where a rival
        has too few months), and ``covered_80`` … (whether the interval held).
        Empty when no past year can be replayed.

    Raises
    ------
    RequestError
        If a month is not 1 to 11, or a rival is unknown.

    Examples
    --------
    >>> months = list(range(1, 13))
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "indicator": "funds_in_place",
    ...         "year": [2021] * 12 + [2022] * 12 + [2023] * 12,
    ...         "month": months * 3,
    ...         "value": [100.0 * m for m in months]
    ...         + [110.0 * m for m in months]
    ...         + [121.0 * m for m in months],
    ...     }
    ... )
    >>> table = replay(panel, months=(6,))
    >>> table[["year", "month", "landed", "carry_error"]].round(3)
       year  month  landed  carry_error
    0  2022      6  1320.0          0.0
    1  2023      6  1452.0          0.0
    """
    wrong = [month for month in months if month not in range(1, 12)]
    if wrong:
        raise RequestError(f"months: found {wrong[0]!r}, expected 1 to 11; December is the landing")
    last = _decembers(panel)
    years = sorted(set(last["year"]) & set(last["year"] + 1))
    then = [(int(year), month) for year in years for month in months]
    forecasting = functools.partial(_as_if_then, panel, levels, rivals, book)
    found = executor.map(forecasting, then) if executor else map(forecasting, then)
    tables = [
        _judged(table.assign(month=month), last, panel, levels)
        for (_, month), table in zip(then, found, strict=True)
    ]
    if not tables:
        empty = year_end(panel.iloc[:0], "2000-01", levels=levels, book=book).assign(month=0)
        empty = empty.assign(**{f"_{name}": np.nan for name in rivals})
        tables = [_judged(empty, last, panel, levels)]
    return _on_one_scope(pd.concat(tables, ignore_index=True), book)


def _on_one_scope(table: pd.DataFrame, book: Codebook | None) -> pd.DataFrame:
    """Leave out the years in which a series' scope changed: nothing they are held against fits."""
    if book is None:
        return table
    for one in breaks_of(book):
        changed = touched(table, one, book) & (table["year"] == one.since[0])
        table = table[~changed]
    return table.reset_index(drop=True)


def _as_if_then(
    panel: pd.DataFrame,
    levels: Sequence[float],
    rivals: Sequence[str],
    book: Codebook | None,
    then: tuple[int, int],
) -> pd.DataFrame:
    """Forecast a past year's landing from one of its months, and as the rivals would."""
    known = panel[panel["year"] <= then[0]]
    table = year_end(known, asof_text(*then), levels=levels, book=book)
    if rivals:
        grid = series_grid(known, *then, book=book)
        table = table.assign(**{f"_{name}": rival_landings(grid, name) for name in rivals})
    return table


def record(replays: pd.DataFrame, by: str | Sequence[str] = "month") -> pd.DataFrame:
    """Summary of replays: error, coverage, and skill against 序时 and carry-forward.

    历年预测的成绩：误差、区间命中率，比简单推算好多少。

    Parameters
    ----------
    replays : DataFrame
        What `replay` gives.
    by : str or sequence of str, default "month"
        Group by these columns: ``"month"`` answers how early we can know; ``"region"`` who is hard
        to foresee.

    Returns
    -------
    DataFrame
        One row a group: ``landings`` (how many), ``median_error`` (median of |error|),
        ``skill_even``, ``skill_carry`` and those of the rivals (1 - median error ÷ that of the
        other on the landings it forecast; NaN where it is never wrong), ``coverage_80`` … (share
        of landings inside the interval).

    Examples
    --------
    >>> replays = pd.DataFrame(
    ...     {
    ...         "month": [6, 6],
    ...         "error": [0.02, -0.04],
    ...         "even_error": [0.06, 0.06],
    ...         "carry_error": [0.03, 0.03],
    ...         "covered_80": [True, False],
    ...     }
    ... )
    >>> record(replays).round(2)
       month  landings  median_error  skill_even  skill_carry  coverage_80
    0      6         2          0.03         0.5          0.0          0.5
    """
    errors = [name for name in replays if name == "error" or name.endswith("_error")]
    sized = replays.assign(**{name: replays[name].abs() for name in errors})
    grouped = sized.groupby(by, sort=True, dropna=False)
    out = grouped.size().rename("landings").to_frame()
    out["median_error"] = grouped["error"].median()
    for name in errors[1:]:
        both = sized[["error", name]].where(sized[name].notna())  # judged on the same landings
        keys = [sized[key] for key in ([by] if isinstance(by, str) else by)]
        middle = both.groupby(keys, sort=True, dropna=False).median()
        plain = middle[name].where(middle[name] > 0)
        out[f"skill_{name.removesuffix('_error')}"] = 1 - middle["error"] / plain
    for name in replays.columns[replays.columns.str.startswith("covered_")]:
        out[name.replace("covered", "coverage")] = grouped[name].mean()
    return out.reset_index()


def _decembers(panel: pd.DataFrame) -> pd.DataFrame:
    """Give the landings, submitted before computed; those of zero or less cannot be judged."""
    ends = panel[panel["month"].eq(12) & panel["value"].gt(0)]
    if "segment" not in ends:
        ends = ends.assign(segment="全部")
    if "status" in ends:
        late = ends["status"].eq("computed").astype(int)
        ends = ends.assign(_late=late).sort_values("_late", kind="stable")
    return ends.drop_duplicates([*SERIES, "year"])[[*SERIES, "year", "value"]]


def _judged(
    table: pd.DataFrame, last: pd.DataFrame, panel: pd.DataFrame, levels: Sequence[float]
) -> pd.DataFrame:
    """Put what came, and what plain rules would have said, beside the forecasts."""
    landed = last.rename(columns={"value": "landed"})
    table = table.drop(columns=["line", "target", "chance"]).merge(landed, on=[*SERIES, "year"])
    before = landed.rename(columns={"landed": "_before"}).assign(year=landed["year"] + 1)
    table = table.merge(before, on=[*SERIES, "year"])
    same = panel if "segment" in panel else panel.assign(segment="全部")
    same = same.drop_duplicates([*SERIES, "year", "month"])
    same = same.assign(year=same["year"] + 1, _then=same["value"])
    keys = [*SERIES, "year", "month"]
    table = table.merge(same[[*keys, "_then"]], on=keys, how="left")
    table = table[table["so_far"].notna()].reset_index(drop=True)
    then = table["_then"].where(table["_then"] > 0)
    table["error"] = table["expected"] / table["landed"] - 1
    table["even_error"] = table["so_far"] * 12 / table["month"] / table["landed"] - 1
    table["carry_error"] = table["_before"] * table["so_far"] / then / table["landed"] - 1
    slack = 1e-9 * table["landed"]
    landed_by = [name for name in table if name.startswith("_") and name[1:] in RIVALS]
    for name in landed_by:
        table[f"{name[1:]}_error"] = table[name] / table["landed"] - 1
    for level in levels:
        name = f"{100 * level:.10g}"
        low, high = table[f"lower_{name}"] - slack, table[f"upper_{name}"] + slack
        table[f"covered_{name}"] = table["landed"].between(low, high)
    return table.drop(columns=["_before", "_then", *landed_by])
