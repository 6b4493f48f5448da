"""Blanks: empty cells found by their neighbours, items left out told once a unit."""

import pandas as pd

from zsanalytics.checks.blanks import blank_cells, missing_items
from zsanalytics.checks.evidence import gather
from zsanalytics.codebook import load_codebook

BOOK = load_codebook()
COUNTIES = ["城关区", "七里河区", "西固区", "安宁区", "红古区"]
ITEMS = {"C": "funds_in_place", "D": "contracted_amount"}
COLUMNS = ["region", "indicator", "segment", "year", "month", "value", "status", "source"]


def panel(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


def row(region, indicator, month, value, source=""):
    return (region, indicator, "全部", 2024, month, value, "reported", source)


def sheet(without=(), **more):
    """A table of counties by items, with the records of the cells that are filled."""
    return pd.DataFrame([
        {
            "file": "兰州市.xlsx", "sheet": "县区", "cell": f"{column}{n}", "region": county,
            "indicator": item, "segment": "全部", "year": 2024, "month": 9, "basis": "ytd",
            "measure": "value", "number": 5.0, "value": 5.0, "decimals": 2,
            "column_label": item, **more,
        }
        for n, county in enumerate(COUNTIES, start=4)
        for column, item in ITEMS.items()
        if f"{column}{n}" not in without
    ])  # fmt: skip


def reported(records):
    return panel(*(
        row(r.region, r.indicator, 9, r.value, f"{r.file}!{r.sheet}!{r.cell}")
        for r in records.itertuples() if r.measure == "value"
    ))  # fmt: skip


def doubts(rule, records, *past):
    previous = panel(*past) if past else None
    return list(rule(gather(reported(records), book=BOOK, records=records, previous=previous)))


def test_a_cell_that_held_a_value_before():
    past = row("西固区", "funds_in_place", 8, 4.0)
    (only,) = doubts(blank_cells, sheet(without=["C6", "C7"]), past)
    assert (only["file"], only["sheet"], only["cell"]) == ("兰州市.xlsx", "县区", "C6")
    assert only["message"] == "西固区2024年1—9月到位资金未填，上月累计为4.00亿元。"
    assert not doubts(missing_items, sheet(without=["C6", "C7"]), past)


def test_the_only_empty_cell_of_its_row_and_column():
    (only,) = doubts(blank_cells, sheet(without=["C6"]))
    assert only["cell"] == "C6"
    assert only["message"] == "西固区2024年1—9月到位资金未填，而同行、同列的其他数都已填。"
    assert not doubts(blank_cells, sheet())
    assert not doubts(blank_cells, sheet(without=["C6", "C7"]))


def test_growth_without_its_value():
    growth = sheet().iloc[[4]].assign(cell="E6", measure="growth", value=0.2, column_label="同比")
    records = pd.concat([sheet(without=["C6", "C7"]), growth])
    (only,) = doubts(blank_cells, records)
    assert only["cell"] == "C6, E6"
    assert only["message"] == "西固区2024年1—9月到位资金未填，而同比、占比或位次已填。"


def test_a_row_that_is_empty_throughout_is_where_it_was_last_month():
    records = sheet(without=["C6", "D6"])
    past = row("西固区", "funds_in_place", 8, 4.0, "8月/兰州市.xlsx!县区!C6")
    also = (
        row("西固区", "implemented_projects", 8, 4.0),
        row("西固区", "implemented_projects", 9, 5),
    )
    panel_now = pd.concat([reported(records), panel(also[1])])
    evidence = gather(panel_now, book=BOOK, records=records, previous=panel(past, also[0]))
    (only,) = blank_cells(evidence)
    assert (only["file"], only["cell"]) == ("兰州市.xlsx", "C6")


def test_items_left_out_are_told_once():
    now = panel(row("兰州市", "funds_in_place", 9, 130.0))
    past = [row("兰州市", item, 8, 3.0) for item in (
        "funds_in_place", "contracted_amount", "contracted_projects", "started_projects",
        "produced_projects", "completed_projects", "outreach_trips",
    )]  # fmt: skip
    (only,) = missing_items(gather(now, book=BOOK, previous=panel(*past)))
    assert only["message"] == (
        "兰州市2024年9月缺报签约金额、新签约项目数、开工项目数、投产项目数、竣工项目数等6项，上月报过。"
    )
    (only,) = missing_items(gather(now, book=BOOK, previous=panel(*past[:2])))
    assert only["message"] == "兰州市2024年9月缺报签约金额，上月报过。"
    assert not list(missing_items(gather(now, book=BOOK, previous=panel(past[0]))))
