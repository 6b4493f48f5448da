"""Leads: any sheet that lists them is read, contacts stay behind, rates are by hand."""

import numpy as np
import openpyxl
import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics.errors import CodebookError, PanelError, WorkbookError
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.folder import read_folder
from zsanalytics.intake.lead_lists import read_leads, take_leads
from zsanalytics.intake.lead_sheets import load_words
from zsanalytics.measures.leads import (
    approached_twice,
    days_in_stage,
    lead_snapshot,
    linked_leads,
)
from zsanalytics.schema import LEADS, PROJECTS, conform

TITLE = ["张掖市2026年3月招商线索台账"]
HEAD = [
    "序号",
    "目标企业",
    "线索来源",
    "首报单位",
    "首谈日期",
    "洽谈进展",
    "流转至",
    "联系人",
    "联系电话",
]
ROWS = [
    [1, "华东新材料股份有限公司", "驻上海联络处", "甘州区", "2026-01-15", "已签约", None, "张三",
     "13800000000"],
    [2, "华南食品集团有限公司", "商会推荐", "高台", "2026年2月", "在谈，已考察两次", "山丹县",
     "李四", "13900000000"],
    [3, "西部储能科技有限公司", "展会", "临泽县", "2026.3.5", "签订意向协议", None, None, None],
    [4, "江北装备有限公司", None, "山丹县", None, "企业放弃", None, None, None],
    [5, "东海生物科技有限公司", None, "民乐县", "下周", "敬请期待", None, None, None],
    ["合计", 5, None, None, None, None, None, None, None],
]  # fmt: skip


def workbook(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def sheet(tmp_path):
    return workbook(tmp_path / "线索.xlsx", TITLE, HEAD, *ROWS)


def test_a_sheet_of_leads_is_read(sheet):
    leads = read_leads(sheet)
    assert leads["company"].tolist() == [row[1] for row in ROWS[:5]]
    assert leads["region"].tolist() == ["甘州区", "高台县", "临泽县", "山丹县", "民乐县"]
    assert leads["stage"].tolist()[:4] == ["签约", "在谈", "意向", "流失"]
    assert leads["transferred_to"].tolist()[1] == "山丹县"
    assert leads["first_met"].dt.strftime("%Y-%m-%d").tolist()[:3] == [
        "2026-01-15", "2026-02-01", "2026-03-05",
    ]  # fmt: skip
    assert set(leads["year"]) == {2026} and set(leads["month"]) == {3}
    assert leads["source"].iloc[0].endswith("!B3")


def test_contacts_and_numbers_stay_behind(sheet):
    said = read_leads(sheet).astype(str).to_csv() + take_leads(read_cells(sheet))[1].to_csv()
    assert "张三" not in said and "13800000000" not in said and "李四" not in said


def test_what_cannot_be_told_is_asked_at_its_cell(sheet):
    findings = take_leads(read_cells(sheet))[1]
    assert findings["message"].tolist() == [
        "线索.xlsx!Sheet!E7：日期“下周”无法识别。", "线索.xlsx!Sheet!F7：阶段“敬请期待”不能确定。",
    ]  # fmt: skip


def test_an_ambiguous_unit_is_asked_back(tmp_path):
    path = workbook(tmp_path / "x.xlsx", ["2026年3月目标企业"], HEAD, [
        1, "西部储能科技有限公司", None, "临夏", None, "在谈",
    ])  # fmt: skip
    leads, findings = take_leads(read_cells(path))
    assert leads["region"].isna().all()
    assert findings["message"].tolist() == ["x.xlsx!Sheet!D3：单位“临夏”不能确定。"]
    assert findings["remedy"].tolist() == ["请写全称；相近的有：临夏回族自治州、临夏市、临夏县。"]


def test_a_lead_keeps_its_mark_from_month_to_month(tmp_path, sheet):
    later = workbook(tmp_path / "四月.xlsx", ["2026年4月招商线索台账"], HEAD, *reversed(ROWS[:3]))
    one = read_leads(sheet).set_index("company")["lead_id"]
    other = read_leads(later).set_index("company")["lead_id"]
    assert one[other.index].tolist() == other.tolist()


def test_a_sheet_without_a_month_needs_one(tmp_path):
    path = workbook(tmp_path / "线索.xlsx", HEAD, *ROWS[:1])
    with pytest.raises(WorkbookError, match="lists leads but states no month, expected one in its"):
        read_leads(path)
    assert read_leads(path, asof="2026-03")["month"].tolist() == [3]


def test_other_sheets_give_no_leads(tmp_path):
    path = workbook(tmp_path / "x.xlsx", ["县区", "到位资金"], ["甘州区", 3.0])
    assert read_leads(path).empty


def test_a_broken_list_of_words_is_named(tmp_path):
    (tmp_path / "leads.toml").write_text("[columns]\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="leads cannot be read"):
        load_words(tmp_path / "leads.toml")


def leads(*rows):
    names = ["region", "company", "month", "stage"]
    table = pd.DataFrame([dict(zip(names, row[:4], strict=True), **row[4]) for row in rows])
    return conform(table.assign(year=2026, lead_id=table["company"] + table["region"]), LEADS)


def test_conversion_counts_the_stages_reached():
    table = leads(
        ("甘州区", "甲公司", 2, "意向", {}), ("甘州区", "甲公司", 3, "流失", {}),
        ("甘州区", "乙公司", 3, "签约", {}), ("甘州区", "丙公司", 3, "线索", {}),
        ("高台县", "丁公司", 3, "流失", {}),
    )  # fmt: skip
    found = zs.lead_conversion(table, "2026-03").set_index("region")
    assert found.loc["甘州区", ["leads", "线索", "在谈", "意向", "签约", "流失"]].tolist() == [
        3, 3, 2, 2, 1, 1,
    ]  # fmt: skip
    assert found.loc["甘州区", "在谈率"] == pytest.approx(2 / 3)
    assert found.loc["甘州区", "签约率"] == pytest.approx(1 / 2)
    assert found.loc["高台县", "流失率"] == 1.0 and np.isnan(found.loc["高台县", "意向率"])


def test_a_month_before_the_first_lead_is_an_error():
    with pytest.raises(PanelError, match="leads: none up to 2026-01"):
        lead_snapshot(leads(("甘州区", "甲公司", 2, "在谈", {})), "2026-01")
    assert lead_snapshot(conform([], LEADS), "2026-01").empty


def test_days_run_from_the_stage_else_from_the_first_contact():
    day = pd.Timestamp
    table = leads(
        ("甘州区", "甲公司", 3, "在谈",
         {"first_met": day("2026-01-01"), "stage_on": day("2026-03-21")}),
        ("甘州区", "乙公司", 3, "线索", {"first_met": day("2026-03-01")}),
        ("甘州区", "丙公司", 3, "签约", {"first_met": day("2026-01-01")}),
        ("甘州区", "丁公司", 3, "线索", {}),
    )  # fmt: skip
    found = days_in_stage(table, "2026-03")
    assert found["company"].tolist() == ["乙公司", "甲公司", "丁公司"]
    assert found["days"].tolist()[:2] == [30.0, 10.0] and np.isnan(found["days"].iloc[2])


def test_two_units_that_approach_the_same_firm_are_told_with_the_first():
    day = pd.Timestamp
    table = leads(
        ("甘州区", "华东（集团）公司", 3, "在谈", {"first_met": day("2026-02-01")}),
        ("高台县", "华东(集团)公司", 3, "在谈", {"first_met": day("2026-01-01")}),
        ("临泽县", "乙公司", 3, "在谈", {}), ("山丹县", "乙公司", 3, "流失", {}),
        ("临泽县", "丙公司", 3, "在谈", {"transferred_to": "民乐县"}),
        ("民乐县", "丙公司", 3, "在谈", {}),
    )  # fmt: skip
    found = approached_twice(table, "2026-03")
    assert found["regions"].tolist() == [("高台县", "甘州区")]
    assert found["first"].tolist() == ["高台县"]


def test_a_signed_lead_finds_its_project():
    projects = conform([
        {"region": "甘州区", "project_id": f"p{n}", "year": 2026, "month": 3, "name": "x",
         "investor": firm}
        for n, firm in enumerate(["甲公司", "乙公司", "乙公司"])
    ], PROJECTS)  # fmt: skip
    table = leads(
        ("甘州区", "甲公司", 3, "签约", {}), ("甘州区", "乙公司", 3, "签约", {}),
        ("甘州区", "丙公司", 3, "签约", {"project_id": "p2"}), ("甘州区", "丁公司", 3, "在谈", {}),
    )  # fmt: skip
    found = linked_leads(table, projects, "2026-03")
    assert found["link"].tolist() == ["investor", "missing", "named"]
    assert found["project"].tolist()[::2] == ["p0", "p2"]


def month(project, asof, *books):
    """Put workbooks of (name, rows) into a month's folder of a project."""
    folder = project / "data" / "raw" / asof
    folder.mkdir(parents=True, exist_ok=True)
    for name, *rows in books:
        workbook(folder / name, *rows)
    return folder


FIGURES = ["甘州区.xlsx", ["甘州区2026年1-3月招商引资情况（亿元）"], ["指标", "本年累计"],
           ["到位资金", 3.5]]  # fmt: skip


def test_leads_are_built_with_the_month_and_opened_again(tmp_path):
    later = [[*row[:5], "签约", *row[6:]] for row in ROWS[:3]]
    month(tmp_path, "2026-03", ["线索.xlsx", TITLE, HEAD, *ROWS], FIGURES)
    month(tmp_path, "2026-04", ["线索.xlsx", ["张掖市2026年4月招商线索台账"], HEAD, *later])
    built = zs.build(tmp_path, "2026-04")
    found = zs.open_leads("2026-04", tmp_path)
    assert found["month"].value_counts().to_dict() == {3: 5, 4: 3}
    assert found.dtypes.astype(str).to_dict() == built.leads.dtypes.astype(str).to_dict()
    assert set(built.panel.loc[built.panel["status"] == "reported", "region"]) == {"甘州区"}
    assert built.projects.empty
    assert "张三" not in found.to_csv() and "13800000000" not in built.findings.to_csv()
    gone = built.findings[built.findings["rule"] == "lead_gone"]
    assert gone["message"].tolist() == []  # 民乐县 sent none in April; its list is not complete


def test_a_folder_with_leads_keeps_them_apart(tmp_path):
    folder = month(tmp_path, "2026-03", ["线索.xlsx", TITLE, HEAD, *ROWS[:2]], FIGURES)
    held = read_folder(folder, "2026-03")
    assert len(held.leads) == 2 and held.taken.projects.empty
    assert set(held.taken.records["file"]) == {"甘州区.xlsx"}
    assert "nothing_read" not in set(held.taken.findings["rule"])
    assert len(zs.intake(folder, asof="2026-03")) == 4


def test_a_ledger_and_a_table_that_speak_of_leads_are_none(tmp_path):
    ledger = workbook(tmp_path / "台账.xlsx", ["张掖市2026年3月招商线索转化项目台账"], [
        "序号", "项目名称", "投资企业", "项目进展", "本年累计到位资金（万元）", "签约时间",
    ], [1, "甲项目", "甲公司有限公司", "已开工", 300, "2026-01-02"])  # fmt: skip
    found_by = workbook(tmp_path / "项目.xlsx", ["张掖市2026年3月招商引资项目台账"], [
        "序号", "项目名称", "线索来源", "投资企业", "项目进展", "总投资（万元）",
    ], [1, "甲项目", "商会", "甲公司有限公司", "已签约", 3000])  # fmt: skip
    assert read_leads(found_by).empty and len(zs.read_projects(found_by)) == 1
    table = workbook(tmp_path / "表.xlsx", ["2026年3月线索情况"], ["目标企业", "在谈进展"],
                     [12, 3], [15, 4])  # fmt: skip
    assert read_leads(ledger).empty and read_leads(table).empty
    assert len(zs.read_projects(ledger)) == 1


def test_whose_lead_it_is_where_no_county_says_so(tmp_path):
    head = ["目标企业", "首报单位", "首谈时间"]
    path = workbook(tmp_path / "x.xlsx", ["张掖市2026年3月线索台账"], head,
                    ["华东新材料有限公司", "市政府驻上海联络处", "2026-03-01"],
                    ["华南食品有限公司", "市工信局", "2026-03-02"],
                    ["华北能源有限公司", "甘州区商务局", "2026-03-02"],
                    ["华中装备有限公司", None, "2026-03-02"])  # fmt: skip
    leads, findings = take_leads(read_cells(path))
    assert leads["region"].tolist() == ["张掖市", "张掖市", "甘州区", "张掖市"]
    assert leads["introduced_by"].tolist()[:2] == ["市政府驻上海联络处", "市工信局"]
    assert leads["introduced_by"].isna().tolist()[2:] == [True, True]
    assert leads["lead_id"].nunique() == 4 and findings.empty
    bare = workbook(tmp_path / "y.xlsx", ["2026年3月线索"], ["目标企业", "首谈时间"],
                    ["华东新材料有限公司", "2026-03-01"])  # fmt: skip
    leads, findings = take_leads(read_cells(bare))
    assert leads["region"].isna().all()
    assert findings[["message", "remedy"]].values.tolist() == [
        ["y.xlsx!Sheet!A3：没有写明首报单位。", "请填首报单位，或在标题中写明是哪个单位的线索。"]
    ]


def test_a_header_of_two_rows_and_contacts_within_texts(tmp_path):
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    for row in (
        ["甘州区2026年3月目标企业库"],
        ["目标企业", "来源", "跟进情况", None, "联系方式", None],
        [None, None, "阶段", "更新日期", "联系人", "电话"],
        ["华东新材料有限公司", "商会推荐（联系人王五13811112222）", "在谈", "2026-03-05", "王五",
         "13811112222"],
    ):  # fmt: skip
        book.active.append(row)
    for merge in ("A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        book.active.merge_cells(merge)
    book.save(path)
    leads = read_leads(path)
    assert leads[["region", "stage", "found_by"]].values.tolist() == [
        ["甘州区", "在谈", "商会推荐"]
    ]
    assert leads["stage_on"].iloc[0] == pd.Timestamp(2026, 3, 5)


def test_a_corrected_list_replaces_the_first_and_a_lead_stands_once(tmp_path):
    first, second, third = ROWS[0], ROWS[1], ROWS[2]
    folder = month(
        tmp_path, "2026-03", ["线索.xlsx", TITLE, HEAD, first, second],
        ["线索（更正）.xlsx", TITLE, HEAD, first, third, third],
    )  # fmt: skip
    held = read_folder(folder, "2026-03")
    assert held.leads["company"].tolist() == [first[1], third[1]]
    assert held.leads["source"].tolist()[1].endswith("!B5")
    told = held.taken.findings[held.taken.findings["rule"].isin(["superseded", "lead_twice"])]
    assert told["message"].tolist() == [
        "线索.xlsx 中的线索已由 线索（更正）.xlsx 更正，采用后者。",
        "线索（更正）.xlsx!Sheet!B4：企业“西部储能科技有限公司”本月列了两次"
        "（另见 线索（更正）.xlsx!Sheet!B5），采用后一行。",
    ]


def test_a_list_of_another_month_is_named(tmp_path):
    folder = month(tmp_path, "2026-05", ["线索.xlsx", TITLE, HEAD, ROWS[0]])
    held = read_folder(folder, "2026-05")
    assert held.leads["month"].tolist() == [3]  # late, and told so
    stale = held.taken.findings[held.taken.findings["rule"] == "stale_month"]
    assert stale["message"].tolist() == [
        "线索.xlsx 的线索表“Sheet”所报为2026年3月数据，应为2026年5月。"
    ]


def test_leads_are_received_as_such(tmp_path):
    (tmp_path / "data").mkdir()
    path = workbook(
        tmp_path / "甘州区线索.xlsx", ["甘州区2026年3月线索台账"], HEAD, ROWS[0], ROWS[2]
    )
    newer = workbook(tmp_path / "新.xlsx", ["甘州区2026年3月线索台账"], HEAD, ROWS[0], ROWS[2],
                     ROWS[3])  # fmt: skip
    done = zs.receive([path, newer], tmp_path, received="2026-04-02 09:00")
    assert done.refused == []
    assert done.said == [
        "甘州区线索.xlsx：张掖市 2026-03 第1版。",
        "新-v2.xlsx：张掖市 2026-03 第2版，取代 甘州区线索.xlsx。",
    ]
