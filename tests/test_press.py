"""The press: what is kept of a run, how a failure is told, and the kernel of this Python."""

import json
import sys

from zsanalytics import press
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
