"""Sending: files read by workers, each sent as its bytes, so that no worker need see our disk.

Comes in: paths, and what is to be done with each. Goes out: the answers in order. Only some files
are under way at a time, so a folder of thousands takes no more memory than one of a hundred.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import TypeVar

Answer = TypeVar("Answer")

UNDER_WAY = 128
"""Files sent and not yet taken back: enough for a hundred workers."""


def by_workers(
    executor: Executor, reading: Callable[[Path], Answer], paths: Iterable[Path]
) -> Iterator[Answer]:
    """Have workers read files; give their answers in the order of the files.

    Parameters
    ----------
    executor : Executor
        Processes, or a cluster.
    reading : callable
        Reads one file; it can be pickled.
    paths : iterable of Path
        A file that cannot be opened here is read here, which says what is wrong with it.
    """
    waiting: deque[Future[Answer]] = deque()
    try:
        for path in paths:
            waiting.append(_sent(executor, reading, path))
            if len(waiting) >= UNDER_WAY:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:  # nobody wants them any more
            future.cancel()


def _sent(executor: Executor, reading: Callable[[Path], Answer], path: Path) -> Future[Answer]:
    try:
        content = path.read_bytes()
    except OSError:
        known: Future[Answer] = Future()
        known.set_result(reading(path))
        return known
    return executor.submit(read_sent, reading, path.name, content)


def read_sent(reading: Callable[[Path], Answer], name: str, content: bytes) -> Answer:
    """Read a file from its bytes under its own name, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="zs-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return reading(path)
