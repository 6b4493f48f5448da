"""Receiving: the content tells unit and month, nothing is overwritten, every file has a line."""

import multiprocessing
import os
import signal
import time

import openpyxl
import pytest

from zsanalytics.cli import main
from zsanalytics.errors import RequestError
from zsanalytics.month import build
from zsanalytics.office.receiving import receive, shown
from zsanalytics.office.status import submission_status
from zsanalytics.register import checked_time, in_force, read_register

WHEN = "2024-10-08 09:30"


def summary(path, title="庆阳市2024年1-9月招商引资情况表", rows=(("西峰区", 12.5), ("环县", 7.25))):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(["单位：亿元"])
    sheet.append(["县区", "到位资金"])
    for row in [*rows, ("合计", sum(value for _, value in rows))]:
        sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    (folder / "data/raw").mkdir(parents=True)
    return folder


def test_the_content_tells_unit_and_month_and_the_bytes_stay(project, tmp_path):
    sent = summary(tmp_path / "in/报表.xlsx")
    done = receive([sent], project, received=WHEN)
    assert done.refused == []
    assert done.said == ["报表.xlsx：庆阳市 2024-09 第1版。"]
    kept = project / "data/raw/2024-09/报表.xlsx"
    assert kept.read_bytes() == sent.read_bytes()
    line = read_register(kept.parent).iloc[0]
    assert (line["unit"], line["version"], line["received"]) == ("庆阳市", 1, "2024-10-08T09:30:00")
    assert line["bytes"] == len(sent.read_bytes())


def test_a_newer_file_takes_the_place_of_the_one_it_covers(project, tmp_path):
    receive([summary(tmp_path / "in/报表.xlsx")], project, received=WHEN)
    newer = summary(tmp_path / "again/报表.xlsx", rows=(("西峰区", 12.5), ("环县", 8.0)))
    done = receive([newer], project, received="2024-10-09")
    assert done.said == ["报表-v2.xlsx：庆阳市 2024-09 第2版，取代 报表.xlsx。"]
    register = read_register(project / "data/raw/2024-09")
    assert in_force(register, "庆阳市") == ["报表-v2.xlsx"]
    assert (project / "data/raw/2024-09/报表.xlsx").is_file()


def test_another_table_of_the_same_unit_replaces_nothing(project, tmp_path):
    receive([summary(tmp_path / "in/报表.xlsx")], project, received=WHEN)
    august = summary(tmp_path / "in/其他.xlsx", rows=(("镇原县", 3.0), ("宁县", 2.0)))
    done = receive([august], project, received=WHEN)
    assert done.said == ["其他.xlsx：庆阳市 2024-09 第1版。"]


def test_the_same_bytes_are_taken_once(project, tmp_path):
    sent = summary(tmp_path / "in/报表.xlsx")
    receive([sent], project, received=WHEN)
    done = receive([sent], project, received="2024-10-09")
    assert done.register.empty
    assert done.said == ["报表.xlsx 与 2024-09 已有的 报表.xlsx 完全相同，未重复登记。"]


def test_a_file_put_there_by_hand_keeps_its_time(project, tmp_path):
    sent = summary(tmp_path / "in/报表.xlsx")
    summary(project / "data/raw/2024-09/九月.xlsx").write_bytes(sent.read_bytes())
    build(project, "2024-09")
    done = receive([sent], project, received=WHEN)
    assert done.said == ["报表.xlsx 与 2024-09 已有的 九月.xlsx 完全相同，未重复登记。"]
    assert done.register.empty and not (project / "data/raw/2024-09/register.csv").exists()


def test_what_is_no_workbook_stays_outside_and_the_others_go_on(project, tmp_path):
    text = tmp_path / "in/note.xlsx"
    text.parent.mkdir()
    text.write_text("您好，报表稍后发送", encoding="utf-8")
    done = receive([text, summary(tmp_path / "in/报表.xlsx")], project, received=WHEN)
    assert done.refused == [
        "note.xlsx: neither figures nor projects nor leads were found in it, expected a "
        "statistical sheet, a ledger or a list of leads; it was not taken"
    ]
    assert list(done.register["file"]) == ["报表.xlsx"]
    assert sorted(p.name for p in (project / "data/raw/2024-09").iterdir()) == [
        "register.csv", "报表.xlsx",
    ]  # fmt: skip


def test_a_file_that_does_not_say_whose_it_is_is_asked(project, tmp_path):
    sent = summary(tmp_path / "in/报表.xlsx", title="1-9月招商引资情况表")
    assert receive([sent], project, received=WHEN).refused == [
        "报表.xlsx: neither its sheets nor its name tell the month; add --month"
    ]
    done = receive([sent], project, received=WHEN, asof="2024-09")
    assert done.said == ["报表.xlsx：庆阳市 2024-09 第1版。"]


@pytest.mark.parametrize(("name", "asof"), [
    ("庆阳市9月盖章扫描.pdf", "2024-09"), ("庆阳市12月 盖章.pdf", "2023-12"),
    ("庆阳202408.pdf", "2024-08"),
])  # fmt: skip
def test_the_name_of_a_scan_tells_its_month(project, tmp_path, name, asof):
    scan = tmp_path / name
    scan.write_bytes(b"%PDF-1.4 stamped")
    done = receive([scan], project, received=WHEN)
    assert done.refused == [] and done.said[0] == f"{name}：庆阳市 {asof} 扫描件。"
    assert ("'data/raw" in done.said[1]) == (" " in name)  # as a shell takes it


def test_the_total_of_a_scan_is_asked_for_and_compared(project, tmp_path):
    receive([summary(tmp_path / "in/报表.xlsx")], project, received=WHEN)
    scan = tmp_path / "in/报表.pdf"
    scan.write_bytes(b"%PDF-1.4 stamped")
    asked = receive([scan], project, unit="庆阳", received=WHEN)
    assert asked.said == [
        "报表.pdf：庆阳市 2024-09 扫描件。",
        "请查看 报表.pdf 上盖章的合计数并登记：zs receive data/raw/2024-09/报表.pdf "
        "--unit 庆阳市 --month 2024-09 --total 合计数",
    ]
    told = receive([scan], project, unit="庆阳", received=WHEN, total=19.75)
    assert told.said == ["报表.pdf 的合计 19.75 与 报表.xlsx!Sheet!B6 一致。"]
    other = receive([scan], project, unit="庆阳", received=WHEN, total=91.75)
    assert other.said == [
        "报表.pdf 的合计 91.75 与 报表.xlsx!Sheet!B6 的 19.75 不一致，请核实以哪一个为准。"
    ]
    register = read_register(project / "data/raw/2024-09").set_index("file")
    assert register.loc["报表.pdf", "total"] == 91.75


def test_names_of_files_are_made_harmless():
    assert shown("../../etc/passwd.xlsx") == "passwd.xlsx"
    assert shown("庆阳\u202exslx.txt") == "庆阳xslx.txt"
    assert shown("a!b|c.xlsx") == "a_b_c.xlsx"
    assert len(shown("长" * 500 + ".xlsx")) == 85
    assert shown("...") == "_"


def test_wrong_use_is_one_sentence(project):
    with pytest.raises(RequestError, match="time 'soon': expected one such as 2024-10-08 09:30"):
        receive([], project, received="soon")
    with pytest.raises(RequestError, match="unit: region '火星' is unknown"):
        receive([], project, received=WHEN, unit="火星")
    assert checked_time("2024-10-08") == "2024-10-08T00:00:00"


def test_a_broken_register_is_named(project):
    folder = project / "data/raw/2024-09"
    folder.mkdir()
    (folder / "register.csv").write_text("file,unit\n", encoding="utf-8")
    with pytest.raises(RequestError, match=r"register.csv: column missing: kind, asof, version"):
        read_register(folder)


def test_status_says_who_has_sent_and_who_not(project, tmp_path):
    receive([summary(tmp_path / "in/报表.xlsx")], project, received=WHEN)
    known = submission_status(project, "2024-09").set_index("unit")
    assert len(known) == 15
    assert known.loc["庆阳市", ["state", "files", "version", "received"]].tolist() == [
        "已报", 1, 1, "2024-10-08T09:30:00",
    ]  # fmt: skip
    assert (known["state"] == "未报").sum() == 14
    with pytest.raises(RequestError, match="no such folder; receive the month's first workbook"):
        submission_status(project, "2024-10")


def test_the_commands(project, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(project)
    sent = summary(tmp_path / "in/报表.xlsx")
    with pytest.raises(SystemExit) as ended:
        main(["receive", str(sent), "--received", WHEN])
    assert ended.value.code == 0
    with pytest.raises(SystemExit) as ended:
        main(["receive", str(tmp_path / "none.xlsx")])
    assert ended.value.code == 2
    with pytest.raises(SystemExit) as ended:
        main(["status", "--month", "2024-09"])
    said = capsys.readouterr()
    assert "报表.xlsx：庆阳市 2024-09 第1版。" in said.out
    assert "none.xlsx: no such file; check the path" in said.err
    assert "已报 1 个，有误 0 个，未报 14 个" in said.out and ended.value.code == 0


def _receive_many(project, files):
    for path in files:
        receive([path], project, received=WHEN)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_kill_at_any_instant_leaves_whole_files_and_the_next_run_finishes(project, tmp_path):
    files = [
        summary(tmp_path / f"in/{n}.xlsx", title=f"庆阳市2024年1-{n}月招商引资情况表")
        for n in range(2, 10)
    ]
    for pause in (0.05, 0.3, 0.6, 1.0):
        run = multiprocessing.get_context("spawn").Process(
            target=_receive_many, args=(project, files)
        )
        run.start()
        time.sleep(1.5 + pause)
        os.kill(run.pid, signal.SIGKILL)
        run.join()
        for path in (project / "data/raw").glob("*/*.xlsx"):
            assert path.read_bytes() in {file.read_bytes() for file in files}
    _receive_many(project, files)
    folders = sorted((project / "data/raw").iterdir())
    assert [len(read_register(folder)) for folder in folders] == [1] * 8
