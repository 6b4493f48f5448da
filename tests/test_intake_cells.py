"""Cells: what stands in a workbook of any kind, as typed and as shown."""

import base64
import datetime as dt
import os
import threading
import time
import zipfile
import zlib

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from tests.workbook_files import XLS, ods, sheet_xml, shown, table, write
from zsanalytics.errors import WorkbookError
from zsanalytics.intake.cells import open_workbook, open_workbooks, read_cells
from zsanalytics.intake.columns import by_sheet, cells_table
from zsanalytics.intake.reader import READER
from zsanalytics.schema import CELLS, FINDINGS, conform


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "张掖市.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("汇总表")
    formats = {
        code: made.add_format({"num_format": code})
        for code in ("0.0%", "#,##0.00", 'yyyy"年"m"月"', '0!.0,"万"')
    }
    sheet.merge_range("A1:C1", "2024年9月")
    sheet.write("A2", 0.053, formats["0.0%"])
    sheet.write("B2", 1234.5, formats["#,##0.00"])
    sheet.write_datetime("C2", dt.datetime(2024, 9, 1), formats['yyyy"年"m"月"'])
    sheet.write("A3", 2.675, made.add_format({"num_format": "0.00"}))
    sheet.write("B3", 12345, formats['0!.0,"万"'])
    sheet.write_boolean("C3", True)
    sheet.write("A4", "庆 阳 & <市>\n第二行")
    sheet.write_blank("B4", None, formats["0.0%"])
    sheet.write("C4", 620100)
    made.close()
    return path


def test_values_are_typed_and_texts_are_as_shown(book):
    cells = read_cells(book)
    assert table(cells) | {"B1": None, "C1": None} == {
        "A1": "2024年9月", "B1": None, "C1": None, "A2": 0.053, "B2": 1234.5,
        "C2": dt.datetime(2024, 9, 1), "A3": 2.675, "B3": 12345, "C3": True,
        "A4": "庆 阳 & <市>\n第二行", "C4": 620100,
    }  # fmt: skip
    assert shown(cells) == {
        "A1": "2024年9月", "A2": "5.3%", "B2": "1,234.50", "C2": "2024年9月", "A3": "2.68",
        "B3": "1.2万", "C3": "TRUE", "A4": "庆 阳 & <市>\n第二行", "C4": "620100",
    }  # fmt: skip
    assert type(table(cells)["C4"]) is int


def test_the_table_has_exactly_the_types_of_the_schema(book):
    cells = read_cells(book)
    pd.testing.assert_frame_equal(cells, conform(cells, CELLS))
    assert not cells.duplicated(list(CELLS.key)).any()
    assert cells["file"].unique().tolist() == ["张掖市.xlsx"]
    ordered = cells.sort_values(["row", "column"], kind="stable")
    pd.testing.assert_frame_equal(cells, ordered)


def test_each_cell_of_a_merge_names_its_top_left_one(book):
    cells = read_cells(book).set_index("cell")["merged_into"]
    assert cells[["A1", "B1", "C1"]].tolist() == ["A1"] * 3
    assert cells[["A2", "C4"]].isna().all()


def test_blank_cells_with_a_style_are_no_cells(book):
    assert "B4" not in table(read_cells(book))


@pytest.mark.parametrize(
    "changes",
    [
        [("<c ", "<c  "), ("<si>", "<si >")],
        [("<c ", "<c\n"), ("<si><t>", "<si>\n<t>")],
        [("<sheetData>", "<sheetData><!-- rows -->"), ("<sst", "<!-- texts --><sst")],
    ],
    ids=["blanks", "line ends", "comments"],
)
def test_two_ways_of_reading_the_xml_give_the_same_cells(book, tmp_path, changes):
    """XML that is not in the plain form takes the parser instead of the fast way."""
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for plain, odd in changes:
                text = text.replace(plain, odd)
            new.writestr(name, text)
    pd.testing.assert_frame_equal(
        read_cells(book).drop(columns="file"), read_cells(other).drop(columns="file")
    )


def test_elements_with_a_namespace_prefix(tmp_path):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    worksheet = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>1</x:v>'
        "</x:c></x:row></x:sheetData></x:worksheet>"
    )
    shared = f'<x:sst xmlns:x="{main}"><x:si/><x:si><x:t>乙</x:t></x:si></x:sst>'
    data = sheet_xml("", worksheet=worksheet, t=shared)
    assert table(read_cells(write(tmp_path / "a.xlsx", data))) == {"A1": "乙"}


def test_a_stray_cell_in_the_last_corner_costs_nothing(tmp_path):
    body = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )
    tail = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    cells = read_cells(write(tmp_path / "far.xlsx", sheet_xml(body, tail)))
    assert table(cells) == {"A1": 1, "XFD1048576": 2}


def test_rows_and_cells_without_addresses_stand_in_their_order(tmp_path):
    body = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert table(read_cells(write(tmp_path / "a.xlsx", sheet_xml(body)))) == {
        "A1": 1, "B1": 2, "A2": 3,
    }  # fmt: skip


def test_texts_in_cells_shared_texts_and_phonetic_guides(tmp_path):
    body = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1" t="s"><v>0</v></c>'
        '<c r="C1" t="str"><f>A1</f><v>丙</v></c><c r="D1" t="d"><v>2024-09-30</v></c></row>'
    )
    shared = (
        "<sst><si><r><t>乙</t></r><r><t xml:space='preserve'> 一</t></r>"
        "<rPh sb='0' eb='1'><t>yi</t></rPh></si></sst>"
    )
    cells = table(read_cells(write(tmp_path / "a.xlsx", sheet_xml(body, t=shared))))
    assert cells == {"A1": "甲", "B1": "乙 一", "C1": "丙", "D1": dt.datetime(2024, 9, 30)}


def test_days_counted_from_1904(tmp_path):
    styles = (
        "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='yyyy-mm-dd'/></numFmts>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='170'/></cellXfs></styleSheet>"
    )
    body = '<row r="1"><c r="A1" s="1"><v>44098</v></c></row>'
    data = sheet_xml(body, workbook='<workbookPr date1904="1"/>', u=styles)
    cells = read_cells(write(tmp_path / "a.xlsx", data))
    assert table(cells) == {"A1": dt.datetime(2024, 9, 25)}
    assert shown(cells) == {"A1": "2024-09-25"}


def test_a_formula_without_a_stored_value_is_an_error_and_no_figure(tmp_path):
    path = tmp_path / "庆阳市.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "汇总表"
    made.active["D6"] = 5
    made.active["D7"] = "=SUM(D1:D6)"
    made.save(path)
    opened = open_workbook(path)
    assert opened.cells.set_index("cell").loc["D7", ["text"]].tolist() == ["=SUM(D1:D6)"]
    assert opened.cells["value"].tolist() == [5, None]
    row = opened.findings.iloc[0]
    assert (row["severity"], row["rule"], row["sheet"], row["cell"]) == (
        "error", "formula_without_value", "汇总表", "D7",
    )  # fmt: skip
    assert row["message"] == "D7是公式，但文件里没有存下计算结果，数值无法读取。"
    assert row["remedy"] == (
        "请用Excel或WPS打开该文件，重新计算并保存后再报送，或将该单元格粘贴为数值。"
    )


def test_a_formula_whose_stored_result_is_an_empty_text_is_blank(tmp_path):
    body = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>IF(A1,"")</f><v></v></c></row>'
    opened = open_workbook(write(tmp_path / "a.xlsx", sheet_xml(body)))
    assert table(opened.cells) == {"A1": 1}
    assert opened.findings.empty


def test_a_zero_that_no_program_has_calculated_is_doubted(tmp_path):
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("表")
    sheet.write("A1", 5)
    sheet.write_formula("A2", "=A1*2")  # XlsxWriter stores 0 for what it cannot calculate
    sheet.write_formula("A3", "=A1*2", value=10)
    made.close()
    opened = open_workbook(path)
    assert table(opened.cells) == {"A1": 5, "A2": 0, "A3": 10}
    assert opened.findings[["severity", "rule", "cell"]].to_numpy().tolist() == [
        ["warning", "formula_not_calculated", "A2"]
    ]
    assert opened.findings["message"].iloc[0] == (
        "A2是公式，存下的结果为0，而该文件尚未由表格软件计算过，结果可能不真实。"
    )


def test_error_values_are_texts_and_doubted(tmp_path):
    body = '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    opened = open_workbook(write(tmp_path / "a.xlsx", sheet_xml(body)))
    assert table(opened.cells) == {"A1": "#DIV/0!"}
    assert opened.findings["message"].tolist() == ["A1的公式出错，显示的是错误值，不是数值。"]


def test_hidden_rows_columns_and_sheets_are_marked_and_told(tmp_path):
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (1, 2):
        sheet.append([row, row * 10, row * 100])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    secret = made.create_sheet("底稿")
    secret["A1"] = 7
    secret.sheet_state = "hidden"
    made.save(path)
    opened = open_workbook(path)
    hidden = opened.cells.set_index(["sheet", "cell"])["hidden"]
    assert hidden[("Sheet", "A1")] == False  # noqa: E712
    assert hidden.drop([("Sheet", "A1"), ("Sheet", "B1")]).all()
    assert opened.findings["message"].tolist() == [
        "有隐藏的1行、1列，其中的数据不采用。",
        "工作表是隐藏的，其中的数据不采用。",
    ]
    assert opened.sheets[["sheet", "hidden"]].to_numpy().tolist() == [
        ["Sheet", False], ["底稿", True],
    ]  # fmt: skip


def test_comments_macros_links_and_objects_are_told_and_not_quoted(tmp_path):
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    made.active["A1"] = 1
    made.active["A1"].comment = Comment("张三 13912345678", "李四")
    made.save(path)
    with zipfile.ZipFile(path, "a") as box:
        box.writestr("xl/vbaProject.bin", b"x")
        box.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    findings = open_workbook(path).findings
    assert findings["rule"].tolist() == ["comments", "macros", "external_links"]
    assert findings["severity"].tolist() == ["note", "warning", "warning"]
    assert findings["cell"].iloc[0] == "A1"
    assert not findings.astype(str).apply(lambda c: c.str.contains("139|张三|李四")).any(axis=None)


def test_a_clean_workbook_has_no_findings(book):
    findings = open_workbook(book).findings
    pd.testing.assert_frame_equal(findings, conform([], FINDINGS))


def test_many_formulas_without_value_share_a_finding_after_twenty(tmp_path):
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    for row in range(1, 31):
        made.active.cell(row, 1, f"=B{row}")
    made.save(path)
    cells = open_workbook(path).findings["cell"].tolist()
    assert len(cells) == 21
    assert cells[-1] == "A21、A22、A23、A24、A25等10个单元格"


def test_xls_with_formats_merges_and_what_is_hidden(tmp_path):
    path = write(tmp_path / "a.xls", zlib.decompress(base64.b85decode(XLS)))
    opened = open_workbook(path)
    assert opened.kind == "xls"
    assert shown(opened.cells[~opened.cells["hidden"]]) == {
        "A1": "标题 庆 阳", "A2": "5.3%", "B2": "2024年9月", "C2": "1,234.50",
        "IV65536": "1",
    }  # fmt: skip
    assert table(opened.cells)["B2"] == dt.datetime(2024, 9, 1)
    assert opened.cells.query("merged_into == 'A1'")["cell"].tolist() == ["A1", "B1", "C1"]
    assert opened.sheets["hidden"].tolist() == [False, True]


def test_ods_with_repeats_spans_and_shown_texts(tmp_path):
    content = (
        '<table:table table:name="表"><table:table-row>'
        '<table:table-cell office:value-type="string" table:number-columns-spanned="2">'
        "<text:p>标题</text:p><text:p>第二行</text:p></table:table-cell>"
        "<table:covered-table-cell/></table:table-row><table:table-row>"
        '<table:table-cell office:value-type="percentage" office:value="0.053">'
        "<text:p>5.3%</text:p></table:table-cell>"
        '<table:table-cell office:value-type="float" office:value="7" '
        'table:number-columns-repeated="2"><text:p>7</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2024-09-01">'
        "<office:annotation><text:p>张三</text:p></office:annotation>"
        "<text:p>2024年9月</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        '<table:table-row table:visibility="collapse"><table:table-cell table:formula="of:=1+1"/>'
        "</table:table-row></table:table>"
    )
    opened = open_workbook(write(tmp_path / "a.ods", ods(content)))
    assert shown(opened.cells) == {
        "A1": "标题\n第二行", "A2": "5.3%", "B2": "7", "C2": "7", "D2": "2024年9月",
        "A1048003": "=1+1",
    }  # fmt: skip
    values = table(opened.cells)
    assert (values["A2"], values["C2"], values["D2"]) == (0.053, 7, dt.datetime(2024, 9, 1))
    assert values["B1"] is None
    assert set(opened.findings["rule"]) == {"formula_without_value", "comments", "hidden"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_in_every_encoding_with_every_delimiter(tmp_path, encoding, delimiter):
    lines = ["地区,到位资金,代码", '兰州市,"1,234.5",0931', "天水市,12.50,620500"]
    text = "\r\n".join(lines)
    if delimiter != ",":
        text = text.replace('"1,234.5"', "1，234.5").replace(",", delimiter)
    opened = open_workbook(write(tmp_path / "a.csv", text.encode(encoding)))
    values = table(opened.cells)
    assert [values[c] for c in ("A1", "A2", "B3", "C2", "C3")] == [
        "地区", "兰州市", 12.5, "0931", 620500,
    ]  # fmt: skip
    assert values["B2"] in ("1,234.5", "1，234.5")
    assert opened.kind == "delimited"
    assert opened.sheets["sheet"].tolist() == ["a"]


def test_characters_that_only_gb18030_has(tmp_path):
    data = "㛃,1\n䶮,2\n".encode("gb18030")
    assert table(read_cells(write(tmp_path / "a.csv", data)))["A1"] == "㛃"


def test_the_content_decides_and_not_the_name(book, tmp_path):
    as_csv = write(tmp_path / "a.csv", book.read_bytes())
    assert open_workbook(as_csv).kind == "xlsx"
    page = "<html><meta charset='gb2312'><table><tr><th colspan=2>标题</th></tr><tr><td>兰州市"
    page += "<td>12.5</table></html>"
    opened = open_workbook(write(tmp_path / "a.xls", page.encode("gb18030")))
    assert opened.kind == "markup"
    assert table(opened.cells) == {"A1": "标题", "B1": None, "A2": "兰州市", "B2": 12.5}


def test_a_spreadsheet_as_xml_of_2003(tmp_path):
    data = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table>'
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell></Row>'
        '<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="Number">12.5</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    cells = read_cells(write(tmp_path / "a.xls", data.encode()))
    assert table(cells) == {"A1": "标题", "B1": None, "B3": 12.5}


def test_what_is_no_character_neither_stops_the_caller_nor_passes(tmp_path):
    shared = "<sst><si><t>&#55357;甲&#0;&amp;&#x4E59;&#99999999;</t></si></sst>"
    body = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    path = tmp_path / "\udcff.xlsx" if os.name == "posix" else tmp_path / "a.xlsx"
    cells = read_cells(write(path, sheet_xml(body, t=shared)))
    assert cells["value"].iloc[0].encode().decode() == "&#55357;甲&#0;&乙&#99999999;"
    assert cells["file"].iloc[0] in ("?.xlsx", "a.xlsx")


def test_a_batch_goes_on_after_a_bad_file(book, tmp_path):
    bad = write(tmp_path / "bad.xlsx", b"%PDF-1.7")
    first, second, third = open_workbooks([book, bad, book])
    assert len(first.cells) == len(third.cells) == 11
    assert isinstance(second, WorkbookError)
    assert list(open_workbooks([])) == []


def test_the_next_file_is_read_while_the_caller_works_on_this_one(book, monkeypatch):
    begun, real = [], READER.read

    def noted(path):
        begun.append(path)
        return real(path)

    monkeypatch.setattr(READER, "read", noted)
    opened = open_workbooks([book] * 4)
    next(opened)
    time.sleep(0.05)
    assert len(begun) == 2
    opened.close()
    assert len(begun) == 2
    assert not [thread for thread in threading.enumerate() if "ThreadPool" in thread.name]


def test_a_failure_of_our_own_is_one_files_and_says_so(book, monkeypatch):
    def failing(_):
        raise ValueError("secret text of a cell")

    monkeypatch.setattr(READER, "read", failing)
    (error,) = open_workbooks([book])
    assert str(error) == (
        "张掖市.xlsx: cannot be read (ValueError), expected a whole workbook; "
        "open it in a spreadsheet program, save it again and send that"
    )


def test_sheets_travel_as_columns_and_come_back_as_the_same_table(book):
    opened = open_workbook(book)
    table_of_all = opened.cells
    pd.testing.assert_frame_equal(cells_table(by_sheet(table_of_all)), table_of_all)
    assert by_sheet(opened.held) is opened.held
