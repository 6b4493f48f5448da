"""What is merely rounded, revised, first, partial or zero is no error."""

import random

import pytest

import zsanalytics as zs
from tests.checks_cases import BOOK, MONTH, UNITS, both, ledger, write
from zsanalytics.questions import questions


def province(rng, decimals, ratios, unit):
    """The units' true values, every figure of the table rounded by itself."""
    scale = {"亿元": 1.0, "万元": 1e4}[unit]
    now = [rng.uniform(3, 900) for _ in UNITS]
    base = [value / rng.uniform(0.7, 2.5) for value in now]
    part = [value * rng.uniform(0.2, 1.0) for value in now]
    target = [value / rng.uniform(0.5, 1.3) for value in now]
    order = sorted(now, reverse=True)
    rows = []
    for name, *values in [
        ("全省合计", sum(now), sum(part), sum(base), sum(target)),
        *zip(UNITS, now, part, base, target, strict=True),
    ]:
        value, outside, last, aim = values
        rows.append([
            name, *(round(x * scale, decimals) for x in (value, outside, last, aim)),
            round((value / last - 1) * 100, ratios), round(value / aim * 100, ratios),
            round(value / sum(now) * 100, ratios),
            order.index(value) + 1 if value in order else None,
        ])  # fmt: skip
    head = ["市州", "到位资金", "其中：省外", "上年同期", "年度目标"]
    head += ["同比增长（%）", "完成率（%）", "占比（%）", "位次"]
    title = "甘肃省2024年1—9月招商引资到位资金情况表"
    return {"甘肃省汇总.xlsx": {"汇总": [[title], [f"单位：{unit}"], head, *rows]}}


def asked(folder, **more):
    taken = zs.intake(folder, MONTH, BOOK, previous=more.get("previous"))
    return questions(taken, book=BOOK, **more)


@pytest.mark.parametrize(
    ("seed", "decimals", "ratios", "unit"),
    [(1, 2, 2, "亿元"), (2, 1, 1, "亿元"), (3, 0, 2, "万元"), (4, 0, 0, "亿元"), (5, 2, 1, "万元")],
)
def test_figures_that_are_only_rounded(tmp_path, seed, decimals, ratios, unit):
    books = province(random.Random(seed), decimals, ratios, unit)
    findings = asked(write(books, tmp_path / MONTH))
    assert findings.query("rule != 'growth_outlier'")["message"].tolist() == []


def counties(now, base, growth, *, month="1—9", name="金昌市月报.xlsx"):
    head = ["地区", "到位资金", "上年同期到位资金", "到位资金同比增长（%）"]
    rows = zip(["金昌市", "金川区", "永昌县"], now, base, growth, strict=True)
    title = f"金昌市2024年{month}月招商引资情况表"
    return {name: {"汇总": [[title], ["单位：亿元"], head, *map(list, rows)]}}


@pytest.mark.parametrize(
    ("now", "base", "growth"),
    [
        ([5, 5, 0], [0, 0, 0], [None, "—", None]),  # nothing last year
        ([5, 5, 0], [4, 4, 0], [25, 25, 0]),  # nothing in one county, neither year
        ([0, 0, 0], [4, 3, 1], [-100, -100, -100]),  # nothing this year
        ([5, 5, 0], [4, 4, 0], ["25.0%", "25%", "/"]),
        ([5, 5, None], [4, 4, None], [25, 25, None]),  # one county sent nothing
        ([5.25, 3.1, 2.15], [3.75, 2, 1.75], [40, 55, 22.86]),
    ],
)
def test_zeros_and_blanks(tmp_path, now, base, growth):
    findings = asked(write(counties(now, base, growth), tmp_path / MONTH))
    assert set(findings["rule"]) <= {"missing_submitter"}


def test_last_years_figure_revised_is_a_doubt(tmp_path):
    last = counties([40, 16, 24], [None] * 3, [None] * 3)
    last["金昌市月报.xlsx"]["汇总"][0] = ["金昌市2023年1—9月招商引资情况表"]
    past = zs.intake(write(last, tmp_path / "2023-09"), "2023-09", BOOK)
    now = counties([44, 20, 24], [38, 14, 24], [15.79, 42.86, 0])
    findings = asked(write(now, tmp_path / MONTH), previous=past.panel)
    found = findings[findings["rule"] != "missing_submitter"]
    assert set(zip(found["severity"], found["rule"], strict=True)) == {("warning", "base")}


def test_a_year_to_date_revised_downwards_is_a_doubt(tmp_path):
    before = counties([44, 20, 24], [40, 16, 24], [10, 25, 0], month="1—8")
    past = zs.intake(write(before, tmp_path / "2024-08"), "2024-08", BOOK)
    now = counties([43, 19, 24.5], [40, 16, 24], [7.5, 18.75, 2.08])
    now["金昌市月报.xlsx"]["汇总"][3][1] = 43.5
    now["金昌市月报.xlsx"]["汇总"][3][3] = 8.75
    findings = asked(write(now, tmp_path / MONTH), previous=past.panel)
    assert "error" not in set(findings["severity"])
    assert "ytd_fall" in set(findings["rule"])


def test_the_first_report_of_a_year(tmp_path):
    first = counties([5.5, 2.5, 3], [5, 2, 3], [10, 25, 0], month="1—2")
    past = zs.intake(write(counties([90, 40, 50], [None] * 3, [None] * 3), tmp_path / "p"), MONTH)
    folder = write(first, tmp_path / "2024-02")
    taken = zs.intake(folder, "2024-02", BOOK)
    findings = questions(taken, book=BOOK, previous=past.panel.assign(year=2023, month=12))
    assert set(findings["rule"]) <= {"missing_submitter"}


def test_a_ledger_of_key_projects_need_not_add_up(tmp_path):
    books = both()
    books["金昌市月报.xlsx"]["汇总"][3][2:] = [30, 13.5]
    books["金昌市月报.xlsx"]["汇总"][4][2:] = [25, 12]
    assert "ledger_sum" in set(asked(write(books, tmp_path / "all" / MONTH))["rule"])
    books["金昌市项目台账.xlsx"]["台账"][0] = ["金昌市2024年1—9月招商引资重点项目台账"]
    assert "ledger_sum" not in set(asked(write(books, tmp_path / "key" / MONTH))["rule"])


def test_a_ledger_alone_asks_for_no_summary(tmp_path):
    findings = asked(write(ledger(), tmp_path / MONTH))
    assert set(findings["rule"]) <= {"missing_submitter"}
