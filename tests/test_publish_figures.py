"""Figures: what they say, that both twins hold it, and what they refuse."""

import functools

import pandas as pd
import plotly.graph_objects as go
import pytest

from zsanalytics.publish import drawing, figures, screen, style, svg

UNITS = pd.DataFrame(
    {"region": ["兰州市", "定西市", "天水市", "白银市"], "value": [0.1, float("nan"), 0.3, -0.05],
     "text": ["10.00%", "—", "30.00%", "-5.00%"]}
)  # fmt: skip
PACE = pd.DataFrame(
    {"month": [2, 3, 4], "value": [100.0, 200.0, float("nan")], "text": ["100.00", "200.00", None],
     "last_year": [80.0, 150.0, 190.0]}
)  # fmt: skip
PARTS = pd.DataFrame(
    {"group": ["规模", "规模"], "member": ["大", "小"], "share": [0.25, 0.75],
     "text": ["25.00%", "75.00%"]}
)  # fmt: skip
COURSE = pd.DataFrame(
    {"month": [8, 9, 10, 11, 12], "value": [580.0, 652.0, *[float("nan")] * 3],
     "expected": [float("nan"), 652.0, 720.0, 800.0, 873.0],
     "lower_80": [float("nan"), 652.0, 700.0, 770.0, 830.0],
     "upper_80": [float("nan"), 652.0, 740.0, 830.0, 916.0],
     "lower_50": [float("nan"), 652.0, 710.0, 785.0, 850.0],
     "upper_50": [float("nan"), 652.0, 730.0, 815.0, 895.0]}
)  # fmt: skip
STAGES = pd.DataFrame(
    {
        "stage": ["签约", "开工", "投产"],
        "value": [10.0, 8.0, float("nan")],
        "text": ["10", "8", "—"],
    }
)
CHAINS = UNITS.rename(columns={"region": "chain"})


@functools.cache
def every():
    return {
        "progress": figures.progress(PACE, target=1000, mark="演示数据"),
        "growth": figures.growth_ranking(UNITS, reference=0.2, reference_text="全省 20.00%"),
        "chains": figures.chain_bars(CHAINS),
        "shares": figures.shares(PARTS),
        "tiles": figures.tile_map(UNITS),
        "fan": figures.outlook_fan(COURSE, text="873亿元左右", target=700),
        "funnel": figures.cohort_funnel(STAGES),
    }


def test_each_figure_says_in_words_what_it_shows():
    said = {name: block.content["alt"] for name, block in every().items()}
    assert said == {
        "progress": "累计进度与序时进度：截至3月累计200.00亿元，低于序时进度。",
        "growth": "同比增速排名：天水市30.00%、兰州市10.00%、白银市-5.00%；1个无数据；"
        "全省 20.00%。",
        "chains": "重点产业链到位资金：天水市30.00%、兰州市10.00%、白银市-5.00%；1个无数据。",
        "shares": "到位资金构成。规模：大25.00%、小75.00%。",
        "tiles": "各市州到位资金：天水市30.00%、兰州市10.00%、白银市-5.00%；1个无数据。",
        "fan": "全年走势预测：预计873亿元左右。",
        "funnel": "签约项目推进情况：签约10、开工8、投产—。",
    }


def test_of_many_the_first_three_and_the_last_are_named():
    more = pd.concat([CHAINS, CHAINS.assign(chain=["甲", "乙", "丙", "丁"])])
    assert figures.chain_bars(more).content["alt"] == (
        "重点产业链到位资金：居前的是天水市30.00%、丙30.00%、兰州市10.00%；最低为丁-5.00%；2个无数据。"
    )


def test_drawings_hold_the_same_strings_as_text_and_are_clean():
    for block in every().values():
        words = svg.words(block.content["svg"])
        assert style.missing_glyphs("".join(words)) == ""
        assert "://" not in block.content["svg"]
        assert "<metadata" not in block.content["svg"]
    assert {"兰州市", "10.00%", "-5.00%", "—", "全省 20.00%"} <= set(svg.words(
        every()["growth"].content["svg"]))  # fmt: skip


def test_plotly_accepts_every_figure():
    for block in every().values():
        drawn = go.Figure(block.content["plotly"])
        assert len(drawn.data) >= 1


def test_a_mark_is_drawn_into_both_twins():
    block = figures.growth_ranking(UNITS, mark="演示数据")
    assert "演示数据" in svg.words(block.content["svg"])
    assert block.content["plotly"]["layout"]["title"]["text"] == "演示数据"


def test_bars_stand_in_order_and_a_missing_one_is_last():
    bars = figures.growth_ranking(UNITS).content["plotly"]["data"][0]
    assert bars["y"] == ["天水市", "兰州市", "白银市", "定西市"]
    assert bars["x"] == [0.3, 0.1, -0.05, None]
    assert bars["marker"]["pattern"]["shape"] == ["", "", "/", ""]


def test_the_linear_pace_leads_to_the_target():
    lines = figures.progress(PACE, target=1200).content["plotly"]["data"]
    pace = next(line for line in lines if line["name"] == "序时进度")
    assert pace["y"] == [100.0 * month for month in range(1, 13)]


def test_the_narrower_band_lies_on_the_wider():
    names = [trace["name"] for trace in every()["fan"].content["plotly"]["data"]]
    assert names == ["80%区间", "50%区间", "今年累计", "预计"]


def test_a_funnel_keeps_its_order():
    assert every()["funnel"].content["plotly"]["data"][0]["y"] == ["签约", "开工", "投产"]


def test_the_same_figure_is_drawn_the_same():
    assert figures.tile_map(UNITS).content == figures.tile_map(UNITS).content


def test_names_are_text_in_both_twins():
    units = UNITS.assign(region=["<b>甲</b>", "$乙$", "%{x}", "丙"])
    block = figures.growth_ranking(units)
    assert {"<b>甲</b>", "$乙$"} <= set(svg.words(block.content["svg"]))
    assert "&lt;b&gt;甲&lt;/b&gt;" in block.content["plotly"]["data"][0]["y"]


def test_every_shipped_tile_has_a_place_of_its_own():
    for grid in figures.shipped_tiles().values():
        assert len(set(grid.values())) == len(grid)
    assert len(figures.shipped_tiles()["甘肃省"]) == 15


def test_steps_part_the_units_evenly():
    rows = figures.tile_map(UNITS.assign(value=[1.0, 2.0, 3.0, float("nan")])).content["plotly"]
    assert sorted(step for line in rows["data"][0]["z"] for step in line if step is not None) == [
        0.0, 2.0, 4.0,
    ]  # fmt: skip


@pytest.mark.parametrize("colour", [*style.SEQUENCE, *style.CATEGORIES])
def test_ink_can_be_read_on_every_colour(colour):
    def light(code):
        parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(colour), light(drawing.on(colour))))
    assert (bright + 0.05) / (dark + 0.05) >= 3


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: figures.growth_ranking(UNITS.drop(columns="text")),
            "growth_ranking: column missing: text",
        ),
        (
            lambda: figures.chain_bars(CHAINS.assign(value=float("nan"))),
            "chain_bars: no row has a value; leave the figure out",
        ),
        (
            lambda: figures.progress(PACE.assign(value=float("nan"))),
            "progress: no month has a value; leave the figure out",
        ),
        (
            lambda: figures.outlook_fan(COURSE.assign(expected=float("nan")), text=""),
            "outlook_fan: nothing so far or nothing expected; leave the figure out",
        ),
        (
            lambda: figures.shares(PARTS.assign(share=[0.5, float("nan")])),
            "shares: a share is missing or negative; leave that breakdown out",
        ),
        (
            lambda: figures.tile_map(UNITS.assign(region="火星市")),
            "tile_map: no tile for 火星市, 火星市, 火星市, 火星市; add it to tiles.toml",
        ),
        (
            lambda: svg.clean("<html/>"),
            "drawing: found <html>; expected <svg>…</svg>",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, sentence):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value) == sentence


def test_what_is_not_svg_is_refused():
    with pytest.raises(svg.DrawingError, match=r"^drawing: not SVG \(.*\); expected <svg>…</svg>$"):
        svg.clean("not a drawing")


def test_a_drawing_keeps_nothing_that_acts_or_leads_away():
    shown = svg.clean(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'onload="x()"><metadata>m</metadata><script>x()</script><a href="http://x"><path/></a>'
        '<use xlink:href="#m"/><use href="http://x"/><text>甲</text></svg>'
    )
    assert shown == '<svg><use href="#m"/><use/><text>甲</text></svg>'
    assert svg.inline(shown, prefix="d1", label="说") == (
        '<svg role="img" aria-label="说"><use href="#d1-m"/><use/><text>甲</text></svg>'
    )


def test_a_corner_escapes_its_mark():
    assert screen.corner("<i>")["text"] == "&lt;i&gt;"
