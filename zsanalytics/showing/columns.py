"""Columns in words: what a column is called in Chinese, and what kind of value it holds.

The words stand in ``codes/text/columns.toml``. A column in no list passes through under its own
name.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import CODES

NUMBERS = ("own", "money", "percent", "points", "count", "number", "plain")
TEXTS = ("indicator", "word", "text", "date", "yes")
UNITS = {"money": "亿元", "percent": "%", "points": "百分点"}
"""The unit of a kind of value; ``own`` has that of the row's indicator."""

_LEVELS = re.compile(r"(lower|upper|covered|coverage)_(\d{2})")
_LEVEL_WORDS = {
    "lower": ("own", "{}%区间下限"), "upper": ("own", "{}%区间上限"),
    "covered": ("yes", "落在{}%区间内"), "coverage": ("percent", "{}%区间命中率"),
}  # fmt: skip


class Column(NamedTuple):
    """A column's Chinese name and the kind of its values (``""``: shown as they are)."""

    label: str
    kind: str


@functools.cache
def vocabulary() -> Mapping[str, Any]:
    """Give the words of ``codes/text/columns.toml``."""
    with (CODES / "text" / "columns.toml").open("rb") as stream:
        return tomllib.load(stream)


def described(name: object, values: pd.Series, table: str = "") -> Column:
    """Say what a column is called and what it holds; what it holds decides between two meanings.

    Parameters
    ----------
    name : str
        The column.
    values : Series
        What it holds.
    table : str, optional
        The table of the schema that it stands in: some mean something of their own by a column.

    Examples
    --------
    >>> described("growth", pd.Series([0.08]))
    Column(label='同比增速', kind='percent')
    >>> described("expected", pd.Series(["48.7"])), described("lower_80", pd.Series([1.0])).label
    (Column(label='应为', kind='text'), '80%区间下限')
    >>> described("我的列", pd.Series([1]))
    Column(label='我的列', kind='')
    """
    said = str(name)
    level = _LEVELS.fullmatch(said)
    if level:
        kind, label = _LEVEL_WORDS[level[1]]
        return Column(label.format(level[2]), kind)
    if said.endswith("_change") and said.removesuffix("_change") in vocabulary()["percent"]:
        return Column(vocabulary()["percent"][said.removesuffix("_change")] + "变动", "points")
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    first, second = (NUMBERS, TEXTS) if numeric else (TEXTS, NUMBERS)
    own = vocabulary()["of"].get(table, {}).get(said)
    for kind in (*first, *second):
        if said in vocabulary()[kind]:
            fits = kind in first or bool(values.isna().all())  # an empty column has no type
            return Column(own or vocabulary()[kind][said], kind if fits else "")
    return Column(own or said, "")


def label_of(name: str) -> str:
    """Give a column's Chinese name whatever it holds; its own name where no list has it."""
    kinds = (*TEXTS, *NUMBERS)
    return next(
        (str(vocabulary()[kind][name]) for kind in kinds if name in vocabulary()[kind]), name
    )


def word(column: str, code: str) -> str:
    """Give the Chinese word for a code such as ``reported``; an unknown one as it is."""
    return str(vocabulary()["words"].get(column, {}).get(code, code))


def table_of(frame: pd.DataFrame) -> str:
    """Name the table of the schema that a frame is, or ``""``.

    Examples
    --------
    >>> table_of(pd.DataFrame(columns=["severity", "rule", "message", "remedy"]))
    'findings'
    """
    there = set(frame.columns)
    return next((name for name, marks in _MARKS.items() if marks <= there), "")


def table_title(table: str) -> str:
    """Give the Chinese name of a table; one of no name is 数据表."""
    return str(vocabulary()["tables"].get(table, "数据表"))


_MARKS = {
    "cells": {"sheet", "cell", "row", "column", "value"},
    "records": {"region_text", "indicator_text"},
    "projects": {"project_id", "contract_amount", "signed_on"},
    "leads": {"lead_id", "company"},
    "targets": {"clause", "kind", "line"},
    "findings": {"severity", "rule", "message"},
    "corrections": {"action", "before", "after"},
    "outlook": {"asof", "so_far", "expected", "region"},
    "facts": {"fact", "formula"},
    "register": {"sha256", "received"},
    "panel": {"region", "indicator", "segment", "year", "month", "value"},
    "tasks": {"base", "value", "so_far", "needed_per_month"},
    "verdicts": {"investor", "evidence"},
    "development": {"age", "share", "cumulative"},
}
