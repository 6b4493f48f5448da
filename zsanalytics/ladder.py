"""The ladder of notebooks for the analyst: where they are shipped, and a copy for one's folder."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

NOTEBOOKS = "notebooks"
_STEP = re.compile(r"\d\d_")


def shipped() -> list[Path]:
    """List the steps of the ladder that come with the package, in order."""
    package = Path(__file__).parent
    shelves = [package / NOTEBOOKS, package.parent / NOTEBOOKS]  # installed, or a checkout
    found = [sorted(shelf.glob("*.ipynb")) for shelf in shelves]
    return next(
        (steps for shelf in found if (steps := [path for path in shelf if _STEP.match(path.name)])),
        [],
    )


def install_ladder(folder: str | Path) -> list[Path]:
    """Put the ladder into ``notebooks/`` of a folder that has none; what is there is left alone.

    Parameters
    ----------
    folder : path
        A project's folder.

    Returns
    -------
    list of Path
        The notebooks copied; empty where ``notebooks/`` was there already.
    """
    place = Path(folder) / NOTEBOOKS
    if place.exists():
        return []
    place.mkdir(parents=True)
    return [Path(shutil.copyfile(path, place / path.name)) for path in shipped()]
