"""What speaks for an answer about a target: the contracts, the projects, the past years, the cells.

Comes in: an `Answer`. Goes out: blocks. Project names are for the internal annex.
"""

from __future__ import annotations

import pandas as pd

from zsanalytics.numerals import shown, shown_percent
from zsanalytics.publish import answer as cells
from zsanalytics.publish import blocks, outlook_figures
from zsanalytics.publish.answer import Answer
from zsanalytics.publish.content import Block


def views(answer: Answer) -> Block:
    """Set the run-off of the contracts beside the outlook, where they differ most."""
    head = blocks.heading(1, "两种算法对照")
    table = answer.views
    known = table[table["runoff"].notna()] if len(table) else table
    if known.empty:
        return blocks.group(head, blocks.paragraph("没有本月台账，或台账不含这一序列，不作对照。"))
    heads = ["地区", "按月度序列", "80%区间", "按合同到位规律", "相差", "台账占报送", "在区间外"]
    rows = [
        [row.region, cells.number(answer, row.outlook),
         f"{cells.amount(answer, row.lower_80)}—{cells.amount(answer, row.upper_80)}",
         cells.number(answer, row.runoff),
         cells.number(answer, row.difference), cells.rate(row.coverage), "是" if row.apart else ""]
        for row in known.head(16).itertuples()
    ]  # fmt: skip
    apart = known.loc[known["apart"], "region"]
    said = f"{len(known)}个地区中，{len(apart)}个两种算法相差到区间之外"
    said += f"：{'、'.join(apart.head(5))}。" if len(apart) else "。"
    note = (
        "按合同到位规律：以台账各月快照估计合同签约后逐月到位的比例（链梯法），推算在手合同和"
        "余下月份新签合同年内还到位多少。两种算法相差大的地区，先核对台账和报送。"
    )
    table = cells.table("两种算法的全年数", heads, rows, unit=answer.about["unit"])
    return blocks.group(head, blocks.paragraph(said), table, blocks.note(note))


def deciding(answer: Answer) -> Block:
    """List the projects whose next payments decide each unit's target."""
    head = blocks.heading(1, "决定目标的项目")
    if answer.deciding.empty:
        return blocks.group(head, blocks.paragraph("没有缺口，或没有本月台账。"))
    heads = ["单位", "缺口", "项目", "合同金额", "尚未到位", "今年月均", "几个项目可补足"]
    rows = [
        [row.region, cells.number(answer, row.gap), blocks.foreign(row.name_, longest=40),
         *cells.numbers(answer, row.contract_amount, row.outstanding, row.pace),
         shown(row.enough, 0) if pd.notna(row.enough) else "全部仍不够"]
        for row in answer.deciding.rename(columns={"name": "name_"}).itertuples()
    ]  # fmt: skip
    unit = answer.about["unit"]
    note = "尚未到位 = 合同金额 - 签约以来到位；按尚未到位由多到少，是“最多可以补足”，不是预计。"
    return blocks.group(head, cells.table("各单位尚未到位最多的项目", heads, rows, unit=unit),
                        blocks.note(note))  # fmt: skip


def due(answer: Answer) -> Block:
    """List next month's due starts and completions."""
    head = blocks.heading(1, "下月到期")
    if answer.due.empty:
        return blocks.group(head, blocks.paragraph("没有下月到期的开工、竣工，或没有本月台账。"))
    counts = answer.due["stage"].value_counts()
    said = "、".join(f"{stage}{count}个" for stage, count in counts.items())
    late = int((~answer.due["ready"].astype(bool)).sum())
    said = f"按合同约定，下月应{said}" + (f"，其中{late}个应竣工而尚未开工" if late else "") + "。"
    heads = ["到期日", "单位", "项目", "应到", "合同金额"]
    largest = answer.due.sort_values("contract_amount", ascending=False).head(15)
    rows = [
        [f"{row.due:%Y-%m-%d}", row.region, blocks.foreign(row.name_, longest=40), row.stage,
         cells.number(answer, row.contract_amount)]
        for row in largest.rename(columns={"name": "name_"}).itertuples()
    ]  # fmt: skip
    table = cells.table("下月到期项目（合同金额居前）", heads, rows, unit=answer.about["unit"])
    return blocks.group(head, blocks.paragraph(said), table)


def record(answer: Answer) -> Block:
    """Draw how early the landing could have been known in past years."""
    if answer.record.empty:
        return blocks.note("没有可回放的往年。")
    rows = answer.record.assign(step=answer.record["month"].astype(str) + "月")
    rows = rows.set_index("step")
    lines = {"预计": rows["median_error"]}
    for name, rule in (("even", "按序时"), ("carry", "同增速外推")):
        skill = rows[f"skill_{name}"]
        lines[rule] = rows["median_error"] / (1 - skill.where(skill < 1))
    return outlook_figures.curves(
        lines, caption="往年各月预测的误差中位数", alt=_replayed(answer),
        unit="误差占全年", percent=True, mark=cells.mark(answer),
    )  # fmt: skip


def replayed(answer: Answer) -> Block:
    """State the record of past years in words."""
    head = blocks.heading(1, "往年准不准，多早能知道")
    if answer.record.empty:
        return blocks.group(head, blocks.paragraph("没有可回放的往年。"))
    return blocks.group(head, blocks.paragraph(_replayed(answer)))


def _replayed(answer: Answer) -> str:
    rows = answer.record
    now = rows[rows["month"] == int(answer.about["asof"][-2:])]
    row = (now if len(now) else rows.tail(1)).iloc[0]
    said = (
        f"把往年各序列当年各月重新预测一遍：{int(row['month'])}月的误差中位数"
        f"{shown_percent(row['median_error'], 1)}，{int(row['landings'])}次中80%区间盖住"
        f"{shown_percent(row['coverage_80'], 0)}"
    )
    if pd.notna(row["skill_carry"]):
        other = row["median_error"] / (1 - row["skill_carry"]) if row["skill_carry"] < 1 else 0.0
        said += f"；同增速外推的误差中位数{shown_percent(other, 1)}"
    return said + "。"


def published(answer: Answer) -> Block:
    """State the landing by the region's published figures alone."""
    head = blocks.heading(1, "只用公开发布的数")
    if answer.published.empty:
        return blocks.group(head, blocks.paragraph("没有公开发布的本年序列。"))
    same = answer.published["target"].eq(answer.target)
    row = answer.published[same if same.any() else slice(None)].iloc[0]
    return blocks.group(
        head,
        blocks.paragraph(str(row["sentence"])),
        blocks.paragraph(f"签发用语：{row['signed']}"),
        blocks.note("没有直接发布的往年同期数，由发布的增速反推；不用各单位报送的数。"),
    )


def lineage(answer: Answer) -> Block:
    """Give where the numbers come from."""
    return blocks.lineage(answer.facts)
