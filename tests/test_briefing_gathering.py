"""Gathering: the bulletin of the province and a prefecture, from the vintage to the sentences."""

import pandas as pd
import pytest

from tests.literal_panel import BOOK, OUTSIDE, changed, literal_panel, row
from tests.test_briefing_batch import write_vintage
from zsanalytics.briefing.gathering import (
    findings_of,
    ledger_of,
    prepare,
    ranges,
    rates_of,
    vintage_folder,
)
from zsanalytics.errors import CodebookError, RequestError
from zsanalytics.publish import ahead, places, remarks, text
from zsanalytics.publish.wording import plain
from zsanalytics.schema import FINDINGS, PROJECTS, conform, finding


def told(folder, panel, region="甘肃省", asof="2024-09"):
    write_vintage(folder, panel)
    return prepare(asof, region, project=folder).told


def read(*paragraphs):
    return [plain(runs) for part in paragraphs for runs in part]


def bulletin(known):
    return read(
        text.headline(known), text.progress(known), text.structure(known), text.chains(known),
        places.units(known), places.place(known), text.stages(known), remarks.remarks(known),
    )  # fmt: skip


PROVINCE = """
2024年1—9月，甘肃省新签约招商引资合同项目3,989个，签约金额9,433.27亿元，同比增长29.84%；\
实施新建、续建项目4,648个；省外到位资金6,527.11亿元，同比增长40.70%，完成年度目标的93.24%；\
9月当月到位716.11亿元，同比增长14.24%。
2024年省外到位资金年度目标为7,000亿元，截至9月底完成93.24%，序时进度为75.00%，\
超序时进度18.24个百分点；近年同期平均进度为77.82%，高于近年同期平均15.42个百分点。
按调度目标7,153.51亿元计，完成91.24%，尚差626.40亿元；\
按底线目标6,855.45亿元计，完成95.21%，尚差328.34亿元。
新签约项目中，“三个500强”企业89家、项目266个，签约金额2,731.17亿元，占签约总额的28.95%；\
签约金额10亿元以上的项目225个、5,631.34亿元，占签约总额的59.70%；\
其中50亿元以上的21个、2,102.43亿元，占签约总额的22.29%。
引进东中部产业转移签约项目930个、签约金额4,134.77亿元；\
实施东中部产业转移项目1,130个、到位资金2,297.11亿元，占省外到位资金的35.19%。
重点产业链到位资金3,477.03亿元，占省外到位资金的53.27%；\
完成年度目标3,800亿元的91.50%，超序时进度16.50个百分点。\
居前的产业链是新能源及装备制造（1,177.75亿元）、特色农产品及食品加工（659.13亿元）、\
石化化工（363.33亿元）、文化旅游（336.34亿元）和冶金有色（187.68亿元），\
合计2,724.23亿元，占重点产业链的78.35%。
14个市州和兰州新区共15个单位中，省外到位资金同比增长的13个、同比下降的1个、持平的1个。\
总量居前的是酒泉市（1,035.00亿元）、兰州市（840.00亿元）和庆阳市（820.80亿元）。\
增速居前的是庆阳市（增长52.00%）、酒泉市（增长50.00%）和武威市（增长44.00%），\
居后的是临夏回族自治州（下降8.92%）、甘南藏族自治州（持平）和平凉市（增长36.36%）。\
与上期相比，增速位次上升的8个、下降的5个、不变的2个，\
上升较多的是陇南市（上升8位）、张掖市（上升6位）和兰州市（上升4位），\
下降较多的是兰州新区（下降4位）、嘉峪关市（下降3位）和天水市（下降2位）。
14个市州和兰州新区共15个单位中，超序时进度的13个、欠序时进度的2个。\
完成率居前的是庆阳市（99.13%）、酒泉市（98.01%）和武威市（95.45%），\
居后的是临夏回族自治州（58.04%）、甘南藏族自治州（64.81%）和嘉峪关市（87.50%）。
本期没有可比数据，不作位次分析。
本期没有项目台账，不计算履约率、开工率、投产率和到位率。
本件数据由程序生成，仅供演示，不代表任何地区的实际情况。
本件到位资金为省外口径，即投资方在省外的部分；年度目标、增速和比重均按此口径。
2024年1—9月数在公布时未注明“省外”，口径待确认。
到位资金为本年新建、续建项目自年初累计到账资金，不等于固定资产投资。
甘肃省数为报送数，14个市州和兰州新区合计为6,524.20亿元，两者相差2.91亿元（差额，未分解到下一级）。
年度调度任务为上年全年数按调度增幅推算，供调度使用，未另行下达。
“—”表示未报送或无可比数，不以零代替。
审核未发现错误和疑问。
资料来源：48个报送文件，数据版本{vintage}。
"""

LINXIA = """
2024年1—9月，临夏回族自治州新签约招商引资合同项目39个，签约金额153.92亿元，无上年同期可比数；\
省外到位资金118.40亿元，同比下降8.92%，完成年度调度任务的58.04%；\
9月累计数比上次报送减少11.60亿元，系以前月份数据核减；含省内投资的到位资金为148.00亿元。
2024年省外到位资金年度调度任务为204亿元，截至9月底完成58.04%，序时进度为75.00%，\
欠序时进度16.96个百分点；近年同期平均进度为76.47%，低于近年同期平均18.43个百分点。
本期没有分类签约数据，不作结构分析。
本期没有分产业链数据，不作产业链分析。
本期没有下一级数据，不作分地区分析。
在全省15个单位中，省外到位资金总量居第14位，增速居第15位（较上期下降1位），完成率居第15位；\
增速低于全省平均49.62个百分点。
占全省省外到位资金的1.81%，拉低全省增速0.25个百分点。
本期没有项目台账，不计算履约率、开工率、投产率和到位率。
"""


@pytest.mark.parametrize(("region", "golden"), [("甘肃省", PROVINCE), ("临夏回族自治州", LINXIA)])
def test_golden_text(tmp_path, region, golden):
    known = told(tmp_path, literal_panel(), region)
    vintage = vintage_folder(tmp_path, "2024-09").name
    expected = golden.strip().replace("{vintage}", vintage).splitlines()
    assert bulletin(known)[: len(expected)] == expected


def test_printed_parts_of_the_contract_amount_add_up(tmp_path):
    facts = told(tmp_path, literal_panel()).facts
    parts = ("size50_share", "size_mid_share", "size_small_share")
    assert [facts[part]["text"] for part in parts] == ["22.29%", "37.41%", "40.30%"]
    assert facts["size10_share"]["text"] == "59.70%"
    assert facts["top500_rest_share"]["text"] == "71.05%"
    assert facts["size_mid_share"]["sources"] == (
        "甘肃省2024-09.xlsx!汇总表!L7", "甘肃省2024-09.xlsx!汇总表!F7",
        "甘肃省2024-09.xlsx!汇总表!N7",
    )  # fmt: skip


def test_a_prefecture_speaks_of_its_counties_where_there_are_any(tmp_path):
    counties = [
        row(name, "funds_in_place", OUTSIDE, year, 9, value)
        for name, values in {"西峰区": (300.0, 500.0), "宁县": (240.0, 320.8)}.items()
        for year, value in zip((2023, 2024), values, strict=True)
    ]
    known = told(tmp_path, literal_panel(*counties), "庆阳市")
    first, second = read(places.units(known))
    assert first == (
        "8个县（市、区）中，省外到位资金同比增长的2个、未报送的6个。总量居前的是西峰区（500.00亿元）。"
        "增速居前的是西峰区（增长66.67%），居后的是宁县（增长33.67%）。"
    )
    assert second.endswith("未报送的是庆城县、环县、华池县、合水县、正宁县和镇原县。")


def test_a_passed_target_has_a_surplus_and_no_negative_gap(tmp_path):
    panel = changed(literal_panel(), "甘肃省", "funds_in_place", OUTSIDE, 9, 7294.0)
    known = told(tmp_path, panel)
    (first, further) = read(text.progress(known))
    (gap,) = read(ahead.outlook(known))
    assert "完成104.20%" in first and gap.endswith("年度目标已提前完成，已超额294.00亿元。")
    assert "已超额140.49亿元" in further
    assert not known.has("gap")
    assert "-" not in first + further


def test_a_total_nobody_submitted_is_the_sum_of_the_units(tmp_path):
    panel = literal_panel()
    mine = (panel["region"] == "甘肃省") & (panel["status"] != "computed")
    known = told(tmp_path, panel[~(mine & (panel["segment"] == OUTSIDE) & (panel["month"] == 9)
                                   & (panel["year"] == 2024))])  # fmt: skip
    assert known.facts["funds_ytd"]["text"] == "6,524.20"
    said = read(remarks.remarks(known))
    assert "甘肃省没有报送合计，省外到位资金为14个市州和兰州新区之和。" in said


def test_the_first_report_of_a_year_is_its_own_flow(tmp_path):
    rows = [
        row("甘肃省", "funds_in_place", OUTSIDE, year, 2, value)
        for year, value in ((2024, 200.0), (2025, 250.0))
    ]
    write_vintage(tmp_path, literal_panel(*rows), asof="2025-02")
    known = prepare("2025-02", "甘肃省", project=tmp_path).told
    assert read(text.headline(known)) == [
        "2025年1—2月，甘肃省省外到位资金250.00亿元，同比增长25.00%。"
    ]
    assert known.has("funds_month") and not known.has("funds_month@兰州市")


def test_unknown_region_and_month_are_refused(tmp_path):
    write_vintage(tmp_path, literal_panel())
    with pytest.raises(CodebookError, match="region '兰洲市' is unknown; nearest: 兰州市"):
        prepare("2024-09", "兰洲市", project=tmp_path)
    with pytest.raises(RequestError, match="2024-10: no panel was built for this month"):
        prepare("2024-10", "甘肃省", project=tmp_path)


def ledger(*rows):
    base = {"year": 2024, "month": 9, "contract_amount": 10.0, "signed_on": "2024-03-05"}
    return conform([{**base, **given} for given in rows], PROJECTS)


def test_rates_are_counted_with_what_lies_below(tmp_path):
    projects = ledger(
        {"region": "西峰区", "project_id": "a", "started_on": "2024-05-01",
         "source": "台账.xlsx!表!B5"},
        {"region": "庆阳市", "project_id": "b", "source": "台账.xlsx!表!B12"},
        {"region": "兰州市", "project_id": "c", "source": "兰州.xlsx!表!B5"},
        {"region": "兰州市", "project_id": "d", "month": 8, "source": "旧.xlsx!表!B5"},
    )  # fmt: skip
    rates = rates_of(ledger_of(projects, ("甘肃省", "庆阳市"), "2024-09", BOOK), "2024-09", BOOK)
    found = rates.set_index("region")
    assert found["签约数"].to_dict() == {"甘肃省": 3, "庆阳市": 2}
    assert found.loc["庆阳市", "开工率"] == 0.5
    assert found.loc["甘肃省", "sources"] == ("兰州.xlsx!表!B5", "台账.xlsx!表!B5:B12")
    assert ranges(pd.Series([None], dtype="object")) == ()


def test_findings_of_a_region_are_its_own_and_those_below(tmp_path):
    write_vintage(tmp_path, literal_panel())
    folder = vintage_folder(tmp_path, "2024-09")
    rows = [
        finding("error", "unit", "甲", "乙", region="西峰区", year=2024, month=9),
        finding("warning", "gap", "甲", "乙", region="兰州市", year=2024, month=9),
        finding("warning", "late", "甲", "乙"),
        finding("warning", "old", "甲", "乙", region="西峰区", year=2024, month=8),
    ]
    conform(rows, FINDINGS).to_parquet(folder / "findings.parquet")
    assert findings_of(folder, "庆阳市", "2024-09", BOOK)["rule"].tolist() == ["unit"]
    assert findings_of(folder, "甘肃省", "2024-09", BOOK)["rule"].tolist() == [
        "unit",
        "gap",
        "late",
    ]
