"""Screens and figures, made by running the demonstration of a small office while building.

庆阳市's project is set up in a private folder: sample submissions of its eight counties, the panel
and a briefing. Pages of the PDF become PNG, figures of the web page SVG, what the commands print
becomes text.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
import pypdfium2
from PIL import Image

from handbook.markdown import save

ASOF, REGION = "2024-09", "庆阳市"
WRONG = "西峰区"
SVG = re.compile(r'<svg viewBox="([\d. ]+)" role="img" aria-label="([^"]+)">(.*?)</svg>', re.DOTALL)
FONTS = "'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
PLACEHOLDER = "（本次生成没有运行演示。）\n"
SCREENS = ("check", "trace", "outlook")
FIGURES = {
    "progress": "累计进度",
    "composition": "签约金额构成",
    "chains": "重点产业链",
    "growth": "同比增速",
    "stages": "推进阶段",
    "outlook": "走势与区间",
}
"""The figures taken from the briefing, by a word of what each says of itself."""
PAGES = 2


def write(generated: Path, wanted: bool) -> None:
    """Make the pictures under a folder; with ``wanted`` false, blanks in their places."""
    to = generated / "pictures"
    to.mkdir(parents=True, exist_ok=True)
    if not wanted:
        _blanks(to)
        return
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name, text in screens(project).items():
            save(to / f"{name}.txt", text)
        report = project / "reports" / ASOF / REGION
        draw_pages(report.with_suffix(".pdf"), to)
        for name, drawing in figures(report.with_suffix(".html")).items():
            save(to / f"{name}.svg", drawing)


def screens(project: Path) -> dict[str, str]:
    """Run a month of the office and give what the commands printed."""
    _zs(project, "init", "--region", REGION, "--to", ".")
    _zs(project, "sample", "--first", "2023-01", "--last", ASOF)
    slip(project / "data" / "raw" / ASOF / f"{WRONG}.xlsx", project / f"{WRONG}.xlsx")
    printed = {"check": _zs(project, "check", f"{WRONG}.xlsx", "--month", ASOF, allowed=(0, 1))}
    _zs(project, "build", "--month", ASOF, allowed=(0, 1))
    _zs(project, "brief", "--month", ASOF, "--region", REGION, "--format", "html,pdf")
    printed["outlook"] = _zs(project, "outlook", "--month", ASOF)
    printed["trace"] = _zs(project, "trace", f"reports/{ASOF}/{REGION}.html", "funds_ytd")
    return printed


def slip(workbook: Path, copy: Path) -> None:
    """Copy a submission with its part from outside the province larger than the whole."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["汇总表"]
    sheet["C4"] = sheet["B4"].value + 10
    book.save(copy)


def _zs(project: Path, *words: str, allowed: tuple[int, ...] = (0,)) -> str:
    command = [sys.executable, "-m", "zsanalytics.cli", *words]
    done = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8")
    if done.returncode not in allowed:
        raise RuntimeError(f"zs {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    return f"$ zs {' '.join(words)}\n" + done.stdout.replace(str(project), ".")


def draw_pages(pdf: Path, to: Path) -> None:
    """Draw the first pages of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(PAGES):
            picture = document[number].render(scale=1.5).to_pil().convert("P", palette=1)
            picture.save(to / f"page-{number + 1}.png", optimize=True)


def figures(page: Path) -> dict[str, str]:
    """Take the figures out of a web page, each a file of its own."""
    drawings = SVG.findall(page.read_text(encoding="utf-8"))
    return {
        name: _standing_alone(*next(one for one in drawings if word in one[1]))
        for name, word in FIGURES.items()
    }


def _standing_alone(box: str, label: str, body: str) -> str:
    """Make a drawing of a page a file of its own, in whatever Chinese font there is."""
    drawn = body.replace("'Noto Sans SC'", FONTS)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img">'
    return f"{head}<title>{label}</title>{drawn}</svg>\n"


def _blanks(to: Path) -> None:
    """Put something small where each picture would be, for builds without the demonstration."""
    for name in SCREENS:
        save(to / f"{name}.txt", PLACEHOLDER)
    blank = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 1"></svg>\n'
    for name in FIGURES:
        save(to / f"{name}.svg", blank)
    for number in range(1, PAGES + 1):
        Image.new("1", (10, 10), 1).save(to / f"page-{number}.png")
