"""Reviewing: the ranking of a quarter and the year's review, from a vintage."""

import pytest

from tests.literal_panel import OUTSIDE, UNITS, literal_panel, row
from tests.test_briefing_batch import write_vintage
from zsanalytics.briefing.reviewing import prepare_ranking, prepare_year
from zsanalytics.errors import RequestError


def started(rate=0.9):
    return [row(unit, "start_rate", "全部", 2024, month, rate)
            for unit in UNITS for month in (6, 9)]  # fmt: skip


def june():
    return [
        row(unit, "funds_in_place", OUTSIDE, year, 6, value)
        for unit, (_, b, _, _, v) in UNITS.items()
        for year, value in ((2023, b / 2), (2024, v / 2))
    ] + [row(unit, "contracted_amount", "全部", 2024, 6, 5.0) for unit in (*UNITS, "甘肃省")]


def test_units_are_scored_and_their_moves_counted_from_the_quarter_before(tmp_path):
    write_vintage(tmp_path, literal_panel(*started(), *june()))
    found = prepare_ranking("2024-09", "甘肃省", project=tmp_path)
    told = found.material.told
    assert told.facts["ranked_units"]["value"] == 15
    assert told.has("score_total@兰州市", "score_points@兰州市·开工率", "score_risen")
    assert len(told.names("order")) == 15
    assert "到位资金完成率" in set(found.scores["line"])


def test_what_no_unit_has_a_figure_of_is_not_scored(tmp_path):
    write_vintage(tmp_path, literal_panel())
    told = prepare_ranking("2024-09", "甘肃省", project=tmp_path).material.told
    assert "开工率" in told.names("left_out")
    assert told.facts["full_score"]["text"] == "85"
    assert not told.has("score_risen")


def test_the_projects_own_sheet_goes_before_the_shipped_one(tmp_path):
    write_vintage(tmp_path)
    (tmp_path / "data" / "scores").mkdir()
    sheet = (
        '[sheet]\nname = "本省办法"\nsource = "某文"\n[[item]]\nname = "资金"\n'
        f'indicator = "funds_in_place"\nsegment = "{OUTSIDE}"\ncolumn = "value"\nrule = "rank"\n'
        "weight = 100\n"
    )
    (tmp_path / "data" / "scores" / "季度综合排名.toml").write_text(sheet, encoding="utf-8")
    told = prepare_ranking("2024-09", "甘肃省", project=tmp_path).material.told
    assert told.words["sheet"] == "本省办法"
    assert told.facts["score_total@酒泉市"]["text"] == "100.00"


@pytest.mark.parametrize(
    ("call", "asof", "region", "said"),
    [
        (prepare_ranking, "2024-08", "甘肃省",
         "2024-08: a quarter ends in month 3, 6, 9 or 12; name such a month"),
        (prepare_ranking, "2024-09", "兰州新区",
         "region 兰州新区: no units with data in 2024-09 to rank"),
        (prepare_year, "2024-09", "甘肃省",
         "2024-09: a year's review is of month 12; name such a month"),
    ],
)  # fmt: skip
def test_a_month_or_region_that_does_not_fit_is_refused(tmp_path, call, asof, region, said):
    write_vintage(tmp_path)
    with pytest.raises(RequestError) as caught:
        call(asof, region, project=tmp_path)
    assert str(caught.value) == said


def test_the_years_review_sets_expectations_beside_the_landing(tmp_path):
    past = [
        row("甘肃省", "funds_in_place", OUTSIDE, year, month, value)
        for year, values in {2021: (100, 240, 380, 500), 2022: (120, 280, 450, 600)}.items()
        for month, value in zip((3, 6, 9, 12), values, strict=True)
    ]
    write_vintage(tmp_path, literal_panel(*past), asof="2023-12")
    told = prepare_year("2023-12", "甘肃省", project=tmp_path).told
    assert told.names("said") == ("9月",)
    assert told.has("said_then@9月", "said_error@9月")
