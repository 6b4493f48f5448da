"""Precision: within which bounds a value lay before it was rounded for printing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.schema import KEY


def usual_half(decimals: pd.Series, rate: pd.Series) -> pd.Series:
    """Half a unit of the usual last digit; counts are exact, rates are printed in %."""
    half = 0.5 * 10.0 ** -(decimals + 2.0 * rate)
    return half.where(decimals > 0, 0.0)


def with_precision(records: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Add to each record half a unit of its last printed digit.

    A spreadsheet drops closing zeros, so for amounts the column decides, not the cell; a ratio is
    taken to be no finer than it was printed.
    """
    column = ["file", "sheet", "column_label", "measure", "unit_text"]
    places = records["decimals"].astype("float64")
    most = places.groupby([records[c].fillna("") for c in column]).transform("max")
    most = most.where(records["measure"] == "value", places)
    number, value = records["number"], records["value"]
    factor = (value / number.where(number != 0)).abs()
    factor = factor.groupby([records[c].fillna("") for c in column]).transform("median")
    usual = records["measure"].map(lambda name: 1.0 if name in ("value", "rank") else 0.01)
    half = 0.5 * 10.0**-most * factor.fillna(usual)
    counts = {i for i in records["indicator"].dropna().unique() if book.about(i)["decimals"] == 0}
    exact = records["indicator"].isin(counts) & (records["measure"] == "value")
    source = records["file"] + "!" + records["sheet"] + "!" + records["cell"]
    return records.assign(half=half.where(~exact, 0.0), source=source)


def as_corrected(printed: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Put the corrected value in the place of a printed one: corrections are not found fault with.

    A corrected amount is as fine as it was printed, in its new unit.
    """
    place = [*KEY, "source"]  # a file of the same name comes every month: the cell is not enough
    changed = rows.loc[rows["status"] == "corrected", [*place, "value"]]
    known = {tuple(row[:-1]): row[-1] for row in changed.itertuples(index=False, name=None)}
    told = [known.get(at) for at in printed[place].itertuples(index=False, name=None)]
    corrected = pd.Series(told, index=printed.index, dtype="float64")
    here = corrected.notna() & (printed["measure"] == "value") & (printed["basis"] != "month")
    if not here.any():
        return printed
    value = corrected[here]
    scale = (value / printed.loc[here, "value"]).abs().where(printed.loc[here, "value"] != 0, 1.0)
    printed = printed.copy()
    printed.loc[here, "value"] = value
    printed.loc[here, "half"] *= scale.clip(upper=1.0)
    return printed


def half_by_source(printed: pd.DataFrame) -> Mapping[str, float]:
    """Map the source of each printed value to half a unit of its last digit."""
    values = printed[(printed["measure"] == "value") & printed["half"].notna()]
    return dict(zip(values["source"], values["half"], strict=True))
