"""Sheets of the forms: what all of them begin with, and what may be typed into a cell."""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

from zsanalytics.codebook import Codebook
from zsanalytics.forms.columns import Forms
from zsanalytics.periods import parse_asof, period_text

FIRST = 3
"""The first row of entries, from 0: above it stand the title, the unit of money, the header."""


class Form(NamedTuple):
    """What one workbook is for."""

    unit: str
    asof: str
    book: Codebook
    forms: Forms
    mark: str = ""


def begin(sheet: Any, form: Form, name: str, looks: dict[str, Any], *, money: bool = True) -> None:
    """Write title and unit of money, and protect the structure: cells marked open stay open."""
    year, month = parse_asof(form.asof)
    title = f"{form.unit}{period_text(year, month)}{name}{form.mark and f'（{form.mark}）'}"
    sheet.write_string(0, 0, title, looks["title"])
    if money:
        sheet.write_string(1, 0, "单位：亿元")
    sheet.set_default_row(18)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, 26)
    sheet.set_row(2, 44)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True})


def number_check(money: bool) -> dict[str, Any]:
    """Give the check that a cell holds a number of at least zero, a whole one for counts."""
    kind = "decimal" if money else "integer"
    return {
        "validate": kind, "criteria": ">=", "value": 0, "error_title": "请填数字",
        "error_message": "请填不小于零的数字，不带单位和文字；没有发生的留空，确为零的填零。",
        "error_type": "stop" if money else "warning",
    }  # fmt: skip


def width(text: str) -> int:
    """Count a Chinese character as two columns."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
