"""A briefing of literal blocks, as long and as wide as a real one; the figures are invented."""

import pandas as pd

from zsanalytics.publish import blocks, figures
from zsanalytics.publish.blocks import Report, heading, note, paragraph

UNITS = (
    "兰州市", "嘉峪关市", "金昌市", "白银市", "天水市", "武威市", "张掖市", "平凉市", "酒泉市",
    "庆阳市", "定西市", "陇南市", "临夏回族自治州", "甘南藏族自治州", "兰州新区",
)  # fmt: skip
MARK = "演示数据"


def number(value, decimals=2, fact=None):
    cell = {"text": f"{value:,.{decimals}f}", "value": value}
    return {**cell, "fact": fact} if fact else cell


def percent(value):
    return {"text": f"{value:.2%}", "value": value}


def amounts():
    return [1100.5 / (place + 1) + 40 for place in range(15)]


def growths():
    return [0.6 - 0.055 * place for place in range(14)] + [float("nan")]


def annex():
    columns = [
        {"label": "序号", "align": "center"}, {"label": "市州"},
        {"label": "年度目标", "align": "right"},
        *({"label": label, "align": "right", "group": "到位资金"} for label in (
            "本月", "1-9月累计", "上年同期", "同比（%）", "位次", "完成率（%）", "位次",
            "超/欠序时（百分点）")),
        *({"label": label, "align": "right", "group": "签约项目"} for label in (
            "实施项目", "其中新签", "签约金额")),
        *({"label": label, "align": "right", "group": "三个500强"} for label in (
            "家", "个", "亿元", "占比（%）")),
        {"label": "开工率（%）", "align": "right"}, {"label": "投产率（%）", "align": "right"},
    ]  # fmt: skip
    rows = []
    for place, (unit, amount, growth) in enumerate(zip(UNITS, amounts(), growths(), strict=True)):
        rows.append([
            {"text": str(place + 1), "value": place + 1}, unit, number(amount * 1.1),
            number(amount / 9), number(amount, fact=f"funds_ytd:{unit}"), number(amount / 1.3),
            percent(growth) if growth == growth else "—", str(place + 1), percent(0.91),
            str(place + 1), {"text": "16.00", "value": 0.16}, number(300 - place, 0),
            number(120 - place, 0), number(amount * 1.5), number(12, 0), number(25, 0),
            number(amount / 5), percent(0.2), percent(0.83), percent(0.41),
        ])  # fmt: skip
    total = [{"text": "", "strong": True}, {"text": "全省合计", "strong": True}]
    total += [{"text": "—"} for _ in columns[2:]]
    return blocks.table(
        "1—9月各市州招商引资主要指标", columns, [*rows, total], unit="亿元、个、家、%", annex=True,
        notes=["完成率以年度目标为分母。", "兰州新区单列，不计入兰州市。"], scope="省外到位资金",
        source="各市州月报",
    )  # fmt: skip


def charts():
    pace = pd.DataFrame({"month": range(1, 13)})
    pace["value"] = [None, 900, 1450, 2047.11, 2600, 3900, 4600, 5500, 6527.11, None, None, None]
    pace["text"] = [None if pd.isna(v) else f"{v:,.2f}" for v in pace["value"]]
    pace["last_year"] = [None, 500, 800, 1114, 1700, 2500, 3100, 3800, 4639, 5200, 5676.69, 5961.26]
    units = pd.DataFrame({"region": UNITS, "value": growths()})
    units["text"] = ["—" if pd.isna(v) else f"{v:.2%}" for v in units["value"]]
    tiles = pd.DataFrame({"region": UNITS, "value": amounts()})
    tiles["text"] = [f"{v:,.2f}" for v in tiles["value"]]
    names = ["新能源及新能源装备制造", "石化化工", "有色冶金", "文化旅游", "中医药"]
    chains = pd.DataFrame({"chain": names, "value": [1412.33, 510.2, 402.88, 233.4, 90.01]})
    chains["text"] = [f"{v:,.2f}" for v in chains["value"]]
    parts = pd.DataFrame(
        [["三个500强", "500强企业", 0.2704, "27.04%"], ["三个500强", "其他企业", 0.7296, "72.96%"],
         ["合同规模", "50亿元以上", 0.2081, "20.81%"], ["合同规模", "10—50亿元", 0.3494, "34.94%"],
         ["合同规模", "10亿元以下", 0.4425, "44.25%"], ["资金来源", "东中部", 0.6334, "63.34%"],
         ["资金来源", "西部", 0.3266, "32.66%"], ["资金来源", "境外", 0.04, "4.00%"]],
        columns=["group", "member", "share", "text"],
    )  # fmt: skip
    return {
        "progress": figures.progress(pace, target=7000, mark=MARK),
        "ranking": figures.growth_ranking(
            units, reference=0.407, reference_text="全省 40.70%", mark=MARK
        ),
        "tiles": figures.tile_map(tiles, mark=MARK),
        "chains": figures.chain_bars(chains, mark=MARK),
        "shares": figures.shares(parts, mark=MARK),
    }


def report(**meta):
    drawn = charts()
    funds = {"text": "6,527.11", "fact": "funds_ytd"}
    growth = {"text": "40.70%", "fact": "funds_growth", "strong": True}
    long = (
        "从资金来源看，东中部地区到位资金占比继续提高，长三角、粤港澳大湾区和京津冀三大区域合计占全省六成以上；"
        "从投资领域看，新能源及新能源装备制造、石化化工、有色冶金等重点产业链支撑作用明显，产业链招商成效进一步显现。"
    )
    facts = [
        {"fact": "funds_ytd", "label": "省外到位资金", "text": "6,527.11", "unit": "亿元",
         "value": 6527.11, "decimals": 2, "definition": "报告期内省外投资者实际到位的资金",
         "formula": "全省上报数", "sources": ("甘肃省.xlsx!汇总表!D7",)},
        {"fact": "funds_growth", "label": "省外到位资金同比", "text": "40.70%", "unit": "%",
         "value": 0.407, "decimals": 2, "formula": "本期÷上年同期−1",
         "sources": ("甘肃省.xlsx!汇总表!D7", "2023-09/甘肃省.xlsx!汇总表!D7")},
    ]  # fmt: skip
    small = blocks.table(
        "省外到位资金分来源地情况",
        ["来源地", {"label": "金额", "align": "right"}, {"label": "同比（%）", "align": "right"}],
        [
            ["东中部", number(4134.77), percent(0.4124)],
            [{"text": "其中：长三角", "level": 1}, number(1201.4), percent(-0.0892)],
            [{"text": "合计", "strong": True}, {**number(6527.11), "strong": True}, percent(0.407)],
        ],
        unit="亿元",
        notes=["合计数因四舍五入与分项之和略有出入。"],
    )
    return Report(
        (
            blocks.title(
                "2024年1—9月全省招商引资工作情况通报", issue="第9期",
                issuer="甘肃省招商引资统计分析组",
                issued="2024年10月12日", marks=[MARK, "送审稿"], recipients="省委、省政府领导",
            ),
            heading(1, "总体情况"),
            paragraph("1—9月，全省省外到位资金", funds, "亿元，同比增长", growth,
                      "，高于序时进度18.24个百分点，完成年度目标7,000亿元的93.24%；",
                      "新签约项目3,989个，签约金额9,433.27亿元，同比增长29.84%。"),
            paragraph(long * 2),
            drawn["progress"], heading(2, "资金来源"), paragraph(long), small, drawn["shares"],
            heading(2, "重点产业链"), paragraph(long), drawn["chains"],
            heading(1, "各市州情况"), paragraph(long), drawn["ranking"], drawn["tiles"],
            heading(3, "居后地区"), paragraph(long),
            heading(1, "数据质量与说明"), note("本通报数据来自各市州月度报表，统计范围见附表。"),
            heading(1, "附表", numbered=False), annex(), note("附表按行政区划代码排列。"),
            blocks.lineage(facts),
        ),
        {"asof": "2024-09", **meta},
    )  # fmt: skip
