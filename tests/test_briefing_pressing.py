"""Briefings shared out to the workers of an executor."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from zsanalytics.briefing import pressing
from zsanalytics.errors import RequestError


def tasks(count):
    return [{"region": f"第{number}区", "formats": ["html"]} for number in range(count)]


def pressed(tasks, jobs, work, progress):
    """What `run_batch` does, without a press."""
    for task in tasks:
        folder = work / task["region"]
        folder.mkdir()
        task["folder"] = str(folder)
    return [{"html": {"status": f"made {task['region']}"}} for task in tasks]


def test_results_and_folders_come_back_in_the_order_of_the_tasks(tmp_path, monkeypatch):
    monkeypatch.setattr(pressing, "run_batch", pressed)
    monkeypatch.setattr(pressing, "TOGETHER", 4)
    given, told = tasks(10), []
    with ThreadPoolExecutor(3) as executor:
        found = pressing.share_out(executor, given, tmp_path, lambda *now: told.append(now))
    assert [result["html"]["status"] for result in found] == [
        f"made {task['region']}" for task in tasks(10)
    ]
    assert [Path(task["folder"]).name for task in given] == [task["region"] for task in tasks(10)]
    assert len(list(tmp_path.iterdir())) == 3  # four, four and two in one go
    assert told[0] == ("运行", 0, 10) and told[-1][1:] == (10, 10)


def test_tasks_made_again_after_a_workers_death_meet_nothing_of_the_first_time(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(pressing, "run_batch", pressed)
    first, _ = pressing.make_part(tasks(1), str(tmp_path))
    second, _ = pressing.make_part(tasks(1), str(tmp_path))
    assert first[0]["folder"] != second[0]["folder"]


def test_a_worker_that_does_not_see_the_folder_says_so():
    said = r"^/nowhere: a worker does not see this folder, expected the project's folder to be"
    with pytest.raises(RequestError, match=said):
        pressing.make_part(tasks(1), "/nowhere")
