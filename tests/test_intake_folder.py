"""A month's folder: what is read, what is skipped, what is asked."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import RequestError
from zsanalytics.intake import files
from zsanalytics.intake.folder import intake

PUBLISHED = Path(__file__).parents[1] / "data" / "raw" / "published"
BOOK = load_codebook()


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "data" / "raw" / "2024-09"
    place.mkdir(parents=True)
    return place


def send(folder, name, value, *, place="兰州市", period="2024年1-9月", last=None):
    """Write a small workbook of one unit's funds."""
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        [f"{place}{period}招商引资情况（亿元）"],
        ["指标", "本年累计", "上年同期"],
        ["到位资金", value, last],
    ]
    for row in rows:
        sheet.append(row)
    book.save(folder / name)


def rules(taken, severity=None):
    findings = taken.findings[taken.findings["rule"] != "missing_submitter"]
    if severity:
        findings = findings[findings["severity"] == severity]
    return findings["rule"].tolist()


def test_a_folder_becomes_a_panel(folder):
    send(folder, "兰州市.xlsx", 10.5, last=9.5)
    send(folder, "金昌市.xlsx", 3, place="金昌市")
    taken = intake(folder, "2024-09")
    assert taken.panel[
        ["region", "year", "month", "value", "status", "source"]
    ].values.tolist() == [
        ["兰州市", 2023, 9, 9.5, "reported", "兰州市.xlsx!Sheet!C3"],
        ["兰州市", 2024, 9, 10.5, "reported", "兰州市.xlsx!Sheet!B3"],
        ["金昌市", 2024, 9, 3.0, "reported", "金昌市.xlsx!Sheet!B3"],
    ]
    assert rules(taken) == []
    assert len(taken.records) == 4
    assert taken.projects.empty


def test_units_that_sent_nothing_are_named(folder):
    send(folder, "兰州市.xlsx", 1)
    findings = intake(folder, "2024-09", BOOK).findings
    missing = findings[findings["rule"] == "missing_submitter"]
    assert set(missing["severity"]) == {"warning"}
    assert set(missing["region"]) == set(BOOK.members("甘肃省")) - {"兰州市"}
    row = missing[missing["region"] == "兰州新区"].iloc[0]
    assert row["message"] == "兰州新区没有报送2024年9月数据。"
    assert row["remedy"] == "请催报；确无数据的请书面说明。"


def test_a_bad_file_is_named_and_the_others_go_on(folder):
    send(folder, "兰州市.xlsx", 1)
    (folder / "金昌市.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    taken = intake(folder, "2024-09")
    assert taken.panel["region"].tolist() == ["兰州市"]
    (row,) = taken.findings[taken.findings["rule"] == "unreadable_file"].to_dict("records")
    assert (row["severity"], row["file"]) == ("error", "金昌市.xlsx")
    assert row["message"] == "金昌市.xlsx 不能作为工作簿读取，其中数据未采用。"
    assert row["remedy"] == "请用表格软件打开，另存为 .xlsx 后重新报送。"
    missing = taken.findings.loc[taken.findings["rule"] == "missing_submitter", "region"]
    assert "金昌市" not in set(missing)  # it sent something


def test_a_failure_of_our_own_names_the_file_the_error_and_its_place(folder, monkeypatch):
    def broken(*args, **more):
        raise KeyError("13912345678")

    send(folder, "兰州市.xlsx", 1)
    monkeypatch.setattr(files, "record_rows", broken)
    findings = intake(folder, "2024-09").findings
    (row,) = findings[findings["rule"] == "unreadable_file"].to_dict("records")
    place = re.search(r"test_intake_folder\.py:\d+", row["found"])[0]
    assert row["message"] == (
        f"兰州市.xlsx 可以打开，但读取时程序出错（KeyError，{place}），其中数据未采用。"
    )
    assert row["remedy"] == "请把这个文件和这句话反馈给系统维护人员；其他文件不受影响。"
    assert "139" not in str(row)


def test_locks_hidden_files_folders_and_links_are_passed_over(folder):
    send(folder, "兰州市.xlsx", 1)
    (folder / "~$兰州市.xlsx").write_bytes(b"lock")
    (folder / ".hidden.xlsx").write_bytes(b"x")
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "旧").mkdir()
    (folder / "链接.xlsx").symlink_to(folder / "兰州市.xlsx")
    taken = intake(folder, "2024-09")
    assert rules(taken) == []
    assert set(taken.records["file"]) == {"兰州市.xlsx"}


def test_a_correction_takes_the_place_of_its_twin_without_an_error(folder):
    send(folder, "兰州市.xlsx", 10)
    send(folder, "兰州市更正.xlsx", 11)
    taken = intake(folder, "2024-09")
    assert taken.panel["value"].tolist() == [11.0]
    assert rules(taken) == ["superseded"]
    assert len(taken.records[taken.records["value"].notna()]) == 2


def test_an_unmarked_second_file_is_an_error_and_a_copy_a_note(folder):
    send(folder, "兰州市.xlsx", 10)
    send(folder, "兰州.xlsx", 11)
    assert rules(intake(folder, "2024-09"), "error") == ["conflict"]
    (folder / "兰州.xlsx").unlink()
    shutil.copy(folder / "兰州市.xlsx", folder / "兰州市(1).xlsx")
    taken = intake(folder, "2024-09")
    (row,) = taken.findings[taken.findings["rule"] == "identical_copy"].to_dict("records")
    assert row["message"] == "兰州市(1).xlsx 与 兰州市.xlsx 内容完全相同，只读取一份。"
    assert rules(taken) == ["identical_copy"]


@pytest.mark.parametrize(
    ("period", "rule", "said"),
    [("2024年1-8月", "stale_month", "2024年8月"), ("2024年1-10月", "wrong_month", "2024年10月")],
)
def test_a_workbook_of_another_month_is_named(folder, period, rule, said):
    send(folder, "兰州市.xlsx", 10, period=period)
    taken = intake(folder, "2024-09")
    (row,) = taken.findings[taken.findings["rule"] == rule].to_dict("records")
    assert (row["severity"], row["file"], row["cell"]) == ("error", "兰州市.xlsx", "A1")
    unused = "，其中数据未采用" if rule == "wrong_month" else ""
    assert row["message"] == f"兰州市.xlsx 所报为{said}数据，应为2024年9月{unused}。"
    assert (10.0 in taken.panel["value"].tolist()) == (rule == "stale_month")


def test_a_workbook_of_last_year_is_not_used(folder):
    send(folder, "兰州市.xlsx", 10, period="2023年1-9月")
    taken = intake(folder, "2024-09")
    assert taken.panel.empty
    (row,) = taken.findings[taken.findings["rule"] == "stale_month"].to_dict("records")
    assert row["message"] == "兰州市.xlsx 所报为2023年9月数据，应为2024年9月，其中数据未采用。"
    missing = taken.findings.loc[taken.findings["rule"] == "missing_submitter", "region"]
    assert "兰州市" not in set(missing)


def test_a_sheet_left_over_from_last_month_is_named(folder):
    send(folder, "兰州市.xlsx", 10)
    book = openpyxl.load_workbook(folder / "兰州市.xlsx")
    sheet = book.copy_worksheet(book.active)
    sheet.title = "旧表"
    sheet["A1"] = "兰州市2024年1-8月招商引资情况（亿元）"
    book.save(folder / "兰州市.xlsx")
    findings = intake(folder, "2024-09").findings
    (row,) = findings[findings["rule"] == "stale_month"].to_dict("records")
    assert (row["severity"], row["cell"]) == ("warning", "A1")
    assert row["message"] == "兰州市.xlsx 的工作表“旧表” 所报为2024年8月数据，应为2024年9月。"


def test_the_panel_so_far_is_not_repeated(folder):
    send(folder, "兰州市.xlsx", 10, last=9)
    first = intake(folder, "2024-09").panel
    assert intake(folder, "2024-09", previous=first).panel.empty
    send(folder, "兰州市.xlsx", 12, last=9)
    again = intake(folder, "2024-09", previous=first).panel
    assert again[["value", "status"]].values.tolist() == [[12.0, "revised"]]


def test_corrections_beside_the_raw_data_apply(folder):
    send(folder, "兰州市.xlsx", 100000)
    place = folder.parents[1] / "corrections"
    place.mkdir()
    entry = """[[correction]]
region = "兰州市"
indicator = "funds_in_place"
year = 2024
months = [9]
action = "scale"
factor = 0.0001
reason = "填报单位为万元"
"""
    (place / "2024.toml").write_text(entry, encoding="utf-8")
    taken = intake(folder, "2024-09")
    assert taken.panel[["value", "status"]].values.tolist() == [[10.0, "corrected"]]
    assert rules(taken) == ["correction"]


def test_an_executor_changes_nothing(folder):
    for name in ("兰州市", "金昌市", "白银市"):
        send(folder, f"{name}.xlsx", 1, place=name)
    with ThreadPoolExecutor(2) as executor:
        parallel = intake(folder, "2024-09", executor=executor)
    alone = intake(folder, "2024-09")
    for one, other in zip(parallel, alone, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_the_order_of_files_changes_nothing_in_the_panel(folder):
    send(folder, "乙.xlsx", 1, place="金昌市")
    send(folder, "甲.xlsx", 2, place="兰州市")
    before = intake(folder, "2024-09").panel[["region", "value"]]
    (folder / "乙.xlsx").rename(folder / "丙.xlsx")
    pd.testing.assert_frame_equal(intake(folder, "2024-09").panel[["region", "value"]], before)


def test_no_folder_or_no_month_is_refused(tmp_path):
    with pytest.raises(RequestError, match=r"no such folder; give one that holds"):
        intake(tmp_path / "none", "2024-09")
    with pytest.raises(RequestError, match=r"^month: found '2024-13'"):
        intake(tmp_path, "2024-13")


def test_the_published_series_is_read_by_the_same_code():
    taken = intake(PUBLISHED, "2024-09")
    key = ["region", "indicator", "segment", "year", "month"]
    panel = taken.panel.set_index(key)["value"]
    outside = "来源地=省外"
    assert panel["甘肃省", "funds_in_place", outside, 2023, 11] == 5676.69
    assert panel["甘肃省", "funds_in_place", outside, 2023, 12] == 5961.26
    assert panel["甘肃省", "contracted_amount", "全部", 2024, 9] == 9433.27
    assert panel["甘肃省", "contracted_firms", "三个500强=合计", 2023, 11] == 89
    assert taken.findings.empty
    growth = taken.records.query("measure == 'growth' and year == 2023 and month == 11")
    assert growth["value"].dropna().tolist() == [0.4245, 0.4406]


@pytest.mark.parametrize(
    ("title", "rule", "unused", "months"),
    [
        ("2024年9月", "", "", [(2024, 9)]),
        ("2024年8月", "stale_month", "", [(2024, 8)]),
        ("2024年10月", "wrong_month", "，其中数据未采用", []),
        ("2023年9月", "stale_month", "，其中数据未采用", []),
    ],
)
def test_a_ledger_of_another_month_is_named_and_nothing_later_is_used(
    folder, title, rule, unused, months
):
    text = f"""陇南市{title}招商引资项目台账
单位：万元
序号,项目名称,县区,投资企业,总投资,签约时间
1,橄榄油,武都区,甲公司,"12,000",2022.3
合计,,,,12000,"""
    (folder / "陇南市.csv").write_bytes(text.encode("gb18030"))
    taken = intake(folder, "2024-09")
    assert list(zip(taken.projects["year"], taken.projects["month"], strict=True)) == months
    assert taken.projects["contract_amount"].tolist() == [1.2] * len(months)
    told = taken.findings[taken.findings["rule"].isin(["stale_month", "wrong_month"])]
    assert told["rule"].tolist() == [rule] * bool(rule)
    for row in told.to_dict("records"):
        assert (row["severity"], row["sheet"], row["cell"]) == ("error", "陇南市", "A4:F4")
        assert row["message"] == (
            f"陇南市.csv 的台账“陇南市”所报为{title}数据，应为2024年9月{unused}。"
        )
        assert row["remedy"] == "请核对所属时期，报送当月数据。"
