"""Ledgers as offices keep them, drawn in ``tests/ledgers``: each read as its truth says."""

import datetime as dt
import random
from pathlib import Path

import pytest

from tests.ledger_sheets import differences, read_case, write
from zsanalytics.codebook import load_codebook
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.ledger import take_projects
from zsanalytics.schema import PROJECTS

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


ODD = (
    "x" * 5000, 1e300, float("inf"), dt.datetime(9999, 12, 31), dt.datetime(1900, 1, 1), True,
    "（" * 300, "一、", "合计", "其中：", "项目名称", "2024年", "1-1", "①", "√", "500万美元",
    "😀" * 50, "联系人" * 50, 0, -5, "万元", "甲乙" * 2000,
)  # fmt: skip


def test_odd_cells_anywhere_stop_nothing_and_keep_the_key_one(tmp_path):
    rng = random.Random(1)
    tables = [read_cells(write(read_case(path), tmp_path)) for path in CASES[::4]]
    for _ in range(60):
        cells = rng.choice(tables).copy()
        for column in rng.sample(range(len(cells)), 5):
            odd = rng.choice(ODD)
            cells["value"] = [*cells["value"][:column], odd, *cells["value"][column + 1 :]]
            cells.loc[column, "text"] = str(odd)
        projects, _ = take_projects(cells, load_codebook(), asof="2024-09")
        assert not projects.duplicated(list(PROJECTS.key)).any()
