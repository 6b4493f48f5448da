"""Flows, the rows of a month, one row a key."""

import pandas as pd
import pytest

from zsanalytics.errors import PanelError, RequestError
from zsanalytics.measures.flows import at, monthly, prefer


def test_flows_by_hand(panel):
    rows = panel([("兰州市", 2024, 2, 20.0), ("兰州市", 2024, 3, 35.0), ("兰州市", 2024, 6, 30.0)])
    out = monthly(rows.iloc[::-1])
    assert out["monthly"].tolist() == [-5.0, 15.0, 20.0]  # a fall is a negative flow
    assert out["months"].tolist() == [3, 1, 2]


def test_a_missing_value_is_a_hole_and_stocks_have_no_flow(panel):
    rows = panel([("兰州市", 2024, 1, 5.0), ("兰州市", 2024, 2, None), ("兰州市", 2024, 3, 35.0)])
    out = monthly(rows)
    assert out["monthly"].fillna(-1).tolist() == [5.0, -1, 30.0]
    assert out["months"].fillna(-1).tolist() == [1, -1, 2]
    for indicator in ("implemented_projects", "start_rate"):
        assert monthly(rows.assign(indicator=indicator))["monthly"].isna().all()


def test_submitted_and_computed_are_two_series(panel):
    rows = panel([("甘肃省", 2024, 1, 5.0), ("甘肃省", 2024, 2, 9.0)])
    both = pd.concat([rows, rows.assign(status="computed", value=[6.0, 7.0])])
    assert monthly(both)["monthly"].tolist() == [5.0, 4.0, 6.0, 1.0]


def test_a_repeated_key_is_refused(panel):
    rows = panel([("兰州市", 2024, 9, 1.0)] * 3)
    with pytest.raises(
        PanelError,
        match=r"^panel: 2 repeated keys, the first 兰州市 funds_in_place 全部 2024-09; "
        r"keep one row a key \(a computed total beside a submitted one is allowed\)$",
    ):
        monthly(rows)
    with pytest.raises(PanelError, match=r"^panel: column missing: month; not a column of"):
        monthly(rows.rename(columns={"month": "月"}))


def test_a_month_that_is_not_there_is_refused(panel):
    rows = panel([("兰州市", 2024, 8, 1.0), ("兰州市", 2023, 9, 1.0)])
    assert at(rows, "2023-09")["year"].tolist() == [2023]
    with pytest.raises(
        PanelError,
        match=r"^panel: no row of 2024-09; the newest month is 2024-08; choose a month that is th",
    ):
        at(rows, "2024-09")
    with pytest.raises(RequestError):
        at(rows, "2024-13")
    assert at(rows[:0], "2024-09").empty


def test_prefer_keeps_one_row_a_key(panel):
    rows = panel([("甘肃省", 2024, 8, 1.0), ("甘肃省", 2024, 9, 2.0)])
    computed = panel([("甘肃省", 2024, 9, 3.0), ("甘肃省", 2024, 10, 4.0)], status="computed")
    both = pd.concat([computed, rows.assign(status="revised")])
    assert prefer(both, "reported")["value"].tolist() == [4.0, 1.0, 2.0]
    assert prefer(both, "computed")["value"].tolist() == [3.0, 4.0, 1.0]
    with pytest.raises(PanelError, match=r"^prefer: unknown status 'final'; one of reported, rev"):
        prefer(both, "final")
