"""Breaks of scope, and where the targets stand."""

import math

import pandas as pd
import pytest

import zsanalytics as zs
from zsanalytics.codebook.breaks import comparable, load_breaks
from zsanalytics.errors import CodebookError, PanelError
from zsanalytics.measures.breaks import breaks_crossed
from zsanalytics.measures.growth import growth
from zsanalytics.measures.progress import completion
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


BREAK = """
[[break]]
region = "庆阳市"
below = true
indicator = "funds_in_place"
month = "{since}"
authority = "庆阳市统计局，庆统发〔2022〕9号"
reason = "剔除贷款"
"""
BRIDGE = 'bridge = 0.8\nbridge_source = "2022年7月两种口径同报"\n'


def own(folder, since="2023-01", more=""):
    """Make the codebook of a project that keeps its own breaks."""
    folder.mkdir(exist_ok=True)
    (folder / "breaks.toml").write_text(BREAK.format(since=since) + more, encoding="utf-8")
    return zs.load_codebook(folder)


@pytest.mark.parametrize(("text", "said"), [
    ("region = '甘肃省'", "'indicator'"),
    (BREAK.format(since="2020"), "found '2020', expected a year and a month"),
    (BREAK.format(since="2020-01") + "bridge = 0.8", "bridge 0.8; expected a positive number"),
    (BREAK.format(since="2020-01") + "first = 2020", "unknown first"),
])  # fmt: skip
def test_breaks_that_cannot_be_read_are_refused(tmp_path, text, said):
    text = text if "[[break]]" in text else f"[[break]]\n{text}"
    (tmp_path / "b.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=r"b\.toml: breaks cannot be read .*mend the file") as e:
        load_breaks(tmp_path / "b.toml")
    assert said in str(e.value)


def two_years(panel, region="庆阳市"):
    return panel([(region, 2022, 9, 100.0), (region, 2022, 12, 150.0), (region, 2023, 9, 96.0)])


def test_a_projects_own_break_holds_for_the_region_and_below(panel, tmp_path):
    book = own(tmp_path)
    assert growth(two_years(panel), book=book)["growth"].isna().all()
    assert growth(two_years(panel, "西峰区"), book=book)["growth"].isna().all()
    assert growth(two_years(panel, "兰州市"), book=book)["growth"].tolist()[2] == pytest.approx(
        -0.04
    )
    assert growth(two_years(panel))["growth"].tolist()[2] == pytest.approx(-0.04)
    told = breaks_crossed(two_years(panel), book=book)
    assert told.drop(columns="bridge").to_dict("records") == [{
        "region": "庆阳市", "indicator": "funds_in_place", "segment": "全部", "year": 2023,
        "month": 9, "since": "2023-01", "reason": "剔除贷款",
        "authority": "庆阳市统计局，庆统发〔2022〕9号",
    }]  # fmt: skip
    assert told["bridge"].isna().all()
    empty = breaks_crossed(two_years(panel, "兰州市"), book=book)
    assert empty.empty and list(empty.columns) == list(told.columns)


def test_a_bridge_puts_the_base_on_the_new_scope(panel, tmp_path):
    book = own(tmp_path, more=BRIDGE)
    found = growth(two_years(panel), book=book).iloc[2]
    assert found["base"] == pytest.approx(80.0) and found["growth"] == pytest.approx(0.2)
    assert breaks_crossed(two_years(panel), book=book)["bridge"].tolist() == [0.8]
    targets = pd.DataFrame({
        "region": ["庆阳市"], "indicator": "funds_in_place", "segment": "全部", "year": 2023,
        "kind": ["growth"], "line": "goal", "value": [0.1],
    })  # fmt: skip
    row = completion(two_years(panel), targets, book=book).iloc[2]
    assert row["target"] == pytest.approx(150 * 0.8 * 1.1)
    assert row["pace"] == pytest.approx(100 / 150)
    # what is left against what last year's last quarter brought, bridged: 50 x 0.8
    assert row["needed_growth"] == pytest.approx((132 - 96) / 40 - 1)


def test_without_a_bridge_there_is_no_base_no_season_and_no_growth_target(panel, tmp_path):
    book = own(tmp_path)
    targets = pd.DataFrame({
        "region": ["庆阳市"] * 2, "indicator": "funds_in_place", "segment": "全部", "year": 2023,
        "kind": ["growth", "level"], "line": ["goal", "floor"], "value": [0.1, 120.0],
    })  # fmt: skip
    found = completion(two_years(panel), targets, book=book)
    now = found[found["year"] == 2023].set_index("line")
    assert math.isnan(now.loc["goal", "target"]) and now.loc["floor", "target"] == 120.0
    assert now[["needed_growth", "pace"]].isna().all().all()
    assert completion(two_years(panel), targets, line="floor")["pace"].iloc[2] == pytest.approx(
        2 / 3
    )
    with pytest.raises(PanelError, match="no positive December 2022"):
        counties = zs.load_codebook().members("庆阳市")
        rows = panel([(name, 2022, 12, 10.0) for name in counties])
        zs.allocate(rows, year=2023, total=100, growth=0.1, region="庆阳市", book=book)


def test_a_break_within_a_year_leaves_that_months_flow_unknown(panel, tmp_path):
    rows = panel([("庆阳市", 2022, m, 10.0 * m) for m in (5, 6, 7, 8)])
    flow = zs.monthly(rows, book=own(tmp_path, "2022-07"))
    assert flow["monthly"].fillna(-1).tolist() == [50.0, 10.0, -1.0, 10.0]
    bridged = zs.monthly(rows, book=own(tmp_path / "b", "2022-07", BRIDGE))
    assert bridged["monthly"].tolist() == pytest.approx([50.0, 10.0, 70 - 48, 10.0])


def test_flows_are_compared_month_by_month_across_a_bridge(panel, tmp_path):
    told = [(2022, 8, 80.0), (2022, 9, 100.0), (2023, 8, 70.0), (2023, 9, 90.0)]
    rows = panel([("庆阳市", *row) for row in told])
    flows = zs.monthly(rows).pipe(growth, of="monthly", book=own(tmp_path, more=BRIDGE))
    assert flows["base"].tolist()[2:] == pytest.approx([64.0, 16.0])


def test_the_outlook_pools_no_year_from_before_a_break(panel, tmp_path):
    months = [(2021, m, 50.0 * m) for m in range(1, 13)]
    months += [(2022, m, 55.0 * m) for m in range(1, 13)] + [(2023, m, 20.0 * m) for m in (1, 2, 3)]
    rows = panel([("庆阳市", *row) for row in months])
    usual = zs.year_end(rows, "2023-03", book=zs.load_codebook()).iloc[0]
    assert usual["years_used"] == 2
    broken = zs.year_end(rows, "2023-03", book=own(tmp_path)).iloc[0]
    assert broken["years_used"] == 0 and broken["expected"] == pytest.approx(240.0)
    bridged = own(tmp_path / "b", more=BRIDGE.replace("0.8", "0.4"))
    assert zs.year_end(rows, "2023-03", book=bridged).iloc[0]["years_used"] == 2
    years = panel([("庆阳市", y, m, 50.0 * m) for y in (2021, 2022, 2023) for m in range(1, 13)])
    assert zs.replay(years, months=(6,), book=zs.load_codebook())["year"].tolist() == [2022, 2023]
    assert zs.replay(years, months=(6,), book=own(tmp_path / "c"))["year"].tolist() == [2022]
    assert comparable(rows, "2023-03", bridged)["value"].max() == pytest.approx(0.4 * 660)
    assert comparable(rows, "2022-12", bridged) is rows
    assert comparable(rows, "2023-03", None) is rows


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
