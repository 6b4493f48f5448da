"""The lists of a form: one row a project or a lead, lists to choose from, checks on entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from zsanalytics.forms.columns import STATES, Field, choices
from zsanalytics.forms.sheets import FIRST, Form, begin, number_check, width
from zsanalytics.schema import PROJECTS, Table

SPARE = 200
"""Blank rows below the rows known."""

CHOICES = "可选项"
_NAMES = ("name", "company")  # fields that want a wide column


def choice_lists(sheet: Any, form: Form, looks: dict[str, Any]) -> dict[str, str]:
    """Write the lists that cells are chosen from; give the place of each."""
    places: dict[str, str] = {}
    for field in (*form.forms.ledger, *form.forms.leads):
        if not field.choose or field.choose in places:
            continue
        column = len(places)
        listed = choices(field.choose, form.unit, form.book)
        sheet.write_string(0, column, field.heading, looks["head"])
        sheet.set_column(column, column, 4 + max(width(name) for name in listed))
        for row, name in enumerate(listed, start=1):
            sheet.write_string(row, column, name)
        letter = chr(ord("A") + column)
        places[field.choose] = f"={CHOICES}!${letter}$2:${letter}${len(listed) + 1}"
    sheet.protect()
    return places


def list_sheet(
    sheet: Any,
    form: Form,
    title: str,
    fields: Sequence[Field],
    rows: pd.DataFrame,
    table: Table,
    places: dict[str, str],
    looks: dict[str, Any],
) -> None:
    """Write a list with the rows known and `SPARE` more; amounts only where it has projects."""
    begin(sheet, form, title, looks, money=table is PROJECTS)
    last = FIRST + len(rows) + SPARE - 1
    sheet.write_string(2, 0, "序号", looks["head"])
    for row in range(FIRST, FIRST + len(rows)):
        sheet.write_number(row, 0, row - FIRST + 1, looks["stub"])
    for column, field in enumerate(fields, start=1):
        kind = _kind(table.columns[field.field])
        sheet.write_string(2, column, field.heading, looks["head"])
        sheet.set_column(column, column, 30 if field.field in _NAMES else 14, looks[kind])
        for row, value in enumerate(rows[field.field], start=FIRST):
            _write(sheet, row, column, _said(field, value), looks[kind])
        rule = _rule(places.get(field.choose), kind)
        if rule:
            sheet.data_validation(FIRST, column, last, column, rule)
    sheet.freeze_panes(FIRST, 3)
    sheet.autofilter(2, 0, last, len(fields))


def _kind(dtype: str) -> str:
    return "date" if dtype.startswith("datetime") else "money" if dtype == "float64" else "text"


def _said(field: Field, value: Any) -> Any:
    return STATES.get(value, value) if field.field == "status" else value


def _write(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if pd.isna(value):
        return
    if isinstance(value, pd.Timestamp):
        sheet.write_datetime(row, column, value.to_pydatetime(), look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, float(value), look)


def _rule(place: str | None, kind: str) -> dict[str, Any] | None:
    """Give the check on entry of a ledger's column."""
    if place:
        return {
            "validate": "list", "source": place, "error_type": "warning",
            "error_title": "不在可选项中",
            "error_message": "请从列表中选择；确需填写其他内容的，请确认名称无误。",
        }  # fmt: skip
    if kind == "money":
        return number_check(True)
    if kind == "date":
        return {
            "validate": "date", "criteria": "between", "minimum": pd.Timestamp(1990, 1, 1),
            "maximum": pd.Timestamp(2100, 12, 31), "error_title": "请填日期",
            "error_message": "请按 2024-03-15 的样式填写日期。", "error_type": "warning",
        }  # fmt: skip
    return None
