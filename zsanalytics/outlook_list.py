"""The outlook in the terminal: where each unit's year will land, on the line of the targets."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from zsanalytics import store
from zsanalytics.briefing.measuring import as_one, until
from zsanalytics.briefing.tasks import FUNDS, headline, with_tasks
from zsanalytics.codebook import Codebook
from zsanalytics.measures.flows import prefer
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.outlook.landing import year_end
from zsanalytics.outlook.scenarios import LINES
from zsanalytics.periods import parse_asof
from zsanalytics.schema import WHOLE

LEVEL = 0.8


def print_outlook(folder: Path, asof: str, regions: tuple[str, ...]) -> None:
    """Print the outlook of a month: landing, interval, target and chance, a line each."""
    project = store.project_folder(folder)
    book, targets = store.project_book(project), store.project_targets(project)
    panel = store.open_vintage(project, asof).panel
    own = panel[(panel["region"] == book.root) & (panel["indicator"] == FUNDS)]
    line = headline(set(own["segment"]), targets, book.root, book)
    part = "" if line == WHOLE else f"（{line}）"
    click.echo(f"{asof} 到位资金{part}全年预计，亿元；区间为{shown_percent(LEVEL, 0)}")
    table = outlook(
        panel, targets, asof, line=line, book=book, regions=tuple(map(book.region, regions))
    )
    for row in table.to_dict("records"):
        click.echo(landing(row))


def outlook(
    panel: pd.DataFrame,
    targets: pd.DataFrame,
    asof: str,
    *,
    line: str,
    book: Codebook,
    regions: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Give the outlook of a line of funds for some regions, by default the root and its members."""
    wanted = regions or (book.root, *book.members(book.root))
    near = (panel["indicator"] == FUNDS) & (panel["segment"] == line)
    series = as_one(prefer(until(panel[near], asof), "reported"))  # the whole tree: it adds up
    year, _ = parse_asof(asof)
    goals = with_tasks(targets, tuple(series["region"].unique()), line, year, book)
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
