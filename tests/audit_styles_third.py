"""The third set of bulletin styles: whole bulletins of several scopes, full of traps.

Each mixes the year so far, the month alone, a fair, single cities, contracts against arrivals,
partial lists and shares of wholes that are not printed. Written last, tuned on by nobody.
"""

from __future__ import annotations

from tests.audit_bulletins import CHAINS, CITIES, Pen, parts_of, r2, r4


class World:
    """The numbers one bulletin is about."""

    def __init__(self, pen: Pen) -> None:
        self.month = pen.count(4, 11)
        self.funds = pen.amount(2500, 6800)
        self.base = pen.amount(self.funds * 0.65, self.funds * 0.97)
        self.signed = pen.amount(self.funds * 1.1, self.funds * 1.7)
        self.projects = pen.count(2500, 4200)
        self.target = float(int(self.funds / pen.chance.uniform(0.45, 0.97) / 50 + 1) * 50)


def opening(pen: Pen, w: World) -> None:
    """The headline with target, calendar and the month alone."""
    done, grown = r4(w.funds / w.target), r4(w.funds / w.base - 1)
    lead = r4(done - w.month / 12)
    month, same = pen.amount(100, 900), pen.amount(80, 700)
    pen.write(
        "一、总体情况\n",
        pen.pick("2024年", "2025年", "今年"),
        f"1—{w.month}月，",
        "全省新签约招商引资项目",
        pen.ge(w.projects, False),
        "，签约总额",
        pen.yi(w.signed),
        "；省外到位资金",
        pen.yi(w.funds),
        "，较上年同期的",
        pen.yi(w.base),
        "增长",
        pen.per(grown),
        "。全年目标为",
        pen.fig(w.target, "亿元", 0, False),
        "，",
        pen.pick("已完成", "目标完成率", "完成进度为"),
        pen.per(done),
        "，",
        pen.pick("较序时进度", "比时间进度"),
        pen.pick("超前", "快") if lead >= 0 else pen.pick("滞后", "慢"),
        pen.points(lead),
        "；",
        pen.pick("尚缺", "尚差", "还差"),
        pen.yi(r2(w.target - w.funds)),
        "。其中",
        f"{w.month}月当月到位资金",
        pen.yi(month, False),
        "，上年同月",
        pen.yi(same),
        "，同比",
        "增长" if month >= same else "下降",
        pen.per(r4(month / same - 1)),
        "。\n",
    )


def structure(pen: Pen, w: World) -> None:
    """Classes of contracts that overlap, a share of an unprinted whole, firms and projects."""
    big, top = (
        pen.amount(w.signed * 0.4, w.signed * 0.6),
        pen.amount(w.signed * 0.15, w.signed * 0.35),
    )
    huge = pen.amount(big * 0.2, big * 0.6)
    pen.write(
        pen.pick("从项目规模看，", "按规模分，"),
        "签约10亿元及以上项目",
        pen.ge(pen.count(100, 260), False),
        "，合同金额",
        pen.yi(big),
        "，占全省签约总额的",
        pen.pick("比重为", ""),
        pen.per(r4(big / w.signed)),
        "，其中50亿元及以上项目",
        pen.ge(pen.count(10, 40), False),
        "，合同金额",
        pen.yi(huge),
        "，占",
        pen.per(r4(huge / w.signed)),
        "。",
        pen.pick("从投资主体看，", "从企业看，"),
        "“三个500强”企业",
        pen.ge(pen.count(40, 110), False, "家"),
        "投资项目",
        pen.ge(pen.count(120, 300), False),
        "，签约金额",
        pen.yi(top),
        "，占比",
        pen.per(r4(top / w.signed)),
        "；带动就业",
        pen.fig(pen.count(2, 9), "万人", 0, False),
        "，技改项目投资占工业投资的",
        pen.per(pen.amount(10, 40) / 100, False),
        "。\n",
    )


def fair(pen: Pen, w: World) -> None:
    """A fair with its own totals, which are not the province's."""
    number, money = pen.count(900, 1300), pen.amount(4000, 7000)
    started, built = int(number * 0.7) + pen.count(0, 60), int(number * 0.3) + pen.count(0, 40)
    arrived = pen.amount(money * 0.2, money * 0.5)
    pen.write(
        "第三十届兰洽会共签约项目",
        pen.ge(number),
        "、签约金额",
        pen.yi(money),
        "。截至目前，已开工",
        pen.ge(started),
        "，开工率",
        pen.per(r4(started / number)),
        "；已建成",
        pen.ge(built),
        "，建成率",
        pen.per(r4(built / number)),
        "；到位资金",
        pen.yi(arrived),
        "，资金到位率",
        pen.per(r4(arrived / money)),
        "。近三届兰洽会累计到位资金",
        pen.yi(pen.amount(7000, 9000), False),
        "。\n",
    )


def cities(pen: Pen, w: World) -> None:
    """Counts of cities, leaders and trailers, single cities with shares of the province."""
    up = pen.count(9, 13)
    flat = pen.count(0, 1)
    pen.write(
        "15个市州（新区）中，",
        pen.ge(up),
        pen.pick("实现正增长", "同比增长"),
        "，",
        pen.ge(15 - up - flat),
        pen.pick("负增长", "同比下降"),
    )
    if flat:
        pen.write("，", pen.ge(flat), "持平")
    pen.write("。")
    rates = sorted((pen.amount(5, 120) for _ in range(4)), reverse=True)
    names = pen.chance.sample(CITIES, 8)
    pen.write(
        "增速居前的是",
        "、".join(f"{n}（{r:.2f}%）" for n, r in zip(names, rates, strict=False)),
        "，",
        "增速靠后的是",
        f"{names[4]}（-{pen.amount(1, 9):.2f}%）、{names[5]}（{pen.amount(1, 4):.2f}%）。",
    )
    for name in names[6:8]:
        now = pen.amount(w.funds * 0.05, w.funds * 0.2)
        more = pen.amount(now * 0.05, now * 0.3)
        task = r2(now * pen.chance.uniform(1.05, 1.7))
        pen.write(
            name,
            "到位资金",
            pen.yi(now),
            "，同比净增",
            pen.yi(more),
            "、增长",
            pen.per(r4(more / (now - more))),
            "，完成年度任务",
            pen.yi(task),
            "的",
            pen.per(r4(now / task)),
            "，占全省到位资金的",
            pen.per(r4(now / w.funds)),
            "；",
        )
    pen.write("其他市州情况见附表。\n")


def chains(pen: Pen, w: World) -> None:
    """Chains: some of them in order, a partial list, the sum of the first three."""
    whole = pen.amount(w.funds * 0.45, w.funds * 0.6)
    top = parts_of(pen, whole * 0.6, 3, 1)
    names = pen.chance.sample(CHAINS, 6)
    pen.write(
        "14条重点产业链",
        pen.pick("累计", ""),
        "到位资金",
        pen.yi(whole),
        "，占",
        pen.pick("全省", "全省省外"),
        "到位资金的",
        pen.per(r4(whole / w.funds)),
        "。其中，",
        "、".join(names[:3]),
        "等3条产业链",
        "到位资金居前三位，分别为",
        pen.yi(top[0]),
        "、",
        pen.yi(top[1]),
        "和",
        pen.yi(top[2]),
        "，",
        pen.pick("合计到位", "共计"),
        pen.yi(r2(sum(top))),
        "，占14条产业链的",
        pen.per(r4(r2(sum(top)) / whole)),
        "；",
        names[4],
        "、",
        names[5],
        "等产业链增长较快，增速分别达到",
        pen.per(pen.amount(50, 99) / 100, False),
        "、",
        pen.per(pen.amount(20, 49) / 100, False),
        "。\n",
    )


def stages(pen: Pen, w: World) -> None:
    """Stages with last year's rates, and new and carried-over projects."""
    new, old = w.projects, pen.count(400, 1900)
    now, was = pen.amount(60, 95) / 100, pen.amount(60, 95) / 100
    pen.write(
        "全省",
        pen.pick("共执行", "实施"),
        "项目",
        pen.ge(new + old),
        "，其中新建项目",
        pen.ge(new),
        "、续建项目",
        pen.ge(old),
        "。新签约项目开工率",
        pen.per(now),
        "，",
        pen.pick("较上年同期", "比去年同期"),
        "（",
        pen.per(was),
        "）",
        pen.pick("上升", "提高") if now >= was else pen.pick("下降", "回落"),
        pen.points(r4(now - was)),
        "；资金到位率",
        pen.per(pen.amount(20, 50) / 100, False),
        "，高于全国平均水平",
        pen.points(pen.amount(1, 5) / 100, False),
        "。\n",
    )


def looking_on(pen: Pen, w: World) -> None:
    """The outlook: what the months left need; next year's goal, which nothing determines."""
    left = 12 - w.month
    gap = r2(w.target - w.funds)
    pen.write(
        "下一步，对照全年",
        pen.fig(w.target, "亿元", 0, False),
        "目标，剩余",
        str(left),
        "个月需到位",
        pen.yi(gap, False),
        "，月均需到位",
        pen.yi(r2(gap / left)),
        "；明年力争到位资金增长15%以上，突破",
        pen.fig(w.target + 1000, "亿元", 0, False),
        "。\n",
    )


def bulletin(pen: Pen) -> None:
    """A whole bulletin: the opening, some sections in any order, the outlook."""
    world = World(pen)
    opening(pen, world)
    middle = [structure, fair, cities, chains, stages]
    pen.chance.shuffle(middle)
    for section in middle[: pen.count(3, 5)]:
        section(pen, world)
    looking_on(pen, world)


STYLES = (bulletin,)
