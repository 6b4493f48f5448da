"""Everything shipped in codes/, loaded and checked against itself."""

from decimal import Decimal

import opencc
import pandas as pd
import pytest

from zsanalytics.codebook import CODES, load_codebook, squeeze
from zsanalytics.quantities import convert

BOOK = load_codebook()
CONTRACT = {  # code, name, unit, kind of the public contract
    "funds_in_place": ("到位资金", "亿元", "ytd"),
    "contracted_projects": ("新签约项目数", "个", "ytd"),
    "contracted_amount": ("签约金额", "亿元", "ytd"),
    "contracted_firms": ("签约企业数", "家", "ytd"),
    "implemented_projects": ("实施项目数", "个", "stock"),
    "started_projects": ("开工项目数", "个", "stock"),
    "completed_projects": ("竣工项目数", "个", "stock"),
    "produced_projects": ("投产项目数", "个", "stock"),
    "start_rate": ("开工率", "%", "rate"),
    "production_rate": ("投产率", "%", "rate"),
    "outreach_trips": ("走出去", "次", "ytd"),
    "received_delegations": ("请进来", "次", "ytd"),
    "foreign_funds": ("实际使用外资", "万美元", "ytd"),
}


def test_the_tree_has_every_region_once():
    levels = BOOK.regions["level"].value_counts()
    assert levels[["province", "prefecture", "new_area", "county"]].tolist() == [1, 14, 1, 86]
    assert BOOK.regions["region"].is_unique
    codes = BOOK.regions.loc[BOOK.regions["code"] != "", "code"]
    assert codes.is_unique
    assert codes.str.fullmatch(r"62\d{4}").all()
    members = BOOK.members("甘肃省")
    assert len(members) == 15
    assert "兰州新区" in members


def test_members_of_prefectures_are_their_counties_without_zones():
    for place in BOOK.regions.query("level == 'prefecture'")["region"]:
        assert {BOOK.level(region) for region in BOOK.members(place)} <= {"county"}
    assert BOOK.members("庆阳市") == (
        "西峰区", "庆城县", "环县", "华池县", "合水县", "正宁县", "宁县", "镇原县",
    )  # fmt: skip
    zones = BOOK.regions.query("level == 'zone'")
    assert len(zones) and not zones["member"].any()
    assert (zones["source"] != "").all()


def test_the_first_two_digits_pairs_of_a_code_are_its_parents():
    for row in BOOK.regions.query("level == 'county'").itertuples():
        assert BOOK.places[row.parent]["code"][:4] == row.code[:4]


@pytest.mark.parametrize("way", ["s2t", "s2tw", "s2hk"])
def test_every_spelling_of_a_region_is_understood_in_traditional_characters(way):
    convert_back = opencc.OpenCC(way)
    for name, meaning in BOOK.region_names.items():
        assert BOOK.match_region(convert_back.convert(name)) == meaning, name


def test_only_linxia_is_ambiguous():
    shared = {name: found for name, found in BOOK.region_names.items() if len(found) > 1}
    assert shared == {"临夏": ("临夏回族自治州", "临夏市", "临夏县")}


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("兰州", "兰州市"), ("蘭州新區", "兰州新区"), ("庆 阳", "庆阳市"), ("嘉峪關", "嘉峪关市"),
        ("临夏州", "临夏回族自治州"), ("甘南", "甘南藏族自治州"), ("肃南县", "肃南裕固族自治县"),
        ("天祝", "天祝藏族自治县"), ("张家川县", "张家川回族自治县"),
        ("阿克塞", "阿克塞哈萨克族自治县"), ("东乡县", "东乡族自治县"),
        ("积石山县", "积石山保安族东乡族撒拉族自治县"), ("西峰", "西峰区"), ("白银", "白银市"),
        ("甘肃省庆阳市西峰区", "西峰区"), ("临夏州临夏市", "临夏市"),
        ("张掖经开区", "张掖经济技术开发区"), ("华亭工业园区", "华亭工业园区"), ("成县", "成县"),
    ],
)  # fmt: skip
def test_common_spellings(text, region):
    assert BOOK.region(text) == region


USUAL = [  # a county's or prefecture's name as offices shorten it
    (name, name.removesuffix("市"))
    for name in BOOK.regions.loc[BOOK.regions["level"] == "prefecture", "region"]
    if name.endswith("市")
] + [
    ("临夏回族自治州", "临夏州"), ("甘南藏族自治州", "甘南州"), ("甘南藏族自治州", "甘南"),
    ("张家川回族自治县", "张家川县"), ("天祝藏族自治县", "天祝县"), ("肃南裕固族自治县", "肃南县"),
    ("肃北蒙古族自治县", "肃北县"), ("东乡族自治县", "东乡县"),
    ("阿克塞哈萨克族自治县", "阿克塞县"),
    ("积石山保安族东乡族撒拉族自治县", "积石山县"), ("肃南裕固族自治县", "肃南"),
    ("积石山保安族东乡族撒拉族自治县", "积石山"), ("阿克塞哈萨克族自治县", "阿克塞"),
]  # fmt: skip
COUNTIES = BOOK.regions.query("level == 'county'")


@pytest.mark.parametrize(("name", "usual"), USUAL)
def test_usual_short_forms(name, usual):
    assert (
        BOOK.region(usual) == BOOK.region(f"甘肃{usual}") == BOOK.region(f"甘肃省 {usual}") == name
    )


def test_every_county_in_its_usual_forms():
    for row in COUNTIES.itertuples():
        parent = str(BOOK.places[row.parent]["short"])
        forms = [
            row.region,
            f"{parent}{row.region}",
            f"甘肃省{row.parent}{row.region}",
            " ".join(row.region),
            f"（1）{row.region}",
            f"“{row.region}”",
            f"{row.region}：",
        ]
        stem = row.region[:-1]
        if len(stem) > 1 and "自治" not in stem and stem not in ("白银", "临夏"):
            forms += [stem, f"{parent}{stem}", " ".join(stem)]
        assert {BOOK.region(form) for form in forms} == {row.region}, row.region  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["陕西省", "西安市", "陕西省西安市", "宁夏", "固原市", "青海省海东市", "四川省广元市", "北京",
     "新疆", "海淀区", "浦东新区", "中卫", "海原县", "陇县", "甘孜州", "临汾", "白山市"],
)  # fmt: skip
def test_places_of_other_provinces_are_not_ours(name):
    assert BOOK.match_region(name) == ()


@pytest.mark.parametrize("word", ["全省", "全市", "合计", "总计", "市辖区", "本级", "成", "其他"])
def test_words_that_are_no_region(word):
    assert BOOK.match_region(word) == ()


def test_every_indicator_of_the_contract_is_there():
    listed = BOOK.indicators.set_index("indicator")
    for code, (name, unit, kind) in CONTRACT.items():
        assert tuple(listed.loc[code, ["name", "unit", "kind"]]) == (name, unit, kind)


def test_indicators_are_fully_described():
    listed = BOOK.indicators
    assert set(listed["kind"]) <= {"ytd", "stock", "rate", "month"}
    assert set(listed["total"]) <= {"sum", "none", "distinct"}
    assert (listed.loc[listed["kind"] == "rate", "total"] == "none").all()
    assert (listed.loc[listed["kind"] == "rate", "unit"] == "%").all()
    assert (listed[["name", "definition", "source"]] != "").all().all()
    assert listed["indicator"].str.fullmatch(r"[a-z][a-z_]*").all()


def test_every_unit_converts():
    for unit in set(BOOK.indicators["unit"]) - {""}:  # 容积率 has none
        assert convert(1, unit, unit) == 1
    assert convert(12345, "万元", BOOK.about("funds_in_place")["unit"]) == Decimal("1.2345")


def test_every_alias_of_an_indicator_is_read_back_from_a_heading():
    for alias, code in BOOK.indicator_names.items():
        if not alias.isascii():
            found = BOOK.heading(alias)
            assert (found.indicator, found.rest) == (code, ""), alias


def test_every_spelling_of_a_segment_is_understood():
    for alias, segment in BOOK.segment_names.items():
        assert BOOK.segment(alias) == segment


def test_segments_are_named_by_their_dimension():
    parts = BOOK.segments
    assert (parts["segment"] == parts["dimension"] + "=" + parts["name"]).all()
    sizes = parts[parts["dimension"] == "规模"].set_index("name")["least"]
    assert sizes[["1亿元以上", "10亿元以上", "50亿元以上"]].tolist() == [1, 10, 50]
    assert parts.loc[parts["dimension"] != "规模", "least"].isna().all()
    assert (parts["source"] != "").all()


def test_chains_have_lists_that_are_regions():
    assert set(BOOK.chains["list"]) <= set(BOOK.regions["region"])
    assert len(BOOK.chain_list("庆阳市")) == 7
    assert not BOOK.chains["chain"].str.endswith("产业链").any()
    assert BOOK.chain("新能源及其装备制造产业链") == "新能源及装备制造"
    assert BOOK.chain_list("天水市") == BOOK.chain_list("甘肃省")


def test_groupings_name_known_places_and_origins():
    origins = set(BOOK.segments.loc[BOOK.segments["dimension"] == "来源地", "name"])
    known = {"regions": set(BOOK.regions["region"]), "origins": origins}
    for row in BOOK.groupings.itertuples():
        assert set(row.members) <= known[row.over], row.grouping
    assert set(BOOK.group("东中部")) == set(BOOK.group("东部")) | set(BOOK.group("中部"))


def test_names_are_stored_as_they_are_written():
    for name in BOOK.regions["region"]:
        assert squeeze(name) == name


def test_the_lists_are_data_frames():
    for frame in (BOOK.regions, BOOK.indicators, BOOK.chains, BOOK.segments, BOOK.groupings):
        assert isinstance(frame, pd.DataFrame)
    assert (CODES / "regions.toml").exists()


def test_the_page_about_codelists_names_every_file():
    page = (CODES / "README.md").read_text(encoding="utf-8")
    named = [path.name + "/" * path.is_dir() for path in CODES.iterdir()]
    assert [name for name in named if f"`{name}`" not in page and name != "README.md"] == []
