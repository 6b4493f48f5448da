"""The target book in the terminal: every clause, and where each stands."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import load_codebook
from zsanalytics.measures.standing import standing
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.schema import PANEL, WHOLE, empty
from zsanalytics.targets.book import load_targets
from zsanalytics.targets.consistency import check_targets

LINES = {"floor": "底线", "dispatch": "调度", "goal": "目标"}
FRACTIONS = ("growth", "share", "rate")


def print_targets(folder: Path, asof: str | None) -> None:
    """Print the target book; with a month, each target's level, the value and its completion."""
    targets = load_targets()
    panel = empty(PANEL)
    if asof is not None:
        panel = store.open_vintage(store.project_folder(folder), asof).panel
        targets = standing(targets, panel, asof=asof)
    for document, clauses in targets.groupby("source", sort=False):
        click.echo(f"\n{document}")
        for row in clauses.to_dict("records"):
            click.echo(f"  {clause(row)}")
    findings = check_targets(targets, panel)
    for row in findings[findings["severity"] != "note"].itertuples():
        click.echo(f"\n[疑问] {row.message}\n       → {row.remedy}")


def clause(row: dict[str, object]) -> str:
    """Write a clause in a line: who, what, by when, how much, and where it stands."""
    about = load_codebook().about(str(row["indicator"]))
    value = float(str(row["value"]))
    decimals = int(about["decimals"])
    amount = shown_percent(value) if row["kind"] in FRACTIONS else shown(value, decimals)
    unit = (
        "" if row["kind"] in FRACTIONS else ("倍" if row["kind"] == "multiple" else about["unit"])
    )
    segment = "" if row["segment"] == WHOLE else f"（{row['segment']}）"
    draft = "〔征求意见〕" if row["status"] == "draft" else ""
    line = LINES.get(str(row["line"]), str(row["line"]))
    text = f"{row['region']} {row['year']}年 {about['name']}{segment} {line} {amount}{unit}{draft}"
    done = row.get("completion")
    if done is None or pd.isna(done):
        return text
    return f"{text}：已完成{shown_percent(float(str(done)))}"
