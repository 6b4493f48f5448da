"""Records: what every figure of a sheet is said to be, in many layouts; what is asked back."""

import os
from pathlib import Path

import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import WorkbookError
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.records import read_records, take_records
from zsanalytics.intake.sheet import letters
from zsanalytics.schema import CELLS, RECORDS, conform

BOOK = load_codebook()
FUNDS, OUTSIDE = ("funds_in_place", "全部"), ("funds_in_place", "来源地=省外")
PROJECTS, AMOUNT = ("contracted_projects", "全部"), ("contracted_amount", "全部")


def take(rows, *, merged=(), shown=(), file="表.xlsx", sheet="Sheet1", asof=None):
    """Read literal rows; ``merged`` as (row, column, row, column), ``shown`` as {cell: text}."""
    into = {
        (r, c): f"{letters(c1)}{r1 + 1}"
        for r1, c1, r2, c2 in merged
        for r in range(r1, r2 + 1)
        for c in range(c1, c2 + 1)
    }
    held = {(r, c): v for r, row in enumerate(rows) for c, v in enumerate(row) if v is not None}
    cells = [
        {
            "file": file, "sheet": sheet, "cell": f"{letters(c)}{r + 1}", "row": r, "column": c,
            "value": held.get((r, c)), "text": dict(shown).get(f"{letters(c)}{r + 1}"),
            "merged_into": into.get((r, c)), "hidden": False,
        }
        for r, c in sorted({*held, *into})
    ]  # fmt: skip
    return take_records(conform(cells, CELLS), BOOK, asof=asof)


def told(rows, **how):
    """Give each figure: region, indicator, segment, year, month, basis, measure, value."""
    columns = ["region", "indicator", "segment", "year", "month", "basis", "measure", "value"]
    records = take(rows, **how).records
    records = records[records["number"].notna()]
    return {
        cell: tuple(None if pd.isna(v) else v for v in values)
        for cell, *values in records[["cell", *columns]].itertuples(index=False)
    }


def ytd(region, what, value, year=2024, month=9, basis="ytd", measure="value"):
    return (region, *what, year, month, basis, measure, value)


def test_regions_by_indicators_under_two_header_rows():
    seen = told(
        [
            ["甘肃省2024年1-9月招商引资情况统计表"],
            [None, None, None, None, None, None, "单位：万元、个"],
            ["序号", "市州", "新签约项目", None, "到位资金", None, None],
            [None, None, "个数", "金额", "本年累计", "上年同期", "同比(%)"],
            [1, "兰州", 100, 12345.6, "9,999", 8888, 12.5],
            [2, "临夏州", 1, 2, "0.5亿", "—", "12.34%"],
            ["合计", None, 101, 12347.6, 14999, 8888, 12.5],
        ],
        merged=[(0, 0, 0, 6), (2, 2, 2, 3), (2, 4, 2, 6), (2, 0, 3, 0), (2, 1, 3, 1), (6, 0, 6, 1)],
    )
    assert seen["C5"] == ytd("兰州市", PROJECTS, 100)
    assert seen["D5"] == ytd("兰州市", AMOUNT, 1.23456)
    assert seen["E5"] == ytd("兰州市", FUNDS, 0.9999)
    assert seen["F5"] == ytd("兰州市", FUNDS, 0.8888, year=2023)
    assert seen["G5"] == ytd("兰州市", FUNDS, 0.125, measure="growth")
    assert seen["E6"] == ytd("临夏回族自治州", FUNDS, 0.5)
    assert seen["G6"] == ytd("临夏回族自治州", FUNDS, 0.1234, measure="growth")
    assert seen["C7"] == ytd("甘肃省", PROJECTS, 101)
    assert "F6" not in seen


def test_indicators_by_regions_with_a_unit_column():
    seen = told(
        [
            ["庆阳市2024年前三季度招商引资情况", None, None, None, None],
            ["指标", "单位", "全市", "西峰区", "庆城县"],
            ["签约项目数", "个", 10, 6, 4],
            ["到位资金", "亿元", 5.5, 3, 2.5],
            ["#省外到位资金", "万元", 45000, "2.5万", "/"],
            ["同比增长", "%", 12.3, -4, 5],
        ]
    )
    assert seen["C3"] == ytd("庆阳市", PROJECTS, 10)
    assert seen["D4"] == ytd("西峰区", FUNDS, 3)
    assert seen["C5"] == ytd("庆阳市", OUTSIDE, 4.5)
    assert seen["D5"] == ytd("西峰区", OUTSIDE, 0.00025)  # 2.5万 in a row of 万元 is 万元
    assert seen["E6"] == ytd("庆城县", OUTSIDE, 0.05, measure="growth")  # of the row above


def test_one_unit_with_month_total_year_before_and_growth():
    seen = told(
        [
            ["兰州市招商引资完成情况"],
            ["2024年9月", None, None, "填报日期：2024年10月8日"],
            ["指标名称", "计量单位", "本月", "本年累计", "上年同期", "同比增长%"],
            ["一、到位资金", "亿元", 10, 100, 90, 11.11],
            ["  其中：省外", "亿元", 9, 80, 70, 14.29],
            ["        省内", "亿元", 1, 20, 20, 0],
            ["二、新签约项目数", "个", 3, 33, 30, 10],
            ["三、签约金额", "亿元", 3, 33.5, 30, 10],
            ["  其中：10亿元以上", "亿元", 1, 2, 3, 4],
        ]
    )
    assert seen["C4"] == ytd("兰州市", FUNDS, 10, basis="month")
    assert seen["D5"] == ytd("兰州市", OUTSIDE, 80)
    assert seen["E6"] == ytd("兰州市", ("funds_in_place", "来源地=省内"), 20, year=2023)
    assert seen["F6"] == ytd("兰州市", ("funds_in_place", "来源地=省内"), 0, measure="growth")
    assert seen["D9"] == ytd("兰州市", ("contracted_amount", "规模=10亿元以上"), 2)


def test_one_indicator_by_months_takes_it_from_the_title():
    seen = told(
        [
            ["甘肃省各市州到位资金分月累计情况（亿元）"],
            ["地区", "2023年1-12月", "2024年1-2月", "1-3月"],
            ["兰州市", 1, 2, 3],
            ["金昌市", 1, 2, 3],
            ["全省", 2, 4, 6],
        ]
    )
    assert seen["B3"] == ytd("兰州市", FUNDS, 1, 2023, 12)
    assert seen["D4"] == ytd("金昌市", FUNDS, 3, 2024, 3)
    assert seen["C5"] == ytd("甘肃省", FUNDS, 4, 2024, 2)


@pytest.mark.parametrize(
    ("title", "figures", "basis"),
    [
        ("2024年各市州到位资金（亿元）", [5, 3, 4], "month"),  # a total never falls
        ("2024年各市州到位资金（亿元）", [3, 4, 5], "ytd"),
        ("2024年各市州到位资金当月数（亿元）", [3, 4, 5], "month"),
        ("2024年各市州到位资金累计（亿元）", [5, 3, 4], "ytd"),
    ],
)
def test_single_months_are_flows_or_totals_by_title_or_by_figures(title, figures, basis):
    seen = told([[title], ["地区", "4月", "5月", "6月"], ["兰州市", *figures]])
    assert [seen[c][3:6] for c in ("B3", "C3", "D3")] == [(2024, m, basis) for m in (4, 5, 6)]


def test_a_month_beside_its_total_is_a_flow():
    seen = told([["2024年到位资金（亿元）"], ["地区", "9月", "1-9月"], ["兰州市", 1, 9]])
    assert (seen["B3"], seen["C3"]) == (
        ytd("兰州市", FUNDS, 1, basis="month"), ytd("兰州市", FUNDS, 9),
    )  # fmt: skip


def test_tidy_lists_in_chinese_and_exports_of_our_own_panel():
    seen = told(
        [
            ["地区", "指标", "分组", "年", "月", "数值", "单位"],
            ["兰州市", "到位资金", "省外", 2024, 9, 12000, "万元"],
            ["酒泉市", "签约项目数", "全部", 2023, 8, 5, "个"],
        ],
        file="list.csv",
    )
    assert seen == {
        "F2": ytd("兰州市", OUTSIDE, 1.2), "F3": ytd("酒泉市", PROJECTS, 5, 2023, 8)
    }  # fmt: skip
    seen = told(
        [
            ["region", "indicator", "segment", "year", "month", "value", "status", "source"],
            ["兰州市", "funds_in_place", "来源地=省外", 2024, 9, 1200.5, "reported", "a!b!C3"],
        ],
        file="panel.csv",
    )
    assert seen == {"F2": ytd("兰州市", OUTSIDE, 1200.5)}


def test_regions_as_subheadings_and_as_merged_stubs():
    seen = told(
        [
            ["2024年9月招商引资主要指标"], ["指标", "本月", "累计"],
            ["一、兰州市"], ["签约项目数（个）", 1, 2], ["到位资金（亿元）", None, 4.5],
            ["二、金昌市"], ["签约项目数（个）", 3, 4],
        ]
    )  # fmt: skip
    assert seen["C5"] == ytd("兰州市", FUNDS, 4.5)
    assert seen["B7"] == ytd("金昌市", PROJECTS, 3, basis="month")
    seen = told(
        [
            ["2024年1-9月主要指标", None, None, None], ["县区", "指标", "单位", "累计"],
            ["西峰区", "签约项目数", "个", 10], [None, "到位资金", "万元", 1000],
            ["庆城县", "签约项目数", "个", 8], [None, "到位资金", "万元", 800],
        ]
    )  # fmt: skip
    assert seen["D4"] == ytd("西峰区", FUNDS, 0.1)
    assert seen["D5"] == ytd("庆城县", PROJECTS, 8)


def test_subtotals_of_prefectures_and_the_total_of_the_province():
    seen = told(
        [
            ["2024年1-9月到位资金统计表（亿元）", None, None],
            ["市州", "县区", "到位资金"],
            ["庆阳市", "小计", 5], [None, "西峰区", 3], [None, "庆城县", 2],
            ["兰州市", "小计", 5], [None, "城关区", 3], [None, "七里河区", 2],
            ["合计", None, 10],
        ],
        merged=[(2, 0, 4, 0), (5, 0, 7, 0), (8, 0, 8, 1)],
    )  # fmt: skip
    regions = ["庆阳市", "西峰区", "庆城县", "兰州市", "城关区", "七里河区", "甘肃省"]
    assert [row[0] for row in seen.values()] == regions


def test_the_total_of_a_prefecture_is_the_prefecture_first_or_last():
    for rows in (
        [["合计", 5], ["西峰区", 3], ["庆城县", 2]],
        [["西峰区", 3], ["庆城县", 2], ["全市", 5]],
    ):
        seen = told([["庆阳市2024年9月（亿元）"], ["县区", "到位资金"], *rows])
        assert ytd("庆阳市", FUNDS, 5) in seen.values()


def test_three_header_rows_with_groups_written_once():
    seen = told(
        [
            ["甘肃省2024年1-9月"],
            ["单位：亿元、个、家"],
            ["地区", "签约", None, None, None, "到位资金", None, "三个500强", None, None],
            [None, "项目数", "金额", "其中：10亿元以上", None, "累计", "同比±%", "企业数", "项目数",
             "签约金额"],
            [None, None, None, "个数", "金额"],
            ["兰州市", 1, 2, 3, 4, 5, 6, 7, 8, 9],
        ]
    )  # fmt: skip
    assert [row[1:3] for row in seen.values()] == [
        PROJECTS, AMOUNT, ("contracted_projects", "规模=10亿元以上"),
        ("contracted_amount", "规模=10亿元以上"), FUNDS, FUNDS,
        ("contracted_firms", "三个500强=合计"), ("contracted_projects", "三个500强=合计"),
        ("contracted_amount", "三个500强=合计"),
    ]  # fmt: skip


def test_chains_as_rows_with_their_total():
    seen = told(
        [
            ["甘肃省2024年1—9月重点产业链招商引资情况（亿元）"],
            ["重点产业链", "签约项目数（个）", "到位资金"],
            ["新能源及装备制造", 1, 3],
            ["文化旅游产业链", 1, 3],
            ["合计", 2, 6],
        ]
    )
    assert [seen[c][2] for c in ("C3", "C4", "C5")] == [
        "重点产业链=新能源及装备制造", "重点产业链=文化旅游", "重点产业链=合计"
    ]  # fmt: skip


def test_growth_completion_and_rank_belong_to_the_figure_on_their_left():
    seen = told(
        [
            ["2024年1-9月甘肃省各市州招商引资目标任务完成情况表"],
            [None, None, None, "单位：亿元、%"],
            ["市州", "年度目标任务", "到位资金完成数", "完成比例", "位次", "比上年同期增长"],
            ["兰州市", 100, 80, 80, 2, 12.1],
        ]
    )
    assert seen["C4"] == ytd("兰州市", FUNDS, 80)
    assert seen["D4"] == ytd("兰州市", FUNDS, 0.8, measure="completion")
    assert seen["E4"] == ytd("兰州市", FUNDS, 2, measure="rank")
    assert seen["F4"] == ytd("兰州市", FUNDS, 0.121, measure="growth")
    assert seen["B4"][6] is None  # a target is no reported value


def test_two_languages_and_units_in_the_header():
    seen = told(
        [
            ["甘肃省2024年1-9月招商引资 Investment attraction, Jan-Sep 2024"],
            ["地区 Region", "到位资金\nFunds in place\n(亿元)", "同比增长\nGrowth (%)"],
            ["兰州市 Lanzhou", 10.5, 3.2],
            ["合计 Total", 21, 3.2],
        ]
    )
    assert seen["B3"] == ytd("兰州市", FUNDS, 10.5)
    assert seen["B4"] == ytd("甘肃省", FUNDS, 21)


def test_a_row_of_another_month_says_so_itself():
    seen = told(
        [
            ["白银市2024年1-9月到位资金（亿元）"], ["县区", "期间", "到位资金"],
            ["白银区", "1-9月", 5], ["平川区", "1-8月", 4],
        ]
    )  # fmt: skip
    assert (seen["C3"][3:5], seen["C4"][3:5]) == ((2024, 9), (2024, 8))


@pytest.mark.parametrize(
    ("value", "shown", "head"),
    [(12.34, None, "同比(%)"), ("12.34%", None, "同比"), (0.1234, "12.34%", "同比(%)"),
     (0.1234, "12.34%", "同比"), (0.1234, None, "同比")],
)  # fmt: skip
def test_three_ways_of_writing_a_percentage_are_one_value(value, shown, head):
    rows = [["兰州市2024年9月到位资金（亿元）"], ["指标", "累计", head], ["到位资金", 5, value]]
    seen = told(rows, shown={"C3": shown} if shown else {})
    assert seen["C3"] == ytd("兰州市", FUNDS, 0.1234, measure="growth")


def test_years_are_whole_years_unless_they_stand_beside_the_reports_own():
    seen = told([["兰州市到位资金（亿元）"], ["年份", "到位资金"], [2022, 5], [2023, 6]])
    assert seen["B4"] == ytd("兰州市", FUNDS, 6, 2023, 12, "annual")
    seen = told([["2024年1-9月（亿元）"], ["指标", "2024年", "2023年"], ["到位资金", 6, 5]],
                file="兰州市.xlsx")  # fmt: skip
    assert seen["C3"] == ytd("兰州市", FUNDS, 5, 2023)


@pytest.mark.parametrize(
    ("title", "sheet", "file", "month"),
    [
        ("2024年1-9月情况", "Sheet1", "兰州市2024-08.xlsx", (2024, 9)),
        ("招商引资情况", "2024年1—9月", "兰州市2024-08.xlsx", (2024, 9)),
        ("招商引资情况", "Sheet1", "兰州市2024-08.xlsx", (2024, 8)),
        ("2024年招商引资情况", "1-9月", "兰州市.xlsx", (2024, 9)),
        ("2024年招商引资情况", "Sheet1", "兰州市.xlsx", (2024, 12)),
    ],
)
def test_the_period_comes_from_title_sheet_and_file_in_this_order(title, sheet, file, month):
    rows = [[title, "单位：亿元"], ["指标", "累计"], ["到位资金", 5]]
    assert told(rows, sheet=sheet, file=file)["B3"][3:5] == month


def workbook(**sheets):
    """Read several sheets of one workbook: {cell: (region, year, month, value)} by sheet."""
    cells = [
        {
            "file": "报表.xlsx", "sheet": sheet, "cell": f"{letters(c)}{r + 1}", "row": r,
            "column": c, "value": value, "hidden": False,
        }
        for sheet, rows in sheets.items()
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value is not None
    ]  # fmt: skip
    records = take_records(conform(cells, CELLS), BOOK).records
    records = records[records["number"].notna()]
    columns = ["region", "year", "month", "basis", "value"]
    return {
        (row[0], row[1]): tuple(None if pd.isna(v) else v for v in row[2:])
        for row in records[["sheet", "cell", *columns]].itertuples(index=False)
    }


TABLE = [["主要指标", "单位：亿元"], ["指标", "累计"], ["到位资金", 5]]


def test_a_cover_speaks_for_the_sheets_behind_it():
    seen = workbook(封面=[["庆阳市招商引资统计报表"], ["2024年9月"]], 表1=TABLE, 表2=TABLE)
    assert set(seen.values()) == {("庆阳市", 2024, 9, "ytd", 5)}


def test_a_first_sheet_speaks_for_those_that_name_no_month():
    first = [["庆阳市2024年1-9月（亿元）"], *TABLE[1:]]
    years = [["历年（亿元）"], ["年份", "到位资金"], [2022, 3], [2023, 4]]
    own = [["2023年1-8月（亿元）"], *TABLE[1:]]
    seen = workbook(表1=first, 表2=TABLE, 历年=years)
    assert seen["表2", "B3"] == ("庆阳市", 2024, 9, "ytd", 5)
    assert seen["历年", "B3"] == ("庆阳市", 2022, 12, "annual", 3)
    seen = workbook(表1=first, 表2=own, 表3=TABLE)
    assert seen["表2", "B3"][1:3] == (2023, 8)
    assert seen["表3", "B3"][1:3] == (None, None)  # the sheets do not agree


def test_a_month_without_a_year_takes_it_from_the_folder():
    rows = [["招商引资情况（亿元）"], ["指标", "1-9月累计"], ["到位资金", 5]]
    assert told(rows, file="兰州市.xlsx", asof=(2024, 10))["B3"][3:5] == (2024, 9)


def test_dollars_need_a_stated_rate():
    rows = [["兰州市2024年9月"], ["指标", "累计"], ["到位资金（万美元）", 1000],
            ["实际使用外资（万美元）", 300]]  # fmt: skip
    seen = told(rows)
    assert (seen["B3"][-1], seen["B4"][-1]) == (None, 300)
    seen = told([*rows, ["注：汇率按1美元=7.1元人民币折算"]])
    assert seen["B3"][-1] == 0.71


def test_blank_figures_are_missing_and_their_row_is_no_group():
    taken = take(
        [
            ["2024年9月（亿元）"], ["指标", "累计"],
            ["兰州市"], ["到位资金"], ["签约金额", 3],
        ]
    )  # fmt: skip
    records = taken.records.set_index("cell")
    assert pd.isna(records.loc["B4", "value"])
    assert records.loc["B4", "indicator"] == "funds_in_place"
    assert records.loc["B5", ["region", "indicator"]].tolist() == ["兰州市", "contracted_amount"]


def test_contacts_are_never_read():
    records = take(
        [
            ["定西市2024年9月（亿元）"], ["指标", "累计"], ["到位资金", 5],
            ["填报人：张三", "联系电话：13900000000"], ["联系电话", 13900000001],
        ]
    ).records  # fmt: skip
    assert records["cell"].tolist() == ["B3"]


def test_contacts_in_a_caption_or_a_cell_are_never_quoted():
    taken = take(
        [
            ["填报单位：定西市投资合作局 填报人：张三 13900000000"],
            ["2024年9月（亿元） 联系人：李四"],
            ["指标", "1-8月累计", "备注"],
            ["到位资金", 5, None],
            ["签约金额", "王五13900000001", "赵六13900000002"],
        ]
    )
    said = taken.records.to_csv() + taken.findings.to_csv()
    assert not any(name in said for name in ("张三", "李四", "王五", "赵六", "1390000000"))
    assert set(taken.records["region"]) == {"定西市"}
    assert set(taken.records["region_text"]) == {"定西市"}


def test_a_title_states_its_month_in_many_ways():
    said = [
        "202409", "2024年09月份", "24年9月", "截至2024年9月30日", "二○二四年九月", "2024年前三季度",
        "2024年第三季度末", "2024年1月至9月", "2024.01-2024.09", "2024 年 1 － 9 月",
        "2024年度（截止9月25日）",
        "2024年9月（第9期）", "2023年和2024年1-9月对比", "9月2024", "2024九月", "1-9月（2024）",
    ]  # fmt: skip
    for text in said:
        rows = [[f"庆阳市招商引资情况 {text}"], ["单位：亿元"], ["指标", "累计"], ["到位资金", 5]]
        assert told(rows)["B4"] == ytd("庆阳市", FUNDS, 5), text


@pytest.mark.parametrize(
    ("title", "file", "region"),
    [
        ("甘肃省庆阳市西峰区2024年9月（亿元）", "报表.xlsx", "西峰区"),
        ("2024年9月（亿元）填报单位：定西市商务局", "报表.xlsx", "定西市"),
        ("招商引资2024年9月（亿元）", "兰州2024-09.xlsx", "兰州市"),
        ("甘肃省2024年9月（亿元）", "金昌市.xlsx", "金昌市"),
        ("全省2024年9月（亿元）", "报表.xlsx", "甘肃省"),
        ("经济合作2024年9月（亿元）", "报表.xlsx", None),
    ],
)
def test_whose_table_it_is(title, file, region):
    rows = [[title], ["指标", "累计"], ["到位资金", 5]]
    assert told(rows, file=file)["B3"][0] == region


def test_labels_units_and_decimals_are_kept_as_printed():
    record = take(
        [["兰州市2024年9月", "单位：万元"], ["指标", "累计"], ["到位资金", "1,234.50"]]
    ).records.iloc[0]
    assert record["row_label"] == "到位资金"
    assert record["column_label"] == "累计"
    assert (record["unit"], record["number"], record["decimals"]) == ("万元", 1234.5, 2)


def asked(rows, **how):
    findings = take(rows, **how).findings
    return findings[["severity", "rule", "cell", "message", "remedy"]].to_dict("records")


def test_an_ambiguous_region_is_asked_back():
    taken = take([["2024年9月（亿元）"], ["市州", "到位资金"], ["临夏", 5], ["兰州", 6]])
    assert taken.records["region"].isna().tolist() == [True, False]
    assert taken.findings[["severity", "cell", "message", "remedy"]].to_dict("records") == [
        {
            "severity": "error", "cell": "A3",
            "message": "地区名称“临夏”可能是临夏回族自治州、临夏市、临夏县，不能确定是哪一个，"
                       "该行数据未采用。",
            "remedy": "请写出全称。",
        }
    ]  # fmt: skip


def test_an_unknown_region_comes_with_the_nearest_name():
    rows = [["2024年9月（亿元）"], ["市州", "到位资金"], ["庆扬市", 5], ["兰州", 6], ["金昌", 6]]
    assert asked(rows) == [
        {
            "severity": "error", "rule": "unknown_region", "cell": "A3",
            "message": "地区名称“庆扬市”不在地区表中，该行数据未采用。",
            "remedy": "最接近的是“庆阳市”；如为同一地区的另一种写法，请改写，"
                      "或在 codes/regions.toml 中加别名。",
        }
    ]  # fmt: skip


def test_a_word_no_list_knows_keeps_a_figure_out():
    rows = [["兰州市2024年9月（亿元）"], ["指标", "累计"], ["人均到位资金", 5]]
    assert told(rows)["B3"][1:3] == (None, None)
    (row,) = asked(rows)
    assert (row["rule"], row["cell"]) == ("unknown_indicator", "A3")
    assert row["message"] == "“人均到位资金/累计”中的“人均”不在指标表中，该项数据未采用。"


def test_an_amount_without_unit_has_no_value():
    rows = [["兰州市2024年9月"], ["指标", "累计"], ["到位资金", 5], ["签约项目数", 5]]
    assert [row[-1] for row in told(rows).values()] == [None, 5]
    assert asked(rows) == [
        {
            "severity": "error", "rule": "no_unit", "cell": "B3",
            "message": "“到位资金”没有写明计量单位，数据未采用。",
            "remedy": "请在表头或表题右下注明单位，如“单位：万元”。",
        }
    ]  # fmt: skip


def test_a_table_without_month_or_region_is_asked_back():
    rows = [["招商引资情况（亿元）"], ["指标", "累计"], ["到位资金", 5]]
    assert [row["message"] for row in asked(rows)] == [
        "表题、表名和文件名都没有写明地区，数据未采用。",
        "表题、表名和文件名都没有写明年份和月份，数据未采用。",
    ]


@pytest.mark.parametrize(
    ("label", "value", "rule", "message"),
    [
        ("到位资金（亿元）", "12个", "wrong_unit",
         "“到位资金”的单位“个”不能换算为亿元，数据未采用。"),
        ("到位资金（亿元）", "25%", "wrong_unit",
         "“到位资金”应填亿元数，单元格为百分数，数据未采用。"),
        ("到位资金（万美元）", 12, "no_rate",
         "“到位资金”以万美元填报而没有写明汇率，数据未采用。"),
    ],
)  # fmt: skip
def test_a_figure_in_a_unit_that_does_not_fit_has_no_value(label, value, rule, message):
    rows = [["兰州市2024年9月"], ["指标", "累计"], [label, value]]
    assert told(rows)["B3"][-1] is None
    (row,) = asked(rows)
    assert (row["severity"], row["rule"], row["cell"]) == ("error", rule, "B3")
    assert row["message"] == message


def test_a_count_is_never_read_as_the_money_of_the_title():
    rows = [["兰州市2024年9月到位资金来源情况（万元）"], ["来源地", "项目数", "到位资金"],
            ["广东省", 5, 6000], ["合计", 10, 12000]]  # fmt: skip
    seen = told(rows)
    assert seen["B3"][1] is None
    assert seen["C3"] == ytd("兰州市", ("funds_in_place", "来源地=广东省"), 0.6)
    assert asked(rows)[0]["message"] == "“广东省/项目数”没有说明是哪一项指标，该项数据未采用。"


def test_a_unit_of_its_own_listed_as_a_part_is_asked_about():
    rows = [["2024年9月各市州（亿元）"], ["市州", "到位资金"], ["兰州市", 5], ["其中：兰州新区", 3],
            ["金昌市", 3], ["合计", 8]]  # fmt: skip
    assert [row[0] for row in told(rows).values()] == ["兰州市", "兰州新区", "金昌市", "甘肃省"]
    (row,) = asked(rows)
    assert (row["rule"], row["cell"]) == ("overlapping_unit", "A4")
    assert row["message"] == (
        "兰州新区列为兰州市的其中数，而兰州新区单独计列，兰州市的数可能重复包含它。"
    )


def test_a_header_of_another_month_than_the_title_is_asked_back():
    rows = [["兰州市2024年1-9月（亿元）"], ["指标", "1-8月累计", "上年同期"], ["到位资金", 5, 4]]
    seen = told(rows)
    assert seen["B3"][3:6] == (None, None, None)
    assert seen["C3"][3:5] == (2023, 9)
    (row,) = asked(rows)
    assert (row["severity"], row["rule"], row["cell"]) == ("error", "period_conflict", "B2")
    assert row["message"] == (
        "表头“1-8月累计”与表题“兰州市2024年1-9月(亿元)”的月份不一致，不能确定是哪一期，该栏数据未采用。"
    )


def test_last_year_without_its_months_is_asked_back():
    rows = [
        ["兰州市2024年1-9月（亿元）"], ["指标", "1-9月", "上年", "上年同期"], ["到位资金", 5, 9, 4]
    ]  # fmt: skip
    seen = told(rows)
    assert seen["C3"][3:6] == (None, None, None)
    assert seen["D3"][3:6] == (2023, 9, "ytd")
    (row,) = asked(rows)
    assert (row["severity"], row["rule"], row["cell"]) == ("warning", "unclear_period", "C2")
    assert row["message"] == "表头“上年”没有写明是上年同期还是上年全年，该栏数据未采用。"
    assert row["remedy"] == "请写明“上年同期”或“上年全年”。"


def test_persons_are_no_labels_however_they_are_headed():
    taken = take(
        [
            ["兰州市2024年1-9月（亿元）"],
            ["指标", "业务负责", "經辦人", "包抓领导", "累计"],
            ["到位资金", "张三", "李四", "王五", 5],
            ["聯 絡 人", "赵六", None, None, 13900000001],
            ["单位：", "商务局", "电话", 8212345, 13900000002],
        ]
    )
    assert taken.records["cell"].tolist() == ["E3"]
    said = taken.records.to_csv() + taken.findings.to_csv()
    assert not any(name in said for name in ("张三", "李四", "王五", "赵六", "139", "8212345"))


def test_a_file_named_after_another_region_is_asked_about():
    rows = [["金昌市2024年1-9月（亿元）"], ["指标", "累计"], ["到位资金", 5]]
    assert told(rows, file="兰州市.xlsx")["B3"] == ytd("金昌市", FUNDS, 5)
    (row,) = asked(rows, file="兰州市.xlsx")
    assert (row["severity"], row["rule"]) == ("warning", "owner_conflict")
    assert row["message"] == "表内写的是金昌市，文件名“兰州市”写的是另一地区，按表内为准。"


def test_words_in_place_of_a_figure_are_named():
    rows = [["兰州市2024年9月（亿元）"], ["指标", "累计"], ["到位资金", "待核实"], ["签约金额", 3]]
    (row,) = asked(rows)
    assert (row["cell"], row["message"]) == (
        "B3", "数据栏中的“待核实”不是数字，按缺失处理。"
    )  # fmt: skip


def test_a_file_is_read_and_a_folder_refused(tmp_path):
    path = tmp_path / "兰州市.csv"
    path.write_bytes("2024年9月,单位：亿元\n指标,累计\n到位资金,5\n".encode("gb18030"))
    records = read_records(path)
    assert records[["region", "value"]].values.tolist() == [["兰州市", 5.0]]
    assert list(records.columns) == list(RECORDS.columns)
    with pytest.raises(WorkbookError):
        read_records(tmp_path)


MESSY = Path(os.environ.get("ZS_SHARED", Path(__file__).parents[2] / "shared")) / "data/workbooks"
SERIAL = r"序号|行次|.*(编码|代码|号码|编号)|年|月|日|号|年份|月份"


def real_figures(cells):
    """The figures of a workbook, without numbering, years, months and codes down a column."""
    figures = cells[cells["value"].map(lambda v: isinstance(v, int | float) and v == v)]
    heads = cells[cells["value"].map(lambda v: isinstance(v, str))]
    numbering = {
        (row.sheet, row.column)
        for row in heads.itertuples()
        if pd.Series(["".join(row.value.split())]).str.fullmatch(SERIAL)[0]
    }
    places = zip(figures["sheet"], figures["column"], strict=True)
    return figures[pd.Series([p not in numbering for p in places], figures.index, dtype=bool)]


def test_real_tables_get_row_label_column_label_and_period(record_property):
    files = sorted(path for path in MESSY.rglob("*") if path.is_file()) if MESSY.is_dir() else []
    if not files:
        pytest.skip("no shared workbooks (set ZS_SHARED)")
    shares, all_figures, labelled, dated, datable = {}, 0, 0, 0, 0  # counts of figures
    for path in files:
        cells = read_cells(path)
        figures = real_figures(cells)
        records = take_records(cells, BOOK).records.set_index(["sheet", "cell"])
        places = pd.MultiIndex.from_frame(figures[["sheet", "cell"]])
        found = records.reindex(places)
        both = found["row_label"].notna() & found["column_label"].notna()
        timed = found["year"].notna() | found["month"].notna()
        shares[path.name] = (len(figures), int(both.sum()), int(timed.sum()))
        all_figures += len(figures)
        labelled += int(both.sum())
        if timed.any():  # a sheet that states no time at all has none to find
            datable += len(figures)
            dated += int((both & timed).sum())
    record_property("shares", shares)
    assert labelled / all_figures >= 0.99
    assert dated / datable >= 0.99


@pytest.mark.parametrize(
    ("file", "cell", "row", "column", "unit", "period", "number"),
    [
        ("四川.csv", "G5", "房地产投资累计值(亿元)", "2019年7月", "亿元", (2019, 7), 3615.8),
        ("table_12.xlsx", "L18", "5/4/银收/主营业务收入/贷", "贷方金额", None, (2013, 5), 15000),
        ("table_24.xlsx", "D13", "2017/9/11/主板/长生", "采购数量", None, (2017, 9), 3),
        ("table_35.xlsx", "K8", "2021/9/6/广州新南公司/计算器/个", "金额", "个", (2021, 9), 11571),
        ("table_53.xlsx", "C29", "2018年5月8日/垃圾袋", "支出金额", None, (2018, 5), 5),
        ("table_63.xlsx", "E9", "通讯费", "预算-实际(差异)", None, (None, 1), -953),
        ("table_80.xlsx", "E14", "支出合计", "4季度", None, (None, 12), 97926),
        ("table_84.xlsx", "F9", "2012/8/1/电费/Kwh", "数量", "千瓦时", (2012, 8), 666.66),
        ("table_91.xlsx", "C5", "流动资产:/短期投资", "年 初 数", None, (2015, 12), 100000),
        ("table_93.xlsx", "J4", "合同1/2020/3/1/单位1/3月1日", "付款信息/已付金额", None,
         (2020, 3), 8000),
    ],
)  # fmt: skip
def test_figures_of_real_tables_checked_by_hand(file, cell, row, column, unit, period, number):
    path = next(iter(MESSY.rglob(f"*{file}")), None) if MESSY.is_dir() else None
    if path is None:
        pytest.skip("no shared workbooks (set ZS_SHARED)")
    record = read_records(path, book=BOOK).set_index("cell").loc[cell]
    said = [record[name] for name in ("row_label", "column_label", "unit", "year", "month")]
    assert [None if pd.isna(v) else v for v in said] == [row, column, unit, *period]
    assert record["number"] == number


MEASURES = {
    "growth": (
        "同比增长(%)", "同比增速", "增长率", "比上年同期增长%", "较去年同期增减%", "同比",
        "增减%", "±%", "同比±", "与上年同期相比增长（%）", "同期比（%）", "比同期增长%",
        "比上年同期增减幅度", "同比增降（%）", "增长百分比",
    ),
    "completion": (
        "完成率", "完成比例", "完成年度目标任务%", "占年度目标%", "占全年任务的%",
        "目标任务完成比例", "占目标比例",
    ),
    "share": (
        "占比（%）", "占全市比重（%）", "所占比例", "占到位资金总额的比重（%）", "构成（%）",
    ),
    "rank": (
        "位次", "排名", "居全市位次", "总量排名", "增速位次", "序位",
    ),
    None: (
        "年度目标", "缺口", "超序时进度（百分点）", "序时进度（%）", "同比增减额", "环比（%）",
        "比上月增长%", "贡献率（%）", "得分", "剩余任务", "预计全年",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "head"), [(measure, head) for measure, heads in MEASURES.items() for head in heads]
)
def test_what_stands_beside_a_figure_is_its_growth_share_rank_or_nothing(measure, head):
    rows = [
        ["庆阳市2024年1-9月到位资金情况（亿元）"], ["县区", "累计", head],
        ["西峰区", 50, 12.5], ["庆城县", 40, 7.5],
    ]  # fmt: skip
    seen = told(rows)["C3"]
    if measure is None:
        assert seen[1] is None or seen[6] is None
    else:
        value = 12.5 if measure == "rank" else 0.125
        assert seen == ytd("西峰区", FUNDS, value, measure=measure)
