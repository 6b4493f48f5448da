"""The ways of filling in the same monthly report, and who uses which.

Comes in: a `Report`. Goes out: a `Workbook`. By default every unit keeps its own way every month.
"""

from __future__ import annotations

from collections.abc import Callable

from zsanalytics.sample import layouts_long, layouts_wide
from zsanalytics.sample.sheets import Workbook
from zsanalytics.sample.values import Report

Layout = Callable[[Report], Workbook]

LAYOUTS: dict[str, Layout] = {
    layout.__name__: layout
    for layout in (
        layouts_wide.wide,
        layouts_long.downward,
        layouts_long.stacked,
        layouts_wide.text_numbers,
        layouts_long.side_by_side,
        layouts_wide.full_width,
        layouts_long.indented,
        layouts_wide.one_header,
        layouts_wide.with_leftovers,
        layouts_wide.spaced,
        layouts_wide.plain_csv,
        layouts_long.crosswise,
        layouts_wide.traditional,
        layouts_long.two_units,
        layouts_long.letter,
        layouts_wide.subtotalled,
        layouts_wide.footnoted,
    )
}
"""Every layout by name; any unit can use any of them."""

USUAL: dict[str, str] = {
    "兰州市": "wide",
    "嘉峪关市": "downward",
    "金昌市": "stacked",
    "白银市": "text_numbers",
    "天水市": "side_by_side",
    "武威市": "full_width",
    "张掖市": "indented",
    "平凉市": "one_header",
    "酒泉市": "with_leftovers",
    "庆阳市": "spaced",
    "定西市": "plain_csv",
    "陇南市": "crosswise",
    "临夏回族自治州": "traditional",
    "甘南藏族自治州": "two_units",
    "兰州新区": "letter",
}
"""The layout each unit uses unless another is asked for."""
