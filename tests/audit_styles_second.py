"""The second set of bulletin styles: written after tuning, to judge the audit by."""

from __future__ import annotations

from tests.audit_bulletins import CHAINS, CITIES, Pen, parts_of, r2, r4

COUNTIES = ("西峰区", "庆城县", "环县", "华池县", "合水县", "正宁县", "宁县", "镇原县")


def news(pen: Pen) -> None:
    """A news item: two growth rates 分别, last year's pair in brackets, three industries."""
    was, now = pen.count(1500, 2900), pen.count(2901, 4200)
    before, money = pen.amount(4000, 7000), pen.amount(7001, 11000)
    pen.write(
        pen.pick("前三季度", "上半年", "今年前10个月"),
        "，全省新签约项目",
        pen.ge(now),
        "、总投资",
        pen.yi(money),
        "，分别比",
        pen.pick("上年同期", "去年同期"),
        "增长",
        pen.per(r4(now / was - 1)),
        "和",
        pen.per(r4(money / before - 1)),
        "（",
        pen.pick("上年同期", "去年同期"),
        "分别为",
        pen.ge(was),
        "、",
        pen.yi(before),
        "）。",
    )
    first, second = pen.amount(2, 9) / 100, pen.amount(40, 70) / 100
    pen.write(
        "从产业看，第一、二、三产业签约额占比分别为",
        pen.per(first),
        "、",
        pen.per(second),
        "和",
        pen.per(r4(1 - first - second)),
        "。",
    )
    private = pen.amount(money * 0.6, money * 0.8)
    east = pen.amount(money * 0.2, money * 0.5)
    pen.write(
        "民营企业投资",
        pen.yi(private),
        "，",
        pen.pick("占全部签约额的比重为", "占总投资的", "占签约总投资的比重达"),
        pen.per(r4(private / money)),
        "；引进东中部产业转移项目",
        pen.ge(pen.count(500, 999), False),
        "，投资额",
        pen.yi(east),
        "，占比",
        pen.per(r4(east / money)),
        "。\n",
    )


def by_city(pen: Pen) -> None:
    """City by city: the province's total, each city's level, base, growth and share."""
    funds = pen.amount(4000, 7000)
    pen.write("1—9月，全省招商引资到位资金", pen.yi(funds, True), "。分市州看：")
    names = pen.chance.sample(CITIES, 4)
    for name in names:
        now = pen.amount(200, 900)
        base = pen.amount(now * 0.6, now * 1.3)
        grown = r4(now / base - 1)
        pen.write(
            name,
            "到位资金",
            pen.yi(now),
            "，",
            pen.pick("去年同期", "上年同期"),
            pen.yi(base),
            "，同比",
            "增长" if grown >= 0 else "下降",
            pen.per(grown),
            "，占全省的",
            pen.per(r4(now / funds)),
            "；",
        )
    pen.write("其他市州合计", pen.yi(pen.amount(1000, 2000), False), "。\n")


def quarter_comment(pen: Pen) -> None:
    """A county office on the quarter: completion, leads over the calendar and over the city."""
    done, city = pen.amount(26, 48) / 100, pen.amount(20, 45) / 100
    pen.write(
        "一季度，全区招商引资到位资金完成年度目标任务的",
        pen.per(done),
        "，比序时进度",
        "快" if done > 0.25 else "慢",
        pen.points(r4(done - 0.25)),
        "，",
        "高于" if done > city else "低于",
        "全市平均完成率（",
        pen.per(city),
        "）",
        pen.points(r4(done - city)),
        "。",
    )
    rate, was = pen.amount(50, 98) / 100, pen.amount(50, 98) / 100
    pen.write(
        "签约项目开工率",
        pen.per(rate),
        "，较",
        pen.pick("上年同期", "去年同期"),
        "（",
        pen.per(was),
        "）",
        "提高" if rate > was else "回落",
        pen.points(r4(rate - was)),
        "。\n",
    )


def fair(pen: Pen) -> None:
    """A fair: against the last one, increments and growth, size classes, central state firms."""
    now, more = pen.count(900, 1500), pen.count(50, 300)
    money, rise = pen.amount(4000, 7000), pen.amount(100, 900)
    pen.write(
        "第",
        str(pen.count(25, 32)),
        "届兰洽会全省共签约合同项目",
        pen.ge(now),
        "，签约总额",
        pen.yi(money),
        "，比上届分别增加",
        pen.ge(more),
        "、",
        pen.yi(rise),
        "，增长",
        pen.per(r4(more / (now - more))),
        "、",
        pen.per(r4(rise / (money - rise))),
        "。",
    )
    big, small = pen.amount(money * 0.4, money * 0.7), pen.amount(money * 0.1, money * 0.3)
    pen.write(
        "其中，10亿元以上项目",
        pen.ge(pen.count(90, 200), False),
        "、",
        pen.yi(big),
        "，占总额的",
        pen.per(r4(big / money)),
        "；央企项目",
        pen.ge(pen.count(20, 80), False),
        "、",
        pen.yi(small),
        "，占总额的",
        pen.per(r4(small / money)),
        "。\n",
    )


def memo(pen: Pen) -> None:
    """A memo to the leaders: target, done, gap, what the last quarter needs, the month alone."""
    target = float(pen.count(80, 190) * 10)
    funds = pen.amount(target * 0.5, target * 0.95)
    gap = r2(target - funds)
    pen.write(
        "全市全年招商引资到位资金目标",
        pen.fig(target, "亿元", 0),
        "，1—9月累计完成",
        pen.yi(funds),
        "，完成率",
        pen.per(r4(funds / target)),
        "，",
        pen.pick("距目标还差", "与目标相比尚有缺口", "剩余任务"),
        pen.yi(gap),
        "，四季度月均需完成",
        pen.yi(r2(gap / 3)),
        "。",
    )
    month = pen.amount(20, 99)
    pen.write("9月当月到位", pen.yi(month), "，1—8月累计到位", pen.yi(r2(funds - month)), "。\n")


def chain_list(pen: Pen) -> None:
    """Three chains with their amounts 分别, their sum and its share of all."""
    names = pen.chance.sample(CHAINS, 3)
    amounts = parts_of(pen, pen.amount(100, 500), 3, 1)
    total = r2(sum(amounts))
    whole = pen.amount(total * 1.2, total * 2.4)
    pen.write(
        "、".join(names),
        "三条产业链到位资金分别为",
        pen.yi(amounts[0]),
        "、",
        pen.yi(amounts[1]),
        pen.pick("、", "和"),
        pen.yi(amounts[2]),
        "，",
        pen.pick("合计", "三条链合计"),
        pen.yi(total),
        "，占全部产业链到位资金",
        pen.yi(whole),
        "的",
        pen.per(r4(total / whole)),
        "。",
    )
    base = pen.amount(whole * 0.6, whole * 0.9)
    pen.write(
        "产业链到位资金较上年同期的",
        pen.yi(base),
        "净增",
        pen.yi(r2(whole - base)),
        "，增幅",
        pen.per(r4(whole / base - 1)),
        "。\n",
    )


def zone(pen: Pen) -> None:
    """A zone: projects by stage that add up, rates with their counts in brackets."""
    running, building, waiting = pen.count(10, 40), pen.count(15, 50), pen.count(5, 25)
    total = running + building + waiting
    kept = pen.count(total - 5, total - 1)
    money = pen.amount(80, 400)
    pen.write(
        "开发区",
        pen.pick("今年", "年内"),
        "共签约项目",
        pen.ge(total),
        "，总投资",
        pen.yi(money),
        "，平均每个项目投资",
        pen.yi(r2(money / total)),
        "。项目履约率",
        pen.per(r4(kept / total)),
        "（",
        pen.ge(kept),
        "）、开工率",
        pen.per(r4((running + building) / total)),
        "（",
        pen.ge(running + building),
        "）。其中已投产",
        pen.ge(running, False),
        "、在建",
        pen.ge(building, False),
        "、未开工",
        pen.ge(waiting, False),
        "。\n",
    )


def county(pen: Pen) -> None:
    """A county: share of the task, both origins of funds, increment and growth."""
    outside, inside = pen.amount(10, 40), pen.amount(2, 9)
    funds = r2(outside + inside)
    task = float(int(funds * pen.chance.uniform(1.1, 1.9)))
    more = pen.amount(1, 6)
    pen.write(
        pen.pick("截至10月底", "1-10月"),
        "，全县完成招商引资到位资金",
        pen.yi(funds),
        "，占年度任务",
        pen.fig(task, "亿元", 0, False),
        "的",
        pen.per(r4(funds / task)),
        "，其中省外资金",
        pen.yi(outside),
        "、省内资金",
        pen.yi(inside),
        "；同比",
        pen.pick("净增", "增加"),
        pen.yi(more),
        "，增长",
        pen.per(r4(more / (funds - more))),
        "。\n",
    )


def ranking(pen: Pen) -> None:
    """A ranking: how many counties are ahead, the leaders in order, the province's mean."""
    ahead = pen.count(2, 6)
    pen.write(
        "1—",
        str(pen.count(3, 11)),
        "月，全市8个县区中，",
        pen.ge(ahead),
        "县区",
        pen.pick("超序时进度", "高于序时进度"),
        "，",
        pen.ge(8 - ahead),
        "县区",
        pen.pick("欠序时进度", "低于序时进度"),
        "。",
    )
    values = sorted((pen.amount(40, 110) for _ in range(5)), reverse=True)
    pen.write("完成率排名前五位的依次为：")
    for at, (name, value) in enumerate(zip(pen.chance.sample(COUNTIES, 5), values, strict=True)):
        pen.write("、" if at else "", name, pen.fig(value, "%", 2, False))
    pen.write("。\n")


STYLES = (news, by_city, quarter_comment, fair, memo, chain_list, zone, county, ranking)
