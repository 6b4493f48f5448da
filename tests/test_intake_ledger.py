"""Ledgers: the same projects out of any layout, and a question where there is doubt."""

import datetime as dt

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import WorkbookError
from zsanalytics.intake.ledger import is_ledger, read_projects, take_projects
from zsanalytics.intake.ledger_columns import read_column
from zsanalytics.intake.ledger_dates import read_moment
from zsanalytics.intake.ledger_private import without_persons
from zsanalytics.intake.ledger_stages import read_stage, read_state
from zsanalytics.intake.ledger_values import read_amount, read_claim, read_tick
from zsanalytics.intake.parsing.grid import address, span
from zsanalytics.schema import CELLS, PROJECTS, conform

BOOK = load_codebook()


def cells(rows, merges=(), sheet="台账", file="庆阳市2024年9月.xlsx", hidden=()):
    """Make cells from rows of values; None is blank; merges are ranges like A1:C1."""
    heads = {}
    for merge in merges:
        top, left, bottom, right = span(merge)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                heads[row, column] = address(top, left)
    places = {(r, c): v for r, row in enumerate(rows) for c, v in enumerate(row) if v is not None}
    made = []
    for row, column in sorted({*places, *heads}):
        value = places.get((row, column))
        text = f"{value:%Y-%m-%d}" if isinstance(value, dt.datetime) else value
        made.append({
            "file": file, "sheet": sheet, "cell": address(row, column), "row": row,
            "column": column, "value": value, "text": None if text is None else str(text),
            "merged_into": heads.get((row, column)), "hidden": row in hidden,
        })  # fmt: skip
    return conform(pd.DataFrame(made), CELLS)


TITLE = ["庆阳市2024年9月招商引资项目台账"]
HEAD = [
    "序号",
    "项目名称",
    "县区",
    "投资企业",
    "合同金额（万元）",
    "本年到位资金（万元）",
    "签约时间",
]
WIND = [1, "风电项目", "环县", "甲公司", 12345.67, 3000.5, "2024.3.5"]
FARM = [2, "养殖项目", "宁县", "乙公司", 2000, None, "2024年6月"]


def take(rows, merges=(), asof=None, **more):
    return take_projects(cells(rows, merges, **more), BOOK, asof=asof)


def test_a_plain_ledger():
    projects, findings = take([TITLE, HEAD, WIND, FARM])
    assert findings.empty
    pd.testing.assert_frame_equal(projects, conform(projects, PROJECTS))
    columns = ["region", "year", "month", "name", "investor", "contract_amount", "funds_ytd"]
    assert projects[columns].iloc[0].tolist() == [
        "环县", 2024, 9, "风电项目", "甲公司", 1.234567, 0.30005,
    ]  # fmt: skip
    assert pd.isna(projects.loc[1, "funds_ytd"])
    assert projects["signed_on"].tolist() == [pd.Timestamp(2024, 3, 5), pd.Timestamp(2024, 6, 1)]
    assert projects["source"].tolist() == [
        "庆阳市2024年9月.xlsx!台账!A3:G3", "庆阳市2024年9月.xlsx!台账!A4:G4",
    ]  # fmt: skip


BLOCKS = [
    ["序号", "项目名称", "投资企业", "总投资（协议投资）", None, None, "开工以来累计到位资金", None,
     None, "本年累计到位资金", None, None],
    [None, None, None, "合计", "省外", "省内", "合计", "省外", "省内", "合计", "省外", "省内"],
]  # fmt: skip
PROJECT = [1, "风电项目", "甲公司", 100, 90, 10, 50, 45, 5, 30, 27, 3]
AMOUNTS = ["contract_amount", "funds_total", "funds_ytd", "funds_outside_ytd"]


@pytest.mark.parametrize(
    "merges",
    [("A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:I3", "J3:L3"), ()],
    ids=["merged", "unmerged"],
)
@pytest.mark.parametrize(("unit", "factor"), [("万元", 1e-4), ("亿元", 1.0), ("元", 1e-8)])
def test_three_money_blocks_split_by_source(merges, unit, factor):
    corner = [None] * 11 + [f"单位：{unit}"]
    projects, findings = take([TITLE, corner, *BLOCKS, PROJECT], merges)
    assert findings.empty
    assert projects[AMOUNTS].iloc[0].tolist() == pytest.approx(
        [100 * factor, 50 * factor, 30 * factor, 27 * factor], rel=1e-15
    )


def test_group_names_repeated_in_every_column():
    top = [*BLOCKS[0][:3], *["总投资"] * 3, *["开工以来累计到位资金"] * 3, *["本年到位资金"] * 3]
    projects, _ = take([TITLE, ["单位：亿元"], top, BLOCKS[1], PROJECT])
    assert projects[AMOUNTS].iloc[0].tolist() == [100, 50, 30, 27]


def test_parts_named_beside_their_whole():
    head = ["项目名称", "投资企业", "合同金额", "开工以来到位资金", "其中：省外", "1-9月到位资金",
            "其中：省外资金"]  # fmt: skip
    projects, _ = take([TITLE, ["单位：亿元"], head, ["甲", "乙", 100, 50, 45, 30, 27]])
    assert projects[AMOUNTS].iloc[0].tolist() == [100, 50, 30, 27]


def test_names_under_a_group_belong_to_what_the_group_is_about():
    assert read_column(("投资方情况", "名称")).field == "investor"
    assert read_column(("项目基本情况", "名称")).field == "name"
    assert read_column(("投资方", "所在省")).field == "origin"
    head = [["项目名称", "投资方", "资金情况（万元）", None, None],
            [None, None, "协议总投资", "本年到位资金", "其中：省外"]]  # fmt: skip
    projects, _ = take([TITLE, *head, ["甲", "乙", 5000, 100, 80]], ["C2:E2", "A2:A3", "B2:B3"])
    columns = ["contract_amount", "funds_ytd", "funds_outside_ytd"]
    assert projects[columns].iloc[0].tolist() == [0.5, 0.01, 0.008]


def test_a_block_without_its_sum_is_added_up():
    head = ["项目名称", "投资企业", "本年到位资金", None]
    below = [None, None, "省外", "省内"]
    projects, _ = take([TITLE, ["单位：亿元"], head, below, ["甲", "乙", 0.1, 0.2]], ["C3:D3"])
    assert projects[["funds_ytd", "funds_outside_ytd"]].iloc[0].tolist() == [0.3, 0.1]


def test_the_two_cumulatives_are_never_mixed():
    def money(text):
        return read_column((text,)).field

    assert money("本年累计到位资金") == money("2024年1-9月到位资金") == "funds_ytd"
    assert money("开工以来累计到位资金") == money("项目建设以来到位资金") == "funds_total"
    assert money("截至9月底累计到位资金") == "cumulative"
    head = ["项目名称", "投资企业", "合同金额（亿元）", "累计到位资金（亿元）"]
    projects, _ = take([TITLE, head, ["甲", "乙", 100, 50]])
    assert projects[["funds_total"]].iloc[0].tolist() == [50]
    assert projects["funds_ytd"].isna().all()


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("项目代码", "project_id"), ("统一社会信用代码", ""), ("投资方名称", "investor"),
        ("投资主体性质", "ownership"), ("投资方所在地", "origin"), ("资金来源地", "origin"),
        ("所属重点产业链", "chain"), ("是否三个500强企业", "top500"), ("引荐单位", "introduced_by"),
        ("引荐人", "contact"), ("联系人及电话", "contact"), ("项目负责人", "contact"),
        ("签约时间", "signed_on"), ("合同签订日期", "signed_on"), ("公司注册时间", "landed_on"),
        ("计划开工时间", "start_due"), ("实际开工时间", "started_on"), ("是否开工", "started_on"),
        ("预计竣工时间", "finish_due"), ("建成时间", "completed_on"), ("投产时间", "produced_on"),
        ("建设年限", ""), ("项目建设地点", "region"), ("落地县区", "region"), ("市(州)", "region"),
        ("总投资", "contract_amount"), ("协议投资额", "contract_amount"),
        ("本年完成固定资产投资", "fai_ytd"), ("上年到位资金", ""), ("本月到位资金", ""),
        ("年度计划到位资金", ""), ("当年资金到位率", ""), ("建设规模及内容", "note"),
        ("停滞原因", "status_reason"), ("建设性质", "build"), ("形象进度", "stage"),
        ("签约活动", "event"), ("企业标签", "tags"), ("招商方式", "method"), ("行业", "industry"),
    ],
)  # fmt: skip
def test_headers_are_known_by_their_words(header, field):
    assert read_column((header,)).field == field


def test_projects_in_any_order_of_columns_are_the_same():
    plain, _ = take([TITLE, HEAD, WIND, FARM])
    turned, _ = take([TITLE, HEAD[::-1], WIND[::-1], FARM[::-1]])
    pd.testing.assert_frame_equal(plain.drop(columns="cells"), turned.drop(columns="cells"))
    assert (plain["cells"].str.contains("name=B3")).tolist() == [True, False]


def test_sums_titles_notes_and_repeated_headers_are_no_projects():
    rows = [
        TITLE, HEAD, [None] * 7, ["合计", None, None, None, 14345.67, 3000.5],
        ["一、", "新建项目"], WIND, [None, "小计", None, None, 12345.67, 3000.5],
        ["（二）", "续建项目（1个）", None, None, 2000], HEAD, FARM,
        ["环县小计", None, None, None, 1], ["甲", "乙", 1, 2, 3, 4, 5],
        ["注：数据截至9月30日"], ["填表人：张三", None, None, "联系电话：13912345678"],
    ]  # fmt: skip
    projects, findings = take(rows)
    assert projects["name"].tolist() == ["风电项目", "养殖项目"]
    assert projects["build"].tolist() == ["新建", "续建"]
    assert findings.empty


def test_a_project_merged_over_rows_is_one_and_its_amounts_add_up():
    rows = [TITLE, HEAD, WIND, [None, None, None, "丙公司", 100, 10], [None] * 4 + [None, 5], FARM]
    projects, findings = take(rows, ["A3:A5", "B3:B5", "C3:C5", "G3:G5"])
    assert projects["name"].tolist() == ["风电项目", "养殖项目"]
    assert projects[["contract_amount", "funds_ytd"]].iloc[0].tolist() == [1.244567, 0.30155]
    assert projects["source"].iloc[0] == "庆阳市2024年9月.xlsx!台账!A3:G5"
    assert findings.empty


def test_a_first_row_that_is_the_sum_of_the_others_is_not_added():
    rows = [TITLE, HEAD, [1, "甲", "环县", "乙", 30, 3], [None] * 4 + [10, 1], [None] * 4 + [20, 2]]
    projects, _ = take(rows, ["B3:B5"])
    assert projects[["contract_amount", "funds_ytd"]].iloc[0].tolist() == [0.003, 0.0003]


def test_parts_of_a_project_count_only_where_it_has_no_amount():
    rows = [
        TITLE, HEAD, [1, "甲", "环县", "乙", 30, None], [None, "其中：一期", None, "乙", 10, 1],
        ["1.2", "二期", None, "乙", 20, 2], FARM,
    ]  # fmt: skip
    projects, findings = take(rows)
    assert projects["name"].tolist() == ["甲", "养殖项目"]
    assert projects[["contract_amount", "funds_ytd"]].iloc[0].tolist() == [0.003, 0.0003]
    assert findings.empty


def test_hidden_rows_do_not_count():
    projects, _ = take([TITLE, HEAD, WIND, FARM], hidden=(3,))
    assert projects["name"].tolist() == ["风电项目"]


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (("2024.3.5", "2024-03-05", "2024/3/5", "2024年3月5日", "20240305", "2024．3．5",
          dt.datetime(2024, 3, 5), 45356, "24.3.5", "2024-03-05 00:00:00", "2024年3月5日签约"),
         dt.datetime(2024, 3, 5)),
        (("2024年3月", "2024.3", "2024-03", "2024/03", "202403", "2024年3月份", "2024年3月上旬"),
         dt.datetime(2024, 3, 1)),
    ],
)  # fmt: skip
def test_dates_in_all_spellings(texts, day):
    for text in texts:
        assert read_moment(text, str(text)) == (day, None, False), text


@pytest.mark.parametrize(
    "text", ["暂未", "未开工", "—", "/", "无", "拟2025年开工", "待定", None, "  "]
)
def test_a_date_that_is_not_yet_known_is_missing_and_no_doubt(text):
    assert read_moment(text, text)[::2] == (None, False)


@pytest.mark.parametrize("text", ["2024.13.5", "2024-02-30", "三月", "2024年", "2024.3-2026.12"])
def test_a_date_that_cannot_be_read_is_asked_about(text):
    assert read_moment(text, text).odd
    _, findings = take([TITLE, HEAD, [*WIND[:6], text]])
    assert findings[["severity", "rule", "cell", "message"]].to_numpy().tolist() == [
        ["warning", "date_unreadable", "G3", "G3的日期无法识别，按缺失处理。"]
    ]


def test_a_deadline_is_the_end_of_its_month_or_year():
    assert read_moment("2026年2月", "2026年2月", due=True).day == dt.datetime(2026, 2, 28)
    assert read_moment("2026年12月底", "2026年12月底", due=True).day == dt.datetime(2026, 12, 31)
    assert read_moment("2026年底", "2026年底", due=True).day == dt.datetime(2026, 12, 31)


def test_a_number_shown_with_its_zero_is_october():
    assert read_moment(2024.1, "2024.10").day == dt.datetime(2024, 10, 1)


@pytest.mark.parametrize("text", ["是", "√", "Y", "yes", "1", "有", "✔", "TRUE", "１", " 是 "])
def test_yes_in_all_spellings(text):
    assert read_tick(text) is True


@pytest.mark.parametrize("text", ["否", "×", "N", "no", "0", "没有", "FALSE"])
def test_no_in_all_spellings(text):
    assert read_tick(text) is False


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("签约", "签约"), ("已履约", "履约"), ("已注册公司", "落地"), ("已开工", "开工"),
        ("在建", "开工"),
        ("主体施工", "开工"), ("竣工", "竣工"), ("已建成，正在验收", "竣工"), ("建成投产", "投产"),
        ("试生产", "投产"), ("未开工", "签约"), ("正在办理手续，计划10月开工", "签约"),
        ("尚未投产，主体封顶", "开工"), ("已竣工，未投产", "竣工"), ("开工前准备", "签约"),
        ("不详", None),
    ],
)  # fmt: skip
def test_stages_by_words(text, stage):
    assert read_stage(text) == stage


def test_stages_by_ticks_and_dates_up_to_the_month():
    head = [*HEAD, "是否落地", "开工时间", "竣工时间", "投产"]
    rows = [
        [*WIND, "√", None, None, None], [2, "乙", *WIND[2:], "是", "2024.5", None, "否"],
        [3, "丙", *WIND[2:], None, None, "2024.10", None],
        [4, "丁", *WIND[2:], "否", None, None, "√"],
    ]  # fmt: skip
    projects, findings = take([TITLE, head, *rows])
    assert projects["stage"].tolist() == ["落地", "开工", "签约", "投产"]
    assert findings.empty


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [
        ("正常推进", "active", None), ("停滞（资金链断裂）", "stalled", "资金链断裂"),
        ("已终止：企业破产", "terminated", "企业破产"), ("撤资", "withdrawn", None),
        ("无停滞", None, None),
    ],
)  # fmt: skip
def test_states_and_reasons(text, state, reason):
    assert read_state(text) == (state, reason)


def test_a_tick_under_a_state_means_it():
    head = [*HEAD, "是否停滞", "停滞原因"]
    projects, _ = take([TITLE, head, [*WIND, "是", "缺地，联系13912345678"], [*FARM, "否", None]])
    assert projects["status"].tolist() == ["stalled", "active"]
    assert projects["status_reason"].iloc[0] == "缺地"


@pytest.mark.parametrize(
    ("text", "header", "claim"),
    [
        ("世界500强", "500强类型", "世界500强"), ("中国500强", "类型", "中国企业500强"),
        ("民企500强（第12位）", "类型", "中国民营企业500强"), ("是", "是否世界500强", "世界500强"),
        ("√", "是否民营企业500强", "中国民营企业500强"), ("否", "是否世界500强", None),
        ("—", "500强", None), ("是", "是否三个500强", ""),
    ],
)  # fmt: skip
def test_claims_to_the_500(text, header, claim):
    assert read_claim(text, header) == claim


def test_a_claim_that_names_no_list_is_asked_about():
    projects, findings = take([TITLE, [*HEAD, "是否500强"], [*WIND, "是"]])
    assert projects["top500_claim"].isna().all()
    assert findings["message"].tolist() == ["H3没有说明是哪一个500强。"]


@pytest.mark.parametrize(
    ("value", "unit", "amount"),
    [
        (12345.67, "万元", 1.234567), ("1,234.5", "万元", 0.12345), ("1234万", "万元", 0.1234),
        ("0.5亿", "万元", 0.5), ("1.2亿元", "万元", 1.2), ("约12", "亿元", 12),
        (0.1 + 0.2, "亿元", 0.3),
        ("—", "万元", None), ("无", "万元", None), (None, "万元", None), (5, "", None),
        ("面议", "万元", None),
    ],
)  # fmt: skip
def test_amounts_in_yi_exactly(value, unit, amount):
    number = read_amount(value, str(value), unit).number
    assert (None if number is None else float(number)) == amount


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_ten_thousands_become_yi_without_rounding(number):
    read = read_amount(float(number), "", "万元").number
    assert read * 10_000 == number


def test_an_amount_that_cannot_be_read_is_asked_about():
    projects, findings = take([TITLE, HEAD, [*WIND[:4], "面议", *WIND[5:]]])
    assert projects["contract_amount"].isna().all()
    row = findings.iloc[0]
    assert (row["rule"], row["cell"]) == ("amount_unreadable", "E3")
    assert row["message"] == "E3的金额无法识别，按缺失处理。"


def test_amounts_without_a_unit_are_asked_about_and_not_guessed():
    head = ["项目名称", "投资企业", "合同金额", "本年到位资金"]
    projects, findings = take([TITLE, head, ["甲", "乙", 100, 50]])
    assert projects[["contract_amount", "funds_ytd"]].isna().all(axis=None)
    assert findings[["severity", "rule", "cell", "message"]].to_numpy().tolist() == [
        ["error", "unit_missing", "C2、D2", "台账没有注明金额单位，金额无法采用。"]
    ]


def test_dollars_do_not_become_yuan():
    head = ["项目名称", "投资企业", "合同金额（万美元）", "签约时间"]
    projects, _ = take([TITLE, head, ["甲", "乙", 100, "2024.3"]])
    assert projects["contract_amount"].isna().all()


def test_regions_are_the_finest_named_within_the_ledgers_own():
    head = ["项目名称", "市州", "县区", "投资企业", "签约时间"]
    rows = [
        ["甲", "庆阳市", "西峰区", "A", None], ["乙", "临夏州", "临夏县", "B", None],
        ["丙", "兰州新区", None, "C", None], ["丁", "张掖市", "市本级", "D", None],
    ]  # fmt: skip
    projects, findings = take([["甘肃省2024年9月项目台账"], head, *rows], file="甘肃省.xlsx")
    assert projects["region"].tolist()[:3] == ["西峰区", "临夏县", "兰州新区"]
    assert projects["region"].iloc[3] == "张掖市"
    assert findings.empty


def test_sections_and_bare_zones_name_regions_too():
    head = ["序号", "项目名称", "投资企业", "签约时间"]
    rows = [["一", "西峰区（2个）"], [1, "甲项目", "A"], ["二、", "环县"], [2, "乙项目", "B"]]
    assert take([TITLE, head, *rows])[0]["region"].tolist() == ["西峰区", "环县"]
    head = ["项目名称", "市州", "县区", "投资企业"]
    projects, _ = take(
        [["2024年9月台账"], head, ["甲", "张掖市", "经开区", "A"]], file="甘肃省.xlsx"
    )
    assert projects["region"].tolist() == ["张掖经济技术开发区"]


def test_a_ledger_without_a_county_column_is_its_owners():
    head = ["项目名称", "投资企业", "签约时间"]
    rows = [TITLE, head, ["甲", "乙", "2024.3"]]
    assert take(rows)[0]["region"].tolist() == ["庆阳市"]
    rows[0] = ["2024年9月招商引资项目台账"]
    assert take(rows, file="正宁县.xlsx")[0]["region"].tolist() == ["正宁县"]
    assert take(rows, file="台账.xlsx", sheet="华池县")[0]["region"].tolist() == ["华池县"]


def test_an_unknown_or_ambiguous_region_is_asked_about():
    head = ["项目名称", "地区", "投资企业", "签约时间"]
    rows = [
        ["2024年9月台账"],
        head,
        ["甲", "临夏", "A"],
        ["乙", "西风区", "B"],
        ["丙", "西风区", "C"],
    ]
    projects, findings = take(rows, file="台账.xlsx")
    assert projects["region"].isna().all()
    assert findings[["severity", "rule", "cell"]].to_numpy().tolist() == [
        ["error", "region_unknown", "B3"], ["error", "region_unknown", "B4、B5"],
    ]  # fmt: skip
    assert findings["message"].tolist() == [
        "地区“临夏”可能是临夏回族自治州、临夏市、临夏县，无法确定。",
        "地区“西风区”不在地区目录中，最接近的是“西峰区”。",
    ]


def test_chains_are_canonical_and_unknown_ones_are_asked_about():
    head = [*HEAD, "产业链"]
    rows = [[*WIND, "新能源及新能源装备制造产业链"], [*FARM, "文旅、石化"], 
            [3, "丙", *FARM[2:], "无"], [4, "丁", *FARM[2:], "文化旅遊業态"]]  # fmt: skip
    projects, findings = take([TITLE, head, *rows])
    assert projects["chain"].tolist()[:2] == ["新能源及装备制造", "文化旅游"]
    assert projects["chain"].isna().tolist() == [False, False, True, True]
    assert findings[["severity", "rule", "cell"]].to_numpy().tolist() == [
        ["warning", "chain_unknown", "H6"]
    ]
    assert findings["message"].iloc[0].startswith("产业链“文化旅遊業态”不在重点产业链目录中")


def test_the_ledger_of_a_chains_department_says_the_chain_in_its_title():
    title = ["新能源及装备制造产业链2024年9月招商引资项目台账"]
    assert take([title, HEAD, WIND])[0]["chain"].tolist() == ["新能源及装备制造"]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("广东省深圳市", "广东省"), ("广东深圳", "广东省"), ("深圳市南山区", "广东省"),
        ("北京", "北京市"),
        ("北京市朝阳区", "北京市"), ("中国香港", "香港特别行政区"), ("境外（新加坡）", "新加坡"),
        ("兰州市", "甘肃省"), ("省内", "省内"), ("—", None),
    ],
)  # fmt: skip
def test_origins_keep_their_province(text, origin):
    projects, _ = take([TITLE, [*HEAD, "投资方所在地"], [*WIND, text]])
    found = projects["origin"].iloc[0]
    assert (None if pd.isna(found) else found) == origin


def test_dimensions_are_spelled_as_the_codebook_does():
    head = [*HEAD, "企业性质", "招商方式", "签约活动", "企业标签", "是否专精特新企业", "引进单位"]
    row = [
        *WIND,
        "中央企业",
        "产业链招商",
        "第二十九届兰洽会",
        "高新技术企业",
        "是",
        "市商务局 13912345678",
    ]
    projects, _ = take([TITLE, head, row])
    columns = ["ownership", "method", "event", "tags", "introduced_by"]
    assert projects[columns].iloc[0].tolist() == [
        "央企", "产业链", "第29届兰洽会", "高新技术、专精特新", "市商务局",
    ]  # fmt: skip


def test_contacts_are_left_behind():
    head = [*HEAD, "联系人", "联系电话", "项目负责人"]
    projects, findings = take([TITLE, head, [*WIND, "张三", 13912345678, "李四"]])
    everything = projects.astype(str).to_string() + findings.astype(str).to_string()
    assert not any(word in everything for word in ("张三", "李四", "139"))
    odd = [
        1,
        "风电",
        "西风区 张三 13912345678",
        "甲公司",
        1,
        1,
        "2024.3",
        "文旅业（李四13812345678）",
    ]
    projects, findings = take([TITLE, [*HEAD, "产业链"], odd])
    everything = projects.astype(str).to_string() + findings.astype(str).to_string()
    assert not any(word in everything for word in ("张三", "李四", "139", "138"))
    assert without_persons("市商务局 王五0934-8612345") == "市商务局"


def test_identities_are_codes_or_the_same_hash_every_month():
    head = ["项目代码", *HEAD]
    first, _ = take([TITLE, head, ["2409-621022-04-01-1", *WIND], [None, *FARM]])
    later, _ = take([["庆阳市2024年10月台账"], head, [None, *FARM]])
    assert first["project_id"].iloc[0] == "2409-621022-04-01-1"
    assert first["project_id"].iloc[1] == later["project_id"].iloc[0]
    twice, _ = take([TITLE, HEAD, WIND, WIND])
    assert not twice.duplicated(list(PROJECTS.key)).any()
    assert twice["project_id"].iloc[1] == twice["project_id"].iloc[0] + "-2"


def test_build_by_column_tick_section_sheet_or_year_of_signing():
    def build(head, row, **more):
        return take([TITLE, head, row], **more)[0]["build"].iloc[0]

    assert build([*HEAD, "建设性质"], [*WIND, "结转"]) == "续建"
    assert build([*HEAD, "是否新建"], [*WIND, "否"]) == "续建"
    assert build([*HEAD, "新建", "续建"], [*WIND, None, "√"]) == "续建"
    assert build(HEAD, WIND, sheet="续建项目") == "续建"
    assert build(HEAD, WIND) == "新建"
    assert build(HEAD, [*WIND[:6], "2022.5"]) == "续建"


def test_the_month_is_stated_or_asked_for_or_that_of_the_latest_date(tmp_path):
    def month(title, asof=None, file="台账.xlsx"):
        projects, _ = take([[title], HEAD, WIND, FARM], asof=asof, file=file)
        return projects[["year", "month"]].iloc[0].tolist()

    assert month("庆阳市台账（2024年1-9月）") == [2024, 9]
    assert month("庆阳市台账", file="庆阳202409.xlsx") == [2024, 9]
    assert month("庆阳市2024年台账", asof="2024-08") == [2024, 8]
    assert month("庆阳市台账", asof="2024-08") == [2024, 8]
    assert month("庆阳市台账") == [2024, 6]


def test_a_ledger_that_states_no_month_at_all_is_refused(tmp_path):
    path = tmp_path / "台账.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("项目")
    for row, values in enumerate([["项目名称", "投资企业", "产业链"], ["甲", "乙", "文旅"]]):
        sheet.write_row(row, 0, values)
    made.close()
    with pytest.raises(WorkbookError) as raised:
        read_projects(path, BOOK)
    assert str(raised.value) == (
        "台账.xlsx: sheet '项目' lists projects but states no month, expected one in its title; "
        "put it there or pass asof='2024-09'"
    )
    assert read_projects(path, BOOK, asof="2024-09")["chain"].tolist() == ["文化旅游"]


def test_gaps_in_the_numbering_and_key_projects_are_noted():
    title = ["庆阳市2024年9月重点项目台账"]
    _, findings = take([title, HEAD, WIND, [5, *FARM[1:]]])
    assert findings[["severity", "rule", "message"]].to_numpy().tolist() == [
        ["note", "numbering_gap", "序号从1跳到5，中间可能缺少项目。"],
        ["note", "key_projects_only", "台账只列重点项目，合计不必等于汇总表。"],
    ]


def test_figures_without_a_project_name_are_asked_about():
    projects, findings = take([TITLE, HEAD, WIND, [2, None, "宁县", "乙公司", 2000, 5, None]])
    assert len(projects) == 1
    assert findings[["severity", "rule", "cell", "message"]].to_numpy().tolist() == [
        ["error", "project_without_name", "B4", "B4没有项目名称，但该行填有金额，未计入。"]
    ]


def test_a_summary_is_no_ledger():
    summary = [
        ["2024年9月汇总表"],
        ["地区", "项目数", "到位资金", "签约金额"],
        ["庆阳市", 5, 10, 20],
    ]
    assert not is_ledger(cells(summary))
    assert is_ledger(cells([TITLE, HEAD, WIND]))
    assert take(summary)[0].empty
    both = pd.concat([cells(summary, sheet="汇总"), cells([TITLE, HEAD, WIND])])
    assert take_projects(both, BOOK)[0]["name"].tolist() == ["风电项目"]


def test_several_ledger_sheets_are_put_together():
    both = pd.concat([
        cells([TITLE, HEAD, WIND], sheet="新建"), cells([TITLE, HEAD, FARM], sheet="续建"),
    ])  # fmt: skip
    projects, _ = take_projects(both, BOOK)
    assert projects[["name", "build"]].to_numpy().tolist() == [
        ["风电项目", "新建"], ["养殖项目", "续建"],
    ]  # fmt: skip


@pytest.mark.parametrize("odd", ["x" * 10_000, 1e300, dt.datetime(9999, 1, 1), "（" * 500, True])
def test_an_odd_value_anywhere_stops_nothing(odd):
    head = [*HEAD, "产业链", "投资方所在地", "项目状态", "500强类型"]
    for column in range(len(head)):
        row = [*WIND, "文旅", "北京", "正常", "世界500强"]
        row[column] = odd
        projects, _ = take([TITLE, head, row, [*FARM, None, None, None, None]])
        assert "养殖项目" in projects["name"].tolist()


def test_a_date_at_the_end_of_time_above_a_ledger_stops_nothing():
    projects, _ = take([TITLE, [dt.datetime(9999, 12, 31)], HEAD, WIND])
    assert projects["name"].tolist() == ["风电项目"]


def test_identities_do_not_follow_the_order_of_rows_the_file_or_the_month():
    twin = [3, *WIND[1:4], 1, 2, "2023.1"]  # the same project twice, told apart by what it says
    rows = [WIND, FARM, twin]
    first, _ = take([TITLE, HEAD, *rows])
    later, _ = take([["庆阳市2024年10月台账"], HEAD, *rows[::-1]], file="报送.xlsx", sheet="一")
    columns = ["name", "contract_amount", "project_id"]
    known = {tuple(row) for row in first[columns].to_numpy().tolist()}
    assert known == {tuple(row) for row in later[columns].to_numpy().tolist()}
    assert first["project_id"].is_unique


def test_persons_are_no_introducers_and_a_lone_cumulative_is_asked_about():
    head = ["项目名称", "投资企业", "引荐单位（人）", "累计到位资金（亿元）", "签约时间"]
    rows = [["甲", "A", "李四", 5, "2024.3"], ["乙", "B", "市商务局 王五", 6, "2024.4"]]
    projects, findings = take([TITLE, head, *rows])
    assert projects["introduced_by"].fillna("").tolist() == ["", "市商务局"]
    assert projects["funds_ytd"].isna().all()
    assert findings[["severity", "rule", "cell"]].to_numpy().tolist() == [
        ["warning", "cumulative_unclear", "D2"]
    ]
    assert findings["message"].iloc[0] == (
        "D2“累计到位资金（亿元）”没有说明是本年累计还是开工以来累计，暂按开工以来累计读取，"
        "本年到位资金按缺失处理。"
    )
    assert findings["remedy"].iloc[0] == "请在表头写明“本年累计到位资金”或“开工以来累计到位资金”。"


def test_foreign_money_without_a_rate_is_asked_about_once_for_its_column():
    head = ["项目名称", "投资企业", "合同外资（万美元）", "签约时间"]
    _, findings = take([TITLE, head, ["甲", "A", 100, "2024.3"], ["乙", "B", 200, "2024.4"]])
    (row,) = findings.to_dict("records")
    assert row["message"] == "C3、C4是外币金额，没有注明汇率，不能折算为人民币，按缺失处理。"
    assert row["remedy"] == (
        "请在表中注明折算汇率，如“汇率：1美元=7.1元”，或填写折合人民币的金额。"
    )


def test_a_chain_of_another_place_is_asked_back_where_the_own_list_is_complete(tmp_path):
    chains = '[[chain]]\nname = "{}"\nlist = "{}"\n'
    text = chains.format("冶金有色", "甘肃省") + chains.format("石化", "庆阳市")
    (tmp_path / "chains.toml").write_text(text, encoding="utf-8")
    complete = load_codebook(tmp_path)
    head, row = [*HEAD, "产业链"], [*WIND[:2], "会宁县", *WIND[3:], "石化"]
    white = cells([["白银市2024年9月项目台账"], head, row], file="白银市.xlsx")
    projects, findings = take_projects(white, complete)
    assert projects["chain"].isna().all()
    assert findings["message"].tolist() == [
        "产业链“石化”只在庆阳市的重点产业链目录中，不在项目所在地的目录中。"
    ]
    assert take_projects(white, BOOK)[0]["chain"].tolist() == ["石化"]  # nine of 14 not yet listed
    own = cells([TITLE, head, [*WIND, "石化"]])
    assert take_projects(own, complete)[0]["chain"].tolist() == ["石化"]


def test_one_project_on_two_sheets_is_one_unless_something_differs():
    def both(row):
        head = ["项目名称", "县区", "投资企业", "合同金额（亿元）", "签约时间"]
        first = cells([TITLE, head, ["风电", "环县", "甲", 5, "2024.3"]], sheet="新签约")
        second = cells([TITLE, head, row], sheet="未落地")
        return take_projects(pd.concat([first, second]), BOOK)

    projects, findings = both(["风电", "环县", "甲", 5, "2024.3"])
    assert len(projects) == 1
    assert findings["message"].tolist() == [
        "工作表“新签约”和“未落地”有1个相同项目，已合并，不重复计算。"
    ]
    projects, findings = both(["风电", "环县", "甲", 6, "2024.3"])
    assert len(projects) == 2
    assert findings.empty


def test_a_place_outside_the_ledgers_own_is_noted():
    head = ["项目名称", "县区", "投资企业", "签约时间"]
    projects, findings = take(
        [TITLE, head, ["甲", "西峰区", "A", "2024.3"], ["乙", "秦州区", "B", "2024.4"]]
    )
    assert projects["region"].tolist() == ["西峰区", "秦州区"]
    (row,) = findings.to_dict("records")
    assert (row["severity"], row["rule"], row["cell"]) == ("note", "region_elsewhere", "B4")
    assert row["message"] == "B4所写的秦州区不属于庆阳市。"
    assert row["remedy"] == "请核对地区；飞地项目由落地的地区报送，不要重复计入。"


def test_a_day_on_which_a_project_ended_is_its_state():
    head = [*HEAD, "终止时间", "停工日期", "终止原因"]
    rows = [
        [*WIND, "2024.5", None, "企业原因"], [*FARM, None, dt.datetime(2024, 8, 1), None],
        [3, "丙", *FARM[2:], None, None, None], [4, "丁", *FARM[2:], "2024.11", None, None],
    ]  # fmt: skip
    projects, _ = take([TITLE, head, *rows])
    assert projects["status"].tolist() == ["terminated", "stalled", "active", "active"]
    assert projects["status_reason"].iloc[0] == "企业"
