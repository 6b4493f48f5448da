"""Run-off: a constant development gives the exact landing; holes, zeros and ends in the ledger."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.outlook.runoff import development, runoff
from zsanalytics.outlook.views import two_views

BOOK = load_codebook()
SHARE = np.array([0.10, 0.08, 0.06, *[0.04] * 9, *[0.02] * 20])
CUMULATIVE = SHARE.cumsum()
ALL = [(year, month) for year in (2022, 2023, 2024) for month in range(1, 13)]


def arrived(signed, at):
    """Share of its amount that a contract signed in month `signed` has brought by month `at`."""
    return 0.0 if at < signed else CUMULATIVE[min(at - signed, len(SHARE) - 1)]


def ledger(snapshots=ALL, *, region="兰州市", a_month=25, until=(2024, 9), outside=1.0):
    """Make contracts of 10, `a_month` signed every month from 2022 on, seen at snapshots."""
    rows = []
    for year, month in snapshots:
        at = year * 12 + month - 1
        for signed in range(2022 * 12, min(at, until[0] * 12 + until[1] - 1) + 1):
            total = 10 * arrived(signed, at)
            before = 10 * arrived(signed, year * 12 - 1)
            for number in range(a_month):
                rows.append({
                    "region": region, "project_id": f"{region}{signed}-{number}", "year": year,
                    "month": month, "contract_amount": 10.0, "funds_total": total,
                    "funds_ytd": total - before, "funds_outside_ytd": outside * (total - before),
                    "signed_on": f"{signed // 12}-{signed % 12 + 1:02d}-15", "status": "active",
                })  # fmt: skip
    return pd.DataFrame(rows)


def until(rows, year, month):
    return rows[rows["year"] * 12 + rows["month"] <= year * 12 + month]


def landed(year=2024, *, since=2022):
    """Sum up what a year brings when 25 contracts of 10 are signed in every month."""
    end = year * 12 + 11
    months = range(since * 12, end + 1)
    return 250 * sum(arrived(s, end) - arrived(s, year * 12 - 1) for s in months)


def test_a_constant_development_is_found_and_lands_exactly():
    seen = until(ledger(), 2024, 9)
    table = development(seen, "2024-09")
    assert table["share"].to_numpy() == pytest.approx(np.r_[SHARE, 0.0][: len(table)], abs=1e-9)
    assert table["factor"].iloc[1:3].tolist() == pytest.approx([0.18 / 0.10, 0.24 / 0.18])
    row = runoff(seen, "2024-09", book=BOOK).set_index("region").loc["甘肃省"]
    assert row["landing"] == pytest.approx(landed(), rel=1e-9)
    new = 250 * sum(CUMULATIVE[k] for k in range(3))
    assert row["to_be_signed"] == pytest.approx(new, rel=1e-9)


def test_snapshots_far_apart_give_nearly_the_same():
    few = [(2022, 12), (2023, 4), (2023, 9), (2023, 12), (2024, 4), (2024, 8), (2024, 9)]
    rows = runoff(ledger(few), "2024-09", book=BOOK).set_index("region")
    assert rows.loc["甘肃省", "landing"] == pytest.approx(landed(), rel=0.01)


def test_parts_and_wholes_add_up():
    rows = pd.concat([ledger(), ledger(region="西峰区", a_month=3)])
    table = runoff(until(rows, 2024, 9), "2024-09", book=BOOK).set_index("region")
    assert set(table.index) == {"兰州市", "西峰区", "庆阳市", "甘肃省"}
    parts = table[["so_far", "carried_over", "signed_this_year", "to_be_signed"]]
    assert parts.sum(axis=1).to_numpy() == pytest.approx(table["landing"].to_numpy())
    assert table.loc["甘肃省", "landing"] == pytest.approx(
        table.loc[["兰州市", "西峰区"], "landing"].sum()
    )


def test_the_line_from_outside_is_a_part_of_all():
    half = until(ledger(outside=0.4), 2024, 9)
    rows = runoff(half, "2024-09", book=BOOK).set_index("region")
    every = runoff(half, "2024-09", funds="funds_ytd", book=BOOK).set_index("region")
    assert rows.loc["甘肃省", "landing"] == pytest.approx(0.4 * every.loc["甘肃省", "landing"])


def test_terminated_contracts_bring_nothing_more():
    seen = until(ledger(), 2024, 9)
    last = (seen["year"] == 2024) & (seen["month"] == 9)
    over = seen.assign(status=seen["status"].where(~last, "terminated"))
    row = runoff(over, "2024-09", book=BOOK).set_index("region").loc["甘肃省"]
    assert row["contracts"] == 0
    assert row["carried_over"] == 0 and row["signed_this_year"] == 0
    assert row["so_far"] > 0


def test_in_december_nothing_is_to_come():
    row = runoff(until(ledger(), 2023, 12), "2023-12", book=BOOK).set_index("region")
    assert row.loc["甘肃省", "landing"] == pytest.approx(landed(2023))
    assert row.loc["甘肃省", "landing"] == row.loc["甘肃省", "so_far"]


def test_a_cohort_that_brings_nothing_is_believed_as_far_as_it_is_many():
    seen = until(ledger(), 2024, 9)
    quiet = seen["signed_on"].between("2024-04-01", "2024-06-30")
    money = ["funds_total", "funds_ytd", "funds_outside_ytd"]
    none = seen.assign(**{name: seen[name].where(~quiet, 0.0) for name in money})
    some = seen.assign(**{name: seen[name].where(~quiet, 0.5 * seen[name]) for name in money})
    rest = [
        float(runoff(each, "2024-09", book=BOOK).set_index("region").loc["甘肃省", "landing"])
        for each in (none, some, seen)
    ]
    assert rest[0] < rest[1] < rest[2]


def test_few_contracts_zeros_and_missing_days_are_no_trouble():
    few = until(ledger(a_month=1), 2024, 9).iloc[::7]
    bare = few.assign(funds_total=np.nan, signed_on=None, contract_amount=0.0)
    rows = pd.concat([few, bare.assign(project_id=bare["project_id"] + "x")])
    last = rows[(rows["year"] == 2024) & (rows["month"] == 9)]
    table = runoff(rows, "2024-09", book=BOOK)
    assert np.isfinite(table["landing"]).all()
    assert table["so_far"].max() == pytest.approx(last["funds_outside_ytd"].sum())
    assert (table["landing"] >= table["so_far"]).all()


def test_without_totals_the_months_of_the_year_are_enough():
    seen = until(ledger(), 2024, 9).assign(funds_total=np.nan)
    row = runoff(seen, "2024-09", book=BOOK).set_index("region").loc["甘肃省"]
    assert row["landing"] == pytest.approx(landed(), rel=1e-6)


def test_nothing_after_the_month_is_seen():
    pd.testing.assert_frame_equal(
        runoff(ledger(), "2024-06", book=BOOK),
        runoff(until(ledger(), 2024, 6), "2024-06", book=BOOK),
    )


def test_refusals_are_one_sentence():
    with pytest.raises(PanelError, match=r"^projects: no ledger of 2021-09; choose a month that"):
        runoff(ledger(), "2021-09", book=BOOK)
    bare = until(ledger(a_month=1), 2022, 3).assign(signed_on=None)
    with pytest.raises(
        PanelError,
        match=r"^projects: no contract with amount and day of signing; complete the ledger$",
    ):
        development(bare, "2022-03")


def test_two_views_by_hand():
    outlook = pd.DataFrame(
        {"region": ["甲", "乙", "丙", "丁"], "so_far": [60.0, 60.0, 60.0, 0.0],
         "expected": 100.0, "lower_80": 95.0, "upper_80": 110.0}
    )  # fmt: skip
    second = pd.DataFrame(
        {"region": ["甲", "乙", "丁"], "so_far": [48.0, 6.0, 3.0], "landing": [80.0, 9.0, 5.0]}
    )
    table = two_views(outlook, second).set_index("region")
    assert table.loc["甲", "coverage"] == pytest.approx(0.8)
    assert table.loc["甲", "runoff"] == pytest.approx(60 + 32 / 0.8)
    assert table.loc["甲", "difference"] == pytest.approx(0.0, abs=1e-12)
    assert not table.loc["甲", "apart"]
    for region in ("乙", "丙", "丁"):  # a ledger of key projects only, none, nothing reported
        assert np.isnan(table.loc[region, "runoff"]) and not table.loc[region, "apart"]
