"""The first set of bulletin styles: the ones the audit was tuned on."""

from __future__ import annotations

from tests.audit_bulletins import CHAINS, CITIES, Pen, parts_of, r2, r4


def period(pen: Pen) -> tuple[int, str]:
    """Draw a month and write the period."""
    month = pen.count(3, 11)
    year = pen.count(2021, 2026)
    return month, pen.pick(
        f"{year}年1—{month}月",
        f"1至{month}月",
        f"1-{month}月",
        f"{year}年前{month}个月",
        f"截至{month}月底",
        f"今年1-{month}月",
    )


def provincial_notice(pen: Pen) -> None:
    """A provincial notice: headline, target, structure, chains, units."""
    month, when = period(pen)
    signed, funds = pen.amount(6000, 11000), pen.amount(3000, 6900)
    base, target = pen.amount(2500, 5000), float(pen.count(60, 90) * 100)
    grown, done = r4(funds / base - 1), r4(funds / target)
    lead = r4(done - month / 12)
    pen.write(
        when,
        "，全省",
        pen.pick("共实施", "累计实施", "实施"),
        pen.pick("招商引资项目", "省外招商引资项目"),
        pen.ge(pen.count(3000, 5000), False),
        "，",
        pen.pick("到位资金", "累计到位资金", "实际到位资金"),
        pen.yi(funds),
    )
    pen.write(
        "，上年同期",
        pen.pick("为", "到位资金"),
        pen.yi(base),
        "，同比",
        "增长" if grown >= 0 else "下降",
        pen.per(grown),
    )
    pen.write(
        "，完成",
        pen.pick("全年目标", "年度目标任务", "年度任务"),
        pen.fig(target, "亿元", 0, True),
        "的",
        pen.per(done),
    )
    pen.write(
        "，",
        pen.pick("超" if lead >= 0 else "欠", "高于" if lead >= 0 else "低于"),
        "序时进度",
        pen.points(lead),
        "。",
    )
    pen.write(
        "新签约合同项目", pen.ge(pen.count(2500, 3900), False), "，签约金额", pen.yi(signed), "。"
    )
    for name, low, high in (("引进“三个500强”企业", 0.2, 0.35), ("10亿元以上项目", 0.4, 0.6)):
        part = pen.amount(signed * low, signed * high)
        unit = "家" if "企业" in name else "个"
        pen.write(
            name,
            pen.ge(pen.count(40, 300), False, unit),
            "，",
            pen.pick("签约额", "签约金额"),
            pen.yi(part),
            "，占",
            pen.pick("签约总额", "签约金额", "全省签约总额"),
            "的",
            pen.per(r4(part / signed)),
            "；",
        )
    chains(pen, funds)
    units(pen)


def chains(pen: Pen, funds: float) -> None:
    """The chains: total, share, top five with their sum."""
    whole = pen.amount(funds * 0.4, funds * 0.6)
    top = parts_of(pen, whole, 5, 0.8)
    total = r2(sum(top))
    names = pen.chance.sample(CHAINS, 5)
    pen.write(
        "重点产业链到位资金",
        pen.yi(whole),
        "，占",
        pen.pick("全省到位资金", "到位资金总额"),
        "的",
        pen.per(r4(whole / funds)),
        "。",
        pen.pick("居前五位的依次是", "到位资金前五的产业链依次为"),
    )
    for at, (name, value) in enumerate(zip(names, top, strict=True)):
        pen.write("、" if at else "", name, "（", pen.yi(value), "）")
    pen.write(
        "，",
        pen.pick("合计", "五条链合计", "共计"),
        pen.yi(total),
        "，占重点产业链到位资金的",
        pen.per(r4(total / whole)),
        "。",
    )


def units(pen: Pen) -> None:
    """How many units grow and fall, and who leads."""
    up = pen.count(8, 13)
    pen.write(
        pen.pick("分地区看，15个单位中，", "15个市州（含兰州新区）中，", "全省15个市州中，"),
        pen.pick("同比增长的", "实现增长的"),
        pen.ge(up),
        "、同比下降的",
        pen.ge(15 - up),
        "。",
    )
    rates = sorted((pen.amount(5, 90) / 100 for _ in range(3)), reverse=True)
    names = pen.chance.sample(CITIES, 3)
    pen.write("增速", pen.pick("居前三位的依次是", "排名前三的是", "居前的是"))
    for at, (name, rate) in enumerate(zip(names, rates, strict=True)):
        pen.write("、" if at == 1 else "和" if at else "", name, "（", pen.per(rate, False), "）")
    pen.write("。\n")


def prefecture_report(pen: Pen) -> None:
    """A prefecture's report: new and carried over, stages, both lines of funds."""
    month, when = period(pen)
    new, old = pen.count(120, 400), pen.count(200, 500)
    new_funds, old_funds = pen.amount(60, 300), pen.amount(100, 400)
    funds, projects = r2(new_funds + old_funds), new + old
    base = pen.amount(funds * 0.6, funds * 0.95)
    started = int(projects * pen.chance.uniform(0.6, 0.95))
    city = pen.pick("庆阳市", "天水市", "酒泉市", "武威市")
    pen.write(
        when,
        "，",
        pen.pick(city, "全市"),
        pen.pick("执行", "实施"),
        "招商引资项目",
        pen.ge(projects),
        "，开工",
        pen.ge(started),
        "，开工率",
        pen.pick("", "达", "为"),
        pen.per(r4(started / projects)),
        "，完成到位资金",
        pen.yi(funds),
        "，同比增长",
        pen.per(r4(funds / base - 1)),
        pen.pick("（上年同期", "（去年同期"),
        pen.yi(base),
        "）。",
    )
    pen.write(
        "其中",
        pen.pick("，", "："),
        "新签项目",
        pen.ge(new),
        "，到位资金",
        pen.yi(new_funds),
        "；",
        pen.pick("续建", "历年结转"),
        "项目",
        pen.ge(old),
        "，到位资金",
        pen.yi(old_funds),
        "。",
    )
    outside = pen.amount(funds * 0.7, funds * 0.95)
    goal = pen.amount(funds * 1.1, funds * 1.8)
    gap = r2(goal - funds)
    pen.write(
        "省外到位资金",
        pen.yi(outside),
        "，占",
        pen.pick("全部到位资金", "到位资金总额"),
        "的",
        pen.per(r4(outside / funds)),
        "。",
    )
    pen.write(
        "全年目标",
        pen.pick("为", ""),
        pen.yi(goal),
        "，",
        pen.pick("已完成", "完成目标的", "完成率为"),
        pen.per(r4(funds / goal)),
        "，",
        pen.pick("尚差", "还差", "缺口"),
        pen.yi(gap),
    )
    if month < 12:
        pen.write("，后", str(12 - month), "个月月均需到位", pen.yi(r2(gap / (12 - month))))
    pen.write("。\n")


def county_report(pen: Pen) -> None:
    """A county's report: counts in 项, amounts in 万元, three industries."""
    _, when = period(pen)
    shares = [pen.count(3, 9), pen.count(15, 40), pen.count(10, 30)]
    amounts = [pen.amount(1000, 9000), pen.amount(50000, 90000), pen.amount(10000, 40000)]
    total, money = sum(shares), r2(sum(amounts))
    pen.write(
        when,
        "，全县共签约招商引资项目",
        pen.ge(total, unit="项"),
        "、签约资金",
        pen.fig(money, "万元"),
        "，项目平均投资额",
        pen.fig(r2(money / total), "万元"),
        "。从产业类别看，",
    )
    for at, name in enumerate(("一产", "二产", "三产")):
        pen.write(
            name,
            "项目",
            pen.ge(shares[at], unit="项"),
            "、签约",
            pen.pick("额", "资金"),
            pen.fig(amounts[at], "万元"),
            "，占签约总额的",
            pen.per(r4(amounts[at] / money)),
            "；" if at < 2 else "。",
        )
    arrived = pen.amount(20000, 60000)
    more = pen.amount(1000, 9000)
    pen.write(
        "到位资金",
        pen.fig(arrived, "万元"),
        "，较上年同期增加",
        pen.fig(more, "万元"),
        "，增长",
        pen.per(r4(more / (arrived - more))),
        "。\n",
    )


def park_report(pen: Pen) -> None:
    """A park's report: stages of a cohort and the amounts of two kinds of investors."""
    signed = pen.count(40, 160)
    money = pen.amount(50, 300)
    arrived = pen.amount(money * 0.1, money * 0.6)
    built, running = int(signed * 0.4) + pen.count(0, 5), int(signed * 0.2) + pen.count(0, 5)
    started = int(signed * 0.8)
    pen.write(
        pen.pick("园区", "开发区", "经开区"),
        "本年度共签约项目",
        pen.ge(signed),
        "，合同总投资",
        pen.yi(money),
        "。",
    )
    pen.write(
        "已开工项目",
        pen.ge(started),
        "，开工率",
        pen.per(r4(started / signed)),
        "；建成项目",
        pen.ge(built),
        "，建成率",
        pen.per(r4(built / signed)),
        "；投产项目",
        pen.ge(running),
        "，投产率达",
        pen.per(r4(running / signed)),
        "；累计到位资金",
        pen.yi(arrived),
        "，资金到位率",
        pen.per(r4(arrived / money)),
        "。",
    )
    home, foreign = pen.count(20, 60), pen.count(3, 12)
    pen.write(
        "新入驻企业",
        pen.ge(home + foreign, unit="家"),
        "，其中内资企业",
        pen.ge(home, False, "家"),
        "、外资企业",
        pen.ge(foreign, False, "家"),
        "。\n",
    )


def chain_report(pen: Pen) -> None:
    """A chain's report: two years, multiples, differences of rates."""
    year = pen.count(2021, 2025)
    base, now = pen.amount(100, 400), pen.amount(410, 900)
    rate, was = pen.amount(30, 60) / 100, pen.amount(61, 90) / 100
    name = pen.pick(*CHAINS)
    pen.write(
        name,
        "产业链到位资金",
        pen.pick("由", "从"),
        f"{year}年的",
        pen.yi(base),
        "增长到",
        f"{year + 1}年的",
        pen.yi(now),
        "，",
        pen.pick("增长", "增幅达"),
        pen.per(r4(now / base - 1)),
        "。",
    )
    pen.write(
        "项目开工率",
        pen.per(was),
        "，比上年同期的",
        pen.per(rate),
        "提高",
        pen.points(r4(was - rate)),
        "。",
    )
    month = pen.count(3, 11)
    target = pen.amount(now * 1.05, now * 1.6)
    done = r4(now / target)
    lead = r4(done - month / 12)
    pen.write(
        f"1—{month}月完成到位资金",
        pen.yi(now),
        "，占年度目标",
        pen.yi(target),
        "的",
        pen.per(done),
        "，",
        pen.pick("快于" if lead >= 0 else "慢于", "超" if lead >= 0 else "欠"),
        "序时进度",
        pen.points(lead),
        "。\n",
    )


STYLES = (provincial_notice, prefecture_report, county_report, park_report, chain_report)
