"""The rules: name, title, severity and definition of each, in the order they are run.

A rule is an error only where figures contradict each other or cannot be; what is merely unlikely
is a warning. The handbook's page (docs/rules.md) is written from this table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from zsanalytics.checks import (
    blanks,
    departments,
    doubles,
    lateness,
    leads,
    ledgers,
    limits,
    outliers,
    printed,
    scopes,
    series,
    standing,
    summaries,
    sums,
)
from zsanalytics.checks.evidence import Evidence
from zsanalytics.checks.wording import Doubt


class Rule(NamedTuple):
    """A rule of the registry; ``title`` and ``definition`` are what the handbook says of it.

    ``needs`` is the table of the evidence without which there is nothing to look at.
    """

    name: str
    title: str
    severity: str
    run: Callable[[Evidence], Iterator[Doubt]]
    needs: str = "rows"
    definition: str = ""


# fmt: off
# ruff: noqa: E501
RULES = (
    Rule("conflict", "重复报数", "error", limits.conflicting, "repeated", definition=
         "同一地区、指标、分组和月份报了两个不同的数"),
    Rule("negative", "负数", "error", limits.negative, definition=
         "数值小于该指标可能的最小值，如金额、个数为负"),
    Rule("not_whole", "个数非整数", "error", limits.not_whole, definition=
         "个数不是整数"),
    Rule("over_100", "超过100%", "error", limits.over_one, definition=
         "占比，或部分占总体的比率（如以项目数为分子、分母的）超过100%"),
    Rule("part_over_whole", "其中数大于总数", "error", limits.part_over_whole, definition=
         "其中数（分组）大于同一指标的总数"),
    Rule("nested_sizes", "规模档倒挂", "error", limits.nested_sizes, definition=
         "较大规模档的数大于含它的较小规模档（50亿元以上含在10亿元以上之中）"),
    Rule("size_arithmetic", "金额小于个数下限", "error", limits.size_arithmetic, definition=
         "金额小于个数乘以该规模档的下限"),
    Rule("stage_order", "阶段倒挂", "warning", limits.stage_order, definition=
         "后一阶段的项目多于前一阶段，如开工多于实施、新签多于实施"),
    Rule("count_amount", "个数金额不配", "warning", limits.count_without_amount, definition=
         "签约个数与签约金额一有一无，或企业数多于项目数"),
    Rule("members_sum", "下级合计", "error", sums.members_sum, definition=
         "下级单位之和与填报的总数不符：县区之和对市州，14个市州与兰州新区之和对全省；单位未报齐时只看其和是否已超过总数"),
    Rule("computed_total", "汇总总数", "warning", sums.computed_total, "computed", definition=
         "填报的总数与汇总计算的总数不符"),
    Rule("complete_parts", "分组合计", "error", sums.complete_parts, definition=
         "应当不重不漏的分组（省外与省内、三次产业、新建与续建）之和与总数不符"),
    Rule("chain_sum", "产业链合计", "error", sums.chain_sum, definition=
         "各重点产业链之和与产业链合计不符；一个项目只归一条主链"),
    Rule("ytd_fall", "累计下降", "warning", series.falls, definition=
         "本年累计小于上次所报累计；确属核减的按下修处理，保留不删"),
    Rule("month_flow", "当月数", "error", series.month_flow, "printed", definition=
         "当月数不等于两个月累计数之差"),
    Rule("stale", "数据未更新", "warning", series.stale, definition=
         "所报各项金额与上一次完全相同，疑为上月数据未更新"),
    Rule("alike", "单位间雷同", "warning", series.alike, definition=
         "同级两个单位所报金额几乎完全相同，疑为一份表报了两次"),
    Rule("missing_submitter", "未报送", "warning", series.missing_submitters, definition=
         "上次报过、或同级单位大多已报，而本月没有报送"),
    Rule("late", "迟报", "warning", lateness.late, "register", definition=
         "首次报送晚于期限：次月某日，在 codes/reporting.toml 中设定，收到时间取自 register.csv"),
    Rule("blank_cell", "漏填", "warning", blanks.blank_cells, "printed", definition=
         "累计数的单元格为空，而上月有数，或同行的同比等已填，或同行、同列只空这一格"),
    Rule("missing_item", "缺报指标", "note", blanks.missing_items, definition=
         "上月报过、本月整项缺报的指标"),
    Rule("growth", "同比", "error", printed.growth, "printed", definition=
         "同比与同表的本年数、上年同期数不符"),
    Rule("base", "上年同期数", "warning", printed.base, "printed", definition=
         "上年同期数（填报的，或由本年数和同比推算的）与上年当时报送数不符，多为口径调整"),
    Rule("scope_break", "口径调整", "note", scopes.crossed, definition=
         "上年同期在口径调整之前：没有衔接系数的不计算同比，有的按系数换算上年同期数；口径调整列在 codes/breaks.toml"),
    Rule("share", "占比", "error", printed.share, "printed", definition=
         "占比与分子、分母不符；分母可以是总数、省外数或上级单位的数"),
    Rule("completion", "目标完成率", "warning", standing.completion, "printed", definition=
         "完成率与目标册的任何一个目标都不符"),
    Rule("completion_on_sheet", "完成率", "error", standing.completion_on_sheet, "printed", definition=
         "完成率与同表所列目标、累计数不符"),
    Rule("rank", "位次", "error", standing.rank, "printed", definition=
         "位次与它所依据的一列（累计数、同比、完成率等）的排序不符"),
    Rule("unit_slip", "单位错", "warning", outliers.unit_slip, definition=
         "数值与本单位以往、或与同级单位相差约一千倍、一万倍、一亿倍"),
    Rule("growth_outlier", "增速异常", "warning", outliers.growth_outlier, definition=
         "增速远离同级各单位，按规模加权（Hidiroglou–Berthelot）：大单位的小异常、小单位的大异常才提出"),
    Rule("contract_missing", "缺合同金额", "warning", ledgers.contract_missing, "projects", definition=
         "已签约或已有资金到位的项目没有合同金额"),
    Rule("amounts_order", "项目金额矛盾", "error", ledgers.amounts_order, "projects", definition=
         "项目资金自相矛盾：当年大于累计、省外大于全部、金额为负"),
    Rule("funds_over_contract", "到位超合同", "warning", ledgers.funds_over_contract, "projects", definition=
         "累计到位资金大于合同金额"),
    Rule("dates_order", "日期先后", "warning", ledgers.dates_order, "projects", definition=
         "项目签约、开工、竣工、投产日期先后颠倒，或晚于报告月"),
    Rule("project_twice", "项目重复", "error", doubles.project_twice, "projects", definition=
         "同一项目在同一月份报了两次：同一台账重复，或两个地区都报"),
    Rule("project_alike", "疑似重复项目", "warning", doubles.project_alike, "projects", definition=
         "编号不同而名称与金额、或投资方与金额和签约日期相同的两个项目"),
    Rule("project_changed", "项目前后不符", "warning", doubles.project_changed, "past_projects", definition=
         "项目的累计到位资金比上次少，或合同金额与上次不同"),
    Rule("project_moved", "项目流转", "note", doubles.project_moved, "projects", definition=
         "项目换了报送单位"),
    Rule("inside_as_outside", "省内列省外", "warning", ledgers.inside_as_outside, "projects", definition=
         "投资方注册在省内，却报了省外资金"),
    Rule("claim_unverified", "500强待核", "note", ledgers.claim_unverified, "projects", definition=
         "台账称投资方属三个500强，而现有名单中查不到（名单不全，查不到不等于不是）"),
    Rule("ledger_sum", "台账与汇总", "warning", summaries.ledger_sum, "projects", definition=
         "台账加总与汇总表不符；写明只列重点项目的台账可以小于汇总表"),
    Rule("chain_department", "条块不符", "warning", departments.chain_department, "departments", definition=
         "同一项目，产业链牵头部门与地方所报的金额或产业链不同（条块对账）"),
    Rule("unknown_to_units", "链办独有项目", "note", departments.unknown_to_units, "departments", definition=
         "产业链牵头部门台账有、地方台账没有的项目"),
    Rule("lead_dates", "线索日期", "warning", leads.dates, "leads", definition=
         "线索的首谈日期、阶段日期晚于报告月，或阶段日期早于首谈日期"),
    Rule("lead_shared", "多头接洽", "note", leads.shared, "leads", definition=
         "两个以上单位接洽同一企业；已流转的不算，按首谈首报确定由谁跟踪"),
    Rule("lead_unlinked", "签约未入台账", "warning", leads.unlinked, "leads", definition=
         "线索已签约，而本单位报了台账，其中没有对应的项目（按项目代码，或投资方名称）"),
    Rule("lead_lost", "流失仍有项目", "warning", leads.lost_with_project, "leads", definition=
         "线索已流失，而台账中同一企业的项目仍在推进"),
    Rule("lead_unsigned", "签约后退回", "warning", leads.unsigned, "leads", definition=
         "以前报为签约的线索，本月又报为签约前的阶段"),
    Rule("lead_gone", "线索漏列", "note", leads.vanished, "past_leads", definition=
         "上次在列、尚未签约也未流失的线索，本月线索表中没有"),
)
# fmt: on
"""Every rule; of doubts with one cause, the gravest and first speaks."""
