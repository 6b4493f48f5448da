"""The review of actors: its sentences branch by branch, its tables, and what the public sees."""

import functools

import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics.publish import actor_leads, actor_tasks, actors
from zsanalytics.publish.actor_facts import ActorFrames, of_task, reviewed, span
from zsanalytics.publish.actor_wording import document
from zsanalytics.publish.content import flat, texts
from zsanalytics.publish.material import Material
from zsanalytics.publish.wording import tell
from zsanalytics.schema import FACTS, LEADS, PROJECTS, conform, empty

DRAFT = "某市措施（征求意见稿）"
WORDS = {"region": "张掖市", "period": "2026年1—6月", "year": "2026年", "month": "6月",
         "month_end": "6月底", "vintage": "2026-06-x"}  # fmt: skip


def row(actor, actual, target, **more):
    told = {"actor": actor, "kind": "市直部门", "listed": True, "clause": "4", "segment": "全部",
            "indicator": "contracted_projects", "year": 2026, "month": None, "months": None,
            "actual": actual, "target": target, "gap": target - actual,
            "done": actual >= target, "line": "floor", "status": "draft",
            "source": f"{DRAFT} 4(引进项目)", "cells": "台账.xlsx!项目!B5"}  # fmt: skip
    return {**told, **more}


def progress(*rows):
    return pd.DataFrame(rows or [], columns=list(row("甲", 1.0, 1.0)))


@functools.cache
def of_leads(leads=None):
    """Measure leads; without any, once for all tests."""
    leads = empty(LEADS) if leads is None else leads
    cells = "线索.xlsx!县区!B3"
    return {
        "conversion": zs.lead_conversion(leads, "2026-06", by="unit").assign(cells=cells),
        "whole": zs.lead_conversion(leads.assign(chain="合计"), "2026-06", by="chain").assign(
            cells=cells
        ),
        "listings": zs.first_listings(leads, "2026-06"),
        "standing": zs.days_in_stage(leads, "2026-06"),
        "register": zs.lead_register(leads, "2026-06").assign(listed_now=True),
        "shared": zs.approached_twice(leads, "2026-06"),
        "links": zs.linked_leads(leads, empty(PROJECTS), "2026-06"),
        "reasons": zs.lost_reasons(leads, "2026-06"),
    }


def frames(told=None, leads=None, scores=None):
    scores = scored() if scores is None else scores
    kinds = scores.groupby("kind", as_index=False, sort=False)
    kinds = kinds[["projects", "contract_amount", "arrived"]].sum().assign(cells="")
    measured = of_leads() if leads is None else of_leads.__wrapped__(leads)
    return ActorFrames(progress() if told is None else told, scores, kinds, **measured)


def review(told=None, *, leads=None, scores=None, **words):
    told_words = tell(empty(FACTS), {**WORDS, **words})
    material = Material(
        "张掖市", "2026-06", empty(FACTS), told_words, ("送审稿",), {}, empty(PROJECTS)
    )
    return reviewed(material, frames(told, leads, scores))


def said(block, kind="paragraph"):
    return ["".join(texts(part)) for part in flat(block) if part.kind == kind]


def test_a_draft_is_named_and_who_is_behind_is_told():
    told = progress(row("市工信局", 3.0, 1.0, segment="规模=1000万元以上"),
                    row("市商务局", 0.0, 1.0, segment="规模=1000万元以上"))  # fmt: skip
    block = actor_tasks.tasks(review(told))
    assert said(block) == [
        f"任务要求出自《{DRAFT}》，该文件尚未正式印发，完成情况供工作参考。",
        "按征求意见稿，每个市直部门年内引进1000万元以上项目1个以上；承担任务的市直部门2个。"
        "截至6月底，引进项目达到要求的1个（市工信局），尚未达到的1个（市商务局）。",
    ]
    table = next(part for part in flat(block) if part.kind == "table").content
    assert table["caption"] == "市直部门任务完成情况（要求按征求意见稿）"
    assert [[cell["text"] for cell in line] for line in table["rows"]] == [
        ["市工信局", "3", "1", "是"], ["市商务局", "0", "1", "否"],
    ]  # fmt: skip


def test_a_final_document_has_no_such_mark():
    told = progress(row("市工信局", 1.0, 1.0, status="final", source="某市措施 4"),
                    row("市商务局", 2.0, 1.0, status="final", source="某市措施 4"))  # fmt: skip
    block = actor_tasks.tasks(review(told))
    assert said(block)[0] == "任务要求出自《某市措施》。"
    assert "征求意见" not in "".join(texts(block))
    assert said(block)[1].endswith("截至6月底，引进项目全部达到要求。")
    assert not any("征求意见" in line for line in said(actors.notes(review(told)), "note"))


@pytest.mark.parametrize(("actual", "ending"), [
    (3.0, "引进项目3个，尚差7个。"), (12.0, "引进项目12个，达到要求。"),
    (float("nan"), "引进项目没有数据，不评价。"),
])  # fmt: skip
def test_one_alone_is_told_in_a_sentence(actual, ending):
    told = progress(row("张掖经济技术开发区", actual, 10.0, kind="园区", segment="规模=1亿元以上"))
    block = actor_tasks.tasks(review(told))
    assert said(block)[1] == (
        f"按征求意见稿，张掖经济技术开发区年内引进1亿元以上项目10个以上。截至6月底，{ending}"
    )
    assert not [part for part in flat(block) if part.kind == "table"]


def test_months_that_fell_short_are_told_with_their_count():
    def month(actor, number, actual, months=1):
        return row(actor, actual, 10.0 * months, kind="驻外机构", indicator="monthly_leads",
                   month=number, months=months)  # fmt: skip

    told = progress(month("甲办", 2, 17.0, 2), month("甲办", 3, 10.0), month("乙办", 2, 20.0, 2),
                    month("乙办", 3, 11.0))  # fmt: skip
    block = actor_tasks.tasks(review(told.astype({"month": "Int64", "months": "Int64"})))
    assert said(block)[1] == (
        "按征求意见稿，每个驻外机构每月提供有效信息10条以上；承担任务的驻外机构2个。"
        "截至6月底，每月有效信息逐月达到要求的1个，有月份未达到的1个，是甲办（1—2月17条）。"
    )
    table = next(part for part in flat(block) if part.kind == "table").content
    assert [[cell["text"] for cell in line] for line in table["rows"]] == [
        ["甲办", "17", "10", "1"], ["乙办", "20", "11", "2"],
    ]  # fmt: skip


def test_many_short_months_are_counted_and_a_year_that_is_over_is_over():
    def month(number):
        return row("甲办", 7.0, 10.0, kind="驻外机构", indicator="monthly_leads",
                   month=number, months=1)  # fmt: skip

    told = progress(*map(month, range(3, 9)), row("市工信局", 0.0, 1.0), row("市商务局", 0.0, 1.0))
    told = told.astype({"month": "Int64", "months": "Int64"})
    block = actor_tasks.tasks(review(told, month="12月", month_end="12月底"))
    assert said(block)[1].endswith("每月有效信息都有月份未达到要求，是甲办（6次）。")
    assert said(block)[2].endswith("截至12月底，引进项目均未达到要求。")


def test_of_many_the_table_tells_the_names():
    told = progress(*(row(f"市{n}局", float(n > 8), 1.0) for n in range(12)))
    assert said(actor_tasks.tasks(review(told)))[1].endswith(
        "引进项目达到要求的3个（市9局、市10局和市11局），尚未达到的9个。"
    )


def test_chains_are_called_as_such_and_no_list_is_said():
    told = progress(row("文化旅游", 0.0, 1.0, kind="产业链", indicator="landed_firms",
                        segment="企业标签=链主"),
                    row("石化化工", 0.0, 1.0, kind="产业链", indicator="landed_firms",
                        segment="企业标签=链主", listed=False))  # fmt: skip
    assert said(actor_tasks.tasks(review(told)))[1] == (
        "按征求意见稿，每条产业链招引落地链主企业1家以上；名单未定，有数据的产业链2个。"
        "截至6月底，企业落地都还没有达到要求。"
    )


def test_without_targets_that_is_said():
    assert said(actor_tasks.tasks(review())) == [
        "目标册没有本年的部门、驻外机构、园区和产业链任务，本期不评价任务完成情况。"
    ]


def scored(*rows):
    names = ["actor", "kind", "projects", "contract_amount", "arrived", "arrival_rate", "rank"]
    return pd.DataFrame(rows, columns=names).assign(cells="")


def test_kinds_are_told_apart_with_who_leads():
    scores = scored(("市工信局", "市直部门", 2, 4.0, 1.0, 0.25, 1),
                    ("市商务局", "市直部门", 0, 0.0, 0.0, float("nan"), 2),
                    ("某商会", "商会协会", 0, 0.0, 0.0, float("nan"), 1))  # fmt: skip
    block = actors.brought(review(scores=scores))
    assert said(block) == [
        "市直部门引进本年签约项目2个、签约金额4.00亿元、到位资金1.00亿元，"
        "到位资金居前的是市工信局（1.00亿元）。商会协会尚未引进本年签约项目。"
    ]
    assert said(actors.brought(review())) == ["台账没有填写引荐单位，不列各类主体引进情况。"]


def listed(*rows):
    names = ["region", "company", "stage", "month"]
    made = [
        {**dict(zip(names, told[:4], strict=True)), "year": 2026, "lead_id": f"{n}",
         "source": f"线索.xlsx!县区!B{n + 3}", **told[4]}
        for n, told in enumerate(rows)
    ]  # fmt: skip
    return conform(made, LEADS)


def test_leads_are_counted_by_stage_with_days_and_links():
    day = pd.Timestamp(2026, 3, 1)
    table = listed(
        ("甘州区", "甲集团有限公司", "签约", 3, {}),
        ("甘州区", "乙集团有限公司", "在谈", 3, {"stage_on": day, "transferred_to": "高台县"}),
        ("高台县", "丙集团有限公司", "流失", 3, {"lost_reason": "选址其他地区"}),
        ("高台县", "丁集团有限公司", "线索", 3, {"first_met": day}),
        ("临泽县", "丁集团有限公司", "线索", 3, {"first_met": day}),
    )  # fmt: skip
    told = review(leads=table)
    assert said(actor_leads.leads(told)) == [
        "2026年新登记线索5条，其中进入在谈的2条，占40.00%；达成意向的1条，签约的1条，"
        "流失的1条，占20.00%；有效信息4条。",
        "在册未签约、未流失的线索，在现阶段停留天数的中位数为线索121天、在谈121天；"
        "停留超过一个季度的3条。",
        "本年登记、已签约的线索在台账中都没有对应项目。",
    ]
    assert said(actor_leads.register(told)) == [
        "2026年按首谈首报登记企业4家；由首谈单位流转到其他单位的1家，其中承接单位已接续登记的0家。",
        "两个以上单位同时接洽的1家，宜由首报单位牵头，避免多头重复接洽；"
        "首谈日期有争议、需由市级认定的1家。",
    ]


def test_without_leads_that_is_said():
    assert said(actor_leads.leads(review())) == ["没有线索台账，不作线索分析。"]
    assert said(actor_leads.register(review())) == ["本年没有登记线索。"]


def test_the_public_sees_counts_and_no_names():
    table = listed(("甘州区", "甲集团有限公司", "在谈", 3, {}))
    scores = scored(("市工信局", "市直部门", 2, 4.0, 1.0, 0.25, 1))
    told = review(progress(row("市工信局", 0.0, 1.0)), leads=table, scores=scores, public="public")
    assert actor_tasks.tasks(told) is None and actor_leads.register(told) is None
    shown = [actors.head(told), actors.brought(told), actor_leads.leads(told), actors.notes(told),
             actors.sources(told)]  # fmt: skip
    words = "".join("".join(texts(block)) for block in shown)
    assert "甲集团" not in words and "市工信局" not in words and "征求意见" not in words
    assert "市直部门引进本年签约项目2个" in words and "新登记线索1条" in words
    assert not any(told.material.facts["sources"].map(len))


def test_facts_are_of_the_actor_and_of_the_class_where_there_are_two():
    told = progress(row("甲局", 1.0, 1.0, segment="规模=1亿元以上"),
                    row("甲局", 0.0, 1.0, segment="规模=10亿元以上"),
                    row("乙局", 0.0, 1.0, segment="规模=1亿元以上"))  # fmt: skip
    assert of_task(told.iloc[:1], "甲局", told) == "甲局·1亿元以上"
    facts = review(told).material.facts
    assert "task_contracted_projects@甲局·10亿元以上" in set(facts["fact"])
    assert said(actor_tasks.tasks(review(told)))[1].endswith(
        "引进项目（1亿元以上）达到要求的1个（甲局），尚未达到的1个（乙局）；"
        "引进项目（10亿元以上）都还没有达到要求。"
    )
    lines = progress(row("甲局", 1.0, 1.0), row("甲局", 1.0, 3.0, line="goal"))
    assert of_task(lines.iloc[1:], "甲局", lines) == "甲局·力争"
    told = said(actor_tasks.tasks(review(lines)))[1]
    assert "引进项目（底线）1个，达到要求；引进项目（力争）1个，尚差2个" in told
    assert span({"month": 3, "months": 3}) == "1—3月"
    assert document("没有空格") == "没有空格"
