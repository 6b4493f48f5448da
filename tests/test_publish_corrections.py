"""Corrections and scopes in a bulletin: marked cells, the list, the sentences."""

import numpy as np
import pandas as pd

from zsanalytics.publish import blocks, corrections, remarks, tables
from zsanalytics.publish.facts import collect, fact
from zsanalytics.publish.wording import plain, tell
from zsanalytics.publish.workbook import number
from zsanalytics.schema import CORRECTIONS, conform

HERE = "天水市.xlsx!汇总!C10"


def corrected(*rows):
    given = [
        {"region": "天水市", "indicator": "funds_in_place", "segment": "全部", "month": 9,
         "source": HERE, "reason": "一笔贷款重复计入", "authority": "天水市招商局来函",
         "place": "2024.toml: [[correction]] number 1", "before": 470.6001, "after": 455.6001,
         "action": "override", "year": 2024, **row}
        for row in rows
    ]  # fmt: skip
    table = conform(given, CORRECTIONS)
    return table.assign(name="到位资金", unit="亿元", decimals=2)


FACTS = collect([
    fact("funds_ytd", 455.6001, of="天水市", sources=[HERE]),
    fact("funds_base", 329.3854, of="天水市", sources=[HERE]),
    fact("funds_growth", 0.3832, of="天水市", sources=[HERE, HERE]),
    fact("funds_ytd", 1000.0, sources=[HERE, "兰州市.xlsx!汇总!C4"]),
    fact("funds_ytd", 544.4, of="兰州市", sources=["兰州市.xlsx!汇总!C4"]),
])  # fmt: skip


def test_what_was_read_from_a_corrected_cell_or_adds_it_up_is_marked():
    now = corrections.touched(FACTS, corrected({}), "2024-09")
    assert now == ("funds_ytd@天水市", "funds_ytd")
    then = corrections.touched(FACTS, corrected({"year": 2023}), "2024-09")
    assert then == ("funds_base@天水市",)
    assert corrections.touched(FACTS, corrected({"month": 5}), "2024-09") == ()
    assert corrections.touched(FACTS, corrected({"action": "flag"}), "2024-09") == ()


def told(*, public=False, touched=("funds_ytd@天水市",), breaks=()):
    words = {"region": "甘肃省", "scope": "到位资金", "period": "2024年1—9月", "line": "全部",
             "vintage": "v", "year": "2024年"}  # fmt: skip
    parts = {"units": ("天水市", "兰州市"), "touched": touched, "breaks": breaks}
    return tell(FACTS, words | ({"public": "public"} if public else {}), parts)


def test_a_marked_cell_keeps_its_number_and_the_table_says_what_the_mark_means():
    table = tables.public(told()).content
    cells = {row[1]["text"]: row[2] for row in table["rows"]}
    assert cells["天水市"]["mark"] == "*" and cells["天水市"]["text"] == "455.60"
    assert "mark" not in cells["兰州市"]
    assert table["notes"] == ["标*的数是报送后更正的数，或含有更正的数"]
    assert tables.public(told(touched=())).content["notes"] == []
    assert number(cells["天水市"]["text"], cells["天水市"]["value"]) is not None


def test_the_list_says_before_after_and_why():
    listed = corrected(
        {}, {"action": "drop", "after": np.nan, "authority": None, "reason": "重复"},
        {"action": "flag", "after": 470.6001, "authority": None, "reason": "待核"},
    )  # fmt: skip
    table = corrections.table(told(), listed).content
    assert table["caption"] == "更正情况" and table["sheet"] == "更正"
    assert [[cell["text"] for cell in row] for row in table["rows"]] == [
        ["1", "天水市", "2024年1—9月", "到位资金", "470.60亿元", "455.60亿元",
         "一笔贷款重复计入（天水市招商局来函）"],
        ["2", "天水市", "2024年1—9月", "到位资金", "470.60亿元", "不采用", "重复"],
        ["3", "天水市", "2024年1—9月", "到位资金", "470.60亿元", "未改，待核", "待核"],
    ]  # fmt: skip
    assert corrections.table(told(), corrected()) is None


def said_in(bulletin):
    return [plain(runs) for runs in remarks.remarks(bulletin)]


def test_the_notes_say_it_in_a_sentence_to_each_audience():
    assert "标“*”的数是报送后更正的数，或含有更正的数；前后数和原因见“更正情况”表。" in said_in(
        told()
    )
    assert "标“*”的数是报送后经核实更正的数，或含有更正的数。" in said_in(told(public=True))
    assert not any("更正" in said for said in said_in(told(touched=())))


def test_what_a_change_of_scope_keeps_from_being_compared_is_said():
    broken = pd.DataFrame({
        "region": ["庆阳市", "西峰区", "环县", "华池县", "庆阳市"], "since": "2024-01",
        "name": ["到位资金"] * 4 + ["签约金额"], "reason": ["剔除贷款"] * 4 + ["剔除意向"],
        "authority": "庆统发〔2024〕9号", "bridge": [np.nan] * 4 + [0.8],
    })  # fmt: skip
    said = corrections.sentences(broken)
    assert said == (
        "庆阳市等4个地区到位资金口径自2024年1月起调整"
        "（剔除贷款；依据：庆统发〔2024〕9号），与上年不可比，不计算同比",
        "庆阳市签约金额口径自2024年1月起调整（剔除意向；依据：庆统发〔2024〕9号），"
        "上年同期数按衔接系数0.8换算",
    )
    assert f"{said[0]}。" in said_in(told(breaks=said))
    with_growth = tables.shares(told(touched=(), breaks=said)).content
    assert with_growth["notes"] == list(said)
    assert tables.public(told(touched=(), breaks=said)).content["notes"] == []


def test_every_format_shows_the_mark(tmp_path):
    import openpyxl

    from zsanalytics.publish.markup import fragment
    from zsanalytics.publish.report import Report
    from zsanalytics.publish.workbook import render_workbook

    table = tables.public(told())
    assert "<sup>*</sup>" in fragment(table.as_json())
    report = Report([blocks.title("通报"), table], {"asof": "2024-09"})
    sheets = openpyxl.load_workbook(render_workbook(report, tmp_path / "x.xlsx"))
    marked = [c for sheet in sheets for row in sheet for c in row if '"*"' in c.number_format]
    assert [(cell.value, cell.number_format) for cell in marked] == [(455.6001, '#,##0.00"*"')]
