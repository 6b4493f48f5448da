"""Remarks: scope, sums, rounding, checks and sources, each in its branches."""

import pytest

from zsanalytics.publish.facts import collect, fact
from zsanalytics.publish.remarks import remarks
from zsanalytics.publish.wording import plain, tell

WORDS = {"region": "甘肃省", "scope": "省外到位资金", "line": "来源地=省外",
         "vintage": "2024-09-ab"}  # fmt: skip
SUMMED = {"funds_ytd": 10.0, "funds_ytd__甲": 4.0, "funds_ytd__乙": 6.0}
UNITS = {"units": ("甲", "乙"), "county": ("甲", "乙")}


def read(words=None, parts=None, **values):
    rows = []
    for name, value in {"errors": 0.0, "warnings": 0.0, "units__county": 2.0, **values}.items():
        name, _, part = name.partition("__")
        rows.append(fact(name, value, of=part))
    told = tell(collect(rows), {**WORDS, **(words or {})}, {**UNITS, **(parts or {})})
    return [plain(runs) for runs in remarks(told)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "本件到位资金为省外口径，即投资方在省外的部分；年度目标、增速和比重均按此口径。"),
        ({"words": {"line": "全部"}},
         "本件到位资金为全口径，含省内、省外投资；年度目标、增速和比重均按此口径。"),
        ({"words": {"line": "来源地=境外"}},
         "本件到位资金按“来源地=境外”口径；年度目标、增速和比重均按此口径。"),
        ({}, "“—”表示未报送或无可比数，不以零代替。"),
        ({}, "审核未发现错误和疑问。"),
        ({"errors": 2.0, "warnings": 3.0},
         "审核发现错误2条、疑问3条，尚待核实的数据按报送数列示。"),
        ({"errors": 2.0}, "审核发现错误2条，尚待核实的数据按报送数列示。"),
        ({"warnings": 3.0}, "审核发现疑问3条，尚待核实的数据按报送数列示。"),
        ({}, "资料来源：数据版本2024-09-ab。"),
        ({"input_files": 15.0}, "资料来源：15个报送文件，数据版本2024-09-ab。"),
        ({"revised_values": 4.0}, "本期修订以前报送的数据4个，同比和环比均按修订后数据计算。"),
        ({"members_sum": 10.0, "members_gap": 0.0},
         "甘肃省数为报送数，2个县（市、区）合计为10.00亿元，两者一致。"),
        ({"members_sum": 12.5, "members_gap": -2.5},
         "甘肃省数为报送数，2个县（市、区）合计为12.50亿元，两者相差2.50亿元（差额，未分解到下一级）。"),
        ({"parts": {"computed": ("甘肃省",)}},
         "甘肃省没有报送合计，省外到位资金为2个县（市、区）之和。"),
        ({"parts": {"tasks": ("甲",)}},
         "年度调度任务为上年全年数按调度增幅推算，供调度使用，未另行下达。"),
        ({"words": {"demo": "演示数据"}},
         "本件数据由程序生成，仅供演示，不代表任何地区的实际情况。"),
        ({**SUMMED, "funds_ytd": 10.01}, "部分数据因四舍五入，分项之和与合计略有出入。"),
    ],
)  # fmt: skip
def test_each_remark_is_made_when_it_applies(given, said):
    assert said in read(**given)


def test_nothing_is_remarked_that_does_not_apply():
    said = "".join(read(**SUMMED))
    for word in ("四舍五入", "演示", "修订", "调度", "合计为", "没有报送合计"):
        assert word not in said
