"""The same month with plain pandas, papermill and nbconvert, and with this package, side by side.

    python benchmarks/peers.py [--times] [--errors] [--to DIR]

``peers/plain_month.py`` and ``peers/plain_briefing.ipynb`` are the plain way. Both start from the
same sample workbooks, August 2023 to September 2024, the months before September read already.
``--times`` counts lines and times September, from workbooks to 16 briefings; ``--errors`` plants
twelve errors in September, one at a time, and prints what each way says of them.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tokenize
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

import zsanalytics as zs
from zsanalytics.sample import defects
from zsanalytics.sample.plan import OUTSIDE
from zsanalytics.sample.sheets import Cell, Workbook, write
from zsanalytics.sample.values import Report
from zsanalytics.sample.writer import make, report, write_sample

PLAIN = Path(__file__).parent / "peers"
ASOF, BEFORE, FIRST = "2024-09", "2024-08", "2023-08"
ZS = (sys.executable, "-m", "zsanalytics.cli")


def code_lines(source: str) -> int:
    """Count lines that hold code: no blank ones, comments or docstrings."""
    kinds = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
             tokenize.ENDMARKER)  # fmt: skip
    lines: set[int] = set()
    first = True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in kinds:
            first = first or token.type != tokenize.COMMENT
        elif first and token.type == tokenize.STRING:  # a docstring
            first = False
        else:
            lines.update(range(token.start[0], token.end[0] + 1))
            first = False
    return len(lines)


def cells_of(notebook: Path) -> str:
    """Give the code of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def seconds(project: Path, *command: str) -> str:
    """Time a command in the project's folder; wrong use is an error, findings are not."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{time.perf_counter() - start:.1f} s, processors {spent:.1f} s"


def prepare(project: Path) -> None:
    """Write the sample and let both ways read the months before."""
    write_sample(project / "data" / "raw", first=FIRST, last=ASOF, ledgers=(ASOF,))
    aside = (project / "data" / "raw" / ASOF).rename(project / "september")
    seconds(project, sys.executable, str(PLAIN / "plain_month.py"), BEFORE, "--only-read")
    seconds(project, *ZS, "build", "--month", BEFORE)
    shutil.copytree(aside, project / "data" / "raw" / ASOF)


def times(project: Path) -> None:
    """Print lines of code and seconds."""
    script = (PLAIN / "plain_month.py").read_text(encoding="utf-8")
    notebook = cells_of(PLAIN / "plain_briefing.ipynb")
    print(f"plain: {code_lines(script)} lines of Python, {code_lines(notebook)} of the notebook")
    ours = cells_of(PLAIN.parents[1] / "notebooks" / "monthly_briefing.ipynb")
    print(f"here: 1 command; {code_lines(ours)} lines of the shipped notebook")
    plain = (sys.executable, str(PLAIN / "plain_month.py"), ASOF)
    history = (project / "plain" / "history.csv").read_bytes()
    print(f"plain reading: {seconds(project, *plain, '--only-read')}")
    (project / "plain" / "history.csv").write_bytes(history)
    print(f"plain month, 16 pages: {seconds(project, *plain)}")
    print(f"zs check: {seconds(project, *ZS, 'check', f'data/raw/{ASOF}')}")
    print(f"zs build: {seconds(project, *ZS, 'build', '--month', ASOF)}")
    for formats in ("html", "html,pdf,docx,xlsx"):
        brief = (*ZS, "brief", "--all", "--month", ASOF, "--format", formats)
        print(f"zs brief, 16 regions, {formats}: {seconds(project, *brief)}", flush=True)


class Error(NamedTuple):
    """An error: what it is called, and what plants it in a folder."""

    name: str
    plant: Callable[[Path], list[str]]


def _known(defect: str) -> Callable[[Path], list[str]]:
    """Plant one of the sample's own defects; give the files struck."""

    def planter(raw: Path) -> list[str]:
        return sorted(set(defects.plant(raw, [defect], month=ASOF)["file"]))

    return planter


def _changed(unit: str, change: Callable[[Workbook, Report], None]) -> Callable[[Path], list[str]]:
    def planter(raw: Path) -> list[str]:
        own = report(unit, 2024, 9)
        book = make(own)
        change(book, own)
        write(book, raw / ASOF)
        return [book.file]

    return planter


def _outside(book: Workbook, own: Report) -> list[defects.Place]:
    return defects.places(book, own, defects.Want(segment=OUTSIDE))


def _swap(book: Workbook, own: Report) -> None:
    """Exchange the first two digits that differ, wherever the figure stands."""
    for sheet, place in _outside(book, own):
        cell = sheet.cells[place]
        first, second, *rest = str(cell.value)
        sheet.cells[place] = Cell(type(cell.value)("".join((second, first, *rest))), cell.look)


def _all_for_outside(book: Workbook, own: Report) -> None:
    """Put the figure of everything where that from outside the province belongs."""
    sheet, place = defects.places(book, own, defects.Want())[0]
    whole = sheet.cells[place].value
    for other, there in _outside(book, own):
        other.cells[there] = Cell(whole, other.cells[there].look)


def _letter(book: Workbook, own: Report) -> None:
    """Type the letter O for a nought, or l for a one."""
    for sheet, place in _outside(book, own):
        cell = sheet.cells[place]
        text = re.sub("1", "l", str(cell.value).replace("0", "O"), count=1)
        sheet.cells[place] = Cell(text, "text")


def _hide(book: Workbook, own: Report) -> None:
    """Hide a county's row."""
    for sheet in book.sheets:
        for (row, _), cell in sheet.cells.items():
            if cell.value in own.counties:
                sheet.hidden_rows.add(row)
                return


def _sent_again(raw: Path) -> list[str]:
    """Send last month's workbook once more."""
    name = make(report("兰州市", 2024, 9)).file
    shutil.copyfile(raw / BEFORE / name, raw / ASOF / name)
    return [name]


ERRORS = (
    Error("金额以万元填入亿元表（省外）", _known("unit_slip")),
    Error("上月的文件原样再报", _sent_again),
    Error("上月的数字填在本月标题下", _known("stale_month")),
    Error("数字颠倒（省外）", _changed("兰州市", _swap)),
    Error("县区之和不等于合计", _known("sum_mismatch")),
    Error("县区其中项大于合计", _known("part_exceeds_whole")),
    Error("省外填成全部口径", _changed("酒泉市", _all_for_outside)),
    Error("累计数下降", _known("ytd_fall")),
    Error("标题年份错", _known("wrong_year")),
    Error("数字里打成字母", _changed("兰州市", _letter)),
    Error("隐藏一个县的行", _changed("兰州市", _hide)),
    Error("同一项目两家都报", _known("in_two_units")),
    Error("少报一个单位", _known("missing_unit")),
)


class Said(NamedTuple):
    """What a way said: headline and growth, its warnings, and how it ended."""

    headline: str
    warnings: str
    ended: str


def plain(project: Path, history: bytes) -> Said:
    """Let the plain way read the month; keep what it printed."""
    (project / "plain" / "history.csv").write_bytes(history)
    command = [sys.executable, str(PLAIN / "plain_month.py"), ASOF, "--only-read"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, encoding="utf-8")
    lines = done.stdout.splitlines()
    headline = next((line for line in lines if line.startswith("省外到位资金")), "")
    warnings = "；".join(line for line in lines if line.startswith("注意"))
    last = done.stderr.strip().splitlines()[-1] if done.returncode else ""
    return Said(headline, warnings, last)


def here(project: Path) -> tuple[str, pd.DataFrame]:
    """Build the month; give headline and findings."""
    vintage = zs.build(project, ASOF)
    panel = vintage.panel.query("region == '甘肃省' and indicator == 'funds_in_place'")
    top = panel[panel["segment"] == OUTSIDE].pipe(zs.growth).pipe(zs.at, ASOF).iloc[-1]
    headline = f"省外到位资金 {top['value']:.2f} 亿元，增长 {top['growth']:.2%}"
    return headline, vintage.findings


def new_findings(found: pd.DataFrame, clean: pd.DataFrame) -> pd.DataFrame:
    """Keep findings that the clean month does not have, worst first."""
    key = ["severity", "rule", "file", "sheet", "cell", "message"]
    both = found.merge(clean[key].drop_duplicates(), on=key, how="left", indicator=True)
    new = both[both["_merge"] == "left_only"]
    return new.assign(grade=new["severity"].map({"error": 0, "warning": 1, "note": 2})).sort_values(
        "grade", kind="stable"
    )


def errors(project: Path) -> None:
    """Plant the errors one at a time and print what is said."""
    raw, history = project / "data" / "raw", (project / "plain" / "history.csv").read_bytes()
    right, (own, clean) = plain(project, history), here(project)
    print(f"without errors: plain {right.headline}; here {own}; {len(clean)} findings")
    for error in ERRORS:
        files = error.plant(raw)
        said, (headline, found) = plain(project, history), here(project)
        new = new_findings(found, clean)
        print(f"\n{error.name} ({', '.join(files)})\n  plain: {said.headline or said.ended}"
              f"\n         {said.warnings or 'no warning'}\n  here:  {headline}")  # fmt: skip
        for row in new.head(3).itertuples():
            print(f"         {row.severity} {row.rule} {row.file}!{row.sheet}!{row.cell}: "
                  f"{row.message}")  # fmt: skip
        print(f"         {len(new)} new findings", flush=True)
        shutil.rmtree(raw / ASOF)
        shutil.copytree(project / "september", raw / ASOF)


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--to", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.to) as folder:
        prepare(Path(folder))
        if given.times:
            times(Path(folder))
        if given.errors:
            errors(Path(folder))


if __name__ == "__main__":
    main()
