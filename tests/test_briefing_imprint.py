"""The imprint: what is stated is printed, what is not is a blank line."""

import pytest

from zsanalytics.briefing.imprint import imprint_of, read_office
from zsanalytics.errors import CodebookError

STATED = """
[office]
issuer = "某省招商办"
recipients = "省委、省政府"
[office."兰州市"]
issuer = "兰州市招商局"
[issue]
"2024-09" = "第9期"
"""


@pytest.fixture
def office(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "office.toml"


def test_nothing_stated_leaves_blank_lines(tmp_path):
    found = imprint_of(read_office(tmp_path), "甘肃省", "2024-09")
    assert found == {
        "issue": "第＿＿期", "issuer": "编发单位：＿＿＿＿", "signer": "＿＿＿＿",
        "recipients": "＿＿＿＿", "issued": "",
    }  # fmt: skip


def test_what_is_stated_is_printed_and_a_region_may_differ(office):
    office.write_text(STATED, encoding="utf-8")
    content = read_office(office.parents[1])
    province = imprint_of(content, "甘肃省", "2024-09")
    assert province["issue"] == "第9期" and province["issuer"] == "编发单位：某省招商办"
    lanzhou = imprint_of(content, "兰州市", "2024-08")
    assert lanzhou["issue"] == "第＿＿期" and lanzhou["issuer"] == "编发单位：兰州市招商局"
    assert lanzhou["recipients"] == "省委、省政府"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[offices]\n", "section 'offices' is unknown; expected deadline, duty, issue, office"),
        ("[office\n", "cannot be read as TOML ("),
    ],
)
def test_a_wrong_file_is_named(office, text, said):
    office.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        read_office(office.parents[1])
    assert str(caught.value).startswith(f"{office}: {said}")
