"""The scorecard: four fractions by hand, and nothing that a file's name could change."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.quality.scorecard import due_date, scorecard
from zsanalytics.schema import FINDINGS, RECORDS, REGISTER, conform, empty, finding

UNITS = {"庆阳市": ("庆阳市", "西峰区"), "兰州市": ("兰州市",)}


def register(**received):
    rows = [
        {"file": f"{unit}.xlsx", "kind": "workbook", "unit": unit, "asof": "2024-09",
         "received": when}
        for unit, when in received.items()
    ]  # fmt: skip
    return conform(rows, REGISTER)


def records(file="庆阳市.xlsx"):
    rows = [
        {"file": file, "sheet": "汇总", "cell": f"B{n}", "region": region, "number": 1.0,
         "measure": "value"}
        for n, region in enumerate(["庆阳市", "西峰区", "西峰区", "庆阳市"], start=2)
    ]  # fmt: skip
    return conform(rows, RECORDS)


def error(cell, file="庆阳市.xlsx", severity="error"):
    return finding(severity, "sum", "不符。", "核对。", file=file, sheet="汇总", cell=cell)


def score(panel, **more):
    told = {"records": empty(RECORDS), "findings": empty(FINDINGS), **more}
    return scorecard(UNITS, "2024-09", panel=panel, **told).set_index("unit")


def test_each_day_after_the_due_day_costs_a_tenth(panel):
    came = register(庆阳市="2024-10-08T23:00:00", 兰州市="2024-10-11T09:00:00")
    found = score(panel([]), register=came)
    assert found["timeliness"].tolist() == [1.0, pytest.approx(0.7)]
    assert found["days_late"].tolist() == [0.0, 3.0]
    assert due_date("2024-09", 8).isoformat() == "2024-10-08"


def test_completeness_counts_what_was_reported_the_month_before(panel):
    frame = pd.concat([
        panel([("庆阳市", 2024, 8, 1.0), ("庆阳市", 2024, 9, 2.0)]),
        panel([("庆阳市", 2024, 8, 1.0)], indicator="contracted_amount"),
    ])  # fmt: skip
    found = score(frame)
    assert found.loc["庆阳市", ["due", "reported", "completeness"]].tolist() == [2.0, 1.0, 0.5]
    assert np.isnan(found.loc["兰州市", "completeness"])


def test_accuracy_is_the_share_of_figures_that_no_error_names(panel):
    told = conform([error("B2, B3:B5"), error("B4", severity="warning")], FINDINGS)
    found = score(panel([]), records=records(), findings=told).loc["庆阳市"]
    assert found[["figures", "wrong", "accuracy"]].tolist() == [4.0, 1.0, 0.75]


def test_neither_the_name_of_a_file_nor_the_order_of_rows_changes_a_score(panel):
    one = score(panel([]), records=records(), findings=conform([error("B2")], FINDINGS))
    renamed = score(
        panel([]), records=records("x.xlsx").iloc[::-1],
        findings=conform([error("B2", "x.xlsx")], FINDINGS),
    )  # fmt: skip
    pd.testing.assert_frame_equal(one, renamed)


def test_truthfulness_comes_from_spot_checks_alone(panel):
    rates = pd.DataFrame({"region": ["庆阳市"], "cut_rate": [0.04]})
    found = score(panel([]), cut_rates=rates)
    assert found.loc["庆阳市", "truthfulness"] == pytest.approx(0.96)
    assert np.isnan(found.loc["兰州市", "truthfulness"])


def test_without_anything_to_judge_by_a_score_is_not_known(panel):
    found = score(panel([]))
    assert found[["timeliness", "completeness", "accuracy", "truthfulness"]].isna().all(axis=None)
