"""Growth, and the growth that a submission printed."""

import math

import pandas as pd
import pytest

from zsanalytics.errors import PanelError
from zsanalytics.measures.flows import monthly
from zsanalytics.measures.growth import growth
from zsanalytics.schema import RECORDS, conform


def record(**changes):
    row = {
        "region": "甘肃省", "indicator": "funds_in_place", "segment": "全部", "year": 2024,
        "month": 9, "basis": "ytd", "measure": "growth", "value": 0.407,
    }  # fmt: skip
    return {**row, **changes}


def test_growth_by_hand(panel):
    rows = panel([("甘肃省", 2023, 9, 50.0), ("甘肃省", 2024, 9, 60.0), ("甘肃省", 2024, 8, 60.0)])
    out = growth(rows)
    assert out["growth"].iloc[1] == pytest.approx(0.2)
    assert out["base"].isna().tolist() == [True, False, True]


@pytest.mark.parametrize("base", [0.0, -5.0, None])
def test_without_a_positive_base_there_is_no_growth(panel, base):
    out = growth(panel([("甘肃省", 2023, 9, base), ("甘肃省", 2024, 9, 60.0)]))
    assert math.isnan(out["growth"].iloc[1])


def test_a_rate_changes_and_does_not_grow(panel):
    rows = panel([("甘肃省", 2023, 9, 0.5), ("甘肃省", 2024, 9, 0.6)], indicator="start_rate")
    out = growth(rows)
    assert out["change"].iloc[1] == pytest.approx(0.1)
    assert out["growth"].isna().all()
    assert growth(rows.assign(indicator="implemented_projects"))["change"].isna().all()


def test_flows_are_compared_over_as_many_months(panel):
    rows = panel(
        [("甘肃省", 2023, 1, 5.0), ("甘肃省", 2023, 2, 8.0), ("甘肃省", 2024, 2, 18.0),
         ("甘肃省", 2023, 3, 10.0), ("甘肃省", 2024, 3, 22.0)]
    )  # fmt: skip
    out = growth(monthly(rows), of="monthly")
    assert out["growth"].isna().tolist() == [True, True, True, True, False]
    assert out["growth"].iloc[4] == pytest.approx(1.0)
    with pytest.raises(PanelError, match=r"^panel: no column 'monthly'; apply the measure that"):
        growth(rows, of="monthly")


def test_printed_growth_stands_beside_ours(panel):
    rows = panel([("甘肃省", 2023, 9, 4639.0), ("甘肃省", 2024, 9, 6527.11)])
    rows = pd.concat([rows, rows.assign(status="computed")], ignore_index=True)
    records = conform(
        [record(value=0.1), record(), record(year=2023, value=None), record(region=None, year=None),
         record(basis="month", value=9.0), record(measure="share", value=0.5)],
        RECORDS,
    )  # fmt: skip
    out = growth(rows, records=records)
    assert out["reported_growth"].iloc[1] == 0.407  # the last one given
    assert out["implied_base"].iloc[1] == pytest.approx(6527.11 / 1.407)
    assert out["reported_growth"].isna().tolist() == [True, False, True, True]
    assert growth(rows, records=records[:0])["implied_base"].isna().all()


@pytest.mark.parametrize(
    ("column", "instead"),
    [
        ("monthly", "apply the measure that adds it first: panel.pipe(zs.monthly)"),
        ("grwoth", "type 'growth', which panel.pipe(zs.growth) adds"),
        ("valeu", "type 'value'"),
        ("甲", "apply the measure that adds it first, such as zs.growth"),
    ],
)
def test_a_column_that_is_not_there_says_what_to_type(panel, column, instead):
    with pytest.raises(PanelError) as refused:
        growth(panel([("兰州市", 2024, 9, 1.0)]), of=column)
    assert str(refused.value) == f"panel: no column {column!r}; {instead}"
