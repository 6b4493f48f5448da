"""Audiences: the public sees a whitelist of facts, in every format, and nothing else."""

import json
import re
import zipfile

import pandas as pd
import pypdfium2
import pytest
from lxml import html as lxml_html
from openpyxl import load_workbook

from tests.literal_panel import literal_panel
from tests.test_briefing_batch import write_vintage
from zsanalytics.briefing.batch import brief, facts_of
from zsanalytics.briefing.gathering import prepare
from zsanalytics.errors import RequestError
from zsanalytics.publish import audience
from zsanalytics.publish.facts import fact

PARTS = {
    "units": ("兰州市", "天水市"), "leading": ("兰州市",), "chains": ("文化旅游",),
    "quarters": ("一季度",), "lines": ("dispatch",), "levels": ("prefecture",),
}  # fmt: skip


def test_every_name_on_the_whitelist_is_a_fact():
    assert audience.unknown() == []


@pytest.mark.parametrize(
    ("shown", "may"),
    [
        ("funds_ytd", True), ("completion", True), ("chance", False), ("expected", False),
        ("lower_80", False), ("errors", False), ("members_gap", False), ("funds_rank", False),
        ("funds_ytd@天水市", True), ("completion@兰州市", False), ("funds_growth@兰州市", True),
        ("funds_growth@天水市", False), ("growth_rank@兰州市", False),
        ("chain_funds@文化旅游", True), ("target@dispatch", False), ("chance@dispatch", False),
        ("units@prefecture", True), ("quarter_flow@一季度", True), ("funds_ytd@别处", False),
    ],
)  # fmt: skip
def test_what_may_be_shown(shown, may):
    assert audience.may_show(shown, PARTS) is may


def test_a_target_that_was_only_handed_down_is_not_for_the_public():
    parts = {**PARTS, "own_task": ("兰州市",)}
    assert not audience.may_show("target", parts) and not audience.may_show("gap", parts)
    assert audience.may_show("funds_ytd", parts)


def test_what_is_released_has_no_sources():
    rows = [fact("funds_ytd", 1.0, sources=["a.xlsx!表!D7"]), fact("chance", 0.5)]
    kept = audience.released(pd.DataFrame(rows), PARTS)
    assert kept["fact"].tolist() == ["funds_ytd"]
    assert kept["sources"].tolist() == [()]


FORMATS = ("html", "pdf", "docx", "xlsx")
TYPED = (
    r"2024年1—9月|2023年1—\d+月|202[34]年1—\d+月|2024年9月底|10—12月|\d+月|202[34]年|"
    r"2024-09-[0-9a-f]{12}|500\s*强|10亿[元至]|50亿元|— \d+ —|表\s?\d+|图\s?\d+"
)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("public")
    write_vintage(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZS_PROJECT", str(folder))
        done = brief("2024-09", formats=FORMATS, audience="public", jobs=1)
        assert set(done["status"]) == {"published"}
        inside = prepare("2024-09", "甘肃省")
    return folder / "reports" / "2024-09", inside


def words_of(folder, form):
    path = folder / f"甘肃省-公开.{form}"
    if form == "html":
        page = lxml_html.fromstring(path.read_text(encoding="utf-8"))
        for dropped in page.xpath("//style|//svg//path|//svg//defs|//script[@src]"):
            dropped.getparent().remove(dropped)
        labels = [str(value) for value in page.xpath("//@aria-label|//@title|//@alt")]
        return page.text_content() + " ".join(labels)
    if form == "pdf":
        document = pypdfium2.PdfDocument(path)
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    if form == "docx":
        with zipfile.ZipFile(path) as packed:
            names = [n for n in packed.namelist() if n.startswith("word/") and n.endswith(".xml")
                     and not re.search("styles|theme|settings|font|numbering", n)]  # fmt: skip
            text = "".join(packed.read(name).decode() for name in names)
        described = " ".join(re.findall(r'descr="([^"]*)"', text))
        return re.sub(r"<[^>]+>", "\n", text) + described
    sheets = load_workbook(path)
    return "\n".join(
        str(cell.value) for sheet in sheets for line in sheet.iter_rows() for cell in line
        if isinstance(cell.value, str)
    )  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_holds_a_number_that_is_not_released(published, form):
    folder, inside = published
    released = set(facts_of(folder / "甘肃省-公开.html")["text"])
    hidden = set(inside.facts["text"]) - released
    hidden = {text for text in hidden if re.search(r"[.,%]", text)}
    assert len(hidden) > 100
    said = re.sub(TYPED, " ", words_of(folder, form))
    numbers = set(re.findall(r"-?\d[\d,]*\.\d+%?|\d[\d,]*,\d{3}", said))
    assert not numbers & hidden, sorted(numbers & hidden)[:5]
    assert "6,527.11" in words_of(folder, form)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "word", [".xlsx", "把握", "居后", "区间", "提示函", "未了", "包抓", "调度", "内部", "签发"]
)
def test_no_format_speaks_of_what_is_internal(published, form, word):
    assert word not in words_of(published[0], form)


def test_the_data_beside_hold_the_whitelist_only(published):
    folder, _ = published
    content = json.loads((folder / "甘肃省-公开.facts.json").read_text(encoding="utf-8"))
    assert content["parameters"]["audience"] == "public"
    assert all(row["sources"] == [] for row in content["facts"])
    names = {row["fact"] for row in content["facts"]}
    assert "funds_ytd" in names and "funds_growth@庆阳市" in names
    assert not {"expected", "chance", "funds_growth@临夏回族自治州", "completion@庆阳市"} & names
    record = json.loads((folder / "甘肃省-公开.ipynb").read_text(encoding="utf-8"))
    shown = json.dumps([cell.get("outputs") for cell in record["cells"]], ensure_ascii=False)
    assert ".xlsx" not in shown and "把握" not in shown and "居后" not in shown


def test_the_set_says_which_briefing_is_public(published):
    folder, _ = published
    assert "公开" in (folder / "index.html").read_text(encoding="utf-8")
    known = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["briefings"]
    assert list(known) == ["甘肃省-公开"]
    assert known["甘肃省-公开"]["parameters"]["audience"] == "public"


def test_an_unknown_audience_is_refused(tmp_path):
    write_vintage(tmp_path, literal_panel())
    with pytest.raises(RequestError) as caught:
        prepare("2024-09", "甘肃省", audience="press", project=tmp_path)
    assert str(caught.value) == "audience 'press': expected internal or public"
