"""What a run needs from the machine: looked at, and said with its remedy."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from zsanalytics import store
from zsanalytics.errors import RequestError
from zsanalytics.publish.style import SANS, SERIF, font_path


class Item(NamedTuple):
    """One thing that was looked at."""

    what: str
    fine: bool
    found: str
    remedy: str = ""


def examine(folder: Path) -> Iterator[Item]:
    """Look at Python, packages, fonts, PDF, the project folder and the disk."""
    yield python()
    yield packages()
    yield fonts()
    yield pdf()
    yield project(folder)
    yield disk(folder)


def python() -> Item:
    """Python 3.11 or newer."""
    return Item(
        "Python", sys.version_info >= (3, 11), f"{platform.python_version()} ({sys.executable})",
        "install Python 3.11 or newer / 安装 Python 3.11 以上版本",
    )  # fmt: skip


def packages() -> Item:
    """Every package that zsanalytics names as a requirement, with the main versions."""
    missing, names = [], []
    for requirement in importlib.metadata.requires("zsanalytics") or ():
        if "extra ==" in requirement:
            continue
        name = requirement.split(";")[0].split("[")[0]
        name = name[: next((i for i, c in enumerate(name) if c in "<>=!~ "), len(name))]
        names.append(name)
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    shown = ("zsanalytics", "pandas", "papermill", "typst")
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in shown if name not in missing
    )
    found = f"{len(names)} present / 齐全: {versions}" if not missing else f"missing: {missing}"
    return Item("packages / 依赖", not missing, found, f"pip install {' '.join(missing)}")


def fonts() -> Item:
    """The Chinese fonts that come with the installation."""
    paths = [font_path(family) for family in (SERIF, SANS)]
    found = [path.name for path in paths if path.is_file()]
    return Item(
        "fonts / 字体", len(found) == len(paths), ", ".join(found) or "none",
        "pip install --force-reinstall pylopdf-fonts-zh-cn",
    )  # fmt: skip


def pdf() -> Item:
    """A line of Chinese turned into a PDF."""
    import typst

    options: dict[str, Any] = {
        "font_paths": [str(font_path(SERIF).parent)],
        "ignore_system_fonts": True,
    }
    try:
        page = typst.compile("招商引资".encode(), **options)
    except (RuntimeError, OSError) as error:
        return Item("PDF", False, str(error), "pip install --force-reinstall typst")
    return Item("PDF", True, f"Typst, {len(page or b''):,} bytes")


def project(folder: Path) -> Item:
    """The project's folder, and whether its reports can be written."""
    try:
        home = store.project_folder(folder)
        reports = home / "reports"
        reports.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".zs-", dir=reports):
            months = store.month_folders(home)
    except (RequestError, OSError) as error:
        return Item("project / 项目文件夹", False, str(error), "go to the project folder: cd ...")
    latest = f", latest {max(months)}" if months else ""
    return Item("project / 项目文件夹", True, f"{home}, {len(months)} months{latest}")


def disk(folder: Path) -> Item:
    """Room for a year of vintages and briefings."""
    free = shutil.disk_usage(folder).free
    return Item(
        "disk / 磁盘", free > 500e6, f"{free / 1e9:.1f} GB free",
        "make room: at least 0.5 GB are needed / 请至少腾出 0.5 GB",
    )  # fmt: skip
