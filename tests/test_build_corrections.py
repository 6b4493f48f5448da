"""Corrections and resubmissions through zs.build: what was sent, what stands, what is said."""

import re

import pytest

import zsanalytics as zs
from tests.checks_cases import neighbours, write
from zsanalytics.cli import main
from zsanalytics.errors import PanelError

FILE = "天水市月报.xlsx"
KEY = "region == '天水市' and indicator == 'funds_in_place' and segment == '全部'"
CORRECTION = """
[[correction]]
region = "天水市"
indicator = "funds_in_place"
year = 2024
months = [8]
action = "scale"
factor = 1e-4
expect = { above = 100000 }
reason = "填报单位为万元"
"""


@pytest.fixture
def project(tmp_path):
    """Two months of all units; in August one unit sent 万元 under 亿元."""
    write(neighbours(8), tmp_path / "data/raw/2024-08", {(FILE, "B4"): 1998000})
    write(neighbours(), tmp_path / "data/raw/2024-09")
    return tmp_path


def correct(project, text):
    folder = project / "data/corrections"
    folder.mkdir()
    (folder / "2024.toml").write_text(text, encoding="utf-8")


def test_a_correction_is_visible_and_the_checks_are_content(project):
    (before,) = zs.build(project, "2024-08").panel.query(KEY)["value"]
    assert before == 1_998_000
    assert "unit_slip" in set(zs.build(project, "2024-08").findings["rule"])
    correct(project, CORRECTION)
    vintage = zs.build(project, "2024-09")
    rows = vintage.panel.query(KEY).set_index("month")
    assert rows.loc[8, ["value", "status"]].tolist() == [199.8, "corrected"]
    assert rows.loc[9, "status"] == "reported"
    notes = vintage.findings.query("rule == 'correction'")
    assert notes["message"].tolist() == [
        "天水市2024年1—8月到位资金原报1,998,000亿元，已换算为199.8亿元；理由：填报单位为万元"
        "（2024.toml第1条）。"
    ]
    assert notes[["file", "sheet", "cell"]].to_numpy().tolist() == [[FILE, "汇总", "B4"]]
    sent = vintage.records.query(f"{KEY} and month == 8 and measure == 'value'")
    assert sent["value"].tolist() == [1_998_000.0]
    asked = zs.build(project, "2024-08").findings
    assert "unit_slip" not in set(asked["rule"])


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (("天水市", "平凉"), "no row 平凉 funds_in_place 全部 2024 month 8"),
        (("months = [8]", "months = [3]"), "no row 天水市 funds_in_place 全部 2024 month 3"),
        (("2024", "2023"), "no row 天水市 funds_in_place 全部 2023 month 8"),
    ],
)
def test_a_correction_that_matches_nothing_fails(project, change, left):
    correct(project, CORRECTION.replace(*change))
    with pytest.raises(PanelError, match=re.escape(left) + "; correct the key or remove"):
        zs.build(project, "2024-09")


def test_one_of_a_later_month_waits(project):
    correct(project, CORRECTION.replace("[8]", "[10]"))
    assert not (zs.build(project, "2024-09").findings["rule"] == "correction").any()


@pytest.mark.parametrize("mark", ["（更正）", "v2", "修改版", "-更正稿"])
def test_a_marked_resubmission_supersedes_and_both_are_kept(project, mark):
    again = {f"天水市月报{mark}.xlsx": neighbours()[FILE]}
    write(again, project / "again", {(next(iter(again)), "B4"): 225})
    for path in (project / "again").iterdir():
        path.rename(project / "data/raw/2024-09" / path.name)
    vintage = zs.build(project, "2024-09")
    assert vintage.panel.query(f"{KEY} and month == 9")["value"].tolist() == [225.0]
    sent = vintage.records.query(f"{KEY} and month == 9 and measure == 'value'")["value"]
    assert sorted(sent) == [225.0, 228.0]
    findings = vintage.findings.query("rule in ['superseded', 'conflict']")
    assert set(findings["severity"]) == {"note"}


def test_an_unmarked_second_file_that_differs_is_an_error(project):
    again = {"天水市报表.xlsx": neighbours()[FILE]}
    write(again, project / "again", {("天水市报表.xlsx", "B4"): 225})
    (project / "again/天水市报表.xlsx").rename(project / "data/raw/2024-09/天水市报表.xlsx")
    conflict = zs.build(project, "2024-09").findings.query("rule == 'conflict'")
    assert conflict["severity"].tolist() == ["error"]
    assert conflict["cell"].tolist() == ["B4"]
    assert "228" in conflict["message"].item() and "225" in conflict["message"].item()


def test_the_corrections_that_stand_are_a_table_of_the_vintage(project, monkeypatch, capsys):
    correct(project, CORRECTION.replace("reason", 'authority = "天水市招商局来函"\nreason'))
    zs.build(project, "2024-09")
    (row,) = zs.corrections("2024-09", project).to_dict("records")
    assert row == {
        "region": "天水市", "indicator": "funds_in_place", "segment": "全部", "year": 2024,
        "month": 8, "action": "scale", "before": 1_998_000.0, "after": 199.8,
        "reason": "填报单位为万元", "authority": "天水市招商局来函",
        "place": "2024.toml: [[correction]] number 1", "source": f"{FILE}!汇总!B4",
    }  # fmt: skip
    monkeypatch.chdir(project)
    with pytest.raises(SystemExit):
        main(["status", "--month", "2024-09"])
    assert "更正 1 处 / corrections（2024.toml）" in capsys.readouterr().out


def test_a_correction_overtaken_by_a_later_report_stands_no_more(project):
    correct(project, CORRECTION)
    write(
        {"天水市8月重报.xlsx": {"汇总": [
            ["天水市2024年1—8月招商引资情况表"], ["单位：亿元"], ["地区", "到位资金"],
            ["天水市", 205.0],
        ]}}, project / "sent",
    )  # fmt: skip
    (project / "sent/天水市8月重报.xlsx").rename(project / "data/raw/2024-09/天水市8月重报.xlsx")
    vintage = zs.build(project, "2024-09")
    (row,) = vintage.panel.query(f"{KEY} and month == 8").to_dict("records")
    assert (row["value"], row["status"]) == (205.0, "revised")
    assert vintage.corrections.empty
    assert "correction" in set(vintage.findings["rule"])  # that it was made is still told


def test_dropped_and_flagged_figures_are_listed_too(project):
    text = CORRECTION.replace('"scale"', '"drop"').replace("factor = 1e-4\n", "")
    flag = text.replace('"drop"', '"flag"').replace("[8]", "[9]").replace(
        "expect = { above = 100000 }\n", ""
    )  # fmt: skip
    correct(project, text + flag)
    found = zs.build(project, "2024-09").corrections
    assert found["action"].tolist() == ["drop", "flag"]
    assert found["after"].isna().tolist() == [True, False]
