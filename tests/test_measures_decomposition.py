"""Growth taken apart adds up exactly."""

import pandas as pd
import pytest

from zsanalytics.codebook import load_codebook
from zsanalytics.errors import PanelError
from zsanalytics.measures.decomposition import decompose
from zsanalytics.measures.totals import add_total

MEMBERS = load_codebook().members("甘肃省")


def years(panel, names, values, **options):
    rows = [(name, 2024, 9, value) for name, value in zip(names, values, strict=True)]
    before = [
        (name, 2023, 9, value / 2 + n)
        for n, (name, value) in enumerate(zip(names, values, strict=True))
    ]
    return panel([*rows, *before], **options)


def test_members_and_the_rest_add_up(panel):
    rows = years(panel, ["甘肃省", *MEMBERS], [1000.0, *[10.0 * n for n in range(1, 16)]])
    out = decompose(rows[rows["region"] != "金昌市"], "2024-09", region="甘肃")
    assert out["part"].tolist()[:3] == ["甘肃省", "兰州市", "嘉峪关市"]
    assert out["part"].iloc[-1] == "未分解"
    for column in ("base", "value", "increment", "contribution", "contribution_rate"):
        assert out[column][1:].sum() == pytest.approx(out[column].iloc[0])
    assert out["contribution"].iloc[0] == pytest.approx(out["growth"].iloc[0])


def test_a_computed_whole_leaves_nothing(panel):
    rows = add_total(years(panel, MEMBERS, [10.0 * n for n in range(1, 16)]), "甘肃省")
    out = decompose(rows, "2024-09", region="甘肃省")
    assert out.iloc[-1][["base", "value", "increment"]].tolist() == pytest.approx([0, 0, 0])


def test_segments_add_up(panel):
    parts = [
        ("全部", 100.0),
        ("投资主体=民企", 60.0),
        ("投资主体=央企", 30.0),
        ("投资主体=合计", 90.0),
    ]
    rows = pd.concat([years(panel, ["兰州市"], [v], segment=s) for s, v in parts])
    out = decompose(rows, "2024-09", region="兰州市", by="投资主体")
    assert out["part"].tolist() == ["兰州市", "民企", "央企", "未分解"]
    assert out["increment"].tolist() == [50.0, 30.0, 15.0, 5.0]


def test_what_cannot_be_taken_apart_is_refused(panel):
    rows = panel([("甘肃省", 2024, 9, 10.0)])
    with pytest.raises(PanelError, match=r"^decompose: no growth of 甘肃省 funds_in_place 全部 in"):
        decompose(rows, "2024-09", region="甘肃省")
    both = years(panel, ["甘肃省"], [10.0])
    with pytest.raises(PanelError, match=r"^decompose: no part of 甘肃省 by '投资主体' in"):
        decompose(both, "2024-09", region="甘肃省", by="投资主体")


def test_groupings_may_overlap(panel):
    rows = panel([(name, 2024, 9, 10.0) for name in MEMBERS])
    out = add_total(add_total(rows, "一核"), "黄河上游生态功能带")
    assert out["value"][-2:].tolist() == [50.0, 20.0]  # 临夏 is in both
    assert out["region"][-2:].tolist() == ["一核", "黄河上游生态功能带"]
