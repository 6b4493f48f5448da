"""A park's bulletin: its sections, each one block for a notebook cell to show.

Comes in: `ParkMaterial`. Goes out: blocks. A section always says something; a table or figure that
would be empty is left out, and a section that is not for an audience is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from zsanalytics.codebook import load_codebook
from zsanalytics.numerals import shown
from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish import blocks, figures, park_remarks, park_text
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.park_facts import stem
from zsanalytics.publish.park_material import ParkMaterial
from zsanalytics.publish.park_text import say
from zsanalytics.publish.tables import Cell, cell
from zsanalytics.publish.wording import Runs, Told, plain

GOAL_COLUMNS = (
    ("", "年度目标", "target"), ("", "累计", "ytd"), ("", "上年同期", "base"),
    ("", "同比增速", "growth"), ("", "增长目标", "growth_target"),
    ("进度", "完成率", "completion"), ("进度", "近年同期", "pace"),
    ("进度", "超（欠）序时", "lead"), ("缺口", "尚差", "gap"), ("缺口", "月均需", "needed"),
)  # fmt: skip
LATE = 15
"""How many late projects are listed."""


def title(material: ParkMaterial) -> Block:
    """Head the bulletin, with what stands above and below it and the marks."""
    told, hidden = material.told, ("signer", "recipients") if _public(material) else ()
    imprint = {name: said for name, said in material.imprint.items() if name not in hidden}
    return blocks.title(
        plain(say(told, "title.bulletin")), subtitle=plain(say(told, "title.subtitle")),
        marks=material.marks, **imprint,
    )  # fmt: skip


def headline(material: ParkMaterial) -> Block:
    """State the amounts with their growth, the firms, and how the targets stand."""
    return _section(material, "headline", park_text.headline(material.told))


def progress(material: ParkMaterial) -> Block:
    """State every target with what is reached, missing and needed."""
    told = material.told
    parts = [_goals(told), _bars(material), _course(material)]
    name = "progress" if told.names("goals") else "amounts"
    return _section(material, name, park_text.progress(told), parts)


def projects(material: ParkMaterial) -> Block | None:
    """State the rates of the projects with their parts, and list what is late."""
    if _public(material):
        return None
    told = material.told
    return _section(material, "projects", park_text.projects(told), [_rates(told), _late(material)])


def firms(material: ParkMaterial) -> Block:
    """State the firms above size, gross, beside those that dropped out, and the tenants."""
    return _section(material, "firms", park_text.firms(material.told))


def land(material: ParkMaterial) -> Block:
    """State the intensive use of land, energy, jobs and debts where they are reported."""
    return _section(material, "land", park_text.land(material.told), [_land(material.told)])


def difficulties(material: ParkMaterial) -> Block | None:
    """State what the figures point to."""
    if _public(material):
        return None
    return _section(material, "problems", park_remarks.problems(material.told))


def outlook(material: ParkMaterial) -> Block | None:
    """State the expected year end of the amounts: no odds, no interval."""
    if _public(material):
        return None
    return _section(material, "outlook", park_remarks.outlook(material.told))


def data_quality(material: ParkMaterial) -> Block | None:
    """State the files, the changes and what is open."""
    if _public(material):
        return None
    return _section(material, "quality", park_remarks.quality(material.told))


def notes(material: ParkMaterial) -> Block:
    """State scopes, denominators, checks and sources."""
    told = material.told
    heading = blocks.heading(1, plain(say(told, "heading.notes")))
    return blocks.group(heading, *(blocks.note(said) for said in park_remarks.notes(told)))


def annex(material: ParkMaterial) -> Block | None:
    """Tabulate the amounts month by month, this year beside the last."""
    told = material.told
    names = [pair for pair in told.names("amounts") if pair.endswith("|全部")]
    year, _ = parse_asof(material.asof)
    rows = []
    for month in range(1, 13):
        facts = [f"{pair.partition('|')[0]}_course@{period_text(of, month)}"
                 for pair in names for of in (year, year - 1)]  # fmt: skip
        if any(told.has(fact) for fact in facts):
            rows.append([f"1—{month}月" if month > 1 else "1月",
                         *(cell(told, fact) for fact in facts)])  # fmt: skip
    if not rows:
        return None
    heads = [{"label": "时期", "align": "left"},
             *({"label": f"{of}年", "group": told.words[pair], "align": "right"}
               for pair in names for of in (year, year - 1))]  # fmt: skip
    return _table(told, "history", heads, rows, unit="亿元", annex=True)


def sources(material: ParkMaterial) -> Block:
    """Give every fact with its formula, its cells and the definition of its indicator."""
    rows = material.facts.to_dict("records")
    return blocks.lineage([{**row, "definition": definition(row["fact"])} for row in rows])


def definition(fact: str) -> str | None:
    """Give the codebook's definition of the indicator whose own figure a fact is.

    Examples
    --------
    >>> definition("sales_ytd"), definition("sales_gap")
    ('园区企业当年销售产品和提供劳务的收入。', None)
    """
    name, known = fact.partition("@")[0], load_codebook().entries
    indicator = name.removesuffix("_ytd").removesuffix("_level")
    return str(known[indicator]["definition"]) if indicator in known else None


def _public(material: ParkMaterial) -> bool:
    return "public" in material.told.words


def _section(
    material: ParkMaterial,
    name: str,
    paragraphs: Iterable[Runs],
    parts: Iterable[Block | None] = (),
) -> Block:
    heading = blocks.heading(1, plain(say(material.told, f"heading.{name}")))
    said = [blocks.paragraph(runs) for runs in paragraphs]
    return blocks.group(heading, *said, *(part for part in parts if part is not None))


def _table(
    told: Told, name: str, heads: Sequence[Any], rows: Sequence[Sequence[Cell]], **further: Any
) -> Block:
    source = plain(say(told, "table.source"))
    return blocks.table(plain(say(told, f"table.{name}")), heads, rows, source=source, **further)


def _right(labels: Iterable[str]) -> list[dict[str, str]]:
    return [{"label": label, "align": "right"} for label in labels]


def _goals(told: Told) -> Block | None:
    """Tabulate amounts and targets: what is to be reached, what is, and how it stands."""
    pairs = list(dict.fromkeys([*told.names("amounts"), *told.names("goals")]))
    if not pairs:
        return None
    facts = {pair: [_fact(pair, ending) for _, _, ending in GOAL_COLUMNS] for pair in pairs}
    over = ("pace", "lead") if "closed" in told.words else ()  # a whole year has no schedule
    known = [n for n, (_, _, ending) in enumerate(GOAL_COLUMNS)
             if ending not in over and any(told.has(facts[pair][n]) for pair in pairs)]  # fmt: skip
    heads: list[dict[str, Any]] = [{"label": "指标", "align": "left"}]
    for group, label, ending in (GOAL_COLUMNS[n] for n in known):
        wide = {"width": 4.0} if ending == "lead" else {}
        heads.append({"label": label, "group": group, "align": "right", **wide})
    rows: list[list[Cell]] = []
    for pair in pairs:
        unit = next(str(told.facts[f]["unit"]) for f in facts[pair] if told.has(f))
        rows.append([f"{told.words[pair]}（{unit}）", *(cell(told, facts[pair][n]) for n in known)])
    if not told.names("goals"):
        return _table(told, "amounts", heads, rows)
    note = plain(say(told, "table.progress_note"))
    return _table(told, "progress", heads, rows, notes=[note])


def _bars(material: ParkMaterial) -> Block | None:
    """Draw the completion of every target against the share of the year that is gone."""
    told = material.told
    facts = [(told.words[pair], _fact(pair, "completion")) for pair in told.names("goals")]
    known = [(name, told.facts[fact]) for name, fact in facts if told.has(fact)]
    if len(known) < 2 or not told.has("time_progress"):
        return None
    rows = pd.DataFrame(
        [(name, float(row["value"]), row["text"]) for name, row in known],
        columns=["region", "value", "text"],
    )
    schedule = told.facts["time_progress"]
    return figures.growth_ranking(
        rows, reference=float(schedule["value"]), reference_text=f"序时进度{schedule['text']}",
        caption=plain(say(told, "figure.progress")), mark=told.words.get("demo", ""),
    )  # fmt: skip


def _course(material: ParkMaterial) -> Block | None:
    """Draw the first amount with a target, month by month, beside last year."""
    told, (year, month) = material.told, parse_asof(material.asof)
    aimed = [p for p in told.names("amounts") if p in told.names("goals") and p.endswith("|全部")]
    if not aimed:
        return None
    code = aimed[0].partition("|")[0]
    rows = pd.DataFrame({"month": range(1, 13)})
    for name, of, last in (("value", year, month), ("last_year", year - 1, 12)):
        found = [told.facts.get(f"{code}_course@{period_text(of, m)}", {}).get("value")
                 if m <= last else None for m in rows["month"]]  # fmt: skip
        rows[name] = pd.Series(found, dtype="float64")
    if rows["value"].notna().sum() < 2:
        return None
    rows["text"] = [shown(value, 2) if pd.notna(value) else "" for value in rows["value"]]
    return figures.progress(
        rows, target=float(told.facts[stem(code, "target")]["value"]),
        caption=plain(say(told, "figure.course", name=aimed[0])), mark=told.words.get("demo", ""),
    )  # fmt: skip


def _rates(told: Told) -> Block | None:
    """Tabulate every rate with numerator, denominator and last year's."""
    codes = told.names("rates")
    if not codes:
        return None
    heads = [{"label": "指标", "align": "left"},
             *_right(("分子", "分母", "本期", "上年同期", "增减（百分点）"))]  # fmt: skip
    endings = ("_part", "_whole", "", "_before", "_change")
    rows = [[told.words[code], *(cell(told, f"{code}{end}") for end in endings)] for code in codes]
    return _table(told, "projects", heads, rows, unit="个、亿元")


def _late(material: ParkMaterial) -> Block | None:
    """List the projects that are overdue or stand still."""
    if material.late.empty:
        return None
    heads = [{"label": "项目", "align": "left"}, {"label": "情况", "align": "left"},
             *_right(("到期日", "已逾天数", "合同金额")),
             {"label": "原因", "align": "left"}]  # fmt: skip
    kinds = {"开工": "逾期未开工", "竣工": "逾期未竣工", "停滞": "停滞"}
    rows = [
        [blocks.foreign(row.name, longest=40), kinds[row.stage],
         f"{row.due:%Y-%m-%d}" if pd.notna(row.due) else "—",
         {"text": shown(row.days_late, 0), "value": int(row.days_late)},
         {"text": shown(row.contract_amount, 2), "value": float(row.contract_amount)}
         if pd.notna(row.contract_amount) else "—",
         blocks.foreign(row.status_reason, longest=40) if pd.notna(row.status_reason) else ""]
        for row in material.late.head(LATE).itertuples(index=False)
    ]  # fmt: skip
    return _table(material.told, "late", heads, rows, unit="亿元、天")


def _land(told: Told) -> Block | None:
    """Tabulate what is reported of the land, each in its own unit."""
    pairs = [pair for pair in told.names("land") if _reported(told, pair)]
    if not pairs:
        return None
    columns = {"base": "上年同期", "growth": "同比增速", "change": "增减（百分点）"}
    known = [ending for ending in columns if any(told.has(_fact(pair, ending)) for pair in pairs)]
    heads = [{"label": "指标", "align": "left"}, {"label": "单位", "align": "center"},
             *_right(("本期", *(columns[ending] for ending in known)))]  # fmt: skip
    rows: list[list[Cell]] = []
    for pair in pairs:
        segment, value = pair.partition("|")[2], _reported(told, pair)
        unit = str(told.facts[value]["unit"])
        part = "=" in segment
        name: Cell = {"text": segment.partition("=")[2] if part else told.words[pair],
                      **({"level": 1} if part else {})}  # fmt: skip
        others = [cell(told, _fact(pair, ending)) for ending in known]
        rows.append([name, unit or "—", cell(told, value), *others])
    return _table(told, "land", heads, rows)


def _fact(pair: str, ending: str) -> str:
    indicator, _, segment = pair.partition("|")
    return stem(indicator, ending, segment)


def _reported(told: Told, pair: str) -> str:
    return next((f for e in ("ytd", "level") if told.has(f := _fact(pair, e))), "")
