"""The question "will we make it": answered for any region, indicator and month, or refused."""

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.literal_panel import no_findings
from zsanalytics import store
from zsanalytics.briefing.target_gap import ask
from zsanalytics.codebook import load_codebook
from zsanalytics.errors import CodebookError, RequestError
from zsanalytics.outlook.landing import year_end
from zsanalytics.publish import outlook_figures, target_evidence, target_gap
from zsanalytics.publish.blocks import texts
from zsanalytics.published_figures import published_outlook, published_panel
from zsanalytics.schema import PANEL, PROJECTS, RECORDS, conform

BOOK = load_codebook()
UNITS = BOOK.members("甘肃省")
GAP = (
    target_gap.title, target_gap.landing, target_gap.course, target_gap.gap, target_gap.whatifs,
    target_gap.sensitivity, target_gap.units, target_gap.path, target_gap.crossing,
)  # fmt: skip
EVIDENCE = (
    target_evidence.views, target_evidence.deciding, target_evidence.due, target_evidence.record,
    target_evidence.replayed, target_evidence.published, target_evidence.lineage,
)  # fmt: skip


def figures(until=9):
    """Three years of the province, its units and two counts; the last until a month."""
    random = np.random.default_rng(3)
    rows = []
    for size, unit in enumerate(UNITS, start=10):
        for year in (2022, 2023, 2024):
            flow = random.gamma(9, size / 9 * 1.2 ** (year - 2022) * 1.4, 12)
            last = until if year == 2024 else 12
            rows += [(unit, year, m + 1, v) for m, v in enumerate(flow.cumsum()[:last])]
    units = pd.DataFrame(rows, columns=["region", "year", "month", "value"])
    whole = units.groupby(["year", "month"], as_index=False)["value"].sum()
    funds = pd.concat([units, whole.assign(region="甘肃省")]).assign(
        indicator="funds_in_place", segment="来源地=省外"
    )
    count = whole.assign(region="甘肃省", indicator="contracted_projects", segment="全部")
    panel = pd.concat([funds, count], ignore_index=True).assign(status="reported")
    panel["source"] = [f"表.xlsx!汇总!D{n}" for n in range(2, len(panel) + 2)]
    return conform(panel, PANEL)


def contracts():
    rows = [
        {"region": unit, "project_id": f"{unit}{number}", "year": 2024, "month": 9,
         "name": f"{unit}项目{number}", "contract_amount": 30.0 + number, "funds_ytd": 5.0,
         "funds_outside_ytd": 5.0, "funds_total": 9.0, "signed_on": f"2024-0{1 + number}-10",
         "start_due": "2024-10-15", "finish_due": "2026-01-01", "status": "active"}
        for unit in UNITS for number in range(5)
    ]  # fmt: skip
    return conform(rows, PROJECTS)


def make(folder, until=9):
    (folder / "data").mkdir(exist_ok=True)
    asof = f"2024-{until:02d}"
    manifest = {"asof": asof, "inputs": {f"data/raw/{asof}/a.xlsx": "0"}, "demo": True}
    path = store.vintage_path(folder, asof, manifest)
    tables = (figures(until), contracts(), conform([], RECORDS), no_findings())
    store.write_vintage(store.Vintage(*tables, manifest, path), folder)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    make(folder)
    make(folder, until=12)
    return folder


@pytest.fixture(scope="module")
def answer(project):
    return ask("2024-09", "甘肃省", project=project)


def said(block):
    return " ".join(texts(block))


def test_the_answer_says_what_the_outlook_says(answer):
    panel = figures()
    own = year_end(panel[panel["indicator"] == "funds_in_place"], "2024-09", book=BOOK)
    expected = own.set_index("region").loc["甘肃省", "expected"]
    assert answer.middle == pytest.approx(expected)
    assert answer.goals["line"].tolist() == ["goal", "dispatch", "floor"]
    assert answer.target == 7000
    assert answer.about["subject"] == "甘肃省到位资金（来源地=省外）"
    assert "演示数据" in answer.about["marks"]


def test_every_block_speaks(answer):
    for show in (*GAP, *EVIDENCE):
        assert said(show(answer)).strip(), show.__name__
    shown = said(target_gap.landing(answer))
    assert "按近二年同期进度折算" in shown and "签发用语" in shown and "年度目标" in shown
    assert "增长-" not in "".join(said(show(answer)) for show in GAP)


def test_units_are_asked_for_the_province_target(answer):
    units = answer.units.set_index("region")
    assert set(units.index) == set(UNITS)
    assert units["needed"].sum() == pytest.approx(7000)
    assert answer.missing["chance"].sum() == pytest.approx(1)
    assert answer.deciding["region"].isin(UNITS).all()
    assert (answer.due["stage"] == "开工").all() and len(answer.due) == 5 * len(UNITS)


def test_another_line_can_be_asked_about(project):
    found = ask("2024-09", "甘肃", line="floor", project=project)
    assert found.goals["line"].iloc[0] == "floor"
    assert found.target == found.goals["target"].iloc[0]


def test_a_unit_without_targets_of_its_own_has_its_task(project):
    found = ask("2024-09", "兰州市", project=project)
    assert found.goals["line"].tolist() == ["dispatch"]
    assert found.units.empty
    for show in (target_gap.units, target_gap.gap, *EVIDENCE[:3]):
        assert said(show(found)).strip(), show.__name__


def test_an_indicator_without_target_or_ledger_is_answered_as_far_as_it_goes(project):
    found = ask("2024-09", "甘肃省", indicator="新签约项目数", project=project)
    assert found.goals.empty and np.isnan(found.target)
    assert found.views.empty and found.about["subject"] == "甘肃省新签约项目数"
    assert "目标册没有以后年份的总量目标。到2026年：按每年增长" in said(target_gap.crossing(found))
    assert "." not in said(target_gap.landing(found)).split("。")[0]  # counts have no decimals
    for show in (
        target_gap.landing,
        target_gap.gap,
        target_gap.path,
        target_gap.crossing,
        *EVIDENCE,
    ):
        assert said(show(found)).strip(), show.__name__


def test_where_nobody_has_a_target_no_column_asks_for_one(project):
    found = ask("2024-09", "甘肃省", project=project)
    assert "完成概率" in said(target_gap.units(found))
    bare = found._replace(units=found.units.assign(target=np.nan, needed=np.nan))
    assert "完成概率" not in said(target_gap.units(bare))


def test_in_december_the_year_is_over(project):
    found = ask("2024-12", "甘肃省", project=project)
    assert found.landing["method"].iloc[0] == "全年已报"
    for show in (target_gap.landing, target_gap.course, target_gap.sensitivity, *EVIDENCE[:3]):
        assert said(show(found)).strip(), show.__name__
    assert "全年已报" in said(target_gap.gap(found))


def test_refusals_name_what_there_is(project):
    with pytest.raises(RequestError, match=r"^line 'bonus': 甘肃省 has none of that name; it has"):
        ask("2024-09", "甘肃省", line="bonus", project=project)
    with pytest.raises(RequestError, match=r"^西峰区: no funds_in_place \(全部\) up to 2024-09; "):
        ask("2024-09", "西峰区", project=project)
    with pytest.raises(CodebookError):
        ask("2024-09", "不存在的地方", project=project)
    with pytest.raises(RequestError, match=r"^2021-01: no panel was built"):
        ask("2021-01", "甘肃省", project=project)


def test_figures_answer_to_the_pointer_in_a_notebook(answer):
    for show in (target_gap.course, target_gap.whatifs, target_gap.path, target_evidence.record):
        block = show(answer)
        bundle = block._repr_mimebundle_()
        assert bundle[outlook_figures.PLOTLY]["data"] and "text/html" in bundle
        assert block.content["svg"].startswith("<svg")


def test_the_published_figures_alone():
    rows = published_outlook("2024-09").set_index("line")
    goal = rows.loc["goal"]
    assert goal["so_far"] == 6527.11
    assert goal["sentence"].startswith(
        "2024年1—9月，甘肃省到位资金（来源地=省外）6,527.11亿元。按近四年同期进度折算"
    )
    assert 7_500 < goal["lower_80"] < goal["expected"] < goal["upper_80"] < 9_500
    assert published_outlook("2019-09").empty


def test_printed_growth_fills_the_month_of_the_year_before():
    panel = published_panel("2024-09").set_index(["indicator", "segment", "year", "month"])
    base = panel.loc[("funds_in_place", "来源地=省外", 2023, 9)]
    assert base["value"] == pytest.approx(6527.11 / 1.407)
    assert base["status"] == "computed"
    assert not (
        published_panel("2024-04")["month"].eq(9) & published_panel("2024-04")["year"].eq(2024)
    ).any()


RUN = """
import json, sys
from zsanalytics.briefing import press
task = json.loads(sys.argv[1])
executed = press.run(task, __import__("pathlib").Path(task["folder"]) / "out.ipynb")
print(len(press.collect_blocks(executed)))
"""


@pytest.mark.slow
def test_the_notebook_runs_top_to_bottom(project):
    folder = project / "run"
    folder.mkdir()
    told = {
        "notebook": str(ROOT / "notebooks" / "target_gap.ipynb"), "folder": str(folder),
        "project": str(project), "engine": "zs", "region": "甘肃省",
        "parameters": {"asof": "2024-09", "region": "兰州市"},
    }  # fmt: skip
    command = [sys.executable, "-c", RUN, json.dumps(told)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert int(done.stdout) > 20


@pytest.mark.slow
def test_plain_papermill_runs_it_too(project):
    source = str(ROOT / "notebooks" / "target_gap.ipynb")
    command = ["papermill", source, str(project / "out.ipynb"), "-p", "region", "庆阳市",
               "-k", "python3", "--no-progress-bar"]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if name != "ZS_PROJECT"}
    subprocess.run(
        [sys.executable, "-m", *command], check=True, cwd=project, env=environment,
        capture_output=True,
    )  # fmt: skip
    notebook = json.loads((project / "out.ipynb").read_text(encoding="utf-8"))
    shown = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(shown[2:])  # every cell after the parameters shows something
