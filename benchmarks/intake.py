"""Intake of real-sized workbooks: its time beside a raw read of the same files, and its memory.

Run ``python benchmarks/intake.py [FILES]`` (500 files by default for the long batch; 0: none).
Each workbook holds the summary tables of one unit in that unit's own layout and its ledger, 330
projects on average (`zsanalytics.sample`, July 2024). *Raw* is python-calamine's value of every
cell of every sheet as Python lists, in this process: no formats, hidden rows, formulas or guard;
*pandas* is `read_excel` of all sheets by the same engine. *Intake* is `zs.intake`: guarded
reading, records, projects, folder checks, panel; *checked* adds `zs.check` of panel, records and
projects. All are the best of some runs taken in turn; ``own`` is the processor time of this
process, which a busy machine changes little.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import python_calamine

import zsanalytics as zs
from zsanalytics.intake.parsing import child
from zsanalytics.intake.parsing.sniff import parse
from zsanalytics.intake.reader import READER
from zsanalytics.sample import plan, sheets
from zsanalytics.sample.ledger import ledger
from zsanalytics.sample.writer import make, report

LAYOUTS = {"定西市": "subtotalled"}  # usually a text file, which has no room for a ledger
RUNS = 5


def write_month(folder: Path, year: int, month: int) -> list[Path]:
    """Write one workbook a unit: its summary tables and its ledger."""
    folder.mkdir(parents=True)
    paths = []
    for unit in plan.units():
        own = report(unit, year, month)
        book = make(own, layouts=LAYOUTS)
        book.sheets += ledger(own).sheets
        paths.append(sheets.write(book, folder))
    return paths


def raw(paths: list[Path]) -> int:
    """Read every sheet of every workbook with calamine alone; give the number of rows."""
    rows = 0
    for path in paths:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                rows += len(book.get_sheet_by_name(name).to_python())
    return rows


def by_pandas(paths: list[Path]) -> None:
    """Read every sheet of every workbook into a DataFrame with the same engine."""
    for path in paths:
        pd.read_excel(path, engine="calamine", sheet_name=None, header=None)


def in_process(paths: list[Path]) -> None:
    """Parse as the child does, without a child."""
    for path in paths:
        parse(child.read_file(str(path)))


def guarded(paths: list[Path]) -> None:
    """Parse in the warm child and take its answers."""
    for path in paths:
        READER.read(path)


def checked(folder: Path) -> None:
    """Take a folder and check what it held, as ``zs check`` does."""
    taken = zs.intake(folder, folder.name)
    zs.check(taken.panel, records=taken.records, projects=taken.projects)


def best(*jobs: Callable[[], Any]) -> list[tuple[float, float]]:
    """Time jobs in turn; give the least seconds and processor seconds of each."""
    taken: list[list[tuple[float, float]]] = [[] for _ in jobs]
    for run in range(RUNS + 1):
        for job, times in zip(jobs, taken, strict=True):
            start, own = time.perf_counter(), time.process_time()
            job()
            if run:  # the first one warms caches and the child
                times.append((time.perf_counter() - start, time.process_time() - own))
    return [(min(wall for wall, _ in times), min(own for _, own in times)) for times in taken]


def compare(root: Path) -> None:
    """Print the times of fifteen workbooks."""
    folder = root / "2024-07"
    paths = write_month(folder, 2024, 7)
    size = sum(path.stat().st_size for path in paths) / 1e6
    projects = len(zs.intake(folder, "2024-07").projects)
    print(f"{len(paths)} workbooks, {size:.1f} MB, {raw(paths):,} rows, {projects:,} projects")
    jobs: dict[str, Callable[[], Any]] = {
        "raw calamine": lambda: raw(paths),
        "pandas with calamine": lambda: by_pandas(paths),
        "parsed in this process": lambda: in_process(paths),
        "parsed in the child": lambda: guarded(paths),
        "cells": lambda: [zs.read_cells(path) for path in paths],
        "intake": lambda: zs.intake(folder, "2024-07"),
        "intake and checked": lambda: checked(folder),
    }
    times = dict(zip(jobs, best(*jobs.values()), strict=True))
    for name, (wall, own) in times.items():
        ratio = wall / times["raw calamine"][0]
        print(f"{name:<24}{wall:7.3f} s  own {own:6.3f} s  ×{ratio:.2f} raw")
    guard = times["parsed in the child"][0] / times["parsed in this process"][0] - 1
    print(f"the guard costs {guard:+.0%}")


def resident(process: int) -> int:
    """Give a process's resident memory in MB (Linux; else 0)."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE") >> 20


def family(process: int) -> Iterator[int]:
    """Give the processes below one, itself included."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for below in task.read_text().split():
            yield from family(int(below))


def batch(root: Path, files: int, executor: Executor) -> None:
    """Print speed and memory over many months, taken one after the other by two processes."""
    spent, done = 0.0, 0
    months = [(year, month) for year in (2022, 2023, 2024, 2025) for month in range(2, 13)]
    print(f"{'files':>5} {'seconds':>8} {'a second':>9}  resident MB: this process, then workers "
          "and their children")  # fmt: skip
    for year, month in months:
        folder = root / f"{year}-{month:02d}"
        count = len(write_month(folder, year, month))
        start = time.perf_counter()
        zs.intake(folder, folder.name, executor=executor)
        spent, done = spent + time.perf_counter() - start, done + count
        last = done >= files
        if done % 100 < count or last:
            memory = " ".join(str(resident(process)) for process in family(os.getpid()))
            print(f"{done:>5} {spent:8.2f} {done / spent:9.1f}  {memory}")
        if last:
            return


def main(files: int) -> None:
    """Print all tables."""
    with tempfile.TemporaryDirectory() as root:
        compare(Path(root) / "few")
        if files:
            with ProcessPoolExecutor(2) as executor:
                batch(Path(root) / "many", files, executor)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
