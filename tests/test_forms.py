"""Forms: what goes out comes back as it was, without a question."""

import shutil
import subprocess

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import zsanalytics as zs
from zsanalytics.codebook import CODES
from zsanalytics.errors import CodebookError, RequestError
from zsanalytics.forms.columns import choices, load_forms
from zsanalytics.forms.workbook import form_workbook
from zsanalytics.intake.folder import read_folder
from zsanalytics.intake.ledger import read_projects
from zsanalytics.office.templates import write_templates
from zsanalytics.schema import LEADS, PANEL, PROJECTS, conform

BOOK = zs.load_codebook()
UNIT, ASOF = "庆阳市", "2024-10"
PLACES = [UNIT, *BOOK.members(UNIT)]
SUMMARY = [(c.indicator, c.segment) for c in load_forms().summary]


def figures(values):
    rows = [
        {"region": region, "indicator": indicator, "segment": segment, "year": 2024, "month": 10,
         "value": value, "status": "reported", "source": ""}
        for (region, indicator, segment), value in values.items()
    ]  # fmt: skip
    return conform(rows, PANEL)


def projects():
    day = pd.Timestamp
    return conform([
        {"region": "西峰区", "project_id": "2403-001", "year": 2024, "month": 10,
         "name": "风电叶片制造", "investor": "甲能源股份有限公司", "ownership": "民企",
         "origin": "江苏省", "chain": "新能源及装备制造", "method": "产业链", "build": "新建",
         "contract_amount": 12.5, "funds_ytd": 3.25, "funds_outside_ytd": 3.0, "funds_total": 3.25,
         "fai_ytd": 1.5, "signed_on": day("2024-03-05"), "started_on": day("2024-06-18"),
         "finish_due": day("2025-12-31"), "stage": "开工", "status": "active",
         "top500_claim": "中国民营企业500强", "introduced_by": "庆阳市驻上海联络处"},
        {"region": "环县", "project_id": "2303-007", "year": 2024, "month": 10,
         "name": "羊肉=SUM(A1)加工", "investor": "乙食品有限公司", "build": "续建",
         "contract_amount": 0.8, "signed_on": day("2023-05-01"), "stage": "签约",
         "status": "stalled", "status_reason": "要素"},
    ], PROJECTS)  # fmt: skip


def put(folder, content, name="庆阳市.xlsx"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def taken(path):
    found = zs.intake(path.parent, ASOF)
    asked = found.findings[found.findings["rule"] != "missing_submitter"]
    assert asked.empty, asked["message"].tolist()
    return found


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.dictionaries(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(SUMMARY)),
    st.integers(0, 10**8), min_size=1, max_size=40,
))  # fmt: skip
def test_figures_put_into_a_form_are_read_back_equal(tmp_path, values):
    told = {}
    for (region, (indicator, segment)), number in values.items():
        money = BOOK.about(indicator)["unit"] == "亿元"
        told[region, indicator, segment] = number / 10**4 if money else float(number)
    content = form_workbook(UNIT, ASOF, book=BOOK, panel=figures(told))
    panel = taken(put(tmp_path / ASOF, content)).panel
    read = dict(zip(
        panel[["region", "indicator", "segment"]].itertuples(index=False, name=None),
        panel["value"], strict=True,
    ))  # fmt: skip
    assert read == pytest.approx(told)


def test_chains_and_projects_are_read_back_equal(tmp_path):
    told = {(UNIT, "funds_in_place", "重点产业链=文化旅游"): 3.4567}
    content = form_workbook(UNIT, ASOF, book=BOOK, panel=figures(told), projects=projects())
    found = taken(put(tmp_path / ASOF, content))
    assert found.panel["value"].tolist() == [3.4567]
    sent = projects().set_index("project_id").sort_index()
    back = found.projects.set_index("project_id").sort_index()
    for column in [field.field for field in load_forms().ledger if field.field != "project_id"]:
        pd.testing.assert_series_equal(back[column], sent[column], check_names=False)


def test_a_blank_form_holds_nothing_and_says_so(tmp_path):
    path = put(tmp_path / ASOF, form_workbook(UNIT, ASOF, book=BOOK))
    found = zs.intake(path.parent, ASOF)
    assert found.panel.empty and found.projects.empty
    assert "nothing_read" in set(found.findings["rule"])


def test_a_unit_without_members_has_one_row(tmp_path):
    told = {("兰州新区", "funds_in_place", "全部"): 12.0}
    content = form_workbook("兰州新区", ASOF, book=BOOK, panel=figures(told))
    path = put(tmp_path / ASOF, content, "兰州新区.xlsx")
    assert taken(path).panel["region"].tolist() == ["兰州新区"]


def test_structure_is_protected_entries_are_open_and_lists_are_there(tmp_path):
    path = put(tmp_path, form_workbook(UNIT, ASOF, book=BOOK, projects=projects()))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["汇总表", "产业链", "项目台账", "填报说明", "可选项"]
    summary = book["汇总表"]
    assert summary["A1"].value == "庆阳市2024年1—10月招商引资情况汇总表"
    assert summary.protection.sheet and not summary["B4"].protection.locked
    assert summary["A4"].protection.locked
    rules = book["项目台账"].data_validations.dataValidation
    kinds = [rule.type for rule in rules]
    assert kinds.count("list") == sum(bool(field.choose) for field in load_forms().ledger)
    assert {"date", "decimal"} <= set(kinds)
    assert summary.data_validations.dataValidation[0].type == "decimal"
    help_sheet = [row[0].value for row in book["填报说明"].iter_rows()]
    assert {"到位资金", "合同金额"} <= set(help_sheet)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_every_heading_of_a_form_means_what_its_column_holds():
    for column in load_forms().summary:
        told = BOOK.heading(column.heading)
        assert (told.indicator, told.segment or "全部") == (column.indicator, column.segment)


def test_the_same_form_has_the_same_bytes():
    assert form_workbook(UNIT, ASOF, book=BOOK) == form_workbook(UNIT, ASOF, book=BOOK)


def test_lists_hold_the_units_own_places():
    assert choices("region", "庆阳市", BOOK)[0] == "庆阳市" and "西峰区" in choices(
        "region", "庆阳市", BOOK
    )
    assert choices("build", UNIT, BOOK) == ["新建", "续建"]
    assert "江苏省" in choices("origin", UNIT, BOOK) and "省外" not in choices("origin", UNIT, BOOK)


def test_wrong_use_is_one_sentence(tmp_path):
    with pytest.raises(RequestError, match="unit '庆阳': not in the codebook"):
        form_workbook("庆阳", ASOF, book=BOOK)
    broken = tmp_path / "forms.toml"
    broken.write_text("[[summary]]\nheading = 'x'\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="forms cannot be read"):
        load_forms(broken)
    with pytest.raises(RequestError, match="region '火星' is unknown"):
        write_templates(tmp_path, ASOF, regions=["火星"])


def test_templates_carry_last_months_running_projects_and_ask_money_anew(tmp_path):
    put(tmp_path / "data/raw" / "2024-10", form_workbook(
        UNIT, ASOF, book=BOOK, projects=projects(),
        panel=figures({(UNIT, "funds_in_place", "全部"): 4.0}),
    ))  # fmt: skip
    zs.build(tmp_path, ASOF)
    (path,) = write_templates(tmp_path, "2024-11", regions=["庆阳"])
    assert path == tmp_path / "data/templates/2024-11/庆阳市.xlsx"
    back = read_projects(path).set_index("project_id")
    assert back["name"].to_dict() == {"2403-001": "风电叶片制造", "2303-007": "羊肉=SUM(A1)加工"}
    assert back["contract_amount"].tolist() == [12.5, 0.8]
    assert back["funds_ytd"].isna().all() and back["month"].eq(11).all()


def test_without_last_month_the_ledger_is_blank(tmp_path):
    paths = write_templates(tmp_path, "2024-11")
    assert len(paths) == 15 and read_projects(paths[0]).empty


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_form_saved_by_another_office_program_is_read_back_equal(tmp_path):
    told = {(UNIT, "funds_in_place", "全部"): 12.3456, ("环县", "contracted_projects", "全部"): 7.0}
    sent = put(tmp_path, form_workbook(
        UNIT, ASOF, book=BOOK, panel=figures(told), projects=projects()
    ))  # fmt: skip
    for kind in ("xlsx", "ods", "xls"):
        out = tmp_path / kind / ASOF
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
             "--convert-to", kind, "--outdir", str(out), str(sent)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        found = taken(out / f"庆阳市.{kind}")
        assert found.panel["value"].tolist() == [12.3456, 7.0]
        assert found.projects["contract_amount"].tolist() == [12.5, 0.8]


LEAD_COLUMNS = """
[[leads]]
heading = "目标企业"
field = "company"
keep = true
told = "企业全称，不填联系人。"
[[leads]]
heading = "线索来源"
field = "found_by"
keep = true
told = "展会、商会、走访等。"
[[leads]]
heading = "首报单位"
field = "region"
choose = "region"
keep = true
told = "最先报送的县区、部门或驻外机构。"
[[leads]]
heading = "引荐单位"
field = "introduced_by"
keep = true
told = "部门、驻外机构、商会等。"
[[leads]]
heading = "产业链"
field = "chain"
choose = "chain"
keep = true
told = "所属重点产业链。"
[[leads]]
heading = "首谈日期"
field = "first_met"
keep = true
told = "第一次洽谈的日期。"
[[leads]]
heading = "洽谈阶段"
field = "stage"
choose = "lead_stage"
keep = true
told = "到本月底的阶段。"
[[leads]]
heading = "阶段日期"
field = "stage_on"
keep = true
told = "到达这一阶段的日期。"
[[leads]]
heading = "流转至"
field = "transferred_to"
choose = "region"
told = "已流转的填承接县区。"
[[leads]]
heading = "流转日期"
field = "transferred_on"
told = "流转的日期。"
[[leads]]
heading = "项目代码"
field = "project_id"
told = "签约后填台账中的项目代码。"
[[leads]]
heading = "流失原因"
field = "lost_reason"
told = "流失的填写。"
"""


@pytest.fixture(scope="module")
def with_leads(tmp_path_factory):
    folder = tmp_path_factory.mktemp("codes")
    shipped = (CODES / "forms.toml").read_text(encoding="utf-8")
    (folder / "forms.toml").write_text(shipped + LEAD_COLUMNS, encoding="utf-8")
    return zs.load_codebook(folder)


def leads():
    day = pd.Timestamp
    return conform([
        {"year": 2024, "month": 10,
         "region": "西峰区", "company": "甲新材料股份有限公司", "found_by": "展会",
         "introduced_by": "庆阳市驻上海联络处", "chain": "新能源及装备制造",
         "first_met": day("2024-03-05"), "stage": "意向", "stage_on": day("2024-06-18")},
        {"year": 2024, "month": 10,
         "region": "环县", "company": "=SUM(A1)食品有限公司", "first_met": day("2024-04-01"),
         "stage": "流失", "lost_reason": "用地", "transferred_to": "庆城县",
         "transferred_on": day("2024-05-06"), "project_id": "2403-001"},
    ], LEADS)  # fmt: skip


def test_leads_are_asked_for_where_the_office_wants_them_and_read_back_equal(tmp_path, with_leads):
    content = form_workbook(UNIT, ASOF, book=with_leads, leads=leads(), projects=projects())
    held = read_folder(put(tmp_path / ASOF, content).parent, ASOF, with_leads)
    asked = held.taken.findings[held.taken.findings["rule"] != "missing_submitter"]
    assert asked.empty, asked["message"].tolist()
    columns = [field.field for field in load_forms(with_leads.codelist("forms.toml")).leads]
    pd.testing.assert_frame_equal(held.leads[columns], leads()[columns])
    assert set(held.leads["month"]) == {10} and len(held.taken.projects) == 2
    blank = form_workbook(UNIT, ASOF, book=with_leads)
    assert read_folder(put(tmp_path / "b" / ASOF, blank).parent, ASOF, with_leads).leads.empty


def test_last_months_open_leads_are_listed_again(tmp_path, with_leads):
    codes = tmp_path / "codes"
    codes.mkdir()
    shutil.copy(with_leads.folder / "forms.toml", codes)
    content = form_workbook(UNIT, "2024-09", book=with_leads, leads=leads())
    put(tmp_path / "data" / "raw" / "2024-09", content)
    zs.build(tmp_path, "2024-09")
    (path,) = write_templates(tmp_path, ASOF, regions=[UNIT])
    sheet = openpyxl.load_workbook(path)["线索台账"]
    assert sheet["A1"].value == "庆阳市2024年1—10月招商线索台账"
    names = [cell.value for cell in sheet["B"][3:] if cell.value]
    assert names == ["甲新材料股份有限公司"]  # the lost one is over
