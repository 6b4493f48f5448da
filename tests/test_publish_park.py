"""A park's sentences and tables: every branch of their wording, from facts made by hand."""

import re
import string

import pandas as pd
import pytest

from zsanalytics.publish import park, park_remarks, park_text
from zsanalytics.publish.facts import rendering
from zsanalytics.publish.park_facts import TOTALS, ways
from zsanalytics.publish.park_material import ParkMaterial, book_of_phrases
from zsanalytics.publish.wording import plain, tell

UNITS = {"growth": "%", "completion": "%", "target_growth": "%", "lead": "百分点", "rate": "%"}
FAI, SALES, NEW = "fixed_asset_investment|全部", "sales|全部", "new_large_firms|全部"
NAMES = {FAI: "固定资产投资", SALES: "销售收入", NEW: "新增规上企业数", "start_rate": "开工率",
         "large_firms|全部": "规上企业数", "tenants|全部": "入园企业数",
         "tax_per_land|全部": "亩均税收", "plot_ratio|全部": "容积率",
         "idle_land|全部": "低效用地面积",
         "idle_land|低效用地=供而未用": "供而未用低效用地面积"}  # fmt: skip
WORDS = {"region": "华亭工业园区", "period": "2023年1—9月", "year": "2023年", "month_end": "9月底",
         "month_last": "2023年9月末", "vintage": "2023-09-abc", **NAMES}  # fmt: skip


def unit_of(name):
    ending = name.partition("@")[0].rpartition("_")[2]
    if name.endswith(("growth_lead", "_lead", "_change")):
        return "百分点"
    if ending in ("growth", "completion", "progress", "pace") or name.endswith("growth_target"):
        return "%"
    if name == "start_rate":
        return "%"
    if "firms" in name or "tenants" in name:
        return "家"
    return {"months_left": "个月", "goals": "项"}.get(name, "亿元")


def told(parts=None, words=None, units=None, **values):
    """Make facts of values; a name's unit is told by its ending, else by ``units``."""
    rows = []
    for name, value in values.items():
        key = name.replace("__", "@低效用地=")
        usual = TOTALS[name][1] if name in TOTALS else "项" if "goals" in name else unit_of(key)
        unit = (units or {}).get(name, usual)
        decimals = 0 if unit in ("家", "个", "项", "个月", "条") else 2
        rows.append({"fact": key, "value": value, "unit": unit, "decimals": decimals,
                     "text": rendering(value, unit, decimals), "sources": ()})  # fmt: skip
    facts = pd.DataFrame(rows, columns=["fact", "value", "unit", "decimals", "text", "sources"])
    return tell(facts, {**WORDS, **(words or {})}, parts or {})


def said(paragraphs):
    return ["".join(plain(runs)) for runs in paragraphs]


GOAL = {"fixed_asset_investment_target": 3.14, "fixed_asset_investment_completion": 0.7,
        "fixed_asset_investment_lead": -0.05, "fixed_asset_investment_gap": 0.94,
        "fixed_asset_investment_needed": 0.3133, "months_left": 3,
        "time_progress": 0.75}  # fmt: skip


def test_the_headline_says_verb_amount_growth_firms_and_schedule():
    known = told(
        {"amounts": (FAI, SALES), "names_behind": ("固定资产投资",), "names_ahead": ()},
        fixed_asset_investment_ytd=2.198, fixed_asset_investment_growth=0.1568, sales_ytd=10.5,
        sales_growth=-0.02, new_large_firms_ytd=3, dropped_large_firms_ytd=0, goals=2,
        goals_behind=1, goals_ahead=0,
    )  # fmt: skip
    assert said(park_text.headline(known)) == [
        "2023年1—9月，华亭工业园区完成固定资产投资2.20亿元，同比增长15.68%；实现销售收入10.50亿元，同比下降2.00%。",
        "新增规上企业3家，没有退规企业。",
        "2023年华亭工业园区有年度目标的指标2项，欠序时进度的1项，是固定资产投资。",
    ]


def test_nothing_reported_is_said():
    assert said(park_text.headline(told())) == ["2023年1—9月，华亭工业园区本期未报送主要经济指标。"]
    assert said(park_text.progress(told())) == [
        "2023年华亭工业园区没有年度目标，本期不计算完成率。"
    ]
    assert said(park_text.projects(told())) == ["本期没有项目台账，也未报送项目建设各率。"]
    assert said(park_text.firms(told())) == ["本期未报送企业培育和入园情况。"]
    assert said(park_text.land(told()))[0].startswith("容积率、固定资产投资强度、亩均税收")
    assert said(park_remarks.problems(told())) == ["按现有数据，没有需要专门反映的问题。"]
    assert said(park_remarks.outlook(told())) == ["往年同月数据不足，不作全年预计。"]


@pytest.mark.parametrize(
    ("further", "sentence"),
    [
        ({}, "欠序时进度5.00个百分点，尚差0.94亿元，后续3个月月均需0.31亿元。"),
        ({"months_left": 1}, "欠序时进度5.00个百分点，尚差0.94亿元，须在余下月份完成。"),
        ({"fixed_asset_investment_lead": 0.0}, "与序时进度持平，尚差0.94亿元，后续3个月"),
        ({"fixed_asset_investment_pace_lead": 0.0176},
         "欠序时进度5.00个百分点，高于近年同期平均进度1.76个百分点，尚差"),
        ({"fixed_asset_investment_growth": 0.1568, "fixed_asset_investment_growth_target": 0.1,
          "fixed_asset_investment_growth_lead": 0.0568},
         "；同比增长15.68%，高于10.00%的增长目标5.68个百分点。"),
    ],
)  # fmt: skip
def test_a_target_in_the_course_of_the_year(further, sentence):
    known = told({"goals": (FAI,)}, **{**GOAL, **further})
    first, line = said(park_text.progress(known))
    assert first == "截至9月底，序时进度为75.00%。"
    assert line.startswith("固定资产投资年度目标为3.14亿元，完成70.00%，") and sentence in line


def test_a_year_that_is_over_has_no_schedule():
    closed = {"goals": (FAI,), "amounts": (FAI,)}
    known = told(closed, {"closed": "closed"}, **{**GOAL, "months_left": 0})
    assert said(park_text.progress(known))[1] == (
        "固定资产投资年度目标为3.14亿元，完成70.00%，全年未完成目标，差0.94亿元。"
    )
    assert said(park_remarks.problems(known)) == ["固定资产投资未完成全年目标，差0.94亿元。"]
    assert said(park_remarks.outlook(known)) == ["全年数据已报齐，不再预计。"]


def test_a_floor_reached_exactly_and_passed():
    made = {"new_large_firms_target": 5, "new_large_firms_completion": 1.0,
            "new_large_firms_lead": 0.25, "time_progress": 0.75}  # fmt: skip
    parts = {"goals": (NEW,), "floors": (NEW,)}
    exact = said(park_text.progress(told(parts, new_large_firms_surplus=0, **made)))[1]
    assert exact.startswith("新增规上企业数年度目标不低于5家，") and exact.endswith(
        "恰好完成目标。"
    )
    over = said(park_text.progress(told(parts, new_large_firms_surplus=1, **made)))[1]
    assert over.endswith("已超额1家。")


def test_rates_name_their_parts_and_their_change():
    units = {"start_rate_part": "个", "start_rate_whole": "个"}
    known = told({"rates": ("start_rate",)}, units=units,
                 start_rate=0.8235, start_rate_part=14, start_rate_whole=17,
                 start_rate_change=-0.09, ledger_projects=17, ledger_amount=9.34, late_start=0,
                 late_finish=0, stalled=0)  # fmt: skip
    assert said(park_text.projects(known)) == [
        "2023年9月末在册项目17个，合同金额9.34亿元。",
        "开工率82.35%（14个/17个），比上年同期回落9.00个百分点。",
        "没有逾期和停滞的项目。",
    ]


def test_late_projects_are_counted_where_there_are_any():
    known = told(late_start=1, late_finish=0, stalled=2, ledger_projects=3)
    assert said(park_text.projects(known))[-1] == "逾期未开工项目1个，停滞项目2个。"
    assert said(park_remarks.problems(known)) == ["逾期未开工项目1个，停滞项目2个。"]


def test_firms_are_gross_with_the_dropped_beside_and_the_net_for_reading():
    known = told(new_large_firms_ytd=3, dropped_large_firms_ytd=4, net_large_firms=-1,
                 large_firms_level=29, new_tenants_ytd=4, new_tenants_more=-1)  # fmt: skip
    assert said(park_text.firms(known)) == [
        "新增规上企业3家，退规企业4家，净减1家，期末规上企业29家；目标考核按新增数（毛数）计算，退规数并列，不相抵。",
        "新入园企业4家，比上年同期少1家。",
    ]


def test_land_names_what_is_reported_and_the_kinds_of_idle_land():
    pairs = (
        "plot_ratio|全部",
        "tax_per_land|全部",
        "idle_land|全部",
        "idle_land|低效用地=供而未用",
    )
    units = {"plot_ratio_level": "", "tax_per_land_level": "万元/亩", "idle_land_level": "亩",
             "idle_land_level__供而未用": "亩"}  # fmt: skip
    known = told({"land": pairs}, {"land_period": "2024年9月末"}, units,
                 plot_ratio_level=0.79, tax_per_land_level=1.7, idle_land_level=90.0,
                 idle_land_level__供而未用=76.0)  # fmt: skip
    assert said(park_text.land(known)) == [
        "据2024年9月末报送，容积率为0.79、亩均税收1.70万元/亩。",
        "低效用地90.00亩，其中供而未用76.00亩。",
    ]
    table = park._land(known)
    assert [row[0]["text"] for row in table.content["rows"]] == [
        "容积率", "亩均税收", "低效用地面积", "供而未用",
    ]  # fmt: skip
    assert [column["label"] for column in table.content["columns"]] == ["指标", "单位", "本期"]


def test_the_expected_year_is_set_against_the_target():
    known = told({"amounts": (FAI, SALES)}, fixed_asset_investment_expected=3.2,
                 fixed_asset_investment_margin=0.06, sales_expected=15.45,
                 sales_margin=-0.05, months_left=3)  # fmt: skip
    assert said(park_remarks.outlook(known)) == [
        "预计全年固定资产投资3.20亿元左右，高于年度目标0.06亿元；预计全年销售收入15.45亿元左右，低于年度目标0.05亿元。"
    ]
    assert said(park_remarks.problems(known)) == [
        "按现有进度，预计全年销售收入低于年度目标0.05亿元。"
    ]


@pytest.mark.parametrize(("usual", "found"), [(0.02, 0), (-0.02, 1)])
def test_behind_schedule_is_a_problem_only_where_past_years_were_further(usual, found):
    known = told({"goals": (FAI,)}, **GOAL, fixed_asset_investment_pace_lead=usual)
    lines = said(park_remarks.problems(known))
    assert sum("也低于近年同期平均进度2.00个百分点" in line for line in lines) == found


@pytest.mark.parametrize(
    ("left", "found"), [(10, "没有需要专门反映的问题"), (6, "新增规上企业数欠序时进度20.00")]
)
def test_a_handful_of_firms_is_behind_from_the_half_year_on(left, found):
    known = told({"goals": (NEW,)}, new_large_firms_lead=-0.2, months_left=left)
    assert found in said(park_remarks.problems(known))[0]


def test_no_firm_came_and_none_went():
    none = dict.fromkeys(("new_large_firms_ytd", "dropped_large_firms_ytd", "new_tenants_ytd"), 0)
    large, tenants = said(park_text.firms(told(**none, net_large_firms=0)))
    assert large.startswith("没有新增规上企业，没有退规企业，规上企业户数没有净增；")
    assert tenants == "没有新入园企业。"


def test_quality_and_notes():
    known = told(input_files=2, revised_values=1, corrected_values=0, errors=0, warnings=3)
    assert said(park_remarks.quality(known)) == [
        "本期报送文件2个；修订本年以前月份的数据1个；未了疑问3条。"
    ]
    notes = said(park_remarks.notes(told({"firms": ("large_firms|全部",)}, {"demo": "演示数据"},
                                         large_firms_level=29)))  # fmt: skip
    assert notes[0].startswith("本件数据由程序生成") and "规上企业数为期末数" in notes[1]


def test_ways_are_counted_as_printed():
    goals = pd.DataFrame({"lead": [0.00004, -0.00006, 0.2, float("nan")], "label": list("甲乙丙丁"),
                          "gap": [1.0, 1.0, 0.0, float("nan")]})  # fmt: skip
    found = ways(goals)
    assert (found["even"], found["behind"], found["ahead"]) == (("甲",), ("乙",), ("丙",))
    assert found["reached"] == ("丙",)


def test_late_projects_are_listed_with_foreign_text_made_safe():
    late = pd.DataFrame({"name": ["项目\U0010fffd"], "stage": ["开工"],
                         "due": [pd.Timestamp("2023-08-23")], "days_late": [38],
                         "contract_amount": [0.71], "status_reason": [None]})  # fmt: skip
    material = ParkMaterial("华亭工业园区", "2023-09", pd.DataFrame(), told(), (), {}, late)
    (row,) = park._late(material).content["rows"]
    assert [cell.get("text") for cell in row] == [
        "项目〓",
        "逾期未开工",
        "2023-08-23",
        "38",
        "0.71",
        "",
    ]


def test_phrases_hold_no_digit_and_name_their_fields():
    lists = ("show", "public", "verbs")
    for section, branches in book_of_phrases().items():
        for branch, phrase in () if section in lists else branches.items():
            assert not re.search(r"\d", phrase), (section, branch)
            assert all(field != "" for _, field, _, _ in string.Formatter().parse(phrase))
