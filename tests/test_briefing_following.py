"""Following: which projects are on the list, their month, what holds them up."""

import pytest

from tests.literal_panel import BOOK
from zsanalytics.briefing.following import followed
from zsanalytics.errors import CodebookError
from zsanalytics.schema import PROJECTS, conform


def ledger(*rows):
    base = {
        "region": "西峰区", "year": 2024, "month": 9, "contract_amount": 20.0, "stage": "开工",
        "status": "active", "signed_on": "2024-09-01", "funds_ytd": 5.0,
    }  # fmt: skip
    frame = conform([{"name": row["project_id"], **base, **row} for row in rows], PROJECTS)
    return frame


def listed(projects, duties=(), region="庆阳市", asof="2024-09"):
    return followed(projects, list(duties), region=region, asof=asof, book=BOOK)


def test_large_unfinished_projects_are_listed_where_no_post_is_stated():
    found = listed(ledger(
        {"project_id": "大"}, {"project_id": "小", "contract_amount": 9.9},
        {"project_id": "竣", "stage": "竣工"}, {"project_id": "止", "status": "terminated"},
        {"project_id": "撤", "status": "withdrawn"}, {"project_id": "外", "region": "城关区"},
    ))  # fmt: skip
    assert found["name"].tolist() == ["大"]
    row = found.iloc[0]
    assert row["unit"] == "西峰区" and row["post"] != row["post"]
    assert row["days"] == 29 and row["month"] != row["month"]


def test_the_month_is_the_difference_of_two_ledgers():
    found = listed(ledger(
        {"project_id": "旧", "month": 8, "funds_ytd": 3.0}, {"project_id": "旧"},
        {"project_id": "新", "funds_ytd": 1.5},
    ))  # fmt: skip
    assert found.set_index("name")["month"].to_dict() == {"旧": 2.0, "新": 1.5}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"status_reason": "土地指标"}, "土地指标"),
        ({"stage": "签约", "start_due": "2024-06-30"}, "逾期未开工"),
        ({"stage": "签约", "start_due": "2024-12-31"}, None),
        ({"finish_due": "2024-06-30"}, "逾期未竣工"),
        ({}, None),
    ],
)
def test_what_holds_a_project_up(row, said):
    found = listed(ledger({"project_id": "甲", **row})).iloc[0]["obstacle"]
    assert found == said if said else found != found


def test_posts_and_units_come_from_the_office_and_the_first_that_fits_has_a_project():
    projects = ledger(
        {"project_id": "甲"}, {"project_id": "乙", "region": "宁县", "contract_amount": 2.0},
        {"project_id": "丙", "region": "宁县", "contract_amount": 1.0},
    )  # fmt: skip
    duties = [
        {"post": "市委书记", "unit": "市发改委", "projects": ["甲"]},
        {"post": "副市长", "unit": "市招商局", "region": "宁县", "least": 2.0},
    ]
    found = listed(projects, duties).set_index("name")
    assert found["post"].to_dict() == {"甲": "市委书记", "乙": "副市长"}
    assert found["unit"].to_dict() == {"甲": "市发改委", "乙": "市招商局"}


def test_a_misspelt_field_of_a_duty_is_named():
    with pytest.raises(CodebookError) as caught:
        listed(ledger({"project_id": "甲"}), [{"posts": "市长"}])
    assert str(caught.value) == (
        "office.toml: duty field 'posts' is unknown; expected least, post, projects, region, unit"
    )


def test_no_ledger_gives_no_list():
    assert listed(ledger({"project_id": "甲"}), asof="2024-08").empty
    assert listed(conform([], PROJECTS)).empty


def test_a_region_without_a_large_project_has_an_empty_list():
    found = listed(ledger(
        {"project_id": "小", "month": 8, "contract_amount": 1.0},
        {"project_id": "小", "contract_amount": 1.0},
    ))  # fmt: skip
    assert found.empty and found["month"].dtype == "float64"
