"""The demonstration: sample workbooks of a project folder, and the published series beside them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import CODES
from zsanalytics.display import Progress, quiet
from zsanalytics.sample.writer import write_sample


def install_published(project: Path) -> None:
    """Put the province's published series into ``data/raw/published/`` where it is not there."""
    folder = project / store.RAW / store.PUBLISHED
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted((CODES / "published").iterdir()):
        if not (folder / source.name).exists():
            shutil.copyfile(source, folder / source.name)


def write_demo_workbooks(
    to: Path, *, first: str = "2022-01", last: str = "2024-09", progress: Progress = quiet
) -> pd.DataFrame:
    """Write the sample workbooks of 14 prefectures and 兰州新区, a folder a month."""
    return write_sample(to, first=first, last=last, progress=progress)
