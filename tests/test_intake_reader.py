"""The guard: whatever a path turns out to be, the caller goes on."""

import concurrent.futures
import contextlib
import io
import multiprocessing
import os
import pickle
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from zsanalytics.errors import WorkbookError
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.parsing import child as parsing_child
from zsanalytics.intake.reader import _START, READER, Reader

POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX only")
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def workbook(rows=3):
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data)
    sheet = made.add_worksheet("汇总表")
    for row in range(rows):
        sheet.write_row(row, 0, ["兰州市", row, 12.5])
    made.close()
    return data.getvalue()


def declared(data, size):
    """Let the last part of a zip container say that it unpacks to so many bytes."""
    at = data.rindex(b"PK\1\2")
    return data[: at + 24] + size.to_bytes(4, "little") + data[at + 28 :]


def zipped(sheet, **parts):
    """Write a workbook with this XML as its only sheet."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        box.writestr(
            "xl/workbook.xml",
            '<workbook xmlns:r="r"><sheets><sheet name="表" r:id="a"/></sheets></workbook>',
        )
        box.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/>'
            "</Relationships>",
        )
        box.writestr("xl/s.xml", sheet)
        for name, content in parts.items():
            box.writestr(name, content)
    return data.getvalue()


def compound(stream):
    """Write something that looks like a compound file with one stream."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)
    )


def many_sheets(count):
    sheets = "".join(f'<sheet name="表{number}" r:id="a"/>' for number in range(count))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr(
            "xl/workbook.xml", f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>'
        )
    return data.getvalue()


def locked(password):
    data = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook())).encrypt(password, data)
    return data.getvalue()


def word():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        box.writestr("word/document.xml", "<w/>")
    return data.getvalue()


SEND = "save the table as .xlsx and send that"
SENTENCES = {
    "empty": (lambda: b"", "is empty, expected a workbook; send the file again"),
    "zeros": (lambda: bytes(4096), "is empty, expected a workbook; send the file again"),
    "blank": (
        lambda: zipped(HEAD + TAIL),
        "holds no value in any cell, expected a filled table; send the right file",
    ),
    "pdf": (lambda: b"%PDF-1.7\n", f"is a PDF document, expected a workbook; {SEND}"),
    "word": (word, f"is a Word document, expected a workbook; {SEND}"),
    "doc": (
        lambda: compound("WordDocument"),
        f"is a Word document, expected a workbook; {SEND}",
    ),
    "noise": (
        lambda: random.Random(1).randbytes(3000),
        "is neither a workbook nor readable text, expected xlsx, xls, xlsb, ods or csv; " + SEND,
    ),
    "page": (
        lambda: b"<html><p>404</p></html>",
        "is a page or XML file without a table, expected a workbook; " + SEND,
    ),
    "locked": (
        lambda: locked("secret"),
        "is protected by a password, expected an open workbook; "
        "remove the password and send it again",
    ),
    "truncated": (
        lambda: workbook()[:2000],
        "is a damaged or truncated zip container, expected a whole workbook; send the file again",
    ),
    "zip": (
        lambda: zipped("").replace(b"xl/workbook.xml", b"xl/wirkbook.xml").replace(
            b"[Content_Types].xml", b"[Content_Tips_].xml"
        ),
        "is a zip archive without a workbook, expected a workbook; "
        "unpack it and send the workbooks",
    ),
    "entities": (
        lambda: zipped('<!DOCTYPE w [<!ENTITY a "1">]>' + HEAD + "<row><c>&a;</c></row>" + TAIL),
        "declares a document type or an entity, which no workbook needs; "
        "open it in a spreadsheet program, save it again and send that",
    ),
    "dangling": (
        lambda: zipped(HEAD + '<row r="1"><c r="A1" t="s"><v>5</v></c></row>' + TAIL),
        "has an unreadable cell A1 ('5'), expected a whole workbook; "
        "open it in a spreadsheet program, save it again and send that",
    ),
    "sheets": (
        lambda: many_sheets(2000),
        "holds 2,000 sheets, expected at most 500; "
        "keep the sheets with the tables and send it again",
    ),
    "unpacks": (
        lambda: declared(zipped(HEAD + TAIL, big=b"0"), 513 << 20),
        "unpacks to more than 512 MB or 10,000 parts, expected a workbook of ordinary size; "
        "save the tables to a new workbook and send that",
    ),
    "part": (
        lambda: zipped(HEAD + " " * (161 << 20) + TAIL),
        "has a part xl/s.xml of more than 160 MB, expected tables of ordinary size; "
        "save the tables to a new workbook and send that",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SENTENCES)
def test_what_is_no_workbook_is_refused_in_one_sentence(kind, tmp_path):
    make, sentence = SENTENCES[kind]
    path = tmp_path / f"{kind}.xlsx"
    path.write_bytes(make())
    with pytest.raises(WorkbookError) as raised:
        read_cells(path)
    assert str(raised.value) == f"{kind}.xlsx: {sentence}"


@pytest.mark.slow
def test_more_cells_than_any_honest_workbook_holds(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(HEAD + "<row>" + "<c><v>1</v></c>" * 1_000_001 + "</row>" + TAIL))
    with pytest.raises(WorkbookError, match=r"a.xlsx: holds more than 1,000,000 cells, expected"):
        read_cells(path)


def test_repeated_cells_of_an_ods_do_not_unroll(tmp_path):
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        box.writestr(
            "content.xml",
            '<c><table name="t"><table-row number-rows-repeated="1000000"><table-cell '
            'number-columns-repeated="16384" value-type="float" value="1"><p>1</p></table-cell>'
            "</table-row></table></c>",
        )
    with pytest.raises(WorkbookError, match=r"a.ods: holds more than 1,000,000 cells"):
        read_cells(path)


def test_excels_default_password_is_no_lock(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(locked("VelvetSweatshop"))
    assert len(read_cells(path)) == 9


@POSIX
def test_folders_pipes_devices_and_missing_files_are_refused_at_once(tmp_path):
    pipe, link = tmp_path / "pipe.xlsx", tmp_path / "link.xlsx"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    started = time.monotonic()
    for path, found in (
        (tmp_path, "is a folder, expected a workbook; give the path of a workbook"),
        (pipe, "is a pipe, socket or device, expected a workbook; give the path of a workbook"),
        (link, "is a pipe, socket or device, expected a workbook; give the path of a workbook"),
        (tmp_path / "none.xlsx",
         "cannot be opened (No such file or directory), expected a workbook; check the path"),
        ("a\0b.xlsx", "cannot be opened (embedded null byte), expected a workbook; check the path"),
    ):  # fmt: skip
        with pytest.raises(WorkbookError) as raised:
            read_cells(path)
        assert str(raised.value) == f"{Path(path).name}: {found}"
    assert time.monotonic() - started < 2


def read_in(reader, path):
    return sum(len(sheet["rows"]) for sheet in reader.read(path)[1])


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.xlsx"
    path.write_bytes(workbook())
    return path


@pytest.fixture
def reader():
    made = Reader(seconds=2)
    yield made
    made.close()


def test_the_child_is_kept_for_the_next_file(reader, good):
    assert read_in(reader, good) == 9
    child = reader._child.pid
    assert [read_in(reader, good) for _ in range(3)] == [9, 9, 9]
    assert reader._child.pid == child


@pytest.mark.slow
def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(reader, good, tmp_path):
    slow = tmp_path / "slow.csv"
    slow.write_text("甲,乙\n")
    reader.read(good)
    os.kill(reader._child.pid, signal.SIGSTOP) if os.name == "posix" else pytest.skip("POSIX only")
    with pytest.raises(WorkbookError) as raised:
        reader.read(slow)
    assert str(raised.value) == (
        "slow.csv: takes more than 2 seconds to read, expected tables of ordinary size; "
        "save the tables to a new workbook and send that"
    )
    assert read_in(reader, good) == 9


@POSIX
def test_a_parser_that_dies_is_the_fault_of_that_file_only(good, tmp_path):
    reader = Reader(seconds=30)
    reader.read(good)
    path = tmp_path / "abort.csv"
    path.write_text("\n".join(f"{n},项目{n},12.{n}" for n in range(200_000)))
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(reader.read, path)
        time.sleep(0.2)
        os.kill(reader._child.pid, signal.SIGABRT)
        with pytest.raises(WorkbookError) as raised:
            asked.result()
    assert str(raised.value) == (
        "abort.csv: is so damaged that its parser died, expected a whole workbook; "
        "open it in a spreadsheet program, save it as .xlsx and send that"
    )
    assert read_in(reader, good) == 9
    reader.close()


def test_a_child_that_died_between_two_files_is_replaced(reader, good):
    reader.read(good)
    reader._child.kill()
    reader._child.wait()
    assert read_in(reader, good) == 9


def test_threads_share_a_reader(reader, good):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: read_in(reader, good), range(40))) == {9}


_FORK = """\
import os, sys
from zsanalytics.intake.cells import read_cells
from zsanalytics.intake.reader import READER
path = sys.argv[1]
first = len(read_cells(path))
mine = READER._child.pid
pid = os.fork()
if pid == 0:
    ok = len(read_cells(path)) == first and READER._child.pid != mine
    READER.close()
    os._exit(0 if ok else 1)
same = len(read_cells(path)) == first and READER._child.pid == mine
print(int(same and os.waitpid(pid, 0)[1] == 0), mine)
"""


@POSIX
def test_after_a_fork_each_process_has_its_own_child_and_it_ends_with_it(good):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _FORK, str(good)],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    same, child = done.stdout.split()
    assert same == "1"
    assert done.stderr == ""
    assert ends(int(child))


@POSIX
def test_the_child_ends_when_its_parent_is_killed(good):
    code = "import sys, time\nfrom zsanalytics.intake.cells import read_cells\n"
    code += "from zsanalytics.intake.reader import READER\nread_cells(sys.argv[1])\n"
    code += "print(READER._child.pid, flush=True)\ntime.sleep(60)\n"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(good)], stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    assert ends(child)


def ends(process):
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").exists():
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
            if state == "Z":  # dead, waiting for whoever adopted it
                return True
        time.sleep(0.05)
    return False


@POSIX
def test_the_child_has_a_cap_on_memory_and_imports_no_pandas(reader, good):
    reader.read(good)
    limits = Path(f"/proc/{reader._child.pid}/limits")
    if not limits.exists():
        pytest.skip("no /proc")
    line = next(x for x in limits.read_text().splitlines() if x.startswith("Max address space"))
    assert line.split()[3] == str(1 << 30)
    assert "pandas" not in Path(f"/proc/{reader._child.pid}/maps").read_text()


def children(process):
    """Map the processes below one to their states (R, S, Z ...)."""
    states = {}
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for below in task.read_text().split():
            with contextlib.suppress(OSError):
                stat = Path(f"/proc/{below}/stat").read_text()
                states[int(below)] = stat.rpartition(")")[2].split()[0]
                states |= children(int(below))
    return states


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc")
def test_no_child_is_left_dead_or_behind(reader, good):
    before = set(children(os.getpid()))
    for _ in range(3):
        reader.read(good)
        reader._child.kill()
    reader.read(good)
    mine = {p: state for p, state in children(os.getpid()).items() if p not in before}
    assert list(mine) == [reader._child.pid]
    assert "Z" not in mine.values()
    reader.close()
    assert set(children(os.getpid())) <= before


def test_an_answer_that_was_not_awaited_is_not_taken_for_the_next_files(
    reader, good, tmp_path, monkeypatch
):
    """A user interrupts a cell of a notebook; the process lives on and reads another file."""
    reader.read(good)
    other = tmp_path / "other.csv"
    other.write_text("甲,乙\n1,2\n")

    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(sys.modules[Reader.__module__], "_exchange", interrupt)
        reader.read(other)
    assert reader._child is None
    assert read_in(reader, good) == 9


def test_a_child_is_replaced_after_many_files(reader, tmp_path):
    small = tmp_path / "a.csv"
    small.write_text("甲,乙\n")
    seen = set()
    for _ in range(parsing_child.FILES + 1):
        reader.read(small)
        seen.add(reader._child and reader._child.pid)
    assert seen - {None} and len(seen - {None}) == 2


def test_a_child_is_replaced_after_a_huge_answer(reader, good, tmp_path):
    big = tmp_path / "big.csv"
    big.write_text("\n".join(f"{n},项目{n},12.{n}" for n in range(200_000)))
    Reader.read(slow := Reader(seconds=30), big)
    assert slow._child is None
    assert read_in(slow, good) == 9
    slow.close()


def test_answers_run_nothing(reader, good, monkeypatch):
    """A parser that a file has taken over could send anything."""
    evil = pickle.dumps(("read", "xlsx", os.getcwd.__reduce_ex__(4) and [print]))
    monkeypatch.setattr(sys.modules[Reader.__module__], "_exchange", lambda *_: (True, evil, False))
    with pytest.raises(WorkbookError, match=r"good.xlsx: is so damaged that its parser died"):
        reader.read(good)


def test_no_process_can_be_started(good, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(WorkbookError) as raised:
        Reader().read(good)
    assert str(raised.value) == (
        "no process to read workbooks in (No such file or directory), expected to start "
        "'/nowhere/python'; close other programs or start again"
    )


def count_and_child(path):
    """Read in a worker of a pool: cells, worker, its child."""
    cells = len(read_cells(path))
    return cells, os.getpid(), READER._child.pid


@POSIX
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # forking beside threads
@pytest.mark.parametrize("way", ["fork", pytest.param("spawn", marks=pytest.mark.slow)])
def test_each_worker_of_a_pool_has_its_own_child_that_ends_with_it(way, good):
    read_cells(good)
    context = multiprocessing.get_context(way)
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        got = list(pool.map(count_and_child, [good] * 12))
    assert {cells for cells, _, _ in got} == {9}
    workers = {worker for _, worker, _ in got}
    readers = {child for _, _, child in got}
    assert len(readers) == len(workers)
    assert READER._child.pid not in readers
    assert all(ends(process) for process in workers | readers)


_BARE = """\
import sys
for name in ("resource", "pwd", "grp", "fcntl"):
    sys.modules[name] = None
""" + _START  # fmt: skip


def test_the_child_works_where_no_limits_can_be_set(good):
    """As on Windows, which has no module for limits and alarms."""
    folder = Path(parsing_child.__file__).parent
    done = subprocess.run(
        [sys.executable, "-P", "-c", _BARE, str(folder), "10"],
        input=f'"{good}"\n'.encode(), capture_output=True, timeout=30, check=True,
    )  # fmt: skip
    assert pickle.loads(done.stdout[10:])[0] == "read"


def mutated(data, rng):
    """Change, cut, repeat or drop bytes in some places."""
    changed = bytearray(data)
    for _ in range(rng.choice([1, 2, 5, 20])):
        at, size = rng.randrange(len(changed) + 1), rng.randrange(1, 200)
        way = rng.random()
        if way < 0.6 and at < len(changed):
            changed[at] = rng.randrange(256)
        elif way < 0.75:
            del changed[at:]
        elif way < 0.9:
            changed[at:at] = changed[at : at + size]
        else:
            del changed[at : at + size]
    return bytes(changed)


@pytest.mark.parametrize(
    "count", [60, pytest.param(500, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_mutated_files_neither_hang_nor_crash_nor_give_nothing(count, tmp_path):
    rng = random.Random(20240930)
    text = "地区\t到位资金\n兰州市\t12.5\n".encode("utf-16")
    page = b"<table><tr><td>1<td>2</table>"
    seeds = [workbook(), workbook(300), locked("VelvetSweatshop"), text, page]
    path = tmp_path / "a.xlsx"
    read = 0
    started = time.monotonic()
    for _ in range(count):
        path.write_bytes(mutated(rng.choice(seeds), rng))
        try:
            read += 1
            assert len(read_cells(path))
        except WorkbookError as refusal:
            read -= 1
            assert str(refusal).startswith("a.xlsx: ")
            assert "\n" not in str(refusal)
    assert 0 < read < count
    assert time.monotonic() - started < count
