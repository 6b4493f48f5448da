"""A made-up nation: 31 provinces, 340 prefectures and 2,850 counties, and what they report.

Names and figures are invented; every province has codelists, targets, ledgers, a workbook a unit
for September 2024 and a panel of ten years before it, all of which agree with each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.forms.columns import Forms
from zsanalytics.forms.workbook import form_workbook
from zsanalytics.measures.stages import tally
from zsanalytics.schema import PANEL, PROJECTS, WHOLE, conform
from zsanalytics.store import replace_file

PROVINCES, PREFECTURES, COUNTIES = 31, 340, 2850
ASOF, YEAR, MONTH, FIRST = "2024-09", 2024, 9, 2015
PROJECTS_OF_A_COUNTY = 40
SEASON = np.array([0.055, 0.125, 0.187, 0.295, 0.43, 0.56, 0.665, 0.778, 0.865, 0.952, 1.0])
"""The share of a year's funds that is there by each month from February."""

STEMS, BRANCHES = "甲乙丙丁戊己庚辛", "子丑寅卯"
LAND, WISHES = "东南西北山川江河湖海林原", "安平宁康泰和顺昌隆兴"
CHAINS = ("新能源及装备制造", "现代化工", "电子信息", "农产品加工")
ORIGINS = ("广东", "江苏", "浙江", "北京", "上海", "山东", "四川", "湖北")
MONEY = ("funds_in_place", "contracted_amount")
STOCKS = ("implemented_projects", "started_projects", "completed_projects", "produced_projects")


def place_names(number: int) -> dict[str, tuple[str, str, str]]:
    """Name the places of a province: {name: (code, level, parent)}."""
    stem = STEMS[number // len(BRANCHES)] + BRANCHES[number % len(BRANCHES)]
    province = f"{stem}省"
    found = {province: (f"{number + 11}0000", "province", "")}
    for prefecture in range(number, PREFECTURES, PROVINCES):
        order = prefecture // PROVINCES
        name, code = f"{stem}{LAND[order]}市", f"{number + 11}{order + 1:02d}"
        found[name] = (f"{code}00", "prefecture", province)
        for county in range(len(range(prefecture, COUNTIES, PREFECTURES))):
            own = f"{stem}{LAND[order]}{WISHES[county]}县"
            found[own] = (f"{code}{county + 21}", "county", name)
    return found


def write_codes(project: Path, number: int) -> None:
    """Write the codelists and targets of a province's project."""
    names = place_names(number)
    province = next(iter(names))
    regions = "".join(
        f'[[region]]\nname = "{name}"\ncode = "{code}"\nlevel = "{level}"\nparent = "{parent}"\n'
        for name, (code, level, parent) in names.items()
    )
    chains = f'[[count]]\nlist = "{province}"\nchains = {len(CHAINS)}\n' + "".join(
        f'[[chain]]\nname = "{chain}"\nlist = "{province}"\n' for chain in CHAINS
    )
    for name, text in (("regions.toml", regions), ("chains.toml", chains)):
        replace_file(project / "codes" / name, text.encode())


def write_targets(project: Path, now: pd.DataFrame) -> None:
    """Write a target for every region: what it has by September and forty per cent more."""
    outside = now[now["segment"].eq("来源地=省外") & now["indicator"].eq("funds_in_place")]
    entries = "".join(
        f'[[target]]\nclause = "{row.region}"\nregion = "{row.region}"\n'
        'indicator = "funds_in_place"\nsegment = "来源地=省外"\nyear = 2024\nkind = "level"\n'
        f'line = "goal"\nvalue = {round(1.4 * row.value + 0.01, 2)}\n'
        for row in outside.itertuples()
    )
    text = '[document]\ntitle = "年度目标"\nstatus = "final"\n' + entries
    replace_file(project / "codes" / "targets" / "年度.toml", text.encode())


def ledgers(book: Codebook, number: int) -> pd.DataFrame:
    """Make the projects of all counties: two thirds of them signed this year."""
    random = np.random.default_rng(number)
    counties = list(book.regions.loc[book.regions["level"] == "county", "region"])
    size = len(counties) * PROJECTS_OF_A_COUNTY
    amount = np.round(np.exp(random.normal(0.9, 1.1, size)), 4)
    paid = np.round(amount * random.uniform(0.05, 0.4, size), 4)
    day = pd.to_timedelta(random.integers(0, 240, size), unit="D")
    signed = pd.Timestamp(2024, 1, 1) + day - pd.to_timedelta(365 * (np.arange(size) % 3 == 0), "D")
    begun = random.random(size) < 0.7
    frame = pd.DataFrame({
        "region": np.repeat(counties, PROJECTS_OF_A_COUNTY),
        "project_id": [f"2024-{number + 11}-{n:06d}" for n in range(size)],
        "year": YEAR, "month": MONTH,
        "name": [f"{STEMS[n % 8]}{WISHES[n % 10]}产业园第{n + 1}期项目" for n in range(size)],
        "investor": [f"{LAND[n % 12]}{WISHES[n // 7 % 10]}{n}实业有限公司" for n in range(size)],
        "ownership": "民企", "origin": random.choice(ORIGINS, size),
        "chain": random.choice([*CHAINS, None], size), "industry": "制造业",
        "contract_amount": amount, "funds_ytd": paid, "funds_outside_ytd": paid,
        "funds_total": paid, "build": "新建", "stage": np.where(begun, "开工", "签约"),
        "signed_on": signed, "started_on": pd.Series(signed + pd.Timedelta(days=20)).where(begun),
        "status": "active",
    })  # fmt: skip
    return conform(frame, PROJECTS)


def series_of(forms: Forms) -> list[tuple[str, str]]:
    """List the series that the forms ask for: (indicator, segment)."""
    summary = [(column.indicator, column.segment) for column in forms.summary]
    return summary + [
        (column.indicator, f"重点产业链={chain}") for chain in CHAINS for column in forms.chain
    ]


def of_september(projects: pd.DataFrame, forms: Forms, book: Codebook) -> pd.DataFrame:
    """Count the ledgers as every region's figures of the month."""
    asked = pd.DataFrame(series_of(forms), columns=["indicator", "segment"])
    regions = pd.DataFrame({"region": book.regions["region"]})
    counted = tally(projects, of=list(regions["region"]), book=book)
    values = counted[["region", "indicator", "segment", "value"]]
    whole = regions.merge(asked, how="cross").merge(values, how="left")
    return whole.fillna({"value": 0.0})


def past(now: pd.DataFrame, book: Codebook, number: int) -> pd.DataFrame:
    """Make ten years of reports, 11 a year, that lead up to the month's figures."""
    random = np.random.default_rng(number + 1000)
    series = now[["indicator", "segment"]].drop_duplicates()
    value = now["value"].to_numpy().reshape(-1, len(series))
    years = np.arange(FIRST, YEAR + 1)
    growth = np.exp(random.normal(0.06, 0.03, (len(value), 1, 1)) * (years - YEAR)[None, None, :])
    growth = growth * np.exp(random.normal(0, 0.05, (*value.shape, len(years))))
    growth[:, :, -1] = 1.0
    stock = series["indicator"].isin(STOCKS).to_numpy()[:, None]
    season = np.where(stock, 0.8 + 0.2 * SEASON, SEASON)
    season = season / season[:, [MONTH - 2]]
    whole = value[:, :, None, None] * growth[..., None] * season[None, :, None, :]
    money = series["indicator"].isin(MONEY).to_numpy()[None, :, None, None]
    whole = np.where(money, np.round(whole, 4), np.round(whole))
    _add_up(whole, list(now["region"].unique()), book)
    names = [now["region"].unique(), [*zip(*series.to_numpy().T, strict=True)], years, range(2, 13)]
    return _panel(names, whole)


def _add_up(whole: np.ndarray, regions: list[str], book: Codebook) -> None:
    """Let prefectures be the sums of their counties, and the province of its prefectures."""
    place = {region: number for number, region in enumerate(regions)}
    for region in reversed(regions):
        members = [place[member] for member in book.members(region)]
        if members:
            whole[place[region]] = whole[members].sum(axis=0).round(4)


def _panel(names: list, values: np.ndarray) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(names, names=["region", "series", "year", "month"])
    frame = index.to_frame(index=False).assign(value=values.ravel())
    earlier = (frame["year"] < YEAR) | (frame["month"] < MONTH)
    frame = frame[earlier]
    frame["indicator"] = frame["series"].str[0]
    frame["segment"] = frame["series"].str[1]
    frame["source"] = frame["region"] + ".xlsx!汇总表!C4"
    return conform(frame.assign(status="reported").drop(columns="series"), PANEL)


def workbooks(
    book: Codebook, forms: Forms, now: pd.DataFrame, projects: pd.DataFrame
) -> Iterator[tuple[str, bytes]]:
    """Make the workbook of every unit: its own rows and its members', and a county's ledger."""
    figures = dict(list(now.groupby("region", sort=False)))
    listed = dict(list(projects.groupby("region", sort=False)))
    for unit in book.regions["region"]:
        own = pd.concat([figures[name] for name in (unit, *book.members(unit))])
        yield (
            unit,
            form_workbook(unit, ASOF, book=book, forms=forms, panel=own, projects=listed.get(unit)),
        )


def provincial(panel: pd.DataFrame) -> pd.DataFrame:
    """Keep a province's own whole figures, for the nation."""
    top = panel[panel["region"].str.endswith("省") & (panel["segment"] == WHOLE)]
    return top[top["status"] != "computed"]
