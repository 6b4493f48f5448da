"""Showing tables: Chinese heads with units, printed decimals, nothing hidden, no harm done."""

import html
import json
import re

import numpy as np
import pandas as pd
import pytest

from zsanalytics.errors import PanelError
from zsanalytics.publish.blocks import collect_blocks
from zsanalytics.publish.content import MIME
from zsanalytics.schema import TABLES, empty
from zsanalytics.showing.columns import described, table_of, vocabulary
from zsanalytics.showing.fonts import fonts
from zsanalytics.showing.tables import show


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "region": ["兰州市", "庆阳市"], "indicator": ["funds_in_place", "contracted_projects"],
            "segment": "全部", "year": 2024, "month": 9, "value": [1068.7171, 468.0],
            "status": ["reported", "computed"], "growth": [0.4324, np.nan],
            "lead": [0.1824, -0.05], "我的列": ["甲", None],
        }
    )  # fmt: skip


def heads(shown):
    return [column.head for column in shown.columns]


def test_heads_are_chinese_with_units_and_numbers_are_printed(frame):
    shown = show(frame)
    assert heads(shown) == ["地区", "指标", "分类", "年", "月", "数值", "状态", "同比增速（%）",
                            "超（欠）序时（百分点）", "我的列"]  # fmt: skip
    assert shown.lines(1)[0] == ["兰州市", "到位资金", "全部", "2024", "9", "1,068.72亿元", "报送",
                                 "43.24", "18.24", "甲"]  # fmt: skip
    assert shown.lines(2)[1][5:] == ["468个", "计算", "—", "-5.00", "—"]


def test_one_unit_stands_in_the_head_and_the_frame_stays_as_it_is(frame):
    before = frame.copy(deep=True)
    shown = show(frame.head(1), unit="")
    assert heads(shown)[5] == "数值（亿元）" and shown.lines(1)[0][5] == "1,068.72"
    show(frame)._repr_mimebundle_()
    pd.testing.assert_frame_equal(frame, before)


def test_the_unit_of_a_target_is_that_of_its_kind():
    targets = pd.DataFrame(
        {"clause": list("abc"), "indicator": "funds_in_place",
         "kind": ["level", "growth", "multiple"], "line": ["goal", "floor", "goal"],
         "value": [7000.0, 0.15, 2.0], "status": "final"}
    )  # fmt: skip
    shown = show(targets)
    assert shown.caption == "目标册" and heads(shown)[4] == "目标值"
    assert shown.columns[4].texts == ["7,000.00亿元", "15.00%", "2.00倍"]
    assert shown.columns[2].texts == ["总量", "增速", "倍数"]
    assert shown.columns[5].texts == ["定稿"] * 3


def test_a_passed_target_prints_its_surplus_and_an_unknown_unit_two_decimals():
    shown = show(pd.DataFrame({"gap": [12.5, -3.0], "needed_per_month": [4.1667, np.nan]}))
    assert shown.lines(2) == [["12.50", "4.17"], ["超3.00", "—"]]
    assert heads(show(pd.DataFrame({"gap": [12.5]}), unit="亿元")) == ["尚差（亿元）"]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_of_the_schema_has_its_name_and_words(table):
    shown = show(empty(table))
    assert shown.caption == vocabulary()["tables"][table.name]
    assert not [column.label for column in shown.columns if re.search("[a-z]", column.label)]
    assert shown.count == "共 0 行，显示 0 行"
    assert shown.block().kind == "note"


def test_what_a_column_holds_decides_between_two_meanings():
    assert described("expected", pd.Series([1.0])).label == "预计全年"
    assert described("expected", pd.Series(["48"])).label == "应为"
    assert described("method", pd.Series(["综合"]), "outlook").label == "方法"
    assert described("method", pd.Series(["基金"]), "projects").label == "招商方式"
    assert table_of(pd.DataFrame({"甲": [1]})) == ""


def test_rows_are_never_hidden_without_a_count():
    long = pd.DataFrame({"month": range(1, 2501)})
    shown = show(long, rows=10, most=100)
    assert shown.count == "共 2,500 行，显示 10 行"
    page = shown._repr_html_()
    assert page.count("<tr>") == 1 + 10 and "共 2,500 行，显示 10 行" in page
    assert len(held(page)["rows"]) == 100 and held(page)["total"] == 2500
    assert shown.block().content["notes"] == ["共 2,500 行，显示 10 行。"]
    assert repr(shown).splitlines()[-1] == "共 2,500 行，显示 10 行"


def held(page):
    found = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    return json.loads(html.unescape(found[1]) if "&" in found[1] else found[1])


HOSTILE = ["<script>alert(1)</script>", "=HYPERLINK(1)", "某\u202e公司", "</script><b>", '"><img>',
           "联系13912345678", "http://a.b/c", "长" * 5000]  # fmt: skip


def test_text_of_workbooks_does_no_harm():
    shown = show(pd.DataFrame({"name": HOSTILE, "<b>列</b>": HOSTILE}), rows=20)
    page = shown._repr_html_()
    assert page.count("<script") == 2 and page.count("</script>") == 2
    assert "<img" not in page and "<b>" not in page and "\u202e" not in page
    assert "13912345678" not in page and "http://" not in page and "长" * 300 not in page
    assert held(page)["rows"][0][0] == "<script>alert(1)</script>"
    json.dumps(shown.block().as_json())


def test_a_shown_table_is_a_block_of_a_briefing(frame):
    bundle = show(frame, caption="各单位")._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", MIME}
    notebook = {"cells": [{"outputs": [{"output_type": "execute_result", "data": bundle}]}]}
    [block] = collect_blocks(notebook)
    assert block.kind == "table" and block.content["caption"] == "各单位"
    assert [cell["text"] for cell in block.content["rows"][0]][:2] == ["兰州市", "到位资金"]


def test_an_index_with_a_name_and_odd_values_are_shown():
    wide = pd.DataFrame({2023: [1.5, None], ("甲", "乙"): [True, False]},
                        index=pd.Index(["兰州市", "庆阳市"], name="region"))  # fmt: skip
    shown = show(wide.assign(due=pd.Timestamp("2024-03-05"), lists=[("世界500强",), ()]))
    assert heads(shown) == ["地区", "2023", "甲·乙", "约定日期", "榜单"]
    assert shown.lines(2) == [["兰州市", "1.5", "是", "2024-03-05", "世界500强"],
                              ["庆阳市", "—", "否", "2024-03-05", "—"]]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"frame": [1]}, "show: expected a table (DataFrame), found list; type zs.show(table), "
                         "such as zs.show(zs.open_panel('2024-09'))"),
        ({"frame": pd.Series([1])}, "show: expected a table (DataFrame), found Series; type "
                                    "zs.show(series.to_frame())"),
        ({"frame": pd.DataFrame(), "rows": 0}, "show: rows = 0; type a whole number from 1 on"),
    ],
)  # fmt: skip
def test_wrong_use_says_what_to_type(given, sentence):
    with pytest.raises(PanelError) as refused:
        show(**given)
    assert str(refused.value) == sentence


def test_fonts_draw_chinese_and_leave_the_settings_as_they_were():
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    before = dict(mpl.rcParams)
    with fonts(font_size=11):
        figure, axes = plt.subplots()
        axes.bar(["兰州市", "庆阳市"], [-3, 5])
        axes.set_title("到位资金（亿元）")
    assert {n: v for n, v in mpl.rcParams.items() if n != "backend"} == {
        n: v for n, v in before.items() if n != "backend"
    }
    figure.savefig("/dev/null", format="png")  # a missing glyph is a warning, and so an error
    assert {label.get_fontname() for label in axes.get_xticklabels()} == {"Noto Sans SC"}
    plt.close(figure)
