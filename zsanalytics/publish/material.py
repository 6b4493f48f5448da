"""Material: everything a bulletin tells, as facts, words and lists of names.

Comes in: the measured frames of one region and month. Goes out: `Material`, from which texts,
tables and figures are made. Labels and words come from here, so that every part of a bulletin
calls a thing by the same name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish.facts import cells, collect, fact
from zsanalytics.publish.numbers import (
    Fact,
    Row,
    Rows,
    chain_facts,
    chain_progress,
    keyed,
    own_facts,
    pick,
    progress_facts,
    rate_facts,
    rest_facts,
    taken,
    unit_counts,
    whole_funds,
)
from zsanalytics.publish.wording import Told, phrases, tell
from zsanalytics.schema import WHOLE

FUNDS = "funds_in_place"
DEMO = "演示数据"
SIZES = {
    "size10": "10亿元以上", "size50": "50亿元以上", "size_mid": "10亿至50亿元",
    "size_small": "10亿元以下",
}  # fmt: skip


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


class Subject(NamedTuple):
    """Whose bulletin it is.

    ``line`` is the segment of funds it is about (``来源地=省外`` or ``全部``); ``units`` the
    regions directly below that count, each with its level, in their order; ``whole`` the region
    above (empty for a root), which has ``peers`` members; ``vintage`` names the version of the
    data; ``demo`` says whether any source is made up.
    """

    region: str
    asof: str
    line: str
    units: Mapping[str, str]
    whole: str = ""
    peers: int = 0
    vintage: str = ""
    demo: bool = False


class Frames(NamedTuple):
    """The measured frames a bulletin is made of, as the door hands them over.

    ``rows`` are the month's panel rows of the region and its units with what the measures added;
    ``progress`` one row a region and target line, ``chains`` the same for the sum of the key
    chains; ``rates`` stage rates by region; ``firms`` the 三个500强 parents counted in the ledger
    (NaN: none); ``history`` the months of the line of funds; ``findings`` those of the month;
    ``total`` the computed sum of the units (NaN: none beside the submitted).
    """

    rows: pd.DataFrame
    progress: pd.DataFrame
    chains: pd.DataFrame
    rates: pd.DataFrame
    firms: float
    history: pd.DataFrame
    findings: pd.DataFrame
    total: float


def material(frames: Frames, subject: Subject) -> Material:
    """Put a bulletin's material together: every number it may show, and every name."""
    rows = keyed(frames.rows)
    own = pick(rows, subject.region, FUNDS, [subject.line])
    tasked = _tasked(frames.progress)
    words = bulletin_words(subject, own, task=subject.region in tasked)
    chains, parts = chain_facts(frames.rows, subject.region)
    own_numbers = list(own_facts(rows, subject.region, subject.line, words))
    listed: list[Fact] = [
        *own_numbers,
        *rest_facts(own_numbers),
        *whole_funds(rows, subject.region, subject.line),
        *progress_facts(frames.progress, subject.region, words),
        *chains,
        *chain_progress(frames.chains, subject.region),
        *_rates(frames.rates, subject),
        *_firms(frames, rows, subject),
        *_unit_facts(frames, rows, subject, words),
        *_place(own, subject, words),
        *_total(frames.total, own, rows, subject, words),
        *_checks(frames, subject.asof),
    ]
    files = {cell.split("!")[0] for row in listed for cell in row["sources"] if "!" in cell}
    facts = collect([*listed, fact("input_files", len(files))])
    parts |= _parts(frames.progress, own, subject, tasked)
    marks = (DEMO,) if subject.demo else ()
    told = tell(facts, words, parts)
    return Material(subject.region, subject.asof, facts, told, frames.history, marks)


def bulletin_words(subject: Subject, own: Row, *, task: bool) -> dict[str, str]:
    """Give the names and periods a bulletin uses.

    Parameters
    ----------
    subject : Subject
        Whose bulletin.
    own : mapping
        Its row of funds; ``months`` says how many months the newest flow covers.
    task : bool
        Whether it is set against a task handed down, not a target of its own.
    """
    year, month = parse_asof(subject.asof)
    months = taken(own, "months")[0]
    first = int(month - months + 1) if months == months else month
    part = "" if subject.line == WHOLE else subject.line.partition("=")[2]
    words = {
        "region": subject.region,
        "period": period_text(year, month),
        "year": f"{year}年",
        "month": f"{month}月",
        "month_end": f"{month}月底",
        "line": subject.line,
        "scope": f"{part}到位资金",
        "whole": all_of(subject.whole),
        "parent": subject.whole,
        "goal": phrases()["goal"]["task" if task else "stated"],
        "vintage": subject.vintage,
        **SIZES,
    }
    if month < 12:
        words["rest"] = f"{month + 1}—12月" if month < 11 else "12月"
    if first < month:
        words["span"] = f"{first}—{month}月"
    if subject.demo:
        words["demo"] = DEMO
    return words


def all_of(region: str) -> str:
    """Name the whole of a region as bulletins do: 全省, 全市, 全州, 全县; a zone by its name.

    Examples
    --------
    >>> all_of("甘肃省"), all_of("临夏回族自治州"), all_of("张掖经济技术开发区")
    ('全省', '全州', '张掖经济技术开发区')
    """
    kind = region[-1:]
    return f"全{kind}" if kind in ("省", "市", "州", "县", "旗") else region


def _rates(rates: pd.DataFrame, subject: Subject) -> Iterator[Fact]:
    for row in rates.to_dict("records"):
        own = row["region"] == subject.region
        yield from rate_facts(row, row["sources"], of="" if own else row["region"])


def _firms(frames: Frames, rows: Rows, subject: Subject) -> Iterator[Fact]:
    """Count the 三个500强 firms in the ledger where no report counts them: they do not add up."""
    submitted = pick(rows, subject.region, "contracted_firms", ["三个500强=合计"])
    if not submitted:
        ledgers = [
            cell
            for row in frames.rates.to_dict("records")
            if row["region"] == subject.region
            for cell in row["sources"]
        ]
        yield fact("top500_firms", frames.firms, sources=ledgers)


def _unit_facts(
    frames: Frames, rows: Rows, subject: Subject, words: Mapping[str, str]
) -> Iterator[Fact]:
    for unit in subject.units:
        yield from own_facts(rows, unit, subject.line, words, of=unit)
        yield from progress_facts(frames.progress, unit, words, of=unit)
    if subject.units:
        line = [pick(rows, unit, FUNDS, [subject.line]) for unit in subject.units]
        yield from unit_counts(line, frames.progress, list(subject.units), words)
    levels = list(subject.units.values())
    for level in dict.fromkeys(levels):
        yield fact("units", levels.count(level), of=level)


def _place(own: Row, subject: Subject, words: Mapping[str, str]) -> Iterator[Fact]:
    """Set a region's growth against that of the whole it belongs to."""
    if not subject.whole:
        return
    value, sources = taken(own, "growth")
    above = taken(own, "whole_growth")[0]
    yield fact("growth_difference", value - above, sources=sources, words=words)
    yield fact("funds_growth", above, of=subject.whole, words=words)
    yield fact("peers", subject.peers, words=words)


def _total(
    total: float, own: Row, rows: Rows, subject: Subject, words: Mapping[str, str]
) -> Iterator[Fact]:
    """Set the sum of the units beside the submitted total."""
    if own.get("status", "computed") == "computed":
        return
    value, sources = taken(own, "value")
    units = [pick(rows, unit, FUNDS, [subject.line]) for unit in subject.units]
    below = [cell for unit in units for cell in cells(unit.get("source"))]
    yield fact("members_sum", total, sources=below, words=words)
    yield fact("members_gap", value - total, sources=[*sources, *below], words=words)


def _checks(frames: Frames, asof: str) -> Iterator[Fact]:
    """Count what is open, and this year's values that were changed after they were reported."""
    for name, severity in (("errors", "error"), ("warnings", "warning")):
        yield fact(name, float((frames.findings["severity"] == severity).sum()))
    mended = frames.history["status"].isin(["revised", "corrected"])
    mended &= frames.history["year"] == parse_asof(asof)[0]
    yield fact("revised_values", float(mended.sum()))


def _parts(
    progress: pd.DataFrame, own: Row, subject: Subject, tasked: set[str]
) -> dict[str, tuple[str, ...]]:
    """List what the texts name: units by level, further target lines, ranks that are shared."""
    ties = {"funds": "value_tied", "growth": "growth_tied"}
    region, units = subject.region, subject.units
    parts: dict[str, tuple[str, ...]] = {
        "units": tuple(units),
        "lines": tuple(
            row["line"]
            for row in progress.to_dict("records")
            if row["region"] == region and not row["main"]
        ),
        "tasks": tuple(place for place in (region, *units) if place in tasked),
        "tied": tuple(name for name, column in ties.items() if own.get(column) is True),
        "computed": (region,) if own.get("status") == "computed" else (),
    }
    for level in dict.fromkeys(units.values()):
        parts[level] = tuple(unit for unit, kind in units.items() if kind == level)
    return parts


def _tasked(progress: pd.DataFrame) -> set[str]:
    """Give the regions whose main line is a task handed down, not a target of their own."""
    rows = progress.to_dict("records")
    return {str(row["region"]) for row in rows if row["main"] and row["task"]}
