"""Precision: a corrected figure stands for the printed one it corrects, and for no other."""

import pandas as pd

from zsanalytics.checks.precision import as_corrected

SOURCE = "兰州新区.xlsx!指标!D10"


def row(month, value, **more):
    return {
        "region": "兰州新区", "indicator": "funds_in_place", "segment": "全部", "year": 2024,
        "month": month, "value": value, "source": SOURCE, "measure": "value", "basis": "ytd",
        "half": 0.00005, **more,
    }  # fmt: skip


def test_the_corrected_value_is_looked_at_in_its_own_month_only():
    corrected = pd.DataFrame([row(7, 284.38, status="corrected"), row(8, 324.5, status="reported")])
    printed = pd.DataFrame([row(7, 2843802.0), row(8, 324.5), row(7, 0.4, measure="growth")])
    seen = as_corrected(printed, corrected)
    assert seen["value"].tolist() == [284.38, 324.5, 0.4]
    assert seen.loc[0, "half"] < 1e-8 and seen.loc[1, "half"] == 0.00005
    assert printed["value"].tolist() == [2843802.0, 324.5, 0.4]
    assert as_corrected(printed.iloc[1:], corrected)["value"].tolist() == [324.5, 0.4]
