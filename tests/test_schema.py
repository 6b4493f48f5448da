"""The tables: their columns and the sentence when one is missing."""

import pandas as pd
import pytest

from zsanalytics.errors import PanelError
from zsanalytics.schema import FINDINGS, PANEL, TABLES, conform, empty, finding, require


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_an_empty_table_has_its_columns_and_types(table):
    frame = empty(table)
    assert list(frame.columns) == list(table.columns) and len(frame) == 0
    assert set(table.key) <= set(table.columns)
    require(frame, table)


def test_require_names_the_missing_and_the_surplus_columns():
    frame = empty(PANEL).rename(columns={"value": "valeu", "month": "mnoth"})
    with pytest.raises(PanelError) as refused:
        require(frame, PANEL)
    assert str(refused.value) == (
        "panel: column missing: month, value; not a column of this table: mnoth, valeu; "
        "type frame.rename(columns={'mnoth': 'month', 'valeu': 'value'})"
    )


def test_further_columns_are_allowed():
    require(empty(PANEL).assign(growth=0.1), PANEL)


def test_require_refuses_what_is_no_frame():
    with pytest.raises(PanelError, match="panel: expected a DataFrame, found list"):
        require([1], PANEL)


def test_conform_keeps_missing_text_missing_and_orders_columns():
    frame = conform([{"message": "缺", "severity": "note", "year": 2024}], FINDINGS)
    assert list(frame.columns) == list(FINDINGS.columns)
    assert frame.loc[0, "year"] == 2024 and pd.isna(frame.loc[0, "month"])
    assert pd.isna(frame.loc[0, "file"])


def test_a_finding_refuses_an_unknown_severity_or_column():
    with pytest.raises(PanelError, match="severity 'fatal', unknown columns \\['celll'\\]"):
        finding("fatal", "x", "", "", celll="A1")
