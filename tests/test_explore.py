"""The analyst's figures: right numbers, Chinese hover, nothing fetched, errors that help."""

import json
import re
import warnings

import numpy as np
import openpyxl
import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics import explore
from zsanalytics.errors import PanelError, WorkbookError
from zsanalytics.explore.house import FAMILY, PLOTLY
from zsanalytics.publish.blocks import collect_blocks
from zsanalytics.schema import PANEL, conform

CITIES = ("兰州市", "庆阳市", "天水市")


@pytest.fixture(scope="module")
def panel():
    """Give two years of a province, three cities and two chains; the province is their sum."""
    rows = []
    for year, scale in ((2023, 1.0), (2024, 1.5)):
        for month in range(2, 13 if year == 2023 else 10):
            for place, city in enumerate(CITIES, start=1):
                falls = city == "天水市" and year == 2024
                value = place * 10.0 * month * (0.9 if falls else scale)
                rows.append((city, "来源地=省外", year, month, value))
                rows.append((city, "全部", year, month, value * 1.25))
            whole = sum(row[4] for row in rows[-6:] if row[1] == "来源地=省外")
            rows.append(("甘肃省", "来源地=省外", year, month, whole))
            rows.append(("甘肃省", "全部", year, month, whole * 1.25))
            rows.append(("甘肃省", "重点产业链=石化", year, month, whole * 0.25))
            rows.append(("甘肃省", "重点产业链=文化旅游", year, month, whole * 0.125))
    frame = pd.DataFrame(rows, columns=["region", "segment", "year", "month", "value"])
    frame = frame.assign(indicator="funds_in_place", status="reported", source="甲.xlsx!表!A1")
    return conform(frame, PANEL)


@pytest.fixture(scope="module")
def targets():
    return pd.DataFrame(
        {
            "clause": ["a", "b", "c"], "region": ["甘肃省", "兰州市", "庆阳市"],
            "indicator": "funds_in_place", "segment": "来源地=省外", "year": 2024, "kind": "level",
            "line": "goal", "value": [1000.0, 150.0, 500.0],
        }
    )  # fmt: skip


def said(figure):
    """Give all hover texts of a figure."""
    return [text for trace in figure.data for text in np.ravel(trace.customdata or ())]


def test_progress_draws_the_years_the_target_and_its_pace(panel, targets):
    figure = explore.progress(panel, targets=targets)
    assert [trace.name for trace in figure.data] == ["2024年", "2023年", "序时进度"]
    assert figure.data[0].y[-1] == 10 * 9 * (1.5 + 2 * 1.5 + 3 * 0.9)
    assert figure.data[0].customdata[-1] == "648.00亿元，同比 20.00%，完成目标 64.80%"
    assert figure.layout.title.text.startswith("甘肃省省外到位资金累计")
    assert figure.layout.annotations[0].text == "年度目标 1,000.00亿元"


def test_names_may_be_spelt_as_people_spell_them(panel):
    figure = explore.progress(panel, "兰州", indicator="累计到位资金", segment="其中：省外")
    assert "兰州市省外到位资金累计" in figure.layout.title.text


def test_the_region_not_said_is_the_one_that_the_others_lie_in(panel):
    county = panel[panel["region"].eq("庆阳市")].assign(region="西峰区")
    city = pd.concat([panel[panel["region"].isin(["兰州市"])], county.assign(region="城关区")])
    assert "兰州市省外" in explore.progress(city).layout.title.text
    assert "西峰区省外" in explore.progress(county).layout.title.text


def test_growth_ranking_flows_and_parts(panel):
    grown = explore.growth(panel, ["甘肃省", "天水市"])
    assert round(grown.data[0].y[-1], 4) == 0.2 and grown.data[0].x[0] == "2024-02-01"
    assert said(grown)[-1] == "-10.00%（243.00亿元，上年同期 270.00亿元）"
    ranked = explore.ranking(panel)
    assert list(ranked.data[0].y) == ["兰州市", "庆阳市", "天水市"]
    assert list(ranked.data[0].text) == ["50.00%", "50.00%", "-10.00%"]
    assert ranked.layout.annotations[0].text == "甘肃省 20.00%"
    months = explore.flows(panel, "兰州市")
    assert said(months)[0] == "2023年1-2月合计 20.00亿元" and said(months)[1].endswith("10.00亿元")
    parts = explore.structure(panel)
    assert list(parts.data[1].text) == ["20.00%", "10.00%"]
    assert list(parts.data[1].y) == ["石化", "文化旅游"]


def test_tiles_show_completion_and_gap_of_those_with_a_target(panel, targets):
    done = explore.completion(panel, targets)
    shown = [text for row in done.data[0].text for text in row if text]
    assert "兰州市<br>90.00%" in shown and "庆阳市<br>54.00%" in shown and "天水市<br>—" in shown
    lacking = explore.gap(panel, targets)
    assert "兰州市<br>15.00亿元" in [text for row in lacking.data[0].text for text in row]
    with pytest.raises(PanelError, match=r"^completion: no member of 甘肃省 has a target of funds"):
        explore.completion(panel, targets.head(1))


def test_the_tasks_of_allocate_are_targets(panel):
    tasks = pd.DataFrame({"region": CITIES, "value": [150.0, 500.0, 300.0], "reached": 1.0})
    shown = explore.completion(panel, tasks).data[0].text
    assert "天水市<br>81.00%" in [text for row in shown for text in row]


def test_the_outlook_is_a_fan_to_december(panel, targets):
    own = panel.query("region == '甘肃省' and segment == '来源地=省外'")
    ends = zs.year_end(own, "2024-09", targets.head(1))
    figure = explore.outlook(panel, ends)
    names = [trace.name for trace in figure.data]
    assert names == ["95%区间", "80%区间", "50%区间", "2023年", "2024年累计", "预计"]
    assert figure.data[-1].y[-1] == float(ends["expected"].iloc[0])
    assert figure.layout.annotations[0].text.startswith("年度目标 1,000.00亿元，把握")
    with pytest.raises(
        PanelError, match=r"^outlook: no row of 兰州市, funds_in_place, 来源地=省外"
    ):
        explore.outlook(panel, ends, "兰州市")


def test_revisions_draw_what_changed_and_count_what_did_not(panel):
    later = panel.assign(known="2024-11-05", value=panel["value"].where(
        ~(panel["year"].eq(2024) & panel["month"].eq(8)), panel["value"] * 0.98))  # fmt: skip
    triangle = zs.revision_triangle(pd.concat([panel.assign(known="2024-10-08"), later]))
    figure = explore.revisions(triangle, "庆阳市")
    assert [trace.name for trace in figure.data] == ["2024年8月"]
    assert round(figure.data[0].y[1], 4) == -0.02
    assert "19个数据见于多个时点，1个有修订，其余未变" in figure.layout.title.text
    with pytest.raises(PanelError, match=r"^revisions: the triangle has 1 state of the panel"):
        explore.revisions(triangle[triangle["known"] == "2024-10-08"], "庆阳市")


@pytest.fixture(scope="module")
def projects():
    rows = []
    for month in (8, 9):
        for n in range(30):
            signed = pd.Timestamp(2023 + n % 2, 1 + n % 7, 5)
            rows.append({
                "region": "兰州市", "project_id": f"p{n}", "year": 2024, "month": month,
                "contract_amount": 10.0, "signed_on": signed, "funds_total": month * 0.5,
                "funds_ytd": month * 0.5, "funds_outside_ytd": month * 0.5, "status": "active",
                "started_on": signed + pd.Timedelta(days=90) if n % 3 else pd.NaT,
            })  # fmt: skip
    return pd.DataFrame(rows)


def test_cohorts_and_the_lag_of_money(projects):
    figure = explore.cohort(projects, "2024-09")
    assert [trace.name for trace in figure.data] == ["2024年签约", "2023年签约"]
    assert figure.data[0].customdata[0] == "15个，150.00亿元，占 100.00%"
    lagging = explore.lag(projects, "2024-09")
    assert [trace.name for trace in lagging.data] == ["当月到位", "累计到位"]
    with pytest.raises(PanelError, match=r"^cohort: no project signed from 2024 to 2024; type"):
        explore.cohort(projects.assign(signed_on=pd.Timestamp(2020, 1, 1)), "2024-09", years=1)


def test_a_notebook_shows_a_figure_offline_with_chinese_buttons(panel):
    bundle = explore.progress(panel)._repr_mimebundle_()
    text = json.dumps(bundle)
    assert set(bundle) == {PLOTLY, "text/plain"} and "http" not in text and len(text) < 20_000
    config = bundle[PLOTLY]["config"]
    assert config["locales"][config["locale"]]["dictionary"]["Zoom"] == "缩放"
    assert "sendChartToCloud" in config["modeBarButtonsToRemove"] and not config["plotlyServerURL"]
    assert config["toImageButtonOptions"]["filename"] == "甘肃省省外到位资金累计"
    assert bundle[PLOTLY]["layout"]["font"]["family"] == FAMILY


def test_hostile_names_are_escaped(panel):
    odd = panel.assign(region=panel["region"].replace("兰州市", "<a href=x>\u202e"))
    figure = explore.progress(odd, "<a href=x>\u202e")
    assert figure.layout.title.text.startswith("&lt;a href=x&gt;省外")


def test_a_figure_becomes_a_block_of_a_briefing_without_a_missing_glyph(panel, targets):
    shown = [explore.progress(panel, targets=targets), explore.ranking(panel),
             explore.completion(panel, targets), explore.growth(panel)]  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        blocks = [explore.block(figure) for figure in shown]
    outputs = [{"output_type": "display_data", "data": b._repr_mimebundle_()} for b in blocks]
    found = collect_blocks({"cells": [{"outputs": outputs}]})
    captions = [block.content["caption"] for block in found]
    assert captions[:2] == ["甘肃省省外到位资金累计", "甘肃省各单位省外到位资金同比增速"]
    assert "年度目标 1,000.00亿元" in found[0].content["svg"]
    with pytest.raises(PanelError, match=r"^block: dict is no figure of zs.explore; type zs.expl"):
        explore.block({})


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda p: explore.progress(p, "兰洲市"),
         "progress: no rows of region '兰洲市'; type region='兰州市'; there is 兰州市, 天水市, "
         "庆阳市, 甘肃省"),
        (lambda p: explore.flows(p, indicator="到"),
         "flows: no rows of indicator '到'; type indicator='funds_in_place'; there is "
         "funds_in_place"),
        (lambda p: explore.progress(p, segment="来源地=省内"),
         "progress: no rows of segment '来源地=省内'; type segment='来源地=省外'; there is 全部, "
         "来源地=省外, 重点产业链=文化旅游, 重点产业链=石化"),
        (lambda p: explore.progress(p, asof="2024-12"),
         "progress: 甘肃省 has no row of 2024-12; type asof='2024-09', its newest month, or "
         "another that is there"),
        (lambda p: explore.progress(p[p["region"].isin(["兰州市", "庆阳市"])]),
         "progress: which region? type region='兰州市'; there is 兰州市, 庆阳市"),
        (lambda p: explore.progress(p.head(0)),
         "progress: the panel is empty; type panel = zs.open_panel('2024-09')"),
        (lambda p: explore.ranking(p, "兰州市"),
         "ranking: 兰州市 has no members in the panel; type region= one that has, such as "
         "'甘肃省'"),
        (lambda p: explore.ranking(p, by="grwoth"),
         "ranking: by='grwoth'; type by= one of 'value', 'growth', 'monthly'"),
        (lambda p: explore.structure(p, dimension="规模"),
         "structure: 甘肃省 has no parts by '规模' in 2024-09; type dimension= one of '来源地', "
         "'重点产业链'"),
        (lambda p: explore.growth(p[p["year"] == 2024]),
         "growth: no month has a base a year earlier; build an earlier year, or type "
         "zs.explore.progress(panel)"),
        (lambda p: explore.growth(p, []), "growth: 0 regions; type one to six of them"),
    ],
)  # fmt: skip
def test_errors_say_what_there_is_and_what_to_type(panel, call, sentence):
    with pytest.raises(PanelError) as refused:
        call(panel)
    assert str(refused.value) == sentence


@pytest.fixture
def workbook(tmp_path):
    """Write a sheet of two counties with a note, a hidden row and a contact."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "汇总"
    for row in (
        ["兰州市2024年1-9月招商引资情况"], ["单位：万元"],
        ["县区", "到位资金", "签约金额", "不知何物"], ["城关区", 12000, 30000, 5],
        ["七里河区", "8000", 20000, 6], ["永登县", 1, 2, 3],
        ["联系人：张三", "电话：", "0931-8255555"], ["注：<b>演示</b>"],
    ):  # fmt: skip
        page.append(row)
    page.row_dimensions[6].hidden = True
    page.merge_cells("A1:D1")
    book.create_sheet("空")
    book.save(tmp_path / "兰州市.xlsx")
    return tmp_path / "兰州市.xlsx"


def test_the_sheet_shows_what_each_cell_was_read_as(workbook):
    shown = explore.sheet(workbook)
    part = shown.parts.set_index("cell")
    assert part.loc["B4", "said"] == "城关区，到位资金，2024年1—9月，12,000万元 = 1.20亿元"
    assert part.loc[["A1", "A2", "A4", "B3", "A3"], "part"].tolist() == [
        "时间", "单位", "地区", "表头", "表头",
    ]  # fmt: skip
    assert part.loc["A6", "part"] == "隐藏（不采用）"
    page = shown._repr_html_()
    assert "张三" not in page and "8255555" not in page and "<b>演示" not in page
    assert 'colspan="4"' in page and "A8 未用" in page
    assert re.search(r"共 8 行，显示 8 行", repr(shown))
    assert "共 8 行，显示 3 行" in explore.sheet(workbook, rows=3).summary


def test_a_sheet_that_is_not_there_says_which_are(workbook):
    with pytest.raises(WorkbookError) as refused:
        explore.sheet(workbook, "汇部")
    assert str(refused.value) == "兰州市.xlsx: no sheet '汇部'; type name= one of '汇总'"


def test_a_misspelt_public_name_says_what_to_type():
    with pytest.raises(AttributeError) as refused:
        _ = zs.grwoth
    assert str(refused.value) == "module 'zsanalytics' has no attribute 'grwoth'; type zs.growth"
    assert {"explore", "show", "fonts", "blocks", "prepare"} <= set(dir(zs))


def test_ipython_shows_a_figure_by_its_bundle(panel):
    from IPython.core.formatters import DisplayFormatter

    data, _ = DisplayFormatter().format(explore.progress(panel))
    assert set(data) == {PLOTLY, "text/plain"} and "config" in data[PLOTLY]
