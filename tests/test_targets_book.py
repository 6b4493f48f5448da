"""The target book: what is shipped, and what a wrong entry is told."""

import pytest

from zsanalytics.errors import CodebookError
from zsanalytics.schema import TARGETS
from zsanalytics.targets.book import load_targets

GOOD = """
[document]
title = "文件"
number = "甘办发〔2024〕6号"

[[target]]
clause = "一"
region = "甘肃省"
indicator = "到位资金"
year = 2024
kind = "level"
line = "goal"
value = 7000
"""


def book_of(tmp_path, text=GOOD, **changes):
    for old, new in changes.items():
        text = "\n".join(new if line.startswith(old) else line for line in text.split("\n"))
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    return load_targets(tmp_path)


def test_the_shipped_book_has_every_clause():
    targets = load_targets()
    assert list(targets.columns) == list(TARGETS.columns)
    assert targets["clause"].is_unique
    province = targets[(targets["region"] == "甘肃省") & (targets["segment"] == "来源地=省外")]
    said = province[["year", "kind", "line", "value"]].values.tolist()
    for clause in (
        [2024, "level", "goal", 7000.0],
        [2026, "level", "goal", 10000.0],
        [2024, "growth", "floor", 0.15],
        [2026, "growth", "floor", 0.15],
        [2024, "growth", "dispatch", 0.2],
    ):
        assert clause in said
    assert targets.loc[targets["status"] == "draft", "clause"].str.startswith("张掖市").all()
    assert len(targets) >= 28


def test_a_file_becomes_rows(tmp_path):
    row = book_of(tmp_path).iloc[0]
    assert row["clause"] == "甘办发〔2024〕6号 一"
    assert (row["indicator"], row["segment"], row["status"]) == ("funds_in_place", "全部", "final")
    assert row["source"] == "文件 一"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": "value = '多'"}, r"^a\.toml: \[\[target\]\] number 1: value '多' is no number"),
        ({"value": ""}, r"number 1: field missing: value; add it$"),
        ({"region": ""}, r"field missing: region or actor \(one of them\); add it$"),
        ({"kind": "kind = 'total'"}, r"kind 'total'; expected one of level, growth, share"),
        ({"line": "line = 'goal'\nweight = 1"}, r"unknown field weight; take it out$"),
        ({"year": "year = 2024\nbase_year = 2024"}, r"base_year is not before year; growth needs"),
        (
            {"indicator": "indicator = '到位资全'"},
            r"^indicator '到位资全' is unknown; nearest: ",
        ),
        ({"region": "region = '甘素省'"}, r"^region '甘素省' is unknown; nearest: 甘肃省"),
        ({"title": "", "number": ""}, r"\[document\] has neither number nor title; add one$"),
        ({"clause": "clause = "}, r"cannot be read as TOML"),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path, changes, sentence):
    with pytest.raises(CodebookError, match=sentence):
        book_of(tmp_path, **changes)


def test_a_clause_stands_once_and_a_folder_is_not_empty(tmp_path):
    with pytest.raises(CodebookError, match=r"no \*\.toml in it; a target book is one file a doc"):
        load_targets(tmp_path)
    with pytest.raises(CodebookError, match=r"clause '甘办发〔2024〕6号 一' occurs twice"):
        book_of(tmp_path, GOOD + GOOD[GOOD.index("[[target]]") :])
