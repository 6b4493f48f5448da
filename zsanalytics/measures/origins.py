"""Where investors come from: inside the province, outside it, abroad.

Comes in: the origins a ledger names, and the codebook. Goes out: their names as segments write
them, and marks of the projects of each class.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.codebook import CODES, Codebook, squeeze
from zsanalytics.errors import CodebookError

Rows = npt.NDArray[np.bool_]

INSIDE, OUTSIDE, ABROAD, EAST = "来源地=省内", "来源地=省外", "来源地=境外", "来源地=东中部"
_OVERSEAS = frozenset({"境外", "香港特别行政区", "澳门特别行政区", "台湾省"})


@functools.lru_cache(maxsize=4)
def load_countries(file: Path = CODES / "countries.toml") -> frozenset[str]:
    """Read the names of countries and areas that count as 境外.

    Raises
    ------
    CodebookError
        If the file cannot be read or a list is missing.

    Examples
    --------
    >>> {"德国", "新加坡"} <= load_countries(), "广东省" in load_countries()
    (True, False)
    """
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8"))
        return frozenset(squeeze(name) for name in (*listed["names"], *listed["others"]))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise CodebookError(f"{file}: countries cannot be read ({error}); mend the file") from error


def origin_name(text: str, book: Codebook) -> str:
    """Write an origin as segments do: 广东 is 广东省; an unknown one stays as it is."""
    segment = book.segment_names.get(squeeze(text), f"来源地={squeeze(text)}")
    return segment.removeprefix("来源地=")


def is_abroad(name: str, countries: frozenset[str]) -> bool:
    """Tell a country, or a place in a country whose name says so (德国慕尼黑), from the rest."""
    if name in _OVERSEAS or name in countries:
        return True
    return any(name[:end] in countries and name[end - 1] == "国" for end in range(2, len(name)))


def origin_names(origins: pd.Series, book: Codebook) -> pd.Series:
    """Write the origins of projects as segments do; a missing one stays missing."""
    return origins.map({name: origin_name(name, book) for name in origins.dropna().unique()})


def origin_classes(ledger: pd.DataFrame, book: Codebook) -> dict[str, Rows]:
    """Mark the investors from inside and outside the province, abroad and 东中部.

    An investor without origin is in none of them; one from abroad is from outside too.
    """
    origins = ledger["origin"]
    told = {str(name): origin_name(str(name), book) for name in origins.dropna().unique()}
    told = {text: name for text, name in told.items() if text.strip()}
    inside = ("省内", book.home)
    home = [text for text, name in told.items() if name in inside or book.match_region(text)]
    east = _group(book, "东中部") | {"东中部"}
    countries = load_countries(book.codelist("countries.toml"))
    classes = {
        INSIDE: home,
        OUTSIDE: set(told) - set(home),
        EAST: [text for text, name in told.items() if name in east],
        ABROAD: [text for text, name in told.items() if is_abroad(name, countries)],
    }
    return {name: origins.isin(texts).to_numpy(dtype=bool) for name, texts in classes.items()}


def _group(book: Codebook, name: str) -> set[str]:
    """List a grouping's members; a codebook of one's own may lack the grouping."""
    found = book.groupings.loc[book.groupings["grouping"] == name, "members"]
    return {member for members in found for member in members}
