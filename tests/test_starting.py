"""A project folder of one's own: regions, chains and targets of the office, and nothing else's."""

import openpyxl
import pytest

import zsanalytics as zs
from zsanalytics import store
from zsanalytics.cli import main
from zsanalytics.errors import CodebookError, RequestError
from zsanalytics.office.receiving import receive
from zsanalytics.office.sample import write_office_sample
from zsanalytics.office.starting import start_project
from zsanalytics.office.status import submission_status
from zsanalytics.office.templates import write_templates


def test_an_office_gets_its_own_tree_chains_and_targets(tmp_path):
    start_project(tmp_path / "庆阳", "庆阳")
    book = store.project_book(tmp_path / "庆阳")
    assert book.parent("庆阳市") == "" and len(book.members("庆阳市")) == 8
    own = book.chains[book.chains["list"] == "庆阳市"]
    assert len(own) == 7
    with pytest.raises(CodebookError, match="甘肃省"):
        book.region("甘肃省")


def test_a_city_with_targets_of_its_own_gets_them_and_another_an_example(tmp_path):
    start_project(tmp_path / "张掖", "张掖市")
    targets = store.project_targets(tmp_path / "张掖")
    assert set(targets["status"]) == {"draft"} and "张掖经济技术开发区" in set(targets["region"])
    start_project(tmp_path / "白银", "白银市")
    assert store.project_targets(tmp_path / "白银").empty


def test_an_existing_project_is_left_alone(tmp_path):
    start_project(tmp_path / "庆阳", "庆阳市")
    with pytest.raises(RequestError, match=r"holds data/ or codes/ already; give a new folder"):
        start_project(tmp_path / "庆阳", "庆阳市")


def test_an_ambiguous_region_is_asked_back(tmp_path):
    with pytest.raises(CodebookError, match="临夏"):
        start_project(tmp_path / "x", "临夏")
    assert not (tmp_path / "x").exists()


@pytest.mark.slow
def test_the_sample_of_a_city_is_its_counties_on_its_own_forms(tmp_path):
    start_project(tmp_path / "庆阳", "庆阳市")
    files = write_office_sample(tmp_path / "庆阳", first="2024-08", last="2024-09")
    assert len(files) == 2 * (8 + 1)  # the counties, and the list of leads
    vintage = zs.build(tmp_path / "庆阳", "2024-09")
    assert vintage.manifest["demo"] is True
    assert set(vintage.findings["severity"]) == {"note"}
    now = vintage.panel.query("month == 9 and indicator == 'funds_in_place' and segment == '全部'")
    values = now[now["year"] == 2024].set_index("region")["value"]
    assert values["庆阳市"] == pytest.approx(values.drop("庆阳市").sum())


def test_a_sample_is_refused_where_there_is_none(tmp_path):
    start_project(tmp_path / "x", "华亭市")
    with pytest.raises(RequestError, match="华亭市: the sample has no figures of it"):
        write_office_sample(tmp_path / "x", first="2024-08", last="2024-09")


def test_the_units_of_a_city_are_its_counties(tmp_path):
    folder = tmp_path / "庆阳"
    start_project(folder, "庆阳市")
    assert [p.stem for p in write_templates(folder, "2026-03")][:2] == ["西峰区", "庆城县"]
    sheet = openpyxl.Workbook()
    for row in (["西峰区2026年1-3月招商引资情况表"], ["单位：亿元"], ["指标", "本年累计"],
                ["到位资金", 12.5], ["签约金额", 30.0]):  # fmt: skip
        sheet.active.append(row)
    sheet.save(tmp_path / "西峰.xlsx")
    done = receive([tmp_path / "西峰.xlsx"], folder, received="2026-04-02")
    assert done.said == ["西峰.xlsx：西峰区 2026-03 第1版。"]
    status = submission_status(folder, "2026-03").set_index("unit")
    assert len(status) == 8 and status.loc["西峰区", "state"] == "已报"
    panel = zs.build(folder, "2026-03").panel
    assert set(panel.loc[panel["value"].notna(), "region"]) == {"西峰区"}


def test_the_sample_of_a_province_is_its_units(tmp_path, monkeypatch):
    start_project(tmp_path, "甘肃省")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["sample", "--first", "2024-05", "--last", "2024-05"])
    assert ended.value.code == 0
    assert len(list((tmp_path / "data/raw/2024-05").iterdir())) == 15
