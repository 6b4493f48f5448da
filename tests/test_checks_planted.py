"""Planted errors are found with their cell, whatever the layout; clean files give no error."""

import random
import re
import shutil

import pandas as pd
import pytest
from openpyxl.utils.cell import rows_from_range

import zsanalytics as zs
from tests.planting import PLANTERS, Sent
from zsanalytics.questions import questions
from zsanalytics.sample.layouts import LAYOUTS
from zsanalytics.sample.sheets import write
from zsanalytics.sample.writer import SEED, make, report

BOOK = zs.load_codebook()
FILES = [name for name in LAYOUTS if name != "plain_csv"]  # planters edit xlsx files
PAIRS = (("天水市", "武威市"), ("张掖市", "庆阳市"), ("临夏回族自治州", "金昌市"))
SMALL = (("甘南藏族自治州", "text_numbers"), ("金昌市", "footnoted"))
NOT_SO_FAST = [
    "thousandfold", "ten_thousandth", "sign_flipped", "base_wrong", "county_changed",
    "contract_too_small", "contract_in_wan", "funds_dropped", "funds_negative", "outside_doubled",
    "signed_next_year", "month_wrong", "digit_dropped", "outside_over_all", "rate_over_one",
    "words_for_a_number", "contract_missing", "investor_at_home", "project_of_another_unit",
]  # fmt: skip
LEAST = 0.95


class World:
    """One unit in one layout, with its past and a neighbour's ledger."""

    def __init__(self, folder, unit, other, layout, seed):
        layouts, self.folder = {unit: layout}, folder
        for month in (8, 9):
            place = folder / f"2024-0{month}"
            place.mkdir(parents=True)
            own = report(unit, 2024, month, book=BOOK, seed=seed)
            self.summary = write(make(own, layouts=layouts), place)
            self.ledger = write(make(own, "ledger"), place)
            theirs = report(other, 2024, month, book=BOOK, seed=seed)
            write(make(theirs, "ledger"), place)
        self.past = zs.intake(folder / "2024-08", "2024-08", BOOK)
        self.clean = zs.intake(folder / "2024-09", "2024-09", BOOK, previous=self.past.panel)
        self.unit = unit

    def sent(self, folder):
        shutil.copytree(self.folder / "2024-09", folder)
        rows, file = self.clean, self.summary.name
        mine = rows.projects["source"].str.startswith(self.ledger.name)
        return Sent(
            self.unit, folder / file, folder / self.ledger.name,
            rows.records[rows.records["file"] == file], rows.projects[mine], rows.projects[~mine],
        )  # fmt: skip

    def asked(self, taken):
        return questions(taken, book=BOOK, previous=self.past.panel, ledgers=self.past.projects)

    def found(self, plant, folder, rng):
        """Plant an error; tell whether its cell is named, None where there is no place for it."""
        cells = plant(self.sent(folder), rng)
        if cells is None:
            return None
        taken = zs.intake(folder, "2024-09", BOOK, previous=self.past.panel)
        return bool(named(self.asked(taken)) & cells)


def named(findings):
    """List every cell that findings above a note name."""
    cells = set()
    for row in findings[findings["severity"] != "note"].itertuples():
        for part in re.split(r"[,、]\s*", row.cell if isinstance(row.cell, str) else ""):
            sheet, _, run = part.rpartition("!")
            if re.fullmatch(r"[A-Z]+\d+(:[A-Z]+\d+)?", run):
                cells |= {(row.file, sheet or row.sheet, cell)
                          for line in rows_from_range(run) for cell in line}  # fmt: skip
    return cells


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    return [
        World(tmp_path_factory.mktemp("world"), unit, "嘉峪关市", layout, SEED)
        for unit, layout in SMALL
    ]


def test_clean_files_give_no_error(worlds):
    for world in worlds:
        findings = world.asked(world.clean)
        assert findings.query("severity == 'error'")["message"].tolist() == []


@pytest.mark.parametrize("name", [name for name in PLANTERS if name not in NOT_SO_FAST])
def test_an_error_is_found_in_its_cell(name, worlds, tmp_path):
    number = list(PLANTERS).index(name)
    for turn in range(2):
        world, rng = worlds[(number + turn) % 2], random.Random(number)
        found = world.found(PLANTERS[name], tmp_path / str(turn) / "2024-09", rng)
        if found is not None:
            assert found
            return
    pytest.fail("no layout has a place for it")


@pytest.mark.slow
def test_nearly_all_are_found_in_every_layout(tmp_path):
    told = []
    for number, layout in enumerate(FILES):
        pair = PAIRS[number % 3]
        world = World(tmp_path / layout, *pair, layout, 40 + number % 4)
        errors = world.asked(world.clean).query("severity == 'error'")
        assert errors["message"].tolist() == []
        for name, plant in list(PLANTERS.items())[number % 3 :: 3]:
            folder = tmp_path / layout / name / "2024-09"
            found = world.found(plant, folder, random.Random(number))
            told.append((layout, name, found))
    rows = pd.DataFrame(told, columns=["layout", "error", "found"]).dropna()
    missed = rows[rows["found"] == False]  # noqa: E712 - an object column
    assert len(rows) > 100
    assert 1 - len(missed) / len(rows) >= LEAST, missed.to_string()
