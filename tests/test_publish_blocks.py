"""Blocks: built, shown, read back from a notebook, numbered, and refused when empty."""

import json

import numpy as np
import pandas as pd
import pytest

from zsanalytics.publish import blocks
from zsanalytics.publish.blocks import MIME, BlockError, Report

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>兰州市</text></svg>'


def notebook(*shown):
    outputs = [
        {"output_type": "display_data", "data": block._repr_mimebundle_()} for block in shown
    ]
    return {"cells": [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": outputs}]}


def test_a_block_shows_html_and_carries_its_content():
    shown = blocks.paragraph("到位资金", {"text": "5,676.69", "fact": "funds_ytd"}, "亿元。")
    bundle = shown._repr_mimebundle_()
    assert bundle["text/html"] == (
        '<p>到位资金<span class="fact" data-fact="funds_ytd">5,676.69</span>亿元。</p>'
    )
    assert json.loads(json.dumps(bundle[MIME]))["runs"][1]["fact"] == "funds_ytd"


def test_what_a_notebook_shows_is_read_back(tmp_path):
    made = [
        blocks.title("月通报", issue="第9期", marks=["演示数据"]),
        blocks.heading(1, "总体情况"),
        blocks.table(
            "各市州", ["市州", "到位资金"], [["兰州市", {"text": "1.00", "value": np.float64(1)}]]
        ),
        blocks.figure(
            "排名", alt="兰州市第一", drawing=SVG, plotly={"data": [{"x": np.array([1.0])}]}
        ),
    ]
    assert blocks.collect_blocks(notebook(*made)) == made
    path = tmp_path / "out.ipynb"
    path.write_text(json.dumps(notebook(*made)), encoding="utf-8")
    assert blocks.collect_blocks(path) == made


def test_a_group_opens_in_order():
    shown = blocks.group(blocks.note("甲"), blocks.group(blocks.note("乙"), blocks.note("丙")))
    assert [b.content["runs"][0]["text"] for b in blocks.collect_blocks(notebook(shown))] == list(
        "甲乙丙"
    )


def test_headings_tables_and_figures_are_numbered():
    table = blocks.table("表名", ["列"], [["1"]])
    annex = blocks.table("表名", ["列"], [["1"]], annex=True)
    drawn = blocks.figure("图名", alt="说明", drawing=SVG)
    report = Report(
        (
            blocks.heading(1, "甲"), blocks.heading(2, "乙"), blocks.heading(2, "丙"), table,
            blocks.heading(1, "二、自带"), blocks.heading(2, "丁"), blocks.heading(3, "戊"), drawn,
            blocks.heading(1, "附件", numbered=False), blocks.heading(1, "己"), annex, table,
        )
    )  # fmt: skip
    assert [block.content.get("number", "") for block in report.blocks] == [
        "一、", "（一）", "（二）", "表1", "", "（一）", "1.", "图1", "", "三、", "附表1", "表2",
    ]  # fmt: skip
    assert Report(report.blocks) == report


def test_a_report_knows_its_title_and_facts():
    facts = pd.DataFrame({"fact": ["funds_ytd"], "value": [1.0], "unit": [None], "text": ["1.00"],
                          "sources": [("甘肃省.xlsx!汇总表!D7",)]})  # fmt: skip
    report = Report((blocks.title("月通报"), blocks.lineage(facts)))
    assert report.title == "月通报"
    assert report.facts["funds_ytd"] == {
        "fact": "funds_ytd", "value": 1.0, "text": "1.00", "sources": ["甘肃省.xlsx!汇总表!D7"],
    }  # fmt: skip
    assert Report((blocks.note("甲"),), {"title": "乙"}).title == "乙"


def test_control_and_bidi_characters_never_enter_a_block():
    shown = blocks.table("表\u202e名", ["列\x07"], [["甲\u200f乙\ud800"]])
    assert "".join(blocks.texts(shown)) == "表名列甲乙"


def test_a_foreign_text_is_replaced_visibly_and_listed():
    cell = blocks.foreign("某\U0010fffd公司", level=1)
    assert cell == {"text": "某〓公司", "level": 1, "replaced": "\U0010fffd"}
    made = blocks.table("表", ["企业"], [[cell]])
    assert blocks.replaced([made]) == [("某〓公司", "\U0010fffd")]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: blocks.paragraph(" "),
            "paragraph: the text is empty; leave the block out or give it words",
        ),
        (lambda: blocks.heading(4, "甲"), "heading '甲': level 4; expected 1, 2 or 3"),
        (
            lambda: blocks.table("甲", ["列"], []),
            "table '甲': no columns or no rows; leave an empty table out",
        ),
        (
            lambda: blocks.table("甲", ["列"], [["1"], ["1", "2"]]),
            "table '甲': row 2 has 2 cells, expected 1 as there are columns",
        ),
        (
            lambda: blocks.paragraph(3),
            "paragraph: 3 is not a text; expected a string or a mapping with 'text'",
        ),
        (lambda: blocks.lineage([]), "facts: no rows; a briefing without a fact says nothing"),
        (
            lambda: blocks.from_json({"kind": "sound"}),
            "block: kind 'sound'; expected one of title, heading, paragraph, table, figure, note, "
            "facts, group",
        ),
        (
            lambda: blocks.collect_blocks({"cells": []}),
            "notebook: no block is shown; run it, and end cells with a block",
        ),
        (
            lambda: blocks.collect_blocks(notebook(blocks.Block("paragraph", {"runs": []}))),
            "notebook cell 2: the paragraph is empty; leave it out",
        ),
        (
            lambda: blocks.collect_blocks(notebook(blocks.note("\U0010fffd"))),
            "notebook cell 2: note: no font has \U0010fffd (U+10FFFD); reword it, or pass a "
            "text from a workbook through blocks.foreign",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused(make, sentence):
    with pytest.raises(BlockError) as caught:
        make()
    assert str(caught.value) == sentence


def test_an_erring_cell_is_named():
    erred = {"output_type": "error", "ename": "PanelError", "evalue": "panel: no rows"}
    with pytest.raises(BlockError) as caught:
        blocks.collect_blocks({"cells": [{"outputs": [erred]}]})
    assert (
        str(caught.value)
        == "notebook cell 1: PanelError: panel: no rows; mend the cell and run again"
    )
