"""Wording: templates without digits, filled with facts; grammar for one, none and all."""

import re
import string

import pandas as pd
import pytest

from zsanalytics.errors import PanelError
from zsanalytics.publish.facts import catalogue, collect, fact
from zsanalytics.publish.watch import rules
from zsanalytics.publish.wording import change, joined, listing, phrases, plain, say, sign, tell


def told(words=None, **values):
    return tell(collect(fact(name, value) for name, value in values.items()), words or {})


def test_no_template_holds_a_digit_but_in_names():
    for section, branches in phrases().items():
        for branch, template in branches.items():
            literal = "".join(part for part, *_ in string.Formatter().parse(template))
            literal = literal.replace("三个500强", "")
            typed = re.findall(r"\d|[零一二三四五六七八九十百千万](?=[个家位名])", literal)
            assert not typed, f"{section}.{branch}: {typed}"


def test_reasons_of_reminders_hold_no_digit():
    for rule in rules():
        literal = "".join(part for part, *_ in string.Formatter().parse(rule["because"]))
        assert not re.search(r"\d", literal), rule["name"]


def test_labels_hold_no_digit_but_in_names_of_classes():
    for name, entry in catalogue().items():
        label = re.sub(r"500强|10亿元以上|50亿元以上", "", entry["label"])
        assert not re.search(r"\d", label), name


@pytest.mark.parametrize(
    ("growth", "way", "said"),
    [
        (0.407, "rise", "同比增长40.70%"),
        (-0.0892, "fall", "同比下降8.92%"),
        (0.00004, "level", "与上年同期持平"),
        (-0.00004, "level", "与上年同期持平"),
        (float("nan"), "none", "无上年同期可比数"),
    ],
)
def test_a_growth_is_said_by_its_printed_sign(growth, way, said):
    known = told(funds_growth=growth)
    assert sign(known, "funds_growth") == way
    assert plain(change(known, "funds_growth")) == said


def test_a_number_keeps_its_fact_and_its_unit_follows():
    known = told(funds_growth=-0.0892, lead=0.1824, contracts=5.0)
    runs = say(known, "change.fall", rate="funds_growth")
    assert runs[-1] == {"text": "8.92%", "fact": "funds_growth"}
    assert plain(say(known, "progress.ahead")) == "超序时进度18.24个百分点"


def test_a_field_may_be_a_word_a_fact_or_a_phrase_already_made():
    known = told({"region": "兰州市"}, contracts=5.0)
    item = say(known, "units.item", name="某县", figure="contracts")
    assert plain(item) == "某县（5个）"
    assert plain(say(known, "units.funds_leading", list=listing([item, item]))) == (
        "总量居前的是某县（5个）和某县（5个）"
    )


@pytest.mark.parametrize(
    ("names", "said"), [("", ""), ("甲", "甲"), ("甲乙", "甲和乙"), ("甲乙丙丁", "甲、乙、丙和丁")]
)
def test_a_list_reads_as_chinese_does(names, said):
    assert plain(listing([[{"text": name}] for name in names])) == said


def test_nothing_joined_is_nothing():
    assert joined([[], []], end="。") == []


def test_unknown_phrases_and_fields_are_refused():
    with pytest.raises(PanelError) as caught:
        say(told(), "headline.nothing")
    assert str(caught.value) == (
        "wording: 'headline.nothing' is not in codes/text/bulletin.toml; add the phrase"
    )
    with pytest.raises(PanelError) as caught:
        say(told(), "headline.contracts")
    assert str(caught.value) == (
        "wording: 'headline.contracts' names 'period', neither a fact nor a word here"
    )


def test_every_field_of_every_template_is_a_fact_or_a_known_word():
    words = {
        "region", "period", "year", "month", "month_end", "line", "scope", "whole", "parent",
        "goal", "vintage", "rest", "span", "demo", "rate", "part", "list", "kinds", "name",
        "amount", "figure", "count", "counts", "move", "below", "class", "share", "you", "reasons",
        "target", "chance", "quarter", "sheet", "source", "months", "flow", "then", "error",
        "whole_year", "extras",
    }  # fmt: skip
    for section, branches in phrases().items():
        for branch, template in branches.items():
            for _, field, form, _ in string.Formatter().parse(template):
                if field:
                    assert field in words or field in catalogue(), f"{section}.{branch}: {field}"
                    assert form in ("", "size", "bare"), f"{section}.{branch}: {form}"


def test_facts_are_found_by_identifier():
    frame = pd.DataFrame([fact("contracts", 2.0, of="兰州市")])
    assert tell(frame, {}).has("contracts@兰州市")
    assert not tell(frame, {}).has("contracts")
    assert tell(frame, {}).names("units") == ()
