"""An office's own desk: its own codelists, its own province, its own words, from start to page."""

import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics import store
from zsanalytics.codebook import CODES
from zsanalytics.errors import CodebookError
from zsanalytics.forms.columns import load_forms
from zsanalytics.intake.ledger_columns import load_headings, read_column
from zsanalytics.intake.ledger_names import Names, load_cities
from zsanalytics.measures.origins import origin_classes
from zsanalytics.office.starting import start_project


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
