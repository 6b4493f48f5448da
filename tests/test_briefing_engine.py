"""The quick engine gives what papermill's kernel gives, and leaks nothing."""

import json
import re

import nbformat
import pytest

from zsanalytics.briefing import engine, press

SOURCES = (
    'x = 1\nprint("a"); print("b")\nx',
    'import sys\nprint("down", file=sys.stderr)',
    'from IPython.display import HTML, Markdown, display\ndisplay(HTML("<b>1</b>"))\nMarkdown("a")',
    'import pandas as pd\npd.DataFrame({"a": [1, 2]})',
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
    "fig, ax = plt.subplots()\nax.plot([3, 1]);",
    "None",
    "1;",
    "import plotly.express as px\npx.line(x=[1, 2], y=[1, 2])",
    'from zsanalytics.publish.blocks import paragraph\nparagraph("到位资金")',
    'await __import__("asyncio").sleep(0, 5)',
    "1 / 0",
    'print("never")',
)


def write(path, *sources, name="python3"):
    cells = [nbformat.v4.new_markdown_cell("# 标题")]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": name, "display_name": "", "language": "python"}
    nbformat.write(notebook, path)


def execute(folder, *sources, how):
    import papermill

    write(folder / "in.ipynb", *sources)
    engine.register()
    kernel = "python3" if how == engine.NAME else press.own_kernel(folder)
    with pytest.raises(papermill.PapermillExecutionError) as caught:
        papermill.execute_notebook(
            str(folder / "in.ipynb"), str(folder / f"{how}.ipynb"), progress_bar=False,
            engine_name=engine.NAME if how == engine.NAME else None, kernel_name=kernel,
        )  # fmt: skip
    return caught.value, nbformat.read(folder / f"{how}.ipynb", 4)


def comparable(outputs):
    """Outputs without what differs from run to run: addresses, random ids, tracebacks."""
    kept = [{k: v for k, v in output.items() if k != "traceback"} for output in outputs]
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False)
    return re.sub(r"0x[0-9a-f]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+", "#", text)


def test_output_types_order_and_the_first_error_ends_the_run(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("PLOTLY_RENDERER", "")
    error, notebook = execute(tmp_path, *SOURCES, how="zs")
    assert error.ename == "ZeroDivisionError" and error.exec_count == 12
    kinds = [
        [output.get("name", output.output_type) for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code" and "outputs" in cell
    ]
    assert kinds == [
        ["stdout", "execute_result"], ["stderr"], ["display_data", "execute_result"],
        ["execute_result"], ["execute_result", "display_data"], ["display_data"], [], [],
        ["display_data"], ["execute_result"], ["execute_result"],
        ["error"], [],
    ]  # fmt: skip


def test_nothing_of_one_notebook_is_left_for_the_next(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("PLOTLY_RENDERER", "")
    execute(tmp_path, "leaked = 1", "1 / 0", how="zs")
    error, _ = execute(tmp_path, "leaked", how="zs")
    assert error.ename == "NameError"


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_outputs_equal_those_of_a_kernel(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    monkeypatch.setenv("PLOTLY_RENDERER", "")
    _, quick = execute(tmp_path, *SOURCES, how="zs")
    monkeypatch.delenv("PLOTLY_RENDERER")
    _, kernel = execute(tmp_path, *SOURCES, how="papermill")
    for one, other in zip(quick.cells, kernel.cells, strict=True):
        if one.cell_type == "code":
            assert one.execution_count == other.execution_count, one.source
            assert comparable(one.outputs) == comparable(other.outputs), one.source
