"""The target book in the terminal: every clause, what it asks, and where it stands.

Comes in: the target book, and the panel of a month if one was built. Goes out: a table a document,
whose columns line up in a terminal (a Chinese character is two wide), then what does not agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import pandas as pd
from rich.cells import cell_len

from zsanalytics import store
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.measures.standing import standing
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.schema import PANEL, WHOLE, empty
from zsanalytics.targets.book import load_targets
from zsanalytics.targets.consistency import check_targets

LINES = {"floor": "底线", "dispatch": "调度", "goal": "目标"}
FRACTIONS = ("growth", "share", "rate")
SEVERITIES = {"error": "矛盾", "warning": "疑问", "note": "核对"}
HEAD = ("地区（单位）", "年份", "指标", "线", "要求")
STANDING = ("应达", "累计", "完成率", "差额")
NUMBERS = {"年份", "要求", *STANDING}
NOTHING = "—"


def print_targets(folder: Path, asof: str | None) -> None:
    """Print the target book beside a month: by default the newest that was built, if any."""
    project = store.find_project(folder)
    book = load_codebook() if project is None else store.project_book(project)
    targets = load_targets() if project is None else store.project_targets(project)
    panel, asof = empty(PANEL), asof or newest_month(project)
    if asof is not None:
        panel = store.open_vintage(store.project_folder(folder), asof).panel
        targets = standing(targets, panel, asof=asof, book=book)
    for text in written(targets, asof, book):
        click.echo(text)
    if targets.empty:
        return
    found = check_targets(targets, panel, book=book)
    order = found["severity"].map(list(SEVERITIES).index)
    for row in found.loc[order.sort_values(kind="stable").index].itertuples():
        click.echo(f"\n[{SEVERITIES[row.severity]}] {row.message}")
        if row.severity != "note":
            click.echo(f"       → {row.remedy}")


def newest_month(project: Path | None) -> str | None:
    """Give the newest month that was built in a project; None without any."""
    months = None if project is None else project / store.PROCESSED / "months"
    if months is None or not months.is_dir():
        return None
    return max((path.name for path in months.iterdir()), default=None)


def written(targets: pd.DataFrame, asof: str | None, book: Codebook) -> Iterator[str]:
    """Write the book: a heading a document, then its clauses in columns."""
    heads = (*HEAD, *(STANDING if asof else ()), "条款")
    if targets.empty:
        yield f"{book.root}的目标册还没有目标；写法见 codes/targets/"
        return
    yield f"目标册，对照{asof}；应达为折合全年的水平" if asof else "目标册（尚无面板可对照）"
    split = targets["source"].str.rpartition(" ")
    documents = targets.assign(document=split[0].where(split[0] != "", split[2]), own=split[2])
    for document, clauses in documents.groupby("document", sort=False):
        drafts = set(clauses["status"]) == {"draft"} and "征求意见" not in str(document)
        yield f"\n{document}{'〔征求意见稿〕' if drafts else ''}"
        rows = [heads, *(cells(row, asof, book) for row in clauses.to_dict("records"))]
        widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            yield "  " + lined_up(row, heads, widths)


def cells(row: Mapping[str, Any], asof: str | None, book: Codebook) -> tuple[str, ...]:
    """Write a clause as the cells of a line."""
    about = book.about(row["indicator"])
    part = "" if row["segment"] == WHOLE else f"（{row['segment']}）"
    line = LINES.get(row["line"], row["line"])
    told = [row["region"], str(row["year"]), f"{about['name']}{part}", line, demand(row, book)]
    if asof:
        told += [amount(row[name], about) for name in ("target", "so_far")]
        told += [percent(row["completion"]), amount(row["gap"], about)]
    return (*told, row["own"])


def demand(row: Mapping[str, Any], book: Codebook) -> str:
    """Write what a clause asks, as it asks it: 7,000.00亿元, 年均增长15.00%（比2023年）, 2倍."""
    about, value = book.about(row["indicator"]), float(row["value"])
    since = row["year"] - 1 if pd.isna(row["base_year"]) else row["base_year"]
    if row["kind"] == "growth":
        average = "年均" if row["year"] - since > 1 else ""
        return f"{average}增长{shown_percent(value)}（比{since}年）"
    if row["kind"] == "multiple":
        return f"{value:g}倍（{since}年）"
    if row["kind"] in FRACTIONS:
        return shown_percent(value)
    return f"{shown(value, int(about['decimals']))}{about['unit']}"


def amount(value: float, about: Mapping[str, Any]) -> str:
    """Write an amount at its indicator's decimals, a rate in %, a missing one as a dash."""
    if about["unit"] == "%":
        return percent(value)
    return NOTHING if pd.isna(value) else shown(value, int(about["decimals"]))


def percent(value: float) -> str:
    """Write a fraction in %, a missing one as a dash."""
    return NOTHING if pd.isna(value) else shown_percent(value)


def lined_up(row: Sequence[str], heads: Sequence[str], widths: Sequence[int]) -> str:
    """Pad the cells of a line to their columns: numbers to the right, words to the left."""
    padded = []
    for text, head, width in zip(row, heads, widths, strict=True):
        space = " " * (width - cell_len(text))
        padded.append(space + text if head in NUMBERS else text + space)
    return "  ".join(padded).rstrip()
