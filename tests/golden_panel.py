"""A made-up province by formula, month by month from 2021: growth, falls, gaps, revisions.

Every unit has a size, a growth and a season; figures are rounded to two decimals. The odd cases are
on purpose: 临夏 falls, 甘南 does not report in September 2024, 兰州新区 has no base before 2024,
陇南 takes back part of August in September, and 兰州's August was revised since the last bulletin.
"""

import pandas as pd

from tests.literal_panel import OUTSIDE, UNITS, row
from zsanalytics.schema import PANEL, PROJECTS, conform, finding

SEASON = (0.03, 0.08, 0.14, 0.21, 0.31, 0.42, 0.52, 0.63, 0.77, 0.86, 0.93, 1.0)
COUNTIES = ("西峰区", "庆城县", "环县", "华池县", "合水县", "正宁县", "宁县", "镇原县")
CHAINS = {"新能源及装备制造": 0.30, "文化旅游": 0.15, "特色农产品及食品加工": 0.10}
PARTS = (
    ("contracted_projects", "全部", 0.55), ("contracted_amount", "全部", 1.45),
    ("implemented_projects", "全部", 0.72), ("contracted_projects", "三个500强=合计", 0.04),
    ("contracted_amount", "三个500强=合计", 0.28), ("contracted_firms", "三个500强=合计", 0.015),
    ("contracted_projects", "规模=10亿元以上", 0.05), ("contracted_amount", "规模=10亿元以上", 0.8),
    ("contracted_projects", "规模=50亿元以上", 0.02),
    ("contracted_amount", "规模=50亿元以上", 0.3), ("contracted_projects", "来源地=东中部", 0.2),
    ("contracted_amount", "来源地=东中部", 0.6), ("contracted_amount", "产业=第二产业", 0.9),
    ("contracted_amount", "来源地=陕西省", 0.3), ("contracted_amount", "来源地=四川省", 0.2),
    ("contracted_amount", "来源地=北京市", 0.1), ("funds_in_place", "全部", 1.12),
    ("funds_in_place", "重点产业链=合计", 0.55),
    *(("funds_in_place", f"重点产业链={name}", part) for name, part in CHAINS.items()),
)  # fmt: skip
MONTHS = [(y, m) for y in (2021, 2022, 2023) for m in range(2, 13)]
MONTHS += [(2024, m) for m in range(2, 10)]


def whole_years(number, region):
    """Give a unit's yearly amounts: larger units first, growth by its place, 临夏 falling."""
    size = 60.0 + 45.0 * (15 - number)
    growth = -0.05 if region == "临夏回族自治州" else 0.12 + 0.02 * (number % 7)
    return {year: size * (1 + growth) ** (year - 2021) for year in range(2021, 2025)}


def course(years, number, year, month):
    share = SEASON[month - 1] ** (1.0 - 0.02 * (number % 5) + (0.02 if year == 2022 else 0))
    return round(years[year] * share, 2)


def golden_panel():
    rows = []
    for number, unit in enumerate(UNITS):
        years = whole_years(number, unit)
        for year, month in MONTHS:
            if unit == "兰州新区" and year < 2024:
                continue
            if unit == "甘南藏族自治州" and (year, month) == (2024, 9):
                continue
            value = course(years, number, year, month)
            if unit == "陇南市" and (year, month) == (2024, 9):
                value = course(years, number, 2024, 8) - 3.5
            rows.append(row(unit, "funds_in_place", OUTSIDE, year, month, value))
            rows += parts_of(unit, value, year, month)
        if unit == "庆阳市":
            rows += counties(years, number)
    rows += province(rows)
    panel = conform(pd.DataFrame(rows), PANEL)
    august = (panel["region"].isin(["兰州市", "甘肃省"])) & (panel["segment"] == OUTSIDE)
    august &= (panel["year"] == 2024) & (panel["month"] == 8)
    return panel.assign(status=panel["status"].mask(august, "revised"))


def counties(years, number):
    """Share 庆阳 out: equal parts but for a slow and a falling county."""
    rows = []
    for place, county in enumerate(COUNTIES):
        for year, month in MONTHS:
            part = 1 / 8 + (0.01 if place % 2 else -0.01)
            part *= (0.6 if county == "镇原县" else 1.0) if year == 2024 else 1.0
            value = round(course(years, number, year, month) * part, 2)
            rows.append(row(county, "funds_in_place", OUTSIDE, year, month, value))
    return rows


def parts_of(region, value, year, month):
    made = []
    for indicator, segment, part in PARTS:
        counted = not indicator.endswith(("amount", "place"))
        amount = float(int(value * part)) if counted else round(value * part, 2)
        made.append(row(region, indicator, segment, year, month, amount))
    return made


def province(rows):
    """Add up the units: the province submits its own total, as far as units have reported."""
    frame = pd.DataFrame(rows)
    frame = frame[~frame["region"].isin(COUNTIES)]
    keys = ["indicator", "segment", "year", "month"]
    totals = frame.groupby(keys)["value"].sum().round(2)
    return [row("甘肃省", *key, value) for key, value in totals.items()]


def at_last_bulletin():
    """The panel as it was known in August: 兰州 has revised since."""
    panel = golden_panel()
    panel = panel[(panel["year"] < 2024) | (panel["month"] < 9)].reset_index(drop=True)
    for region in ("兰州市", "甘肃省"):
        same = (panel["region"] == region) & (panel["segment"] == OUTSIDE)
        same &= (panel["year"] == 2024) & (panel["month"] == 8)
        panel = panel.assign(value=panel["value"].mask(same, panel["value"] - 1.25))
    return panel


def golden_projects():
    """A ledger of September and August 2024 for two units."""
    rows = []
    for number in range(12):
        region = ("西峰区", "宁县", "城关区")[number % 3]
        project = {
            "region": region, "project_id": f"GS{number:03d}", "name": f"项目{number:03d}",
            "year": 2024, "signed_on": f"2024-0{1 + number % 6}-15", "status": "active",
            "contract_amount": 4.0 + 1.5 * number, "funds_total": 1.0 + 0.4 * number,
            "stage": ("签约", "开工", "竣工")[number % 3], "build": "新建",
            "started_on": None if number % 3 == 0 else f"2024-0{3 + number % 6}-20",
            "completed_on": "2024-09-10" if number % 3 == 2 else None,
            "start_due": "2024-08-01", "source": f"{region}台账.xlsx!台账!A{number + 4}",
        }  # fmt: skip
        for month in (8, 9):
            rows.append({**project, "month": month, "funds_ytd": 0.5 + 0.05 * number * month})
    return conform(rows, PROJECTS)


def golden_findings():
    rows = [
        finding("warning", "growth_outlier", "增速异常。", "请核实。", region="酒泉市", year=2024,
                month=9, file="酒泉市2024-09.xlsx"),
        finding("error", "sum", "合计不符。", "请更正。", region="庆城县", year=2024, month=9,
                file="庆阳市2024-09.xlsx"),
    ]  # fmt: skip
    return pd.DataFrame(rows)
