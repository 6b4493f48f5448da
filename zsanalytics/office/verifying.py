"""Verifying: a sample goes out to be looked at, the results come back and stay.

Results lie unchanged in ``data/verified/<month>/``. Those of whole figures enter the next build
with the status ``verified``; those of sampled projects give each unit's 核减率.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from zsanalytics import store
from zsanalytics.codebook import Codebook
from zsanalytics.errors import RequestError
from zsanalytics.forms.spot_check import COLUMNS, read_spot_check, spot_check_workbook
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.recognition import submitter
from zsanalytics.periods import parse_asof
from zsanalytics.quality.sampling import sampling_plan
from zsanalytics.quality.verification import cut_rate

VERIFIED = Path("data") / "verified"


def write_plan(
    project: str | Path, asof: str, region: str, size: int, *, book: Codebook | None = None
) -> Path:
    """Draw projects of a unit for a spot check and write the sheet to take along.

    Parameters
    ----------
    project : path
    asof : str
        A month that was built.
    region : str
        The unit, in any spelling.
    size : int
        How many projects.

    Returns
    -------
    Path
        ``data/verified/<month>/抽查-<unit>.xlsx``; the same month, unit and size draw the same.

    Raises
    ------
    RequestError
        If the unit is unknown, has no projects with money this year, or was not built.
    """
    project = Path(project)
    book = book or store.project_book(project)
    try:
        unit = book.region(region)
    except ValueError as error:
        raise RequestError(str(error)) from error
    year, month = parse_asof(asof)
    ledger = store.open_vintage(project, asof).projects
    mine = ledger["region"].isin([unit, *book.descendants(unit)])
    mine &= (ledger["year"] == year) & (ledger["month"] == month)
    plan = sampling_plan(ledger[mine], size, seed=f"{asof} {unit} {size}")
    if plan.empty:
        raise RequestError(f"{unit} {asof}: no project with money this year; nothing to check")
    place = project / VERIFIED / asof / f"抽查-{unit}.xlsx"
    if place.exists():
        raise RequestError(f"{place}: this month's plan is there already; fill it in or move it")
    store.replace_file(place, spot_check_workbook(plan, unit, asof))
    return place


def verify(results: str | Path, project: str | Path, asof: str) -> pd.DataFrame:
    """Take the results of a spot check: keep the file, give the rates.

    收下核查结果，保存文件并算出核减率。

    Parameters
    ----------
    results : path
        A workbook with 地区, 上报数, 认定数 and, where told, 项目代码, 原因, 抽取概率.
    project : path
        The project's folder.
    asof : str
        The month whose figures were looked at.

    Returns
    -------
    DataFrame
        核减率 by region, as `zsanalytics.quality.verification.cut_rate`; figures of whole regions
        are counted there too. A unit whose counties were looked at stands before them.

    Raises
    ------
    WorkbookError, PanelError
        If the file is no sheet of results, or a figure in it is blank.
    """
    parse_asof(asof)
    path, root = Path(results), Path(project)
    found = read_spot_check(read_cells(path))
    rates = _rates(found.assign(probability=found["probability"].fillna(1.0)), root)
    place = root / VERIFIED / asof / path.name
    if not place.exists() or place.resolve() != path.resolve():
        store.replace_file(place, path.read_bytes())
    return rates


def _rates(found: pd.DataFrame, project: Path) -> pd.DataFrame:
    """Give the rate of each region, and first that of a unit in which several were looked at."""
    book = store.project_book(project)
    places = {name: book.match_region(name) for name in found["region"].unique()}
    units = found["region"].map(
        {name: submitter(near, book) for name, near in places.items() if len(near) == 1}
    )
    several = found.groupby(units)["region"].nunique()
    parts = []
    for unit in several.index[several > 1]:
        whole = cut_rate(found[units == unit].assign(region=unit))
        parts += [whole, cut_rate(found[(units == unit) & (found["region"] != unit)])]
    rest = found[~units.isin(several.index[several > 1])]
    return pd.concat([*parts, *([cut_rate(rest)] if len(rest) else [])], ignore_index=True)


def verified_results(project: Path, asof: str, book: Codebook) -> pd.DataFrame:
    """Give every filled-in result up to a month, with the month it is of, in canonical names.

    Raises
    ------
    CodebookError
        If a region, an indicator or a segment is unknown; the nearest known is named.
    """
    parts = []
    for path in sorted((project / VERIFIED).glob("*/*.xlsx")):
        if path.parent.name > asof or path.name.startswith("~$"):
            continue
        found = read_spot_check(read_cells(path))
        year, month = parse_asof(path.parent.name)
        whole = found[found["verified"].notna()].assign(year=year, month=month)
        for name, canonical in (
            ("region", book.region), ("indicator", book.indicator), ("segment", book.segment),
        ):  # fmt: skip
            whole[name] = whole[name].map(canonical, na_action="ignore")
        parts.append(whole)
    empty = pd.DataFrame(columns=[*COLUMNS, "year", "month"])
    return pd.concat(parts, ignore_index=True) if parts else empty
