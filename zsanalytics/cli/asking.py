"""Verbs that ask: what is wrong, where we stand, where a number comes from."""

from __future__ import annotations

from pathlib import Path

import click

from zsanalytics.cli.options import FINE, cluster_option, jobs_option, month_option, region_option


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--month", "asof", metavar="YYYY-MM",
              help="统计月份，默认取文件夹名 / the month, else the folder's name")  # fmt: skip
@click.option("--to", type=click.Path(path_type=Path), default=Path("findings.xlsx"),
              show_default=True, help="校核结果工作簿 / workbook with the findings")  # fmt: skip
@click.option("--due-day", type=click.IntRange(0, 31), metavar="D",
              help="报送截止日：次月D日 / the day of the next month reports were due")  # fmt: skip
@click.option("--return", "back", type=click.Path(path_type=Path), metavar="DIR",
              help="写出带批注的退回表和退回修改单 / write marked copies and letters")  # fmt: skip
@jobs_option
@cluster_option
def check(
    paths: tuple[Path, ...],
    asof: str | None,
    to: Path,
    due_day: int | None,
    back: Path | None,
    jobs: int | None,
    cluster: str | None,
) -> int:
    """校核报送文件，按文件列出问题 / Check submissions and list what was found, file by file."""
    from contextlib import nullcontext

    from zsanalytics.findings import check_paths, print_findings, worst, write_findings
    from zsanalytics.workers import open_executor

    hired = open_executor(jobs, cluster=cluster) if jobs or cluster else nullcontext()
    with hired as executor:
        findings = check_paths(paths, asof=asof, due_day=due_day, executor=executor)
    print_findings(findings, least="note")
    write_findings(findings, to)
    click.echo(f"→ {to}")
    if back is not None:
        from zsanalytics.findings import month_named
        from zsanalytics.office.returning import return_submissions

        month = asof or month_named(paths)
        for folder in return_submissions(paths, findings, back, asof=month):
            click.echo(f"→ {folder}")
    return worst(findings)


@click.command()
@click.option("--month", "asof", metavar="YYYY-MM",
              help="用该月数据对照 / measure against this month")  # fmt: skip
def targets(asof: str | None) -> int:
    """列出目标册及完成情况 / Print the target book and where each stands."""
    from zsanalytics.target_list import print_targets

    print_targets(Path.cwd(), asof)
    return FINE


@click.command()
@month_option
@region_option
def outlook(asof: str, regions: tuple[str, ...]) -> int:
    """全年预计：落点、区间、目标把握 / Where the year will land, and the targets' odds."""
    from zsanalytics.outlook_list import print_outlook

    print_outlook(Path.cwd(), asof, regions)
    return FINE


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@click.argument("fact")
def trace(report: Path, fact: str) -> int:
    """追溯通报中的一个数 / Show where a number of a report comes from, to the workbook cell."""
    from zsanalytics.briefing.batch import facts_of
    from zsanalytics.briefing.batch import trace as trace_fact
    from zsanalytics.publish.wording import UNITS

    found = trace_fact(facts_of(report), fact)
    for row in found.itertuples():
        click.echo(f"{row.label}  {row.text}{UNITS.get(row.unit, row.unit)}\n  {row.formula}")
        for source in row.sources:
            click.echo(f"  {source}")
    return FINE
