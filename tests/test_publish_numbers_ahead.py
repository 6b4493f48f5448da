"""Numbers of the outlook: rounded to what may be said, chances never certain, the record."""

import pandas as pd
import pytest

from zsanalytics.publish.facts import collect, fact
from zsanalytics.publish.numbers_ahead import (
    chance,
    landing_facts,
    needed_ratio,
    record_facts,
    said_of,
)

NAN = float("nan")
BOUNDS = {f"{side}_{level}": 8000.0 for side in ("lower", "upper") for level in (50, 80, 95)}
OUTLOOK = pd.DataFrame([
    {"region": "甘肃省", "line": line, "expected": 8592.6, **BOUNDS, "target": target,
     "chance": odds, "years_used": 2, "method": "综合外推"}
    for line, target, odds in (("dispatch", 7153.5, 0.6), ("goal", 7000.0, 0.995))
])  # fmt: skip


def told(*args, **options):
    return collect(landing_facts(*args, {}, **options)).set_index("fact")["text"].to_dict()


@pytest.mark.parametrize(
    ("expected", "said"), [(8592.6, 8593.0), (99.96, 100.0), (100.4, 100.0), (0.26, 0.3)]
)
def test_an_expected_amount_is_rounded_to_what_may_be_said(expected, said):
    assert said_of(expected) == said


def test_the_main_line_comes_first_and_the_others_after_their_name():
    facts = told(OUTLOOK, "甘肃省", "goal")
    assert facts["expected"] == "8,593" and facts["lower_80"] == "8,000.00"
    assert facts["chance"] == "99%以上" and facts["chance@dispatch"] == "60%"
    assert facts["expected_completion"] == "122.76%"


def test_a_unit_has_one_interval_and_no_further_lines():
    facts = told(OUTLOOK.assign(region="兰州市"), "兰州市", "goal", of="兰州市")
    assert "lower_80@兰州市" in facts and "lower_50@兰州市" not in facts
    assert not any("dispatch" in name for name in facts)


def test_without_a_target_there_is_no_chance_and_without_a_row_nothing():
    bare = OUTLOOK.head(1).assign(line=None, target=NAN, chance=NAN)
    assert "chance" not in told(bare, "甘肃省", "")
    assert told(OUTLOOK, "庆阳市", "goal") == {}


@pytest.mark.parametrize(
    ("odds", "said"),
    [(1.0, "99%以上"), (0.99, "99%"), (0.5, "50%"), (0.01, "1%"), (0.0, "不足1%")],
)
def test_nothing_is_certain_and_nothing_is_ruled_out(odds, said):
    assert chance(odds, "", {})["text"] == said


def test_the_record_is_the_regions_error_and_everybodys_coverage():
    rows = [("甘肃省", 2022, 0.02, 0.05, True), ("甘肃省", 2023, -0.04, 0.07, True),
            ("兰州市", 2023, 0.2, 0.1, False)]  # fmt: skip
    columns = ["region", "year", "error", "even_error", "covered_80"]
    facts = collect(record_facts(pd.DataFrame(rows, columns=columns), "甘肃省", {}))
    said = facts.set_index("fact")["text"].to_dict()
    assert said == {
        "record_years": "2", "record_error": "3.00%", "record_even_error": "6.00%",
        "record_landings": "3", "record_covered": "2",
    }  # fmt: skip
    assert list(record_facts(pd.DataFrame(columns=columns), "甘肃省", {})) == []


@pytest.mark.parametrize(
    ("december", "months", "ratio"), [(600.0, 9, 0.5), (300.0, 9, None), (None, 9, None)]
)
def test_the_need_beside_last_years_months(december, months, ratio):
    rows = [("甘肃省", 2023, 9, 300.0), ("甘肃省", 2023, 12, december)]
    history = pd.DataFrame(rows, columns=["region", "year", "month", "value"])
    facts = {"needed_per_month": fact("needed_per_month", 50.0)}
    found = list(needed_ratio(facts, history, "甘肃省", (2024, months)))
    assert [row["value"] for row in found] == ([] if ratio is None else [ratio])
    assert list(needed_ratio({}, history, "甘肃省", (2024, 9))) == []
