"""The press: what is kept of a run, how a failure is told, and the kernel of this Python."""

import json
import subprocess
import sys

import nbformat
import pytest

from zsanalytics.briefing import press
from zsanalytics.errors import RequestError


class NotebookError(Exception):
    exec_count, ename, evalue = 5, "KeyError", "'D7'"


def test_a_failure_is_one_line_that_names_the_cell():
    assert press.sentence(NotebookError("long\ntrace")) == "failed: cell 5: KeyError: 'D7'"
    assert press.sentence(RequestError("one\n  sentence")) == "failed: one sentence"
    assert press.sentence(OSError("disk full")) == "failed: OSError: disk full"
    assert len(press.sentence(ValueError("x" * 9999))) < 450


def test_times_paths_and_chance_are_taken_out_of_a_notebook():
    notebook = {
        "metadata": {
            "papermill": {"duration": 1.0, "input_path": "/home/a/x.ipynb"},
            "zsanalytics": {"name": "季度排名"}, "kernelspec": {"name": "other"},
        },
        "cells": [
            {"id": "f3a1", "cell_type": "code", "outputs": [1],
             "metadata": {"tags": ["parameters"], "papermill": {"start_time": "2026"}}},
            {"id": "9b0c", "cell_type": "code", "outputs": [], "metadata": {"execution": {}}},
        ],
    }  # fmt: skip
    plain = press.normalised(notebook)
    assert plain["metadata"]["kernelspec"]["name"] == "python3"
    assert plain["metadata"]["zsanalytics"] == {"name": "季度排名"}
    assert [cell["id"] for cell in plain["cells"]] == ["cell-00", "cell-01"]
    assert [cell["metadata"] for cell in plain["cells"]] == [{"tags": ["parameters"]}, {}]
    assert "papermill" not in json.dumps(plain) and plain["cells"][0]["outputs"] == [1]


def test_the_kernel_is_this_python_whatever_a_user_has_installed(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    name = press.own_kernel(tmp_path)
    from jupyter_client.kernelspec import KernelSpecManager

    assert KernelSpecManager().get_kernel_spec(name).argv[0] == sys.executable


def test_a_process_that_left_no_result_has_died(tmp_path):
    task = {"folder": str(tmp_path), "formats": ["html", "pdf"]}
    died = press._result(task, -9)
    assert died["pdf"] == {"status": "failed: its process died (exit -9)", "seconds": 0.0}
    (tmp_path / "result.json").write_text('{"html": {"status": "made"}}', encoding="utf-8")
    assert press._result(task, 0) == {"html": {"status": "made"}}


BATCH = """
import json, sys
from zsanalytics.briefing import press
if __name__ == "__main__":
    tasks, how = json.loads(sys.argv[1]), sys.argv[2]
    print(json.dumps(dict(press.batch(tasks, 2, how=how))))
"""


def small_notebook(path, last):
    cells = [
        nbformat.v4.new_code_cell('asof, region = "2024-09", "甘肃省"'),
        nbformat.v4.new_code_cell("left = globals().get('kept', 0); kept = 1"),
        nbformat.v4.new_code_cell(last),
    ]
    cells[0].metadata["tags"] = ["parameters"]
    told = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=told), path)
    return str(path)


@pytest.mark.slow
def test_a_pool_of_fresh_processes_makes_what_forked_ones_make(tmp_path):
    show = "from zsanalytics.publish import blocks; blocks.paragraph(f'{region}{left}')"
    fine = small_notebook(tmp_path / "fine.ipynb", show)
    deadly = small_notebook(tmp_path / "deadly.ipynb", "import os; os._exit(9)")
    (tmp_path / "data").mkdir()
    script = tmp_path / "run.py"
    script.write_text(BATCH, encoding="utf-8")
    found = {}
    for how in ("fork", "spawn"):
        tasks = []
        for number, source in enumerate([fine, fine, deadly, fine]):
            folder = tmp_path / how / str(number)
            folder.mkdir(parents=True)
            tasks.append({
                "notebook": source, "folder": str(folder), "stem": "x", "region": "甘肃省",
                "project": str(tmp_path), "engine": "zs", "formats": ["html"],
                "parameters": {"asof": "2024-09", "region": "甘肃省"},
            })  # fmt: skip
        done = subprocess.run(
            [sys.executable, str(script), json.dumps(tasks), how], check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        results = json.loads(done.stdout.splitlines()[-1])
        told = {number: result["html"]["status"] for number, result in results.items()}
        pages = [(tmp_path / how / n / "x.html").read_bytes() for n in ("0", "1", "3")]
        found[how] = told, pages
    assert found["spawn"] == found["fork"]
    assert found["fork"][0]["2"] == "failed: its process died (exit 9)"
    assert [found["fork"][0][n] for n in ("0", "1", "3")] == ["made"] * 3
    assert len(set(found["spawn"][1])) == 1  # nothing of one is left for the next


def test_a_result_cut_short_by_a_full_disk_is_a_failed_briefing(tmp_path):
    (tmp_path / "result.json").write_text('{"html": {"sta', encoding="utf-8")
    told = press._result({"folder": str(tmp_path), "formats": ["html"]}, 1)
    assert told["html"]["status"] == (
        "failed: what it made could not be written whole; is the disk full?"
    )
