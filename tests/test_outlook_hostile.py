"""Hostile panels: whatever an office hands in, the outlook answers and keeps its promises."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.outlook.landing import year_end

BOOK = load_codebook()
NAMES = ["甘肃省", *BOOK.members("甘肃省"), "西峰区", "区1", "区2"]
BOUNDS = [
    "lower_95", "lower_80", "lower_50", "expected", "upper_50", "upper_80", "upper_95",
]  # fmt: skip
FLOWS = {
    "ordinary": lambda random: random.gamma(2, 1, 12),
    "zeros": lambda random: random.gamma(2, 1, 12) * (random.random(12) < 0.3),
    "counts": lambda random: random.poisson(0.5, 12).astype(float),
    "spikes": lambda random: random.gamma(2, 1, 12) * np.where(random.random(12) < 0.1, 1e4, 1.0),
    "falls": lambda random: random.gamma(2, 1, 12) - random.gamma(2, 0.8, 12),
    "negative": lambda random: -random.gamma(2, 1, 12),
    "even": lambda random: np.ones(12),
}


def hostile(seed, *, indicator="funds_in_place", scale=None):
    """Make a panel with holes, repeats, NaN, infinities, changed signs and jumps of unit."""
    random = np.random.default_rng(seed)
    regions = NAMES[: random.choice([1, 2, 5, len(NAMES)])]
    years = int(random.choice([1, 2, 3, 6]))
    size = 10.0 ** random.uniform(-12, 12) if scale is None else scale
    rows = []
    for region in regions:
        kind = str(random.choice(list(FLOWS)))
        for year in range(2025 - years, 2025):
            jump = 1000.0 if random.random() < 0.05 else 1.0
            values = FLOWS[kind](random).cumsum() * size * jump
            spoilt = random.choice(["", "nan", "inf", "sign"], 12, p=[0.92, 0.05, 0.01, 0.02])
            values = np.select(
                [spoilt == "nan", spoilt == "inf", spoilt == "sign"],
                [np.nan, np.inf, -values],
                values,
            )
            rows += [(region, year, m + 1, value) for m, value in enumerate(values)]
    panel = pd.DataFrame(rows, columns=["region", "year", "month", "value"])
    keep = (random.random(len(panel)) > 0.15) & ((panel["month"] > 1) | (random.random() < 0.3))
    panel = panel[keep].assign(indicator=indicator, segment="全部")
    panel["status"] = random.choice(["reported", "computed"], len(panel), p=[0.95, 0.05])
    repeats = panel.sample(min(3, len(panel)), random_state=seed)
    return pd.concat([panel, repeats]).sample(frac=1, random_state=seed, ignore_index=True)


def promises(table, *, shrinks=False):
    values = table[BOUNDS].to_numpy()
    assert np.isfinite(values).all()
    assert (np.diff(values, axis=1) >= -1e-9 * np.abs(values[:, 1:])).all()
    if not shrinks:
        arrived = table["so_far"].fillna(0).clip(lower=0).to_numpy()
        assert (values[:, 0] >= arrived * (1 - 1e-9)).all()
    assert table["chance"].dropna().between(0, 1).all()


@pytest.mark.parametrize("seed", range(24))
def test_an_answer_for_every_series_in_order_and_not_below_what_has_arrived(seed):
    panel = hostile(seed)
    asof = f"2024-{seed % 12 + 1:02d}"
    book = BOOK if seed % 3 == 0 else None
    table = year_end(panel, asof, levels=(0.5, 0.8, 0.95), book=book)
    promises(table)
    known = panel[np.isfinite(panel["value"])]
    known = known[(known["year"] < 2024) | (known["month"] <= seed % 12 + 1)]
    series = known.assign(computed=known["status"].eq("computed"))[["region", "computed"]]
    assert len(table) == len(series.drop_duplicates())


@pytest.mark.parametrize("indicator", ["implemented_projects", "start_rate", "contracted_firms"])
def test_stocks_rates_and_what_does_not_add_up(indicator):
    panel = hostile(7, indicator=indicator, scale=1.0)
    shrinks = BOOK.about(indicator)["kind"] in ("stock", "rate")
    promises(year_end(panel, "2024-07", levels=(0.5, 0.8, 0.95), book=BOOK), shrinks=shrinks)


def test_targets_of_every_kind_give_a_row_a_line():
    panel = hostile(5, scale=1.0)
    lines = pd.DataFrame({
        "region": panel["region"].iloc[0], "indicator": "funds_in_place", "segment": "全部",
        "year": 2024, "kind": ["level", "growth", "multiple", "level", "share"],
        "line": ["a", "b", "c", "d", "e"], "value": [1e9, 0.2, 2.0, -1.0, 0.3],
    })  # fmt: skip
    table = year_end(panel, "2024-06", lines, levels=(0.5, 0.8, 0.95))
    promises(table)
    own = table[table["line"].notna()]
    assert set(own["line"]) == {"a", "b", "c", "d"}  # a share is no level
    assert own.loc[own["line"] == "d", "chance"].eq(1).all()


def test_before_and_after_all_that_is_known():
    panel = hostile(11)
    assert year_end(panel, "2001-05").empty
    late = year_end(panel, "2026-05", levels=(0.5, 0.8, 0.95))
    promises(late)
    assert late["so_far"].isna().all()


def test_the_unit_of_measure_changes_nothing_else():
    small = year_end(hostile(13, scale=1e-9), "2024-08", levels=(0.5, 0.8, 0.95))
    large = year_end(hostile(13, scale=1e9), "2024-08", levels=(0.5, 0.8, 0.95))
    assert small[BOUNDS].to_numpy() * 1e18 == pytest.approx(large[BOUNDS].to_numpy(), rel=1e-6)
    assert small["method"].tolist() == large["method"].tolist()
