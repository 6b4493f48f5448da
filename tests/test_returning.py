"""Returned files: exactly the questioned cells are marked, every other byte is the sender's."""

import io
import shutil
import subprocess
import zipfile

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment

from zsanalytics.cli import main
from zsanalytics.errors import WorkbookError
from zsanalytics.forms.marks import FILLS, Mark, cells_of, marked_copy, questioned
from zsanalytics.office.returning import LETTER, return_submissions
from zsanalytics.schema import FINDINGS, conform, finding

TEXT = "[错误] 西峰区 <到位资金> & 其他\n处理：核对"


def sent(comment=False, table=False):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "汇总"
    for row in (["县区", "到位资金"], ["西峰区", 12.5], ["环县", "约7"], ["合计", "=B2+7"]):
        sheet.append(row)
    sheet["B2"].number_format = "0.00"
    sheet["B2"].font = openpyxl.styles.Font(bold=True)
    if comment:
        sheet["A1"].comment = Comment("原来的批注", "某人")
        sheet["B2"].comment = Comment("另一处", "某人")
    if table:
        sheet.add_table(openpyxl.worksheet.table.Table(displayName="T", ref="A1:B4"))
    book.create_sheet("说明")["A1"] = "不动"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_questioned_cell_gets_fill_and_comment_and_keeps_the_rest():
    back = read(marked_copy(sent(), [Mark("汇总", ("B2",), "error", TEXT)]))["汇总"]
    assert back["B2"].comment.text == TEXT
    assert back["B2"].fill.fgColor.rgb == FILLS["error"]
    assert (back["B2"].value, back["B2"].number_format, back["B2"].font.bold) == (
        12.5, "0.00", True,
    )  # fmt: skip
    others = [c for row in back.iter_rows() for c in row if c.coordinate != "B2"]
    assert all(c.comment is None and c.fill.fill_type is None for c in others)
    assert back["B4"].value == "=B2+7"


def test_parts_that_need_no_change_are_the_senders_bytes():
    content = sent()
    before = parts(content)
    after = parts(marked_copy(content, [Mark("汇总", ("B2",), "error", TEXT)]))
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"}
    assert set(after) - set(before) == {
        "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet1.xml.rels",
    }  # fmt: skip


def test_comments_of_the_sender_stay():
    marks = [Mark("汇总", ("B2",), "error", "甲"), Mark("汇总", ("B3",), "warning", "乙")]
    back = read(marked_copy(sent(comment=True), marks))["汇总"]
    assert back["A1"].comment.text == "原来的批注"
    assert back["B2"].comment.text == "另一处\n校核：甲"
    assert back["B3"].comment.text == "乙"


def test_several_questions_on_a_cell_share_a_comment_and_the_worst_colours():
    marks = [Mark("汇总", ("B2",), "note", "轻"), Mark("汇总", ("B2",), "error", "重")]
    cell = read(marked_copy(sent(), marks))["汇总"]["B2"]
    assert cell.comment.text == "重\n轻" and cell.fill.fgColor.rgb == FILLS["error"]


def test_a_cell_and_a_row_that_are_not_there_are_made_in_order():
    back = read(marked_copy(sent(), [Mark("汇总", ("A9", "D2"), "warning", "缺报")]))["汇总"]
    assert back["A9"].fill.fgColor.rgb == back["D2"].fill.fgColor.rgb == FILLS["warning"]
    assert back["A9"].comment.text == "缺报" and back["B2"].value == 12.5


def test_cells_beside_are_shown_as_evidence():
    mark = Mark("汇总", ("B4",), "error", "合计不符", ("B2",))
    back = read(marked_copy(sent(), [mark]))["汇总"]
    assert back["B2"].fill.fgColor.rgb == FILLS["note"] and back["B2"].comment is None


def test_a_sheet_with_a_table_is_still_well_formed():
    back = read(marked_copy(sent(table=True), [Mark("汇总", ("B2",), "error", "甲")]))
    assert back["汇总"].tables["T"].ref == "A1:B4"
    assert back["汇总"]["B2"].comment.text == "甲"


def test_a_mark_on_a_sheet_that_is_not_there_changes_nothing():
    content = sent()
    assert parts(marked_copy(content, [Mark("别的", ("B2",), "error", "甲")])) == parts(content)


def test_controls_in_a_text_are_left_out():
    back = read(marked_copy(sent(), [Mark("汇总", ("B2",), "error", "a\x00\u202eb")]))
    assert back["汇总"]["B2"].comment.text == "a  b"


def test_what_is_no_xlsx_is_refused_in_a_sentence():
    with pytest.raises(WorkbookError, match=r"not an xlsx file .* return the findings alone"):
        marked_copy(b"PK nothing", [])
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(WorkbookError, match="no workbook in the package"):
        marked_copy(empty.getvalue(), [])


def test_a_bomb_and_a_damaged_part_go_back_unmarked(tmp_path, monkeypatch):
    content = bytearray(sent())
    start = content.find(b"xl/worksheets/sheet1.xml") + 40
    content[start : start + 30] = b"\xff" * 30
    with pytest.raises(WorkbookError, match="not an xlsx file"):
        marked_copy(bytes(content), [])
    monkeypatch.setattr("zsanalytics.forms.package.LARGEST", 100)
    with pytest.raises(WorkbookError, match="more than 0 MB unpacked"):
        marked_copy(sent(), [])


def test_files_that_differ_in_their_ending_get_folders_of_their_own(tmp_path):
    paths = [tmp_path / "报表.xlsx", tmp_path / "报表.csv"]
    for path in paths:
        path.write_bytes(sent())
    asked = conform(
        [row for path in paths for row in findings(path.name).to_dict("records")], FINDINGS
    )
    folders = return_submissions(paths, asked, tmp_path / "退", asof="2024-09")
    assert [folder.name for folder in folders] == ["报表", "报表.csv"]


def test_the_cells_a_finding_names():
    assert cells_of("$B$3:C4") == ("B3", "C3", "B4", "C4")
    assert len(cells_of("A1:XFD1048576")) == 500
    assert questioned("AA10, B2, C1:C9") == (("AA10",), ("B2",))


def findings(file, number=1):
    rows = [
        finding(
            "error" if n % 2 else "warning", "sum", f"合计 {n} 与各县区之和不符。", "请核对合计。",
            file=file, sheet="汇总", cell="B4, B2, B2:B3",
        )
        for n in range(1, number + 1)
    ]  # fmt: skip
    return conform(rows, FINDINGS)


def words_of(path):
    document = docx.Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_letter_says_what_is_asked_and_fits_on_a_page(tmp_path):
    path = tmp_path / "报表.xlsx"
    content = sent()
    path.write_bytes(content)
    (folder,) = return_submissions([path], findings(path.name, 11), tmp_path / "退", asof="2024-09")
    assert sorted(p.name for p in folder.iterdir()) == ["报表.xlsx", "校核结果.xlsx", LETTER]
    said = words_of(folder / LETTER)
    assert (
        "你单位报送的《报表.xlsx》经校核有6处错误、5处疑问，已在退回的表格中用底色和批注标出。"
        in said
    )
    assert "另有3处，见退回的表格和校核结果表。" in said
    assert "汇总!B4 等" in said and path.read_bytes() == content


def test_other_formats_get_the_findings_and_the_letter_only(tmp_path):
    path = tmp_path / "报表.csv"
    path.write_text("县区,到位资金\n", encoding="utf-8")
    (folder,) = return_submissions([path], findings(path.name), tmp_path / "退", asof="2024-09")
    assert sorted(p.name for p in folder.iterdir()) == ["校核结果.xlsx", LETTER]
    assert "列在所附的校核结果表中" in words_of(folder / LETTER)


def test_a_file_without_a_question_does_not_go_back(tmp_path):
    path = tmp_path / "报表.xlsx"
    path.write_bytes(sent())
    assert return_submissions([path], findings("别的.xlsx"), tmp_path / "退", asof="2024-09") == []


def test_the_command_returns_what_it_found(tmp_path, monkeypatch, capsys):
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    for row in (
        ["庆阳市2024年1-9月招商引资情况表"], ["单位：亿元"], ["县区", "到位资金"],
        ["西峰区", 12.5], ["环县", 7.25], ["合计", 9.75],
    ):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "报表.xlsx")
    with pytest.raises(SystemExit) as ended:
        main(["check", "报表.xlsx", "--month", "2024-09", "--return", "退"])
    assert ended.value.code == 1 and "退/报表" in capsys.readouterr().out
    back = openpyxl.load_workbook(tmp_path / "退/报表/报表.xlsx").active
    marked = [c.coordinate for row in back.iter_rows() for c in row if c.comment]
    assert marked == ["B6"]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_another_office_program_opens_a_marked_file(tmp_path):
    path = tmp_path / "报表.xlsx"
    path.write_bytes(marked_copy(sent(comment=True), [Mark("汇总", ("B3",), "error", TEXT)]))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "ods", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "报表.ods") as archive:
        content = archive.read("content.xml").decode()
    assert "核对" in content and "原来的批注" in content
