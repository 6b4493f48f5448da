"""Material: everything a bulletin tells, as facts, words and lists of names.

Comes in: the measured frames of one region and month. Goes out: `Material`, from which texts,
tables and figures are made. Labels and words come from here, so that every part of a bulletin
calls a thing by the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish.facts import collect, fact
from zsanalytics.publish.numbers import (
    Fact,
    chain_facts,
    own_facts,
    pick,
    progress_facts,
    rate_facts,
    taken,
    unit_counts,
    whole_funds,
)
from zsanalytics.publish.wording import Told, phrases, tell
from zsanalytics.schema import WHOLE

ALL_OF = {"province": "全省", "prefecture": "全市", "new_area": "全区", "county": "全县（区）"}
SIZES = {"size10": "10亿元以上", "size50": "50亿元以上"}


class Material(NamedTuple):
    """What a bulletin is made of.

    ``facts`` is the facts table; ``told`` the same with words and lists of names, for texts;
    ``history`` the panel rows of the line of funds, for figures; ``marks`` stand by the title.
    """

    region: str
    asof: str
    facts: pd.DataFrame
    told: Told
    history: pd.DataFrame
    marks: tuple[str, ...]


class Frames(NamedTuple):
    """The measured frames a bulletin is made of, as the door hands them over.

    ``rows`` are the month's panel rows of the region and its units with what the measures added;
    ``progress`` one row a region and target line; ``rates`` stage rates by region; ``findings``
    those of the month; ``total`` the computed sum of the units (NaN: none beside the submitted).
    """

    rows: pd.DataFrame
    progress: pd.DataFrame
    rates: pd.DataFrame
    history: pd.DataFrame
    findings: pd.DataFrame
    total: float


def material(
    frames: Frames,
    *,
    region: str,
    asof: str,
    line: str,
    units: Mapping[str, str],
    whole: str = "",
    whole_level: str = "",
    peers: int = 0,
    vintage: str = "",
    demo: bool = False,
) -> Material:
    """Put a bulletin's material together.

    Parameters
    ----------
    frames : Frames
        What was measured.
    region, asof : str
        Whose bulletin, and its month.
    line : str
        The segment of funds it is about: ``来源地=省外``, or ``全部``.
    units : mapping of str to str
        The regions directly below that count, each with its level, in their order.
    whole, whole_level, peers
        The region above (empty for a root), its level, and how many members it has.
    vintage : str
        Names the version of the data.
    demo : bool
        Whether any source is made up; the bulletin is then marked 演示数据.
    """
    words = bulletin_words(frames.rows, region, asof, line, whole, whole_level, vintage)
    tasked = region in _tasked(frames.progress, (region,))
    words["goal"] = phrases()["goal"]["task" if tasked else "stated"]
    chains, parts = chain_facts(frames.rows, region)
    listed: list[Fact] = [*own_facts(frames.rows, region, line, words)]
    listed += [*whole_funds(frames.rows, region, line), *chains]
    listed += progress_facts(frames.progress, region, words)
    listed += _rates(frames, region, line, units)
    listed += _unit_facts(frames, line, units, words)
    listed += _place(frames, region, line, whole, peers, words)
    listed += _total(frames, region, line, words)
    listed += _checks(frames.findings)
    listed.append(_revised(frames.history, region, asof))
    files = {cell.split("!")[0] for row in listed for cell in row["sources"]}
    listed.append(fact("input_files", len(files)))
    parts |= _parts(frames, region, line, units)
    facts = collect(listed)
    if demo:
        words["demo"] = "演示数据"
    told = tell(facts, words, parts)
    return Material(region, asof, facts, told, frames.history, ("演示数据",) if demo else ())


def bulletin_words(
    rows: pd.DataFrame,
    region: str,
    asof: str,
    line: str,
    whole: str,
    whole_level: str,
    vintage: str,
) -> dict[str, str]:
    """Give the names and periods a bulletin uses."""
    year, month = parse_asof(asof)
    months = taken(pick(rows, region, "funds_in_place", [line]), "months")[0]
    first = int(month - months + 1) if months == months else month
    words = {
        "region": region,
        "period": period_text(year, month),
        "year": f"{year}年",
        "month": f"{month}月",
        "month_end": f"{year}年{month}月底",
        "line": line,
        "scope": ("" if line == WHOLE else line.partition("=")[2]) + "到位资金",
        "whole": ALL_OF.get(whole_level, whole),
        "parent": whole,
        "vintage": vintage,
        **SIZES,
    }
    if month < 12:
        words["rest"] = f"{month + 1}—12月" if month < 11 else "12月"
    if first < month:
        words["span"] = f"{first}—{month}月"
    return words


def _rates(frames: Frames, region: str, line: str, units: Mapping[str, str]) -> Iterator[Fact]:
    rates = frames.rates.set_index("region") if len(frames.rates) else frames.rates
    for name in (region, *units):
        if name in rates.index:
            row = rates.loc[name]
            yield from rate_facts(row, row.get("sources", ()), of="" if name == region else name)


def _unit_facts(
    frames: Frames, line: str, units: Mapping[str, str], words: Mapping[str, str]
) -> Iterator[Fact]:
    for unit in units:
        yield from own_facts(frames.rows, unit, line, words, of=unit)
        yield from progress_facts(frames.progress, unit, words, of=unit)
    if units:
        chosen = (frames.rows["indicator"] == "funds_in_place") & (frames.rows["segment"] == line)
        yield from unit_counts(frames.rows[chosen], frames.progress, list(units), words)
    for level in dict.fromkeys(units.values()):
        count = list(units.values()).count(level)
        yield fact("units", count, of=level)


def _place(
    frames: Frames, region: str, line: str, whole: str, peers: int, words: Mapping[str, str]
) -> Iterator[Fact]:
    """Set a region against the whole it belongs to."""
    if not whole:
        return
    own = pick(frames.rows, region, "funds_in_place", [line])
    above = float(own.get("whole_growth", float("nan")))
    sources = taken(own, "growth")[1]
    yield fact("growth_difference", float(own.get("growth", float("nan"))) - above,
               sources=sources, words=words)  # fmt: skip
    yield fact("funds_growth", above, of=whole, words=words)
    yield fact("peers", peers, words=words)


def _total(frames: Frames, region: str, line: str, words: Mapping[str, str]) -> Iterator[Fact]:
    """Set the sum of the units beside the submitted total."""
    own = pick(frames.rows, region, "funds_in_place", [line])
    if frames.total != frames.total or own.empty or own["status"] == "computed":
        return
    value, sources = taken(own, "value")
    yield fact("members_sum", frames.total, sources=sources, words=words)
    yield fact("members_gap", value - frames.total, sources=sources, words=words)


def _checks(findings: pd.DataFrame) -> Iterator[Fact]:
    for name, severity in (("errors", "error"), ("warnings", "warning")):
        yield fact(name, float((findings["severity"] == severity).sum()))


def _revised(history: pd.DataFrame, region: str, asof: str) -> Fact:
    """Count the values of this year that were changed after they were first reported."""
    year, _ = parse_asof(asof)
    mended = history["status"].isin(["revised", "corrected"]) & (history["year"] == year)
    return fact("revised_values", float(mended.sum()))


def _parts(
    frames: Frames, region: str, line: str, units: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """List what the texts name: units by level, further target lines, ranks that are shared."""
    progress = frames.progress
    mine = (
        progress[(progress["region"] == region) & ~progress["main"]] if len(progress) else progress
    )
    parts: dict[str, tuple[str, ...]] = {
        "units": tuple(units),
        "lines": tuple(mine["line"]) if len(mine) else (),
        "tasks": _tasked(progress, (region, *units)),
        "tied": tuple(_tied(frames, region, line)),
        "computed": _computed(frames.rows, region, line),
    }
    for level in dict.fromkeys(units.values()):
        parts[level] = tuple(unit for unit, kind in units.items() if kind == level)
    return parts


def _tasked(progress: pd.DataFrame, regions: Sequence[str]) -> tuple[str, ...]:
    """List the regions whose main line is a task handed down, not a target of their own."""
    if progress.empty:
        return ()
    tasked = progress[progress["main"] & progress["task"]]["region"]
    return tuple(region for region in regions if region in set(tasked))


def _computed(rows: pd.DataFrame, region: str, line: str) -> tuple[str, ...]:
    own = pick(rows, region, "funds_in_place", [line])
    return (region,) if own.get("status") == "computed" else ()


def _tied(frames: Frames, region: str, line: str) -> Sequence[str]:
    own: Mapping[str, Any] = pick(frames.rows, region, "funds_in_place", [line])
    ties = {"funds": "value_tied", "growth": "growth_tied"}
    return [name for name, column in ties.items() if bool(own.get(column, False))]
