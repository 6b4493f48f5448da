"""Will we make it, and what does it take: everything known about one target, for a notebook.

This door reads the vintage, has the outlook stage answer, and hands plain frames to `publish`. The
outlook is that of the whole tree of regions, so that it says what the briefings say.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from zsanalytics import store
from zsanalytics.briefing.measuring import as_one, until
from zsanalytics.briefing.tasks import FUNDS, PRECEDENCE, headline, with_tasks
from zsanalytics.codebook import Codebook
from zsanalytics.errors import PanelError, RequestError
from zsanalytics.measures.flows import prefer
from zsanalytics.outlook.course import course
from zsanalytics.outlook.deciding import deciding_projects, due_next, largest_to_come
from zsanalytics.outlook.goals import goal_seek, goal_split, sensitivity
from zsanalytics.outlook.joint import units_missing
from zsanalytics.outlook.paths import crossing, year_path
from zsanalytics.outlook.replay import record, replay
from zsanalytics.outlook.runoff import runoff
from zsanalytics.outlook.scenarios import LINES, scenarios
from zsanalytics.outlook.views import two_views
from zsanalytics.outlook.words import explain
from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish.answer import Answer, told_facts
from zsanalytics.published_figures import published_outlook
from zsanalytics.schema import WHOLE

OUTSIDE = "来源地=省外"
LEDGER_LINES = {OUTSIDE: "funds_outside_ytd", WHOLE: "funds_ytd"}
"""The lines of funds that a ledger holds."""

YEARS_ON = 2
"""How far the path of years goes where the target book names no later level."""

NONE = pd.DataFrame()


class _Question(NamedTuple):
    """A question about a series: the panel of all regions, the targets on it, the tree.

    ``targets`` are those of the series and year; ``every`` is the whole target book.
    """

    asof: str
    region: str
    segment: str
    line: str
    panel: pd.DataFrame
    targets: pd.DataFrame
    every: pd.DataFrame
    projects: pd.DataFrame
    book: Codebook


def ask(
    asof: str,
    region: str,
    *,
    indicator: str = FUNDS,
    segment: str = "",
    line: str = "",
    project: str | Path | None = None,
) -> Answer:
    """Gather what is known about a target: landing, odds, gap, what-ifs, units, contracts, record.

    汇集一个目标的全部情况：预计、把握、缺口、情景、单位、合同、记录。

    Parameters
    ----------
    asof : str
        The month, such as ``"2024-09"``; its panel must have been built.
    region, indicator : str
        A region and an indicator of the codebook, in any spelling.
    segment : str, optional
        The part, such as ``来源地=省外``; by default the one the region's targets are set on, else
        the whole.
    line : str, optional
        The target line to ask about (``goal, dispatch, floor``); by default the first of these
        that the region has.
    project : str or Path, optional
        The project's folder; by default ``ZS_PROJECT`` or the nearest parent that holds ``data/``.

    Raises
    ------
    RequestError
        If there is no panel of the month, no such series of the region, or no such line.
    CodebookError
        If the region or the indicator is unknown.

    Notes
    -----
    `zsanalytics.publish.target_gap` and `zsanalytics.publish.target_evidence` show the answer,
    block by block; ``notebooks/target_gap.ipynb`` is made of them.
    """
    folder = store.project_folder(project)
    book, every = store.project_book(folder), store.project_targets(folder)
    region, indicator = book.region(region), book.indicator(indicator)
    vintage = store.open_vintage(folder, asof)
    known = until(vintage.panel[vintage.panel["indicator"] == indicator], asof)
    has = set(known.loc[known["region"] == region, "segment"])
    segment = segment or headline(has, every, region, book, indicator=indicator)
    series = as_one(prefer(known[known["segment"] == segment], "reported"))
    if region not in set(series["region"]):
        raise RequestError(
            f"{region}: no {indicator} ({segment}) up to {asof}; zs.open_panel({asof!r}) shows "
            "what there is"
        )
    goals = _of_series(every, series, indicator, segment, asof, book)
    question = _Question(asof, region, segment, line, series, goals, every, vintage.projects, book)
    return _answered(question, indicator, demo=bool(vintage.manifest.get("demo")))


def _of_series(
    targets: pd.DataFrame, series: pd.DataFrame, indicator: str, segment: str, asof: str,
    book: Codebook,
) -> pd.DataFrame:  # fmt: skip
    """Keep the targets of a series and year; of funds, with the tasks handed down."""
    year = parse_asof(asof)[0]
    if indicator == FUNDS:
        regions = tuple(series["region"].unique())
        return with_tasks(targets, regions, segment, year, book)
    about = targets["indicator"].eq(indicator) & targets["segment"].eq(segment)
    return targets[about & targets["year"].eq(year)]


def _answered(question: _Question, indicator: str, *, demo: bool) -> Answer:
    """Put the answer together; a part that the data does not allow is empty."""
    asof, region, _, _, panel, targets, _, _, book = question
    year, month = parse_asof(asof)
    every = explain(panel, asof, targets, book=book)
    own = _main_first(every[every["region"] == region], question)
    asked = _or_none(lambda: goal_seek(panel, asof, targets, book=book))
    goals = _goals(asked, own)
    target = float(own["target"].iloc[0])
    open_, name = month < 12, str(own["line"].iloc[0])
    about = book.about(indicator)
    until_year, level = _far_level(question, indicator)
    paths = _or_none(
        lambda: year_path(panel, asof, until=until_year, level=level, region=region, book=book)
    )
    words = {
        "region": region, "asof": asof, "period": period_text(year, month),
        "subject": _subject(question, str(about["name"])), "unit": about["unit"],
        "decimals": int(about["decimals"]),
        "line": LINES.get(name, name) if pd.notna(target) else "", "level": level,
        "marks": [*(["演示数据"] if demo else []), "内部资料"],
    }  # fmt: skip
    return Answer(
        about=words, middle=float(own["expected"].iloc[0]), target=target, landing=own,
        goals=goals, course=_or_none(lambda: course(panel, every, region, book=book)),
        scenarios=_scenarios(question), units=_units(question, every, target),
        swings=_or_none(lambda: sensitivity(panel, asof, region, book=book)) if open_ else NONE,
        missing=_or_none(lambda: units_missing(panel, asof, targets, region, book=book)),
        path=paths, crossing=crossing(paths) if len(paths) else NONE,
        facts=told_facts(own, goals, panel, words), record=_record(question),
        published=published_outlook(
            asof, region, indicator=indicator, segment=question.segment, targets=question.every
        ),
        **_by_contracts(question, indicator, every, asked),
    )  # fmt: skip


def _subject(question: _Question, name: str) -> str:
    part = "" if question.segment == WHOLE else f"（{question.segment}）"
    return f"{question.region}{name}{part}"


def _far_level(question: _Question, indicator: str) -> tuple[int, float]:
    """Give the last year that the target book sets a level for, and that level (NaN: none)."""
    targets, year = question.every, parse_asof(question.asof)[0]
    mine = targets["region"].eq(question.region) & targets["indicator"].eq(indicator)
    mine &= targets["segment"].eq(question.segment) & targets["kind"].eq("level")
    later = targets[mine & targets["year"].gt(year)].sort_values("year")
    if later.empty:
        return year + YEARS_ON, float("nan")
    return int(later["year"].iloc[-1]), float(later["value"].iloc[-1])


def _or_none(ask_for: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Ask, and give an empty frame where the stage says that the data does not allow an answer."""
    try:
        return ask_for()
    except (PanelError, RequestError):
        return NONE


def _main_first(own: pd.DataFrame, question: _Question) -> pd.DataFrame:
    """Put the line asked about first, else the first by precedence."""
    order = [question.line, *PRECEDENCE] if question.line else list(PRECEDENCE)
    names = own["line"].fillna("")
    if question.line and question.line not in set(names):
        raise RequestError(
            f"line {question.line!r}: {question.region} has none of that name; it has "
            f"{', '.join(name for name in names if name) or 'no target'}"
        )
    place = [order.index(name) if name in order else len(order) for name in names]
    return own.assign(_place=place).sort_values("_place", kind="stable").drop(columns="_place")


def _goals(asked: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Give what each line of the region asks, in the order of its rows."""
    if asked.empty:
        return asked
    table = asked[asked["region"] == own["region"].iloc[0]].set_index("line")
    table = table.reindex([name for name in own["line"] if name in table.index]).reset_index()
    return table.assign(line_name=[LINES.get(name, name) for name in table["line"]])


def _scenarios(question: _Question) -> pd.DataFrame:
    asof, region, book = question.asof, question.region, question.book
    funds = LEDGER_LINES.get(question.segment, "funds_ytd")
    largest = _or_none(
        lambda: largest_to_come(question.projects, asof, region, funds=funds, book=book)
    )
    of_funds = question.panel["indicator"].eq(FUNDS).all()
    late = {region: float(largest["amount"].iloc[0])} if len(largest) and of_funds else {}
    table = scenarios(question.panel, asof, delayed=late, targets=question.targets, book=book)
    own = table[table["region"] == region]
    return own.drop_duplicates("scenario").dropna(subset=["landing"]).reset_index(drop=True)


def _units(question: _Question, every: pd.DataFrame, target: float) -> pd.DataFrame:
    """Give the members' landings on their main line, and what the region's target asks of each."""
    members = question.book.members(question.region)
    rows = every[every["region"].isin(members)]
    if rows.empty:
        return NONE
    rank = rows["line"].map({name: n for n, name in enumerate(PRECEDENCE)}).fillna(9)
    rows = rows.assign(_rank=rank).sort_values("_rank", kind="stable").drop_duplicates("region")
    split = _or_none(
        lambda: goal_split(
            question.panel, question.asof, question.region, target, book=question.book
        )
    ) if pd.notna(target) else NONE  # fmt: skip
    asked = ["needed", "more", "needed_per_month"]
    if split.empty:
        rows = rows.assign(**dict.fromkeys(asked, float("nan")))
    else:
        rows = rows.merge(split[["region", *asked]], on="region", how="left")
    return rows.sort_values("chance", kind="stable", ignore_index=True)


def _record(question: _Question) -> pd.DataFrame:
    """Give how past landings would have been forecast month by month, over all regions."""
    past = question.panel[question.panel["year"] < parse_asof(question.asof)[0]]
    if past.empty:
        return NONE
    replays = replay(past, months=range(2, 12), book=None)
    return record(replays) if len(replays) else NONE


def _by_contracts(
    question: _Question, indicator: str, every: pd.DataFrame, asked: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Give what the ledger says: the second view, the deciding projects, what falls due."""
    empty = dict.fromkeys(("views", "deciding", "due"), NONE)
    funds = LEDGER_LINES.get(question.segment)
    if indicator != FUNDS or funds is None or question.projects.empty:
        return empty
    projects, asof, region, book = (
        question.projects, question.asof, question.region, question.book,
    )  # fmt: skip
    near = [region, *book.members(region)]
    second = _or_none(lambda: runoff(projects, asof, funds=funds, book=book))
    if second.empty:
        return empty
    gaps = asked if len(asked) else pd.DataFrame(columns=["region", "line", "gap"])
    units = [name for name in near[1:] if name in set(gaps["region"])] or [region]
    gaps = gaps[gaps["region"].isin(units)].drop_duplicates("region")
    return {
        "views": two_views(every[every["region"].isin(near)], second),
        "deciding": deciding_projects(projects, gaps, asof, most=2, funds=funds, book=book),
        "due": due_next(projects, asof, region=region, book=book),
    }
