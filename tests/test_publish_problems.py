"""Problems: each kind said from its facts, none said as such."""

import pytest

from tests.test_publish_text import read, told
from zsanalytics.publish import problems

SIX = ("甲县", "乙县", "丙县", "丁县", "戊县", "己县")


def said(parts=None, **values):
    return read(problems.problems(told(parts=parts, **values)))


def test_no_problem_is_said():
    assert said(start_rate=0.9, production_rate=0.05) == ["按现有数据，没有需要专门反映的问题。"]


@pytest.mark.parametrize(
    ("parts", "values", "line"),
    [
        ({"units": ("甲县",), "missing": ("甲县",)}, {"units_missing": 1.0},
         "1个单位未报送，影响汇总，是甲县。"),
        ({}, {"lead": -0.134}, "省外到位资金欠序时进度13.40个百分点。"),
        ({}, {"lead": -0.134, "pace_lead": -0.02},
         "省外到位资金欠序时进度13.40个百分点，也低于近年同期平均2.00个百分点。"),
        ({}, {"lead": -0.134, "pace_lead": 0.02}, "按现有数据，没有需要专门反映的问题。"),
        ({}, {"funds_growth": -0.05}, "省外到位资金同比下降5.00%。"),
        ({"units": ("甲县",)},
         {"months_behind__甲县": 3.0, "growth_difference__甲县": -0.1, "lead__甲县": -0.1},
         "甲县进度偏慢、增速偏低。"),
        ({"units": ("甲县", "乙县")},
         {"units_falling": 1.0, "funds_growth__甲县": -0.1, "funds_growth__乙县": 0.1},
         "省外到位资金同比下降的单位是甲县（下降10.00%）。"),
        ({}, {"funds_month_growth": -0.0464}, "9月当月到位资金同比下降4.64%。"),
        ({}, {"contract_amount_growth": -0.0265}, "签约金额同比下降2.65%，后续项目储备不足。"),
        ({"chains": ("文化旅游",)}, {"chain_growth__文化旅游": -0.2},
         "重点产业链到位资金同比下降的有文化旅游（下降20.00%）。"),
        ({"chains": ("文化旅游",)}, {"chain_share__文化旅游": 0.35},
         "到位资金较为集中，文化旅游占重点产业链的35.00%。"),
        ({}, {"production_rate": 0.0}, "本年签约项目还没有投产的。"),
        ({}, {"production_rate": 0.0018}, "本年签约项目投产率仅为0.18%。"),
    ],
)  # fmt: skip
def test_each_kind_of_problem(parts, values, line):
    assert said(parts, **values) == [line]


def test_of_many_falling_units_the_worst_are_named():
    falls = {f"funds_growth__{unit}": -0.1 * (n + 1) for n, unit in enumerate(SIX)}
    assert said({"units": SIX}, units_falling=6.0, **falls)[-1] == (
        "省外到位资金同比下降的单位有6个，较多的是己县（下降60.00%）、戊县（下降50.00%）"
        "和丁县（下降40.00%）。"
    )


@pytest.mark.parametrize(
    ("fact", "word"), [("start_rate", "开工率"), ("arrival_rate", "资金到位率")]
)
def test_low_rates_name_the_lowest_units_and_ties(fact, word):
    rates = [0.1, 0.2, 0.3, 0.3, 0.5, 0.6]
    values = {f"{fact}__{unit}": rate for unit, rate in zip(SIX, rates, strict=True)}
    assert said({"units": SIX}, **{fact: 0.3}, **values) == [
        f"签约项目{word}为30.00%，居后的是甲县（10.00%）、乙县（20.00%）、丙县（30.00%）和丁县（30.00%）。"
    ]
    assert said({"units": SIX[:3]}, **{fact: 0.3}) == ["按现有数据，没有需要专门反映的问题。"]
