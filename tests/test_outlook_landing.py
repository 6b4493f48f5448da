"""Landing: the ordinary case, what it never does, and every fallback by name."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zsanalytics.errors import PanelError, RequestError
from zsanalytics.outlook.landing import year_end

SHAPE = np.array([2, 6, 12, 19, 27, 36, 45, 55, 66, 78, 90, 100]) / 100


def yearly(totals, *, region="甲", until=12, first=1, indicator="到位", segment="全部"):
    """Make rows of years from 2021 on with these totals, the last known until a month."""
    rows = []
    for back, total in enumerate(totals):
        last = until if back == len(totals) - 1 else 12
        for month in range(first, last + 1):
            rows.append((region, indicator, segment, 2021 + back, month, total * SHAPE[month - 1]))
    names = ["region", "indicator", "segment", "year", "month", "value"]
    return pd.DataFrame(rows, columns=names)


def simulated(seed, *, series=40, years=5, noise=0.2, growth=0.1):
    """Make series of one season with noisy months and yearly growth: series × years × 12."""
    random = np.random.default_rng(seed)
    season = random.dirichlet(np.full(12, 30.0))
    level = np.exp(
        random.normal(4, 1, (series, 1)) + random.normal(0.1, growth, (series, years)).cumsum(1)
    )
    flow = level[:, :, None] * season * np.exp(random.normal(0, noise, (series, years, 12)))
    return flow.cumsum(axis=2)


def as_panel(ytd, first=2020):
    series, year, month = np.indices(ytd.shape).reshape(3, -1)
    names = np.array([f"区{number:03d}" for number in range(ytd.shape[0])])
    return pd.DataFrame(
        {"region": names[series], "indicator": "到位", "year": first + year, "month": month + 1,
         "value": ytd.ravel()}
    )  # fmt: skip


def until(panel, year, month):
    return panel[(panel["year"] < year) | ((panel["year"] == year) & (panel["month"] <= month))]


@pytest.mark.parametrize("month", [2, 3, 6, 9, 11])
@pytest.mark.parametrize("growth", [1.0, 1.15])
def test_noise_free_year_lands_exactly(month, growth):
    totals = [100 * growth**back for back in range(4)]
    panel = pd.concat([yearly(totals, region=name, until=month) for name in ("甲", "乙")])
    table = year_end(panel, f"2024-{month:02d}", levels=(0.8, 0.95))
    assert table["expected"].to_numpy() == pytest.approx(totals[-1], rel=1e-9)
    assert table["upper_95"].to_numpy() == pytest.approx(totals[-1], rel=1e-6)
    assert set(table["method"]) == {"往年规律"}


def test_nominal_80_covers_76_to_84_on_simulated_series():
    covered = []
    for seed in range(12):
        ytd = simulated(seed)
        for month in (3, 6, 9):
            panel = until(as_panel(ytd), 2024, month)
            table = year_end(panel, f"2024-{month:02d}", levels=(0.8,))
            covered.append(
                table["upper_80"].ge(ytd[:, -1, 11]) & table["lower_80"].le(ytd[:, -1, 11])
            )
    assert 0.76 <= np.mean(covered) <= 0.84


def test_columns_levels_and_order():
    table = year_end(yearly([100, 110, 120], until=6), "2023-06", levels=(0.5, 0.95))
    assert list(table) == [
        "region", "indicator", "segment", "year", "asof", "line", "so_far", "expected", "lower_50",
        "upper_50", "lower_95", "upper_95", "target", "chance", "method", "years_used",
    ]  # fmt: skip
    row = table.iloc[0]
    assert (row["year"], row["asof"], row["years_used"]) == (2023, "2023-06", 2)
    assert (
        row["lower_95"] <= row["lower_50"] <= row["expected"] <= row["upper_50"] <= row["upper_95"]
    )
    assert pd.isna(row["line"]) and np.isnan(row["chance"])


def test_nothing_after_asof_is_seen():
    panel = yearly([100, 110, 150])
    known = year_end(until(panel, 2023, 6), "2023-06")
    pd.testing.assert_frame_equal(year_end(panel, "2023-06"), known)


def test_rows_in_any_order_give_the_same():
    panel = pd.concat([yearly([100, 90, 120], until=5), yearly([7, 9, 8], region="乙", until=5)])
    shuffled = panel.sample(frac=1, random_state=2)
    one = year_end(panel, "2023-05").set_index("region").sort_index()
    two = year_end(shuffled, "2023-05").set_index("region").sort_index()
    pd.testing.assert_frame_equal(one, two)


def test_a_unit_of_measure_scales_and_nothing_else():
    panel = yearly([100, 90, 120], until=5)
    small = year_end(panel.assign(value=panel["value"] / 10_000), "2023-05")
    table = year_end(panel, "2023-05")
    for name in ("expected", "lower_80", "upper_95"):
        assert small[name].to_numpy() * 10_000 == pytest.approx(table[name].to_numpy(), rel=1e-9)


def test_input_is_not_changed():
    panel = yearly([100, 90, 120], until=5)
    before = panel.copy(deep=True)
    year_end(panel, "2023-05")
    pd.testing.assert_frame_equal(panel, before)


def test_methods_name_the_fallback_taken():
    method = {
        "全年已报": (yearly([100, 120]), "2022-12"),
        "综合外推": (until(as_panel(simulated(3, series=1)), 2024, 4), "2024-04"),
        "往年规律": (yearly([100, 110, 130], until=4), "2023-04"),
        "序时进度": (yearly([100], until=6), "2021-06"),
        "上年实绩": (yearly([100, 120]), "2023-03"),
        "按最近进度": (yearly([100], until=5), "2022-02"),
        "无依据": (yearly([0.0], until=6), "2021-06"),
    }
    for name, (panel, asof) in method.items():
        table = year_end(panel, asof, levels=(0.8,))
        assert table["method"].tolist() == [name]
        assert np.isfinite(table[["expected", "lower_80", "upper_80"]].to_numpy()).all()


def test_december_returns_the_value_itself():
    table = year_end(yearly([100, 120]), "2022-12")
    assert table[["so_far", "expected", "lower_95", "upper_95"]].to_numpy() == pytest.approx(120.0)


def test_even_pace_without_any_past():
    table = year_end(yearly([100], until=6), "2021-06")
    assert table.loc[0, "expected"] == pytest.approx(100 * SHAPE[5] * 2)


def test_peers_lend_their_pace_to_a_new_series():
    old = [yearly([50, 60, 70], region=f"老{n}", until=6) for n in range(3)]
    new = yearly([0, 0, 40], region="新", until=6).query("year == 2023")
    table = year_end(pd.concat([*old, new]), "2023-06").set_index("region")
    assert table.loc["新", "method"] == "同类进度"
    share = table.loc["老0", "expected"] / table.loc["老0", "so_far"]
    assert table.loc["新", "expected"] / table.loc["新", "so_far"] == pytest.approx(share)


def test_a_missing_last_year_is_replaced_by_the_one_before_and_said():
    panel = yearly([100, 110, 120], until=6).query("year != 2022")
    assert year_end(panel, "2023-06")["method"].tolist() == ["综合外推；以2021年为基"]


def test_a_missing_last_december_is_carried_on_and_said():
    panel = yearly([100, 110, 120], until=6).query("not (year == 2022 and month == 12)")
    table = year_end(panel, "2023-06")
    assert table.loc[0, "method"].endswith("；上年末缺报")
    assert 100 < table.loc[0, "expected"] < 140


def test_january_missing_and_holes_change_little():
    whole = year_end(yearly([100, 110, 120], until=6), "2023-06").loc[0, "expected"]
    late = yearly([100, 110, 120], until=6, first=2)
    holes = late[~late["month"].isin([4, 8])]
    for panel in (late, holes):
        assert year_end(panel, "2023-06").loc[0, "expected"] == pytest.approx(whole, rel=0.05)


def test_unreported_months_do_not_pass_for_calm_ones():
    panel = until(as_panel(simulated(4, series=1)), 2024, 9)
    sparse = panel[panel["month"].isin([4, 9, 12])]
    rows = [year_end(each, "2024-09", levels=(0.8,)).iloc[0] for each in (sparse, panel)]
    few, all_months = (row["upper_80"] - row["lower_80"] for row in rows)
    assert few > 0.7 * all_months


def test_a_year_known_by_its_december_alone_follows_the_others_season():
    whole = yearly([100, 110, 120], until=6)
    lone = whole[(whole["year"] != 2022) | (whole["month"] == 12)]
    expected = [year_end(each, "2023-06").loc[0, "expected"] for each in (whole, lone)]
    assert expected[1] == pytest.approx(expected[0], rel=0.1)


def test_a_late_reporter_is_forecast_from_its_own_month():
    panel = pd.concat([yearly([100, 120, 150], until=6), yearly([9, 8, 9], region="迟", until=4)])
    table = year_end(panel, "2023-06").set_index("region")
    assert table.loc["迟", "so_far"] == pytest.approx(9 * SHAPE[3])
    assert table.loc["迟", "expected"] > 9 * SHAPE[3]


def test_a_jump_of_unit_falls_back_to_pace():
    panel = yearly([100, 110, 120_000], until=6)
    table = year_end(panel, "2023-06")
    assert table.loc[0, "method"] == "序时进度"
    assert table.loc[0, "expected"] >= table.loc[0, "so_far"]


def test_computed_totals_are_a_series_of_their_own():
    panel = yearly([100, 110, 120], until=6).assign(status="reported")
    both = pd.concat([panel, panel.assign(status="computed", value=panel["value"] * 2)])
    table = year_end(both, "2023-06")
    assert table["expected"].tolist()[1] == pytest.approx(2 * table["expected"].tolist()[0])


def test_empty_panel_gives_an_empty_table():
    table = year_end(yearly([100]).iloc[:0], "2023-06", levels=(0.8,))
    assert table.empty and "lower_80" in table


def test_targets_one_row_a_line_with_target_and_chance():
    panel = pd.concat([yearly([100, 110, 120], until=9), yearly([5, 6, 5], region="乙", until=9)])
    targets = pd.DataFrame(
        {"region": "甲", "indicator": "到位", "segment": "全部", "year": 2023,
         "kind": ["level", "growth", "level", "share"], "line": ["goal", "floor", "dispatch", "x"],
         "value": [60.0, 0.15, 500.0, 0.5]}
    )  # fmt: skip
    table = year_end(panel, "2023-09", targets)
    assert table["region"].tolist() == ["甲", "甲", "甲", "乙"]
    own = table[table["region"] == "甲"].set_index("line")
    assert own["target"].to_dict() == pytest.approx({"goal": 60.0, "floor": 126.5, "dispatch": 500})
    assert own.loc["goal", "chance"] == 1.0  # 79.2 has arrived
    assert own.loc["dispatch", "chance"] < 0.01
    assert 0 < own.loc["floor", "chance"] < 0.5


def test_chance_is_a_half_at_the_expected_landing():
    panel = yearly([100, 90, 130], until=6)
    expected = year_end(panel, "2023-06").loc[0, "expected"]
    targets = pd.DataFrame(
        {"region": ["甲"], "indicator": "到位", "segment": "全部", "year": 2023, "kind": "level",
         "line": "goal", "value": expected}
    )  # fmt: skip
    assert year_end(panel, "2023-06", targets).loc[0, "chance"] == pytest.approx(0.5, abs=1e-6)


def test_errors_are_one_sentence():
    panel = yearly([100, 90], until=6)
    with pytest.raises(
        RequestError,
        match=r"^levels: found 80, expected fractions between 0 and 1; write 80 % as 0.8$",
    ):
        year_end(panel, "2022-06", levels=(80,))
    with pytest.raises(RequestError, match=r"^month: found '2022-13'"):
        year_end(panel, "2022-13")
    with pytest.raises(PanelError, match=r"^panel: column missing: value$"):
        year_end(panel.drop(columns="value"), "2022-06")
    with pytest.raises(
        PanelError,
        match=r"^panel: found text in value, expected numbers; read the sheets with intake$",
    ):
        year_end(panel.assign(value="约120"), "2022-06")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(2020, 2023), st.integers(1, 12),
                       st.floats(0, 1e9, allow_subnormal=False)), min_size=1, max_size=60),
    st.integers(1, 12),
)  # fmt: skip
def test_never_below_what_has_arrived_whatever_the_figures(rows, month):
    panel = pd.DataFrame(rows, columns=["region", "year", "month", "value"]).assign(indicator="x")
    panel = panel.drop_duplicates(["region", "year", "month"])
    table = year_end(panel, f"2023-{month:02d}")
    floor = table["so_far"].fillna(0)
    bounds = ["lower_95", "lower_80", "lower_50", "expected", "upper_50", "upper_80", "upper_95"]
    values = table[bounds].to_numpy()
    assert np.isfinite(values).all()
    assert (values >= floor.to_numpy()[:, None] * (1 - 1e-12)).all()
    assert (np.diff(values, axis=1) >= -1e-9 * values[:, 1:]).all()
