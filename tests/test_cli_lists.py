"""zs top500: a new year's list goes into the project, and is shown among those held."""

import pytest

from zsanalytics.cli import main


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.delenv("ZS_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    with pytest.raises(SystemExit) as done:
        main(list(arguments))
    return done.value.code


def test_a_list_is_added_and_shown(project, capsys):
    (project / "榜单.csv").write_text("名次,企业名称\n1,国家电网有限公司\n", encoding="utf-8")
    added = run("top500", "add", "榜单.csv", "--list", "世界500强", "--year", "2027")
    assert added == 0
    assert (project / "codes" / "top500" / "世界500强-2027.csv").is_file()
    assert run("top500", "show") == 0
    said = capsys.readouterr().out
    assert "世界500强 2027  2027-08-01  1/500  不完整 / incomplete" in said
    assert "世界500强 2022  2022-08-03  500/500\n" in said


def test_wrong_use_is_one_sentence(project, capsys):
    assert run("top500", "add", "none.csv", "--list", "世界500强", "--year", "2027") == 2
    assert "none.csv: cannot be read as CSV" in capsys.readouterr().err
    assert run("top500", "add", "none.csv", "--list", "福布斯") == 2
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert not (project / "codes").exists()
