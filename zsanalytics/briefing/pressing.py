"""Pressing: a batch of briefings given to the press, here or by the workers of an executor.

Comes in: tasks. Goes out: what the press told of each, in the order of the tasks; the files lie in
the folder that each task was given.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import Executor, Future, as_completed
from pathlib import Path
from typing import Any

from zsanalytics.display import Progress, quiet
from zsanalytics.errors import RequestError

Task = dict[str, Any]
Result = dict[str, Any]

TOGETHER = 8
"""Briefings that a worker makes in one go: its press warms up once for them."""


def run_batch(tasks: Sequence[Task], jobs: int, work: Path, progress: Progress) -> list[Result]:
    """Have the press make every task in a folder of its own; give the results in task order."""
    for number, task in enumerate(tasks):
        folder = work / f"{number}"
        folder.mkdir()
        task["folder"] = str(folder)
    given = json.dumps({"tasks": list(tasks), "jobs": jobs})
    (work / "batch.json").write_text(given, encoding="utf-8")
    results: list[Result] = [{} for _ in tasks]
    progress("运行", 0, len(tasks))
    command = [sys.executable, "-m", "zsanalytics.briefing.press", str(work / "batch.json")]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=said, encoding="utf-8", env=_environment()
        ) as press,
    ):
        try:
            for done, line in enumerate(press.stdout or (), start=1):
                told = json.loads(line)
                results[told["number"]] = told["result"]
                progress(tasks[told["number"]]["region"], done, len(tasks))
        except BaseException:
            press.terminate()  # interrupted: what is being made is not wanted
            raise
        press.wait()
        said.seek(0)
        last = (said.read().strip().splitlines() or ["no message"])[-1]
    lost = {"status": f"failed: the press stopped: {last}", "seconds": 0.0}
    return [result or dict.fromkeys(task["formats"], lost)
            for task, result in zip(tasks, results, strict=True)]  # fmt: skip


def _environment() -> dict[str, str]:
    """Let each process of the press compute on one thread: the press shares out the processors."""
    alone = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    return {**alone, **os.environ}


def share_out(
    executor: Executor, tasks: Sequence[Task], work: Path, progress: Progress
) -> list[Result]:
    """Have workers make the tasks, some at a time; they see the project's folder as we do.

    Raises
    ------
    RequestError
        If a worker does not see the folder.
    """
    parts: dict[Future[tuple[list[Task], list[Result]]], int] = {}
    for start in range(0, len(tasks), TOGETHER):
        part = executor.submit(make_part, list(tasks[start : start + TOGETHER]), str(work))
        parts[part] = start
    results: list[Result] = [{} for _ in tasks]
    progress("运行", 0, len(tasks))
    done = 0
    for future in as_completed(parts):
        made, told = future.result()
        for number, (task, result) in enumerate(zip(made, told, strict=True), parts[future]):
            tasks[number]["folder"], results[number] = task["folder"], result
            done += 1
            progress(task["region"], done, len(tasks))
    return results


def make_part(tasks: list[Task], work: str) -> tuple[list[Task], list[Result]]:
    """Make some tasks in a new folder; a worker that died of the same tasks left only its own."""
    if not Path(work).is_dir():
        raise RequestError(
            f"{work}: a worker does not see this folder, expected the project's folder to be "
            "shared under the same path; share it, or make the briefings here"
        )
    folder = Path(tempfile.mkdtemp(prefix="part-", dir=work))
    return tasks, run_batch(tasks, 1, folder, quiet)
