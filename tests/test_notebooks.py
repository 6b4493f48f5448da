"""The notebooks: examples as well as reports; short cells, library calls, no outputs."""

import ast
import json
import os
import subprocess
import sys

import nbformat
import pytest

from tests.conftest import ROOT
from tests.test_briefing_batch import write_vintage
from zsanalytics.briefing.request import metadata_of, parameters_of
from zsanalytics.demo import install_published, write_demo_workbooks
from zsanalytics.month import build
from zsanalytics.periods import parse_asof

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
names = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code(path):
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


LADDER = (
    "01_看一份报送", "02_面板入门", "03_增长与目标", "04_三个500强核验", "05_到位与签约的时滞",
    "06_目标缺口", "07_修订", "08_自定义简报",
)  # fmt: skip


def test_the_briefing_and_the_ladder_are_there():
    have = {path.stem for path in NOTEBOOKS}
    assert {"monthly_briefing", *LADDER} <= have


@names
def test_cells_are_short_call_the_library_only_and_hold_no_output(path):
    for cell in code(path):
        assert cell.source.count("\n") < 6
        assert not cell.outputs and cell.execution_count is None
        for node in ast.walk(ast.parse(cell.source)):
            defining = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For)
            assert not isinstance(node, defining), cell.source


@names
def test_there_is_one_parameter_cell_with_a_month(path):
    month = int(parse_asof(parameters_of(path)["asof"])[1])
    assert month in metadata_of(path).get("months", [month])
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text


REPORTS = ("monthly_briefing", "leaders_brief", "quarterly_ranking", "half_year_review",
           "annual_review")  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_asks_for_month_region_audience_and_lock_only(name):
    known = parameters_of(ROOT / "notebooks" / f"{name}.ipynb")
    assert list(known) == ["asof", "region", "audience", "final"]
    assert known["region"] == "甘肃省" and known["audience"] == "internal" and known["final"] == ""


RUN = """
import json, sys
from zsanalytics.briefing import press
for task in json.loads(sys.argv[1]):
    executed = press.run(task, __import__("pathlib").Path(task["folder"]) / "out.ipynb")
    print(sum(len(cell.get("outputs", [])) for cell in executed["cells"]))
"""


@pytest.fixture
def project(tmp_path):
    write_vintage(tmp_path)
    return tmp_path


def task(project, name, engine="zs"):
    folder = project / engine / name
    folder.mkdir(parents=True)
    return {
        "notebook": str(ROOT / "notebooks" / f"{name}.ipynb"), "folder": str(folder),
        "project": str(project), "engine": engine, "parameters": {"asof": "2024-09"},
    }  # fmt: skip


@pytest.mark.slow
def test_the_ladder_runs_top_to_bottom(tmp_path):
    install_published(tmp_path)
    for first, last in (("2023-12", "2023-12"), ("2024-08", "2024-09")):
        write_demo_workbooks(tmp_path / "data" / "raw", first=first, last=last)
    build(tmp_path, "2024-09")
    tasks = [task(tmp_path, name) for name in LADDER]
    ran = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(tasks)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert [int(count) for count in ran.stdout.split()] == [6, 6, 7, 6, 7, 4, 3, 8]


@pytest.mark.slow
def test_plain_papermill_runs_the_briefing_and_shows_the_same(project):
    source = str(ROOT / "notebooks" / "monthly_briefing.ipynb")
    below = project / "reports" / "deep"
    below.mkdir(parents=True)
    command = ["papermill", source, str(project / "out.ipynb"), "-p", "asof", "2024-09", "-p",
               "region", "庆阳市", "--no-progress-bar"]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if name != "ZS_PROJECT"}
    subprocess.run(
        [sys.executable, "-m", *command], check=True, cwd=below, env=environment,
        capture_output=True,
    )  # fmt: skip
    told = task(project, "monthly_briefing")
    told["parameters"]["region"] = "庆阳市"
    subprocess.run([sys.executable, "-c", RUN, json.dumps([told])], check=True)
    plain = nbformat.read(project / "out.ipynb", 4)
    quick = nbformat.read(project / "zs" / "monthly_briefing" / "out.ipynb", 4)
    for one, other in zip(plain.cells, quick.cells, strict=True):
        assert one.get("outputs") == other.get("outputs"), one.source
