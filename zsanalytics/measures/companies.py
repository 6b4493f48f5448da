"""Company names: who an investor is, and which group it belongs to."""

from __future__ import annotations

import pandas as pd

from zsanalytics.codebook import squeeze


def parents(investors: pd.Series) -> pd.Series:
    """Give the group of each investor; an unknown investor is its own."""
    return investors.map(squeeze, na_action="ignore")
