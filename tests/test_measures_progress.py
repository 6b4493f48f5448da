"""Completion, the season, and how often a need was met before."""

import math

import numpy as np
import pandas as pd
import pytest

from zsanalytics.errors import PanelError
from zsanalytics.measures.flows import at
from zsanalytics.measures.progress import completion
from zsanalytics.measures.ranks import rank
from zsanalytics.targets.book import load_targets

HEAD = {"region": "甘肃省", "indicator": "funds_in_place", "segment": "来源地=省外"}


@pytest.fixture
def province(panel):
    rows = [("甘肃省", 2023, 9, 6527.11 / 1.4070), ("甘肃省", 2023, 12, 5961.26),
            ("甘肃省", 2024, 4, 2047.11), ("甘肃省", 2024, 9, 6527.11)]  # fmt: skip
    return panel(rows, segment="来源地=省外")


def targets(*rows, **head):
    names = ["year", "kind", "line", "value", "base_year"]
    table = pd.DataFrame([row + (None,) * (5 - len(row)) for row in rows], columns=names)
    return table.assign(**{**HEAD, **head})


def test_the_province_in_september_2024(province):
    now = completion(province, load_targets()).pipe(at, "2024-09")
    assert now["line"].tolist() == ["floor", "dispatch", "goal"]
    assert now["target"].round(2).tolist() == [6855.45, 7153.51, 7000.0]
    row = now.iloc[2]
    assert round(row["completion"], 4) == 0.9324
    assert round(row["lead"], 4) == 0.1824
    assert round(row["gap"], 2) == 472.89
    assert round(row["needed_per_month"], 2) == 157.63
    assert round(row["needed_growth"], 4) == -0.6424
    assert row["months_left"] == 3
    assert round(row["pace"], 4) == 0.7782
    assert round(row["pace_lead"], 4) == 0.1542
    assert now["pace_reason"].isna().all()


def test_further_measures_ask_for_one_line(province):
    lined = completion(province, load_targets())
    with pytest.raises(
        PanelError, match=r"^panel: 4 repeated keys, the first 甘肃省 .* 2024-04; ch"
    ) as refused:
        rank(lined, by="completion")
    assert str(refused.value).endswith("choose one target line with zs.completion(..., line=)")
    one = rank(completion(lined, load_targets(), line="goal"), by="completion")
    assert one["rank"].dropna().tolist() == [1.0, 1.0]
    assert len(completion(lined, load_targets()[:0])) == len(province)


def test_one_line_on_request(province):
    kept = completion(province, load_targets(), line="goal")
    assert len(kept) == len(province)
    with pytest.raises(PanelError, match=r"^targets: no target with line 'wish'; one of "):
        completion(province, load_targets(), line="wish")


def test_december_and_what_does_not_accumulate_need_nothing(panel, province):
    last = panel([("甘肃省", 2024, 12, 6900.0)], segment="来源地=省外")
    row = completion(pd.concat([province, last]), targets((2024, "level", "goal", 7000.0))).iloc[-1]
    assert row["gap"] == 100
    assert math.isnan(row["needed_per_month"]) and math.isnan(row["needed_growth"])
    rate = province.assign(indicator="start_rate", value=0.4)
    row = completion(rate, targets((2024, "rate", "floor", 0.5), indicator="start_rate")).iloc[-1]
    assert row["completion"] == pytest.approx(0.8)
    assert math.isnan(row["lead"]) and math.isnan(row["needed_per_month"])
    assert row["pace_reason"] == "不是累计指标"


def test_a_passed_target_has_a_negative_gap(province):
    row = completion(province, targets((2024, "level", "goal", 6000.0))).iloc[-1]
    assert row["gap"] == pytest.approx(-527.11)
    assert row["reached"] == 1.0


def test_growth_over_a_span_compounds_and_multiples_multiply(panel, province):
    later = panel([("甘肃省", 2026, 6, 1.0)], segment="来源地=省外")
    book = targets((2026, "growth", "floor", 0.15, 2023), (2026, "multiple", "goal", 2.0, 2023))
    out = completion(pd.concat([province, later]), book).pipe(at, "2026-06")
    assert out["target"].round(2).tolist() == [9066.33, 11922.52]


def test_without_its_base_a_target_is_missing_and_shares_are_left_out(province):
    book = targets((2024, "growth", "floor", 0.15, 2021), (2024, "share", "goal", 0.3))
    now = completion(province, book).pipe(at, "2024-09")
    assert now["line"].tolist() == ["floor"]
    assert math.isnan(now["target"].iloc[0])


def test_the_highest_of_a_line_counts(province):
    book = targets((2024, "level", "goal", 7000.0), (2024, "level", "goal", 7100.0))
    assert completion(province, book)["target"].dropna().tolist() == [7100.0, 7100.0]


def test_the_season_is_the_mean_of_complete_years_before(panel):
    rows = panel([(r, y, m, v) for r in ("甲", "乙") for y, m, v in (
        (2021, 6, 40.0), (2021, 12, 100.0), (2022, 6, 60.0), (2022, 12, 100.0), (2023, 6, 9.0),
    ) if not (r == "乙" and y == 2021)])  # fmt: skip
    book = targets((2023, "level", "goal", 20.0), region="甲", segment="全部")
    key = ["region", "year", "month"]
    out = completion(rows, book).set_index(key)
    assert out["pace"]["甲", 2023, 6] == pytest.approx(0.5)
    assert out["pace"]["乙", 2023, 6] == pytest.approx(0.6)
    assert np.isnan(out["pace"]["甲", 2022, 6])
    assert out["pace_reason"]["甲", 2022, 6] == "不是最新一期"
    drawn = completion(rows, book, among=["甲", "乙"]).set_index(key)["pace"]
    mean = (0.4 + 0.6 + 0.6) / 3
    assert drawn["甲", 2023, 6] == pytest.approx((0.4 + 0.6 + 2 * mean) / 4)
    before = rows[(rows["year"] * 12 + rows["month"]) <= 2022 * 12 + 6]
    alone = completion(before, book).set_index(key)
    assert alone["pace"]["甲", 2022, 6] == pytest.approx(0.4)
    assert alone["pace_reason"]["乙", 2022, 6] == "没有完整的往年"
    drawn = completion(before, book, among=["甲", "乙"]).set_index(key)["pace"]
    assert drawn["乙", 2022, 6] == pytest.approx(0.4)  # its peers alone


def test_reached_counts_past_months(panel):
    rows = panel([("甲", 2023, 2, 10.0), ("甲", 2023, 3, 30.0), ("甲", 2023, 12, 120.0),
                  ("甲", 2024, 6, 36.0)])  # fmt: skip
    book = targets((2024, "level", "goal", 72.0), region="甲", segment="全部")
    row = completion(rows, book).iloc[-1]
    assert row["needed_per_month"] == 6.0  # months brought 5, 5, 20, nine of 10, six of 6
    assert row["reached"] == pytest.approx(16 / 18)
