"""Leads of an office's sample: who meets which firm, when, and what becomes of it; all invented.

Comes in: an office's counties, actors and chains, and the year's contracts. Goes out: the stories
of a year, and the workbook that lists them as they stand at the end of a month.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zsanalytics.sample.plan import MONTHS
from zsanalytics.sample.sheets import Cell, Sheet, Workbook

OFFICES, DEPARTMENTS, COUNTIES = "驻外机构", "市直部门", "县区"
STAGES = (("signed_on", "签约"), ("agreed_on", "意向"), ("talked_on", "在谈"))
REASONS = ("要素保障暂不具备", "投资方调整投资计划", "选址其他地区", "融资未落实", "")
FOUND = ("驻点走访", "商会推荐", "展会对接", "以商招商", "企业来访", "主动对接")
_PLACES = ("北京", "上海", "江苏", "浙江", "广东", "山东", "四川", "陕西", "重庆", "福建")
_TRADES = ("新材料", "装备制造", "食品", "生物科技", "能源", "文旅", "物流", "信息技术")
_HEADS = (
    ("序号", 5), ("目标企业", 34), ("所属产业链", 20), ("线索来源", 12), ("首报单位", 20),
    ("引荐单位", 20), ("首谈日期", 12), ("当前阶段", 9), ("阶段更新日期", 13), ("流转至", 18),
    ("流转日期", 12), ("项目代码", 18), ("流失原因", 20), ("联系人", 10),
)  # fmt: skip
_COLUMNS = (
    "sheet", "company", "chain", "found_by", "unit", "introduced_by", "first_met", "talked_on",
    "agreed_on", "signed_on", "lost_on", "lost_reason", "transferred_to", "transferred_on",
    "project_id", "listed",
)  # fmt: skip

Story = dict[str, Any]


class Office(NamedTuple):
    """Whose sample it is: the office's region, the counties, the actors by kind, the chains."""

    region: str
    counties: tuple[str, ...]
    actors: dict[str, tuple[str, ...]]
    chains: tuple[str, ...]


def lead_stories(office: Office, year: int, projects: pd.DataFrame) -> pd.DataFrame:
    """Tell the leads of a year from the first contact to the end of the year.

    Parameters
    ----------
    office : Office
    year : int
    projects : DataFrame
        The year's contracts, as the ledgers list them; some of them were leads before.

    Returns
    -------
    DataFrame
        One row a lead and unit: ``sheet`` (the kind of its unit), ``company, chain, found_by, unit,
        introduced_by``, a day a stage (NaT: not reached), ``lost_on, lost_reason, transferred_to,
        transferred_on, project_id`` and ``listed`` (the month that first lists it).
    """
    rng = np.random.default_rng([zlib.crc32(office.region.encode()), year])
    stories: list[Story] = []
    for sheet, unit, pace in _units(office):
        for month in range(1, 13):
            for _ in range(rng.poisson(pace) if sheet == COUNTIES else max(0, _near(pace, rng))):
                stories.append(_story(office, sheet, unit, year, month, len(stories), rng))
    stories += [twin for story in stories if (twin := _twin(office, story, rng))]
    stories += [taken for story in stories if (taken := _taken_on(story))]
    stories += _of_contracts(office, year, projects, rng)
    table = pd.DataFrame(stories, columns=list(_COLUMNS))
    return table.sort_values(["listed", "first_met", "company"], ignore_index=True)


def _units(office: Office) -> Iterator[tuple[str, str, float]]:
    """Give every unit with its sheet and how many leads it gives in a month."""
    for number, unit in enumerate(office.actors.get(OFFICES, ())):
        yield OFFICES, unit, (12.0, 11.0, 8.5)[number % 3]
    for number, unit in enumerate(office.actors.get(DEPARTMENTS, ())):
        yield DEPARTMENTS, unit, (1.5, 1.0, 0.6)[number % 3]
    for number, unit in enumerate(office.counties):
        yield COUNTIES, unit, (3.5, 2.5, 2.0)[number % 3]


def _near(pace: float, rng: np.random.Generator) -> int:
    return round(pace + rng.normal(0, 0.8))


def _story(
    office: Office, sheet: str, unit: str, year: int, month: int, number: int,
    rng: np.random.Generator,
) -> Story:  # fmt: skip
    """Invent a lead of a month: it stays one, is talked about, agreed on, handed on or lost."""
    met = pd.Timestamp(year, month, int(rng.integers(1, 28)))
    fate = rng.random()
    talked = met + pd.Timedelta(days=int(rng.integers(12, 70))) if fate > 0.35 else pd.NaT
    agreed = talked + pd.Timedelta(days=int(rng.integers(30, 100))) if fate > 0.75 else pd.NaT
    lost = met + pd.Timedelta(days=int(rng.integers(40, 160))) if rng.random() < 0.18 else pd.NaT
    handed = sheet == COUNTIES and pd.notna(talked) and pd.isna(lost) and rng.random() < 0.12
    others = [county for county in office.counties if county != unit]
    place, trade = _PLACES[int(rng.integers(10))], _TRADES[int(rng.integers(8))]
    return {
        **dict.fromkeys(_COLUMNS),
        "sheet": sheet, "unit": unit, "first_met": met, "talked_on": talked, "agreed_on": agreed,
        "company": f"{place}演示{year % 100:02d}{number:04d}号{trade}有限公司",
        "chain": _chain(office.chains, rng) if rng.random() < 0.35 else None,
        "found_by": FOUND[int(rng.integers(len(FOUND)))],
        "lost_on": lost, "lost_reason": REASONS[int(rng.integers(len(REASONS)))],
        "transferred_to": _one_of(tuple(others), rng) if handed else None,
        "transferred_on": talked + pd.Timedelta(days=25) if handed else pd.NaT,
        "listed": max(month, MONTHS[0]),
    }  # fmt: skip


def _chain(chains: tuple[str, ...], rng: np.random.Generator) -> str | None:
    """Choose a chain, the first ones more often."""
    weights = 0.6 ** np.arange(len(chains))
    return str(rng.choice(chains, p=weights / weights.sum())) if chains else None


def _one_of(names: tuple[str, ...], rng: np.random.Generator) -> str | None:
    return names[int(rng.integers(len(names)))] if names else None


def _twin(office: Office, story: Story, rng: np.random.Generator) -> Story | None:
    """Let a second county approach the firm a few weeks after the first unit."""
    if rng.random() > 0.03 or story["transferred_to"] or not office.counties:
        return None
    met = story["first_met"] + pd.Timedelta(days=int(rng.integers(5, 45)))
    others = tuple(county for county in office.counties if county != story["unit"])
    if met.year != story["first_met"].year or not others:
        return None
    again = {"sheet": COUNTIES, "unit": _one_of(others, rng), "first_met": met}
    blank = {"agreed_on": pd.NaT, "lost_on": pd.NaT, "talked_on": pd.NaT, "found_by": "主动对接"}
    return {**story, **again, **blank, "listed": max(met.month, MONTHS[0])}


def _taken_on(story: Story) -> Story | None:
    """Let the receiver of a transfer list the firm in the following month."""
    day = story["transferred_on"]
    if pd.isna(day) or day.year != story["first_met"].year or day.month == 12:
        return None
    own = {"unit": story["transferred_to"], "first_met": day, "talked_on": day}
    return {**story, **own, "transferred_to": None, "transferred_on": pd.NaT,
            "found_by": "市级统筹流转", "listed": day.month + 1}  # fmt: skip


def _of_contracts(
    office: Office, year: int, projects: pd.DataFrame, rng: np.random.Generator
) -> Iterator[Story]:
    """Give the leads that became contracts: those brought in by someone, and some of the others.

    Firms with real names (三个500强) sign in the ledgers, but nothing is invented of their talks.
    """
    invented = projects["investor"].str.contains("演示", na=False)
    signed = projects[invented & (projects["signed_on"].dt.year == year)].sort_values("project_id")
    for project in signed.to_dict("records"):
        chosen = rng.random() < (0.8 if isinstance(project["introduced_by"], str) else 0.12)
        if not chosen or project["region"] not in office.counties:
            continue
        day = project["signed_on"]
        first = day - pd.Timedelta(days=int(rng.integers(45, 150)))
        listed = first.month if first.year == year else 1
        yield {
            **dict.fromkeys(_COLUMNS),
            "sheet": COUNTIES, "unit": project["region"], "company": project["investor"],
            "chain": project["chain"], "found_by": FOUND[int(rng.integers(len(FOUND)))],
            "introduced_by": project["introduced_by"], "first_met": first,
            "talked_on": first + (day - first) / 3, "agreed_on": first + (day - first) * 2 / 3,
            "signed_on": day, "lost_on": pd.NaT, "transferred_on": pd.NaT,
            "project_id": project["project_id"] if rng.random() < 0.75 else None,
            "listed": max(listed, MONTHS[0]),
        }  # fmt: skip


def lead_workbook(stories: pd.DataFrame, office: Office, year: int, month: int) -> Workbook:
    """Make the workbook of an office's leads of a month: a sheet for each kind of unit."""
    end = pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd(0)
    known = stories[stories["listed"] <= month]
    title = f"{office.region}{year}年{month}月招商线索台账（演示数据）"
    sheets = [_sheet(rows, title, name, end) for name, rows in known.groupby("sheet", sort=False)]
    return Workbook(f"{office.region}招商线索台账.xlsx", sheets)


def _sheet(rows: pd.DataFrame, title: str, name: str, end: pd.Timestamp) -> Sheet:
    sheet = Sheet(str(name))
    sheet.put(0, 0, title, "title")
    sheet.merge(0, 0, 0, len(_HEADS) - 1)
    for column, (head, wide) in enumerate(_HEADS):
        sheet.put(1, column, head, "head")
        sheet.widths[column] = wide
    for number, story in enumerate(rows.to_dict("records"), start=1):
        for column, (value, look) in enumerate(_line(number, story, end)):
            sheet.cells[number + 1, column] = Cell(value, look)
    return sheet


def _line(number: int, story: Story, end: pd.Timestamp) -> Iterator[tuple[Any, str]]:
    """Write a story as it stands at the end of a month."""
    stage, since = _standing(story, end)
    moved = pd.notna(story["transferred_on"]) and story["transferred_on"] <= end
    yield number, "count"
    for name in ("company", "chain", "found_by", "unit", "introduced_by"):
        yield _text(story[name]), "text"
    yield _day(story["first_met"]), "date"
    yield stage, "text"
    yield _day(since), "date"
    yield _text(story["transferred_to"]) if moved else "", "text"
    yield _day(story["transferred_on"]) if moved else None, "date"
    yield _text(story["project_id"]) if stage == "签约" else "", "text"
    yield _text(story["lost_reason"]) if stage == "流失" else "", "text"
    yield f"演示{number:03d}", "text"


def _standing(story: Story, end: pd.Timestamp) -> tuple[str, pd.Timestamp]:
    """Say at which stage a lead stands at the end of a month, and since when."""
    if pd.notna(story["lost_on"]) and story["lost_on"] <= end:
        return "流失", story["lost_on"]
    for column, stage in STAGES:
        if pd.notna(story[column]) and story[column] <= end:
            return stage, story[column]
    return "线索", story["first_met"]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _day(value: pd.Timestamp) -> Any:
    return np.datetime64(value, "D")
