"""Lateness: the first workbook of a unit and month counts, to the day."""

import pandas as pd
import pytest

from zsanalytics.checks import lateness
from zsanalytics.checks.rules import check
from zsanalytics.errors import CodebookError, PanelError

PANEL = pd.DataFrame(
    {"region": "兰州市", "indicator": "funds_in_place", "segment": "全部", "year": 2024, "month": 9,
     "value": 10.0, "status": "reported", "source": ""}, index=[0],
)  # fmt: skip


def register(*received, **more):
    return pd.DataFrame({"unit": "兰州市", "received": received, "file": "兰州市.xlsx", **more})


def late(lines, *, due_day=None):
    found = check(PANEL, register=lines, due_day=due_day)
    return found[found["rule"] == "late"]


def test_a_report_after_the_day_it_was_due():
    found = late(register("2024-10-09T00:10:00"), due_day=8)
    assert found[["severity", "file", "region"]].to_numpy().tolist() == [
        ["warning", "兰州市.xlsx", "兰州市"]
    ]
    assert found["message"].item() == (
        "兰州市2024年9月数据于2024年10月9日收到，晚于期限2024年10月8日。"
    )


def test_the_first_report_counts_and_the_day_itself_is_in_time():
    assert late(register("2024-10-08T23:59:00", "2024-10-20T08:00:00"), due_day=8).empty


def test_without_a_day_or_a_register_nobody_is_late():
    assert late(register("2025-10-09"), due_day=0).empty
    assert late(register("2025-10-09")).empty
    assert check(PANEL, due_day=8).empty


def test_scans_and_other_months_do_not_count():
    assert late(register("2024-10-20", kind="scan"), due_day=8).empty
    assert late(register("2024-10-20", asof="2024-08"), due_day=8).empty


def test_a_register_without_its_columns_is_refused():
    with pytest.raises(PanelError, match="register: column missing: received"):
        check(PANEL, register=pd.DataFrame({"unit": ["兰州市"]}), due_day=8)


def test_a_day_that_is_none_is_refused(tmp_path):
    (tmp_path / "reporting.toml").write_text("due_day = 40")
    with pytest.raises(CodebookError, match="due_day is 40; expected a day from 0 to 31"):
        lateness.configured_day(tmp_path / "reporting.toml")
