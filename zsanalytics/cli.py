"""The command line: one verb a job, a thin skin over the library.

Exit codes: 0 fine, 1 findings of severity error (or a briefing that failed), 2 wrong use or
unreadable input. Nothing heavy is imported before a verb needs it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from zsanalytics.display import progress_display
from zsanalytics.errors import RequestError, ZsError

FINE, ERRORS, WRONG = 0, 1, 2


def listed(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Take an option that may be repeated or separated by commas; an empty name is wrong use."""
    names = [name.strip() for value in values for name in value.replace("，", ",").split(",")]
    if any(not name for name in names):
        raise click.BadParameter("an empty name between the commas / 逗号之间有空名")
    return tuple(dict.fromkeys(names))


month_option = click.option(
    "--month", "asof", required=True, metavar="YYYY-MM", help="统计月份 / the month, as in 2024-09"
)
region_option = click.option(
    "--region", "regions", multiple=True, callback=listed, metavar="R[,R]",
    help="地区，可重复或用逗号分隔 / region, repeated or comma-separated",
)  # fmt: skip
all_option = click.option(
    "--all", "everyone", is_flag=True, help="全省及各单位 / province and units"
)
format_option = click.option(
    "--format", "formats", multiple=True, callback=listed, default=("html,pdf",), metavar="F[,F]",
    help="格式 / formats (html, pdf)", show_default=True,
)  # fmt: skip
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="并行进程数 / processes at once"
)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=False,
)
@click.version_option(package_name="zsanalytics", prog_name="zs")
def zs() -> None:
    """招商引资统计工具 / investment-attraction statistics, from workbook to briefing.

    各命令在当前项目文件夹运行（含 data/ 与 reports/）/ verbs run in the current project folder.
    """


@zs.command()
@click.option("--to", type=click.Path(path_type=Path), default=Path("data/raw"), show_default=True,
              help="写到哪个文件夹 / folder to write to")  # fmt: skip
@click.option("--first", default="2022-02", metavar="YYYY-MM", show_default=True,
              help="第一个月 / first month")  # fmt: skip
@click.option("--last", default="2024-09", metavar="YYYY-MM", show_default=True,
              help="最后一个月 / last month")  # fmt: skip
def sample(to: Path, first: str, last: str) -> int:
    """生成演示报送表（非真实数据） / Write sample workbooks, calibrated to published figures."""
    from zsanalytics.demo import write_demo_workbooks

    with progress_display() as progress:
        files = write_demo_workbooks(to, first=first, last=last, progress=progress)
    click.echo(f"演示数据: {len(files)} 个文件 / files → {to}")
    return FINE


@zs.command()
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


def built(project: Path, asof: str) -> Any:
    """Build the panel of a month with a progress display."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    from zsanalytics.month import build as build_month

    fresh = multiprocessing.get_context("spawn")  # the progress display has a thread: never fork
    with progress_display() as progress, ProcessPoolExecutor(mp_context=fresh) as executor:
        return build_month(project, asof, executor=executor, progress=progress)


def briefed(
    project: Path,
    asof: str,
    regions: tuple[str, ...],
    everyone: bool,
    formats: tuple[str, ...],
    jobs: int | None,
    notebook: str = "monthly_briefing",
) -> int:
    """Render briefings with a progress display; 1 when one of them failed."""
    from zsanalytics.briefing import all_regions, brief

    if everyone:
        regions = all_regions(asof)
    with progress_display() as progress:
        done = brief(
            asof, regions=regions or ("甘肃省",), formats=formats, to=project / "reports",
            jobs=jobs, notebook=notebook, progress=progress,
        )  # fmt: skip
    for row in done.itertuples():
        if row.status != "published":
            click.echo(f"{row.region} {row.format}: {row.status}", err=True)
        else:
            click.echo(row.path)
    return FINE if (done["status"] == "published").all() else ERRORS


@zs.command()
@month_option
def build(asof: str) -> int:
    """建立面板（一个数据版本） / Read all submissions up to a month and store the panel."""
    from zsanalytics.findings import print_findings, worst

    vintage = built(Path.cwd(), asof)
    print_findings(vintage.findings, least="error")
    click.echo(f"{len(vintage.panel)} 行 / rows → {vintage.path}")
    return worst(vintage.findings)


@zs.command("month")
@month_option
@format_option
@jobs_option
def month_job(asof: str, formats: tuple[str, ...], jobs: int | None) -> int:
    """每月作业：校核 → 建面板 → 全部通报 / The monthly job: check, build, brief all."""
    from zsanalytics.findings import print_findings, worst

    project = Path.cwd()
    vintage = built(project, asof)
    print_findings(vintage.findings, least="warning")
    code = briefed(project, asof, (), True, formats, jobs)
    return max(code, worst(vintage.findings))


@zs.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--month", "asof", metavar="YYYY-MM",
              help="统计月份，默认取文件夹名 / the month, else the folder's name")  # fmt: skip
@click.option("--to", type=click.Path(path_type=Path), default=Path("findings.xlsx"),
              show_default=True, help="校核结果工作簿 / workbook with the findings")  # fmt: skip
def check(paths: tuple[Path, ...], asof: str | None, to: Path) -> int:
    """校核报送文件，按文件列出问题 / Check submissions and list what was found, file by file."""
    from zsanalytics.findings import check_paths, print_findings, worst, write_findings

    findings = check_paths(paths, asof=asof)
    print_findings(findings, least="note")
    write_findings(findings, to)
    click.echo(f"→ {to}")
    return worst(findings)


@zs.command()
@month_option
@region_option
@all_option
@format_option
@jobs_option
@click.option("--notebook", default="monthly_briefing", metavar="NAME", show_default=True,
              help="notebooks/ 中的笔记本 / a notebook of notebooks/")  # fmt: skip
def brief(
    asof: str,
    regions: tuple[str, ...],
    everyone: bool,
    formats: tuple[str, ...],
    jobs: int | None,
    notebook: str,
) -> int:
    """生成通报 / Render the briefings of a month."""
    if everyone and regions:
        raise RequestError("--region and --all: give one of them, not both")
    return briefed(Path.cwd(), asof, regions, everyone, formats, jobs, notebook)


@zs.command()
@click.option("--month", "asof", metavar="YYYY-MM",
              help="用该月数据对照 / measure against this month")  # fmt: skip
def targets(asof: str | None) -> int:
    """列出目标册及完成情况 / Print the target book and where each stands."""
    from zsanalytics.target_list import print_targets

    print_targets(Path.cwd(), asof)
    return FINE


@zs.command()
@month_option
@region_option
def outlook(asof: str, regions: tuple[str, ...]) -> int:
    """全年预计：落点、区间、目标把握 / Where the year will land, and the targets' odds."""
    from zsanalytics.outlook_list import print_outlook

    print_outlook(Path.cwd(), asof, regions)
    return FINE


@zs.command()
@click.argument("report", type=click.Path(path_type=Path))
@click.argument("fact")
def trace(report: Path, fact: str) -> int:
    """追溯通报中的一个数 / Show where a number of a report comes from, to the workbook cell."""
    from zsanalytics.briefing import facts_of
    from zsanalytics.briefing import trace as trace_fact

    found = trace_fact(facts_of(report), fact)
    for row in found.itertuples():
        click.echo(f"{row.label}  {row.text}{row.unit}\n  {row.formula}")
        for source in row.sources:
            click.echo(f"  {source}")
    return FINE


@zs.command()
def doctor() -> int:
    """检查运行环境 / Check the installation: what is missing and how to get it."""
    from zsanalytics.doctor import examine

    found = list(examine(Path.cwd()))
    for item in found:
        click.echo(f"{'✓' if item.fine else '✗'} {item.what}: {item.found}")
        if not item.fine:
            click.echo(f"    → {item.remedy}")
    return FINE if all(item.fine for item in found) else ERRORS


@zs.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(options: tuple[str, ...]) -> int:
    """打开 JupyterLab / Open JupyterLab on the notebooks."""
    import subprocess

    return subprocess.call([sys.executable, "-m", "jupyterlab", *options, "notebooks"])


def main(arguments: list[str] | None = None) -> None:
    """Run a verb; wrong use is one sentence on stderr and exit code 2, never a traceback."""
    try:
        code = zs.main(arguments, prog_name="zs", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("zs: stopped / 已中止", err=True)
        code = 130
    except click.ClickException as error:
        where = error.ctx.command_path if getattr(error, "ctx", None) else "zs"  # type: ignore[attr-defined]
        click.echo(f"{where}: {error.format_message()}\n{where} --help", err=True)
        code = WRONG
    except (ZsError, OSError) as error:
        click.echo(f"zs: {error}", err=True)
        code = WRONG
    raise SystemExit(code or FINE)


if __name__ == "__main__":
    main()
