"""XLSX: numbers are numbers, texts never formulas, everything with its unit, notes and source."""

import runpy
import zipfile
from pathlib import Path

import openpyxl
import pytest

from zsanalytics.publish import blocks, workbook
from zsanalytics.publish.blocks import Report

PAYLOADS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "{=A1}", "=HYPERLINK(\"x\")",
            "http://x.example", "mailto:a@x.example", "\ttab", "'quoted", "00123",
            "1e5")  # fmt: skip


@pytest.fixture(scope="module")
def sample():
    return runpy.run_path(str(Path(__file__).with_name("sample_report.py")))["report"]()


@pytest.fixture(scope="module")
def made(sample, tmp_path_factory):
    return workbook.render_workbook(sample, tmp_path_factory.mktemp("xlsx") / "甘肃省.xlsx")


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(made)


def test_the_same_report_is_the_same_file(sample, made, tmp_path):
    again = workbook.render_workbook(sample, tmp_path / "x.xlsx")
    assert again.read_bytes() == made.read_bytes()


def test_narrative_tables_and_sources_have_sheets(book):
    assert book.sheetnames == ["正文", "表1", "附表1", "来源"]
    said = [row[0] for row in book["正文"].iter_rows(values_only=True)]
    assert said[0] == "2024年1—9月全省招商引资工作情况通报"
    assert "一、总体情况" in said
    assert any("省外到位资金6,527.11亿元，同比增长40.70%" in line for line in said if line)
    assert "（附表1 1—9月各市州招商引资主要指标：见工作表“附表1”）" in said


def test_a_table_has_title_unit_scope_notes_and_source(book):
    said = [row[0] for row in book["附表1"].iter_rows(values_only=True) if row[0]]
    assert said[0] == "附表1　1—9月各市州招商引资主要指标"
    assert said[1] == "单位：亿元、个、家、%　演示数据　送审稿"
    assert said[-4:] == [
        "统计范围：省外到位资金", "注：1．完成率以年度目标为分母。",
        "2．兰州新区单列，不计入兰州市。",
        "资料来源：各市州月报",
    ]  # fmt: skip


def test_numbers_are_numbers_and_read_as_in_the_text(book):
    sheet = book["附表1"]
    total, growth, points = sheet["E5"], sheet["G5"], sheet["K5"]
    assert (total.value, total.number_format) == (1140.5, "#,##0.00")
    assert (growth.value, growth.number_format) == (0.6, "0.00%")
    assert (points.value, points.number_format) == (16.0, "#,##0.00")
    assert sheet["G19"].value == "—"
    assert sheet["B5"].value == "兰州市"
    assert sheet["A5"].value == 1


def test_heads_stay_in_view_and_on_every_page(book):
    assert book["附表1"].freeze_panes == "C5"
    assert book["表1"].freeze_panes == "B4"
    assert book["附表1"].print_title_rows == "$3:$4"
    assert "D3:K3" in {str(merged) for merged in book["附表1"].merged_cells.ranges}


def test_every_fact_names_its_source(book):
    rows = list(book["来源"].iter_rows(values_only=True))
    assert rows[0] == ("编号", "名称", "文中写法", "数值", "单位", "定义", "算法", "来源")
    assert rows[1] == (
        "funds_ytd", "省外到位资金", "6,527.11", 6527.11, "亿元",
        "报告期内省外投资者实际到位的资金", "全省上报数", "甘肃省.xlsx!汇总表!D7",
    )  # fmt: skip


def test_text_is_never_a_formula_or_a_link(tmp_path):
    rows = [[blocks.foreign(text), {"text": text}] for text in PAYLOADS]
    report = Report(
        (
            blocks.title(PAYLOADS[0]), blocks.paragraph(PAYLOADS[5]),
            blocks.table(PAYLOADS[1], [PAYLOADS[0], {"label": PAYLOADS[3]}], rows,
                         unit=PAYLOADS[0], notes=PAYLOADS),
            blocks.lineage([{"fact": PAYLOADS[0], "label": PAYLOADS[1], "sources": PAYLOADS}]),
        )
    )  # fmt: skip
    path = workbook.render_workbook(report, tmp_path / "x.xlsx")
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            inside = parts.read(name).decode("utf-8")
            assert "<f>" not in inside
            assert "hyperlink" not in inside.replace("HYPERLINK", "")
    sheet = openpyxl.load_workbook(path)["表1"]
    shown = [row[1] for row in sheet.iter_rows(min_row=4, max_row=15, values_only=True)]
    assert shown == [blocks.foreign(text)["text"] if text == "\ttab" else text for text in PAYLOADS]


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("1,234.50", None, (1234.5, "#,##0.00")),
        ("12", 12.0, (12.0, "#,##0")),
        ("2024", None, (2024.0, "0")),
        ("-8.92%", -0.0892344, (-0.0892344, "0.00%")),
        ("8.92", 0.0892344, (pytest.approx(8.92344), "#,##0.00")),
        ("8.92", 5.0, (8.92, "#,##0.00")),
        ("+1.5", 0.015, (1.5, "+#,##0.0;-#,##0.0;#,##0.0")),
        ("−3", -3.0, (-3.0, "#,##0")),
        ("—", None, None),
        ("1/3", 0.33, None),
        ("约12", 12, None),
        ("1e5", None, None),
    ],
)
def test_a_printed_number_keeps_what_is_known_of_it(text, value, shown):
    assert workbook.number(text, value) == shown
