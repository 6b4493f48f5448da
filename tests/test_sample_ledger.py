"""The ledgers behind the summaries: sums, stages, firms, and projects that keep their code."""

import csv
import itertools
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.sample import plan
from zsanalytics.sample.attributes import EAST, firms
from zsanalytics.sample.ledger import code, ledger, rows
from zsanalytics.sample.stages import STAGES
from zsanalytics.sample.writer import LEDGER_MONTHS, report

SHARED = Path(os.environ.get("ZS_SHARED", Path(__file__).parents[2] / "shared"))


@pytest.fixture(scope="module")
def tables():
    """Every unit's ledger rows by month."""
    months = [(int(name[:4]), int(name[5:])) for name in LEDGER_MONTHS]
    return {
        (year, month): pd.concat([rows(report(unit, year, month)) for unit in plan.units()])
        for year, month in months
    }


def summary(indicator, segment, year, month):
    values = [report(u, year, month).facts.value(u, (indicator, segment), year, month)
              for u in plan.units()]  # fmt: skip
    return sum(values)


@pytest.mark.parametrize("name", LEDGER_MONTHS)
def test_the_ledgers_add_up_to_the_summaries(tables, name):
    year, month = int(name[:4]), int(name[5:])
    table = tables[year, month]
    outside, new = table["outside"].astype(bool), table["year"] == year
    assert table["funds_ytd"].sum() == summary("funds_in_place", "全部", year, month)
    assert table.loc[outside, "funds_ytd"].sum() == summary(
        "funds_in_place", "来源地=省外", year, month
    )
    assert len(table) == summary("implemented_projects", "全部", year, month)
    assert new.sum() == summary("contracted_projects", "全部", year, month)
    assert table.loc[new, "amount"].sum() == summary("contracted_amount", "全部", year, month)
    claimed = table[new & (table["claim"] != "")]
    assert claimed["amount"].sum() == summary("contracted_amount", "三个500强=合计", year, month)
    firm_count = summary("contracted_firms", "三个500强=合计", year, month)
    assert claimed["investor"].nunique() == firm_count


def test_money_is_never_more_than_the_contract_and_never_less_than_this_years(tables):
    for table in tables.values():
        assert (table["funds_total"] >= table["funds_ytd"]).all()
        assert (table["funds_total"] <= table["amount"]).all()
        assert (table["funds_ytd"] >= 0).all()


def test_the_stages_come_in_order_and_not_after_the_report(tables):
    for (year, month), table in tables.items():
        end = pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd(0)
        dates = table[list(STAGES)].apply(lambda days: days.astype("datetime64[ns]"))
        assert (dates.max() <= end).all()
        for before, after in itertools.pairwise(STAGES):
            both = dates[before].notna() & dates[after].notna()
            assert (dates.loc[both, before] <= dates.loc[both, after]).all()


def test_a_project_keeps_its_code_its_name_and_its_contract(tables):
    before, after = tables[2023, 11], tables[2023, 12]
    both = before.index.intersection(after.index)
    assert len(both) == len(before)  # nothing leaves within a year
    for column in ("unit", "county", "name", "investor", "amount"):
        assert (before.loc[both, column] == after.loc[both, column]).all()
    assert (before.loc[both, "funds_ytd"] <= after.loc[both, "funds_ytd"]).all()
    own = report("庆阳市", 2023, 11)
    table = rows(own)
    codes = [code(own, table, row) for row in range(len(table))]
    assert len(set(codes)) == len(codes)
    next_year = rows(report("庆阳市", 2024, 4))
    assert len(table.index.intersection(next_year.index)) > 10


def test_a_listed_firm_has_one_unit_and_an_invented_one_says_so(tables):
    table = tables[2023, 11]
    claimed = table["claim"] != ""
    homes = table.loc[claimed, ["investor", "unit"]].drop_duplicates()
    assert not homes["investor"].duplicated().any()
    assert table.loc[~claimed, "investor"].str.contains("演示").all()
    assert table["phone"].str.match(r"0930-0\d{7}").all()


def test_the_eastern_and_central_provinces_are_the_codebooks():
    assert set(EAST) == set(load_codebook().group("东中部"))


def test_a_ledger_sheet_shows_every_row_and_says_what_it_is():
    own = report("金昌市", 2023, 11)
    sheet = ledger(own).sheets[0]
    assert len(sheet.rows) == len(rows(own))
    assert "演示数据" in sheet.cells[0, 0].value
    funds = sheet.columns["本年累计到位资金"]
    total = sum(sheet.cells[row, funds].value for row in sheet.rows)
    assert total == own.facts.value("金昌市", ("funds_in_place", "全部"), 2023, 11)


def test_the_listed_firms_stand_in_the_printed_lists():
    folder = SHARED / "data" / "top500"
    if not folder.exists():
        pytest.skip("the printed lists are not here (ZS_SHARED)")
    printed = set()
    for name in ("fortune_global500_2022.csv", "acfic_private500_2024.csv"):
        with (folder / name).open(encoding="utf-8-sig") as stream:
            printed |= {(row["name_zh_norm"], int(row["rank"])) for row in csv.DictReader(stream)}
    own = set(zip(firms()["name"], firms()["rank"].astype(np.int64), strict=True))
    assert own <= printed
