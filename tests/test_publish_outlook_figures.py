"""Figures of the outlook: what is drawn, for print and for the screen."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.errors import PanelError
from zsanalytics.publish import outlook_figures
from zsanalytics.publish.blocks import texts


def words(block):
    return " ".join(texts(block))


def path():
    steps = ["2024年", "2025年", "2026年"]
    lines = {
        "展望": pd.Series([8400.0, 9500.0, 10_600.0], steps),
        "每年增长15%": pd.Series([6855.0, np.nan, 9066.0], steps),
    }
    band = pd.DataFrame({"lower": [8000.0, 8100, 8300], "upper": [9000.0, 11_000, 13_000]}, steps)
    return lines, band


def test_curves_with_a_band_and_a_level():
    lines, band = path()
    block = outlook_figures.curves(
        lines, caption="到2026年的几条路", alt="展望2026年越过10,000亿元。", unit="亿元", band=band,
        level=10_000.0, level_text="10,000亿元",
    )  # fmt: skip
    figure = block.content["plotly"]
    assert [trace["name"] for trace in figure["data"]] == ["80%区间", "展望", "每年增长15%"]
    assert figure["data"][2]["y"] == [6855.0, None, 9066.0]  # a gap, never a zero
    assert figure["layout"]["shapes"][0]["y0"] == 10_000
    assert figure["data"][1]["line"]["dash"] != figure["data"][2]["line"]["dash"]
    assert "10,000亿元" in words(block) and "2026年" in words(block)


def test_curves_in_percent_start_at_zero():
    lines = {"预计": pd.Series([0.1, 0.03], ["3月", "9月"])}
    block = outlook_figures.curves(lines, caption="误差", alt="误差。", unit="%", percent=True)
    assert block.content["plotly"]["layout"]["yaxis"]["tickformat"] == ".0%"
    assert "10%" in words(block)
    empty = {"预计": pd.Series([np.nan], ["3月"])}
    with pytest.raises(PanelError, match=r"^curves: no line has a value; leave the figure out$"):
        outlook_figures.curves(empty, caption="误差", alt="误差。", unit="%")


def test_bars_keep_their_order_and_leave_out_what_is_not_known():
    rows = pd.DataFrame({"name": ["展望", "持平", "推迟"], "value": [8400.0, np.nan, 8300.0]})
    block = outlook_figures.bars(
        rows,
        target=7000.0,
        target_text="年度目标7,000.00",
        unit="亿元",
        caption="情景",
        mark="演示数据",
    )
    figure = block.content["plotly"]
    assert figure["data"][0]["y"] == ["展望", "推迟"]
    assert figure["layout"]["shapes"][0]["layer"] == "above"
    assert figure["layout"]["title"]["text"] == "演示数据"
    assert "展望8,400.00亿元" in block.content["alt"]
    with pytest.raises(PanelError, match=r"^bars: no row has a value; leave the figure out$"):
        outlook_figures.bars(
            rows.iloc[1:2], target=None, target_text="", unit="亿元", caption="情景"
        )


def test_swings_reach_from_low_to_high():
    rows = pd.DataFrame({"factor": ["误差", "增速"], "low": [80.0, 95.0], "high": [130.0, 105.0]})
    block = outlook_figures.swings(rows, middle=100.0, unit="亿元", caption="影响")
    trace = block.content["plotly"]["data"][0]
    assert trace["base"] == [80, 95] and trace["x"] == [50, 10]
    assert block.content["alt"] == "影响：影响最大的是误差，80.00至130.00亿元。"
    with pytest.raises(PanelError, match=r"^swings: no factor; leave the figure out$"):
        outlook_figures.swings(rows.iloc[:0], middle=1.0, unit="亿元", caption="影响")


def test_a_name_from_a_workbook_is_escaped_for_the_screen():
    rows = pd.DataFrame({"factor": ["<b>甲</b>"], "low": [1.0], "high": [2.0]})
    block = outlook_figures.swings(rows, middle=1.5, unit="个", caption="影响")
    assert block.content["plotly"]["data"][0]["y"] == ["&lt;b&gt;甲&lt;/b&gt;"]


def test_a_notebook_gets_the_interactive_figure_too():
    lines, _ = path()
    block = outlook_figures.curves(lines, caption="路", alt="路。", unit="亿元")
    bundle = block._repr_mimebundle_()
    assert bundle[outlook_figures.PLOTLY]["data"] == block.content["plotly"]["data"]
    assert "text/html" in bundle
