"""Files on disk: which there are, what they say, and that they are the same every time."""

import hashlib
import zipfile

import pytest

from zsanalytics.errors import RequestError
from zsanalytics.sample import sample_records, sample_truth, write_sample
from zsanalytics.sample.writer import LEDGER_MONTHS, has_ledger


def hashes(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*"))
    }


def text_of(path):
    if path.suffix == ".csv":
        return path.read_text(encoding="gb18030")
    with zipfile.ZipFile(path) as parts:
        return parts.read("xl/sharedStrings.xml").decode()


@pytest.fixture(scope="module")
def autumn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("autumn")
    return folder, write_sample(folder, first="2023-11", last="2023-11")


def test_a_month_has_a_summary_and_a_ledger_of_each_unit(autumn):
    folder, files = autumn
    assert list(files.columns) == ["file", "region", "year", "month", "layout", "kind"]
    assert files["kind"].value_counts().to_dict() == {"summary": 15, "ledger": 15}
    assert files["region"].nunique() == 15
    assert files.loc[files["kind"] == "summary", "layout"].nunique() >= 12
    assert sorted(files["file"]) == sorted(hashes(folder))


def test_every_file_says_that_it_is_a_demonstration(autumn):
    folder, files = autumn
    assert all("演示数据" in text_of(folder / name) for name in files["file"])


@pytest.mark.slow
def test_the_same_arguments_give_the_same_bytes(autumn, tmp_path):
    folder, _ = autumn
    write_sample(tmp_path, first="2023-11", last="2023-11")
    assert hashes(tmp_path) == hashes(folder)


@pytest.mark.slow
def test_a_month_does_not_depend_on_the_last_month_asked_for(autumn, tmp_path):
    folder, _ = autumn
    write_sample(tmp_path, first="2023-11", last="2024-02", ledgers=["2023-11"])
    later = {name: h for name, h in hashes(tmp_path).items() if name.startswith("2023-11")}
    assert later == hashes(folder)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["2023-11", "2023-12", "2024-02"]


def test_it_goes_on_past_the_published_months(tmp_path):
    seen = []
    files = write_sample(
        tmp_path, first="2026-03", last="2026-03", ledgers=(),
        progress=lambda *step: seen.append(step),
    )  # fmt: skip
    assert len(files) == 15
    assert seen[-1][1:] == (15, 15)
    truth = sample_truth("2026-03", "2026-03")
    now = truth[(truth["year"] == 2026) & truth["region"].eq("兰州市")]
    assert now.set_index(["indicator", "segment"])["value"]["funds_in_place", "来源地=省外"] > 0


def test_ledgers_come_in_the_published_months_and_then_at_quarter_ends():
    assert all(map(has_ledger, LEDGER_MONTHS))
    assert [m for m in ("2024-10", "2024-12", "2026-03", "2026-04") if has_ledger(m)] == [
        "2024-12", "2026-03",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2021-12", "2022-02", "give two months in order from 2022-01 to 2028-12"),
        ("2024-05", "2024-04", "give two months in order"),
        ("2024-01", "2024-01", "the year begins with 1-2月; ask for 02"),
    ],
)
def test_months_out_of_range_are_refused_and_nothing_is_written(tmp_path, first, last, sentence):
    with pytest.raises(RequestError, match=sentence):
        write_sample(tmp_path, first=first, last=last)
    assert not list(tmp_path.iterdir())


def test_the_truth_is_one_row_a_key_with_its_cell():
    truth = sample_truth("2023-12", "2023-12")
    key = ["region", "indicator", "segment", "year", "month"]
    assert not truth.duplicated(key).any()
    outside = truth[
        (truth["indicator"] == "funds_in_place") & (truth["segment"] == "来源地=省外")
        & (truth["year"] == 2023) & truth["source"].str.contains("兰州市招商引资月报")
    ].set_index("region")  # fmt: skip
    counties = outside["value"].drop("兰州市").sum()
    assert counties == pytest.approx(outside.at["兰州市", "value"], abs=1e-9)
    assert outside.at["兰州市", "source"].startswith("兰州市招商引资月报.xlsx!汇总表!")
    records = sample_records("2023-12", "2023-12")
    assert set(records["measure"]) == {"value", "growth", "rate"}


def test_year_to_date_values_never_fall():
    truth = sample_truth("2023-02", "2023-12")
    flows = truth[truth["indicator"].isin(["funds_in_place", "contracted_amount"])]
    flows = flows[flows["year"] == 2023].sort_values("month")
    steps = flows.groupby(["region", "indicator", "segment"])["value"].diff()
    assert (steps.dropna() > -1e-9).all()
