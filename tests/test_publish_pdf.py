"""PDF: pages as an official reader expects them, the same bytes twice, words as words."""

import io
import runpy
from pathlib import Path

import pypdf
import pytest

from zsanalytics.publish import blocks, layout, pdf
from zsanalytics.publish.blocks import Report

PAYLOADS = ('#panic("x")', "$x^2$", "@label <label>", "*粗* _斜_", "\\u{41} \\", "`code`", "= 标题",
            "// 注", "#include \"/etc/passwd\"", "<script>", "[#text]", "\u202e反")  # fmt: skip


@pytest.fixture(scope="module")
def sample():
    return runpy.run_path(str(Path(__file__).with_name("sample_report.py")))["report"]()


@pytest.fixture(scope="module")
def made(sample, tmp_path_factory):
    return pdf.render_pdf(sample, tmp_path_factory.mktemp("pdf") / "甘肃省.pdf")


def words(reader, page):
    return reader.pages[page].extract_text().replace("\n", "").replace(" ", "")


def test_the_same_report_is_the_same_file(sample, made, tmp_path):
    again = pdf.render_pdf(sample, tmp_path / "x.pdf")
    assert again.read_bytes() == made.read_bytes()
    assert made.stat().st_size < 2_000_000


def test_pages_are_a4_and_only_the_wide_table_lies_on_its_side(made):
    reader = pypdf.PdfReader(made)
    sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages]
    assert sizes == [(595, 842)] * (len(sizes) - 1) + [(842, 595)]


def test_words_are_words_and_pages_are_numbered(made):
    reader = pypdf.PdfReader(made)
    count = len(reader.pages)
    first, last = words(reader, 0), words(reader, count - 1)
    assert "2024年1—9月全省招商引资工作情况通报" in first
    assert "同比增长40.70%，高于序时进度18.24个百分点" in first
    assert "序时进度" in first  # in the drawing
    assert "—1—" in first
    assert f"—{count}—" in last
    assert "附表11—9月各市州招商引资主要指标" in last
    assert "报送：省委、省政府领导" in last
    assert all("演示数据" in words(reader, page) for page in range(count))


def test_headings_are_bookmarks_and_the_file_says_what_it_is(made):
    reader = pypdf.PdfReader(made)

    def flat(entries):
        for entry in entries:
            yield from flat(entry) if isinstance(entry, list) else [entry.title]

    assert list(flat(reader.outline)) == [
        "一、总体情况", "（一）资金来源", "（二）重点产业链", "二、各市州情况", "1.居后地区",
        "三、数据质量与说明", "附表",
    ]  # fmt: skip
    assert reader.metadata.title == "2024年1—9月全省招商引资工作情况通报"
    assert reader.metadata.creation_date.isoformat()[:10] == "2024-09-30"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_only_the_bundled_fonts_are_used_and_embedded(made):
    found = set()
    for page in pypdf.PdfReader(made).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile3" in inner["/FontDescriptor"].get_object()
            found.add(inner["/BaseFont"].partition("+")[2].partition("-")[0])
    assert found == {"NotoSerifSC", "NotoSansSC"}


def test_a_single_page_has_no_number(tmp_path):
    made = pdf.render_pdf(Report((blocks.paragraph("只有一页。"),)), tmp_path / "x.pdf")
    reader = pypdf.PdfReader(made)
    assert len(reader.pages) == 1
    assert words(reader, 0) == "只有一页。"


def test_a_long_table_repeats_its_heading(tmp_path):
    rows = [[f"单位{place}", {"text": f"{place}.00"}] for place in range(120)]
    table = blocks.table("长表", ["单位名称", {"label": "金额", "align": "right"}], rows)
    reader = pypdf.PdfReader(pdf.render_pdf(Report((table,)), tmp_path / "x.pdf"))
    assert len(reader.pages) > 2
    assert all("单位名称金额" in words(reader, page) for page in range(len(reader.pages)))


def test_foreign_text_is_text(tmp_path):
    rows = [[blocks.foreign(text), blocks.foreign(text)] for text in PAYLOADS]
    report = Report(
        (
            blocks.title(PAYLOADS[0], issuer=PAYLOADS[1], marks=[PAYLOADS[2]]),
            blocks.paragraph(*PAYLOADS), blocks.heading(1, PAYLOADS[3]),
            blocks.table(PAYLOADS[4], [PAYLOADS[5], PAYLOADS[6]], rows, notes=PAYLOADS),
        )
    )  # fmt: skip
    reader = pypdf.PdfReader(pdf.render_pdf(report, tmp_path / "x.pdf"))
    said = "".join(words(reader, page) for page in range(len(reader.pages)))
    for text in PAYLOADS[:-1]:
        assert text.replace(" ", "") in said
    assert "\u202e" not in said


def test_a_very_long_name_wraps_inside_its_column(tmp_path):
    name = blocks.foreign("很长的项目名称" * 2000, longest=10_000)
    table = blocks.table("表", ["项目", "备注"], [[name, "甲"]])
    reader = pypdf.PdfReader(pdf.render_pdf(Report((table,)), tmp_path / "x.pdf"))
    assert len(reader.pages) > 1


def test_a_picture_is_png_with_the_bundled_fonts():
    drawn = pdf.picture('<svg viewBox="0 0 10 10"><text y="5">兰州</text></svg>', width=20, ppi=50)
    assert drawn.startswith(b"\x89PNG")
    assert io.BytesIO(drawn).getbuffer().nbytes > 100


def table_of(count, text="1,234.56"):
    columns = [{"label": f"第{place}列", "align": "right"} for place in range(count)]
    return blocks.table("表", columns, [[text] * count]).content


@pytest.mark.parametrize(
    ("count", "lying", "size"),
    [(3, False, 10.5), (9, False, 9.0), (14, True, 9.5), (40, True, 6.0)],
)
def test_a_table_gets_the_largest_type_that_fits(count, lying, size):
    fitted = layout.fit(table_of(count))
    assert (fitted.lying, fitted.size) == (lying, size)
    assert sum(fitted.widths) == pytest.approx(layout.LYING if lying else layout.UPRIGHT, abs=0.5)


def test_a_heading_and_a_note_go_with_their_wide_table():
    wide = blocks.Block("table", table_of(20))
    report = Report(
        (blocks.paragraph("甲"), blocks.heading(1, "附表"), wide, blocks.note("乙"),
         blocks.paragraph("丙"))
    )  # fmt: skip
    assert [(lying, [block.kind for block in part]) for lying, part in layout.sections(report)] == [
        (False, ["paragraph"]), (True, ["heading", "table", "note"]), (False, ["paragraph"]),
    ]  # fmt: skip
