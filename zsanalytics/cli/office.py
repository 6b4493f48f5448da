"""Verbs of the monthly office: what comes in, and who is still missing."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from zsanalytics.cli.options import FINE, WRONG, month_option, region_option
from zsanalytics.errors import RequestError


@click.command()
@click.option("--region", required=True, metavar="R", help="本级地区 / the office's region")
@click.option("--to", type=click.Path(path_type=Path), default=Path(), show_default=True,
              help="写到哪个文件夹 / folder to write to")  # fmt: skip
def init(region: str, to: Path) -> int:
    """新建项目文件夹：本级地区、产业链、目标 / Write a project folder for an office."""
    from zsanalytics.office.starting import start_project

    for path in start_project(to, region):
        click.echo(path)
    return FINE


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--month", "asof", metavar="YYYY-MM",
              help="统计月份，默认按内容识别 / the month, else the content tells")  # fmt: skip
@click.option("--unit", metavar="R",
              help="报送单位，默认按内容识别 / the sender, else the content tells")  # fmt: skip
@click.option("--received", metavar="TIME",
              help="收到时间，默认现在 / time of receipt (2024-10-08 09:30), else now")  # fmt: skip
@click.option("--total", type=float, metavar="N",
              help="扫描件上的合计 / the total that a scan bears")  # fmt: skip
def receive(
    files: tuple[Path, ...],
    asof: str | None,
    unit: str | None,
    received: str | None,
    total: float | None,
) -> int:
    """接收报送文件并登记 / Take submissions into the month's folder and register them."""
    from zsanalytics.findings import printable
    from zsanalytics.office.receiving import receive as take

    came = received or datetime.datetime.now().isoformat(sep=" ", timespec="seconds")
    done = take(files, Path.cwd(), asof=asof, unit=unit, received=came, total=total)
    for sentence in done.said:
        click.echo(printable(sentence))
    for sentence in done.refused:
        click.echo(f"zs receive: {printable(sentence)}", err=True)
    return WRONG if done.refused else FINE


@click.command()
@month_option
@region_option
def template(asof: str, regions: tuple[str, ...]) -> int:
    """生成报送表样，台账带出上月项目 / Write the workbooks that the units fill in."""
    from zsanalytics.office.templates import write_templates

    for path in write_templates(Path.cwd(), asof, regions=regions):
        click.echo(path)
    return FINE


@click.command()
@click.argument("results", required=False, type=click.Path(path_type=Path))
@month_option
@click.option("--plan", "size", type=click.IntRange(min=1), metavar="N",
              help="抽取 N 个项目，写出抽查表 / draw N projects, write the sheet")  # fmt: skip
@click.option("--region", metavar="R", help="抽查哪个单位 / the unit to draw from")
def verify(results: Path | None, asof: str, size: int | None, region: str | None) -> int:
    """抽样核查：抽取项目，收回认定结果 / Spot checks: draw projects, take the results back."""
    from zsanalytics.office.verifying import verify as take
    from zsanalytics.office.verifying import write_plan

    if (results is None) == (size is None) or (size is not None) != (region is not None):
        raise RequestError("verify: give a file of results, or --plan N with --region R")
    if size is not None and region is not None:
        click.echo(write_plan(Path.cwd(), asof, region, size))
    elif results is not None:
        for row in take(results, Path.cwd(), asof).itertuples():
            known = row.lower == row.lower  # a bound that is not known is NaN
            span = f"，95%区间 {row.lower:.2%} 至 {row.upper:.2%}" if known else ""
            click.echo(
                f"{row.region}：核查{row.projects}个，上报{row.reported:.2f}亿元，"
                f"认定{row.verified:.2f}亿元，核减率{row.cut_rate:.2%}{span}"
            )
    return FINE


@click.command()
@month_option
@click.option("--scores", is_flag=True,
              help="及时性、完整性、准确性、真实性 / the four scores of each unit")  # fmt: skip
def status(asof: str, scores: bool) -> int:
    """报送进度：谁报了、何时、几处错误 / Who has sent, when, and how many errors are open."""
    if scores:
        from zsanalytics.office.scores import submission_scores

        names = ("单位", "及时性", "完整性", "准确性", "真实性")
        known = submission_scores(Path.cwd(), asof)
        shown = [(row.unit, *(_percent(value) for value in row[2:6])) for row in known.itertuples()]
        _print_table(f"{asof} 报送质量（—：无从评价）", names, shown, left=1)
        return FINE
    from zsanalytics.office.status import submission_status

    known = submission_status(Path.cwd(), asof)
    heads = ("单位", "状态", "文件", "版本", "收到", "扫描件", "错误", "疑问", "提示")
    rows = [[_text(value) for value in row] for row in known.itertuples(index=False)]
    _print_table(f"{asof} 报送情况", heads, rows, left=2)
    counts = known["state"].value_counts()
    states = (f"{name} {int(counts.get(name, 0))} 个" for name in ("已报", "有误", "未报"))
    click.echo("，".join(states))
    with contextlib.suppress(RequestError):  # not built yet: nothing was corrected yet
        from zsanalytics.cli.making import echo_corrections
        from zsanalytics.vintage_tables import corrections

        echo_corrections(corrections(asof, Path.cwd()))
    return FINE


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    return f"{value:.0f}" if isinstance(value, float) else str(value).replace("T", " ")


def _percent(value: float) -> str:
    return "—" if value != value else f"{value:.1%}"


def _print_table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, left: int
) -> None:
    """Print a table whose first columns are names and whose others are figures."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number < left else "right")
    for row in rows:
        table.add_row(*row)
    Console(width=100, soft_wrap=True).print(table)
