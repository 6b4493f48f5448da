"""Tables of a vintage beside its panel: the leads, and the corrections that stand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from zsanalytics.store import open_vintage, project_folder


def open_leads(asof: str, project: str | Path | None = None) -> pd.DataFrame:
    """Give the leads known at a month, as they were built; the project is the one we stand in.

    打开某月建好的线索表。

    Parameters
    ----------
    asof : str
        The month, such as ``"2024-09"``.
    project : str or Path, optional
        The project's folder, or one below it.

    Returns
    -------
    DataFrame
        The `leads` table: a row for each lead and each month up to ``asof`` in which it was
        listed. Empty where the month was built and nobody sent any.

    Raises
    ------
    RequestError
        If the month was not built yet.
    """
    return open_vintage(project_folder(project), asof).leads


def corrections(asof: str, project: str | Path | None = None) -> pd.DataFrame:
    """List the corrections that stand in the panel as it was built for a month.

    某月面板里生效的更正决定。

    Parameters
    ----------
    asof : str
        The month, such as ``"2024-09"``.
    project : str or Path, optional
        The project's folder, or one below it.

    Returns
    -------
    DataFrame
        The `corrections` table: ``before`` is what was reported (in the indicator's unit),
        ``after`` what stands (missing where it was dropped; equal where it was only flagged),
        ``reason`` and ``authority`` as the correction states them, ``place`` its file and number,
        ``source`` the cell. One that a later submission has overtaken is not listed.

    Raises
    ------
    RequestError
        If the month was not built yet.
    """
    return open_vintage(project_folder(project), asof).corrections
