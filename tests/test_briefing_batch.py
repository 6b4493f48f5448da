"""Briefings: asked for, run, published in one step; what fails is named and keeps its old files."""

import hashlib
import json

import nbformat
import pytest

from tests.literal_panel import literal_panel, no_findings, no_projects
from zsanalytics import store
from zsanalytics.briefing.batch import all_regions, brief, facts_of, trace
from zsanalytics.errors import RequestError
from zsanalytics.schema import RECORDS, conform


def write_vintage(folder, panel=None, asof="2024-09"):
    (folder / "data").mkdir(exist_ok=True)
    manifest = {"asof": asof, "inputs": {"data/raw/2024-09/a.xlsx": "0"}, "demo": True}
    path = store.vintage_path(folder, asof, manifest)
    tables = (literal_panel() if panel is None else panel, no_projects(), conform([], RECORDS))
    store.write_vintage(store.Vintage(*tables, no_findings(), manifest, path), folder)


def write_notebook(folder, name, *sources, parameters='asof = "2024-09"\nregion = "甘肃省"'):
    cells = [nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    (folder / "notebooks").mkdir(exist_ok=True)
    nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A project with a panel of September 2024 and a short notebook of its own."""
    folder = tmp_path_factory.mktemp("office")
    write_vintage(folder)
    write_notebook(
        folder, "short",
        "from zsanalytics.briefing.gathering import prepare\n"
        "from zsanalytics.publish import blocks, bulletin\n"
        "told = prepare(asof, region)\nbulletin.headline(told)",
        "blocks.lineage(told.facts)",
    )  # fmt: skip
    write_notebook(
        folder, "fragile",
        "import os\n"
        'if region == "兰州市": raise ValueError("no such sheet")\n'
        'if region == "天水市": os._exit(9)\n'
        "from zsanalytics.publish.blocks import paragraph\n"
        'paragraph(f"{region}")',
        'paragraph("", " ") if region == "庆阳市" else paragraph("好")',
    )  # fmt: skip
    return folder


@pytest.fixture
def at_office(office, monkeypatch):
    monkeypatch.delenv("ZS_PROJECT", raising=False)
    monkeypatch.chdir(office)
    return office


@pytest.fixture(scope="module")
def published(office):
    """The bulletin of the province and one prefecture, as published."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZS_PROJECT", str(office))
        done = brief("2024-09", regions=("甘肃省", "临夏州"), formats=("html", "pdf"), jobs=2)
    return done, hashes(office / "reports" / "2024-09")


def test_the_table_says_how_each_briefing_went(published, office):
    done, files = published
    assert done.drop(columns="seconds").to_dict("records") == [
        {"region": region, "format": name, "status": "published",
         "path": str(office / "reports" / "2024-09" / f"{region}.{name}")}
        for region in ("甘肃省", "临夏回族自治州")
        for name in ("html", "pdf")
    ]  # fmt: skip
    assert (done["seconds"] > 0).all()
    assert {"甘肃省.ipynb", "甘肃省.facts.json", "临夏回族自治州.pdf", "manifest.json"} <= set(
        files
    )
    assert not list((office / "reports").glob(".*"))


def test_the_executed_notebook_is_published_without_times_and_paths(published, office):
    text = (office / "reports" / "2024-09" / "甘肃省.ipynb").read_text(encoding="utf-8")
    nbformat.validate(nbformat.reads(text, 4))
    assert str(office) not in text
    assert "start_time" not in text and "duration" not in text


def test_facts_lie_beside_the_report_and_lead_to_the_cells(published, office):
    facts = facts_of(office / "reports" / "2024-09" / "甘肃省.pdf")
    found = trace(facts, "funds_ytd").iloc[0]
    assert found["text"] == "6,527.11"
    assert found["sources"] == ("甘肃省2024-09.xlsx!汇总表!D7",)
    assert trace(facts, "funds_growth").iloc[0]["sources"] == (
        "甘肃省2024-09.xlsx!汇总表!D7", "甘肃省2023-09.xlsx!汇总表!D7",
    )  # fmt: skip
    assert trace(facts, "target").iloc[0]["sources"] == (
        "甘办发〔2024〕6号 一、总体要求(2024年年底总量)",
    )
    with pytest.raises(RequestError) as caught:
        facts_of(office / "reports" / "2024-09" / "兰州市.html")
    assert str(caught.value).endswith(
        "兰州市.html: no 兰州市.facts.json beside it; name a file that zs brief made"
    )


def test_the_manifest_names_inputs_vintage_and_every_file(published, office):
    folder = office / "reports" / "2024-09"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"] == {"data/raw/2024-09/a.xlsx": "0"}
    assert manifest["vintage"].startswith("2024-09-")
    assert set(manifest["briefings"]) == {"甘肃省", "临夏回族自治州"}
    now = hashes(folder)
    assert all(now[name] == known for name, known in manifest["files"].items())


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(published, at_office):
    brief("2024-09", regions=("临夏州", "甘肃省"), jobs=1)
    assert hashes(at_office / "reports" / "2024-09") == published[1]


def test_a_failed_briefing_is_named_and_keeps_its_old_files(at_office):
    folder = at_office / "reports" / "2024-09"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "兰州市-fragile.pdf").write_bytes(b"old")
    told = []
    done = brief(
        "2024-09", regions=("兰州市", "天水市", "庆阳市", "平凉市"), formats=("pdf",),
        notebook="fragile", jobs=2, progress=lambda *step: told.append(step),
    ).set_index("region")  # fmt: skip
    assert told[0] == ("运行", 0, 4)
    assert [step[1:] for step in told[1:]] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert {step[0] for step in told[1:]} == {"兰州市", "天水市", "庆阳市", "平凉市"}
    assert done["status"].to_dict() == {
        "兰州市": "failed: cell 3: ValueError: no such sheet",
        "天水市": "failed: its process died (exit 9)",
        "庆阳市": done.loc["庆阳市", "status"],
        "平凉市": "published",
    }
    assert done.loc["庆阳市", "status"].startswith("failed: cell 4: BlockError: paragraph: ")
    assert done["path"].isna().tolist() == [True, True, True, False]
    assert (folder / "兰州市-fragile.pdf").read_bytes() == b"old"
    assert not (folder / "天水市-fragile.pdf").exists()
    assert (folder / "平凉市-fragile.pdf").exists()
    assert not list((at_office / "reports").glob(".*"))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"asof": "2024-13"}, "month: found '2024-13', expected a year and a month"),
        ({"asof": "2024-08"}, "2024-08: no panel was built for this month in"),
        ({"regions": ()}, "regions: none given; name one, such as 甘肃省"),
        ({"regions": ("兰洲市",)}, "region '兰洲市' is unknown; nearest: 兰州市"),
        ({"regions": ("城关区",)}, "region 城关区: no data in 2024-09; regions with data: 临夏"),
        ({"formats": ()}, "formats: none given; expected some of html, pdf, docx, xlsx"),
        ({"formats": ("odt",)}, "formats: 'odt' is unknown; expected some of html, pdf"),
        ({"jobs": 0}, "jobs 0: expected a whole number from 1 on"),
        ({"jobs": True}, "jobs True: expected a whole number from 1 on"),
        ({"engine": "voila"}, "engine 'voila': expected zs or papermill"),
        ({"to": "../elsewhere"}, "to '../elsewhere': lies outside "),
        ({"to": "reports/../data"}, "to 'reports/../data': lies outside "),
        ({"notebook": "../short"}, "notebook '../short': not found; there are "),
        ({"notebook": "nothing"}, "notebook 'nothing': not found; there are "),
        ({"notebook": "short", "parameters": {"regoin": "x"}},
         "parameter 'regoin': short.ipynb has none of that name; it has asof, region"),
        ({"notebook": "typed", "parameters": {"months": "9"}},
         "parameter months = '9': expected int, as in typed.ipynb"),
        ({"notebook": "untagged"}, "untagged.ipynb: 0 parameter cells; tag one `parameters`"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused_in_one_sentence_before_anything(at_office, asked, sentence):
    parameters = 'asof = "2024-09"\nregion = "甘肃省"\nmonths = 3'
    write_notebook(at_office, "typed", parameters=parameters)
    write_notebook(at_office, "untagged")
    path = at_office / "notebooks" / "untagged.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('"parameters"', '"other"'), "utf-8")
    before = hashes(at_office)
    with pytest.raises(RequestError) as caught:
        brief(**{"asof": "2024-09", "formats": ("pdf",), **asked})
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)
    assert hashes(at_office) == before


def test_a_second_run_at_the_same_time_is_refused(at_office):
    with store.only_run(at_office, "brief"), pytest.raises(RequestError) as caught:
        brief("2024-09", formats=("pdf",))
    assert str(caught.value) == (
        f"{at_office}: another `zs brief` is at work here; wait for its end"
    )


def test_all_regions_are_the_root_and_its_members_with_data(at_office):
    listed = all_regions("2024-09")
    assert listed[0] == "甘肃省" and listed[-1] == "兰州新区" and len(listed) == 16
    assert all_regions("2024-09", "quarterly_ranking") == ("甘肃省",)


def test_without_a_project_the_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv("ZS_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError, match="no project folder here or above it"):
        brief("2024-09")


@pytest.mark.slow
def test_a_final_briefing_is_made_from_its_locked_vintage_only(tmp_path, monkeypatch):
    monkeypatch.setenv("ZS_PROJECT", str(tmp_path))
    write_vintage(tmp_path)
    folder = tmp_path / "reports" / "2024-09"
    locked = store.open_vintage(tmp_path, "2024-09").path.name
    brief("2024-09", formats=("xlsx",), jobs=1, final=True)
    assert json.loads((folder / "甘肃省.final.json").read_text("utf-8"))["vintage"] == locked
    signed = hashes(folder)
    assert "定稿" in (folder / "index.html").read_text(encoding="utf-8")

    panel = literal_panel()
    row = (panel["region"] == "甘肃省") & (panel["value"] == 6527.11)
    newer = panel.assign(value=panel["value"].mask(row, 6600.0))
    manifest = {"asof": "2024-09", "inputs": {"data/raw/2024-09/b.xlsx": "1"}}
    tables = (newer, no_projects(), conform([], RECORDS), no_findings())
    path = store.vintage_path(tmp_path, "2024-09", manifest)
    store.write_vintage(store.Vintage(*tables, manifest, path), tmp_path)
    brief("2024-09", regions=("甘肃省", "庆阳市"), formats=("xlsx",), jobs=1)
    assert hashes(folder)["甘肃省.xlsx"] == signed["甘肃省.xlsx"]
    known = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["briefings"]
    assert known["甘肃省"] | {"state": "final", "vintage": locked} == known["甘肃省"]
    assert known["庆阳市"] | {"state": "draft", "vintage": path.name} == known["庆阳市"]

    (folder / "甘肃省.final.json").unlink()
    brief("2024-09", formats=("xlsx",), jobs=1)
    assert hashes(folder)["甘肃省.xlsx"] != signed["甘肃省.xlsx"]
    assert facts_of(folder / "甘肃省.xlsx").set_index("fact").loc["funds_ytd", "text"] == "6,600.00"


def test_a_lock_without_its_vintage_refuses_the_run(tmp_path, monkeypatch):
    monkeypatch.setenv("ZS_PROJECT", str(tmp_path))
    write_vintage(tmp_path)
    folder = tmp_path / "reports" / "2024-09"
    folder.mkdir(parents=True)
    lock = folder / "甘肃省.final.json"
    lock.write_text('{"vintage": "2024-09-000000000000"}', encoding="utf-8")
    with pytest.raises(RequestError) as caught:
        brief("2024-09", formats=("xlsx",))
    assert str(caught.value).startswith("vintage '2024-09-000000000000': not in ")
    lock.write_text("{}", encoding="utf-8")
    with pytest.raises(RequestError, match="no lock of a final briefing; restore it"):
        brief("2024-09", formats=("xlsx",))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"audience": "press"}, "audience 'press': expected internal or public"),
        ({"audience": "public", "notebook": "leaders_brief"},
         "audience public: leaders_brief is internal only"),
        ({"audience": "public", "notebook": "short"},
         "parameter 'audience': short.ipynb has none of that name; it has asof, region"),
        ({"notebook": "quarterly_ranking", "regions": ("甘肃省", "嘉峪关市")},
         "region 嘉峪关市: no units with data in 2024-09, and quarterly_ranking compares units; "
         "name a region that has some"),
        ({"notebook": "half_year_review"},
         "2024-09: half_year_review is for month 6 of a year; name such a month"),
    ],
)  # fmt: skip
def test_an_audience_or_month_that_does_not_fit_is_refused(at_office, asked, sentence):
    with pytest.raises(RequestError) as caught:
        brief(**{"asof": "2024-09", "formats": ("pdf",), **asked})
    assert str(caught.value) == sentence
