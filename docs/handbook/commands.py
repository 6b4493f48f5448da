"""All commands with their options, from the command line's own help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from handbook.markdown import save
from zsanalytics.cli import zs

INTRODUCTION = """\
# 命令一览

每个命令都可以加 `--help` 看说明；没有启用环境时把 `zs` 写作 `python3 run.py`。
退出码：0 正常；1 有“错误”级的问题，或有通报没有出成；2 用法不对，或文件读不出来。

"""


def write(generated: Path) -> None:
    """Write the page under a folder."""
    parts = [f"## {name}\n\n```text\n{text}\n```\n" for name, text in helps(zs, "zs")]
    save(generated / "commands.md", INTRODUCTION + "\n".join(parts))


def helps(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """Give the help of every command below one, in order."""
    if isinstance(command, click.Group):
        for verb, below in command.commands.items():
            yield from helps(below, f"{name} {verb}")
        return
    with click.Context(command, info_name=name, max_content_width=88, terminal_width=88) as context:
        yield name, command.get_help(context)
