"""The published figures: the two copies agree, every name resolves, the anchors stand."""

from pathlib import Path

import pandas as pd
import pytest

from zsanalytics.codebook import CODES, load_codebook
from zsanalytics.periods import read_period

COPY = CODES / "published" / "gansu.csv"
RAW = Path(__file__).parents[1] / "data" / "raw" / "published" / "gansu.csv"
FIGURES = pd.read_csv(COPY, dtype={"数值": str})
BOOK = load_codebook()


def test_the_installed_copy_is_the_file_of_the_project():
    assert COPY.read_bytes() == RAW.read_bytes()


def test_every_row_is_of_the_province_and_resolves():
    assert set(FIGURES["地区"]) == {"甘肃省"}
    for row in FIGURES.itertuples():
        found = BOOK.heading(row.指标)
        assert found.indicator in BOOK.entries
        assert found.rest == ""
        assert BOOK.segment(row.分组)
        assert read_period(row.期间).year >= 2020


def test_every_figure_has_an_address_and_a_reliability():
    assert FIGURES["来源"].str.fullmatch(r"https?://\S+|S00\d").all()
    assert set(FIGURES["可靠性"]) <= {"高", "中", "低"}


def test_no_figure_is_printed_twice():
    assert not FIGURES.duplicated(["指标", "分组", "期间"]).any()


@pytest.mark.parametrize(
    ("period", "value"),
    [
        ("2020年", "3001.07"),
        ("2023年1-11月", "5676.69"),
        ("2023年", "5961.26"),
        ("2024年1-4月", "2047.11"),
        ("2024年1-9月", "6527.11"),
    ],
)
def test_headline_funds_are_the_outside_line(period, value):
    funds = FIGURES[(FIGURES["指标"] == "到位资金") & (FIGURES["期间"] == period)]
    assert funds.set_index("分组").loc["省外", "数值"] == value


def test_printed_shares_follow_from_the_printed_amounts():
    amounts = FIGURES[FIGURES["期间"] == "2023年1-11月"].set_index(["指标", "分组"])["数值"]
    whole = float(amounts["签约金额", "全部"])
    for part in ("三个500强", "10亿元以上", "50亿元以上"):
        share = 100 * float(amounts["签约金额", part]) / whole
        assert f"{share:.2f}" == amounts["签约金额占比", part]
