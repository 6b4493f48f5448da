"""Kept readings: the same vintage with and without them, nothing private in them, never trusted."""

import gzip
import importlib

import openpyxl
import pandas as pd
import pytest

from zsanalytics import kept, store
from zsanalytics.codebook import load_codebook
from zsanalytics.history import as_of
from zsanalytics.intake.files import take_files
from zsanalytics.kept import Kept, load, packed, program_hashes
from zsanalytics.month import build
from zsanalytics.sample.sheets import write
from zsanalytics.sample.writer import make, report

ASOF = (2024, 8)
FOLDER = importlib.import_module("zsanalytics.intake.folder")


@pytest.fixture
def book():
    return load_codebook()


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A summary and a ledger of 嘉峪关 with a contact, and a ledger cell that is a question."""
    folder = tmp_path_factory.mktemp("sent")
    for kind in ("summary", "ledger"):
        write(make(report("嘉峪关市", *ASOF), kind), folder)
    place = next(folder.glob("*台账*"))
    workbook = openpyxl.load_workbook(place)
    sheet = workbook.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(c.value == "项目名称" for c in row))
    column = sheet.max_column + 1
    for name, value in (("联系人", "欧阳震华"), ("联系电话", "13909341234")):
        sheet.cell(head[0].row, column, name)
        sheet.cell(head[0].row + 1, column, value)
        sheet.cell(head[0].row + 2, column, value)
        column += 1
    workbook.save(place)
    return folder


@pytest.fixture
def project(tmp_path, sent):
    folder = tmp_path / "data/raw/2024-08"
    folder.mkdir(parents=True)
    for path in sent.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return tmp_path


def vintage_bytes(project):
    path = build(project, "2024-08").path
    content = {file.name: file.read_bytes() for file in path.iterdir()}
    for file in path.iterdir():
        file.unlink()
    path.rmdir()
    return path.name, content


def test_a_warm_build_reads_nothing_and_gives_the_same_bytes(project, monkeypatch):
    cold = vintage_bytes(project)
    assert len(list((project / kept.FOLDER).iterdir())) == 2
    with monkeypatch.context() as patch:
        patch.setattr(FOLDER, "take_files", lambda paths, **_: iter(()))
        assert vintage_bytes(project) == cold


def test_no_contact_is_kept(project):
    build(project, "2024-08")
    texts = [gzip.decompress(p.read_bytes()).decode() for p in (project / kept.FOLDER).iterdir()]
    assert any("项目" in text for text in texts)
    assert not any(word in text for text in texts for word in ("欧阳", "13909341234"))
    for file in (project / kept.FOLDER).iterdir():
        taken = load(file)
        words = taken.projects.astype("str").to_csv() + taken.leads.astype("str").to_csv()
        assert "欧阳" not in words and "13909341234" not in words


def test_a_reading_comes_back_as_it_was(sent, book, tmp_path):
    for taken in take_files(sorted(sent.iterdir()), book=book, asof=ASOF):
        place = tmp_path / "one"
        place.write_bytes(packed(taken, "one"))
        again = load(place)
        for table in ("projects", "leads"):
            pd.testing.assert_frame_equal(getattr(again, table), getattr(taken, table))
        assert repr(again.records) == repr(taken.records)
        assert again.findings == taken.findings
        assert (again.file, again.demo) == (taken.file, taken.demo)


def test_what_does_not_come_back_whole_is_not_trusted(sent, book, tmp_path):
    taken = next(take_files(sorted(sent.iterdir())[:1], book=book, asof=ASOF))
    whole, place = packed(taken, "one"), tmp_path / "one"
    turned = whole[:2000] + bytes([whole[2000] ^ 1]) + whole[2001:]
    for content in (b"", b"x", whole[:-40], turned, packed(taken, "another")):
        place.write_bytes(content)
        assert load(place) is None
    assert load(tmp_path / "none") is None


@pytest.mark.slow
def test_what_could_not_be_read_is_read_again(project, book):
    (project / "data/raw/2024-08/坏.xlsx").write_bytes(b"PK\x03\x04")
    build(project, "2024-08")
    assert len(list((project / kept.FOLDER).iterdir())) == 2


def test_file_month_program_and_lists_each_make_another_reading(tmp_path, sent, book):
    asked = []

    def read(paths):
        asked.extend(paths)
        return take_files(paths, book=book, asof=ASOF)

    paths = sorted(sent.iterdir())
    made = program_hashes(tmp_path)
    for _ in range(2):
        known = Kept(tmp_path, made).taken(paths, ASOF, read)
        assert [taken.file for taken in known] == [path.name for path in paths]
    assert len(asked) == 2
    for other in ({"code": "x"}, {"codebook": "x"}):
        Kept(tmp_path, {**made, **other}).taken(paths[:1], ASOF, read)
    Kept(tmp_path, made).taken(paths[:1], (2024, 9), read)
    assert len(asked) == 5
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes/chains.toml").write_text("", encoding="utf-8")
    assert program_hashes(tmp_path)["codebook"] != made["codebook"]


def test_readings_used_longest_ago_make_room(tmp_path, sent, book, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 1)
    paths = sorted(sent.iterdir())
    keeper = Kept(tmp_path, program_hashes(tmp_path))
    assert len(keeper.taken(paths, ASOF, lambda new: take_files(new, book=book, asof=ASOF))) == 2
    assert list((tmp_path / kept.FOLDER).iterdir()) == []


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_only_costs_time(project, monkeypatch):
    cold = vintage_bytes(project)
    for file in (project / kept.FOLDER).iterdir():
        file.unlink()
    real = store.replace_file

    def refuse(path, content):
        if kept.FOLDER.name in path.parts:
            raise OSError(28, "No space left on device")
        real(path, content)

    monkeypatch.setattr(store, "replace_file", refuse)
    assert vintage_bytes(project) == cold


@pytest.mark.slow
def test_the_panel_as_of_a_day_uses_them_too(project, monkeypatch):
    panel = build(project, "2024-08").panel
    for folder in (project / "data/processed/vintages").iterdir():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    monkeypatch.setattr(FOLDER, "take_files", lambda paths, **_: iter(()))
    pd.testing.assert_frame_equal(as_of("2024-09-30", project), panel)
