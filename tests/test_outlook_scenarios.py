"""What-ifs, goal seek and the path of years, with answers done by hand; the sentences."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError, RequestError
from zsanalytics.outlook.course import course
from zsanalytics.outlook.goals import goal_seek, goal_split, sensitivity
from zsanalytics.outlook.landing import year_end
from zsanalytics.outlook.paths import crossing, year_path
from zsanalytics.outlook.scenarios import scenarios
from zsanalytics.outlook.words import explain

BOOK = load_codebook()
KEY = {"region": "甘肃省", "indicator": "funds_in_place", "segment": "来源地=省外"}


def panel():
    """Last year 600 by September and 1,000 by December; this year 720 by September."""
    last = [50.0, 100, 150, 200, 300, 400, 450, 500, 600, 750, 900, 1000]
    rows = [(2023, month, value) for month, value in enumerate(last, start=1)]
    rows += [(2024, month, 1.2 * value) for month, value in enumerate(last[:9], start=1)]
    return pd.DataFrame(rows, columns=["year", "month", "value"]).assign(**KEY)


def target(value, kind="level"):
    return pd.DataFrame({**KEY, "year": [2024], "kind": kind, "line": "goal", "value": value})


def test_named_what_ifs():
    table = scenarios(panel(), "2024-09", growth=(0.0, 0.155), targets=target(1200.0))
    landing = table.set_index("scenario")["landing"]
    assert landing["其余月份与上年持平"] == pytest.approx(1120)
    assert landing["其余月份同比增长15.50%"] == pytest.approx(720 + 400 * 1.155)
    assert landing["今年增速延续"] == pytest.approx(1200)
    assert 1000 < landing["展望"] < 1300
    assert table.set_index("scenario").loc["其余月份与上年持平", "gap"] == pytest.approx(80)
    assert "大项目推迟" not in landing


def test_a_delayed_project_never_takes_what_has_arrived():
    table = scenarios(panel(), "2024-09", delayed={"甘肃省": 5000.0})
    late = table[table["scenario"] == "大项目推迟"]
    assert late["landing"].tolist() == [pytest.approx(720)]


def test_goal_seek_by_hand():
    row = goal_seek(panel(), "2024-09", target(1260.0)).iloc[0]
    assert row["gap"] == pytest.approx(540)
    assert row["needed_per_month"] == pytest.approx(180)
    assert row["needed_growth"] == pytest.approx(540 / 400 - 1)
    assert row["point"] == pytest.approx(4)
    with pytest.raises(RequestError, match=r"^targets: none of 2024 is about a series"):
        goal_seek(panel(), "2024-09", target(1.0).assign(region="兰州市"))


def test_path_of_years_by_hand():
    table = year_path(panel(), "2024-09", level=1400.0)
    plain = table[table["path"] == "每年增长20%"].set_index("year")
    assert plain["expected"].to_dict() == pytest.approx({2024: 1200, 2025: 1440, 2026: 1728})
    assert plain["chance"].tolist() == [0, 1, 1]
    drawn = table[table["path"] == "展望"]
    assert drawn["chance"].between(0, 1).all()
    assert (drawn["upper_80"] > drawn["lower_80"]).all()


def test_path_wants_one_series_with_a_base():
    both = pd.concat([panel(), panel().assign(region="兰州市")])
    with pytest.raises(PanelError, match=r"^panel: found 2 series, expected one; select it first$"):
        year_path(both, "2024-09")
    with pytest.raises(PanelError, match=r"^panel: no total of 2023; a path of years needs it"):
        year_path(panel().query("year == 2024"), "2024-09")


def test_the_sentence_and_the_signed_form():
    row = explain(panel(), "2024-09", target(1260.0), book=BOOK).iloc[0]
    assert row["sentence"].startswith(
        "2024年1—9月，甘肃省到位资金（来源地=省外）720.00亿元。按近一年同期进度折算"
    )
    for words in ("按今年增速折扣后延续", "取折中", "80%区间[", "达到1,260.00亿元的概率"):
        assert words in row["sentence"]
    assert row["signed"].startswith("甘肃省到位资金（来源地=省外）预计全年")
    assert row["signed"].endswith("亿元左右，后续月均需180.00亿元。")
    for unsigned in ("区间", "概率", "%"):
        assert unsigned not in row["signed"]


def test_the_arithmetic_behind_the_sentence():
    row = explain(panel(), "2024-09").iloc[0]
    assert row["by_growth"] == pytest.approx(720 + 400 * 1.2**0.5)
    assert np.isfinite(row[["by_season", "by_level"]].to_numpy(dtype=float)).all()


def test_a_passed_target_and_december_in_words():
    passed = explain(panel(), "2024-09", target(700.0), book=BOOK).iloc[0]
    assert passed["signed"].endswith("亿元左右，已超额20.00亿元。")
    done = explain(panel().query("year == 2023"), "2023-12", book=BOOK).iloc[0]
    assert done["signed"] == "甘肃省到位资金（来源地=省外）全年1,000.00亿元。"
    assert done["sentence"] == "2023年，甘肃省到位资金（来源地=省外）1,000.00亿元。"


def test_no_chance_is_written_as_certain():
    sure = explain(panel(), "2024-09", target(700.0)).loc[0, "sentence"]
    never = explain(panel(), "2024-09", target(9000.0)).loc[0, "sentence"]
    assert sure.endswith("概率99%以上。") and never.endswith("概率不足1%。")


def test_words_without_a_past_year_or_a_report():
    new = explain(panel().query("year == 2024"), "2024-09").iloc[0]
    assert "按序时进度推算960.00" in new["sentence"]
    silent = explain(panel().query("year == 2023"), "2024-03").iloc[0]
    assert silent["sentence"].startswith("甘肃省funds_in_place（来源地=省外）今年尚无报送。")
    with pytest.raises(PanelError, match=r"^panel: no row up to the month asked for"):
        explain(panel(), "2020-01")


UNITS = BOOK.members("甘肃省")


def province():
    """Every unit 600 by September and 1,000 last year; this year one unit at half the pace."""
    parts = [panel().assign(region=unit) for unit in UNITS]
    for part in parts[:1]:
        part.loc[part["year"] == 2024, "value"] /= 2
    units = pd.concat(parts)
    whole = units.groupby(["year", "month"], as_index=False)["value"].sum()
    return pd.concat([units, whole.assign(**KEY)], ignore_index=True).assign(
        indicator=KEY["indicator"], segment=KEY["segment"]
    )


def dispatched():
    rows = pd.DataFrame({"region": UNITS, "kind": "growth", "value": 0.2, "line": "dispatch"})
    return rows.assign(indicator=KEY["indicator"], segment=KEY["segment"], year=2024)


def test_laggards_lifted_to_their_line_lift_the_province_by_as_much():
    table = scenarios(province(), "2024-09", growth=(), targets=dispatched(), book=BOOK)
    landing = table.pivot_table(index="region", columns="scenario", values="landing")
    met = landing["落后单位完成调度目标"]
    short = (1200 - landing["展望"]).clip(lower=0)
    assert met[UNITS[0]] == pytest.approx(1200)
    assert (met >= landing["展望"] - 1e-9).all()
    assert met["甘肃省"] - landing.loc["甘肃省", "展望"] == pytest.approx(short[list(UNITS)].sum())


def test_laggards_without_book_are_lifted_each_alone():
    table = scenarios(province(), "2024-09", targets=dispatched())
    met = table[table["scenario"] == "落后单位完成调度目标"].set_index("region")
    assert met.loc[UNITS[0], "landing"] == pytest.approx(1200)
    assert "甘肃省" not in met.index  # it has no such line, and without a tree no members


def test_a_project_delayed_in_a_unit_is_missing_in_the_province():
    table = scenarios(province(), "2024-09", delayed={UNITS[0]: 30.0}, book=BOOK)
    landing = table.pivot_table(index="region", columns="scenario", values="landing")
    lost = (landing["展望"] - landing["大项目推迟"]).dropna()
    assert lost.to_dict() == {UNITS[0]: pytest.approx(30), "甘肃省": pytest.approx(30)}


def test_how_often_so_much_came_before():
    row = goal_seek(panel(), "2024-09", target(1020.0)).iloc[0]
    assert row["needed_per_month"] == pytest.approx(100)
    # last year's single months: 50 ×4, 100, 100, 50, 50, 100, 150, 150, 100; this year × 1.2
    assert (row["months_met"], row["months_known"]) == (6 + 3, 21)
    assert (row["years_met"], row["years_known"]) == (1, 1)  # 400 came, 300 are needed
    assert row["pace_gap"] == pytest.approx(1020 * 9 / 12 - 720)


def test_a_report_over_two_months_is_no_single_month():
    late = panel().query("month != 1")
    row = goal_seek(late, "2024-09", target(1020.0)).iloc[0]
    assert row["months_known"] == 21 - 4


def test_a_province_target_split_by_one_factor():
    table = goal_split(province(), "2024-09", "甘肃省", 19_000.0, book=BOOK)
    assert table["region"].tolist() == list(UNITS)
    assert table["needed"].sum() == pytest.approx(19_000)
    ahead = (table["needed"] - table["so_far"]) / (table["expected"] - table["so_far"])
    assert ahead.to_numpy() == pytest.approx(table["factor"].iloc[0])
    assert table["needed_per_month"].sum() == pytest.approx((19_000 - table["so_far"].sum()) / 3)


def test_a_passed_target_asks_for_nothing_more():
    table = goal_split(province(), "2024-09", "甘肃省", 100.0, book=BOOK)
    assert table["needed"].tolist() == table["so_far"].tolist()
    assert (table["factor"] == 0).all()


def test_a_split_wants_all_members():
    with pytest.raises(PanelError, match=r"^panel: 甘肃省 with all its members is needed; missing"):
        goal_split(panel(), "2024-09", "甘肃省", 1.0, book=BOOK)


def test_sensitivity_by_hand():
    table = sensitivity(province(), "2024-09", "甘肃省", book=BOOK).set_index("factor")
    assert table.loc["其余月份增速±10个百分点", "swing"] == pytest.approx(2 * 0.1 * 400 * 15)
    assert table["swing"].is_monotonic_decreasing
    assert len(table) == 2 + len(UNITS)
    assert (table["low"] <= table["high"]).all()
    with pytest.raises(PanelError, match=r"^panel: no series of 乙; select a region that"):
        sensitivity(province(), "2024-09", "乙")
    two = pd.concat([panel(), panel().assign(segment="全部")])
    with pytest.raises(PanelError, match=r"^panel: found 2 indicators or segments, expected one"):
        sensitivity(two, "2024-09", "甘肃省")


def test_the_year_of_crossing():
    table = crossing(year_path(panel(), "2024-09", level=1400.0)).set_index("path")
    plain = table["year"].drop("展望").to_dict()
    assert plain == {"每年增长15%": 2026, "每年增长20%": 2025, "今年增速": 2025}
    assert table["chance"].drop("展望").tolist() == [1, 1, 1]
    paths = year_path(panel(), "2024-09", level=1e9)
    assert crossing(paths)["year"].isna().all()
    assert crossing(paths)["chance"].eq(0).all()


def test_first_crossings_never_exceed_one():
    drawn = year_path(panel(), "2024-09", level=1150.0).query("path == '展望'")
    assert drawn["first"].sum() <= 1 + 1e-12
    assert drawn["first"].iloc[0] == pytest.approx(drawn["chance"].iloc[0])


def test_a_path_of_one_region_of_many_starts_from_the_landing_that_adds_up():
    table = year_path(province(), "2024-09", region="甘肃省", book=BOOK)
    own = year_end(province(), "2024-09", levels=(), book=BOOK).set_index("region")["expected"]
    first = table.query("path == '展望' and year == 2024")["expected"].item()
    assert first == pytest.approx(own["甘肃省"])


def test_the_course_from_here_to_december_follows_last_year():
    expected = year_end(panel(), "2024-09", levels=(0.8,))
    table = course(panel(), expected, "甘肃省").set_index("month")
    assert table.loc[9, ["value", "expected", "lower_80"]].tolist() == [720, 720, 720]
    assert table.loc[12, "expected"] == pytest.approx(expected["expected"].item())
    assert table.loc[12, "upper_80"] == pytest.approx(expected["upper_80"].item())
    ahead = table.loc[12, "expected"] - 720
    assert table.loc[10, "expected"] == pytest.approx(720 + ahead * 150 / 400)
    assert table.loc[:8, "expected"].isna().all() and table.loc[10:, "value"].isna().all()
    assert table["last_year"].tolist()[-1] == 1000


def test_a_course_without_last_year_is_even():
    bare = panel().query("year == 2024")
    table = course(bare, year_end(bare, "2024-09", levels=()), "甘肃省").set_index("month")
    assert table.loc[10, "expected"] == pytest.approx(720 + (table.loc[12, "expected"] - 720) / 3)
    with pytest.raises(PanelError, match=r"^outlook: no row of 乙 with a report this year$"):
        course(bare, year_end(bare, "2024-09"), "乙")


def test_a_computed_twin_has_its_own_arithmetic():
    own = panel().assign(status="reported")
    twin = panel().query("year == 2023 or month <= 6").assign(status="computed")
    twin = twin.assign(value=twin["value"] * 2)
    both = pd.concat([own, twin])
    told = explain(both, "2024-09", target(2000.0), book=BOOK)
    assert told["so_far"].tolist() == [720, 960]
    assert told["by_growth"].iloc[1] > 2 * 400
    asked = goal_seek(both, "2024-09", target(2000.0))
    assert asked["needed_per_month"].tolist() == [pytest.approx(1280 / 3), pytest.approx(1040 / 6)]


def test_a_landing_outside_its_parts_is_not_called_their_middle():
    told = explain(province(), "2024-09", book=BOOK).set_index("region")
    parts = told[["by_season", "by_growth", "by_level"]]
    inside = told["expected"].between(parts.min(axis=1), parts.max(axis=1))
    assert told["sentence"].str.contains("取折中").eq(inside).all()
    assert told.loc[~inside, "sentence"].str.contains("参照同类和上下级修正为").all()
