"""The lines of a monthly report: what is reported, and the words it is headed by.

A line is an indicator with a segment; ``group`` stands over ``leaf`` in a table with two header
rows, ``words`` stands alone in a stub or a single header row.
"""

from __future__ import annotations

from typing import NamedTuple

from zsanalytics.sample.plan import OUTSIDE, WHOLE


class Line(NamedTuple):
    """One line of a report; ``kind`` is ``money``, ``count`` or ``rate``."""

    indicator: str
    segment: str
    kind: str
    group: str
    leaf: str
    words: str
    unit: str = "个"

    @property
    def key(self) -> tuple[str, str]:
        """Give indicator and segment."""
        return self.indicator, self.segment


def _pair(segment: str, group: str, before: str) -> list[Line]:
    return [
        Line("contracted_projects", segment, "count", group, "签约项目数", f"{before}签约项目数"),
        Line("contracted_amount", segment, "money", group, "签约金额", f"{before}签约金额"),
    ]


FUNDS = [
    Line("funds_in_place", WHOLE, "money", "到位资金", "本年累计", "到位资金"),
    Line("funds_in_place", OUTSIDE, "money", "到位资金", "其中:省外", "其中:省外到位资金"),
]
SIGNED = [
    Line("contracted_projects", WHOLE, "count", "新签约合同项目数", "合计", "新签约合同项目数"),
    Line(
        "contracted_projects",
        OUTSIDE,
        "count",
        "新签约合同项目数",
        "其中:省外",
        "其中:省外签约项目数",
    ),
    Line("contracted_amount", WHOLE, "money", "签约金额", "合计", "签约金额"),
    Line("contracted_amount", OUTSIDE, "money", "签约金额", "其中:省外", "其中:省外签约金额"),
]
IMPLEMENTED = [
    Line("implemented_projects", WHOLE, "count", "实施项目数", "合计", "实施项目数"),
    Line(
        "implemented_projects", OUTSIDE, "count", "实施项目数", "其中:省外", "其中:省外实施项目数"
    ),
]
SIZES = [
    line
    for size in ("1亿元以上", "10亿元以上", "50亿元以上")
    for line in _pair(f"规模={size}", f"{size}项目", f"{size}项目")
]
TOP500 = [
    Line(
        "contracted_firms",
        "三个500强=合计",
        "count",
        "三个500强",
        "企业数",
        "三个500强签约企业数",
        "家",
    ),
    *_pair("三个500强=合计", "三个500强", "三个500强"),
]
EAST = [
    *_pair("来源地=东中部", "东中部产业转移", "东中部产业转移"),
    Line("implemented_projects", "来源地=东中部", "count", "东中部产业转移", "实施项目数",
         "东中部产业转移实施项目数"),
    Line("funds_in_place", "来源地=东中部", "money", "东中部产业转移", "到位资金",
         "东中部产业转移到位资金"),
]  # fmt: skip
STRUCTURE = [
    *_pair("投资主体=民企", "民营企业", "民营企业"),
    Line("contracted_amount", "产业=第二产业", "money", "第二产业", "签约金额", "第二产业签约金额"),
    Line("funds_in_place", "产业=第二产业", "money", "第二产业", "到位资金", "第二产业到位资金"),
]
STAGES = [
    Line("started_projects", WHOLE, "count", "", "开工项目数", "开工项目数"),
    Line("completed_projects", WHOLE, "count", "", "竣工项目数", "竣工项目数"),
    Line("produced_projects", WHOLE, "count", "", "投产项目数", "投产项目数"),
    Line("start_rate", WHOLE, "rate", "", "开工率", "开工率", "%"),
    Line("production_rate", WHOLE, "rate", "", "投产率", "投产率", "%"),
]
TRIPS = [
    Line("outreach_trips", WHOLE, "count", "", "走出去", "走出去", "次"),
    Line("received_delegations", WHOLE, "count", "", "请进来", "请进来", "次"),
]
MAIN = [*IMPLEMENTED, *SIGNED, *FUNDS]
DETAIL = [*SIZES, *TOP500, *EAST, *STRUCTURE]
ALL = [*MAIN, *DETAIL, *STAGES, *TRIPS]


def fair_lines(year: int, month: int, segment: str) -> list[Line]:
    """Give the lines of the year's 兰洽会, reported from July on."""
    name = segment.removeprefix("届次=")
    return _pair(segment, name, name) if month >= 7 else []


def chain_lines(names: list[str]) -> list[Line]:
    """Give the funds of each key chain and their sum."""
    lines = []
    for name in (*names, "合计"):
        words = f"{name}产业链到位资金" if name != "合计" else "重点产业链到位资金合计"
        lines.append(Line("funds_in_place", f"重点产业链={name}", "money", "", words, words))
    return lines
