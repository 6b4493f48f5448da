"""Scoring sheets, rankings, and tiers of projects."""

from pathlib import Path

import pandas as pd
import pytest

from zsanalytics.errors import CodebookError, PanelError
from zsanalytics.targets.scoring import SHEETS, load_sheet, ranking, score
from zsanalytics.targets.tiers import candidates, load_tiers

ROOT = Path(__file__).parents[1]
LINE = {"part": "item", "name": "资金", "indicator": "funds_in_place", "segment": "全部",
        "column": "growth", "weight": 40}  # fmt: skip


def scored(values, if_missing="blank", **line):
    names = list("甲乙丙丁")[: len(values)]
    panel = pd.DataFrame({"region": names, "value": 1.0, "growth": values})
    panel = panel.assign(indicator="funds_in_place", segment="全部")
    sheet = {"lines": [{**LINE, **line}]}
    return score(panel, sheet, among=names, if_missing=if_missing)


def test_ratios_are_capped_and_never_negative():
    out = scored([0.1, 0.3, -0.1], rule="ratio", full=0.2, cap=1.1)
    assert out["points"].tolist() == [20.0, 44.0, 0.0]
    assert out["arithmetic"].tolist() == [
        "40×0.1000÷0.2000=20.00",
        "40×1.10（封顶，0.3000÷0.2000）=44.00",
        "40×0（-0.1000÷0.2000为负）=0.00",
    ]


def test_ranges_and_ranks():
    assert scored([0.1, 0.3], rule="range", low=0.0, high=0.2)["points"].tolist() == [20.0, 40.0]
    ranks = scored([0.1, 0.3, 0.3, None], rule="rank")
    assert ranks["points"].fillna(-1).tolist() == [13.33, 40.0, 40.0, -1]
    assert ranks["arithmetic"].iloc[0] == "40×(3-3+1)÷3=13.33"


def test_bonuses_and_deductions():
    bonus = scored([4.0, 30.0], part="bonus", each=2, points=0.5, cap=5)
    assert bonus["points"].tolist() == [1.0, 5.0]
    less = scored([4.0], part="deduction", each=1, points=0.5)
    assert less[["points", "arithmetic"]].values.tolist() == [[-2.0, "-4.00÷1×0.5=-2.00"]]


def test_what_is_missing_ranks_nobody_unless_told():
    out = scored([0.1, None], rule="ratio", full=0.2)
    assert ranking(out)["rank"].fillna(-1).tolist() == [1, -1]
    told = scored([0.1, None], if_missing="zero", rule="ratio", full=0.2)
    assert told["arithmetic"].iloc[1] == "缺数据，按0分"
    assert ranking(told)["total"].tolist() == [20.0, 0.0]
    with pytest.raises(PanelError, match=r"^score: if_missing='drop'; expected 'blank' or 'zero'$"):
        scored([0.1], if_missing="drop", rule="rank")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ('rule = "ratio"\nweight = 40', "field missing: full; add it"),
        (
            'rule = "ratio"\nfull = 0\nweight = 40',
            "full and each must not be 0, and low lies below",
        ),
        ('rule = "range"\nlow = 1\nhigh = 1\nweight = 40', "full and each must not be 0, and low"),
        ('rule = "rank"\nweight = "40"', "weight '40' is no number; write one"),
        ('rule = "rank"\nweight = 40\nwieght = 4', "unknown field wieght; take it out"),
    ],
)
def test_a_line_that_cannot_be_scored_is_refused(tmp_path, changes, sentence):
    file = tmp_path / "表.toml"
    head = '[[item]]\nname = "资金"\nindicator = "funds_in_place"\ncolumn = "growth"\n'
    file.write_text(head + changes, encoding="utf-8")
    with pytest.raises(CodebookError) as refused:
        load_sheet(file)
    assert str(refused.value).startswith(f"表.toml: line 1: {sentence}")


def test_movement_is_places_gained():
    out = scored([0.1, 0.3, 0.2], rule="rank")
    before = pd.DataFrame({"region": ["甲", "乙"], "rank": [1, 2]})
    table = ranking(out, previous=before)
    assert table["region"].tolist() == ["乙", "丙", "甲"]
    assert table["movement"].fillna(-9).tolist() == [1, -9, -2]
    assert ranking(out)["previous"].isna().all()


def test_several_rows_and_missing_columns_are_refused():
    panel = pd.DataFrame({"region": ["甲", "甲"], "value": 1.0, "growth": 0.1})
    panel = panel.assign(indicator="funds_in_place", segment="全部")
    sheet = {"lines": [{**LINE, "rule": "rank"}]}
    with pytest.raises(PanelError, match=r"^score: 甲 has several rows for 资金; keep one with"):
        score(panel, sheet, among=["甲"])
    with pytest.raises(PanelError, match=r"^score: no column 'growth'; apply the measure"):
        score(panel.drop(columns="growth"), sheet, among=["甲"])


def test_the_shipped_sheets_load():
    for file in (*SHEETS.glob("*.toml"), *(ROOT / "docs" / "scores").glob("*.toml")):
        sheet = load_sheet(file)
        assert sum(line["weight"] for line in sheet["lines"] if line["part"] == "item") == 100


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[item]]\nrule = 'luck'", r"line 1: rule 'luck'; one of \['ratio', 'range', 'rank'\]$"),
        (
            "[[bonus]]\nname = 'a'",
            r"line 1: field missing: indicator, column, each, points",
        ),
        ("[[item", r"cannot be read as TOML"),
    ],
)
def test_a_wrong_sheet_is_refused(tmp_path, text, sentence):
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=sentence):
        load_sheet(tmp_path / "a.toml")


def test_tiers_propose_candidates(tmp_path):
    projects = pd.DataFrame({
        "region": ["庆阳市", "西峰区", "宁县", "兰州市"], "project_id": list("abcd"),
        "name": "项目", "contract_amount": [1.0, 10.0, 0.9, 50.0],
    })  # fmt: skip
    out = candidates(projects, load_tiers())
    assert out[["project_id", "tier"]].values.tolist() == [
        ["a", "市级重大项目"],
        ["b", "省列重大项目"],
    ]
    foreign = projects.assign(contracted_foreign_funds=[5.0, 0, 0, 0])
    assert candidates(foreign, load_tiers())["tier"].tolist() == ["省列重大项目"] * 2
    (tmp_path / "a.toml").write_text("[[tier]]\ntier = 'x'", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"^a\.toml: a \[\[tier\]\] lacks its clause"):
        load_tiers(tmp_path)
