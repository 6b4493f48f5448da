"""The layouts: what stands in the cells is what the truth says, in words the codebook knows."""

import csv
import re

import openpyxl
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import RequestError
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.records import take_records
from zsanalytics.sample import lines, plan
from zsanalytics.sample.layouts import LAYOUTS, USUAL
from zsanalytics.sample.sheets import write
from zsanalytics.sample.writer import make, report

EVERY = [*lines.ALL, *lines.fair_lines(2024, 9, plan.fair(2024)), *lines.chain_lines(["文化旅游"])]


@pytest.mark.parametrize("line", EVERY, ids=lambda line: line.words)
def test_the_codebook_understands_the_words(line):
    book = load_codebook()
    for texts in ([line.words], [t for t in (line.group, line.leaf) if t]):
        said = book.heading(*texts)
        assert said.indicator == line.indicator
        assert (said.segment or "全部") == line.segment


def shown(value):
    """The number of a typed cell: full width, commas, a unit or % behind it."""
    plain = str(value).translate({ord(c) + 0xFEE0: c for c in "0123456789.,"}).replace(",", "")
    return float(re.match(r"-?[\d.]+", plain)[0])


def cells_of(path):
    if path.suffix == ".csv":
        with path.open(encoding="gb18030", newline="") as stream:
            table = list(csv.reader(stream))
        return lambda sheet, row, column: table[row][column]
    book = openpyxl.load_workbook(path, data_only=True)
    return lambda sheet, row, column: book[sheet].cell(row + 1, column + 1).value


PAIRS = [*USUAL.items(), *zip(USUAL, sorted(LAYOUTS.keys() - USUAL.values()), strict=False)]


@pytest.mark.parametrize(("unit", "layout"), PAIRS)
def test_the_file_holds_what_the_truth_says(unit, layout, tmp_path):
    made = make(report(unit, 2024, 9), layouts={unit: layout})
    read = cells_of(write(made, tmp_path))
    checked = 0
    for sheet in made.sheets:
        for (row, column), cell in sheet.cells.items():
            if cell.fact is None:
                continue
            number = shown(read(sheet.name, row, column))
            scales = (1, 100) if cell.fact.measure != "value" else (1, 10_000)
            assert any(
                abs(number - cell.fact.value * k) < 1e-6 * max(1, abs(number)) for k in scales
            )
            checked += 1
    assert checked > 40


def core(unit):
    return {(f.indicator, f.segment) for _, _, f in make(report(unit, 2024, 9)).facts()
            if f.region == unit and f.year == 2024 and f.basis == "ytd"}  # fmt: skip


@pytest.mark.parametrize("unit", list(USUAL))
def test_every_unit_reports_every_line(unit):
    wanted = {line.key for line in EVERY} | {("funds_in_place", "重点产业链=合计")}
    assert wanted <= core(unit)


def test_units_with_counties_report_them():
    for unit in ("兰州市", "白银市", "定西市", "临夏回族自治州", "陇南市"):
        own = report(unit, 2024, 9)
        regions = {f.region for _, _, f in make(own).facts()}
        assert set(own.counties) < regions


def test_formulas_have_stored_values(tmp_path):
    path = write(make(report("庆阳市", 2024, 9)), tmp_path)
    formulas = openpyxl.load_workbook(path)["县区汇总"]
    values = openpyxl.load_workbook(path, data_only=True)["县区汇总"]
    found = [c for row in formulas for c in row if str(c.value).startswith("=SUM")]
    assert found
    for cell in found:
        first, last = re.match(r"=SUM\((\w+):(\w+)\)", cell.value).groups()
        parts = [c.value for (c,) in values[f"{first}:{last}"]]
        assert sum(parts) == pytest.approx(values[cell.coordinate].value)


def test_what_is_hidden_is_no_truth():
    made = make(report("酒泉市", 2024, 9))
    assert any(sheet.hidden for sheet in made.sheets)
    assert not {sheet for sheet, _, _ in made.facts()} & {s.name for s in made.sheets if s.hidden}


@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize("unit", ["兰州新区", "天水市", "甘南藏族自治州"])
def test_any_unit_can_use_any_layout(unit, layout):
    own = report(unit, 2024, 9)
    facts = [fact for _, _, fact in make(own, layouts={unit: layout}).facts()]
    values = {f.value for f in facts if f.region == unit and f[1:3] == ("funds_in_place", "全部")
              and f[3:7] == (2024, 9, "ytd", "value")}  # fmt: skip
    assert values == {own.facts.value(unit, ("funds_in_place", "全部"), 2024, 9) / 10_000}
    assert "演示数据" in str([c.value for s in make(own).sheets for c in s.cells.values()])


def test_an_unknown_layout_is_refused():
    with pytest.raises(RequestError, match="unknown layout tall; choose from wide, downward"):
        make(report("天水市", 2024, 9), layouts={"天水市": "tall"})


def read_back(unit, layout, year, month, seed, folder):
    """Write a workbook, read it, and compare: (share found, share right, findings)."""
    made = make(report(unit, year, month, seed=seed), layouts={unit: layout})
    taken = take_records(read_cells(write(made, folder)), load_codebook())
    said = taken.records.dropna(subset=["region", "indicator", "measure", "value"])
    only = said["sheet"].iloc[0] if len(made.sheets) == 1 else ""
    truth = {(sheet or only, cell): fact for sheet, cell, fact in made.facts()}
    right = 0
    for row in said.itertuples():
        fact = truth.get((row.sheet, row.cell))
        meant = (row.region, row.indicator, row.segment, row.year, row.month)
        right += (
            fact is not None
            and meant == fact[:5]
            and row.measure == fact.measure
            and row.value == pytest.approx(fact.value, rel=1e-9)
        )
    doubts = taken.findings[taken.findings["severity"] == "error"]
    return right / len(truth), right / len(said), doubts["message"].tolist()


@pytest.mark.parametrize(
    ("layout", "unit", "month"),
    [
        (layout, list(USUAL)[(place * 4) % len(USUAL)], (9, 2, 6, 12)[place % 4])
        for place, layout in enumerate(LAYOUTS)
    ],
)
def test_every_layout_is_read_without_configuration(layout, unit, month, tmp_path):
    found, right, errors = read_back(unit, layout, 2024, month, 7 + month % 2, tmp_path)
    assert (found, right, errors) == (1.0, 1.0, [])


@pytest.mark.slow
@pytest.mark.parametrize("unit", USUAL)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_unit_is_read_in_every_layout(layout, unit, tmp_path):
    seed = sum(map(ord, unit + layout)) % 5
    found, right, errors = read_back(unit, layout, 2023, 11, seed, tmp_path)
    assert found >= 0.99
    assert right >= 0.99
    assert errors == []
