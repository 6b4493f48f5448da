"""Scores: the ranking of a quarter, as facts, sentences, table and figure.

Comes in: the bulletin's material, and the points and ranking of a scoring sheet. Goes out: blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from zsanalytics.publish import audience, blocks, figures, tables
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.bulletin import public, section, title
from zsanalytics.publish.facts import fact
from zsanalytics.publish.material import Material
from zsanalytics.publish.numbers import Fact
from zsanalytics.publish.places import LISTED, kinds
from zsanalytics.publish.wording import Runs, Told, joined, listing, plain, say, sign, tell

BETWEEN = "·"
"""Between a unit and a line of the sheet, in the name of a fact."""


def scored(
    material: Material, scores: pd.DataFrame, ranking: pd.DataFrame, sheet: Mapping[str, Any]
) -> Material:
    """Add points, totals and places to a bulletin's material.

    Parameters
    ----------
    material : Material
        Of the quarter's last month.
    scores : DataFrame
        ``region, part, line, value, points, arithmetic``, a row a unit and line.
    ranking : DataFrame
        ``region, total, rank, previous, movement``, best first.
    sheet : mapping
        The scoring sheet: ``name, source, lines``.
    """
    told = material.told
    order = tuple(ranking["region"])
    used = set(scores["line"])
    items = [line for line in sheet["lines"] if line["part"] == "item" and line["name"] in used]
    full = sum(float(line["weight"]) for line in items)
    rows = [fact("full_score", full), *_totals(ranking), *_points(scores)]
    made = pd.DataFrame([row for row in rows if row["value"] == row["value"]])
    made = audience.released(made, told.parts) if public(material) else made
    facts = pd.concat([material.facts, made], ignore_index=True)
    known = ranking["total"].notna()
    parts = {
        **told.parts,
        "scored": tuple(ranking.loc[known, "region"]),
        "unscored": tuple(ranking.loc[~known, "region"]),
        "order": order,
        "left_out": tuple(ln["name"] for ln in sheet["lines"] if ln["name"] not in used),
        "lines_scored": tuple(dict.fromkeys(scores["line"])),
    }
    words = {**told.words, "sheet": sheet.get("name", "评分表"), "source": sheet.get("source", "—"),
             "extras": _extras(sheet, used)}  # fmt: skip
    return material._replace(facts=facts, told=tell(facts, words, parts))


def _extras(sheet: Mapping[str, Any], used: set[str]) -> str:
    """Say what is added to the weights' sum, or taken off: a total may lie above or below it."""
    parts = {line["part"] for line in sheet["lines"] if line["name"] in used}
    named = [name for part, name in (("bonus", "加分"), ("deduction", "扣分")) if part in parts]
    return f"，另有{'、'.join(named)}" if named else ""


def _totals(ranking: pd.DataFrame) -> Iterator[Fact]:
    for row in ranking.to_dict("records"):
        yield fact("score_total", float(row["total"]), of=row["region"])
        yield fact("score_place", float(row["rank"]), of=row["region"])
        yield fact("score_move", float(row["movement"]), of=row["region"])
    yield fact("ranked_units", float(ranking["total"].notna().sum()))
    moved = ranking["movement"].dropna()
    if len(moved):
        yield fact("score_risen", float((moved > 0).sum()))
        yield fact("score_dropped", float((moved < 0).sum()))
        yield fact("score_unmoved", float((moved == 0).sum()))


def _points(scores: pd.DataFrame) -> Iterator[Fact]:
    for row in scores.to_dict("records"):
        of = f"{row['region']}{BETWEEN}{row['line']}"
        yield fact("score_points", float(row["points"]), of=of)


def head(material: Material) -> Block:
    """Head the ranking."""
    return title(material, "title.ranking")


def standings(material: Material) -> Block:
    """State who leads and who trails, and how places moved; with table and figure."""
    told = material.told
    if not told.names("scored"):
        return section(material, "ranking", [joined([say(told, "ranking.none")], end="。")])
    left = [[{"text": name}] for name in told.names("left_out")]
    without = say(told, "ranking.left_out", list=listing(left)) if left else []
    basis = joined([say(told, "ranking.basis"), without], "；", "。")
    lists = joined([_leading(told), _moves(told), _unranked(told)], "。", "。")
    return section(material, "ranking", [basis, lists], [_table(told), _figure(material)])


def _leading(told: Told) -> Runs:
    order = told.names("scored")
    texts = [str(told.facts[f"score_total@{unit}"]["text"]) for unit in order]
    if len(order) > 1 and len(set(texts)) == 1:
        return say(told, "ranking.all", kinds=kinds(told))
    size = max(1, min(LISTED, len(order) // 2))
    leading = _upto(order, texts, size)
    said = say(told, "ranking.leading", kinds=kinds(told), list=_items(told, leading))
    trailing = _upto(order[::-1], texts[::-1], size) if len(order) > 1 else []
    if "public" in told.words or not trailing:
        return said
    return joined([said, say(told, "ranking.trailing", list=_items(told, trailing))])


def _upto(order: tuple[str, ...], texts: list[str], size: int) -> list[str]:
    """Take the first, and whoever has as many points as the last taken."""
    return [unit for place, unit in enumerate(order)
            if place < size or texts[place] == texts[size - 1]]  # fmt: skip


def _items(told: Told, names: list[str]) -> Runs:
    return listing(
        [say(told, "problems.share_of", name=name, part=f"score_total@{name}") for name in names]
    )


def _moves(told: Told) -> Runs:
    if not told.has("score_risen"):
        return [] if "public" in told.words else say(told, "ranking.first")
    moved = [n for n in ("risen", "dropped", "unmoved") if sign(told, f"score_{n}") == "rise"]
    if moved == ["unmoved"]:
        return say(told, "ranking.unmoved_all")
    counts = joined([say(told, f"ranking.{name}") for name in moved], "、")
    return say(told, "ranking.moves", counts=counts)


def _unranked(told: Told) -> Runs:
    names = [[{"text": name}] for name in told.names("unscored")]
    return say(told, "ranking.unranked", list=listing(names)) if names else []


def _table(told: Told) -> Block:
    inside = "public" not in told.words
    lines = told.names("lines_scored") if inside else ()
    labels = ["总分", *(["升降"] if inside else []), *lines]
    heads = [{"label": "位次", "align": "center"}, {"label": "单位", "align": "left"},
             *({"label": label, "align": "right"} for label in labels)]  # fmt: skip
    facts = ["score_total", *(["score_move"] if inside else [])]
    rows = [
        [
            tables.cell(told, f"score_place@{unit}"),
            unit,
            *(tables.cell(told, f"{name}@{unit}") for name in facts),
            *(tables.cell(told, f"score_points@{unit}{BETWEEN}{line}") for line in lines),
        ]
        for unit in told.names("order")
    ]
    source = plain(say(told, "table.source"))
    caption = plain(say(told, "table.ranking"))
    return blocks.table(caption, heads, rows, unit="分", source=source)


def _figure(material: Material) -> Block | None:
    told = material.told
    known = [told.facts[f"score_total@{unit}"] for unit in told.names("scored")]
    if len(known) < 2:
        return None
    rows = pd.DataFrame(
        {
            "chain": told.names("scored"),
            "value": [row["value"] for row in known],
            "text": [row["text"] for row in known],
        }
    )
    caption = plain(say(told, "figure.score"))
    mark = told.words.get("demo", "")
    return figures.chain_bars(rows, unit="分", caption=caption, mark=mark)


def arithmetic(material: Material, scores: pd.DataFrame) -> Block | None:
    """Write out how each unit's points come about; the public sees totals only."""
    told = material.told
    if public(material) or scores.empty:
        return None
    wide = (("单位", 0), ("项目", 7.5), ("算式", 27))
    heads = [{"label": label, "width": width} for label, width in wide]
    rows = [[row["region"], row["line"], row["arithmetic"]] for row in scores.to_dict("records")]
    caption = plain(say(told, "table.arithmetic"))
    table = blocks.table(caption, heads, rows, unit="分", annex=True)
    return section(material, "scores", [], [table])
