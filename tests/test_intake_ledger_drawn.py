"""Ledgers as offices keep them, drawn in ``tests/ledgers``: each read as its truth says."""

from pathlib import Path

import pytest

from tests.ledger_sheets import differences, read_case, write
from zsanalytics.codebook import load_codebook
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.ledger import take_projects

CASES = sorted((Path(__file__).parent / "ledgers").glob("*.txt"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_drawn_ledger_is_read_as_its_truth_says(path, tmp_path):
    case = read_case(path)
    cells = read_cells(write(case, tmp_path))
    projects, findings = take_projects(cells, load_codebook(), asof=case.options.get("asof"))
    assert differences(projects, case.truth) == []
    told = findings[["severity", "rule", "cell"]].fillna("").to_numpy().tolist()
    assert sorted(told) == sorted(case.findings)
    everything = projects.astype(str).to_csv() + findings.astype(str).to_csv()
    assert [word for word in case.never if word in everything] == []
