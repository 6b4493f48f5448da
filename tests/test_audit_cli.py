"""zs audit: what is printed, and the exit codes."""

import pytest

from zsanalytics.cli import main

WRONG = "签约总额200亿元，其中新能源签约额50.5亿元，占签约总额的22.55%，同比增长5%。"


@pytest.fixture
def zs(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run


def test_a_contradiction_is_shown_with_its_place_and_exit_1(zs, tmp_path):
    path = tmp_path / "通报.txt"
    path.write_text(f"标题\n{WRONG}", encoding="utf-8")
    code, out, err = zs("audit", path)
    assert (code, err) == (1, "")
    assert "[矛盾] 第2行第32字  …亿元，其中新能源签约额50.5亿元，占签约总额的【22.55%】" in out
    assert "应为25.25%；疑似“25.25%”误写为“22.55%”。" in out
    assert "[提示] 第2行" in out
    assert "矛盾 1 个" in out


def test_errors_only_leaves_out_the_notes(zs, tmp_path):
    path = tmp_path / "a.md"
    path.write_text(WRONG, encoding="utf-8")
    code, out, _ = zs("audit", "--errors-only", path)
    assert code == 1
    assert "[提示]" not in out


def test_a_consistent_text_is_exit_0(zs, tmp_path):
    path = tmp_path / "a.html"
    path.write_text(f"<p>{WRONG.replace('22.55', '25.25')}</p>", encoding="utf-8")
    code, out, _ = zs("audit", path)
    assert code == 0
    assert "矛盾 0 个" in out


def test_what_cannot_be_read_is_exit_2_before_anything_is_printed(zs, tmp_path):
    good = tmp_path / "a.txt"
    good.write_text(WRONG, encoding="utf-8")
    for bad in (tmp_path / "b.txt", tmp_path, tmp_path / "c.pdf"):
        code, out, err = zs("audit", good, bad)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1 and str(bad) in err


def test_foreign_text_does_not_steer_the_terminal(zs, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("\x1b[31m" + WRONG.replace("签约总额的", "签约总额的\x1b[0m"), encoding="utf-8")
    _, out, _ = zs("audit", path)
    assert "\x1b" not in out


def test_help_is_in_both_languages(zs):
    code, out, _ = zs("audit", "--help")
    assert code == 0
    assert "自洽" in out and "Recompute" in out
