"""Texts: every branch of every paragraph, as it is read."""

import pytest

from zsanalytics.publish import text
from zsanalytics.publish.facts import collect, fact
from zsanalytics.publish.wording import plain, tell

NAN = float("nan")
WORDS = {
    "region": "甘肃省", "period": "2024年1—9月", "year": "2024年", "month": "9月",
    "month_end": "9月底", "rest": "10—12月", "scope": "省外到位资金", "goal": "年度目标",
    "line": "来源地=省外", "size10": "10亿元以上", "size50": "50亿元以上",
}  # fmt: skip


def told(words=None, parts=None, **values):
    rows = []
    for name, value in values.items():
        name, _, part = name.partition("__")
        rows.append(fact(name, value, of=part))
    return tell(collect(rows), {**WORDS, **(words or {})}, parts or {})


def read(paragraphs):
    return [plain(runs) for runs in paragraphs]


HEADLINE = {
    "contracts": 3989.0, "contract_amount": 9433.27, "contract_amount_growth": 0.2984,
    "projects": 4648.0, "funds_ytd": 6527.11, "funds_growth": 0.407, "completion": 0.93244,
    "funds_month": 716.11, "funds_month_growth": 0.1424,
}  # fmt: skip


def test_headline_with_everything():
    assert read(text.headline(told(**HEADLINE))) == [
        "2024年1—9月，甘肃省新签约招商引资合同项目3,989个，签约金额9,433.27亿元，同比增长29.84%；"
        "实施新建、续建项目4,648个；省外到位资金6,527.11亿元，同比增长40.70%，完成年度目标的93.24%；"
        "9月当月到位716.11亿元，同比增长14.24%。"
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"contracts": 0.0}, "2024年1—9月，甘肃省没有新签约招商引资合同项目；实施新建"),
        ({"contracts": NAN}, "2024年1—9月，甘肃省新签约招商引资项目签约金额9,433.27亿元，同比增长"),
        ({"contracts": NAN, "contract_amount": NAN},
         "2024年1—9月，甘肃省实施新建、续建招商引资项目4,648个；省外到位资金"),
        ({"contracts": NAN, "contract_amount": NAN, "projects": NAN},
         "2024年1—9月，甘肃省省外到位资金6,527.11亿元，同比增长40.70%"),
        ({"contracts_growth": -0.05}, "合同项目3,989个，同比下降5.00%，签约金额"),
        ({"projects_growth": 0.1}, "续建项目4,648个，同比增长10.00%；"),
        ({"contract_amount_growth": NAN}, "签约金额9,433.27亿元，无上年同期可比数；"),
        ({"funds_growth": -0.0892}, "省外到位资金6,527.11亿元，同比下降8.92%，"),
        ({"funds_growth": NAN}, "省外到位资金6,527.11亿元，无上年同期可比数，完成"),
        ({"funds_growth": 0.0}, "省外到位资金6,527.11亿元，与上年同期持平，完成"),
        ({"completion": NAN}, "同比增长40.70%；9月当月到位716.11亿元"),
        ({"funds_month": NAN}, "完成年度目标的93.24%。"),
        ({"funds_month_growth": NAN}, "9月当月到位716.11亿元。"),
        ({"funds_month": -11.6}, "9月累计数比上次报送减少11.60亿元，系以前月份数据核减。"),
        ({"funds_whole": 8000.0}, "；含省内投资的到位资金为8,000.00亿元。"),
        ({"funds_ytd": 0.0}, "4,648个；没有省外到位资金。"),
        ({"funds_ytd": NAN}, "4,648个；省外到位资金未报送，本期不作总量和增速分析。"),
    ],
)  # fmt: skip
def test_headline_branches(changes, said):
    (paragraph,) = read(text.headline(told(**{**HEADLINE, **changes})))
    assert said in paragraph
    assert "nan" not in paragraph and "-" not in paragraph
    assert paragraph.count("。") == 1


@pytest.mark.parametrize(
    ("funds", "said"),
    [(0.0, "2024年1—9月，甘肃省没有省外到位资金。"),
     (NAN, "2024年1—9月，甘肃省未报送省外到位资金，本期不作总量和增速分析。")],
)  # fmt: skip
def test_headline_of_nothing_but_funds(funds, said):
    assert read(text.headline(told(funds_ytd=funds))) == [said]


def test_a_flow_over_several_months_is_said_as_such():
    (paragraph,) = read(text.headline(told({"span": "7—9月"}, **HEADLINE)))
    assert "；7—9月到位716.11亿元，" in paragraph


PROGRESS = {
    "target": 7000.0, "completion": 0.93244, "time_progress": 0.75, "lead": 0.18244,
    "gap": 472.89, "needed_per_month": 157.63, "needed_growth": -0.6424, "months_left": 3.0,
}  # fmt: skip


def test_progress_of_the_province_in_september_2024():
    assert read(text.progress(told(**PROGRESS))) == [
        "2024年省外到位资金年度目标为7,000亿元，截至9月底完成93.24%，序时进度为75.00%，"
        "超序时进度18.24个百分点。"
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lead": -0.1696}, "，欠序时进度16.96个百分点。"),
        ({"lead": 0.0}, "，与序时进度持平。"),
        ({"pace": 0.7782, "pace_lead": 0.1542},
         "；近年同期平均进度为77.82%，高于近年同期平均15.42个百分点。"),
        ({"pace": 0.95, "pace_lead": -0.0176}, "，低于近年同期平均1.76个百分点。"),
        ({"pace": 0.9324, "pace_lead": 0.0}, "，与近年同期平均持平。"),
        ({"target": NAN}, "2024年甘肃省没有省外到位资金年度目标，本期不计算完成率。"),
        ({"completion": NAN},
         "2024年省外到位资金年度目标为7,000亿元；本期未报送省外到位资金，不计算完成率。"),
    ],
)  # fmt: skip
def test_progress_branches(changes, said):
    (paragraph,) = read(text.progress(told(**{**PROGRESS, **changes})))
    assert said in paragraph
    assert "-" not in paragraph


def test_further_target_lines_have_a_sentence_each():
    lines = {
        "target__dispatch": 7153.51, "completion__dispatch": 0.91243, "gap__dispatch": 626.4,
        "target__floor": 6500.0, "completion__floor": 1.00417, "surplus__floor": 27.11,
    }  # fmt: skip
    known = told(parts={"lines": ("dispatch", "floor")}, **PROGRESS, **lines)
    assert read(text.progress(known))[1] == (
        "按调度目标7,153.51亿元计，完成91.24%，尚差626.40亿元；"
        "按底线目标6,500亿元计，完成100.42%，已超额27.11亿元。"
    )


STRUCTURE = {
    "top500_firms": 89.0, "top500_projects": 266.0, "top500_amount": 2731.17,
    "top500_share": 0.27038, "size10_projects": 225.0, "size10_amount": 5631.34,
    "size10_share": 0.55748, "size50_projects": 21.0, "size50_amount": 2102.43,
    "size50_share": 0.20814,
}  # fmt: skip


def test_structure_with_everything():
    east = {
        "east_contracts": 930.0, "east_amount": 4134.77, "east_projects": 1130.0,
        "east_funds": 2297.11, "east_funds_share": 0.35193,
    }  # fmt: skip
    assert read(text.structure(told(**STRUCTURE, **east))) == [
        "新签约项目中，“三个500强”企业89家、项目266个，签约金额2,731.17亿元，占签约总额的27.04%；"
        "签约金额10亿元以上的项目225个、5,631.34亿元，占签约总额的55.75%；"
        "其中50亿元以上的21个、2,102.43亿元，占签约总额的20.81%。",
        "引进东中部产业转移签约项目930个、签约金额4,134.77亿元；"
        "实施东中部产业转移项目1,130个、到位资金2,297.11亿元，占省外到位资金的35.19%。",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"top500_projects": 0.0}, "新签约项目中没有“三个500强”企业投资项目；"),
        ({"top500_firms": NAN}, "新签约项目中，“三个500强”企业投资项目266个，签约金额"),
        ({"top500_firms": 0.0}, "新签约项目中，“三个500强”企业投资项目266个，签约金额"),
        ({"top500_share": NAN}, "签约金额2,731.17亿元；签约金额10亿元以上"),
        ({"size50_projects": 0.0}, "；其中没有50亿元以上的项目。"),
        ({"size10_projects": 0.0}, "；没有签约金额10亿元以上的项目。"),
        ({"size10_projects": NAN}, "；签约金额50亿元以上的项目21个"),
        (dict.fromkeys(STRUCTURE, NAN), "本期没有分类签约数据，不作结构分析。"),
        ({**dict.fromkeys(STRUCTURE, NAN), "east_projects": 3.0, "east_funds": 1.5},
         "实施东中部产业转移项目3个、到位资金1.50亿元。"),
    ],
)  # fmt: skip
def test_structure_branches(changes, said):
    (paragraph,) = read(text.structure(told(**{**STRUCTURE, **changes})))
    assert said in paragraph


def test_chains_name_the_leading_ones_and_their_sum():
    known = told(
        parts={"chains": ("甲", "乙", "丙"), "chains_top": ("甲", "乙")},
        chains_funds=60.0, chains_share=0.5327, chain_funds__甲=30.0, chain_funds__乙=20.0,
        chain_funds__丙=10.0, chains_top_funds=50.0, chains_top_share=0.8333,
    )  # fmt: skip
    assert read(text.chains(known)) == [
        "重点产业链到位资金60.00亿元，占省外到位资金的53.27%。居前的产业链是甲（30.00亿元）"
        "和乙（20.00亿元），合计50.00亿元，占重点产业链的83.33%。"
    ]


@pytest.mark.parametrize(
    ("parts", "values", "said"),
    [
        ({"chains": ("甲", "乙"), "chains_top": ("甲", "乙")},
         {"chains_funds": 50.0, "chain_funds__甲": 30.0, "chain_funds__乙": 20.0},
         "重点产业链到位资金50.00亿元。各产业链依次为甲（30.00亿元）和乙（20.00亿元）。"),
        ({"chains": ("甲", "乙"), "chains_top": ("甲", "乙")},
         {"chains_funds": 80.0, "chains_growth": -0.1, "chain_funds__甲": 30.0,
          "chain_funds__乙": 20.0, "chains_top_funds": 50.0, "chains_top_share": 0.625},
         "重点产业链到位资金80.00亿元，同比下降10.00%。其中甲（30.00亿元）和乙（20.00亿元），"
         "合计50.00亿元，占重点产业链的62.50%。"),
        ({}, {"chains_funds": 80.0, "chains_target": 100.0, "chains_completion": 0.8,
              "chains_lead": 0.05},
         "重点产业链到位资金80.00亿元；完成年度目标100亿元的80.00%，超序时进度5.00个百分点。"),
        ({}, {"chains_funds": 70.0, "chains_target": 100.0, "chains_completion": 0.7,
              "chains_lead": -0.05},
         "重点产业链到位资金70.00亿元；完成年度目标100亿元的70.00%，欠序时进度5.00个百分点。"),
        ({}, {"chains_funds": 75.0, "chains_target": 100.0, "chains_completion": 0.75,
              "chains_lead": 0.0},
         "重点产业链到位资金75.00亿元；完成年度目标100亿元的75.00%，与序时进度持平。"),
        ({}, {}, "本期没有分产业链数据，不作产业链分析。"),
        ({}, {"chains_funds": 0.0}, "重点产业链没有到位资金。"),
        ({}, {"chains_funds": 5.0}, "重点产业链到位资金5.00亿元。"),
        ({"chains": ("甲",), "chains_top": ("甲",)}, {"chains_funds": 5.0, "chain_funds__甲": 5.0},
         "重点产业链到位资金5.00亿元。只有甲产业链有到位资金，为5.00亿元。"),
    ],
)  # fmt: skip
def test_chain_branches(parts, values, said):
    assert read(text.chains(told(parts=parts, **values))) == [said]


def test_stage_rates_are_listed_as_far_as_they_are_known():
    known = told(performance_rate=0.95, start_rate=0.8312, arrival_rate=0.4)
    assert read(text.stages(known)) == [
        "2024年签约项目中，履约率95.00%、开工率83.12%、资金到位率40.00%。"
    ]
    assert read(text.stages(told())) == ["本期没有项目台账，不计算履约率、开工率、投产率和到位率。"]


def test_the_title_names_period_and_region():
    assert text.title(told()) == "2024年1—9月甘肃省招商引资情况通报"
