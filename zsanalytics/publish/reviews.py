"""Reviews: what the half-year inspection and the year's review add to the bulletin's sections.

Comes in: the material of the bulletin. Goes out: blocks.
"""

from __future__ import annotations

import pandas as pd

from zsanalytics.publish import blocks, tables
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.bulletin import public, section, title
from zsanalytics.publish.facts import fact
from zsanalytics.publish.material import Material
from zsanalytics.publish.numbers_ahead import said_of
from zsanalytics.publish.wording import Runs, Told, change, joined, listing, plain, say, sign, tell

INSPECTED = (
    ("", "年度目标", "target"), ("", "累计", "funds_ytd"), ("进度", "完成率", "completion"),
    ("进度", "超（欠）序时", "lead"), ("进度", "连续欠月数", "months_behind"),
    ("", "同比增速", "funds_growth"), ("推进", "开工率", "start_rate"),
    ("推进", "到位率", "arrival_rate"), ("", "全年预计", "expected"),
)  # fmt: skip


def half_head(material: Material) -> Block:
    """Head the half-year inspection."""
    return title(material, "title.half")


def year_head(material: Material) -> Block:
    """Head the year's review."""
    return title(material, "title.annual")


def quarters(material: Material) -> Block:
    """State what each finished quarter brought."""
    told = material.told
    names = [name for name in told.names("quarters") if told.has(f"quarter_flow@{name}")]
    if not names:
        none = joined([say(told, "quarters.none")], end="。")
        return section(material, "quarters", [none])
    said = joined([_quarter(told, name) for name in names], "；")
    text = joined([say(told, "quarters.start"), said], "", "。")
    facts = ("quarter_flow", "quarter_growth")
    rows = [[name, *(tables.cell(told, f"{f}@{name}") for f in facts)] for name in names]
    heads = [{"label": "季度"}, {"label": "到位资金", "align": "right"},
             {"label": "同比增速", "align": "right"}]  # fmt: skip
    table = blocks.table(plain(say(told, "table.quarters")), heads, rows, unit=tables.MONEY)
    return section(material, "quarters", [text], [table])


def _quarter(told: Told, name: str) -> Runs:
    flow = say(told, "quarters.flow", name=name, flow=f"quarter_flow@{name}")
    return joined([flow, change(told, f"quarter_growth@{name}")])


def inspection(material: Material) -> Block | None:
    """State who is behind at half-year, for how long, with the inspection table."""
    told = material.told
    if public(material) or not told.names("units"):
        return None
    return section(material, "inspection", [_behind(told)], [_inspected(told)])


def _behind(told: Told) -> Runs:
    if not told.has("units_behind"):
        return joined([say(told, "inspection.none")], end="。")
    behind = [unit for unit in told.names("units") if sign(told, f"lead@{unit}") == "fall"]
    if not behind:
        return joined([say(told, "inspection.ahead")], end="。")
    named = listing([[{"text": unit}] for unit in behind])
    said = say(told, "inspection.behind", list=named)
    return joined([said, _longest(told, behind)], "；", "。")


def _longest(told: Told, behind: list[str]) -> Runs:
    """Name who has been behind longest, if for more than a month."""
    fact_of = {unit: f"months_behind@{unit}" for unit in behind}
    months = {unit: float(told.facts.get(f, {}).get("value", 0)) for unit, f in fact_of.items()}
    longest = [unit for unit in behind if months[unit] == max(months.values())]
    if max(months.values()) < 2:
        return []
    if longest == behind:
        return say(told, "inspection.all_long", months=fact_of[behind[0]])
    items = [say(told, "problems.share_of", name=unit, part=fact_of[unit]) for unit in longest]
    return say(told, "inspection.long", list=listing(items))


def _inspected(told: Told) -> Block | None:
    """Tabulate progress, pace and stages by unit."""
    return tables.by_unit(told, "inspection", INSPECTED, unit=tables.FUNDS)


def with_said(material: Material, said: pd.DataFrame) -> Material:
    """Add what was expected of the year in its course, beside what came.

    Parameters
    ----------
    material : Material
        Of December.
    said : DataFrame
        Rows of `replay` of the region: ``month, expected, error``.
    """
    if public(material) or said.empty:
        return material
    told, rows = material.told, []
    for row in said.to_dict("records"):
        of = f"{row['month']}月"
        rows.append(fact("said_then", said_of(float(row["expected"])), of=of))
        rows.append(fact("said_error", float(row["error"]), of=of))
    facts = pd.concat([material.facts, pd.DataFrame(rows)], ignore_index=True)
    parts = {**told.parts, "said": tuple(f"{month}月" for month in said["month"])}
    return material._replace(facts=facts, told=tell(facts, told.words, parts))


def expectations(material: Material) -> Block | None:
    """State what was expected in the course of the year, and how it turned out."""
    told = material.told
    if public(material):
        return None
    items = [
        say(told, f"said.{sign(told, error)}", name=name, then=f"said_then@{name}", error=error)
        for name in told.names("said")
        for error in [f"said_error@{name}"]
    ]
    if not items:
        return section(material, "said", [joined([say(told, "said.none")], end="。")])
    text = joined([say(told, "said.start"), joined(items, "；")], "", "。")
    return section(material, "said", [text])
