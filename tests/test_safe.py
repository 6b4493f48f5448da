"""Full disks, read-only folders, kills and two runs at once: the old state or the new one."""

import contextlib
import errno
import os
import random
import signal
import subprocess
import sys
import time

import openpyxl
import pytest

from zsanalytics import store
from zsanalytics.cli import of_the_disk
from zsanalytics.register import read_register

resource = pytest.importorskip("resource", reason="signals and limits of POSIX")


def workbook(path, month=9, value=12.5):
    book = openpyxl.Workbook()
    for row in (
        [f"庆阳市2024年1-{month}月招商引资情况表"], ["单位：亿元"], ["县区", "到位资金"],
        ["西峰区", value], ["环县", 7.25], ["合计", value + 7.25],
    ):  # fmt: skip
        book.active.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def zs(*arguments, cwd, **more):
    command = [sys.executable, "-m", "zsanalytics.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, **more)


def state(project):
    """Everything a reader of the project sees: visible files with their bytes."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.parts)
    }


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    workbook(folder / "data/raw/2024-08/八月.xlsx", 8, 11.0)
    assert zs("build", "--month", "2024-08", cwd=folder).returncode == 0
    return folder


def limited(size):
    """Let a process write no file larger than this: it then fails as on a full disk."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.slow
def test_a_build_that_cannot_be_written_leaves_the_old_state_and_says_so(project):
    workbook(project / "data/raw/2024-09/九月.xlsx")
    before = state(project)
    failed = zs("build", "--month", "2024-09", cwd=project, preexec_fn=limited(2000))
    assert failed.returncode == 2 and "Traceback" not in failed.stderr
    assert "exceed the size limit" in failed.stderr
    assert state(project) == before
    assert zs("build", "--month", "2024-09", cwd=project).returncode == 0
    assert store.open_vintage(project, "2024-09").manifest["asof"] == "2024-09"


@pytest.mark.slow
def test_a_file_that_cannot_be_received_is_named_and_leaves_nothing(project, tmp_path):
    sent = workbook(tmp_path / "in/九月.xlsx")
    before = state(project)
    failed = zs("receive", sent, cwd=project, preexec_fn=limited(1000))
    assert failed.returncode == 2 and "Traceback" not in failed.stderr
    assert state(project) == before
    assert zs("receive", sent, cwd=project).returncode == 0
    assert len(read_register(project / "data/raw/2024-09")) == 1


@contextlib.contextmanager
def small_disk(folder, size="400k"):
    """A file system that holds hardly anything; skips where none may be mounted."""
    folder.mkdir(parents=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True
    )
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_told_and_leaves_the_old_state(tmp_path):
    with small_disk(tmp_path / "small") as folder:
        workbook(folder / "data/raw/2024-08/八月.xlsx", 8, 11.0)
        assert zs("build", "--month", "2024-08", cwd=folder).returncode == 0
        workbook(folder / "data/raw/2024-09/九月.xlsx")
        before = state(folder)
        stuffing = folder / "data" / ".stuffing"
        with contextlib.suppress(OSError), stuffing.open("wb") as stream:
            while stream.write(b"0" * 4096):
                stream.flush()
        failed = zs("build", "--month", "2024-09", cwd=folder)
        assert failed.returncode == 2 and "the disk is full" in failed.stderr
        stuffing.unlink()
        assert state(folder) == before
        assert zs("build", "--month", "2024-09", cwd=folder).returncode == 0


@pytest.mark.slow
def test_a_read_only_folder_is_told(tmp_path):
    with small_disk(tmp_path / "small", "2m") as folder:
        workbook(folder / "data/raw/2024-09/九月.xlsx")
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        for verb in (["build"], ["month"]):
            failed = zs(*verb, "--month", "2024-09", cwd=folder)
            assert failed.returncode == 2 and "Traceback" not in failed.stderr
            assert "the disk is read-only" in failed.stderr


@pytest.mark.slow
def test_killed_at_random_moments_a_build_leaves_the_old_state_or_the_new(project):
    workbook(project / "data/raw/2024-09/九月.xlsx")
    before = state(project)
    moments = random.Random(9)
    for _ in range(5):
        run = subprocess.Popen(
            [sys.executable, "-m", "zsanalytics.cli", "build", "--month", "2024-09"],
            cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        time.sleep(moments.uniform(0.3, 4.0))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        now = state(project)
        assert {name: now[name] for name in before if "current" not in name} == {
            name: content for name, content in before.items() if "current" not in name
        }
        current = (project / "data/processed/current").read_text().strip()
        assert store.read_vintage(project / "data/processed/vintages" / current).panel is not None
    assert zs("build", "--month", "2024-09", cwd=project).returncode == 0


@pytest.mark.slow
def test_two_runs_at_once_end_in_one_whole_state(project, tmp_path):
    workbook(project / "data/raw/2024-09/九月.xlsx")
    command = [sys.executable, "-m", "zsanalytics.cli", "build", "--month", "2024-09"]
    runs = [
        subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        for _ in range(3)
    ]
    ends = [(run.communicate(timeout=120)[1].decode(), run.returncode) for run in runs]
    assert 0 in [code for _, code in ends]
    for said, code in ends:
        assert code == 0 or (code == 2 and "another `zs build` is at work here" in said)
    assert store.open_vintage(project, "2024-09").panel is not None


def test_what_the_disk_refuses_is_said_in_a_sentence():
    full = of_the_disk(OSError(errno.ENOSPC, "No space left on device", "data/x"))
    assert full == (
        "data/x: the disk is full; free some space / 磁盘已满，请清理; then run this again / "
        "然后重新运行"
    )
    assert of_the_disk(FileNotFoundError(2, "gone", "y")) == "[Errno 2] gone: 'y'"
