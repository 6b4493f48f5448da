"""Our own bulletins pass the audit: each region, every paragraph and note."""

from pathlib import Path

import pytest

from tests.test_briefing_batch import write_vintage
from tests.test_publish_bulletin import report
from zsanalytics import audit_figures, audit_text
from zsanalytics.briefing.gathering import prepare

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.txt"))


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audited")
    write_vintage(folder)
    return folder


def narrative(office, region):
    """Give the running text of a bulletin, a block a line."""
    blocks = report(prepare("2024-09", region, project=office)).blocks
    told = [
        block.content for block in blocks if block.kind in ("title", "heading", "paragraph", "note")
    ]
    return "\n".join(
        content.get("text") or "".join(run["text"] for run in content.get("runs", ()))
        for content in told
    )


@pytest.mark.parametrize("region", ["甘肃省", "庆阳市", "兰州新区"])
def test_our_own_bulletin_does_not_contradict_itself(office, region):
    text = narrative(office, region)
    found = audit_text(text)
    assert found.loc[found["severity"] == "error", "message"].tolist() == []
    assert (audit_figures(text)["verdict"] == "一致").sum() >= 8


def test_a_figure_altered_in_our_own_bulletin_is_found(office):
    text = narrative(office, "甘肃省")
    table = audit_figures(text)
    agreed = table[
        (table["verdict"] == "一致") & table["role"].isin(["占比", "完成率", "超进度", "缺口"])
    ]
    assert len(agreed) >= 4
    for row in agreed.itertuples():
        altered = text[: row.start] + "9" + text[row.start :]
        assert (audit_text(altered)["severity"] == "error").any(), row.text


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_golden_bulletin_agrees_with_itself(path):
    found = audit_text(path.read_text(encoding="utf-8"))
    assert found.loc[found["severity"] == "error", "message"].tolist() == []
