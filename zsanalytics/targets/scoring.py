"""Evaluation: a scoring sheet in TOML, the arithmetic line by line, and the ranking it gives.

Comes in: a sheet, and panel rows of one month with the measures it scores. Goes out: one row a
region and line, with the sum written out; then the ranking with its movement. What is missing
scores nothing and ranks nobody, unless the sheet's user says it is zero.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from zsanalytics.codebook import CODES
from zsanalytics.errors import CodebookError, PanelError
from zsanalytics.quantities import round_half_up, shown
from zsanalytics.schema import PANEL, WHOLE, require

SHEETS = CODES / "scores"
RULES = {"ratio": ("full",), "range": ("low", "high"), "rank": ()}
LINE = ("name", "indicator", "column")
PARTS = {"item": ("weight", "rule"), "bonus": ("each", "points"), "deduction": ("each", "points")}


def load_sheet(file: str | Path | None = None) -> dict[str, Any]:
    """Read a scoring sheet; the shipped example for the quarterly ranking by default.

    读入评分表；不指定就用随程序发布的季度排名示例。

    Parameters
    ----------
    file : str or Path, optional
        TOML with ``[sheet]`` (name, source), ``[[item]]``, ``[[bonus]]`` and ``[[deduction]]``.

    Returns
    -------
    dict
        ``name``, ``source`` and ``lines``: each with ``part``, ``name``, ``indicator``,
        ``segment``, ``column`` and the fields of its part and rule.

    Raises
    ------
    CodebookError
        If the file cannot be read, a field is missing, or a rule is unknown.

    Examples
    --------
    >>> sheet = load_sheet()
    >>> sheet["name"], [line["name"] for line in sheet["lines"]][:2]
    ('季度综合排名', ['到位资金完成率', '到位资金增速'])
    """
    path = Path(file) if file is not None else SHEETS / "季度综合排名.toml"
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"{path}: cannot be read as TOML ({error}); mend the file") from error
    lines = [
        {"part": part, "segment": WHOLE, **line} for part in PARTS for line in text.get(part, [])
    ]
    for number, line in enumerate(lines, start=1):
        _insist(line, f"{path.name}: line {number}")
    return {**text.get("sheet", {}), "lines": lines}


def _insist(line: dict[str, Any], where: str) -> None:
    """Refuse a line with a field missing, unknown or not fit for its rule."""
    rule = line.get("rule")
    if line["part"] == "item" and rule not in RULES:
        raise CodebookError(f"{where}: rule {rule!r}; one of {[*RULES]}")
    numbers = [name for name in PARTS[line["part"]] if name != "rule"] + [*RULES.get(str(rule), ())]
    missing = [name for name in (*LINE, *numbers) if name not in line]
    if missing:
        raise CodebookError(f"{where}: field missing: {', '.join(missing)}; add it")
    unknown = sorted(set(line) - {"part", "segment", "rule", "cap", *LINE, *numbers})
    if unknown:
        raise CodebookError(f"{where}: unknown field {', '.join(unknown)}; take it out")
    for name in [*numbers, *({"cap"} & set(line))]:
        if not isinstance(line[name], int | float) or isinstance(line[name], bool):
            raise CodebookError(f"{where}: {name} {line[name]!r} is no number; write one")
    if 0 in (line.get("full"), line.get("each")) or not line.get("low", 0) < line.get("high", 1):
        raise CodebookError(f"{where}: full and each must not be 0, and low lies below high")


def score(
    panel: pd.DataFrame,
    sheet: dict[str, Any],
    *,
    among: Iterable[str],
    if_missing: str = "blank",
) -> pd.DataFrame:
    """Points of each region for each line of a sheet, with the arithmetic.

    按评分表给各地区逐项打分，写明算法。

    Parameters
    ----------
    panel : DataFrame
        Rows of one month with the columns the sheet scores; one row a region, indicator and
        segment (`zs.prefer`, and ``line=`` of `zs.completion`).
    sheet : dict
        From `load_sheet`.
    among : iterable of str
        The regions scored.
    if_missing : {"blank", "zero"}, default "blank"
        Whether a line without a value leaves the region's points NaN or gives none.

    Returns
    -------
    DataFrame
        One row a region and line: ``region, part, line, value, points, arithmetic``. Points are
        rounded to 2 decimals, half up; bonuses add, deductions subtract.

    Raises
    ------
    PanelError
        If a column is missing, a key is repeated, or the policy is unknown.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": ["甲", "乙"],
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": 2024,
    ...         "month": 9,
    ...         "value": [6.0, 8.0],
    ...     }
    ... )
    >>> sheet = {
    ...     "lines": [
    ...         {
    ...             "part": "item",
    ...             "name": "资金",
    ...             "indicator": "funds_in_place",
    ...             "segment": "全部",
    ...             "column": "value",
    ...             "rule": "ratio",
    ...             "full": 8.0,
    ...             "weight": 40,
    ...         }
    ...     ]
    ... }
    >>> score(panel, sheet, among=["甲", "乙"])["arithmetic"].tolist()
    ['40×6.0000÷8.0000=30.00', '40×8.0000÷8.0000=40.00']
    """
    if if_missing not in ("blank", "zero"):
        raise PanelError(f"score: if_missing={if_missing!r}; expected 'blank' or 'zero'")
    require(panel, PANEL, ("region", "indicator", "segment", "value"))
    regions = list(among)
    rows = []
    for line in sheet["lines"]:
        values = _values(panel, line, regions)
        for region in regions:
            points, text = _points(line, values[region], values)
            if pd.isna(points) and if_missing == "zero":
                points, text = 0.0, "缺数据，按0分"
            rows.append((region, line["part"], line["name"], values[region], points, text))
    columns = ["region", "part", "line", "value", "points", "arithmetic"]
    return pd.DataFrame(rows, columns=columns).astype({"value": float, "points": float})


def _values(panel: pd.DataFrame, line: dict[str, Any], regions: list[str]) -> dict[str, float]:
    """Give the value of each region that a line scores."""
    if line["column"] not in panel.columns:
        raise PanelError(f"score: no column {line['column']!r}; apply the measure that adds it")
    rows = panel[(panel["indicator"] == line["indicator"]) & (panel["segment"] == line["segment"])]
    rows = rows[rows["region"].isin(regions)]
    if rows["region"].duplicated().any():
        twice = rows.loc[rows["region"].duplicated(), "region"].iloc[0]
        raise PanelError(
            f"score: {twice} has several rows for {line['name']}; keep one with zs.at, zs.prefer "
            "and line= of zs.completion"
        )
    values = rows.set_index("region")[line["column"]].astype(float)
    return {str(region): float(values.get(region, float("nan"))) for region in regions}


def _points(line: dict[str, Any], value: float, values: dict[str, float]) -> tuple[float, str]:
    """Score one value, and write out how."""
    if pd.isna(value):
        return float("nan"), "缺数据"
    if line["part"] != "item":
        return _extra(line, value)
    weight, said = line["weight"], shown(value, 4)
    if line["rule"] == "ratio":
        part, text = value / line["full"], f"{said}÷{shown(line['full'], 4)}"
    elif line["rule"] == "range":
        low, high = line["low"], line["high"]
        part = (value - low) / (high - low)
        text = f"({said}-{shown(low, 4)})÷({shown(high, 4)}-{shown(low, 4)})"
    else:
        known = [other for other in values.values() if not pd.isna(other)]
        place = 1 + sum(other > value for other in known)
        part, text = (len(known) - place + 1) / len(known), f"({len(known)}-{place}+1)÷{len(known)}"
    most = float(line.get("cap", 1.0))
    bounded = min(max(part, 0.0), most)
    if part > most:
        text = f"{shown(most, 2)}（封顶，{text}）"
    elif part < 0:
        text = f"0（{text}为负）"
    return _rounded(weight * bounded, f"{weight}×{text}")


def _extra(line: dict[str, Any], value: float) -> tuple[float, str]:
    """Score a bonus or a deduction."""
    points = value / line["each"] * line["points"]
    most = float(line.get("cap", float("inf")))
    text = f"{shown(value, 2)}÷{line['each']}×{line['points']}"
    if points > most:
        points, text = most, f"{most:g}（封顶，{text}）"
    sign = -1 if line["part"] == "deduction" else 1
    return _rounded(sign * points, f"-{text}" if sign < 0 else text)


def _rounded(points: float, text: str) -> tuple[float, str]:
    rounded = float(round_half_up(points, 2))
    return rounded, f"{text}={shown(rounded, 2)}"


def ranking(scores: pd.DataFrame, *, previous: pd.DataFrame | None = None) -> pd.DataFrame:
    """Ranking of a sheet's totals (综合排名), with the movement since the last one.

    评分表的综合排名，以及与上次相比的升降。

    Parameters
    ----------
    scores : DataFrame
        From `score`.
    previous : DataFrame, optional
        The ranking before, with ``region`` and ``rank``.

    Returns
    -------
    DataFrame
        ``region, total, rank, previous, movement``, best first. Equal totals share the better
        place (1, 1, 3); a region with a missing line has neither total nor place and stands last.
        ``movement`` is places gained (positive is up); NaN without a place before.

    Examples
    --------
    >>> scores = pd.DataFrame({"region": ["甲", "乙"], "points": [30.0, 40.0]})
    >>> ranking(scores, previous=pd.DataFrame({"region": ["甲", "乙"], "rank": [1, 2]}))
      region  total  rank  previous  movement
    0      乙   40.0   1.0         2       1.0
    1      甲   30.0   2.0         1      -1.0
    """
    points = scores.groupby("region", sort=False)["points"]
    total = points.sum(min_count=1).where(points.count() == points.size()).round(2)
    table = total.rename("total").reset_index()
    table["rank"] = table["total"].rank(method="min", ascending=False)
    before = previous.set_index("region")["rank"] if previous is not None else {}
    table["previous"] = table["region"].map(before)
    table["movement"] = table["previous"] - table["rank"]
    return table.sort_values("rank", kind="stable", ignore_index=True)
