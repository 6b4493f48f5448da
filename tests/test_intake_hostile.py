"""Hostile and odd files: none hangs, kills or silently empties; what is read is read right."""

import base64
import csv
import datetime as dt
import hashlib
import io
import os
import random
import struct
import time
import zipfile
import zlib

import openpyxl
import pytest
import python_calamine
import xlrd.compdoc

from tests.test_intake_parsing import SHEET, binary
from tests.test_intake_reader import mutated
from tests.workbook_files import XLS, ods, sheet_xml, shown, table, write
from zsanalytics.codebook import load_codebook
from zsanalytics.errors import WorkbookError
from zsanalytics.intake.cells import open_workbook, read_cells
from zsanalytics.intake.folder import intake
from zsanalytics.sample import plan, sheets
from zsanalytics.sample.ledger import ledger
from zsanalytics.sample.writer import make, report

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
TEXT_ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
OLD = zlib.decompress(base64.b85decode(XLS))


def refused(path, data):
    """Give what is said of a file, without its name."""
    started = time.monotonic()
    with pytest.raises(WorkbookError) as raised:
        read_cells(write(path, data))
    assert time.monotonic() - started < 15
    sentence = str(raised.value)
    assert sentence.startswith(f"{path.name}: ")
    assert "\n" not in sentence
    assert ", expected " in sentence or sentence.count(";")
    return sentence.removeprefix(f"{path.name}: ")


def laughing(place):
    text = "<t>&a9;</t>"
    if place == "ods":
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as box:
            box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            box.writestr("content.xml", f"{LAUGHS}<d><table><p>&a9;</p></table></d>")
        return data.getvalue()
    if place == "xml":
        space = "urn:schemas-microsoft-com:office:spreadsheet"
        return f'<?xml version="1.0"?>{LAUGHS}<Workbook xmlns="{space}">&a9;</Workbook>'.encode()
    if place == "strings":
        return sheet_xml(TEXT_ROW, t=f"{LAUGHS}<sst><si>{text}</si></sst>")
    if place == "styles":
        return sheet_xml(ROW, u=f"{LAUGHS}<styleSheet>&a9;</styleSheet>")
    return sheet_xml("", worksheet=f"{LAUGHS}<worksheet><sheetData>&a9;</sheetData></worksheet>")


@pytest.mark.parametrize("place", ["sheet", "strings", "styles", "ods", "xml"])
def test_a_document_type_is_refused_wherever_it_stands(place, tmp_path):
    assert refused(tmp_path / "a.xlsx", laughing(place)) == (
        "declares a document type or an entity, which no workbook needs; "
        "open it in a spreadsheet program, save it again and send that"
    )


def test_a_page_with_entities_expands_nothing(tmp_path):
    page = f"{LAUGHS.replace('DOCTYPE l', 'DOCTYPE html')}<html><table><tr><td>&a9;</table>"
    try:
        text = "".join(read_cells(write(tmp_path / "a.xls", page.encode()))["text"])
    except WorkbookError:
        return
    assert len(text) < 2000


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("xlsx", lambda: sheet_xml("<x>" * 300_000 + "</x>" * 300_000)),
        ("html", lambda: b"<html><table><tr><td>1" + b"<div>" * 200_000 + b"</table>"),
        ("ods", lambda: ods("<table:table>" * 100_000 + "</table:table>" * 100_000)),
        ("tables", lambda: b"<table><tr><td>1" * 20_000),
    ],
)
def test_deep_nesting_neither_hangs_nor_kills(kind, data, tmp_path):
    path = write(tmp_path / f"a.{kind}", data())
    started = time.monotonic()
    try:
        assert len(read_cells(path))
    except WorkbookError as refusal:
        assert str(refusal).startswith(path.name)
    assert time.monotonic() - started < 12


def test_a_zip_in_a_zip_is_no_workbook(tmp_path):
    inner = sheet_xml(ROW)
    for _ in range(5):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as box:
            box.writestr("a.zip", inner)
        inner = data.getvalue()
    assert refused(tmp_path / "a.xlsx", inner) == (
        "is a zip archive without a workbook, expected a workbook; unpack it and send the workbooks"
    )


def test_a_part_that_unpacks_to_more_than_it_says_is_damaged(tmp_path):
    data = sheet_xml(ROW + " " * 1_000_000)
    at = data.rindex(b"PK\1\2")  # the sheet is the last part
    lie = data[: at + 24] + (900).to_bytes(4, "little") + data[at + 28 :]
    assert refused(tmp_path / "a.xlsx", lie) == (
        "has a damaged part xl/s.xml, expected a whole workbook; send the file again"
    )


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(tmp_path):
    """One program would show the first, another the second."""
    path = write(tmp_path / "a.xlsx", sheet_xml(ROW))
    with zipfile.ZipFile(path, "a") as box:
        box.writestr("XL/S.xml", "<worksheet/>")
    assert refused(path, path.read_bytes()) == (
        "holds two parts of one name, expected one of each; "
        "open it in a spreadsheet program, save it again and send that"
    )


def test_names_that_lead_out_of_the_container_lead_nowhere(tmp_path):
    path = write(tmp_path / "a.xlsx", sheet_xml(ROW))
    with zipfile.ZipFile(path, "a") as box:
        for name in ("../../evil.txt", "/etc/evil.txt", "..\\..\\more.txt", "C:\\evil.txt"):
            box.writestr(name, "x")
    assert table(read_cells(path)) == {"A1": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_parts_named_from_the_root_and_with_other_slashes_and_case(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as box:
        box.writestr("[content_types].xml", "<Types/>")
        box.writestr(
            "_rels/.rels",
            '<Relationships><Relationship Id="r" Type="x/officeDocument" '
            'Target="/xl/workbook.xml"/></Relationships>',
        )
        box.writestr(
            "XL\\Workbook.xml",
            '<workbook xmlns:r="r"><sheets><sheet name="表" r:id="a"/></sheets></workbook>',
        )
        box.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="a" Type="x/worksheet" '
            'Target="/xl/Worksheets/One.xml"/></Relationships>',
        )
        box.writestr(
            "xl/worksheets/one.xml", f"<worksheet><sheetData>{ROW}</sheetData></worksheet>"
        )
    assert table(read_cells(write(tmp_path / "a.xlsx", data.getvalue()))) == {"A1": 1}


def test_a_workbook_of_the_strict_standard(tmp_path):
    """Another namespace for elements and relations, and dates written as dates."""
    strict = "http://purl.oclc.org/ooxml"
    body = '<row r="1"><c r="A1" t="d"><v>2024-09-30T00:00:00</v></c><c r="B1"><v>2.5</v></c></row>'
    worksheet = (
        f'<worksheet xmlns="{strict}/spreadsheetml/main"><sheetData>{body}</sheetData></worksheet>'
    )
    data = sheet_xml("", worksheet=worksheet).replace(MAIN.encode(), b"")
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        'Type="x/', f'Type="{strict}/officeDocument/relationships/'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        for name, text in parts.items():
            box.writestr(name, text)
    cells = read_cells(write(tmp_path / "a.xlsx", made.getvalue()))
    assert table(cells) == {"A1": dt.datetime(2024, 9, 30), "B1": 2.5}


def test_a_workbook_with_macros_is_read_and_its_macros_are_told(tmp_path):
    path = write(tmp_path / "a.xlsm", sheet_xml(ROW))
    with zipfile.ZipFile(path, "a") as box:
        box.writestr("xl/vbaProject.bin", b"x")
    opened = open_workbook(path)
    assert table(opened.cells) == {"A1": 1}
    assert opened.findings["rule"].tolist() == ["macros"]


def test_a_dimension_that_lies_changes_nothing(tmp_path):
    for said in ("A1", "A1:XFD1048576", "ZZZ9", ""):
        worksheet = (
            f'<worksheet xmlns="{MAIN}"><dimension ref="{said}"/><sheetData>{ROW}</sheetData>'
            "</worksheet>"
        )
        data = sheet_xml("", worksheet=worksheet)
        assert table(read_cells(write(tmp_path / "a.xlsx", data))) == {"A1": 1}


def test_merges_over_the_whole_sheet_cost_nothing(tmp_path):
    tail = (
        '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="B2:XFD1048576"/>'
        '<mergeCell ref="A0"/></mergeCells>'
    )
    body = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="XFC900000"><v>2</v></c></row>'
    )
    started = time.monotonic()
    opened = open_workbook(write(tmp_path / "a.xlsx", sheet_xml(body, tail)))
    assert time.monotonic() - started < 3
    assert table(opened.cells) == {"A1": 1, "XFC900000": 2}
    assert opened.findings["rule"].tolist() == ["merge_unreadable"]


@pytest.mark.slow
def test_a_million_styled_blank_cells_are_no_cells(tmp_path):
    blank = "".join(f'<c r="{chr(65 + n % 26)}{n // 26 + 2}" s="0"/>' for n in range(1_000_000))
    started = time.monotonic()
    cells = read_cells(write(tmp_path / "a.xlsx", sheet_xml(ROW + blank)))
    assert time.monotonic() - started < 10
    assert table(cells) == {"A1": 1}


def test_a_hidden_row_without_its_number_is_hidden(tmp_path):
    body = (
        '<row><c r="A1"><v>1</v></c></row><row hidden="1"><c r="A2"><v>2</v></c></row>'
        '<row ht="0"><c r="A3"><v>3</v></c></row><row ht="0.5"><c r="A4"><v>4</v></c></row>'
    )
    tail = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    cells = read_cells(write(tmp_path / "a.xlsx", sheet_xml(body, tail))).set_index("cell")
    assert cells.loc[["A1", "A2", "A3", "A4"], "hidden"].tolist() == [False, True, True, False]
    assert cells["merged_into"].dropna().to_dict() == {"A1": "A1"}


def test_a_cell_told_twice_is_refused(tmp_path):
    body = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="A1"><v>3</v></c></row>'
    assert refused(tmp_path / "a.xlsx", sheet_xml(body)) == (
        "sheet '表' has the cell A1 twice, expected each once; "
        "open it in a spreadsheet program, save it again and send that"
    )


@pytest.mark.parametrize(
    ("cell", "place"), [("XFE1", "row 1, column 16,385"), ("B2000000", "row 2,000,000, column 2")]
)
def test_a_cell_beyond_the_sheet_is_refused(cell, place, tmp_path):
    body = f'<row r="1"><c r="A1"><v>1</v></c><c r="{cell}"><v>2</v></c></row>'
    assert refused(tmp_path / "a.xlsx", sheet_xml(body)) == (
        f"sheet '表' has a cell in {place}, expected at most 1,048,576 rows and 16,384 columns; "
        "delete what does not belong to the table and send it again"
    )


def test_blanks_in_texts_are_kept_as_stored(tmp_path):
    shared = '<sst><si><t xml:space="preserve">  庆阳市 </t></si><si><t> 环县</t></si></sst>'
    body = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    cells = read_cells(write(tmp_path / "a.xlsx", sheet_xml(body, t=shared)))
    assert table(cells) == {"A1": "  庆阳市 ", "B1": " 环县"}


def test_what_is_no_finite_number_is_shown_as_such_and_lost_by_no_one(tmp_path):
    stored = ("1e400", "-1e999", "NaN", "INF", "-inf")
    body = "".join(f'<c r="{c}1"><v>{v}</v></c>' for c, v in zip("ABCDE", stored, strict=True))
    path = write(tmp_path / "a.xlsx", sheet_xml(f'<row r="1">{body}</row>'))
    assert set(table(read_cells(path)).values()) == {"#NUM!"}
    text = write(tmp_path / "a.csv", b"1e400,NaN,INF\n1,2,3\n")
    assert [table(read_cells(text))[c] for c in ("A1", "B1", "C1", "A2")] == [
        "1e400", "NaN", "INF", 1,
    ]  # fmt: skip


def test_errors_and_truths_of_every_kind_of_workbook(tmp_path):
    body = (
        '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="b"><v>1</v></c>'
        '<c r="C1" t="b"><v>0</v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    opened = open_workbook(write(tmp_path / "a.xlsm", sheet_xml(body)))
    assert table(opened.cells) == {"A1": "#REF!", "B1": True, "C1": False, "D1": "#DIV/0!"}
    assert opened.findings[["rule", "cell"]].values.tolist() == [
        ["error_value", "A1"], ["error_value", "D1"],
    ]  # fmt: skip
    content = (
        '<table:table table:name="表"><table:table-row>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true">'
        "<text:p>TRUE</text:p></table:table-cell>"
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value=""><text:p>#DIV/0!</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="0" '
        'calcext:value-type="error"><text:p>Err:508</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    opened = open_workbook(write(tmp_path / "a.ods", ods(content)))
    assert shown(opened.cells) == {"A1": "TRUE", "B1": "#DIV/0!", "C1": "Err:508"}
    assert opened.cells["value"].tolist() == [True, "#DIV/0!", "Err:508"]
    assert opened.findings["cell"].tolist() == ["B1", "C1"]
    assert set(opened.findings["rule"]) == {"error_value"}


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.ods"])
def test_a_formula_without_its_value_is_an_error_in_every_kind(name, tmp_path):
    body = '<row r="1"><c r="A1"><f>SUM(B1:B9)</f></c><c r="B1"><v>1</v></c></row>'
    data = sheet_xml(body)
    if name.endswith("ods"):
        data = ods(
            '<table:table table:name="表"><table:table-row>'
            '<table:table-cell table:formula="of:=SUM([.B1:.B9])"/>'
            '<table:table-cell office:value-type="float" office:value="1"/>'
            "</table:table-row></table:table>"
        )
    opened = open_workbook(write(tmp_path / name, data))
    cells = opened.cells.set_index("cell")
    assert cells.loc["A1", "value"] is None
    assert cells.loc["B1", "value"] == 1
    assert opened.findings[["severity", "rule", "cell"]].values.tolist() == [
        ["error", "formula_without_value", "A1"],
    ]  # fmt: skip


WRONG = {
    "xlsx as xls": ("a.xls", lambda: sheet_xml(ROW), "xlsx"),
    "xls as xlsx": ("a.xlsx", lambda: OLD, "xls"),
    "xls as et": ("a.et", lambda: OLD, "xls"),
    "csv as xlsx": ("a.xlsx", lambda: "地区,金额\n兰州市,1\n".encode("gb18030"), "delimited"),
    "csv as xls": ("a.xls", lambda: "地区\t金额\n兰州市\t1\n".encode("utf-16"), "delimited"),
    "page as xls": ("a.xls", lambda: "<table><tr><td>兰州市<td>1</table>".encode(), "markup"),
    "ods as xlsx": (
        "a.xlsx",
        lambda: ods(
            '<table:table table:name="表"><table:table-row><table:table-cell '
            'office:value-type="float" office:value="1"/></table:table-row></table:table>'
        ),
        "ods",
    ),
    "xlsx without a name": ("workbook", lambda: sheet_xml(ROW), "xlsx"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_the_content_decides_whatever_the_name_says(kind, tmp_path):
    name, make, found = WRONG[kind]
    opened = open_workbook(write(tmp_path / name, make()))
    assert opened.kind == found
    assert 1 in opened.cells["value"].tolist()


def rc4(key, data):
    """Encrypt as RC4 does."""
    state, other = list(range(256)), 0
    for one in range(256):
        other = (other + state[one] + key[one % len(key)]) % 256
        state[one], state[other] = state[other], state[one]
    one = other = 0
    out = bytearray()
    for byte in data:
        one = (one + 1) % 256
        other = (other + state[one]) % 256
        state[one], state[other] = state[other], state[one]
        out.append(byte ^ state[(state[one] + state[other]) % 256])
    return bytes(out)


def block_key(password, salt, block):
    """Derive the key of a block of 1,024 bytes ([MS-OFFCRYPTO] 2.3.6.2)."""
    first = hashlib.md5(password.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    again = hashlib.md5((first + salt) * 16, usedforsecurity=False).digest()[:5]
    return hashlib.md5(again + struct.pack("<I", block), usedforsecurity=False).digest()


def stream_of(compound):
    """Take the workbook stream out of a small compound file."""
    box = xlrd.compdoc.CompDoc(compound, logfile=io.StringIO())
    data, at, length = box.locate_named_stream("Workbook")
    return data[at : at + length]


def compound_of(stream):
    """Put a workbook stream into a compound file: header, table, directory, stream."""
    size, sectors = len(stream), -(-len(stream) // 512)
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    table = [0xFFFFFFFD, end, *range(3, sectors + 2), end]
    table += [free] * (128 - len(table))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0
    )
    header += struct.pack("<109I", 0, *[free] * 108)

    def entry(name, kind, child, start, size):
        wide = (name + "\0").encode("utf-16-le") if name else b""
        place = struct.pack(
            "<HBBIII16xI16xIII", len(wide), kind, 1, free, free, child, 0, start, size, 0
        )
        return wide.ljust(64, b"\0") + place

    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, size)
    folder += entry("", 0, free, 0, 0) * 2
    return header + struct.pack("<128I", *table) + folder + stream.ljust(512 * sectors, b"\0")


def locked_xls(password):
    """Encrypt the workbook of `XLS` as Excel 97 does: the bodies of its records."""
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    sealed = rc4(block_key(password, salt, 0), verifier + hashlib.md5(verifier).digest())
    plain, at = stream_of(OLD), 0
    records = []
    while at + 4 <= len(plain) and plain[at : at + 4] != bytes(4):
        kind, size = struct.unpack_from("<HH", plain, at)
        records.append((kind, plain[at + 4 : at + 4 + size]))
        at += 4 + size
    lock = struct.pack("<HHH", 1, 1, 1) + salt + sealed
    records.insert(1, (0x2F, lock))
    shift = 4 + len(lock)
    whole, clear = b"", []
    for kind, body in records:
        if kind == 0x85:  # where a sheet begins, which is never encrypted
            body = struct.pack("<I", struct.unpack("<I", body[:4])[0] + shift) + body[4:]
        open_bytes = len(body) if kind in (0x809, 0x2F) else 4 if kind == 0x85 else 0
        clear += [(len(whole), 4 + open_bytes)]
        whole += struct.pack("<HH", kind, len(body)) + body
    whole += struct.pack("<HH", 0, 4096) + bytes(4096)  # shorter streams are kept elsewhere
    blocks = range(0, len(whole), 1024)
    secret = bytearray(
        b"".join(
            rc4(block_key(password, salt, n), whole[at : at + 1024]) for n, at in enumerate(blocks)
        )
    )
    for at, size in clear:
        secret[at : at + size] = whole[at : at + size]
    return compound_of(bytes(secret))


def test_an_xls_locked_with_excels_default_password_is_open(tmp_path):
    plain = read_cells(write(tmp_path / "a.xls", OLD)).drop(columns="file")
    locked = read_cells(write(tmp_path / "b.xls", locked_xls("VelvetSweatshop")))
    assert locked.drop(columns="file").equals(plain)


def test_an_xls_locked_with_a_password_of_its_own_is_refused(tmp_path):
    assert refused(tmp_path / "a.xls", locked_xls("secret")) == (
        "is protected by a password, expected an open workbook; "
        "remove the password and send it again"
    )


def test_a_zip_with_a_password_is_refused(tmp_path):
    data = bytearray(sheet_xml(ROW))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + flags] |= 1
    assert refused(tmp_path / "a.xlsx", bytes(data)) == (
        "is protected by a password, expected an open workbook; "
        "remove the password and send it again"
    )


KINDS = {
    "xlsx": lambda: sheet_xml(
        ROW + TEXT_ROW.replace('1"', '2"'), t="<sst><si><t>庆阳市</t></si></sst>"
    ),
    "xls": lambda: OLD,
    "xlsb": lambda: binary(SHEET),
    "ods": lambda: WRONG["ods as xlsx"][1](),
    "csv": lambda: "地区,金额\n庆阳市,1\n".encode("utf-16"),
    "html": lambda: "<html><table><tr><td>庆阳市<td>1</table></html>".encode(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_files_cut_at_any_place(kind, tmp_path):
    """A cut file is refused, or gives no cell that the whole one does not have."""
    data = KINDS[kind]()
    whole = shown(read_cells(write(tmp_path / f"a.{kind}", data)))
    for size in range(0, len(data), max(len(data) // 40, 1)):
        try:
            cut = shown(read_cells(write(tmp_path / f"a.{kind}", data[:size])))
        except WorkbookError:
            continue
        assert cut
        assert set(cut) <= set(whole)


def rezipped(data, rng):
    """Change the text of one part, so that the container stays whole and the parser sees it."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: bytearray(old.read(name)) for name in old.namelist()}
    name = rng.choice([n for n, content in parts.items() if content])
    for _ in range(rng.choice([1, 3, 10])):
        at, size = rng.randrange(len(parts[name])), rng.randrange(1, 30)
        way = rng.random()
        if way < 0.5:
            parts[name][at] = rng.choice(b'<>/"=&; 019Aeszx\x00\xff')
        elif way < 0.75:
            del parts[name][at : at + size]
        else:
            parts[name][at:at] = parts[name][at : at + size]
        parts[name] = parts[name] or bytearray(b"x")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        for part, content in parts.items():
            box.writestr(part, bytes(content))
    return made.getvalue()


@pytest.mark.parametrize(
    "count", [60, pytest.param(500, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_workbooks_changed_inside_neither_hang_nor_crash_nor_give_nothing(count, tmp_path):
    rng = random.Random(20241130)
    seeds = [KINDS["xlsx"](), KINDS["ods"]()]
    started, read = time.monotonic(), 0
    for _ in range(count):
        path = write(tmp_path / "a.xlsx", rezipped(rng.choice(seeds), rng))
        try:
            assert len(read_cells(path))
            read += 1
        except WorkbookError as refusal:
            assert str(refusal).startswith("a.xlsx: ")
            assert "\n" not in str(refusal)
    assert 0 < read < count
    assert time.monotonic() - started < count


@pytest.mark.parametrize(
    "count", [60, pytest.param(500, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_binary_workbooks_with_changed_bytes_neither_hang_nor_crash(count, tmp_path):
    rng = random.Random(20250130)
    with zipfile.ZipFile(io.BytesIO(binary(SHEET))) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    started, read = time.monotonic(), 0
    for number in range(count):
        data = mutated(OLD, rng)
        if number % 2:  # inside the container, so that the records are looked at
            changed = {n: mutated(c, rng) if n.endswith(".bin") else c for n, c in parts.items()}
            made = io.BytesIO()
            with zipfile.ZipFile(made, "w") as box:
                for name, content in changed.items():
                    box.writestr(name, content)
            data = made.getvalue()
        try:
            assert len(read_cells(write(tmp_path / "a.xls", data)))
            read += 1
        except WorkbookError as refusal:
            assert str(refusal).startswith("a.xls: ")
            assert "\n" not in str(refusal)
    assert 0 < read < count
    assert time.monotonic() - started < count


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_utf_16_of_either_order_with_and_without_its_mark(encoding, mark, tmp_path):
    text = mark + "地区\t金额\r\n兰州市\t12.5\r\n"
    cells = read_cells(write(tmp_path / "a.csv", text.encode(encoding)))
    assert table(cells) == {"A1": "地区", "B1": "金额", "A2": "兰州市", "B2": 12.5}


def test_quoted_line_ends_and_quotes_stay_in_their_field(tmp_path):
    text = io.StringIO()
    csv.writer(text).writerows([["项目\n名称", '带"引号"'], ["a,b", "1"]])
    cells = read_cells(write(tmp_path / "a.csv", text.getvalue().encode()))
    assert table(cells) == {"A1": "项目\n名称", "B1": '带"引号"', "A2": "a,b", "B2": 1}


@pytest.mark.parametrize("at", [0, 3, 9])
def test_nul_bytes_in_a_text_file_are_refused_or_lose_nothing(at, tmp_path):
    data = "地区,金额\n兰州市,1\n".encode()
    data = data[:at] + b"\0" + data[at:]
    try:
        cells = read_cells(write(tmp_path / "a.csv", data))
    except WorkbookError:
        return
    assert {"金额", 1} <= set(cells["value"])


def test_a_line_without_an_end_and_a_quote_that_is_never_closed(tmp_path):
    sentence = refused(tmp_path / "a.csv", b"1" * (65 << 20))
    assert sentence == (
        "has more than 64 MB, expected tables of ordinary size; "
        "save the tables to a new workbook and send that"
    )
    sentence = refused(tmp_path / "a.csv", b"1," * 1_000_001)
    assert sentence.startswith("holds more than 1,000,000 cells, expected a statistical table")
    sentence = refused(tmp_path / "a.csv", '地区,金额\n"兰州市,1\n'.encode() + b"2,3\n" * 20_000)
    assert sentence == (
        "has a text of 80,005 characters in A2, expected at most 32,767; "
        "correct that cell and send it again"
    )


def test_nothing_readable_is_said_to_be_so(tmp_path):
    folder = tmp_path / "raw" / "2024-09"
    folder.mkdir(parents=True)
    write(folder / "空白.xlsx", sheet_xml('<row r="1"><c r="A1" s="1"/></row>'))
    write(folder / "说明.csv", "情况说明\n本月无数据\n".encode())
    taken = intake(folder, "2024-09", load_codebook())
    said = taken.findings[taken.findings["severity"] == "error"]
    assert said[["file", "rule"]].values.tolist() == [
        ["空白.xlsx", "unreadable_file"], ["说明.csv", "nothing_read"],
    ]  # fmt: skip


def test_endless_texts_stall_nothing_and_are_kept_whole(tmp_path):
    folder = tmp_path / "raw" / "2024-09"
    folder.mkdir(parents=True)
    rng, book = random.Random(1), openpyxl.Workbook()
    texts = [
        "".join(rng.choices("兰州市（2024年1-9月）单位：万元、合计%0.5", k=32_000))
        for _ in range(6)
    ]
    book.active.append(["兰州市2024年1-9月招商引资情况（亿元）"])
    book.active.append(["指标", "本年累计", texts[0]])
    for text in ("到位资金", *texts[1:]):
        book.active.append([text, 1.5, 2])
    book.save(folder / "a.xlsx")
    started = time.monotonic()
    taken = intake(folder, "2024-09", load_codebook())
    assert time.monotonic() - started < 20
    assert (taken.panel["value"] == 1.5).any()
    assert read_cells(folder / "a.xlsx")["value"].isin(texts).sum() == 6


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
def test_a_file_that_needs_too_much_memory_is_refused_and_the_next_is_read(tmp_path):
    strings = "<sst>" + "<si><r><t>a</t></r></si>" * 900_000 + "</sst>"
    fat = sheet_xml(TEXT_ROW, t=strings, u="<styleSheet>" + "<xf/>" * 8_000_000 + "</styleSheet>")
    sentence = refused(tmp_path / "a.xlsx", fat)
    assert "memory" in sentence or "seconds" in sentence
    assert table(read_cells(write(tmp_path / "b.xlsx", sheet_xml(ROW)))) == {"A1": 1}


def plain(value):
    """Write a value as every reader can: numbers as floats, days as moments."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    return float(value)


def by_calamine(path):
    found = {}
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value != "":
                    found[name, row, column] = plain(value)
    return found


def by_openpyxl(path):
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.row - 1, cell.column - 1): plain(cell.value)
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None and cell.value != ""
    }


def by_us(path):
    cells = read_cells(path)
    return {
        (row.sheet, row.row, row.column): plain(row.value)
        for row in cells.itertuples()
        if row.value is not None
    }


def sampled(folder):
    for unit in plan.units()[:6]:
        own = report(unit, 2022, 6)
        book = make(own)
        book.sheets += ledger(own).sheets
        yield sheets.write(book, folder)


def test_values_agree_with_two_independent_readers(tmp_path):
    for path in sampled(tmp_path):
        ours = by_us(path)
        assert len(ours) > 300
        assert ours == by_calamine(path) == by_openpyxl(path)


@pytest.mark.slow
def test_values_of_an_old_workbook_agree_with_an_independent_reader(tmp_path):
    path = write(tmp_path / "a.xls", OLD)
    near = {place: value for place, value in by_us(path).items() if place[1] < 100}
    assert near
    assert near.items() <= by_calamine(path).items()
