"""Spot checks: the plan goes out, results come back, stay, and enter the next build."""

import openpyxl
import pytest

import zsanalytics as zs
from zsanalytics.cli import main
from zsanalytics.errors import RequestError, WorkbookError
from zsanalytics.forms.spot_check import read_spot_check
from zsanalytics.intake.cells import read_cells
from zsanalytics.office.scores import submission_scores
from zsanalytics.office.verifying import verify, write_plan


def workbook(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


@pytest.fixture
def project(tmp_path):
    workbook(
        tmp_path / "data/raw/2024-09/庆阳市.xlsx",
        ("汇总", [["庆阳市2024年1-9月招商引资情况表"], ["单位：亿元"], ["指标", "本年累计"],
                ["到位资金", 100.0]]),
        ("台账", [["庆阳市2024年1-9月招商引资项目台账"], ["单位：亿元"],
                ["项目代码", "项目名称", "所在县区", "投资方", "合同金额",
                 "本年累计到位资金", "签约时间"],
                *([f"p{n}", f"项目{n}", "西峰区", f"企业{n}", 40.0, float(n), "2024-03-05"]
                  for n in range(1, 9))]),
    )  # fmt: skip
    zs.build(tmp_path, "2024-09")
    return tmp_path


def filled(path, verified):
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = [cell.value for cell in sheet[3]]
    for row in range(4, sheet.max_row + 1):
        told = sheet.cell(row, heads.index("上报数") + 1).value
        sheet.cell(row, heads.index("认定数") + 1).value = verified(told)
    book.save(path)
    return path


def test_a_plan_draws_the_same_projects_and_is_not_overwritten(project):
    place = write_plan(project, "2024-09", "庆阳", 4)
    plan = read_spot_check(read_cells(place))
    assert len(plan) == 4 and plan["verified"].isna().all()
    assert plan["reported"].is_monotonic_decreasing
    assert plan["probability"].between(0, 1).all()
    with pytest.raises(RequestError, match="this month's plan is there already"):
        write_plan(project, "2024-09", "庆阳", 4)


def test_results_come_back_as_a_rate_and_the_panel_stays(project):
    place = filled(write_plan(project, "2024-09", "庆阳", 4), lambda told: told * 0.9)
    rates = verify(place, project, "2024-09")
    assert rates["cut_rate"].tolist() == [pytest.approx(0.1)]
    panel = zs.build(project, "2024-09").panel
    assert "verified" not in set(panel["status"])


def test_a_unit_stands_before_its_counties(project):
    rows = [["西峰区", 10, 9], ["环县", 10, 10], ["兰州市", 20, 15]]
    place = workbook(project / "认定.xlsx", ("结果", [["地区", "上报数", "认定数"], *rows]))
    rates = verify(place, project, "2024-09")
    assert rates["region"].tolist() == ["庆阳市", "环县", "西峰区", "兰州市"]
    assert rates["cut_rate"].tolist() == pytest.approx([0.05, 0.0, 0.1, 0.25])


def test_a_verified_whole_figure_enters_the_next_build_and_both_are_kept(project):
    result = workbook(project / "认定.xlsx", ("结果", [
        ["地区", "指标", "上报数", "认定数", "原因"],
        ["庆阳市", "funds_in_place", 100, 97.5, "资金未到账"],
    ]))  # fmt: skip
    assert verify(result, project, "2024-09")["cut_rate"].tolist() == [pytest.approx(0.025)]
    vintage = zs.build(project, "2024-09")
    row = vintage.panel[vintage.panel["status"] == "verified"].iloc[0]
    assert (row["region"], row["value"]) == ("庆阳市", 97.5)
    held = vintage.records[vintage.records["region"] == "庆阳市"]
    assert 100.0 in held["value"].tolist()
    note = vintage.findings[vintage.findings["rule"] == "verified"].iloc[0]
    assert note["message"] == "庆阳市2024年1—9月上报100，核查认定97.5，原因：资金未到账。"


def test_the_name_of_an_indicator_will_do(project):
    result = workbook(project / "认定.xlsx", ("结果", [
        ["地区", "指标", "上报数", "认定数"], ["庆阳市", "到位资金", 100, 97.5],
    ]))  # fmt: skip
    verify(result, project, "2024-09")
    assert "verified" in set(zs.build(project, "2024-09").panel["status"])


def test_a_sheet_that_is_none_is_refused(project):
    other = workbook(project / "别的.xlsx", ("表", [["地区", "数"], ["庆阳市", 1]]))
    with pytest.raises(WorkbookError, match=r"别的.xlsx: no sheet with the columns 地区, 上报数"):
        verify(other, project, "2024-09")
    wrong = workbook(project / "错.xlsx", ("表", [
        ["地区", "上报数", "认定数"], ["庆阳市", 1, "约一"],
    ]))  # fmt: skip
    with pytest.raises(WorkbookError, match="认定数 '约一' is no number; write the figure alone"):
        verify(wrong, project, "2024-09")


def test_a_unit_without_projects_is_refused(project):
    with pytest.raises(RequestError, match="兰州市 2024-09: no project with money this year"):
        write_plan(project, "2024-09", "兰州", 3)


def test_the_command(project, monkeypatch, capsys):
    monkeypatch.chdir(project)

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["verify", *arguments, "--month", "2024-09"])
        return ended.value.code

    assert run("--plan", "4", "--region", "庆阳") == 0
    filled(project / "data/verified/2024-09/抽查-庆阳市.xlsx", lambda told: told)
    assert run("data/verified/2024-09/抽查-庆阳市.xlsx") == 0
    said = capsys.readouterr().out
    assert "西峰区：核查4个" in said and "核减率0.00%" in said
    assert run() == 2 and run("--plan", "4") == 2
    assert "give a file of results, or --plan N with --region R" in capsys.readouterr().err


def test_the_scores_of_a_month_rest_on_register_records_and_checks(project):
    place = filled(write_plan(project, "2024-09", "庆阳", 4), lambda told: told * 0.9)
    verify(place, project, "2024-09")
    scores = submission_scores(project, "2024-09").set_index("unit")
    assert len(scores) == 15
    assert scores.loc["庆阳市", "truthfulness"] == pytest.approx(0.9)
    assert scores.loc["庆阳市", "accuracy"] == 1.0
    assert scores["timeliness"].isna().all()  # the file was put there by hand


def test_the_scores_are_printed(project, monkeypatch, capsys):
    monkeypatch.chdir(project)
    with pytest.raises(SystemExit) as ended:
        main(["status", "--month", "2024-09", "--scores"])
    said = capsys.readouterr().out
    assert ended.value.code == 0 and "及时性" in said and "100.0%" in said and "—" in said
