"""The rhythm: which briefings an office makes in a month (月跟进、季考核、半年督查、年终总评).

``[rhythm]`` of ``data/office.toml`` names the notebooks that are due every month, at the end of a
quarter, in June and in December. What is not for the month is refused before anything runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zsanalytics.briefing.batch import MAIN
from zsanalytics.briefing.imprint import PLACE, read_office
from zsanalytics.briefing.request import checked_month, notebook_path
from zsanalytics.errors import CodebookError
from zsanalytics.periods import parse_asof

MONTHS = {"月": tuple(range(1, 13)), "季": (3, 6, 9, 12), "半年": (6,), "年": (12,)}
"""The months in which what is named under a word is due; the second half-year ends the year."""


def due(project: Path, asof: str) -> tuple[str, ...]:
    """Give the notebooks that an office makes for a month, the most frequent first.

    Parameters
    ----------
    project : Path
        The project's folder. Without ``[rhythm]`` in its ``data/office.toml``, the monthly
        briefing is all.
    asof : str
        The month, such as ``"2024-09"``.

    Raises
    ------
    CodebookError
        If the rhythm has an unknown word, or names no list of notebooks.
    RequestError
        If a notebook is unknown, or not for the month in which it is due.
    """
    _, month = parse_asof(asof)
    told = _checked(project / PLACE, read_office(project).get("rhythm", {"月": [MAIN]}))
    named = [name for word, months in MONTHS.items() if month in months for name in told[word]]
    for name in named:
        checked_month(notebook_path(project, name), asof)
    return tuple(dict.fromkeys(named))


def _checked(path: Path, told: Mapping[str, Any]) -> dict[str, list[str]]:
    """Refuse a rhythm that cannot be followed."""
    strange = sorted(set(told) - set(MONTHS))
    if strange:
        raise CodebookError(
            f"{path}: rhythm {strange[0]!r} is unknown; expected some of {', '.join(MONTHS)}"
        )
    for word, names in told.items():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise CodebookError(f'{path}: rhythm {word} = {names!r}; write ["{MAIN}"]')
    return {word: list(told.get(word, [])) for word in MONTHS}
