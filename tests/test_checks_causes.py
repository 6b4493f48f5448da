"""Causes: one wrong cell is told once, a wrong column once, and nothing named is lost."""

from zsanalytics.checks.causes import MANY, Told, settled
from zsanalytics.checks.hints import Suspect
from zsanalytics.codebook import load_codebook

BOOK = load_codebook()


def told(rule, cell, *suspects, severity="error", region="兰州市", file="甲.xlsx"):
    doubt = {
        "file": file, "sheet": "汇总", "cell": cell, "region": region, "message": f"{rule}不符。",
        "remedy": "请核对。", "found": "", "expected": "", "suspects": suspects,
    }  # fmt: skip
    return Told(rule, rule, severity, doubt)


def suspect(cell, value, low, high, half=0.005, file="甲.xlsx"):
    return Suspect(f"{file}!汇总!{cell}", cell, value, low, high, half)


def test_doubts_that_one_other_value_would_settle_are_one():
    total = told(
        "合计", "C3, C4:C5", suspect("C3", 90.0, 99.0, 99.2), suspect("C5", 25.0, 11.8, 12.0)
    )
    growth = told("同比", "D5, C5", suspect("D5", 0.1, 0.8, 0.9), suspect("C5", 25.0, 11.9, 12.1))
    (only,) = settled([total, growth], BOOK)
    assert only.rule == "合计"
    assert only.doubt["cell"] == "C5, C3, C4:C5, D5"
    assert only.doubt["message"] == "合计不符。疑在C5，同比也与它不符；若为11.95左右即都相符。"
    assert only.doubt["remedy"] == "请核对。"


def test_the_slip_is_told_where_there_is_one():
    total = told("合计", "C3, C5", suspect("C5", 21.0, 11.9, 12.1))
    growth = told("同比", "D5, C5", suspect("C5", 21.0, 11.99, 12.01))
    (only,) = settled([total, growth], BOOK)
    assert only.doubt["message"] == "合计不符。疑在C5，同比也与它不符。"
    assert (
        only.doubt["remedy"] == "请核对。若C5的21.00应为12.00（相邻两位数字颠倒），以上各处即相符。"
    )


def test_doubts_that_no_one_value_settles_stay_apart():
    total = told("合计", "C3", suspect("C5", 21.0, 11.9, 12.1))
    growth = told("同比", "D5", suspect("C5", 21.0, 31.9, 32.1))
    assert len(settled([total, growth], BOOK)) == 2


def test_the_gravest_speaks():
    doubt = told("增速异常", "C5", suspect("C5", 21.0, 5.0, 13.0), severity="warning")
    error = told("同比", "D5, C5", suspect("C5", 21.0, 11.9, 12.1))
    (only,) = settled([doubt, error], BOOK)
    assert (only.rule, only.severity) == ("同比", "error")


def test_the_same_cell_of_another_file_is_another_cell():
    mine = told("合计", "C5", suspect("C5", 21.0, 11.9, 12.1))
    theirs = told("同比", "C5", suspect("C5", 21.0, 11.9, 12.1, file="乙.xlsx"), file="乙.xlsx")
    assert len(settled([mine, theirs], BOOK)) == 2


def test_rows_without_a_cell_are_never_joined():
    one, other = (
        told(rule, None, Suspect("手工录入", "", 21.0, 11.9, 12.1)) for rule in ("合计", "同比")
    )
    assert len(settled([one, other], BOOK)) == 2


def test_many_doubts_down_a_column_are_one_of_the_region_above():
    counties = BOOK.members("兰州市")[:MANY]
    rows = [
        told("同比", f"F{n}, D{n}", suspect(f"F{n}", 0.1, 0.2, 0.3), region=county)
        for n, county in enumerate(counties, start=5)
    ]
    (only,) = settled(rows, BOOK)
    assert only.doubt["cell"] == "F5:F10, D5, D6, D7, D8, D9, D10"
    assert only.doubt["region"] == "兰州市"
    assert only.doubt["message"] == "F列有6处“同比”问题，其中：同比不符。"
    assert only.doubt["remedy"] == (
        "如系整列错行、错期或口径不同，请整列更正；否则逐处核对。请核对。"
    )
    assert len(settled(rows[1:], BOOK)) == MANY - 1


def test_many_remarks_on_texts_name_their_own_cells_only():
    rows = [told("500强待核", f"L{n}, E{n}", severity="note") for n in range(5, 5 + MANY)]
    (only,) = settled(rows, BOOK)
    assert (only.doubt["cell"], only.doubt["remedy"]) == ("L5:L10", "请核对。")
