"""The codebook: names resolved, doubts asked back, contradictions refused; headings explained."""

import pytest

from zsanalytics.codebook import build_codebook, load_codebook, office_codes
from zsanalytics.errors import CodebookError

BOOK = load_codebook()


def place(name, parent="", **more):
    return {
        "region": name, "code": "", "level": "county", "parent": parent, "short": "",
        "member": True, "aliases": (), "source": "", **more,
    }  # fmt: skip


def count(code, name, *aliases, kind="ytd"):
    return {
        "indicator": code, "name": name, "aliases": aliases, "unit": "个", "kind": kind,
        "total": "sum", "decimals": 0, "least": 0.0, "definition": "", "source": "",
    }  # fmt: skip


def small(regions=None, indicators=None, chains=()):
    return build_codebook(
        regions or [place("甲市")], indicators or [count("deals", "项目数")], list(chains)
    )


def test_an_unknown_region_is_refused_with_the_nearest_name():
    with pytest.raises(CodebookError) as caught:
        BOOK.region("庆阳巿")
    assert str(caught.value) == (
        "region '庆阳巿' is unknown; nearest: 庆阳市; add an alias in codes/regions.toml if it is "
        "a spelling of a known region"
    )


def test_an_ambiguous_region_is_asked_back():
    with pytest.raises(CodebookError) as caught:
        BOOK.region("临夏")
    assert str(caught.value) == (
        "region '临夏' may mean 临夏回族自治州, 临夏市, 临夏县; write one of these in full"
    )


def test_the_place_in_the_tree_settles_what_a_name_means():
    book = small([place("甲市"), place("新区", "甲市", aliases=("东区",)), place("乙市"),
                  place("乙市新区", "乙市", aliases=("东区",))])  # fmt: skip
    assert book.match_region("东区") == ("新区", "乙市新区")
    assert book.region("东区", within="乙市") == "乙市新区"
    assert book.region("乙市东区") == "乙市新区"


def test_members_leave_out_what_is_already_counted():
    book = small([place("甲市"), place("乙县", "甲市"), place("乙园区", "甲市", member=False)])
    assert book.members("甲市") == ("乙县",)
    assert book.descendants("甲市") == ("乙县", "乙园区")
    assert (book.parent("乙县"), book.parent("甲市")) == ("甲市", "")


def test_a_region_listed_twice_is_refused():
    with pytest.raises(CodebookError) as caught:
        small([place("甲市"), place("甲市")])
    assert str(caught.value) == "region listed twice: 甲市; prefix each by its parent"


def test_a_parent_that_is_not_listed_is_refused():
    with pytest.raises(CodebookError) as caught:
        small([place("乙县", "甲市")])
    assert str(caught.value) == "region 乙县: parent 甲市 is not listed; add it"


def test_a_circle_of_parents_is_refused():
    with pytest.raises(CodebookError) as caught:
        small([place("甲市", "乙县"), place("乙县", "甲市")])
    assert str(caught.value) == "region 甲市: it is its own ancestor; mend parent of 甲市"


def test_an_alias_with_two_meanings_is_refused():
    with pytest.raises(CodebookError) as caught:
        small(indicators=[count("deals", "项目数"), count("works", "实施数", "项目数")])
    assert str(caught.value) == (
        "indicator alias '项目数' is given to deals and works; keep it at one of them"
    )


def test_an_unknown_indicator_chain_segment_or_grouping_is_refused():
    for ask, sentence in (
        (BOOK.indicator, "indicator '到位资今' is unknown; nearest: funds_in_place; "
         "add an alias in codes/indicators.toml"),
        (BOOK.chain, "chain '到位资今' is unknown; nearest: none; "
         "add an alias in codes/chains.toml"),
        (BOOK.group, "grouping '到位资今' is unknown; known: 一核, 河西走廊经济带, 陇东南经济带, "
         "黄河上游生态功能带, 东部, 中部, 东中部"),
        (BOOK.segment, "segment '到位资今' is unknown; nearest: none; "
         "add an alias in codes/segments.toml"),
    ):  # fmt: skip
        with pytest.raises(CodebookError) as caught:
            ask("到位资今")
        assert str(caught.value) == sentence


def test_an_unknown_code_is_a_flow_that_cannot_shrink():
    entry = BOOK.about("widgets")
    assert (entry["kind"], entry["total"], entry["least"]) == ("ytd", "sum", 0.0)


def test_a_folder_may_keep_only_its_own_regions(tmp_path):
    (tmp_path / "regions.toml").write_text('[[region]]\nname = "华亭市"\nlevel = "county"\n')
    book = load_codebook(tmp_path)
    assert list(book.regions["region"]) == ["华亭市"]
    assert book.indicator("到位资金") == "funds_in_place"


def test_a_name_in_two_parents_is_written_with_its_parent_and_settled_by_the_place():
    book = small([
        place("甲省"), place("乙市", "甲省"), place("丙市", "甲省"),
        place("乙市城关区", "乙市", aliases=("城关区", "城关")),
        place("丙市城关区", "丙市", aliases=("城关区", "城关")),
    ])  # fmt: skip
    with pytest.raises(CodebookError, match="'城关区' may mean 乙市城关区, 丙市城关区; write one"):
        book.region("城关区")
    assert book.region("乙市城关区") == book.region("城关", within="乙市") == "乙市城关区"
    assert book.region("甲省丙市 城关区") == "丙市城关区"


def test_the_codelists_of_an_office_are_its_tree_and_its_chains(tmp_path):
    def office(region):
        folder = tmp_path / region
        folder.mkdir()
        for name, text in office_codes(BOOK, region).items():
            (folder / name).write_text(text, encoding="utf-8")
        return load_codebook(folder)

    book = office("庆阳市")  # S000: eight counties, seven chains
    assert book.members("庆阳") == BOOK.members("庆阳市")
    assert len(book.members("庆阳市")) == 8
    assert set(book.chain_list("西峰")) == set(BOOK.chain_list("庆阳市"))
    assert (book.chain_count("庆阳市"), book.parent("庆阳市")) == (7, "")
    assert book.match_region("兰州市") == ()
    assert book.indicator("到位资金") == "funds_in_place"
    assert list(book.groupings["over"].unique()) == ["origins"]  # 一核 names places not listed
    book = office("甘肃省")  # a unit's own chains stay its own
    assert book.chain_list("庆阳市") == BOOK.chain_list("庆阳市")
    book = office("张掖市")  # S003: counties and 张掖经开区
    assert "张掖经济技术开发区" in book.descendants("张掖市")
    assert book.region("张掖经开区") == "张掖经济技术开发区"
    assert book.chain_list("张掖市") == BOOK.chain_list("甘肃省")
    book = office("华亭市")  # S004: a county and its parks
    assert book.descendants("华亭市") == ("华亭工业园区", "华亭化工园区")
    assert not book.places["华亭化工园区"]["member"]


def test_an_edited_list_is_read_again(tmp_path):
    own = tmp_path / "regions.toml"
    own.write_text('[[region]]\nname = "甲市"\n', encoding="utf-8")
    assert load_codebook(tmp_path).match_region("老甲") == ()
    assert load_codebook(tmp_path) is load_codebook(tmp_path)
    own.write_text('[[region]]\nname = "甲市"\naliases = ["老甲"]\n', encoding="utf-8")
    assert load_codebook(tmp_path).region("老甲") == "甲市"


def test_a_grouping_of_places_not_listed_is_refused(tmp_path):
    (tmp_path / "regions.toml").write_text('[[region]]\nname = "甲市"\n', encoding="utf-8")
    (tmp_path / "groupings.toml").write_text(
        '[[grouping]]\nname = "东片"\nmembers = ["甲市", "乙市"]\n', encoding="utf-8"
    )
    with pytest.raises(CodebookError) as caught:
        load_codebook(tmp_path)
    assert str(caught.value) == (
        "grouping 东片: member 乙市 is not listed; add it to codes/regions.toml or take it out"
    )


@pytest.mark.parametrize(
    "text",
    [None, 5, float("nan"), ["兰州市"], "", "\x00", "\ud800", "甘肃" * 5000, "(" * 9999, "[a-z]+"],
)
def test_hostile_names_are_unknown_and_cost_no_time(text):
    for ask in (BOOK.region, BOOK.indicator, BOOK.chain, BOOK.segment, BOOK.group):
        with pytest.raises(CodebookError, match="is unknown"):
            ask(text)


def test_marks_quotes_and_numbers_around_a_name_do_not_matter():
    for text in (
        "★兰州市",
        "“兰州市”",
        "（一）蘭州市",
        "1.兰州市",
        "兰 州\ud800市：",
        "\u202e兰州市*",
    ):
        assert BOOK.region(text) == "兰州市"


def test_files_that_are_no_codelists_are_named(tmp_path):
    with pytest.raises(CodebookError, match="no such folder; give one that holds codelists"):
        load_codebook(tmp_path / "none")
    (tmp_path / "regions.toml").write_text("[[region]]\nname = ")
    with pytest.raises(CodebookError, match=r"regions\.toml: cannot be read as TOML"):
        load_codebook(tmp_path)


def test_an_entry_without_a_name_is_named_by_its_number(tmp_path):
    (tmp_path / "regions.toml").write_text('[[region]]\nlevel = "county"\n')
    with pytest.raises(CodebookError, match=r"\[\[region\]\] number 1 has no name; add one"):
        load_codebook(tmp_path)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("其中:省外到位资金(亿元)", ("funds_in_place", "来源地=省外", "", "value")),
        ("省外资金", ("funds_in_place", "来源地=省外", "", "value")),
        ("2024年1-9月到位资金累计（亿元）", ("funds_in_place", None, "", "value")),
        ("到位资金/上年同期", ("funds_in_place", None, "", "value")),
        ("到位资金/同比增长(%)", ("funds_in_place", None, "", "growth")),
        ("新签约项目/个数", ("contracted_projects", None, "", "value")),
        ("新签约项目/金额(亿元)", ("contracted_amount", None, "", "value")),
        (
            "新签约项目/其中:10亿元以上/个数",
            ("contracted_projects", "规模=10亿元以上", "", "value"),
        ),
        ("10亿以上(亿元)", ("contracted_amount", "规模=10亿元以上", "", "value")),
        ("三个500强/企业(家)", ("contracted_firms", "三个500强=合计", "", "value")),
        ("三个500强/项目(个)", ("contracted_projects", "三个500强=合计", "", "value")),
        ("三个500强/占比(%)", ("contracted_amount", "三个500强=合计", "", "share")),
        ("引进“三个500强”企业数", ("contracted_firms", "三个500强=合计", "", "value")),
        ("实施省外招商引资项目个数", ("implemented_projects", "来源地=省外", "", "value")),
        ("实际使用外资(万美元)", ("foreign_funds", None, "", "value")),
        ("文化旅游产业链/到位资金", ("funds_in_place", "重点产业链=文化旅游", "", "value")),
        ("引进东中部产业转移项目数", ("contracted_projects", "来源地=东中部", "", "value")),
        ("续建项目/个数", ("implemented_projects", "建设性质=续建", "", "value")),
        ("新签约项目到位资金", ("funds_in_place", "建设性质=新建", "", "value")),
        ("固定资产投资完成率", ("fai_completion_rate", None, "", "rate")),
        ("当年资金到位率", ("first_year_arrival_rate", None, "", "rate")),
        ("完成年度目标任务(%)", (None, None, "", "completion")),
        ("年度目标(亿元)", (None, None, "", "target")),
        ("位次", (None, None, "", "rank")),
        ("慶陽市招商引資到位資金", ("funds_in_place", None, "庆阳市", "value")),
        ("人均到位资金", ("funds_in_place", None, "人均", "value")),
        ("中小学在校学生数", (None, None, "中小学在校学生数", "value")),
        ("", (None, None, "", "value")),
    ],
)
def test_headings(path, said):
    assert tuple(BOOK.heading(*path.split("/"))) == said


def test_a_segment_is_never_cut_out_of_an_indicators_name():
    assert BOOK.heading("外资到位资金").indicator == "foreign_funds"
    assert BOOK.heading("外资企业", "到位资金").segment == "投资主体=外资"
