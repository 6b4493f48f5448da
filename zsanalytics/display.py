"""Progress: what a run tells of itself, and how the command line shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def quiet(what: str, done: int, total: int) -> None:
    """Say nothing: the progress of a library call."""


@contextmanager
def progress_display() -> Iterator[Any]:
    """Show what is being done, how far it is and the time left; silent when not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

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
    with Bar(*columns, TimeRemainingColumn(), **shown) as bar:
        task = bar.add_task("准备")
        yield lambda what, done, total: bar.update(
            task, description=what, completed=done, total=max(total, 1)
        )
