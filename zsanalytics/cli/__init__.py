"""The command line: one verb a job, a thin skin over the library.

Exit codes: 0 fine, 1 findings of severity error (or a briefing that failed), 2 wrong use or
unreadable input. Nothing heavy is imported before a verb needs it.
"""

from __future__ import annotations

import errno
from pathlib import Path

import click

from zsanalytics.cli import asking, auditing, desk, lists, making, office
from zsanalytics.cli.options import FINE, WRONG
from zsanalytics.errors import ZsError

VERBS = (
    making.demo, making.sample, office.init, office.template, office.receive, office.status,
    office.verify,
    asking.check, making.build, making.month_job, making.brief,
    asking.outlook, asking.targets, lists.top500, asking.trace, auditing.audit,
    desk.doctor, desk.lab,
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


_REMEDIES = {
    errno.ENOSPC: "the disk is full; free some space / 磁盘已满，请清理",
    errno.EDQUOT: "the quota is used up; free some space / 配额已满，请清理",
    errno.EFBIG: "the file would exceed the size limit; raise it / 文件超过大小限制，请放宽",
    errno.EROFS: "the disk is read-only; write elsewhere / 磁盘只读，请换位置",
    errno.EACCES: "no permission to write there; ask for it / 没有写入权限，请授权",
    errno.EPERM: "no permission to write there; ask for it / 没有写入权限，请授权",
}


def of_the_disk(error: OSError) -> str:
    """Say in a sentence what the disk refused and what helps; nothing half-written stays."""
    remedy = _REMEDIES.get(error.errno or 0)
    if remedy is None:
        return str(error)
    return f"{error.filename or Path.cwd()}: {remedy}; then run this again / 然后重新运行"


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
    except ZsError as error:
        click.echo(f"zs: {error}", err=True)
        code = WRONG
    except OSError as error:
        click.echo(f"zs: {of_the_disk(error)}", err=True)
        code = WRONG
    raise SystemExit(code or FINE)
