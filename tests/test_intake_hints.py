"""Hints about layouts: known by what the sheet says, adding only what it leaves unsaid."""

import pytest

from tests.sketched_sheets import BOOK, Sketch, differences
from zsanalytics.errors import CodebookError
from zsanalytics.intake import records
from zsanalytics.intake.hints import load_hints
from zsanalytics.intake.records import take_records

PLAIN = """
庆阳市2024年1-9月招商引资{what}情况
县区 | 调度数 | 本期
西峰区 | 100 | 80
庆城县 | 50 | 30
---
* 2024-09 funds 来源地=省外 /10000; B ?; 3 西峰区; 4 庆城县
"""
HINT = """
[[hint]]
name = "调度表"
says = ["调度", "本期"]
unless = ["签约"]
indicator = "到位资金"
segment = "省外"
unit = "万元"
heads = {"调度数" = "年度目标"}
"""


@pytest.fixture
def hints(tmp_path, monkeypatch):
    """Replace the shipped hints by those of a text."""

    def give(text):
        (tmp_path / "own.toml").write_text(text, "utf-8")
        given = load_hints.__wrapped__(tmp_path)
        monkeypatch.setattr(records, "load_hints", lambda _: given)
        return given

    return give


def test_a_hint_adds_what_the_sheet_leaves_unsaid(hints):
    hints(HINT)
    assert differences(PLAIN.format(what="")) == []


def test_without_a_hint_the_same_sheet_is_asked_about(hints):
    hints("")
    taken = take_records(Sketch(PLAIN.format(what="")).cells(), BOOK)
    assert taken.records["indicator"].isna().all()
    assert set(taken.findings["rule"]) == {"unknown_indicator"}


def test_a_text_that_must_not_occur_rules_a_hint_out(hints):
    hints(HINT)
    taken = take_records(Sketch(PLAIN.format(what="签约金额")).cells(), BOOK)
    assert "funds_in_place" not in set(taken.records["indicator"])


def test_what_the_sheet_says_itself_wins(hints):
    hints(HINT.replace('unless = ["签约"]', ""))
    sheet = PLAIN.replace("本期", "本期签约金额（亿元）").format(what="")
    sheet = sheet.replace("funds 来源地=省外 /10000", "amount 来源地=省外")
    assert differences(sheet) == []


def test_an_indicator_no_list_knows_adds_nothing(hints):
    hints(HINT.replace("到位资金", "没有的指标"))
    taken = take_records(Sketch(PLAIN.format(what="")).cells(), BOOK)
    assert taken.records["indicator"].isna().all()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[hint]", r"own.toml: cannot be read as TOML \(.*\); mend the file"),
        (
            '[[hint]]\nname = "甲"',
            r"\[\[hint\]\] with name '甲', says None; expected a name, a list says",
        ),
        (
            '[[hint]]\nname = "甲"\nsays = ["乙"]\nsheet = "丙"',
            r"\[\[hint\]\] with sheet; expected a name, a list says, and of heads, indicator, "
            "segment, source, unit, unless what is needed",
        ),
        (
            '[[hint]]\nname = "甲"\nsays = ["乙"]\nunit = "斗"',
            "own.toml: hint 甲 has the unknown unit '斗'; write 万元",
        ),
    ],
)  # fmt: skip
def test_a_faulty_hint_is_refused(hints, text, sentence):
    with pytest.raises(CodebookError, match=sentence):
        hints(text)


def test_the_shipped_hints_name_known_indicators():
    assert {BOOK.indicator_names[hint.indicator] for hint in load_hints()} == {"funds_in_place"}
