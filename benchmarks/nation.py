"""The whole country: one month taken in, measured and forecast, and briefings of a sample.

    python benchmarks/nation.py [--provinces 31] [--briefings 100] [--jobs 2] [--cluster ADDRESS]

31 provinces, 340 prefectures and 2,850 counties with ten years of monthly reports are made up
(`nation_data`); making them is not timed. Then every province is one task of an executor: its
workbooks are read beside its past, its panel is completed, checked, measured, forecast and stored.
After 1, 4, 8, 16 and 31 provinces a line tells seconds of the clock, seconds of the processors
(which other work on the machine changes little; by step, without the guarded children that parse),
rows, and the memory of all processes together. At the end the nation is added up from the
provinces' files, DuckDB asks them a question, and ``zs.brief`` makes the briefings of a random
sample of all regions.
"""

from __future__ import annotations

import argparse
import functools
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import nation_data as made
import pandas as pd

import zsanalytics as zs
from zsanalytics import month, store
from zsanalytics.codebook import Codebook, build_codebook
from zsanalytics.forms.columns import load_forms
from zsanalytics.schema import PANEL, PROJECTS, RECORDS, conform

TOLD_AFTER = (1, 4, 8, 16, 31)
STEPS = ("intake", "complete", "check", "measures", "outlook", "store")


def make(project: Path, number: int) -> int:
    """Make a province's project: codelists, targets, the past, a workbook a unit."""
    made.write_codes(project, number)
    book = store.project_book(project)
    forms = load_forms(book.codelist("forms.toml"))
    projects = made.ledgers(book, number)
    now = made.of_september(projects, forms, book)
    made.write_targets(project, now)
    zs.export_panel(made.past(now, book, number), project / "past", book=book)
    folder = project / store.RAW / made.ASOF
    for unit, content in made.workbooks(book, forms, now, projects):
        store.replace_file(folder / f"{unit}.xlsx", content)
    return len(book.regions)


class Done(NamedTuple):
    """What became of a province: seconds by step, and how much of what."""

    seconds: dict[str, float]
    counts: dict[str, int]


def province(project: Path, whole: Path) -> Done:
    """Do the month of a province: read, complete, check, measure, forecast, store."""
    seconds: dict[str, float] = {}
    timed = functools.partial(_timed, seconds)
    book, targets = store.project_book(project), store.project_targets(project)
    past = zs.read_panel(project / "past")
    folder = project / store.RAW / made.ASOF
    taken = timed("intake", lambda: zs.intake(folder, made.ASOF, book, previous=past))
    panel = timed("complete", lambda: _complete(past, taken, book))
    now = month.of_month(panel, made.ASOF)
    findings = timed("check", lambda: zs.check(
        now, book=book, previous=panel.drop(now.index), records=taken.records,
        projects=taken.projects, targets=targets,
    ))  # fmt: skip
    timed("measures", lambda: _measures(panel, targets, book))
    series = panel[panel["status"] != "computed"]
    ahead = timed("outlook", lambda: zs.year_end(series, made.ASOF, targets, book=book))
    timed("store", lambda: _store(project, whole, panel, taken, findings, book))
    files = len(list(folder.iterdir()))
    counts = {"workbooks": files, "rows": len(panel), "projects": len(taken.projects),
              "series": len(ahead), "findings": len(findings)}  # fmt: skip
    return Done(seconds, counts)


def _timed(seconds: dict[str, float], step: str, work: Callable[[], Any]) -> Any:
    start = time.process_time()
    answer = work()
    seconds[step] = time.process_time() - start
    return answer


def _complete(past: pd.DataFrame, taken: zs.Intake, book: Codebook) -> pd.DataFrame:
    panel = month.newest([past, taken.panel])
    return month.with_computed(panel, taken.projects, book)


def _measures(panel: pd.DataFrame, targets: pd.DataFrame, book: Codebook) -> None:
    """Compute all that a bulletin prints, for every region and month."""
    top = book.root
    grown = panel.pipe(zs.monthly, book=book).pipe(zs.growth, book=book)
    zs.completion(panel, targets, book=book)
    zs.share(panel, of=top, book=book)
    zs.contribution(panel, of=top, book=book)
    zs.rank(grown, by="growth", among=book.members(top))


def _store(
    project: Path, whole: Path, panel: pd.DataFrame, taken: zs.Intake, findings: pd.DataFrame,
    book: Codebook,
) -> None:  # fmt: skip
    """Keep the province's vintage, for its briefings, and its part of the nation's panel."""
    manifest = month.manifest_of(project, made.ASOF)
    vintage = store.Vintage(
        conform(panel, PANEL), conform(taken.projects, PROJECTS), conform(taken.records, RECORDS),
        findings, manifest, store.vintage_path(project, made.ASOF, manifest),
    )  # fmt: skip
    store.write_vintage(vintage, project)
    zs.export_panel(panel, whole, book=book)


def nation(whole: Path) -> tuple[int, float]:
    """Add the nation up from its provinces' files, forecast and rank; give rows and seconds."""
    start = time.perf_counter()
    top = zs.by_province(whole, made.provincial)
    names = sorted(top["region"].unique())
    entry = {"code": "", "short": "", "member": True, "aliases": (), "source": ""}
    rows = [{**entry, "region": "全国", "level": "nation", "parent": ""}]
    rows += [{**entry, "region": name, "level": "province", "parent": "全国"} for name in names]
    book = build_codebook(rows, list(zs.load_codebook().entries.values()), [])
    panel = zs.add_total(top, "全国", book=book)
    zs.rank(panel.pipe(zs.growth), by="growth", among=book.members("全国"))
    zs.year_end(panel, made.ASOF, book=book)
    return len(panel), time.perf_counter() - start


QUESTION = """
    SELECT now.province, sum(now.value) / sum(before.value) - 1 AS growth
    FROM panel AS now JOIN panel AS before USING (region, indicator, segment, month)
    WHERE now.year = 2024 AND before.year = 2023 AND month = 9 AND segment = '来源地=省外'
      AND indicator = 'funds_in_place' AND region = now.province
    GROUP BY ALL ORDER BY growth DESC
"""


def asked(whole: Path) -> tuple[int, float]:
    """Ask DuckDB for the provinces' growth; give rows and seconds."""
    start = time.perf_counter()
    with duckdb.connect() as database:
        database.execute(
            f"CREATE VIEW panel AS SELECT * FROM read_parquet('{whole}/*/*/*.parquet', "
            "hive_partitioning = true)"
        )
        rows = database.execute(QUESTION).fetchall()
    return len(rows), time.perf_counter() - start


def brief(projects: list[Path], count: int, jobs: int | None) -> tuple[int, float]:
    """Make the briefings of a random sample of all regions; give published files and seconds."""
    choice = random.Random(1)
    regions = [(project, name) for project in projects
               for name in store.project_book(project).regions["region"]]  # fmt: skip
    sample = choice.sample(regions, min(count, len(regions)))
    start, published = time.perf_counter(), 0
    for project in projects:
        names = [name for place, name in sample if place == project]
        os.environ["ZS_PROJECT"] = str(project)
        done = zs.brief(made.ASOF, regions=names, jobs=jobs) if names else pd.DataFrame()
        published += int((done["status"] == "published").sum()) if names else 0
    return published, time.perf_counter() - start


class Watch(threading.Thread):
    """Looks five times a second at this process and all below it: memory held, processors used."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self.largest, self.over = 0, 0, threading.Event()
        self._spent: dict[int, float] = {}

    def run(self) -> None:
        """Look until told that it is over."""
        while not self.over.wait(0.2):
            family = list(_family(os.getpid()))
            held = [_resident(process) for process in family]
            self.peak, self.largest = max(self.peak, sum(held)), max(self.largest, *held)
            self._spent |= {process: _spent(process) for process in family}

    @property
    def spent(self) -> float:
        """Seconds of the processors so far, of those that ended too."""
        return sum(self._spent.values())


def _family(process: int) -> Iterator[int]:
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            below = task.read_text().split()
        except OSError:  # it has just ended
            continue
        for child in below:
            yield from _family(int(child))


def _resident(process: int) -> int:
    """Give a process's resident memory in MB, pages shared with others counted in part."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith("Pss:")), 0)


def _spent(process: int) -> float:
    """Give the processor seconds of a process."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--provinces", type=int, default=made.PROVINCES)
    parser.add_argument("--briefings", type=int, default=100)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--cluster")
    parser.add_argument("--to", type=Path, help="a folder that the workers see too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.to) as folder:
        run(Path(folder), given)


def run(folder: Path, given: argparse.Namespace) -> None:
    """Make the nation, then do its month."""
    whole = folder / "panel"
    projects = [folder / f"{number + 11}" for number in range(given.provinces)]
    jobs = None if given.cluster else given.jobs
    with zs.open_executor(jobs, cluster=given.cluster) as executor:
        regions = sum(executor.map(make, projects, range(len(projects))))
        print(f"{regions:,} regions made", flush=True)
        watch = Watch()
        watch.start()
        time.sleep(1)  # it has seen what was spent so far
        start, before, done = time.perf_counter(), watch.spent, []
        print("provinces workbooks rows projects series | clock, processors | " + " ".join(STEPS)
              + " | MB together, largest")  # fmt: skip
        for one in executor.map(province, projects, [whole] * len(projects)):
            done.append(one)
            if len(done) in TOLD_AFTER or len(done) == len(projects):
                _tell(done, time.perf_counter() - start, watch.spent - before, watch)
    print("nation: {:,} rows, {:.1f} s".format(*nation(whole)))
    print("DuckDB: {:,} rows, {:.2f} s".format(*asked(whole)))
    before = watch.spent
    files, seconds = brief(projects, given.briefings, given.jobs)
    print(f"briefings: {files} files published | {seconds:.1f} {watch.spent - before:.1f} | "
          f"{watch.peak:,} {watch.largest:,}")  # fmt: skip
    watch.over.set()


def _tell(done: list[Done], clock: float, spent: float, watch: Watch) -> None:
    counts = pd.DataFrame([one.counts for one in done]).sum()
    seconds = pd.DataFrame([one.seconds for one in done]).sum()
    told = " ".join(f"{counts[name]:,}" for name in ("workbooks", "rows", "projects", "series"))
    steps = " ".join(f"{seconds[step]:.1f}" for step in STEPS)
    memory = f"{watch.peak:,} {watch.largest:,}"
    print(f"{len(done)} {told} | {clock:.1f} {spent:.1f} | {steps} | {memory}", flush=True)


if __name__ == "__main__":
    main()
