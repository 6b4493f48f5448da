"""zs check as its user meets it: the list, the workbook, the exit code."""

import openpyxl
import pandas as pd
import pytest

from tests.checks_cases import ledger, neighbours, summary, write
from zsanalytics.cli import main
from zsanalytics.findings import check_paths, ordered, print_findings, write_findings
from zsanalytics.office.starting import start_project
from zsanalytics.office.status import submission_status
from zsanalytics.schema import FINDINGS, conform, finding

FILE = "金昌市月报.xlsx"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(summary(8), tmp_path / "data/raw/2024-08")
    return tmp_path / "data/raw/2024-09"


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


def findings(*rows):
    return conform([finding(*row[:4], **row[4]) for row in rows], FINDINGS)


def test_errors_are_exit_1_and_listed_with_their_remedy(folder, capsys):
    write(summary(), folder, {(FILE, "E5"): 33})
    assert run("check", folder) == 1
    out = capsys.readouterr().out
    assert out.startswith(
        "\n金昌市月报.xlsx\n"
        "  [错误] 汇总!E4, E5:E6 金昌市2024年1—9月签约金额填报66.00亿元，"
        "2个下级单位相加为69.00亿元，总数少3.00亿元。\n"
        "         → 逐项核对分项与总数。\n"
    )
    assert "\n（未报送及其他）\n  [疑问] 14个单位没有报送：兰州市、嘉峪关市" in out
    assert out.endswith("错误 1 条，疑问 14 条，提示 0 条\n→ findings.xlsx\n")


def test_a_file_by_itself_asks_for_no_other_unit(folder, capsys):
    write(summary(), folder, {(FILE, "K6"): 20})
    assert run("check", folder / FILE) == 1
    out = capsys.readouterr().out
    assert "没有报送" not in out
    assert "当月到位资金为20.00亿元，而本月累计减上月累计为2.00亿元" in out


def test_doubts_alone_are_exit_0_and_an_unreadable_named_file_is_2(folder, capsys):
    write(neighbours(), folder, {("兰州市月报.xlsx", "B4"): 2_000_000})
    assert run("check", folder / "兰州市月报.xlsx") == 0
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert run("check", folder / "坏.xlsx") == 2
    assert capsys.readouterr().err.startswith("zs: 坏.xlsx: ")


def test_last_months_file_is_told_once(folder):
    write(summary(8), folder)
    found = check_paths([folder / FILE], asof="2024-09")
    assert found[["severity", "rule", "cell"]].to_numpy().tolist() == [
        ["error", "stale_month", "A1"]
    ]


def test_a_late_report_is_told_from_the_register(folder):
    write(neighbours(), folder)
    line = "天水市月报.xlsx,workbook,天水市,2024-09,1,2024-10-12T09:00:00,,天水市月报.xlsx,,0,\n"
    head = "file,kind,unit,asof,version,received,supersedes,original_name,sha256,bytes,total\n"
    (folder / "register.csv").write_text(head + line, encoding="utf-8")
    found = check_paths([folder], due_day=8)
    assert found.query("rule == 'late'")["region"].tolist() == ["天水市"]
    assert "late" not in set(check_paths([folder], due_day=12)["rule"])


def test_a_project_is_checked_with_its_own_codelists(tmp_path, monkeypatch):
    project = tmp_path / "project"
    start_project(project, "庆阳市")
    rows = [["庆阳市2024年1-9月招商引资情况表"], ["单位：亿元"], ["县区", "到位资金"],
            ["永登县", 12.5], ["环县", 7.25]]  # fmt: skip
    write({"庆阳.xlsx": {"汇总": rows}}, project / "data/raw/2024-09")
    monkeypatch.chdir(project)
    found = check_paths([project / "data/raw/2024-09"])
    assert found.query("rule == 'unknown_region'")["cell"].tolist() == ["A4"]  # 兰州's county
    asked = submission_status(project, "2024-09")[["error", "warning", "note"]].sum()
    assert found["severity"].value_counts().to_dict() == asked[asked > 0].to_dict()


def test_a_moved_project_is_known_from_the_month_before(folder, tmp_path):
    write({**ledger(8)}, tmp_path / "before")
    (tmp_path / "before/金昌市项目台账.xlsx").rename(folder.parent / "2024-08/金昌市项目台账.xlsx")
    write(ledger(), folder, {("金昌市项目台账.xlsx", "D4"): "永昌县"})
    assert "project_moved" in set(check_paths([folder])["rule"])


def test_files_with_errors_come_first():
    rows = findings(
        ("note", "a", "提示", "无", {"file": "乙.xlsx"}),
        ("warning", "b", "疑问", "核对", {"file": "甲.xlsx"}),
        ("error", "c", "错误", "更正", {"file": "乙.xlsx"}),
    )
    assert ordered(rows)["rule"].tolist() == ["c", "a", "b"]


def test_control_characters_do_not_steer_the_terminal(capsys):
    print_findings(findings(("error", "a", "\x1b[2J名称", "更正", {"file": "乙.xlsx"})))
    assert "\x1b" not in capsys.readouterr().out


def test_the_workbook_has_colours_filters_and_no_formula(tmp_path):
    rows = findings(
        ("error", "growth", '=HYPERLINK("http://x")', "更正",
         {"file": "乙.xlsx", "cell": "A1", "indicator": "funds_in_place", "year": 2024}),
        ("warning", "base", "疑问" * 60, "核对", {"file": "=1+1.xlsx"}),
    )  # fmt: skip
    write_findings(rows, tmp_path / "sub" / "findings.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "sub" / "findings.xlsx")["校核结果"]
    assert [cell.value for cell in sheet[1]][:6] == [
        "级别", "文件", "工作表", "单元格", "问题", "如何处理",
    ]  # fmt: skip
    told = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert not [cell for cell in told if cell.data_type == "f"]
    assert sheet["E2"].value == '=HYPERLINK("http://x")'
    assert sheet["J2"].value == "到位资金"
    assert (sheet["A2"].value, sheet["A2"].fill.start_color.rgb) == ("错误", "FFF8CBAD")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:N3")
    assert sheet.row_dimensions[3].height > sheet.row_dimensions[2].height
    assert pd.notna(sheet.column_dimensions["E"].width)
