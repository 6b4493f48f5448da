"""The recorded quarter: the page is what the commands print, and tells of no one's machine."""

import re
import shutil

import pytest

from tests.office_quarter import PAGE, cut, written


def test_the_page_holds_no_path_hash_or_open_end():
    page = PAGE.read_text(encoding="utf-8")
    assert not re.search(r"/tmp/|[0-9a-f]{12}|Traceback", page)
    assert page.count("```") % 2 == 0
    assert all(f"zs {verb}" in page for verb in (
        "init", "template", "receive", "status", "check", "build", "brief", "verify",
    ))  # fmt: skip


def test_a_long_output_says_how_many_lines_are_left_out():
    assert cut("a\nb\nc\nd\n", 2) == "a\nb\n… 还有 2 行"
    assert cut("a\nb\nc\n", 2) == "a\nb\nc"  # one line more is no reason to cut


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("sha256sum"), reason="the page uses sha256sum")
def test_the_quarter_played_again_gives_the_page(tmp_path, monkeypatch):
    monkeypatch.delenv("ZS_PROJECT", raising=False)
    assert written(tmp_path.resolve()) == PAGE.read_text(encoding="utf-8")
