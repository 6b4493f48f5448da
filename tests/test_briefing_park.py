"""A park's bulletin: its measures by hand, and the way from an empty folder to its pages."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

import zsanalytics as zs
from zsanalytics import store
from zsanalytics.briefing.batch import all_regions, brief, facts_of
from zsanalytics.briefing.park import prepare_park
from zsanalytics.briefing.request import metadata_of, notebook_path
from zsanalytics.briefing.rhythm import due
from zsanalytics.errors import CodebookError, RequestError
from zsanalytics.month import build
from zsanalytics.office.sample import write_office_sample
from zsanalytics.office.starting import start_project
from zsanalytics.office.templates import write_templates
from zsanalytics.publish import park
from zsanalytics.publish.content import MIME, from_json, texts
from zsanalytics.schema import FINDINGS, PANEL, PROJECTS, RECORDS, conform

PARK = "华亭工业园区"
LAST, NOW = (2022, 12), (2023, 9)


def rows(*told, region=PARK):
    """Make panel rows of (indicator, year, month, value[, segment])."""
    table = [
        {"region": region, "indicator": code, "segment": (*more, "全部")[0], "year": year,
         "month": month, "value": value, "status": "reported",
         "source": f"{year}-{month}.xlsx!指标!{code}"}
        for code, year, month, value, *more in told
    ]  # fmt: skip
    return conform(table, PANEL)


def project(number, **told):
    base = {"region": PARK, "project_id": f"p{number}", "name": f"项目{number}", "year": 2023,
            "month": 9, "signed_on": "2022-03-01", "contract_amount": 1.0, "funds_total": 0.5,
            "funds_ytd": 0.2, "fai_ytd": 0.1,
            "source": f"台账.xlsx!台账!A{number + 3}"}  # fmt: skip
    return {**base, **told}


PANEL_ROWS = rows(
    ("fixed_asset_investment", *LAST, 2.8), ("fixed_asset_investment", 2022, 9, 1.9),
    ("fixed_asset_investment", *NOW, 2.198), ("sales", 2022, 9, 10.0), ("sales", *LAST, 14.5),
    ("sales", *NOW, 10.5), ("new_large_firms", *NOW, 3), ("dropped_large_firms", *NOW, 1),
    ("new_tenants", *NOW, 5),
)  # fmt: skip
LEDGER = [
    project(1, started_on="2022-05-01", start_due="2022-05-01", finish_due="2023-06-30",
            completed_on="2023-06-20"),
    project(2, started_on="2022-05-01", start_due="2022-05-01", finish_due="2023-08-31"),
    project(3, start_due="2023-07-01"),
    project(4, start_due="2023-12-01", signed_on="2023-09-01"),
]  # fmt: skip


def write_vintage(folder, panel=PANEL_ROWS, ledger=LEDGER, asof="2023-09"):
    (folder / "data").mkdir(exist_ok=True)
    manifest = {"asof": asof, "inputs": {"data/raw/2023-09/a.xlsx": "0"}, "demo": True}
    path = store.vintage_path(folder, asof, manifest)
    tables = (panel, conform(list(ledger), PROJECTS), conform([], RECORDS), conform([], FINDINGS))
    store.write_vintage(store.Vintage(*tables, manifest, path), folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("park")
    write_vintage(place)
    return place


@pytest.fixture(scope="module")
def material(folder):
    return prepare_park("2023-09", "华亭园区", project=folder)


def values(material):
    return dict(zip(material.facts["fact"], material.facts["text"], strict=True))


def test_targets_by_hand(material):
    told = values(material)
    assert told["fixed_asset_investment_completion"] == "70.00%"  # 2.198 of 3.14
    assert told["fixed_asset_investment_lead"] == "-5.00"
    assert told["fixed_asset_investment_gap"] == "0.94"
    assert told["fixed_asset_investment_needed"] == "0.31"
    assert told["fixed_asset_investment_growth"] == "15.68%"
    assert told["fixed_asset_investment_growth_lead"] == "5.68"
    assert told["fixed_asset_investment_pace"] == "67.86%"  # 1.9 of 2.8
    assert told["sales_growth_lead"] == "-2.00"


def test_new_firms_are_counted_gross_with_those_dropped_beside(material):
    told = values(material)
    assert told["new_large_firms_completion"] == "60.00%"
    assert told["dropped_large_firms_ytd"] == "1" and told["net_large_firms"] == "2"
    assert told["new_tenants_surplus"] == "0" and "new_tenants_gap" not in told


def test_rates_with_their_parts(material):
    told = values(material)
    assert (told["start_rate_part"], told["start_rate_whole"]) == ("2", "4")
    assert (told["restart_rate_part"], told["restart_rate_whole"]) == ("2", "3")
    assert (told["ontime_completion_rate_part"], told["ontime_completion_rate_whole"]) == ("1", "2")
    assert (told["arrival_rate_part"], told["arrival_rate_whole"]) == ("2.00", "4.00")
    assert told["fai_completion_rate"] == "70.00%"
    assert (told["late_start"], told["late_finish"], told["stalled"]) == ("1", "1", "0")


def test_every_number_names_its_cells(material):
    facts = material.facts.set_index("fact")
    assert facts.loc["fixed_asset_investment_growth", "sources"] == (
        "2023-9.xlsx!指标!fixed_asset_investment", "2022-9.xlsx!指标!fixed_asset_investment",
    )  # fmt: skip
    assert facts.loc["start_rate", "sources"] == ("台账.xlsx!台账!A4:A7",)


def test_a_target_that_was_not_reported_stays_without_a_completion(material):
    told = values(material)
    assert told["industrial_output_target"] == "15.70"
    assert "industrial_output_completion" not in told


def test_a_rate_reported_without_a_ledger_is_taken(tmp_path):
    write_vintage(tmp_path, rows(("ontime_completion_rate", *NOW, 0.75),
                                 ("ontime_completion_rate", 2022, 9, 0.70)), ())  # fmt: skip
    told = values(prepare_park("2023-09", PARK, project=tmp_path))
    assert told["ontime_completion_rate"] == "75.00%"
    assert told["ontime_completion_rate_change"] == "5.00"
    assert "ontime_completion_rate_part" not in told


def test_land_of_the_last_quarter_is_shown_older_is_not(tmp_path):
    write_vintage(tmp_path, rows(
        ("sales", *NOW, 1.0), ("tax_per_land", 2023, 6, 3.5), ("plot_ratio", 2022, 9, 0.8),
        ("idle_land", 2023, 6, 40.0, "低效用地=供而未用"),
    ), ())  # fmt: skip
    told = prepare_park("2023-09", PARK, project=tmp_path)
    assert values(told)["tax_per_land_level"] == "3.50"
    assert "plot_ratio_level" not in values(told)
    assert told.told.words["land_period"] == "2023年6月末"


def test_another_park_has_its_own_targets_by_part(tmp_path):
    zone = "张掖经济技术开发区"
    panel = rows(("contracted_projects", 2026, 6, 4, "规模=1亿元以上"), region=zone)
    write_vintage(tmp_path, panel, (), asof="2026-06")
    told = prepare_park("2026-06", "张掖经开区", project=tmp_path)
    assert values(told)["contracted_projects_completion@规模=1亿元以上"] == "40.00%"
    said = "".join(texts(park.progress(told)))
    assert "1亿元以上新签约项目数年度目标不低于10个，完成40.00%，欠序时进度10.00个百分点" in said
    assert "征求意见稿" in said
    assert "，张掖经济技术开发区1亿元以上新签约项目数4个，无" in "".join(texts(park.headline(told)))


def test_the_public_sees_no_projects_outlook_or_cells(folder):
    told = prepare_park("2023-09", PARK, audience="public", project=folder)
    known = values(told)
    assert "sales_ytd" in known and "dropped_large_firms_ytd" in known
    hidden = ("start_rate", "late_start", "sales_expected", "errors", "sales_course@2023年1—9月")
    assert not set(hidden) & set(known)
    assert told.late.empty and told.facts["sources"].map(len).sum() == 0
    assert all(cell(told) for cell in (park.headline, park.progress, park.firms, park.land))
    cells = (park.projects, park.difficulties, park.outlook, park.data_quality)
    assert [cell(told) for cell in cells] == [None] * 4


@pytest.mark.parametrize(
    ("given", "error", "sentence"),
    [
        ({"audience": "press"}, RequestError, "audience 'press': expected internal or public"),
        ({"region": "张掖经开区"}, RequestError, "张掖经济技术开发区: no data in 2023-09"),
        ({"region": "没有园区"}, CodebookError, "is unknown"),
        ({"asof": "2023-08"}, RequestError, "2023-08: no panel was built"),
    ],
)
def test_a_wrong_request_is_one_sentence(folder, given, error, sentence):
    asked = {"asof": "2023-09", "region": PARK, **given}
    with pytest.raises(error, match=sentence):
        prepare_park(asked.pop("asof"), asked.pop("region"), project=folder, **asked)


def test_the_notebook_is_for_zones():
    source = notebook_path(Path(), "park_briefing")
    assert metadata_of(source) == {"levels": ["zone"], "name": "园区通报"}


@pytest.mark.slow
def test_from_an_empty_folder_to_the_parks_pages(tmp_path, monkeypatch):
    start_project(tmp_path / "园", PARK)
    for month in ("2022-09", "2022-12", "2023-09"):
        write_office_sample(tmp_path / "园", first=month, last=month)
    vintage = build(tmp_path / "园", "2023-09")
    assert not (vintage.findings["severity"] == "error").any()
    monkeypatch.setenv("ZS_PROJECT", str(tmp_path / "园"))
    assert due(tmp_path / "园", "2023-09") == ("park_briefing",)
    assert all_regions("2023-09", "park_briefing") == (PARK,)
    for audience, formats in (("internal", ("html", "pdf", "docx", "xlsx")), ("public", ("html",))):
        done = brief("2023-09", notebook="park_briefing", formats=formats, audience=audience)
        assert (done["status"] == "published").all(), done["status"].tolist()
    page = tmp_path / "园" / "reports" / "2023-09" / f"{PARK}-园区通报.html"
    facts = facts_of(page).set_index("fact")
    assert facts.loc["fixed_asset_investment_ytd", "sources"][0].endswith("!经济指标!D4")
    executed = json.loads(page.with_suffix(".ipynb").read_text(encoding="utf-8"))
    shown = [out["data"][MIME] for cell in executed["cells"] for out in cell.get("outputs", [])
             if MIME in out.get("data", {})]  # fmt: skip
    said = "\n".join(text for block in shown for text in texts(from_json(block)))
    found = zs.audit_text(re.sub(r"\n+", "\n", said))
    assert not (found["severity"] == "error").any(), found["message"].tolist()


def test_a_parks_form_asks_for_its_indicators_and_lists_last_months_projects(tmp_path):
    start_project(tmp_path / "园", PARK)
    write_vintage(tmp_path / "园")
    (path,) = write_templates(tmp_path / "园", "2023-10")
    book = openpyxl.load_workbook(path)
    assert "产业链" not in book.sheetnames
    heads = [cell.value for cell in book["汇总表"][3]]
    assert heads[:3] == ["地区", "固定资产投资", "工业总产值"] and "亩均税收（万元/亩）" in heads
    assert book["项目台账"]["A1"].value == f"{PARK}2023年1—10月项目建设台账"
    names = [row[2].value for row in book["项目台账"].iter_rows(min_row=4, max_row=8)]
    assert names == ["项目1", "项目2", "项目3", "项目4", None]
    book["汇总表"]["B4"], book["汇总表"]["N4"] = 2.5, 3.61  # investment, taxes per 亩
    book.save(tmp_path / "回表.xlsx")
    taken = zs.read_records(tmp_path / "回表.xlsx", book=store.project_book(tmp_path / "园"))
    told = taken.dropna(subset="value").set_index("indicator")["value"].to_dict()
    assert told == {"fixed_asset_investment": 2.5, "tax_per_land": 3.61}
