"""Whether the lines of a target book agree with each other and with the base they start from.

Comes in: the targets table and a panel with the Decembers of base years. Goes out: findings. A
growth line that misses a level of the same series is a warning that names both clauses, the level
it reaches and the growth that would do; what fits is a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.codebook.breaks import comparable
from zsanalytics.periods import asof_text
from zsanalytics.quantities import shown_percent
from zsanalytics.schema import FINDINGS, PANEL, TARGETS, WHOLE, conform, require
from zsanalytics.targets.series import SERIES, Finding, Series, decembers, grown

LINES = {"floor": "底线", "dispatch": "调度", "goal": "目标"}
LEVELS = ("level", "count")


class Point(NamedTuple):
    """A year-end on a growth line: what it reaches, from which known base, by which clauses."""

    line: str
    growth: float  # a year, on average
    start: int
    base: float
    year: int
    level: float
    clauses: tuple[str, ...]

    def needed(self, level: float) -> float:
        """Give the growth a year, on average, that reaches another level in the same year."""
        return (level / self.base) ** (1 / (self.year - self.start)) - 1

    @property
    def pace(self) -> str:
        """Say how the line grows."""
        average = "年均" if self.year - self.start > 1 else ""
        return f"按{LINES.get(self.line, self.line)}{average}{grown(self.growth)}"


def check_targets(
    targets: pd.DataFrame, panel: pd.DataFrame, *, book: Codebook | None = None
) -> pd.DataFrame:
    """Findings on a target book: lines that miss each other, parts above wholes, missing bases.

    校核目标册：互相对不上的、部分大于整体的、缺基数的。

    Parameters
    ----------
    targets : DataFrame
        Columns of the targets table.
    panel : DataFrame
        Columns of the panel; its Decembers are the bases of growth lines (submitted before
        computed). A base that is not there is taken from the line itself, if it reaches that year.
    book : Codebook, optional
        Gives indicators their names, units and decimals, and regions their members.

    Returns
    -------
    DataFrame
        Findings with rule ``target-growth`` (a growth line against a level: a warning when it
        falls short at printed precision), ``target-steps`` (the growth between two levels),
        ``target-lines`` (a floor above another line, two values on one line),
        ``target-parts`` (a part's level above the whole's, members that do not cover it) and
        ``target-base`` (the base of a multiple; no base known, and what the lines imply for it). A
        consistent book has
        nothing above ``note``.

    Raises
    ------
    PanelError
        If a column is missing.

    Examples
    --------
    >>> series = {"region": "甘肃省", "indicator": "funds_in_place", "segment": "来源地=省外"}
    >>> targets = pd.DataFrame(
    ...     {
    ...         "clause": ["增速", "总量"],
    ...         **series,
    ...         "year": 2024,
    ...         "kind": ["growth", "level"],
    ...         "line": ["floor", "goal"],
    ...         "value": [0.15, 7000.0],
    ...     }
    ... )
    >>> panel = pd.DataFrame({**series, "year": [2023], "month": 12, "value": 5961.26})
    >>> found = check_targets(targets, panel).iloc[0]
    >>> found["severity"], found["found"], found["expected"]
    ('warning', '6,855.45', '7,000.00')
    """
    require(targets, TARGETS, (*SERIES, "clause", "year", "kind", "line", "value"))
    require(panel, PANEL, (*SERIES, "year", "month", "value"))
    book = book or load_codebook()
    targets = targets[targets["value"].notna()]
    last = int(targets["year"].max()) if len(targets) else 2999
    ends = decembers(comparable(panel, asof_text(last, 12), book))
    rows: list[Finding] = []
    for key, lines in targets.groupby(SERIES, sort=False):
        region, indicator, segment = key
        series = Series(region, indicator, segment, book.about(indicator))
        known = {year: value for (*own, year), value in ends.items() if tuple(own) == key}
        rows += [*_growths(series, lines, known), *_multiples(series, lines, known)]
        rows += [*_steps(series, lines), *_lines(series, lines)]
    rows += _parts(targets, book)
    return conform(rows, FINDINGS)


def _points(lines: pd.DataFrame, known: Mapping[int, float]) -> list[Point]:
    """Follow each growth line from its base, year by year; chained where a base is to come."""
    points: list[Point] = []
    for row in lines[lines["kind"] == "growth"].sort_values("year", kind="stable").itertuples():
        start = _start(row)
        before = next((p for p in points if p.line == row.line and p.year == start), None)
        if start in known and known[start] > 0:
            before = Point(row.line, 0.0, start, known[start], start, known[start], ())
        if before is None:
            continue
        for year in range(start + 1, int(row.year) + 1):
            level, clauses = before.level * (1 + row.value) ** (year - start), before.clauses
            clauses = (*clauses, row.clause)
            points.append(
                Point(row.line, row.value, before.start, before.base, year, level, clauses)
            )
    return points


def _growths(series: Series, lines: pd.DataFrame, known: Mapping[int, float]) -> Iterator[Finding]:
    """Set every growth line against every level of its years, and name missing bases."""
    points, seen = _points(lines, known), set()
    levels = lines[lines["kind"].isin(LEVELS) & (lines["value"] > 0)]
    for target in levels.itertuples():
        for point in (point for point in points if point.year == target.year):
            mark = (target.clause, point.line, series.number(point.level))
            if mark not in seen:
                yield _against(series, point, target)
            seen.add(mark)
    if not points and (lines["kind"] == "growth").any():
        yield from _without_base(series, lines)


def _against(series: Series, point: Point, target: Any) -> Finding:
    """Say what a growth line reaches beside a level, and the growth that would do."""
    short = series.less(point.level, target.value)
    average = "年均" if point.year - point.start > 1 else ""
    message = (
        f"从{point.start}年的{series.amount(point.base)}起，{point.pace}，"
        f"{point.year}年为{series.amount(point.level)}，"
    )
    needed_rate = point.needed(target.value)
    needed = f"达到{series.amount(target.value)}需{average}{grown(needed_rate)}"
    clauses = "、".join(f"“{clause}”" for clause in (*point.clauses, target.clause))
    if short:
        gap = series.amount(target.value - point.level)
        message += f"比{series.amount(target.value)}少{gap}；{needed}。互不一致的条款：{clauses}。"
        remedy = f"请核对口径，或把增速提高到{shown_percent(needed_rate)}以上，或调低总量目标。"
    else:
        message += f"不低于{series.amount(target.value)}；{needed}。条款：{clauses}。"
        remedy = "无需处理。"
    return series.found(
        "warning" if short else "note", "target-growth", message, remedy, year=point.year,
        found=series.number(point.level), expected=series.number(target.value),
    )  # fmt: skip


def _without_base(series: Series, lines: pd.DataFrame) -> Iterator[Finding]:
    """Say which base is missing, and what a level and a growth of one year imply for it."""
    levels = lines[lines["kind"].isin(LEVELS) & (lines["value"] > 0)]
    for row in lines[(lines["kind"] == "growth") & (lines["value"] > -1)].itertuples():
        same = levels[levels["year"] == row.year]
        start = _start(row)
        message = f"“{row.clause}”的基期{start}年12月没有数据，无法算出总量。"
        for value in same["value"]:
            base = value / (1 + row.value) ** (int(row.year) - start)
            message += (
                f"{series.amount(value)}与{grown(row.value)}同时恰好达到时，"
                f"{start}年为{series.amount(base)}。"
            )
        yield series.found(
            "note", "target-base", message, "补齐基期数据后再核对。", year=int(row.year)
        )


def _multiples(
    series: Series, lines: pd.DataFrame, known: Mapping[int, float]
) -> Iterator[Finding]:
    """State the base of each multiple (翻番), and the level and growth it comes to."""
    for row in lines[lines["kind"] == "multiple"].itertuples():
        start = _start(row)
        message = f"“{row.clause}”要求达到{start}年的{row.value:g}倍，"
        span = int(row.year) - start
        average = "年均" if span > 1 else ""
        pace = f"相当于{average}{grown(row.value ** (1 / span) - 1)}。"
        if known.get(start, 0) > 0:
            level = series.amount(known[start] * row.value)
            message += f"基数为{series.amount(known[start])}，{row.year}年应达{level}，{pace}"
            found, remedy = series.number(known[start] * row.value), "无需处理。"
        else:
            message += f"{start}年12月没有数据，无法算出总量；{pace}"
            found, remedy = None, "补齐基期数据后再核对。"
        yield series.found("note", "target-base", message, remedy, year=int(row.year), found=found)


def _start(row: Any) -> int:
    """Give the base year of a clause: the year before where it names none."""
    given = getattr(row, "base_year", None)
    return int(row.year) - 1 if given is None or pd.isna(given) else int(given)


def _steps(series: Series, lines: pd.DataFrame) -> Iterator[Finding]:
    """Give the growth from each level to the next of the same line."""
    for line, rows in lines[lines["kind"].isin(LEVELS)].groupby("line", sort=False):
        levels = rows.groupby("year")["value"].max()
        for (one, low), (two, high) in pairwise(levels.items()):
            if low <= 0:
                continue
            rate = (high / low) ** (1 / (two - one)) - 1
            average = "年均" if two - one > 1 else ""
            yield series.found(
                "note", "target-steps",
                f"若{one}年恰为{LINES.get(line, line)}{series.amount(low)}，到{two}年达到"
                f"{series.amount(high)}需{average}{grown(rate)}。",
                "无需处理。", year=two, found=shown_percent(rate),
            )  # fmt: skip


def _lines(series: Series, lines: pd.DataFrame) -> Iterator[Finding]:
    """Find two values on one line, and a floor above another line, of one kind and year."""
    for (year, kind), rows in lines.groupby(["year", "kind"], sort=False):
        write = series.amount if kind in LEVELS else shown_percent
        for line, same in rows.groupby("line", sort=False):
            if len(set(same["value"])) > 1 and _one_span(same):
                values = "与".join(write(value) for value in same["value"].unique())
                clauses = "、".join(f"“{clause}”" for clause in same["clause"])
                yield series.found(
                    "warning", "target-lines",
                    f"{year}年的{LINES.get(line, line)}有两个值：{values}。"
                    f"互不一致的条款：{clauses}。",
                    "请确认以哪一条款为准。", year=int(year),
                )  # fmt: skip
        top = rows.groupby("line")["value"].max()
        for other in ("dispatch", "goal"):
            if {"floor", other} <= set(top.index) and top["floor"] > top[other]:
                yield series.found(
                    "warning", "target-lines",
                    f"{year}年的底线{write(top['floor'])}高于{LINES[other]}{write(top[other])}。",
                    "请核对两条线的次序。", year=int(year),
                )  # fmt: skip


def _one_span(rows: pd.DataFrame) -> bool:
    """Tell whether growth clauses speak of the same years."""
    if "base_year" not in rows.columns:
        return True
    return len(set(rows["base_year"].astype("Float64").fillna(rows["year"] - 1))) == 1


def _parts(targets: pd.DataFrame, book: Codebook) -> Iterator[Finding]:
    """Find a part's level above its whole's, and members whose levels do not cover the line."""
    levels = targets[targets["kind"].isin(LEVELS)]
    for row in levels[levels["segment"] != WHOLE].itertuples():
        same = levels[(levels["region"] == row.region) & (levels["indicator"] == row.indicator)]
        same = same[(same["year"] == row.year) & (same["line"] == row.line)]
        for whole in same.loc[same["segment"] == WHOLE].itertuples():
            if row.value > whole.value:
                series = Series(row.region, row.indicator, row.segment, book.about(row.indicator))
                yield series.found(
                    "warning", "target-parts",
                    f"“{row.clause}”{series.amount(row.value)}超过总体"
                    f"“{whole.clause}”{series.amount(whole.value)}。",
                    "部分不能大于总体，请核对口径。", year=int(row.year),
                )  # fmt: skip
    for row in levels[levels["region"].isin(book.places)].itertuples():
        yield from _cover(row, levels, book)


def _cover(row: Any, levels: pd.DataFrame, book: Codebook) -> Iterator[Finding]:
    """Find members that all have a level, and together less than their region's."""
    members = book.members(row.region)
    same = levels[levels["region"].isin(members) & (levels["indicator"] == row.indicator)]
    same = same[(same["segment"] == row.segment) & (same["year"] == row.year)]
    tasks = same.groupby("region")["value"].max()
    series = Series(row.region, row.indicator, row.segment, book.about(row.indicator))
    if members and len(tasks) == len(members) and series.less(tasks.sum(), row.value):
        yield series.found(
            "warning", "target-parts",
            f"{len(members)}个单位的任务合计{series.amount(tasks.sum())}，"
            f"低于“{row.clause}”{series.amount(row.value)}，"
            f"少{series.amount(row.value - tasks.sum())}。",
            "各单位任务合计应覆盖总目标，请重新分解。", year=int(row.year),
            found=series.number(tasks.sum()), expected=series.number(row.value),
        )  # fmt: skip
