"""Evidence: what rounding allows for, and which rows are looked at."""

import pandas as pd
import pytest

from zsanalytics.checks.evidence import beside, gather, sources
from zsanalytics.checks.wording import amount, doubt, place
from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError

BOOK = load_codebook()


def panel(value=10.0, *, month=9, indicator="funds_in_place", status="reported"):
    return pd.DataFrame(
        {
            "region": ["兰州市"], "indicator": indicator, "segment": "全部", "year": 2024,
            "month": month, "value": value, "status": status, "source": "兰州市.xlsx!汇总表!D7",
        }
    )  # fmt: skip


def record(number, value, cell="D7", **more):
    return {
        "file": "兰州市.xlsx", "sheet": "汇总表", "cell": cell, "region": "兰州市",
        "indicator": "funds_in_place", "segment": "全部", "year": 2024, "month": 9,
        "basis": "ytd", "measure": "value", "number": number, "value": value, "decimals": 0,
        "column_label": "到位资金", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "half"),
    [("funds_in_place", 0.005), ("contracted_projects", 0.0), ("start_rate", 0.00005)],
)
def test_without_records_half_a_unit_of_the_usual_last_digit_is_allowed_for(indicator, half):
    rows = gather(panel(indicator=indicator), book=BOOK).rows
    assert rows["half"].tolist() == pytest.approx([half])


def test_the_printed_unit_and_the_finest_cell_of_a_column_decide():
    wan = pd.DataFrame([record(123_456.0, 12.3456)])
    assert gather(panel(12.3456), book=BOOK, records=wan).rows["half"][0] == pytest.approx(5e-5)
    both = pd.DataFrame([record(120.0, 120.0), record(1.25, 1.25, "D8", decimals=2)])
    assert gather(panel(120.0), book=BOOK, records=both).rows["half"][0] == pytest.approx(0.005)


def test_a_ratio_is_no_finer_than_its_own_cell():
    rough = record(18.0, 0.18, "F7", measure="growth")
    fine = record(18.25, 0.1825, "F8", measure="growth", decimals=2)
    printed = gather(panel(), book=BOOK, records=pd.DataFrame([rough, fine])).printed
    assert printed["half"].tolist() == pytest.approx([0.005, 0.00005])


def test_the_past_is_history_and_a_new_value_takes_its_place():
    past = pd.concat([panel(8.0, month=8), panel(9.0)])
    rows = gather(panel(10.0), book=BOOK, previous=past).rows
    assert rows[["month", "value", "checked"]].to_numpy().tolist() == [
        [8, 8.0, False],
        [9, 10.0, True],
    ]
    evidence = gather(panel(10.0), book=BOOK, previous=past)
    assert evidence.here["month"].tolist() == [9]


def test_computed_rows_stand_apart():
    both = pd.concat([panel(10.0), panel(11.0, status="computed")])
    evidence = gather(both, book=BOOK)
    assert evidence.rows["value"].tolist() == [10.0]
    assert evidence.computed["value"].tolist() == [11.0]


def test_a_row_beside_another():
    rows = gather(panel(), book=BOOK).rows
    wanted = pd.concat([panel(), panel(month=8)])
    assert beside(rows, wanted)[0] == 10.0
    assert pd.isna(beside(rows, wanted)[1])
    assert sources(rows, wanted) == ["兰州市.xlsx!汇总表!D7", ""]


def test_a_previous_panel_without_its_key_is_refused():
    with pytest.raises(PanelError, match="panel: column missing: month"):
        gather(panel(), book=BOOK, previous=panel().drop(columns="month"))


def test_cells_of_other_sheets_bear_their_name_and_other_files_are_left_out():
    row = next(panel().itertuples())
    also = ["兰州市.xlsx!汇总表!D7", "兰州市.xlsx!汇总表!D8", "兰州市.xlsx!县区!C3",
            "白银市.xlsx!汇总表!D7", ""]  # fmt: skip
    assert doubt(row, "", "", "", "", also)["cell"] == "D7, D8, 县区!C3"
    assert place(None) == {}


def test_amounts_are_printed_as_finely_as_they_were_sent():
    assert amount(BOOK, "funds_in_place", 12.3456) == "12.35亿元"
    assert amount(BOOK, "funds_in_place", 12.3456, 0.00005) == "12.3456亿元"
    assert amount(BOOK, "contracted_projects", 1234.0, 0.00005) == "1,234个"
    assert amount(BOOK, "start_rate", 0.8) == "80.00%"
