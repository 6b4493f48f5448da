"""The doctor: everything needed is there, and what is not is named with its remedy."""

import importlib.metadata
from collections import namedtuple
from pathlib import Path

from zsanalytics import doctor


def test_a_sound_installation_is_fine(tmp_path):
    (tmp_path / "data/raw/2024-09").mkdir(parents=True)
    found = {item.what: item for item in doctor.examine(tmp_path)}
    assert all(item.fine for item in found.values()), found
    assert found["project / 项目文件夹"].found.endswith("1 months, latest 2024-09")
    assert "NotoSerifSC-Regular.otf" in found["fonts / 字体"].found
    assert found["PDF"].found.startswith("Typst, ")


def test_a_missing_package_is_named_with_its_remedy(monkeypatch):
    version = importlib.metadata.version

    def without_typst(name):
        if name == "typst":
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(importlib.metadata, "version", without_typst)
    item = doctor.packages()
    assert not item.fine and item.found == "missing: ['typst']"
    assert item.remedy == "pip install typst"


def test_missing_fonts_are_named(monkeypatch):
    monkeypatch.setattr(doctor, "font_path", lambda family: Path("/none") / f"{family}.otf")
    item = doctor.fonts()
    assert not item.fine and item.found == "none" and "pylopdf-fonts-zh-cn" in item.remedy


def test_no_project_and_no_room_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ZS_PROJECT", str(tmp_path))
    assert "no project folder here or above it" in doctor.project(tmp_path).found
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage(1, 1, 1e6))
    assert not doctor.disk(tmp_path).fine
