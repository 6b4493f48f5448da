"""Sharing out a target: exact sums, floors, caps, monotone, order-free; what it asks of each."""

from decimal import ROUND_CEILING, Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.targets.allocation import allocate

MEMBERS = load_codebook().members("甘肃省")
BASES = [100.0 + 37.5 * n for n in range(15)]


def panel_of(bases, year=2023, month=12, segment="来源地=省外"):
    rows = pd.DataFrame({"region": MEMBERS, "value": bases, "year": year, "month": month})
    return rows.assign(indicator="funds_in_place", segment=segment, status="reported")


def cents(values):
    return [Decimal(str(value)).quantize(Decimal("0.01")) for value in values]


def test_dispatch_starts_from_each_ones_growth():
    tasks = allocate(panel_of(BASES), year=2024, total=7000, growth=0.20, method="dispatch")
    assert tasks["region"].tolist() == list(MEMBERS)
    assert sum(cents(tasks["value"])) == Decimal("7000.00")
    assert (tasks["growth"] >= 0.2).all()
    assert tasks["growth"].max() - tasks["growth"].min() < 1e-3
    assert tasks["note"].eq("").all()


def test_floors_above_the_total_are_kept_and_said():
    tasks = allocate(panel_of([100.01] * 15), year=2024, total=1000, growth=0.2)
    assert tasks["value"].tolist() == [120.02] * 15
    assert tasks["note"].unique().tolist() == ["底线合计1,800.30超过总量1,000.00，按底线分解"]


def test_without_a_total_the_floors_are_the_tasks():
    tasks = allocate(panel_of(BASES), year=2024, growth=0.15)
    assert tasks["value"].tolist() == pytest.approx([base * 1.15 for base in BASES], abs=0.01)


def test_own_growth_by_region():
    rates = dict.fromkeys(MEMBERS, 0.2) | {"兰州市": 0.5}
    tasks = allocate(panel_of([100.0] * 15), year=2024, total=1830, growth=rates)
    assert tasks["value"].tolist()[:2] == [150.0, 120.0]


def test_the_line_of_funds_is_found_by_itself():
    whole, large = panel_of(BASES, segment="全部"), panel_of(BASES, segment="规模=10亿元以上")
    rows = pd.concat([whole, large.assign(value=1.0)])
    assert allocate(rows, year=2024, growth=0.2)["base"].tolist() == BASES
    rows = pd.concat([rows, panel_of([2.0] * 15)])
    assert allocate(rows, year=2024, growth=0.2)["base"].tolist() == [2.0] * 15


def test_equal_gives_everyone_the_same_increase():
    tasks = allocate(panel_of(BASES), year=2024, total=sum(BASES) + 150, method="equal")
    assert tasks["increase"].tolist() == pytest.approx([10.0] * 15)


def test_seasonal_follows_where_each_is_heading():
    past = panel_of([100.0] * 15)
    half = panel_of([50.0] * 14 + [25.0], month=6)
    now = panel_of([60.0] * 15, year=2024, month=6)
    rows = pd.concat([past, half, now])
    tasks = allocate(rows, year=2024, total=1920, method="seasonal")
    assert tasks["value"].tolist() == [120.0] * 14 + [240.0]
    assert tasks["so_far"].tolist() == [60.0] * 15
    assert tasks["needed_per_month"].tolist() == pytest.approx([10.0] * 14 + [30.0])
    with pytest.raises(PanelError, match=r"^allocate: no season for 兰州市; it needs a month"):
        allocate(past, year=2024, total=1920, method="seasonal")


def test_reached_counts_the_months_that_brought_as_much():
    months = pd.concat(
        [panel_of([v] * 15, month=m) for m, v in ((2, 10.0), (3, 30.0), (12, 100.0))]
    )
    tasks = allocate(months, year=2024, total=15 * 84, method="proportional")
    assert tasks["needed_per_month"].tolist() == pytest.approx([7.0] * 15)
    assert tasks["reached"].tolist() == pytest.approx([10 / 12] * 15)


def test_caps_are_held_and_must_hold_the_total():
    rows = panel_of([100.0] * 15)
    tasks = allocate(rows, year=2024, total=1600, method="equal", cap={"兰州市": 0.01})
    assert tasks["value"].iloc[0] == 101.0
    assert sum(cents(tasks["value"])) == Decimal("1600.00")
    with pytest.raises(PanelError, match=r"^allocate: the caps together are below the total"):
        allocate(rows, year=2024, total=1600, method="equal", cap=0.01)
    with pytest.raises(PanelError, match=r"^allocate: cap 0\.1 of 兰州市 is below its growth"):
        allocate(rows, year=2024, growth=0.2, cap=0.1)


def test_a_unit_to_its_counties():
    counties = load_codebook().members("庆阳市")
    rows = pd.DataFrame({"region": counties, "value": 10.0, "year": 2023, "month": 12})
    rows = rows.assign(indicator="funds_in_place", segment="全部")
    tasks = allocate(rows, year=2024, total=100, method="proportional", region="庆阳")
    assert tasks["region"].tolist() == list(counties)
    assert sum(cents(tasks["value"])) == Decimal("100.00")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"method": "fair"}, r"^allocate: method 'fair'; expected one of dispatch, proportional"),
        ({"growth": None}, r"^allocate: give growth= \(the floor\), and for other methods total=$"),
        ({"indicator": "sales"}, r"^allocate: no row of sales 来源地=省外 for the 15 members"),
        (
            {"year": 2025},
            r"^allocate: no positive December 2024 of 兰州市, .* …; complete",
        ),
    ],
)
def test_what_cannot_be_shared_out_is_refused(changes, sentence):
    with pytest.raises(PanelError, match=sentence):
        allocate(panel_of(BASES), **{"year": 2024, "total": 7000, "growth": 0.2, **changes})


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(1, 10**6), min_size=15, max_size=15),
    st.integers(1, 10**8),
    st.one_of(st.none(), st.integers(0, 60)),
    st.sampled_from(["dispatch", "proportional", "equal"]),
    st.randoms(use_true_random=False),
)
def test_sums_floors_and_order(units, total, percent, method, random):
    if percent is None and method == "dispatch":
        percent = 20
    growth = None if percent is None else percent / 100
    rows = panel_of([unit / 100 for unit in units])
    tasks = allocate(rows, year=2024, total=total / 100, growth=growth, method=method)
    values = cents(tasks["value"])
    rate = Decimal(percent or 0) / 100 + 1
    floors = [Decimal(unit) / 100 * rate for unit in units]
    floors = [floor.quantize(Decimal("0.01"), ROUND_CEILING) for floor in floors]
    floors = floors if growth is not None else [Decimal(0)] * 15
    assert sum(values) == max(Decimal(total) / 100, sum(floors))
    assert all(value >= floor for value, floor in zip(values, floors, strict=True))
    by_base = sorted(zip(units, values, strict=True))
    assert [v for _, v in by_base] == sorted(values) or len(set(units)) < 15
    places = list(range(15))
    random.shuffle(places)
    again = allocate(rows.iloc[places], year=2024, total=total / 100, growth=growth, method=method)
    pd.testing.assert_frame_equal(tasks, again)
