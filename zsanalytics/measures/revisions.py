"""Revisions: how figures changed between one state of the panel and the next.

Comes in: panels of several vintages, one below the other, with the column ``known`` (a date or a
month, as text, that orders them). Goes out: one row a figure and state, and what each unit's
revisions come to. Computed totals are left out: they change because their members do.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.schema import KEY, PANEL, require

FIGURE = list(KEY)


def revision_triangle(vintages: pd.DataFrame) -> pd.DataFrame:
    r"""Every figure as it stood in each state that gives it, with its change on the state before.

    每个数在各个时点的值，以及比上一个时点改了多少。

    .. math:: r_k = v_k / v_{k-1} - 1

    Parameters
    ----------
    vintages : DataFrame
        Panels with the column ``known``.

    Returns
    -------
    DataFrame
        ``region, indicator, segment, year, month, known, value, previous, revision`` in the order
        of ``known``. ``revision`` is a fraction, NaN for the first value of a figure and where the
        value before was zero or negative; a figure that comes back unchanged has revision 0.

    Raises
    ------
    PanelError
        If a column is missing.

    Examples
    --------
    >>> rows = [("庆阳市", 9, 100.0, "2024-10-08"), ("庆阳市", 9, 98.0, "2024-11-05")]
    >>> vintages = pd.DataFrame(rows, columns=["region", "month", "value", "known"]).assign(
    ...     indicator="funds_in_place", segment="全部", year=2024, status="reported", source=""
    ... )
    >>> revision_triangle(vintages)[["known", "value", "previous", "revision"]].round(3)
            known  value  previous  revision
    0  2024-10-08  100.0       NaN       NaN
    1  2024-11-05   98.0     100.0     -0.02
    """
    require(vintages, PANEL, [*KEY, "value", "status"])
    told = vintages[vintages["status"].ne("computed") & vintages["value"].notna()]
    told = told.sort_values([*FIGURE, "known"], kind="stable", ignore_index=True)
    told = told.drop_duplicates([*FIGURE, "known"], keep="last", ignore_index=True)
    previous = told.groupby(FIGURE, sort=False)["value"].shift()
    ratio = told["value"] / previous.where(previous > 0) - 1
    return told[[*FIGURE, "known", "value"]].assign(previous=previous, revision=ratio)


def revision_summary(triangle: pd.DataFrame) -> pd.DataFrame:
    """What the revisions of each region and indicator come to, first value against last.

    Parameters
    ----------
    triangle : DataFrame
        As `revision_triangle` gives it.

    Returns
    -------
    DataFrame
        One row a region and indicator: ``figures`` that appear in two states or more,
        ``revised`` of them, ``mean_revision`` and ``mean_absolute_revision`` (fractions, last
        value against first, over all those figures, the unchanged ones too), ``upward`` (share
        of the revised figures that rose) and ``bias`` (mean revision divided by its standard
        error; beyond 2 in size, the revisions lean to one side). A region without a figure seen
        twice is left out. ``first`` values of zero or less have no revision and are not counted.

    Examples
    --------
    >>> triangle = pd.DataFrame(
    ...     {
    ...         "region": "庆阳市",
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": 2024,
    ...         "month": [8, 8, 9, 9],
    ...         "known": ["a", "b", "a", "b"],
    ...         "value": [100.0, 90.0, 50.0, 50.0],
    ...     }
    ... )
    >>> row = revision_summary(triangle).iloc[0]
    >>> int(row["figures"]), int(row["revised"]), float(row["mean_revision"].round(3))
    (2, 1, -0.05)
    """
    grouped = triangle.groupby(FIGURE, sort=False)["value"]
    ends = grouped.agg(["first", "last", "size"]).reset_index()
    ends = ends[(ends["size"] > 1) & (ends["first"] > 0)]
    moved = ends["last"] / ends["first"] - 1
    ends = ends.assign(
        moved=moved, size=moved.abs(), revised=moved != 0,
        rose=np.where(moved != 0, (moved > 0).astype(float), np.nan),
    )  # fmt: skip
    summary = ends.groupby(["region", "indicator"], sort=True).agg(
        figures=("moved", "size"),
        revised=("revised", "sum"),
        mean_revision=("moved", "mean"),
        mean_absolute_revision=("size", "mean"),
        upward=("rose", "mean"),
        spread=("moved", "sem"),
    )
    bias = summary["mean_revision"] / summary["spread"].where(summary["spread"] > 0)
    return summary.drop(columns="spread").assign(bias=bias).reset_index()


def wide_triangle(triangle: pd.DataFrame) -> pd.DataFrame:
    """Lay a triangle out: a row a figure, a column a state, blank where it was not yet known.

    Examples
    --------
    >>> triangle = pd.DataFrame(
    ...     {
    ...         "region": "庆阳市",
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": 2024,
    ...         "month": [8, 8, 9],
    ...         "known": ["2024-09-08", "2024-10-08", "2024-10-08"],
    ...         "value": [90.0, 91.0, 100.0],
    ...     }
    ... )
    >>> wide_triangle(triangle)[["month", "2024-09-08", "2024-10-08"]]
       month  2024-09-08  2024-10-08
    0      8        90.0        91.0
    1      9         NaN       100.0
    """
    wide = triangle.pivot_table(index=FIGURE, columns="known", values="value", aggfunc="last")
    return wide.reset_index().rename_axis(columns=None)
