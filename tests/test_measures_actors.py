"""Actors: kinds by name, sums by hand, ranks within a kind only."""

import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook, office_codes
from zsanalytics.codebook.actors import load_kinds
from zsanalytics.errors import CodebookError, PanelError
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


def test_a_project_of_two_counts_for_each_and_once_for_their_kind():
    projects = ledger(
        ("市工信局、市商务局", "a", 2.0, 0.5, NOW, "active"),
        ("市商务局", "b", None, 0.4, NOW, "active"),
    )  # fmt: skip
    found = actor_scores(projects, "2026-03").set_index("actor")
    assert found["projects"].to_dict() == {"市工信局": 1, "市商务局": 2}
    assert found["arrival_rate"].tolist() == [0.25, 0.25]  # b has no amount
    kind = actor_scores(projects, "2026-03", by="kind")
    assert kind[["kind", "projects", "contract_amount"]].values.tolist() == [["市直部门", 2, 2.0]]


def test_who_has_a_task_in_the_office_is_ranked_with_nothing(tmp_path):
    for name, text in office_codes(load_codebook(), "张掖市").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    book = load_codebook(tmp_path)
    projects = ledger(("张掖市工业和信息化局", "a", 2.0, 0.5, NOW, "active"))
    found = actor_scores(projects, "2026-03", book=book).query("kind == '市直部门'")
    assert dict(zip(found["actor"], found["projects"], strict=True)) == {
        "市工信局": 1, "市农业农村局": 0, "市商务局": 0, "市文广旅游局": 0,
    }  # fmt: skip
    assert found["rank"].tolist() == [1, 2, 2, 2]


def test_a_grouping_that_is_none_is_refused():
    with pytest.raises(PanelError, match="by='region'; expected 'actor' or 'kind'"):
        actor_scores(ledger(), "2026-03", by="region")
