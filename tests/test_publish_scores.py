"""Scores: the ranking of a quarter in words and table, ties and gaps told apart."""

import pandas as pd
import pytest

from tests.test_publish_text import told
from zsanalytics.publish import scores
from zsanalytics.publish.content import texts
from zsanalytics.publish.material import Material
from zsanalytics.targets.scoring import ranking

NAN = float("nan")
SHEET = {"name": "评分表", "source": "示例", "lines": [
    {"part": "item", "name": "资金", "weight": 60},
    {"part": "item", "name": "签约", "weight": 40},
    {"part": "deduction", "name": "流失", "each": 1, "points": 1},
]}  # fmt: skip


def material(points, before=None, public=False):
    """Make scores of units 甲 乙 丙 … with these points on the first line, 10 on the second."""
    units = tuple("甲乙丙丁戊己"[: len(points)])
    rows = [(u, "item", line, p if line == "资金" else 10.0, "1×1")
            for line in ("资金", "签约") for u, p in zip(units, points, strict=True)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["region", "part", "line", "points", "arithmetic"])
    previous = before and pd.DataFrame({"region": list(before), "rank": list(before.values())})
    words = {"quarter": "2024年前三季度", "vintage": "v"} | ({"public": "public"} if public else {})
    parts = {"units": units, "county": units}
    known = told(words, parts, units=float(len(units)), units__county=float(len(units)))
    facts = pd.DataFrame(list(known.facts.values()))
    bare = Material("甘肃省", "2024-09", facts, known, (), {}, pd.DataFrame())
    table = ranking(frame, previous=previous if before else None)
    return scores.scored(bare, frame, table, SHEET), frame


def said(block):
    return [
        "".join(run["text"] for run in inner["runs"])
        for inner in block.content["blocks"]
        if inner["kind"] == "paragraph"
    ]


def test_leaders_trailers_and_moves():
    found, _ = material([50.0, 40.0, 30.0, 20.0], {"甲": 2, "乙": 1, "丙": 3, "丁": 4})
    basis, lists = said(scores.standings(found))
    assert basis == "按“评分表”评分，基本分100分，评分表来源：示例；没有数据、本期不评的是流失。"
    assert lists == (
        "4个县（市、区）中，综合得分居前的是甲（60.00分）和乙（50.00分），居后的是丁（30.00分）"
        "和丙（40.00分）。与上季度相比，综合位次上升的1个、下降的1个、不变的2个。"
    )


@pytest.mark.parametrize(
    ("points", "before", "line"),
    [
        ([50.0, 50.0], None, "2个县（市、区）综合得分相同。没有上季度可比排名。"),
        ([50.0], None, "1个县（市、区）中，综合得分居前的是甲（60.00分）。没有上季度可比排名。"),
        ([50.0, 40.0], {"甲": 1, "乙": 2}, "与上季度相比，各单位综合位次没有变化。"),
        ([50.0, NAN], None, "数据不全、不参加排名的是乙。"),
        ([NAN, NAN], None, "没有可以评分的单位。"),
        ([50.0, 40.0, 40.0, 20.0, 10.0], None,
         "居前的是甲（60.00分）、乙（50.00分）和丙（50.00分），"),
    ],
)  # fmt: skip
def test_ties_one_none_and_unranked(points, before, line):
    found, _ = material(points, before)
    assert line in said(scores.standings(found))[-1]


def test_the_table_shows_points_by_line_and_the_public_totals_only():
    (table,) = [b for b in scores.standings(material([50.0, 40.0])[0]).content["blocks"]
                if b["kind"] == "table"]  # fmt: skip
    assert [c["label"] for c in table["columns"]] == [
        "位次",
        "单位",
        "总分",
        "升降",
        "资金",
        "签约",
    ]
    found, frame = material([50.0, 40.0], public=True)
    block = scores.standings(found)
    assert "居后" not in "".join(texts(block)) and "升降" not in "".join(texts(block))
    assert not any("·" in fact for fact in found.told.facts)
    assert scores.arithmetic(found, frame) is None


def test_the_arithmetic_is_written_out():
    found, frame = material([50.0, 40.0])
    words = "".join(texts(scores.arithmetic(found, frame)))
    assert words.count("1×1") == 4


@pytest.mark.parametrize(
    ("parts", "extras"),
    [
        ((), ""),
        (("bonus",), "，另有加分"),
        (("deduction",), "，另有扣分"),
        (("deduction", "bonus"), "，另有加分、扣分"),
    ],
)
def test_points_beyond_the_weights_are_announced(parts, extras):
    lines = [{"part": "item", "name": "资金"}, *({"part": p, "name": p} for p in parts)]
    unused = {"part": "bonus", "name": "没有数据"}
    assert scores._extras({"lines": [*lines, unused]}, {"资金", *parts}) == extras
