"""Errors planted on purpose: one unit each, the cell known, the rest of the file untouched."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from zsanalytics.errors import RequestError
from zsanalytics.sample import write_sample
from zsanalytics.sample.defects import DEFECTS, plant

LEDGER = [d for d in DEFECTS if d in (
    "dates_out_of_order", "amount_missing", "funds_over_contract", "ledger_sum", "project_twice",
    "claim_unlisted", "outside_at_home", "in_two_units",
)]  # fmt: skip
SUMMARY = [d for d in DEFECTS if d not in LEDGER]


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    write_sample(folder, first="2024-09", last="2024-09")
    return folder


@pytest.fixture
def month(clean, tmp_path):
    return Path(shutil.copytree(clean, tmp_path / "raw"))


def differing(before, planted):
    one, two = (openpyxl.load_workbook(path, data_only=True) for path in (before, planted))
    return {
        (sheet.title, cell.coordinate)
        for sheet in one
        for row in sheet
        for cell in row
        if cell.value != two[sheet.title][cell.coordinate].value
    }


def test_there_are_at_least_fifteen():
    assert len(DEFECTS) >= 15
    assert len(LEDGER) == 8


def test_summary_defects_strike_one_unit_each_in_the_cells_named(month, clean):
    truth = plant(month, SUMMARY)
    assert sorted(truth["defect"].unique()) == sorted(SUMMARY)
    assert truth.groupby("defect")["file"].nunique().eq(1).all()
    for (defect, file), rows in truth.groupby(["defect", "file"]):
        path = month / "2024-09" / file
        if defect == "missing_unit":
            assert not path.exists()
        elif defect not in ("sent_twice", "stale_month") and path.suffix == ".xlsx":
            named = set(zip(rows["sheet"], rows["cell"], strict=True))
            assert differing(clean / "2024-09" / file, path) == named


def test_ledger_defects_name_their_cells(month):
    truth = plant(month, LEDGER)
    assert sorted(truth["defect"].unique()) == sorted(LEDGER)
    row = truth[truth["defect"] == "ledger_sum"].iloc[0]
    sheet = openpyxl.load_workbook(month / "2024-09" / row["file"])[row["sheet"]]
    assert sheet[row["cell"]].value == row["after"] == round(row["before"] / 3, 4)


def test_the_same_seed_plants_the_same(month):
    assert plant(month, ["unit_slip", "negative"]).equals(plant(month, ["unit_slip", "negative"]))


def test_what_cannot_be_planted_is_refused(month):
    with pytest.raises(RequestError, match="unknown defect typo; choose from unit_slip"):
        plant(month, ["typo"])
    with pytest.raises(RequestError, match="no unit is left for missing_unit; plant fewer"):
        plant(month, ["missing_unit"] * 16)
