"""A literal panel of the province and its 15 units, January to September 2024 and the year before.

The province's figures are the published ones; the units' are invented and add up to less, so that
there is a difference to explain.
"""

import pandas as pd

from zsanalytics.codebook import load_codebook
from zsanalytics.schema import FINDINGS, PANEL, PROJECTS, conform

OUTSIDE = "来源地=省外"
PROVINCE = [
    ("funds_in_place", OUTSIDE, {(2023, 8): 4012.20, (2023, 9): 4639.03, (2023, 12): 5961.26,
                                 (2024, 8): 5811.00, (2024, 9): 6527.11}),
    ("contracted_projects", "全部", {(2024, 9): 3989.0}),
    ("contracted_amount", "全部", {(2023, 9): 7265.30, (2024, 9): 9433.27}),
    ("implemented_projects", "全部", {(2024, 9): 4648.0}),
    ("contracted_firms", "三个500强=合计", {(2024, 9): 89.0}),
    ("contracted_projects", "三个500强=合计", {(2024, 9): 266.0}),
    ("contracted_amount", "三个500强=合计", {(2024, 9): 2731.17}),
    ("contracted_projects", "规模=10亿元以上", {(2024, 9): 225.0}),
    ("contracted_amount", "规模=10亿元以上", {(2024, 9): 5631.34}),
    ("contracted_projects", "规模=50亿元以上", {(2024, 9): 21.0}),
    ("contracted_amount", "规模=50亿元以上", {(2024, 9): 2102.43}),
    ("contracted_projects", "来源地=东中部", {(2024, 9): 930.0}),
    ("contracted_amount", "来源地=东中部", {(2024, 9): 4134.77}),
    ("implemented_projects", "来源地=东中部", {(2024, 9): 1130.0}),
    ("funds_in_place", "来源地=东中部", {(2024, 9): 2297.11}),
    ("funds_in_place", "重点产业链=合计", {(2024, 9): 3477.03}),
    ("funds_in_place", "重点产业链=新能源及装备制造", {(2024, 9): 1177.75}),
    ("funds_in_place", "重点产业链=特色农产品及食品加工", {(2024, 9): 659.13}),
    ("funds_in_place", "重点产业链=石化化工", {(2024, 9): 363.33}),
    ("funds_in_place", "重点产业链=文化旅游", {(2024, 9): 336.34}),
    ("funds_in_place", "重点产业链=冶金有色", {(2024, 9): 187.68}),
    ("funds_in_place", "重点产业链=中医药", {(2024, 9): 152.80}),
]  # fmt: skip

# unit: 2023-08, 2023-09, 2023-12, 2024-08, 2024-09
UNITS = {
    "兰州市": (520.0, 600.0, 780.0, 750.0, 840.0),
    "嘉峪关市": (100.0, 120.0, 160.0, 150.0, 168.0),
    "金昌市": (180.0, 210.0, 270.0, 260.0, 294.0),
    "白银市": (260.0, 300.0, 390.0, 380.0, 426.0),
    "天水市": (250.0, 290.0, 370.0, 360.0, 400.0),
    "武威市": (300.0, 350.0, 440.0, 440.0, 504.0),
    "张掖市": (320.0, 370.0, 470.0, 460.0, 518.0),
    "平凉市": (190.0, 220.0, 280.0, 270.0, 300.0),
    "酒泉市": (600.0, 690.0, 880.0, 900.0, 1035.0),
    "庆阳市": (470.0, 540.0, 690.0, 720.0, 820.8),
    "定西市": (200.0, 230.0, 300.0, 290.0, 322.0),
    "陇南市": (150.0, 170.0, 220.0, 210.0, 238.0),
    "临夏回族自治州": (110.0, 130.0, 170.0, 130.0, 118.4),
    "甘南藏族自治州": (60.0, 70.0, 90.0, 70.0, 70.0),
    "兰州新区": (290.0, 340.0, 440.0, 420.0, 470.0),
}
MONTHS = ((2023, 8), (2023, 9), (2023, 12), (2024, 8), (2024, 9))


def row(region, indicator, segment, year, month, value, column="D"):
    return {
        "region": region, "indicator": indicator, "segment": segment, "year": year,
        "month": month, "value": value, "status": "reported",
        "source": f"{region}{year}-{month:02d}.xlsx!汇总表!{column}7",
    }  # fmt: skip


def literal_panel(*further):
    rows = [
        row("甘肃省", indicator, segment, year, month, value, column=chr(68 + number))
        for number, (indicator, segment, values) in enumerate(PROVINCE)
        for (year, month), value in values.items()
    ]
    for unit, values in UNITS.items():
        for (year, month), value in zip(MONTHS, values, strict=True):
            rows.append(row(unit, "funds_in_place", OUTSIDE, year, month, value))
        rows.append(row(unit, "funds_in_place", "全部", 2024, 9, values[-1] * 1.25, "E"))
        rows.append(row(unit, "contracted_projects", "全部", 2024, 9, values[-1] // 3, "F"))
        rows.append(row(unit, "contracted_amount", "全部", 2024, 9, values[-1] * 1.3, "G"))
    total = row("甘肃省", "funds_in_place", OUTSIDE, 2024, 9, sum(v[-1] for v in UNITS.values()))
    rows.append({**total, "status": "computed"})
    return conform(pd.DataFrame([*rows, *further]), PANEL)


def changed(panel, region, indicator, segment, month, value, year=2024):
    """Give the panel with one submitted value replaced; None takes the row out."""
    key = {"region": region, "indicator": indicator, "segment": segment, "year": year,
           "month": month}  # fmt: skip
    same = panel["status"] != "computed"
    for name, wanted in key.items():
        same &= panel[name] == wanted
    assert same.any(), "no such row"
    if value is None:
        return panel[~same].reset_index(drop=True)
    return panel.assign(value=panel["value"].mask(same, value))


def no_projects():
    return conform([], PROJECTS)


def no_findings():
    return conform([], FINDINGS)


BOOK = load_codebook()
