"""The sample's leads: the same every time, each in the order of its stages, all marked invented."""

import numpy as np
import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.intake.lead_lists import read_leads
from zsanalytics.sample.introductions import ACTORS, introduced
from zsanalytics.sample.leads import Office, lead_stories, lead_workbook
from zsanalytics.sample.sheets import write
from zsanalytics.schema import PROJECTS, conform

OFFICE = Office("张掖市", ("甘州区", "高台县", "临泽县"), ACTORS, ("文化旅游", "石化化工"))


@pytest.fixture(scope="module")
def projects():
    rows = [
        {"region": "甘州区", "project_id": f"P{n:03d}", "year": 2026, "month": 12,
         "investor": f"演示{n}号有限公司" if n % 3 else "某某集团有限公司",
         "signed_on": pd.Timestamp(2026, 1 + n % 12, 15), "contract_amount": 1.0}
        for n in range(60)
    ]  # fmt: skip
    return introduced(conform(rows, PROJECTS), ACTORS)


@pytest.fixture(scope="module")
def stories(projects):
    return lead_stories(OFFICE, 2026, projects)


def test_the_same_every_time_and_invented(projects, stories):
    pd.testing.assert_frame_equal(stories, lead_stories(OFFICE, 2026, projects))
    assert stories["company"].str.contains("演示").all()
    signed = stories.dropna(subset="signed_on")
    assert len(signed) and set(signed["unit"]) == {"甘州区"}


def test_days_follow_the_stages(stories):
    days = stories[["first_met", "talked_on", "agreed_on", "signed_on"]].to_numpy()
    for row in days:
        known = row[~pd.isna(row)]
        assert (np.diff(known) >= np.timedelta64(0)).all()
    moved = stories[stories["transferred_to"].notna()]
    assert len(moved) and (moved["transferred_to"] != moved["unit"]).all()


def test_a_project_keeps_who_brought_it_in_and_one_department_brings_nothing(projects):
    assert ACTORS["市直部门"][-1] not in set(projects["introduced_by"])
    again = introduced(projects.iloc[::-1], ACTORS).iloc[::-1]
    assert again["introduced_by"].equals(projects["introduced_by"])
    assert introduced(projects.iloc[:0], ACTORS).empty


def test_the_workbook_is_read_as_it_was_meant(tmp_path, stories):
    path = write(lead_workbook(stories, OFFICE, 2026, 6), tmp_path)
    found = read_leads(path, load_codebook())
    known = stories[stories["listed"] <= 6].drop_duplicates(["unit", "company"])
    assert len(found) == len(known) and set(found["month"]) == {6}
    assert found["first_met"].notna().all() and found["stage"].notna().all()
    given = found[found["region"] == "张掖市"]["introduced_by"]
    assert set(given) <= {*ACTORS["驻外机构"], *ACTORS["市直部门"]}
    end = pd.Timestamp(2026, 6, 30)
    lost = int((known["lost_on"] <= end).sum())
    assert (found["stage"] == "流失").sum() == lost
    assert (found["transferred_on"].dropna() <= end).all()
