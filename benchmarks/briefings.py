"""Time a batch of briefings against plain papermill and nbconvert, one after another.

    cd PROJECT; python benchmarks/briefings.py --month 2024-09 [--regions 16] [--jobs 2]

Both do the same briefings in the same run, in a project whose panel is built. The batch makes four
formats of each; the plain way makes the executed notebook and nbconvert's page only.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from zsanalytics import store
from zsanalytics.briefing.batch import all_regions, brief
from zsanalytics.briefing.request import notebook_path

FORMATS = ("html", "pdf", "docx", "xlsx")


def main() -> None:
    """Print the seconds of both ways, their ratio, and the largest process of the batch."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--month", default="2024-09")
    parser.add_argument("--regions", type=int, default=16)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    regions = all_regions(given.month)[: given.regions]
    began = time.perf_counter()
    done = brief(given.month, regions=regions, formats=FORMATS, jobs=given.jobs)
    quick = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    plain = sum(plainly(given.month, region) for region in regions)
    print(f"{len(regions)} briefings, {(done['status'] == 'published').sum()} files published")
    print(f"batch of 4 formats, {given.jobs} processes: {quick:.1f} s, largest {peak:.0f} MB")
    print(f"papermill + nbconvert, one by one: {plain:.1f} s; ratio {quick / plain:.3f}")


def plainly(asof: str, region: str) -> float:
    """Give the seconds of papermill and nbconvert for one region, as two commands."""
    project = store.project_folder()
    source = str(notebook_path(project, "monthly_briefing"))
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out.ipynb")
        told = ["-p", "asof", asof, "-p", "region", region, "--no-progress-bar"]
        began = time.perf_counter()
        for command in (
            ["papermill", source, out, *told],
            ["nbconvert", "--to", "html", "--no-input", out],
        ):
            subprocess.run(
                [sys.executable, "-m", *command], check=True, cwd=project, capture_output=True
            )
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
