"""Returning: the sender's own file with its questioned cells marked, and a one-page letter.

Comes in: files and the findings on them. Goes out, in a folder a file: a marked copy (xlsx), the
findings as a sheet, and 退回修改单.docx. Formats that cannot be marked get the sheet and the
letter only. The files themselves are not touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics import store
from zsanalytics.errors import WorkbookError
from zsanalytics.findings import WORDS, at_least, files_of, write_findings
from zsanalytics.forms.marks import FILLS, Mark, marked_copy, questioned
from zsanalytics.periods import month_text, parse_asof
from zsanalytics.publish import blocks
from zsanalytics.publish.docx import render_docx
from zsanalytics.publish.report import Report

LISTED = 8
"""Questions that fit on the one page of the letter; the marked copy has them all."""

LETTER = "退回修改单.docx"


def return_submissions(
    paths: Sequence[Path], findings: pd.DataFrame, to: Path, *, asof: str
) -> list[Path]:
    """Write what goes back to each sender whose file has errors or doubtful cells.

    Parameters
    ----------
    paths : sequence of Path
        Files or folders, as for `zs check`.
    findings : DataFrame
        What was found in them.
    to : Path
        The folder to write into; each file gets a folder of its own name in it.
    asof : str
        The month, for the letter.

    Returns
    -------
    list of Path
        The folders written; files without an error or a doubt get none.
    """
    written = []
    asked = at_least(findings, "warning")
    for path in files_of(paths):
        mine = asked[asked["file"] == path.name]
        if mine.empty:
            continue
        folder = to / path.stem
        if folder in written:  # 庆阳.xlsx and 庆阳.csv
            folder = to / path.name
        folder.mkdir(parents=True, exist_ok=True)
        worst_first = mine.sort_values("severity", key=lambda s: s.map(list(FILLS).index))
        marked = _marked(path, worst_first)
        if marked is not None:
            store.replace_file(folder / path.name, marked)
        write_findings(worst_first, folder / "校核结果.xlsx")
        render_docx(
            letter(path.name, worst_first, asof, marked=marked is not None), folder / LETTER
        )
        written.append(folder)
    return written


def _marked(path: Path, findings: pd.DataFrame) -> bytes | None:
    """Mark a copy; None where the file is no xlsx, or was refused by the guarded reader."""
    if path.suffix.lower() != ".xlsx" or (findings["rule"] == "unreadable_file").any():
        return None
    try:
        return marked_copy(path.read_bytes(), _marks(findings))
    except WorkbookError:
        return None


def _marks(findings: pd.DataFrame) -> Iterator[Mark]:
    told = findings[findings["sheet"].notna() & findings["cell"].notna()]
    for row in told.itertuples():
        asked, beside = questioned(str(row.cell))
        text = f"[{WORDS[row.severity]}] {row.message}\n处理：{row.remedy}"
        yield Mark(str(row.sheet), asked, str(row.severity), text, beside)


def letter(file: str, findings: pd.DataFrame, asof: str, *, marked: bool) -> Report:
    """Put together the 退回修改单 of a file: what is asked, where, and what to do, on one page."""
    errors = int((findings["severity"] == "error").sum())
    doubts = len(findings) - errors
    shown = findings.head(LISTED)
    more = len(findings) - len(shown)
    counts = "、".join(
        f"{number}处{word}" for number, word in ((errors, "错误"), (doubts, "疑问")) if number
    )
    where = "已在退回的表格中用底色和批注标出" if marked else "列在所附的校核结果表中"
    parts = [
        blocks.title("退回修改单", subtitle=month_text(*parse_asof(asof)) + "招商引资统计报送"),
        blocks.paragraph(
            "你单位报送的", blocks.foreign(f"《{file}》"), f"经校核有{counts}，{where}。"
            "请逐条核实，修改后重新报送，文件名注明“更正”；数据无误的，请书面说明。",
        ),
        blocks.table(
            "主要问题",
            [{"label": "级别", "width": 3}, {"label": "位置", "width": 7},
             {"label": "问题", "width": 20}, {"label": "请这样处理", "width": 14}],
            [_row(row) for row in shown.itertuples()],
            notes=[f"另有{more}处，见退回的表格和校核结果表。"] if more else [],
        ),
        blocks.paragraph("退回人：　　　　　　　　退回日期：　　　　　　　　回复日期："),
    ]  # fmt: skip
    return Report(tuple(parts), {"asof": asof})


def _row(row: Any) -> list[dict[str, Any]]:
    cells = str(row.cell).split(",") if isinstance(row.cell, str) else []
    place = "!".join([str(row.sheet)] * isinstance(row.sheet, str) + cells[:1])
    words = (WORDS[row.severity], place + " 等" * (len(cells) > 1), row.message, row.remedy)
    return [blocks.foreign(word or "全表", longest=90) for word in words]
