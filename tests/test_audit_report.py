"""The audit as a whole: its columns, its places, what it leaves open, and hostile texts."""

import pandas as pd
import pytest

from zsanalytics import audit_figures, audit_text
from zsanalytics.schema import FINDINGS

BULLETIN = (
    "签约总额10,101.33亿元。引进“三个500强”企业89家，签约金额2,731.17亿元，占签约总额的24.07%。"
    "到位资金5,676.69亿元，同比增长42.45%。"
)


def test_findings_have_the_columns_of_the_schema_and_the_place():
    found = audit_text(BULLETIN)
    assert list(found.columns) == [*FINDINGS.columns, "start", "end"]
    assert found[["severity", "rule", "found", "expected"]].fillna("").values.tolist() == [
        ["error", "audit_share", "24.07%", "27.04%"],
        ["note", "audit_open", "42.45%", ""],
    ]
    assert [BULLETIN[row.start : row.end] for row in found.itertuples()] == ["24.07%", "42.45%"]


def test_a_contradiction_is_told_with_its_sum_and_a_hint():
    first, second = audit_text(BULLETIN).itertuples()
    assert first.message == (
        "占比“24.07%”与文中其他数字矛盾：24.07%按部分÷总量计算（2,731.17亿元、10,101.33亿元），"
        "应为27.04%；疑似“27.04%”误写为“24.07%”。"
    )
    assert first.remedy == "核对原始数据，更正这个数或计算它所用的数。"
    assert second.message == "增速“42.45%”无法复核：文中没有可据以重算的数字。"
    assert second.remedy == "如需复核，请在文中列出计算所用的数字，或与数据表核对。"


def test_two_digits_swapped_in_an_operand_are_hinted_at():
    found = audit_text(BULLETIN.replace("24.07", "27.04").replace("2,731.17", "2,371.17"))
    assert found["message"][0].endswith("应为23.47%；也可能是“2,731.17亿元”误写为“2,371.17亿元”。")


def test_a_text_without_figures_gives_an_empty_table():
    for text in ("", "全省招商引资工作会议召开。"):
        found = audit_text(text)
        assert len(found) == 0
        assert list(found.columns) == [*FINDINGS.columns, "start", "end"]
        assert len(audit_figures(text)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "<p>签约总额<b>200</b>亿元。</p><p>其中<i>新能源</i>签约额50亿元，占签约总额的<b>52</b>%。</p>",
        "签约总额**200亿元**，其中新能源签约额 50 亿元，占签约总额的 **52 %** 。",
        "簽約總額２００億元，其中新能源簽約額５０億元，佔簽約總額的５２％。",
        "签约总额200\u200b亿元\u202e，其中新能源签约额50亿元，占签约总额的5\u200b2%。",
    ],
)
def test_places_are_those_of_the_text_as_it_was_given(text):
    found = audit_text(text).query("severity == 'error'")
    assert len(found) == 1
    (row,) = found.itertuples()
    assert text[row.start : row.end] == row.found
    assert row.found[0] in "5５" and row.found[-1] in "%％"


def test_the_number_that_stands_in_every_broken_relation_is_named():
    text = (
        "签约总额2,050.5亿元，其中工业项目签约额50.25亿元，占签约总额的25.06%；"
        "农业项目签约额20.05亿元，占签约总额的10.00%。"
    )
    errors = audit_text(text).query("severity == 'error'")
    assert errors[["found"]].values.tolist() == [["2,050.5亿元"]]
    assert errors["expected"].tolist() == ["200.5亿元"]


def test_no_rate_of_a_stage_is_more_than_all():
    found = audit_text("签约项目履约率达到758.1%，较上年同期下降5.2个百分点。")
    assert found["expected"].tolist()[0] == "不大于100.0%"
    assert found["severity"].tolist()[0] == "error"


def test_a_wrong_unit_is_hinted_at():
    text = "到位资金60.6万元，完成年度目标80亿元的75.75%。"
    errors = audit_text(text).query("severity == 'error'")
    assert len(errors) == 1


def test_approximate_words_widen_the_number():
    assert len(audit_text("签约总额约200亿元，其中工业签约额52亿元，占签约总额的25%。")) == 0
    assert len(audit_text("签约总额超200亿元，其中工业签约额52亿元，占签约总额的25%。")) == 0
    wrong = audit_text("签约总额超200亿元，其中工业签约额52亿元，占签约总额的35%。")
    assert wrong["severity"].tolist() == ["error"]


PANEL = pd.DataFrame(
    [
        ("甘肃省", "funds_in_place", "来源地=省外", 2024, 9, 6527.11),
        ("甘肃省", "funds_in_place", "来源地=省外", 2023, 9, 4639.03),
        ("庆阳市", "funds_in_place", "来源地=省外", 2024, 9, 710.72),
    ],
    columns=["region", "indicator", "segment", "year", "month", "value"],
)


def test_levels_and_growth_are_compared_with_a_panel():
    right = "2024年1—9月，甘肃省省外到位资金6527.11亿元，同比增长40.70%。庆阳市到位资金710.72亿元。"
    assert len(audit_text(right, panel=PANEL)) == 0
    wrong = right.replace("6527.11", "6572.11").replace("40.70", "47.70")
    found = audit_text(wrong, panel=PANEL)
    assert found[["rule", "found", "expected"]].values.tolist() == [
        ["audit_panel", "6572.11亿元", "6527.11亿元"],
        ["audit_panel", "47.70%", "40.70%"],
    ]
    assert "与数据表矛盾" in found["message"][0]


def test_what_the_panel_does_not_hold_is_left_open():
    text = "2024年1—9月，张掖市省外到位资金99.9亿元。2023年1—8月，甘肃省省外到位资金99.9亿元。"
    assert len(audit_text(text, panel=PANEL)) == 0


HOSTILE = {
    "digits": "9" * 200_000 + "亿元",
    "exponent": "到位资金1e999亿元，增长1e999%。" * 500,
    "many digits": ("1" * 10_000 + "亿元") * 5,
    "blanks": "到位资金" + " " * 200_000 + "5亿元",
    "no stops": "到位资金5亿元同比增长3%占签约总额的5%" * 1_500,
    "tags": "<" * 50_000 + "<a " * 20_000 + "<style>" * 5_000,
    "brackets": "(" * 100_000,
    "numerals": "一二三万亿" * 20_000,
    "one word": "占" * 50_000 + "增长" * 50_000,
    "sums": "5亿元,合计5亿元" * 2_000,
    "marks": "\x00\u202e\ufeff5亿元" * 3_000,
    "zeros": "0亿元，占0%，增长0%，完成目标0亿元的0%。" * 500,
    "nothing": "\n" * 100_000,
    "surrogate": "到位资金\ud8005亿元，占5%",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_makes_it_fail_or_hang(name):
    audit_text(HOSTILE[name])


def test_the_table_of_figures_tells_every_verdict():
    table = audit_figures("到位资金80亿元，完成年度目标100亿元的80%，同比增长12%。")
    assert table["role"].tolist() == ["数值", "目标", "完成率", "增速"]
    assert table["verdict"].tolist() == ["一致", "一致", "一致", "无法复核"]
    assert table["value"].tolist() == [80, 100, 0.8, 0.12]
    assert table["formula"][2] == "80%按完成数÷目标计算（80亿元、100亿元）"
