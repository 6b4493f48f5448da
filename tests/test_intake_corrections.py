"""Corrections: decisions of an analyst, applied visibly or refused."""

import re

import pytest

from zsanalytics.errors import PanelError
from zsanalytics.intake.corrections import correct_panel, insist_applied, read_corrections

SCALE = """
[[correction]]
region = "天水市"
indicator = "funds_in_place"
year = 2024
months = [5]
action = "scale"
factor = 1e-4
expect = { above = 100000 }
reason = "填报单位为万元"
told = 2024-06-11
status = "reported"
"""


@pytest.fixture
def corrections(tmp_path):
    def make(text, name="2024.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return read_corrections(tmp_path)

    return make


@pytest.fixture
def reported(panel):
    return panel([("天水市", 2024, 5, 520130.0), ("天水市", 2024, 4, 48.7)])


def test_no_folder_is_no_correction(tmp_path):
    assert read_corrections(tmp_path / "none") == []


def test_a_scale_is_exact_and_says_so(corrections, reported):
    result = correct_panel(reported, corrections(SCALE))
    row = result.panel.set_index("month").loc[5]
    assert (row["value"], row["status"]) == (52.013, "corrected")
    (note,) = result.findings.to_dict("records")
    assert (note["severity"], note["rule"], note["file"], note["cell"]) == (
        "note", "correction", "表.xlsx", "D2"
    )  # fmt: skip
    assert note["message"] == (
        "天水市2024年1—5月到位资金原报520,130亿元，已换算为52.013亿元；理由：填报单位为万元"
        "（2024.toml第1条）。"
    )


def test_input_is_not_changed(corrections, reported):
    correct_panel(reported, corrections(SCALE))
    assert reported["value"].tolist() == [520130.0, 48.7]


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ('action = "override"\nvalue = 52.0', [52.0, 48.7]),
        ('action = "drop"', [48.7]),
        ('action = "flag"', [520130.0, 48.7]),
    ],
)
def test_override_drop_and_flag(corrections, reported, action, values):
    text = SCALE.replace('action = "scale"\nfactor = 1e-4', action)
    result = correct_panel(reported, corrections(text))
    assert result.panel["value"].tolist() == values
    assert len(result.findings) == 1


def test_only_those_of_the_month_apply(corrections, reported):
    result = correct_panel(reported, corrections(SCALE), asof=(2024, 4))
    assert result.panel["value"].tolist() == [520130.0, 48.7]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("天水市", "平凉市"),
         "2024.toml: [[correction]] number 1: no row 平凉市 funds_in_place 全部 2024 month 5; "
         "correct the key or remove the correction"),
        (("above = 100000", "below = 10"),
         "2024.toml: [[correction]] number 1: 天水市 funds_in_place 全部 2024 is 520130, expected "
         "below 10; the figure has changed, review the correction"),
    ],
)  # fmt: skip
def test_a_stale_correction_is_refused(corrections, reported, change, sentence):
    with pytest.raises(PanelError, match=f"^{re.escape(sentence)}$"):
        correct_panel(reported, corrections(SCALE.replace(*change)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('reason = "填报单位为万元"', ""),
         "2024.toml: [[correction]] number 1 lacks reason; expected region, indicator, year, "
         "action, reason and what it changes"),
        (("told =", "tolld ="),
         "2024.toml: [[correction]] number 1 holds unknown tolld; expected region, indicator, "
         "year, action, reason and what it changes"),
        (('"scale"', '"shift"'),
         "2024.toml: [[correction]] number 1: action 'shift' is unknown; "
         "use drop, override, scale, flag"),
        (("factor = 1e-4", ""), "2024.toml: [[correction]] number 1: scale needs a number as "
         "factor; add it"),
        (("above =", "over ="), "2024.toml: [[correction]] number 1: expect {'over': 100000}; "
         "use above, below, equals"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused(corrections, change, sentence):
    with pytest.raises(PanelError, match=f"^{re.escape(sentence)}$"):
        corrections(SCALE.replace(*change))


def test_a_file_that_is_not_toml_is_refused(corrections):
    with pytest.raises(PanelError, match=r"^bad\.toml: cannot be read as TOML \(.*\); mend it$"):
        corrections("[[correction", "bad.toml")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (SCALE.replace("[5]", "5"), "2024.toml: [[correction]] number 1: months is 5; "
         "expected a list such as [5, 6]"),
        (SCALE.replace("[5]", "[13]"), "2024.toml: [[correction]] number 1: months is [13]; "
         "expected a list such as [5, 6]"),
        (SCALE.replace("2024\n", '"2024"\n'), "2024.toml: [[correction]] number 1: year is '2024'; "
         "expected a number such as 2024"),
        (SCALE.replace("[[correction]]", "[correction]"),
         "2024.toml: expected a list of [[correction]] and nothing else; mend it"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused(corrections, text, sentence):
    with pytest.raises(PanelError, match=f"^{re.escape(sentence)}$"):
        corrections(text)


def test_a_figure_sent_again_later_is_corrected_again(corrections, panel):
    again = panel([("天水市", 2024, 5, 520130.0), ("天水市", 2024, 6, 61.0)])
    result = correct_panel(again, corrections(SCALE), asof=(2024, 6))
    assert result.panel["value"].tolist() == [52.013, 61.0]
    mended = panel([("天水市", 2024, 5, 52.02), ("天水市", 2024, 6, 61.0)])
    result = correct_panel(mended, corrections(SCALE), asof=(2024, 6))
    assert result.panel["status"].tolist() == ["reported", "reported"]


def test_without_months_every_month_that_has_the_row_is_corrected(corrections, reported):
    whole_year = corrections(SCALE.replace("months = [5]\n", ""))
    assert correct_panel(reported, whole_year, asof=(2024, 4)).findings.empty
    result = correct_panel(reported.iloc[:1], whole_year, asof=(2024, 5))
    assert result.panel["value"].tolist() == [52.013]
    insist_applied(whole_year, result.findings, asof=(2024, 9))


def test_a_correction_that_no_folder_met_is_refused(corrections, reported):
    known = corrections(SCALE)
    notes = correct_panel(reported, known).findings
    insist_applied(known, notes, asof=(2024, 9))
    insist_applied(known, notes.iloc[:0], asof=(2024, 4))
    sentence = (
        "2024.toml: [[correction]] number 1: no row 天水市 funds_in_place 全部 2024 month 5; "
        "correct the key or remove the correction"
    )
    with pytest.raises(PanelError, match=f"^{re.escape(sentence)}$"):
        insist_applied(known, notes.iloc[:0], asof=(2024, 9))
