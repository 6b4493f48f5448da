"""The one-page 专报 to the leaders: five numbers, three problems, the laggards, one request.

Comes in: the material of the bulletin. Goes out: blocks. It says nothing that the bulletin of the
same month does not say, and proposes one thing for the leaders to decide.
"""

from __future__ import annotations

from itertools import islice

from zsanalytics.periods import parse_asof, period_text
from zsanalytics.publish import blocks, problems, watch
from zsanalytics.publish.blocks import Block
from zsanalytics.publish.bulletin import section, title
from zsanalytics.publish.material import Material
from zsanalytics.publish.places import LISTED, cut, ordered
from zsanalytics.publish.tables import cell
from zsanalytics.publish.text import FIGURES
from zsanalytics.publish.wording import (
    Runs,
    Told,
    change,
    joined,
    listing,
    phrases,
    plain,
    say,
    sign,
)

PROBLEMS = 3


def head(material: Material) -> Block:
    """Head the 专报."""
    return title(material, "title.leaders", subtitle=False)


def numbers(material: Material) -> Block:
    """Give five numbers, each with what to think of it; without a target those of it are none."""
    told = material.told
    far = "surplus" if told.has("surplus") else "needed_per_month"
    every = (
        ("funds", "funds_ytd", change(told, "funds_growth")),
        ("done", "completion", _against(told)),
        ("signed", "contract_amount", change(told, "contract_amount_growth")),
        ("expected", "expected", _last_year(material)),
        ("surplus" if far == "surplus" else "needed", far, _usual(told)),
    )
    listed = [row for row in every if told.has("target") or row[1] not in ("completion", far)]
    heads: list[dict[str, str | float]] = [
        {"label": "指标", "width": 12.0},
        {"label": "本期", "align": "right"},
        {"label": "单位", "align": "center"},
        {"label": "比较", "width": 20.0},
    ]
    rows = [
        [plain(say(told, f"leaders.{name}")), cell(told, fact, strong=True), _unit(told, fact),
         plain(said) or "—"]
        for name, fact, said in listed
    ]  # fmt: skip
    table = blocks.table(plain(say(told, "table.numbers")), heads, rows)
    return table


def _unit(told: Told, fact: str) -> str:
    unit = str(told.facts.get(fact, {}).get("unit", ""))
    about = plain(say(told, "leaders.about")) if fact == "expected" and unit else ""
    return "—" if unit in ("", "%") else unit + about


def _last_year(material: Material) -> Runs:
    """Name what the whole of last year brought."""
    of = f"course@{period_text(parse_asof(material.asof)[0] - 1, 12)}"
    known_of = material.told.has(of)
    return say(material.told, "leaders.last_year", whole_year=of) if known_of else []


def _against(told: Told) -> Runs:
    if not told.has("lead"):
        return []
    way = {"rise": "ahead", "fall": "behind"}.get(sign(told, "lead"), "even")
    return say(told, f"progress.{way}")


def _usual(told: Told) -> Runs:
    known_ratio = told.has("needed_ratio", "needed_per_month") and not told.has("surplus")
    return say(told, "leaders.usual") if known_ratio else []


def three(material: Material) -> Block:
    """Name at most three problems, the gravest first; who falls is among the laggards."""
    told = material.told
    found = list(islice(problems.clauses(told, brief=True), PROBLEMS))
    if not found:
        return section(material, "three", problems.problems(told))
    if len(found) > 1:
        first = phrases()["ordinal"]["list"].split("，")
        found = [[{"text": word}, *said] for word, said in zip(first, found, strict=False)]
    return section(material, "three", [joined(found, "；", "。")])


def laggards(material: Material) -> Block:
    """Name who trails in completion, else in growth, with both figures."""
    told = material.told
    if not told.names("units"):
        return section(material, "laggards", [joined([say(told, "leaders.one")], end="。")])
    said = _trailing(told, "completion") or _trailing(told, "growth")
    return section(material, "laggards", [joined([said or say(told, "leaders.none")], end="。")])


def _trailing(told: Told, measure: str) -> Runs:
    order = ordered(told, measure)[::-1]
    trailing = cut(told, order, measure, min(LISTED, len(order) // 2))
    items = [say(told, "units.item", name=unit, figure=_figures(told, unit)) for unit in trailing]
    return say(told, f"leaders.{measure}", list=listing(items)) if items else []


def _figures(told: Told, unit: str) -> Runs:
    """Give a unit's completion and growth, as far as they are known."""
    done, grown = f"{FIGURES['completion']}@{unit}", f"{FIGURES['growth']}@{unit}"
    parts = [say(told, "leaders.completed", part=done)] if told.has(done) else []
    return joined([*parts, change(told, grown) if told.has(grown) else []])


def _names(names: tuple[str, ...]) -> Runs:
    return listing([[{"text": name}] for name in names])


def request(material: Material) -> Block:
    """Put one thing before the leaders: letters, late figures, the task, or holding the pace."""
    told = material.told
    watched, missing = watch.watched(told), told.names("missing")
    if watched:
        said = say(told, "leaders.ask_letters", list=_names(watched))
    elif missing:
        said = say(told, "leaders.ask_missing", list=_names(missing))
    elif told.has("needed_per_month") and sign(told, "gap") == "rise":
        said = say(told, "leaders.ask_gap")
    else:
        said = say(told, f"leaders.ask_{'hold' if told.has('surplus') else 'none'}")
    return section(material, "request", [joined([said], end="。")])
