"""The child process: reads one request after another, parses under limits, answers.

A request is a line of JSON (the path). An answer is a byte sent as soon as the file is taken, then
eight bytes of length, a byte that says whether the child is worn (1: start another) and a pickle
of ``("read", kind, sheets)`` or ``("refused", sentence)``. The child ends when its input does.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import stat
import sys
from collections.abc import Callable
from typing import Any

from .grid import UnfitError
from .sniff import parse

try:
    import resource
    import signal
except ImportError:  # Windows: the caller's time cap alone
    resource = signal = None  # type: ignore[assignment]

MEMORY = 1 << 30
"""Most bytes of address space."""

FILE = 64 * 1024 * 1024
"""Most bytes of a file; a ledger of 10,000 projects has about 5 million."""

FILES = 500
"""Files after which a fresh child takes over."""

HELD = 256 * 1024 * 1024
"""Most bytes that a child may hold between two files; freed memory is not all given back."""


def serve(seconds: int) -> None:
    """Answer requests until the input ends."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a parser prints is no answer
    _limit()
    gc.disable()  # a file's objects are trees: nearly all go when its answer is sent
    gc.freeze()
    held = _gauge()
    for number, line in enumerate(iter(requests.readline, b""), start=1):
        answers.write(b"\1")
        answers.flush()
        _alarm(seconds + 1)
        answer = _answer(json.loads(line))
        _alarm(0)
        worn = number >= FILES or held() > HELD
        answers.write(len(answer).to_bytes(8, "big") + bytes([worn]))
        answers.write(answer)
        answers.flush()
        if number % 25 == 0:  # what is left are rings, and few
            gc.collect()


def _answer(path: str) -> bytes:
    try:
        kind, sheets = parse(read_file(path))
        result: tuple[Any, ...] = ("read", kind, [sheet.packed() for sheet in sheets])
        return pickle.dumps(result, 5)
    except UnfitError as refusal:
        sentence = str(refusal)
    except MemoryError:
        sentence = (
            "needs more than 1 GB of memory, expected tables of ordinary size; "
            "save the tables to a new workbook and send that"
        )
    except RecursionError:
        sentence = "is nested too deeply, expected a workbook; save it again and send that"
    except Exception as error:  # whatever a parser stumbles over is that file's fault
        sentence = (
            f"cannot be read ({type(error).__name__}: {str(error)[:80]}), expected a whole "
            "workbook; open it in a spreadsheet program, save it again and send that"
        )
    return pickle.dumps(("refused", sentence), 5)


def read_file(path: str) -> bytes:
    """Read a regular file, never waiting for a pipe or a device."""
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError as error:
        raise UnfitError(
            f"cannot be opened ({error.strerror}), expected a readable file; "
            "check the path and the permissions"
        ) from error
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnfitError(
                "is no ordinary file, expected a workbook; give the path of a workbook"
            )
        data = stream.read(FILE + 1)
    if len(data) > FILE:
        raise UnfitError(
            f"has more than {FILE >> 20} MB, expected tables of ordinary size; "
            "save the tables to a new workbook and send that"
        )
    return data


def _limit() -> None:
    if resource is not None:
        for kind, amount in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(OSError, ValueError):  # a lower limit may be in force
                resource.setrlimit(kind, (amount, amount))


def _gauge() -> Callable[[], int]:
    """Make the function that tells the bytes of memory held, 0 where the system does not."""
    try:
        pages = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        return lambda: 0
    size = os.sysconf("SC_PAGE_SIZE")
    return lambda: int(os.pread(pages, 100, 0).split()[1]) * size


def _alarm(seconds: int) -> None:
    if signal is not None:
        signal.alarm(seconds)
