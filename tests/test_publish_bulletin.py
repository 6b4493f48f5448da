"""The bulletin: every section says something, whatever is known, and shows the same facts."""

import pytest

from tests.literal_panel import changed, literal_panel
from tests.test_briefing_batch import write_vintage
from zsanalytics.briefing.gathering import prepare
from zsanalytics.publish import bulletin
from zsanalytics.publish.blocks import Report, from_json

SECTIONS = (
    bulletin.title, bulletin.headline, bulletin.progress, bulletin.structure, bulletin.chains,
    bulletin.comparison, bulletin.stages, bulletin.data_quality, bulletin.difficulties,
    bulletin.outlook, bulletin.notes, bulletin.annex, bulletin.internal, bulletin.sources,
)  # fmt: skip


def report(material):
    shown = [section(material) for section in SECTIONS]
    blocks = [from_json(block.as_json()) for block in shown if block is not None]
    return Report(tuple(blocks), {"asof": material.asof})


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    write_vintage(folder)
    return folder


def kinds(found):
    return [block.kind for block in found.blocks]


def headings(found):
    return [
        block.content.get("number", "") + block.content["text"]
        for block in found.blocks
        if block.kind == "heading"
    ]


def test_the_province_has_every_section_in_order(office):
    found = report(prepare("2024-09", "甘肃省", project=office))
    assert found.title == "2024年1—9月甘肃省招商引资情况通报"
    assert headings(found) == [
        "一、总体情况", "二、目标进度", "三、签约结构", "四、重点产业链", "五、分地区情况",
        "六、项目推进", "七、数据质量", "八、主要问题", "九、全年预计与缺口", "十、数据与口径说明",
        "十一、内部附件", "（一）预计的区间、把握和记录", "（二）督办提示", "提示函（草稿）",
        "（三）包抓项目清单",
    ]  # fmt: skip
    assert kinds(found).count("figure") == 6
    assert kinds(found).count("table") == 8
    assert found.head["marks"] == ["演示数据", "内部资料", "送审稿"]


def test_a_prefecture_is_placed_and_what_is_not_known_is_said(office):
    found = report(prepare("2024-09", "庆阳市", project=office))
    assert "五、在全省的位置" in headings(found)
    assert "五、分地区情况" not in headings(found)
    said = [block for block in found.blocks if block.kind == "paragraph"]
    assert any("本期没有分产业链数据" in repr(block) for block in said)


def test_every_number_shown_is_a_fact_of_the_report(office):
    found = report(prepare("2024-09", "甘肃省", project=office))
    facts = found.facts
    for block in found.blocks:
        for run in block.content.get("runs", ()):
            if "fact" in run:
                assert facts[run["fact"]]["text"].removeprefix("-") == run["text"].removeprefix("-")
            elif block.kind == "paragraph":
                for name in ("2024年", "1—9月", "10—12月", "9月", "500强", "10亿元", "50亿元"):
                    run["text"] = run["text"].replace(name, "")
                assert not any(digit in run["text"] for digit in "0123456789"), run["text"]


def test_a_region_with_a_single_figure_still_makes_a_whole_report(tmp_path):
    panel = literal_panel()
    lone = (panel["region"] == "甘南藏族自治州") & (panel["indicator"] == "contracted_projects")
    write_vintage(tmp_path, panel[lone | (panel["region"] == "兰州市")].reset_index(drop=True))
    found = report(prepare("2024-09", "甘南藏族自治州", project=tmp_path))
    said = "".join(repr(block) for block in found.blocks if block.kind == "paragraph")
    assert "甘南藏族自治州新签约招商引资合同项目23个" in said
    assert kinds(found).count("figure") == 0


def test_a_missing_unit_does_not_stop_the_province(tmp_path):
    panel = changed(literal_panel(), "天水市", "funds_in_place", "来源地=省外", 9, None)
    write_vintage(tmp_path, panel)
    found = report(prepare("2024-09", "甘肃省", project=tmp_path))
    assert any("未报送的是天水市" in "".join(run["text"] for run in block.content["runs"])
               for block in found.blocks if block.kind == "paragraph")  # fmt: skip
