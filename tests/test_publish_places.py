"""Places: counts that add up, lists cut where ties allow, ranks and averages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.publish import places
from zsanalytics.publish.facts import collect, fact
from zsanalytics.publish.numbers import unit_counts
from zsanalytics.publish.wording import plain, tell

NAN = float("nan")
WORDS = {"scope": "到位资金", "whole": "全省", "goal": "年度目标"}


def told(growths, leads=(), values=None, levels=None):
    """Tell of units 甲, 乙 … with these growths, leads and funds."""
    units = tuple("甲乙丙丁戊己庚辛"[: len(growths)])
    values = values or [10.0 * (n + 1) if g == g else NAN for n, g in enumerate(growths)]
    rows = [fact("funds_ytd", v, of=u) for u, v in zip(units, values, strict=True)]
    rows += [fact("funds_growth", g, of=u) for u, g in zip(units, growths, strict=True)]
    rows += [fact("completion", 0.75 + x, of=u) for u, x in zip(units, leads, strict=False)]
    line = [{"value": v, "growth": g} for v, g in zip(values, growths, strict=True)]
    progress = [{"region": u, "lead": x, "main": True} for u, x in zip(units, leads, strict=False)]
    rows += unit_counts(line, pd_frame(progress), units, {})
    levels = levels or {"county": units}
    rows += [fact("units", len(names), of=level) for level, names in levels.items()]
    return tell(collect(rows), WORDS, {"units": units, **levels})


def pd_frame(rows):
    import pandas as pd

    return pd.DataFrame(rows, columns=["region", "lead", "main"])


def read(paragraphs):
    return [plain(runs) for runs in paragraphs]


def test_counts_leaders_and_trailers():
    said = read(places.units(told([0.5, 0.4, 0.1, -0.0892], [0.2, 0.1, -0.1, -0.2])))
    assert said == [
        "4个县（市、区）中，到位资金同比增长的3个、同比下降的1个。总量居前的是丁（40.00亿元）和"
        "丙（30.00亿元）。增速居前的是甲（增长50.00%）和乙（增长40.00%），居后的是丁（下降8.92%）"
        "和丙（增长10.00%）。",
        "4个县（市、区）中，超序时进度的2个、欠序时进度的2个。完成率居前的是甲（95.00%）和"
        "乙（85.00%），居后的是丁（55.00%）和丙（65.00%）。",
    ]


@pytest.mark.parametrize(
    ("growths", "said"),
    [
        ([0.1, 0.2, 0.3], "3个县（市、区）到位资金全部实现同比增长。"),
        ([-0.1, -0.2], "2个县（市、区）到位资金全部同比下降。"),
        ([0.1, 0.0, NAN], "到位资金同比增长的1个、持平的1个、未报送的1个。"),
    ],
)
def test_all_and_some(growths, said):
    first, second = read(places.units(told(growths)))
    assert said in first
    assert second.startswith("各单位没有年度目标，不评价进度")


def test_a_unit_without_base_and_a_missing_unit_are_told_apart_and_named():
    first, second = read(places.units(told([0.1, NAN, NAN], values=[1.0, 2.0, NAN])))
    assert "同比增长的1个、无上年同期可比数的1个、未报送的1个" in first
    assert second.endswith("未报送的是丙。")


@pytest.mark.parametrize(
    ("leads", "said"),
    [
        ([0.1, 0.2], "2个县（市、区）全部超序时进度。"),
        ([-0.1, -0.2], "2个县（市、区）全部欠序时进度。"),
        ([0.1, 0.0], "超序时进度的1个、与序时进度持平的1个。"),
        ([0.1], "超序时进度的1个、没有年度目标或未报送的1个。"),
    ],
)
def test_ahead_and_behind(leads, said):
    assert said in read(places.units(told([0.1, 0.2], leads)))[1]


def test_one_unit_and_none():
    assert read(places.units(told([0.1]))) == ["只有甲报送到位资金，为10.00亿元。"]
    assert read(places.units(told([]))) == ["本期没有下一级数据，不作分地区分析。"]


def test_a_single_unit_of_a_level_is_named_and_counts_add_up():
    levels = {"prefecture": ("甲", "乙"), "new_area": ("丙",)}
    first = read(places.units(told([0.1, 0.2, -0.1], levels=levels)))[0]
    assert first.startswith("2个市州和丙共3个单位中，到位资金同比增长的2个、同比下降的1个。")


@pytest.mark.parametrize(
    ("growths", "leading"),
    [
        ([0.5, 0.4, 0.3, 0.2, 0.1, 0.0], "甲乙丙"),
        ([0.5, 0.4, 0.3, 0.3, 0.1, 0.0], "甲乙丙丁"),  # a tie at the cut is not torn apart
        ([0.5, 0.4, 0.30001, 0.30002, 0.1, 0.0], "甲乙丙丁"),  # tied as printed
        ([0.5, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.1], "甲"),  # too many tied: stop before them
        ([0.3] * 6, ""),  # all tied: nobody leads
        ([0.5, 0.4], "甲"),
        ([0.5], ""),
    ],
)
def test_lists_are_cut_where_ties_allow(growths, leading):
    known = told(growths)
    order = places.ordered(known, "growth")
    assert "".join(places.cut(known, order, "growth", min(3, len(order) // 2))) == leading


@given(st.lists(st.sampled_from([-0.1, 0.0, 0.00001, 0.2, NAN]), min_size=2, max_size=8))
def test_counts_always_add_up_to_the_units(growths):
    known = told(growths)
    names = ("growing", "falling", "level", "no_base", "missing")
    assert sum(known.facts[f"units_{name}"]["value"] for name in names) == len(growths)


def moved(*moves):
    """Tell of units 甲, 乙 … that moved so many places."""
    units = tuple("甲乙丙丁戊"[: len(moves)])
    line = [{"value": 1.0, "growth": 0.1, "growth_rank_move": float(move)} for move in moves]
    rows = list(unit_counts(line, pd_frame([]), units, {}))
    rows += [fact("growth_rank_move", m, of=u) for u, m in zip(units, moves, strict=True)]
    rows += [fact("funds_ytd", 1.0, of=unit) for unit in units]
    rows += [fact("units", len(units), of="county")]
    return tell(collect(rows), WORDS, {"units": units, "county": units})


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ((2, -1, -1), "增速位次上升的1个、下降的2个，上升较多的是甲（上升2位），"
                      "下降较多的是丙（下降1位）和乙（下降1位）。"),
        ((1, 0, -1), "增速位次上升的1个、下降的1个、不变的1个，上升较多的是甲（上升1位），"
                     "下降较多的是丙（下降1位）。"),
        ((0, 0), "与上期相比，各单位增速位次没有变化。"),
        ((NAN, NAN), "全部实现同比增长。"),
    ],
)  # fmt: skip
def test_moves_since_the_report_before(moves, said):
    assert read(places.units(moved(*moves)))[0].endswith(said)


def placed(parts=None, **values):
    rows = [fact(name, value) for name, value in values.items()]
    return tell(collect(rows), {**WORDS, "scope": "省外到位资金"}, parts or {})


PLACE = {
    "peers": 15.0, "funds_rank": 3.0, "growth_rank": 1.0, "completion_rank": 2.0,
    "growth_difference": 0.113, "funds_share": 0.1258, "funds_contribution": 0.0605,
    "funds_contribution_rate": 0.1487,
}  # fmt: skip


def test_a_place_in_the_whole():
    assert read(places.place(placed(**PLACE))) == [
        "在全省15个单位中，省外到位资金总量居第3位，增速居第1位，完成率居第2位；"
        "增速高于全省平均11.30个百分点。",
        "占全省省外到位资金的12.58%，拉动全省增长6.05个百分点，贡献率为14.87%。",
    ]


@pytest.mark.parametrize(
    ("changes", "parts", "said"),
    [
        ({"growth_rank_move": 2.0}, (), "增速居第1位（较上期上升2位），"),
        ({"growth_rank_move": -1.0}, (), "增速居第1位（较上期下降1位），"),
        ({"growth_rank_move": 0.0}, (), "增速居第1位（较上期不变），"),
        ({"growth_difference": -0.4962}, (), "；增速低于全省平均49.62个百分点。"),
        ({"growth_difference": 0.0}, (), "；增速与全省平均持平。"),
        ({"growth_difference": NAN}, (), "完成率居第2位。"),
        ({"growth_rank": NAN}, (), "省外到位资金总量居第3位，完成率居第2位"),
        ({}, ("growth", "funds"), "省外到位资金总量并列第3位，增速并列第1位，完成率居第2位"),
        (
            {"funds_contribution": -0.0025},
            (),
            "占全省省外到位资金的12.58%，拉低全省增速0.25个百分点。",
        ),
        ({"funds_contribution": 0.0}, (), "占全省省外到位资金的12.58%。"),
        ({"funds_contribution_rate": NAN}, (), "拉动全省增长6.05个百分点。"),
        (dict.fromkeys(PLACE, NAN), (), "本期没有全省可比数据，不作位次分析。"),
    ],
)
def test_place_branches(changes, parts, said):
    paragraphs = read(places.place(placed({"tied": parts}, **{**PLACE, **changes})))
    assert said in "".join(paragraphs)


def test_where_only_the_trailing_can_be_named_what_they_trail_in_is_said():
    first, second = read(places.units(told([0.1] * 7 + [-0.3], [0.1] * 7 + [-0.4])))
    assert "增速居后的是辛（下降30.00%）" in first and "增速居前" not in first
    assert "完成率居后的是辛（35.00%）" in second
