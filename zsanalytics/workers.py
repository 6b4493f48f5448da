"""Workers: those who share out the work that can be split, as a plain executor.

Whatever fans out takes a `concurrent.futures.Executor`: reading files (`intake`, `build`), replays
of past years (`replay`), provinces (`by_province`), briefings (`brief`). Processes of this machine
are the ordinary one; a Dask cluster is another. A file to be read travels to its worker as its
bytes, so a worker need not see our disk; for briefings the project's folder has to be shared.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from multiprocessing.connection import wait
from typing import Any

from zsanalytics.errors import RequestError

CONNECT = 15
"""Seconds within which a scheduler has to answer and a worker to be there."""


@contextmanager
def open_executor(jobs: int | None = None, *, cluster: str | None = None) -> Iterator[Executor]:
    """Executor of this machine's processes, or of a Dask cluster, for the time of a block.

    打开一组工作进程或 Dask 集群，用完即关。

    Parameters
    ----------
    jobs : int, optional
        Processes at once; by default as many as there are processors.
    cluster : str, optional
        The address of a Dask scheduler, such as ``"tcp://10.0.0.5:8786"``. Its workers must have
        this version of the package; a task whose worker died is given to another one.

    Raises
    ------
    RequestError
        If both are given, `distributed` is not installed, the scheduler does not answer or has no
        worker, a worker has another version, or the workers died of a task.

    Examples
    --------
    >>> with open_executor(1) as executor:
    ...     list(executor.map(abs, [-1, 2]))
    [1, 2]
    """
    if jobs is not None and cluster is not None:
        raise RequestError("jobs and cluster: give one of them, not both; a cluster has workers")
    if cluster is not None:
        with _client(cluster) as client, _said(cluster):
            yield client.get_executor(pure=False)
        return
    fresh = multiprocessing.get_context("spawn")  # a process with threads must not be forked
    with ProcessPoolExecutor(jobs, mp_context=fresh, initializer=_end_with_parent) as executor:
        try:
            yield executor
        except BrokenExecutor as error:
            raise RequestError(
                "a worker process died, expected all to live; run it again, "
                "with fewer jobs if memory ran out"
            ) from error


def _end_with_parent() -> None:
    """Let this worker end when the process that started it is killed: nobody else would end it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_end, args=(parent.sentinel,), daemon=True).start()


def _wait_and_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _client(address: str) -> Any:
    """Connect to a scheduler whose workers can do our work."""
    try:
        import distributed
    except ImportError as error:
        raise RequestError(
            f"cluster {address}: needs the package distributed, which is not installed; "
            'run: pip install "zsanalytics[cluster]"'
        ) from error
    try:
        make: Any = distributed.Client
        client = make(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RequestError(
            f"cluster {address}: no scheduler answers there within {CONNECT} s; "
            "start one with: dask scheduler"
        ) from error
    try:
        _insist_on_workers(client, address)
    except BaseException:
        client.close()
        raise
    return client


def _insist_on_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=CONNECT)
    except TimeoutError as error:
        raise RequestError(
            f"cluster {address}: has no worker, expected one at least; "
            f"start some with: dask worker {address}"
        ) from error
    own = version("zsanalytics")
    for worker, found in client.run(_version, on_error="return").items():
        if found != own:
            raise RequestError(
                f"cluster {address}: worker {worker} has zsanalytics {found}, expected {own}; "
                "install this version there"
            )


def _version() -> str:
    return version("zsanalytics")


@contextmanager
def _said(address: str) -> Iterator[None]:
    """Say in a sentence what became of a cluster in mid-run."""
    from distributed import KilledWorker
    from distributed.comm.core import CommClosedError

    try:
        yield
    except (KilledWorker, CommClosedError) as error:
        raise RequestError(
            f"cluster {address}: its workers died again and again of a task, or its scheduler "
            "went away; look into their logs, then run this again"
        ) from error
