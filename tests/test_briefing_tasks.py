"""Tasks: the main line of a region, and what is handed down where it has no target."""

import pytest

from tests.literal_panel import BOOK, OUTSIDE, changed, literal_panel
from zsanalytics.briefing.tasks import progress_of, with_tasks
from zsanalytics.targets.book import load_targets

TARGETS = load_targets()


def against(panel, region="甘肃省", line=OUTSIDE):
    submitted = panel[panel["status"] != "computed"]
    return progress_of(submitted, TARGETS, "2024-09", line, region, BOOK)


def test_the_main_target_is_the_stated_level_and_the_others_follow():
    progress = against(literal_panel())
    province = progress[progress["region"] == "甘肃省"]
    assert province["line"].tolist() == ["goal", "dispatch", "floor"]
    assert province["main"].tolist() == [True, False, False]
    assert not province["task"].any()
    assert province["target"].round(2).tolist() == [7000.0, 7153.51, 6855.45]


def test_units_without_a_target_get_the_task_handed_down_and_are_ranked():
    progress = against(literal_panel()).set_index("region")
    lanzhou = progress.loc["兰州市"]
    assert lanzhou["target"] == pytest.approx(780.0 * 1.2)
    assert lanzhou["line"] == "dispatch" and lanzhou["task"]
    units = progress[progress["task"]]
    assert units["completion_rank"].tolist() == units["completion"].rank(ascending=False).tolist()


def test_a_task_comes_from_the_nearest_region_above_and_an_own_target_stays():
    own_target = TARGETS[TARGETS["value"] == 7000.0].assign(region="兰州市", value=900.0)
    goals = with_tasks(own_target, ("兰州市", "城关区"), OUTSIDE, 2024, BOOK)
    assert goals[["region", "task"]].values.tolist() == [["兰州市", False]]
    goals = with_tasks(TARGETS, ("甘肃省", "兰州市", "城关区"), OUTSIDE, 2024, BOOK)
    assert set(goals.loc[goals["task"], "region"]) == {"兰州市", "城关区"}


def test_a_line_without_rows_or_targets_gives_no_rows():
    assert against(literal_panel(), line="来源地=境外").empty
    assert against(literal_panel(), line="来源地=东中部").empty


def test_a_region_without_last_december_has_no_task():
    panel = changed(literal_panel(), "兰州市", "funds_in_place", OUTSIDE, 12, None, year=2023)
    assert "兰州市" not in set(against(panel)["region"])


def test_every_line_names_its_clause():
    progress = against(literal_panel())
    goal = progress[(progress["region"] == "甘肃省") & progress["main"]].iloc[0]
    assert goal["clause"] == "甘办发〔2024〕6号 一、总体要求(2024年年底总量)"
