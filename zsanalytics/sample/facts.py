"""What every unit and county reports in a month, added up from the projects.

Comes in: the invented world. Goes out: whole numbers (amounts in 万元) by place, indicator and
segment; the same numbers stand in the workbooks and in the truth that readers are scored with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.sample import plan
from zsanalytics.sample.fit import Ints
from zsanalytics.sample.plan import MONTHS, OUTSIDE, WHOLE
from zsanalytics.sample.stages import month_end
from zsanalytics.sample.strata import YI
from zsanalytics.sample.world import Year, chain_names, counties

Key = tuple[str, str]
"""Indicator and segment."""

SIZES = {"规模=1亿元以上": 1, "规模=10亿元以上": 10, "规模=20亿元以上": 20, "规模=50亿元以上": 50}
_RATES = {"start_rate": "started_on", "production_rate": "produced_on"}


@dataclass(frozen=True)
class Places:
    """Units and the counties they report by, numbered."""

    names: tuple[tuple[str, ...], ...]
    offset: Ints = field(repr=False)

    @classmethod
    def of(cls, book: Codebook) -> Places:
        """List the places of a codebook."""
        names = tuple(tuple(counties(unit, book)) for unit in plan.units())
        return cls(names, np.cumsum([0, *(len(n) for n in names)]))


class Facts:
    """Values by (indicator, segment), place, year and month; unit totals are sums of counties."""

    def __init__(self, years: tuple[Year, ...], book: Codebook) -> None:
        self.book = book
        self.places = Places.of(book)
        self.years = {year.year: year for year in years}
        self._done: dict[tuple[int, int], dict[Key, Ints]] = {}
        self._units: dict[tuple[int, int], dict[Key, Ints]] = {}

    def month(self, year: int, month: int) -> dict[Key, Ints]:
        """Give the values of all counties; January is empty, it is reported with February."""
        if (year, month) not in self._done:
            known = year in self.years and month in MONTHS
            self._done[year, month] = _lines(self, self.years[year], month) if known else {}
        return self._done[year, month]

    def units(self, year: int, month: int) -> dict[Key, Ints]:
        """Give the values of the units: sums over counties, and what only a unit has."""
        if (year, month) not in self._units:
            own = self.month(year, month)
            start = self.places.offset[:-1]
            sums = {key: np.add.reduceat(values, start) for key, values in own.items()}
            if own:
                sums |= _unit_lines(self.years[year], month)
            self._units[year, month] = sums
        return self._units[year, month]

    def value(self, region: str, key: Key, year: int, month: int) -> int | None:
        """Give one value; None where a place has none."""
        unit, county = self.where(region)
        if county is None:
            values = self.units(year, month).get(key)
            return None if values is None else int(values[unit])
        values = self.month(year, month).get(key)
        return None if values is None else int(values[self.places.offset[unit] + county])

    def where(self, region: str) -> tuple[int, int | None]:
        """Find the unit and, for a county, its number in it."""
        if region in plan.units():
            return plan.units().index(region), None
        for unit, names in enumerate(self.places.names):
            if region in names:
                return unit, names.index(region)
        raise KeyError(region)

    def rate(self, region: str, indicator: str, year: int, month: int) -> tuple[int, int]:
        """Give a rate of this year's contracts as (projects at the stage, projects)."""
        signed = self.value(region, ("contracted_projects", WHOLE), year, month) or 0
        there = self.value(region, (f"cohort:{_RATES[indicator]}", WHOLE), year, month) or 0
        return there, signed


def _lines(facts: Facts, year: Year, month: int) -> dict[Key, Ints]:
    """Add up the projects of a month by county."""
    projects, column = year.projects, MONTHS.index(month)
    active = (projects["start"] <= column).to_numpy()
    money = np.where(active, year.funds[:, column], 0)
    place = (facts.places.offset[projects["unit"]] + projects["county"]).to_numpy()
    new = active & projects["new"].to_numpy()
    size = int(facts.places.offset[-1])

    def add(mask: Any, amounts: Any = 1) -> Ints:
        return np.bincount(place, weights=np.where(mask, amounts, 0), minlength=size).astype(
            np.int64
        )

    out: dict[Key, Ints] = {}
    worth = projects["amount"].to_numpy()
    for segment, mask in _segments(projects).items():
        out["funds_in_place", segment] = add(active & mask, money)
        out["implemented_projects", segment] = add(active & mask)
    for segment, mask in (_segments(projects) | _contract_segments(projects, year.year)).items():
        out["contracted_projects", segment] = add(new & mask)
        out["contracted_amount", segment] = add(new & mask, worth)
    for name, mask in _chains(projects, facts.book).items():
        out["funds_in_place", name] = add(active & mask, money)
    claimed = projects[new & projects["top500"].to_numpy()].drop_duplicates("firm")
    firms = np.bincount(place[projects.index.get_indexer(claimed.index)], minlength=size)
    out["contracted_firms", "三个500强=合计"] = firms.astype(np.int64)
    return out | _stages(projects, year.year, month, active, new, add)


def _segments(projects: pd.DataFrame) -> dict[str, Any]:
    outside = projects["outside"].to_numpy()
    return {
        WHOLE: np.ones(len(projects), dtype=bool),
        OUTSIDE: outside,
        "来源地=省内": ~outside,
        "来源地=东中部": projects["east"].to_numpy(dtype=bool),
        "产业=第二产业": (projects["industry"] == 1).to_numpy(),
        "建设性质=新建": projects["new"].to_numpy(),
        "建设性质=续建": ~projects["new"].to_numpy(),
    }


def _contract_segments(projects: pd.DataFrame, year: int) -> dict[str, Any]:
    sizes = {name: (projects["amount"] >= least * YI).to_numpy() for name, least in SIZES.items()}
    return sizes | {
        "三个500强=合计": projects["top500"].to_numpy(),
        "投资主体=民企": projects["private"].to_numpy(dtype=bool),
        plan.fair(year): projects["fair"].to_numpy(),
    }


def _chains(projects: pd.DataFrame, book: Codebook) -> dict[str, Any]:
    chain = projects["chain"].to_numpy()
    names = {f"重点产业链={name}": chain == n for n, name in enumerate(chain_names(book))}
    return names | {"重点产业链=合计": chain >= 0}


def _stages(
    projects: pd.DataFrame, year: int, month: int, active: Any, new: Any, add: Any
) -> dict[Key, Ints]:
    end = month_end(year, month)
    out = {}
    for name, column in (
        ("started_projects", "started_on"),
        ("completed_projects", "completed_on"),
        ("produced_projects", "produced_on"),
    ):
        there = (projects[column] <= end).to_numpy()
        out[name, WHOLE] = add(active & there)
        out[f"cohort:{column}", WHOLE] = add(new & there)
    return out


def _unit_lines(year: Year, month: int) -> dict[Key, Ints]:
    column = MONTHS.index(month)
    return {(name, WHOLE): path[:, column] for name, path in year.trips.items()}
