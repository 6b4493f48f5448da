"""Workers: processes and a Dask cluster behind one plain executor."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import Executor
from contextlib import contextmanager, suppress

import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics import workers
from zsanalytics.cli import main
from zsanalytics.errors import RequestError
from zsanalytics.sample.writer import write_sample


def test_processes_and_a_cluster_at_once_are_refused():
    with (
        pytest.raises(RequestError, match=r"^jobs and cluster: give one of them, not both"),
        zs.open_executor(2, cluster="tcp://127.0.0.1:1"),
    ):
        pass


def test_without_distributed_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = (
        r'^cluster tcp://127.0.0.1:1: needs the package distributed, .* "zsanalytics\[cluster\]"$'
    )
    with pytest.raises(RequestError, match=said), zs.open_executor(cluster="tcp://127.0.0.1:1"):
        pass


def test_a_worker_process_that_died_is_one_sentence():
    with (
        pytest.raises(RequestError, match=r"^a worker process died, expected all to live; run it"),
        zs.open_executor(1) as executor,
    ):
        executor.submit(os._exit, 1).result()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_workers_end_when_the_process_that_hired_them_is_killed():
    code = (
        "import os, signal, zsanalytics as zs\n"
        "if __name__ == '__main__':\n"
        "    with zs.open_executor(1) as executor:\n"
        "        executor.submit(os.getpid).result()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=50)
    assert done.returncode == -signal.SIGKILL  # the pipe is closed only once the worker has ended


@pytest.mark.parametrize("verb", ["build", "month", "check"])
def test_jobs_and_cluster_on_the_command_line_are_wrong_use(verb, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "2024-09").mkdir()
    what = ["2024-09"] if verb == "check" else ["--month", "2024-09"]
    with pytest.raises(SystemExit) as ended:
        main([verb, *what, "--jobs", "2", "--cluster", "tcp://127.0.0.1:1"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("zs: jobs and cluster: give one of them, not both")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.slow
def test_no_scheduler_is_one_sentence(monkeypatch):
    monkeypatch.setattr(workers, "CONNECT", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    said = f"^cluster {address}: no scheduler answers there within 1 s; start one with: dask"
    with pytest.raises(RequestError, match=said), zs.open_executor(cluster=address):
        pass


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(300):
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)


@contextmanager
def cluster(folder, workers):
    """A scheduler and workers as processes on loopback: its address, and the workers."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask, at = [sys.executable, "-m", "dask"], ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = [*dask, "scheduler", *at, "--port", str(port)]
    worker = [*dask, "worker", address, *at, "--nthreads", "1", "--no-nanny"]
    running = [subprocess.Popen(scheduler, **quiet, cwd=folder)]
    running += [subprocess.Popen(worker, **quiet, cwd=folder) for _ in range(workers)]
    try:
        wait_for(port)
        yield address, running[1:]
    finally:
        for process in running[::-1]:
            process.kill()
            process.wait()


class Murderous(Executor):
    """Kills a worker once some tasks are done."""

    def __init__(self, executor, victim, after):
        self.executor, self.victim, self.left = executor, victim, after

    def submit(self, work, /, *arguments):
        future = self.executor.submit(work, *arguments)
        future.add_done_callback(self._count)
        return future

    def _count(self, _):
        self.left -= 1
        if self.left == 0:
            self.victim.send_signal(signal.SIGKILL)


@pytest.mark.slow
def test_a_cluster_with_a_worker_killed_in_mid_run_reads_what_one_process_reads(tmp_path):
    write_sample(tmp_path, first="2024-09", last="2024-09", ledgers=())
    folder = tmp_path / "2024-09"
    alone = zs.intake(folder, "2024-09")
    with (
        cluster(tmp_path, workers=2) as (address, hired),
        zs.open_executor(cluster=address) as executor,
    ):
        executor._client.wait_for_workers(2)
        murderous = Murderous(executor, hired[0], after=4)
        together = zs.intake(folder, "2024-09", executor=murderous)
        assert hired[0].wait(timeout=10) == -signal.SIGKILL
        assert hired[1].poll() is None
        replayed = zs.replay(together.panel, months=(6,), executor=executor)
    for name, frame in alone._asdict().items():
        pd.testing.assert_frame_equal(frame, getattr(together, name), obj=name)
    pd.testing.assert_frame_equal(replayed, zs.replay(alone.panel, months=(6,)))


@pytest.mark.slow
def test_a_cluster_without_workers_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "CONNECT", 3)
    with cluster(tmp_path, workers=0) as (address, _):
        said = f"^cluster {address}: has no worker, expected one at least; start some with: dask"
        with pytest.raises(RequestError, match=said), zs.open_executor(cluster=address):
            pass
