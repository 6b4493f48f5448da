"""The rules: name, severity and definition of each, and the one pass that runs them all.

Comes in: a panel and what goes with it. Goes out: findings, sorted; nothing is changed. A rule is
an error only where figures contradict each other or cannot be; what is merely unlikely is a
warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pandas as pd

from zsanalytics.checks import (
    blanks,
    departments,
    doubles,
    lateness,
    ledgers,
    limits,
    outliers,
    printed,
    series,
    standing,
    summaries,
    sums,
)
from zsanalytics.checks.causes import Told, settled
from zsanalytics.checks.evidence import Evidence, gather
from zsanalytics.checks.lateness import configured_day
from zsanalytics.checks.wording import SUSPECTS, Doubt
from zsanalytics.codebook import Codebook, load_codebook
from zsanalytics.errors import SubmissionError
from zsanalytics.schema import FINDINGS, SEVERITIES, conform, empty, finding


class Rule(NamedTuple):
    """A rule of the registry; ``title`` and ``definition`` are what the handbook says of it.

    ``needs`` is the table of the evidence without which there is nothing to look at.
    """

    name: str
    title: str
    severity: str
    definition: str
    run: Callable[[Evidence], Iterator[Doubt]]
    needs: str = "rows"


# fmt: off
RULES = (
    Rule("conflict", "重复报数", "error", "同一地区、指标、分组和月份报了两个不同的数",
         limits.conflicting, "repeated"),
    Rule("negative", "负数", "error", "数值小于该指标可能的最小值", limits.negative),
    Rule("not_whole", "个数非整数", "error", "个数不是整数", limits.not_whole),
    Rule("over_100", "超过100%", "error", "占比或项目类比率超过100%", limits.over_one),
    Rule("part_over_whole", "其中数大于总数", "error", "其中数大于总数", limits.part_over_whole),
    Rule("nested_sizes", "规模档倒挂", "error", "较大规模档的数大于含它的较小规模档", limits.nested_sizes),
    Rule("size_arithmetic", "金额小于个数下限", "error", "金额小于个数乘以该规模档下限", limits.size_arithmetic),
    Rule("stage_order", "阶段倒挂", "warning", "后一阶段的项目多于前一阶段", limits.stage_order),
    Rule("count_amount", "个数金额不配", "warning", "个数与金额一有一无，或企业数多于项目数",
         limits.count_without_amount),

    Rule("members_sum", "下级合计", "error", "下级之和与填报的总数不符", sums.members_sum),
    Rule("computed_total", "汇总总数", "warning", "填报的总数与汇总计算的总数不符",
         sums.computed_total, "computed"),
    Rule("complete_parts", "分组合计", "error", "完整分组（省内外、三次产业、新续建）之和与总数不符",
         sums.complete_parts),
    Rule("chain_sum", "产业链合计", "error", "各重点产业链之和与产业链合计不符", sums.chain_sum),

    Rule("ytd_fall", "累计下降", "warning", "本年累计小于上次所报累计", series.falls),
    Rule("month_flow", "当月数", "error", "当月数不等于两个累计数之差", series.month_flow, "printed"),
    Rule("stale", "数据未更新", "warning", "所报金额与上次完全相同", series.stale),
    Rule("alike", "单位间雷同", "warning", "两个单位所报金额几乎完全相同", series.alike),
    Rule("missing_submitter", "未报送", "warning", "上次报过、本月没有报送的单位", series.missing_submitters),
    Rule("late", "迟报", "warning", "首次报送晚于期限（次月某日，见 codes/reporting.toml）",
         lateness.late, "register"),
    Rule("blank_cell", "漏填", "warning", "上月有累计数、或已填同比等的单元格为空", blanks.blank_cells,
         "printed"),
    Rule("missing_item", "缺报指标", "note", "上月报过、本月缺报的指标", blanks.missing_items),

    Rule("growth", "同比", "error", "同比与同表的本年数、上年同期数不符", printed.growth, "printed"),
    Rule("base", "上年同期数", "warning", "上年同期数（填报的或由同比推算的）与上年报送数不符",
         printed.base, "printed"),
    Rule("share", "占比", "error", "占比与分子、分母不符", printed.share, "printed"),
    Rule("completion", "完成率", "warning", "完成率与目标不符", standing.completion, "printed"),
    Rule("completion_on_sheet", "完成率", "error", "完成率与同表所列目标不符",
         standing.completion_on_sheet, "printed"),
    Rule("rank", "位次", "error", "位次与表中数的排序不符", standing.rank, "printed"),

    Rule("unit_slip", "单位错", "warning", "数值与以往、同级相差约千倍、万倍", outliers.unit_slip),
    Rule("growth_outlier", "增速异常", "warning", "同比远离同级各单位（按规模加权）", outliers.growth_outlier),

    Rule("contract_missing", "缺合同金额", "warning", "签约项目没有合同金额",
         ledgers.contract_missing, "projects"),
    Rule("amounts_order", "项目金额矛盾", "error", "项目资金自相矛盾：当年大于累计、省外大于全部、金额为负",
         ledgers.amounts_order, "projects"),
    Rule("funds_over_contract", "到位超合同", "warning", "累计到位资金大于合同金额",
         ledgers.funds_over_contract, "projects"),
    Rule("dates_order", "日期先后", "warning", "项目各阶段日期先后颠倒，或晚于报告月",
         ledgers.dates_order, "projects"),
    Rule("project_twice", "项目重复", "error", "同一项目编号在同一月份报了两次",
         doubles.project_twice, "projects"),
    Rule("project_alike", "疑似重复项目", "warning", "名称或投资方、金额相同的两个项目",
         doubles.project_alike, "projects"),
    Rule("project_changed", "项目前后不符", "warning", "项目的累计到位资金减少，或合同金额改动",
         doubles.project_changed, "past_projects"),
    Rule("project_moved", "项目流转", "note", "项目换了报送单位", doubles.project_moved, "projects"),
    Rule("inside_as_outside", "省内列省外", "warning", "省内投资方的项目报了省外资金",
         ledgers.inside_as_outside, "projects"),
    Rule("claim_unverified", "500强待核", "note", "台账称属三个500强而名单中查不到",
         ledgers.claim_unverified, "projects"),
    Rule("ledger_sum", "台账与汇总", "warning", "台账汇总与汇总表不符", summaries.ledger_sum, "projects"),
    Rule("chain_department", "条块不符", "warning", "同一项目链办与地方所报金额或产业链不同",
         departments.chain_department, "departments"),
    Rule("unknown_to_units", "链办独有项目", "note", "链办台账有、地方台账没有的项目",
         departments.unknown_to_units, "departments"),
)
# fmt: on
"""Every rule, in the order it is run; the handbook prints this table."""


def check(
    panel: pd.DataFrame,
    *,
    book: Codebook | None = None,
    previous: pd.DataFrame | None = None,
    records: pd.DataFrame | None = None,
    projects: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
    register: pd.DataFrame | None = None,
    due_day: int | None = None,
) -> pd.DataFrame:
    """Look at a panel with every rule and list all findings.

    Parameters
    ----------
    panel : DataFrame
        Columns of the panel; every month in it is looked at. Rows that we added up
        (``computed``) are compared with submitted ones, never found fault with.
    book : Codebook, optional
        Says what adds up to what, and in which units.
    previous : DataFrame, optional
        The panel before: it serves as history and is not looked at itself.
    records : DataFrame, optional
        Records of the submissions: the printed growth, shares, ranks, the month's own figures,
        and the printed precision. Without them half a unit of the indicator's last decimal is
        allowed for.
    projects : DataFrame, optional
        The ledger.
    targets : DataFrame, optional
        The target book, for printed completion.
    register : DataFrame, optional
        When each file came: ``unit``, ``received`` (a time as text), and where known ``file`` and
        ``asof``. Without it nobody is late.
    due_day : int, optional
        The day of the following month on which reports are due; by default that of
        ``codes/reporting.toml``, 0 for none.

    Returns
    -------
    DataFrame
        The findings table: errors first, then by file, sheet and cell; empty if all is well.
        Missing values are no finding of their own; where they stand in the way of a rule, it is
        silent.

    Raises
    ------
    PanelError
        If a table lacks columns of its key.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {
    ...         "region": "兰州市",
    ...         "indicator": "funds_in_place",
    ...         "segment": "全部",
    ...         "year": 2024,
    ...         "month": [8, 9],
    ...         "value": [120.0, 90.0],
    ...         "status": "reported",
    ...         "source": ["兰州市8月.xlsx!汇总表!D7", "兰州市9月.xlsx!汇总表!D7"],
    ...     }
    ... )
    >>> check(panel).loc[0, ["severity", "rule", "file", "cell"]].tolist()
    ['warning', 'ytd_fall', '兰州市9月.xlsx', 'D7']
    """
    evidence = gather(
        panel,
        book=book or load_codebook(),
        previous=previous,
        records=records,
        projects=projects,
        targets=targets,
        register=register,
        due_day=configured_day() if due_day is None else due_day,
    )
    told = [
        Told(rule.name, rule.title, rule.severity, doubt)
        for rule in RULES
        if len(getattr(evidence, rule.needs))
        for doubt in rule.run(evidence)
    ]
    rows = [_finding(one) for one in settled(told, evidence.book)]
    return _sorted(conform(rows, FINDINGS)) if rows else empty(FINDINGS)


def _finding(told: Told) -> dict[str, Any]:
    doubt = {name: value for name, value in told.doubt.items() if name != SUSPECTS}
    return finding(told.severity, told.rule, **doubt)


def _sorted(findings: pd.DataFrame) -> pd.DataFrame:
    """Errors first; within a severity by file, sheet, and cell as a reader would go."""
    severity = findings["severity"].map({name: n for n, name in enumerate(SEVERITIES)})
    row = findings["cell"].str.extract(r"(\d+)")[0].astype("float64")
    order = findings.assign(severity_order=severity, row_order=row)
    order = order.sort_values(
        ["severity_order", "file", "sheet", "row_order", "cell", "region", "rule"],
        kind="stable", na_position="last",
    )  # fmt: skip
    return findings.loc[order.index].reset_index(drop=True)


def insist(findings: pd.DataFrame) -> None:
    """Refuse to go on while there is an error among the findings.

    Parameters
    ----------
    findings : DataFrame
        As given by `check` or by intake.

    Raises
    ------
    SubmissionError
        If any finding is an error; the offending rows are its ``findings``.

    Examples
    --------
    >>> insist(
    ...     check(
    ...         pd.DataFrame(columns=["region", "indicator", "segment", "year", "month", "value"])
    ...     )
    ... )
    """
    errors = findings[findings["severity"] == "error"].reset_index(drop=True)
    if errors.empty:
        return
    first = errors.iloc[0]
    named = (first[name] for name in ("file", "sheet", "cell"))
    where = "!".join(text for text in named if isinstance(text, str) and text)
    count = f"{len(errors)} errors" if len(errors) > 1 else "1 error"
    raise SubmissionError(
        f"{where or first['region'] or 'submission'}: {count} in the submission, the first: "
        f"{first['message']} mend the cells listed in .findings and submit again",
        findings=errors,
    )
