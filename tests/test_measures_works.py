"""开(复)工率: who should be at work, and who is."""

import math

import pytest

from zsanalytics.errors import PanelError
from zsanalytics.measures.works import works_rate
from zsanalytics.schema import PROJECTS, conform


def rate(*rows, asof="2023-09"):
    base = {"region": "华亭工业园区", "year": 2023, "month": 9}
    projects = conform([{**base, "project_id": f"p{n}", **r} for n, r in enumerate(rows)], PROJECTS)
    (row,) = works_rate(projects, asof).to_dict("records")
    return row["已开复工数"], row["应开复工数"], row["开复工率"]


STARTED = {"started_on": "2022-05-01", "start_due": "2022-05-01"}


def test_a_start_that_is_due_counts_a_later_one_does_not():
    assert rate(STARTED, {"start_due": "2023-09-30"}, {"start_due": "2023-10-01"}) == (1, 2, 0.5)


def test_without_a_due_day_a_start_is_due():
    assert rate(STARTED, {}) == (1, 2, 0.5)


def test_a_start_ahead_of_its_day_counts():
    assert rate({"started_on": "2023-08-01", "start_due": "2023-12-01"}) == (1, 1, 1.0)


def test_stalled_works_are_not_taken_up_again():
    assert rate(STARTED, {**STARTED, "status": "stalled"}) == (1, 2, 0.5)


def test_what_was_finished_before_the_year_or_given_up_is_not_counted():
    done = {**STARTED, "completed_on": "2022-12-31"}
    this_year = {**STARTED, "completed_on": "2023-01-01"}
    assert rate(done, this_year, {**STARTED, "status": "terminated"}) == (1, 1, 1.0)


def test_nobody_to_be_at_work_gives_no_rate():
    part, whole, value = rate({"start_due": "2023-12-01"})
    assert (part, whole) == (0, 0) and math.isnan(value)


def test_a_month_without_a_ledger_is_refused():
    with pytest.raises(PanelError, match="projects: no ledger of 2023-08; choose a month"):
        rate(STARTED, asof="2023-08")
