"""Numbers of parts: origins, months, seasons, quarters, and chains that make up the whole."""

import pandas as pd
import pytest

from zsanalytics.publish.facts import collect
from zsanalytics.publish.numbers_parts import (
    chain_facts,
    course_facts,
    origin_facts,
    quarter_facts,
    season_facts,
)


def rows(indicator, values):
    frame = pd.DataFrame(
        [("甘肃省", indicator, segment, value) for segment, value in values.items()],
        columns=["region", "indicator", "segment", "value"],
    )
    return frame.assign(growth=float("nan"), source="a.xlsx!表!D7", base_source=None)


def history(*entries):
    frame = pd.DataFrame(entries, columns=["year", "month", "value"])
    return frame.assign(region="甘肃省", source="a.xlsx!表!D7")


def said(facts):
    return collect(facts).set_index("fact")["text"].to_dict()


def test_places_are_listed_and_groups_of_places_are_not():
    values = {"全部": 100.0, "来源地=省外": 100.0, "来源地=东中部": 50.0, "来源地=陕西省": 40.0,
              "来源地=北京市": 30.0, "来源地=境外": 20.0, "来源地=香港特别行政区": 20.0,
              "来源地=四川省": 0.0}  # fmt: skip
    facts, names = origin_facts(rows("contracted_amount", values), "甘肃省")
    assert names == ("陕西省", "北京市", "香港特别行政区")
    assert said(facts)["origin_share@陕西省"] == "40.00%"
    assert origin_facts(rows("contracted_amount", {"全部": 1.0}), "甘肃省") == ([], ())


@pytest.mark.parametrize(
    ("total", "summed"), [(60.0, True), (50.0, False), (50.01, False), (0.0, False)]
)
def test_leading_chains_are_summed_only_where_they_are_a_part(total, summed):
    values = {"重点产业链=合计": total, "重点产业链=甲": 30.0, "重点产业链=乙": 20.0}
    if not total:
        values = dict.fromkeys(values, 0.0)
    facts, parts = chain_facts(rows("funds_in_place", values), "甘肃省")
    assert ("chains_top_funds" in {row["fact"] for row in facts}) is summed
    assert parts["chains"] == ("甲", "乙")


def test_the_course_has_this_year_up_to_the_month_and_the_last_whole():
    frame = history((2022, 12, 1.0), (2023, 12, 2.0), (2024, 8, 3.0), (2024, 10, 4.0))
    assert said(course_facts(frame, "甘肃省", (2024, 9), {})) == {
        "course@2023年": "2.00", "course@2024年1—8月": "3.00"
    }  # fmt: skip


def test_the_season_is_the_mean_share_of_whole_past_years():
    frame = history((2022, 9, 70.0), (2022, 12, 100.0), (2023, 9, 80.0), (2023, 12, 100.0),
                    (2024, 9, 1.0), (2021, 9, 5.0))  # fmt: skip
    assert said(season_facts(frame, "甘肃省", 2024)) == {"season@9月": "75.00%",
                                                       "season@12月": "100.00%"}  # fmt: skip
    assert list(season_facts(history((2023, 9, 1.0)), "甘肃省", 2024)) == []


def test_quarters_are_differences_of_quarter_ends():
    frame = history((2023, 3, 5.0), (2023, 6, 12.0), (2024, 3, 10.0), (2024, 6, 18.0),
                    (2024, 8, 30.0))  # fmt: skip
    assert said(quarter_facts(frame, "甘肃省", (2024, 8), {})) == {
        "quarter_flow@一季度": "10.00", "quarter_growth@一季度": "100.00%",
        "quarter_flow@二季度": "8.00", "quarter_growth@二季度": "14.29%",
    }  # fmt: skip
    lone = history((2024, 6, 18.0))
    assert said(quarter_facts(lone, "甘肃省", (2024, 6), {})) == {}
