"""The command line: wrong use is one sentence and exit 2, whatever the verb."""

import os
import subprocess
import sys

import pytest

from zsanalytics.cli import main


@pytest.fixture
def zs(tmp_path, monkeypatch, capsys):
    """Run `zs` in an empty project folder; give exit code, output and error."""
    (tmp_path / "data/raw").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZS_PROJECT", raising=False)

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def assert_refused(answer, sentence, tmp_path):
    code, out, err = answer
    assert code == 2 and out == ""
    assert sentence in err and "Traceback" not in err
    assert len(err.strip().splitlines()) <= 4
    left = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file())
    assert [name for name in left if not name.endswith(".lock")] == []


def test_an_unknown_verb_or_option_is_wrong_use(zs, tmp_path):
    assert_refused(zs("monht"), "No such command 'monht'", tmp_path)
    assert_refused(zs("build", "--mnoth", "2024-09"), "No such option", tmp_path)
    assert_refused(zs("build"), "Missing option '--month'", tmp_path)


@pytest.mark.parametrize("verb", ["build", "month", "brief"])
def test_a_month_that_is_none_is_wrong_use(zs, tmp_path, verb):
    assert_refused(zs(verb, "--month", "2024-13"), "2024-13", tmp_path)


def test_a_missing_month_names_the_folder_and_the_remedy(zs, tmp_path):
    answer = zs("build", "--month", "2031-01")
    assert_refused(answer, "2031-01: no workbook in", tmp_path)
    assert "put the month's workbooks into that folder" in answer[2]


def test_an_empty_folder_is_wrong_use(zs, tmp_path):
    (tmp_path / "data/raw/2024-09").mkdir()
    assert_refused(zs("build", "--month", "2024-09"), "2024-09: no workbook in", tmp_path)
    assert_refused(zs("month", "--month", "2024-09"), "2024-09: no workbook in", tmp_path)


def test_jobs_must_be_positive_and_names_not_empty(zs, tmp_path):
    assert_refused(zs("brief", "--month", "2024-09", "--jobs", "0"), "--jobs", tmp_path)
    assert_refused(zs("brief", "--month", "2024-09", "--region", ""), "empty name", tmp_path)
    assert_refused(zs("brief", "--month", "2024-09", "--format", "html,"), "empty name", tmp_path)
    both = zs("brief", "--month", "2024-09", "--all", "--region", "兰州市")
    assert_refused(both, "--region and --all: give one of them, not both", tmp_path)


def test_check_of_a_path_that_is_not_there(zs, tmp_path):
    answer = zs("check", "没有.xlsx", "--month", "2024-09")
    assert_refused(answer, "没有.xlsx: no such file or folder; check the path", tmp_path)


def test_help_is_chinese_and_english_and_light():
    code = (
        "import sys; from zsanalytics.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'matplotlib', 'plotly', 'papermill', 'rich'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert "每月作业" in done.stdout and "The monthly job" in done.stdout
    assert done.stdout.splitlines()[-1] == "heavy: []"


def test_check_lists_findings_by_file_and_writes_them(zs, tmp_path):
    folder = tmp_path / "data/raw/2024-09"
    folder.mkdir()
    (folder / "天水市.xlsx").write_text("说明,附件\n请见,下页\n", encoding="utf-8")
    (folder / "兰州市.csv").write_text(
        "兰州市2024年1-9月招商引资情况\n单位：亿元\n指标,本年累计\n到位资金,998.86\n其中：省外到位资金,1098.86\n",
        encoding="utf-8",
    )
    code, out, _ = zs("check", "data/raw/2024-09")
    assert code == 1
    assert "天水市.xlsx 中没有读到任何统计数据。" in out
    assert "[错误]" in out and "兰州市.csv\n" in out and "findings.xlsx" in out
    assert (tmp_path / "findings.xlsx").is_file()


def test_check_of_an_empty_folder_is_wrong_use(zs, tmp_path):
    (tmp_path / "data/raw/2024-09").mkdir()
    assert_refused(zs("check", "data/raw/2024-09"), "2024-09: no file in it", tmp_path)


def test_a_named_file_that_cannot_be_read_is_exit_2(zs, tmp_path):
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 truncated")
    code, out, err = zs("check", "坏.xlsx", "--month", "2024-09")
    assert code == 2 and out == "" and "坏.xlsx" in err and "Traceback" not in err


def test_one_bad_file_does_not_stop_the_others(zs, tmp_path):
    folder = tmp_path / "data/raw/2024-09"
    folder.mkdir()
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 truncated")
    (folder / "兰州市.csv").write_text(
        "兰州市2024年1-9月招商引资情况\n单位：亿元\n指标,本年累计\n到位资金,998.86\n",
        encoding="utf-8",
    )
    code, out, _ = zs("build", "--month", "2024-09")
    assert code == 1 and "坏.xlsx 不能作为工作簿读取" in out
    from zsanalytics.store import open_panel

    assert open_panel("2024-09", tmp_path)["value"].tolist() == [998.86]


@pytest.mark.slow
def test_a_month_of_which_nothing_can_be_read_is_exit_2(zs, tmp_path):
    folder = tmp_path / "data/raw/2024-09"
    folder.mkdir()
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 truncated")
    code, out, err = zs("build", "--month", "2024-09")
    assert code == 2 and out == "" and len(err.strip().splitlines()) == 1
    assert "2024-09: nothing could be read from its folder (坏.xlsx 不能作为工作簿读取" in err
    assert not (tmp_path / "data/processed/current").exists()
