"""JupyterLab in a headless browser, with notebooks open and run; and the pictures of it in docs.

    python -m tests.lab_pictures PROJECT     writes docs/lab-1.png and docs/lab-2.png

PROJECT is a project folder with a built panel, such as ``zs demo`` makes. Only the bundled fonts
are used for Chinese, so that the pictures are the same on a machine without any.
"""

import base64
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pylopdf_fonts_zh_cn

from tests.browser_tab import tab
from zsanalytics.ladder import install_ladder, shipped

FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>{bundled}</dir><cachedir>{cache}</cachedir>
{aliases}</fontconfig>
"""
ALIAS = """<match target="pattern"><test name="family"><string>{name}</string></test>
<edit name="family" mode="prepend" binding="strong"><string>{latin}</string>
<string>Noto Sans SC</string></edit></match>"""
LATIN = {"sans-serif": "Liberation Sans", "system-ui": "Liberation Sans",
         "monospace": "DejaVu Sans Mono"}  # fmt: skip
OPEN = "[...jupyterapp.shell.widgets('main')].find(one => one.sessionContext)"
CONNECTED = f"{OPEN}?.sessionContext.session?.kernel?.status === 'idle'"
FOCUS = f"jupyterapp.shell.activateById({OPEN}.id); 1"
RUN_ALL = "jupyterapp.commands.execute('notebook:run-all-cells').then(() => window.ran = true); 1"
TO_CELL = OPEN + ".content.scrollToItem({cell}, 'start'); 1"
TIDY = (
    "jupyterapp.commands.execute('application:toggle-left-area'); "
    "document.querySelectorAll('.Toastify').forEach(node => node.remove()); "
    "for (const part of ['ui', 'content']) document.body.style.setProperty("
    "`--jp-${part}-font-family`, 'Liberation Sans, Noto Sans SC'); 1"
)
DRAWN = "document.querySelectorAll('.js-plotly-plot svg.main-svg').length"


@contextlib.contextmanager
def lab(folder):
    """Run JupyterLab on the notebooks of a project folder; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = ("--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=",
                "--LabApp.news_url=None", "--expose-app-in-browser",
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")  # fmt: skip
    command = [sys.executable, "-m", "zsanalytics.cli", "lab", "--", *settings]
    own = {name: tempfile.mkdtemp() for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    environment = {**os.environ, **own, "JUPYTERLAB_WORKSPACES_DIR": tempfile.mkdtemp()}
    address = f"http://127.0.0.1:{port}/lab"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(
        command, cwd=folder, env=environment, start_new_session=True, **quiet
    ) as running:
        try:
            answers(address)
            yield address
        finally:
            os.killpg(running.pid, 15)


def answers(address, seconds=60):
    """Wait until a server answers."""
    for _ in range(seconds * 2):
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(address).close()
            return
        time.sleep(0.5)
    raise TimeoutError(address)


@contextlib.contextmanager
def fonts(folder):
    """Let the browser see the bundled fonts, whatever the machine has."""
    bundled = pylopdf_fonts_zh_cn.sans_path().parent
    path = Path(folder) / "fonts.conf"
    aliases = "".join(ALIAS.format(name=name, latin=latin) for name, latin in LATIN.items())
    cache = Path(folder) / "cache"
    path.write_text(FONTS.format(bundled=bundled, cache=cache, aliases=aliases), encoding="utf-8")
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(path)
    try:
        yield
    finally:
        os.environ.pop("FONTCONFIG_FILE")
        if before:
            os.environ["FONTCONFIG_FILE"] = before


def opened(page, address, name, width=1360, height=1000, figures=0):
    """Open a notebook and run it; wait until its figures are drawn."""
    page.open(f"{address}/tree/{urllib.parse.quote(name)}?reset", width=width, height=height)
    ready = "!!(window.jupyterapp && document.querySelector('.jp-NotebookPanel .jp-Cell'))"
    assert page.until(ready, 90), "JupyterLab did not open the notebook"
    page.until("!document.querySelector('#jupyterlab-splash')", 20)
    page.value(TIDY)
    assert page.until(CONNECTED, 60), "no kernel came"
    page.value(FOCUS)
    time.sleep(1)
    page.value(RUN_ALL)
    assert page.until("window.ran === true", 240), "the notebook did not run to its end"
    if figures:
        assert page.until(f"{DRAWN} >= {figures}", 60), "a figure was not drawn"


def picture(page, path):
    """Take a picture of what the browser shows."""
    shot = page.call("Page.captureScreenshot", format="png")["data"]
    path.write_bytes(base64.b64decode(shot))


def main(project):
    """Take the pictures of the first two notebooks."""
    docs = Path(__file__).parents[1] / "docs"
    install_ladder(project)
    with tempfile.TemporaryDirectory() as place, fonts(place), lab(project) as address:
        for number, (path, cell) in enumerate(zip(shipped()[:2], (0, 7), strict=True), start=1):
            with tab(Path(place) / f"profile{number}") as page:
                opened(page, address, path.name)
                for _ in range(4):  # a notebook grows while its cells come into view
                    page.value(TO_CELL.format(cell=cell))
                    time.sleep(1)
                picture(page, docs / f"lab-{number}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
