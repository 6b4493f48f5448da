"""Builders shared by the tests: small frames, sheets and the folder of shared data."""

import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from zsanalytics.schema import PANEL, conform

ROOT = Path(__file__).parents[1]

# the same examples in every run; ZS_RANDOM=1 looks for new ones
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("random", deadline=None)
settings.load_profile("random" if os.environ.get("ZS_RANDOM") else "same")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real figures and files; tests that need it skip without it."""
    folder = Path(os.environ.get("ZS_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"no shared data at {folder} (set ZS_SHARED)")
    return folder


@pytest.fixture
def panel():
    """Make a panel from rows of (region, year, month, value), one indicator and segment."""

    def make(rows, indicator="funds_in_place", segment="全部", status="reported"):
        frame = pd.DataFrame(rows, columns=["region", "year", "month", "value"])
        frame = frame.assign(indicator=indicator, segment=segment, status=status)
        frame["source"] = [f"表.xlsx!汇总!D{n}" for n in range(2, len(frame) + 2)]
        return conform(frame, PANEL)

    return make
