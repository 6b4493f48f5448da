"""A target shared out (分解): province to units, unit to counties, exact to the printed decimals.

Comes in: the panel with last year's Decembers, and a total. Goes out: one row a member with its
task and what the task asks of it. The arithmetic is exact (fractions, not floats), so the tasks
add up to the last decimal, whatever the order of the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.codebook.breaks import comparable
from zsanalytics.errors import PanelError
from zsanalytics.periods import asof_text
from zsanalytics.quantities import shown
from zsanalytics.schema import PANEL, WHOLE, require
from zsanalytics.targets.capacity import past_reach, projected

OUTSIDE = "来源地=省外"
METHODS = ("dispatch", "proportional", "seasonal", "equal")
Rates = float | Mapping[str, float] | None


class Share(NamedTuple):
    """One member's side of an allocation, in units of the last decimal."""

    region: str
    base: Fraction
    start: Fraction  # before the common increase
    weight: Fraction  # of the common increase
    least: int
    most: int | None


def allocate(
    panel: pd.DataFrame,
    *,
    year: int,
    total: float | None = None,
    growth: Rates = None,
    method: str = "dispatch",
    cap: Rates = None,
    region: str | None = None,
    indicator: str = "funds_in_place",
    segment: str | None = None,
    decimals: int = 2,
    book: Codebook | None = None,
) -> pd.DataFrame:
    r"""Tasks of a region's members that add up to its target, and what they ask of each.

    把总目标分解成各成员的任务，合计正好等于目标，并算出对各成员的要求。

    .. math:: x_i = \min(\max(s_i + \lambda w_i,\ f_i),\ c_i), \qquad \sum x_i = T

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel: the members' Decembers of the year before are the bases; months of
        ``year`` and of earlier years say what is left and what was reached before.
    year : int
        The year of the target.
    total : float, optional
        The target, in the indicator's unit; by default the sum of the floors.
    growth : float or mapping, optional
        Growth that nobody may fall below (a fraction), for all or by region.
    method : {"dispatch", "proportional", "seasonal", "equal"}, default "dispatch"
        How the total is shared out. ``dispatch``: each its base grown by ``growth``, what is then
        left of the total in proportion to the bases. ``proportional``: in proportion to the bases.
        ``seasonal``: in proportion to where each is heading, this year's figure over the share
        that its month held of earlier years. ``equal``: the same increase for each.
    cap : float or mapping, optional
        Growth that nobody may exceed.
    region, indicator, segment : str, optional
        The series; by default the codebook's root, ``funds_in_place`` and the only segment there
        is, else ``来源地=省外``, else ``全部``.
    decimals : int, default 2
        Decimals of the tasks.
    book : Codebook, optional
        Names the members, and says where scopes changed: a base from before is bridged or none.

    Returns
    -------
    DataFrame
        One row a member in the codebook's order: ``region``, ``base``, ``value`` (the task),
        ``growth`` (asked of it, a fraction), ``increase``, ``share`` (of the tasks), ``so_far``,
        ``needed_per_month`` (from the newest month of ``year``, or over the whole year),
        ``reached`` (share of past months that brought as much), ``note``. The tasks sum exactly to
        the larger of the total and the floors; ``note`` says when the floors exceed the total.

    Raises
    ------
    PanelError
        If a base is not positive, the caps do not hold the total, or an argument is unknown.

    Notes
    -----
    Largest remainder; a larger base never gets less. 甘办发〔2024〕6号 一: 按增长20%调度分解任务.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": load_codebook().members("甘肃省"),
    ...         "year": 2023,
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "month": 12,
    ...         "value": 100.0,
    ...     }
    ... )
    >>> tasks = allocate(panel, year=2024, total=2000, growth=0.20)
    >>> tasks["value"].tolist()[:3], round(float(tasks["value"].sum()), 2)
    ([133.34, 133.34, 133.33], 2000.0)
    """
    if method not in METHODS:
        raise PanelError(f"allocate: method {method!r}; expected one of {', '.join(METHODS)}")
    if growth is None and (total is None or method == "dispatch"):
        raise PanelError("allocate: give growth= (the floor), and for other methods total=")
    require(panel, PANEL, ("region", "indicator", "segment", "year", "month", "value"))
    book = book or load_codebook()
    region = book.region(region) if region else book.regions["region"].iloc[0]
    members = book.members(region)
    rows = _series(comparable(panel, asof_text(year, 12), book), members, indicator, segment)
    shares = _shares(rows, members, year, method, growth, cap, decimals)
    floors = sum(share.least for share in shares)
    units = floors if total is None else round(_exact(total) * 10**decimals)
    tasks = _whole(shares, _filled(shares, max(units, floors)), max(units, floors))
    table = _table(shares, tasks, decimals).pipe(_consequences, rows, year)
    return table.assign(note=_note(floors, units, decimals))


def _exact(number: float) -> Fraction:
    """Read a number as it is written: 0.2 is one fifth, not the float next to it."""
    return Fraction(str(float(number)))


def _series(
    panel: pd.DataFrame, members: Sequence[str], indicator: str, segment: str | None
) -> pd.DataFrame:
    """Choose one row a member and month: the submitted, else the computed."""
    rows = panel[panel["region"].isin(members) & (panel["indicator"] == indicator)]
    segments = list(rows["segment"].unique())
    if segment is None:
        likely = segments if len(segments) == 1 else [OUTSIDE, WHOLE]
        segment = next((name for name in likely if name in segments), OUTSIDE)
    rows = rows[rows["segment"] == segment]
    if rows.empty:
        raise PanelError(
            f"allocate: no row of {indicator} {segment} for the {len(members)} members; "
            f"segments there: {', '.join(segments[:5]) or 'none'}"
        )
    if "status" in rows.columns:
        rows = rows.sort_values("status", key=lambda text: text == "computed", kind="stable")
    return rows.drop_duplicates(["region", "year", "month"])


def _rate(rates: Rates, region: str) -> float | None:
    return rates.get(region) if isinstance(rates, Mapping) else rates


def _shares(
    rows: pd.DataFrame,
    members: Sequence[str],
    year: int,
    method: str,
    growth: Rates,
    cap: Rates,
    decimals: int,
) -> list[Share]:
    """Put each member's base, start, weight, floor and cap together."""
    ends = rows[(rows["year"] == year - 1) & (rows["month"] == 12)]
    bases = dict(zip(ends["region"], ends["value"], strict=True))
    lacking = [name for name in members if not bases.get(name, 0) > 0]
    if lacking:
        raise PanelError(
            f"allocate: no positive December {year - 1} of {', '.join(lacking[:5])}"
            f"{' …' if len(lacking) > 5 else ''}; complete the panel first"
        )
    heading = projected(rows, year) if method == "seasonal" else pd.Series(dtype="float64")
    shares = []
    for name in members:
        base = _exact(bases[name]) * 10**decimals
        rate, most = _rate(growth, name), _rate(cap, name)
        task = base * (1 + _exact(rate)) if rate is not None else Fraction(0)
        if most is not None and rate is not None and most < rate:
            raise PanelError(f"allocate: cap {most} of {name} is below its growth {rate}")
        start, weight = _way(method, name, base, task, heading)
        limit = floor(base * (1 + _exact(most))) if most is not None else None
        shares.append(Share(name, base, start, weight, ceil(task), limit))
    return shares


def _way(
    method: str, name: str, base: Fraction, task: Fraction, heading: pd.Series
) -> tuple[Fraction, Fraction]:
    """Give where a member starts, and its weight in what is shared out beyond that."""
    if method == "dispatch":
        return task, base
    if method == "equal":
        return base, Fraction(1)
    if method == "seasonal":
        value = float(heading.get(name, float("nan")))
        if not value > 0:
            raise PanelError(
                f"allocate: no season for {name}; it needs a month of this year and a complete "
                "earlier year, or another method"
            )
        return Fraction(0), _exact(value)
    return Fraction(0), base


def _filled(shares: Sequence[Share], total: int) -> list[Fraction]:
    """Raise all by a common step until they hold the total, each between its floor and cap."""

    def held(step: Fraction) -> list[Fraction]:
        values = [max(s.start + step * s.weight, Fraction(s.least)) for s in shares]
        caps = [s.most for s in shares]
        return [v if c is None else min(v, Fraction(c)) for v, c in zip(values, caps, strict=True)]

    if all(s.most is not None for s in shares) and sum(s.most or 0 for s in shares) < total:
        raise PanelError("allocate: the caps together are below the total; raise them")
    turns = {(Fraction(s.least) - s.start) / s.weight for s in shares}
    turns |= {(Fraction(s.most) - s.start) / s.weight for s in shares if s.most is not None}
    steps = sorted(turns)
    for low, high in pairwise([*steps, None]):
        if high is not None and sum(held(high)) < total:
            continue
        return _between(held, low if low is not None else steps[0], high, total, shares)
    return held(steps[0])


def _between(
    held: Callable[[Fraction], list[Fraction]],
    low: Fraction,
    high: Fraction | None,
    total: int,
    shares: Sequence[Share],
) -> list[Fraction]:
    """Find the step between two turns, where the sum is a straight line."""
    at_low = sum(held(low))
    far = high if high is not None else low + 1
    slope = (sum(held(far)) - at_low) / (far - low)
    return held(low + (total - at_low) / slope) if slope else held(low)


def _whole(shares: Sequence[Share], values: Sequence[Fraction], total: int) -> list[int]:
    """Round to whole units by largest remainder, ties to the larger base, then by name."""
    tasks = [floor(value) for value in values]
    open_ = [n for n, s in enumerate(shares) if s.most is None or tasks[n] < s.most]
    order = sorted(open_, key=lambda n: (tasks[n] - values[n], -shares[n].base, shares[n].region))
    for place in order[: total - sum(tasks)]:
        tasks[place] += 1
    return tasks


def _table(shares: Sequence[Share], tasks: Sequence[int], decimals: int) -> pd.DataFrame:
    unit = 10**decimals
    rows = [
        {
            "region": share.region,
            "base": float(share.base / unit),
            "value": task / unit,
            "growth": float(task / share.base - 1),
            "increase": float((task - share.base) / unit),
            "share": task / sum(tasks),
        }
        for share, task in zip(shares, tasks, strict=True)
    ]
    return pd.DataFrame(rows)


def _consequences(table: pd.DataFrame, rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Add what each has this year, needs a month from now, and how often it brought that."""
    own = rows[(rows["year"] == year) & rows["value"].notna()].sort_values("month")
    now = own.drop_duplicates("region", keep="last").set_index("region")
    so_far, month = table["region"].map(now["value"]), table["region"].map(now["month"])
    left = (12 - month.fillna(0)).where(lambda months: months > 0)
    needed = (table["value"] - so_far.fillna(0)) / left
    reached = past_reach(rows, pd.Series(needed.to_numpy(), index=table["region"]))
    return table.assign(
        so_far=so_far, needed_per_month=needed, reached=table["region"].map(reached)
    )


def _note(floors: int, total: int, decimals: int) -> str:
    """Say when the floors exceed the total."""
    if floors <= total:
        return ""
    unit = 10**decimals
    return (
        f"底线合计{shown(floors / unit, decimals)}超过总量{shown(total / unit, decimals)}，"
        "按底线分解"
    )
