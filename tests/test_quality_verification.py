"""Verification: the rate by hand, intervals that cover, both figures kept."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.errors import PanelError
from zsanalytics.quality.sampling import sampling_plan
from zsanalytics.quality.verification import cut_rate, verified_panel


def results(reported, verified, **more):
    return pd.DataFrame({"region": "环县", "reported": reported, "verified": verified, **more})


def test_the_rate_weighs_each_project_by_its_chance():
    found = cut_rate(results([10.0, 2.0], [9.0, 1.0], probability=[1.0, 0.5])).iloc[0]
    # (1 + 2 × 1) / (10 + 2 × 2)
    assert found["cut_rate"] == pytest.approx(3 / 14)
    assert (found["projects"], found["reported"], found["verified"]) == (2, 12.0, 10.0)


def test_looking_at_everything_leaves_no_interval():
    found = cut_rate(results([10.0, 5.0], [9.0, 5.0])).iloc[0]
    assert found["lower"] == found["upper"] == found["cut_rate"] == pytest.approx(1 / 15)


def test_an_increase_is_a_negative_rate():
    assert cut_rate(results([10.0], [11.0]))["cut_rate"].tolist() == pytest.approx([-0.1])


def test_nothing_found_in_few_checks_is_not_nothing_there():
    found = cut_rate(results([1.0] * 10, [1.0] * 10, probability=0.1)).iloc[0]
    assert found["cut_rate"] == 0 and found["upper"] == pytest.approx(1 - 0.05**0.1)
    one = cut_rate(results([1.0], [0.5], probability=0.5)).iloc[0]
    assert np.isnan(one["lower"]) and np.isnan(one["upper"])


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(7)
    covered = 0
    for n in range(120):
        size = rng.lognormal(0, 1, 200)
        cut = np.where(rng.random(200) < 0.4, rng.random(200) * 0.6, 0.0)
        ledger = pd.DataFrame({
            "region": "环县", "project_id": [f"{k:03d}" for k in range(200)], "name": "x",
            "funds_ytd": size,
        })  # fmt: skip
        plan = sampling_plan(ledger, 40, seed=str(n))
        at = plan["project_id"].astype(int)
        found = cut_rate(plan.assign(verified=plan["reported"] * (1 - cut[at]))).iloc[0]
        truth = (size * cut).sum() / size.sum()
        covered += found["lower"] <= truth <= found["upper"]
    assert 0.86 <= covered / 120 <= 0.99


def test_by_all_makes_one_row():
    both = pd.concat([results([10.0], [9.0]), results([10.0], [10.0]).assign(region="西峰区")])
    assert cut_rate(both)["region"].tolist() == ["环县", "西峰区"]
    assert cut_rate(both, by="all")["cut_rate"].tolist() == [0.05]


def test_what_is_missing_is_named():
    with pytest.raises(PanelError, match="results: column missing: verified"):
        cut_rate(results([1.0], [1.0]).drop(columns="verified"))
    with pytest.raises(PanelError, match="a figure is blank; fill in 上报数 and 认定数"):
        cut_rate(results([1.0], [np.nan]))
    with pytest.raises(PanelError, match="a reported amount is not positive"):
        cut_rate(results([0.0], [0.0]))


def whole(**changes):
    row = {"region": "庆阳市", "indicator": "funds_in_place", "year": 2024, "month": 9,
           "reported": 100.0, "verified": 96.5, "reason": "两个项目资金未到账"}  # fmt: skip
    return pd.DataFrame([{**row, **changes}])


def test_a_verified_figure_replaces_the_reported_one_and_says_so(panel):
    before = panel([("庆阳市", 2024, 9, 100.0), ("兰州市", 2024, 9, 5.0)])
    after, notes = verified_panel(before, whole())
    assert after["value"].tolist() == [96.5, 5.0]
    assert after["status"].tolist() == ["verified", "reported"]
    assert notes["message"].tolist() == [
        "庆阳市2024年1—9月上报100，核查认定96.5，原因：两个项目资金未到账。"
    ]
    assert before["value"].tolist() == [100.0, 5.0]


def test_a_result_that_meets_no_figure_or_another_one_is_refused(panel):
    before = panel([("庆阳市", 2024, 9, 100.0)])
    with pytest.raises(PanelError, match="2024-08: no such reported figure; check the result"):
        verified_panel(before, whole(month=8))
    with pytest.raises(PanelError, match="reported 90 in the result, 100 in the panel"):
        verified_panel(before, whole(reported=90.0))


def test_results_of_single_projects_leave_the_panel_alone(panel):
    before = panel([("庆阳市", 2024, 9, 100.0)])
    after, notes = verified_panel(before, whole(project_id="p1"))
    pd.testing.assert_frame_equal(after, before)
    assert notes.empty
