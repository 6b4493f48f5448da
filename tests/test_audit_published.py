"""The audit on published sentences: they stand, and what can be recomputed in them is.

The sentences are read from the shared data, never copied here; without it the tests are skipped.
"""

import os
from pathlib import Path

import pandas as pd
import pytest

from zsanalytics import audit_figures, audit_text

SHARED = Path(os.environ.get("ZS_SHARED", Path(__file__).parents[2] / "shared"))
SENTENCES = SHARED / "data" / "published_gansu.csv"
needs_shared = pytest.mark.skipif(not SENTENCES.exists(), reason="shared data not here")


@pytest.fixture(scope="module")
def sentences():
    return list(dict.fromkeys(pd.read_csv(SENTENCES)["quote"]))


@needs_shared
def test_no_published_sentence_contradicts_itself(sentences):
    told = [message for text in sentences for message in contradictions(text)]
    assert told == []


@needs_shared
def test_what_they_let_one_recompute_is_recomputed(sentences):
    verdicts = pd.concat([audit_figures(text) for text in sentences])
    claimed = verdicts[verdicts["role"].isin(["占比", "完成率", "阶段率", "增速"])]
    assert (verdicts["verdict"] == "一致").sum() >= 125
    assert (claimed["verdict"] == "一致").sum() >= 38


@needs_shared
def test_a_share_completion_and_rate_spoilt_in_them_is_found(sentences):
    missed = []
    for text in sentences:
        for row in audit_figures(text).itertuples():
            if row.verdict == "一致" and row.formula and row.role in ("占比", "完成率", "阶段率"):
                wrong = f"{float(row.text.rstrip('%％')) * 1.2 + 1:.2f}%"
                spoilt = text[: row.start] + wrong + text[row.end :]
                if not contradictions(spoilt):
                    missed.append((row.text, text[max(0, row.start - 40) : row.end]))
    assert len(missed) <= 3, missed


@needs_shared
@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_whole_source_documents_are_not_reproached(name):
    text = next((SHARED / "sources").glob(f"{name}_*.txt")).read_text(encoding="utf-8")
    assert contradictions(text) == []


def contradictions(text):
    found = audit_text(text)
    return found.loc[found["severity"] == "error", "message"].tolist()
