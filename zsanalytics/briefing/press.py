"""The press: runs the notebooks of a batch and draws their formats, in processes of their own.

`briefing` starts this module as a process: it imports everything once, then forks one process a
briefing, so that a notebook can leak nothing and take nobody with it when it dies. It is a process
apart because its caller may have threads, and a process with threads must not be forked. What is
done is told line by line on standard output, as JSON.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from zsanalytics.briefing import engine
from zsanalytics.errors import ZsError
from zsanalytics.publish.blocks import Report, collect_blocks

HEAVY = (
    "papermill", "nbformat", "nbclient", "IPython.core.interactiveshell", "matplotlib.pyplot",
    "matplotlib_inline.backend_inline", "plotly.graph_objects", "zsanalytics.briefing.gathering",
    "zsanalytics.publish.bulletin",
)  # fmt: skip
"""Imported once, before forking."""

FORMATS = {"html": "html", "pdf": "pdf", "docx": "docx", "xlsx": "workbook"}
"""Each format with the module of `publish` that draws it: ``render_html`` of ``html``, …"""

Task = Mapping[str, Any]
"""One briefing: ``region, stem, notebook, parameters, formats, folder, engine, project``."""


def make(task: Task) -> dict[str, Any]:
    """Run a notebook and draw its formats into the task's folder.

    Returns
    -------
    dict
        ``status`` (``made``, or a sentence that names the cell) and ``seconds``, by format.
    """
    began = time.perf_counter()
    folder, stem = Path(task["folder"]), task["stem"]
    try:
        executed = run(task, folder / f"{stem}.ipynb")
        blocks = collect_blocks(executed)
        report = Report(tuple(blocks), {"asof": task["parameters"]["asof"], "title": stem})
        write_facts(report, task, folder / f"{stem}.facts.json")
    except Exception as error:  # whatever a notebook raises is that briefing's own failure
        failed = {"status": sentence(error), "seconds": time.perf_counter() - began}
        return dict.fromkeys(task["formats"], failed)
    ready = time.perf_counter() - began
    return {name: _drawn(report, name, folder, stem, ready) for name in task["formats"]}


def _drawn(report: Report, name: str, folder: Path, stem: str, ready: float) -> dict[str, Any]:
    began = time.perf_counter()
    try:
        module = importlib.import_module(f"zsanalytics.publish.{FORMATS[name]}")
        render: Callable[..., Path] = getattr(module, f"render_{FORMATS[name]}")
        further = (folder / "assets",) if name == "html" else ()
        render(report, folder / f"{stem}.{name}", *further)
    except Exception as error:
        return {"status": sentence(error), "seconds": time.perf_counter() - began}
    return {"status": "made", "seconds": ready + time.perf_counter() - began}


def run(task: Task, to: Path) -> dict[str, Any]:
    """Run a notebook with papermill and keep it, without what differs from run to run.

    The parameters are set, the working folder is the project, and the kernel is this Python,
    whatever kernels a user has installed under the same name.
    """
    import papermill

    engine.register()
    quick = task["engine"] == engine.NAME
    os.environ["ZS_PROJECT"] = task["project"]
    executed = papermill.execute_notebook(
        task["notebook"], None, parameters=dict(task["parameters"]), cwd=task["project"],
        engine_name=engine.NAME if quick else None,
        kernel_name="python3" if quick else own_kernel(Path(task["folder"])),
        progress_bar=False,
    )  # fmt: skip
    plain = normalised(json.loads(json.dumps(executed)))
    text = json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True)
    to.write_text(text + "\n", encoding="utf-8")
    return plain


def own_kernel(folder: Path) -> str:
    """Describe a kernel of this Python where Jupyter looks first, and give its name."""
    place = folder / ".jupyter" / "kernels" / "zsanalytics"
    place.mkdir(parents=True, exist_ok=True)
    launch = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": launch, "display_name": "zsanalytics", "language": "python"}
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    os.environ["JUPYTER_PATH"] = str(place.parents[1])
    return "zsanalytics"


def normalised(notebook: dict[str, Any]) -> dict[str, Any]:
    """Take times, paths and chance out of an executed notebook: same input, same bytes."""
    named = notebook["metadata"].get("zsanalytics", {})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook["metadata"] = {"kernelspec": kernel, "language_info": {"name": "python"}}
    if named:
        notebook["metadata"]["zsanalytics"] = named
    for number, cell in enumerate(notebook["cells"]):
        tags = [tag for tag in cell["metadata"].get("tags", [])]
        cell["metadata"] = {"tags": tags} if tags else {}
        cell["id"] = f"cell-{number:02d}"
    return notebook


def write_facts(report: Report, task: Task, to: Path) -> None:
    """Write the facts of a report, for `trace`."""
    content = {"parameters": task["parameters"], "facts": list(report.facts.values())}
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    to.write_text(text + "\n", encoding="utf-8")


def sentence(error: BaseException) -> str:
    """Put an error into one line; of a notebook's, the cell and what it raised.

    Examples
    --------
    >>> sentence(ZeroDivisionError("division by zero"))
    'failed: ZeroDivisionError: division by zero'
    """
    cell = getattr(error, "exec_count", None)
    if cell is not None:  # papermill's own error carries what the notebook raised
        said = f"cell {cell}: {getattr(error, 'ename', '')}: {getattr(error, 'evalue', '')}"
    elif isinstance(error, ZsError):
        said = str(error)
    else:
        said = f"{type(error).__name__}: {error}"
    return "failed: " + " ".join(said.split())[:400]


def batch(
    tasks: list[Task], jobs: int, *, how: str = "fork" if hasattr(os, "fork") else "spawn"
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Make every task, ``jobs`` at a time; give each result as it ends.

    Where a process can be forked, each task has one of its own, with everything imported before.
    Elsewhere the processes of a pool import everything themselves, take some tasks each and are
    then replaced. A process that dies (a killed kernel, a crash in a library) is a failed briefing.
    """
    left = list(enumerate(tasks))
    if how == "spawn":
        done = set()
        for number, result in _in_pool(tasks, jobs):
            done.add(number)
            yield number, result
        left = [(number, task) for number, task in left if number not in done]
    yield from _each_apart(tasks, left[::-1], jobs, multiprocessing.get_context(how))


TASKS_OF_A_PROCESS = 8
"""Briefings after which a process of the pool is replaced."""


def _in_pool(tasks: list[Task], jobs: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Make tasks in a pool; once a process has died, give no more: the rest is made one by one."""
    with ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=import_heavy,
        max_tasks_per_child=TASKS_OF_A_PROCESS,
    ) as pool:  # fmt: skip
        working = {pool.submit(_work, task): number for number, task in enumerate(tasks)}
        with contextlib.suppress(BrokenProcessPool):
            for future in as_completed(working):
                future.result()
                yield working[future], _result(tasks[working[future]], 0)


def _each_apart(
    tasks: list[Task], waiting: list[tuple[int, Task]], jobs: int, context: Any
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Make every task in a process of its own."""
    working: dict[Any, tuple[int, BaseProcess]] = {}
    while waiting or working:
        while waiting and len(working) < jobs:
            number, task = waiting.pop()
            process = context.Process(target=_work, args=(task,))
            process.start()
            working[process.sentinel] = (number, process)
        for sentinel in wait(list(working)):
            number, process = working.pop(sentinel)
            process.join()
            yield number, _result(tasks[number], process.exitcode)


def _work(task: Task) -> None:
    result = make(task)
    path = Path(task["folder"]) / "result.json"
    path.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def _result(task: Task, code: int | None) -> dict[str, Any]:
    path = Path(task["folder"]) / "result.json"
    said = f"failed: its process died (exit {code})"
    if path.is_file():
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except ValueError:  # cut short
            said = "failed: what it made could not be written whole; is the disk full?"
    return {name: {"status": said, "seconds": 0.0} for name in task["formats"]}


def import_heavy() -> None:
    """Import what every briefing needs."""
    for name in HEAVY:
        importlib.import_module(name)


def rehearse(task: Task) -> None:
    """Do once what every briefing does: what it reads and sets up is there for all of them.

    Nothing is run or kept; what is wrong will be told by the briefing itself. No PDF is drawn:
    Typst starts threads, and a process with threads must not be forked.
    """
    from zsanalytics.briefing.gathering import prepare
    from zsanalytics.publish import bulletin

    with contextlib.suppress(Exception):
        told = prepare(**{name: task["parameters"][name] for name in ("asof", "region")},
                       project=task["project"])  # fmt: skip
        for section in (bulletin.title, bulletin.progress, bulletin.comparison, bulletin.annex):
            section(told)


def main(path: str) -> None:
    """Work off a batch written as JSON (``tasks``, ``jobs``), telling each result in a line."""
    given = json.loads(Path(path).read_text(encoding="utf-8"))
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is not a result
    import_heavy()
    rehearse(given["tasks"][0])
    for number, result in batch(given["tasks"], given["jobs"]):
        told.write(json.dumps({"number": number, "result": result}, ensure_ascii=False) + "\n")
        told.flush()


if __name__ == "__main__":
    main(sys.argv[1])
