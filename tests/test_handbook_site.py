"""The handbook as a site: it builds without a warning, every link leads somewhere, nothing is
fetched from anywhere, and Chinese is found."""

import functools
import re
import shutil
import subprocess
import sys
import urllib.parse
from html.parser import HTMLParser

import pytest

from tests.browser_tab import tab
from tests.conftest import ROOT

pytestmark = pytest.mark.slow
ELSEWHERE = {"https://github.com/pradyunsg/furo"}  # links to click on; none is fetched
MADE = ("indicators/funds_in_place.html", "api/measures.html", "dictionary.html")
LOADING = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"),
           ("source", "src"), ("form", "action"), ("object", "data")}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("sphinx", reason="the handbook needs the extra docs")
    folder = tmp_path_factory.mktemp("handbook")
    left = shutil.ignore_patterns("_build", "generated", "__pycache__")
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=left)
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-b", "html",
               "-D", "zs_pictures=0", "docs", "site"]  # fmt: skip
    built = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    assert (built.returncode, built.stderr) == (0, "")
    return folder / "site"


class Page(HTMLParser):
    """The anchors of a page, and what it links to or loads."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links, self.loads = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.anchors |= {given[name] for name in ("id", "name") if given.get(name)}
        for name in ("href", "src", "action", "data"):
            if given.get(name):
                (self.loads if (tag, name) in LOADING else self.links).append(given[name])


@functools.cache
def parsed(path):
    return Page(path.read_text(encoding="utf-8"))


def dead(page, link):
    """Tell what is wrong with a link of a page, or nothing."""
    path, _, anchor = urllib.parse.unquote(link).partition("#")
    target = (page.parent / path.partition("?")[0]).resolve() if path else page
    if not target.is_file():
        return f"{page.name}: {link}: no such file"
    if anchor and target.suffix == ".html" and anchor not in parsed(target).anchors:
        return f"{page.name}: {link}: no such anchor"
    return None


def test_every_link_and_anchor_leads_somewhere(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 80
    outside = {link for page in pages for link in parsed(page).links if "://" in link}
    assert outside <= ELSEWHERE
    found = [
        dead(page, link)
        for page in pages
        for link in [*parsed(page).links, *parsed(page).loads]
        if "://" not in link and not link.startswith(("data:", "#svg"))
    ]
    assert sorted(filter(None, found)) == []


def test_nothing_is_loaded_from_elsewhere(site):
    for page in site.rglob("*.html"):
        assert str(ROOT) not in page.read_text(encoding="utf-8")
        assert [link for link in parsed(page).loads if "//" in link] == []
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//", text)


def test_a_browser_finds_chinese_and_asks_no_host(site, tmp_path):
    with tab(tmp_path / "profile") as page:
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        for name in sorted(site.glob("*.html")) + [site / "generated" / name for name in MADE]:
            for width in (390, 1280):
                page.open(name.as_uri(), width)
                assert page.value(wide) == 0, (name, width)
        for query, expected in (("后续月均需", "needed_per_month"), ("兰州新区在不在", "faq"),
                                ("开工率", "start_rate"), ("三个500强", "top500_share"),
                                ("needed_growth", "needed_growth")):  # fmt: skip
            found = "[...document.querySelectorAll('ul.search a')].map(a => a.href).join(' ')"
            page.open(f"{(site / 'search.html').as_uri()}?q={urllib.parse.quote(query)}")
            assert page.until(f"({found}).includes('{expected}')"), query
        assert page.asked() <= {"file", "data"}
        assert page.complaints() == []
