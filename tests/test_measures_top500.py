"""三个500强: company names, verdicts by the newest list, shares, and adding a list."""

from pathlib import Path

import pandas as pd
import pytest

from zsanalytics.errors import CodebookError, PanelError
from zsanalytics.measures.companies import directory, match, normal, parents
from zsanalytics.measures.top500 import top500, top500_share
from zsanalytics.measures.top500_lists import LISTS, add_list, load_lists

NAMES = pd.read_csv(Path(__file__).with_name("company_names.csv"), dtype=str).fillna("")


def ledger(*rows):
    names = ("investor", "signed_on", "contract_amount", "top500_claim", "region")
    table = pd.DataFrame([row + (None,) * (5 - len(row)) for row in rows], columns=names)
    table["region"] = table["region"].fillna("兰州市")
    return table.assign(project_id=[f"p{n}" for n in range(len(rows))], year=2024, month=11)


def test_labelled_names_are_told_apart():
    known = directory()
    found = NAMES["name"].map(lambda name: getattr(match(name, known), "group", ""))
    assert len(NAMES) >= 300
    right = (found == NAMES["group"]) & (found != "")
    assert right.sum() / (found != "").sum() >= 0.99
    assert right.sum() / (NAMES["group"] != "").sum() >= 0.95


@pytest.mark.parametrize(
    ("name", "evidence"),
    [
        ("中国电力建设集团有限公司", "listed"),
        ("中国電力建設集團有限公司", "listed"),
        ("中国电建", "alias"),
        ("中国电力建设集团", "alias"),
        ("中国移动通信集团有限公司甘肃分公司", "listed"),
        ("中国移动通信集团甘肃有限公司", "subsidiary"),
        ("国网甘肃省电力公司", "subsidiary"),
        ("甘肃祁连山水泥集团股份有限公司", "subsidiary"),
    ],
)
def test_the_evidence_is_named(name, evidence):
    assert match(name, directory()).evidence == evidence


@pytest.mark.parametrize(
    "name", ["电力建设有限公司", "京东方科技集团股份有限公司", "中国石油大学", "", "东风路市场"]
)
def test_near_names_do_not_match(name):
    assert match(name, directory()) is None


def test_the_newest_list_published_by_the_day_of_signing_counts():
    days = ["2021-08-01", "2021-08-02", "2022-08-02", "2022-08-03", "2024-09-01", "2026-07-28"]
    verdicts = top500(ledger(*[("国家电网有限公司", day) for day in days]))
    assert verdicts["lists"].map(len).tolist() == [0, 1, 1, 1, 2, 2]
    assert verdicts["list_year"].tolist()[1:] == [2021, 2021, 2022, 2022, 2026]
    assert verdicts["list_years"].iloc[-1] == (2026, 2025)
    assert verdicts["rank"].tolist()[1:] == [2, 2, 3, 3, 3]


def test_a_verdict_never_says_no():
    verdicts = top500(
        ledger(("巨化集团有限公司", "2024-11-05", 5.0, "中国企业500强"), ("甲公司", "2024-11-05"))
    )
    assert verdicts["evidence"].tolist() == ["claimed-only", "unverified"]
    assert verdicts["lists"].tolist() == [(), ()]
    assert verdicts["rank"].isna().all()


def test_members_and_weak_aliases_count_as_configured():
    table = ledger(("国网甘肃省电力公司", "2024-11-05"), ("京东集团股份有限公司", "2024-11-05"))
    assert top500(table)["evidence"].tolist() == ["subsidiary", "listed"]
    strict = top500(table, subsidiaries=False)
    assert strict["evidence"].tolist() == ["unverified", "listed"]
    assert top500(table, confidence="high")["lists"].map(bool).tolist() == [False, True]
    with pytest.raises(PanelError, match=r"^top500: confidence 'low'; expected 'high' or 'me"):
        top500(table, confidence="low")


def test_the_name_of_another_list_is_an_alias_there():
    verdict = top500(
        ledger(
            ("中国建筑股份有限公司", "2024-08-01"),
        )
    ).iloc[0]
    assert (verdict["lists"], verdict["evidence"]) == (("世界500强",), "alias")


def test_claimed_and_verified_stand_side_by_side():
    table = ledger(
        ("中国电建", "2024-11-05", 30.0, "世界500强"),
        ("中国水利水电第四工程局有限公司", "2024-11-05", 10.0, "世界500强"),
        ("甲公司", "2024-11-05", 20.0, "中国企业500强"),
        ("华能陇东能源有限责任公司", "2024-11-05", 40.0, None, "庆阳市"),
        ("中国电建", "2023-11-05", 99.0, "世界500强"),
    )
    claimed = top500_share(table, "2024-11")
    assert claimed.iloc[0].tolist() == [2, 3, 60.0, 0.6]
    verified = top500_share(table, "2024-11", basis="verified")
    assert verified.to_dict("records") == [
        {"firms": 2, "projects": 3, "amount": 80.0, "share": 0.8}
    ]
    regions = top500_share(table, "2024-11", by="region")
    assert regions["firms"].tolist() == [2, 0]
    assert regions["share"].tolist() == [1.0, 0.0]


def test_a_share_without_contracts_is_missing():
    table = ledger(("中国电建", "2023-11-05", 30.0, "世界500强"))
    row = top500_share(table, "2024-11").iloc[0]
    assert row[["firms", "projects", "amount"]].tolist() == [0, 0, 0]
    assert pd.isna(row["share"])
    with pytest.raises(PanelError, match=r"^projects: no ledger of 2024-10; choose a month that"):
        top500_share(table, "2024-10")
    with pytest.raises(PanelError, match=r"^top500_share: basis 'told'; expected 'claimed' or"):
        top500_share(table, "2024-11", basis="told")


def test_parents_join_the_names_of_a_group():
    firms = parents(
        pd.Series(["中国电建", "中国水利水电第四工程局有限公司", "甲 公司", "甲公司", None])
    )
    assert firms.nunique() == 2
    assert firms.isna().tolist() == [False] * 4 + [True]


def test_the_shipped_lists_agree_with_themselves():
    lists = load_lists()
    assert set(lists.calendar["list"]) == set(LISTS)
    assert (lists.calendar["held"] <= lists.calendar["size"]).all()
    assert not lists.entries.duplicated(["list", "year", "name"]).any()
    assert lists.entries["source"].ne("").all()
    known = directory()
    groups = {known.listed[normal(name)] for name in lists.entries["name"]}
    assert len(groups) > 1000
    assert all(match(row, known) for row in lists.brands["parent"].unique())


def new_list(folder, **changes):
    rows = {
        "list": "世界500强",
        "year": 2027,
        "rank": [1, 2],
        "name": ["甲公司", "国家电网有限公司"],
        "source": "x",
    }
    pd.DataFrame({**rows, **changes}).to_csv(folder / "new.csv", index=False)
    return folder / "new.csv"


def test_a_new_list_is_added_from_a_csv(tmp_path):
    folder = tmp_path / "top500"
    folder.mkdir()
    for file in Path(load_lists.__globals__["FOLDER"]).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    file = new_list(tmp_path)
    assert add_list(file, published="2027-08-01", folder=folder).name == "世界500强-2027.csv"
    lists = load_lists(folder)
    assert lists.calendar.iloc[-1]["held"] == 2
    rows = ledger(("甲公司", "2027-08-02"))
    assert top500(rows, lists=lists)["list_year"].tolist() == [2027]
    with pytest.raises(CodebookError, match=r"is there already; take it out to replace it$"):
        add_list(file, published="2027-08-01", folder=folder)


@pytest.mark.parametrize(
    ("changes", "day", "sentence"),
    [
        ({"list": "福布斯"}, "2027-08-01", r"one list and one year expected"),
        ({"rank": [0, 2]}, "2027-08-01", r"a rank is not between 1 and 500; mend it$"),
        ({}, "2027年8月", r"^published '2027年8月'; expected a day as '2027-08-01'$"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path, changes, day, sentence):
    with pytest.raises(CodebookError, match=sentence):
        add_list(new_list(tmp_path, **changes), published=day, folder=tmp_path)


def test_a_folder_without_lists_is_refused(tmp_path):
    with pytest.raises(CodebookError, match=r"the 三个500强 lists cannot be read"):
        load_lists(tmp_path)
