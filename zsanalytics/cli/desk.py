"""Verbs of the desk: is the installation sound, and open JupyterLab."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from zsanalytics.cli.options import ERRORS, FINE


@click.command()
def doctor() -> int:
    """检查运行环境 / Check the installation: what is missing and how to get it."""
    from zsanalytics.doctor import examine

    found = list(examine(Path.cwd()))
    for item in found:
        click.echo(f"{'✓' if item.fine else '✗'} {item.what}: {item.found}")
        if not item.fine:
            click.echo(f"    → {item.remedy}")
    return FINE if all(item.fine for item in found) else ERRORS


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(options: tuple[str, ...]) -> int:
    """打开 JupyterLab / Open JupyterLab on the notebooks.

    当前文件夹没有 notebooks/ 时，先放入入门笔记本（已有的从不覆盖）；其余选项交给 JupyterLab，
    如 --no-browser --port 8890。

    Puts the ladder of notebooks into a folder that has none; further options go to JupyterLab.
    """
    import subprocess

    from zsanalytics.ladder import NOTEBOOKS, install_ladder

    copied = install_ladder(Path.cwd())
    if copied:
        click.echo(f"入门笔记本 / notebooks: {len(copied)} → {copied[0].parent}")
    if not (Path.cwd() / "data").is_dir():
        click.echo("还没有数据，先运行 zs demo / no data yet: run zs demo first")
    return subprocess.call([sys.executable, "-m", "jupyterlab", *options, NOTEBOOKS])
