"""Vintages: named by their inputs, whole or absent, never changed."""

import json

import pandas as pd
import pytest

from zsanalytics import store
from zsanalytics.errors import RequestError
from zsanalytics.schema import FINDINGS, LEADS, PROJECTS, RECORDS, empty


def vintage(project, panel, asof="2024-09", **more):
    manifest = {"asof": asof, "inputs": {}, **more}
    return store.Vintage(
        panel, empty(PROJECTS), empty(RECORDS), empty(FINDINGS), manifest,
        store.vintage_path(project, asof, manifest),
    )  # fmt: skip


def test_a_vintage_is_read_back_as_written(tmp_path, panel):
    wrote = vintage(tmp_path, panel([("兰州市", 2024, 9, 12.5)]))
    store.write_vintage(wrote, tmp_path)
    read = store.open_vintage(tmp_path, "2024-09")
    pd.testing.assert_frame_equal(read.panel, wrote.panel)
    assert read.manifest == wrote.manifest and read.path == wrote.path
    assert (tmp_path / "data/processed/current").read_text() == f"{wrote.path.name}\n"


def test_writing_twice_changes_no_byte_and_leaves_nothing_behind(tmp_path, panel):
    wrote = vintage(tmp_path, panel([("兰州市", 2024, 9, 12.5)]))
    store.write_vintage(wrote, tmp_path)
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in wrote.path.iterdir()}
    store.write_vintage(wrote, tmp_path)
    assert before == {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in wrote.path.iterdir()}
    assert [p.name for p in wrote.path.parent.iterdir()] == [wrote.path.name]


def test_each_month_keeps_its_own_newest_vintage(tmp_path, panel):
    for asof, value, tag in (("2024-08", 1.0, "a"), ("2024-09", 2.0, "b"), ("2024-08", 3.0, "c")):
        store.write_vintage(
            vintage(tmp_path, panel([("兰州市", 2024, 8, value)]), asof, tag=tag), tmp_path
        )
    assert store.open_vintage(tmp_path, "2024-08").panel.loc[0, "value"] == 3.0
    assert store.open_vintage(tmp_path, "2024-09").panel.loc[0, "value"] == 2.0


def test_a_failed_write_leaves_the_old_state(tmp_path, panel, monkeypatch):
    old = vintage(tmp_path, panel([("兰州市", 2024, 9, 1.0)]), tag="old")
    store.write_vintage(old, tmp_path)

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_flush", full)
    with pytest.raises(OSError, match="No space left"):
        store.write_vintage(vintage(tmp_path, panel([("兰州市", 2024, 9, 2.0)])), tmp_path)
    assert store.open_vintage(tmp_path, "2024-09").path == old.path
    assert [p.name for p in old.path.parent.iterdir()] == [old.path.name]


def test_a_month_that_was_not_built_is_a_sentence(tmp_path):
    with pytest.raises(
        RequestError, match=r"2024-09: no panel was built .* zs build --month 2024-"
    ):
        store.open_vintage(tmp_path, "2024-09")


def test_the_project_is_the_nearest_folder_that_holds_data(tmp_path, monkeypatch):
    monkeypatch.delenv("ZS_PROJECT", raising=False)
    (tmp_path / "data").mkdir()
    (tmp_path / "notebooks/deep").mkdir(parents=True)
    assert store.project_folder(tmp_path / "notebooks/deep") == tmp_path.resolve()
    monkeypatch.setenv("ZS_PROJECT", str(tmp_path / "notebooks"))
    with pytest.raises(RequestError, match="no project folder here or above it"):
        store.project_folder(tmp_path)


def test_inputs_are_hashed_and_nothing_later_or_private_is_taken(tmp_path):
    for name in ("2024-08/甲.xlsx", "2024-09/乙.xlsx", "2024-09/~$乙.xlsx", "2024-10/丙.xlsx",
                 "published/p.csv", "2024-9x/丁.xlsx"):  # fmt: skip
        path = tmp_path / "data/raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (tmp_path / "data/raw/2024-09/链接.xlsx").symlink_to("乙.xlsx")
    assert list(store.input_files(tmp_path, "2024-09")) == [
        "data/raw/2024-08/甲.xlsx", "data/raw/2024-09/乙.xlsx", "data/raw/published/p.csv",
    ]  # fmt: skip
    assert list(store.month_folders(tmp_path)) == ["2024-08", "2024-09", "2024-10"]


def test_the_name_of_a_vintage_depends_on_its_inputs_only(tmp_path):
    one = store.vintage_path(tmp_path, "2024-09", {"asof": "2024-09", "inputs": {"a": "1"}})
    two = store.vintage_path(tmp_path, "2024-09", {"inputs": {"a": "1"}, "asof": "2024-09"})
    three = store.vintage_path(tmp_path, "2024-09", {"inputs": {"a": "2"}, "asof": "2024-09"})
    assert one == two != three


def test_a_second_run_is_refused_in_one_line(tmp_path):
    with store.only_run(tmp_path, "build"):
        second = store.only_run(tmp_path, "build")
        with pytest.raises(RequestError, match="another `zs build` is at work here"):
            second.__enter__()
    with store.only_run(tmp_path, "build"):
        pass


def test_replace_file_leaves_no_part(tmp_path):
    store.replace_file(tmp_path / "x.json", json.dumps({"a": 1}).encode())
    store.replace_file(tmp_path / "x.json", b"new")
    assert (tmp_path / "x.json").read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_vintage_of_before_leads_were_kept_has_none(tmp_path, panel):
    wrote = vintage(tmp_path, panel([("兰州市", 2024, 9, 12.5)]))
    store.write_vintage(wrote, tmp_path)
    for name in ("leads", "corrections"):
        (wrote.path / f"{name}.parquet").unlink()
    read = store.open_vintage(tmp_path, "2024-09")
    assert read.leads.empty and list(read.leads.columns) == list(LEADS.columns)
    assert read.corrections.empty and len(read.panel) == 1
