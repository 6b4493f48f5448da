"""Generated sheets in many layouts, every figure with a known truth: none may be misread.

Each layout is a function that writes a sheet; what differs from sheet to sheet (names, titles,
units, where the period stands, merges, totals, marks of nothing) is drawn from a seed.
"""

import datetime as dt
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zsanalytics.codebook import load_codebook
from zsanalytics.intake.records import take_records
from zsanalytics.intake.sheet import letters
from zsanalytics.schema import CELLS, conform

BOOK = load_codebook()
INDICATORS = {  # heading -> indicator, segment, money or count
    "新签约项目数": ("contracted_projects", "全部", "个"),
    "签约金额": ("contracted_amount", "全部", "元"),
    "到位资金": ("funds_in_place", "全部", "元"),
    "其中：省外到位资金": ("funds_in_place", "来源地=省外", "元"),
    "实施项目数": ("implemented_projects", "全部", "个"),
    "10亿元以上项目签约金额": ("contracted_amount", "规模=10亿元以上", "元"),
    "三个500强企业数": ("contracted_firms", "三个500强=合计", "个"),
    "招商签约项目": ("contracted_projects", "全部", "个"),
    "合同金额": ("contracted_amount", "全部", "元"),
    "引进到位资金": ("funds_in_place", "全部", "元"),
    "引进省外资金": ("funds_in_place", "来源地=省外", "元"),
    "执行项目个数": ("implemented_projects", "全部", "个"),
    "已开工项目": ("started_projects", "全部", "个"),
    "承接东中部产业转移到位资金": ("funds_in_place", "来源地=东中部", "元"),
    "亿元以上项目个数": ("contracted_projects", "规模=1亿元以上", "个"),
    "外出招商次数": ("outreach_trips", "全部", "个"),
}
PERIODS = {
    (2024, 9): ("1-9月", "1—9月", "前三季度", "前9个月", "1至9月", "9月", "九月份", "1～9月"),
    (2023, 11): ("1至11月", "11月份"), (2025, 6): ("1-6月", "上半年"), (2024, 2): ("1—2月",),
}  # fmt: skip
HEADS = {
    "ytd": ("累计", "本年累计", "自年初累计", "年初至今", "累计值", "完成数", "1至本月累计"),
    "month": ("本月", "当月", "本月完成", "当月值"),
    "last": ("上年同期", "去年同期", "上年同期累计", "同期数"),
    "growth": ("同比(%)", "同比增长%", "比上年同期±%", "增速（%）", "较上年同期增长", "同比±%"),
    "completion": ("完成率(%)", "完成年度目标%", "占目标任务%", "完成全年任务（%）"),
    "rank": ("位次", "排名", "名次"),
}  # fmt: skip
CORNERS = ("单位：{}、个", "金额单位：{}", "（单位:{}、个、%）", "计量单位：{}、个")


class Draft:
    """A sheet being written: its cells, merges and the truth of each figure."""

    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.cells, self.merges, self.truth = {}, [], {}
        self.owner = self.draw.choice(["甘肃省", "庆阳市", "兰州市", "酒泉市", "定西市"])
        units = list(BOOK.members(self.owner))
        self.units = self.draw.sample(units, min(len(units), self.draw.randint(3, 7)))
        self.year, self.month = self.draw.choice(list(PERIODS))
        self.money = self.draw.choice(["亿元", "万元"])
        self.merging = self.draw.random() < 0.6
        self.said = f"{self.year}年{self.draw.choice(PERIODS[self.year, self.month])}"
        self.place = self.draw.choice(["title", "line", "sheet", "file"])
        self.sheet = self.said if self.place == "sheet" else "汇总表"
        self.file = f"{self.owner}{self.said}.xlsx" if self.place == "file" else "报表.xlsx"
        self.noted = self.draw.random() < 0.3

    def put(self, row, column, value):
        if value is not None:
            self.cells[row, column] = value

    def merge(self, *place):
        if self.merging:
            self.merges.append(place)

    def top(self, subject="招商引资情况统计表"):
        """Write title and corner; give the first free row."""
        self.put(0, 0, f"{self.owner}{self.said if self.place == 'title' else ''}{subject}")
        if self.place == "line":
            self.put(1, 0, f"（{self.said}）")
        if not self.noted:
            self.put(1, 3, self.draw.choice(CORNERS).format(self.money))
        return 2

    def name(self, region):
        short = BOOK.places[region]["short"]
        if self.draw.random() < 0.4 and len(BOOK.match_region(short)) == 1:
            return short
        return region

    def rows(self):
        """List (label, region): the units, and their total first, last or not at all."""
        rows = [(self.name(unit), unit) for unit in self.units]
        total = (self.draw.choice(["合计", "总计", "合  计"]), self.owner)
        place = self.draw.choice(["first", "last", "none"])
        return {"first": [total, *rows], "last": [*rows, total], "none": rows}[place]

    def head(self, measure):
        return self.draw.choice(HEADS[measure])

    def indicators(self, least=2):
        some = self.draw.sample(list(INDICATORS), self.draw.randint(least, 4))
        return sorted(some, key=list(INDICATORS).index)

    def measures(self):
        return ["ytd", *(m for m in list(HEADS)[1:] if self.draw.random() < 0.5)]

    def figure(self, row, column, region, heading, measure="ytd", when=None):
        """Write a figure, or a mark for none, and note its truth."""
        if self.draw.random() < 0.05:
            self.put(row, column, self.draw.choice(["—", "/", None, "无"]))
            return
        indicator, segment, kind = INDICATORS[heading]
        ratio = measure in ("growth", "completion")
        if measure == "rank" or (kind == "个" and not ratio):
            typed = self.draw.randint(1, 400)
            value = float(typed)
        else:
            typed = round(self.draw.uniform(2, 99), 2)
            value = typed / 100 if ratio else typed
            if self.money == "万元" and not ratio:
                typed = round(typed * 10000)
        if self.draw.random() < 0.2:
            typed = f"{typed}%" if ratio else f"{typed:,}"
        self.put(row, column, typed)
        year, month = when or (self.year, self.month)
        basis = "month" if measure == "month" else "ytd"
        if basis == "ytd" and BOOK.about(indicator)["kind"] == "stock":
            basis = "stock"
        said = measure if measure in ("growth", "completion", "rank") else "value"
        self.truth[f"{letters(column)}{row + 1}"] = (
            region, indicator, segment, year - (measure == "last"), month, basis, said, value,
        )  # fmt: skip

    def table(self):
        """Give the cells table."""
        last = max(row for row, _ in self.cells) + 1
        note = f"注：金额单位为{self.money}。" if self.noted else "说明：快报数，电话0931-1234567"
        self.put(last + self.draw.randint(0, 1), 0, note)
        into = {
            (r, c): f"{letters(c1)}{r1 + 1}"
            for r1, c1, r2, c2 in self.merges
            for r in range(r1, r2 + 1)
            for c in range(c1, c2 + 1)
        }
        rows = [
            {"file": self.file, "sheet": self.sheet, "cell": f"{letters(c)}{r + 1}", "row": r,
             "column": c, "value": self.cells.get((r, c)), "merged_into": into.get((r, c)),
             "hidden": False}
            for r, c in sorted({*self.cells, *into})
        ]  # fmt: skip
        return conform(rows, CELLS)


def regions_by_indicators(draft):
    row = draft.top()
    for column, heading in enumerate(["市州（县区）", *(shown := draft.indicators())]):
        draft.put(row, column, heading)
    for label, region in draft.rows():
        row += 1
        draft.put(row, 0, label)
        for column, heading in enumerate(shown, start=1):
            draft.figure(row, column, region, heading)


def regions_by_grouped_measures(draft):
    row, measures, column = draft.top(), draft.measures(), 2
    draft.put(row, 0, "序号")
    draft.put(row, 1, "地区")
    draft.merge(row, 0, row + 1, 0)
    draft.merge(row, 1, row + 1, 1)
    places = []
    for heading in draft.indicators():
        draft.put(row, column, heading)
        draft.merge(row, column, row, column + len(measures) - 1)
        for measure in measures:
            draft.put(row + 1, column, draft.head(measure))
            places.append((column, heading, measure))
            column += 1
    for number, (label, region) in enumerate(draft.rows(), start=1):
        draft.put(row + 1 + number, 0, number if region in draft.units else None)
        draft.put(row + 1 + number, 1, label)
        for column, heading, measure in places:
            draft.figure(row + 1 + number, column, region, heading, measure)


def one_indicator_of_the_title(draft):
    heading = draft.draw.choice(["到位资金", "签约金额"])
    row, measures = draft.top(f"{heading}完成情况表"), draft.measures()
    draft.put(row, 0, "县区")
    for column, measure in enumerate(measures, start=1):
        draft.put(row, column, draft.head(measure))
    for label, region in draft.rows():
        row += 1
        draft.put(row, 0, label)
        for column, measure in enumerate(measures, start=1):
            draft.figure(row, column, region, heading, measure)


def indicators_by_regions(draft):
    row, rows = draft.top(), draft.rows()
    for column, text in enumerate(["指标名称", "计量单位", *(label for label, _ in rows)]):
        draft.put(row, column, text)
    for heading in draft.indicators():
        row += 1
        draft.put(row, 0, heading)
        draft.put(row, 1, draft.money if INDICATORS[heading][2] == "元" else "个")
        for column, (_, region) in enumerate(rows, start=2):
            draft.figure(row, column, region, heading)


def indicators_by_measures(draft):
    row, measures = draft.top(), draft.measures()
    for column, text in enumerate(["指标", *(draft.head(m) for m in measures)]):
        draft.put(row, column, text)
    for heading in draft.indicators():
        row += 1
        draft.put(row, 0, heading)
        for column, measure in enumerate(measures, start=1):
            draft.figure(row, column, draft.owner, heading, measure)


def regions_as_subheadings(draft):
    row, measures, shown = draft.top(), draft.measures(), draft.indicators()
    for column, text in enumerate(["指标", *(draft.head(m) for m in measures)]):
        draft.put(row, column, text)
    for number, region in zip("一二三", draft.units, strict=False):
        row += 1
        draft.put(row, 0, f"{number}、{region}")
        for heading in shown:
            row += 1
            draft.put(row, 0, heading)
            for column, measure in enumerate(measures, start=1):
                draft.figure(row, column, region, heading, measure)


def regions_beside_indicators(draft):
    row, measures, shown = draft.top(), draft.measures(), draft.indicators()
    for column, text in enumerate(["地区", "指标", *(draft.head(m) for m in measures)]):
        draft.put(row, column, text)
    for region in draft.units:
        draft.put(row + 1, 0, draft.name(region))
        draft.merge(row + 1, 0, row + len(shown), 0)
        for heading in shown:
            row += 1
            draft.put(row, 1, heading)
            for column, measure in enumerate(measures, start=2):
                draft.figure(row, column, region, heading, measure)


def a_series_of_months(draft):
    row = draft.top("到位资金完成情况表")
    months = [m for m in range(2, draft.month + 1)]
    draft.put(row, 0, "地区")
    for column, month in enumerate(months, start=1):
        draft.put(row, column, f"{draft.year}年1-{month}月")
    for label, region in draft.rows():
        row += 1
        draft.put(row, 0, label)
        for column, month in enumerate(months, start=1):
            draft.figure(row, column, region, "到位资金", when=(draft.year, month))


def a_tidy_list(draft):
    for column, text in enumerate(["地区", "指标", "年份", "月份", "数值", "单位"]):
        draft.put(0, column, text)
    for row in range(1, 12):
        heading, region = draft.draw.choice(list(INDICATORS)), draft.draw.choice(draft.units)
        year, month = draft.draw.choice(list(PERIODS))
        unit = draft.money if INDICATORS[heading][2] == "元" else "个"
        for column, value in ((0, region), (1, heading), (2, year), (3, month), (5, unit)):
            draft.put(row, column, value)
        draft.figure(row, 4, region, heading, when=(year, month))


def two_tables_side_by_side(draft):
    row, shift = draft.top(), draft.draw.choice([2, 3])
    for offset, units in ((0, draft.units[:2]), (shift, draft.units[2:4])):
        draft.put(row, offset, "地区")
        draft.put(row, offset + 1, "到位资金")
        for at, region in enumerate(units, start=1):
            draft.put(row + at, offset, draft.name(region))
            draft.figure(row + at, offset + 1, region, "到位资金")


def two_tables_below_one_another(draft):
    row = draft.top()
    for number, heading in zip("一二", draft.indicators(), strict=False):
        draft.put(row, 0, f"表{number}")
        draft.put(row + 1, 0, "地区")
        draft.put(row + 1, 1, heading)
        row += 2
        for label, region in draft.rows():
            draft.put(row, 0, label)
            draft.figure(row, 1, region, heading)
            row += 1
        row += draft.draw.randint(0, 1)


def parts_with_indents(draft):
    row, measures = draft.top(), draft.measures()
    for column, text in enumerate(["项目", *(draft.head(m) for m in measures)]):
        draft.put(row, column, text)
    labels = {
        "一、到位资金": "到位资金", "  其中：省外": "其中：省外到位资金",
        "二、签约金额": "签约金额", "  其中：10亿元以上": "10亿元以上项目签约金额",
    }  # fmt: skip
    for label, heading in labels.items():
        row += 1
        draft.put(row, 0, label)
        for column, measure in enumerate(measures, start=1):
            draft.figure(row, column, draft.owner, heading, measure)


def this_year_and_last(draft):
    row = draft.top()
    draft.put(row, 0, "指标")
    for column, year in ((1, draft.year), (3, draft.year - 1)):
        draft.put(row, column, f"{year}年")
        draft.merge(row, column, row, column + 1)
        draft.put(row + 1, column, "累计")
        draft.put(row + 1, column + 1, "同比(%)")
    for heading in draft.indicators():
        draft.put(row + 2, 0, heading)
        for column, year in ((1, draft.year), (3, draft.year - 1)):
            draft.figure(row + 2, column, draft.owner, heading, when=(year, draft.month))
            draft.figure(row + 2, column + 1, draft.owner, heading, "growth", (year, draft.month))
        row += 1


LAYOUTS = [
    regions_by_indicators, regions_by_grouped_measures, one_indicator_of_the_title,
    indicators_by_regions, indicators_by_measures, regions_as_subheadings,
    regions_beside_indicators, a_series_of_months, a_tidy_list, two_tables_side_by_side,
    two_tables_below_one_another, parts_with_indents, this_year_and_last,
]  # fmt: skip


def misread(layout, seed):
    """Compare records with the truth: (figures, what is wrong)."""
    draft = Draft(seed)
    layout(draft)
    taken = take_records(draft.table(), BOOK)
    columns = ["region", "indicator", "segment", "year", "month", "basis", "measure", "value"]
    records = taken.records[taken.records["number"].notna()].set_index("cell")[columns]
    found = {cell: tuple(row) for cell, row in zip(records.index, records.to_numpy(), strict=True)}
    wrong = [
        (cell, truth, found.get(cell))
        for cell, truth in draft.truth.items()
        if cell not in found
        or found[cell][:-1] != truth[:-1]
        or not math.isclose(found[cell][-1], truth[-1], rel_tol=1e-9)
    ]
    wrong += [(cell, None, found[cell]) for cell in set(found) - set(draft.truth)]
    doubts = taken.findings[taken.findings["severity"] != "note"]
    return len(draft.truth), [*wrong, *doubts["message"]]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_no_figure_of_a_layout_is_misread(layout):
    for seed in range(12):
        figures, wrong = misread(layout, seed)
        assert figures
        assert not wrong, f"seed {seed}"


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_no_figure_is_misread_in_many_more_sheets(layout):
    wrong = [seed for seed in range(100, 300) if misread(layout, seed)[1]]
    assert wrong == []


ANYTHING = st.sampled_from(
    [
        None, 1, 2024, 0.5, -3.2, 12345.678, True, "1,234.5", "12%", "—", "待核实", "#REF!",
        "到位资金", "合计", "兰州市", "临夏", "其中：省外", "同比(%)", "1-9月", "2024年9月",
        "上年同期", "单位：万元", "序号", "年份", "备注", "注：快报", "填报日期：2024年10月8日",
        "\u200b", "=1+1", "a" * 300, dt.datetime(2024, 9, 30), dt.datetime(2024, 10, 8),
        "（2024.9）", "小计", "全市", "上年", "单位：", "万元", "占比（%）", "新加坡", "产业链名称",
        "3.500强企业数", "10亿元以上", "合计（不含兰州新区）", 1e308, -0.0, 20240930, "１２．５％",
        "负责人：某某", "2023年", "9月", "年度目标", "完成率", "实施项目", "其中新签", "备注",
        dt.time(8, 30), dt.timedelta(days=1), "(", "%", "、", "到位资金和签约金额", "合计（",
    ]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(ANYTHING, min_size=1, max_size=6), min_size=1, max_size=8), st.data())
def test_whatever_stands_on_a_sheet_reading_neither_fails_nor_invents(rows, data):
    merged = data.draw(st.booleans())
    hidden = data.draw(st.integers(0, 8))
    cells = [
        {
            "file": "表.xlsx", "sheet": "表", "cell": f"{letters(c)}{r + 1}", "row": r,
            "column": c, "value": value, "merged_into": "A1" if merged and r == 0 else None,
            "hidden": r == hidden,
        }
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value is not None
    ]  # fmt: skip
    cells = conform(cells, CELLS)
    records = take_records(cells, BOOK).records
    figures = records[records["number"].notna()]
    assert set(figures["cell"]) <= set(cells.loc[~cells["hidden"], "cell"])
    assert not records.duplicated(["file", "sheet", "cell", "measure"]).any()
    assert records["value"].abs().max() != math.inf
