"""Versions: of what was sent again as a correction, only the newest is asked about and counted."""

import openpyxl
import pandas as pd
import pytest

from zsanalytics.intake.folder import intake
from zsanalytics.schema import KEY
from zsanalytics.versions import (
    latest_lists,
    places_of,
    standing,
    version_of,
    without_replaced,
)


def record(file, value, *, sheet="汇总", region="兰州市", basis="ytd", indicator="funds_in_place"):
    return {
        "file": file, "sheet": sheet, "region": region, "indicator": indicator, "segment": "全部",
        "year": 2024, "month": 9, "basis": basis, "measure": "value", "value": value,
    }  # fmt: skip


def listed(*rows):
    names = ["region", "project_id", "source"]
    return pd.DataFrame(rows, columns=names, dtype="str")


@pytest.mark.parametrize(("name", "version"), [
    ("兰州市.xlsx", 0), ("兰州市(更正).xlsx", 2), ("兰州市 修改版.xlsx", 2), ("兰州市-v4.xlsx", 4),
    ("兰州市第三稿.xls", 3),
])  # fmt: skip
def test_the_name_tells_the_version(name, version):
    assert version_of(name) == version


def test_a_figure_gives_way_to_the_same_figure_of_a_later_version():
    records = pd.DataFrame([
        record("甲.xlsx", 10.0), record("甲.xlsx", 3.0, basis="month"),
        record("甲.xlsx", 5.0, region="城关区"), record("甲.xlsx", 1.0, indicator=None),
        record("甲更正.xlsx", 11.0), record("甲更正.xlsx", 2.0, basis="month"),
    ])  # fmt: skip
    left = standing(records)
    assert left["value"].tolist() == [5.0, 1.0, 11.0, 2.0]  # 城关区 was not sent again
    assert standing(left.iloc[:0]).empty and len(standing(records.iloc[:4])) == 4


def test_a_sheet_wholly_sent_again_takes_what_was_not_understood_with_it():
    records = pd.DataFrame([
        record("甲.xlsx", 10.0), record("甲.xlsx", 1.0, indicator=None),
        record("甲.xlsx", 7.0, sheet="其他", region="城关区"), record("甲v2.xlsx", 11.0),
    ])  # fmt: skip
    assert standing(records)["value"].tolist() == [7.0, 11.0]
    held, stand = places_of(records), places_of(standing(records))
    asked = [{"file": "甲.xlsx", "sheet": "汇总"}, {"file": "甲.xlsx", "sheet": "其他"},
             {"file": "甲.xlsx"}, {"file": "甲v2.xlsx"}]  # fmt: skip
    assert without_replaced(asked, held, stand) == asked[1:]
    assert without_replaced(asked, held, {("甲v2.xlsx", "汇总")}) == asked[3:]


def test_a_ledger_gives_way_whole_to_one_that_holds_most_of_it():
    old = [("兰州市", f"P{n}", f"台账.xlsx!项目!A{n}") for n in range(1, 5)]
    new = [("兰州市", f"P{n}", f"台账-v2.xlsx!项目!A{n}") for n in range(1, 4)]
    left, notes = latest_lists(listed(*old, *new), ("region", "project_id"), "项目")
    assert left["source"].tolist() == [source for _, _, source in new]
    assert [note["message"] for note in notes] == [
        "台账.xlsx 中的项目已由 台账-v2.xlsx 更正，采用后者。"
    ]
    left, notes = latest_lists(listed(*old, *new[:1]), ("region", "project_id"), "项目")
    assert len(left) == 5 and notes == []


def sheet(path, rows):
    workbook = openpyxl.Workbook()
    workbook.active.title = "表"
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)


HEAD = [
    "序号",
    "项目名称",
    "项目代码",
    "所在县区",
    "投资方",
    "投资额（亿元）",
    "本年到位资金（亿元）",
]


def ledger(*amounts):
    rows = [[n, f"某制造项目{n}", f"2409-62000{n}-04-01-{n}", "城关区", f"某科技{n}公司", amount, 1]
            for n, amount in enumerate(amounts, start=1)]  # fmt: skip
    return [["兰州市2024年9月招商引资项目台账"], HEAD, *rows]


def test_a_folder_counts_a_corrected_ledger_once_and_asks_no_more_about_the_old_one(tmp_path):
    folder = tmp_path / "data/raw/2024-09"
    folder.mkdir(parents=True)
    sheet(folder / "兰州市台账.xlsx", ledger(2, 3, "约三个亿多"))
    asked = intake(folder, "2024-09").findings
    assert "F5" in set(asked["cell"])
    sheet(folder / "兰州市台账-v2.xlsx", ledger(2, 3, 4))
    taken = intake(folder, "2024-09")
    assert taken.projects["contract_amount"].tolist() == [2.0, 3.0, 4.0]
    told = taken.findings[taken.findings["file"].notna()]
    assert told[["severity", "rule", "file"]].to_numpy().tolist() == [
        ["note", "superseded", "兰州市台账.xlsx"]
    ]


def test_a_folder_asks_no_more_about_a_sheet_sent_again(tmp_path):
    folder = tmp_path / "data/raw/2024-09"
    folder.mkdir(parents=True)
    head = [["兰州市2024年1-9月招商引资情况表"], ["单位：亿元"], ["县区", "到位资金", "签约金额"]]
    sheet(folder / "兰州市.xlsx", [*head, ["城关区", 12.5, "很多"], ["外星区", 3, 3]])
    before = intake(folder, "2024-09").findings
    assert {"unreadable_number", "unknown_region"} <= set(before["rule"])
    sheet(folder / "兰州市（更正）.xlsx", [*head, ["城关区", 12.6, 40]])
    taken = intake(folder, "2024-09")
    told = taken.findings[taken.findings["file"].notna()]
    assert told["rule"].tolist() == ["superseded"]
    values = taken.panel.set_index([*KEY])["value"]
    assert sorted(values) == [12.6, 40.0]
