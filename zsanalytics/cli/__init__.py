"""The command line: one verb a job, a thin skin over the library.

Exit codes: 0 fine, 1 findings of severity error (or a briefing that failed), 2 wrong use or
unreadable input. Nothing heavy is imported before a verb needs it.
"""

from __future__ import annotations

import click

from zsanalytics.cli import asking, desk, lists, making, office
from zsanalytics.cli.options import FINE, WRONG
from zsanalytics.errors import ZsError

VERBS = (
    making.demo, making.sample, office.template, office.receive, office.status,
    office.verify,
    asking.check, making.build, making.month_job, making.brief,
    asking.outlook, asking.targets, lists.top500, asking.trace, desk.doctor, desk.lab,
)  # fmt: skip


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=False,
)
@click.version_option(package_name="zsanalytics", prog_name="zs")
def zs() -> None:
    """招商引资统计工具 / investment-attraction statistics, from workbook to briefing.

    各命令在当前项目文件夹运行（含 data/ 与 reports/）/ verbs run in the current project folder.
    """


for verb in VERBS:
    zs.add_command(verb)


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
