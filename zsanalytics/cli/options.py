"""Exit codes and the options that several verbs share."""

from __future__ import annotations

import click

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
    "--all", "everyone", is_flag=True, help="本级及各单位 / the office's own region and its units"
)
format_option = click.option(
    "--format", "formats", multiple=True, callback=listed, default=("html,pdf",), metavar="F[,F]",
    help="格式 / formats (html, pdf)", show_default=True,
)  # fmt: skip
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="并行进程数 / processes at once"
)
cluster_option = click.option(
    "--cluster", metavar="ADDRESS",
    help="Dask集群地址，代替本机进程 / scheduler of a Dask cluster, in place of processes here",
)  # fmt: skip
