"""Growth: each value against the same months a year earlier, and what the office printed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.measures.breaks import earlier
from zsanalytics.measures.keys import (
    Values,
    is_computed,
    keys_of,
    look_up,
    numbers_of_both,
    ratio,
    values_of,
    with_columns,
)
from zsanalytics.schema import KEY, RECORDS, require


def growth(
    panel: pd.DataFrame,
    *,
    of: str = "value",
    years: int = 1,
    records: pd.DataFrame | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    r"""Growth over the same months of an earlier year (同比).

    同比：与上年同月的累计相比。

    .. math:: g_{y,m} = v_{y,m} / v_{y-k,m} - 1

    January to September is compared with January to September; rows are joined on the key.

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel.
    of : str, default "value"
        The column that grows; ``"monthly"`` after `monthly`. A flow is compared only with a flow
        over as many months.
    years : int, default 1
        How far back the base lies.
    records : DataFrame, optional
        Records of the submissions: where one printed a growth rate for the same key, it is set
        beside ours.
    book : Codebook, optional
        Says which indicators are rates, and where their scope changed.

    Returns
    -------
    DataFrame
        The same rows, order and index, plus ``base`` (unit of ``of``), ``growth`` (a fraction,
        0.08 is 8 %) and ``change`` (rates only: the difference, a fraction; 0.02 is 2 百分点).
        ``growth`` is NaN where the base is missing, zero or negative, and for rates. A base from
        before a break of scope (``codes/breaks.toml``) is bridged to the new scope; without a
        bridge it is missing (`breaks_crossed` lists both, with the reason). With ``records`` also
        ``reported_growth`` and ``implied_base`` (value ÷ (1 + reported growth)).

    Raises
    ------
    PanelError
        If a column is missing or a key is repeated.

    Notes
    -----
    A printed rate may rest on a revised base (可比口径); then the implied base differs from
    ``base``. Both are kept.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": [2023, 2024],
    ...         "month": 9,
    ...         "value": [100.0, 108.0],
    ...     }
    ... )
    >>> growth(panel)[["year", "base", "growth"]].round(3)
       year   base  growth
    0  2023    NaN     NaN
    1  2024  100.0    0.08
    """
    keys, values = keys_of(panel), values_of(panel, of)
    rate = keys.of_kind("rate", book)
    base = earlier(keys, values, years, book)
    if of == "monthly":
        months = values_of(panel, "months")
        then = keys.look_up(keys.own - 12 * years, months)
        base = np.where(then == months, base, np.nan)
    grown = panel.pipe(
        with_columns,
        base=base,
        growth=np.where(rate, np.nan, ratio(values, base) - 1),
        change=np.where(rate, values - base, np.nan),
    )
    if records is None:
        return grown
    printed = _printed(panel, records, "month" if of == "monthly" else "ytd")
    return with_columns(grown, reported_growth=printed, implied_base=ratio(values, 1 + printed))


def _printed(panel: pd.DataFrame, records: pd.DataFrame, basis: str) -> Values:
    """Growth that a submission printed for each row: the last one given; none for our totals."""
    require(records, RECORDS, (*KEY, "basis", "measure", "value"))
    said = (records["measure"] == "growth") & records["value"].notna()
    said &= records["basis"].isin([basis, "annual"] if basis == "ytd" else [basis])
    rates = records[said].drop_duplicates(KEY, keep="last")
    wanted, have = numbers_of_both(panel, rates, KEY)
    printed = look_up(wanted, have, values_of(rates, "value"))
    return np.where(is_computed(panel), np.nan, printed)
