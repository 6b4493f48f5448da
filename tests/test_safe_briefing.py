"""Briefings killed, run twice at once, on a full or read-only disk: the old set or the new."""

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import time

import pytest

from tests.literal_panel import OUTSIDE, changed, literal_panel, no_findings, no_projects
from tests.test_briefing_batch import write_vintage
from tests.test_safe import small_disk, state, zs
from zsanalytics import store
from zsanalytics.schema import RECORDS, conform

pytest.importorskip("resource", reason="signals and limits of POSIX")

COMMAND = ("brief", "--month", "2024-09", "--region", "甘肃省", "--format", "html,xlsx")


def reports(project):
    """Everything a reader of the reports sees."""
    seen = state(project)
    return {name: content for name, content in seen.items() if name.startswith("reports/")}


def newer(project):
    """Build the month again with another figure."""
    panel = changed(literal_panel(), "甘肃省", "funds_in_place", OUTSIDE, 9, 6600.0)
    manifest = {"asof": "2024-09", "inputs": {"data/raw/2024-09/b.xlsx": "1"}, "demo": True}
    path = store.vintage_path(project, "2024-09", manifest)
    tables = (panel, no_projects(), conform([], RECORDS), no_findings())
    store.write_vintage(store.Vintage(*tables, manifest, path), project)


@pytest.mark.slow
def test_a_killed_briefing_leaves_the_old_set_or_the_new(tmp_path):
    write_vintage(tmp_path)
    began = time.monotonic()
    assert zs(*COMMAND, cwd=tmp_path).returncode == 0
    whole, old = time.monotonic() - began, reports(tmp_path)
    newer(tmp_path)
    moments = random.Random(4)
    for _ in range(4):
        run = subprocess.Popen(
            [sys.executable, "-m", "zsanalytics.cli", *COMMAND], cwd=tmp_path,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        time.sleep(whole * moments.uniform(0.2, 0.95))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        now = reports(tmp_path)
        assert now == old or b"6,600.00" in now["reports/2024-09/甘肃省.html"]
    assert zs(*COMMAND, cwd=tmp_path).returncode == 0
    assert b"6,600.00" in reports(tmp_path)["reports/2024-09/甘肃省.html"]
    assert not list((tmp_path / "reports").glob(".*"))


@pytest.mark.slow
def test_two_briefings_at_once_end_in_one_whole_set(tmp_path):
    write_vintage(tmp_path)
    command = [sys.executable, "-m", "zsanalytics.cli", *COMMAND]
    runs = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    ends = [(run.communicate(timeout=240)[1].decode(), run.returncode) for run in runs]
    assert 0 in [code for _, code in ends]
    for said, code in ends:
        assert code == 0 or (code == 2 and "another `zs brief` is at work here" in said)
    assert {"reports/2024-09/甘肃省.html", "reports/2024-09/甘肃省.xlsx"} <= set(reports(tmp_path))


@pytest.mark.slow
def test_a_full_and_a_read_only_disk_are_told_and_leave_the_old_set(tmp_path):
    with small_disk(tmp_path / "small", "24m") as folder:
        write_vintage(folder)
        assert zs(*COMMAND, cwd=folder).returncode == 0
        old = reports(folder)
        newer(folder)
        stuffing = folder / "data" / ".stuffing"
        with contextlib.suppress(OSError), stuffing.open("wb") as stream:
            while stream.write(b"0" * 4096):
                stream.flush()
        failed = zs(*COMMAND, cwd=folder)
        assert failed.returncode in (1, 2) and "Traceback" not in failed.stderr
        assert re.search("disk is full|No space left|is the disk full", failed.stderr)
        stuffing.unlink()
        assert reports(folder) == old
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        failed = zs(*COMMAND, cwd=folder)
        assert failed.returncode == 2 and "Traceback" not in failed.stderr
        assert "the disk is read-only" in failed.stderr
        assert reports(folder) == old
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
        assert zs(*COMMAND, cwd=folder).returncode == 0
