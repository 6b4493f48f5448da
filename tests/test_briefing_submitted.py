"""Submitted: who sent, who was late, what is open, from the vintage and its register."""

import pandas as pd
import pytest

from tests.literal_panel import BOOK
from zsanalytics.briefing.submitted import submissions_of
from zsanalytics.register import NAME
from zsanalytics.schema import FINDINGS, REGISTER, conform, finding

UNITS = ("兰州市", "天水市")


def history(*rows):
    return pd.DataFrame(rows, columns=["region", "year", "month", "value"])


@pytest.fixture
def vintage(tmp_path):
    folder = tmp_path / "data" / "processed" / "vintages" / "2024-09-000000000000"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "raw" / "2024-09").mkdir(parents=True)
    return folder


def register(vintage, *rows):
    frame = conform([{"kind": "workbook", "asof": "2024-09", **row} for row in rows], REGISTER)
    frame.to_csv(vintage.parents[3] / "data" / "raw" / "2024-09" / NAME, index=False)


def of(vintage, findings=(), hashes=("a", "b"), rows=(("兰州市", 2024, 9, 5.0),), day=10):
    manifest = {"inputs": {f"data/raw/2024-09/{name}.xlsx": name for name in hashes}}
    table = submissions_of(
        vintage, manifest, conform(list(findings), FINDINGS), history(*rows), UNITS, "2024-09",
        book=BOOK, due_day=day,
    )  # fmt: skip
    return table.set_index("unit")


def test_without_a_register_it_is_not_known_who_was_late(vintage):
    found = of(vintage)
    assert found["sent"].to_dict() == {"兰州市": True, "天水市": False}
    assert found["late"].isna().all()


@pytest.mark.parametrize(
    ("received", "day", "late"),
    [
        ("2024-10-10T23:59:00", 10, False),
        ("2024-10-11T00:00:00", 10, True),
        ("2024-10-11T00:00:00", 15, False),
    ],
)
def test_late_is_after_the_day_it_was_due(vintage, received, day, late):
    register(vintage, {"file": "a.xlsx", "unit": "兰州市", "received": received, "sha256": "a"})
    assert of(vintage, day=day).loc["兰州市", "late"] is late


def test_the_first_file_counts_and_replaced_ones_are_counted(vintage):
    register(
        vintage,
        {"file": "a.xlsx", "unit": "兰州市", "received": "2024-10-08T09:00:00", "sha256": "a"},
        {"file": "b.xlsx", "unit": "兰州市", "received": "2024-10-20T09:00:00", "sha256": "b",
         "supersedes": "a.xlsx"},
    )  # fmt: skip
    found = of(vintage).loc["兰州市"]
    assert found["late"] is False and found["replaced"] == 1


def test_a_file_that_is_not_of_the_vintage_is_not_seen(vintage):
    register(
        vintage,
        {"file": "c.xlsx", "unit": "兰州市", "received": "2024-10-20T09:00:00", "sha256": "c"},
    )
    assert of(vintage)["late"].isna().all()


def test_what_is_open_is_counted_with_what_lies_below(vintage):
    rows = [
        finding("error", "unit", "甲", "乙", region="城关区"),
        finding("warning", "gap", "甲", "乙", region="兰州市"),
        finding("note", "demo", "甲", "乙", region="兰州市"),
    ]
    found = of(vintage, rows)
    assert found.loc["兰州市", ["errors", "warnings"]].tolist() == [1, 1]
    assert found.loc["天水市", ["errors", "warnings"]].tolist() == [0, 0]
