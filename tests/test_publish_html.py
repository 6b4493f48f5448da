"""HTML: one page that asks no host for anything, where all that is foreign is text."""

import json
import re
import runpy
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.browser_tab import tab
from zsanalytics.publish import blocks, html, index
from zsanalytics.publish.blocks import BlockError, Report

PAYLOADS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)", "</style><style>*{display:none}", "]]>", "&lt;b&gt;", "${7*7}", "**粗**",
    "=cmd|' /C calc'!A0", "#panic(\"x\")", "<!--", "' onfocus='x", "\u202e反\x07",
)  # fmt: skip


class Seen(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def sample():
    return runpy.run_path(str(Path(__file__).with_name("sample_report.py")))["report"]()


@pytest.fixture(scope="module")
def page(sample, tmp_path_factory):
    folder = tmp_path_factory.mktemp("set")
    return html.render_html(sample, folder / "甘肃省.html")


def foreign():
    rows = [[blocks.foreign(text), {"text": "1.00", "fact": text}] for text in PAYLOADS]
    head = blocks.title(PAYLOADS[0], subtitle=PAYLOADS[1], marks=[PAYLOADS[2]], recipients="<b>")
    facts = [{"fact": text, "label": text, "text": "1", "sources": [text]} for text in PAYLOADS]
    return Report(
        (
            head, blocks.heading(1, PAYLOADS[4]), blocks.paragraph(*PAYLOADS),
            blocks.table(PAYLOADS[1], [PAYLOADS[0], PAYLOADS[1]], rows, unit=PAYLOADS[0],
                         notes=PAYLOADS, source=PAYLOADS[1]),
            blocks.lineage(facts),
        ),
        {"asof": "2024-09"},
    )  # fmt: skip


def test_the_page_names_no_host_and_allows_nothing_from_elsewhere(page):
    text = page.read_text(encoding="utf-8")
    assert "://" not in text
    assert "content=\"default-src 'none'; script-src 'self';" in text
    assert '<html lang="zh-CN">' in text
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in text
    assert not {"form", "iframe", "object", "embed", "base"} & set(Seen(text).tags)
    assert {value for tag, name, value in Seen(text).attributes if name == "src"} == {
        "assets/report.js"
    }


def test_shared_assets_lie_beside_the_page(page):
    assert sorted(path.name for path in (page.parent / "assets").iterdir()) == [
        "plotly.min.js", "report.js",
    ]  # fmt: skip


def test_a_page_without_figures_needs_no_plotly(tmp_path):
    shown = html.render_html(Report((blocks.note("甲"),)), tmp_path / "a" / ".." / "b.html")
    assert "plotly" not in shown.read_text(encoding="utf-8").partition("</style>")[2]
    assert [path.name for path in (tmp_path / "assets").iterdir()] == ["report.js"]


def test_the_same_report_is_the_same_page(sample, page, tmp_path):
    again = html.render_html(sample, tmp_path / "甘肃省.html")
    assert again.read_bytes() == page.read_bytes()
    assert page.stat().st_size < 600_000


def test_every_number_leads_to_its_origin(page):
    seen = Seen(page.read_text(encoding="utf-8"))
    facts = {value for _, name, value in seen.attributes if name == "data-fact"}
    ids = [value for _, name, value in seen.attributes if name == "id"]
    assert {"funds_ytd", "funds_growth"} <= facts
    assert {"fact-funds_ytd", "fact-funds_growth"} <= set(ids)
    assert len(ids) == len(set(ids))
    assert {"details", "summary"} <= set(seen.tags)
    links = [value for _, name, value in seen.attributes if name == "href" and value[0] == "#"]
    assert {link[1:] for link in links} - set(ids) <= {"main"} | {
        value.removeprefix("#") for value in links if re.match(r"#d\d+-", value)
    }


def test_figures_have_words_for_those_who_do_not_see_them(page):
    seen = Seen(page.read_text(encoding="utf-8"))
    drawn = [value for tag, name, value in seen.attributes if (tag, name) == ("svg", "aria-label")]
    assert len(drawn) == 5
    assert drawn[0] == "累计进度与序时进度：截至9月累计6,527.11亿元，高于序时进度。"


def test_tables_are_tables(page):
    seen = Seen(page.read_text(encoding="utf-8"))
    assert seen.tags.count("table") == 2
    assert ("th", "colspan", "8") in seen.attributes
    assert ("th", "rowspan", "2") in seen.attributes
    assert "附表1" in seen.text


def test_the_fonts_inside_show_every_character(page):
    text = page.read_text(encoding="utf-8")
    assert text.count("@font-face") == 2
    assert text.count("url(data:font/otf;base64,") == 2


def test_foreign_text_is_text(tmp_path):
    text = html.render_html(foreign(), tmp_path / "x.html").read_text(encoding="utf-8")
    plain = Seen(text)
    assert plain.tags.count("script") == 1
    assert "img" not in plain.tags
    assert plain.tags.count("style") == 1
    assert not [name for _, name, _ in plain.attributes if name.startswith("on")]
    said = "".join(plain.text)
    assert all(word in said for word in PAYLOADS[:3])
    assert "\u202e" not in text
    assert "\x07" not in text
    assert "7 * 7 }}" in said


def test_what_leads_to_another_host_is_refused():
    for inside in (
        '<img src="//x.example/a.png">', '<a href="http://x.example">a</a>',
        '<p style="background: url(http://x.example)">a</p>', "<style>@import 'x';</style>",
        '<a href=" javascript:x()">a</a>',
    ):  # fmt: skip
        with pytest.raises(BlockError, match=r"leads to another host; take the address out$"):
            html.refuse_elsewhere(f"<html><body>{inside}</body></html>")
    html.refuse_elsewhere(
        '<html><body><p title="见 a://b">http://x.example 是文字</p></body></html>'
    )


def test_the_index_lists_what_lies_in_a_folder(tmp_path):
    for name in ("兰州市", "甘肃省", "甘肃省-季度排名"):
        made = blocks.title(f"{name}通报", marks=["演示数据"])
        shown = {"output_type": "display_data", "data": made._repr_mimebundle_()}
        notebook = f'{{"cells": [{{"outputs": [{json.dumps(shown)}]}}]}}'
        (tmp_path / f"{name}.ipynb").write_text(notebook, encoding="utf-8")
        (tmp_path / f"{name}.html").touch()
    (tmp_path / "甘肃省.pdf").touch()
    page = index.render_index(tmp_path, asof="2024-09", vintage="2024-09-abc")
    text = page.read_text(encoding="utf-8")
    names = re.findall(r'<p class="name">(.*?)</p>', text)
    assert names == ["甘肃省", "甘肃省-季度排名", "兰州市"]
    assert "<title>2024年9月招商引资统计通报</title>" in text
    assert text.count('<span class="mark">演示数据</span>') == 1
    assert "://" not in text
    assert "数据版本：2024-09-abc" in text
    assert re.findall(r">(网页|PDF|Word|Excel)</a>", text) == ["网页", "PDF", "网页", "网页"]


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_a_browser_draws_the_page_without_complaint(page, tmp_path, width):
    with tab(tmp_path) as opened:
        opened.open(page.as_uri(), width=width, height=9000)
        figures = "document.querySelectorAll('.live .js-plotly-plot svg.main-svg').length"
        assert opened.until(f"{figures} >= 5")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert opened.value(wide) == 0
        assert opened.complaints() == []
        assert opened.asked() == {"file", "data"}
