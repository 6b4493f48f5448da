"""Starting: what the package adds to pandas and to Python, and how soon the command line answers.

Run ``python benchmarks/start.py [RUNS]`` (11 by default). Each line is a fresh process; the runs of
all lines take turns, so that other work on the machine meets all of them alike. Printed are the
medians of the seconds and of the seconds more than the line's own yardstick in the same turn.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

FIRST_USE = "import pandas, zsanalytics as zs; zs.load_codebook; zs.growth; zs.completion; zs.at"
LINES = {
    "python": ("-c", "pass"),
    "import pandas": ("-c", "import pandas"),
    "import pandas, zsanalytics": ("-c", "import pandas, zsanalytics"),
    "… and its measures": ("-c", FIRST_USE),
    "import zsanalytics": ("-c", "import zsanalytics"),
    "zs --help": ("-m", "zsanalytics.cli", "--help"),
    "zs brief --help": ("-m", "zsanalytics.cli", "brief", "--help"),
}
YARDSTICK = {
    "import pandas, zsanalytics": "import pandas",
    "… and its measures": "import pandas",
}


def seconds(arguments: tuple[str, ...]) -> float:
    """Time one fresh process."""
    start = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[1])
    return time.perf_counter() - start


def main(runs: int) -> None:
    """Print a line a start."""
    turns = [{name: seconds(line) for name, line in LINES.items()} for _ in range(runs + 1)][1:]
    for name in LINES:
        than = YARDSTICK.get(name, "python")
        more = statistics.median(turn[name] - turn[than] for turn in turns)
        middle = statistics.median(turn[name] for turn in turns)
        print(f"{name:<28}{middle:7.3f} s  {more:+.3f} s beside {than}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 11)
