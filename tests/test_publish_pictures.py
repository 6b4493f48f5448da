"""Pictures: which figures are drawn, from facts only, and left out where there is too little."""

import pandas as pd
import pytest

from tests.test_publish_text import told
from zsanalytics.publish import pictures
from zsanalytics.publish.material import Material
from zsanalytics.publish.subject import SIZES

COURSE = {"course__2024年1—8月": 80.0, "course__2024年1—9月": 90.0, "course__2023年": 100.0}


def of(parts=None, words=None, asof="2024-09", **values):
    known = told(words, parts, **values)
    return Material("甘肃省", asof, pd.DataFrame(), known, (), {}, pd.DataFrame())


def lines(block):
    return [trace["name"] for trace in block.content["plotly"]["data"]]


def test_the_course_has_both_paces_where_a_target_is_known():
    drawn = pictures.course(of(target=120.0, season__9月=0.7, season__12月=1.0, **COURSE))
    assert lines(drawn) == ["今年累计", "上年同期", "季节进度", "序时进度"]
    assert drawn.content["alt"].endswith("累计90.00亿元，高于序时进度。")
    assert lines(pictures.course(of(**COURSE))) == ["今年累计", "上年同期"]


def test_one_month_is_no_course():
    assert pictures.course(of(**{"course__2024年1—9月": 90.0})) is None


def test_the_fan_opens_from_the_month_to_december_and_says_what_is_expected():
    bounds = {f"{side}_{level}": value for level in (50, 80, 95)
              for side, value in (("lower", 100.0), ("upper", 140.0))}  # fmt: skip
    drawn = pictures.fan(of(expected=120.0, funds_ytd=90.0, **bounds, **COURSE))
    assert drawn.content["alt"] == "2024年省外到位资金走势与区间：预计120亿元左右。"
    assert {"95%区间", "80%区间", "50%区间", "预计"} <= set(lines(drawn))
    late = {"course__2024年": 90.0, "expected": 90.0, "funds_ytd": 90.0, **bounds}
    assert pictures.fan(of(asof="2024-12", **late)) is None
    assert pictures.fan(of(**COURSE)) is None


def test_the_funnel_needs_three_stages():
    stages = {"cohort_signed": 10.0, "cohort_performed": 9.0, "cohort_started": 4.0}
    assert pictures.funnel(of(**stages)).content["alt"].endswith("签约10、履约9、开工4。")
    assert pictures.funnel(of(cohort_signed=10.0, cohort_started=4.0)) is None


@pytest.mark.parametrize("public", [False, True])
def test_the_map_does_not_tell_the_public_who_is_last(public):
    units = ("兰州市", "天水市", "酒泉市", "庆阳市")
    values = {f"funds_ytd__{unit}": 10.0 * n for n, unit in enumerate(units, start=1)}
    words = {"public": "public"} if public else {}
    drawn = pictures.tiles(of({"units": units}, words, **values))
    assert ("最低为" in drawn.content["alt"]) is not public


def test_a_part_that_is_nothing_has_no_place_on_the_bar():
    shares = {"size50_share": 0.0, "size_mid_share": 0.25, "size_small_share": 0.75}
    drawn = pictures.composition(of(words=SIZES, **shares))
    assert drawn.content["alt"].endswith("按规模：10亿至50亿元25.00%、10亿元以下75.00%。")
    assert pictures.composition(of(words=SIZES, size50_share=0.0)) is None
