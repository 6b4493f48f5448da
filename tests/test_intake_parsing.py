"""Parsers: number formats as the sheet shows them, binary workbooks, delimiters, addresses."""

import io
import struct
import zipfile
from datetime import datetime

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from zsanalytics.errors import WorkbookError
from zsanalytics.intake.cells import open_workbook, read_cells
from zsanalytics.intake.parsing.dates import to_datetime
from zsanalytics.intake.parsing.delimited import delimiter, typed
from zsanalytics.intake.parsing.formats import compile_format
from zsanalytics.intake.parsing.grid import address, position, span


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("General", 1234.5, "1234.5"), ("General", 0.1 + 0.2, "0.3"), ("General", 1e15, "1E+15"),
        ("G/通用格式", 12.5, "12.5"), ('General"亿元"', 12.5, "12.5亿元"), ("@", 12.5, "12.5"),
        ("0.00", 2.675, "2.68"), ("0.00", -2.675, "-2.68"), ("0.0%", 0.053, "5.3%"),
        ("0%", 0.005, "1%"), ("0.00%", -0.08925, "-8.93%"), ("00.0%", 0.053, "05.3%"),
        ("#,##0.00", 1234567.895, "1,234,567.90"), ("#,##0.00_);(#,##0.00)", -1234.5, "(1,234.50)"),
        ("0.00;[Red]0.00", -5.126, "5.13"), ("0;;-", 0, "-"), ("0;;-", 5, "5"), (";;;", 5, "5"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', -1234.5, "-1,234.50"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0, "-"), ("000000", 1234, "001234"),
        ("#.##", 0.5, ".5"), ("0.##", 3.0, "3"), ("0.00E+00", 12345.678, "1.23E+04"),
        ('0!.0,"万"', 12345, "1.2万"), ('0"."0,"万元"', 123456, "12.3万元"),
        ('[>=10000]0.0,"千";0', 23456, "23.5千"), ('[>=10000]0.0,"千";0', 999, "999"),
        ("#,##0,", 1234567, "1,235"), ("[$¥-804]#,##0.00", 12.3, "¥12.30"), ("0千", 5, "5千"),
        ("yyyy-mm-dd", 45560, "2024-09-25"), ('yyyy"年"m"月"d"日"', 45560.5, "2024年9月25日"),
        ('[$-804]yyyy"年"m"月";@', 45560, "2024年9月"), ("yyyymm", 45560, "202409"),
        ("e年m月", 45560, "2024年9月"), ("aaaa", 45560, "星期三"), ("mmm-yy", 45560, "Sep-24"),
        ("yyyy/m/d h:mm", 45560.75, "2024/9/25 18:00"), ("h:mm AM/PM", 0.75, "6:00 PM"),
        ("[h]:mm", 1.5, "1.5"), ("# ?/?", 0.5, "0.5"),
    ],
)  # fmt: skip
def test_numbers_look_as_their_format_shows_them(code, number, shown):
    assert compile_format(code).show(number) == shown


@pytest.mark.parametrize("code", ["yyyy-m", 'm"月"d"日"', "[$-804]aaaa", "mmm"])
def test_formats_of_days(code):
    assert compile_format(code).day is not None


@pytest.mark.parametrize("code", ["h:mm", "[h]:mm", "0.00", 'General"日"', '0"d"', "[Red]0"])
def test_formats_that_are_not_of_days(code):
    assert compile_format(code).day is None


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False), st.integers(0, 6))
def test_a_shown_number_is_within_half_a_unit_of_the_stored_one(number, decimals):
    shown = compile_format("#,##0." + "0" * decimals if decimals else "#,##0").show(number)
    assert abs(float(shown.replace(",", "")) - number) <= 0.5000001 * 10**-decimals + 1e-3


@given(st.text(max_size=30))
def test_no_format_code_breaks_the_reader(code):
    assert isinstance(compile_format(code).show(-1234.5), str)
    assert isinstance(compile_format(code).show(45560), str)


def test_day_numbers():
    assert to_datetime(59) == datetime(1900, 2, 28)
    assert to_datetime(61) == datetime(1900, 3, 1)
    assert to_datetime(0.5) == datetime(1899, 12, 31, 12)
    assert to_datetime(1, from_1904=True) == datetime(1904, 1, 2)
    assert to_datetime(-1) is None
    assert to_datetime(1e9) is None


@given(st.integers(0, (1 << 20) - 1), st.integers(0, (1 << 14) - 1))
def test_addresses_are_read_back(row, column):
    assert position(address(row, column)) == (row, column)


@pytest.mark.parametrize("text", ["", "A", "7", "A0", "XFE1", "A1048577", "A-1", "É1"])
def test_what_is_no_address(text):
    with pytest.raises(ValueError, match="no cell address"):
        position(text)


def test_a_range_may_be_written_backwards():
    assert span("$C$2:A1") == (0, 0, 1, 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a,b\n1,2", ","), ("a\tb\n1,5\t2", "\t"), ("a;b\n1,5;2,5\n1,5;2,5", ";"),
        ("甲|乙\n1|2", "|"), ('"a,b";c\n"d,e";f', ";"), ("只有一列\n甲\n乙", ","),
    ],
)  # fmt: skip
def test_delimiters(text, found):
    assert delimiter(text) == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-12.5", -12.5), ("0", 0), ("0.5", 0.5), ("007", "007"), ("1,234", "1,234"),
        ("5.3%", "5.3%"), ("1.2.3", "1.2.3"), ("１２", "１２"),
        ("12345678901234567", "12345678901234567"),
        ("2024-02-30", "2024-02-30"), ("-", "-"), ("+5", 5),
    ],
)  # fmt: skip
def test_fields_of_text_files(text, value):
    assert typed(text) == value


def record(kind, content=b""):
    """Write a record of a binary workbook."""
    head = bytes([kind]) if kind < 128 else bytes([(kind & 0x7F) | 0x80, kind >> 7])
    size, length = b"", len(content)
    while not size or length:
        size += bytes([(length & 0x7F) | (0x80 if length > 0x7F else 0)])
        length >>= 7
    return head + size + content


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(column, style, kind, content):
    return record(kind, struct.pack("<II", column, style) + content)


def row(number, hidden=False):
    flags = bytes([0, 0x10 if hidden else 0, 0])
    return record(0, struct.pack("<IIH", number, 0, 300) + flags + struct.pack("<I", 0))


def binary(sheet):
    """Write a binary workbook around the records of its first sheet."""
    place = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    styles = [record(47, struct.pack("<HH", 0, f) + bytes(12)) for f in (0, 10, 4, 164)]
    size = record(148, struct.pack("<IIII", 0, 4, 0, 3))
    parts = {
        "workbook": record(131) + record(153, bytes(12)) + record(143)
        + record(156, struct.pack("<II", 0, 1) + wide("a") + wide("汇总表"))
        + record(156, struct.pack("<II", 1, 2) + wide("b") + wide("底稿"))
        + record(144) + record(132),
        "sharedStrings": record(159, struct.pack("<II", 2, 2))
        + record(19, b"\0" + wide("标题")) + record(19, b"\0" + wide("兰州市")),
        "styles": record(615, struct.pack("<I", 1))
        + record(44, struct.pack("<H", 164) + wide('yyyy"年"m"月"')) + record(616)
        + record(626) + styles[0] + record(627)
        + record(617, struct.pack("<I", 4)) + b"".join(styles) + record(618),
        "worksheets/one": record(129) + size + record(145) + sheet + record(146),
        "worksheets/two": record(129) + size + record(145) + row(0)
        + cell(0, 0, 2, struct.pack("<i", 30)) + record(146),
    }  # fmt: skip
    kinds = {
        "a": ("worksheet", "worksheets/one"), "b": ("worksheet", "worksheets/two"),
        "c": ("styles", "styles"), "d": ("sharedStrings", "sharedStrings"),
    }  # fmt: skip
    listed = "".join(
        f'<Relationship Id="{key}" Type="{place}/{kind}" Target="{part}.bin"/>'
        for key, (kind, part) in kinds.items()
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        box.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r" Type="{place}/officeDocument" '
            'Target="xl/workbook.bin"/></Relationships>',
        )
        box.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{listed}</Relationships>")
        for name, content in parts.items():
            box.writestr(f"xl/{name}.bin", content)
    return data.getvalue()


SHEET = (
    record(60, struct.pack("<IIIIH", 3, 3, 2000, 0, 1))  # the fourth column is hidden
    + row(0) + cell(0, 0, 7, struct.pack("<I", 0)) + cell(1, 0, 1, b"")
    + row(1) + cell(0, 1, 5, struct.pack("<d", 0.0532))
    + cell(1, 2, 2, struct.pack("<i", (123450 << 2) | 3)) + cell(2, 3, 5, struct.pack("<d", 45536))
    + row(2, hidden=True) + cell(0, 0, 7, struct.pack("<I", 1)) + cell(2, 0, 4, b"\1")
    + row(4) + cell(0, 0, 3, bytes([7])) + cell(1, 0, 6, wide("文字"))
    + cell(2, 0, 9, struct.pack("<d", 2.5) + bytes(10))
    + record(176, struct.pack("<IIII", 0, 0, 0, 1))
)  # fmt: skip


def test_a_binary_workbook_with_formats_merges_and_what_is_hidden(tmp_path):
    path = tmp_path / "a.xlsb"
    path.write_bytes(binary(SHEET))
    opened = open_workbook(path)
    first = opened.cells[opened.cells["sheet"] == "汇总表"].set_index("cell")
    assert opened.kind == "xlsb"
    assert first["text"].dropna().to_dict() == {
        "A1": "标题", "A2": "5.32%", "B2": "1,234.50", "C2": "2024年9月", "A3": "兰州市",
        "C3": "TRUE", "A5": "#DIV/0!", "B5": "文字", "C5": "2.5",
    }  # fmt: skip
    assert first.loc[["A2", "B2", "C2", "C5"], "value"].tolist() == [
        0.0532, 1234.5, datetime(2024, 9, 1), 2.5,
    ]  # fmt: skip
    assert first.loc["B1", "merged_into"] == "A1"
    assert first.index[first["hidden"]].tolist() == ["A3", "C3"]
    assert opened.sheets["hidden"].tolist() == [False, True]
    assert set(opened.findings["rule"]) == {"error_value", "hidden"}


def test_a_binary_workbook_agrees_with_an_independent_reader(tmp_path):
    path = tmp_path / "a.xlsb"
    path.write_bytes(binary(SHEET))
    cells = read_cells(path).query("sheet == '汇总表'").set_index("cell")["value"]
    other = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    grid = other.to_python(skip_empty_area=False)
    for place in ("A1", "A2", "B2", "A3", "C3", "B5", "C5"):
        at_row, at_column = position(place)
        assert grid[at_row][at_column] == cells[place]


def test_a_binary_workbook_cut_in_a_record_is_refused(tmp_path):
    path = tmp_path / "a.xlsb"
    path.write_bytes(binary(SHEET + b"\x05\x7f\x00"))
    with pytest.raises(WorkbookError) as raised:
        read_cells(path)
    assert str(raised.value) == (
        "a.xlsb: has a damaged record, expected a whole binary workbook; "
        "open it in a spreadsheet program and save it as .xlsx"
    )


def test_a_sheet_that_is_listed_but_not_there_is_no_silence(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as box:
        box.writestr(
            "xl/workbook.xml",
            '<workbook xmlns:r="r"><sheets><sheet name="汇总表" r:id="a"/></sheets></workbook>',
        )
    with pytest.raises(WorkbookError) as raised:
        read_cells(path)
    assert str(raised.value) == (
        "a.xlsx: lacks the sheet '汇总表' that it lists, expected a whole workbook; "
        "send the file again"
    )
