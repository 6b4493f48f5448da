"""Grids and tables: what is seen of a sheet, where its tables, headers and stubs are."""

import pandas as pd
import pytest

from zsanalytics.intake.sheet import grids, letters, read_cell
from zsanalytics.intake.tables import blocks, head_text
from zsanalytics.schema import CELLS, conform


def sheet(rows, *, merged=(), hidden=(), at=(0, 0)):
    """Make the cells of a sheet from literal rows; ``merged`` as (row, column, row, column)."""
    into = {
        (r, c): f"{letters(c1)}{r1 + 1}"
        for r1, c1, r2, c2 in merged
        for r in range(r1, r2 + 1)
        for c in range(c1, c2 + 1)
    }
    places = {(r, c): v for r, row in enumerate(rows) for c, v in enumerate(row) if v is not None}
    return conform(
        [
            {
                "file": "表.xlsx", "sheet": "汇总", "cell": f"{letters(c + at[1])}{r + at[0] + 1}",
                "row": r + at[0], "column": c + at[1], "value": places.get((r, c)),
                "merged_into": into.get((r, c)), "hidden": r in hidden,
            }
            for r, c in sorted({*places, *into})
        ],
        CELLS,
    )  # fmt: skip


def grid(rows, **how):
    return next(grids(sheet(rows, **how)))


def found(rows, **how):
    return list(blocks(grid(rows, **how)))


PLAIN = [
    ["兰州市2024年1-9月招商引资情况表", None, None],
    [None, None, "单位：万元"],
    ["县区", "到位资金", "签约金额"],
    ["城关区", 1.5, 2],
    ["合计", 1.5, 2],
    ["注：快报数", None, None],
]


def test_a_plain_table_has_caption_header_stub_body_and_notes():
    (block,) = found(PLAIN)
    assert [cell.text for cell in block.captions] == [
        "兰州市2024年1-9月招商引资情况表",
        "单位:万元",
    ]
    assert (block.header, block.body) == ([2], [3, 4])
    assert (block.stub, block.data) == ([0], [1, 2])
    assert [cell.text for cell in block.notes] == ["注:快报数"]


def test_the_place_on_the_sheet_does_not_matter():
    (block,) = found(PLAIN, at=(1000, 500))
    assert (block.header, block.body, block.stub, block.data) == ([2], [3, 4], [0], [1, 2])


def test_a_stray_cell_far_away_costs_nothing():
    cells = sheet([["地区", "值"], ["兰州市", 1]])
    far = cells.iloc[[3]].assign(row=1_048_575, column=16_383, cell="XFD1048576")
    (seen,) = grids(conform(pd.concat([cells, far]), CELLS))
    assert (seen.height, seen.width) == (4, 4)


def test_a_merged_group_is_repeated_and_a_merged_figure_is_one():
    rows = [["地区", "到位资金", None], [None, "累计", "同比"], ["兰州市", 1, 2], [None, None, 3]]
    seen = grid(rows, merged=[(0, 0, 1, 0), (0, 1, 0, 2), (2, 0, 3, 0), (2, 1, 3, 1)])
    assert [cell.text for cell in seen.cells[0]] == ["地区", "到位资金", "到位资金"]
    assert [row[0].text for row in seen.cells] == ["地区", "地区", "兰州市", "兰州市"]
    assert [row[1].anchor for row in seen.cells] == [True, True, True, False]


def test_hidden_rows_are_not_seen_and_leave_no_gap():
    seen = grid([["地区", "值"], ["旧", 9], ["兰州市", 1]], hidden=[1])
    assert [row[0].text for row in seen.cells] == ["地区", "兰州市"]


def test_a_hidden_top_cell_still_labels_its_merge():
    rows = [["市州", "县区", "值"], ["兰州市", "城关区", 1], [None, "七里河区", 2]]
    seen = grid(rows, merged=[(1, 0, 2, 0)], hidden=[1])
    assert [cell.text for cell in seen.cells[1]] == ["兰州市", "七里河区", "2"]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "n"), (0.0, "n"), ("１，２３４．５", "n"), ("1,234.50万元", "n"), ("12.5%", "n"),
        ("约120", "n"), ("—", "m"), ("/", "m"), ("无", "m"), ("", ""), ("  ", ""), (None, ""),
        (float("nan"), ""), ("到位资金", "t"), ("10亿元以上", "t"), ("1-9月", "t"),
        ("2024.09", "d"), (True, "t"),
    ],
)  # fmt: skip
def test_a_cell_is_a_figure_a_mark_words_or_nothing(value, kind):
    assert read_cell("A1", value).kind == kind


def test_tables_below_one_another():
    rows = [
        ["表一 到位资金"], ["地区", "累计"], ["兰州市", 1], ["合计", 1], [],
        ["表二 签约"], ["地区", "项目数", "金额"], ["兰州市", 2, 3],
    ]  # fmt: skip
    first, second = found(rows)
    assert (first.header, first.body, first.data) == ([1], [2, 3], [1])
    assert (second.header, second.body, second.data) == ([6], [7], [1, 2])
    assert [cell.text for cell in second.captions] == ["表二 签约"]


def test_tables_side_by_side_with_an_empty_column_between():
    rows = [
        ["地区", "值", None, "指标", "数"],
        ["兰州市", 1, None, "项目", 3],
        ["金昌市", 2, None, "资金", 4],
    ]
    first, second = found(rows)
    assert (first.stub, first.data) == ([0], [1])
    assert second.grid.columns[second.stub[0]] == 3


def test_an_empty_column_inside_a_table_does_not_cut_it():
    (block,) = found([["地区", "值", None, "数"], ["兰州市", 1, None, 3], ["金昌市", 2, None, 4]])
    assert block.data == [1, 3]


def test_a_stub_repeated_midway_starts_a_new_block():
    rows = [["市州", "值", "市州", "值"], ["兰州市", 1, "金昌市", 2], ["白银市", 3, "天水市", 4]]
    first, second = found(rows)
    assert (first.stub, first.data, second.stub, second.data) == ([0], [1], [2], [3])


def test_words_between_header_and_figures_are_groups_of_the_body():
    (block,) = found([["项目", "金额"], ["一、收入", None], ["销售", 5], ["税费返还", 6]])
    assert (block.header, block.body) == ([0], [1, 2, 3])


@pytest.mark.parametrize("row", [["指标", 2022, 2023, 2024], ["月份", 1, 2, 3], ["季度", 1, 2, 3]])
def test_years_and_months_that_head_columns_are_no_figures(row):
    (block,) = found([row, ["到位资金", 10.5, 11.5, 12.5], ["签约金额", 20.5, 21.5, 22.5]])
    assert (block.header, block.body) == ([0], [1, 2])


def test_column_numbers_under_a_header_are_passed_over():
    rows = [["指标", "累计", "上年", "增速"], ["甲", 1, 2, 3], ["到位资金", 10, 20, 30]]
    (block,) = found(rows)
    assert (block.header, block.body) == ([0], [2])


def test_years_as_rows_are_a_stub():
    (block,) = found([["年份", "到位资金"], [2022, 5], [2023, 6]])
    assert (block.stub, block.data) == ([0], [1])


def test_notes_without_figures_are_no_table():
    assert found([["情况说明"], ["本月无变化"], ["请各地抓紧"]]) == []


def test_the_lowest_word_over_a_column_is_its_head():
    seen = grid([["到位资金", None], ["累计", "同比"], [1, 2]])
    assert [head_text(seen, [0, 1], c) for c in (0, 1)] == ["累计", "同比"]
