"""Funnel, late projects, fairs, conversion."""

import pandas as pd
import pytest

from zsanalytics.errors import CodebookError, PanelError
from zsanalytics.measures.cohorts import funnel, overdue
from zsanalytics.measures.fairs import conversion, fairs, load_fairs
from zsanalytics.measures.origins import load_countries
from zsanalytics.schema import PROJECTS, conform


def ledger(*rows):
    base = {"region": "兰州市", "year": 2024, "month": 9, "signed_on": "2024-03-05"}
    return conform([{**base, "project_id": f"p{n}", **row} for n, row in enumerate(rows)], PROJECTS)


def test_a_funnel_by_hand():
    rows = ledger(
        {"contract_amount": 10.0, "started_on": "2024-06-01"},
        {"contract_amount": 20.0, "landed_on": "2024-06-01"},
        {"contract_amount": 30.0, "status": "terminated", "signed_on": "2023-01-01"},
    )
    out = funnel(rows, "2024-09").set_index("stage")
    assert out["projects"].to_dict() == {
        "签约": 3, "履约": 2, "落地": 2, "开工": 1, "竣工": 0, "投产": 0, "终止": 1,
    }  # fmt: skip
    assert out.loc["开工", ["amount", "step"]].tolist() == [10.0, 0.5]
    assert out.loc[["投产", "终止"], "step"].isna().all()
    assert funnel(rows, "2024-09", signed=("2024-01", "2024-09"))["projects"].iloc[0] == 2
    by_region = funnel(rows.assign(region=["兰州市", "庆阳市", "庆阳市"]), "2024-09", by="region")
    assert by_region.groupby("region")["projects"].max().to_dict() == {"兰州市": 1, "庆阳市": 2}
    assert funnel(rows[:0], "2024-09").empty


def test_late_projects_with_days_and_reason():
    rows = ledger(
        {"start_due": "2024-08-31", "status_reason": "要素"},
        {"start_due": "2024-08-31", "started_on": "2024-09-02", "finish_due": "2024-09-01"},
        {"start_due": "2024-10-01"},
        {"start_due": "2024-01-01", "status": "terminated"},
        {"start_due": "2024-01-01", "stage": "开工", "status": "stalled"},
        {"start_due": "2024-09-01", "started_on": "2024-10-05"},
    )
    out = overdue(rows, "2024-09")
    assert out[["project_id", "stage"]].values.tolist() == [
        ["p0", "开工"], ["p1", "竣工"], ["p5", "开工"], ["p1", "开工"], ["p4", "停滞"],
    ]  # fmt: skip
    assert out["days_late"].tolist() == [30, 29, 29, 2, 0]
    assert out["months_late"].tolist() == [1, 1, 1, 1, 0]
    assert out["done"].notna().tolist() == [False, False, False, True, False]
    with pytest.raises(PanelError, match=r"^projects: no ledger of 2024-10; choose a month that"):
        overdue(rows, "2024-10")


def test_a_stalled_project_counts_the_months_on_end():
    months = [(2023, 12), (2024, 1), (2024, 3), (2024, 4), (2024, 5)]
    rows = pd.concat([
        ledger({"status": "stalled"}).assign(year=year, month=month) for year, month in months
    ])  # fmt: skip
    out = overdue(rows, "2024-05").iloc[0]
    assert (out["stage"], out["days_late"], out["months_late"]) == ("停滞", 61, 3)
    assert overdue(rows, "2024-01")["days_late"].tolist() == [31]
    assert overdue(rows, "2024-03")["days_late"].tolist() == [0]


def test_fairs_and_the_fair_before():
    rows = ledger(
        {"event": "第9届兰洽会", "contract_amount": 10.0, "started_on": "2024-01-01"},
        {"event": "第9届兰洽会", "contract_amount": 10.0, "status": "terminated"},
        {"event": "第10届兰洽会", "contract_amount": 30.0, "started_on": "2024-01-01"},
        {"event": "药博会", "contract_amount": 1.0},
        {"contract_amount": 99.0},
    )
    out = fairs(rows, "2024-09")
    assert out["event"].tolist() == ["第9届兰洽会", "第10届兰洽会", "药博会"]
    assert out["amount"].tolist() == [20.0, 30.0, 1.0]
    assert out["amount_net"].tolist() == [10.0, 30.0, 1.0]
    assert out["terminated"].tolist() == [1, 0, 0]
    assert out["amount_growth"].round(2).fillna(-9).tolist() == [-9, 0.5, -9]
    assert out["signed_growth"].iloc[1] == -0.5
    assert out["开工率_change"].iloc[1] == 0.5
    assert fairs(rows[4:], "2024-09").empty


CLOSED = {"第29届兰洽会": pd.Timestamp(2023, 7, 10), "第30届兰洽会": pd.Timestamp(2024, 7, 11)}


def test_a_fair_is_set_against_the_one_before_at_the_same_age():
    old, new = {"event": "第29届兰洽会"}, {"event": "第30届兰洽会"}
    rows = ledger(
        {**old, "signed_on": "2023-07-07", "started_on": "2023-08-01"},
        {**old, "signed_on": "2023-07-07", "started_on": "2023-10-01"},
        {**new, "signed_on": "2024-07-07", "started_on": "2024-09-30"},
        {**new, "signed_on": "2024-07-07", "contract_amount": 4.0, "funds_total": 1.0},
    )
    out = fairs(rows, "2024-09", closed=CLOSED).set_index("event")
    assert out["months"].tolist() == [14, 2]
    assert out["closed"].tolist() == list(CLOSED.values())
    assert out["开工率"].tolist() == [1.0, 0.5]
    assert out.loc["第30届兰洽会", "开工率_change"] == 0.0  # one of two by 2023-09, too
    assert pd.isna(out.loc["第30届兰洽会", "到位率_change"])
    held = rows[:2].assign(year=2023, contract_amount=10.0, funds_total=[1.0, 1.5])
    out = fairs(pd.concat([held, rows]), "2024-09", closed=CLOSED).set_index("event")
    assert out.loc["第30届兰洽会", "到位率_change"] == pytest.approx(0.25 - 0.125)


def test_a_fair_without_its_day_is_followed_from_the_signing_of_its_contracts():
    old, new = {"event": "第29届兰洽会"}, {"event": "第30届兰洽会"}
    rows = ledger(
        {**old, "signed_on": "2023-07-07", "started_on": "2023-08-01"},
        {**old, "signed_on": "2023-07-07", "started_on": "2023-10-01"},
        {**new, "signed_on": "2024-07-07", "started_on": "2024-09-30"},
        {**new, "signed_on": "2024-07-07"},
    )
    dated = fairs(rows, "2024-09", closed={}).set_index("event")
    assert dated["closed"].isna().all()
    assert dated["months"].tolist() == [14, 2]
    assert dated.loc["第30届兰洽会", "开工率_change"] == 0.0


def test_the_task_of_a_fair_is_in_the_book():
    rows = ledger({"event": "第30届兰洽会", "contract_amount": 30.0})
    task = {"region": "甘肃省", "indicator": "contracted_amount", "segment": "届次=第30届兰洽会",
            "kind": "level", "value": 40.0, "line": "goal"}  # fmt: skip
    book = pd.DataFrame([task, {**task, "line": "floor", "value": 20.0}])
    row = fairs(rows, "2024-09", targets=book).iloc[0]
    assert row[["task", "task_completion"]].tolist() == [40.0, 0.75]
    assert pd.isna(fairs(rows, "2024-09", targets=book, region="兰州")["task"].iloc[0])


def test_days_of_closing_that_cannot_be_read_are_refused(tmp_path):
    file = tmp_path / "fairs.toml"
    file.write_text('[[fair]]\nname = "第29届兰洽会"\n', encoding="utf-8")
    with pytest.raises(CodebookError, match=r"fairs cannot be read \('closed'\); mend the file$"):
        load_fairs(file)
    file.write_text("names = 1\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"countries cannot be read .*; mend the file$"):
        load_countries(file)


def test_conversion_counts_what_is_known_on_both_sides():
    rows = ledger(
        {"funds_ytd": 10.0, "fai_ytd": 4.0},
        {"funds_ytd": 5.0},
        {"region": "庆阳市", "fai_ytd": 1.0},
    )
    assert conversion(rows, "2024-09").values.tolist() == [["兰州市", 10.0, 4.0, 0.4]]
    assert conversion(rows, "2024-09", by=None).values.tolist() == [[10.0, 4.0, 0.4]]
    assert conversion(rows, "2024-09", by="一核三带")["一核三带"].tolist() == ["一核"]
    assert pd.isna(conversion(ledger({"funds_ytd": 0.0, "fai_ytd": 1.0}), "2024-09").iloc[0, 3])
