"""Draws: they add up, stay above what has arrived, keep each series' odds, and joint events."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import RequestError
from zsanalytics.outlook.coherence import draw
from zsanalytics.outlook.joint import joint_chance, units_missing
from zsanalytics.outlook.landing import year_end

BOOK = load_codebook()
UNITS = BOOK.members("甘肃省")


def province(*, factor=1.0, indicator="funds_in_place", without=()):
    """Make four years of the province and its members; the province is ``factor`` × their sum."""
    random = np.random.default_rng(5)
    rows = []
    for size, unit in enumerate(UNITS, start=1):
        for year in range(2021, 2025):
            flow = random.gamma(6, size * 1.1 ** (year - 2021), 12)
            until = 12 if year < 2024 else 8
            rows += [(unit, year, m + 1, v) for m, v in enumerate(flow.cumsum()[:until])]
    panel = pd.DataFrame(rows, columns=["region", "year", "month", "value"])
    total = panel.groupby(["year", "month"], as_index=False)["value"].sum()
    total = total.assign(region="甘肃省", value=total["value"] * factor)
    panel = pd.concat([panel[~panel["region"].isin(without)], total], ignore_index=True)
    return panel.assign(indicator=indicator, segment="来源地=省外")


def split(draws):
    names = draws.columns.get_level_values("region")
    return draws.loc[:, names == "甘肃省"].iloc[:, 0], draws.loc[:, names != "甘肃省"]


def test_draws_add_up_and_no_unit_exceeds_its_province():
    whole, units = split(draw(province(), "2024-08", book=BOOK))
    assert np.abs(units.sum(axis=1) / whole - 1).max() < 1e-9
    assert units.le(whole, axis=0).all().all()


def test_no_draw_is_below_what_has_arrived():
    panel = province()
    draws = draw(panel, "2024-08", book=BOOK)
    so_far = panel.query("year == 2024 and month == 8").set_index("region")["value"]
    for name in draws.columns:
        assert draws[name].min() >= so_far[name[0]] * (1 - 1e-12)


def test_without_book_each_series_keeps_its_own_odds():
    panel = province()
    draws = draw(panel, "2024-08").quantile([0.1, 0.9]).to_numpy()
    table = year_end(panel, "2024-08", levels=(0.8,))
    assert draws[0] == pytest.approx(table["lower_80"].to_numpy(), rel=0.01)
    assert draws[1] == pytest.approx(table["upper_80"].to_numpy(), rel=0.01)


def test_year_end_speaks_of_the_same_draws():
    panel = province()
    table = year_end(panel, "2024-08", levels=(0.8,), book=BOOK)
    draws = draw(panel, "2024-08", book=BOOK)
    assert table["expected"].to_numpy() == pytest.approx(draws.median().to_numpy())


def test_an_unallocated_difference_keeps_its_ratio():
    whole, units = split(draw(province(factor=1.05), "2024-08", book=BOOK))
    assert (whole / units.sum(axis=1)).to_numpy() == pytest.approx(1.05)


def test_a_missing_member_or_another_scope_leaves_the_province_alone():
    for panel in (province(without=["兰州市"]), province(factor=10.0)):
        own = year_end(panel, "2024-08", levels=(0.8,), book=BOOK).set_index("region")
        alone = year_end(panel, "2024-08", levels=(0.8,)).set_index("region")
        gap = own.loc["甘肃省", "expected"] / alone.loc["甘肃省", "expected"] - 1
        assert abs(gap) < 0.005


def test_what_does_not_add_up_is_not_made_to():
    panel = province(indicator="contracted_firms")
    whole, units = split(draw(panel, "2024-08", book=BOOK))
    assert np.abs(units.sum(axis=1) / whole - 1).max() > 1e-6


def test_stocks_may_shrink_with_book():
    rows = [
        ("甘肃省", year, month, 100.0 - month) for year in (2022, 2023) for month in range(1, 13)
    ]
    rows += [("甘肃省", 2024, month, 100.0 - month) for month in range(1, 7)]
    panel = pd.DataFrame(rows, columns=["region", "year", "month", "value"])
    panel = panel.assign(indicator="implemented_projects", segment="全部")
    table = year_end(panel, "2024-06", book=BOOK)
    assert table["method"].tolist() == ["存量延续"]
    assert table.loc[0, "expected"] == pytest.approx(88.0, rel=0.005)
    assert table.loc[0, "lower_80"] < table.loc[0, "so_far"]


def test_joint_chance_counts_misses_in_one_simulation():
    draws = pd.DataFrame(
        [[1.0, 1.0], [1.0, 9.0], [9.0, 9.0], [9.0, 9.0]],
        columns=pd.MultiIndex.from_tuples([("甲", "x", "全部", False), ("乙", "x", "全部", False)]),
    )
    lines = pd.DataFrame(
        {"region": ["甲", "乙"], "indicator": "x", "segment": "全部", "target": 5.0}
    )
    assert joint_chance(draws, lines)["chance"].tolist() == [0.5, 0.25, 0.25]
    with pytest.raises(RequestError, match=r"^lines: no draws of 丙, x, 全部; draw a panel"):
        joint_chance(draws, lines.assign(region="丙"))


def lines_of(factor=1.2):
    kind = {"indicator": "funds_in_place", "segment": "来源地=省外", "year": 2024, "kind": "growth"}
    rows = pd.DataFrame({"region": ["甘肃省", *UNITS], "line": "dispatch", "value": factor - 1})
    return rows.assign(**kind)


def test_province_and_number_of_units_missing_come_from_one_simulation():
    panel, targets = province(), lines_of(1.1)
    table = units_missing(panel, "2024-08", targets, "甘肃省", book=BOOK)
    own = year_end(panel, "2024-08", targets, levels=(), book=BOOK).set_index("region")["chance"]
    assert table["missed"].tolist() == list(range(16))
    assert table["chance"].sum() == pytest.approx(1.0)
    assert table["and_reached"].sum() == pytest.approx(own["甘肃省"])
    expected_misses = (table["missed"] * table["chance"]).sum()
    assert expected_misses == pytest.approx((1 - own[list(UNITS)]).sum())
    assert (table["and_reached"] <= table["chance"] + 1e-12).all()
    # when nobody misses, the province (the sum of its members) cannot miss either
    assert table.loc[0, "and_reached"] == pytest.approx(table.loc[0, "chance"])


def test_units_missing_without_a_line_is_refused_and_without_a_whole_says_so():
    panel, targets = province(), lines_of()
    with pytest.raises(
        RequestError,
        match=r"^targets: no line 'goal' of a member of 甘肃省 in the panel; hand one down first$",
    ):
        units_missing(panel, "2024-08", targets, "甘肃省", line="goal", book=BOOK)
    units = targets[targets["region"] != "甘肃省"]
    table = units_missing(panel, "2024-08", units, "甘肃省", book=BOOK)
    assert table["and_reached"].isna().all()


def test_three_levels_add_up_to_the_last_draw():
    counties = BOOK.members("庆阳市")
    random = np.random.default_rng(9)
    rows = []
    for unit in (*[u for u in UNITS if u != "庆阳市"], *counties):
        for year in (2022, 2023, 2024):
            flow = random.gamma(4, 2, 12)[: 12 if year < 2024 else 5]
            rows += [(unit, year, m + 1, v) for m, v in enumerate(flow.cumsum())]
    panel = pd.DataFrame(rows, columns=["region", "year", "month", "value"])
    when = ["year", "month"]
    city = panel[panel["region"].isin(counties)].groupby(when, as_index=False)["value"].sum()
    whole = panel.groupby(when, as_index=False)["value"].sum()
    both = [city.assign(region="庆阳市"), whole.assign(region="甘肃省")]
    panel = pd.concat([panel, *both], ignore_index=True)
    panel = panel.assign(indicator="funds_in_place", segment="来源地=省外")
    draws = draw(panel, "2024-05", book=BOOK, count=300)
    draws.columns = draws.columns.get_level_values("region")
    for region in ("甘肃省", "庆阳市"):
        parts = draws[list(BOOK.members(region))].sum(axis=1)
        assert np.abs(parts / draws[region] - 1).max() < 1e-9
