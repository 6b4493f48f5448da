"""Ledgers: each rule with a project that breaks it and one that keeps it."""

import pandas as pd
import pytest

from zsanalytics.checks import doubles, ledgers, summaries
from zsanalytics.checks.evidence import gather
from zsanalytics.codebook import load_codebook
from zsanalytics.schema import PROJECTS, conform

BOOK = load_codebook()
EMPTY = pd.DataFrame(columns=["region", "indicator", "segment", "year", "month", "value"])


def project(**given):
    return {
        "region": "兰州市", "project_id": "甲", "year": 2024, "month": 9, "name": "铝箔厂项目",
        "investor": "浙江某公司", "origin": "浙江省", "contract_amount": 10.0, "funds_ytd": 2.0,
        "funds_outside_ytd": 2.0, "funds_total": 4.0, "signed_on": "2024-03-05",
        "started_on": "2024-05-06", "source": "兰州市.xlsx!台账!B5", **given,
    }  # fmt: skip


def ledger(*rows):
    frame = pd.DataFrame(rows)
    days = [name for name, kind in PROJECTS.columns.items() if kind.startswith("datetime")]
    for day in set(days) & set(frame.columns):
        frame[day] = pd.to_datetime(frame[day])
    return conform(frame, PROJECTS)


def doubts(rule, *rows, panel=EMPTY):
    return list(rule(gather(panel, book=BOOK, projects=ledger(*rows))))


def said(rule, *rows):
    (only,) = doubts(rule, *rows)
    assert (only["file"], only["sheet"]) == ("兰州市.xlsx", "台账")
    head = "兰州市2024年9月台账“铝箔厂项目”"
    assert only["message"].startswith(head)
    return only["message"].removeprefix(head)


ALL = [
    ledgers.contract_missing, ledgers.amounts_order, ledgers.funds_over_contract,
    ledgers.dates_order, doubles.project_twice, doubles.project_alike, doubles.project_moved,
    ledgers.inside_as_outside, ledgers.claim_unverified, summaries.ledger_sum,
]  # fmt: skip


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.__name__)
def test_a_clean_ledger_and_none_at_all(rule):
    other = project(project_id="乙", name="风电场", investor="江苏某公司", contract_amount=20.0)
    assert not doubts(rule, project(), other)
    assert not list(rule(gather(EMPTY, book=BOOK)))


def test_a_contract_without_amount():
    assert said(ledgers.contract_missing, project(contract_amount=None)) == "没有合同金额。"
    talk = project(contract_amount=None, signed_on=None, funds_total=None)
    assert not doubts(ledgers.contract_missing, talk)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"funds_ytd": -2.0, "funds_outside_ytd": -2.0},
         "本年到位资金为-2.0000亿元，不能为负。"),
        ({"funds_ytd": 5.0}, "本年到位资金5.0000亿元大于累计到位资金4.0000亿元。"),
        ({"funds_outside_ytd": 3.0}, "本年省外到位资金3.0000亿元大于本年到位资金2.0000亿元。"),
    ],
)  # fmt: skip
def test_amounts_that_contradict_each_other(given, sentence):
    first = doubts(ledgers.amounts_order, project(**given))[0]
    assert first["message"].endswith(sentence)


def test_more_funds_than_contract():
    assert said(ledgers.funds_over_contract, project(funds_total=11.0)) == (
        "到位资金11.0000亿元大于合同金额10.0000亿元。"
    )
    assert said(ledgers.funds_over_contract, project(funds_total=40_000.0)).endswith(
        "像是万元与亿元混用。"
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"started_on": "2024-02-01"}, "开工日期2024-02-01早于签约日期2024-03-05。"),
        ({"completed_on": "2024-04-01"}, "竣工日期2024-04-01早于开工日期2024-05-06。"),
        ({"started_on": "2024-11-01"}, "开工日期2024-11-01晚于报告月。"),
    ],
)
def test_dates_out_of_order(given, sentence):
    assert said(ledgers.dates_order, project(**given)) == sentence


def test_one_number_twice():
    again = project(region="白银市", source="白银市.xlsx!台账!B9")
    first, second = doubts(doubles.project_twice, project(), again)
    assert (first["cell"], second["cell"]) == ("B5", "B9")
    assert second["message"] == (
        "白银市2024年9月台账“铝箔厂项目”与兰州市另一行是同一项目（兰州市.xlsx!台账!B5），重复计算。"
    )
    assert not doubts(doubles.project_twice, project(), project(month=8))


def test_one_number_twice_in_one_ledger_was_numbered_on_while_reading():
    rows = project(project_id="2024-620100-01"), project(project_id="2024-620100-01-2")
    assert said(doubles.project_twice, *rows).startswith("与本表另一行是同一项目")
    apart = project(project_id="2024-620100-01"), project(project_id="2024-620100-02")
    assert not doubts(doubles.project_twice, *apart)


def test_one_project_under_two_numbers():
    again = project(project_id="乙", region="白银市", name="铝箔厂建设项目",
                    source="白银市.xlsx!台账!B9")  # fmt: skip
    (only,) = doubts(doubles.project_alike, project(), again)
    assert only["message"] == (
        "白银市2024年9月台账“铝箔厂建设项目”与兰州市的“铝箔厂项目”（兰州市.xlsx!台账!B5）"
        "名称或投资方、金额相同，疑为同一项目。"
    )
    assert not doubts(doubles.project_alike, project(), {**again, "contract_amount": 12.0})


def test_a_project_that_changed_hands():
    (only,) = doubts(doubles.project_moved, project(region="白银市", month=8), project())
    assert only["message"].endswith("上次由白银市报送，本月由兰州市报送。")


def test_inside_money_counted_as_outside():
    assert said(ledgers.inside_as_outside, project(origin="甘肃省")) == (
        "投资方来源地为甘肃省，却报省外资金2.0000亿元。"
    )
    named = project(origin=None, investor="甘肃某集团公司")
    assert said(ledgers.inside_as_outside, named).startswith("投资方名称为省内企业")
    assert not doubts(ledgers.inside_as_outside, project(origin="甘肃省", funds_outside_ytd=0.0))


def test_a_claim_that_no_list_bears_out():
    claim = project(top500_claim="世界500强", investor="某某小店")
    assert said(ledgers.claim_unverified, claim) == ("称投资方属世界500强，现有名单中未查到。")


def summary(value, indicator="contracted_amount", segment="全部"):
    return pd.DataFrame(
        {
            "region": ["兰州市"], "indicator": indicator, "segment": segment, "year": 2024,
            "month": 9, "value": value, "status": "reported", "source": "兰州市.xlsx!汇总表!D7",
        }
    )  # fmt: skip


def test_a_ledger_against_its_summary():
    (only,) = doubts(summaries.ledger_sum, project(), panel=summary(12.0))
    assert only["cell"] == "D7"
    assert only["message"] == (
        "兰州市2024年1—9月签约金额汇总表为12.00亿元，台账汇总为10.00亿元，相差2.00亿元。"
    )
    assert not doubts(summaries.ledger_sum, project(), panel=summary(10.0))


def test_a_ledger_of_key_projects_may_hold_less_but_not_more():
    part = project(source="兰州市.xlsx!重点项目台账!B5")
    assert not doubts(summaries.ledger_sum, part, panel=summary(12.0))
    assert doubts(summaries.ledger_sum, part, panel=summary(8.0))


def test_a_ledger_of_outside_projects_need_not_make_the_whole():
    both = pd.concat([
        summary(2.0, "funds_in_place", "来源地=省外"), summary(3.0, "funds_in_place"),
    ])  # fmt: skip
    assert not doubts(summaries.ledger_sum, project(), panel=both)
