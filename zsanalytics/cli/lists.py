"""Verbs of the lists: what is held of the 三个500强, and a new year's list."""

from __future__ import annotations

from pathlib import Path

import click

from zsanalytics.cli.options import FINE

# schema.py has them too, but loads pandas: --help shall not wait for it
CHOICES = ("世界500强", "中国企业500强", "中国民营企业500强")


@click.group("top500")
def top500() -> None:
    """三个500强名单：查看、增补 / Lists of the top 500: what is held, and a new year's."""


@top500.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--list", "name", type=click.Choice(CHOICES),
              help="哪个榜，CSV 中已写明的可省略 / which list, unless the CSV says")  # fmt: skip
@click.option("--year", type=int, metavar="YYYY",
              help="榜单年份，同上 / its year, unless the CSV says")  # fmt: skip
@click.option("--published", metavar="YYYY-MM-DD",
              help="发布日，默认世界8月、中国企业9月、民营10月1日 / day it came out")  # fmt: skip
@click.option("--size", type=click.IntRange(min=1), default=500, show_default=True,
              help="全榜企业数，少于此数按不完整对待 / names on the whole list")  # fmt: skip
def add(file: Path, name: str | None, year: int | None, published: str | None, size: int) -> int:
    """从 CSV（名次、企业名称）增补一年的榜单 / Add a year's list from a CSV of rank and name.

    写入本项目 codes/top500/，自带名单不动；同榜同年以本项目为准 / written to the project's own
    codes/top500/; what is shipped stays, and the project's own list of a year comes first.
    """
    from zsanalytics.measures.top500_lists import OWN, own_folder
    from zsanalytics.measures.top500_new import add_list

    folder = own_folder() or Path.cwd() / OWN
    written = add_list(file, folder=folder, name=name, year=year, published=published, size=size)
    click.echo(f"→ {written}")
    return FINE


@top500.command("show")
def show() -> int:
    """列出现有榜单及收录数 / Show the lists held, their days and how complete they are."""
    from zsanalytics.measures.top500_lists import load_lists

    for row in load_lists().calendar.sort_values(["list", "year"]).itertuples():
        part = "" if row.held >= row.size else "  不完整 / incomplete"
        click.echo(f"{row.list} {row.year}  {row.published:%Y-%m-%d}  {row.held}/{row.size}{part}")
    return FINE
