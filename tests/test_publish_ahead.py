"""Ahead: the year end, the gap and what it takes; odds only in the annex."""

import pytest

from tests.test_publish_text import NAN, PROGRESS, read, told
from zsanalytics.publish import ahead
from zsanalytics.publish.numbers_ahead import chance

SIGNED = {**PROGRESS, "expected": 8593.0}
ODDS = {
    **SIGNED, "lower_80": 8217.13, "upper_80": 9106.02, "chance": 0.83, "record_years": 2.0,
    "record_error": 0.0375, "record_even_error": 0.0376, "record_landings": 22.0,
    "record_covered": 21.0,
}  # fmt: skip


def test_signed_text_states_the_year_end_and_the_need_and_no_odds():
    assert read(ahead.outlook(told(**ODDS, needed_ratio=0.3576))) == [
        "预计全年省外到位资金8,593亿元左右。距年度目标尚差472.89亿元，后续3个月月均需到位157.63亿元，"
        "相当于上年10—12月月均的35.76%；10—12月同比降幅不超过64.24%，即可完成年度目标。"
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"needed_growth": 1.14}, "；10—12月需同比增长114.00%，方可完成年度目标。"),
        ({"needed_growth": 0.0}, "；10—12月与上年同期持平，即可完成年度目标。"),
        ({"needed_growth": NAN}, "；上年10—12月无可比数，不测算所需增速。"),
        ({"gap": 0.0}, "。恰好完成年度目标。"),
        ({"needed_per_month": NAN}, "。距年度目标尚差472.89亿元；"),
        ({"gap": NAN, "surplus": 294.0, "needed_per_month": NAN},
         "。年度目标已提前完成，已超额294.00亿元。"),
        ({"months_left": NAN, "needed_growth": NAN, "needed_per_month": NAN},
         "。全年未完成年度目标，差472.89亿元。"),
        ({"months_left": NAN, "gap": NAN, "surplus": 20.0, "needed_growth": NAN},
         "。年度目标已完成，已超额20.00亿元。"),
        ({"months_left": 1.0}, "。距年度目标尚差472.89亿元，10—12月需到位157.63亿元；"),
        ({"expected": NAN}, "往年同月数据不足，不作全年预计。距年度目标"),
        ({"expected": 41.9}, "预计全年省外到位资金41.9亿元左右。"),
        ({"completion": NAN}, "预计全年省外到位资金8,593亿元左右。"),
    ],
)  # fmt: skip
def test_outlook_branches(changes, said):
    (paragraph,) = read(ahead.outlook(told(**{**SIGNED, **changes})))
    assert said in paragraph
    assert "-" not in paragraph


def test_in_december_nothing_is_expected_any_more():
    known = told(**{**SIGNED, "months_left": NAN, "needed_growth": NAN, "gap": NAN,
                    "surplus": 20.0})  # fmt: skip
    without = known._replace(words={k: v for k, v in known.words.items() if k != "rest"})
    assert read(ahead.outlook(without)) == [
        "全年数据已报齐，不再预计。年度目标已完成，已超额20.00亿元。"
    ]
    assert read(ahead.odds(without)) == ["往年同月数据不足或全年数据已报齐，不作区间和把握的推算。"]


def test_the_public_reads_of_the_gap_only():
    known = told({"public": "public"}, **ODDS)
    assert read(ahead.outlook(known)) == [
        "距年度目标尚差472.89亿元，后续3个月月均需到位157.63亿元。"
    ]
    assert ahead.outlook(told({"public": "public"})) == []


def test_the_annex_states_interval_chances_and_record():
    lines = {"target__floor": 6500.0, "chance__floor": 0.99}
    first, record = read(
        ahead.odds(told(parts={"lines": ("floor",), "units": ("兰州市",)}, **ODDS, **lines))
    )
    assert first == (
        "全年省外到位资金预计8,593亿元左右，八成把握在8,217.13亿元至9,106.02亿元之间；"
        "完成年度目标7,000亿元的把握为83%，达到底线目标6,500亿元的把握为99%。"
    )
    assert record == (
        "用往年同月数据回放2年，甘肃省全年预计的误差中位数为3.75%，按序时推算的误差为3.76%；"
        "连同所属单位共回放22次，实际落在八成区间内的21次。"
    )


def test_a_chance_that_is_as_good_as_none_takes_no_verb():
    low = {**told(**ODDS).facts, "chance": chance(0.002, "", {})}
    known = told(**ODDS)._replace(facts=low)
    assert read(ahead.odds(known))[0].endswith("；完成年度目标7,000亿元的把握不足1%。")


def test_without_target_or_past_the_annex_says_so():
    assert read(ahead.odds(told(**ODDS)))[1].endswith("；回放22次，实际落在八成区间内的21次。")
    bare = {"expected": 8593.0, "lower_80": 8217.13, "upper_80": 9106.02}
    first, record = read(ahead.odds(told(**bare)))
    assert first.endswith("之间。") and "把握为" not in first
    assert record == "没有可以回放的往年，预计没有记录可查。"
