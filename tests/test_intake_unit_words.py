"""Units in the words of a sheet: every usual way says 万元, and what is no unit says nothing."""

import pytest

from zsanalytics.intake.unit_words import units_of_label, units_of_line

LINES = (
    "单位：万元", "单位 万元", "（单位：万元）", "[单位：万元]", "金额单位：万元",
    "计量单位：万元、个", "单位：万元、%", "单位：万元（人民币）", "单位：人民币万元",
    "单位：万元；个", "单位：万元 个", "单位：万元/个", "单位为万元", "单 位：万 元",
    "單位：萬元", "Unit: 万元", "万元", "单位：（万元）", "金额：万元", "以万元为单位",
    "单位：万元，项目：个", "单位：资金（万元）、项目（个）", "单位：项目个、资金万元",
    "兰州市到位资金情况（万元）",
)  # fmt: skip
LABELS = (
    "到位资金（万元）", "到位资金\n万元", "到位资金/万元", "到位资金:万元", "到位资金 万元",
    "到位资金[万元]", "到位资金【万元】", "到位资金（单位：万元）", "到位资金（人民币：万元）",
    "到位资金（累计，万元）", "到位资金_万元", "到位资金万元", "到位資金(萬元)",
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_a_line_states_the_unit_of_money(line):
    assert [unit for unit in units_of_line(line) if "元" in unit] == ["万元"]


@pytest.mark.parametrize("label", LABELS)
def test_a_label_states_its_unit(label):
    assert units_of_label(label) == ("万元",)


@pytest.mark.parametrize(
    "line",
    [
        "填报单位：兰州市",
        "单位：兰州市项目中心",
        "单位：个人",
        "单位",
        "",
        "2024年1-9月",
        "（快报）",
    ],
)
def test_what_names_no_unit_says_nothing(line):
    assert units_of_line(line) == ()


@pytest.mark.parametrize("label", ["过亿元", "10亿元以上", "县区", "1-9月", "到位资金"])
def test_a_label_without_a_unit(label):
    assert units_of_label(label) == ()
