"""Fifteen units, fifteen ways of filling in the same monthly report.

Comes in: a `Report`. Goes out: a `Workbook`. Every unit keeps its own way in every month.
"""

from __future__ import annotations

from collections.abc import Callable

from zsanalytics.sample import layouts_long, layouts_wide
from zsanalytics.sample.sheets import Workbook
from zsanalytics.sample.values import Report

Layout = Callable[[Report], Workbook]

LAYOUTS: dict[str, Layout] = {
    "兰州市": layouts_wide.wide,
    "嘉峪关市": layouts_long.downward,
    "金昌市": layouts_long.stacked,
    "白银市": layouts_wide.text_numbers,
    "天水市": layouts_long.side_by_side,
    "武威市": layouts_wide.full_width,
    "张掖市": layouts_long.indented,
    "平凉市": layouts_wide.one_header,
    "酒泉市": layouts_wide.with_leftovers,
    "庆阳市": layouts_wide.spaced,
    "定西市": layouts_wide.plain_csv,
    "陇南市": layouts_long.crosswise,
    "临夏回族自治州": layouts_wide.traditional,
    "甘南藏族自治州": layouts_long.two_units,
    "兰州新区": layouts_long.letter,
}
