"""Series of a target book: how one is written in words, and the year-ends it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.quantities import round_half_up, shown, shown_percent
from zsanalytics.schema import WHOLE, finding

SERIES = ["region", "indicator", "segment"]

Finding = dict[str, Any]


class Series(NamedTuple):
    """A series of the book, and how to write its name and values."""

    region: str
    indicator: str
    segment: str
    about: Mapping[str, Any]

    @property
    def label(self) -> str:
        """Name the series in words."""
        name = self.about["name"] or self.indicator
        return f"{self.region}{name}" + ("" if self.segment == WHOLE else f"（{self.segment}）")

    def number(self, value: float) -> str:
        """Write a value at the indicator's decimals."""
        return shown(value, int(self.about["decimals"]))

    def amount(self, value: float) -> str:
        """Write a value with its unit."""
        return f"{self.number(value)}{self.about['unit']}"

    def less(self, value: float, other: float) -> bool:
        """Compare two values as they are printed."""
        decimals = int(self.about["decimals"])
        return round_half_up(value, decimals) < round_half_up(other, decimals)

    def found(self, severity: str, rule: str, message: str, remedy: str, **more: Any) -> Finding:
        """Make a finding on this series."""
        where = {"region": self.region, "indicator": self.indicator, "segment": self.segment}
        return finding(severity, rule, f"{self.label}：{message}", remedy, **where, **more)


def grown(rate: float) -> str:
    """Write growth in words; a fall is a fall, and not negative growth.

    Examples
    --------
    >>> grown(0.1742), grown(-0.0892), grown(0.00001)
    ('增长17.42%', '下降8.92%', '持平')
    """
    text = shown_percent(abs(rate))
    if text == shown_percent(0):
        return "持平"
    return f"{'增长' if rate > 0 else '下降'}{text}"


def decembers(panel: pd.DataFrame) -> dict[tuple[Any, ...], float]:
    """Give the year-end value of each series and year: the submitted, else the computed."""
    ends = panel[(panel["month"] == 12) & panel["value"].notna()]
    if "status" in ends.columns:
        ends = ends.sort_values("status", key=lambda text: text != "computed", kind="stable")
    keys = zip(*(ends[column] for column in (*SERIES, "year")), strict=True)
    return dict(zip(keys, ends["value"], strict=True))
