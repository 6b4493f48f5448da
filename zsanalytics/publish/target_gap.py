"""The answer to "will we make it, and what does it take?", as blocks for a notebook's cells.

Comes in: an `Answer` of plain frames. Goes out: blocks. What is not known is said in words; a
table or figure that would be empty is left out. Odds are for the internal annex.
"""

from __future__ import annotations

import pandas as pd

from zsanalytics.numerals import shown
from zsanalytics.publish import answer as cells
from zsanalytics.publish import blocks, outlook_figures
from zsanalytics.publish.answer import Answer
from zsanalytics.publish.content import Block


def title(answer: Answer) -> Block:
    """Head the answer."""
    about = answer.about
    return blocks.title(
        f"{about['region']}全年目标：能不能完成，还差什么",
        subtitle=f"{about['subject']}，{about['period']}", marks=about["marks"],
    )  # fmt: skip


def landing(answer: Answer) -> Block:
    """State the landing with its odds, the arithmetic behind it, and each target line."""
    row = answer.landing.iloc[0]
    parts = [
        blocks.heading(1, "预计全年"),
        blocks.paragraph({"text": str(row["sentence"])}),
        blocks.paragraph(f"签发用语：{row['signed']}"),
    ]
    return blocks.group(*parts, *_lines(answer), blocks.note(_basis(row)))


def _basis(row: pd.Series) -> str:
    return (
        f"办法：{row['method']}；用到往年{int(row['years_used'])}年。"
        "区间和概率只供内部研判，签发文字只用预计全年和后续月均。"
    )


def _lines(answer: Answer) -> list[Block]:
    goals = answer.goals
    if goals.empty:
        return [blocks.note("目标册里没有这一序列本年的目标，以下不比较目标。")]
    unit = answer.about["unit"]
    heads = ["目标线", "目标", "完成概率", "缺口", "后续月均需", "余下月份需同比", "每1个百分点"]
    rows = [
        [row.line_name, cells.number(answer, row.target), cells.odds(row.chance),
         *cells.numbers(answer, row.gap, row.needed_per_month), cells.rate(row.needed_growth),
         cells.number(answer, row.point)]
        for row in goals.itertuples()
    ]  # fmt: skip
    return [cells.table("各条目标线", heads, rows, unit=unit)]


def course(answer: Answer) -> Block:
    """Draw the year so far and the range in which it may end."""
    if answer.course.empty or answer.course["expected"].notna().sum() < 2:
        return blocks.note("今年尚无报送或全年已报，不画走势。")
    about = answer.about
    return outlook_figures.fan(
        answer.course, text=f"{cells.amount(answer, answer.middle)}{about['unit']}",
        target=cells.or_none(answer.target), unit=about["unit"],
        caption=f"{about['region']}全年走势与预计", mark=cells.mark(answer),
    )  # fmt: skip


def gap(answer: Answer) -> Block:
    """State the gap, what it asks of each month left, and how often so much came before."""
    said = [blocks.heading(1, "差距")]
    if answer.goals.empty:
        return blocks.group(*said, blocks.paragraph("没有目标，不计差距。"))
    row, unit = answer.goals.iloc[0], answer.about["unit"]
    if row["gap"] <= 0:
        over = f"已达到{row['line_name']}，超过{cells.amount(answer, -row['gap'])}{unit}。"
        return blocks.group(*said, blocks.paragraph(over))
    if pd.isna(row["needed_per_month"]):
        missed = f"全年已报，距{row['line_name']}差{cells.amount(answer, row['gap'])}{unit}。"
        return blocks.group(*said, blocks.paragraph(missed))
    need = (
        f"距{row['line_name']}{cells.amount(answer, row['target'])}{unit}"
        f"还差{cells.amount(answer, row['gap'])}{unit}，"
        f"后续月均需{cells.amount(answer, row['needed_per_month'])}{unit}"
    )
    if pd.notna(row["needed_growth"]):
        need += f"，相当于余下月份同比{cells.grown(row['needed_growth'])}"
    return blocks.group(*said, blocks.paragraph(need + "。"), blocks.paragraph(_before(row)))


def _before(row: pd.Series) -> str:
    """Say how often as much came before."""
    months, years = int(row["months_known"]), int(row["years_known"])
    said = []
    if months:
        said.append(f"有单月数的{months}个月中，{int(row['months_met'])}个月达到过这个月均")
    if years:
        said.append(f"往年{years}年中，{int(row['years_met'])}年的同期余下月份补上过这么多")
    return ("；".join(said) or "没有往年可比") + "。"


def whatifs(answer: Answer) -> Block:
    """Draw the landings under named assumptions."""
    if answer.scenarios.empty:
        return blocks.note("没有可比的情景。")
    rows = answer.scenarios.rename(columns={"scenario": "name", "landing": "value"})
    return outlook_figures.bars(
        rows[["name", "value"]], target=cells.or_none(answer.target),
        target_text=cells.target_text(answer), unit=answer.about["unit"],
        caption="几种情景下的全年数", mark=cells.mark(answer),
    )  # fmt: skip


def sensitivity(answer: Answer) -> Block:
    """Draw what moves the landing most."""
    if answer.swings.empty:
        return blocks.note("全年已报，不再变动。")
    return outlook_figures.swings(
        answer.swings.head(10), middle=answer.middle, unit=answer.about["unit"],
        caption="哪些因素最影响全年数", mark=cells.mark(answer),
    )  # fmt: skip


def units(answer: Answer) -> Block:
    """Tabulate the units: their landing, their odds, and what the region's target asks of them."""
    head = blocks.heading(1, "各单位")
    if answer.units.empty:
        return blocks.group(head, blocks.paragraph("没有下级单位的数。"))
    asked = f"若{answer.about['region']}达标需到"
    heads = ["单位", "累计", "预计全年", "目标", "完成概率", asked, "比预计多", "后续月均需"]
    rows = [
        [row.region, *cells.numbers(answer, row.so_far, row.expected, row.target),
         cells.odds(row.chance),
         *cells.numbers(answer, row.needed, row.more, row.needed_per_month)]
        for row in answer.units.itertuples()
    ]  # fmt: skip
    if answer.units[["target", "needed"]].isna().all(axis=None):  # nobody has a target
        heads, rows = heads[:3], [row[:3] for row in rows]
    table = cells.table("各单位预计与需要", heads, rows, unit=answer.about["unit"])
    return blocks.group(head, *_missing(answer), table)


def _missing(answer: Answer) -> list[Block]:
    """Say how many units will probably miss their line, and the region's own odds with it."""
    table = answer.missing
    if table.empty:
        return []
    likely = table.loc[table["chance"].idxmax()]
    few = table.loc[table["chance"].cumsum() >= 0.1, "missed"].iloc[0]
    many = table.loc[table["chance"].cumsum() >= 0.9, "missed"].iloc[0]
    between = f"80%的可能在{int(few)}至{int(many)}个之间，" if few < many else ""
    count = int(likely["missed"])
    head = f"最可能有{count}个单位完不成各自的任务" if count else "最可能各单位都完成各自的任务"
    all_met = cells.odds(table["chance"].iloc[0])
    said = f"同一次模拟里，{head}（{between}全部完成的概率{all_met}）"
    if table["and_reached"].notna().all():
        own = cells.odds(table["and_reached"].sum())
        said += f"，{answer.about['region']}本身达到最高一条线的概率{own}"
    return [blocks.paragraph(said + "。")]


def path(answer: Answer) -> Block:
    """Draw the path of years against the level to cross."""
    if answer.path.empty:
        return blocks.note("缺上年全年数，不推算以后年份。")
    rows = answer.path.assign(step=answer.path["year"].astype(str) + "年")
    lines = {
        str(name): part.set_index("step")["expected"]
        for name, part in sorted(rows.groupby("path", sort=False), key=lambda p: p[0] != "展望")
    }
    own = rows[rows["path"] == "展望"].set_index("step")
    band = own[["lower_80", "upper_80"]].set_axis(["lower", "upper"], axis=1)
    level, unit = cells.or_none(answer.about["level"]), answer.about["unit"]
    return outlook_figures.curves(
        lines, caption=f"到{int(rows['year'].max())}年的几条路", alt=_crossed(answer), unit=unit,
        band=band, level=level, mark=cells.mark(answer), level_text=f"{shown(level, 0)}{unit}",
    )  # fmt: skip


def crossing(answer: Answer) -> Block:
    """Say in which year each path crosses the level, with the odds."""
    head = blocks.heading(1, "今后几年")
    if answer.crossing.empty:
        return blocks.group(head, blocks.paragraph("没有可推算的年份。"))
    return blocks.group(
        head,
        blocks.paragraph(_crossed(answer)),
        blocks.note(
            "“展望”假定今后各年保持往年平均增速的一半、上下20%；其余各条是算术，没有概率。"
        ),
    )


def _ends(answer: Answer) -> str:
    """Say where each path ends; the target book names no level to cross."""
    last = answer.path[answer.path["year"] == answer.path["year"].max()]
    ends = [f"按{row.path}为{cells.amount(answer, row.expected)}" for row in last.itertuples()]
    said = f"目标册没有以后年份的总量目标。到{int(last['year'].iloc[0])}年："
    return f"{said}{'；'.join(ends)}（{answer.about['unit']}）。"


def _crossed(answer: Answer) -> str:
    if pd.isna(answer.about["level"]):
        return _ends(answer)
    level = f"{shown(float(answer.about['level']), 0)}{answer.about['unit']}"
    said = []
    for row in answer.crossing.itertuples():
        when = f"{int(row.year)}年越过" if pd.notna(row.year) else "到期末仍未越过"
        chance = f"（期内越过的概率{cells.odds(row.chance)}）" if row.path == "展望" else ""
        said.append(f"{row.path}：{when}{chance}")
    return f"越过{level}的年份：" + "；".join(said) + "。"
