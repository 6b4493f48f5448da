"""The verb that reads a bulletin and asks whether its figures agree with each other."""

from __future__ import annotations

from pathlib import Path

import click

from zsanalytics.cli.options import ERRORS, FINE

AROUND = 24
"""Characters of the text shown on both sides of a figure."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--errors-only", is_flag=True, help="只列矛盾 / contradictions only")
def audit(files: tuple[Path, ...], errors_only: bool) -> int:
    """核对通报文字中的数字是否自洽 / Recompute the figures printed in a bulletin.

    可读 txt、md、html、docx 及 facts.json；有矛盾时退出码为1 / reads txt, md, html, docx and
    facts.json; exit code 1 where figures contradict each other.
    """
    from zsanalytics.documents import read_document

    texts = [(path, read_document(path)) for path in files]  # wrong use before any output
    return ERRORS if sum(_audited(path, text, errors_only) for path, text in texts) else FINE


def _audited(path: Path, text: str, errors_only: bool) -> int:
    """Print what was found in one text; give the number of contradictions."""
    from zsanalytics.audit.report import audit_figures, audit_text
    from zsanalytics.findings import WORDS, printable

    found = audit_text(text)
    click.echo(f"\n{printable(str(path))}")
    for row in found.itertuples():
        if errors_only and row.severity != "error":
            continue
        word = "矛盾" if row.severity == "error" else WORDS[row.severity]
        line, column = _place(text, row.start)
        click.echo(f"  [{word}] 第{line}行第{column}字  {printable(_excerpt(text, row))}")
        click.echo(f"         {printable(row.message)}")
        if row.severity == "error":
            click.echo(f"         → {printable(row.remedy)}")
    counts = audit_figures(text)["verdict"].value_counts()
    told = "，".join(
        f"{name} {int(counts.get(name, 0))} 个" for name in ("一致", "矛盾", "无法复核")
    )
    click.echo(f"  {told}")
    return int((found["severity"] == "error").sum())


def _place(text: str, start: int) -> tuple[int, int]:
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1


def _excerpt(text: str, row: object) -> str:
    start, end = int(getattr(row, "start")), int(getattr(row, "end"))  # noqa: B009
    first = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    last = text.find("\n", end)
    last = min(len(text) if last < 0 else last, end + AROUND)
    return f"…{text[first:start]}【{text[start:end]}】{text[end:last]}…"
