"""The whole way on sample workbooks: what is read adds up to the published record."""

import pytest

import zsanalytics as zs
from zsanalytics import store
from zsanalytics.numerals import shown, shown_percent
from zsanalytics.sample.writer import write_sample

LEDGERS = ("2023-11", "2024-04", "2024-09")
MONTHS = ("2022-11", "2022-12", "2023-04", "2023-09", "2023-11", "2023-12", "2024-04", "2024-09")

OUTSIDE, FIRMS = "来源地=省外", "三个500强=合计"
TEN, FIFTY, EAST = "规模=10亿元以上", "规模=50亿元以上", "来源地=东中部"

# S001 and the province's later releases; the unit is the indicator's
PRINTED = [
    ("2023-11", "implemented_projects", OUTSIDE, 0, "4,228"),
    ("2023-11", "funds_in_place", OUTSIDE, 2, "5,676.69"),
    ("2023-11", "contracted_projects", "全部", 0, "3,322"),
    ("2023-11", "contracted_amount", "全部", 2, "10,101.33"),
    ("2023-11", "contracted_projects", FIRMS, 0, "266"),
    ("2023-11", "contracted_amount", FIRMS, 2, "2,731.17"),
    ("2023-11", "contracted_projects", TEN, 0, "225"),
    ("2023-11", "contracted_amount", TEN, 2, "5,631.34"),
    ("2023-11", "contracted_projects", FIFTY, 0, "21"),
    ("2023-11", "contracted_amount", FIFTY, 2, "2,102.43"),
    ("2022-12", "implemented_projects", OUTSIDE, 0, "2,745"),
    ("2023-12", "funds_in_place", OUTSIDE, 2, "5,961.26"),
    ("2023-12", "implemented_projects", OUTSIDE, 0, "4,452"),
    ("2023-12", "contracted_projects", "全部", 0, "3,391"),
    ("2024-04", "funds_in_place", OUTSIDE, 2, "2,047.11"),
    ("2024-04", "implemented_projects", OUTSIDE, 0, "2,230"),
    ("2024-04", "contracted_projects", TEN, 0, "19"),
    ("2024-04", "contracted_amount", TEN, 2, "363.11"),
    ("2024-04", "contracted_projects", FIRMS, 0, "42"),
    ("2024-04", "contracted_amount", FIRMS, 2, "185.94"),
    ("2024-09", "funds_in_place", OUTSIDE, 2, "6,527.11"),
    ("2024-09", "contracted_projects", "全部", 0, "3,989"),
    ("2024-09", "contracted_amount", "全部", 2, "9,433.27"),
    ("2024-09", "implemented_projects", OUTSIDE, 0, "4,648"),
    ("2024-09", "funds_in_place", "重点产业链=合计", 2, "3,477.03"),
    ("2024-09", "contracted_projects", EAST, 0, "930"),
    ("2024-09", "contracted_amount", EAST, 2, "4,134.77"),
    ("2024-09", "implemented_projects", EAST, 0, "1,130"),
    ("2024-09", "funds_in_place", EAST, 2, "2,297.11"),
]

GROWN = [
    ("2023-11", "funds_in_place", OUTSIDE, "42.45%"),
    ("2023-11", "contracted_amount", "全部", "44.06%"),
    ("2024-04", "funds_in_place", OUTSIDE, "83.69%"),
    ("2024-09", "funds_in_place", OUTSIDE, "40.70%"),
]

SHARED = [
    ("2023-11", FIRMS, "27.04%"),
    ("2023-11", TEN, "55.75%"),
    ("2023-11", FIFTY, "20.81%"),
    ("2024-04", FIRMS, "15.32%"),
]


@pytest.fixture(scope="module")
def vintage(tmp_path_factory):
    """Build the panel of chosen sample months; no published row is among its inputs."""
    project = tmp_path_factory.mktemp("story")
    for month in MONTHS:
        write_sample(project / "data/raw", first=month, last=month, ledgers=LEDGERS)
    return zs.build(project, "2024-09")


@pytest.fixture(scope="module")
def province(vintage):
    return vintage.panel[vintage.panel["region"] == "甘肃省"]


def one(frame, asof, indicator, segment):
    rows = zs.at(frame, asof)
    rows = rows[(rows["indicator"] == indicator) & (rows["segment"] == segment)]
    assert len(rows) == 1, f"{asof} {indicator} {segment}: {len(rows)} rows"
    return rows.iloc[0]


@pytest.mark.parametrize(("asof", "indicator", "segment", "decimals", "printed"), PRINTED)
def test_the_units_add_up_to_the_printed_figure(
    province, asof, indicator, segment, decimals, printed
):
    row = one(province, asof, indicator, segment)
    assert row["status"] == "computed"
    assert shown(row["value"], decimals) == printed


@pytest.mark.parametrize(("asof", "indicator", "segment", "printed"), GROWN)
def test_growth_is_the_printed_growth(province, asof, indicator, segment, printed):
    row = one(zs.growth(province), asof, indicator, segment)
    assert shown_percent(row["growth"]) == printed


def test_contracts_of_2024_grow_as_printed_on_the_base_that_the_growth_implies(province):
    row = one(zs.growth(province), "2024-09", "contracted_amount", "全部")
    assert shown_percent(row["growth"]) == "29.84%"


@pytest.mark.parametrize(("asof", "segment", "printed"), SHARED)
def test_shares_of_the_contract_total_are_the_printed_ones(province, asof, segment, printed):
    row = one(zs.share(province, of="全部"), asof, "contracted_amount", segment)
    assert shown_percent(row["share"]) == printed


@pytest.mark.parametrize(
    ("asof", "firms", "projects", "share"),
    [("2023-11", 89, 266, "27.04%"), ("2024-04", 24, 42, "15.32%")],
)
def test_the_firms_of_the_three_lists_as_claimed(vintage, asof, firms, projects, share):
    claimed = zs.top500_share(vintage.projects, asof=asof).iloc[0]
    assert (claimed["firms"], claimed["projects"]) == (firms, projects)
    assert shown_percent(claimed["share"]) == share


def test_progress_of_the_province_as_it_is_printed(province):
    now = one(zs.completion(province, zs.load_targets(), line="goal"), "2024-09",
              "funds_in_place", OUTSIDE)  # fmt: skip
    assert shown_percent(now["completion"]) == "93.24%"
    assert shown(now["gap"], 2) == "472.89"
    assert shown(now["needed_per_month"], 2) == "157.63"
    assert shown_percent(now["needed_growth"]) == "-64.24%"


def test_clean_submissions_raise_no_error(vintage):
    errors = vintage.findings[vintage.findings["severity"] == "error"]
    assert errors.empty, errors[["file", "cell", "message"]].to_string()


def test_the_vintage_says_that_its_figures_are_made_up(vintage):
    assert vintage.manifest["demo"] is True
    notes = vintage.findings[vintage.findings["rule"] == "demo_data"]
    assert notes["message"].iloc[-1] == "30个文件标明为演示数据，不是实际报送数。"


def test_every_value_names_its_cell(vintage):
    reported = vintage.panel[vintage.panel["status"] != "computed"]
    assert reported["source"].str.fullmatch(r"[^!]+![^!]*![A-Z]+[0-9]+").all()


def test_nobody_s_name_or_telephone_number_is_carried_along(vintage):
    for frame in (vintage.panel, vintage.projects, vintage.records, vintage.findings):
        for column in frame.columns:
            text = frame[column].dropna().astype("str")
            assert not text.str.contains(r"(?<!\d)1[3-9]\d{9}(?!\d)").any(), column


def test_building_again_reads_the_same_vintage_back(vintage, tmp_path):
    project = vintage.path.parents[3]
    before = {p: p.stat().st_mtime_ns for p in vintage.path.iterdir()}
    again = zs.build(project, "2024-09")
    assert again.path == vintage.path
    assert before == {p: p.stat().st_mtime_ns for p in vintage.path.iterdir()}
    assert store.open_panel("2024-09", project).equals(again.panel)
