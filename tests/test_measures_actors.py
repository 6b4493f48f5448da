"""Actors: kinds by name, sums by hand, ranks within a kind only."""

import pandas as pd
import pytest

from zsanalytics.errors import CodebookError
from zsanalytics.codebook.actors import load_kinds
from zsanalytics.measures.actors import actor_kind, actor_scores
from zsanalytics.schema import PROJECTS, conform


@pytest.mark.parametrize(("name", "kind"), [
    ("市政府驻北京联络处", "驻外机构"), ("庆阳市驻深圳办事处", "驻外机构"),
    ("市工业和信息化局", "市直部门"), ("市发展和改革委员会", "市直部门"),
    ("上海市甘肃商会", "商会协会"), ("张掖市工商联", "商会协会"),
    ("某某会计师事务所", "中介机构"), ("甘肃某某咨询有限公司", "中介机构"),
    ("张掖市城投集团有限公司", "国有企业"), ("张掖经济技术开发区管委会", "园区"),
    ("甘州区", "县区"), ("甘州区人民政府", "县区"), ("热心人士", "其他"),
])  # fmt: skip
def test_the_kind_of_an_actor(name, kind):
    assert actor_kind(name) == kind


def ledger(*rows):
    names = ["introduced_by", "project_id", "contract_amount", "funds_ytd", "signed_on", "status"]
    told = [dict(zip(names, row, strict=True)) for row in rows]
    return conform(
        [{**row, "region": "甘州区", "year": 2026, "month": 3} for row in told], PROJECTS
    )


NOW, PAST = pd.Timestamp(2026, 2, 1), pd.Timestamp(2025, 2, 1)


def test_each_kind_has_its_own_ranks():
    found = actor_scores(ledger(
        ("市工信局", "a", 2.0, 0.5, NOW, "active"), ("市工信局", "b", 1.0, 0.4, NOW, "active"),
        ("市商务局", "c", 1.0, 0.9, NOW, "active"),
        ("上海市甘肃商会", "d", 9.0, 0.1, NOW, "active"),
    ), "2026-03").set_index("actor")  # fmt: skip
    assert found.loc["市工信局", ["projects", "contract_amount", "arrived"]].tolist() == [
        2,
        3.0,
        0.9,
    ]
    assert found.loc["市工信局", "arrival_rate"] == pytest.approx(0.3)
    assert found["rank"].to_dict() == {"上海市甘肃商会": 1, "市商务局": 1, "市工信局": 1}


def test_earlier_and_terminated_projects_and_those_of_no_one_do_not_count():
    found = actor_scores(ledger(
        ("市工信局", "a", 2.0, 0.5, PAST, "active"), ("市工信局", "b", 2.0, 0.5, NOW, "terminated"),
        (None, "c", 2.0, 0.5, NOW, "active"),
    ), "2026-03")  # fmt: skip
    assert found.empty and "arrival_rate" in found.columns


def test_a_broken_list_is_named(tmp_path):
    (tmp_path / "actors.toml").write_text("[[actor]]\nkind = 'x'\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="actors cannot be read"):
        load_kinds(tmp_path / "actors.toml")
