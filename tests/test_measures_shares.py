"""Shares and contributions."""

import pandas as pd
import pytest

from zsanalytics.errors import CodebookError, PanelError
from zsanalytics.measures.shares import contribution, share
from zsanalytics.measures.totals import add_total


def test_a_member_a_stranger_and_the_whole(panel):
    rows = panel([("甘肃省", 2024, 9, 10.0), ("兰州市", 2024, 9, 4.0), ("西峰区", 2024, 9, 1.0)])
    assert share(rows, of="甘肃")["share"].fillna(-1).tolist() == [1.0, 0.4, -1]


def test_a_grouping_of_regions_is_a_whole_too(panel):
    members = ("兰州市", "兰州新区", "白银市", "定西市", "临夏回族自治州")
    rows = panel([(name, year, 9, year - 2021.0) for name in members for year in (2023, 2024)])
    both = add_total(rows, "一核").pipe(share, of="一核").pipe(contribution, of="一核")
    now = both[both["year"] == 2024]
    assert now["share"].tolist() == pytest.approx([0.2] * 5 + [1.0])
    assert now["contribution"].tolist() == pytest.approx([0.1] * 5 + [0.5])


def test_the_submitted_whole_comes_before_the_computed(panel):
    rows = panel([("甘肃省", 2024, 9, 10.0), ("兰州市", 2024, 9, 4.0)])
    both = pd.concat([rows, panel([("甘肃省", 2024, 9, 8.0)], status="computed")])
    assert share(both, of="甘肃省")["share"].tolist() == [1.0, 0.4, 1.0]
    unknown = both.assign(value=[None, 4.0, 8.0])
    assert share(unknown, of="甘肃省")["share"].iloc[1] == 0.5


def test_segments_share_their_regions_whole(panel):
    whole = panel([("甘肃省", 2023, 11, 10101.33)])
    large = panel([("甘肃省", 2023, 11, 5631.34)], segment="规模=10亿元以上")
    rows = pd.concat([whole, large])
    assert share(rows, of="全部")["share"].round(4).tolist() == [1.0, 0.5575]
    assert share(rows, of="规模=10亿元以上")["share"].round(4).iloc[0] == 1.7938


def test_contribution_by_hand(panel):
    rows = panel(
        [("甘肃省", 2023, 9, 100.0), ("兰州市", 2023, 9, 60.0), ("庆阳市", 2023, 9, 40.0),
         ("甘肃省", 2024, 9, 110.0), ("兰州市", 2024, 9, 55.0), ("庆阳市", 2024, 9, 55.0)]
    )  # fmt: skip
    out = contribution(rows, of="甘肃省")[3:]
    assert out["contribution"].tolist() == pytest.approx([0.1, -0.05, 0.15])
    assert out["contribution_rate"].tolist() == pytest.approx([1.0, -0.5, 1.5])
    still = rows.assign(value=[100.0, 60, 40, 100, 55, 45])
    assert contribution(still, of="甘肃省")["contribution_rate"].isna().all()


def test_a_whole_that_is_not_there_is_refused(panel):
    rows = panel([("兰州市", 2024, 9, 4.0)])
    sentence = (
        r"^panel: no row of 甘肃省 to be the whole; add its rows, or its total with zs\.add_total$"
    )
    for measure in (share, contribution):
        with pytest.raises(PanelError, match=sentence):
            measure(rows, of="甘肃省")
        with pytest.raises(CodebookError):
            measure(rows, of="甘素省")
