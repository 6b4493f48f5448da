"""Breaks of scope, and where the targets stand."""

import math

import pytest

from zsanalytics.errors import CodebookError
from zsanalytics.measures.breaks import load_breaks
from zsanalytics.measures.growth import growth
from zsanalytics.measures.shares import contribution
from zsanalytics.measures.standing import standing
from zsanalytics.targets.book import load_targets


@pytest.mark.parametrize(("region", "known"), [("甘肃省", False), ("兰州市", True)])
def test_no_growth_across_a_break(panel, region, known):
    years = [2014, 2015, 2019, 2020, 2021]
    rows = panel([(region, year, 8, 100.0) for year in years])
    grown = growth(rows)["growth"].notna().tolist()
    assert grown == [False, True, False, known, True]
    pulled = contribution(rows, of="全部")["contribution"].notna().tolist()
    assert pulled == grown
    other = growth(rows.assign(indicator="contracted_amount"))
    assert other["growth"].notna().tolist() == [False, True, False, True, True]


def test_breaks_that_cannot_be_read_are_refused(tmp_path):
    (tmp_path / "b.toml").write_text("[[break]]\nregion = '甘肃省'", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"breaks cannot be read \('indicator'\); "):
        load_breaks(tmp_path / "b.toml")


def test_every_clause_has_its_standing(panel):
    rows = panel(
        [("甘肃省", 2023, 12, 5961.26), ("甘肃省", 2024, 9, 6527.11)], segment="来源地=省外"
    )
    book = load_targets()
    out = standing(book, rows, asof="2024-09")
    assert out["clause"].tolist() == book["clause"].tolist()
    now = out[out["so_far"].notna()]
    assert sorted(now["completion"].round(4)) == [0.9124, 0.9324, 0.9521]
    later = out[out["clause"].str.contains("2026年年底总量")].iloc[0]
    assert later["target"] == 10000 and math.isnan(later["so_far"])
    assert standing(book, rows[:0], asof="2024-09")["so_far"].isna().all()
    assert standing(book[:0], rows, asof="2024-09").empty
