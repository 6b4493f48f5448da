"""Tables: their cells are the facts of the text; what is not known is — and never zero."""

import pytest

from tests.literal_panel import changed, literal_panel
from tests.test_briefing_gathering import told
from zsanalytics.publish import tables
from zsanalytics.publish.facts import collect, fact
from zsanalytics.publish.wording import tell

WORDS = {"region": "甘肃省", "period": "2024年1—9月", "year": "2024年", "scope": "省外到位资金",
         "vintage": "v"}  # fmt: skip


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return told(tmp_path_factory.mktemp("office"), literal_panel())


def grid(block):
    return [[cell["text"] for cell in row] for row in block.content["rows"]]


def labels(block):
    return [(column.get("group", ""), column["label"]) for column in block.content["columns"]]


def test_the_annex_has_every_column_and_a_row_a_unit(known):
    table = tables.annex(known)
    assert table.content["annex"] and table.content["caption"] == "2024年1—9月招商引资主要指标"
    assert [label for _, label in labels(table)] == [
        "序号", "地区", "年度目标", "当月", "累计", "上年同期", "增速", "位次", "完成率", "位次",
        "超（欠）序时", "实施", "新签约", "签约金额", "企业", "项目", "签约金额", "占比", "项目",
        "签约金额", "开工率", "到位率", "投产率", "备注",
    ]  # fmt: skip
    rows = grid(table)
    assert rows[0][:12] == [
        "", "甘肃省", "7,000", "716.11", "6,527.11", "4,639.03", "40.70%", "—", "93.24%", "—",
        "18.24", "4,648",
    ]  # fmt: skip
    assert rows[10][:11] == [
        "10", "庆阳市", "828", "100.80", "820.80", "540.00", "52.00%", "1", "99.13%", "1", "24.13",
    ]  # fmt: skip
    assert rows[-1][:6] == ["", "差额（未分解）", "", "", "2.91", ""]
    assert len(rows) == 17


def test_every_number_in_a_table_is_a_fact_with_the_same_text(known):
    made = [tables.units(known), tables.annex(known), tables.shares(known), tables.chains(known),
            tables.structure(known), tables.targets(known)]  # fmt: skip
    for table in made:
        for row in table.content["rows"]:
            for cell in row:
                if "fact" in cell:
                    assert cell["text"] == known.facts[cell["fact"]]["text"]
                elif any(digit in cell["text"] for digit in "0123456789"):
                    named = cell["text"] in ("三个500强", "10亿元以上", "其中：50亿元以上")
                    assert named or cell["text"] == str(cell["value"])


def test_ranks_and_shares_of_units(known):
    rows = {row[1]: row for row in grid(tables.units(known))}
    assert rows["临夏回族自治州"][2:] == [
        "118.40", "130.00", "-8.92%", "15", "-1", "204", "58.04%", "15", "-16.96",
    ]  # fmt: skip
    shares = {row[1]: row for row in grid(tables.shares(known))}
    assert shares["庆阳市"][2:] == ["820.80", "12.58%", "52.00%", "6.05", "14.87%"]


def test_a_ratio_is_a_fraction_for_the_workbook_and_points_are_points(known):
    (province, *_) = tables.units(known).content["rows"]
    assert province[4]["value"] == pytest.approx(0.4070, abs=1e-4)
    assert province[-1]["value"] == pytest.approx(18.2444, abs=1e-4)


def test_a_missing_unit_has_dashes(tmp_path):
    panel = changed(literal_panel(), "天水市", "funds_in_place", "来源地=省外", 9, None)
    rows = {row[1]: row for row in grid(tables.units(told(tmp_path, panel)))}
    assert rows["天水市"][2:] == ["—"] * 9


def test_chains_stand_from_the_largest_down_with_their_sum(known):
    rows = grid(tables.chains(known))
    assert rows[0] == ["1", "新能源及装备制造", "1,177.75", "—", "33.87%"]
    assert rows[-1] == ["", "合计", "3,477.03", "—", ""]


def test_structure_and_targets(known):
    assert grid(tables.structure(known))[1:4] == [
        ["三个500强", "89", "266", "2,731.17", "28.95%"],
        ["10亿元以上", "", "225", "5,631.34", "59.70%"],
        ["其中：50亿元以上", "", "21", "2,102.43", "22.29%"],
    ]
    assert grid(tables.targets(known)) == [
        ["年度目标", "7,000", "93.24%", "472.89", "—"],
        ["调度目标", "7,153.51", "91.24%", "626.40", "—"],
        ["底线目标", "6,855.45", "95.21%", "328.34", "—"],
    ]


def test_stage_rates_of_region_and_units():
    rows = [fact("start_rate", rate, of=of) for of, rate in (("", 0.8), ("甲", 0.9), ("乙", 0.5))]
    known = tell(collect(rows), WORDS, {"units": ("甲", "乙", "丙")})
    assert grid(tables.stages(known)) == [
        ["甘肃省", "80.00%"], ["甲", "90.00%"], ["乙", "50.00%"],
    ]  # fmt: skip


def test_where_nobody_has_a_target_no_column_asks_for_one():
    rows = [fact("funds_ytd", 2.0), fact("funds_ytd", 2.0, of="甲")]
    known = tell(collect(rows), WORDS, {"units": ("甲",)})
    assert [label for _, label in labels(tables.units(known))] == [
        "序号", "地区", "累计", "上年同期", "增速", "位次", "升降",
    ]  # fmt: skip
    aimed = tell(collect([*rows, fact("target", 3.0, of="甲")]), WORDS, {"units": ("甲",)})
    assert ("进度", "年度目标") in labels(tables.units(aimed))
    assert ("进度", "完成率") in labels(tables.annex(aimed))


@pytest.mark.parametrize(
    "table", [tables.units, tables.annex, tables.shares, tables.chains, tables.structure,
              tables.stages, tables.targets]
)  # fmt: skip
def test_a_table_without_rows_is_left_out(table):
    assert table(tell(collect([]), WORDS)) is None
