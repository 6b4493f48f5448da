"""The ledger counted: numbers, amounts and funds by region and segment, as panel rows."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook, squeeze
from zsanalytics.errors import PanelError
from zsanalytics.measures.companies import parents
from zsanalytics.measures.keys import chosen
from zsanalytics.measures.ledger import (
    TOP500,
    alive,
    as_ledger,
    memberships,
    signed_in_year,
    size_classes,
    stages_reached,
)
from zsanalytics.measures.origins import INSIDE, OUTSIDE, origin_classes
from zsanalytics.schema import KEY, PANEL, conform, empty

PLACE = ["region", "year", "month"]
COUNTS = {"开工": "started_projects", "竣工": "completed_projects", "投产": "produced_projects"}


def tally(
    projects: pd.DataFrame,
    *,
    of: str | Iterable[str] | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Counts, amounts and funds of a ledger as panel rows, by region and segment.

    把台账加总成面板的行：个数、金额、资金，按地区和分类。

    New is what was signed in the row's year; funds are ``funds_ytd`` of all rows. A class such as
    ``规模=10亿元以上`` includes its bound, and classes are nested.

    Parameters
    ----------
    projects : DataFrame
        Columns of the projects table; amounts in 亿元.
    of : str or iterable of str, optional
        Count the ledger as these regions, each with everything below it: so firms are distinct
        over the whole of a province. By default each region of the ledger by itself.
    book : Codebook, optional
        Names the origins, 东中部 and the regions below a region.

    Returns
    -------
    DataFrame
        Panel rows with status ``computed``: ``contracted_projects`` (个), ``contracted_amount``
        (亿元) and ``contracted_firms`` (家: distinct investors, under 三个500强 distinct parents)
        of the new projects; ``implemented_projects`` (个, without the terminated and withdrawn),
        ``started_projects``, ``completed_projects``, ``produced_projects`` (个, of all rows) and
        ``funds_in_place`` (亿元; under ``来源地=省外`` the funds from outside, or all funds of an
        outside investor where they are not told apart). A class without projects has 0; an amount
        is NaN only where it is missing for all its projects.

    Raises
    ------
    PanelError
        If a column is missing, or a region of ``of`` has no project.

    Examples
    --------
    >>> projects = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "project_id": ["a", "b"],
    ...         "year": 2024,
    ...         "month": 9,
    ...         "contract_amount": [10.0, 60.0],
    ...         "funds_ytd": [2.0, 5.0],
    ...         "signed_on": ["2024-03-05", "2022-03-05"],
    ...     }
    ... )
    >>> rows = tally(projects).set_index(["segment", "indicator"])["value"]
    >>> float(rows["规模=10亿元以上", "contracted_amount"]), float(rows["全部", "funds_in_place"])
    (10.0, 7.0)
    """
    ledger = as_ledger(projects)
    book = book or load_codebook()
    if of is not None:
        ledger = _as_regions(ledger, chosen(of), book)
    if ledger.empty:
        return empty(PANEL)
    member = memberships(ledger, book)
    values = _per_project(ledger)
    rows = member.join(ledger[PLACE], on="row").join(values, on="row")
    sums = rows.groupby([*PLACE, "segment"])[list(values)].sum(min_count=1)
    sums = sums.join(_firms(rows, ledger)).combine_first(_empty_classes(ledger, book, sums))
    sums["funds_in_place"] = _with_outside(sums["funds_in_place"], ledger, book)
    long = sums.reset_index().melt([*PLACE, "segment"], var_name="indicator").dropna()
    long = long.merge(_sources(ledger), on=PLACE).assign(status="computed")
    return conform(long.sort_values([*KEY], ignore_index=True), PANEL)


def _as_regions(ledger: pd.DataFrame, regions: list[str], book: Codebook) -> pd.DataFrame:
    """Repeat the ledger under each of some regions, with everything below it."""
    parts = []
    for region in map(book.region, regions):
        below = ledger[ledger["region"].isin([region, *book.descendants(region)])]
        if below.empty and len(ledger):
            raise PanelError(f"projects: no project in {region} or below it; leave it out")
        parts.append(below.assign(region=region))
    return pd.concat(parts, ignore_index=True)


def _per_project(ledger: pd.DataFrame) -> pd.DataFrame:
    """Give what each project adds to each indicator; NaN where its amount is unknown."""
    new = signed_in_year(ledger)
    counts = {
        "contracted_projects": new,
        "implemented_projects": alive(ledger),
        **{COUNTS[stage]: rows for stage, rows in stages_reached(ledger)[[*COUNTS]].items()},
    }
    amounts = {
        "contracted_amount": ledger["contract_amount"].where(new, 0.0),
        "funds_in_place": ledger["funds_ytd"],
    }
    return pd.DataFrame({**counts, **amounts}, index=ledger.index).astype("float64")


def _firms(rows: pd.DataFrame, ledger: pd.DataFrame) -> pd.Series:
    """Count the distinct firms of the new projects; under 三个500强 their distinct parents."""
    new = rows[rows["contracted_projects"] > 0]
    investor = ledger["investor"].map(squeeze, na_action="ignore")
    parent = parents(ledger["investor"])
    top = new["segment"].str.startswith(TOP500).to_numpy(dtype=bool)
    firm = np.where(top, parent.reindex(new["row"]), investor.reindex(new["row"]))
    counted = new.assign(firm=firm).groupby([*PLACE, "segment"])["firm"].nunique()
    places = rows.groupby([*PLACE, "segment"]).size()
    return counted.reindex(places.index, fill_value=0).rename("contracted_firms").astype(float)


def _empty_classes(ledger: pd.DataFrame, book: Codebook, sums: pd.DataFrame) -> pd.DataFrame:
    """Give 0 to the classes of size and origin that have no project, where both are told."""
    told = {
        "contract_amount": size_classes(ledger),
        "origin": (INSIDE, OUTSIDE),
    }
    tables = []
    for column, classes in told.items():
        places = ledger.loc[ledger[column].notna(), PLACE].drop_duplicates()
        tables.append(places.merge(pd.DataFrame({"segment": list(classes)}), how="cross"))
    keys = pd.MultiIndex.from_frame(pd.concat(tables, ignore_index=True))
    missing = keys.difference(sums.index)
    return pd.DataFrame(0.0, index=missing, columns=[*sums.columns, "contracted_firms"])


def _with_outside(funds: pd.Series, ledger: pd.DataFrame, book: Codebook) -> pd.Series:
    """Put the funds from outside the province, also into joint projects, under their segment."""
    outside = origin_classes(ledger, book)[OUTSIDE]
    amount = ledger["funds_outside_ytd"].fillna(ledger["funds_ytd"].where(outside))
    known = ledger.assign(segment=OUTSIDE, amount=amount).dropna(subset="amount")
    return known.groupby([*PLACE, "segment"])["amount"].sum().combine_first(funds)


def _sources(ledger: pd.DataFrame) -> pd.DataFrame:
    """List the sheets that each region and month was counted from."""
    sheets = ledger["source"].map(lambda cell: cell.rsplit("!", 1)[0], na_action="ignore")
    named = ledger[PLACE].assign(source=sheets).drop_duplicates()
    joined = named.groupby(PLACE)["source"].agg(lambda names: "; ".join(sorted(names.dropna())))
    return joined.reset_index()
