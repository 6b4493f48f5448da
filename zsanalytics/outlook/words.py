"""The outlook in words: one sentence of plain arithmetic, and the signed form without odds."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.outlook.grid import Floats, Grid, series_grid
from zsanalytics.outlook.landing import year_end
from zsanalytics.outlook.lines import rows_by_line
from zsanalytics.outlook.signals import read_signals
from zsanalytics.periods import parse_asof, period_text
from zsanalytics.schema import WHOLE

DISCOUNT_MONTHS, DISCOUNT = [2.0, 6.0, 9.0, 11.0], [0.26, 0.4, 0.5, 0.55]
"""How much of this year's growth is usefully carried on, by month (public series)."""

PARTS = ["by_season", "by_growth", "by_level"]


def explain(
    panel: pd.DataFrame,
    asof: str,
    targets: pd.DataFrame | None = None,
    *,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Outlook with the plain arithmetic behind it, and its sentences.

    把全年预计写成算得出来的句子。

    Parameters
    ----------
    panel, asof, targets, book
        As for `year_end`; ``book`` also gives names and units to the sentences.

    Returns
    -------
    DataFrame
        The outlook table with the 80 % interval, and ``by_season`` (so far ÷ the share of the
        year that past years had by now), ``by_growth`` (last year's remainder × this year's
        growth, discounted), ``by_level`` (recent three months × season): landings in the
        indicator's unit, NaN where no past year allows them; ``sentence`` (internal annex) and
        ``signed`` (for signed text: no interval, no probability).

    Raises
    ------
    PanelError
        If the panel is empty.
    """
    table = year_end(panel, asof, targets, levels=(0.8,), book=book)
    if table.empty:
        raise PanelError("panel: no row up to the month asked for; nothing to explain")
    year, month = parse_asof(asof)
    grid = series_grid(panel, year, month, book=book)
    parts = _parts(grid).assign(month=grid.month)
    series = rows_by_line(grid.keys, targets, panel, year, book=book)
    table = pd.concat([table, parts.iloc[series].reset_index(drop=True)], axis=1)
    rows = table.to_dict("records")
    table["sentence"] = [_sentence(row, book) for row in rows]
    table["signed"] = [_signed(row, book) for row in rows]
    return table.drop(columns="month")


def _parts(grid: Grid) -> pd.DataFrame:
    """Landings by three plain rules, for series with a past year."""
    parts = {name: np.full(len(grid.keys), np.nan) for name in PARTS}
    known = np.isfinite(grid.ytd[:, -2, 11]) & (grid.month > 0) & (grid.month < 12)
    for month in np.unique(grid.month[known]):
        rows = np.flatnonzero(known & (grid.month == month))
        kin = grid.keys.iloc[rows].groupby(["indicator", "segment"], dropna=False, sort=False)
        signals = read_signals(grid.ytd[rows], int(month), kin.ngroup().to_numpy())
        damped = signals.rules["growth"] * np.interp(float(month), DISCOUNT_MONTHS, DISCOUNT)
        for name, rule in _named(signals.rules, damped):
            parts[name][rows] = signals.so_far + signals.remainder * np.exp(rule)
    return pd.DataFrame(parts)


def _named(rules: dict[str, Floats], damped: Floats) -> list[tuple[str, Floats]]:
    return list(zip(PARTS, (rules["profile"], damped, rules["level3"]), strict=True))


class _Subject(NamedTuple):
    """A series' name, unit and decimals, as texts print them."""

    name: str
    unit: str
    decimals: int

    def figure(self, value: float) -> str:
        """Write a value with its unit."""
        return f"{self.number(value)}{self.unit}"

    def number(self, value: float) -> str:
        """Write a value alone."""
        return shown(value, self.decimals)


def _subject(row: dict[str, Any], book: Codebook | None) -> _Subject:
    about = book.about(row["indicator"]) if book is not None else {}
    part = "" if row["segment"] == WHOLE else f"（{row['segment']}）"
    name = f"{row['region']}{about.get('name', row['indicator'])}{part}"
    return _Subject(name, str(about.get("unit", "")), int(about.get("decimals", 2)))


def _about(value: float, unit: str) -> str:
    """Write what is only expected: whole from a hundred on, one decimal below."""
    return f"{shown(value, 0 if abs(value) >= 100 else 1)}{unit}"


def _sentence(row: dict[str, Any], book: Codebook | None) -> str:
    subject = _subject(row, book)
    figure = subject.figure
    head = f"{subject.name}今年尚无报送。"
    if pd.notna(row["so_far"]):
        period = period_text(row["year"], int(row["month"]))
        head = f"{period}，{subject.name}{figure(row['so_far'])}。"
    if row["method"].startswith("全年已报"):
        return head
    years = "一二三四五六七八九十"[min(int(row["years_used"]), 10) - 1]
    words = (f"近{years}年同期进度折算", "今年增速折扣后延续", "近期水平×季节系数")
    parts = [
        f"按{word}{figure(row[name])}"
        for word, name in zip(words, PARTS, strict=True)
        if pd.notna(row[name])
    ]
    middle = _middle(row) if parts else f"按{row['method']}推算"
    ends = f"[{subject.number(row['lower_80'])}, {subject.number(row['upper_80'])}]{subject.unit}"
    parts.append(f"{middle}{figure(row['expected'])}，80%区间{ends}")
    if pd.notna(row["target"]):
        parts[-1] += f"，达到{figure(row['target'])}的概率{_odds(row['chance'])}"
    return head + "；".join(parts) + "。"


def _middle(row: dict[str, Any]) -> str:
    """Say how the expected landing came of the parts: between them, or moved by others."""
    known = [row[name] for name in PARTS if pd.notna(row[name])]
    between = min(known) <= row["expected"] <= max(known)
    return "取折中" if between else "参照同类和上下级修正为"


def _odds(chance: float) -> str:
    """Write a probability in whole percent; nothing is promised, nothing ruled out."""
    if chance > 0.99:
        return "99%以上"
    return "不足1%" if chance < 0.01 else shown_percent(chance, 0)


def _signed(row: dict[str, Any], book: Codebook | None) -> str:
    """Write what may be signed: 预计全年, 后续月均; no interval, no probability."""
    subject = _subject(row, book)
    figure = subject.figure
    if row["method"].startswith("全年已报"):
        return f"{subject.name}全年{figure(row['expected'])}。"
    text = f"{subject.name}预计全年{_about(row['expected'], subject.unit)}左右"
    if pd.isna(row["target"]) or pd.isna(row["so_far"]):
        return text + "。"
    gap = row["target"] - row["so_far"]
    if gap <= 0:
        return f"{text}，已超额{figure(-gap)}。"
    return f"{text}，后续月均需{figure(gap / (12 - int(row['month'])))}。"
