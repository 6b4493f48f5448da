"""The registry, the one pass, and the refusal."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zsanalytics.checks.rulebook import RULES
from zsanalytics.checks.rules import check, insist
from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError, SubmissionError
from zsanalytics.schema import FINDINGS, SEVERITIES

COLUMNS = ["region", "indicator", "segment", "year", "month", "value", "status", "source"]


def panel(*values, month=9):
    return pd.DataFrame(
        [
            ("兰州市", "funds_in_place", "全部", 2024, month + n, value, "reported",
             f"raw/2024/兰州市{month + n}月.xlsx!汇总表!D7")
            for n, value in enumerate(values)
        ],
        columns=COLUMNS,
    )  # fmt: skip


def test_every_rule_is_named_once_and_defined():
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert {rule.severity for rule in RULES} <= set(SEVERITIES)
    assert all(rule.definition for rule in RULES)


def test_a_clean_panel_gives_an_empty_table_with_its_columns():
    findings = check(panel(10.0, 12.0))
    assert findings.empty
    assert list(findings.columns) == list(FINDINGS.columns)
    assert check(panel()).empty


def test_findings_are_sorted_and_named_by_base_file_sheet_and_cell():
    findings = check(panel(10.0, 8.0, -1.0))
    assert findings[["severity", "rule", "file", "sheet", "cell"]].to_numpy().tolist() == [
        ["error", "negative", "兰州市11月.xlsx", "汇总表", "D7"],
        ["warning", "ytd_fall", "兰州市10月.xlsx", "汇总表", "D7"],
    ]


def test_the_order_of_rows_does_not_matter():
    rows = panel(10.0, 8.0, -1.0)
    pd.testing.assert_frame_equal(check(rows), check(rows[::-1]))


def test_the_input_is_not_changed():
    rows = panel(10.0, 8.0)
    before = rows.copy()
    check(rows)
    pd.testing.assert_frame_equal(rows, before)


def test_a_panel_without_its_key_is_refused():
    with pytest.raises(PanelError, match="panel: column missing: region"):
        check(panel(10.0).drop(columns="region"))


def test_insist_refuses_errors_in_one_sentence():
    findings = check(panel(10.0, -1.0, -2.0))
    with pytest.raises(SubmissionError) as caught:
        insist(findings)
    assert str(caught.value) == (
        "兰州市10月.xlsx!汇总表!D7: 2 errors in the submission, the first: "
        "兰州市2024年1—10月到位资金为-1.00亿元，不能小于0.00亿元。疑在D7，累计下降也与它不符。 "
        "mend the cells listed in .findings and submit again"
    )
    assert caught.value.findings["severity"].unique().tolist() == ["error"]


def test_insist_lets_warnings_pass():
    insist(check(panel(10.0, 8.0)))
    insist(check(panel(10.0)))


def test_names_no_codelist_knows_are_checked_as_flows():
    rows = panel(10.0, 8.0).assign(region="某地", indicator="widgets")
    assert check(rows)["rule"].tolist() == ["ytd_fall"]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(1, 9_999), min_size=15, max_size=15))
def test_a_true_total_printed_to_any_digit_is_never_an_error(values):
    units = load_codebook().members("甘肃省")
    named = [*zip(units, values, strict=True), ("甘肃省", sum(values))]
    rows = [(region, "funds_in_place", "全部", 2024, 9, round(value, 2), "reported", "")
            for region, value in named]  # fmt: skip
    findings = check(pd.DataFrame(rows, columns=COLUMNS))
    assert "error" not in set(findings["severity"])


def province(**dtypes):
    """A stranger's panel: the fifteen units and a total that is 50 too large."""
    units = load_codebook().members("甘肃省")
    rows = [(unit, "funds_in_place", "全部", 2024, 9, 100.0) for unit in units]
    rows.append(("甘肃省", "funds_in_place", "全部", 2024, 9, 1550.0))
    return pd.DataFrame(rows, columns=COLUMNS[:6]).astype(dtypes)


@pytest.mark.parametrize(
    "rows",
    [
        province(),
        province(region="category", indicator="category"),
        province(year="Int64", month="int8"),
        province(year="float64", value="object"),
        province().set_index("region", drop=False).assign(remark="x"),
        province().assign(status="reported", source="手工录入"),
    ],
    ids=["six columns", "categories", "integers", "objects", "index and more", "no cells"],
)
def test_any_panel_a_stranger_builds_is_checked(rows):
    findings = check(rows)
    assert list(findings.columns) == list(FINDINGS.columns)
    assert findings["rule"].tolist() == ["members_sum"]
    assert findings["message"].item() == (
        "甘肃省2024年1—9月到位资金填报1,550.00亿元，15个下级单位相加为1,500.00亿元，总数多50.00亿元。"
    )


def test_values_that_are_missing_or_endless_stop_nothing():
    rows = province()
    rows.loc[0, "value"], rows.loc[1, "value"] = None, float("inf")
    assert isinstance(check(rows, previous=rows.iloc[:0], projects=pd.DataFrame()), pd.DataFrame)


def test_a_ledger_of_few_columns():
    ledger = pd.DataFrame(
        {"region": "兰州市", "project_id": "甲", "year": 2024, "month": 9, "name": "铝箔厂",
         "contract_amount": 1.0, "funds_total": 2.0}, index=[0],
    )  # fmt: skip
    assert check(panel(10.0), projects=ledger)["message"].tolist() == [
        "兰州市2024年9月台账“铝箔厂”到位资金2.0000亿元大于合同金额1.0000亿元。"
    ]


def test_a_corrected_figure_is_not_found_fault_with():
    record = {
        "file": "兰州市9月.xlsx", "sheet": "汇总表", "region": "兰州市", "segment": "全部",
        "indicator": "funds_in_place", "year": 2024, "month": 9, "basis": "ytd", "decimals": 2,
        "column_label": "到位资金",
    }  # fmt: skip
    sent = pd.DataFrame([
        {**record, "cell": "D7", "measure": "value", "number": 1_200_000.0, "value": 1_200_000.0},
        {**record, "cell": "E7", "measure": "value", "year": 2023, "number": 100.0, "value": 100.0},
        {**record, "cell": "F7", "measure": "growth", "number": 20.0, "value": 0.2},
    ])  # fmt: skip
    rows = panel(1_200_000.0).assign(source="兰州市9月.xlsx!汇总表!D7")
    assert "growth" in set(check(rows, records=sent)["rule"])
    assert check(rows.assign(value=120.0, status="corrected"), records=sent).empty
