"""The handbook's makers: a page for everything, examples that run, search by pairs."""

import doctest
import sys

import pytest

import zsanalytics as zs
from tests.conftest import ROOT
from zsanalytics import cli
from zsanalytics.schema import TABLES

pytest.importorskip("sphinx", reason="the handbook needs the extra docs")
sys.path.insert(0, str(ROOT / "docs"))

from handbook import commands, examples, indicators, markdown, reference, search, typography

SECTIONS = ("## 算法", "## 例", "## 容易看错的地方", "## 来源")
CHOOSING = {"at", "prefer", "load_lists", "add_list"}  # they choose or hold rows: no measure


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated")
    indicators.write(folder)
    return folder


def test_every_indicator_has_a_page_with_all_its_parts(generated):
    for code, entry in zs.load_codebook().entries.items():
        page = (generated / "indicators" / f"{code}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {entry['name']}\n\n{entry['definition']}\n")
        assert [part for part in SECTIONS if part not in page] == []


def test_a_page_computes_its_example(generated):
    page = (generated / "indicators" / "start_rate.md").read_text(encoding="utf-8")
    assert "今年签约的四个项目开工了2个，开工率50.00%" in page
    page = (generated / "measures" / "completion.md").read_text(encoding="utf-8")
    assert "6,527.11÷7,000=93.24%。" in page


def test_every_measure_is_told_on_a_page(generated):
    told = {name for one in indicators.texts("measures")["measure"] for name in one["functions"]}
    rooms = reference.rooms()
    assert set(rooms["measures"]) - CHOOSING - told == set(), "add to docs/measures.toml"
    assert told <= set(zs.__all__)
    pages = {one["page"] for one in indicators.texts("measures")["measure"]}
    assert {path.stem for path in (generated / "measures").iterdir()} == {*pages, "index"}


def test_what_is_written_by_hand_is_about_something_that_exists():
    said = indicators.texts("indicators")
    assert set(said["indicator"]) <= set(zs.load_codebook().entries)
    assert set(said["usual"]) == set(indicators.KINDS)


def test_every_column_of_every_table_has_its_meaning():
    said = indicators.texts("dictionary")
    missing = [
        (name, column)
        for name, table in TABLES.items()
        for column in table.columns
        if not said.get(name, {}).get("columns", {}).get(column)
    ]
    assert missing == [], "add them to docs/dictionary.toml"
    for name, table in said.items():
        assert set(table["columns"]) == set(TABLES[name].columns), name
        assert table["title"] and table["about"]


def test_every_verb_is_listed_with_its_help():
    helps = dict(commands.helps(cli.zs, "zs"))
    assert {name.split()[1] for name in helps} == set(cli.zs.commands)
    assert all("/" in text and "--help" in text for text in helps.values())


def test_the_reference_has_every_public_name():
    listed = [name for names in reference.rooms().values() for name in names]
    assert sorted(listed) == zs.__all__
    assert all(reference.summary(getattr(zs, name)) for name in listed)


def test_an_example_that_does_not_run_is_shown_with_its_code():
    with pytest.raises(ValueError, match=r"does not run \(NameError.*\nnowhere"):
        examples.run("nowhere")


def test_pairs_find_a_word_inside_a_sentence():
    assert set(search.pairs("完成率")) <= set(search.pairs("年度目标的完成率和缺口"))
    assert search.pairs("zs.year_end 率") == ["zs", "year_end", "率"]


@pytest.mark.parametrize("module", [examples, indicators, markdown, search, typography])
def test_doctests(module):
    assert doctest.testmod(module).failed == 0
