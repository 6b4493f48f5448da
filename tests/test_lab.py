"""The desk itself: the ladder put into a folder, and JupyterLab as a browser sees it."""

import json
import subprocess
import sys
from urllib.parse import urlsplit

import nbformat
import pytest

from tests.browser_tab import tab
from tests.lab_pictures import fonts, lab, opened
from tests.test_briefing_batch import write_vintage
from zsanalytics.cli import main
from zsanalytics.ladder import install_ladder, shipped


def test_the_ladder_is_shipped_in_order():
    assert [path.name[:3] for path in shipped()] == [f"{n:02d}_" for n in range(1, 9)]


def test_a_folder_without_notebooks_gets_the_ladder_and_one_with_some_is_left_alone(tmp_path):
    assert [path.name for path in install_ladder(tmp_path)] == [path.name for path in shipped()]
    changed = tmp_path / "notebooks" / shipped()[0].name
    changed.write_text("mine", encoding="utf-8")
    (tmp_path / "notebooks" / shipped()[1].name).unlink()
    assert install_ladder(tmp_path) == [] and changed.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "notebooks" / shipped()[1].name).exists()


def test_lab_opens_on_notebooks_and_passes_options_on(tmp_path, monkeypatch, capsys):
    called = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(subprocess, "call", lambda command: called.append(command) or 0)
    with pytest.raises(SystemExit) as ended:
        main(["lab", "--no-browser", "--port", "8890"])
    assert ended.value.code == 0
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--port", "8890", "notebooks"]
    assert called == [command]
    said = capsys.readouterr().out
    assert "入门笔记本 / notebooks: 8 →" in said and "先运行 zs demo" in said


CELLS = (
    "import zsanalytics as zs\n\npanel = zs.open_panel('2024-09')\nzs.show(panel, rows=5)",
    "zs.explore.progress(panel)",
)
ROWS = "[...document.querySelectorAll('.zs-table tbody tr')].map(row => row.innerText)"
COUNT = "document.querySelector('.zs-table .zs-count').innerText"
HEAD = (
    "[...document.querySelectorAll('.zs-table th')].find(head => head.innerText.startsWith('{}'))"
)


@pytest.mark.slow
def test_jupyterlab_shows_tables_to_sort_and_figures_without_a_network(tmp_path):
    write_vintage(tmp_path)
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, tmp_path / "notebooks" / "试.ipynb")
    with fonts(tmp_path), lab(tmp_path) as address, tab(tmp_path / "profile") as page:
        opened(page, address, "试.ipynb", figures=1)
        assert "显示第 1–5 行" in page.value(COUNT)
        before = page.value(f"JSON.stringify({ROWS})")
        page.value(f"{HEAD.format('数值')}.click()")
        page.value(f"{HEAD.format('数值')}.click()")
        values = [row.split("\t")[5] for row in json.loads(page.value(f"JSON.stringify({ROWS})"))]
        numbers = [float(text.rstrip("亿元个家次%").replace(",", "")) for text in values]
        assert numbers == sorted(numbers, reverse=True)
        assert page.value(f"JSON.stringify({ROWS})") != before
        fill = "const box = document.querySelector('.zs-table input'); box.value = '兰州市'; "
        page.value(fill + "box.dispatchEvent(new Event('input')); 1")
        assert "筛选出" in page.value(COUNT)
        asked = [event["params"]["request"]["url"] for event in page.events
                 if event["method"] == "Network.requestWillBeSent"]  # fmt: skip
        hosts = {urlsplit(url).hostname for url in asked if url.startswith("http")}
        assert hosts == {"127.0.0.1"}
