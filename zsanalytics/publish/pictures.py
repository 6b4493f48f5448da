"""Pictures: which figures a bulletin shows, and the frames they are drawn from.

Comes in: `Material`. Goes out: figure blocks, or None where there is too little to draw. Every
number drawn is a fact of the bulletin.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish import figures
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.material import Material
from zsanalytics.publish.wording import Told, plain, say

FUNNEL = ("signed", "performed", "landed", "started", "completed", "produced")
BANDS = ("50", "80", "95")


def _mark(material: Material) -> str:
    """Give the mark that is drawn into a picture: only that its figures are made up."""
    return material.told.words.get("demo", "")


def course(material: Material) -> Block | None:
    """Draw the year so far beside last year, with the linear and the seasonal pace."""
    told = material.told
    year, month = parse_asof(material.asof)
    target = told.facts.get("target", {}).get("value")
    rows = pd.DataFrame({"month": range(1, 13)})
    rows["value"] = [_course(told, year, m) if m <= month else None for m in rows["month"]]
    rows["last_year"] = [_course(told, year - 1, m) for m in rows["month"]]
    season = [told.facts.get(f"season@{m}月", {}).get("value") for m in rows["month"]]
    if target is not None:
        rows["seasonal"] = [s and s * target for s in season]
    rows = rows.astype(dict.fromkeys(rows.columns.drop("month"), "float64"))
    said = [told.facts.get(f"course@{period_text(year, m)}", {}) for m in rows["month"]]
    rows["text"] = [row.get("text", "") for row in said]
    if rows["value"].notna().sum() < 2:
        return None
    caption = plain(say(told, "figure.course"))
    return figures.progress(rows, target=target, caption=caption, mark=_mark(material))


def _course(told: Told, year: int, month: int) -> float | None:
    row = told.facts.get(f"course@{period_text(year, month)}")
    return None if row is None else float(row["value"])


def fan(material: Material) -> Block | None:
    """Draw the year so far and the range in which it may end: for the internal annex."""
    told = material.told
    year, month = parse_asof(material.asof)
    if month == 12 or not told.has("expected", "lower_80", "upper_80", "funds_ytd"):
        return None
    rows = pd.DataFrame({"month": range(1, 13)})
    rows["value"] = [_course(told, year, m) if m <= month else None for m in rows["month"]]
    now, ends = told.facts["funds_ytd"]["value"], {"expected": told.facts["expected"]["value"]}
    for level in BANDS:
        ends |= {f"{side}_{level}": told.facts[f"{side}_{level}"]["value"]
                 for side in ("lower", "upper") if told.has(f"{side}_{level}")}  # fmt: skip
    for name, end in ends.items():
        rows[name] = [_between(now, end, month, m) for m in rows["month"]]
    rows = rows.astype(dict.fromkeys(rows.columns.drop("month"), "float64"))
    said = plain(say(told, "figure.about"))
    return figures.outlook_fan(
        rows, text=said, target=told.facts.get("target", {}).get("value"),
        caption=plain(say(told, "figure.fan")), mark=_mark(material),
    )  # fmt: skip


def _between(now: float, end: float, month: int, at: int) -> float | None:
    """Lead evenly from what is known to a possible end."""
    return None if at < month else now + (end - now) * (at - month) / (12 - month)


def funnel(material: Material) -> Block | None:
    """Draw how many of the year's contracts have reached each stage."""
    told = material.told
    rows = [
        (plain(say(told, f"figure.{stage}")), told.facts[f"cohort_{stage}"])
        for stage in FUNNEL
        if told.has(f"cohort_{stage}")
    ]
    if len(rows) < 3:
        return None
    drawn = pd.DataFrame(
        [(stage, row["value"], row["text"]) for stage, row in rows],
        columns=["stage", "value", "text"],
    )
    caption = plain(say(told, "figure.funnel"))
    return figures.cohort_funnel(drawn, caption=caption, mark=_mark(material))


def _figured(told: Told, fact: str, names: Iterable[str], label: str) -> pd.DataFrame:
    """Give a frame of names with a fact's value and its rendering."""
    rows = [(name, told.facts.get(f"{fact}@{name}")) for name in names]
    return pd.DataFrame(
        [(name, row["value"], row["text"]) if row else (name, float("nan"), "—")
         for name, row in rows],
        columns=[label, "value", "text"],
    )  # fmt: skip


COMPOSITION = (
    ("by_firm", "top500", "top500_share"), ("by_firm", "top500_rest", "top500_rest_share"),
    ("by_size", "size50", "size50_share"), ("by_size", "size_mid", "size_mid_share"),
    ("by_size", "size_small", "size_small_share"),
)  # fmt: skip
"""How the contract amount is made up: the breakdown, the member's name, its share."""


def composition(material: Material) -> Block | None:
    """Draw how the contract amount is made up, as far as every part of a breakdown is known.

    A part that is nothing has no place on the bar.
    """
    told = material.told
    rows = [
        (plain(say(told, f"figure.{group}")), _member(told, member), told.facts.get(share))
        for group, member, share in COMPOSITION
    ]
    short = {group for group, _, share in rows if share is None}
    drawn = [(g, m, s["value"], s["text"]) for g, m, s in rows
             if s is not None and s["value"] > 0 and g not in short]  # fmt: skip
    if not drawn:
        return None
    parts = pd.DataFrame(drawn, columns=["group", "member", "share", "text"])
    caption = plain(say(told, "figure.composition"))
    return figures.shares(parts, caption=caption, mark=_mark(material))


def _member(told: Told, member: str) -> str:
    return told.words.get(member) or plain(say(told, f"figure.{member}"))


def ranking(material: Material) -> Block | None:
    """Draw the units by growth, with the growth of the whole."""
    told = material.told
    ranked = _figured(told, "funds_growth", told.names("units"), "region")
    if ranked["value"].notna().sum() < 2:
        return None
    whole = told.facts.get("funds_growth")
    return figures.growth_ranking(
        ranked,
        reference=whole["value"] if whole else None,
        reference_text=f"{material.region} {whole['text']}" if whole else "",
        caption=plain(say(told, "figure.growth")), mark=_mark(material),
    )  # fmt: skip


def tiles(material: Material) -> Block | None:
    """Draw the units as tiles in their rough places; who is last is not said to the public."""
    told = material.told
    drawn = _figured(told, "funds_ytd", told.names("units"), "region")
    laid = figures.shipped_tiles().get(material.region, {})
    if not set(drawn["region"]) <= set(laid) or drawn["value"].notna().sum() < 2:
        return None
    caption = plain(say(told, "figure.map"))
    return figures.tile_map(
        drawn, caption=caption, tiles=laid, mark=_mark(material), lowest="public" not in told.words
    )


def bars(material: Material) -> Block | None:
    """Draw the key chains by amount."""
    told = material.told
    drawn = _figured(told, "chain_funds", told.names("chains"), "chain")
    if drawn["value"].notna().sum() < 2:
        return None
    caption = plain(say(told, "figure.chains"))
    return figures.chain_bars(drawn, caption=caption, mark=_mark(material))
