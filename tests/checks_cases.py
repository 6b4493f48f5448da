# ruff: noqa: E501
"""One workbook a rule: clean as it stands, and broken by a change or two.

The same cases serve the tests of the rules and the examples of the handbook's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import openpyxl
import pandas as pd

import zsanalytics as zs
from zsanalytics.findings import with_past
from zsanalytics.intake.folder import read_folder
from zsanalytics.questions import questions

MONTH, BEFORE = "2024-09", "2024-08"
BOOK = zs.load_codebook()
UNITS = BOOK.members("甘肃省")
Rows = list[list[Any]]
Books = dict[str, dict[str, Rows]]

HEAD = [
    "地区", "实施项目数（个）", "新签约合同项目数（个）", "签约企业数（家）", "签约金额", "到位资金",
    "省外到位资金", "省内到位资金", "上年同期到位资金", "到位资金同比增长（%）", "本月到位资金",
    "开工项目数（个）", "开工率（%）",
]  # fmt: skip


def summary(month: int = 9) -> Books:
    """金昌市's report: its total and its two counties."""
    last = {9: (20, 24, 44), 8: (18, 22, 40)}[month]
    first, second, whole = last
    return {"金昌市月报.xlsx": {"汇总": [
        [f"金昌市2024年1—{month}月招商引资情况表"],
        ["单位：亿元"],
        HEAD,
        ["金昌市", 60, 22, 20, 66, whole, 33, whole - 33, 40, (whole / 40 - 1) * 100, 4, 30, 50],
        ["金川区", 25, 10, 9, 30, first, 15, first - 15, 16, (first / 16 - 1) * 100, 2, 13, 52],
        ["永昌县", 35, 12, 11, 36, second, 18, second - 18, 24, (second / 24 - 1) * 100, 2, 17, 48],
    ]}}  # fmt: skip


def parts() -> Books:
    """金昌市's funds and contracts by class of size and by chain."""
    chains = BOOK.chain_list("金昌市")
    funds = [[f"{chain}产业链到位资金", 2.5] for chain in chains]
    return {"金昌市结构.xlsx": {"结构": [
        ["金昌市2024年1—9月招商引资结构表"],
        ["单位：亿元"],
        ["指标", "本年累计"],
        ["新签约合同项目数（个）", 22],
        ["签约金额", 66],
        ["1亿元以上新签约合同项目数（个）", 12],
        ["1亿元以上签约金额", 58],
        ["10亿元以上新签约合同项目数（个）", 3],
        ["10亿元以上签约金额", 40],
        ["到位资金", 44],
        ["重点产业链到位资金合计", 2.5 * len(chains)],
        *funds,
    ]}}  # fmt: skip


def province() -> Books:
    """The province's table of its fifteen units, with targets, completion, shares and ranks."""
    rows: Rows = []
    for n, unit in enumerate(UNITS):
        value, target = 400.0 - 20 * n, 500.0 - 20 * n
        rows.append([unit, target, value, value / target * 100, 0.0, n + 1])
    whole, aim = sum(row[2] for row in rows), sum(row[1] for row in rows)
    for row in rows:
        row[3], row[4] = round(row[3], 2), round(row[2] / whole * 100, 2)
    total = ["全省合计", aim, whole, round(whole / aim * 100, 2), 100, None]
    return {"甘肃省汇总.xlsx": {"汇总": [
        ["甘肃省2024年1—9月到位资金情况表"],
        ["单位：亿元"],
        ["市州", "年度目标", "到位资金", "完成率（%）", "占全省比重（%）", "位次"],
        total,
        *rows,
    ]}}  # fmt: skip


LATE = pd.DataFrame(
    {"unit": ["兰州市"], "file": ["兰州市月报.xlsx"], "received": ["2024-10-12T09:00:00"]}
)


def summary_2023() -> Books:
    """金昌市's own report of the year before."""
    return {"金昌市月报.xlsx": {"汇总": [
        ["金昌市2023年1—9月招商引资情况表"],
        ["单位：亿元"],
        ["地区", "到位资金"],
        ["金昌市", 40],
        ["金川区", 16],
        ["永昌县", 24],
    ]}}  # fmt: skip


LEDGER = [
    "序号", "项目代码", "项目名称", "所在县区", "投资企业", "投资来源地", "产业链", "三个500强类别",
    "总投资（万元）", "开工以来累计到位资金（万元）", "本年累计到位资金（万元）", "其中：省外（万元）",
    "签约时间", "开工时间",
]  # fmt: skip
MINES = [1, "620302-01", "镍铜新材料项目", "金川区", "浙江甲新材料有限公司", "浙江省", "文化旅游",
         None, 60000, 30000, 20000, 20000, "2024-03-05", "2024-05-06"]  # fmt: skip
FARM = [2, "620321-02", "戈壁农业项目", "永昌县", "江苏乙农业有限公司", "江苏省", "文化旅游", None,
        50000, 20000, 10000, 10000, "2024-04-08", "2024-06-10"]  # fmt: skip
TOWN = [3, "620321-03", "骊靬文旅项目", "永昌县", "湖南丙文旅有限公司", "湖南省", "文化旅游", None,
        40000, 15000, 5000, 5000, "2023-04-08", "2023-06-10"]  # fmt: skip


def ledger(month: int = 9) -> Books:
    """金昌市's ledger of three projects; a month earlier with a little less money."""
    less = 0 if month == 9 else 1000
    rows = [[*row[:9], row[9] - less, row[10] - less, row[11] - less, *row[12:]]
            for row in (MINES, FARM, TOWN)]  # fmt: skip
    return {"金昌市项目台账.xlsx": {"台账": [
        [f"金昌市2024年1—{month}月招商引资项目台账"],
        ["单位：万元"],
        LEDGER,
        *rows,
    ]}}  # fmt: skip


def department() -> Books:
    """The ledger of a chain's lead department beside 金昌市's own."""
    rows = [[*row] for row in (MINES, FARM, TOWN)]
    return {**ledger(), "文化旅游产业链链办台账.xlsx": {"台账": [
        ["甘肃省文化旅游产业链2024年1—9月项目台账"],
        ["单位：万元"],
        LEDGER,
        *rows,
    ]}}  # fmt: skip


def both() -> Books:
    """金昌市's ledger and a summary that agrees with it."""
    return {**ledger(), "金昌市月报.xlsx": {"汇总": [
        ["金昌市2024年1—9月招商引资情况表"],
        ["单位：亿元"],
        ["地区", "新签约合同项目数（个）", "签约金额", "到位资金"],
        ["金昌市", 2, 11, 3.5],
        ["金川区", 1, 6, 2],
        ["永昌县", 1, 5, 1.5],
    ]}}  # fmt: skip


def two_units() -> Books:
    """金昌市's ledger beside one of 白银市."""
    theirs = [1, "620402-09", "风电装备项目", "白银区", "上海丁装备有限公司", "上海市", "文化旅游",
              None, 70000, 9000, 8000, 8000, "2024-02-01", "2024-03-01"]  # fmt: skip
    return {**ledger(), "白银市项目台账.xlsx": {"台账": [
        ["白银市2024年1—9月招商引资项目台账"],
        ["单位：万元"],
        LEDGER,
        theirs,
    ]}}  # fmt: skip


FIRMS = [
    [1, "东岭新材料有限公司", "金川区", "2024-05-10", "在谈", "2024-07-01"],
    [2, "西泽农业科技有限公司", "永昌县", "2024-06-01", "意向", "2024-08-20"],
    [3, "浙江甲新材料有限公司", "金川区", "2023-11-08", "签约", "2024-03-05"],
]


def leads(month: int = 9) -> Books:
    """金昌市's list of leads; the third has become a project of its ledger."""
    return {"金昌市线索.xlsx": {"线索": [
        [f"金昌市2024年{month}月招商线索台账"],
        ["由各县区填报"],
        ["序号", "目标企业", "首报单位", "首谈日期", "洽谈阶段", "阶段日期"],
        *[[*row] for row in FIRMS],
    ]}}  # fmt: skip


def signed() -> Books:
    """The list of leads beside the ledger."""
    return {**ledger(), **leads()}


def neighbours(month: int = 9) -> Books:
    """The funds of all fifteen units, a workbook each."""
    grown = 1.0 if month == 9 else 0.9
    return {
        f"{unit}月报.xlsx": {"汇总": [
            [f"{unit}2024年1—{month}月招商引资情况表"],
            ["单位：亿元"],
            ["地区", "到位资金", "签约金额", "省外到位资金"],
            [unit, (200 + 7 * n) * grown, (300 + 11 * n) * grown, (100 + 3 * n) * grown],
        ]}
        for n, unit in enumerate(UNITS)
    }  # fmt: skip


def units(month: int = 9) -> Books:
    """The same fifteen units in one table."""
    rows = [sheets["汇总"][3] for sheets in neighbours(month).values()]
    return {"各市州月报.xlsx": {"汇总": [
        [f"甘肃省各市州2024年1—{month}月招商引资情况表"],
        ["单位：亿元"],
        ["地区", "到位资金", "签约金额", "省外到位资金"],
        *rows,
    ]}}  # fmt: skip


class Case(NamedTuple):
    """A clean folder, what breaks it, and what is then said.

    ``changes`` maps (file, cell) to its new value; the file ``gone`` is taken away.
    """

    rule: str
    books: Books
    changes: dict[tuple[str, str], Any]
    file: str | None
    cell: str | None
    message: str
    remedy: str
    before: Books | None = None
    month_before: str = BEFORE
    gone: str = ""
    options: Mapping[str, Any] = MappingProxyType({})


CASES = [
    Case(
        "negative", summary(), {("金昌市月报.xlsx", "E6"): -36},
        "金昌市月报.xlsx", "E6, E4:E5",
        "永昌县2024年1—9月签约金额为-36.00亿元，不能小于0.00亿元。疑在E6，下级合计、累计下降也与它不符。",
        "核对原始数；如系冲减以前多报的数，请更正当月累计数并说明。若-36应为36（误加负号），即相符。",
    ),
    Case(
        "not_whole", summary(), {("金昌市月报.xlsx", "L5"): 13.5},
        "金昌市月报.xlsx", "L5",
        "金川区2024年1—9月开工项目数为13.5个，应为整数。",
        "核对是否把金额、比率填入了个数列。",
    ),
    Case(
        "over_100", province(), {("甘肃省汇总.xlsx", "E6"): 118.18},
        "甘肃省汇总.xlsx", "E6, C6",
        "嘉峪关市到位资金占比为118.18%，超过100%。疑在E6，占比也与它不符；若为9.74%左右即都相符。",
        "核对分子、分母及百分号：12.34%应填12.34（表头注明%）或按百分比格式填0.1234。",
    ),
    Case(
        "part_over_whole", parts(), {("金昌市结构.xlsx", "B7"): 68.5},
        "金昌市结构.xlsx", "B7, B5",
        "金昌市2024年1—9月签约金额（1亿元以上）为68.50亿元，大于其总数签约金额66.00亿元。",
        "核对其中数与总数是否错列、错行或单位不一。",
    ),
    Case(
        "nested_sizes", parts(), {("金昌市结构.xlsx", "B9"): 59},
        "金昌市结构.xlsx", "B9, B7",
        "金昌市2024年1—9月签约金额（10亿元以上）为59.00亿元，大于范围更宽的1亿元以上的58.00亿元。",
        "各档均含上一档（50亿元以上含在10亿元以上之中），核对是否错列。",
    ),
    Case(
        "size_arithmetic", parts(), {("金昌市结构.xlsx", "B6"): 60},
        "金昌市结构.xlsx", "B7, B6",
        "金昌市2024年1—9月签约金额（1亿元以上）为58.00亿元，而项目有60个，至少应为60.00亿元。",
        "核对个数、金额及金额单位。",
    ),
    Case(
        "stage_order", summary(), {("金昌市月报.xlsx", "L5"): 26, ("金昌市月报.xlsx", "L4"): 43},
        "金昌市月报.xlsx", "L5, B5",
        "金川区2024年1—9月开工项目数为26个，多于实施项目数25个。",
        "核对两列口径：开工项目数应含在实施项目数之中。",
    ),
    Case(
        "count_amount", summary(), {("金昌市月报.xlsx", "D5"): 12},
        "金昌市月报.xlsx", "D5, C5",
        "金川区2024年1—9月签约企业数为12家，多于签约项目10个。",
        "一家企业至少有一个项目；同一企业多个项目只计一家，核对两列是否颠倒。",
    ),
    Case(
        "members_sum", summary(), {("金昌市月报.xlsx", "E5"): 33},
        "金昌市月报.xlsx", "E4, E5:E6",
        "金昌市2024年1—9月签约金额填报66.00亿元，2个下级单位相加为69.00亿元，总数少3.00亿元。",
        "逐项核对分项与总数。",
    ),
    Case(
        "complete_parts", summary(), {("金昌市月报.xlsx", "H5"): 8, ("金昌市月报.xlsx", "H4"): 14},
        "金昌市月报.xlsx", "F4, G4, H4",
        "金昌市2024年1—9月到位资金填报44.00亿元，2个分组相加为47.00亿元，总数少3.00亿元。",
        "逐项核对分项与总数。",
    ),
    Case(
        "chain_sum", parts(), {("金昌市结构.xlsx", "B12"): 5.2},
        "金昌市结构.xlsx", "B11, B12:B16",
        "金昌市2024年1—9月到位资金（重点产业链）填报12.50亿元，5个分组（尚未报齐）相加已达15.20亿元，总数少2.70亿元。",
        "逐项核对分项与总数。",
    ),
    Case(
        "ytd_fall", units(), {("各市州月报.xlsx", "B4"): 150},
        "各市州月报.xlsx", "B4",
        "兰州市2024年1—9月到位资金为150.00亿元，小于2024年1—8月的180.00亿元，累计数下降。",
        "核对是否误填；确属核减的，请附说明，数据将按下修处理，不作剔除。", before=units(8),
    ),
    Case(
        "month_flow", summary(), {("金昌市月报.xlsx", "K6"): 20},
        "金昌市月报.xlsx", "K6, F6",
        "永昌县2024年9月当月到位资金为20.00亿元，而本月累计减上月累计为2.00亿元。",
        "核对当月数、本月累计数；上月累计有修订的，请一并说明。", before=summary(8),
    ),
    Case(
        "stale", units(), {("各市州月报.xlsx", "B4"): 180, ("各市州月报.xlsx", "C4"): 270, ("各市州月报.xlsx", "D4"): 90},
        "各市州月报.xlsx", "C4, B4, D4",
        "兰州市2024年9月所报3项金额与上一次报送完全相同（签约金额270.00亿元），疑为上月数据未更新。",
        "确认本月确无新增，否则请重报。", before=units(8),
    ),
    Case(
        "alike", units(), {("各市州月报.xlsx", "B7"): 207, ("各市州月报.xlsx", "C7"): 311, ("各市州月报.xlsx", "D7"): 103},
        "各市州月报.xlsx", "C7, B5, B7, C5, D5, D7",
        "白银市与嘉峪关市2024年9月有3项金额完全相同，疑为同一份表重复报送。",
        "核对填报单位与文件是否对应，报错的一份请撤回重报。",
    ),
    Case(
        "missing_submitter", neighbours(), {},
        None, None,
        "天水市没有报送2024年9月数据。",
        "请催报；确无数据的请书面说明。", gone="天水市月报.xlsx",
    ),
    Case(
        "late", units(), {},
        "兰州市月报.xlsx", None,
        "兰州市2024年9月数据于2024年10月12日收到，晚于期限2024年10月8日。",
        "请按期报送；迟报计入及时性。", options={"register": LATE, "due_day": 8},
    ),
    Case(
        "blank_cell", summary(), {("金昌市月报.xlsx", "E6"): None},
        "金昌市月报.xlsx", "E6",
        "永昌县2024年1—9月签约金额未填，上月累计为36.00亿元。",
        "累计数不会消失：请补填；本月无新增的填上月累计数。", before=summary(8),
    ),
    Case(
        "missing_item", neighbours(), {("兰州市月报.xlsx", "C3"): None, ("兰州市月报.xlsx", "C4"): None},
        None, None,
        "兰州市2024年9月缺报签约金额，上月报过。",
        "请补报；该项已停止统计的，请说明。", before=neighbours(8),
    ),
    Case(
        "growth", summary(), {("金昌市月报.xlsx", "J6"): 5},
        "金昌市月报.xlsx", "J6, F6, I6",
        "永昌县2024年1—9月到位资金同比填报5.00%，按表中本年24.00亿元、上年同期24.00亿元计算应为0.00%。",
        "核对本年数、上年同期数和同比三者。",
    ),
    Case(
        "base", summary(), {("金昌市月报.xlsx", "I6"): 20, ("金昌市月报.xlsx", "J6"): 20},
        "金昌市月报.xlsx", "I6",
        "永昌县2023年1—9月到位资金在今年表中作上年同期填报20.00亿元，而上年当时报送24.00亿元。",
        "如调整了口径或核减了上年数，请注明；否则按上年报送数更正。", before=summary_2023(), month_before="2023-09",
    ),
    Case(
        "share", province(), {("甘肃省汇总.xlsx", "E6"): 7.94},
        "甘肃省汇总.xlsx", "E6, C6",
        "嘉峪关市2024年1—9月到位资金占比填报7.94%，按金额计算应为9.74%。",
        "核对分子、分母所用的口径和占比。若占比的7.94%应为9.74%（相邻两位数字颠倒），即相符。",
    ),
    Case(
        "completion_on_sheet", province(), {("甘肃省汇总.xlsx", "D6"): 97.17},
        "甘肃省汇总.xlsx", "D6, B6, C6",
        "嘉峪关市2024年1—9月到位资金完成率填报97.17%，按表中目标480.00亿元计算为79.17%。",
        "核对目标、累计数和完成率三者。若完成率的97.17%应为79.17%（相邻两位数字颠倒），即相符。",
    ),
    Case(
        "rank", province(), {("甘肃省汇总.xlsx", "F6"): 12},
        "甘肃省汇总.xlsx", "F6",
        "嘉峪关市2024年1—9月到位资金位次填报第12位，按表中数排序为第2位。",
        "核对排序依据；数据更正后位次应重排。",
    ),
    Case(
        "unit_slip", units(), {("各市州月报.xlsx", "B4"): 2000000},
        "各市州月报.xlsx", "B4",
        "兰州市2024年1—9月到位资金为2,000,000.00亿元，按以往和同级水平约180.00亿元，大了约一万倍，像是把万元数填进了亿元列。疑在B4，增速异常也与它不符。",
        "核对表头单位与填报数；若单位填错，应为200.00亿元。", before=units(8),
    ),
    Case(
        "growth_outlier", units(), {("各市州月报.xlsx", "B4"): 680},
        "各市州月报.xlsx", "B4",
        "兰州市2024年1—9月到位资金为680.00亿元，比上月累计增长277.78%，同级中位数为增长11.11%，差异异常。",
        "核实本期数和基数180.00亿元；属实的请说明主要项目。", before=units(8),
    ),
    Case(
        "contract_missing", ledger(), {("金昌市项目台账.xlsx", "I4"): None},
        "金昌市项目台账.xlsx", "I4",
        "金川区2024年9月台账“镍铜新材料项目”没有合同金额。",
        "请按合同补填投资总额。",
    ),
    Case(
        "amounts_order", ledger(), {("金昌市项目台账.xlsx", "K4"): 35000},
        "金昌市项目台账.xlsx", "K4, J4",
        "金川区2024年9月台账“镍铜新材料项目”本年到位资金3.5000亿元大于累计到位资金3.0000亿元。",
        "核对两列数与单位是否错列。",
    ),
    Case(
        "funds_over_contract", ledger(), {("金昌市项目台账.xlsx", "I4"): 25000},
        "金昌市项目台账.xlsx", "I4, J4",
        "金川区2024年9月台账“镍铜新材料项目”到位资金3.0000亿元大于合同金额2.5000亿元。",
        "核对合同金额、到位资金及单位；增资的请更新合同金额。",
    ),
    Case(
        "dates_order", ledger(), {("金昌市项目台账.xlsx", "N4"): "2024-02-06"},
        "金昌市项目台账.xlsx", "N4, M4",
        "金川区2024年9月台账“镍铜新材料项目”开工日期2024-02-06早于签约日期2024-03-05。",
        "核对两个日期，补签合同的请说明。",
    ),
    Case(
        "project_twice", two_units(), {("白银市项目台账.xlsx", "B4"): "620302-01"},
        "白银市项目台账.xlsx", "B4, C4",
        "白银区2024年9月台账“风电装备项目”与金川区另一行是同一项目（金昌市项目台账.xlsx!台账!C4），重复计算。",
        "一个项目只能由一个地区报一次；请商定后删去一行。",
    ),
    Case(
        "project_alike", two_units(), {("白银市项目台账.xlsx", "C4"): "镍铜新材料", ("白银市项目台账.xlsx", "I4"): 60000},
        "金昌市项目台账.xlsx", "C4",
        "金川区2024年9月台账“镍铜新材料项目”与白银区的“镍铜新材料”（白银市项目台账.xlsx!台账!C4）名称或投资方、金额相同，疑为同一项目。",
        "核实是否重复报送或一个项目拆成两行。",
    ),
    Case(
        "project_changed", ledger(), {("金昌市项目台账.xlsx", "J4"): 20900},
        "金昌市项目台账.xlsx", "J4",
        "金川区2024年9月台账“镍铜新材料项目”累计到位资金2.0900亿元，小于上次的2.9000亿元。",
        "核对两次所报；确属核减的请说明。", before=ledger(8),
    ),
    Case(
        "project_moved", ledger(), {("金昌市项目台账.xlsx", "D4"): "永昌县"},
        "金昌市项目台账.xlsx", "B4, C4",
        "永昌县2024年9月台账“镍铜新材料项目”上次由金川区报送，本月由永昌县报送。",
        "确认项目已流转，原单位不再重复计入。", before=ledger(8),
    ),
    Case(
        "inside_as_outside", ledger(), {("金昌市项目台账.xlsx", "F4"): "甘肃省"},
        "金昌市项目台账.xlsx", "L4, F4",
        "金川区2024年9月台账“镍铜新材料项目”投资方来源地为甘肃省，却报省外资金2.0000亿元。",
        "按投资方注册地或最终出资方核定，属省内的改列省内资金。",
    ),
    Case(
        "claim_unverified", ledger(), {("金昌市项目台账.xlsx", "H4"): "世界500强"},
        "金昌市项目台账.xlsx", "H4, E4",
        "金川区2024年9月台账“镍铜新材料项目”称投资方属世界500强，现有名单中未查到。",
        "请注明所属上榜母公司及榜单年份；名单不全，未查到不等于不是。",
    ),
    Case(
        "ledger_sum", both(), {("金昌市月报.xlsx", "D6"): 1.9, ("金昌市月报.xlsx", "D4"): 3.9},
        "金昌市月报.xlsx", "D4, D6",
        "金昌市2024年1—9月到位资金汇总表为3.90亿元，台账汇总为3.50亿元，相差0.40亿元。另有1处也不符。",
        "核对台账是否缺项、重项；台账只列部分项目的，请在表题注明。",
    ),
    Case(
        "chain_department", department(), {("文化旅游产业链链办台账.xlsx", "K4"): 21000},
        "文化旅游产业链链办台账.xlsx", "K4",
        "金川区2024年9月台账“镍铜新材料项目”本年到位资金链办填报2.1000亿元，金川区填报2.0000亿元（金昌市项目台账.xlsx!台账!A4:N4）。",
        "条块核对后以一个数为准。",
    ),
    Case(
        "unknown_to_units", department(), {("文化旅游产业链链办台账.xlsx", "B6"): "620321-77", ("文化旅游产业链链办台账.xlsx", "C6"): "沙漠光伏"},
        "文化旅游产业链链办台账.xlsx", "C6",
        "永昌县2024年9月台账“沙漠光伏”链办台账有，地方台账没有。",
        "核实是否漏报、已退出，或名称、编号写法不同。",
    ),
    Case(
        "lead_dates", leads(), {("金昌市线索.xlsx", "F4"): "2024-04-01"},
        "金昌市线索.xlsx", "B4",
        "金川区2024年9月线索“东岭新材料有限公司”阶段日期2024-04-01早于首谈日期2024-05-10。",
        "核对两个日期。",
    ),
    Case(
        "lead_dates", leads(), {("金昌市线索.xlsx", "D4"): "2024-10-05", ("金昌市线索.xlsx", "F4"): None},
        "金昌市线索.xlsx", "B4",
        "金川区2024年9月线索“东岭新材料有限公司”首谈日期2024-10-05晚于本月底。",
        "核对日期；计划洽谈的不填日期。",
    ),
    Case(
        "lead_shared", leads(), {("金昌市线索.xlsx", "B5"): "东岭新材料有限公司"},
        "金昌市线索.xlsx", "B5",
        "永昌县2024年9月线索“东岭新材料有限公司”由金川区、永昌县同时接洽，首谈为金川区（2024-05-10）。",
        "按首谈首报确定跟踪单位，其他单位停止接洽或办理流转。",
    ),
    Case(
        "lead_unlinked", signed(), {("金昌市线索.xlsx", "B6"): "浙江丁新材料有限公司"},
        "金昌市线索.xlsx", "B6",
        "金川区2024年9月线索“浙江丁新材料有限公司”已签约，台账中没有对应的项目。",
        "请在台账中登记；项目公司名称不同的，在线索表中填项目代码。",
    ),
    Case(
        "lead_lost", signed(), {("金昌市线索.xlsx", "E6"): "流失"},
        "金昌市线索.xlsx", "B6",
        "金川区2024年9月线索“浙江甲新材料有限公司”已流失，台账中却有项目“镍铜新材料项目”（金昌市项目台账.xlsx!台账!A4:N4）。",
        "核对阶段；项目已终止的，请更新台账。",
    ),
    Case(
        "lead_unsigned", leads(), {("金昌市线索.xlsx", "E6"): "在谈"},
        "金昌市线索.xlsx", "B6",
        "金川区2024年9月线索“浙江甲新材料有限公司”2024年8月已报签约，本月又报为在谈。",
        "核对阶段；合同已解除的填流失并注明原因。", before=leads(8),
    ),
    Case(
        "lead_gone", leads(), {("金昌市线索.xlsx", "B5"): "南山农业科技有限公司"},
        "金昌市线索.xlsx", "B5",
        "永昌县2024年9月线索表未列上次在列的1条线索：西泽农业科技有限公司。",
        "仍在跟踪的请补列；已流失的列为流失并注明原因。", before=leads(8),
    ),
]  # fmt: skip
"""Of each rule that workbooks can break, one way to do so, and the first sentence it gets."""


def write(books: Books, folder: Path, changes: dict[tuple[str, str], Any] | None = None) -> Path:
    """Write a folder of workbooks, with changes to some cells of first sheets."""
    folder.mkdir(parents=True)
    for name, sheets in books.items():
        mine = {cell: value for (file, cell), value in (changes or {}).items() if file == name}
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
        for cell, value in mine.items():
            workbook.worksheets[0][cell].value = value
        workbook.save(folder / name)
    return folder


_READ: dict[str, Any] = {}


def asked(case: Case, folder: Path, *, broken: bool) -> pd.DataFrame:
    """Read a case's workbooks as a month's folder and list all findings."""
    past = None
    if case.before is not None:
        key = repr(case.before)
        if key not in _READ:
            place = write(case.before, folder / case.month_before)
            _READ[key] = read_folder(place, case.month_before, BOOK)
        past = _READ[key]
    books = {name: book for name, book in case.books.items() if not broken or name != case.gone}
    place = write(books, folder / MONTH, case.changes if broken else None)
    panel = None if past is None else past.taken.panel
    held = read_folder(place, MONTH, BOOK, previous=panel)
    options = case.options if broken else {}
    return questions(
        held.taken, book=BOOK, previous=panel,
        ledgers=None if past is None else past.taken.projects,
        leads=with_past(held.leads, None if past is None else past.leads), **options,
    )  # fmt: skip


def frame(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Make panel rows of (region, segment, value, status), funds of the month."""
    return pd.DataFrame([
        {"region": region, "indicator": "funds_in_place", "segment": segment, "year": 2024,
         "month": 9, "value": value, "status": status, "source": f"{region}.xlsx!汇总!C4"}
        for region, segment, value, status in rows
    ])  # fmt: skip


READING = {
    "lead_company": ("没有企业名称", "线索表中有内容而没有企业名称的行，不采用"),
    "lead_region": ("单位不明", "首报单位或流转单位不能确定是哪个地区或部门，或没有写明"),
    "lead_date": ("日期不明", "日期无法识别，该日期按未填处理"),
    "lead_stage": ("阶段不明", "阶段无法归入线索、在谈、意向、签约、流失"),
    "lead_twice": ("线索重复", "同一单位在一个月里把同一企业列了两次"),
}
"""What reading a list of leads asks, by rule: its short name and its definition."""


def of_leads(folder: Path) -> dict[str, pd.Series]:
    """Read a list of leads with one mistake of each kind: a first finding of each."""
    broken = {
        ("金昌市线索.xlsx", "B4"): None, ("金昌市线索.xlsx", "C5"): "金昌县",
        ("金昌市线索.xlsx", "D5"): "下周", ("金昌市线索.xlsx", "E6"): "敬请期待",
        ("金昌市线索.xlsx", "B7"): "浙江甲新材料有限公司", ("金昌市线索.xlsx", "C7"): "金川区",
    }  # fmt: skip
    place = write(leads(), folder / MONTH, broken)
    findings = read_folder(place, MONTH, BOOK).taken.findings
    return {rule: findings[findings["rule"] == rule].iloc[0] for rule in READING}


def of_panels() -> dict[str, pd.Series]:
    """Break the rules that need more than a month's workbooks: a first finding of each."""
    printed = pd.DataFrame([{
        "file": "甘肃省.xlsx", "sheet": "汇总", "cell": "D4", "region": "甘肃省",
        "indicator": "funds_in_place", "segment": "来源地=省外", "year": 2024, "month": 9,
        "basis": "ytd", "measure": "completion", "number": 95.24, "value": 0.9524, "decimals": 2,
    }])  # fmt: skip
    province = frame(("甘肃省", "来源地=省外", 6527.11, "reported"))
    found = [
        zs.check(frame(("兰州市", "全部", 10.0, "reported"), ("兰州市", "全部", 12.0, "reported"))),
        zs.check(frame(("甘肃省", "全部", 70.0, "reported"), ("甘肃省", "全部", 68.0, "computed"))),
        zs.check(province, records=printed, targets=zs.load_targets()),
        zs.check(frame(("甘肃省", "全部", 2000.0, "reported")).assign(year=2020),
                 previous=frame(("甘肃省", "全部", 4000.0, "reported")).assign(year=2019)),
    ]  # fmt: skip
    return {findings.loc[0, "rule"]: findings.iloc[0] for findings in found}
