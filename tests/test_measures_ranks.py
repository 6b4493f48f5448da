"""Ranks."""

import pandas as pd
import pytest

from zsanalytics.errors import PanelError
from zsanalytics.measures.ranks import rank


def test_ties_share_the_better_place_and_strangers_have_none(panel):
    values = {"甲": 3.0, "乙": 3.0, "丙": 1.0, "丁": None, "戊": 9.0}
    rows = panel([(region, 2024, 9, value) for region, value in values.items()])
    out = rank(rows, among=list("甲乙丙丁"))
    assert out["rank"].fillna(0).tolist() == [1, 1, 3, 0, 0]


def test_a_computed_row_is_ranked_with_the_others_unless_submitted_too(panel):
    rows = panel([("甲", 2024, 9, 3.0), ("乙", 2024, 9, 2.0)])
    more = panel([("甲", 2024, 9, 9.0), ("丙", 2024, 9, 5.0)], status="computed")
    assert rank(pd.concat([rows, more]))["rank"].tolist() == [2, 3, 1, 1]


def test_what_cannot_be_ranked_is_refused(panel):
    rows = panel([("甲", 2024, 9, 3.0)])
    with pytest.raises(PanelError, match=r"^rank: no row of 乙, 丙 in the panel$"):
        rank(rows, among=["乙", "丙"])
    with pytest.raises(PanelError, match=r"^panel: no column 'growth'; apply the measure"):
        rank(rows, by="growth")
