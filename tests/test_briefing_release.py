"""The release: a set takes its place in one step, and nothing of a killed run stays."""

import subprocess
import sys

import pytest

from zsanalytics.briefing import release


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def reports(tmp_path):
    (tmp_path / "2024-09" / "assets").mkdir(parents=True)
    (tmp_path / "2024-09" / "甘肃省.html").write_text("old", encoding="utf-8")
    (tmp_path / "2024-09" / "兰州市.html").write_text("kept", encoding="utf-8")
    return tmp_path


def made(reports, work):
    (work / "a.html").write_text("new", encoding="utf-8")
    new = release.new_set(reports / "2024-09", work)
    release.put(work / "a.html", new / "甘肃省.html")
    release.write("list", new / "index.html")
    return new


def test_a_new_set_keeps_what_it_does_not_replace(reports):
    with release.workplace(reports) as work:
        new = made(reports, work)
        assert files(reports / "2024-09") == {"甘肃省.html": "old", "兰州市.html": "kept"}
        release.swap(new, reports / "2024-09")
    assert files(reports) == {
        "2024-09/index.html": "list", "2024-09/兰州市.html": "kept", "2024-09/甘肃省.html": "new",
    }  # fmt: skip


def test_a_first_set_needs_no_old_one(tmp_path):
    with release.workplace(tmp_path / "reports") as work:
        release.swap(made(tmp_path / "reports", work), tmp_path / "reports" / "2024-09")
    assert files(tmp_path / "reports" / "2024-09") == {"index.html": "list", "甘肃省.html": "new"}


def test_where_folders_cannot_be_exchanged_the_old_one_is_moved_aside(reports, monkeypatch):
    monkeypatch.setattr(release, "_exchanged", lambda one, other: False)
    with release.workplace(reports) as work:
        release.swap(made(reports, work), reports / "2024-09")
    assert files(reports / "2024-09")["甘肃省.html"] == "new"


def test_a_set_moved_aside_by_a_killed_run_comes_back(reports):
    left = reports / ".zs-left" / "old"
    left.mkdir(parents=True)
    (reports / "2024-09").rename(left / "2024-09")
    with release.workplace(reports):
        assert files(reports / "2024-09") == {"甘肃省.html": "old", "兰州市.html": "kept"}
        assert not (reports / ".zs-left").exists()


KILLED = """
import os, pathlib, sys
from zsanalytics.briefing import release
reports = pathlib.Path(sys.argv[1])
point = sys.argv[2]
real = release._exchanged
def exchanged(one, other):
    if point == "before": os._exit(9)
    done = real(one, other)
    if point == "after": os._exit(9)
    return done
release._exchanged = exchanged
with release.workplace(reports) as work:
    (work / "a.html").write_text("new", encoding="utf-8")
    made = release.new_set(reports / "2024-09", work)
    release.put(work / "a.html", made / "甘肃省.html")
    if point == "early": os._exit(9)
    release.swap(made, reports / "2024-09")
"""


@pytest.mark.parametrize(("point", "now"), [("early", "old"), ("before", "old"), ("after", "new")])
def test_a_kill_leaves_the_old_set_or_the_new(reports, point, now):
    command = [sys.executable, "-c", KILLED, str(reports), point]
    assert subprocess.run(command, check=False).returncode == 9
    assert files(reports / "2024-09") == {"甘肃省.html": now, "兰州市.html": "kept"}
    with release.workplace(reports):
        assert [path.name for path in reports.iterdir() if path.name == ".zs-left"] == []
    assert not list(reports.glob(".*"))
    assert files(reports / "2024-09")["甘肃省.html"] == now
