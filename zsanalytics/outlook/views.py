"""Two views of one landing: the outlook by the months, the run-off by the contracts."""

from __future__ import annotations

import numpy as np
import pandas as pd

ALIKE = (0.5, 1.5)
"""Ledger ÷ panel so far: outside of it the ledger does not hold what the panel reports."""


def two_views(outlook: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Set the outlook by the months beside the run-off by the contracts.

    按月外推的预计与按合同推算的预计并列。

    Parameters
    ----------
    outlook : DataFrame
        From `year_end` for one indicator and segment, with the 80 % interval.
    second : DataFrame
        From `runoff`.

    Returns
    -------
    DataFrame
        One row a region of the outlook: ``region, so_far, outlook, lower_80, upper_80``,
        ``coverage`` (ledger ÷ panel so far, a fraction), ``runoff`` (so far + the run-off's
        remainder ÷ coverage; NaN where there is no ledger, or one that holds less than half or
        more than one and a half times what is reported), ``difference`` (run-off - outlook) and
        ``apart`` (whether the run-off lies outside the interval). The widest difference first.

    Examples
    --------
    >>> outlook = pd.DataFrame(
    ...     {
    ...         "region": ["甲"],
    ...         "so_far": 60.0,
    ...         "expected": 100.0,
    ...         "lower_80": 95.0,
    ...         "upper_80": 110.0,
    ...     }
    ... )
    >>> second = pd.DataFrame({"region": ["甲"], "so_far": [60.0], "landing": [90.0]})
    >>> two_views(outlook, second)[["runoff", "difference", "apart"]]
       runoff  difference  apart
    0    90.0       -10.0   True
    """
    own = outlook.drop_duplicates("region")
    columns = ["region", "so_far", "expected", "lower_80", "upper_80"]
    table = own[columns].rename(columns={"expected": "outlook"})
    held = second.set_index("region")[["so_far", "landing"]].reindex(table["region"])
    coverage = held["so_far"].to_numpy() / table["so_far"].where(table["so_far"] > 0).to_numpy()
    coverage = np.where((coverage >= ALIKE[0]) & (coverage <= ALIKE[1]), coverage, np.nan)
    rest = (held["landing"] - held["so_far"]).to_numpy()
    landing = table["so_far"].to_numpy() + rest / coverage
    table = table.assign(coverage=coverage, runoff=landing)
    table = table.assign(
        difference=table["runoff"] - table["outlook"],
        apart=(table["runoff"] < table["lower_80"]) | (table["runoff"] > table["upper_80"]),
    )
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)
