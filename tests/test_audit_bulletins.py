"""Bulletins written by chance: one spoilt figure is found, and nothing else is reproached.

Three sets of styles: the audit was tuned on the first; the second and the third were written
afterwards, to judge it. `measure` gives the counts that the notes quote.
"""

import pytest

from tests import audit_styles_first, audit_styles_second, audit_styles_third
from tests.audit_bulletins import Pen, spoil
from zsanalytics import audit_text
from zsanalytics.codebook import load_codebook

SETS = {
    "first": audit_styles_first.STYLES,
    "second": audit_styles_second.STYLES,
    "third": audit_styles_third.STYLES,
}


def errors(text):
    found = audit_text(text, book=load_codebook())
    return found[found["severity"] == "error"]


def measure(styles, seeds):
    """Count spoilt texts, those found, the figures of clean texts and those wrongly reproached."""
    counts = {"spoilt": 0, "found": 0, "figures": 0, "false": 0}
    for seed in seeds:
        pen = Pen(seed)
        styles[seed % len(styles)](pen)
        counts["figures"] += sum(1 for piece in pen.pieces if not isinstance(piece, str))
        counts["false"] += len(errors(pen.text()))
        spoilt = spoil(pen, seed)
        assert spoilt is not None
        counts["spoilt"] += 1
        counts["found"] += len(errors(spoilt[0])) > 0
    return counts


@pytest.mark.parametrize("name", SETS)
def test_a_spoilt_figure_is_found_and_no_other_reproached(name):
    counts = measure(SETS[name], range(36))
    assert counts["false"] == 0
    assert counts["found"] >= 0.95 * counts["spoilt"]


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_a_thousand_spoilt_bulletins(name):
    counts = measure(SETS[name], range(1000, 2000))
    assert counts["false"] < 0.001 * counts["figures"]
    assert counts["found"] >= 0.98 * counts["spoilt"]


def test_what_was_spoilt_is_told_with_its_place():
    text, start, end, right = spoiled_share()
    found = errors(text)
    assert found[["found", "expected", "start", "end"]].values.tolist() == [
        [text[start:end], right, start, end]
    ]


def spoiled_share():
    text = "签约总额200.5亿元，其中工业项目签约额50.25亿元，占签约总额的52.06%。"
    start = text.index("52.06%")
    return text, start, start + 6, "25.06%"
