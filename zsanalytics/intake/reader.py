"""The guard: files are parsed in a child process, so that no file can stop or kill the caller.

Comes in: a path. Goes out: plain sheets (`zsanalytics.intake.parsing.grid.Sheet` as
dictionaries). Refused: whatever is no workbook, is locked, damaged, too large or too slow, each
with a `WorkbookError`. The child is kept for the next file; it dies with its parent.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import os
import pickle
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, NamedTuple

from zsanalytics.errors import WorkbookError

SECONDS = 10
"""Most seconds for one file."""

_HUGE = 16 * 1024 * 1024
"""Bytes of an answer after which a fresh child holds less memory than the old one."""

_MOST = 1 << 30
"""Bytes of an answer that no child within its limits can send."""

_START = """\
import importlib.util, sys
spec = importlib.util.spec_from_file_location(
    "parsing", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
sys.modules["parsing"] = importlib.util.module_from_spec(spec)
from parsing.child import serve
serve(int(sys.argv[2]))
"""


class Reader:
    """One warm child and the lock that keeps its questions and answers in order.

    Parameters
    ----------
    seconds : int
        Most seconds for one file.
    """

    def __init__(self, seconds: int = SECONDS) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._hooked = False

    def read(self, path: str | Path) -> tuple[str, list[dict[str, Any]]]:
        """Read a file: (kind of file, sheets).

        Raises
        ------
        WorkbookError
            Saying what the file is instead, or what happened to its parser.
        """
        path = Path(path)
        name = shown_name(path)
        _insist_regular(path, name)
        with self._lock:
            answer = self._ask(str(path.absolute()), name)
        if answer[0] == "refused":
            raise WorkbookError(f"{name}: {answer[1]}")
        return answer[1], answer[2]

    def close(self) -> None:
        """End the child; the next file starts another."""
        with self._lock:
            self._end()

    def _ask(self, path: str, name: str) -> tuple[Any, ...]:
        request = json.dumps(path).encode() + b"\n"
        try:
            answer = self._answered(request)
            if not (answer.taken or answer.late):  # the child had ended between two files
                answer = self._answered(request)
        except BaseException:  # an answer nobody took would be taken for the next file's
            self._end()
            raise
        try:
            read: tuple[Any, ...] = _Plain(io.BytesIO(answer.data)).load()
        except (EOFError, pickle.UnpicklingError) as error:
            raise WorkbookError(f"{name}: {self._death(answer.late)}") from error
        return read

    def _answered(self, request: bytes) -> _Answer:
        """Send a request to a living child and wait for what it says, but not for too long."""
        child, expired = self._living(), threading.Event()
        timer = threading.Timer(self.seconds, _expire, (child, expired))
        timer.daemon = True
        timer.start()
        try:
            taken, data, worn = _exchange(child, request)
        finally:
            timer.cancel()
        late = expired.is_set()
        if worn or late or len(data) > _HUGE:
            self._end()
        return _Answer(taken, data, late and not data)

    def _death(self, expired: bool) -> str:
        if expired:
            return (
                f"takes more than {self.seconds} seconds to read, expected tables of ordinary "
                "size; save the tables to a new workbook and send that"
            )
        return (
            "is so damaged that its parser died, expected a whole workbook; "
            "open it in a spreadsheet program, save it as .xlsx and send that"
        )

    def _living(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = self._started()
        return self._child

    def _started(self) -> subprocess.Popen[bytes]:
        if not self._hooked:
            self._hooked = True
            atexit.register(self.close)
            if hasattr(os, "register_at_fork"):
                os.register_at_fork(after_in_child=self._forget)
        folder = Path(__file__).parent / "parsing"
        try:
            return subprocess.Popen(
                [sys.executable, "-P", "-c", _START, str(folder), str(self.seconds)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                bufsize=0, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError as error:
            raise WorkbookError(
                f"no process to read workbooks in ({error.strerror}), expected to start "
                f"{sys.executable!r}; close other programs or start again"
            ) from error

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            _close(child)
            child.wait()

    def _forget(self) -> None:
        """Leave the child to the process that started it: after a fork there are two of us."""
        self._lock = threading.Lock()
        child, self._child = self._child, None
        if child is not None:
            _close(child)  # our ends only; unbuffered, so nothing is written
            child.returncode = 0


def shown_name(path: Path) -> str:
    """Give a file's base name; what is no character in it is shown as ``?``."""
    return (path.name or str(path)).encode("utf-8", "replace").decode()


def _close(child: subprocess.Popen[bytes]) -> None:
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def _expire(child: subprocess.Popen[bytes], expired: threading.Event) -> None:
    expired.set()
    child.kill()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise WorkbookError("no pipe to the parsing process, expected two; start again")
    return stream


class _Answer(NamedTuple):
    """Whether the child began with the file, what it said, and whether it was stopped."""

    taken: bool
    data: bytes
    late: bool


def _exchange(child: subprocess.Popen[bytes], request: bytes) -> tuple[bool, bytes, bool]:
    """Ask: whether the child took the request, its answer if any, and whether it is worn."""
    requests, answers = _pipe(child.stdin), _pipe(child.stdout)
    try:
        requests.write(request)
    except OSError:  # a broken pipe
        return False, b"", True
    taken = answers.read(1) != b""
    head = _exactly(answers, 9) if taken else b""
    size = int.from_bytes(head[:8], "big")
    data = _exactly(answers, size) if size <= _MOST else b""
    return taken, data, not data or head[8] > 0


_CLASSES = frozenset(("array.array", "array._array_reconstructor", "datetime.datetime"))


class _Plain(pickle.Unpickler):
    """Takes plain data only: what a file may have made of its parser runs nothing here."""

    def find_class(self, module: str, name: str) -> Any:
        """Give what answers are made of beside numbers, texts, lists and dictionaries."""
        if f"{module}.{name}" not in _CLASSES:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    pieces, missing = [], size
    while missing and (piece := stream.read(min(missing, 1 << 20))):
        pieces.append(piece)
        missing -= len(piece)
    return b"" if missing else b"".join(pieces)


def _insist_regular(path: Path, name: str) -> None:
    """Refuse what is no ordinary file before anything opens it."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WorkbookError(
            f"{name}: cannot be opened ({reason}), expected a workbook; check the path"
        ) from error
    if not stat.S_ISREG(mode):
        found = "a folder" if stat.S_ISDIR(mode) else "a pipe, socket or device"
        raise WorkbookError(f"{name}: is {found}, expected a workbook; give the path of a workbook")


READER = Reader()
"""The reader that every thread of this process shares."""
