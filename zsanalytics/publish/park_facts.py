"""A park's facts: its indicators against their targets, its projects, firms and land, as facts.

Comes in: the measured frames of one park and month. Goes out: the facts table. A fact is named for
its indicator: ``sales_ytd``, ``sales_completion``; a part by its segment behind an ``@``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish.facts import PERCENT, POINTS, cells, collect, rendering
from zsanalytics.schema import WHOLE

Fact = dict[str, Any]


class ParkFrames(NamedTuple):
    """The frames a park's bulletin is made of; all but the last describe each row's indicator.

    ``rows``: one row a series shown, with ``value, base, growth, change, source, base_source``.
    ``goals``: one row a series with a level to reach, with ``target, completion, lead, gap,
    needed_per_month, clause, line, draft``. ``floors``: the ``growth`` asked for and its
    ``clause``. ``rates``: ``part, whole, unit, value, before, formula, sources``. ``late``: what
    is late or stalled. ``history``: ``year, month, value, source``. ``expected``: ``expected,
    sources``. ``totals``: sums and counts by the name of their fact, each with its sources.
    """

    rows: pd.DataFrame
    goals: pd.DataFrame
    floors: pd.DataFrame
    rates: pd.DataFrame
    late: pd.DataFrame
    history: pd.DataFrame
    expected: pd.DataFrame
    totals: Mapping[str, tuple[float, tuple[str, ...]]]


def park_facts(frames: ParkFrames, asof: str) -> pd.DataFrame:
    """Give every number that the bulletin of a park may show."""
    return collect([
        *_series(frames.rows), *_goals(frames.goals, asof), *_floors(frames),
        *_rates(frames.rates), *_expected(frames), *_history(frames.history),
        *_totals(frames.totals), *_counts(frames.goals),
    ])  # fmt: skip


def stem(indicator: str, ending: str, segment: str = WHOLE) -> str:
    """Name the fact of an indicator, or of a part of it.

    Examples
    --------
    >>> stem("sales", "ytd"), stem("idle_land", "level", "低效用地=批而未供")
    ('sales_ytd', 'idle_land_level@低效用地=批而未供')
    """
    return f"{indicator}_{ending}" + ("" if segment == WHOLE else f"@{segment}")


def _fact(
    name: str, value: float, unit: str, decimals: int, label: str, formula: str,
    sources: Iterable[Any] = (),
) -> Fact:  # fmt: skip
    return {
        "fact": name, "value": value, "unit": unit, "decimals": decimals,
        "text": rendering(value, unit, decimals) if pd.notna(value) else "",
        "label": label, "formula": formula,
        "sources": tuple(dict.fromkeys(cell for source in sources for cell in cells(source))),
    }  # fmt: skip


def _series(rows: pd.DataFrame) -> Iterator[Fact]:
    """Give each series with last year's, its growth (of a rate: its change)."""
    for row in rows.itertuples():
        name = functools.partial(stem, str(row.indicator), segment=str(row.segment))
        flow, unit = row.kind == "ytd", str(row.unit)
        decimals, both = int(row.decimals), (row.source, row.base_source)
        ending, told = ("ytd", "本年累计") if flow else ("level", "期末")
        yield _fact(name(ending), row.value, unit, decimals, f"{row.label}{told}",
                    f"报送的{told}数", [row.source])  # fmt: skip
        yield _fact(name("base"), row.base, unit, decimals, f"{row.label}上年同期",
                    f"上年同月的{told}数", [row.base_source])  # fmt: skip
        yield _fact(name("growth"), row.growth, PERCENT, 2, f"{row.label}同比增速",
                    "本期 ÷ 上年同期 − 1", both)  # fmt: skip
        yield _fact(name("change"), row.change, POINTS, 2, f"{row.label}比上年同期",
                    "本期 − 上年同期", both)  # fmt: skip
        if decimals == 0:
            yield _fact(name("more"), row.value - row.base, unit, 0, f"{row.label}比上年同期",
                        "本期 − 上年同期", both)  # fmt: skip
    yield from _net(rows)


def _net(rows: pd.DataFrame) -> Iterator[Fact]:
    """Set the firms that dropped out beside those that came up: for reading, not for scoring."""
    own = {row.indicator: row for row in rows.itertuples() if row.segment == WHOLE}
    new, dropped = own.get("new_large_firms"), own.get("dropped_large_firms")
    if new is not None and dropped is not None:
        yield _fact("net_large_firms", new.value - dropped.value, str(new.unit), 0,
                    "规上企业净增户数", "新增规上企业数 − 退规企业数",
                    (new.source, dropped.source))  # fmt: skip


def _goals(goals: pd.DataFrame, asof: str) -> Iterator[Fact]:
    """Give each target with what is reached of it and what is missing."""
    _, month = parse_asof(asof)
    yield _fact("time_progress", month / 12, PERCENT, 2, "序时进度", "已过月数 ÷ 全年月数")
    yield _fact("months_left", 12 - month, "个月", 0, "剩余月数", "全年月数 − 已过月数")
    for row in goals.itertuples():
        name = functools.partial(stem, str(row.indicator), segment=str(row.segment))
        unit, decimals = str(row.unit), int(row.decimals)
        yield _fact(name("target"), row.target, unit, decimals, f"{row.label}年度目标",
                    f"目标条款：{row.clause}")  # fmt: skip
        yield _fact(name("completion"), row.completion, PERCENT, 2, f"{row.label}年度目标完成率",
                    "本年累计 ÷ 年度目标", [row.source])  # fmt: skip
        yield _fact(name("lead"), row.lead, POINTS, 2, f"{row.label}超（欠）序时进度",
                    "完成率 − 序时进度", [row.source])  # fmt: skip
        for ending, value, unit_, said in (
            ("pace", row.pace, PERCENT, "近年同期平均进度"),
            ("pace_lead", row.pace_lead, POINTS, "与近年同期平均进度之差"),
        ):
            if decimals:  # a handful of firms has no season
                yield _fact(name(ending), value, unit_, 2, f"{row.label}{said}",
                            "往年同月累计 ÷ 往年全年", [row.source])  # fmt: skip
        if row.gap > 0:
            yield _fact(name("gap"), row.gap, unit, decimals, f"{row.label}距年度目标缺口",
                        "年度目标 − 本年累计", [row.source])  # fmt: skip
            if decimals:
                yield _fact(name("needed"), row.needed_per_month, unit, decimals,
                            f"{row.label}后续月均需", "缺口 ÷ 剩余月数",
                            [row.source])  # fmt: skip
        else:
            yield _fact(name("surplus"), -row.gap, unit, decimals, f"{row.label}超额完成",
                        "本年累计 − 年度目标", [row.source])  # fmt: skip


def _floors(frames: ParkFrames) -> Iterator[Fact]:
    """Give each growth asked for, and how far the growth so far is from it."""
    rows = {(row.indicator, row.segment): row for row in frames.rows.itertuples()}
    for floor in frames.floors.itertuples():
        row = rows.get((floor.indicator, floor.segment))
        name = functools.partial(stem, str(floor.indicator), segment=str(floor.segment))
        label = row.label if row is not None else floor.label
        yield _fact(name("growth_target"), floor.growth, PERCENT, 2, f"{label}增长目标",
                    f"目标条款：{floor.clause}")  # fmt: skip
        if row is not None:
            yield _fact(name("growth_lead"), row.growth - floor.growth, POINTS, 2,
                        f"{label}增速与增长目标之差", "同比增速 − 增长目标",
                        (row.source, row.base_source))  # fmt: skip


def _rates(rates: pd.DataFrame) -> Iterator[Fact]:
    for row in rates.itertuples():
        code, decimals = str(row.indicator), 2 if row.unit == "亿元" else 0
        for ending, value, unit, places, said in (
            ("rate", row.value, PERCENT, 2, ""), ("part", row.part, row.unit, decimals, "（分子）"),
            ("whole", row.whole, row.unit, decimals, "（分母）"),
            ("before", row.before, PERCENT, 2, "（上年同期）"),
            ("change", row.value - row.before, POINTS, 2, "比上年同期"),
        ):  # fmt: skip
            yield _fact(f"{code}_{ending}" if ending != "rate" else code, value, str(unit), places,
                        f"{row.label}{said}", str(row.formula), row.sources)  # fmt: skip


def _expected(frames: ParkFrames) -> Iterator[Fact]:
    """Give the expected year end, rounded as a signed text says it, and what it is off the goal."""
    goals = {(row.indicator, row.segment): row for row in frames.goals.itertuples()}
    for row in frames.expected.itertuples():
        decimals, whole = int(row.decimals), round(float(row.expected), int(row.decimals))
        yield _fact(stem(row.indicator, "expected", row.segment), whole, str(row.unit), decimals,
                    f"{row.label}全年预计", "各种外推办法的综合", row.sources)  # fmt: skip
        goal = goals.get((row.indicator, row.segment))
        if goal is not None:
            yield _fact(stem(row.indicator, "margin", row.segment), whole - goal.target,
                        str(row.unit), decimals, f"{row.label}全年预计与年度目标之差",
                        "全年预计 − 年度目标", row.sources)  # fmt: skip


def _history(history: pd.DataFrame) -> Iterator[Fact]:
    for row in history.itertuples():
        period = period_text(int(row.year), int(row.month))
        yield _fact(f"{row.indicator}_course@{period}", row.value, str(row.unit),
                    int(row.decimals), f"{period}{row.label}", "报送的本年累计数",
                    [row.source])  # fmt: skip


TOTALS = {
    "ledger_projects": ("在册项目数", "个", 0, "台账所列项目数"),
    "ledger_amount": ("在册项目合同金额", "亿元", 2, "台账所列合同金额之和"),
    "ledger_funds": ("在册项目本年到位资金", "亿元", 2, "台账所列本年到位资金之和"),
    "ledger_fai": ("在册项目本年完成固定资产投资", "亿元", 2, "台账所列本年完成固定资产投资之和"),
    "late_start": ("逾期未开工项目数", "个", 0, "计划开工日已过而未开工"),
    "late_finish": ("逾期未竣工项目数", "个", 0, "计划竣工日已过而未竣工"),
    "stalled": ("停滞项目数", "个", 0, "台账记为停滞"),
    "input_files": ("报送文件数", "个", 0, "本件所用的报送文件"),
    "errors": ("未了错误", "条", 0, "审核发现"), "warnings": ("未了疑问", "条", 0, "审核发现"),
    "revised_values": ("修订数据", "个", 0, "状态为修订的本年数据"),
    "corrected_values": ("更正数据", "个", 0, "状态为更正的本年数据"),
}  # fmt: skip


def _totals(totals: Mapping[str, tuple[float, tuple[str, ...]]]) -> Iterator[Fact]:
    for name, (value, sources) in totals.items():
        label, unit, decimals, formula = TOTALS[name]
        yield _fact(name, value, unit, decimals, label, formula, sources)


def _counts(goals: pd.DataFrame) -> Iterator[Fact]:
    """Count the targets that are ahead of schedule, even with it and behind, and those reached."""
    for name, count in (
        ("goals", len(goals)), *((f"goals_{way}", len(names)) for way, names in ways(goals).items())
    ):  # fmt: skip
        yield _fact(name, float(count), "项", 0, "有年度目标的指标数", "目标册所列指标的个数")


def ways(goals: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Sort the targets' names by how they stand as printed: ahead, even, behind, reached."""
    shown_lead = (goals["lead"] * 100).round(2) if len(goals) else pd.Series(dtype="float64")
    return {
        "ahead": tuple(goals.loc[shown_lead > 0, "label"]),
        "even": tuple(goals.loc[shown_lead == 0, "label"]),
        "behind": tuple(goals.loc[shown_lead < 0, "label"]),
        "reached": tuple(goals.loc[goals["gap"] <= 0, "label"]) if len(goals) else (),
    }
