"""Hand-made sheets in layouts of many offices: nothing misread, invented, lost, asked in vain."""

import re
from pathlib import Path

import pytest

from tests.sketched_sheets import BOOK, Sketch, differences
from zsanalytics.intake.records import take_records

_TEXT = Path(__file__).with_name("sketches.txt").read_text("utf-8")
SKETCHES = dict(re.findall(r"^== (.+)\n((?:(?!== ).*\n?)*)", _TEXT, re.MULTILINE))


@pytest.mark.parametrize("name", SKETCHES)
def test_a_sheet_is_read_as_it_is_meant(name):
    assert differences(SKETCHES[name]) == []


NUMBERING = re.compile(r"序号|代码|.*代码|乙|年度|year|month")


@pytest.mark.parametrize("name", SKETCHES)
def test_no_figure_is_lost(name):
    """Every number is a record, or stands in a header, a caption or a column that only numbers."""
    sketch = Sketch(SKETCHES[name])
    cells = sketch.cells()
    kept = set(take_records(cells, BOOK).records["cell"])
    numbering = {
        c for row in sketch.table for c, text in enumerate(row) if NUMBERING.fullmatch(text)
    }
    lost = [
        row.cell
        for row in cells.itertuples()
        if isinstance(row.value, float) and row.cell not in kept and not row.hidden
        and row.column not in numbering
    ]  # fmt: skip
    heads = {"month columns as bare numbers": 4, "row of column numbers and letters": 3}
    assert len(lost) == heads.get(name, 0)
