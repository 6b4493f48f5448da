"""A park's sample: what its sections report of output, investment, firms and land, month by month.

Comes in: ``park.toml``. Goes out: year-to-date figures and states of a month in the panel's units.
The base year is the one from which published targets start; everything else is invented.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from zsanalytics.sample.plan import MONTHS

AMOUNTS = ("fixed_asset_investment", "industrial_output", "sales", "value_added")
FIRMS = ("new_large_firms", "dropped_large_firms", "new_tenants")
PER_YI = 10_000
"""万元 in 亿元."""


@functools.cache
def park() -> dict[str, Any]:
    """Read the park's plan."""
    with Path(__file__).with_name("park.toml").open("rb") as stream:
        return tomllib.load(stream)


def amount(indicator: str, year: int, month: int) -> int:
    """Give an amount since 1 January in 万元.

    Examples
    --------
    >>> amount("fixed_asset_investment", 2022, 12), amount("industrial_output", 2023, 9)
    (28545, 116904)
    """
    plan = park()
    ahead = max(0, year - plan["last_planned"])
    total = plan["totals"][indicator][year - ahead - plan["first_year"]]
    share = plan["course"][indicator][MONTHS.index(month)]
    bend = 1 + ((year * 7) % 5 - 2) * 0.015  # no two years run alike
    return round(total * plan["growth"] ** ahead * share**bend)


def came(event: str, year: int, month: int) -> int:
    """Count what came (or went) from 1 January to the end of a month.

    Examples
    --------
    >>> came("new_large_firms", 2023, 9), came("new_large_firms", 2023, 12)
    (3, 5)
    """
    years = park()["events"][event]
    months = years[min(year - park()["first_year"], len(years) - 1)]
    return sum(one <= month for one in months)


def held(stock: str, year: int, month: int) -> int:
    """Count the firms that are there at the end of a month.

    Examples
    --------
    >>> held("tenants", 2023, 12) - held("tenants", 2022, 12)  # six came, one left
    5
    """
    more, fewer = {
        "large_firms": ("new_large_firms", "dropped_large_firms"),
        "tenants": ("new_tenants", "left_tenants"),
    }[stock]
    count = int(park()["stocks"][stock])
    for past in range(park()["first_year"], year + 1):
        until = month if past == year else 12
        count += came(more, past, until) - came(fewer, past, until)
    return count


def figures(year: int, month: int) -> dict[tuple[str, str], float]:
    """Give what the park reports every month, in the panel's units, by indicator and segment."""
    told: dict[str, float] = {name: amount(name, year, month) / PER_YI for name in AMOUNTS}
    told |= {name: came(name, year, month) for name in FIRMS}
    told |= {name: held(name, year, month) for name in ("large_firms", "tenants")}
    return {(name, "全部"): value for name, value in told.items()}


def land(year: int, month: int) -> dict[tuple[str, str], float]:
    """Give what the park reports at a quarter's end of its land, energy, jobs and debts.

    Empty before the year from which it is reported, and between the quarters.
    """
    plan, own = park(), park()["land"]
    if year < own["first"] or month % 3:
        return {}
    output = amount("industrial_output", year, month)
    since = year - plan["first_year"] + month / 12
    put_in = sum(amount("fixed_asset_investment", past, 12) for past in range(own["first"], year))
    put_in += amount("fixed_asset_investment", year, month)
    used = own["used"]
    told = {
        "developed_land_rate": round(own["developed"] + 0.011 * since, 4),
        "plot_ratio": round(own["floor_area"] + 0.012 * since, 2),
        "investment_intensity": round((own["invested"] + put_in) / used, 2),
        "tax_per_land": round(output * own["tax"] / used, 2),
        "output_per_land": round(output / used, 2),
        "energy_per_value_added": round(own["energy"] * 0.982**since, 4),
        "carbon_per_value_added": round(own["carbon"] * 0.979**since, 4),
        "employees": round(own["employees"] * 1.021**since),
        "debt_balance": round(own["debt"] * 0.985**since) / PER_YI,
        "liability_ratio": round(own["liabilities"] - 0.006 * since, 4),
        "idle_land_settled": float(sum(_idle(year - 1, 12).values()) - _total(year, month)),
    }
    kinds = {("idle_land", f"低效用地={kind}"): acres for kind, acres in _idle(year, month).items()}
    whole = {(name, "全部"): value for name, value in told.items()}
    return {**whole, ("idle_land", "全部"): float(_total(year, month)), **kinds}


def _idle(year: int, month: int) -> dict[str, float]:
    """Give the land of each kind that is not settled yet: four hundredths go every quarter."""
    quarters = (year - park()["land"]["first"]) * 4 + month // 3
    return {kind: float(round(acres * 0.96**quarters)) for kind, acres in park()["idle"].items()}


def _total(year: int, month: int) -> float:
    return sum(_idle(year, month).values())
