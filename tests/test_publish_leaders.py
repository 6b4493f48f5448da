"""The 专报: five numbers, three problems, laggards, one request, on one page."""

import pypdfium2
import pytest

from tests.test_briefing_batch import write_vintage
from tests.test_publish_text import told
from zsanalytics.briefing.gathering import prepare
from zsanalytics.publish import leaders
from zsanalytics.publish.blocks import Report, from_json
from zsanalytics.publish.bulletin import sources
from zsanalytics.publish.content import texts
from zsanalytics.publish.material import Material
from zsanalytics.publish.pdf import render_pdf

CELLS = (leaders.head, leaders.numbers, leaders.three, leaders.laggards, leaders.request)


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leaders")
    write_vintage(folder)
    return prepare("2024-09", "甘肃省", project=folder)


def of(parts=None, **values):
    known = told(parts=parts, **values)
    return Material("甘肃省", "2024-09", None, known, (), {}, None)


def said(block):
    return "".join(texts(block))


def test_it_has_five_numbers_and_fits_a_page(material, tmp_path):
    shown = [cell(material) for cell in CELLS] + [sources(material)]
    report = Report(tuple(from_json(block.as_json()) for block in shown), {"asof": "2024-09"})
    (table,) = [block for block in report.blocks if block.kind == "table"]
    assert len(table.content["rows"]) == 5
    page = render_pdf(report, tmp_path / "专报.pdf")
    assert len(pypdfium2.PdfDocument(page)) == 1


def test_what_is_not_known_is_a_dash():
    rows = leaders.numbers(of(funds_ytd=5.0, target=9.0)).content["rows"]
    assert [row[1]["text"] for row in rows] == ["5.00", "—", "—", "—", "—"]


def test_without_a_target_nothing_is_said_of_one():
    rows = leaders.numbers(of(funds_ytd=5.0)).content["rows"]
    assert [row[0]["text"] for row in rows] == ["省外到位资金累计", "签约金额", "全年预计"]


def test_a_passed_target_is_the_fifth_number():
    rows = leaders.numbers(of(funds_ytd=5.0, target=3.0, surplus=2.0)).content["rows"]
    assert [cell["text"] for cell in rows[4]][:3] == ["已超额", "2.00", "亿元"]


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({}, "按现有数据，没有需要专门反映的问题。"),
        ({"contract_amount_growth": -0.1}, "签约金额同比下降10.00%，后续项目储备不足。"),
        ({"contract_amount_growth": -0.1, "production_rate": 0.001},
         "一是签约金额同比下降10.00%，后续项目储备不足；二是本年签约项目投产率仅为0.10%。"),
    ],
)  # fmt: skip
def test_none_one_and_several_problems(values, line):
    assert said(leaders.three(of(**values))).endswith(line)


UNITS = ("甲县", "乙县")
SLOW = {"months_behind__甲县": 2.0, "growth_difference__甲县": -0.1, "lead__甲县": -0.1}


@pytest.mark.parametrize(
    ("parts", "values", "line"),
    [
        ({"units": UNITS}, SLOW, "拟对甲县发提示函（函稿见当月通报），请审定。"),
        ({"missing": ("乙县",)}, {}, "拟催报乙县数据，并在下期通报，请审定。"),
        ({}, {"needed_per_month": 157.63, "gap": 472.89},
         "拟按后续月均157.63亿元分解任务、按月调度，请审定。"),
        ({}, {"surplus": 3.0},
         "拟在保持进度的同时，把工作重点放到项目开工、资金到位和建成投产上，请审定。"),
        ({}, {}, "本期没有请示事项。"),
    ],
)  # fmt: skip
def test_one_request(parts, values, line):
    assert said(leaders.request(of(parts, **values))).endswith(line)


def test_laggards_by_completion_and_growth_and_none():
    values = {f"funds_growth__{u}": g for u, g in zip(UNITS, (0.1, -0.2), strict=True)}
    rates = {f"completion__{u}": c for u, c in zip(UNITS, (0.5, 0.9), strict=True)}
    assert said(leaders.laggards(of({"units": UNITS}, **values, **rates))).endswith(
        "完成率居后的是甲县（完成50.00%，同比增长10.00%）。"
    )
    assert said(leaders.laggards(of({"units": UNITS}, **values))).endswith(
        "增速居后的是乙县（同比下降20.00%）。"
    )
    assert said(leaders.laggards(of({"units": UNITS}))).endswith("没有明显落后的单位。")
    assert said(leaders.laggards(of())).endswith("没有下一级数据，不列单位。")
