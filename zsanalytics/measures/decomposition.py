"""Growth taken apart: who and what made the whole grow, adding up exactly.

Comes in: a panel with two years. Goes out: a table of parts whose contributions sum to the
whole's growth to the last digit: what the parts do not explain stands in a row of its own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.flows import at, prefer
from zsanalytics.measures.growth import growth
from zsanalytics.schema import KEY, PANEL, WHOLE, require, text_dtype

REST = "未分解"
COLUMNS = [
    "part", "base", "value", "increment", "growth", "contribution", "contribution_rate",
]  # fmt: skip


def decompose(
    panel: pd.DataFrame,
    asof: str,
    *,
    region: str,
    indicator: str = "funds_in_place",
    segment: str = WHOLE,
    by: str = "region",
    book: Codebook | None = None,
) -> pd.DataFrame:
    r"""Contributions of a region's members, or of its segments, to its growth.

    把地区的增长分解到成员或分类。

    .. math:: g = \sum_i c_i + c_{rest}, \qquad c_i = \frac{v_{i,t} - v_{i,t-12}}{V_{t-12}}

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel; the submitted row of a key counts before the computed one.
    asof : str
        The month, such as ``"2024-09"``.
    region, indicator, segment : str
        The whole.
    by : str, default "region"
        ``"region"`` for the members, else a dimension of segments that do not overlap, such as
        ``"投资主体"``.
    book : Codebook, optional
        Names the members.

    Returns
    -------
    DataFrame
        ``part``, ``base``, ``value``, ``increment`` (unit of the indicator), ``growth``,
        ``contribution`` (a fraction of the whole's base: 0.021 is 2.1 百分点) and
        ``contribution_rate`` (of its increment). The whole is the first row; the last, 未分解, is
        what the parts leave: members without a figure, and the difference between the submitted
        whole and their sum. The rows below the first sum to it.

    Raises
    ------
    PanelError
        If the whole or its base is missing or not positive, or there is no part.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": ["甘肃省", "兰州市"] * 2,
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": [2023, 2023, 2024, 2024],
    ...         "month": 9,
    ...         "status": "reported",
    ...         "value": [100.0, 40.0, 120.0, 45.0],
    ...     }
    ... )
    >>> decompose(panel, "2024-09", region="甘肃省")[["part", "increment", "contribution"]]
      part  increment  contribution
    0  甘肃省       20.0          0.20
    1  兰州市        5.0          0.05
    2  未分解       15.0          0.15
    """
    book = book or load_codebook()
    region = book.region(region)
    require(panel, PANEL, (*KEY, "value"))
    if panel.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = prefer(panel[panel["indicator"] == indicator], "reported")
    now = at(growth(rows, book=book), asof)
    whole = now[(now["region"] == region) & (now["segment"] == segment)]
    if whole.empty or not (whole["growth"].notna() & (whole["base"] > 0)).all():
        raise PanelError(f"decompose: no growth of {region} {indicator} {segment} in {asof}")
    parts = _parts(now, region, segment, by, book)
    if parts.empty:
        raise PanelError(f"decompose: no part of {region} by {by!r} in {asof}")
    table = pd.concat([whole.assign(part=region), parts])[["part", "base", "value", "growth"]]
    table = _with_rest(table.reset_index(drop=True))
    first = table.iloc[0]
    return table.assign(
        contribution=table["increment"] / first["base"],
        contribution_rate=table["increment"] / (first["increment"] or np.nan),
    )[COLUMNS]


def _parts(now: pd.DataFrame, region: str, segment: str, by: str, book: Codebook) -> pd.DataFrame:
    """Give the rows of the parts with their name."""
    if by == "region":
        members = book.members(region)
        parts = now[now["region"].isin(members) & (now["segment"] == segment)]
        names = parts["region"].astype(text_dtype())
        return parts.assign(part=names).iloc[np.argsort([members.index(name) for name in names])]
    names = now["segment"].astype(text_dtype())
    inside = names.str.startswith(f"{by}=") & ~names.str.endswith("=合计")
    parts = now[(now["region"] == region) & inside]
    return parts.assign(part=names[parts.index].str.removeprefix(f"{by}="))


def _with_rest(table: pd.DataFrame) -> pd.DataFrame:
    """Add each row's increment, and the row of what the parts leave of the whole."""
    table = table.assign(increment=table["value"] - table["base"])
    amounts = ["base", "value", "increment"]
    known = table[1:].dropna(subset=["increment"])
    rest = table.loc[0, amounts].astype(float) - known[amounts].sum()
    grown = rest["increment"] / rest["base"] if rest["base"] > 0 else np.nan
    last = pd.DataFrame([{"part": REST, "growth": grown, **rest}])
    return pd.concat([table, last], ignore_index=True)[["part", *amounts, "growth"]]
