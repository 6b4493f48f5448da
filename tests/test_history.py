"""History: what was known on a day is what had come by then; revisions compare states."""

import shutil

import openpyxl
import pytest

import zsanalytics as zs
from zsanalytics import store
from zsanalytics.errors import RequestError
from zsanalytics.measures.revisions import revision_summary, wide_triangle
from zsanalytics.office.receiving import receive


def workbook(path, month, value):
    book = openpyxl.Workbook()
    for row in [
        [f"庆阳市2024年1-{month}月招商引资情况表"], ["单位：亿元"], ["县区", "到位资金"],
        ["西峰区", value], ["环县", 10.0], ["合计", value + 10],
    ]:  # fmt: skip
        book.active.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A project that received August, September, and a correction of August in November."""
    tmp_path = tmp_path_factory.mktemp("history")
    folder = tmp_path / "project"
    (folder / "data/raw").mkdir(parents=True)
    for name, month, value, when in (
        ("八月", 8, 80.0, "2024-09-05"),
        ("九月", 9, 95.0, "2024-10-08"),
        ("八月更正", 8, 78.0, "2024-11-12"),
    ):
        sent = workbook(tmp_path / f"in/{name}.xlsx", month, value)
        receive([sent], folder, received=when)
        zs.build(folder, "2024-08" if month == 8 else "2024-09")
    zs.build(folder, "2024-09")
    return folder


@pytest.fixture
def project(played, tmp_path):
    """A copy of that project, to change at will."""
    return shutil.copytree(played, tmp_path / "project")


def value(panel, region, month):
    rows = panel[(panel["region"] == region) & (panel["month"] == month)]
    return rows.loc[rows["segment"] == "全部", "value"].tolist()


def test_the_panel_as_it_stood_on_a_day(project):
    assert value(zs.as_of("2024-09-30", project), "西峰区", 8) == [80.0]
    october = zs.as_of("2024-10-31", project)
    assert (value(october, "西峰区", 8), value(october, "西峰区", 9)) == ([80.0], [95.0])
    december = zs.as_of("2024-12-01", project)
    assert value(december, "西峰区", 8) == [78.0]


def test_asking_for_the_past_moves_no_pointer_and_builds_a_state_once(project):
    marks = [project / "data/processed/current", project / "data/processed/months/2024-09"]
    before = [mark.read_text() for mark in marks]
    stored = set((project / "data/processed/vintages").iterdir())
    zs.as_of("2024-10-31", project)
    assert [mark.read_text() for mark in marks] == before
    assert set((project / "data/processed/vintages").iterdir()) == stored


def test_a_state_never_built_is_built_from_what_had_come(project):
    other = project.parent / "copy"
    (other / "data").mkdir(parents=True)
    (project / "data/raw").rename(other / "data/raw")
    assert value(zs.as_of("2024-10-31", other), "西峰区", 8) == [80.0]
    assert not (other / "data/processed/current").exists()


def test_before_the_first_file_there_is_nothing(project):
    with pytest.raises(RequestError, match=r"2024-09-04: no file had been received by then"):
        zs.as_of("2024-09-04", project)
    with pytest.raises(RequestError, match="time 'yesterday': expected one such as"):
        zs.as_of("yesterday", project)


def test_without_a_register_a_file_counts_when_its_month_has_ended(tmp_path):
    workbook(tmp_path / "data/raw/2024-08/八月.xlsx", 8, 80.0)
    workbook(tmp_path / "data/raw/2024-09/九月.xlsx", 9, 95.0)
    assert value(zs.as_of("2024-09-15", tmp_path), "西峰区", 9) == []
    assert value(zs.as_of("2024-10-01", tmp_path), "西峰区", 9) == [95.0]


def test_every_state_of_a_figure_stands_in_the_triangle(project):
    triangle = zs.revisions(project)
    one = triangle[(triangle["region"] == "西峰区") & (triangle["month"] == 8)]
    assert one["value"].tolist() == [80.0, 80.0, 78.0, 78.0][: len(one)]
    assert one["known"].is_monotonic_increasing
    changed = one[one["revision"].fillna(0) != 0]
    assert changed["known"].tolist() == ["2024-11-12T00:00:00"]
    assert changed["revision"].round(4).tolist() == [-0.025]
    wide = wide_triangle(triangle)
    assert "2024-11-12T00:00:00" in wide.columns


def test_the_summary_says_who_revises_and_which_way(project):
    summary = revision_summary(zs.revisions(project)).set_index("region")
    row = summary.loc["西峰区"]
    assert row["revised"] == 1 and row["upward"] == 0.0
    assert row["mean_revision"] < 0 and row["mean_absolute_revision"] == -row["mean_revision"]
    assert summary.loc["环县", "revised"] == 0


def test_a_project_that_was_never_built_has_no_states(tmp_path):
    (tmp_path / "data").mkdir()
    assert zs.revisions(tmp_path).empty
    assert list(zs.revisions(tmp_path).columns)[-1] == "revision"


def test_a_vintage_says_when_its_last_file_came(project):
    told = store.open_vintage(project, "2024-09").manifest
    assert told["known"] == "2024-11-12T00:00:00"
