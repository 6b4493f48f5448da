"""Files sent to workers: in order, few at a time, under their own names."""

import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from zsanalytics.intake import sending
from zsanalytics.intake.sending import by_workers, read_sent


def content(path: Path) -> tuple[str, str]:
    return path.name, path.read_text(encoding="utf-8")


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / f"第{number}份.csv" for number in range(9)]
    for path in paths:
        path.write_text(path.stem, encoding="utf-8")
    return paths


def test_answers_come_in_the_order_of_the_files(files):
    with ThreadPoolExecutor(3) as executor:
        found = list(by_workers(executor, content, files))
    assert found == [(path.name, path.stem) for path in files]


def test_a_worker_reads_a_copy_that_is_gone_afterwards(files):
    seen = read_sent(Path.resolve, "第0份.csv", b"")
    assert seen != files[0] and seen.name == "第0份.csv" and not seen.exists()


def test_a_file_that_cannot_be_opened_is_read_here(tmp_path):
    with ThreadPoolExecutor(1) as executor:
        here = next(by_workers(executor, lambda _: threading.get_ident(), [tmp_path / "没有.csv"]))
    assert here == threading.get_ident()


class Idle(Executor):
    """Takes everything and does nothing until told."""

    def __init__(self):
        self.taken = []

    def submit(self, work, /, *arguments):
        self.taken.append(Future())
        return self.taken[-1]


def test_few_files_are_under_way_and_none_once_nobody_waits(files, monkeypatch):
    monkeypatch.setattr(sending, "UNDER_WAY", 3)
    executor = Idle()
    answers = by_workers(executor, content, files)
    threading.Timer(0.05, lambda: executor.taken[0].set_result("第一份")).start()
    assert next(answers) == "第一份"
    assert len(executor.taken) == 3
    answers.close()
    assert all(future.cancelled() for future in executor.taken[1:])
