"""Printed ratios: growth, share, completion, rate and rank on a sheet, computed again.

A printed ratio stands for all values that round to it, and so do the amounts it was computed
from; only where the two ranges do not meet is there a doubt. Numbers that stand on one sheet
contradict each other; against our own past or targets, the 口径 may have changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zsanalytics.checks.evidence import TINY, Evidence, beside, on_scope, sources
from zsanalytics.checks.hints import Suspect
from zsanalytics.checks.wording import Doubt, amount, doubt, each, what
from zsanalytics.measures.keys import Values
from zsanalytics.numerals import shown_percent
from zsanalytics.schema import KEY, WHOLE

Range = tuple[Values, Values]
SAME = ["file", *KEY]
WHOLES = (WHOLE, "来源地=省外")
"""What a part may be a share of: all, or the line the province publishes."""


def growth(evidence: Evidence) -> Iterator[Doubt]:
    """Printed growth against this year's and last year's value on the same sheet."""
    for row in each(_grown(evidence).query("contradicts")):
        found, expected = shown_percent(row.value), shown_percent(row.now / row.base - 1)
        yield doubt(
            row, found, expected,
            f"{what(evidence.book, row)}同比填报{found}，按表中本年"
            f"{amount(evidence.book, row.indicator, row.now)}、上年同期"
            f"{amount(evidence.book, row.indicator, row.base)}计算应为{expected}。",
            "核对本年数、上年同期数和同比三者。", [row.now_source, row.base_source],
            suspects=[
                *_of_growth(row, row.base, row.base_half),
                Suspect(row.base_source, "上年同期", row.base, *between(
                    row.now - row.now_half, row.now + row.now_half,
                    1 + row.value - row.half, 1 + row.value + row.half, divide=True,
                ), row.base_half),
            ], outcome="三者即相符",
        )  # fmt: skip


def base(evidence: Evidence) -> Iterator[Doubt]:
    """Last year's value, printed or implied by printed growth, against what was reported then."""
    book = evidence.book
    for row in each(_printed_base(evidence)):
        found, own = (amount(book, row.indicator, x) for x in (row.value, row.own))
        yield doubt(
            row, found, own,
            f"{what(book, row)}在今年表中作上年同期填报{found}，而上年当时报送{own}。",
            "如调整了口径或核减了上年数，请注明；否则按上年报送数更正。",
            suspects=[Suspect(row.source, "", row.value, row.own - row.own_half - row.half,
                              row.own + row.own_half + row.half, row.half)],
        )  # fmt: skip
    for row in each(_grown(evidence).query("implies")):
        found = amount(book, row.indicator, row.now / (1 + row.value))
        own = amount(book, row.indicator, row.own)
        yield doubt(
            row, shown_percent(row.value), shown_percent(row.now / row.own - 1),
            f"{what(book, row)}同比填报{shown_percent(row.value)}，推算上年同期为{found}，"
            f"与上年报送的{own}不一致（按此同比应为{shown_percent(row.now / row.own - 1)}）。",
            "如按可比口径计算，请注明调整后的上年同期数；否则更正同比。", [row.now_source],
            suspects=list(_of_growth(row, row.own, row.own_half)),
        )  # fmt: skip


def _of_growth(row: Any, base: float, base_half: float) -> Iterator[Suspect]:
    """Name printed growth and this year's value, with what each would have to be."""
    first, last = base - base_half, base + base_half
    low, high = between(row.now - row.now_half, row.now + row.now_half, first, last, divide=True)
    yield Suspect(row.source, "同比", row.value, low - 1, high - 1, row.half, ratio=True)
    low, high = between(first, last, 1 + row.value - row.half, 1 + row.value + row.half)
    yield Suspect(row.now_source, "本年数", row.now, low, high, row.now_half)


def between(
    low: float, high: float, least: float, most: float, *, divide: bool = False
) -> tuple[float, float]:
    """Bound the product, or the quotient, of two values above zero; else they are unknown."""
    if least <= 0:
        return np.nan, np.nan
    return (low / most, high / least) if divide else (low * least, high * most)


def _grown(evidence: Evidence) -> pd.DataFrame:
    """Set printed growth beside the values of its sheet, and beside our own last year."""
    printed, rows = evidence.printed, evidence.rows
    rates = {i for i, entry in evidence.book.entries.items() if entry["kind"] == "rate"}
    said = printed_as(printed, "growth", ("ytd", "annual"))
    said = said[~said["indicator"].isin(rates)]
    values = printed_as(printed, "value", ("ytd", "annual"))[[*SAME, "value", "half", "source"]]
    values = values.drop_duplicates(SAME)
    past = values.assign(year=values["year"] + 1)
    values, past = (
        frame.rename(columns={c: f"{name}_{c}" for c in ("half", "source")} | {"value": name})
        for frame, name in ((values, "now"), (past, "base"))
    )
    both = said.merge(values, on=SAME, how="inner").merge(past, on=SAME, how="left")
    earlier = both[list(KEY)].assign(year=both["year"] - 1)
    bridge = on_scope(both, 12, evidence.book)
    own, own_half = (beside(rows, earlier, name) * bridge for name in ("value", "half"))
    stated = both["base"].notna().to_numpy()
    growth = (both["value"] - both["half"], both["value"] + both["half"])
    on_sheet = _growth_range(both["now"], both["now_half"], both["base"], both["base_half"])
    on_file = _growth_range(both["now"], both["now_half"], pd.Series(own), pd.Series(own_half))
    return both.assign(
        own=own, own_half=own_half, contradicts=stated & apart(growth, on_sheet),
        implies=~stated & apart(growth, on_file),
    )  # fmt: skip


def _growth_range(now: pd.Series, half: pd.Series, base: pd.Series, base_half: pd.Series) -> Range:
    """Bound the growth between two rounded values; NaN where the base is not above zero."""
    a, h, b, k = (x.to_numpy(dtype="float64") for x in (now, half, base, base_half))
    low = np.divide(a - h, b + k, out=np.full(len(a), np.nan), where=b - k > 0) - 1
    high = np.divide(a + h, b - k, out=np.full(len(a), np.nan), where=b - k > 0) - 1
    return low, high


def apart(one: Range, other: Range) -> npt.NDArray[np.bool_]:
    """Mark where two ranges do not meet; an unknown range meets every other."""
    (low, high), (least, most) = ([np.asarray(x, dtype="float64") for x in r] for r in (one, other))
    return (low > most + TINY) | (high < least - TINY)


def printed_as(printed: pd.DataFrame, measure: str, bases: tuple[str, ...]) -> pd.DataFrame:
    """Keep the records of one measure and some bases whose key and value are known."""
    chosen = printed[(printed["measure"] == measure) & printed["basis"].isin(bases)]
    return chosen.dropna(subset=["region", "indicator", "segment", "year", "month", "value"])


def _printed_base(evidence: Evidence) -> pd.DataFrame:
    """List values of an earlier year printed beside this year's that differ from the old report."""
    values = printed_as(evidence.printed, "value", ("ytd", "annual"))
    now = values[SAME].assign(year=values["year"] - 1).drop_duplicates()
    old = values.merge(now, on=SAME, how="inner")
    kept = old[old["value"].notna()]
    rows = evidence.rows[evidence.rows["source"].fillna("") != ""]
    bridge = on_scope(kept, 12, evidence.book, ahead=12)
    own, half = (beside(rows, kept, name) * bridge for name in ("value", "half"))
    gap = np.abs(kept["value"].to_numpy() - own)
    return kept.assign(own=own, own_half=half)[gap > half + kept["half"].to_numpy() + TINY]


def share(evidence: Evidence) -> Iterator[Doubt]:
    """A printed share against the part and any whole it may be a share of."""
    book = evidence.book
    for row in each(_shared(evidence)):
        found, expected = shown_percent(row.value), shown_percent((row.low + row.high) / 2)
        part = between(row.whole - row.slack, row.whole + row.slack,
                        row.value - row.half, row.value + row.half)  # fmt: skip
        whole = between(row.part - row.part_half, row.part + row.part_half,
                         row.value - row.half, row.value + row.half, divide=True)  # fmt: skip
        yield doubt(
            row, found, expected,
            f"{what(book, row)}占比填报{found}，按金额计算应为{expected}。",
            "核对分子、分母所用的口径和占比。", [row.part_source],
            suspects=[
                Suspect(row.source, "占比", row.value, row.low, row.high, row.half, True),
                Suspect(row.part_source, "分子", row.part, *part, row.part_half),
                Suspect(row.whole_source, "分母", row.whole, *whole, row.slack),
            ],
        )  # fmt: skip


def _shared(evidence: Evidence) -> pd.DataFrame:
    """List printed shares that fit none of the wholes, each with the first whole there is."""
    rows = evidence.rows
    said = printed_as(evidence.printed, "share", ("ytd", "annual", "stock", "month"))
    said = said[said["indicator"].isin(set(rows["indicator"]))].reset_index(drop=True)
    part, half = beside(rows, said), beside(rows, said, "half")
    printed = (said["value"] - said["half"], said["value"] + said["half"])
    met = np.zeros(len(said), bool)
    first = pd.DataFrame(
        {"low": np.nan, "high": np.nan, "whole": np.nan, "slack": np.nan, "whole_source": ""},
        index=said.index,
    )
    for wanted in _wholes(evidence, said):
        whole, slack = beside(rows, wanted), beside(rows, wanted, "half")
        low, high = _growth_range(*(pd.Series(x) for x in (part, half, whole, slack)))
        met |= ~np.isnan(low) & ~apart(printed, (low + 1, high + 1))
        found = pd.DataFrame({"low": low + 1, "high": high + 1, "whole": whole, "slack": slack})
        found["whole_source"] = sources(rows, wanted)
        first = first.where(first["low"].notna(), found)
    told = pd.concat([said, first], axis=1)
    told = told.assign(part=part, part_half=half, part_source=sources(rows, said))
    return told[~met & told["low"].notna()]


def _is_total(evidence: Evidence, said: pd.DataFrame) -> pd.Series:
    """Mark shares of what other shares of the sheet are members of, or of a sum of parts."""
    places = evidence.book.places
    parents = {name: places[name]["parent"] for name in said["region"] if name in places}
    sheet = list(zip(said["file"], said["sheet"], strict=True))
    above = set(zip(sheet, said["region"].map(parents), strict=True))
    own = [place in above for place in zip(sheet, said["region"], strict=True)]
    return pd.Series(own, said.index, dtype=bool) | said["segment"].str.endswith("=合计")


def _wholes(evidence: Evidence, said: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """List the keys a share may refer to: wholes of its indicator, its dimension, its region.

    The total of a table, whose members or parts are on the same sheet, is its own whole (100 %).
    """
    keyed = said[list(KEY)]
    dimension = keyed["segment"].str.replace(r"=.*", "", regex=True) + "=合计"
    yield keyed.assign(segment=dimension.where(dimension != keyed["segment"]))
    yield keyed.where(_is_total(evidence, said))
    for segment in WHOLES:
        yield keyed.assign(segment=segment).where(keyed["segment"] != segment)
    places = evidence.book.places
    parents = {name: places[name]["parent"] for name in keyed["region"] if name in places}
    yield keyed.assign(region=keyed["region"].map(parents))
