"""What the review of actors gathers: cells, this year's register; once for a whole office."""

import json

import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics.briefing.actors import (
    _brief_cells,
    _in_order,
    _this_year,
    frames_of,
    prepare_actors,
)
from zsanalytics.codebook import load_codebook
from zsanalytics.errors import RequestError
from zsanalytics.office.sample import write_office_sample
from zsanalytics.office.starting import start_project
from zsanalytics.schema import LEADS, PROJECTS, TARGETS, conform, empty

BOOK = load_codebook()


def test_few_cells_are_named_and_many_as_a_range():
    many = "; ".join(f"线索.xlsx!县区!B{n}" for n in range(3, 20))
    frame = pd.DataFrame({"cells": ["台账.xlsx!项目!B5; 台账.xlsx!项目!B9", many, ""]})
    assert _brief_cells(frame)["cells"].tolist() == [
        "台账.xlsx!项目!B5; 台账.xlsx!项目!B9", "线索.xlsx!县区!B3:B19", "",
    ]  # fmt: skip


def test_a_transfer_of_a_former_year_is_left_out():
    register = pd.DataFrame({
        "company": ["甲", "乙", "丙"], "listed": ["2026-02", "2025-11", "2025-11"],
        "transferred_to": [None, "高台县", "高台县"],
        "transferred_on": pd.to_datetime([None, "2026-01-05", "2025-12-05"]),
    })  # fmt: skip
    found = _this_year(register, 2026)
    assert found["company"].tolist() == ["甲", "乙"]
    assert found["listed_now"].tolist() == [True, False]


def test_kinds_stand_in_the_order_of_documents():
    scores = pd.DataFrame({"kind": ["其他", "中介机构", "驻外机构", "市直部门"]})
    assert _in_order(scores)["kind"].tolist() == ["市直部门", "驻外机构", "中介机构", "其他"]


def test_without_ledgers_and_leads_everything_is_empty(tmp_path):
    empty(PROJECTS).to_parquet(tmp_path / "projects.parquet")
    frames = frames_of(tmp_path, empty(TARGETS), "2026-06", BOOK)
    assert all(frame.empty for frame in frames)


def test_leads_of_this_year_count_and_a_month_without_ledger_has_no_scores(tmp_path):
    ledger = [{"region": "甘州区", "project_id": "p", "year": 2026, "month": 3,
               "introduced_by": "市工信局", "signed_on": pd.Timestamp(2026, 2, 1)}]  # fmt: skip
    leads = [
        {"region": "甘州区", "lead_id": f"{year}", "year": year, "month": 5,
         "company": f"企业{year}", "stage": "在谈", "source": "线索.xlsx!县区!B3"}
        for year in (2025, 2026)
    ]  # fmt: skip
    conform(ledger, PROJECTS).to_parquet(tmp_path / "projects.parquet")
    conform(leads, LEADS).to_parquet(tmp_path / "leads.parquet")
    frames = frames_of(tmp_path, empty(TARGETS), "2026-06", BOOK)
    assert frames.scores.empty and frames.listings["company"].tolist() == ["企业2026"]
    assert frames.whole["leads"].tolist() == [1]
    assert frames.conversion["cells"].tolist() == ["线索.xlsx!县区!B3"]


@pytest.mark.slow
def test_an_office_from_nothing_to_its_review(tmp_path, monkeypatch):
    """张掖: init, sample, build, the review for the office and for the public."""
    monkeypatch.chdir(tmp_path)
    start_project(tmp_path / "张掖", "张掖市")
    monkeypatch.chdir(tmp_path / "张掖")
    write_office_sample(tmp_path / "张掖", first="2026-06", last="2026-06")
    vintage = zs.build(tmp_path / "张掖", "2026-06")
    assert set(vintage.findings["severity"]) == {"note"} and len(vintage.leads)
    for audience in ("internal", "public"):
        made = zs.brief("2026-06", regions=["张掖市"], formats=["html"], audience=audience,
                        notebook="actors_review")  # fmt: skip
        assert made["status"].tolist() == ["published"]
    reports = tmp_path / "张掖" / "reports" / "2026-06"
    inside = (reports / "张掖市-招商任务督查.html").read_text(encoding="utf-8")
    outside = (reports / "张掖市-招商任务督查-公开.html").read_text(encoding="utf-8")
    assert "按征求意见稿" in inside and "市商务局" in inside and "演示数据" in inside
    assert "有限公司" not in outside and "征求意见" not in outside and "新登记线索" in outside
    facts = json.loads((reports / "张掖市-招商任务督查.facts.json").read_text(encoding="utf-8"))
    held = {row["fact"]: row for row in facts["facts"]}
    assert held["task_contracted_projects@市商务局"]["value"] == 0
    assert held["leads_listed"]["sources"][0].startswith("张掖市招商线索台账.xlsx!")
    with pytest.raises(RequestError, match="region 甘州区: actors and leads are those of the offi"):
        prepare_actors("2026-06", "甘州区")
