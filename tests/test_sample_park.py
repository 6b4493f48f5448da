"""A park's sample: the base that its targets start from, two layouts, projects with due days."""

import hashlib
import zipfile

import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import RequestError
from zsanalytics.intake.folder import intake
from zsanalytics.office.sample import write_office_sample
from zsanalytics.office.starting import start_project
from zsanalytics.quantities import round_half_up
from zsanalytics.sample import park, park_projects
from zsanalytics.sample.park_workbooks import TARGETS, ledger, report, write_park_sample
from zsanalytics.targets.book import load_targets

KEY = ["indicator", "segment", "year", "month"]


def quiet(*_):
    """Tell nobody."""


@pytest.fixture(scope="module")
def september(tmp_path_factory):
    folder = tmp_path_factory.mktemp("park")
    files = write_park_sample(folder, first="2024-09", last="2024-09", progress=quiet)
    return files, intake(folder / "2024-09", asof="2024-09", book=load_codebook())


def test_the_base_year_leads_to_the_levels_asked_for():
    book = load_targets()
    own = book[(book["region"] == "华亭工业园区") & (book["year"] == 2023)]
    levels = own[own["kind"] == "level"].set_index("indicator")["value"]
    assert levels.to_dict() == TARGETS[2023]
    for row in own[own["kind"] == "growth"].itertuples():
        base = park.amount(row.indicator, 2022, 12) / park.PER_YI
        assert float(round_half_up(base * (1 + row.value), 2)) == levels[row.indicator]


def test_every_figure_is_read_as_it_is_meant(september):
    _, taken = september
    told = [fact for _, _, fact in report(2024, 9).facts() if fact.measure in ("value", "rate")]
    truth = pd.DataFrame(told).set_index(KEY)["value"]
    found = taken.panel.set_index(KEY)["value"]
    assert set(found.index) == set(truth.index)
    assert found.sort_index().to_numpy() == pytest.approx(truth.sort_index().to_numpy())
    assert set(taken.panel["region"]) == {"华亭工业园区"}
    assert set(taken.findings["rule"]) <= {"demo_data", "missing_submitter"}


def test_the_ledger_is_read_with_its_due_days(september):
    _, taken = september
    table = park_projects.ledger(2024, 9)
    assert taken.projects["contract_amount"].tolist() == pytest.approx(
        (table["amount"] / 10_000).tolist()
    )
    assert taken.projects["finish_due"].tolist() == table["finish_due"].tolist()
    assert set(taken.projects["status"]) <= {"active", "stalled", "terminated"}
    assert (taken.projects["region"] == "华亭工业园区").all()


@pytest.mark.parametrize(("year", "month"), [(2022, 2), (2023, 9), (2025, 12), (2028, 12)])
def test_projects_never_get_or_build_more_than_their_contract(year, month):
    table = park_projects.ledger(year, month)
    assert len(table) >= 10 and (table["signed_on"] < table["start_due"]).all()
    assert (table["start_due"] < table["finish_due"]).all()
    assert (table["funds_total"] <= table["amount"]).all()
    assert (table[["fai_ytd", "funds_ytd"]] >= 0).all().all()
    assert table["fai_ytd"].sum() <= park.amount("fixed_asset_investment", year, month)
    assert (table["funds_total"] >= table["fai_ytd"]).all()


def test_firms_that_came_less_those_that_went_are_there():
    for year in range(2022, 2029):
        more, fewer = (
            park.came("new_large_firms", year, 12),
            park.came("dropped_large_firms", year, 12),
        )
        before = park.held("large_firms", year - 1, 12)
        assert park.held("large_firms", year, 12) == before + more - fewer


def test_land_is_reported_by_the_quarter_from_2024():
    assert park.land(2023, 9) == {} == park.land(2024, 8)
    told = park.land(2024, 9)
    kinds = [value for (name, part), value in told.items() if name == "idle_land" and "=" in part]
    assert len(kinds) == 5 and sum(kinds) == told["idle_land", "全部"]


def test_the_same_month_has_the_same_bytes_and_says_it_is_made_up(tmp_path, september):
    files, _ = september
    again = write_park_sample(tmp_path, first="2024-09", last="2024-09", progress=quiet)
    for one, other in zip(files, again, strict=True):
        assert (
            hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest()
        )
        with zipfile.ZipFile(one) as parts:
            assert "演示数据" in parts.read("xl/sharedStrings.xml").decode()


def test_a_ledger_has_a_row_a_project_numbered_from_one():
    (sheet,) = ledger(2023, 9).sheets
    numbers = [sheet.cells[row, 0].value for row in sheet.rows]
    assert numbers == list(range(1, len(park_projects.ledger(2023, 9)) + 1))


def test_months_out_of_range_are_refused(tmp_path):
    with pytest.raises(RequestError, match="sample: months 2021-06 to 2021-12; give two months"):
        write_park_sample(tmp_path, first="2021-06", last="2021-12", progress=quiet)


def test_zs_sample_in_a_parks_project_writes_its_sections_workbooks(tmp_path):
    start_project(tmp_path / "园", "华亭工业园区")
    files = write_office_sample(tmp_path / "园", first="2023-08", last="2023-09")
    assert [path.name for path in files[2:]] == [
        "华亭工业园区2023年9月经济运行月报.xlsx", "华亭工业园区2023年9月项目台账.xlsx",
    ]  # fmt: skip
    assert files[2].parent == tmp_path / "园" / "data" / "raw" / "2023-09"
