"""Verbs that make something: samples, panels, briefings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from zsanalytics.cli.options import (
    ERRORS,
    FINE,
    all_option,
    cluster_option,
    format_option,
    jobs_option,
    month_option,
    region_option,
)
from zsanalytics.display import progress_display
from zsanalytics.errors import RequestError


@click.command()
@click.option("--to", type=click.Path(path_type=Path), default=Path("data/raw"), show_default=True,
              help="写到哪个文件夹 / folder to write to")  # fmt: skip
@click.option("--first", default="2022-02", metavar="YYYY-MM", show_default=True,
              help="第一个月 / first month")  # fmt: skip
@click.option("--last", default="2024-09", metavar="YYYY-MM", show_default=True,
              help="最后一个月 / last month")  # fmt: skip
def sample(to: Path, first: str, last: str) -> int:
    """生成演示报送表（非真实数据） / Write sample workbooks, calibrated to published figures."""
    from zsanalytics.codebook import load_codebook
    from zsanalytics.demo import write_demo_workbooks
    from zsanalytics.office.sample import write_office_sample
    from zsanalytics.store import project_book

    with progress_display() as progress:
        if project_book(Path.cwd()).root != load_codebook().root:  # an office below the province
            files = write_office_sample(Path.cwd(), first=first, last=last, progress=progress)
        else:
            files = write_demo_workbooks(to, first=first, last=last, progress=progress)
    click.echo(f"演示数据: {len(files)} 个文件 / files → {to}")
    return FINE


@click.command()
@click.option("--month", "asof", default="2024-09", metavar="YYYY-MM", show_default=True,
              help="统计月份 / the month")  # fmt: skip
@format_option
@jobs_option
def demo(asof: str, formats: tuple[str, ...], jobs: int | None) -> int:
    """演示全过程：样本 → 面板 → 通报 / The whole way once: samples, panel, briefings."""
    from zsanalytics.demo import install_published, write_demo_workbooks

    project = Path.cwd()
    raw = project / "data" / "raw"
    install_published(project)
    with progress_display() as progress:
        files = write_demo_workbooks(raw, last=asof, progress=progress)
    click.echo(f"1/3 演示数据 / sample: {len(files)} 个文件 → {raw}")
    vintage = built(project, asof)
    click.echo(f"2/3 面板 / panel: {len(vintage.panel)} 行 → {vintage.path}")
    code = briefed(project, asof, (), True, formats, jobs)
    click.echo(f"3/3 通报 / briefings → {project / 'reports' / asof / 'index.html'}")
    return code


def built(project: Path, asof: str, jobs: int | None = None, cluster: str | None = None) -> Any:
    """Build the panel of a month with a progress display."""
    from zsanalytics.month import build as build_month
    from zsanalytics.workers import open_executor

    with open_executor(jobs, cluster=cluster) as executor, progress_display() as progress:
        return build_month(project, asof, executor=executor, progress=progress)


def briefed(
    project: Path,
    asof: str,
    regions: tuple[str, ...],
    everyone: bool,
    formats: tuple[str, ...],
    jobs: int | None,
    cluster: str | None = None,
    **further: Any,
) -> int:
    """Render briefings with a progress display; 1 when one of them failed."""
    from contextlib import nullcontext

    from zsanalytics.briefing.batch import all_regions, brief
    from zsanalytics.workers import open_executor

    if everyone:
        regions = all_regions(asof, further.get("notebook", "monthly_briefing"))
    hired = nullcontext() if cluster is None else open_executor(jobs, cluster=cluster)
    with hired as executor, progress_display() as progress:
        done = brief(
            asof, regions=regions or None, formats=formats, to=project / "reports",
            jobs=jobs, executor=executor, progress=progress, **further,
        )  # fmt: skip
    for row in done.itertuples():
        if row.status != "published":
            click.echo(f"{row.region} {row.format}: {row.status}", err=True)
        else:
            click.echo(row.path)
    return FINE if (done["status"] == "published").all() else ERRORS


@click.command()
@month_option
@jobs_option
@cluster_option
@click.option("--partitions", type=click.Path(path_type=Path), metavar="DIR",
              help="另按省、年分区写出面板 / also write it split by province and year")  # fmt: skip
def build(asof: str, jobs: int | None, cluster: str | None, partitions: Path | None) -> int:
    """建立面板（一个数据版本） / Read all submissions up to a month and store the panel."""
    from zsanalytics.findings import print_findings, worst

    vintage = built(Path.cwd(), asof, jobs, cluster)
    print_findings(vintage.findings, least="error")
    click.echo(f"{len(vintage.panel)} 行 / rows → {vintage.path}")
    echo_corrections(vintage.corrections)
    if partitions is not None:
        from zsanalytics.partitions import export_panel
        from zsanalytics.store import project_book

        files = export_panel(vintage.panel, partitions, book=project_book(Path.cwd()))
        click.echo(f"{len(files)} 个分区 / partitions → {partitions}")
    return worst(vintage.findings)


def echo_corrections(corrections: Any) -> None:
    """Say how many corrections stand in a panel, where there are any."""
    if len(corrections):
        files = "、".join(sorted({place.partition(":")[0] for place in corrections["place"]}))
        click.echo(f"更正 {len(corrections)} 处 / corrections（{files}）")


@click.command("month")
@month_option
@format_option
@jobs_option
@cluster_option
def month_job(asof: str, formats: tuple[str, ...], jobs: int | None, cluster: str | None) -> int:
    """每月作业：校核 → 建面板 → 全部通报 / The monthly job: check, build, brief all."""
    from zsanalytics.briefing.batch import all_regions
    from zsanalytics.briefing.rhythm import due
    from zsanalytics.findings import print_findings, worst

    project = Path.cwd()
    notebooks = due(project, asof)
    vintage = built(project, asof, jobs, cluster)
    print_findings(vintage.findings, least="warning")
    echo_corrections(vintage.corrections)
    code = FINE
    for name in notebooks:
        regions = all_regions(asof, name)
        click.echo(f"{asof} {name}：{'、'.join(regions) or '没有可比的下级单位，不出'}")
        if regions:
            done = briefed(project, asof, regions, False, formats, jobs, cluster, notebook=name)
            code = max(code, done)
    return max(code, worst(vintage.findings))


@click.command()
@month_option
@region_option
@all_option
@format_option
@jobs_option
@cluster_option
@click.option("--notebook", default="monthly_briefing", metavar="NAME", show_default=True,
              help="notebooks/ 中的笔记本 / a notebook of notebooks/")  # fmt: skip
@click.option("--audience", type=click.Choice(("internal", "public")), default="internal",
              show_default=True, help="内部或公开 / the office, or the public")  # fmt: skip
@click.option("--final", is_flag=True,
              help="定稿，锁定数据版本 / final: locked to its vintage")  # fmt: skip
def brief(
    asof: str,
    regions: tuple[str, ...],
    everyone: bool,
    formats: tuple[str, ...],
    jobs: int | None,
    cluster: str | None,
    **further: Any,
) -> int:
    """生成通报 / Render the briefings of a month."""
    if everyone and regions:
        raise RequestError("--region and --all: give one of them, not both")
    return briefed(Path.cwd(), asof, regions, everyone, formats, jobs, cluster, **further)
