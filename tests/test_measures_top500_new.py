"""A new list of the 三个500强: added from a CSV, found by the measure, refused when wrong."""

import pandas as pd
import pytest

from zsanalytics.errors import CodebookError
from zsanalytics.measures.top500 import top500
from zsanalytics.measures.top500_lists import FOLDER, load_lists
from zsanalytics.measures.top500_new import add_list

CSV = "list,year,rank,name,source\n世界500强,2027,1,甲公司,x\n世界500强,2027,2,国家电网有限公司,x\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def ledger(*rows):
    table = pd.DataFrame(rows, columns=["investor", "signed_on"])
    table["project_id"] = [f"p{n}" for n in range(len(rows))]
    return table.assign(region="兰州市", year=2027, month=11)


def test_a_list_goes_into_the_project_and_is_found_there(file, tmp_path, monkeypatch):
    project = tmp_path / "project"
    (project / "reports").mkdir(parents=True)
    monkeypatch.delenv("ZS_PROJECT", raising=False)
    monkeypatch.chdir(project)
    rows = ledger(("甲公司", "2027-08-02"), ("国家电网有限公司", "2027-07-31"))
    assert top500(rows)["evidence"].tolist() == ["unverified", "listed"]
    written = add_list(file)
    assert written.resolve() == project / "codes" / "top500" / "世界500强-2027.csv"
    verdicts = top500(rows)
    assert verdicts["list_year"].tolist() == [2027, 2026]  # published on 1 August
    monkeypatch.chdir(project / "reports")  # below the project
    assert top500(rows)["list_year"].tolist() == [2027, 2026]
    monkeypatch.chdir(tmp_path)
    assert top500(rows)["evidence"].tolist() == ["unverified", "listed"]
    monkeypatch.setenv("ZS_PROJECT", str(project))
    assert top500(rows)["list_year"].tolist() == [2027, 2026]


def test_a_complete_list_comes_instead_of_a_shipped_part(tmp_path, monkeypatch):
    file = tmp_path / "企联.csv"
    file.write_bytes("名次,企业名称\n1,国家电网有限公司\n350,甲公司\n".encode("gb18030"))
    add_list(file, folder=tmp_path / "codes" / "top500", name="中国企业500强", year=2025,
             published="2025-09-15")  # fmt: skip
    monkeypatch.setenv("ZS_PROJECT", str(tmp_path))
    calendar = load_lists().calendar.set_index(["list", "year"])
    assert calendar.index.is_unique
    assert calendar.loc[("中国企业500强", 2025), ["held", "size"]].tolist() == [2, 500]
    assert calendar.loc[("中国企业500强", 2024), "held"] == 120
    verdict = top500(ledger(("甲公司", "2025-10-01"))).iloc[0]
    assert (verdict["lists"], verdict["rank"]) == (("中国企业500强",), 350)
    assert load_lists().entries["source"].iloc[-1] == "企联.csv"
    assert load_lists(FOLDER).calendar["held"].sum() > 2000


def test_the_same_list_twice_is_refused(file, tmp_path):
    add_list(file, folder=tmp_path / "lists")
    with pytest.raises(CodebookError, match=r"世界500强-2027.csv: is there already; take it out"):
        add_list(file, folder=tmp_path / "lists")
    assert (tmp_path / "lists" / "lists.toml").read_text(encoding="utf-8").count("[[list]]") == 1


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (CSV.replace("世界500强", "福布斯"), {},
         "found 福布斯 2027; expected one year of one list, 世界500强 or 中国企业500强"),
        (CSV.replace("2027,2", "2028,2"), {}, "found 世界500强 2027, 世界500强 2028; expected one"),
        (CSV, {"year": 27}, "found 世界500强 27; expected one year of one list"),
        (CSV.replace(",1,", ",0,"), {}, "rank '0' is no number from 1 to 500; mend it"),
        (CSV.replace(",1,", ",一,"), {}, "rank '一' is no number from 1 to 500; mend it"),
        (CSV.replace("甲公司", ""), {}, "rank 1 has no name; add it"),
        (CSV.replace("甲公司", "国家电网有限公司"), {}, "国家电网有限公司 occurs twice; keep one"),
        (CSV.splitlines()[0] + "\n", {}, "no company in it; a line for each is expected"),
        ("rank,name\n1,甲公司\n", {}, "column missing: list, year; add it"),
        ("", {}, "cannot be read as CSV (No columns to parse from file); save it as CSV"),
        (CSV, {"published": "2027年8月"}, "published '2027年8月'; expected a day as '2027-08-01'"),
    ],
)  # fmt: skip
def test_a_wrong_list_is_refused_and_nothing_is_written(tmp_path, text, options, sentence):
    path = tmp_path / "new.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError) as refused:
        add_list(path, folder=tmp_path / "lists", **options)
    assert sentence in str(refused.value)
    assert not (tmp_path / "lists").exists()


def test_a_folder_that_holds_no_lists_is_refused(tmp_path):
    with pytest.raises(CodebookError, match=r"the 三个500强 lists cannot be read"):
        load_lists(tmp_path)
    (tmp_path / "lists.toml").write_text(
        '[[list]]\nlist = "甲"\nyear = 1\npublished = 2020-01-01\n', encoding="utf-8"
    )
    (tmp_path / "甲-1.csv").write_text("rank,name\n1,x\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"甲-1.csv: column missing: list, year, source\)$"):
        load_lists(tmp_path)
