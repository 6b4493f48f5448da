"""The progress display of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def progress_display() -> Iterator[Any]:
    """Show what is being done, how far it is and the time left; silent when not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
    )
    shown: dict[str, Any] = {
        "console": console,
        "transient": True,
        "disable": not console.is_terminal,
    }
    with Progress(*columns, TimeRemainingColumn(), **shown) as bar:
        task = bar.add_task("准备")
        yield lambda what, done, total: bar.update(
            task, description=what, completed=done, total=max(total, 1)
        )
