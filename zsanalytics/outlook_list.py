"""The outlook in the terminal: where each unit's year will land, on the line of the targets."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from zsanalytics import store
from zsanalytics.briefing.measuring import as_one, until
from zsanalytics.briefing.tasks import FUNDS, with_tasks
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.measures.flows import prefer
from zsanalytics.month import root
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.outlook.landing import year_end
from zsanalytics.outlook.scenarios import LINES
from zsanalytics.periods import parse_asof
from zsanalytics.targets.book import load_targets

SEGMENT = "来源地=省外"
LEVEL = 0.8


def print_outlook(folder: Path, asof: str, regions: tuple[str, ...]) -> None:
    """Print the outlook of a month: landing, interval, target and chance, a line each."""
    book = load_codebook()
    panel = store.open_vintage(store.project_folder(folder), asof).panel
    table = outlook(panel, asof, tuple(map(book.region, regions)), book)
    click.echo(f"{asof} 到位资金（{SEGMENT}）全年预计，亿元；区间为{shown_percent(LEVEL, 0)}")
    for row in table.to_dict("records"):
        click.echo(landing(row))


def outlook(
    panel: pd.DataFrame, asof: str, regions: tuple[str, ...], book: Codebook
) -> pd.DataFrame:
    """Give the outlook of the funds line for some regions, by default the root and its members."""
    top = root(book)
    wanted = regions or (top, *book.members(top))
    near = (panel["indicator"] == FUNDS) & (panel["segment"] == SEGMENT)
    series = as_one(prefer(until(panel[near], asof), "reported"))  # the whole tree: it adds up
    year, _ = parse_asof(asof)
    goals = with_tasks(load_targets(), tuple(series["region"].unique()), SEGMENT, year, book)
    table = year_end(series, asof, targets=goals, levels=(LEVEL,), book=book)
    table = table[table["region"].isin(wanted)]
    order = table["region"].map({name: place for place, name in enumerate(wanted)})
    return table.assign(order=order).sort_values("order", kind="stable").drop(columns="order")


def landing(row: dict[str, object]) -> str:
    """Write one line of the outlook."""
    number = {name: shown(float(str(row[name])), 2) for name in
              ("so_far", "expected", "lower_80", "upper_80", "target")}  # fmt: skip
    text = (
        f"{row['region']}  累计{number['so_far']}  预计{number['expected']}"
        f"（{number['lower_80']}—{number['upper_80']}）"
    )
    if pd.notna(row["target"]):
        line = LINES.get(str(row.get("line")), "目标")
        text += f"  {line}{number['target']}，把握{odds(float(str(row['chance'])))}"
    return f"{text}  〔{row['method']}〕"


def odds(chance: float) -> str:
    """Write a chance; nothing that is still to come is certain or impossible."""
    if chance > 0.99:
        return "99%以上"
    return "不足1%" if chance < 0.01 else shown_percent(chance, 0)
