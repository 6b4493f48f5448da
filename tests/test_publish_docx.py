"""DOCX: the official form, real styles and tables, the same bytes twice, words as words."""

import runpy
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from zsanalytics.publish import blocks, official
from zsanalytics.publish.blocks import Report
from zsanalytics.publish.docx import render_docx

PAYLOADS = ("<w:t>x</w:t>", "&lt;", "]]>", "{{x}}", "=1+1", "\u202e反\x07", "x" * 10_000)


@pytest.fixture(scope="module")
def sample():
    return runpy.run_path(str(Path(__file__).with_name("sample_report.py")))["report"]()


@pytest.fixture(scope="module")
def made(sample, tmp_path_factory):
    return render_docx(sample, tmp_path_factory.mktemp("docx") / "甘肃省.docx")


@pytest.fixture(scope="module")
def document(made):
    return docx.Document(str(made))


def mm(length):
    return round(length.mm, 1)


def test_the_same_report_is_the_same_file(sample, made, tmp_path):
    assert render_docx(sample, tmp_path / "x.docx").read_bytes() == made.read_bytes()


def test_the_first_section_has_the_official_type_area(document):
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.PORTRAIT
    assert (mm(section.page_width), mm(section.page_height)) == (210, 297)
    assert (mm(section.top_margin), mm(section.left_margin)) == (37, 28)
    assert mm(section.page_width) - mm(section.left_margin) - mm(section.right_margin) == 156
    assert mm(section.page_height) - mm(section.top_margin) - mm(section.bottom_margin) == 225
    grid = section._sectPr.find(qn("w:docGrid"))
    assert int(grid.get(qn("w:linePitch"))) * 22 / 20 * 25.4 / 72 == pytest.approx(225, abs=0.5)


def test_wide_tables_lie_on_their_side(document):
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "font", "points"),
    [
        ("Normal", "仿宋_GB2312", 16), ("Title", "方正小标宋简体", 22), ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16), ("Heading 3", "仿宋_GB2312", 16),
        ("Body Text", "仿宋_GB2312", 16),
    ],
)  # fmt: skip
def test_styles_name_the_official_fonts(document, name, font, points):
    style = document.styles[name]
    fonts = style.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == font
    assert fonts.get(qn("w:eastAsiaTheme")) is None
    assert style.font.size.pt == points


def test_headings_are_headings_and_paragraphs_are_indented(document):
    shown = [(line.style.name, line.text) for line in document.paragraphs if line.text]
    assert ("Title", "2024年1—9月全省招商引资工作情况通报") in shown
    assert [text for name, text in shown if name.startswith("Heading")] == [
        "一、总体情况", "（一）资金来源", "（二）重点产业链", "二、各市州情况", "1.居后地区",
        "三、数据质量与说明", "附表",
    ]  # fmt: skip
    indent = document.styles["Body Text"].element.pPr.ind
    assert indent.get(qn("w:firstLineChars")) == "200"
    assert ("Colophon", "报送：省委、省政府领导") in shown


def test_pages_are_numbered_and_marked(document):
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[0].text == "— 1 —"
        assert " PAGE " in footer._element.xml
    assert section.header.paragraphs[0].text == "演示数据　送审稿"
    assert all(part.footer.is_linked_to_previous for part in list(document.sections)[1:])


def test_tables_are_tables_with_repeated_heads(document):
    small, wide = document.tables
    assert [cell.text for cell in small.rows[1].cells] == ["东中部", "4,134.77", "41.24%"]
    assert (len(wide.rows), len(wide.columns)) == (18, 20)
    assert wide.cell(0, 3).text == "到位资金"
    assert wide.cell(0, 0).text == wide.cell(1, 0).text == "序号"
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in wide.rows]
    assert repeated == [True, True] + [False] * 16
    borders = wide._tbl.tblPr.find(qn("w:tblBorders"))
    assert [side.tag.partition("}")[2] for side in borders] == ["top", "bottom"]


def test_figures_are_pictures_with_words(document):
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(described) == 5
    assert described[0] == "累计进度与序时进度：截至9月累计6,527.11亿元，高于序时进度。"
    assert mm(document.inline_shapes[0].width) == 156


def test_the_file_says_what_it_is(document, made):
    about = document.core_properties
    assert about.title == "2024年1—9月全省招商引资工作情况通报"
    assert about.created.isoformat()[:10] == "2024-09-30"
    with zipfile.ZipFile(made) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


def test_elements_stand_in_the_order_the_schema_asks_for(made):
    order = {
        "pPr": ["pStyle", "keepNext", "pBdr", "tabs", "snapToGrid", "spacing", "ind", "jc",
                "outlineLvl", "sectPr"],
        "rPr": ["rFonts", "b", "color", "spacing", "sz", "szCs", "lang"],
        "tcPr": ["tcW", "gridSpan", "vMerge", "tcBorders", "vAlign"],
        "tblPr": ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"],
        "style": ["name", "basedOn", "next", "qFormat", "pPr", "rPr"],
    }  # fmt: skip
    document = docx.Document(str(made))
    styled = {f"{{{official.SPACE}}}style": official.STYLES}
    for root in (document.element, document.styles.element):
        for name, wanted in order.items():
            for element in root.iter(qn(f"w:{name}")):
                if element.tag in styled and element.get(qn("w:styleId")) not in official.STYLES:
                    continue
                if root is not document.element and name in ("pPr", "rPr", "tcPr", "tblPr"):
                    parent = element.getparent()
                    if parent.get(qn("w:styleId")) not in official.STYLES:
                        continue
                found = [child.tag.partition("}")[2] for child in element]
                assert found == sorted(found, key=wanted.index), (name, found)


def test_foreign_text_is_text(tmp_path):
    rows = [[blocks.foreign(text), blocks.foreign(text)] for text in PAYLOADS]
    report = Report(
        (
            blocks.title(PAYLOADS[0], issuer=PAYLOADS[1] * 200, marks=[PAYLOADS[2]]),
            blocks.paragraph(*PAYLOADS[:6]), blocks.heading(1, PAYLOADS[3]),
            blocks.table(PAYLOADS[4], [PAYLOADS[0], PAYLOADS[1]], rows, notes=PAYLOADS[:4]),
        )
    )  # fmt: skip
    document = docx.Document(str(render_docx(report, tmp_path / "x.docx")))
    assert document.paragraphs[1].text == "<w:t>x</w:t>"
    assert [row.cells[0].text for row in document.tables[0].rows[1:]] == [
        "<w:t>x</w:t>", "&lt;", "]]>", "{{x}}", "=1+1", "反", "x" * 119 + "…",
    ]  # fmt: skip


@pytest.mark.slow
def test_libreoffice_opens_it(made, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("no LibreOffice: apt-get install libreoffice-writer")
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation={tmp_path.as_uri()}/profile",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(made)],
        capture_output=True, timeout=180, check=True,
    )  # fmt: skip
    reader = pypdf.PdfReader(tmp_path / "甘肃省.pdf")
    assert len(reader.pages) >= 5
    wide = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert wide[0] is False
    assert True in wide
