"""Departments: one chain's projects all over the province against the units' ledgers."""

import pandas as pd

from zsanalytics.checks.departments import chain_department, unknown_to_units
from zsanalytics.checks.evidence import gather
from zsanalytics.checks.rules import check
from zsanalytics.codebook import load_codebook

BOOK = load_codebook()
UNITS = ("兰州市", "白银市", "天水市")
EMPTY = pd.DataFrame(columns=["region", "indicator", "segment", "year", "month", "value"])


def ledgers(**department):
    """Three units with a project each; the department lists the three, changed as told."""
    own = pd.DataFrame(
        {
            "region": UNITS, "project_id": ["甲", "乙", "丙"], "year": 2024, "month": 9,
            "name": ["古城修复", "温泉小镇", "红色旅游区"], "chain": "文化旅游",
            "contract_amount": [10.0, 20.0, 30.0], "funds_ytd": 1.0, "funds_total": 2.0,
            "source": [f"{unit}.xlsx!台账!A5:T5" for unit in UNITS],
        }
    )  # fmt: skip
    sources = [f"文旅厅.xlsx!台账!A{row}:T{row}" for row in (5, 6, 7)]
    return own, own.assign(source=sources, **department)


def doubts(rule, own, department):
    projects = pd.concat([own, department], ignore_index=True)
    return list(rule(gather(EMPTY, book=BOOK, projects=projects)))


def test_a_department_that_agrees_is_no_doubt_and_no_double():
    own, department = ledgers()
    assert not doubts(chain_department, own, department)
    assert check(EMPTY, projects=pd.concat([own, department])).empty


def test_amounts_that_differ():
    (only,) = doubts(chain_department, *ledgers(contract_amount=[10.0, 25.0, 30.0]))
    assert (only["file"], only["cell"]) == ("文旅厅.xlsx", "A6:T6")
    assert only["message"] == (
        "白银市2024年9月台账“温泉小镇”合同金额链办填报25.0000亿元，白银市填报20.0000亿元"
        "（白银市.xlsx!台账!A5:T5）。"
    )


def test_a_project_under_another_number_is_found_by_its_name():
    assert doubts(chain_department, *ledgers(project_id=["子", "丑", "寅"], funds_ytd=1.5))


def test_one_main_chain_a_project():
    own, department = ledgers()
    own = own.assign(chain=["文化旅游", "文化旅游", "石化化工"])
    (only,) = doubts(chain_department, own, department)
    assert only["message"] == (
        "天水市2024年9月台账“红色旅游区”链办列入文化旅游产业链，天水市列入石化化工"
        "（天水市.xlsx!台账!A5:T5）。"
    )


def test_a_project_no_unit_has():
    own, department = ledgers()
    (only,) = doubts(unknown_to_units, own[1:], department)
    assert only["message"] == "兰州市2024年9月台账“古城修复”链办台账有，地方台账没有。"
    assert not doubts(unknown_to_units, own, department)
    assert not doubts(unknown_to_units, own[:0], department)  # no ledgers to compare with
