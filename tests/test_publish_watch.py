"""Watch: rules put units forward, say why, and draft a letter; people decide."""

import pytest

from tests.test_publish_text import read, told
from zsanalytics.errors import CodebookError
from zsanalytics.publish import watch
from zsanalytics.publish.facts import catalogue

UNITS = ("甲县", "乙区")


def known(**values):
    return told(parts={"units": UNITS}, **values)


SLOW = {
    "months_behind__甲县": 2.0, "growth_difference__甲县": -0.1, "lead__甲县": -0.0956,
    "funds_ytd__甲县": 86.66, "funds_growth__甲县": 0.05,
}  # fmt: skip


def cases(**values):
    return [(case.unit, case.rule) for case in watch.cases(known(**values))]


def test_the_shipped_rules_are_whole():
    assert len(watch.rules()) >= 3
    for rule in watch.rules():
        assert {condition["fact"] for condition in rule["when"]} <= set(catalogue())


def test_two_months_behind_and_below_the_average_is_put_forward():
    assert cases(**SLOW) == [("甲县", "进度偏慢、增速偏低")]


@pytest.mark.parametrize(
    "change",
    [{"months_behind__甲县": 1.0}, {"growth_difference__甲县": 0.0},
     {"growth_difference__甲县": float("nan")}],
)  # fmt: skip
def test_both_conditions_are_needed_and_the_unknown_is_no_reason(change):
    assert cases(**{**SLOW, **change}) == []


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"funds_growth__乙区": -0.07}, "到位资金下降"),
        ({"funds_month__乙区": -1.5}, "当月核减"),
        ({"start_rate__乙区": 0.59, "contracts__乙区": 10.0}, "开工率偏低"),
        ({"open_errors__乙区": 1.0}, "审核错误未了"),
    ],
)
def test_every_other_rule_has_its_case(values, rule):
    assert cases(**values) == [("乙区", rule)]


def test_none_one_and_some_are_said():
    assert read(watch.watch(known())) == ["按督办规则，本期没有需要提示的单位。"]
    assert read(watch.watch(known(watched_units=1.0, **SLOW))) == [
        "按督办规则，拟提示的单位1个，是否发函由领导审定。"
    ]


def test_a_letter_names_the_unit_and_all_its_reasons():
    values = {**SLOW, "funds_growth__甲县": -0.07}
    assert read(watch.letters(known(**values))) == [
        "甲县：2024年1—9月，你县省外到位资金86.66亿元。连续2个月欠序时进度，本月欠9.56个百分点，"
        "同比增速低于甘肃省平均10.00个百分点；本年累计同比下降7.00%。"
        "请逐项目分析原因，拿出赶上进度的具体措施，并于收到本函后书面反馈。"
    ]


def test_a_letter_to_a_unit_that_did_not_report():
    (letter,) = read(watch.letters(known(open_errors__乙区=2.0)))
    assert letter.startswith("乙区：2024年1—9月，你区省外到位资金未报送。报送数据有未了错误2条。")


def test_the_table_has_a_row_a_case():
    table = watch.table(known(**SLOW))
    assert [cell["text"] for cell in table.content["rows"][0]][:4] == [
        "1", "甲县", "提示", "进度偏慢、增速偏低"
    ]  # fmt: skip
    assert watch.table(known()) is None


RULE = {"name": "甲", "level": "提示", "because": "乙"}


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ([{"fact": "speed", "below": 0}], "fact 'speed' is not in facts.toml; name one that is"),
        ([{"fact": "lead"}], "lead has the bounds []; give one of least, most, above, below"),
        ([{"fact": "lead", "under": 0}],
         "lead has the bounds ['under']; give one of least, most, above, below"),
        ([], "field missing: when; add it"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_refused(when, said):
    with pytest.raises(CodebookError) as caught:
        watch.refuse_wrong({**RULE, "when": when}, "watch.toml: rule 1")
    assert str(caught.value) == f"watch.toml: rule 1: {said}"
