"""An office's own desk: its own codelists, its own province, its own words, from start to page."""

import re
import tomllib

import openpyxl
import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics import store
from zsanalytics.briefing.imprint import read_office
from zsanalytics.briefing.measuring import measured
from zsanalytics.briefing.request import checked_regions
from zsanalytics.briefing.rhythm import due
from zsanalytics.briefing.tasks import headline
from zsanalytics.cli import main
from zsanalytics.codebook import CODES
from zsanalytics.errors import CodebookError, RequestError
from zsanalytics.forms.columns import load_forms
from zsanalytics.intake.ledger_columns import load_headings, read_column
from zsanalytics.intake.ledger_names import Names, load_cities
from zsanalytics.measures.origins import origin_classes
from zsanalytics.office.receiving import receive
from zsanalytics.office.sample import write_office_sample
from zsanalytics.office.starting import start_project
from zsanalytics.office.status import submission_status
from zsanalytics.office.templates import write_templates
from zsanalytics.publish.bulletin import definition
from zsanalytics.target_list import print_targets


@pytest.fixture(scope="module")
def qingyang(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own") / "庆阳"
    start_project(folder, "庆阳市")
    return folder


def own_list(folder, name, text):
    (folder / "codes").mkdir(exist_ok=True)
    (folder / "codes" / name).write_text(text, encoding="utf-8")
    return store.project_book(folder).codelist(name)


def test_a_list_of_the_project_comes_before_the_shipped_one(tmp_path):
    start_project(tmp_path / "x", "庆阳市")
    book = store.project_book(tmp_path / "x")
    assert book.codelist("fairs.toml") == CODES / "fairs.toml"
    own = own_list(tmp_path / "x", "fairs.toml", "")
    assert own == (tmp_path / "x" / "codes" / "fairs.toml").resolve()


def test_headings_of_a_ledger_are_the_projects_own(tmp_path):
    start_project(tmp_path / "x", "庆阳市")
    told = (CODES / "ledger.toml").read_text(encoding="utf-8")
    more = '\n[[column]]\nfield = "introduced_by"\nheadings = ["牵线搭桥的"]\n'
    own = own_list(tmp_path / "x", "ledger.toml", told + more)
    assert read_column(("牵线搭桥的",)).field == ""
    assert read_column(("牵线搭桥的",), own).field == "introduced_by"


def test_headings_that_let_contacts_through_are_refused(tmp_path):
    start_project(tmp_path / "x", "庆阳市")
    text = '[[column]]\nfield = "name"\nheadings = ["项目"]\n'
    own = own_list(tmp_path / "x", "ledger.toml", text)
    with pytest.raises(CodebookError, match=r"the first \[\[column\]\] is not contact; put it"):
        load_headings(own)
    own_list(tmp_path, "broken.toml", "[[column]]\n")
    with pytest.raises(CodebookError, match="headings cannot be read"):
        read_column(("项目",), tmp_path / "codes" / "broken.toml")


def test_cities_and_forms_are_the_projects_own(tmp_path):
    start_project(tmp_path / "x", "庆阳市")
    text = '[[city]]\nprovince = "浙江省"\ncities = ["未来科技城"]\n'
    own_list(tmp_path / "x", "cities.toml", text)
    assert Names(store.project_book(tmp_path / "x"), "").origin("未来科技城") == "浙江省"
    own_list(tmp_path, "broken.toml", "[[city]]\n")
    with pytest.raises(CodebookError, match="cities cannot be read"):
        load_cities(tmp_path / "codes" / "broken.toml")
    text = (CODES / "forms.toml").read_text(encoding="utf-8").replace("签约金额", "合同金额")
    assert load_forms(own_list(tmp_path / "x", "forms.toml", text)) != load_forms()


def test_an_investor_of_the_province_is_from_inside_it_for_a_citys_office_too(qingyang):
    book = store.project_book(qingyang)
    assert (book.root, book.home) == ("庆阳市", "甘肃省")
    assert zs.load_codebook().home == "甘肃省"
    names = Names(book, "")
    told = [names.origin(text) for text in ("兰州市", "西峰区", "甘肃", "广东深圳")]
    assert told == ["甘肃省", "甘肃省", "甘肃省", "广东省"]
    classes = origin_classes(pd.DataFrame({"origin": told}), book)
    assert classes["来源地=省外"].tolist() == [False, False, False, True]


RHYTHMS = [
    ("甘肃省", "2024-09", "monthly_briefing leaders_brief quarterly_ranking"),
    ("甘肃省", "2024-06", "monthly_briefing leaders_brief quarterly_ranking half_year_review"),
    ("平凉市", "2024-05", "monthly_briefing leaders_brief"),
    ("庆阳市", "2024-06", "monthly_briefing quarterly_ranking"),
    ("庆阳市", "2024-12", "monthly_briefing quarterly_ranking annual_review"),
    ("张掖市", "2024-06", "monthly_briefing half_year_review actors_review"),
    ("华亭工业园区", "2024-06", "park_briefing"),
    ("张掖市", "2024-09", "monthly_briefing"),
]


@pytest.mark.parametrize(("region", "asof", "notebooks"), RHYTHMS)
def test_an_office_is_started_with_its_rhythm(tmp_path, region, asof, notebooks):
    start_project(tmp_path / "x", region)
    assert due(tmp_path / "x", asof) == tuple(notebooks.split())


def test_without_a_rhythm_the_monthly_briefing_is_all(tmp_path):
    assert due(tmp_path, "2024-12") == ("monthly_briefing",)


@pytest.mark.parametrize(
    ("rhythm", "sentence"),
    [
        ('"旬" = []', "rhythm '旬' is unknown; expected some of 月, 季, 半年, 年"),
        (
            '"月" = "monthly_briefing"',
            "rhythm 月 = 'monthly_briefing'; write [\"monthly_briefing\"]",
        ),
        ('"月" = ["weekly"]', "notebook 'weekly': not found; there are "),
        ('"月" = ["annual_review"]', "2024-09: annual_review is for month 12 of a year"),
    ],
)
def test_a_rhythm_that_cannot_be_followed_is_refused(tmp_path, rhythm, sentence):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "office.toml").write_text(f"[rhythm]\n{rhythm}\n", encoding="utf-8")
    with pytest.raises((CodebookError, RequestError), match=re.escape(sentence)):
        due(tmp_path, "2024-09")


def test_a_park_reports_to_itself(tmp_path):
    start_project(tmp_path / "园区", "华亭工业园区")
    sheet = openpyxl.Workbook()
    for row in (["华亭工业园区2024年1-9月情况表"], ["单位：亿元"], ["指标", "本年累计"],
                ["到位资金", 2.6], ["固定资产投资", 1.9]):  # fmt: skip
        sheet.active.append(row)
    sheet.save(tmp_path / "园区.xlsx")
    assert [path.stem for path in write_templates(tmp_path / "园区", "2024-09")] == ["华亭工业园区"]
    receive([tmp_path / "园区.xlsx"], tmp_path / "园区", received="2024-10-08")
    status = submission_status(tmp_path / "园区", "2024-09")
    assert status[["unit", "state", "files"]].values.tolist() == [["华亭工业园区", "已报", 1]]
    panel = zs.build(tmp_path / "园区", "2024-09").panel
    assert set(panel["region"]) == {"华亭工业园区"}
    found = measured(
        panel, store.project_targets(tmp_path / "园区"), region="华亭工业园区", asof="2024-09",
        book=store.project_book(tmp_path / "园区"),
    )  # fmt: skip
    assert (found.line, found.units, found.whole) == ("全部", (), "")


def test_the_targets_printed_are_the_projects_own(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("ZS_PROJECT", raising=False)
    start_project(tmp_path / "张掖", "张掖市")
    print_targets(tmp_path / "张掖", None)
    said = capsys.readouterr().out
    assert "张掖经济技术开发区" in said and "甘肃省" not in said
    start_project(tmp_path / "白银", "白银市")
    print_targets(tmp_path / "白银", None)
    assert capsys.readouterr().out == "白银市的目标册还没有目标；写法见 codes/targets/\n"


@pytest.mark.parametrize(
    ("segment", "line", "has"),
    [
        ("来源地=省外", "来源地=省外", ["全部", "来源地=省外"]),
        ("来源地=省外", "全部", ["全部"]),
        ("全部", "全部", ["全部", "来源地=省外"]),
        ("重点产业链=合计", "全部", ["全部", "重点产业链=合计"]),
    ],
)
def test_the_line_that_is_told_is_the_one_that_targets_are_set_on(qingyang, segment, line, has):
    targets = pd.DataFrame(
        {"region": ["庆阳市"], "indicator": ["funds_in_place"], "segment": [segment]}
    )
    book = store.project_book(qingyang)
    assert headline(has, targets, "西峰区", book) == line
    assert headline(has, targets[:0], "西峰区", book) == "全部"


def test_an_office_without_targets_gets_an_example_beside_its_tiers(qingyang):
    folder = qingyang / "codes" / "targets"
    assert sorted(path.name for path in folder.iterdir()) == ["庆政发2021-22.toml", "本级目标.toml"]
    assert store.project_targets(qingyang).empty
    text = (folder / "本级目标.toml").read_text(encoding="utf-8")
    example = "\n".join(line.removeprefix("# ") for line in text.splitlines()[2:])
    rows = tomllib.loads(example)["target"]
    assert rows[0]["region"] == "庆阳市" and rows[0]["segment"] == "全部"


def test_tiers_of_projects_are_followed_as_candidates(qingyang, tmp_path):
    duties = read_office(qingyang)["duty"]
    assert [(duty["post"], duty["least"]) for duty in duties] == [
        ("省列重大项目候选", 10.0), ("市级重大项目候选", 1.0),
    ]  # fmt: skip
    start_project(tmp_path / "张掖", "张掖市")
    assert "duty" not in read_office(tmp_path / "张掖")


def read(page):
    """Give the words of a web page without the definitions of its facts, and its headings."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"<(style|script|dl)\b.*?</\1>", " ", text, flags=re.DOTALL)
    heads = re.findall(r"<(?:title|h\d|caption|figcaption)\b.*?</", text, flags=re.DOTALL)
    return (" ".join(re.sub(r"<[^>]*>?", " ", part).split()) for part in (text, " ".join(heads)))


@pytest.mark.slow
def test_qingyang_from_an_empty_folder_to_its_bulletins(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("ZS_PROJECT", raising=False)

    def zs_says(*words):
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        assert ended.value.code == 0, capsys.readouterr().err
        return capsys.readouterr().out

    monkeypatch.chdir(tmp_path)
    zs_says("init", "--region", "庆阳市", "--to", ".")
    zs_says("sample", "--first", "2024-08", "--last", "2024-09")
    said = zs_says("month", "--month", "2024-09", "--format", "html", "--jobs", "2")
    counties = store.project_book(tmp_path).members("庆阳市")
    assert f"2024-09 monthly_briefing：庆阳市、{'、'.join(counties)}" in said
    assert "2024-09 quarterly_ranking：庆阳市\n" in said
    pages = {path.stem: path for path in (tmp_path / "reports" / "2024-09").glob("*.html")}
    assert set(pages) == {"庆阳市", *counties, "庆阳市-季度排名", "index"}
    for page in pages.values():
        text, heads = read(page)
        assert "市州" not in text and "全省" not in text
        assert "甘肃省" not in heads and "省外" not in heads
    assert "8个县（市、区）中，到位资金" in "".join(next(read(pages["庆阳市"])).split())
    assert "在全市的位置" in next(read(pages["宁县"]))
    assert zs_says("outlook", "--month", "2024-09").startswith("2024-09 到位资金全年预计")
    assert checked_regions(tmp_path, "2024-09", None) == ("庆阳市",)
    traced = zs_says("trace", str(pages["庆阳市"]), "funds_ytd")
    assert all(f"{county}.xlsx!汇总表!B4" in traced for county in counties)


def test_a_fact_is_explained_by_the_projects_own_definition():
    assert definition("funds_ytd", {"funds_in_place": "本市口径"}) == "本市口径"
    assert definition("funds_ytd", {}) is None
    assert definition("no_such_fact", {"funds_in_place": "本市口径"}) is None


def test_a_city_without_counties_reports_itself(tmp_path):
    start_project(tmp_path / "x", "嘉峪关市")
    files = write_office_sample(tmp_path / "x", first="2024-09", last="2024-09")
    assert "嘉峪关市.xlsx" in [file.name for file in files]
