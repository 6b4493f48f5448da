"""Tables: the tables of a bulletin, their cells the facts that the text tells.

Comes in: facts, words and lists of names. Goes out: table blocks. What is not known is ``—``.
A table that would have no row is None, and the bulletin says in words that there is no data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zsanalytics.numerals import BLANK
from zsanalytics.publish import blocks, corrections
from zsanalytics.publish.facts import POINTS
from zsanalytics.publish.wording import Told, plain, say

Cell = dict[str, Any] | str

UNIT_COLUMNS = (
    ("到位资金", "累计", "funds_ytd"), ("到位资金", "上年同期", "funds_base"),
    ("同比", "增速", "funds_growth"), ("同比", "位次", "growth_rank"),
    ("同比", "升降", "growth_rank_move"),
    ("进度", "年度目标", "target"), ("进度", "完成率", "completion"),
    ("进度", "位次", "completion_rank"), ("进度", "超（欠）序时", "lead"),
)  # fmt: skip

ANNEX_COLUMNS = (
    ("到位资金", "年度目标", "target"), ("到位资金", "当月", "funds_month"),
    ("到位资金", "累计", "funds_ytd"), ("到位资金", "上年同期", "funds_base"),
    ("同比", "增速", "funds_growth"), ("同比", "位次", "growth_rank"),
    ("进度", "完成率", "completion"), ("进度", "位次", "completion_rank"),
    ("进度", "超（欠）序时", "lead"),
    ("项目", "实施", "projects"), ("项目", "新签约", "contracts"),
    ("项目", "签约金额", "contract_amount"),
    ("三个500强", "企业", "top500_firms"), ("三个500强", "项目", "top500_projects"),
    ("三个500强", "签约金额", "top500_amount"), ("三个500强", "占比", "top500_share"),
    ("10亿元以上", "项目", "size10_projects"), ("10亿元以上", "签约金额", "size10_amount"),
    ("推进", "开工率", "start_rate"), ("推进", "到位率", "arrival_rate"),
    ("推进", "投产率", "production_rate"),
)  # fmt: skip

PUBLIC_COLUMNS = (("", "到位资金", "funds_ytd"), ("", "占比", "funds_share"))

SHARE_COLUMNS = (
    ("", "到位资金", "funds_ytd"), ("", "占比", "funds_share"), ("", "同比增速", "funds_growth"),
    ("", "拉动", "funds_contribution"), ("", "贡献率", "funds_contribution_rate"),
)  # fmt: skip

OF_TARGETS = frozenset(
    ("target", "completion", "completion_rank", "lead", "months_behind", "expected_completion",
     "chance")
)  # fmt: skip
"""Facts that only somebody with a target has."""

MONEY, FUNDS, ALL = "亿元", "亿元、百分点", "亿元、个、家、百分点"
"""Units of a table's columns; a rate brings its own sign."""


def cell(told: Told, fact: str, **further: Any) -> Cell:
    """Give the cell of a fact; ``—`` where there is none."""
    row = told.facts.get(fact)
    if row is None:
        return {"text": BLANK, **further}
    value = row["value"] * 100 if row["unit"] == POINTS else row["value"]
    mark = {"mark": corrections.MARK} if fact in told.names("touched") else {}
    return {"text": row["text"], "fact": fact, "value": value, **mark, **further}


def head(columns: Sequence[tuple[str, str, str]], stub: str) -> list[Mapping[str, Any]]:
    """Give the heads of a table: a number, a stub and its columns."""
    numbers = [{"label": label, "group": group, "align": "right"} for group, label, _ in columns]
    return [{"label": "序号", "align": "center"}, {"label": stub, "align": "left"}, *numbers]


def asked_for(
    told: Told, columns: Sequence[tuple[str, str, str]]
) -> tuple[tuple[str, str, str], ...]:
    """Leave out the columns on targets where neither the region nor a unit has one."""
    names = ("target", *(f"target@{unit}" for unit in told.names("units")))
    aimed = any(told.has(name) for name in names)
    return tuple(column for column in columns if aimed or column[2] not in OF_TARGETS)


def _rows(told: Told, columns: Sequence[tuple[str, str, str]]) -> list[list[Cell]]:
    """Give a row for each unit, then the total row of the region."""
    facts = [fact for _, _, fact in columns]
    body: list[list[Cell]] = [
        [{"text": str(number), "value": number}, unit, *(cell(told, f"{f}@{unit}") for f in facts)]
        for number, unit in enumerate(told.names("units"), start=1)
    ]
    total: list[Cell] = [cell(told, fact, strong=True) for fact in facts]
    region = told.words["region"]
    return [["", {"text": region, "strong": True}, *total], *body]


def _captioned(told: Told, name: str) -> str:
    return plain(say(told, f"table.{name}"))


def _block(
    told: Told,
    name: str,
    heads: Sequence[Mapping[str, Any]],
    rows: Sequence[Sequence[Cell]],
    *,
    compared: str = "",
    **further: Any,
) -> blocks.Block:
    """Make a table under its caption, with what its marks mean and the source of its data.

    ``compared`` says whose figures it sets beside last year's: ``breaks`` or ``own_breaks``.
    """
    source = _captioned(told, "source")
    marked = any("mark" in one for row in rows for one in row if isinstance(one, dict))
    notes = corrections.below(told, marked=marked, compared=compared)
    return blocks.table(_captioned(told, name), heads, rows, source=source, notes=notes, **further)


def _table(
    told: Told,
    name: str,
    columns: Sequence[tuple[str, str, str]],
    *,
    unit: str,
    annex: bool = False,
    remarked: bool = False,
) -> blocks.Block | None:
    if not any(told.has(f"funds_ytd@{unit}") for unit in told.names("units")):
        return None
    columns = asked_for(told, columns)
    rows = _rows(told, columns)
    gap = _gap_row(told, columns)
    rows += [gap] if gap else []
    heads = head(columns, "地区")
    if remarked:
        heads = [*heads, {"label": "备注", "align": "left"}]
        names = [told.words["region"], *told.names("units")]
        said = [remark(told, name) for name in names] + [""]
        rows = [[*row, words] for row, words in zip(rows, said, strict=False)]
    scope = told.words["scope"]
    on_last_year = any(fact.endswith(("_base", "_growth")) for _, _, fact in columns)
    compared = "breaks" if on_last_year else ""
    return _block(told, name, heads, rows, compared=compared, unit=unit, scope=scope, annex=annex)


def _gap_row(told: Told, columns: Sequence[tuple[str, str, str]]) -> list[Cell]:
    """Give the row of what the submitted total holds beyond the sum of the units."""
    gap = told.facts.get("members_gap")
    if gap is None or not any(digit in gap["text"] for digit in "123456789"):
        return []
    cells = [cell(told, "members_gap") if f == "funds_ytd" else "" for _, _, f in columns]
    return ["", _captioned(told, "gap"), *cells]


def units(told: Told) -> blocks.Block | None:
    """Tabulate funds, growth and progress by unit, with ranks."""
    return _table(told, "units", UNIT_COLUMNS, unit=FUNDS)


def annex(told: Told) -> blocks.Block | None:
    """Tabulate the main indicators by unit, with remarks: the annex of the bulletin."""
    return _table(told, "annex", ANNEX_COLUMNS, unit=ALL, annex=True, remarked=True)


def public(told: Told) -> blocks.Block | None:
    """Tabulate what the public sees by unit."""
    return _table(told, "public", PUBLIC_COLUMNS, unit=MONEY, annex=True)


def remark(told: Told, region: str) -> str:
    """Say in a few words what is to be known of a row: 未报送, 有修订 …; empty if nothing."""
    kinds = ("missing", "late", "revised", "corrected", "computed", "asked")
    return "、".join(plain(say(told, f"remark.{k}")) for k in kinds if region in told.names(k))


def shares(told: Told) -> blocks.Block | None:
    """Tabulate each unit's share of the whole and what it adds to its growth."""
    return _table(told, "shares", SHARE_COLUMNS, unit=FUNDS, annex=True)


def chains(told: Told) -> blocks.Block | None:
    """Tabulate the key chains, the largest first, then their sum."""
    names = told.names("chains")
    if not names:
        return None
    facts = ("chain_funds", "chain_growth", "chain_share")
    body: list[list[Cell]] = [
        [cell(told, f"chain_rank@{name}"), name, *(cell(told, f"{f}@{name}") for f in facts)]
        for name in names
    ]
    if told.has("chains_funds"):
        total = [cell(told, "chains_funds", strong=True), cell(told, "chains_growth"), ""]
        body.append(["", {"text": _captioned(told, "total"), "strong": True}, *total])
    columns = (("", "到位资金", ""), ("", "同比增速", ""), ("", "占重点产业链", ""))
    heads = head(columns, "产业链")
    heads[0] = {"label": "位次", "align": "center"}
    return _block(told, "chains", heads, body, compared="own_breaks", unit=MONEY)


STRUCTURE = (
    ("新签约合计", "", "contracts", "contract_amount", ""),
    ("三个500强", "top500_firms", "top500_projects", "top500_amount", "top500_share"),
    ("10亿元以上", "", "size10_projects", "size10_amount", "size10_share"),
    ("其中：50亿元以上", "", "size50_projects", "size50_amount", "size50_share"),
    ("第二产业", "", "", "secondary_amount", "secondary_share"),
    ("东中部产业转移", "", "east_contracts", "east_amount", ""),
)


def structure(told: Told) -> blocks.Block | None:
    """Tabulate the year's contracts by the three 500强, size and origin."""
    known = [row for row in STRUCTURE if told.has(row[2]) or told.has(row[3])]
    if len(known) < 2:
        return None
    body = [[name, *(cell(told, fact) if fact else "" for fact in facts)] for name, *facts in known]
    labels = ("企业", "项目", "签约金额", "占比")
    heads = [{"label": "类别", "align": "left"},
             *({"label": label, "align": "right"} for label in labels)]  # fmt: skip
    return _block(told, "structure", heads, body, unit="家、个、亿元")


STAGES = (
    "performance_rate", "landing_rate", "start_rate", "completion_rate", "production_rate",
    "arrival_rate", "first_year_arrival_rate",
)  # fmt: skip


def stages(told: Told) -> blocks.Block | None:
    """Tabulate the stage rates of the region and its units."""
    shown = [rate for rate in STAGES if told.has(rate)]
    regions = [unit for unit in told.names("units") if any(told.has(f"{r}@{unit}") for r in shown)]
    if not shown or not regions:
        return None
    heads = [{"label": "地区", "align": "left"}]
    heads += [{"label": str(told.facts[rate]["label"]), "align": "right"} for rate in shown]
    own: list[Cell] = [{"text": told.words["region"], "strong": True}]
    own += [cell(told, rate, strong=True) for rate in shown]
    body = [[unit, *(cell(told, f"{rate}@{unit}") for rate in shown)] for unit in regions]
    return _block(told, "stages", heads, [own, *body])


OUTLOOK_COLUMNS = (
    ("", "累计", "funds_ytd"), ("", "年度目标", "target"), ("", "全年预计", "expected"),
    ("八成区间", "下限", "lower_80"), ("八成区间", "上限", "upper_80"),
    ("", "预计为目标的", "expected_completion"), ("", "把握", "chance"),
)  # fmt: skip


def by_unit(
    told: Told, name: str, columns: Sequence[tuple[str, str, str]], *, unit: str
) -> blocks.Block | None:
    """Tabulate facts of the region and its units under a caption of the phrase book."""
    return _table(told, name, columns, unit=unit)


def outlook(told: Told) -> blocks.Block | None:
    """Tabulate the expected year end, interval and chance of the region and its units."""
    if not told.has("expected") or "rest" not in told.words:
        return None
    columns = asked_for(told, OUTLOOK_COLUMNS)
    rows, heads = _rows(told, columns), head(columns, "地区")
    if columns[-1] == OUTLOOK_COLUMNS[-1]:
        heads[-1] = {**heads[-1], "align": "center", "width": 5.0}  # 99%以上 stays on its line
    return _block(told, "outlook", heads, rows, unit=MONEY, annex=True)


def quality(told: Told) -> blocks.Block | None:
    """Tabulate what is open of each unit that has something open, was late or changed figures."""
    named = [unit for unit in told.names("submitting") if remark(told, unit)]
    if not named:
        return None
    facts = ("open_errors", "open_warnings")
    body = [[unit, *(cell(told, f"{f}@{unit}") for f in facts), remark(told, unit)]
            for unit in named]  # fmt: skip
    labels = (("单位", "left"), ("未了错误", "right"), ("未了疑问", "right"), ("情况", "left"))
    heads = [{"label": label, "align": align} for label, align in labels]
    return _block(told, "quality", heads, body, unit="条")


def targets(told: Told) -> blocks.Block | None:
    """Tabulate every target line beside the main one; None where there is only one."""
    lines = told.names("lines")
    if not lines or not told.has("target"):
        return None
    facts = ("target", "completion", "gap", "surplus")
    body: list[list[Cell]] = [[plain(say(told, "line.level")), *(cell(told, f) for f in facts)]]
    body += [
        [plain(say(told, f"line.{line}")), *(cell(told, f"{f}@{line}") for f in facts)]
        for line in lines
    ]
    labels = ("年度数", "完成率", "尚差", "已超额")
    heads = [{"label": "目标", "align": "left"},
             *({"label": label, "align": "right"} for label in labels)]  # fmt: skip
    return _block(told, "targets", heads, body, unit=MONEY)
