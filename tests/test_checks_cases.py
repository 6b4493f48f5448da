"""Every rule through real workbooks: one that breaks it, one that does not, the exact sentence."""

import functools

import pandas as pd
import pytest

from tests.checks_cases import CASES, asked, of_panels
from tests.rules_page import PAGE, page
from zsanalytics.checks.rulebook import RULES

ON_CLEAN: dict[str, pd.DataFrame] = {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_workbook_that_breaks_the_rule(case, tmp_path):
    findings = asked(case, tmp_path, broken=True)
    found = findings[findings["rule"] == case.rule].iloc[0]
    told = [None if pd.isna(found[name]) else found[name] for name in ("file", "cell")]
    assert told == [case.file, case.cell]
    assert found["message"] == case.message
    assert found["remedy"] == case.remedy


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_workbook_that_keeps_it(case, tmp_path):
    key = repr((case.books, case.before))
    if key not in ON_CLEAN:
        ON_CLEAN[key] = asked(case, tmp_path, broken=False)
    findings = ON_CLEAN[key]
    assert "error" not in set(findings["severity"])
    left = findings[findings["rule"] == case.rule]
    assert left.empty or case.rule == "missing_submitter"


@functools.cache
def panels():
    return of_panels()


def test_rules_that_need_a_panel():
    assert panels()["conflict"]["message"] == (
        "兰州市2024年1—9月到位资金报了2个不同的数：10.00亿元、12.00亿元。"
    )
    assert panels()["computed_total"]["message"] == (
        "甘肃省2024年1—9月到位资金填报70.00亿元，汇总计算为68.00亿元。"
    )
    assert panels()["completion"]["message"] == (
        "甘肃省2024年1—9月到位资金（省外）完成率填报95.24%，按目标7,000.00亿元计算为93.24%。"
    )
    assert panels()["scope_break"]["message"] == (
        "甘肃省2020年1—9月到位资金与上年不可比：2020年1月起口径调整（2020年以前公布的到位资金是另一"
        "口径（2014年1—8月3,878.66亿元，2020年全年3,001.07亿元）；依据：未见公布文件，据历年公布数判断），"
        "不计算同比。"
    )
    assert panels()["scope_break"]["remedy"] == (
        "有衔接系数的，连同出处填入 codes/breaks.toml；没有的按现口径只列累计数。"
    )


def test_every_rule_has_a_case():
    assert {rule.name for rule in RULES} == {case.rule for case in CASES} | set(panels())


def test_the_handbooks_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.rules_page"
