"""Style: text made printable, widths, months, and matplotlib left as found."""

import matplotlib as mpl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.errors import RequestError
from zsanalytics.publish import style


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("甲\u202e乙\u2066丙", "甲乙丙"),
        ("甲\x00\x1b[31m乙", "甲[31m乙"),
        ("一行\r\n两行\t三", "一行 两行 三"),
        ("\ufeff兰\u200b州\u00ad市", "兰州市"),
        ("某\U0010fffd公司", "某〓公司"),
        ("龘䶮㛃", "龘䶮㛃"),
        ("葛\U000e0100城", "葛城"),
        ("\ud800坏", "坏"),
        ("联系人13912345678。", "联系人（号码略）。"),
        ("0931-8888888转", "（号码略）转"),
        ("项目2403-620100-04-01-123456", "项目2403-620100-04-01-123456"),
        ("见http://x.example/a", "见http：//x.example/a"),
        (None, ""),
        (1.5, "1.5"),
    ],
)
def test_a_foreign_text_is_made_printable(given, shown):
    assert style.printable(given).text == shown


def test_what_was_replaced_is_told():
    assert style.printable("\U0010fffd甲\U0010fffc") == ("〓甲〓", ("\U0010fffc", "\U0010fffd"))


def test_a_very_long_text_is_cut():
    assert style.printable("长" * 10_000).text == "长" * 119 + "…"


@given(st.text())
def test_what_is_printable_stays_so(text):
    shown = style.printable(text, longest=50).text
    assert len(shown) <= 50
    assert style.missing_glyphs(shown) == ""
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(st.text(max_size=30), st.floats(2, 10))
def test_breaking_a_heading_loses_nothing(label, room):
    assert "".join(style.broken(label, room)) == label


def test_the_last_day_of_a_month():
    assert style.month_end("2024-02").day == 29
    assert style.month_end("2024-12").isoformat()[:10] == "2024-12-31"
    with pytest.raises(RequestError) as caught:
        style.month_end("2024-13")
    assert str(caught.value) == "asof '2024-13': expected a month such as '2024-09'"


def test_charts_leave_matplotlib_as_found():
    before = dict(mpl.rcParams)
    with style.chart_style(font_size=7):
        assert mpl.rcParams["font.size"] == 7
        assert mpl.rcParams["svg.fonttype"] == "none"
    assert dict(mpl.rcParams) == before
